"""Planning a reorganisation: a draft, its conflicts and questions, what it does, applying it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.reorganisation import EventKind
from desktop.domain.texts import N_
from desktop.services.reorganising.by_hand import ArrangeUnits, rows_by_hand
from desktop.services.reorganising.command import Reorganised
from desktop.services.reorganising.plan_draft import (
    PlanDraft,
    ReadKeptPlan,
    ReadStanding,
    is_standing,
    keep_plan,
    kept_plan,
)
from desktop.services.reorganising.plan_table import Cells
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.pages.page import Page
from desktop.views.pages.papers.request import PlanRequest
from desktop.views.pages.pieces import Tabs
from desktop.views.pages.reorganising.beginnings import Beginnings, may_be_list
from desktop.views.pages.reorganising.by_hand import Arrange, ByHandForm
from desktop.views.pages.reorganising.drafting import Drafting
from desktop.views.pages.reorganising.foot import Foot, applied_words, why_not
from desktop.views.pages.reorganising.old_to_new import OldToNewTab
from desktop.views.pages.reorganising.plan_tab import PlanTab
from desktop.views.pages.reorganising.questions import QuestionsTab
from desktop.views.pages.reorganising.start import StartPanel
from desktop.views.pages.reorganising.trees import TreesTab
from desktop.views.pages.reorganising.working import PlanWork
from desktop.views.words import count


class ReorganisingPage(Page):
    """One draft at a time; its tabs are `tabs`, of which the first holds the draft itself."""

    help_name = "12-sap-xep-to-chuc"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Reorganisation")))
        self._drafting = Drafting()
        self._loaded = False
        # What is to be done once the kept draft is here.
        self._waiting: list[Callable[[], None]] = []
        self._result: Reorganised | None = None
        self._refused = False
        self._applied: int | None = None
        self._work = PlanWork(context, self)
        # What a reading has stopped is asked for again where it fails.
        self._beginnings = Beginnings(
            context,
            self,
            lambda title, work, done: self._work.read_in(title, work, done, self._ask),
        )
        # Tabs that show what an earlier draft did; they are filled when they are seen.
        self._unfilled: set[QWidget] = set()
        self.form: ByHandForm | None = None
        self.start = StartPanel(_, self._beginnings.begin)
        self.plan = PlanTab(context)
        self.questions = QuestionsTab(context)
        self.trees = TreesTab(context)
        self.old_to_new = OldToNewTab(context)
        self.foot = Foot(_)
        self._make_actions()
        self._lay_out()
        self._connect()
        self._show_state()

    def read(self) -> None:
        """Read the kept draft once; then work the plan out by the registers as they are now."""
        if not self._loaded:
            self.context.read(lambda session: kept_plan(session, ReadKeptPlan()), self._load, self)
            return
        if self._applied is None:
            self._ask()
            return
        command = ReadStanding(self._applied)

        def done(stands: bool) -> None:
            if not stands and self._applied == command.run:
                self._applied = None
                self._changed()

        self.context.read(lambda session: is_standing(session, command), done, self)

    def show_what(self, what: object) -> None:
        """Take units to be arranged (`Arrange`), files to be opened, ("open",), ("paste",),
        ("hand",), ("reform",), ("changes",)."""
        match what:
            case Arrange():
                self._when_loaded(lambda: self._arrange(what))
            case Path():
                self._when_loaded(lambda: self._beginnings.open_file(what))
            case (("open" | "paste" | "hand" | "reform" | "changes") as way,):
                self._when_loaded(lambda: self._beginnings.begin(way))

    def take_files(self, files: Sequence[Path]) -> bool:
        """Open a list that is dropped here, a single one."""
        if not may_be_list(files):
            return False
        self.show_what(files[0])
        return True

    def keeping(self) -> Callable[[Session], None] | None:
        """Keep the draft; one that was applied or begun anew is kept no more."""
        if not self._loaded or self.context.read_only:
            return None
        self.plan.table.finish_cell()
        draft = self._drafting.draft if self._applied is None else None
        return lambda session: keep_plan(session, draft)

    def open_form(self) -> tuple[tuple[str, ...], QWidget] | None:
        """Return the form for chosen units, if it is open."""
        if self.form is None:
            return None
        arrange = self.form.arrange
        return (arrange.kind.value, *arrange.units), self.form

    def reopen_form(self, place: tuple[str, ...], ready: Callable[[QWidget], None]) -> None:
        """Open the form for chosen units again."""
        kind, *units = place

        def begin() -> None:
            self._arrange(Arrange(EventKind(kind), tuple(units)))
            if self.form is not None:
                ready(self.form)

        self._when_loaded(begin)

    def draft(self) -> PlanDraft | None:
        """Return the draft as it is now."""
        return self._drafting.draft

    def result(self) -> Reorganised | None:
        """Return what the plan does, None until that has been worked out."""
        return self._result

    def is_idle(self) -> bool:
        """Say whether nothing is being read, worked out or written, or is about to be."""
        return self._loaded and not self._waiting and self._work.is_idle()

    def _make_actions(self) -> None:
        _ = self.translate
        self.open_button = self.add_action(
            _(N_("Open a list …")), "folder-open", self._beginnings.choose_file, shortcut="Ctrl+O"
        )
        self.paste_button = self.add_action(
            _(N_("Paste")),
            "clipboard-paste",
            self._beginnings.paste,
            shortcut="Ctrl+V",
            hint=_(N_("Paste rows copied in a spreadsheet at the end of the plan")),
        )
        self.paper_button = self.add_action(
            _(N_("Paper …")),
            "printer",
            self._show_paper,
            shortcut="Ctrl+P",
            hint=_(N_("See the plan on paper, with its questions and signatures, and print it")),
        )
        self.anew_button = self.add_action(
            _(N_("Start anew")),
            "x",
            self._start_anew,
            hint=_(N_("Let this draft go, and begin another one")),
        )

    def _lay_out(self) -> None:
        _ = self.translate
        self._first = QStackedWidget()
        self._first.addWidget(self.start)
        self._first.addWidget(self.plan)
        self.tabs = Tabs(self.title.text())
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._first, _(N_("Plan")))
        self.tabs.addTab(self.questions, _(N_("Questions")))
        self.tabs.addTab(self.trees, _(N_("Before and after")))
        self.tabs.addTab(self.old_to_new, _(N_("Old → new")))
        self._of_plan: tuple[QWidget, ...] = (
            self._first,
            self.questions,
            self.trees,
            self.old_to_new,
        )
        self._whole = QStackedWidget()
        shown = QWidget()
        box = QVBoxLayout(shown)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NORMAL)
        box.addWidget(self.tabs, 1)
        box.addWidget(self.foot)
        self._whole.addWidget(shown)
        self.body.addWidget(self._whole, 1)

    def _connect(self) -> None:
        self._beginnings.on_draft = self._put
        self._beginnings.on_rows = self._take_rows
        self._beginnings.on_row = lambda: self._add_row(-1)
        self._work.on_result = self._show_result
        self._work.on_refused = self._show_refused
        self.plan.model.on_written = self._write
        self.plan.on_named = self._name
        self.plan.on_scheme = self._choose_scheme
        self.plan.on_add = self._add_row
        self.plan.on_remove = self._remove_rows
        self.plan.on_take_back = self._take_back
        self.plan.on_question = lambda _problem: self.tabs.setCurrentWidget(self.questions)
        self.questions.on_answered = self._answer
        self.tabs.currentChanged.connect(lambda _index: self._show_tab())
        self.foot.applied.connect(self._apply)
        self.foot.undone.connect(self._undo)

    def _load(self, kept: PlanDraft | None) -> None:
        if self._loaded:
            return
        self._loaded = True
        self._drafting.draft = kept
        self.context.settled.emit("kept plan")
        waiting, self._waiting = self._waiting, []
        self._changed()
        for act in waiting:
            act()

    def _when_loaded(self, act: Callable[[], None]) -> None:
        if self._loaded:
            act()
            return
        self._waiting.append(act)
        self.read()

    def _put(self, draft: PlanDraft | None) -> None:
        """Take another draft in the place of the present one."""
        if self._applied is not None:
            self._drafting = Drafting()
            self._applied = None
        self._drafting.put(draft)
        self._result = None
        self.tabs.setCurrentWidget(self._first)
        self._changed()

    def _start_anew(self) -> None:
        written = self._applied is not None
        self._put(None)
        self.start.buttons["open"].setFocus()
        if not written:
            words = self.translate(N_("The draft was let go."))
            button = self.translate(N_("Take it back"))
            self.context.notify(
                Notice(words, button=button, act=self._take_back, key="plan", topic="plan")
            )

    def _add_row(self, after: int) -> None:
        place = self._drafting.add_empty(after, self.translate(N_("Plan by hand")))
        self._changed()
        self.tabs.setCurrentWidget(self._first)
        self.plan.write_first(place)

    def _take_rows(self, draft: PlanDraft) -> None:
        """Add a draft's rows to the present one, or take it where there is none."""
        if self._drafting.draft is None or self._applied is not None:
            self._put(draft)
        else:
            self._add_rows(draft.rows)

    def _add_rows(self, rows: Sequence[Cells]) -> None:
        place = self._drafting.add(rows, self.translate(N_("Plan by hand")))
        self._changed()
        self.tabs.setCurrentWidget(self._first)
        self.plan.write_first(place)

    def _remove_rows(self, places: Sequence[int]) -> None:
        self._drafting.remove(places)
        self._changed()

    def _write(self, place: int, column: int, text: str) -> None:
        self._drafting.write(place, column, text)
        self._changed()

    def _name(self, title: str, basis: str) -> None:
        draft = self._drafting.draft
        if draft is not None and (draft.title, draft.basis) != (title, basis):
            again = draft.basis != basis
            self._drafting.name(title, basis)
            if again:
                self._changed()

    def _choose_scheme(self, scheme: str) -> None:
        self._drafting.choose_scheme(scheme)
        self._changed()

    def _answer(self, answers: Mapping[str, str]) -> None:
        self._drafting.answer(answers)
        self._changed()

    def _take_back(self) -> None:
        self._drafting.take_back()
        self.context.settled.emit("plan")
        self._changed()

    def _arrange(self, arrange: Arrange) -> None:
        """Open the form for chosen units over the tabs."""
        if self._applied is not None:
            self._put(None)
        self._close_form()
        self.form = ByHandForm(self.context, arrange)
        self.form.said.connect(self._add_arranged)
        self.form.left.connect(self._close_form)
        self._whole.addWidget(self.form)
        self._whole.setCurrentWidget(self.form)
        self._show_state()

    def _add_arranged(self, command: ArrangeUnits) -> None:
        def done(rows: tuple[Cells, ...]) -> None:
            self._close_form()
            self._add_rows(rows)

        self.context.read(lambda session: rows_by_hand(session, command), done, self)

    def _close_form(self) -> None:
        if self.form is not None:
            self._whole.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._show_state()

    def _changed(self) -> None:
        """Show the draft as it is, and ask what it does."""
        draft = self._drafting.draft
        if draft is None:
            self._result, self._refused = None, False
            self._work.stop()
        else:
            self.plan.show_draft(draft, can_take_back=self._drafting.can_take_back)
        self._ask()

    def _ask(self) -> None:
        """Let the plan be worked out after a pause; what is under way is no longer wanted."""
        if self._drafting.draft is not None and self._applied is None:
            self._work.ask(self._drafting.draft)
        self._show_state()

    def _show_refused(self, failure: Failure) -> None:
        self._result, self._refused = None, True
        self.plan.show_refused(failure.problems)
        self._show_state()

    def _show_result(self, result: Reorganised) -> None:
        self._result, self._refused = result, False
        self.plan.show_result(result)
        self.questions.show_questions(result.questions)
        self._unfilled = {self.trees, self.old_to_new}
        self._show_state()

    def _show_paper(self) -> None:
        draft, result = self._drafting.draft, self._result
        if draft is not None and result is not None:
            self.context.go("papers", PlanRequest(draft.title, result))

    def _apply(self) -> None:
        draft = self._drafting.draft
        if draft is None or self._why_not():
            return

        def done(result: Reorganised) -> None:
            self._show_result(result)
            if result.run is None:
                words = N_("The registers have changed since: look at the plan again.")
                self.context.notify(Notice(self.translate(words), "warning", key="plan"))
                return
            self._applied = result.run
            self._show_state()
            message = applied_words(result, self.translate)
            button = self.translate(N_("Undo"))
            self.context.notify(Notice(message, "good", button=button, act=self._undo, key="plan"))
            self.context.changed.emit()

        self._work.apply(draft, done, self._show_state)
        self._show_state()

    def _undo(self) -> None:
        run = self._applied
        if run is None:
            return
        words = self.translate(N_("Undone: run {runs}.")).format(runs=run)
        self.context.change(
            lambda session: undo(session, Undo(run)),
            self,
            lambda _: self.context.notify(Notice(words, "good", key="undo")),
            title=self.translate(N_("Taking back a run")),
        )

    def _show_state(self) -> None:
        """Show what can be seen and done now."""
        draft, result = self._drafting.draft, self._result
        there = draft is not None
        self._first.setCurrentWidget(self.plan if there else self.start)
        for tab in self._of_plan[1:]:
            self.tabs.setTabVisible(self.tabs.indexOf(tab), there and result is not None)
        place = self.tabs.indexOf(self.questions)
        asked = self.questions.open_count() if result is not None else 0
        words = self.translate(N_("Questions"))
        self.tabs.setTabText(place, f"{words} ({count(asked)})" if asked else words)
        if self.form is None:
            self._whole.setCurrentIndex(0)
        formed = self.form is not None
        self.open_button.setEnabled(not self._work.is_applying and not formed)
        self.paste_button.setEnabled(not self._work.is_applying and not formed)
        self.paper_button.setEnabled(result is not None)
        self.anew_button.setVisible(there)
        self.anew_button.setEnabled(not self._work.is_applying and not formed)
        frozen = self._work.is_applying or self._applied is not None
        self.plan.freeze(frozen=frozen)
        self.questions.freeze(frozen=frozen)
        self.foot.show_reason(self._why_not(), written=self._applied is not None)
        self._show_tab()

    def _show_tab(self) -> None:
        """Fill the tab that is seen, and show the foot below those of the plan."""
        tab = self.tabs.currentWidget()
        if isinstance(tab, TreesTab | OldToNewTab) and tab in self._unfilled and self._result:
            self._unfilled.remove(tab)
            tab.show_result(self._result)
        of_plan = self.tabs.currentWidget() in self._of_plan
        self.foot.setVisible(of_plan and self._drafting.draft is not None)

    def _why_not(self) -> str:
        """Say why the plan cannot be applied now; nothing where it can."""
        _ = self.translate
        result = self._result
        if self._drafting.draft is None:
            return ""
        if self._applied is not None:
            words = _(N_("Written as run {run}. Begin another plan with “Start anew”."))
            return words.format(run=self._applied)
        if self.context.read_only:
            return _(N_("The vault is open to read only: a plan can be looked at, not applied."))
        if self._refused:
            return _(N_("The plan cannot be worked out: see what stands in the way."))
        if result is None or not self.is_idle():
            return _(N_("The plan is being worked out."))
        return why_not(result, self.questions.open_count(), _)
