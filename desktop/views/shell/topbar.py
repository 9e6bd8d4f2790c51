"""The bar above the page: search, the window's date, undo and redo, lock. It gives way to narrow
windows and large letters: first words go that an icon says too, then the words of the search."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, QEvent, QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.page import action_button
from desktop.views.shell.undo_buttons import UndoButtons

LOCK_KEYS = "Ctrl+L"


class TopBar(QWidget):
    """`locked` and `searched` are emitted when a person asks for them."""

    locked = Signal()
    searched = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        _ = context.translate
        self._row = row = QHBoxLayout(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.setContentsMargins(Space.SECTION, Space.NORMAL, Space.SECTION, 0)
        row.setSpacing(Space.NEAR)
        self.search = action_button(
            _(N_("Find units, codes, people, serials, commands …")),
            "search",
            self.searched.emit,
            shortcut="Ctrl+K",
        )
        self.search.setProperty("role", "search")
        self._note = QLabel(_(N_("Registers as of")))
        self._note.setProperty("role", "quiet")
        self.date = DayField()
        self.date.setToolTip(_(N_("Show every page as the registers stand on this day")))
        self.date.setAccessibleName(_(N_("Registers as of")))
        self.date.dateChanged.connect(self._take_date)
        self.today = QPushButton(_(N_("Today")))
        self.today.setToolTip(_(N_("Show every page as the registers stand today")))
        self.today.clicked.connect(lambda: self.date.setDate(QDate.currentDate()))
        # A page may lead back to today too.
        context.date_changed.connect(self._show_date)
        self.today.hide()
        self.undo = UndoButtons(context)
        self.lock = action_button(
            _(N_("Lock")),
            "lock",
            self.locked.emit,
            shortcut=LOCK_KEYS,
            hint=_(N_("Lock the vault")),
        )
        row.addWidget(self.search, 1)
        row.addStretch(1)
        for widget in (self._note, self.date, self.today, self.undo, self.lock):
            row.addWidget(widget)
        # What may lose its words, in the order in which it does, with the words and shortcut.
        buttons: tuple[QPushButton, ...] = (
            self.undo.undo,
            self.undo.redo,
            self.lock,
            self.search,
        )
        self._shrinkable = [(button, button.text(), button.shortcut()) for button in buttons]

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for no more width than the icons need."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Find the most words that there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Fit again when the letters have another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        if not hasattr(self, "_shrinkable"):
            return
        self._note.show()
        for button, words, keys in self._shrinkable:
            _set_words(button, words, keys)
        self._shrink()
        self._row.activate()

    def _shrink(self) -> None:
        steps: tuple[Callable[[], None], ...] = (
            self._note.hide,
            *(_worn(*each) for each in self._shrinkable),
        )
        for step in steps:
            if self._needed() <= self.width():
                return
            step()

    def _needed(self) -> int:
        self._row.invalidate()
        return self._row.totalSizeHint().width()

    def _show_date(self) -> None:
        iso = self._context.as_of or QDate.currentDate().toString("yyyy-MM-dd")
        if self.date.iso() != iso:
            self.date.set_iso(iso)

    def _take_date(self, date: QDate) -> None:
        today = date == QDate.currentDate()
        if today and self.today.hasFocus():
            # Else the keyboard would go on to the next button, which locks.
            self.date.setFocus()
        self.today.setHidden(today)
        self._fit()
        self._context.set_date(None if today else date.toString("yyyy-MM-dd"))


def _set_words(button: QPushButton, words: str, keys: QKeySequence) -> None:
    if button.text() != words:
        button.setText(words)
        # Qt takes the shortcut away with the words.
        button.setShortcut(keys)
        # The row keeps the old width of a group of buttons until the group's own layout is done.
        group = button.parentWidget()
        if group is not None:
            group.updateGeometry()


def _worn(button: QPushButton, _words: str, keys: QKeySequence) -> Callable[[], None]:
    return lambda: _set_words(button, "", keys)
