"""Why does it not arrive? Choose unit, direction, level, network and day; see the chain."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
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
from desktop.domain.route_steps import SIGNS, STEP_LABELS, Step, StepStatus
from desktop.domain.routing import Cell
from desktop.domain.texts import N_, with_dates
from desktop.services.browse_endpoints import ReadOne, read_unit_ways
from desktop.services.explanation import (
    PrintExplanation,
    as_text,
    print_explanation,
    verdict,
)
from desktop.services.reports import ReportResult
from desktop.services.routing import Explain, RouteAnswer, explain
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.day_field import DayField
from desktop.views.look.scale import Space
from desktop.views.opening import open_in_system
from desktop.views.pages.endpoints.forms import (
    choice,
    choose,
    direction_choices,
    environment_choices,
    level_choices,
    shown_day,
)
from desktop.views.pages.mending import Place, place_of
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.pieces import clear, label, sign
from desktop.views.pages.units.picker import UnitPicker
from desktop.views.tables.model import shown_text
from desktop.views.words import day

_LOOKS = {
    StepStatus.OK: ("circle-check", "good"),
    StepStatus.WARNING: ("triangle-alert", "warning"),
    StepStatus.FAILED: ("circle-x", "error"),
    StepStatus.EXEMPT: ("arrow-right", "focus"),
}


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
        self.on = DayField(shown_day(context))
        self.links = QVBoxLayout()
        self.links.setSpacing(0)
        self.links.setContentsMargins(0, 0, Space.NORMAL, 0)
        holder = QWidget()
        holder.setObjectName("ground")
        holder.setLayout(self.links)
        self._area = area = QScrollArea()
        area.setWidget(holder)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        box.addWidget(area, 1)
        self.unit.picked.connect(lambda _uid: self.read())
        for chosen in (self.direction, self.level, self.environment):
            chosen.currentIndexChanged.connect(lambda _index: self.read())
        self.on.dateChanged.connect(lambda _date: self._read_if_seen())
        context.date_changed.connect(lambda: self.on.set_iso(shown_day(context)))
        self._show_nothing()

    def ask(self, unit: str, level: SecrecyLevel | None = None, cell: Cell | None = None) -> None:
        """Explain how documents reach the unit of this uid; with a `cell`, what that asks."""
        choose(self.direction, str(cell.direction if cell else Direction.RECEIVE))
        choose(self.environment, str(cell.environment) if cell else None)
        level = cell.level if cell else level
        if level is not None:
            choose(self.level, int(level))
        command = ReadOne(unit, self._context.as_of)

        def named(name: str) -> None:
            if self.unit.uid() == unit:
                self.unit.blockSignals(True)
                self.unit.set_unit(unit, name)
                self.unit.blockSignals(False)

        self.unit.blockSignals(True)
        self.unit.set_unit(unit, "…")
        self.unit.blockSignals(False)
        self._context.worker.run(
            lambda session: read_unit_ways(session, command).name, named, owner=self
        )
        self.read()

    def read(self) -> None:
        """Explain what is chosen, by the registers as they are now."""
        if self._job is not None:
            self._job.cancel()
        uid = self.unit.uid()
        if uid is None:
            self._show_nothing()
            return
        place = self.environment.currentData()
        command = Explain(
            uid,
            SecrecyLevel(self.level.currentData()),
            Environment(place) if place is not None else None,
            self.on.iso(),
            Direction(self.direction.currentData()),
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
        fields = (
            (N_("Unit"), self.unit, 5),
            (N_("Direction"), self.direction, 2),
            (N_("Secrecy level"), self.level, 2),
            (N_("Network"), self.environment, 2),
            (N_("On the day"), self.on, 2),
        )
        for column, (words, field, stretch) in enumerate(fields):
            above = QLabel(_(words))
            above.setBuddy(field)
            field.setAccessibleName(_(words))
            grid.addWidget(above, 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, stretch)
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
        clear(self.links)
        words = N_(
            "Choose a unit above: every link from its code to the person who takes the document, "
            "or sends it, is looked at, and the first that fails is named with its mend."
        )
        self.links.addWidget(Empty("route", _(N_("Why does it not arrive?")), _(words)))
        self.links.addStretch(1)

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
        self._reached.setText(
            shown_text(
                words.format(
                    unit=answer.unit,
                    code=answer.code or _(N_("no code")),
                    level=_(LEVEL_LABELS[answer.level]),
                    environment=_(ENVIRONMENT_LABELS[answer.environment]),
                    date=day(answer.as_of),
                )
            )
        )
        self._allow()
        clear(self.links)
        first = next((s for s in answer.steps if s.status is StepStatus.FAILED), None)
        for number, step in enumerate(answer.steps, start=1):
            line = self._link(answer, number, step, first=step is first)
            self.links.addWidget(line)
            if step is first:
                # Only once it has its place can it be scrolled to.
                QTimer.singleShot(0, line, lambda line=line: self._area.ensureWidgetVisible(line))
        self.links.addStretch(1)

    def _link(self, answer: RouteAnswer, number: int, step: Step, *, first: bool) -> QWidget:
        _ = self._translate
        name, role = _LOOKS[step.status]
        mark, state = SIGNS[step.status]
        line = QWidget()
        if first:
            line.setObjectName("notice")
            line.setProperty("severity", "error")
            line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(line)
        row.setContentsMargins(Space.NORMAL, Space.NEAR, Space.NORMAL, Space.NEAR)
        row.setSpacing(Space.NORMAL)
        row.addWidget(sign(name, role, 20), 0, Qt.AlignmentFlag.AlignTop)
        title = f"{number}. {_(STEP_LABELS[step.name])}"
        heading = label(title)
        heading.setMinimumWidth(self.fontMetrics().averageCharWidth() * 26)
        said = label(f"{mark} {_(state)}", role)
        said.setMinimumWidth(self.fontMetrics().averageCharWidth() * 14)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(heading)
        left.addWidget(said)
        if first:
            left.addWidget(label(_(N_("Mend this first")), "error"))
        left.addStretch(1)
        row.addLayout(left)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        message = shown_text(with_dates(step.message).render(_))
        words.addWidget(label(message))
        mend = with_dates(step.fix).render(_) if step.fix is not None else ""
        if mend:
            words.addWidget(label(shown_text(f"→ {mend}"), "quiet"))
        words.addStretch(1)
        row.addLayout(words, 1)
        place = self._place(answer, step)
        if place is not None:
            row.addWidget(self._go_button(place, main=first), 0, Qt.AlignmentFlag.AlignTop)
        line.setAccessibleName(f"{title}: {_(state)}. {message} {mend}".strip())
        return line

    def _go_button(self, place: Place, *, main: bool) -> QPushButton:
        return action_button(
            self._translate(N_("Go where it is mended")),
            "arrow-right",
            lambda: self._context.go(*place),
            main=main,
        )

    def _place(self, answer: RouteAnswer, step: Step) -> Place | None:
        """Return where a link that does not simply hold is mended."""
        if step.fix is None or step.status is StepStatus.OK or step.name in ("level", "sender"):
            return None
        if step.name == "clearance" and answer.person is not None:
            return "endpoints", ("person", answer.person)
        return place_of(step.code, answer.uid, answer.endpoint, answer.environment)

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
        dialog = QFileDialog(self, _(N_("Print as PDF")), name, _(N_("PDF files (*.pdf)")))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.print_to(Path(path)))
        dialog.open()

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
        )

        def done(result: ReportResult) -> None:
            words = _(N_("The explanation is printed: {file}")).format(file=result.file)
            self._context.notify(
                Notice(
                    words,
                    "good",
                    button=_(N_("Open the file")),
                    act=lambda: open_in_system(result.file),
                    key="explain",
                )
            )

        title = _(N_("Printing the explanation"))
        self._context.long_work(
            title, lambda session: print_explanation(session, command), done, self
        )
