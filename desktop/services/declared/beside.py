"""What letters say of named units, beside what the registers compute of them: never merged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from desktop.domain import routing
from desktop.domain.actors import Command
from desktop.domain.routing import Fate
from desktop.models import declared_reader, routing_reader
from desktop.services.routing import role_labels
from desktop.services.session import Session


@dataclass(frozen=True)
class ReadBeside(Command):
    """Ask what letters up to the day `as_of` (today) say of units, and what is computed then."""

    name: ClassVar[str] = "declared.beside"
    as_of: str | None = None


@dataclass(frozen=True)
class Beside:
    """A unit as a letter names it, with what it says by heading.

    `uid` is the unit of the registers that bears the name, None where none does. `fates` are those
    of receiving at the four levels, each where it travels by default, None without a unit in force.
    """

    source: str
    day: str
    subject: str
    uid: str | None
    says: tuple[tuple[str, str], ...]
    fates: tuple[Fate, ...] | None


@dataclass(frozen=True)
class Counted:
    """How many units a letter says the same of under a heading: counted from its named rows."""

    source: str
    day: str
    content: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class BesideCoverage:
    """All letters, the newest first, with the counts of their headings."""

    as_of: str
    rows: tuple[Beside, ...]
    counts: tuple[Counted, ...]


def read_beside(session: Session, command: ReadBeside) -> BesideCoverage:
    """Return what was declared beside what is computed."""
    at = command.as_of or session.surroundings.today()
    labels = role_labels()
    fates: dict[str, tuple[Fate, ...]] = {}
    rows: list[Beside] = []
    with session.reading(command) as connection:
        said = declared_reader.of_named_units(connection, at)
        for (source, day, subject, uid), group in groupby(said, key=itemgetter(0, 1, 2, 3)):
            if uid is not None and uid not in fates:
                for facts in routing_reader.read_units(connection, at, labels, uid):
                    fates[uid] = routing.fates(facts)
            says = tuple((content, value) for *_, content, value in group)
            rows.append(Beside(source, day, subject, uid, says, fates.get(uid or "")))
    return BesideCoverage(at, tuple(rows), tuple(_counted(rows)))


def _counted(rows: list[Beside]) -> list[Counted]:
    found: dict[tuple[str, str, str], Counter[str]] = {}
    for row in rows:
        for content, value in row.says:
            found.setdefault((row.source, row.day, content), Counter())[value] += 1
    return [Counted(*where, tuple(values.most_common())) for where, values in found.items()]
