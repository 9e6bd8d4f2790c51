"""Reads what is kept of a person, before it is erased: everywhere, and in the journal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, and_, or_, select

from desktop.domain.cells import bare_name
from desktop.domain.erasing import Traces, erased_name
from desktop.domain.folding import fold
from desktop.models import journal
from desktop.models.erasing import FREE_TEXTS, Eraser
from desktop.models.many import column_names, plain_rows
from desktop.models.register_rows import rows_in
from desktop.models.tables import (
    certificate,
    endpoint,
    holding,
    person,
    run,
    setting,
    stand_in,
    token,
)
from desktop.models.uow import TABLES

Row = dict[str, Any]

# Where a device is in nobody's hands: wherever else it is, somebody answers for it.
_OUT_OF_HAND = ("requested", "stock", "returned", "destroyed", "lost")


@dataclass(frozen=True)
class Held:
    """What a person still holds on a day or later: rows of holdings and standings-in with their
    endpoint's `unit` and `role`, and the rows of devices."""

    holdings: tuple[Row, ...]
    stand_ins: tuple[Row, ...]
    tokens: tuple[Row, ...]

    def __bool__(self) -> bool:
        return bool(self.holdings or self.stand_ins or self.tokens)


@dataclass(frozen=True)
class Left:
    """Where the person stays named: `texts` by table and column, for somebody else has that name
    or number too; `runs` whose arguments, which prove the run, name them."""

    texts: Mapping[tuple[str, str], int]
    runs: tuple[int, ...]


def eraser_for(connection: Connection, row: Row) -> Eraser:
    """Return what takes the person of this row out of the vault."""
    uid = row["uid"]
    names, contacts, tokens = {row["name"]}, {row["phone"], row["mail"]}, set()
    for image in _images(connection, row):
        table, values = image
        if table == person.name and values["uid"] == uid:
            names.add(values["name"])
            contacts |= {values["phone"], values["mail"]}
        elif table == token.name and values["person"] == uid:
            tokens.add(values["uid"])
            if values["subscriber_type"] == "person":
                names.add(values["subscriber"])
                contacts |= {values["phone"], values["mail"]}
    word = erased_name(uid)
    names -= {word}
    known = {contact for contact in contacts if contact}
    others_names, others_contacts = _of_others(connection, uid, names)
    alone = {name for name in names if fold(bare_name(name)) not in others_names}
    return Eraser(
        uid,
        word,
        Traces(word, names, known),
        Traces(word, alone, [each for each in known if not others_contacts.named_in(each)]),
        frozenset(tokens),
    )


def _images(connection: Connection, row: Row) -> Iterator[tuple[str, Row]]:
    statement = select(token).where(token.c.person == row["uid"])
    yield from ((token.name, each) for each in _dicts(connection, token, statement))
    for change in journal.naming(connection, row["uid"]):
        for image in (change.before, change.after):
            if image is not None:
                yield change.table, dict(image)


def _of_others(connection: Connection, uid: str, names: set[str]) -> tuple[set[str], Traces]:
    """Return the folded names of all other people, and their phones and mails."""
    columns = (person.c.name, person.c.phone, person.c.mail)
    found = list(plain_rows(connection, select(*columns).where(person.c.uid != uid)))
    contacts = [each for _, phone, mail in found for each in (phone, mail) if each]
    return {fold(bare_name(name)) for name, *_ in found}, Traces("", (), contacts)


def rows_to_erase(connection: Connection, eraser: Eraser) -> dict[Table, list[Row]]:
    """Return the register rows, as they stand, that `eraser` would change."""
    found: dict[Table, list[Row]] = {}
    for name in dict.fromkeys((person.name, token.name, certificate.name, *FREE_TEXTS)):
        table = TABLES[name]
        statement = select(table)
        if table is person:
            statement = statement.where(person.c.uid == eraser.uid)
        elif name not in (token.name, certificate.name):
            texts = (table.c[column] for column in FREE_TEXTS[name])
            statement = statement.where(or_(*(column.is_not(None) for column in texts)))
        rows = [
            row for row in _dicts(connection, table, statement) if eraser.without(name, row) != row
        ]
        if rows:
            found[table] = rows
    return found


def settings_to_erase(connection: Connection, eraser: Eraser) -> dict[str, str]:
    """Return the settings (drafts, kept imports, filters) that name the person, as they will be."""
    rows = _dicts(connection, setting, select(setting))
    cleaned = {row["name"]: eraser.without(setting.name, row)["value"] for row in rows}
    return {row["name"]: new for row in rows if (new := cleaned[row["name"]]) != row["value"]}


def left_behind(connection: Connection, eraser: Eraser) -> Left:
    """Return where the person is named and stays so."""
    texts: dict[tuple[str, str], int] = {}
    for name, columns in {**FREE_TEXTS, endpoint.name: ("account", "note")}.items():
        table = TABLES[name]
        for row in _dicts(connection, table, select(table)):
            kept = eraser.without(name, row)
            for column in columns:
                if kept[column] and eraser.everywhere.named_in(kept[column]):
                    texts[(name, column)] = texts.get((name, column), 0) + 1
    arguments = connection.execute(select(run.c.number, run.c.arguments).order_by(run.c.number))
    runs = [number for number, given in arguments if eraser.everywhere.named_in(given)]
    return Left(texts, tuple(runs))


def still_held(connection: Connection, eraser: Eraser, day: str) -> Held:
    """Return what the person holds on `day` or will hold later."""
    devices = select(token).where(token.c.custody.not_in(_OUT_OF_HAND))
    devices = devices.where(token.c.subscriber_type == "person")
    found = (row for row in _dicts(connection, token, devices) if eraser.owns_token(row))
    return Held(
        tuple(_places(connection, holding, eraser.uid, day)),
        tuple(_places(connection, stand_in, eraser.uid, day)),
        tuple(found),
    )


def erased_people(connection: Connection, uids: Collection[str]) -> frozenset[str]:
    """Return those of these people whose data was erased."""
    rows = rows_in(connection, person, "uid", uids)
    return frozenset(row.uid for row in rows if row.name == erased_name(row.uid))


def still_in_hand(table: str, row: Mapping[str, Any], day: str) -> bool:
    """Say whether a row of the journal puts something into somebody's hands on `day` or later: an
    endpoint, a standing-in, a device of their own."""
    if table in (holding.name, stand_in.name):
        return row["to_date"] is None or row["to_date"] > day
    own = table == token.name and row["subscriber_type"] == "person"
    return own and row["custody"] not in _OUT_OF_HAND


def ever_held(connection: Connection, uid: str) -> Held:
    """Return what endpoints a person held or stood in for at any time; no devices."""
    return Held(
        tuple(_places(connection, holding, uid, "")),
        tuple(_places(connection, stand_in, uid, "")),
        (),
    )


def _places(connection: Connection, table: Table, uid: str, day: str) -> Iterator[Row]:
    open_ = or_(table.c.to_date.is_(None), table.c.to_date > day)
    statement = (
        select(*table.c, endpoint.c.unit, endpoint.c.role)
        .join(endpoint, endpoint.c.uid == table.c.endpoint)
        .where(and_(table.c.person == uid, open_))
        .order_by(table.c.from_date, table.c.uid)
    )
    for row in connection.execute(statement):
        yield dict(row._mapping)


def _dicts(connection: Connection, table: Table, statement: Any) -> list[Row]:
    names = column_names(table)
    return [dict(zip(names, row, strict=True)) for row in plain_rows(connection, statement)]
