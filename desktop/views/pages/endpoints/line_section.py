"""How far a unit's encrypted line (BML) is: its stages with their days, and the next one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from desktop.domain.lines import STAGE_LABELS, LineStage
from desktop.domain.periods import holds
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import UnitWays
from desktop.services.edit_ways import set_line
from desktop.services.endpoint_edits import SetLine
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.day_field import DayField
from desktop.views.pages.endpoints.forms import add_row, choice, choose, form, shown_day
from desktop.views.pages.endpoints.panel_pieces import Part, Section, writing
from desktop.views.pages.pieces import Said, label
from desktop.views.words import begun, day

# Makes the change that is asked for in a part, and says the words once it is made.
Do = Callable[[Callable[[Session], object], str, Part], None]
# Chosen where the unit has no line any more.
_ENDED = "ended"


class LineSection(Section):
    """The stages so far, and a form for the one that it comes to, or for its end."""

    def __init__(self, context: Context, ways: UnitWays, do: Do) -> None:
        super().__init__(context.translate(N_("Encrypted line (BML)")))
        self._translate = _ = context.translate
        self._unit, self._do = ways.uid, do
        today = shown_day(context)
        stages = ways.terms.stages
        now = next((each for each in stages if holds(each.from_date, each.to_date, today)), None)
        if ways.line_since is not None:
            words = _(N_("There is a line since {date}.")).format(date=day(ways.line_since))
            self.box.addWidget(Said("good", words))
        elif now is not None:
            words = _(N_("The line is not connected yet: nothing secret arrives."))
            self.box.addWidget(Said("warning", words))
        else:
            words = _(N_("No line is recorded: nothing secret arrives."))
            self.box.addWidget(Said("warning", words))
        begins = {each.from_date for each in stages}
        for each in stages:
            words = f"{day(each.from_date)}: {_(STAGE_LABELS[LineStage(each.stage)])}"
            self.box.addWidget(label(words, "" if each is now else "quiet"))
            if each.to_date is not None and each.to_date not in begins:
                words = _(N_("{date}: the line ended")).format(date=day(each.to_date))
                self.box.addWidget(label(words, "quiet"))
        values: dict[object, str] = {stage.value: _(words) for stage, words in STAGE_LABELS.items()}
        if now is not None:
            values[_ENDED] = _(N_("no line any more"))
        self.stage = choice(values)
        choose(self.stage, _next(now.stage if now is not None else None))
        self.day = DayField(today)
        fields = form()
        add_row(fields, _(N_("Stage")), self.stage)
        add_row(fields, _(N_("From")), self.day)
        self.button = QPushButton(begun(_(N_("Record the stage"))))
        self.button.clicked.connect(lambda _on=False: self._save())
        writing(context, self.button)
        fields.addWidget(self.button)
        self.box.addLayout(fields)

    def _save(self) -> None:
        chosen = self.stage.currentData()
        if chosen == _ENDED:
            command = SetLine(self._unit, there=False, on=self.day.iso())
        else:
            command = SetLine(self._unit, there=True, on=self.day.iso(), stage=LineStage(chosen))
        words = (
            N_("The line is recorded.") if command.there else N_("The end of the line is recorded.")
        )
        self._do(lambda session: set_line(session, command), words, self)


def _next(stage: str | None) -> str:
    """Return what is most likely recorded next: of a new line that it is connected."""
    if stage is None:
        return LineStage.CONNECTED.value
    stages = list(LineStage)
    return stages[min(stages.index(LineStage(stage)) + 1, len(stages) - 1)].value
