"""Reads the moves of a token, and finds tokens by what people call them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from desktop.models.many import among, plain_rows
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, person, run, token, token_move
from desktop.models.token_life import opening
from desktop.models.unit_table import names_of


@dataclass(frozen=True)
class Move:
    """A move of a token: what it was and became (a state's code; of the kinds "holder" and "unit" a
    name), and what was told with it.

    `number` is that of a certificate, "" where it has none yet. `run` with its time (RFC 3339) and
    actor wrote it; all three are None for the move that had brought it where it was first seen.
    """

    kind: str
    was: str | None
    became: str | None
    day: str | None
    paper: str | None
    receiver: str | None
    reason: str | None
    number: str | None = None
    run: int | None = None
    at: str | None = None
    actor: str | None = None


def moves(connection: Connection, uid: str) -> tuple[Move, ...]:
    """Return the moves of a token, the oldest first.

    The first says how it came where it was when it was first written down.
    """
    m = token_move.c
    statement = (
        select(
            m.kind, m.was, m.became, m.day, m.paper, m.receiver, m.reason,
            certificate.c.number, m.run, run.c.at, run.c.actor,
        )
        .select_from(token_move)
        .outerjoin(certificate, certificate.c.uid == m.certificate)
        .outerjoin(run, run.c.number == m.run)
        .where(m.token == uid)
        .order_by(m.place, m.uid)
    )  # fmt: skip
    found = [Move(*row) for row in connection.execute(statement)]
    if not found:
        rows = dicts_in(connection, token, "uid", [uid])
        found = [_opening(row) for row in rows]
    elif found[0].kind == "custody" and found[0].was is None:
        # Written with the first step that followed; what it says is from before that.
        first = found[0]
        found[0] = Move(*(getattr(first, name) for name in _TOLD))
    return tuple(_named(connection, found))


_TOLD = ("kind", "was", "became", "day", "paper", "receiver", "reason")


def _opening(row: dict[str, Any]) -> Move:
    values = opening(row)
    return Move(*(values[name] for name in _TOLD))


def _named(connection: Connection, found: Sequence[Move]) -> list[Move]:
    names: dict[str, dict[str, str]] = {}
    for kind in ("holder", "unit"):
        uids = {
            uid for move in found if move.kind == kind for uid in (move.was, move.became) if uid
        }
        if kind == "unit":
            names[kind] = dict(names_of(connection, uids)) if uids else {}
        else:
            rows = dicts_in(connection, person, "uid", sorted(uids))
            names[kind] = {row["uid"]: row["name"] for row in rows}
    return [_renamed(move, names.get(move.kind)) for move in found]


def _renamed(move: Move, names: dict[str, str] | None) -> Move:
    if names is None:
        return move
    was, became = (uid and names.get(uid, uid) for uid in (move.was, move.became))
    return Move(
        move.kind, was, became, move.day, move.paper, move.receiver, move.reason, move.number,
        move.run, move.at, move.actor,
    )  # fmt: skip


class SetAside(NamedTuple):
    """A device that another took the place of: the day, whose it was to be, the other one, and the
    token (a uid) that has that now."""

    day: str
    subscriber: str
    other: str
    token: str


def set_aside(connection: Connection, serials: Collection[str]) -> dict[str, SetAside]:
    """Return by serial which devices were swapped for another on a day that was told, the last
    time each. The moves of the token tell it of the other device, never of them."""
    m = token_move.c
    statement = (
        select(m.was, m.day, token.c.subscriber, m.became, m.token)
        .join(token, token.c.uid == m.token)
        .where(m.kind == "device", m.day.is_not(None), m.became.is_not(None), among(m.was, serials))
        .order_by(m.run, m.place)
    )
    return {was: SetAside(*rest) for was, *rest in plain_rows(connection, statement)}


def tokens_called(connection: Connection, names: Sequence[str]) -> dict[str, list[str]]:
    """Return the uids of the tokens whose serial or uid is one of `names`, by that name."""
    t = token.c
    found: dict[str, list[str]] = {name: [] for name in names}
    for uid, serial in connection.execute(
        select(t.uid, t.serial).where(or_(t.uid.in_(names), t.serial.in_(names)))
    ):
        for name in {uid, serial} & found.keys():
            found[name].append(uid)
    return found
