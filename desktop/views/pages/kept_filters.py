"""The button of a list's kept filters: choose one, keep the present one by name, forget one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_
from desktop.services.saved_filters import (
    DropFilter,
    KeepFilter,
    ReadFilters,
    drop_filter,
    keep_filter,
    read_filters,
)
from desktop.views.context import Context
from desktop.views.pages.page import ActionButton
from desktop.views.tables.model import menu_text

Values = Mapping[str, str]


class KeptFilters(ActionButton):
    """`values` gives the filter as it is set (empty where nothing is asked for), `choose` sets one
    of these again, `clear` none."""

    def __init__(
        self,
        context: Context,
        page: str,
        values: Callable[[], Values],
        choose: Callable[[Values], None],
        clear: Callable[[], None],
    ) -> None:
        _ = context.translate
        super().__init__(_(N_("Filters")), "filter", main=False)
        self._context = context
        self._page = page
        self._values, self._choose, self._clear = values, choose, clear
        self._kept: Mapping[str, Values] = {}
        self.setToolTip(_(N_("Choose a kept filter, or keep this one by name")))
        self.setAccessibleName(_(N_("Kept filters")))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    def read(self) -> None:
        """Read the kept filters."""
        command = ReadFilters(self._page)
        self._context.read(lambda session: read_filters(session, command), self._take, self)

    def kept(self) -> list[str]:
        """Return the names of the kept filters."""
        return list(self._kept)

    def choose(self, label: str) -> None:
        """Set the filter kept under a name."""
        self._choose(self._kept[label])

    def keep(self, label: str) -> None:
        """Keep the filter as it is set under a name."""
        command = KeepFilter(self._page, label, self._values())
        self._context.change(lambda session: keep_filter(session, command), self, self._take)

    def forget(self, label: str) -> None:
        """Forget the filter of a name."""
        command = DropFilter(self._page, label)
        self._context.change(lambda session: drop_filter(session, command), self, self._take)

    def _take(self, found: Mapping[str, Values]) -> None:
        self._kept = found

    def _fill(self) -> None:
        _ = self._context.translate
        self._menu.clear()
        for label in self._kept:
            action = self._menu.addAction(menu_text(label))
            action.triggered.connect(lambda _on=False, label=label: self.choose(label))
        if self._kept:
            self._menu.addSeparator()
        asks = bool(self._values())
        self._menu.addAction(_(N_("Clear the filter")), self._clear).setEnabled(asks)
        self._menu.addAction(_(N_("Keep this filter …")), self._ask_name).setEnabled(asks)
        if self._kept:
            forget = self._menu.addMenu(_(N_("Forget a filter")))
            for label in self._kept:
                action = forget.addAction(menu_text(label))
                action.triggered.connect(lambda _on=False, label=label: self.forget(label))

    def _ask_name(self) -> None:
        window: QWidget = self.window()
        ask = NameQuestion(self._context, window)
        ask.accepted.connect(lambda: self.keep(ask.line.text()))
        ask.open()


class NameQuestion(QDialog):
    """Asks for the name of a filter."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        _ = context.translate
        self.setWindowTitle(_(N_("Keep this filter")))
        box = QVBoxLayout(self)
        label = QLabel(_(N_("Name of the filter")))
        self.line = QLineEdit()
        self.line.setMaxLength(60)
        self.line.setMinimumWidth(320)
        label.setBuddy(self.line)
        buttons = QDialogButtonBox()
        keep = buttons.addButton(_(N_("Keep")), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(_(N_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        keep.setEnabled(False)
        self.line.textChanged.connect(lambda text: keep.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for widget in (label, self.line, buttons):
            box.addWidget(widget)
