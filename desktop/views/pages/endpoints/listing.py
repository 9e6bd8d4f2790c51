"""A filtered table with a panel at its side that shows what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.filters import EndpointBar, PersonBar
from desktop.views.pages.nothing import NothingThatDay
from desktop.views.pages.page import Empty
from desktop.views.pages.pieces import IconButton, label
from desktop.views.tables.columns import Column
from desktop.views.tables.model import Fetch, RowsModel, Slice, shown_text
from desktop.views.tables.table import Table
from desktop.views.words import count

_PANEL_LETTERS = 50


class Side(QWidget):
    """The panel beside a table: one thing at a time, scrolled, closed by Esc.

    What ends a form (`foot`) stands below what is scrolled, always in sight.
    """

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = context.translate
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = label("", "heading")
        self._close = close = IconButton("x")
        close.setToolTip(_(N_("Close this panel (Esc)")))
        close.setAccessibleName(_(N_("Close this panel")))
        close.clicked.connect(lambda _on=False: self.closed.emit())
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.WIDE, Space.NORMAL, Space.NEAR, Space.NEAR)
        box.setSpacing(Space.NEAR)
        box.addLayout(top)
        box.addWidget(self._area, 1)
        self._foot = QVBoxLayout()
        self._below: tuple[QWidget, ...] = ()
        self._foot.setContentsMargins(0, 0, Space.NORMAL, Space.NEAR)
        box.addLayout(self._foot)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 44)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self.hide()

    def show_content(self, title: str, content: QWidget, *foot: QWidget) -> None:
        """Show something in the place of what was there."""
        self._title.setText(shown_text(title))
        kept = self._area.verticalScrollBar().value()
        same = type(self._area.widget()) is type(content)
        content.setObjectName("panel")
        self._area.setWidget(content)
        for widget in self._below:
            widget.deleteLater()
        self._below = foot
        for widget in foot:
            self._foot.addWidget(widget)
        # The panel's own ground shows through.
        content.setAutoFillBackground(False)
        if same:
            self._area.verticalScrollBar().setValue(kept)
        self.show()

    def content(self) -> QWidget | None:
        """Return what is shown."""
        return self._area.widget() if not self.isHidden() else None


class Listing(QWidget):
    """A filter, a table and a panel. `chosen` is emitted with how many rows are chosen.

    `make_fetch` gives, for the filter as it stands, the reader of slices and one of all uids.
    """

    chosen = Signal(int)
    opened = Signal(object)

    def __init__(
        self,
        context: Context,
        bar: EndpointBar | PersonBar,
        columns: Sequence[Column],
        make_fetch: Callable[[], Fetch],
        nothing: tuple[str, str],
        counted: str,
    ) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self._make_fetch = make_fetch
        self._counted = counted
        self.bar = bar
        self._fetch_now = make_fetch()
        self.model = RowsModel(context.worker, columns, self._fetch, self)
        self.model.on_failed = context.show_failure
        self.model.on_loaded = self._show_count
        self.table = Table(self.model, _, self)
        self.side = Side(context)
        self.side.closed.connect(self.close_side)
        self._count = QLabel()
        self._count.setProperty("role", "quiet")
        choose_columns = QPushButton(_(N_("Columns")))
        choose_columns.setToolTip(_(N_("Choose which columns are shown")))
        choose_columns.setMenu(self.table.columns_menu())
        self.foot = QHBoxLayout()
        self.foot.setSpacing(Space.NEAR)
        self.foot.addWidget(self._count)
        self.foot.addStretch(1)
        self.foot.addWidget(choose_columns)
        clear = QPushButton(_(N_("Show all")))
        clear.clicked.connect(lambda _on=False: self.bar.clear())
        heading, words = nothing
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(Empty("search", heading, words, clear))
        self.that_day = NothingThatDay(context)
        self._stack.addWidget(self.that_day)
        begin = N_("Add one with the button above, or bring a file in with “Import” (Ctrl+I).")
        self._stack.addWidget(Empty("mailbox", _(N_("Nothing is recorded here yet")), _(begin)))
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addWidget(self._stack, 1)
        box.addLayout(self.foot)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        # The room between both is the handle's, so that a table alone reaches the edge.
        self._split.setHandleWidth(Space.NEAR)
        self._split.addWidget(left)
        self._split.addWidget(self.side)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([1000, self.fontMetrics().averageCharWidth() * _PANEL_LETTERS])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, Space.NEAR, 0, 0)
        whole.setSpacing(Space.NEAR)
        whole.addWidget(bar)
        whole.addWidget(self._split, 1)
        bar.changed.connect(self.refresh)
        self.table.opened.connect(self.opened)
        self.table.selectionModel().selectionChanged.connect(self._tell)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self.focus_words)

    def refresh(self) -> None:
        """Read the list anew by the filter as it stands."""
        self._fetch_now = self._make_fetch()
        self.model.refresh()

    def focus_words(self) -> None:
        """Put the keyboard into the search words."""
        self.bar.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.words.selectAll()

    def close_side(self) -> None:
        """Give the room of the panel to the table."""
        self.side.hide()
        self.table.clearSelection()
        self.table.setFocus()

    def _fetch(
        self, session: Session, offset: int, limit: int, sort: str | None, down: bool
    ) -> Slice:
        return self._fetch_now(session, offset, limit, sort, down)

    def _show_count(self, rows: int) -> None:
        if rows or not self.bar.is_empty():
            self._stack.setCurrentIndex(0 if rows else 1)
        else:
            self._stack.setCurrentIndex(2 if self._context.as_of is not None else 3)
        self._say()

    def _tell(self) -> None:
        self._say()
        self.chosen.emit(self.table.chosen_count())

    def _say(self) -> None:
        _ = self._translate
        words = _(self._counted).format(count=count(self.model.count()))
        chosen = self.table.chosen_count()
        if chosen > 1:
            words += " · " + _(N_("{count} chosen")).format(count=count(chosen))
        self._count.setText(words)
