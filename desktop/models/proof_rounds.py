"""Reads rounds of test documents: what was sent where, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, func, select

from desktop.domain.proofs import Outcome
from desktop.models.endpoint_table import EndpointLine, endpoint_lines
from desktop.models.many import plain_rows
from desktop.models.proof_reader import may_be_tested, proved_between
from desktop.models.reach_reader import reach_of
from desktop.models.tables import endpoint, test_document, test_round, unit_version
from desktop.models.unit_reader import below, in_force
from desktop.models.unit_table import lines, names_of


class Candidate(NamedTuple):
    """An endpoint that a test document may be sent to; `name` is its unit's."""

    uid: str
    unit: str
    name: str
    role: str
    environment: str


@dataclass(frozen=True)
class Wanted:
    """Which endpoints are to be tested: below the unit `under` (itself included), but not those of
    the unit `sender`, which sends; on `environment` where one is named; that take documents of
    `level`; and that no test document has proved since the day `unproved_since`, if one is given.
    """

    under: str
    sender: str
    level: int
    environment: str | None = None
    unproved_since: str | None = None


@dataclass(frozen=True)
class DocumentStatus:
    """A test document: where it was sent, and what came of it, with whom to ask.

    `code`, `name` and `superior` are the unit's on the day looked at; `person` is who is expected
    to take it, `reach` are phones, with who has them.
    """

    uid: str
    number: int
    unit: str
    code: str | None
    name: str
    superior: str
    endpoint: str
    role: str
    environment: str
    account: str | None
    level: int
    person: str | None
    reach: tuple[str, ...]
    outcome: Outcome
    result_on: str | None
    note: str | None


@dataclass(frozen=True)
class RoundCounts:
    """A round with how many of its documents have which outcome; `unit` is the sender's uid."""

    number: int
    unit: str
    letter: str | None
    planned_on: str
    due_on: str | None
    documents: int
    arrived: int
    lost: int

    @property
    def waiting(self) -> int:
        """How many documents nothing is known of yet."""
        return self.documents - self.arrived - self.lost


def last_number(connection: Connection) -> int:
    """Return the number of the last round, 0 before the first."""
    last = connection.execute(select(func.max(test_round.c.number))).scalar()
    return int(last) if last is not None else 0


def numbers(connection: Connection) -> list[int]:
    """Return the numbers of all rounds in order."""
    return list(
        connection.execute(select(test_round.c.number).order_by(test_round.c.number)).scalars()
    )


def round_of(connection: Connection, number: int) -> Row[Any] | None:
    """Return the row of a round, or None."""
    return connection.execute(select(test_round).where(test_round.c.number == number)).first()


def rounds(connection: Connection) -> tuple[RoundCounts, ...]:
    """Return every round, the last first."""
    r, d = test_round.c, test_document.c
    statement = (
        select(
            r.number, r.unit, r.letter, r.planned_on, r.due_on, func.count(d.uid),
            *(func.count(d.uid).filter(d.result == each.value) for each in _KNOWN),
        )
        .select_from(test_round)
        .outerjoin(test_document, d.round == r.uid)
        .group_by(r.uid)
        .order_by(r.number.desc())
    )  # fmt: skip
    return tuple(RoundCounts(*row) for row in plain_rows(connection, statement))


def candidates(connection: Connection, wanted: Wanted, at: str) -> list[Candidate]:
    """Return the endpoints that pass, of units that exist on the day `at`, in no order."""
    e, v = endpoint.c, unit_version.c
    statement = (
        select(e.uid, e.unit, v.name, e.role, e.environment)
        .select_from(endpoint)
        .join(unit_version, and_(v.unit == e.unit, in_force(unit_version, at)))
        .where(may_be_tested(at), e.unit.in_(select(below(wanted.under, at).c.uid)))
        .where(e.unit != wanted.sender, e.ceiling >= wanted.level)
    )
    if wanted.environment is not None:
        statement = statement.where(e.environment == wanted.environment)
    if wanted.unproved_since is not None:
        statement = statement.where(e.uid.not_in(proved_between(wanted.unproved_since, at)))
    return [Candidate(*row) for row in plain_rows(connection, statement)]


def document_rows(connection: Connection, round_uid: str) -> list[Row[Any]]:
    """Return the rows of a round's documents in the order of their numbers."""
    d = test_document.c
    statement = select(test_document).where(d.round == round_uid).order_by(d.number)
    return list(connection.execute(statement))


def document_states(connection: Connection, round_uid: str, at: str) -> tuple[DocumentStatus, ...]:
    """Return the documents of a round by number, with whom to ask on the day `at`."""
    documents = document_rows(connection, round_uid)
    ends = endpoint_lines(connection, [row.endpoint for row in documents], at)
    by_uid = {line.uid: line for line in ends}
    units = list(dict.fromkeys(line.unit for line in ends))
    above = {line.uid: line.parent_name or "" for line in lines(connection, units, at)}
    gone = names_of(connection, (unit for unit in units if unit not in above))
    reach = reach_of(connection, units)
    found = []
    for row in documents:
        line = by_uid[row.endpoint]
        found.append(
            DocumentStatus(
                uid=row.uid,
                number=row.number,
                unit=line.unit,
                code=line.code,
                name=line.unit_name or gone.get(line.unit, ""),
                superior=above.get(line.unit, ""),
                endpoint=line.uid,
                role=line.role,
                environment=line.environment,
                account=line.account,
                level=row.level,
                person=line.person_name,
                reach=_phones(line, reach.get(line.unit, ())),
                outcome=Outcome.of(row.result),
                result_on=row.result_on,
                note=row.note,
            )
        )
    return tuple(found)


_KNOWN = (Outcome.ARRIVED, Outcome.LOST)


def _phones(line: EndpointLine, of_unit: Iterable[str]) -> tuple[str, ...]:
    """Return whom to ask: first who holds the endpoint, then the unit's own phones, each once."""
    holder = f"{line.person_name} · {line.phone}" if line.phone else ""
    return tuple(dict.fromkeys(each for each in (holder, *of_unit) if each))
