"""Quiet bars above the page: what happened or went wrong, and one button that mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.texts import N_, Translate
from desktop.views.context import Notice
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import IconButton, sign
from desktop.views.tables.model import shown_text

# More than these would hide the page; the oldest go first.
_MOST = 4
_ICONS = {
    "error": "circle-alert",
    "warning": "triangle-alert",
    "info": "info",
    "good": "circle-check",
}
_COLOURS = {"error": "error", "warning": "warning", "info": "focus", "good": "good"}


class Notices(QWidget):
    """Shows notices, newest below; each can be closed."""

    def __init__(self, translate: Translate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._translate = translate
        self._bars: list[_Bar] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(Space.SECTION, Space.NEAR, Space.SECTION, 0)
        self._box.setSpacing(Space.SMALL)
        self.setAccessibleName(translate(N_("Notices")))
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Add a notice, in the place of an earlier one of the same kind. Of what went well only the
        last is news; what went wrong stays until it is closed."""
        for bar in self.bars():
            both_good = notice.severity == bar.notice.severity == "good"
            if both_good or (notice.key and bar.notice.key == notice.key):
                self._remove(bar)
        while len(self.bars()) >= _MOST:
            self._remove(self.bars()[0])
        bar = _Bar(notice, self._translate)
        bar.closed.connect(lambda: self._remove(bar))
        self._bars.append(bar)
        self._box.addWidget(bar)
        self.show()

    def bars(self) -> list[_Bar]:
        """Return the bars shown, oldest first."""
        return self._bars.copy()

    def settle(self, topic: str) -> None:
        """Take away what was said of `topic`: it has gone well since."""
        for bar in self.bars():
            if bar.notice.topic == topic:
                self._remove(bar)

    def clear(self) -> None:
        """Take every notice away."""
        for bar in self.bars():
            self._remove(bar)

    def _remove(self, bar: _Bar) -> None:
        self._bars.remove(bar)
        self._box.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._bars))


class _Bar(QWidget):
    closed = Signal()

    def __init__(self, notice: Notice, translate: Translate) -> None:
        super().__init__()
        self.notice = notice
        self.setObjectName("notice")
        self.setProperty("severity", notice.severity)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NORMAL, Space.NEAR, Space.NEAR, Space.NEAR)
        self.sign = sign(_ICONS[notice.severity], _COLOURS[notice.severity])
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        for text, role in ((notice.message, ""), (notice.hint, "quiet")):
            if text:
                label = QLabel(shown_text(text))
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(True)
                label.setProperty("role", role)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                words.addWidget(label)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{notice.message} {notice.hint}".strip())
        if notice.act is not None:
            button = QPushButton(notice.button)
            # Gone before the act, which may show another notice in its place.
            button.clicked.connect(self.closed)
            button.clicked.connect(notice.act)
            row.addWidget(button)
        self.close_button = close = IconButton("x")
        close.setToolTip(translate(N_("Close this notice")))
        close.setAccessibleName(close.toolTip())
        close.clicked.connect(self.closed)
        if notice.let_go is not None:
            close.clicked.connect(notice.let_go)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
