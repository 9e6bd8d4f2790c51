"""Erasing what is kept of a person: from the registers, the journal, the index and all drafts.

The row stays, so that what the person held stays told, under a word that names nobody. The journal
stays provable (`desktop.models.erased_lines`). Bundles that were sent, papers, and copies of the
vault elsewhere stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.custody import CUSTODY_LABELS
from desktop.domain.periods import last_day
from desktop.domain.problems import Problem, Refusal, Severity, refuse
from desktop.domain.texts import N_, Text
from desktop.models import erasing_reader, sweeping
from desktop.models.erasing import Eraser
from desktop.models.erasing_reader import Held, Left
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, person, token
from desktop.models.unit_table import names_of
from desktop.services.browse_endpoints import role_label
from desktop.services.endpoint_rows import written
from desktop.services.session import Session
from desktop.services.sweeping import sweep
from desktop.services.unit_codes import title_of


@dataclass(frozen=True)
class ReadErasing(Command):
    """Ask what erasing the person of this uid would do."""

    name: ClassVar[str] = "person.erase_preview"
    person: str


@dataclass(frozen=True)
class ErasePerson(Command):
    """Erase what is kept of a person, for good; `why` is the request or the rule it rests on."""

    name: ClassVar[str] = "person.erase"
    person: str
    why: str


@dataclass(frozen=True)
class ErasePreview:
    """What would be done. `name` is the person's, `word` what is written in its place.

    `unit` is theirs as it is shown, `post` what they are there; `held` says what endpoints they
    held or stood in for, which stays told under `word`.

    `tokens`, `certificates`, `texts` and `drafts` are how many rows lose something; `blocks` is why
    it would be refused; `left` says where the person stays named.
    """

    name: str
    word: str
    unit: str | None
    post: str | None
    held: tuple[Text, ...]
    tokens: int
    certificates: int
    texts: int
    drafts: int
    blocks: tuple[Problem, ...]
    left: tuple[Problem, ...]


@dataclass(frozen=True)
class Erased:
    """What was done: `word` is the person's name now, `changes` how many of the journal's changes
    lost something, `problems` where the person stays named and what could not be done."""

    person: str
    word: str
    rows: int
    changes: int
    run: int
    problems: tuple[Problem, ...]


def read_erasing(session: Session, command: ReadErasing) -> ErasePreview:
    """Return what erasing a person would do. Raises `Refusal`: `person.unknown`,
    `person.already_erased`."""
    with session.reading(command) as connection:
        row, eraser = _whom(connection, command.person)
        today = session.surroundings.today()
        rows = erasing_reader.rows_to_erase(connection, eraser)
        counts = {table: len(found) for table, found in rows.items()}
        own = (person, token, certificate)
        return ErasePreview(
            name=row["name"],
            word=eraser.word,
            unit=title_of(connection, row["unit"], today) if row["unit"] is not None else None,
            post=row["post"],
            held=tuple(_held(connection, command.person)),
            tokens=counts.get(token, 0),
            certificates=counts.get(certificate, 0),
            texts=sum(count for table, count in counts.items() if table not in own),
            drafts=len(erasing_reader.settings_to_erase(connection, eraser)),
            blocks=_blocks(connection, eraser, today),
            left=_left(erasing_reader.left_behind(connection, eraser)),
        )


def erase_person(session: Session, command: ErasePerson) -> Erased:
    """Erase a person, in one run that cannot be undone; then free the file of what was erased.

    Raises `Refusal`: `person.unknown`, `person.already_erased`, `person.erase_why_missing`,
    `person.still_holds` (one for each thing held), `text.too_long`.
    """
    why = written(command.why)
    if why is None:
        raise refuse("person.erase_why_missing")
    with session.reading(command) as connection:
        _, eraser = _whom(connection, command.person)
        blocks = _blocks(connection, eraser, session.surroundings.today())
        if blocks:
            raise Refusal(*blocks)
        # The reason stays in the journal, and must not name whom it erases.
        work = session.unit_of_work(replace(command, why=eraser.everywhere.out_of(why)))
        sweeping.announce(connection)
        with work:
            rows = erasing_reader.rows_to_erase(connection, eraser)
            cleaned = erasing_reader.settings_to_erase(connection, eraser)
            changes = work.erase(rows, eraser)
            for name, value in cleaned.items():
                work.set_setting(name, value)
        left = _left(erasing_reader.left_behind(connection, eraser))
    run = work.run.number if work.run is not None else 0
    count = sum(map(len, rows.values()))
    problems = (*left, *sweep(session))
    return Erased(command.person, eraser.word, count, changes, run, problems)


def _whom(connection: Connection, uid: str) -> tuple[dict[str, Any], Eraser]:
    found = dicts_in(connection, person, "uid", [uid])
    if not found:
        raise refuse("person.unknown")
    eraser = erasing_reader.eraser_for(connection, found[0])
    if found[0]["name"] == eraser.word:
        raise refuse("person.already_erased")
    return found[0], eraser


def _blocks(connection: Connection, eraser: Eraser, today: str) -> tuple[Problem, ...]:
    held = erasing_reader.still_held(connection, eraser, today)
    units = names_of(connection, {row["unit"] for row in (*held.holdings, *held.stand_ins)})
    return tuple(Problem("person.still_holds", {"what": what}) for what in _told(held, units))


def _held(connection: Connection, uid: str) -> Iterator[Text]:
    held = erasing_reader.ever_held(connection, uid)
    units = names_of(connection, {row["unit"] for row in (*held.holdings, *held.stand_ins)})
    for rows, words in (
        (held.holdings, N_("{role}, {unit} ({since}–{until})")),
        (held.stand_ins, N_("stands in: {role}, {unit} ({since}–{until})")),
    ):
        for row in rows:
            values = {
                "role": role_label(row["role"]),
                "unit": units.get(row["unit"], "—"),
                "since": shown_date(row["from_date"]),
                "until": shown_date(last_day(row["to_date"])) if row["to_date"] else "…",
            }
            yield Text(words, values)


def _told(held: Held, units: Any) -> Iterator[Text]:
    for rows, words in (
        (held.holdings, N_("{role}, {unit} (from {since})")),
        (held.stand_ins, N_("stands in: {role}, {unit} (from {since})")),
    ):
        for row in rows:
            values = {
                "role": role_label(row["role"]),
                "unit": units.get(row["unit"], "—"),
                "since": shown_date(row["from_date"]),
            }
            yield Text(words, values)
    for row in held.tokens:
        device = row["serial"] or row["request"] or "—"
        custody = Text(CUSTODY_LABELS[row["custody"]])
        yield Text(N_("eToken {device}: {custody}"), {"device": device, "custody": custody})


_COLUMNS = {
    ("unit", "phone"): N_("phones of units"),
    ("unit", "contact"): N_("contacts of units"),
    ("unit", "note"): N_("notes on units"),
    ("endpoint", "account"): N_("accounts of endpoints"),
    ("endpoint", "note"): N_("notes on endpoints"),
    ("holding", "basis"): N_("decisions of assignments"),
    ("stand_in", "reason"): N_("reasons of standings-in"),
    ("token", "label"): N_("labels of eTokens"),
    ("token", "receiver"): N_("receivers of eTokens"),
    ("token", "note"): N_("notes on eTokens"),
    ("task", "subject"): N_("tasks"),
}


def _left(left: Left) -> tuple[Problem, ...]:
    found = []
    for place, count in left.texts.items():
        where = Text(_COLUMNS.get(place, N_("other texts")))
        values = {"count": count, "where": where}
        found.append(Problem("person.erase_left_texts", values, Severity.WARNING))
    if left.runs:
        runs = ", ".join(map(str, left.runs))
        found.append(Problem("person.erase_left_runs", {"runs": runs}, Severity.WARNING))
    return tuple(found)
