"""One search for everything (Ctrl+K): units, codes, people, serials, and the program's commands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.folding import fold
from desktop.domain.texts import N_
from desktop.services.find import KIND_LABELS, Find, Found, find
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.look.icons import icon
from desktop.views.look.scale import Space
from desktop.views.look.style import look_of
from desktop.views.shell.commands import PaletteCommand
from desktop.views.tables.model import shown_text

_ICONS = {"unit": "building-2", "person": "user", "token": "key-round"}
_PAGES = {"unit": "units", "person": "endpoints", "token": "tokens"}
_ACT = Qt.ItemDataRole.UserRole


class Palette(QDialog):
    """A line to type in and what it finds below; Enter opens the chosen one."""

    def __init__(
        self, context: Context, window: QWidget, offered: Sequence[PaletteCommand]
    ) -> None:
        super().__init__(window)
        _ = context.translate
        self._context = context
        self._commands = [(command, fold(command.words)) for command in offered]
        self._job: Job | None = None
        self._found: tuple[Found, ...] = ()
        # The answer to the present words is to come; Enter, pressed meanwhile, waits for it.
        self._waits = self._opens_first = False
        self.setObjectName("palette")
        self.setWindowTitle(_(N_("Find everything")))
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 440)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.NORMAL, Space.NORMAL, Space.NORMAL, Space.NORMAL)
        self.line = QLineEdit()
        # What is looked for is no loss when the vault locks.
        self.line.setProperty("passing", True)
        self.line.setPlaceholderText(
            _(N_("A name, code, serial or command; tones may be left out"))
        )
        self.line.setAccessibleName(self.windowTitle())
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._look)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_(N_("What was found")))
        self.list.itemActivated.connect(self._open)
        self._nothing = QLabel(_(N_("Nothing has these words. Try fewer letters of each word.")))
        self._nothing.setProperty("role", "quiet")
        self._nothing.setWordWrap(True)
        for widget in (self.line, self._nothing, self.list):
            box.addWidget(widget)
        self._nothing.hide()
        self._show_found(())
        centre = window.geometry().center()
        self.move(centre.x() - 310, window.geometry().top() + 80)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrow keys and Enter work on the list while the line has the keyboard."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
                step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8}.get(key, -8)
                row = max(0, min(self.list.count() - 1, self.list.currentRow() + step))
                self.list.setCurrentRow(row)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_current()
                return True
        return super().eventFilter(watched, event)

    def _look(self, words: str) -> None:
        if self._job is not None:
            self._job.cancel()
        self._waits, self._opens_first = bool(fold(words)), False
        # Commands are known here; what was found of other words stands until the answer comes.
        self._show_found(self._found if self._waits else ())
        if not self._waits:
            return
        command = Find(words, self._context.as_of)
        self._job = self._context.worker.run(
            lambda session: find(session, command),
            lambda found: self._take(words, found),
            owner=self,
        )

    def _take(self, words: str, found: tuple[Found, ...]) -> None:
        if words != self.line.text():
            return
        self._waits = False
        self._show_found(found)
        if self._opens_first:
            self._open_current()

    def _open_current(self) -> None:
        """Open the chosen row; before the answer is there, the first row of that."""
        item = self.list.currentItem()
        if self._waits and self.list.currentRow() <= 0:
            self._opens_first = True
        elif item is not None:
            self._open(item)

    def _show_found(self, found: tuple[Found, ...]) -> None:
        self._found = found
        colours = look_of(self).colours
        words = fold(self.line.text()).split()
        self.list.clear()
        for thing in found:
            label = self._context.translate(KIND_LABELS[thing.kind])
            text = "   ".join(part for part in (thing.name, thing.detail, label) if part)
            item = QListWidgetItem(icon(_ICONS[thing.kind], colours.quiet), shown_text(text))
            item.setData(_ACT, lambda thing=thing: self._context.go(_PAGES[thing.kind], thing))
            self.list.addItem(item)
        for command, folded in self._commands:
            if all(word in folded for word in words):
                text = f"{command.words}   {command.shortcut}".rstrip()
                item = QListWidgetItem(icon("arrow-right", colours.quiet), text)
                item.setData(_ACT, command.act)
                self.list.addItem(item)
        self._nothing.setVisible(self.list.count() == 0 and not self._waits)
        self.list.setCurrentRow(0)

    def _open(self, item: QListWidgetItem) -> None:
        act = item.data(_ACT)
        self.accept()
        act()
