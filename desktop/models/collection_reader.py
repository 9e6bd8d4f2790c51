"""Reads rounds of forms: who was asked, who has answered, and how to reach those who have not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from desktop.models.register_rows import rows_in
from desktop.models.tables import collection, collection_answer, collection_form, person, unit
from desktop.models.unit_table import lines


@dataclass(frozen=True)
class FormStatus:
    """A commune's form of a round, with its last answer; `reach` are phones, with who has them."""

    uid: str
    unit: str
    code: str | None
    name: str
    file: str
    answered_on: str | None
    answered_by: str | None
    letter: str | None
    accepted: int
    refused: int
    reach: tuple[str, ...]


def last_number(connection: Connection) -> int:
    """Return the number of the last round, 0 before the first."""
    last = connection.execute(select(func.max(collection.c.number))).scalar()
    return int(last) if last is not None else 0


def round_of(connection: Connection, number: int) -> Row[Any] | None:
    """Return the row of a round, or None."""
    return connection.execute(select(collection).where(collection.c.number == number)).first()


def forms_of(connection: Connection, round_uid: str) -> dict[str, str]:
    """Return the uid of a round's form by its unit."""
    rows = rows_in(connection, collection_form, "collection", [round_uid])
    return {row.unit: row.uid for row in rows}


def files_read(connection: Connection, round_uid: str) -> set[str]:
    """Return the SHA-256 of every file that was taken as an answer of a round."""
    a, f = collection_answer.c, collection_form.c
    statement = (
        select(a.sha256)
        .join(collection_form, f.uid == a.form)
        .where(f.collection == round_uid)
        .distinct()
    )
    return set(connection.execute(statement).scalars())


def form_states(connection: Connection, round_uid: str, day: str) -> tuple[FormStatus, ...]:
    """Return the forms of a round in the order of their units' codes."""
    forms = rows_in(connection, collection_form, "collection", [round_uid])
    answers: dict[str, Row[Any]] = {}
    found = rows_in(connection, collection_answer, "form", [form.uid for form in forms])
    for row in sorted(found, key=lambda row: (row.answered_on, row.accepted)):
        answers[row.form] = row
    units = [form.unit for form in forms]
    titles = {line.uid: line for line in lines(connection, units, day)}
    reach = _reach(connection, units)
    states = []
    for form in forms:
        answer, title = answers.get(form.uid), titles.get(form.unit)
        states.append(
            FormStatus(
                uid=form.uid,
                unit=form.unit,
                code=title.code if title is not None else None,
                name=title.name if title is not None else form.file,
                file=form.file,
                answered_on=answer.answered_on if answer is not None else None,
                answered_by=answer.file if answer is not None else None,
                letter=answer.letter if answer is not None else None,
                accepted=answer.accepted if answer is not None else 0,
                refused=answer.refused if answer is not None else 0,
                reach=tuple(reach.get(form.unit, ())),
            )
        )
    return tuple(sorted(states, key=lambda state: (state.code or "~", state.name)))


def _reach(connection: Connection, units: Sequence[str]) -> dict[str, list[str]]:
    """Return the phones of units: their own, then those of their people."""
    found: dict[str, list[str]] = {}
    for row in rows_in(connection, unit, "uid", units):
        own = " · ".join(filter(None, (row.contact, row.phone)))
        if row.phone:
            found.setdefault(row.uid, []).append(own)
    for row in rows_in(connection, person, "unit", units):
        if row.phone:
            found.setdefault(row.unit, []).append(f"{row.name} · {row.phone}")
    return found
