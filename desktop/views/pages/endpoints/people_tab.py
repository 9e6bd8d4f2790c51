"""The table of people, with the panel of who is chosen."""

from __future__ import annotations

from typing import Any

from desktop.domain.levels import LEVEL_LABELS, SecrecyLevel
from desktop.domain.texts import N_
from desktop.services.browse_endpoints import (
    BrowsePeople,
    PersonCard,
    PersonList,
    ReadOne,
    read_person,
)
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.pages.endpoints.filters import PersonBar
from desktop.views.pages.endpoints.listing import Listing
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.endpoints.tab import Tab
from desktop.views.tables.columns import Column
from desktop.views.tables.model import Fetch, Slice
from desktop.views.words import day


class PeopleTab(Tab):
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
        self.lay_out(
            Listing(
                context, self.bar, self._columns(), self._make_fetch, nothing, N_("{count} people")
            )
        )
        self.listing.table.setAccessibleName(_(N_("People")))
        self.listing.chosen.connect(self._take_choice)
        self.listing.opened.connect(lambda line: self.open_person(line.uid))

    def open_person(self, uid: str) -> None:
        """Show one person in the panel."""
        command = ReadOne(uid, self.context.as_of)

        def done(card: PersonCard) -> None:
            panel = PersonPanel(self.context, card)
            panel.asked.connect(self.asked)
            self.show_panel(card.name, panel, panel.save)

        self.read_panel(lambda session: read_person(session, command), done)

    def add(self) -> None:
        """Show the form of a new person."""
        self.again = None
        panel = PersonPanel(self.context, None)
        panel.asked.connect(self.asked)
        self.show_panel(self.translate(N_("New person")), panel, panel.save)
        panel.name.setFocus()

    def _take_choice(self, number: int) -> None:
        rows = self.listing.table.chosen_rows()
        if number == 1 and rows:
            self.open_person(rows[0].uid)

    def _make_fetch(self) -> Fetch:
        wanted, as_of = self.bar.value(), self.context.as_of

        def fetch(session: Session, offset: int, limit: int, sort: str | None, down: bool) -> Slice:
            command = BrowsePeople(wanted, as_of, sort, down)
            if offset == 0 or self._list.command != command:
                self._list = PersonList(command)
            found = self._list.read(session, offset, limit)
            return Slice(found.rows, found.count)

        return fetch

    def _columns(self) -> tuple[Column, ...]:
        _ = self.translate

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
