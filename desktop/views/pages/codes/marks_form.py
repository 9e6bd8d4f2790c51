"""Locking, releasing and reserving codes, with the reason: chosen ones, or those of a branch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.domain.texts import N_
from desktop.services.code_planning.command import (
    LockCodes,
    Marked,
    ReleaseCodes,
    ReserveCode,
)
from desktop.services.code_planning.marks import lock_codes, release_codes, reserve_code
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.words import begun, count

LOCK, RELEASE, RESERVE = "lock", "release", "reserve"
_DEEDS = {
    LOCK: N_("Lock: the units keep these codes"),
    RELEASE: N_("Release: locks and reservations end"),
    RESERVE: N_("Reserve: no unit gets this code"),
}
_NOTES = {
    LOCK: N_("Nothing changes a locked code until it is released."),
    RELEASE: N_("Released codes can be changed, reserved ones given again."),
    RESERVE: N_("A reserved code is not given by any rule, list or hand."),
}
_DONE = {
    LOCK: N_("{count} codes locked. “Undo” takes it back."),
    RELEASE: N_("{count} codes released. “Undo” takes it back."),
    RESERVE: N_("{count} codes reserved. “Undo” takes it back."),
}
# Of the chosen codes so many are named.
_NAMED = 3
_CHOSEN, _BRANCH, _VALUE = "chosen", "branch", "value"


class MarkForm(FormDialog):
    """`values` are the chosen codes of `scheme`; a release of one reserved value names it too."""

    def __init__(
        self,
        context: Context,
        scheme: str,
        values: Sequence[str],
        parent: QWidget,
        deed: str = LOCK,
    ) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Lock, release or reserve codes")))
        self._scheme, self._values = scheme, tuple(values)
        self.deed = self._choice(N_("What is to be done"), _DEEDS)
        self.scope = self._choice(N_("Of which codes"), {})
        self.value = QLineEdit()
        self.value.setMaxLength(80)
        self.branch = UnitPicker(context)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.reason.setPlaceholderText(_(N_("Letter or decision, for whom it is kept …")))
        for words, field in (
            (N_("What is to be done"), self.deed),
            (N_("Of which codes"), self.scope),
            (N_("Code"), self.value),
            (N_("The branch of"), self.branch),
            (N_("Reason"), self.reason),
        ):
            self.add_row(_(words), field)
        self.deed.setCurrentIndex(self.deed.findData(deed))
        self._offer_scopes()
        self.finish(_(_NOTES[self.deed.currentData()]), _(N_("Write")))
        self.deed.currentIndexChanged.connect(lambda _index: self._take_deed())
        self.scope.currentIndexChanged.connect(lambda _index: self.fit())
        self.value.textChanged.connect(lambda _text: self.fit())
        self.reason.textChanged.connect(lambda _text: self.fit())
        self.branch.picked.connect(lambda _uid: self.fit())
        self.deed.setFocus()

    def place(self) -> tuple[str, ...]:
        """Return what the page needs to open this form again."""
        return ("mark", self._scheme, *self._values)

    def submit(self) -> None:
        """Do what the form says, in one run."""
        if not self.save.isEnabled():
            return
        deed, work = str(self.deed.currentData()), self._work()
        self.save.setEnabled(False)

        def done(found: Marked) -> None:
            _ = self._translate
            words, severity = _DONE[deed], "good"
            if found.run is None:
                words, severity = N_("All of these codes were so already."), "info"
            words = _(words).format(count=count(len(found.values)))
            self._context.notify(Notice(words, severity, key="codes"))
            self.accept()

        self._context.change(work, self, done, self.fail)

    def _work(self) -> Callable[[Session], Marked]:
        reason = self.reason.text().strip() or None
        if self.deed.currentData() == RESERVE:
            reserve = ReserveCode(self.value.text(), reason, scheme=self._scheme)
            return lambda session: reserve_code(session, reserve)
        scope = self.scope.currentData()
        values = self._values if scope == _CHOSEN else ()
        if scope == _VALUE:
            values = (self.value.text().strip(),)
        under = self.branch.uid() if scope == _BRANCH else None
        if self.deed.currentData() == LOCK:
            lock = LockCodes(values, under, reason, self._scheme)
            return lambda session: lock_codes(session, lock)
        release = ReleaseCodes(values, under, reason, self._scheme)
        return lambda session: release_codes(session, release)

    def _take_deed(self) -> None:
        self._offer_scopes()
        self.intro.setText(self._translate(_NOTES[self.deed.currentData()]))
        self.fit()

    def _offer_scopes(self) -> None:
        """Offer what the deed can be done to."""
        _ = self._translate
        deed = self.deed.currentData()
        scopes = {}
        if self._values and deed != RESERVE:
            named = "; ".join(self._values[:_NAMED])
            scopes[_CHOSEN] = _(N_("the chosen ones ({count}): {codes}")).format(
                count=count(len(self._values)),
                codes=named + ("…" if len(self._values) > _NAMED else ""),
            )
        if deed != RESERVE:
            scopes[_BRANCH] = _(N_("those of a unit and of all below it"))
        if deed != LOCK:
            scopes[_VALUE] = _(N_("one code, typed below"))
        self.scope.blockSignals(True)
        self.scope.clear()
        for name, words in scopes.items():
            self.scope.addItem(begun(words), name)
        self.scope.blockSignals(False)

    def fit(self) -> None:
        """Show the fields that matter, and let it be written once they are filled in."""
        deed, scope = self.deed.currentData(), self.scope.currentData()
        self._form.setRowVisible(self.scope, self.scope.count() > 1)
        self._form.setRowVisible(self.value, scope == _VALUE)
        self._form.setRowVisible(self.branch, scope == _BRANCH)
        self._form.setRowVisible(self.reason, deed != RELEASE)
        self.trouble.hide()
        ready = {
            _CHOSEN: True,
            _BRANCH: self.branch.uid() is not None,
            _VALUE: bool(self.value.text().strip()),
        }[scope]
        # Nobody remembers in a year for whom a code was kept.
        told = deed != RESERVE or bool(self.reason.text().strip())
        self.save.setEnabled(ready and told)
        missing = "" if told else self._translate(N_("Say for whom or why it is kept."))
        self.save.setToolTip(missing)

    def _choice(self, words: str, values: dict[str, str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self._translate(words))
        for name, shown in values.items():
            box.addItem(self._translate(shown), name)
        return box
