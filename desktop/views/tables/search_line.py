"""A line in which words are typed that a list is searched by."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views.shell.drafts import PASSING


class SearchLine(QLineEdit):
    """Tells `search` the words at every letter."""

    def __init__(self, name: str, search: Callable[[str], None]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setClearButtonEnabled(True)
        self.setProperty(PASSING, True)
        self.textChanged.connect(search)

    def found_within(self, widget: QWidget) -> None:
        """Let Ctrl+F go to it from anywhere within `widget`."""
        find = QShortcut(QKeySequence.StandardKey.Find, widget)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._take_keyboard)

    def _take_keyboard(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
