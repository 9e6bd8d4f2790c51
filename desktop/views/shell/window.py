"""The main window: navigation, search and undo above, notices, the page, the status line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.session import Session
from desktop.views.context import REFUSED, Context, Notice
from desktop.views.pages.page import Page
from desktop.views.shell.drops import dropped_files, take_files
from desktop.views.shell.navigation import ENTRIES, Navigation
from desktop.views.shell.notices import Notices
from desktop.views.shell.page_room import PageRoom, Pages
from desktop.views.shell.place import Place
from desktop.views.shell.status import Status
from desktop.views.shell.topbar import TopBar
from desktop.views.tab_order import follow_layouts
from desktop.views.tables.model import shown_text

PageMaker = Callable[[Context], Page]


class MainWindow(QMainWindow):
    """The window over an opened vault. `locked` is emitted when the person locks it."""

    locked = Signal()

    def __init__(self, context: Context, pages: Mapping[str, PageMaker]) -> None:
        super().__init__()
        self.context = context
        self._translate = context.translate
        self._makers = pages
        self._pages: dict[str, Page] = {}
        self.setWindowTitle("Đầu Mối")
        room = self.screen().availableSize()
        self.resize(min(1280, room.width()), min(780, room.height()))
        self.setMinimumSize(900, 560)
        self.setAcceptDrops(True)
        self._navigation = Navigation(
            [entry for entry in ENTRIES if entry.name in pages], context.translate
        )
        self._navigation.chosen.connect(self.go)
        self._stack = Pages()
        self.notices = Notices(context.translate)
        self.status = Status(context)
        self._top = TopBar(context)
        self.undo = self._top.undo
        self._lay_out()
        self._connect()
        self.place = Place(self)
        self.go(next(iter(pages)))

    def page(self, name: str) -> Page:
        """Return a page, made when it is first needed."""
        if name not in self._pages:
            made = self._makers[name](self.context)
            self._pages[name] = made
            self._stack.addWidget(made)
        return self._pages[name]

    def go(self, name: str, what: object = None) -> None:
        """Show a page; `what` is handed to it."""
        with self.context.undisturbed():
            page = self.page(name)
            if page is not self._stack.currentWidget():
                self.context.settled.emit(REFUSED)
            page.read_if_stale()
            self._navigation.choose(name)
            self._stack.setCurrentWidget(page)
        if what is not None:
            page.show_what(what)

    def make_beforehand(self, name: str) -> Page:
        """Return a page that nobody has asked for yet, as large as it will be seen."""
        page = self.page(name)
        page.resize(self._stack.size())
        return page

    def made_pages(self) -> dict[str, Page]:
        """Return the pages that have been made so far, by name."""
        return self._pages.copy()

    def keepings(self) -> list[Callable[[Session], None]]:
        """Return the work of all pages that keeps what is under way before a lock or the end."""
        found = (page.keeping() for page in self._pages.values())
        return [keeping for keeping in found if keeping is not None]

    def current_page(self) -> Page:
        """Return the page that is seen."""
        return cast(Page, self._stack.currentWidget())

    def current_name(self) -> str:
        """Return the name of the page that is seen."""
        return next(name for name, page in self._pages.items() if page is self.current_page())

    def show_notice(self, notice: Notice) -> None:
        """Show a quiet bar above the page."""
        self.notices.show_notice(notice)

    def set_office(self, name: str) -> None:
        """Say whose vault this is, in the navigation and the window's title."""
        self._navigation.set_office(name)
        name = shown_text(name)
        self.setWindowTitle(f"{name} - Đầu Mối" if name else "Đầu Mối")

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Go on to what the eye sees next, whatever of it was made first."""
        follow_layouts(self)
        return super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the navigation's icons anew when the look has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_navigation"):
            self._navigation.dress()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files of this PC, wherever in the window they are dropped."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Hand dropped files to the page that they are for."""
        files = dropped_files(event.mimeData())
        event.acceptProposedAction()
        self.activateWindow()
        if not self.current_page().take_files(files):
            take_files(self.context, files)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close; ask first where work is under way."""
        if not self.context.worker.is_busy():
            self.place.keep()
            event.accept()
            return
        event.ignore()
        from desktop.views.shell.closing import AskBeforeClosing

        if self.findChild(AskBeforeClosing) is None:
            AskBeforeClosing(self.context, self).open()

    def lock(self) -> None:
        """Lock; where work is under way, once it is done."""
        if not self.context.worker.is_busy():
            self.locked.emit()
            return
        from desktop.views.shell.closing import WaitBeforeLocking

        if self.findChild(WaitBeforeLocking) is None:
            waiting = WaitBeforeLocking(self.context, self, self.locked.emit)
            waiting.open()
            waiting.wait()

    def _lay_out(self) -> None:
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addWidget(self._top)
        main.addWidget(self.notices)
        main.addWidget(PageRoom(self._stack), 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._navigation)
        row.addLayout(main, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(row, 1)
        whole.addWidget(self.status)
        ground = QWidget()
        ground.setObjectName("ground")
        ground.setLayout(whole)
        self.setCentralWidget(ground)

    def _connect(self) -> None:
        self._top.locked.connect(self.lock)
        self._top.searched.connect(self._open_palette)
        self.context.noticed.connect(self.show_notice)
        self.context.settled.connect(self.notices.settle)
        self.context.went.connect(self.go)
        QShortcut(QKeySequence("F1"), self, lambda: self._open_help(self.current_page().help_name))
        QShortcut(QKeySequence("F5"), self, self._read_anew)

    def _read_anew(self) -> None:
        self.context.settled.emit(REFUSED)
        self.current_page().grow_stale()

    def _open_palette(self) -> None:
        from desktop.views.shell.commands import WindowParts, commands
        from desktop.views.shell.palette import Palette

        parts = WindowParts(
            help=self._open_help,
            page_help=self.current_page().help_name,
            read_anew=self._read_anew,
            choose_day=self._top.date.setFocus,
            buttons=self._pressable,
        )
        Palette(self.context, self, commands(self.context, parts)).open()

    def _pressable(self) -> list[QPushButton]:
        return [
            button
            for button in self.findChildren(QPushButton)
            if button.isVisibleTo(self) and button.isEnabled()
        ]

    def _open_help(self, name: str) -> None:
        from desktop.views.help.reader import HelpReader

        HelpReader(name, self._translate, self).open()
