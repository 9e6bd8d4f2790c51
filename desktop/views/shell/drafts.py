"""What was typed and not saved when the vault locked: gathered from the page, offered again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.services.window_drafts import (
    FilledForm,
    TakeDraft,
    Typed,
    WindowDraft,
    take_draft,
)
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.page import Page, action_button
from desktop.views.pages.refill import fill, read_fields
from desktop.views.shell.navigation import title_of

if TYPE_CHECKING:
    from desktop.views.shell.window import MainWindow

# A field with this property is looked with, not saved from: its text is no loss.
PASSING = "passing"


def typed_on(page: QWidget) -> tuple[Typed, ...]:
    """Return what a person typed into the fields that are seen on a page; never a secret."""
    found = []
    for line in page.findChildren(QLineEdit):
        if (
            line.isModified()
            and line.echoMode() is QLineEdit.EchoMode.Normal
            and _could_be_lost(line, page)
        ):
            found.append(Typed(_words_of(line), line.text()))
    for area in page.findChildren(QPlainTextEdit):
        if area.document().isModified() and _could_be_lost(area, page):
            found.append(Typed(_words_of(area), area.toPlainText()))
    return tuple(each for each in found if each.text.strip())


def form_on(page: Page) -> FilledForm | None:
    """Return the form that is being filled in on a page, as it stands."""
    found = page.open_form()
    if found is None:
        return None
    place, form = found
    return FilledForm(place, read_fields(form))


def offer_draft(context: Context, window: MainWindow) -> None:
    """Ask for a kept draft; where there is one, a notice offers to open its form again, or to show
    what was typed where it was no form."""

    def done(draft: WindowDraft | None) -> None:
        if draft is None:
            return
        _ = context.translate
        words = _(N_("Before the lock you had typed on the page “{page}” and not saved it."))
        button = N_("Show what I had typed") if draft.form is None else N_("Fill the form in again")
        context.notify(
            Notice(
                words.format(page=_(title_of(draft.page))),
                button=_(button),
                act=lambda: _show(context, window, draft),
                key="draft",
            )
        )

    context.read(lambda session: take_draft(session, TakeDraft()), done, window)


def _show(context: Context, window: MainWindow, draft: WindowDraft) -> None:
    context.go(draft.page)
    form = draft.form
    if form is None:
        KeptTyping(context, window, draft).show()
        return

    def ready(opened: QWidget) -> None:
        fill(opened, form.fields)

    window.current_page().reopen_form(form.place, ready)


class KeptTyping(QDialog):
    """Shows each field's words and text beside the page, to be copied into the form again."""

    def __init__(self, context: Context, window: QWidget, draft: WindowDraft) -> None:
        super().__init__(window)
        _ = context.translate
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Typed before the lock")))
        self.setMinimumWidth(520)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        note = QLabel(_(N_("Copy each text into its field. It is no longer kept once you close.")))
        note.setWordWrap(True)
        note.setProperty("role", "quiet")
        box.addWidget(note)
        form = QFormLayout()
        form.setSpacing(Space.NEAR)
        for typed in draft.typed:
            line = QLineEdit(typed.text)
            line.setReadOnly(True)
            line.setAccessibleName(typed.label)
            copy = action_button(_(N_("Copy")), "copy", partial(_copy, typed.text))
            copy.setAccessibleName(_(N_("Copy “{field}”")).format(field=typed.label))
            row = QHBoxLayout()
            row.addWidget(line, 1)
            row.addWidget(copy)
            form.addRow(typed.label, row)
        box.addLayout(form)
        close = QPushButton(_(N_("Close")))
        close.clicked.connect(self.close)
        box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def _could_be_lost(field: QLineEdit | QPlainTextEdit, page: QWidget) -> bool:
    return field.isVisibleTo(page) and not field.isReadOnly() and not field.property(PASSING)


def _words_of(field: QLineEdit | QPlainTextEdit) -> str:
    return field.accessibleName() or field.placeholderText()
