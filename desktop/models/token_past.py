"""What tokens were on a day that is past, as their moves tell it.

A move stands on the day that was told with it, else on that of the run which wrote it. A token that
was written down later was there already where a day that was told says so.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from desktop.models import journal
from desktop.models.many import plain_rows
from desktop.models.tables import certificate, run, token, token_move
from desktop.models.token_life import opening
from desktop.models.unit_reader import in_force

_COME = ("received", "handed_over")
# In stock again, nobody has received it.
_NOT_COME = ("requested", "stock", "transit")


@dataclass(frozen=True)
class Standing:
    """What a token was on the day: its unit (a uid), and which of `token_table.FACTS` held."""

    uid: str
    unit: str | None
    facts: Mapping[str, bool]


@dataclass(frozen=True)
class Past:
    """The tokens that were there on the day, and how many more may have been: they were written
    down later, and no day that was told says when they came."""

    tokens: tuple[Standing, ...]
    unknown: int


class _Move(NamedTuple):
    kind: str
    certificate: str | None
    was: str | None
    became: str | None
    day: str | None
    run: int


def tokens_on(connection: Connection, day: str, until: str) -> Past:
    """Return the tokens as on the ISO `day`; runs from the moment `until` on (RFC 3339 UTC, the end
    of that day here) were written after it."""
    later = select(run.c.number, run.c.undoes).where(run.c.at >= until)
    rows = list(plain_rows(connection, later))
    late = {number for number, _ in rows}
    # What an undo brought back was made by a run of its own before.
    makers = [number for number, undoes in rows if undoes is None]
    fresh = journal.made(connection, token.name, makers)
    moves = _moves(connection)
    cards = _certificates(connection, day)
    names = [column.name for column in token.columns]
    found: list[Standing] = []
    unknown = 0
    for row in plain_rows(connection, select(token)):
        values = dict(zip(names, row, strict=True))
        uid = values["uid"]
        one = _Token(values, moves.get(uid, ()), day, late, is_fresh=uid in fresh)
        if one.was_there:
            found.append(one.standing(cards.get(uid, ())))
        elif not one.came_later:
            unknown += 1
    return Past(tuple(found), unknown)


class _Token:
    """One token with its moves, looked at on a day."""

    def __init__(
        self,
        row: Mapping[str, Any],
        moves: Sequence[_Move],
        day: str,
        late: Container[int],
        *,
        is_fresh: bool,
    ) -> None:
        self._row = row
        self._day = day
        if moves and moves[0].kind == "custody" and moves[0].was is None:
            first, self._moves = moves[0], moves[1:]
        else:
            told = opening(row)
            first, self._moves = _Move("custody", None, None, told["became"], told["day"], 0), moves
        # The first move was written with the one that followed: its run says nothing.
        begun = not is_fresh if first.day is None else first.day <= day
        self._before = [first] if begun else []
        self._before += [
            move
            for move in self._moves
            if (move.run not in late if move.day is None else move.day <= day)
        ]
        told_days = [first.day, row["received_on"], row["signed_on"]]
        told_days += [move.day for move in self._moves]
        self._told = [each for each in told_days if each is not None]
        self.was_there = not is_fresh or any(each <= day for each in self._told)

    @property
    def came_later(self) -> bool:
        """Whether a day that was told says that it came after the day."""
        return not self.was_there and bool(self._told)

    def standing(self, cards: Sequence[tuple[str, str]]) -> Standing:
        """Say what it was; `cards` are the certificates in their period, each with its state."""
        custody: str | None = None
        received = False
        for move in self._before:
            if move.kind == "custody":
                custody = move.became
                received = custody in _COME or (received and custody not in _NOT_COME)
        came = self._row["received_on"]
        received = received or (came is not None and came <= self._day)
        facts = {
            "registered": True,
            "supplied": received or custody not in (None, "requested"),
            "received": received,
            "handed_over": custody == "handed_over",
            "active": any(self._was("certificate", *card) == "active" for card in cards),
        }
        return Standing(self._row["uid"], self._was("unit", None, self._row["unit"]), facts)

    def _was(self, kind: str, of: str | None, now: str | None) -> str | None:
        """Return what a move of the kind had made by the day: else what the next one found, else
        what is now."""
        such = [move for move in self._moves if (move.kind, move.certificate) == (kind, of)]
        before = [move for move in such if move in self._before]
        if before:
            return before[-1].became
        return such[0].was if such else now


def _moves(connection: Connection) -> dict[str, list[_Move]]:
    m = token_move.c
    statement = select(m.token, m.kind, m.certificate, m.was, m.became, m.day, m.run)
    found: dict[str, list[_Move]] = {}
    for uid, *values in plain_rows(connection, statement.order_by(m.token, m.place)):
        found.setdefault(uid, []).append(_Move(*values))
    return found


def _certificates(connection: Connection, day: str) -> dict[str, list[tuple[str, str]]]:
    """Return (uid, state now) of the certificates whose period holds the day, by their token."""
    c = certificate.c
    statement = select(c.token, c.uid, c.state).where(c.token.is_not(None))
    found: dict[str, list[tuple[str, str]]] = {}
    for uid, *card in plain_rows(connection, statement.where(in_force(certificate, day))):
        found.setdefault(uid, []).append((card[0], card[1]))
    return found
