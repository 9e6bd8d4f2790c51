"""What was typed and not saved when the window locked or closed: gathered, offered again."""

from __future__ import annotations

from collections.abc import Iterator
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
    ReadDrafts,
    TakeDraft,
    Typed,
    WindowDraft,
    keep_draft,
    kept_drafts,
    take_draft,
)
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.page import Page, action_button
from desktop.views.shell.dialog_choices import DialogChoices
from desktop.views.shell.navigation import title_of

if TYPE_CHECKING:
    from desktop.views.shell.window import MainWindow

# A field with this property is looked with, not saved from: its text is no loss.
PASSING = "passing"


def typed_on(page: QWidget) -> tuple[Typed, ...]:
    """Return what a person typed into the fields that are seen on a page or in a dialog, those of
    dialogs over it left out; never a secret."""
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
    # Loads the fields of all forms, which the start of the window does not wait for.
    from desktop.views.pages.refill import read_fields

    place, form = found
    return FilledForm(place, read_fields(form))


def draft_on(name: str, page: Page) -> WindowDraft | None:
    """Return what would be lost of the page `name`, dialogs over it left out unless the page can
    open them again; None where that is nothing."""
    typed, form = typed_on(page), form_on(page)
    return WindowDraft(name, typed, form) if typed or form is not None else None


def dialog_drafts(name: str, page: Page, choices: DialogChoices) -> Iterator[WindowDraft]:
    """Yield what would be lost of each dialog that is open over the page `name`."""
    form = page.open_form()
    for dialog in _dialogs_over(page):
        if dialog.isVisible() and (form is None or dialog is not form[1]):
            typed = typed_on(dialog)
            chosen = (each for each in choices.made_in(dialog) if each not in typed)
            if kept := (*typed, *chosen):
                yield WindowDraft(name, kept)


def _dialogs_over(page: Page) -> Iterator[QDialog]:
    yield from page.findChildren(QDialog)
    if page.isVisible():
        directly = Qt.FindChildOption.FindDirectChildrenOnly
        yield from page.window().findChildren(QDialog, options=directly)


def offer_draft(context: Context, window: MainWindow) -> None:
    """Ask for kept drafts; a notice offers to open the form of the oldest again, or to show what
    was typed where it was no form. The next is offered once that was taken, or let go."""

    def done(drafts: tuple[WindowDraft, ...]) -> None:
        if not drafts:
            return
        draft = drafts[0]
        _ = context.translate
        words = _(N_("Typed on the page “{page}” and not saved when the window closed or locked."))
        button = N_("Show what I had typed") if draft.form is None else N_("Fill the form in again")
        context.notify(
            Notice(
                words.format(page=_(title_of(draft.page))),
                button=_(button),
                act=lambda: _show(context, window, draft),
                let_go=lambda: _take(context, window, draft),
                key="draft",
            )
        )

    context.read(lambda session: kept_drafts(session, ReadDrafts()), done, window)


def _show(context: Context, window: MainWindow, draft: WindowDraft) -> None:
    context.go(draft.page)
    page, form = window.current_page(), draft.form
    if form is None:
        kept = KeptTyping(context, window, draft)
        kept.finished.connect(lambda: _take(context, window, draft))
        kept.show()
        return
    in_the_way = draft_on(draft.page, page)
    if in_the_way is not None:
        # A form that is opened takes the place of this one.
        context.read(lambda session: keep_draft(session, in_the_way), lambda _: None, window)

    def ready(opened: QWidget) -> None:
        from desktop.views.pages.refill import fill

        fill(opened, form.fields)
        _take(context, window, draft)

    page.reopen_form(form.place, ready)


def _take(context: Context, window: MainWindow, draft: WindowDraft) -> None:
    # To read only the draft stays, and would be offered again and again.
    if not context.read_only:
        context.read(
            lambda session: take_draft(session, TakeDraft(), draft),
            lambda _: offer_draft(context, window),
            window,
        )


class KeptTyping(QDialog):
    """Shows each field's words and text beside the page, to be copied into the form again."""

    def __init__(self, context: Context, window: QWidget, draft: WindowDraft) -> None:
        super().__init__(window)
        _ = context.translate
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Typed and not saved")))
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
    # A line may be a part of a field that is so.
    passing = any(each is not None and each.property(PASSING) for each in (field, field.parent()))
    own = field.window() is page.window()
    return own and field.isVisibleTo(page) and not field.isReadOnly() and not passing


def _words_of(field: QLineEdit | QPlainTextEdit) -> str:
    return field.accessibleName() or field.placeholderText()
