"""Starting a round: one form for each commune, filled in with what the registers say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from desktop.domain.cells import shown_date
from desktop.domain.folding import fold
from desktop.domain.problems import refuse
from desktop.domain.texts import N_, Text
from desktop.exchange import media
from desktop.exchange.forms import form_bytes
from desktop.models import collection_reader
from desktop.models.tables import collection, collection_form
from desktop.services.collecting.answers import content_of
from desktop.services.collecting.command import KIND, StartedRound, StartRound
from desktop.services.collecting.marks import LETTER, Mark
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.templates import filled_rows, form_columns, sheet_title, subtree
from desktop.services.kinds import unit_types
from desktop.services.lists import find_unit
from desktop.services.session import Session

# Letters of a unit's name in the name of its file: a folder of them is still read at a glance.
_LETTERS = 60
# What the cover sheet asks for: a form without endpoints holds nothing that a letter could confirm.
_CONFIRM = N_(
    "Correct the table where something has changed. Where nothing has, write the number and date "
    "of your letter below."
)
_FILL_IN = N_(
    "Fill in a row of the table for each clerk. Where nobody is assigned yet, write so instead of "
    "the name; the number of a letter alone is no answer."
)


@dataclass(frozen=True)
class _Form:
    uid: str
    unit: str
    title: str
    file: Path
    content: tuple[str, ...] = ()


def start_round(session: Session, command: StartRound) -> StartedRound:
    """Write the forms, then record the round.

    A folder that is not there is made, in one that is. All forms are there or none. Raises
    `Refusal` (`unit.code_unknown`, `collect.due_past`) and `WorldFailure` (`media.*`; a file of
    that name is never replaced).
    """
    world = session.surroundings
    today = world.today()
    if command.due is not None and command.due < today:
        raise refuse("collect.due_past", date=command.due)
    written: list[Path] = []
    with session.reading(command) as connection:
        known = KnownUnits(connection, DEFAULT_SCHEME)
        root = command.unit or find_unit(connection, command.under, today)
        number = collection_reader.last_number(connection) + 1
        round_uid = world.random_bytes(16).hex()
        forms = [
            _Form(
                world.random_bytes(16).hex(),
                unit,
                known.title(unit, today),
                command.out / _file_name(known, unit, today),
            )
            for unit in _communes(known, root, today)
        ]
        made = media.make_folder(command.out)
        try:
            for form in forms:
                media.check_free(form.file)
            for done, form in enumerate(forms):
                world.progress(Text(N_("Forms written")), done, len(forms))
                data = _content(connection, known, session, command, (round_uid, number), form)
                media.write_file(form.file, [data])
                written.append(form.file)
                content = content_of(data, form.file, world.translate)
                forms[done] = replace(form, content=tuple(content))
            run = _record(session, command, root, (round_uid, number), forms)
        except BaseException:
            # Half a round would be taken for a whole one.
            for file in written:
                media.remove_file(file)
            if made:
                media.remove_folder(command.out)
            raise
    return StartedRound(number, tuple(written), run)


def _communes(known: KnownUnits, root: str, today: str) -> list[str]:
    """Return the communes below a unit; of one that has none, the unit itself."""
    found = []
    for uid in subtree(known, root, today):
        version = known.version(uid, today)
        kind = unit_types().get(version.type or "") if version is not None else None
        if kind is not None and kind.tier == "commune":
            found.append(uid)
    return found or [root]


def _file_name(known: KnownUnits, unit: str, today: str) -> str:
    version, code = known.version(unit, today), known.code(unit, today)
    name = "-".join(fold(version.name).split())[:_LETTERS] if version is not None else unit
    plain = "".join(letter for letter in name if letter.isalnum() or letter == "-")
    return f"{code.value}-{plain}.xlsx" if code is not None else f"{plain}-{unit[:6]}.xlsx"


def _content(
    connection: Connection,
    known: KnownUnits,
    session: Session,
    command: StartRound,
    of_round: tuple[str, int],
    form: _Form,
) -> bytes:
    world = session.surroundings
    _ = world.translate
    columns = form_columns(KIND)
    filled = filled_rows(connection, known, KIND, form.unit, world.today())
    endpoints = frozenset(uid for values in filled if (uid := values.get("uid")))
    due = shown_date(command.due) if command.due is not None else "—"
    cover = [
        (_(N_("Round")), str(of_round[1])),
        (_(N_("Unit")), form.title),
        (_(N_("Last day for answers")), due),
        (_(N_("Sent with letter")), command.letter or "—"),
        (_(N_("How to answer")), _(_CONFIRM if endpoints else _FILL_IN)),
        (_(LETTER), ""),
    ]
    return form_bytes(
        sheet_title(KIND),
        [column for _name, column in columns],
        [[values.get(name) for name, _column in columns] for values in filled],
        world.now(),
        Mark(of_round[0], form.uid, endpoints).values(),
        cover,
    )


def _record(
    session: Session,
    command: StartRound,
    root: str,
    of_round: tuple[str, int],
    forms: Sequence[_Form],
) -> int:
    uid, number = of_round
    row = {
        "uid": uid,
        "number": number,
        "unit": root,
        "letter": (command.letter or "").strip() or None,
        "started_on": session.surroundings.today(),
        "due_on": command.due,
    }
    with session.unit_of_work(command) as work:
        work.insert(collection, [row])
        work.insert(
            collection_form,
            [
                {
                    "uid": form.uid,
                    "collection": uid,
                    "unit": form.unit,
                    "file": form.file.name,
                    "content": json.dumps(form.content),
                }
                for form in forms
            ],
        )
    if work.run is None:
        raise AssertionError("a round without forms")
    return work.run.number
