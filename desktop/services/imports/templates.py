"""Writing a kind's form for people to fill in: empty, or with what the registers say of a subtree.

A filled form that comes back unchanged changes nothing when it is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Connection, Row, Table

from desktop import resources
from desktop.domain.actors import Command
from desktop.domain.cells import shown_date
from desktop.domain.code_states import AXIS, PLANNED, SYSTEM
from desktop.domain.custody import ENDED
from desktop.domain.levels import OPTION_BY_LEVEL, SecrecyLevel
from desktop.domain.lines import CARRYING
from desktop.domain.periods import day_before, holds
from desktop.exchange import media
from desktop.exchange.forms import FormColumn, form_bytes
from desktop.models import tables
from desktop.models.register_rows import rows_in
from desktop.services.imports import code_states
from desktop.services.imports.command import DEFAULT_SCHEME
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.reading import form
from desktop.services.imports.words import word_for
from desktop.services.kinds import endpoint_roles, unit_types
from desktop.services.lists import find_unit
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings

# Fields that are read but not asked for: another column of our form says the same.
_NOT_ASKED = {"number", "receives", "sends"}
_UID = "uid"

Values = dict[str, str | None]


@dataclass(frozen=True)
class WriteTemplate(Command):
    """Write the form of `kind` to `out`, filled in for the unit of code `under` and below it."""

    name: ClassVar[str] = "template"
    kind: str
    out: Path
    under: str | None = None


def write_template(
    command: WriteTemplate, surroundings: Surroundings, session: Session | None = None
) -> int:
    """Write the form and return how many rows are filled in; needs a session where `under` is set.

    Raises `WorldFailure` (`media.*`; a file of that name is never replaced) and, for a code that
    nobody holds, `Refusal`.
    """
    media.check_free(command.out)
    filled: list[Values] = []
    today = surroundings.today()
    if command.under is not None and session is not None:
        with session.reading(command) as connection:
            known = KnownUnits(connection, DEFAULT_SCHEME)
            root = find_unit(connection, command.under, today)
            filled = filled_rows(connection, known, command.kind, root, today)
    columns = form_columns(command.kind)
    if not filled:
        columns = [(name, column) for name, column in columns if name != _UID]
    rows = [[values.get(name) for name, _ in columns] for values in filled]
    content = form_bytes(
        sheet_title(command.kind), [column for _, column in columns], rows, surroundings.now()
    )
    media.write_file(command.out, [content])
    return len(rows)


def sheet_title(kind: str) -> str:
    """Return what the sheet of a kind's form is called."""
    return str(resources.toml("imports", f"{kind}.toml")["sheet"])


def form_columns(kind: str) -> list[tuple[str, FormColumn]]:
    """Return the columns of a kind's form by field, in their order."""
    definitions = {row["name"]: row for row in resources.toml("imports", f"{kind}.toml")["field"]}
    labels: dict[str, tuple[str, ...]] = {
        "type": tuple(found.label for found in unit_types().values()),
        "role": tuple(found.label for found in endpoint_roles().values()),
    }
    shown = [field for field in form(kind).fields if field.name not in _NOT_ASKED]
    shown.sort(key=lambda field: field.name == _UID)
    return [
        (
            field.name,
            FormColumn(
                field.label,
                labels.get(field.name) or tuple(definitions[field.name].get("choices", ())),
                hidden=field.name == _UID,
            ),
        )
        for field in shown
    ]


def filled_rows(
    connection: Connection, known: KnownUnits, kind: str, root: str, today: str
) -> list[Values]:
    """Return the rows of a form as the registers know them: of the unit `root` and all below."""
    units = subtree(known, root, today)
    rows = {
        "units": _unit_rows,
        "clerks": _clerk_rows,
        "tokens": _token_rows,
        "code-states": _code_rows,
        "statistics": _use_rows,
    }[kind]
    return list(rows(connection, known, units, today))


