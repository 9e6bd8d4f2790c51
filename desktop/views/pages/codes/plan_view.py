"""Planning codes in the window: what is asked, what it would do, what is odd, then one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from desktop.domain.problems import Failure
from desktop.domain.texts import N_, Translate
from desktop.services.code_planning.command import Oddities, PlanCodes, PlannedCodes
from desktop.services.code_planning.planning import plan_codes
from desktop.services.session import Session
from desktop.views import mends
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.codes.plan_form import PlanForm
from desktop.views.pages.codes.plan_table import PlanRow, PlanTable, rows_of
from desktop.views.pages.page import action_button
from desktop.views.pages.pieces import Column, ShortList, label
from desktop.views.tables.model import shown_text, shown_tip
from desktop.views.words import count

# A pause after the last key before the plan is worked out anew.
_PAUSE_MS = 150
# Working out a province takes no time; a country's codes take seconds, and can be stopped.
_QUIET_MS = 700
# More of what is odd is not read at once.
_ODD_SHOWN = 200
_WHY = {
    "number": N_("the same number, written in two ways"),
    "sign": N_("signs that are taken for each other"),
    "letter": N_("one character apart"),
}


class PlanView(QWidget):
    """`left` is emitted when nothing is to be planned, `done` when the plan was written."""

    left = Signal()
    done = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = _ = context.translate
        self._job: Job | None = None
        # The plan that is shown, as it was asked for; another one is asked for by a later turn.
        self._seen: PlanCodes | None = None
        self._turn = 0
        self._writing = False
        self.form = PlanForm(context)
        self.form.changed.connect(self._wait)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.table = PlanTable(context)
        self._row_words = label("", "quiet")
        self.table.chosen.connect(self._tell_row)
        self._odd_words = label(_(N_("What is odd about these codes")), "heading")
        self.odd = ShortList(4)
        self.odd.setAccessibleName(_(N_("What is odd about these codes")))
        self._reasons = label("", "quiet")
        self._lay_out()
        self._tell_row([])

    def begin(self, unit: str | None, name: str, scheme: str) -> None:
        """Begin a plan below a unit, for codes of a scheme."""
        self._seen = None
        self.table.show_rows(())
        self._show_odd(())
        self.form.begin(unit, name, scheme)
        self.form.keyboard_first()

    def take_pasted(self, text: str) -> None:
        """Plan by a list that was copied."""
        self.form.take_pasted(text)

    def take_file(self, file: Path) -> None:
        """Plan by the list in a file."""
        self.form.take_file(file)

    def reasons(self) -> str:
        """Return what is said beside the button: what would be done, or why it cannot be."""
        return self._reasons.text()

    def _lay_out(self) -> None:
        _ = self._translate
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(Space.NEAR, 0, 0, 0)
        column.setSpacing(Space.NEAR)
        column.addWidget(self.table, 1)
        column.addWidget(self._row_words)
        column.addWidget(self._odd_words)
        column.addWidget(self.odd)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(Space.NEAR)
        split.setChildrenCollapsible(False)
        asked = Column(self.form)
        asked.setAccessibleName(_(N_("Plan codes")))
        split.addWidget(asked)
        split.addWidget(right)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([self.fontMetrics().averageCharWidth() * 44, 800])
        cancel = action_button(_(N_("Cancel")), "x", self.left.emit, hint=_(N_("Cancel (Esc)")))
        self.save = action_button(
            _(N_("Give the codes")), "save", self._save, main=True, shortcut="Ctrl+Return"
        )
        foot = QHBoxLayout()
        foot.setSpacing(Space.NEAR)
        foot.addWidget(self._reasons, 1)
        foot.addWidget(cancel)
        foot.addWidget(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NORMAL)
        box.addWidget(label(_(N_("Plan codes")), "heading"))
        box.addWidget(split, 1)
        box.addLayout(foot)

    def _wait(self) -> None:
        self._turn += 1
        self._seen = None
        self.save.setEnabled(False)
        self._pause.start()

    def _look(self) -> None:
        """Ask what the plan would do as it is filled in now."""
        if self._job is not None:
            self._job.cancel()
        self._turn += 1
        turn, command = self._turn, self.form.command()
        if command is None:
            self.table.show_rows(())
            self._show_odd(())
            self._say(self.form.missing(), "quiet")
            return
        translate = self._translate
        self._say(translate(N_("Working out the codes")), "quiet")

        def work(session: Session) -> tuple[PlannedCodes, list[PlanRow]]:
            found = plan_codes(session, command)
            return found, rows_of(found, translate)

        def take(found: tuple[PlannedCodes, list[PlanRow]]) -> None:
            if turn == self._turn:
                self._take(command, *found)

        def failed(failure: Failure) -> None:
            if turn == self._turn:
                self._fail(failure)

        self._job = self._context.long_work(
            translate(N_("Working out the codes")), work, take, self, failed, quiet_ms=_QUIET_MS
        )

    def _fail(self, failure: Failure) -> None:
        problem = failure.problems[0]
        self.table.show_rows(())
        self._show_odd(())
        self._say(mends.both(problem, self._translate), "error")

    def _take(self, command: PlanCodes, plan: PlannedCodes, rows: list[PlanRow]) -> None:
        self._seen = command
        self.table.show_rows(rows)
        self._show_odd(tuple(oddities(plan.oddities, self._translate)))
        self._allow(plan)

    def _allow(self, plan: PlannedCodes) -> None:
        """Let the plan be written, or say why it cannot be."""
        _ = self._translate
        self.save.setEnabled(not plan.problems and plan.changing > 0 and not self._writing)
        words = _(N_("{changing} of {count} units get another code.")).format(
            changing=count(plan.changing), count=count(len(plan.effects))
        )
        if plan.problems:
            refused = _(N_("Nothing can be written while {count} problems stand in the way."))
            self._say(refused.format(count=count(len(plan.problems))), "error")
        elif not plan.changing:
            self._say(_(N_("All codes are so already: nothing is to be written.")), "quiet")
        else:
            self._say(words, "quiet")

    def _say(self, words: str, role: str) -> None:
        self._reasons.setText(shown_text(words))
        self._reasons.setProperty("role", role)
        self._reasons.style().polish(self._reasons)
        self.save.setToolTip(shown_tip(f"{words} (Ctrl+Return)".strip()))
        self.save.setAccessibleDescription(words)

    def _tell_row(self, rows: list[PlanRow]) -> None:
        """Say in full what becomes of the row that is chosen: a column may be too narrow for it."""
        words = shown_text(f"{rows[0].title}: {rows[0].words}") if len(rows) == 1 else ""
        self._row_words.setText(words)
        self._row_words.setVisible(bool(words))

    def _show_odd(self, lines: tuple[str, ...]) -> None:
        self.odd.clear()
        for words in lines[:_ODD_SHOWN]:
            item = QListWidgetItem(shown_text(words))
            item.setToolTip(shown_tip(words))
            self.odd.addItem(item)
        if len(lines) > _ODD_SHOWN:
            more = self._translate(N_("… and {count} more"))
            self.odd.addItem(more.format(count=count(len(lines) - _ODD_SHOWN)))
        for widget in (self._odd_words, self.odd):
            widget.setVisible(bool(lines))

    def _save(self) -> None:
        if self._seen is None or not self.save.isEnabled():
            return
        # The basis makes no other plan, and may have been typed since.
        basis = self.form.basis.text().strip() or None
        wanted = replace(self._seen, basis=basis, apply=True)
        self.save.setEnabled(False)
        self._writing = True

        def ended(result: PlannedCodes) -> None:
            self._writing = False
            if result.run is None:
                # Something has come between since it was shown.
                self._look()
                return
            words = self._translate(N_("{count} units got another code. “Undo” takes it back."))
            self._context.notify(
                Notice(words.format(count=count(result.changing)), "good", key="codes")
            )
            self._context.changed.emit()
            self.done.emit()

        def failed(failure: Failure) -> None:
            self._writing = False
            self._context.show_failure(failure)
            self._look()

        title = self._translate(N_("Giving the codes"))
        self._context.long_work(
            title, lambda session: plan_codes(session, wanted), ended, self, failed
        )


def oddities(found: Oddities, translate: Translate) -> Iterator[str]:
    """Say what is odd about a set of codes, line by line."""
    for near in found.near:
        words = translate(N_("Look alike: {one} and {other} ({why})"))
        yield words.format(one=near.one, other=near.other, why=translate(_WHY[near.why]))
    for parent, numbers in found.gaps.items():
        words = translate(N_("Left out below {parent}: {numbers}"))
        yield words.format(parent=parent, numbers=numbers)
    for values, told in (
        (found.reserved, N_("Reserved: {value} ({note})")),
        (found.locked, N_("Locked: {value} ({note})")),
    ):
        for value, note in values.items():
            yield translate(told).format(value=value, note=note or "—")
