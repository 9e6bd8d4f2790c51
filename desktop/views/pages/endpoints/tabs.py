"""The tables of endpoints and of people, each with the panel of what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import (
    STATES,
    BrowseEndpoints,
    BrowsePeople,
    EndpointCard,
    EndpointFilter,
    EndpointLine,
    EndpointList,
    PersonCard,
    PersonList,
    ReadOne,
    UnitWays,
    read_endpoint,
    read_person,
    read_unit_ways,
    role_label,
)
from desktop.services.session import Session
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.pages.endpoints.add_panel import AddPanel, ChosenUids, ManyPanel
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.filters import EndpointBar, PersonBar
from desktop.views.pages.endpoints.listing import Listing
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.endpoints.unit_panel import UnitPanel
from desktop.views.tables.columns import Column
from desktop.views.tables.model import Fetch, Slice
from desktop.views.words import count, day

_STATE_ROLES = {"active": "good", "suspended": "warning", "closed": "quiet", "planned": "quiet"}
_STATE_ICONS = {
    "active": "circle-check",
    "suspended": "triangle-alert",
    "closed": "circle-x",
    "planned": "hourglass",
}


class _Tab(QWidget):
    """A listing with what its panel shows, read anew after changes. `asked`: see the page."""

    asked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        self.listing: Listing
        # What reads the panel's content anew; None where it needs no reading.
        self._again: Callable[[], None] | None = None
        self._job: Job | None = None

    def _lay_out(self, listing: Listing) -> None:
        self.listing = listing
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(listing)
        listing.side.closed.connect(self._forget)

    def read(self) -> None:
        """Read the list and the panel anew."""
        self.listing.refresh()
        if self._again is not None and self.listing.side.isVisible():
            self._again()

    def _forget(self) -> None:
        self._again = None

    def _read_panel(self, work: Callable[[Session], Any], done: Callable[[Any], None]) -> None:
        if self._job is not None:
            self._job.cancel()

        def again() -> None:
            self._job = self._context.read(work, done, self, self._fail)

        self._again = again
        again()

    def _fail(self, failure: Failure) -> None:
        if any(problem.code == "work.cancelled" for problem in failure.problems):
            # Another was asked for meanwhile.
            return
        # What was shown is there no more: undone, or ended on this day.
        self.listing.close_side()
        self._context.show_failure(failure)

    def _show(self, title: str, panel: QWidget) -> None:
        self.listing.side.show_content(title, panel)


class EndpointsTab(_Tab):
    """The endpoints."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        _ = context.translate
        self._list = EndpointList(BrowseEndpoints())
        nothing = (
            _(N_("No endpoint passes this filter")),
            _(N_("Change the words or the choices above, or show all again.")),
        )
        self.bar = EndpointBar(context)
        self._lay_out(
            Listing(
                context,
                self.bar,
                self._columns(),
                self._make_fetch,
                nothing,
                N_("{count} endpoints"),
            )
        )
        self.listing.table.setAccessibleName(_(N_("Endpoints")))
        self.listing.table.row_actions = self._row_actions
        self.listing.chosen.connect(self._take_choice)
        self.listing.opened.connect(lambda line: self.open_endpoint(line.uid))

    def open_endpoint(self, uid: str) -> None:
        """Show one endpoint in the panel."""
        command = ReadOne(uid, self._context.as_of)

        def done(card: EndpointCard) -> None:
            panel = EndpointPanel(self._context, card)
            panel.asked.connect(self.asked)
            self._show(role_label(card.line.role), panel)

        self._read_panel(lambda session: read_endpoint(session, command), done)

    def open_unit(self, uid: str) -> None:
        """List a unit's endpoints, and show its ways in."""
        self.bar.set_value(EndpointFilter(unit=uid))
        command = ReadOne(uid, self._context.as_of)

        def done(ways: UnitWays) -> None:
            panel = UnitPanel(self._context, ways)
            panel.asked.connect(self.asked)
            self._show(ways.name, panel)

        self._read_panel(lambda session: read_unit_ways(session, command), done)

    def add(self, unit: str | None = None) -> None:
        """Show the form of a new endpoint, of a unit where one is named."""
        if unit is None:
            unit = self.bar.under.uid()
        elif self.bar.under.uid() != unit:
            self.bar.set_value(EndpointFilter(unit=unit))
        self._again = None
        panel = AddPanel(self._context, unit)
        panel.asked.connect(self.asked)
        self._show(self._translate(N_("New endpoint")), panel)
        (panel.role if unit else panel.unit).setFocus()

    def chosen_line(self) -> EndpointLine | None:
        """Return the one chosen row, if it is one and here."""
        rows = self.listing.table.chosen_rows()
        return rows[0] if len(rows) == 1 else None

    def _take_choice(self, number: int) -> None:
        if number == 1:
            line = self.chosen_line()
            if line is not None:
                self.open_endpoint(line.uid)
        elif number > 1:
            self._again = None
            panel = ManyPanel(self._context, number, self._chosen_uids())
            title = self._translate(N_("{count} endpoints chosen")).format(count=count(number))
            self._show(title, panel)

    def _chosen_uids(self) -> ChosenUids:
        numbers = self.listing.chosen_numbers()
        rows = [self.listing.model.row(number) for number in numbers]
        here = tuple(row.uid for row in rows if row is not None)
        if len(here) == len(numbers):
            return lambda _session: here
        listed = self._list

        def work(session: Session) -> tuple[str, ...]:
            order = listed.uids(session)
            return tuple(order[number] for number in numbers if number < len(order))

        return work

    def _make_fetch(self) -> Fetch:
        wanted, as_of = self.bar.value(), self._context.as_of

        def fetch(session: Session, offset: int, limit: int, sort: str | None, down: bool) -> Slice:
            command = BrowseEndpoints(wanted, as_of, sort, down)
            if offset == 0 or self._list.command != command:
                self._list = EndpointList(command)
            found = self._list.read(session, offset, limit)
            return Slice(found.rows, found.count)

        return fetch

    def _row_actions(self, rows: list[EndpointLine]) -> list[QAction]:
        if len(rows) != 1:
            return []
        line = rows[0]
        _ = self._translate
        entries = (
            (N_("Why does it not arrive?"), ("explain", line.unit, SecrecyLevel(line.ceiling))),
            (N_("Show the unit's ways in"), ("unit", line.unit)),
            (N_("Add an endpoint to this unit"), ("add", line.unit)),
            (N_("Open the unit's own page"), ("page", line.unit)),
        )
        found = []
        for words, what in entries:
            action = QAction(_(words), self)
            action.triggered.connect(lambda _on=False, what=what: self.asked.emit(what))
            found.append(action)
        return found

    def _columns(self) -> tuple[Column, ...]:
        _ = self._translate
        directions = {
            (True, True): _(N_("receives, sends")),
            (True, False): _(N_("receives")),
            (False, True): _(N_("sends")),
            (False, False): "",
        }

        def person(line: EndpointLine) -> str:
            if line.person_name is not None:
                more = f" +{line.others}" if line.others else ""
                return line.person_name + more
            if line.stand_ins:
                return _(N_("nobody; somebody stands in"))
            return _(N_("nobody yet"))

        def lacking(line: EndpointLine) -> str | None:
            return None if line.person_name else "warning" if line.stand_ins else "error"

        return (
            Column("code", _(N_("Identifier code")), sort="code", width=15),
            Column("unit_name", _(N_("Unit")), sort="unit", width=26),
            Column("role", _(N_("Role")), lambda row: role_label(row.role), "role", width=18),
            Column(
                "person_name",
                _(N_("Held by")),
                person,
                width=24,
                role=lacking,
                icon=lambda row: "circle-alert" if lacking(row) else None,
            ),
            Column(
                "environment",
                _(N_("Network")),
                lambda row: _(ENVIRONMENT_LABELS[Environment(row.environment)]),
                "environment",
                width=19,
            ),
            Column(
                "ceiling",
                _(N_("Highest level")),
                lambda row: _(LEVEL_LABELS[SecrecyLevel(row.ceiling)]),
                "ceiling",
                width=12,
            ),
            Column(
                "state",
                _(N_("State")),
                lambda row: _(STATES.get(row.state, row.state)),
                "state",
                width=13,
                role=lambda row: _STATE_ROLES.get(row.state),
                icon=lambda row: _STATE_ICONS.get(row.state),
            ),
            Column("account", _(N_("Account")), sort="account", width=18),
            Column("phone", _(N_("Phone")), width=14),
            Column("post", _(N_("Post")), width=20, shown=False),
            Column(
                "receives",
                _(N_("Direction")),
                lambda row: directions[row.receives, row.sends],
                width=14,
                shown=False,
            ),
            Column("from_date", _(N_("From")), lambda row: day(row.from_date), "from", width=11),
            Column("to_date", _(N_("Until")), lambda row: day(row.to_date), width=11, shown=False),
        )


