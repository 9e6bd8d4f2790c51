"""The figures above the list of tokens: each a fact of its own that opens the list of its names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.texts import N_, Translate
from desktop.services.browse_tokens import FACTS, RADAR_DAYS, TokenCounts, TokenFilter
from desktop.views.look.scale import Space
from desktop.views.words import begun, count

_FACTS = {
    "registered": (N_("Registered: {count}"), N_("All tokens, those only asked for too")),
    "supplied": (N_("Supplied: {count}"), N_("Devices that the issuer has supplied")),
    "received": (N_("Received: {count}"), N_("Devices that have come to their units")),
    "handed_over": (N_("Handed over: {count}"), N_("Devices in the hands of their subscribers")),
    "active": (N_("Active: {count}"), N_("Devices with a certificate that is valid today")),
}
_UNSIGNED = (N_("Not signed for: {count}"), N_("The unit has the device, nobody has signed for it"))
_ENDED = (N_("ended: {count}"), N_("Active certificates whose time is over"))
_ENDING = (N_("in {days} days: {count}"), N_("Active certificates that end within these days"))

# What a figure leaves of a filter: the figures are chosen one at a time.
_NONE = TokenFilter()


class Figures(QWidget):
    """Buttons with the figures; `on_chosen` is told the filter's part that a figure stands for."""

    def __init__(self, translate: Translate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._translate = translate
        self.on_chosen: Callable[[TokenFilter], None] = lambda _: None
        self.buttons: dict[TokenFilter, QPushButton] = {}
        self._words: dict[TokenFilter, str] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        facts = [(TokenFilter(fact=fact), *_FACTS[fact]) for fact in FACTS]
        facts.append((TokenFilter(unsigned=True), *_UNSIGNED))
        box.addLayout(self._row("", facts))
        radar = [(TokenFilter(ending=0), *_ENDED)]
        radar += [(TokenFilter(ending=days), *_ENDING) for days in reversed(RADAR_DAYS)]
        box.addLayout(self._row(N_("Certificates ending"), radar))

    def show_counts(self, counts: TokenCounts) -> None:
        """Write the figures."""
        for part, button in self.buttons.items():
            if part.fact is not None:
                number = counts.facts[part.fact]
            elif part.unsigned:
                number = counts.unsigned
            else:
                number = counts.ending.get(part.ending or 0, counts.ended)
            words = self._translate(self._words[part])
            button.setText(begun(words.format(count=count(number), days=part.ending)))
            button.setAccessibleName(button.text())

    def show_filter(self, wanted: TokenFilter) -> None:
        """Show which figure's list is seen."""
        part = replace(_NONE, fact=wanted.fact, unsigned=wanted.unsigned, ending=wanted.ending)
        for each, button in self.buttons.items():
            button.setChecked(each == part)

    def _row(self, title: str, parts: list[tuple[TokenFilter, str, str]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.SMALL)
        if title:
            label = QLabel(self._translate(title))
            label.setProperty("role", "quiet")
            row.addWidget(label)
        for part, words, tip in parts:
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("role", "figure")
            button.setToolTip(self._translate(tip))
            button.clicked.connect(
                lambda on, part=part: self.on_chosen(part if on else TokenFilter())
            )
            self.buttons[part] = button
            self._words[part] = words
            row.addWidget(button)
        row.addStretch(1)
        return row
