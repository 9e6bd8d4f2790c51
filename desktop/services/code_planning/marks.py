"""Setting values apart: reserved for nobody, or locked to the unit that has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from desktop.domain import codes
from desktop.domain.periods import holds
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.models import code_reader
from desktop.models.code_reader import LOCKED, RESERVED, Mark
from desktop.models.tables import code_mark
from desktop.models.unit_reader import CodeAt, codes_at, resolve_code
from desktop.services.code_planning.command import (
    LockCode,
    LockCodes,
    MarkCode,
    MarkCodes,
    Marked,
    ReleaseCode,
    ReleaseCodes,
    ReserveCode,
)
from desktop.services.code_schemes import scheme
from desktop.services.session import Session
from desktop.services.unit_codes import code_problem


def reserve_code(session: Session, command: ReserveCode) -> Marked:
    """Reserve a value from today on.

    Raises `Refusal`: `codes.why_missing`, what is wrong with the value, `unit.code.duplicate`
    where a unit has it.
    """
    if not (command.note or "").strip():
        raise refuse("codes.why_missing")
    day = session.surroundings.today()
    value = codes.normalise(command.value)
    with session.reading(command) as connection:
        if not code_reader.values_marked(connection, command.scheme, RESERVED, value):
            problem = code_problem(connection, value, command.scheme, None, day)
            # A retired value is given to nobody already; saying so once more does no harm.
            if problem is not None and problem.code != "unit.code.retired":
                raise Refusal(problem)
    return _mark(session, command, [value], RESERVED, day)


def lock_code(session: Session, command: LockCode) -> Marked:
    """Lock a code in force, from today on. Raises `Refusal`: `codes.not_in_force`."""
    day = session.surroundings.today()
    with session.reading(command) as connection:
        values = _values_of(connection, command, day)
    return _mark(session, command, values, LOCKED, day)


def lock_codes(session: Session, command: LockCodes) -> Marked:
    """Lock many codes in force, from today on. Raises `Refusal`: `codes.not_in_force`."""
    day = session.surroundings.today()
    with session.reading(command) as connection:
        values = _values_of_all(connection, command, day)
        held = code_reader.held_as(connection, command.scheme, command.values)
    there = {each.value for each in held if holds(each.from_date, each.to_date, day)}
    for value in command.values:
        if value not in there:
            raise refuse("codes.not_in_force", value=value, date=day)
    return _mark(session, command, values, LOCKED, day)


def release_codes(session: Session, command: ReleaseCodes) -> Marked:
    """End the marks of many values today. Raises `Refusal`: `codes.none_marked`."""
    day = session.surroundings.today()
    with session.reading(command) as connection:
        wanted = set(_values_of_all(connection, command, day))
        found = [
            mark for mark in code_reader.marks(connection, command.scheme) if mark.value in wanted
        ]
    if not found:
        raise refuse("codes.none_marked")
    return _release(session, command, found, day)


def release_code(session: Session, command: ReleaseCode) -> Marked:
    """End the marks of a value today. Raises `Refusal`: `codes.not_marked`."""
    day = session.surroundings.today()
    value = codes.normalise(command.value)
    with session.reading(command) as connection:
        wanted = {value}
        if command.below:
            wanted.update(_values_of(connection, command, day))
        found = [
            mark for mark in code_reader.marks(connection, command.scheme) if mark.value in wanted
        ]
    if not found:
        raise refuse("codes.not_marked", value=value)
    return _release(session, command, found, day)


def holder_of(connection: Connection, value: str, scheme_name: str, day: str) -> str:
    """Return the unit that has a code; raises `Refusal`: `codes.not_in_force` says who had it."""
    found = resolve_code(connection, value, day, scheme=scheme_name)
    if found:
        return found[0]
    problem = code_problem(connection, value, scheme_name, None, day)
    if problem is not None and problem.code in ("unit.code.retired", "import.code_held_later"):
        raise Refusal(problem)
    raise Refusal(Problem("codes.not_in_force", {"value": value, "date": day}))


def _values_of(connection: Connection, command: MarkCode, day: str) -> list[str]:
    value = codes.normalise(command.value)
    uid = holder_of(connection, value, command.scheme, day)
    if not command.below:
        return [value]
    below = codes_at(connection, day, under=uid)
    return sorted(code.value for code in below if code.scheme == command.scheme)


def _values_of_all(connection: Connection, command: MarkCodes, day: str) -> list[str]:
    below: Iterable[CodeAt] = ()
    if command.under is not None:
        below = codes_at(connection, day, under=command.under)
    found = {code.value for code in below if code.scheme == command.scheme}
    return sorted(found.union(command.values))


def _release(
    session: Session, command: MarkCode | MarkCodes, marks: Sequence[Mark], day: str
) -> Marked:
    with session.unit_of_work(command) as work:
        work.close(code_mark, [mark.uid for mark in marks], day)
    run = work.run.number if work.run is not None else None
    return Marked(tuple(dict.fromkeys(mark.value for mark in marks)), run)


def _mark(
    session: Session,
    command: MarkCode | MarkCodes,
    values: Sequence[str],
    mark: str,
    day: str,
) -> Marked:
    scheme(command.scheme)
    with session.unit_of_work(command) as work:
        marks = code_reader.marks(work.connection, command.scheme)
        known = {each.value for each in marks if each.mark == mark}
        new = [value for value in values if value not in known]
        note = (command.note or "").strip() or None
        work.insert(
            code_mark,
            [
                {
                    "uid": work.new_uid(),
                    "scheme": command.scheme,
                    "value": value,
                    "mark": mark,
                    "note": note,
                    "from_date": day,
                }
                for value in new
            ],
        )
    return Marked(tuple(new), work.run.number if work.run is not None else None)