class PeopleTab(_Tab):
    """The people."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        _ = context.translate
        self._list = PersonList(BrowsePeople())
        nothing = (
            _(N_("No person passes this filter")),
            _(N_("Change the words or the choices above, or show all again.")),
        )
        self.bar = PersonBar(context)
        self._lay_out(
            Listing(
                context, self.bar, self._columns(), self._make_fetch, nothing, N_("{count} people")
            )
        )
        self.listing.table.setAccessibleName(_(N_("People")))
        self.listing.chosen.connect(self._take_choice)
        self.listing.opened.connect(lambda line: self.open_person(line.uid))

    def open_person(self, uid: str) -> None:
        """Show one person in the panel."""
        command = ReadOne(uid, self._context.as_of)

        def done(card: PersonCard) -> None:
            panel = PersonPanel(self._context, card)
            panel.asked.connect(self.asked)
            self._show(card.name, panel)

        self._read_panel(lambda session: read_person(session, command), done)

    def add(self) -> None:
        """Show the form of a new person."""
        self._again = None
        panel = PersonPanel(self._context, None)
        panel.asked.connect(self.asked)
        self._show(self._translate(N_("New person")), panel)
        panel.name.setFocus()

    def _take_choice(self, number: int) -> None:
        rows = self.listing.table.chosen_rows()
        if number == 1 and rows:
            self.open_person(rows[0].uid)

    def _make_fetch(self) -> Fetch:
        wanted, as_of = self.bar.value(), self._context.as_of

        def fetch(session: Session, offset: int, limit: int, sort: str | None, down: bool) -> Slice:
            command = BrowsePeople(wanted, as_of, sort, down)
            if offset == 0 or self._list.command != command:
                self._list = PersonList(command)
            found = self._list.read(session, offset, limit)
            return Slice(found.rows, found.count)

        return fetch

    def _columns(self) -> tuple[Column, ...]:
        _ = self._translate

        def clearance(row: Any) -> str:
            level = _(LEVEL_LABELS[SecrecyLevel(row.clearance or 0)])
            if row.clearance and row.clearance_until:
                words = _(N_("{level} until {date}"))
                return words.format(level=level, date=day(row.clearance_until))
            return level

        return (
            Column("name", _(N_("Name")), sort="name", width=26),
            Column("post", _(N_("Post")), sort="post", width=22),
            Column("unit_name", _(N_("Unit")), width=30),
            Column("clearance", _(N_("Clearance")), clearance, "clearance", width=20),
            Column("endpoints", _(N_("Endpoints held")), width=14),
            Column("phone", _(N_("Phone")), width=15),
            Column("mail", _(N_("Mail")), width=24),
            Column("code", _(N_("Identifier code")), width=17, shown=False),
        )
