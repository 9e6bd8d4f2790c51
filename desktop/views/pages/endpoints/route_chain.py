"""The chain of a route on the screen: each link with how it does, its mend, and where to go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.route_steps import SIGNS, STEP_LABELS, Step, StepStatus
from desktop.domain.texts import N_, with_dates
from desktop.services.explanation import side_heading
from desktop.services.routing import RouteAnswer
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.mending import Place, place_of
from desktop.views.pages.page import Empty, action_button
from desktop.views.pages.pieces import clear, label, sign
from desktop.views.tables.model import shown_text

_LOOKS = {
    StepStatus.OK: ("circle-check", "good"),
    StepStatus.WARNING: ("triangle-alert", "warning"),
    StepStatus.FAILED: ("circle-x", "error"),
    StepStatus.EXEMPT: ("arrow-right", "focus"),
}


class RouteChain(QScrollArea):
    """The links of the unit asked about, and below them those of who sends where one is named."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        self.links = QVBoxLayout()
        self.links.setSpacing(0)
        self.links.setContentsMargins(0, 0, Space.NORMAL, 0)
        holder = QWidget()
        holder.setObjectName("ground")
        holder.setLayout(self.links)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_nothing(self) -> None:
        """Say what will be here once a unit is chosen."""
        _ = self._translate
        clear(self.links)
        words = N_(
            "Choose a unit above: every link from its code to the person who takes the document, "
            "or sends it, is looked at, and the first that fails is named with its mend."
        )
        self.links.addWidget(Empty("route", _(N_("Why does it not arrive?")), _(words)))
        self.links.addStretch(1)

    def show_answer(self, answer: RouteAnswer) -> None:
        """Show the links of an answer, the first that fails in sight."""
        _ = self._translate
        clear(self.links)
        place = partial(self._place, (answer.uid, answer.unit), answer)
        failed = self._add_chain(answer.steps, place)
        side = answer.sending
        if side is not None:
            self.links.addSpacing(Space.WIDE)
            self.links.addWidget(label(shown_text(side_heading(side).render(_)), "heading"))
            place = partial(self._place, (side.uid, side.unit), answer)
            in_sending = self._add_chain(side.steps, place)
            failed = failed or in_sending
        if failed is not None:
            # Only once it has its place can it be scrolled to.
            QTimer.singleShot(0, failed, lambda: self.ensureWidgetVisible(failed))
        self.links.addStretch(1)

    def _add_chain(
        self, steps: Sequence[Step], place: Callable[[Step], Place | None]
    ) -> QWidget | None:
        """Show links one below the other; return the first that fails."""
        failed = None
        first = next((step for step in steps if step.status is StepStatus.FAILED), None)
        for number, step in enumerate(steps, start=1):
            line = self._link(number, step, place(step), first=step is first)
            self.links.addWidget(line)
            if step is first:
                failed = line
        return failed

    def _link(self, number: int, step: Step, place: Place | None, *, first: bool) -> QWidget:
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
        cause = step.cause.render(_) if step.cause is not None else ""
        if cause:
            words.addWidget(label(shown_text(cause), "quiet"))
        mend = with_dates(step.fix).render(_) if step.fix is not None else ""
        if mend:
            words.addWidget(label(shown_text(f"→ {mend}"), "quiet"))
        words.addStretch(1)
        row.addLayout(words, 1)
        if place is not None:
            row.addWidget(self._go_button(place, main=first), 0, Qt.AlignmentFlag.AlignTop)
        line.setAccessibleName(f"{title}: {_(state)}. {message} {cause} {mend}".strip())
        return line

    def _go_button(self, place: Place, *, main: bool) -> QPushButton:
        return action_button(
            self._translate(N_("Go where it is mended")),
            "arrow-right",
            lambda: self._context.go(*place),
            main=main,
        )

    def _place(self, whose: tuple[str, str], answer: RouteAnswer, step: Step) -> Place | None:
        """Return where a link of a unit's side that does not simply hold is mended."""
        if step.fix is None or step.status is StepStatus.OK or step.name == "level":
            return None
        unit, name = whose
        if step.name == "rule":
            return "endpoints", ("rules", unit, name)
        if unit != answer.uid:
            return place_of(step.code, unit, None, answer.environment)
        if step.name == "clearance" and answer.person is not None:
            return "endpoints", ("person", answer.person)
        return place_of(step.code, unit, answer.endpoint, answer.environment)
