"""Endpoints and people, and why a document does not arrive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.routing import Cell
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import EndpointFilter
from desktop.services.find import Found
from desktop.views.context import Context
from desktop.views.pages.day_note import DayNote
from desktop.views.pages.endpoints.add_panel import AddPanel
from desktop.views.pages.endpoints.coverage_tab import CoverageTab
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.endpoints_tab import EndpointsTab
from desktop.views.pages.endpoints.explain_tab import ExplainTab
from desktop.views.pages.endpoints.people_tab import PeopleTab
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.endpoints.proofs_tab import ProofsTab
from desktop.views.pages.endpoints.rounds_tab import RoundsTab
from desktop.views.pages.endpoints.rules_tab import RulesTab
from desktop.views.pages.endpoints.tab import Tab
from desktop.views.pages.endpoints.use_tab import UseTab
from desktop.views.pages.page import Page
from desktop.views.pages.pasting import paste_action
from desktop.views.pages.pieces import Tabs

_LaterTab = PeopleTab | ExplainTab | RoundsTab | CoverageTab | RulesTab | UseTab | ProofsTab
# The tabs from left to right, each with the name of the page's property that makes it.
_TABS = (
    ("endpoints", N_("Endpoints")),
    ("people", N_("People")),
    ("explain", N_("Why does it not arrive?")),
    ("rounds", N_("Rounds of forms")),
    ("coverage", N_("Coverage")),
    ("proofs", N_("Test documents")),
    ("rules", N_("Receiving rules")),
    ("use", N_("Use")),
)
_NAMES = tuple(name for name, _words in _TABS)
# Nothing is added there by the page's own button.
_WITHOUT_ADDING = frozenset({"rounds", "coverage", "proofs", "rules", "use"})


class EndpointsPage(Page):
    """The tabs of `_TABS`; all but the first are made when needed."""

    help_name = "03-dau-moi"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Endpoints")))
        self.endpoints = EndpointsTab(context)
        self.tabs = Tabs(self.title.text())
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for place, (_name, words) in enumerate(_TABS):
            self.tabs.addTab(QWidget() if place else self.endpoints, _(words))
        words = N_(
            "Endpoints and people as on {date}: for looking only. Rounds of forms and test "
            "documents are always as of today."
        )
        self.body.addWidget(DayNote(context, _(words)))
        self.body.addWidget(self.tabs, 1)
        self.endpoints.asked.connect(self.show_what)
        self.new = self.add_action(
            _(N_("Add an endpoint")), "plus", self._add, main=True, shortcut="Ctrl+N"
        )
        self.paste_button = paste_action(self, "clerks")
        self.why = self.add_action(
            _(N_("Why does it not arrive?")),
            "route",
            self._ask_why,
            shortcut="Ctrl+E",
            hint=_(N_("Explain link by link why documents do not reach a unit")),
        )
        self._unread: set[str] = set()
        self.tabs.currentChanged.connect(lambda _index: self._name_actions())
        self.tabs.currentChanged.connect(lambda _index: self._read_tab())
        self._name_actions()

    @cached_property
    def people(self) -> PeopleTab:
        """The people."""
        tab = PeopleTab(self.context)
        tab.asked.connect(self.show_what)
        self._put_in("people", tab)
        return tab

    @cached_property
    def explain(self) -> ExplainTab:
        """The explanation."""
        tab = ExplainTab(self.context)
        self._put_in("explain", tab)
        return tab

    @cached_property
    def rounds(self) -> RoundsTab:
        """The rounds of forms."""
        tab = RoundsTab(self.context)
        self._put_in("rounds", tab)
        return tab

    @cached_property
    def coverage(self) -> CoverageTab:
        """The coverage."""
        tab = CoverageTab(self.context)
        self._put_in("coverage", tab)
        return tab

    @cached_property
    def proofs(self) -> ProofsTab:
        """The test documents."""
        tab = ProofsTab(self.context)
        tab.asked.connect(self.show_what)
        self._put_in("proofs", tab)
        return tab

    @cached_property
    def rules(self) -> RulesTab:
        """The receiving rules."""
        tab = RulesTab(self.context)
        self._put_in("rules", tab)
        return tab

    @cached_property
    def use(self) -> UseTab:
        """Who uses what is set up."""
        tab = UseTab(self.context)
        self._put_in("use", tab)
        return tab

    def _put_in(self, name: str, tab: _LaterTab) -> None:
        # The worker reads while the tab is laid out.
        tab.read()
        self._unread.discard(name)
        self.tabs.put_in(_NAMES.index(name), tab)

    def beforehand(self) -> Sequence[Callable[[], object]]:
        """Read the endpoints, and make and read the people."""
        return (self.read_if_stale, lambda: self.people)

    def read(self) -> None:
        """Read the tab that is seen; the others when they are."""
        for button in (self.new, self.paste_button):
            button.setEnabled(self.context.editable)
        self._unread = set(_NAMES)
        self._read_tab()

    def _read_tab(self) -> None:
        name = self._shown()
        tab: EndpointsTab | _LaterTab = getattr(self, name)
        if name in self._unread:
            self._unread.remove(name)
            tab.read()

    def _shown(self) -> str:
        return _NAMES[self.tabs.currentIndex()]

    def show_what(self, what: object) -> None:
        """Show ("endpoint", uid), ("person", uid), ("unit", uid): a unit's ways in, ("add", uid):
        the form of a new endpoint for a unit, ("explain", uid of a unit, level or None), ("page",
        uid): the unit's own page; a person found by the search, or an `EndpointFilter`. The first
        and third may name the field that gets the keyboard, "add" the new endpoint's network.
        With "explain", a `Cell` may stand for the level; where nothing may be changed, "add" shows
        the unit's ways in. ("new",), ("new", "person"), ("new", "rule"), ("people",), ("rounds",),
        ("coverage",), ("proofs",), ("rules",), ("use",) and ("why",) are the page's own commands;
        ("rules", uid, name) shows those asked for a unit, ("proofs", uid of a unit) asks for a
        round of test documents below it."""
        match what:
            case ("new",):
                self.tabs.setCurrentWidget(self.endpoints)
                self._add()
            case ("new", "person"):
                self.tabs.setCurrentWidget(self.people)
                self._add()
            case ("new", "rule"):
                self.tabs.setCurrentWidget(self.rules)
                self.rules.add()
            case ("people",):
                self.tabs.setCurrentWidget(self.people)
                self.people.listing.focus_words()
            case ("rules", str(uid), str(name)):
                self.tabs.setCurrentWidget(self.rules)
                self.rules.show_unit(uid, name)
            case ("proofs", str(uid)):
                self.tabs.setCurrentIndex(_NAMES.index("proofs"))
                self.proofs.plan(uid)
            case ("rounds" | "coverage" | "proofs" | "rules" | "use" as name,):
                self.tabs.setCurrentIndex(_NAMES.index(name))
            case ("why",):
                self._ask_why()
            case ("endpoint", str(uid)) | ("endpoint", str(uid), str()):
                self.tabs.setCurrentWidget(self.endpoints)
                self.endpoints.open_endpoint(uid, _field_of(what))
            case ("unit", str(uid)) | ("unit", str(uid), str()):
                self.tabs.setCurrentWidget(self.endpoints)
                self.endpoints.open_unit(uid, _field_of(what))
            case ("add", str(uid)):
                self.tabs.setCurrentWidget(self.endpoints)
                self.endpoints.add(uid)
            case ("add", str(uid), Environment() | None as environment):
                self.tabs.setCurrentWidget(self.endpoints)
                self.endpoints.add(uid, environment)
            case ("person", str(uid)) | Found(kind="person", uid=uid):
                self.tabs.setCurrentWidget(self.people)
                self.people.open_person(uid)
            case ("explain", str(uid), SecrecyLevel() | None as level):
                self.tabs.setCurrentWidget(self.explain)
                self.explain.ask(uid, level)
            case ("explain", str(uid), Cell() as cell):
                self.tabs.setCurrentWidget(self.explain)
                self.explain.ask(uid, cell=cell)
            case ("explain", str(uid)):
                self.tabs.setCurrentWidget(self.explain)
                self.explain.ask(uid)
            case ("page", str(uid)):
                self.context.go("units", uid)
            case EndpointFilter():
                self.tabs.setCurrentWidget(self.endpoints)
                self.endpoints.bar.set_value(what)

    def take_files(self, files: Sequence[Path]) -> bool:
        """Read results from files that are dropped on the test documents."""
        if self._shown() != "proofs" or not self.proofs.read_button.isEnabled():
            return False
        self.proofs.read_paths(files)
        return True

    def open_form(self) -> tuple[tuple[str, ...], QWidget] | None:
        """Return what is being filled in: a new endpoint or person, or changes of one."""
        tab: Tab
        match self._shown():
            case "endpoints":
                tab = self.endpoints
            case "people":
                tab = self.people
            case _:
                return None
        form = tab.listing.side.content()
        match form:
            case AddPanel():
                return ("add",), form
            case EndpointPanel() if form.is_changed():
                return ("endpoint", form.uid), form
            case PersonPanel() if form.is_changed():
                return (("person", form.uid) if form.uid else ("new", "person")), form
        return None

    def reopen_form(self, place: tuple[str, ...], ready: Callable[[QWidget], None]) -> None:
        """Open what was being filled in again."""
        if not self.context.editable:
            return
        tab: Tab = self.people if "person" in place else self.endpoints
        tab.shown.connect(ready, Qt.ConnectionType.SingleShotConnection)
        self.show_what(("new",) if place == ("add",) else place)

    def _add(self) -> None:
        if not self.context.editable:
            return
        if self._shown() == "people":
            self.people.add()
        else:
            self.tabs.setCurrentWidget(self.endpoints)
            self.endpoints.add()

    def _ask_why(self) -> None:
        line = self.endpoints.chosen_line()
        was_at_endpoints = self.tabs.currentWidget() is self.endpoints
        self.tabs.setCurrentWidget(self.explain)
        if line is not None and was_at_endpoints:
            self.explain.ask(line.unit)
        else:
            self.explain.unit.setFocus()

    def _name_actions(self) -> None:
        at_people = self._shown() == "people"
        words = N_("Add a person") if at_people else N_("Add an endpoint")
        shown = self.translate(words)
        self.new.setText(shown)
        self.new.setAccessibleName(shown)
        self.new.setToolTip(f"{shown} (Ctrl+N)")
        self.new.setVisible(self._shown() not in _WITHOUT_ADDING)
        self.paste_button.setVisible(self._shown() == "endpoints")
        self.why.setVisible(self._shown() != "explain")


def _field_of(what: Sequence[object]) -> str:
    return str(what[2]) if len(what) > 2 else ""
