"""A dialog with a form: fields with their words, what went wrong, a button that writes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.views import mends
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import Column, breakable, label
from desktop.views.tables.model import shown_text


class TallDialog(QDialog):
    """A dialog that is as high as what it holds, which may grow, and no higher than the screen:
    what does not fit there is scrolled to, above the buttons."""

    def hold(self, content: QLayout, buttons: QWidget) -> None:
        """Lay out `content`, and the buttons below it."""
        self._content = QWidget()
        content.setContentsMargins(0, 0, 0, 0)
        self._content.setLayout(content)
        self._content.installEventFilter(self)
        self._area = _Contents(self._content)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NORMAL)
        box.addWidget(self._area, 1)
        box.addWidget(buttons)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Make room where what it holds needs more: words that wrap tell Qt's dialogs nothing."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make room for what it holds: Qt gives it two thirds of the screen at most."""
        super().showEvent(event)
        self._grow()

    def _grow(self) -> None:
        room = self._area.viewport()
        wider = max(0, self._content.minimumSizeHint().width() - room.width())
        higher = max(0, self._area.height_for(room.width() + wider) - room.height())
        if not self.isVisible() or not (wider or higher):
            return
        screen, frame = self.screen().availableGeometry(), self.frameGeometry().size() - self.size()
        wanted = QSize(self.width() + wider, self.height() + higher)
        self.resize(wanted.boundedTo(screen.size() - frame))
        outer = self.size() + frame
        left = min(self.x(), screen.right() + 1 - outer.width())
        top = min(self.y(), screen.bottom() + 1 - outer.height())
        self.move(max(screen.left(), left), max(screen.top(), top))


class _Contents(Column):
    """Wants as much height as what it holds; with less it scrolls."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self._content = content

    def height_for(self, width: int) -> int:
        """Return the height that is needed at this width."""
        content = self._content
        high = content.heightForWidth(width) if content.hasHeightForWidth() else 0
        return max(high, content.minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the whole height, and for the scroll bar beside it."""
        width = max(self._content.sizeHint().width(), self.minimumSizeHint().width())
        return QSize(width, self.height_for(width))


class FormDialog(TallDialog):
    """Who makes one adds its fields with `add_row`, then calls `finish`."""

    def __init__(self, context: Context, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self._context = context
        self._translate = context.translate
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self._form = QFormLayout()
        self._form.setSpacing(Space.NEAR)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)

    def add_row(self, words: str, field: QWidget | QLayout) -> None:
        """Add a field with its words, which become its accessible name too; without words, below
        the field above."""
        if not words or isinstance(field, QLayout):
            self._form.addRow(words, field)
            return
        name = QLabel(words)
        name.setBuddy(field)
        field.setAccessibleName(words)
        self._form.addRow(name, field)

    def finish(self, intro: str, save: str) -> None:
        """Put `intro` above the fields, and below them what ends the form; a button says `save`."""
        self.intro = label(intro)
        self.trouble = label("", "error")
        self.trouble.hide()
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("role", "main")
        cancel = self._translate(N_("Cancel"))
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.submit)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout()
        box.setSpacing(Space.NORMAL)
        box.addWidget(self.intro)
        box.addLayout(self._form)
        box.addWidget(self.trouble)
        box.addStretch(1)
        self.hold(box, buttons)
        self.fit()

    def submit(self) -> None:
        """Write what is filled in; each form does it in its own way."""
        raise NotImplementedError

    def fit(self) -> None:
        """Let it be written once enough is filled in; each form knows when."""
        raise NotImplementedError

    def fail(self, failure: Failure) -> None:
        """Say what stands in the way, and let it be tried again."""
        self.fit()
        words = shown_text(mends.both(failure.problems[0], self._translate))
        self.trouble.setText(breakable(words))
        self.trouble.show()
