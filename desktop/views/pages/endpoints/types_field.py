"""Choosing types of documents: a button that says which, and a list to tick them in."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.domain.texts import N_, Translate
from desktop.services.kinds import document_types
from desktop.services.receiving_rules.telling import types_told
from desktop.views.tables.model import shown_tip


class _StayingMenu(QMenu):
    """A menu that stays open while things are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tick what is under the pointer."""
        action = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Tick by the space bar."""
        action = self.activeAction()
        if action is not None and event.text() == " ":
            action.trigger()
            return
        super().keyPressEvent(event)


class TypesField(QPushButton):
    """Nothing ticked is every type. `changed` is emitted when others are ticked."""

    changed = Signal()

    def __init__(self, translate: Translate, types: Iterable[str] = ()) -> None:
        super().__init__()
        self._translate = translate
        menu = _StayingMenu(self)
        self._ticks: dict[str, QAction] = {}
        self.every = QAction(translate(N_("any type")), self)
        self.every.triggered.connect(lambda _on=False: self.set_types(()))
        menu.addAction(self.every)
        menu.addSeparator()
        for code, kind in document_types().items():
            tick = QAction(kind.label, self)
            tick.setCheckable(True)
            tick.toggled.connect(lambda _on: self._told())
            menu.addAction(tick)
            self._ticks[code] = tick
        self.setMenu(menu)
        self.set_types(types)

    def types(self) -> tuple[str, ...]:
        """Return the codes of the types that are ticked."""
        return tuple(code for code, tick in self._ticks.items() if tick.isChecked())

    def set_types(self, types: Iterable[str]) -> None:
        """Tick these types and no others."""
        wanted = set(types)
        for code, tick in self._ticks.items():
            tick.setChecked(code in wanted)
        self._told()

    def _told(self) -> None:
        words = types_told(frozenset(self.types()), self._translate)
        self.setToolTip(shown_tip(words))
        room = self.fontMetrics().averageCharWidth() * 30
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))
        self.setAccessibleDescription(words)
        self.changed.emit()
