"""Takes out of copied words what was put into them only to show them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication

# Where a long word may be broken (`pieces.breakable`), and what keeps leftward letters in their
# place (`tables.model.shown_text`): a path or a name with them in it finds nothing elsewhere.
_SHOWN_ONLY = dict.fromkeys(map(ord, "\u200b\u2067\u2069"))


class CleanClipboard(QObject):
    """Looks at what is copied while a window of this program has the keyboard: what Qt's own labels
    copy goes by nobody else."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        self._clipboard.dataChanged.connect(self._clean)

    def _clean(self) -> None:
        is_other = QGuiApplication.focusWindow() is None
        if is_other or self._clipboard.mimeData().hasHtml():
            return
        text = self._clipboard.text()
        bare = text.translate(_SHOWN_ONLY)
        if bare != text:
            self._clipboard.setText(bare)