def subtree(known: KnownUnits, root: str, today: str) -> list[str]:
    """Return a unit and all below it on the day, each after its superior, sisters in order."""
    found: list[str] = []
    waiting = [root]
    while waiting:
        uid = waiting.pop()
        found.append(uid)
        below = [row for row in known.children(uid) if holds(row.from_date, row.to_date, today)]
        below.sort(key=lambda row: (row.position, row.name), reverse=True)
        waiting += [row.unit for row in below]
    return found


def _code_rows(
    connection: Connection, known: KnownUnits, units: Sequence[str], today: str
) -> Iterator[Values]:
    codes = [code for uid in units if (code := known.code(uid, today)) is not None]
    rows = rows_in(connection, tables.code_state, "code", [code.uid for code in codes])
    told = {(row.code, row.system): row for row in rows}
    for code in codes:
        for system in (SYSTEM, AXIS):
            row = told.get((code.uid, system))
            state = row.state if row else code.state if system == SYSTEM else PLANNED
            yield {
                "code": code.value,
                "system": word_for(code_states.KIND, "systems", system),
                "state": word_for(code_states.KIND, "states", state),
                "day": shown_date(row.on_date) if row else None,
                "reason": row.reason if row else None,
                "bundle": str(row.bundle) if row and row.bundle else None,
            }


def _use_rows(
    _connection: Connection, known: KnownUnits, units: Sequence[str], today: str
) -> Iterator[Values]:
    """Yield a row for each unit, whose days and figures are to be filled in."""
    for uid in units:
        yield {"uid": uid, **_of_unit(known, uid, today)}


def _unit_rows(
    connection: Connection, known: KnownUnits, units: Sequence[str], today: str
) -> Iterator[Values]:
    for uid in units:
        version = known.version(uid, today)
        if version is None:
            continue
        own = known.units[uid]
        has_line = any(
            row.stage in CARRYING and holds(row.from_date, row.to_date, today)
            for row in known.lines(uid)
        )
        kind = unit_types().get(version.type or "")
        yield {
            "uid": uid,
            "code": _code(known, uid, today),
            "name": version.name,
            "short_name": version.short_name,
            "type": kind.label if kind is not None else version.type,
            "parent": _code(known, version.parent, today),
            "place": version.place,
            "basis": version.basis,
            "line": "Có" if has_line else None,
            "phone": own.phone,
            "contact": own.contact,
            "note": own.note,
        }


def _code(known: KnownUnits, uid: str | None, today: str) -> str | None:
    held = known.code(uid, today) if uid is not None else None
    return held.value if held is not None else None


def _of_unit(known: KnownUnits, uid: str, today: str) -> Values:
    version = known.version(uid, today)
    return {
        "code": _code(known, uid, today),
        "unit": version.name if version is not None else None,
        "parent": _code(known, version.parent, today) if version is not None else None,
    }


def _clerk_rows(
    connection: Connection, known: KnownUnits, units: Sequence[str], today: str
) -> Iterator[Values]:
    """Yield a row for each endpoint, and one to be filled in for each unit without any."""
    endpoints = _by(
        [row for row in rows_in(connection, tables.endpoint, "unit", units) if _now(row, today)],
        "unit",
    )
    uids = [row.uid for rows in endpoints.values() for row in rows]
    holdings = _standing(connection, tables.holding, uids, today)
    stand_ins = _standing(connection, tables.stand_in, uids, today)
    people = {
        row.uid: row
        for row in rows_in(
            connection,
            tables.person,
            "uid",
            {
                row.person
                for held in (holdings, stand_ins)
                for rows in held.values()
                for row in rows
            },
        )
    }
    levels = _first_words("levels")
    for unit in units:
        for row in endpoints.get(unit, ()):
            held = next(iter(holdings.get(row.uid, ())), None)
            holder = people[held.person] if held is not None else None
            second = sorted(stand_ins.get(row.uid, ()), key=lambda one: one.position)
            yield {
                **_of_unit(known, unit, today),
                "uid": row.uid,
                "role": endpoint_roles()[row.role].label,
                "account": row.account,
                "person": holder.name if holder is not None else _first_words("nobody")["words"],
                "environment": _first_words("environments")[row.environment],
                "direction": _direction(row),
                "ceiling": levels[OPTION_BY_LEVEL[SecrecyLevel(row.ceiling)]],
                "decision": held.basis if held is not None else None,
                "to": _last_day(held.to_date) if held is not None else None,
                "stand_in": "; ".join(_stand_in(one, people[one.person].name) for one in second),
                "note": row.note,
                **(_of_person(holder, levels) if holder is not None else {}),
            }
        if unit not in endpoints:
            yield _of_unit(known, unit, today)


