"""The table of endpoints, with the panel of what is chosen."""

from __future__ import annotations

from PySide6.QtGui import QAction

from desktop.domain.levels import ENVIRONMENT_LABELS, LEVEL_LABELS, Environment, SecrecyLevel
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import (
    STATES,
    BrowseEndpoints,
    EndpointCard,
    EndpointFilter,
    EndpointLine,
    EndpointList,
    ReadOne,
    UnitWays,
    read_endpoint,
    read_unit_ways,
    role_label,
)
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.pages.endpoints.add_panel import AddPanel, ChosenUids, ManyPanel
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.filters import EndpointBar
from desktop.views.pages.endpoints.forms import shown_day
from desktop.views.pages.endpoints.listing import Listing
from desktop.views.pages.endpoints.proof_columns import proved_words
from desktop.views.pages.endpoints.tab import Tab
from desktop.views.pages.endpoints.unit_panel import UnitPanel
from desktop.views.pages.endpoints.vacancies import vacancy_column
from desktop.views.tables.columns import Column
from desktop.views.tables.model import Fetch, Slice
from desktop.views.words import begun, count, day

_STATE_ROLES = {"active": "good", "suspended": "warning", "closed": "quiet", "planned": "quiet"}
_STATE_ICONS = {
    "active": "circle-check",
    "suspended": "triangle-alert",
    "closed": "circle-x",
    "planned": "hourglass",
}


class EndpointsTab(Tab):
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
        self.lay_out(
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

    def open_endpoint(self, uid: str, field: str = "") -> None:
        """Show one endpoint in the panel; `field` of it gets the keyboard."""
        command = ReadOne(uid, self.context.as_of)
        wanted = [field] if field else []

        def done(card: EndpointCard) -> None:
            panel = EndpointPanel(self.context, card)
            panel.asked.connect(self.asked)
            self.show_panel(role_label(card.line.role), panel)
            # At first only: read anew after a change it leaves the keyboard where it is.
            if wanted:
                panel.focus_field(wanted.pop())

        self.read_panel(lambda session: read_endpoint(session, command), done)

    def open_unit(self, uid: str, field: str = "") -> None:
        """List a unit's endpoints, and show its ways in; `field` of them gets the keyboard."""
        self.bar.set_value(EndpointFilter(unit=uid))
        command = ReadOne(uid, self.context.as_of)
        wanted = [field] if field else []

        def done(ways: UnitWays) -> None:
            panel = UnitPanel(self.context, ways)
            panel.asked.connect(self.asked)
            self.show_panel(ways.name, panel)
            if wanted:
                panel.focus_field(wanted.pop())

        self.read_panel(lambda session: read_unit_ways(session, command), done)

    def add(self, unit: str | None = None, environment: Environment | None = None) -> None:
        """Show the form of a new endpoint, of a unit and on a network where they are named."""
        if not self.context.editable:
            if unit is not None:
                self.open_unit(unit)
            return
        if unit is None:
            unit = self.bar.under.uid()
        elif self.bar.under.uid() != unit:
            self.bar.set_value(EndpointFilter(unit=unit))
        self.again = None
        panel = AddPanel(self.context, unit, environment)
        panel.asked.connect(self.asked)
        self.show_panel(self.translate(N_("New endpoint")), panel, panel.save)
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
            self.again = None
            panel = ManyPanel(self.context, number, self._chosen_uids())
            title = self.translate(N_("{count} endpoints chosen")).format(count=count(number))
            self.show_panel(title, panel)

    def _chosen_uids(self) -> ChosenUids:
        table = self.listing.table
        spans = table.chosen_spans()
        here = tuple(row.uid for row in table.chosen_rows())
        if len(here) == table.chosen_count():
            return lambda _session: here
        listed = self._list

        def work(session: Session) -> tuple[str, ...]:
            order = listed.uids(session)
            return tuple(uid for span in spans for uid in order[span.start : span.stop])

        return work

    def _make_fetch(self) -> Fetch:
        wanted, as_of = self.bar.value(), self.context.as_of

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
        _ = self.translate
        entries = (
            (N_("Why does it not arrive?"), ("explain", line.unit, SecrecyLevel(line.ceiling))),
            (N_("Show the unit's ways in"), ("unit", line.unit)),
            (N_("Add an endpoint to this unit"), ("add", line.unit)),
            (N_("Open the unit's own page"), ("page", line.unit)),
        )
        found = []
        for words, what in entries:
            action = QAction(_(words), self)
            action.setEnabled(what[0] != "add" or self.context.editable)
            action.triggered.connect(lambda _on=False, what=what: self.asked.emit(what))
            found.append(action)
        return found

    def _columns(self) -> tuple[Column, ...]:
        _ = self.translate
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
                return begun(_(N_("nobody; somebody stands in")))
            words = begun(_(N_("nobody yet")))
            if line.vacancy is None:
                return words
            days = _(N_("{count} days")).format(count=count(line.vacancy.days))
            return f"{words} ({days})"

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
            vacancy_column("vacancy", _, sort="vacant"),
            Column(
                "environment",
                _(N_("Network")),
                lambda row: begun(_(ENVIRONMENT_LABELS[Environment(row.environment)])),
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
                lambda row: begun(_(STATES.get(row.state, row.state))),
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
                lambda row: begun(directions[row.receives, row.sends]),
                width=14,
                shown=False,
            ),
            Column(
                "proved_on",
                _(N_("Last proved")),
                lambda row: proved_words(row.proved_on, shown_day(self.context), _),
                "proved",
                width=20,
                shown=False,
            ),
            Column("from_date", _(N_("From")), lambda row: day(row.from_date), "from", width=11),
            Column("to_date", _(N_("Until")), lambda row: day(row.to_date), width=11, shown=False),
        )
