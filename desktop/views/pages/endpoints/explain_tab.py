"""Why does it not arrive? Choose unit, direction, level, network and day; see the chain."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.levels import (
    ENVIRONMENT_LABELS,
    LEVEL_LABELS,
    Direction,
    Environment,
    SecrecyLevel,
)
from desktop.domain.problems import Failure
from desktop.domain.routing import Cell
from desktop.domain.texts import N_, said
from desktop.services.browse_endpoints import ReadOne, read_unit_ways
from desktop.services.explanation import (
    PrintExplanation,
    as_text,
    others_told,
    print_explanation,
    verdict,
)
from desktop.services.kinds import document_types
from desktop.services.routing import Explain, RouteAnswer, explain
from desktop.services.session import Session
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.forms import (
    choice,
    choose,
    direction_choices,
    environment_choices,
    level_choices,
    shown_day,
)
from desktop.views.pages.endpoints.route_chain import RouteChain
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import label
from desktop.views.pages.saving import ask_where, write_and_tell
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text
from desktop.views.words import day

_TWELFTHS = 12


class ExplainTab(QWidget):
    """Explains a route. Nothing is written; the day is the window's unless chosen otherwise."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self.answer: RouteAnswer | None = None
        self._job: Job | None = None
        self.unit = UnitPicker(context)
        self.unit.setProperty("passing", True)
        self.direction = choice(direction_choices(_))
        self.level = choice(level_choices(_))
        choose(self.level, int(SecrecyLevel.MAT))
        usual: dict[object, str] = {None: _(N_("the usual one"))}
        self.environment = choice({**usual, **environment_choices(_)})
        self.from_unit = UnitPicker(context)
        self.from_unit.setProperty("passing", True)
        self.from_unit.setPlaceholderText(_(N_("Anybody; words of the name, or the code")))
        kinds: dict[object, str] = {None: _(N_("any type"))}
        kinds |= {code: kind.label for code, kind in document_types().items()}
        self.kind = choice(kinds)
        self.on = DayField(shown_day(context))
        self.chain = RouteChain(context)
        self.verdict = label("", "heading")
        self._reached = label("", "quiet")
        self.copy = action_button(
            _(N_("Copy as text")), "copy", self._copy, hint=_(N_("Copy the explanation as text"))
        )
        self.print = action_button(
            _(N_("Print as PDF …")), "printer", self._print, shortcut="Ctrl+P",
            hint=_(N_("Print the explanation on one page, as a PDF file")),
        )  # fmt: skip
        top = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(self.verdict)
        words.addWidget(self._reached)
        top.addLayout(words, 1)
        top.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.print, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, Space.NORMAL, 0, 0)
        box.setSpacing(Space.NORMAL)
        box.addLayout(self._question())
        box.addLayout(top)
        box.addWidget(self.chain, 1)
        for picker in (self.unit, self.from_unit):
            picker.picked.connect(lambda _uid: self.read())
        for chosen in (self.direction, self.level, self.environment, self.kind):
            chosen.currentIndexChanged.connect(lambda _index: self.read())
        self.on.dateChanged.connect(lambda _date: self._read_if_seen())
        context.date_changed.connect(lambda: self.on.set_iso(shown_day(context)))
        self._show_nothing()

    def ask(self, unit: str, level: SecrecyLevel | None = None, cell: Cell | None = None) -> None:
        """Explain how documents reach the unit of this uid; with a `cell`, what that asks."""
        choose(self.direction, str(cell.direction if cell else Direction.RECEIVE))
        choose(self.kind, None)
        self.from_unit.show_unit(None, "")
        choose(self.environment, str(cell.environment) if cell else None)
        level = cell.level if cell else level
        if level is not None:
            choose(self.level, int(level))
        command = ReadOne(unit, self._context.as_of)

        def named(name: str) -> None:
            if self.unit.uid() == unit:
                self.unit.show_unit(unit, name)

        self.unit.show_unit(unit, "…")
        self._context.worker.run(
            lambda session: read_unit_ways(session, command).name, named, owner=self
        )
        self.read()

    def read(self) -> None:
        """Explain what is chosen, by the registers as they are now."""
        if self._job is not None:
            self._job.cancel()
        direction = Direction(self.direction.currentData())
        # Who sends is asked only of what the unit is to receive.
        receives = direction is Direction.RECEIVE
        self.from_unit.setEnabled(receives)
        uid = self.unit.uid()
        if uid is None or (receives and self.from_unit.is_unclear()):
            self._show_nothing()
            return
        place = self.environment.currentData()
        command = Explain(
            uid,
            SecrecyLevel(self.level.currentData()),
            Environment(place) if place is not None else None,
            self.on.iso(),
            direction,
            self.from_unit.uid() if receives else None,
            self.kind.currentData(),
        )
        self._job = self._context.read(
            lambda session: explain(session, command), self._show, self, self._fail
        )

    def _read_if_seen(self) -> None:
        """Leave what nobody looks at until it is seen: the page reads it then."""
        if self.isVisible():
            self.read()

    def _question(self) -> QGridLayout:
        _ = self._translate
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.NORMAL)
        grid.setVerticalSpacing(Space.SMALL)
        # In twelfths of the width: who, then what and when.
        lines: tuple[tuple[tuple[str, QWidget, int], ...], ...] = (
            ((N_("Unit"), self.unit, 6), (N_("Sender"), self.from_unit, 6)),
            (
                (N_("Direction"), self.direction, 2),
                (N_("Secrecy level"), self.level, 3),
                (N_("Network"), self.environment, 3),
                (N_("Type of document"), self.kind, 2),
                (N_("On the day"), self.on, 2),
            ),
        )
        for line, fields in enumerate(lines):
            column = 0
            for words, field, width in fields:
                above = QLabel(_(words))
                above.setBuddy(field)
                field.setAccessibleName(_(words))
                grid.addWidget(above, 2 * line, column, 1, width)
                grid.addWidget(field, 2 * line + 1, column, 1, width)
                column += width
        for column in range(_TWELFTHS):
            grid.setColumnStretch(column, 1)
        return grid

    def _fail(self, failure: Failure) -> None:
        if any(problem.code == "work.cancelled" for problem in failure.problems):
            return
        self._show_nothing()
        self._context.show_failure(failure)

    def _show_nothing(self) -> None:
        _ = self._translate
        self.answer = None
        self.verdict.setText("")
        self._reached.setText("")
        self._allow()
        self.chain.show_nothing()

    def _allow(self) -> None:
        for button in (self.copy, self.print):
            button.setEnabled(self.answer is not None)

    def _show(self, answer: RouteAnswer) -> None:
        self._job = None
        self.answer = answer
        _ = self._translate
        mark = "✓" if answer.delivered else "→" if answer.exempt else "✗"
        self.verdict.setText(shown_text(f"{mark} {verdict(answer).render(_)}"))
        words = _(N_("{unit} ({code}) · {level}, {environment}, on {date}"))
        asked = words.format(
            unit=answer.unit,
            code=answer.code or _(N_("no code")),
            level=_(LEVEL_LABELS[answer.level]),
            environment=_(ENVIRONMENT_LABELS[answer.environment]),
            date=day(answer.as_of),
        )
        others = (said(other, _) for other in others_told(answer))
        self._reached.setText("\n".join(map(shown_text, [asked, *others])))
        self._allow()
        self.chain.show_answer(answer)

    def _copy(self) -> None:
        if self.answer is not None:
            QGuiApplication.clipboard().setText(as_text(self.answer, self._translate))
            words = self._translate(N_("The explanation is copied."))
            self._context.notify(Notice(words, "good", key="explain"))

    def _print(self) -> None:
        answer = self.answer
        if answer is None:
            return
        _ = self._translate
        name = f"phieu-giai-thich-{answer.code or 'don-vi'}.pdf"
        pattern = _(N_("PDF files (*.pdf)"))
        ask_where(self, _(N_("Print as PDF")), name, pattern, self.print_to)

    def print_to(self, path: Path) -> None:
        """Print the explanation shown into a file."""
        answer = self.answer
        if answer is None:
            return
        _ = self._translate
        command = PrintExplanation(
            answer.uid,
            answer.level,
            path,
            answer.environment,
            answer.as_of,
            direction=answer.direction,
            sender=answer.sending.uid if answer.sending is not None else None,
            document_type=answer.document_type,
        )

        def write(session: Session) -> Path:
            return print_explanation(session, command).file

        told = _(N_("The explanation is printed: {file}"))
        words = (_(N_("Printing the explanation")), told)
        write_and_tell(self._context, self, write, words, "explain")