def _of_person(holder: Row[Any], levels: dict[str, str]) -> Values:
    return {
        "post": holder.post,
        "phone": holder.phone,
        "mail": holder.mail,
        "clearance": levels[OPTION_BY_LEVEL[SecrecyLevel(holder.clearance)]]
        if holder.clearance is not None
        else None,
        "clearance_basis": holder.clearance_basis,
        "clearance_until": _last_day(holder.clearance_until),
    }


def _token_rows(
    connection: Connection, known: KnownUnits, units: Sequence[str], today: str
) -> Iterator[Values]:
    """Yield a row for each token; its state is left to be filled in where it has changed."""
    found = _by(rows_in(connection, tables.token, "unit", units), "unit")
    uids = [row.uid for rows in found.values() for row in rows]
    certificates = _by(
        [
            row
            for row in rows_in(connection, tables.certificate, "token", uids)
            if row.state not in ENDED
        ],
        "token",
    )
    kinds, purposes = _first_words("subscriber_types", "tokens"), _first_words("purposes", "tokens")
    for unit in units:
        for row in found.get(unit, ()):
            own = next(iter(certificates.get(row.uid, ())), None)
            yield {
                **_of_unit(known, unit, today),
                **{
                    name: getattr(row, name)
                    for name in (
                        *("uid", "subscriber", "post", "mail", "phone", "request"),
                        *("serial", "model", "receiver", "note"),
                    )
                },
                "subscriber_type": kinds[row.subscriber_type],
                "birth": _shown(row.birth),
                "purpose": purposes[row.purpose],
                "certificate": own.number if own is not None else None,
                "from": _shown(own.from_date) if own is not None else None,
                "to": _last_day(own.to_date) if own is not None else None,
                "received": _shown(row.received_on),
                "signed": _shown(row.signed_on),
            }


def _first_words(table: str, kind: str = "clerks") -> dict[str, str]:
    """Return the first word for each meaning of a table of words."""
    return {
        meaning: words[0]
        for meaning, words in resources.toml("imports", f"{kind}.toml")[table].items()
    }


def _by(rows: Sequence[Row[Any]], column: str) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _standing(
    connection: Connection, table: Table, endpoints: Sequence[str], today: str
) -> dict[str, list[Row[Any]]]:
    rows = rows_in(connection, table, "endpoint", endpoints)
    return _by([row for row in rows if _now(row, today)], "endpoint")


def _now(row: Row[Any], today: str) -> bool:
    return holds(row.from_date, row.to_date, today)


def _direction(row: Row[Any]) -> str | None:
    words = _first_words("directions")
    if row.receives and row.sends:
        return f"{words['sends']}/{words['receives']}"
    return words["receives"] if row.receives else words["sends"] if row.sends else None


def _stand_in(row: Row[Any], name: str) -> str:
    return f"{name} ({row.reason})" if row.reason else name


def _shown(day: str | None) -> str | None:
    """Return a day as people write it; a year alone stays one."""
    return shown_date(day) if day is not None and "-" in day else day


def _last_day(end: str | None) -> str | None:
    """Return the last day of a period that ends with the day before `end`."""
    if end is None:
        return None
    return shown_date(day_before(end))
