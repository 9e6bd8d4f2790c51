"""Reads rounds of forms: who was asked, who has answered, and how to reach those who have not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, select

from desktop.models.reach_reader import reach_of
from desktop.models.register_rows import rows_in
from desktop.models.tables import collection, collection_answer, collection_form
from desktop.models.unit_table import lines, names_of


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


@dataclass(frozen=True)
class RoundBegun:
    """A round of forms: its number, and the day on which it was begun."""

    number: int
    started_on: str


def rounds(connection: Connection) -> tuple[RoundBegun, ...]:
    """Return every round, the last first."""
    c = collection.c
    rows = connection.execute(select(c.number, c.started_on).order_by(c.number.desc()))
    return tuple(RoundBegun(*row) for row in rows)


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


def forms_sent(connection: Connection) -> dict[str, Row[Any]]:
    """Return the forms of all rounds by their uid."""
    return {row.uid: row for row in connection.execute(select(collection_form))}


@dataclass
class ReadFile:
    """A file that was taken as an answer: its rows that were refused, as (sheet, row), and how many
    rows were taken and refused by the uid of each form; its name, and the day it was read last."""

    name: str
    read_on: str
    waiting: frozenset[tuple[str, int]] = frozenset()
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def says(
        self, waiting: Iterable[tuple[str, int]], counts: Mapping[str, tuple[int, int]]
    ) -> bool:
        """Say whether just this was recorded of the file."""
        return self.waiting == frozenset(waiting) and self.counts == counts


def files_read(connection: Connection, round_uid: str) -> dict[str, ReadFile]:
    """Return the files that were taken as answers of a round by their SHA-256, as read last."""
    found: dict[str, ReadFile] = {}
    forms = rows_in(connection, collection_form, "collection", [round_uid])
    for row in _answers(connection, forms):
        file = found.setdefault(row.sha256, ReadFile(row.file, row.answered_on))
        file.read_on = row.answered_on
        file.waiting = frozenset((sheet, number) for sheet, number in json.loads(row.waiting))
        file.counts[row.form] = (row.accepted, row.refused)
    return found


@dataclass(frozen=True)
class LaterAnswer:
    """The last answer to a form of a later round: its number, the file by name and SHA-256."""

    round: int
    file: str
    sha256: str


def answers_after(connection: Connection, number: int) -> dict[str, LaterAnswer]:
    """Return by unit what it answered last to rounds begun after round `number`."""
    form, answer = collection_form.c, collection_answer.c
    statement = (
        select(form.unit, collection.c.number, answer.file, answer.sha256)
        .select_from(collection.join(collection_form).join(collection_answer))
        .where(collection.c.number > number)
        .order_by(collection.c.number, answer.number)
    )
    return {unit: LaterAnswer(*told) for unit, *told in connection.execute(statement)}


def last_answer(connection: Connection) -> int:
    """Return the number of the last answer to any round, 0 before the first."""
    last = connection.execute(select(func.max(collection_answer.c.number))).scalar()
    return int(last) if last is not None else 0


def _answers(connection: Connection, forms: Sequence[Row[Any]]) -> list[Row[Any]]:
    rows = rows_in(connection, collection_answer, "form", [form.uid for form in forms])
    return sorted(rows, key=lambda row: row.number)


def form_states(
    connection: Connection, round_uid: str, day: str, heirs: Mapping[str, Sequence[str]]
) -> tuple[FormStatus, ...]:
    """Return the forms of a round in the order of their units' codes.

    `heirs` are by the uid of each unit that is no more on the day those who took it over: a form
    is shown with their names, and their phones are those to call.
    """
    forms = rows_in(connection, collection_form, "collection", [round_uid])
    answers = {row.form: row for row in _answers(connection, forms)}
    units = [form.unit for form in forms]
    after = [uid for found in heirs.values() for uid in found]
    titles = {line.uid: line for line in lines(connection, [*units, *after], day)}
    reach = reach_of(connection, [*units, *after])
    gone = names_of(connection, heirs)
    states = []
    for form in forms:
        answer, title = answers.get(form.uid), titles.get(form.unit)
        heard = [uid for uid in heirs.get(form.unit, ()) if uid in titles]
        name = title.name if title is not None else gone.get(form.unit, form.file)
        if heard:
            name += " → " + "; ".join(titles[uid].name for uid in heard)
        states.append(
            FormStatus(
                uid=form.uid,
                unit=form.unit,
                code=title.code if title is not None else None,
                name=name,
                file=form.file,
                answered_on=answer.answered_on if answer is not None else None,
                answered_by=answer.file if answer is not None else None,
                letter=answer.letter if answer is not None else None,
                accepted=answer.accepted if answer is not None else 0,
                refused=answer.refused if answer is not None else 0,
                reach=tuple(each for uid in (form.unit, *heard) for each in reach.get(uid, ())),
            )
        )
    return tuple(sorted(states, key=lambda state: (state.code or "~", state.name)))
