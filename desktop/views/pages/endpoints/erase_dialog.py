"""Erasing what is kept of a person: says what will happen, asks why, and does it once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.erase_person import (
    Erased,
    ErasePerson,
    ErasePreview,
    ReadErasing,
    erase_person,
    read_erasing,
)
from desktop.views import mends
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import add_row, form
from desktop.views.pages.form_dialog import TallDialog
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Said, breakable, clear, label
from desktop.views.tables.model import shown_text
from desktop.views.words import count

# More are counted, not named.
_NAMED = 6


class EraseDialog(TallDialog):
    """Reads when it is opened what would be erased. Erasing needs a reason and a tick."""

    def __init__(self, context: Context, person: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._translate = _ = context.translate
        self._person = person
        self.found: ErasePreview | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_(N_("Erase personal data")))
        self.setMinimumWidth(560)
        self._told = QVBoxLayout()
        self._told.setSpacing(Space.NEAR)
        self._told.addWidget(label(_(N_("Reading …")), "quiet"))
        self.why = QLineEdit()
        self.why.setMaxLength(1000)
        self.why.setPlaceholderText(_(N_("Request or rule, without the person's name")))
        self.meant = QCheckBox(_(N_("I know that this cannot be undone")))
        self._fields = QWidget()
        fields = form()
        fields.setContentsMargins(0, 0, 0, 0)
        add_row(fields, _(N_("Why it is erased")), self.why)
        fields.addWidget(self.meant)
        self._fields.setLayout(fields)
        self._fields.hide()
        buttons = QDialogButtonBox()
        self.erase = action_button(_(N_("Erase for good")), "trash-2", self.submit)
        self.erase.setProperty("role", "danger")
        self.erase.setAutoDefault(False)
        buttons.addButton(self.erase, QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel = buttons.addButton(_(N_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        # Enter, pressed by habit, neither erases nor lets go what was typed.
        self.cancel.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout()
        box.setSpacing(Space.NORMAL)
        box.addLayout(self._told)
        box.addWidget(self._fields)
        box.addStretch(1)
        self.hold(box, buttons)
        self.why.textChanged.connect(lambda _text: self._allow())
        self.meant.toggled.connect(lambda _on: self._allow())
        self._allow()
        command = ReadErasing(person)
        context.read(lambda session: read_erasing(session, command), self._show, self, self._fail)

    def submit(self) -> None:
        """Erase, as one run."""
        if not self.erase.isEnabled():
            return
        self.erase.setEnabled(False)
        command = ErasePerson(self._person, self.why.text())

        def done(erased: Erased) -> None:
            words = self._translate(N_("What was kept of the person is erased; now “{name}”."))
            self._context.notify(Notice(words.format(name=erased.word), "good", key="endpoints"))
            for problem in erased.problems:
                self._context.notify(self._context.notice_of(problem))
            self.accept()

        title = self._translate(N_("Erasing a person"))
        self._context.change(
            lambda session: erase_person(session, command), self, done, self._fail, title
        )

    def _allow(self) -> None:
        ready = self.found is not None and not self.found.blocks and self._context.editable
        self.erase.setEnabled(ready and self.meant.isChecked() and bool(self.why.text().strip()))

    def _fail(self, failure: Failure) -> None:
        clear(self._told)
        for problem in failure.problems[:_NAMED]:
            self._tell("error", mends.both(problem, self._translate))
        self._allow()

    def _show(self, found: ErasePreview) -> None:
        _ = self._translate
        self.found = found
        clear(self._told)
        if found.blocks:
            self._told.addWidget(label(breakable(shown_text(found.name)), "heading"))
            self._tell(
                "error",
                _(N_("This person still has something and is not erased yet:")),
                _(N_("End what they hold and record the return of eTokens; then come back.")),
            )
            for problem in found.blocks[:_NAMED]:
                told = breakable(shown_text(mends.message(problem, _)))
                self._told.addWidget(label(told, "small"))
            if len(found.blocks) > _NAMED:
                more = _(N_(" and {count} more")).format(count=count(len(found.blocks) - _NAMED))
                self._told.addWidget(label(more.strip(), "small"))
        else:
            head = _(N_("“{name}” becomes “{word}”")).format(name=found.name, word=found.word)
            self._told.addWidget(label(breakable(shown_text(head)), "heading"))
            self._tell("warning", *self._goes(found))
            self._tell(
                "info",
                _(
                    N_(
                        "What stays: what was held and when, under the new word; the journal, "
                        "which can still be verified; bundles already sent, papers, and copies of "
                        "the vault elsewhere. The next bundle tells of the change."
                    )
                ),
            )
            for problem in found.left[:_NAMED]:
                self._tell("warning", mends.message(problem, _), mends.mend(problem, _))
        self._fields.setVisible(not found.blocks)
        self._allow()
        (self.cancel if found.blocks else self.why).setFocus()

    def _goes(self, found: ErasePreview) -> tuple[str, str]:
        _ = self._translate
        goes = _(
            N_(
                "Name, post, phone, mail and the decision of the clearance go: here, from "
                "{tokens} eTokens, {certificates} certificates, {texts} other texts and {drafts} "
                "kept drafts and filters, from the search, and from all that the journal holds."
            )
        )
        counts = {
            "tokens": count(found.tokens),
            "certificates": count(found.certificates),
            "texts": count(found.texts),
            "drafts": count(found.drafts),
        }
        why = N_("This cannot be undone, nor can earlier runs that named this person.")
        return goes.format(**counts), _(why)

    def _tell(self, severity: str, message: str, hint: str = "") -> None:
        self._told.addWidget(Said(severity, shown_text(message), shown_text(hint)))
