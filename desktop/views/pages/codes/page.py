"""Codes: the table of a scheme's codes with how far each is, plans of codes, locks and reserves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.problems import Problem
from desktop.domain.texts import N_
from desktop.services.browse_codes import CodeFilter, CodeLine
from desktop.services.office import Office, ReadOffice, read_office
from desktop.services.unit_page import ReadUnit, read_unit
from desktop.views.context import Context
from desktop.views.pages.codes.listing import CodeListing
from desktop.views.pages.codes.marks_form import LOCK, RELEASE, RESERVE, MarkForm
from desktop.views.pages.codes.plan_view import PlanView
from desktop.views.pages.day_note import DayNote
from desktop.views.pages.page import Page


class CodesPage(Page):
    """Everything about codes: see how far they are, mend, plan, set apart."""

    help_name = "11-ma-dinh-danh"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Codes")))
        self.listing = CodeListing(context)
        self._plan: PlanView | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.listing)
        words = N_(
            "Codes as on {date}: for looking only. How far they are on the systems and what is "
            "locked is always as of today."
        )
        self.body.addWidget(DayNote(context, _(words)))
        self.body.addWidget(self.stack, 1)
        self._make_actions()
        self.listing.opened.connect(lambda line: context.go("units", line.unit))
        self.listing.chosen.connect(self._allow)
        self.listing.released.connect(lambda value: self._mark(RELEASE, (value,)))
        self.listing.table.row_actions = self._row_actions
        self._allow()

    @property
    def plan(self) -> PlanView:
        """The view in which codes are planned, made when it is first needed."""
        if self._plan is None:
            self._plan = made = PlanView(self.context)
            self.stack.addWidget(made)
            made.left.connect(self.show_list)
            made.done.connect(self.show_list)
            back = QShortcut(QKeySequence("Esc"), made)
            back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            back.activated.connect(self.show_list)
        return self._plan

    def beforehand(self) -> Sequence[Callable[[], object]]:
        """Read the list."""
        return (self.read_if_stale,)

    def read(self) -> None:
        """Read the list and the counts."""
        if not self.context.editable and self.stack.currentWidget() is not self.listing:
            self.show_list()
        self._allow()
        self.listing.read()

    def show_what(self, what: object) -> None:
        """List what passes a `CodeFilter`, ("state", one on the system) or ("locked",); or begin
        ("plan",), ("plan", uid of a unit), ("lock",), ("reserve",), ("paste",)."""
        match what:
            case CodeFilter():
                self.show_list()
                self.listing.filter.show_under(what.under, what)
            case ("state", str() as state):
                self.show_what(CodeFilter(state=state))
            case ("locked",):
                self.show_what(CodeFilter(locked=True))
            case ("plan",) if self.plan_button.isEnabled():
                self._plan_chosen()
            case ("plan", str() as uid) if self.plan_button.isEnabled():
                self._plan_below(uid)
            case ("paste",) if self.paste_button.isEnabled():
                self._paste()
            case ("lock",) if self.mark_button.isEnabled():
                self._mark_chosen(LOCK)
            case ("reserve",) if self.mark_button.isEnabled():
                self._mark_chosen(RESERVE)

    def show_list(self) -> None:
        """Show the list again."""
        self.stack.setCurrentWidget(self.listing)
        self.listing.table.setFocus()
        self._allow()

    def open_form(self) -> tuple[tuple[str, ...], QWidget] | None:
        """Return the plan or the form over the page that is being filled in, if one is."""
        forms = [form for form in self.findChildren(MarkForm) if form.isVisible()]
        if forms:
            return forms[-1].place(), forms[-1]
        if self.stack.currentWidget() is not self.listing:
            return ("plan",), self.plan.form
        return None

    def reopen_form(self, place: tuple[str, ...], ready: Callable[[QWidget], None]) -> None:
        """Open the plan or the form again."""
        if not self.context.editable:
            return
        kind, *rest = place
        if kind == "mark":
            scheme, *values = rest
            form = MarkForm(self.context, scheme, values, self)
            form.open()
            ready(form)
            return
        self._begin(None, "")
        ready(self.plan.form)

    def _make_actions(self) -> None:
        _ = self.translate
        self.paste_button = self.add_action(
            _(N_("Paste list")),
            "clipboard-paste",
            self._paste,
            shortcut="Ctrl+V",
            hint=_(N_("Give codes by a list copied in a spreadsheet: units, and their new codes")),
        )
        self.mark_button = self.add_action(
            _(N_("Lock, reserve …")),
            "lock",
            self._mark_chosen,
            shortcut="Ctrl+E",
            hint=_(N_("Lock or release the chosen codes or those of a branch; reserve a code")),
        )
        self.plan_button = self.add_action(
            _(N_("Plan codes …")),
            "badge-check",
            self._plan_chosen,
            main=True,
            shortcut="Ctrl+N",
            hint=_(N_("Give the units below one their codes by a rule; what it does comes first")),
        )

    def _row_actions(self, rows: list[Any]) -> list[QAction]:
        _ = self.translate
        found: list[QAction] = []

        def add(words: str, act: Callable[[], None], keys: str = "") -> None:
            entry = QAction(_(words), self)
            entry.setShortcut(keys)
            entry.triggered.connect(lambda _on=False: act())
            found.append(entry)

        if len(rows) == 1:
            add(N_("Open the unit"), lambda: self.context.go("units", rows[0].unit), "Return")
        if rows and self.context.editable:
            if len(rows) == 1:
                add(N_("Mend the code"), self.listing.table.mend, "F2")
                add(N_("Plan codes below it"), self._plan_chosen)
            add(N_("Lock"), partial(self._mark_chosen, LOCK))
            add(N_("Release"), partial(self._mark_chosen, RELEASE))
        return found

    def _allow(self) -> None:
        """Let the actions be pressed where they can be done now."""
        listed = self.stack.currentWidget() is self.listing
        for button in (self.paste_button, self.mark_button, self.plan_button):
            button.setEnabled(self.context.editable and listed)

    def _begin(self, unit: str | None, name: str) -> None:
        self.stack.setCurrentWidget(self.plan)
        self.plan.begin(unit, name, self.listing.wanted.scheme)
        self._allow()

    def _plan_chosen(self) -> None:
        """Plan below the chosen row's unit, else below the branch that is listed."""
        rows = self.listing.table.chosen_rows()
        if len(rows) == 1:
            self._begin(rows[0].unit, f"{rows[0].name} ({rows[0].value})")
            return
        under = self.listing.filter.under
        self._begin(under.uid(), under.text() if under.uid() is not None else "")

    def _plan_below(self, uid: str) -> None:
        command = ReadUnit(uid)
        self.context.read(
            lambda session: read_unit(session, command).title,
            lambda title: self._begin(uid, title),
            self,
        )

    def _paste(self) -> None:
        """Plan by what was copied, below the branch that is listed or the root organ; the plan says
        what it does before anything is written."""
        text = QGuiApplication.clipboard().text()
        if not text or text.isspace():
            self.context.notify(self.context.notice_of(Problem("paste.empty")))
            return
        under = self.listing.filter.under
        if under.uid() is not None:
            self._begin(under.uid(), under.text())
            self.plan.take_pasted(text)
            return

        def begin(found: Office) -> None:
            self._begin(found.uid, found.name)
            self.plan.take_pasted(text)

        self.context.read(lambda session: read_office(session, ReadOffice()), begin, self)

    def _mark_chosen(self, deed: str = LOCK) -> None:
        if deed == RESERVE or not self.listing.chosen_count():
            self._mark(deed, ())
            return

        def done(lines: Sequence[CodeLine]) -> None:
            self._mark(deed, tuple(line.value for line in lines))

        self.context.read(self.listing.chosen_lines(), done, self)

    def _mark(self, deed: str, values: tuple[str, ...]) -> None:
        if self.context.editable:
            MarkForm(self.context, self.listing.wanted.scheme, values, self, deed).open()
