"""Keeps the life of tokens: whatever writes one passes here, and leaves the moves it made.

The unit of work hands over every change of a run before the run is written. What undoes a run is
left alone: it brings back rows that stood before, and takes that run's moves away with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from desktop import resources
from desktop.domain import lifecycle as rules
from desktop.domain.lifecycle import IN_HAND, Lifecycle
from desktop.domain.problems import Refusal
from desktop.models.journal import Change
from desktop.models.many import among, plain_rows
from desktop.models.tables import certificate, token, token_move

Row = Mapping[str, Any]

# What is followed of a token, beside the state of its certificates: the kind of move by column.
_KINDS = {
    "custody": "custody",
    "access": "access",
    "person": "holder",
    "unit": "unit",
    "serial": "device",
}


@cache
def lifecycle() -> Lifecycle:
    """Return the steps that tokens may take."""
    return rules.lifecycle(resources.toml("tokens", "lifecycle.toml"))


@dataclass(frozen=True)
class MoveNote:
    """What is told with the moves of a run: the day, the paper, who received, why. None: nothing
    was told, as in a list that was imported."""

    day: str | None = None
    paper: str | None = None
    receiver: str | None = None
    reason: str | None = None


def moves(
    connection: Connection,
    changes: Sequence[Change],
    note: MoveNote,
    number: int,
    new_uids: Callable[[int], list[str]],
) -> list[dict[str, Any]]:
    """Return the rows of `token_move` for what the run `number` changed, in its order.

    A token that moves for the first time also gets the move that had brought it where it was.
    Raises `Refusal` with what `desktop.domain.lifecycle.broken` says.
    """
    ours = [change for change in changes if _is_ours(change, note)]
    if not ours:
        return []
    problems = [
        problem
        for change in ours
        if change.before
        and change.after
        and (problem := rules.broken(lifecycle(), change.table, change.before, change.after))
    ]
    if problems:
        raise Refusal(*problems)
    made = [move for change in ours for move in _of(change, note)]
    if not made:
        return []
    first = _openings(connection, ours, {move["token"] for move in made})
    found = [*first, *made]
    for uid, move in zip(new_uids(len(found)), found, strict=True):
        move |= {"uid": uid, "run": number}
    last: dict[str, int] = _last_places(connection, {move["token"] for move in found})
    for move in found:
        move["place"] = last[move["token"]] = last.get(move["token"], 0) + 1
    return found


def _is_ours(change: Change, note: MoveNote) -> bool:
    """Say whether a change is of a token that was there, or a certificate that somebody asked for:
    what a list brings in is told by its own run."""
    if change.after is None or change.table not in (token.name, certificate.name):
        return False
    asked_for = change.table == certificate.name and note.day is not None
    return change.before is not None or asked_for


def opening(row: Row) -> dict[str, Any]:
    """Return the move that brought a token where it was when it was first written down."""
    day = row["signed_on"] if row["custody"] == "handed_over" else row["received_on"]
    receiver = row["receiver"] if row["custody"] in IN_HAND else None
    found = _move(row["uid"], "custody", None, row["custody"], replace(MoveNote(), day=day))
    return {**found, "receiver": receiver}


def _of(change: Change, note: MoveNote) -> Iterator[dict[str, Any]]:
    before, after = change.before or {}, change.after or {}
    if change.table == certificate.name:
        state = before.get("state")
        if state != after["state"] and after["token"] is not None:
            move = _move(after["token"], "certificate", state, after["state"], note)
            yield {**move, "certificate": change.uid}
        return
    for column, kind in _KINDS.items():
        old, new = before[column], after[column]
        # The first serial comes with the step that brings the device; another is another device.
        if old == new or (column == "serial" and old is None):
            continue
        move = _move(change.uid, kind, old, new, note)
        if kind == "custody" and new in IN_HAND:
            move["receiver"] = after["receiver"] if note.receiver is None else note.receiver
            signed = after["signed_on"] if new == "handed_over" else after["received_on"]
            move["day"] = note.day or signed
        yield move


def _move(
    uid: str, kind: str, before: str | None, after: str | None, note: MoveNote
) -> dict[str, Any]:
    return {
        "token": uid,
        "certificate": None,
        "kind": kind,
        "was": before,
        "became": after,
        "day": note.day,
        "paper": note.paper,
        "receiver": note.receiver,
        "reason": note.reason,
    }


def _openings(
    connection: Connection, changes: Sequence[Change], moving: set[str]
) -> list[dict[str, Any]]:
    """Return the first moves of those tokens that have none yet, as they were before the run."""
    known = set(_last_places(connection, moving))
    fresh = moving - known
    before: dict[str, Row] = {}
    for change in changes:
        if change.table == token.name and change.uid in fresh and change.before is not None:
            before.setdefault(change.uid, change.before)
    rest = fresh - before.keys()
    names = [column.name for column in token.columns]
    for row in plain_rows(connection, select(token).where(among(token.c.uid, sorted(rest)))):
        image = dict(zip(names, row, strict=True))
        before[image["uid"]] = image
    return [opening(before[uid]) for uid in dict.fromkeys(sorted(fresh)) if uid in before]


def _last_places(connection: Connection, tokens: set[str]) -> dict[str, int]:
    statement = select(token_move.c.token, token_move.c.place)
    found: dict[str, int] = {}
    for uid, place in plain_rows(
        connection, statement.where(among(token_move.c.token, sorted(tokens)))
    ):
        found[uid] = max(place, found.get(uid, 0))
    return found
