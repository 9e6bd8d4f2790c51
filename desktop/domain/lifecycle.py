"""Which step of a token may follow which, what each needs, and what the token is after it.

The three states are independent of each other; the tables are those of
`resources/tokens/lifecycle.toml`. Everything that writes one of them is judged by these functions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from desktop.domain.cells import shown_date
from desktop.domain.custody import ACCESS_LABELS, CERTIFICATE_LABELS, CUSTODY_LABELS
from desktop.domain.problems import Problem
from desktop.domain.texts import Text

Row = Mapping[str, Any]

# What a step may need, in the order in which it is asked for.
NEEDS = ("serial", "unit", "number", "day", "signature", "paper", "reason")
# Where a device is in its unit's or its subscriber's hands.
IN_HAND = ("received", "handed_over")


@dataclass(frozen=True)
class Step:
    """A step from one state to another: what it says happened, and what must be told with it."""

    before: str
    after: str
    why: str
    needs: tuple[str, ...]
    by_hand: bool = True


@dataclass(frozen=True)
class States:
    """One of the three states: its words, its steps, and what is never left."""

    kind: str
    labels: Mapping[str, str]
    steps: Mapping[tuple[str, str], Step]
    ended: frozenset[str]

    @cached_property
    def _next(self) -> Mapping[str, tuple[str, ...]]:
        following: dict[str, list[str]] = {name: [] for name in self.labels}
        for before, after in self.steps:
            following[before].append(after)
        order = list(self.labels)
        return {name: tuple(sorted(to, key=order.index)) for name, to in following.items()}

    @cached_property
    def _reached(self) -> Mapping[str, frozenset[str]]:
        found = {}
        for start in self.labels:
            seen, waiting = {start}, [start]
            while waiting:
                new = set(self._next[waiting.pop()]) - seen
                seen |= new
                waiting += new
            found[start] = frozenset(seen)
        return found

    def after(self, state: str) -> tuple[str, ...]:
        """Return the states that a person may choose after `state`, in the order of a life."""
        return tuple(to for to in self._next[state] if self.steps[(state, to)].by_hand)

    def in_common(self, states: Collection[str]) -> tuple[str, ...]:
        """Return the states that all of these may come to next; nothing where there are none."""
        if not states:
            return ()
        common = set.intersection(*(set(self.after(state)) for state in states))
        return tuple(name for name in self.labels if name in common)

    def step(self, before: str, after: str) -> Step | None:
        """Return the step between two states, or None where there is none."""
        return self.steps.get((before, after))

    def leads(self, before: str, after: str) -> bool:
        """Say whether steps lead from one state to the other, over whatever lies between."""
        return after in self._reached[before]


@dataclass(frozen=True)
class Lifecycle:
    """The three states of a token."""

    custody: States
    certificate: States
    access: States


@dataclass(frozen=True)
class Told:
    """What is told with a step; days are ISO."""

    day: str
    receiver: str | None = None
    paper: str | None = None
    reason: str | None = None
    serial: str | None = None
    number: str | None = None


def lifecycle(definition: Mapping[str, Any]) -> Lifecycle:
    """Build the tables from `resources/tokens/lifecycle.toml`.

    Raises `ValueError` where they name a state or a need that is not known, or leave an ended one.
    """
    return Lifecycle(
        _states("custody", CUSTODY_LABELS, definition["custody"]),
        _states("certificate", CERTIFICATE_LABELS, definition["certificate"]),
        _states("access", ACCESS_LABELS, definition["access"]),
    )


def _states(kind: str, labels: Mapping[str, str], table: Mapping[str, Any]) -> States:
    steps: dict[tuple[str, str], Step] = {}
    for row in table.get("step", ()):
        for before in row["from"]:
            step = Step(
                before, row["to"], row["why"], tuple(row["needs"]), row.get("by_hand", True)
            )
            steps[(before, step.after)] = step
    if table.get("any"):
        steps = {(a, b): Step(a, b, "", ()) for a in labels for b in labels if a != b}
    ended = frozenset(table.get("ended", ()))
    named = {name for pair in steps for name in pair} | ended
    needs = {need for step in steps.values() for need in step.needs}
    if not named <= set(labels) or not needs <= set(NEEDS) or ended & {a for a, _ in steps}:
        raise ValueError(f"the steps of {kind} name what is not known, or leave what has ended")
    return States(kind, labels, steps, ended)


def shown(row: Row) -> str:
    """Return what a token is called: its serial and its subscriber."""
    return f"{row['serial'] or '—'} · {row['subscriber']}"


def custody_problem(
    life: Lifecycle, row: Row, wanted: str, told: Told, today: str
) -> Problem | None:
    """Return what stands against the step of the token `row` to the custody `wanted`.

    The codes: `token.step`, `.serial_missing`, `.unit_missing`, `.day_to_come`,
    `.signed_too_early`, `.paper_missing`, `.reason_missing`.
    """
    step = life.custody.step(row["custody"], wanted)
    name = shown(row)
    if step is None:
        values = _two(life.custody, row["custody"], wanted)
        return Problem("token.step", {"token": name, **values})
    if "serial" in step.needs and not (row["serial"] or told.serial):
        return Problem("token.serial_missing", {"subscriber": row["subscriber"]})
    if "unit" in step.needs and row["unit"] is None:
        return Problem("token.unit_missing", {"token": name})
    found = _told_problem(step, life.custody, name, told, today)
    if found is None and "signature" in step.needs:
        received = row["received_on"]
        if received is not None and told.day < received:
            values = {"token": name, "received": shown_date(received)}
            return Problem("token.signed_too_early", values)
    return found


def certificate_problem(
    life: Lifecycle, row: Row, wanted: str, told: Told, today: str
) -> Problem | None:
    """Return what stands against the step of the certificate `row` to the state `wanted`.

    The codes: `certificate.step`, `.number_missing`, `token.day_to_come`, `.paper_missing`,
    `.reason_missing`.
    """
    step = life.certificate.step(row["state"], wanted)
    name = row["number"] or "—"
    if step is None or not step.by_hand:
        return Problem(
            "certificate.step", {"number": name, **_two(life.certificate, row["state"], wanted)}
        )
    if "number" in step.needs and not (row["number"] or told.number):
        return Problem("certificate.number_missing", _two(life.certificate, row["state"], wanted))
    return _told_problem(step, life.certificate, name, told, today)


def _two(states: States, now: str, wanted: str) -> dict[str, object]:
    return {"now": Text(states.labels[now]), "wanted": Text(states.labels[wanted])}


def _told_problem(step: Step, states: States, name: str, told: Told, today: str) -> Problem | None:
    if told.day > today:
        return Problem("token.day_to_come", {"token": name, "day": told.day})
    wanted = Text(states.labels[step.after])
    if "paper" in step.needs and not (told.paper or "").strip():
        return Problem("token.paper_missing", {"token": name, "wanted": wanted})
    if "reason" in step.needs and not (told.reason or "").strip():
        return Problem("token.reason_missing", {"token": name, "wanted": wanted})
    return None


def moved(wanted: str, told: Told) -> dict[str, Any]:
    """Return what a token gets with its step to `wanted`; in stock again, nobody has received it.

    For `received` the day is that of receiving; for `handed_over` it is that of the signature.
    """
    values: dict[str, Any] = {"custody": wanted}
    if told.serial is not None:
        values["serial"] = told.serial
    match wanted:
        case "received":
            values |= {"received_on": told.day, "receiver": told.receiver, "signed_on": None}
        case "handed_over":
            values["signed_on"] = told.day
            if told.receiver:
                values["receiver"] = told.receiver
        case "stock" | "transit":
            values |= {"received_on": None, "receiver": None, "signed_on": None}
    return values


def holder_problem(
    life: Lifecycle, row: Row, certificates: Sequence[Row], person: str, same: bool
) -> Problem | None:
    """Return what stands against giving the token `row` to `person`, a name; `same` says that it
    is the one who subscribed. The code: `token.certificate_of_other`.
    """
    if row["subscriber_type"] != "person" or same:
        return None
    for one in certificates:
        if one["state"] not in life.certificate.ended:
            values = {"number": one["number"] or "—", "token": shown(row), "person": person}
            return Problem(
                "token.certificate_of_other", {**values, "subscriber": row["subscriber"]}
            )
    return None


def broken(life: Lifecycle, table: str, before: Row, after: Row) -> Problem | None:
    """Return what no writing may do to a token or a certificate, whoever asks for it: leave a state
    that has ended, or hand over without a signature's day. The codes: `token.step`,
    `certificate.step`, `token.unsigned`.
    """
    if table == "certificate":
        now, wanted = before["state"], after["state"]
        if now != wanted and now in life.certificate.ended:
            values = _two(life.certificate, now, wanted)
            return Problem("certificate.step", {"number": before["number"] or "—", **values})
        return None
    now, wanted = before["custody"], after["custody"]
    if now == wanted:
        return None
    if now in life.custody.ended:
        return Problem("token.step", {"token": shown(before), **_two(life.custody, now, wanted)})
    if wanted == "handed_over" and after["signed_on"] is None:
        return Problem("token.unsigned", {"token": shown(before)})
    return None
