"""The room of the pages: where the window is too small for the page that is seen, it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget


class Pages(QStackedWidget):
    """Needs the room of the page that is seen, and not that of the largest."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Make room for the page that is seen."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else QSize()

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Take what height there is: what pages would like best is more than they need."""
        return False


class PageRoom(QScrollArea):
    """Scrolls the pages both ways."""

    def __init__(self, pages: Pages) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(pages)
        self.setWidget(holder)
