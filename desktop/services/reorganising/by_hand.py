"""Rows of a plan for units that a person has chosen: merge, rename, move, split, dissolve them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, select

from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.reorganisation import EventKind
from desktop.models import unit_table
from desktop.models.many import among
from desktop.models.tables import unit_version
from desktop.models.unit_reader import in_force
from desktop.services.reorganising.plan_table import Cells, columns, row_of
from desktop.services.session import Session


@dataclass(frozen=True)
class ArrangeUnits(Command):
    """Make the rows of what happens to the units `units` (uids) on the day `day` (ISO 8601).

    `into` is the uid of the unit that takes them in (ABSORB) or is their new superior (MOVE).
    `names` are those of the units that come out: one of MERGE and RENAME, several of SPLIT.
    """

    name: ClassVar[str] = "plan.arrange"
    kind: EventKind
    units: tuple[str, ...]
    day: str
    names: tuple[str, ...] = ()
    into: str | None = None
    code: str = ""
    basis: str = ""


@dataclass(frozen=True)
class ReadTitles(Command):
    """Ask how the units `units` (uids) are called today."""

    name: ClassVar[str] = "plan.titles"
    units: tuple[str, ...]


# The kinds that can be asked for with units chosen, in the order in which they are offered.
BY_HAND = (
    EventKind.MERGE,
    EventKind.ABSORB,
    EventKind.RENAME,
    EventKind.MOVE,
    EventKind.SPLIT,
    EventKind.DISSOLVE,
)


def rows_by_hand(session: Session, command: ArrangeUnits) -> tuple[Cells, ...]:
    """Return the rows, a unit each; of a split one for every unit that comes out."""
    with session.reading(command) as connection:
        today = session.surroundings.today()
        before = _called(connection, command.units, today)
        into = _called(connection, (command.into,), today) if command.into is not None else []
    after = [*into, *command.names] or [""]
    common = {
        "kind": _label(command.kind),
        "day": shown_date(command.day),
        "basis": command.basis.strip(),
    }
    if command.kind is EventKind.SPLIT:
        return tuple(
            row_of(before=one, after=name, **common) for one in before for name in command.names
        )
    return tuple(
        row_of(before=one, after=after[0], code=command.code.strip() if not n else "", **common)
        for n, one in enumerate(before)
    )


def titles(session: Session, command: ReadTitles) -> tuple[str, ...]:
    """Return the names with the codes of units that are there today."""
    with session.reading(command) as connection:
        lines = unit_table.lines(connection, command.units, session.surroundings.today())
    return tuple(f"{line.name} ({line.code})" if line.code else line.name for line in lines)


def _called(connection: Connection, units: Sequence[str], day: str) -> list[str]:
    """Return what a plan calls units: the code, or the name where it is one unit's only."""
    lines = unit_table.lines(connection, units, day)
    nameless = [line.name for line in lines if line.code is None]
    v = unit_version
    statement = select(v.c.name).where(among(v.c.name, nameless), in_force(v, day))
    held = Counter(connection.execute(statement).scalars()) if nameless else Counter[str]()
    return [line.code or (line.name if held[line.name] == 1 else line.uid) for line in lines]


def _label(kind: EventKind) -> str:
    """Return how a plan's cell says a kind; the form's choices are in the order of the kinds."""
    choices = next(column.choices for column in columns() if column.name == "kind")
    return choices[list(EventKind).index(kind)]
