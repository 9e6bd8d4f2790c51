"""Chooses files: one, or several in a list; both take what is dropped on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.texts import N_, Translate
from desktop.views.look.scale import Space
from desktop.views.pages.bundles import remembered
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import ShortList, label
from desktop.views.shell.drafts import PASSING
from desktop.views.shell.drops import dropped_files
from desktop.views.tables.model import shown_text, shown_tip

_PATH = Qt.ItemDataRole.UserRole
_ROWS_SHOWN = 2
_LEAST_WIDTH = 120

CERTIFICATES = "*.pem *.crt *.cer *.der"
LISTS = "*.crl *.pem *.der"
KEYS = "*.p12 *.pfx"
LIBRARIES = "*.so *.so.* *.dll"
BUNDLES = "*.asice *.p7m *.sce *.asics"


def filters(patterns: str, words: str, translate: Translate) -> str:
    """Return the filters of a file dialog: the files meant, then all."""
    return f"{words} ({patterns});;{translate(N_('All files'))} (*)"


class FileList(QWidget):
    """A list of files that is kept in the preferences under `name`."""

    changed = Signal()

    def __init__(
        self, name: str, words: str, patterns: str, translate: Translate, hint: str = ""
    ) -> None:
        super().__init__()
        self._name = name
        self._words = words
        self._patterns = patterns
        self._translate = translate
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        head = label(words)
        box.addWidget(head)
        if hint:
            box.addWidget(label(hint, "quiet"))
        self.list = ShortList(_ROWS_SHOWN)
        self.list.setAccessibleName(words)
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setMinimumWidth(_LEAST_WIDTH)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        head.setBuddy(self.list)
        row = QHBoxLayout()
        row.setSpacing(Space.NEAR)
        row.addWidget(self.list, 1)
        buttons = QVBoxLayout()
        self.add_button = action_button(translate(N_("Add …")), "plus", self._choose)
        self.drop_button = action_button(translate(N_("Take out")), "minus", self._take_out)
        self.add_button.setAccessibleName(f"{translate(N_('Add …'))} {words}")
        self.drop_button.setAccessibleName(f"{translate(N_('Take out'))} {words}")
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.drop_button)
        buttons.addStretch(1)
        row.addLayout(buttons)
        box.addLayout(row)
        self.list.itemSelectionChanged.connect(self._show_buttons)
        self._fill(remembered.paths(name))

    def paths(self) -> tuple[Path, ...]:
        """Return the files of the list."""
        return tuple(self.list.item(row).data(_PATH) for row in range(self.list.count()))

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Let the list hold these files, each once, and keep it."""
        self._fill(paths)
        remembered.keep(self._name, self.paths())
        self.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Add what is dropped."""
        self.set_paths([*self.paths(), *dropped_files(event.mimeData())])
        event.acceptProposedAction()

    def _fill(self, paths: Sequence[Path]) -> None:
        self.list.clear()
        for path in dict.fromkeys(paths):
            item = QListWidgetItem(shown_text(path.name))
            item.setData(_PATH, path)
            item.setToolTip(shown_tip(str(path)))
            self.list.addItem(item)
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.drop_button.setEnabled(bool(self.list.selectedItems()))

    def _choose(self) -> None:
        known = self.paths()
        start = str(known[-1].parent) if known else ""
        patterns = filters(self._patterns, self._words, self._translate)
        chosen, _ = QFileDialog.getOpenFileNames(self, self._words, start, patterns)
        if chosen:
            self.set_paths([*known, *map(Path, chosen)])

    def _take_out(self) -> None:
        gone = {item.data(_PATH) for item in self.list.selectedItems()}
        self.set_paths([path for path in self.paths() if path not in gone])


class FileField(QWidget):
    """One file, typed or chosen, that is kept in the preferences under `name`."""

    changed = Signal()

    def __init__(self, name: str, words: str, patterns: str, translate: Translate) -> None:
        super().__init__()
        self._name = name
        self._words = words
        self._patterns = patterns
        self._translate = translate
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.NEAR)
        self.line = QLineEdit()
        self.line.setAccessibleName(words)
        self.line.setPlaceholderText(words)
        # Kept in the preferences: not lost with the page.
        self.line.setProperty(PASSING, True)
        kept = remembered.paths(name)
        self.line.setText(str(kept[0]) if kept else "")
        self.line.editingFinished.connect(self._keep)
        self.line.textChanged.connect(lambda _: self.changed.emit())
        choose = action_button(translate(N_("Choose …")), "folder-open", self._choose)
        choose.setAccessibleName(f"{translate(N_('Choose …'))} {words}")
        row.addWidget(self.line, 1)
        row.addWidget(choose)
        self.setFocusProxy(self.line)

    def path(self) -> Path | None:
        """Return the file, or None where none is named."""
        text = self.line.text().strip()
        return Path(text) if text else None

    def set_path(self, path: Path) -> None:
        """Name the file."""
        self.line.setText(str(path))
        self._keep()

    def _keep(self) -> None:
        path = self.path()
        remembered.keep(self._name, [path] if path else [])

    def _choose(self) -> None:
        known = self.path()
        patterns = filters(self._patterns, self._words, self._translate)
        start = str(known.parent) if known else ""
        chosen, _ = QFileDialog.getOpenFileName(self, self._words, start, patterns)
        if chosen:
            self.set_path(Path(chosen))
