"""The list of pages on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.texts import N_, Translate
from desktop.views.look.icons import icon
from desktop.views.look.style import look_of
from desktop.views.tables.model import shown_text


@dataclass(frozen=True)
class Entry:
    """A page in the navigation: its name in the code, its words, its icon."""

    name: str
    title: str
    icon: str


ENTRIES: tuple[Entry, ...] = (
    Entry("overview", N_("Overview"), "layout-dashboard"),
    Entry("units", N_("Units and codes"), "building-2"),
    Entry("codes", N_("Codes"), "badge-check"),
    Entry("reorganising", N_("Reorganisation"), "git-merge"),
    Entry("endpoints", N_("Endpoints"), "mailbox"),
    Entry("tokens", N_("eToken"), "key-round"),
    Entry("bundles", N_("Bundles"), "package"),
    Entry("papers", N_("Papers"), "file-text"),
    Entry("journal", N_("Journal"), "history"),
)


# Pages without a place of their own here: the page that each belongs to, and its title.
WITHIN = {"comparing": "units"}
WITHIN_TITLES = {"comparing": N_("Compare two days")}


def title_of(page: str) -> str:
    """Return the English words for a page, by its name in the code."""
    titles = {entry.name: entry.title for entry in all_entries()} | WITHIN_TITLES
    return titles[page]


# What stands apart below the pages, each with its own key.
BELOW: tuple[tuple[Entry, str], ...] = (
    (Entry("imports", N_("Import"), "upload"), "Ctrl+I"),
    (Entry("settings", N_("Settings"), "settings"), "Ctrl+,"),
)


def keys_of(number: int) -> str:
    """Return the keys of the page that stands at `number`, counted from 1 to 9."""
    return f"Ctrl+{number}"


def all_entries() -> tuple[Entry, ...]:
    """Return every page of the navigation, from top to bottom."""
    return (*ENTRIES, *(entry for entry, _ in BELOW))


class _PageButton(QPushButton):
    """Has room for its words in the bold letters that it wears once chosen."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        hint = super().sizeHint()
        bold = QFont(self.font())
        bold.setBold(True)
        plain = self.fontMetrics().horizontalAdvance(self.text())
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - plain
        return QSize(hint.width() + max(0, more), hint.height())


class Navigation(QWidget):
    """Buttons for the pages; `chosen` is emitted with a page's name. Ctrl+1 … Ctrl+9."""

    chosen = Signal(str)

    def __init__(
        self, entries: Sequence[Entry], translate: Translate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(translate(N_("Pages")))
        self._entries = {entry.name: entry for entry in (*entries, *(each for each, _ in BELOW))}
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._office = QLabel()
        self._office.setObjectName("office")
        self._office.setTextFormat(Qt.TextFormat.PlainText)
        self._office.setWordWrap(True)
        # The pages' names say how wide this is; a long office has several lines.
        self._office.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        box.addWidget(self._office)
        for number, entry in enumerate(entries, start=1):
            box.addWidget(self._button(entry, keys_of(number), translate))
        box.addStretch(1)
        for entry, keys in BELOW:
            box.addWidget(self._button(entry, keys, translate))
        self.dress()

    def set_office(self, name: str) -> None:
        """Say whose vault this is."""
        self._office.setText(shown_text(name))

    def choose(self, name: str) -> None:
        """Show `name` as the present page, or the one that it belongs to."""
        self._buttons[WITHIN.get(name, name)].setChecked(True)

    def dress(self) -> None:
        """Draw the icons in the colours of the look."""
        colours = look_of(self).colours
        for name, button in self._buttons.items():
            button.setIcon(icon(self._entries[name].icon, colours.quiet))
            button.setIconSize(QSize(20, 20))

    def _button(self, entry: Entry, keys: str, translate: Translate) -> QPushButton:
        button = _PageButton(translate(entry.title))
        button.setCheckable(True)
        button.setShortcut(keys)
        button.setToolTip(f"{translate(entry.title)} ({keys})")
        button.clicked.connect(lambda: self.chosen.emit(entry.name))
        self._group.addButton(button)
        self._buttons[entry.name] = button
        return button
