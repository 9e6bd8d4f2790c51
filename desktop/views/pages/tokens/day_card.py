"""Whose the scanned device is, in letters that are read from the other side of the table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.handing_out import GONE, OUTCOME_LABELS, Outcome
from desktop.domain.texts import N_, Translate
from desktop.services.handing_out.command import Line
from desktop.views.look.scale import Space
from desktop.views.pages.pieces import breakable, label
from desktop.views.tables.model import shown_text
from desktop.views.words import begun, day


class DayCard(QWidget):
    """Shows one device, what is being done with it, or what stands in the way."""

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        self._translate = translate
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name = label("", "poster")
        self.unit = label("", "figure")
        self.contact = label("", "title")
        self.device = label("", "quiet")
        self.state = label("", "heading")
        self.trouble = label("", "heading")
        self.trouble.setProperty("tone", "error")
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.SECTION, Space.WIDE, Space.SECTION, Space.WIDE)
        box.setSpacing(Space.NEAR)
        for each in (self.name, self.unit, self.contact, self.device, self.state, self.trouble):
            box.addWidget(each)
        box.addStretch(1)
        self.rest("")

    def rest(self, last: str) -> None:
        """Wait for the next device; `last` says what was done last."""
        words = N_("Scan a device, or type its serial or the name of whoever has come")
        self._say("", "", self._translate(words), "", last, "good")

    def show_line(self, line: Line) -> None:
        """Show whose the device is."""
        _ = self._translate
        contact = " · ".join(filter(None, (line.post, line.phone)))
        words, tone = self._state(line)
        number = _(N_("No. {number}")).format(number=line.number) if line.number else ""
        device = " · ".join(
            filter(None, (number, _(N_("Device {serial}")).format(serial=line.serial)))
        )
        unit = "" if line.unit == line.subscriber else line.unit
        self._say(line.subscriber, unit, contact, device, words, tone)

    def show_working(self, line: Line, what: str) -> None:
        """Show that it is being written."""
        self._say(line.subscriber, "", "", line.serial, what, "")

    def show_trouble(self, words: str) -> None:
        """Say what stands in the way, below what is shown."""
        self.trouble.setText(shown_text(words))
        self.trouble.show()

    def _state(self, line: Line) -> tuple[str, str]:
        _ = self._translate
        said = begun(_(OUTCOME_LABELS[line.outcome]))
        if line.outcome in GONE:
            return f"{said} · {day(line.on)}", "warning"
        if line.number is None:
            return _(N_("Not in the list of this day: Enter adds it and hands it over")), "warning"
        if line.outcome is Outcome.ABSENT:
            return f"{said}. " + _(N_("Enter: handed over and signed for")), "warning"
        return _(N_("Enter: handed over and signed for")), "good"

    def _say(self, name: str, unit: str, contact: str, device: str, state: str, tone: str) -> None:
        texts = (name, unit, contact, device, state)
        shown = (self.name, self.unit, self.contact, self.device, self.state)
        for each, text in zip(shown, texts, strict=True):
            each.setText(breakable(shown_text(text)))
            each.setVisible(bool(text))
        self.trouble.hide()
        self.state.setProperty("tone", tone)
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)
