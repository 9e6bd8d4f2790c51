"""What became of the registers since a run, from the journal: for `changes.json` and the paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from desktop.models import journal
from desktop.models.bundle_rows import ENDPOINT_CHILDREN, UNIT_CHILDREN, key_of
from desktop.models.tables import run

# Which data file a table's rows are in; children are in their owner's row.
_FILES = {
    "unit": "units",
    "identifier_code": "codes",
    "endpoint": "endpoints",
    "person": "people",
    "token": "tokens",
    "certificate": "tokens",
}
_CHILDREN = {
    kind.table.name: ("units" if kind in UNIT_CHILDREN else "endpoints", kind)
    for kind in (*UNIT_CHILDREN, *ENDPOINT_CHILDREN)
}


@dataclass
class _Net:
    """One row between two moments, whatever happened in between."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass
class _Fate:
    added: bool = False
    removed: bool = False
    fields: set[str] = field(default_factory=set)
    ended: bool = False
    begun: bool = False


def changes(
    connection: Connection, after_run: int, *, up_to: int | None = None
) -> list[dict[str, Any]]:
    """Return what changed after run `after_run`, one row for each record, by file and uid.

    `up_to` is the last run that counts, the journal's head where None.

    `change` is added, changed, closed (its period was ended) or removed (an undo took it away);
    `fields` names what changed in a changed or closed record. What was done and undone is left out.
    """
    fates: dict[tuple[str, str], _Fate] = {}
    for (table, uid), net in _net(connection, after_run, up_to).items():
        if net.before == net.after:
            continue
        if table in _FILES:
            _own(fates.setdefault((_FILES[table], uid), _Fate()), net)
        else:
            file, kind = _CHILDREN[table]
            for owner in {row[kind.owner] for row in (net.before, net.after) if row}:
                _child(fates.setdefault((file, owner), _Fate()), kind.name, net)
    return [
        {"change": _word(fate), "fields": _fields(fate), "file": file, "uid": uid}
        for (file, uid), fate in sorted(fates.items())
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
            net.after = change.after
    return found


def _own(fate: _Fate, net: _Net) -> None:
    fate.added = net.before is None
    fate.removed = net.after is None
    if net.before is not None and net.after is not None:
        fate.fields |= {
            key_of(name) for name, value in net.after.items() if net.before.get(name) != value
        }
        fate.ended = _ends(net)


def _child(fate: _Fate, name: str, net: _Net) -> None:
    fate.fields.add(name)
    if name == "versions":
        fate.ended = fate.ended or _ends(net)
        fate.begun = fate.begun or (net.after is not None and net.after.get("to_date") is None)


def _ends(net: _Net) -> bool:
    before, after = net.before, net.after
    if before is None or after is None or "to_date" not in after:
        return False
    return before["to_date"] is None and after["to_date"] is not None


def _word(fate: _Fate) -> str:
    if fate.added:
        return "added"
    if fate.removed:
        return "removed"
    return "closed" if fate.ended and not fate.begun else "changed"


def _fields(fate: _Fate) -> list[str]:
    return [] if fate.added or fate.removed else sorted(fate.fields)
