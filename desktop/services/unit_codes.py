"""Codes of units: whether a value may be given, and which comes next under a superior."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, select

from desktop.domain import codes, unit_rules
from desktop.domain.actors import Command
from desktop.domain.problems import Problem
from desktop.domain.unit_rules import Held
from desktop.models import code_reader, unit_table
from desktop.models.tables import identifier_code
from desktop.models.unit_reader import in_force
from desktop.services.code_schemes import scheme
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.session import Session
from desktop.services.unit_edits import as_warning


@dataclass(frozen=True)
class AdviseCode(Command):
    """Ask whether `unit` (None: a new one) under `parent` may get `value` on the day `on`."""

    name: ClassVar[str] = "unit.code_advice"
    unit: str | None
    parent: str | None
    value: str
    on: str
    scheme: str = DEFAULT_SCHEME


@dataclass(frozen=True)
class CodeAdvice:
    """`problem` stands in the way, `warning` does not; `next_free` is the next code that nobody
    has had below the superior's, None where the superior has none."""

    value: str
    problem: Problem | None
    warning: Problem | None
    next_free: str | None


def advise_code(session: Session, command: AdviseCode) -> CodeAdvice:
    """Judge a code while it is being typed; an empty one is no problem."""
    value = codes.normalise(command.value)
    with session.reading(command) as connection:
        free = next_free(connection, command.parent, command.scheme, command.on)
        problem: Problem | None = None
        warnings: tuple[Problem, ...] = ()
        if value and not unit_rules.day_problem(command.on):
            problem = _lock_of(connection, command, value) or code_problem(
                connection, value, command.scheme, command.unit, command.on
            )
            warnings = outside_parent(connection, value, command.scheme, command.parent, command.on)
    return CodeAdvice(value, problem, warnings[0] if warnings else None, free)


def next_free(connection: Connection, parent: str | None, scheme_name: str, day: str) -> str | None:
    """Return the next code below `parent`'s that no unit has ever had, none reserved, or None."""
    if parent is None or not scheme(scheme_name).child_extends_parent:
        return None
    above = unit_table.codes_of(connection, [parent], day).get(parent)
    if above is None or above.scheme != scheme_name:
        return None
    c, separator = identifier_code, scheme(scheme_name).separator
    head = above.value + separator
    statement = select(c.c.value).where(
        c.c.scheme == scheme_name, c.c.value > head, c.c.value < head + "~"
    )
    reserved = code_reader.values_marked(connection, scheme_name, code_reader.RESERVED)
    taken = (*connection.execute(statement).scalars(), *reserved)
    return codes.next_free(above.value, separator, taken)


def code_problem(
    connection: Connection, value: str, scheme_name: str, unit_uid: str | None, day: str
) -> Problem | None:
    """Say why `value` cannot be given to a unit (None: a new one) on the day, or None."""
    code_scheme = scheme(scheme_name)
    reserved = code_reader.values_marked(connection, scheme_name, code_reader.RESERVED, value)
    problem = code_scheme.check(value) or unit_rules.reserved_problem(value, reserved)
    if problem is not None:
        return problem
    c = identifier_code
    statement = select(c).where(c.c.scheme == scheme_name, c.c.value == value)
    holders = [
        Held(row.unit, title_of(connection, row.unit, row.from_date), row.from_date, row.to_date)
        for row in connection.execute(statement).all()
    ]
    return unit_rules.holder_problem(value, code_scheme, unit_uid, holders, day)


def lock_problem(connection: Connection, scheme_name: str, held: str, title: str) -> Problem | None:
    """Say that the code `held` of the unit called `title` is locked, so that none replaces it."""
    locked = code_reader.values_marked(connection, scheme_name, code_reader.LOCKED, held)
    return unit_rules.locked_problem(held, title, locked)


def _lock_of(connection: Connection, command: AdviseCode, value: str) -> Problem | None:
    """Say that the unit has another code, and that it is locked."""
    if command.unit is None:
        return None
    c = identifier_code
    statement = select(c.c.value).where(
        c.c.unit == command.unit, c.c.scheme == command.scheme, in_force(c, command.on)
    )
    held = connection.execute(statement.order_by(c.c.value)).scalars().first()
    if held is None or held == value:
        return None
    title = title_of(connection, command.unit, command.on)
    return lock_problem(connection, command.scheme, held, title)


def outside_parent(
    connection: Connection, value: str, scheme_name: str, parent: str | None, day: str
) -> tuple[Problem, ...]:
    """Say that a code does not continue the superior's, where it has one of the same scheme."""
    if parent is None:
        return ()
    above = unit_table.codes_of(connection, [parent], day).get(parent)
    if above is None or above.scheme != scheme_name:
        return ()
    if scheme(scheme_name).extends(value, above.value):
        return ()
    values = {"value": value, "parent": above.value}
    return (as_warning(Problem("import.code_outside_parent", values)),)


def title_of(connection: Connection, uid: str, day: str) -> str:
    """Return how a unit is shown: its name and code on the day, or the last name it had."""
    found = unit_table.lines(connection, [uid], day)
    if not found:
        return unit_table.names_of(connection, [uid]).get(uid, uid)
    code = found[0].code
    return f"{found[0].name} ({code})" if code is not None else found[0].name
