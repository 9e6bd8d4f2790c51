"""A field in which a unit is chosen by typing a few words of its name or code."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit

from desktop.domain.folding import fold
from desktop.domain.texts import N_
from desktop.services.find import Find, Found, find
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.tables.model import shown_text


class UnitPicker(QLineEdit):
    """`picked` is emitted with a uid, or with None while the words mean no unit."""

    picked = Signal(object)
    # The kind of what can be chosen, see `desktop.services.find`.
    kind = "unit"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._uid: str | None = None
        self._found: dict[str, str] = {}
        self._job: Job | None = None
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._choose)
        self.setCompleter(completer)
        self.setPlaceholderText(context.translate(N_("Words of the name, or the code")))
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._look)
        self.textChanged.connect(self._forget)

    def shown(self, one: Found) -> str:
        """Return the words for something found that tell it from others."""
        return shown_text(f"{one.name} ({one.detail})" if one.detail else one.name)

    def uid(self) -> str | None:
        """Return the uid of the chosen unit."""
        return self._uid

    def set_unit(self, uid: str | None, name: str) -> None:
        """Show a unit as the chosen one."""
        self._uid = None
        shown = shown_text(name)
        if uid is not None:
            self._found[shown] = uid
        self.setText(shown)
        self._uid = uid

    def show_unit(self, uid: str | None, name: str) -> None:
        """Show a unit as the chosen one without telling anybody."""
        with QSignalBlocker(self):
            self.set_unit(uid, name)

    def _look(self, words: str) -> None:
        if self._job is not None:
            self._job.cancel()
        if not fold(words):
            return
        command = Find(words, self._context.as_of, limit=12)
        self._job = self._context.worker.run(
            lambda session: find(session, command),
            lambda found: self._take(words, found),
            owner=self,
        )

    def _take(self, words: str, found: tuple[Found, ...]) -> None:
        if words != self.text():
            # Meanwhile another thing was typed, or one chosen, which this would take back.
            return
        self._found = {self.shown(one): one.uid for one in found if one.kind == self.kind}
        self._names.setStringList(list(self._found))
        if self._found and self.hasFocus():
            self.completer().complete()

    def _choose(self, text: str) -> None:
        uid = self._found.get(text)
        if uid is not None:
            self.set_unit(uid, text)
            self.picked.emit(uid)

    def _forget(self, text: str) -> None:
        uid = self._found.get(text)
        if uid != self._uid:
            self._uid = uid
            self.picked.emit(uid)
