"""What became of the registers since a run, from the journal: for `changes.json` and the paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desktop.models import journal
from desktop.models.bundle_rows import ENDPOINT_CHILDREN, UNIT_CHILDREN, key_of
from desktop.models.tables import run

Row = Mapping[str, Any]

# Stands for a new row of which nothing else matters.
_THERE: Row = {"there": True}

# Which data file a table's rows are in; children are in their owner's row.
_FILES = {
    "unit": "units",
    "identifier_code": "codes",
    "endpoint": "endpoints",
    "target_rule": "rules",
    "person": "people",
    "token": "tokens",
    "certificate": "tokens",
    "use_statistic": "statistics",
}
_CHILDREN = {
    kind.table.name: ("units" if kind in UNIT_CHILDREN else "endpoints", kind)
    for kind in (*UNIT_CHILDREN, *ENDPOINT_CHILDREN)
}


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What became of one record of a data file. `change` is added, changed, closed (its period was
    ended) or removed (an undo took it away); `fields` are the keys that differ, where it is
    neither new nor gone."""

    change: str
    fields: tuple[str, ...]
    file: str
    uid: str

    def row(self) -> dict[str, object]:
        """Return it as a row of `changes.json`."""
        return {
            "change": self.change,
            "fields": list(self.fields),
            "file": self.file,
            "uid": self.uid,
        }


@dataclass(slots=True)
class _Net:
    """One row between two moments, whatever happened in between."""

    before: Row | None
    after: Row | None


@dataclass(slots=True)
class _Fate:
    word: str = "changed"
    fields: tuple[str, ...] = ()
    # Of a unit, whose period is in its versions: was one ended, is one open?
    ended: bool = False
    open: bool = False


def changes(
    connection: Connection, after_run: int, *, up_to: int | None = None
) -> list[RecordChange]:
    """Return what changed after run `after_run`, each record once, by file and uid.

    `up_to` is the last run that counts, the journal's head where None. What was done and undone
    in between is left out.
    """
    nets = {
        key: net
        for key, net in _net(connection, after_run, up_to).items()
        if net.before != net.after
    }
    fates = {
        (_FILES[table], uid): _own(net) for (table, uid), net in nets.items() if table in _FILES
    }
    for (table, _), net in nets.items():
        if table in _CHILDREN:
            file, kind = _CHILDREN[table]
            for owner in {row[kind.owner] for row in (net.before, net.after) if row}:
                _child(fates.setdefault((file, owner), _Fate()), kind.name, net)
    return [
        RecordChange(_word(fates[key]), fates[key].fields, file, uid)
        for key in sorted(fates)
        for file, uid in (key,)
    ]


def _net(connection: Connection, after_run: int, up_to: int | None) -> dict[tuple[str, str], _Net]:
    found: dict[tuple[str, str], _Net] = {}
    numbers = select(run.c.number).where(run.c.number > after_run).order_by(run.c.number)
    if up_to is not None:
        numbers = numbers.where(run.c.number <= up_to)
    for number in connection.execute(numbers).scalars().all():
        for change in journal.changes(connection, number):
            if change.table not in _FILES and change.table not in _CHILDREN:
                continue
            net = found.setdefault((change.table, change.uid), _Net(change.before, None))
            net.after = change.after if net.before else _outline(change.table, change.after)
    return found


def _outline(table: str, row: Row | None) -> Row | None:
    """Return what matters of a row that was added: half a million may come in one import."""
    if row is None or table in _FILES:
        return row and _THERE
    return {name: row[name] for name in (_CHILDREN[table][1].owner, "to_date")}


def _own(net: _Net) -> _Fate:
    if net.before is None:
        return _Fate("added")
    if net.after is None:
        return _Fate("removed")
    before, after = net.before, net.after
    fields = sorted(key_of(name) for name in after if before.get(name) != after[name])
    return _Fate("closed" if _ended(net) else "changed", tuple(fields))


def _child(fate: _Fate, name: str, net: _Net) -> None:
    if fate.word in ("added", "removed"):
        return
    if name not in fate.fields:
        fate.fields = tuple(sorted((*fate.fields, name)))
    if name == "versions":
        fate.ended |= _ended(net)
        fate.open |= net.after is not None and net.after["to_date"] is None


def _ended(net: _Net) -> bool:
    before, after = net.before, net.after
    return bool(before and after) and _end(before) is None and _end(after) is not None


def _end(row: Row | None) -> object:
    return row and row.get("to_date")


def _word(fate: _Fate) -> str:
    return "closed" if fate.ended and not fate.open else fate.word
