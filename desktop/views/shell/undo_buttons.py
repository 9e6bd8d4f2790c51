"""Undo and Redo: whole runs, with what they did in words."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.texts import N_, Text
from desktop.services.history import Described, History, ReadHistory, history
from desktop.services.undo import Undo, UndoResult, undo
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.tables.model import shown_tip


class UndoButtons(QWidget):
    """Takes back and brings back the newest run; the tooltip says what it did."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._history = History(None, None)
        _ = context.translate
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        self.undo = action_button(_(N_("Undo")), "undo-2", self._undo, shortcut="Ctrl+Z")
        self.redo = action_button(_(N_("Redo")), "redo-2", self._redo, shortcut="Ctrl+Y")
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        self._show(self._history)
        context.changed.connect(self.read)

    def read(self) -> None:
        """Ask what can be undone and redone now."""
        self._context.read(lambda session: history(session, ReadHistory()), self._show, self)

    def _show(self, found: History) -> None:
        self._history = found
        _ = self._context.translate
        for button, described, words, keys in (
            (self.undo, found.undo, N_("Undo: {what}"), "Ctrl+Z"),
            (self.redo, found.redo, N_("Redo: {what}"), "Ctrl+Y"),
        ):
            button.setEnabled(described is not None and not self._context.read_only)
            if described is not None:
                what = described.words.render(_)
                button.setToolTip(shown_tip(f"{_(words).format(what=what)} ({keys})"))

    def _undo(self) -> None:
        if self._history.undo is not None:
            self._take_back(self._history.undo, self._history.undo.number, N_("Undone: {what}"))

    def _redo(self) -> None:
        if self._history.redo is not None and self._history.redo_by is not None:
            self._take_back(self._history.redo, self._history.redo_by, N_("Done again: {what}"))

    def _take_back(self, described: Described, number: int, words: str) -> None:
        def done(_result: UndoResult) -> None:
            message = Text(words, {"what": described.words}).render(self._context.translate)
            self._context.notify(Notice(message, "good", key="undo"))

        for button in (self.undo, self.redo):
            button.setEnabled(False)
        title = self._context.translate(N_("Taking back a run"))
        self._context.change(lambda session: undo(session, Undo(number)), self, done, title=title)
