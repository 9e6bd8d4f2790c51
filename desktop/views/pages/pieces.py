"""What several pages are made of: cards with a heading, labels by role, signs."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QListWidget,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views.look.icons import icon, picture
from desktop.views.look.scale import Space
from desktop.views.look.style import look_of


def label(text: str, role: str = "", *, wrap: bool = True) -> QLabel:
    """Make a label in a role of the style sheet; its words are plain and can be copied."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        made.setProperty("role", role)
    return made


class _Sign(QLabel):
    """A picture whose colour follows the look; the words beside it say the same."""

    def __init__(self, name: str, role: str, size: int = 20) -> None:
        super().__init__()
        self._what = (name, role, size)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it anew when the colours are others."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        name, role, size = self._what
        colour = getattr(look_of().colours, role)
        self.setPixmap(picture(name, colour, size, self.devicePixelRatioF()))


def sign(name: str, role: str, size: int = 20) -> QLabel:
    """Make a picture of an icon in a colour role, which follows the look."""
    return _Sign(name, role, size)


class IconButton(QToolButton):
    """A button that is an icon alone, which follows the look; its name and tooltip say it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._dress()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon anew when the look has changed."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def _dress(self) -> None:
        self.setIcon(icon(self._name, look_of().colours.quiet))
        size = round(self.fontMetrics().height() * 0.85)
        self.setIconSize(QSize(size, size))


class ShortList(QListWidget):
    """A list as high as `rows` rows of the present letters."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._shown = rows
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Make room for the rows."""
        row = self.fontMetrics().height() + Space.NEAR
        return QSize(self.minimumWidth(), row * self._shown + Space.NEAR)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Do with as much."""
        return self.sizeHint()


def card(heading: str, *contents: QWidget | QLayout) -> QWidget:
    """Make a card with a heading above its contents."""
    made = QWidget()
    made.setObjectName("card")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    box = QVBoxLayout(made)
    box.setContentsMargins(Space.WIDE, Space.NORMAL, Space.WIDE, Space.WIDE)
    box.setSpacing(Space.NEAR)
    if heading:
        box.addWidget(label(heading, "heading"))
    for each in contents:
        if isinstance(each, QWidget):
            box.addWidget(each)
        else:
            box.addLayout(each)
    return made


def row(*widgets: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Put widgets side by side; `stretch` keeps them to the left."""
    made = QHBoxLayout()
    made.setSpacing(Space.NEAR)
    for widget in widgets:
        made.addWidget(widget)
    if stretch:
        made.addStretch(1)
    return made


class Column(QScrollArea):
    """Scrolls a widget up and down; it is never narrower than the widget may be, so that nothing
    is cut off at its side, also once the widget needs more than at first."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.show_widget(widget)

    def show_widget(self, widget: QWidget) -> None:
        """Let it hold `widget`, in the place of what it held."""
        self.setWidget(widget)
        self.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Lay the widget out anew: Qt forgets to where it has outgrown its room while hidden."""
        super().showEvent(event)
        widget = self.widget()
        layout = widget.layout() if widget is not None else None
        if isinstance(layout, QLayout):
            layout.invalidate()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ask for other room when the widget has laid out what it holds anew."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().viewportEvent(event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Make room for the widget's least width and the scroll bar."""
        widget = self.widget()
        least = widget.minimumSizeHint().width() if widget is not None else 0
        beside = self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth()
        return QSize(least + beside, super().minimumSizeHint().height())


class Tabs(QTabWidget):
    """Tabs whose bar takes the keyboard by itself: with Qt's own way through the whole, the Tab key
    would come to the bar twice."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFocusProxy(None)  # type: ignore[arg-type]  # takes the bar back, says Qt
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabBar().setAccessibleName(name)

    def put_in(self, place: int, tab: QWidget) -> None:
        """Put a tab that was made later in the place of the empty one; the shown one stays so."""
        empty, shown = self.widget(place), self.currentIndex()
        with QSignalBlocker(self):
            self.insertTab(place, tab, self.tabText(place))
            self.removeTab(place + 1)
            self.setCurrentIndex(shown)
        if empty is not None:
            empty.deleteLater()


# A word longer than this is broken, so that it does not widen what it stands in.
_LONG_WORD = re.compile(r"(\S{20})(?=\S)")
_BREAK = "\u200b"


def breakable(text: str) -> str:
    """Let long words of `text`, which others wrote, be broken at the end of a line."""
    return _LONG_WORD.sub(rf"\1{_BREAK}", text)


def clear(box: QLayout) -> None:
    """Take everything out of a layout, with what it holds."""
    while (item := box.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


class Said(QWidget):
    """A sign with words beside it, and perhaps how to mend what they say; names in them may be
    long."""

    def __init__(self, severity: str, message: str, hint: str = "") -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.NEAR)
        icon, role = _SIGNS[severity]
        line.addWidget(sign(icon, role), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(label(breakable(message)))
        if hint:
            words.addWidget(label(breakable(hint), "quiet"))
        line.addLayout(words, 1)
        self.setAccessibleName(f"{message} {hint}".strip())


_SIGNS = {
    "error": ("circle-x", "error"),
    "warning": ("triangle-alert", "warning"),
    "info": ("info", "focus"),
    "good": ("circle-check", "good"),
}
