"""The tree of units: branches are read when they are opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from desktop.domain.texts import N_
from desktop.services.browse_units import Branch, ReadBranch, branch, path_to
from desktop.views.context import Context
from desktop.views.look.icons import icon
from desktop.views.look.style import look_of
from desktop.views.tables.model import shown_text, shown_tip

_UID = Qt.ItemDataRole.UserRole
_READ = Qt.ItemDataRole.UserRole + 1


class UnitTree(QTreeWidget):
    """Shows all units as a tree. `scoped` is emitted with a unit's uid, or None for all of them;
    `opened` with the uid of a unit that a person opens (Enter, double click)."""

    scoped = Signal(object)
    opened = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._wanted: list[str] = []
        self._open: set[str] = set()
        self._generation = 0
        self._scope: str | None = None
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAccessibleName(context.translate(N_("Tree of units")))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemExpanded.connect(self._expand)
        self.itemCollapsed.connect(lambda item: self._open.discard(item.data(0, _UID)))
        self.currentItemChanged.connect(self._tell)
        self.setExpandsOnDoubleClick(False)
        self.itemActivated.connect(self._enter)

    def read(self) -> None:
        """Read the tree anew; what was open and chosen is so again."""
        self._generation += 1
        self.blockSignals(True)
        self.clear()
        everything = QTreeWidgetItem([self._context.translate(N_("All units"))])
        self.addTopLevelItem(everything)
        self._dress()
        self.setCurrentItem(everything)
        self.blockSignals(False)
        if self._scope is not None:
            self.show_unit(self._scope)
        self._ask(None, None)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon anew when the colours are others."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        everything = self.topLevelItem(0)
        if everything is not None:
            everything.setIcon(0, icon("list-tree", look_of(self).colours.quiet))

    def scope(self) -> str | None:
        """Return the uid of the chosen unit, or None for all."""
        return self._scope

    def show_unit(self, uid: str) -> None:
        """Open the branches down to a unit and choose it."""
        command = ReadBranch(uid, self._context.as_of)
        self._context.read(lambda session: path_to(session, command), self._walk, self)

    def choose(self, uid: str | None) -> None:
        """Choose a unit, or with None all of them."""
        if uid is None:
            self.choose_all()
        else:
            self.show_unit(uid)

    def choose_all(self) -> None:
        """Choose all units."""
        everything = self.topLevelItem(0)
        if everything is not None:
            self.setCurrentItem(everything)

    def _walk(self, path: tuple[str, ...]) -> None:
        self._wanted = list(path)
        self._follow()

    def _follow(self) -> None:
        """Open the next branch on the way to what is wanted; branches not yet read are awaited."""
        while self._wanted:
            item = self._item_of(self._wanted[0])
            if item is None:
                return
            uid = self._wanted.pop(0)
            if not self._wanted:
                self.setCurrentItem(item)
                self.scrollToItem(item)
                return
            self._open.add(uid)
            item.setExpanded(True)
            if not item.data(0, _READ):
                return

    def _item_of(self, uid: str) -> QTreeWidgetItem | None:
        root = self.invisibleRootItem()
        waiting: list[QTreeWidgetItem | None] = [root]
        while waiting:
            item = waiting.pop()
            if item is None:
                continue
            if item.data(0, _UID) == uid:
                return item
            waiting += [item.child(number) for number in range(item.childCount())]
        return None

    def _expand(self, item: QTreeWidgetItem) -> None:
        uid = item.data(0, _UID)
        if uid is not None:
            self._open.add(uid)
            if not item.data(0, _READ):
                self._ask(uid, item)

    def _ask(self, parent: str | None, item: QTreeWidgetItem | None) -> None:
        generation = self._generation
        command = ReadBranch(parent, self._context.as_of)
        if item is not None:
            item.setData(0, _READ, 1)

        def done(found: tuple[Branch, ...]) -> None:
            if generation == self._generation:
                self._hang(item, found)

        self._context.read(lambda session: branch(session, command), done, self)

    def _hang(self, parent: QTreeWidgetItem | None, found: tuple[Branch, ...]) -> None:
        again = QTreeWidgetItem.ChildIndicatorPolicy
        made = []
        for unit in found:
            item = QTreeWidgetItem([shown_text(unit.name)])
            item.setData(0, _UID, unit.uid)
            tip = " · ".join(part for part in (unit.name, unit.code) if part)
            item.setToolTip(0, shown_tip(tip))
            shows = again.ShowIndicator if unit.has_children else again.DontShowIndicator
            item.setChildIndicatorPolicy(shows)
            made.append(item)
        if parent is None:
            self.addTopLevelItems(made)
        else:
            parent.addChildren(made)
        for item in made:
            if item.data(0, _UID) in self._open or (parent is None and len(made) == 1):
                item.setExpanded(True)
        self._follow()
        if parent is None and self._wanted and self._item_of(self._wanted[0]) is None:
            # The chosen unit is not in force on this day: its branch is not there.
            self._wanted = []
            self._take(None)

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._take(item.data(0, _UID))

    def _enter(self, item: QTreeWidgetItem) -> None:
        uid = item.data(0, _UID)
        if uid is not None:
            self.opened.emit(uid)

    def _take(self, uid: str | None) -> None:
        if uid != self._scope:
            self._scope = uid
            self.scoped.emit(uid)
