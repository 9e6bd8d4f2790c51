"""Giving, changing, ordering and ending the rules for choosing the receiving endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from desktop.domain.levels import ENVIRONMENT_LABELS, Environment, SecrecyLevel
from desktop.domain.periods import holds
from desktop.domain.problems import refuse
from desktop.domain.target_rules import beaten_always, beaten_somewhere, numbers
from desktop.domain.texts import N_, Text, listed
from desktop.models.rule_reader import rule_of, with_all_above
from desktop.models.tables import target_rule
from desktop.models.uow import UnitOfWork
from desktop.services.endpoint_edits import Changed
from desktop.services.endpoint_rows import (
    changed,
    check_end,
    check_unit,
    open_after,
    rows_of,
    written,
)
from desktop.services.kinds import endpoint_roles, stored_types
from desktop.services.receiving_rules.command import (
    AddRule,
    ChangeRule,
    EndRules,
    OrderRules,
    RuleDetails,
)
from desktop.services.session import Session

Row = dict[str, Any]

# What a move of the order gives a rule anew: it says the same as before.
_OF_A_MOVE = ("uid", "position", "from_date", "to_date")


def add_rule(session: Session, command: AddRule) -> Changed:
    """Give a unit a rule.

    Raises `Refusal`: `endpoint.unit_gone`, `endpoint.role_unknown`, `rule.role_elsewhere`,
    `rule.fallback_same`, `rule.type_unknown`, `rule.levels_reversed`, `rule.level_in_clear`,
    `rule.never_wins`, `text.too_long`.
    """
    with session.unit_of_work(command) as work:
        check_unit(work.connection, command.unit, command.from_date)
        row = {
            "uid": work.new_uid(),
            "unit": command.unit,
            **_values(work.connection, command.details, command.from_date),
            # Of none yet, as long as its place is sought.
            "position": 0,
            "from_date": command.from_date,
            "to_date": None,
        }
        others = _open_rules(work.connection, command.unit, command.from_date)
        place = _place_for(work.connection, row, others)
        ordered = [*others[:place], row, *others[place:]]
        _check_order(work.connection, others, ordered, command.from_date)
        numbers = _with_room(ordered, row["uid"])
        work.insert(target_rule, [{**row, "position": numbers.pop(row["uid"])}])
        _number(work, others, numbers, command.from_date)
    return changed(work, row["uid"], 1)


def change_rule(session: Session, command: ChangeRule) -> Changed:
    """Let a rule say something else from a day.

    Raises `Refusal`: `rule.unknown`, and what `add_rule` may be refused for.
    """
    with session.unit_of_work(command) as work:
        (old,) = _rules(work.connection, [command.rule])
        values = _values(work.connection, command.details, command.on)
        if all(old[name] == value for name, value in values.items()):
            return changed(work, old["uid"], 0)
        others = _open_rules(work.connection, old["unit"], command.on)
        in_place = old["from_date"] >= command.on
        later = {row["uid"] for row in _later(work.connection, old)}
        new = {**old, **values}
        if not in_place:
            new |= {"uid": work.new_uid(), "from_date": command.on}
        ordered = [
            new if row["uid"] == old["uid"] else {**row, **values} if row["uid"] in later else row
            for row in others
        ]
        untouched = [row for row in others if row["uid"] not in {old["uid"], *later}]
        _check_order(work.connection, untouched, ordered, command.on)
        if in_place:
            work.update(target_rule, [{"uid": old["uid"], **values}])
        else:
            work.close(target_rule, [old["uid"]], command.on)
            work.insert(target_rule, [new])
        work.update(target_rule, [{"uid": uid, **values} for uid in sorted(later)])
    return changed(work, new["uid"], 1)


def end_rules(session: Session, command: EndRules) -> Changed:
    """End rules, and what carries them on after a later move of their order.

    Raises `Refusal`: `rule.unknown`, `endpoint.ends_too_early`.
    """
    with session.unit_of_work(command) as work:
        rows = _rules(work.connection, command.rules)
        for row in rows:
            check_end(row, command.on)
        ending = [row["uid"] for row in rows if open_after(row, command.on)]
        later = [each for row in rows for each in _later(work.connection, row)]
        ended = work.close(target_rule, ending, command.on)
        # One that would begin later never holds.
        ends = {
            each["uid"]: max(each["from_date"], command.on)
            for each in later
            if open_after(each, command.on)
        }
        work.update(target_rule, [{"uid": uid, "to_date": day} for uid, day in ends.items()])
    return changed(work, command.rules[0], ended)


def order_rules(session: Session, command: OrderRules) -> Changed:
    """Put a unit's rules in another order from a day; what won before that day still does then.

    Raises `Refusal`: `rule.unknown`, `rule.never_wins`.
    """
    with session.unit_of_work(command) as work:
        rows = {row["uid"]: row for row in _open_rules(work.connection, command.unit, command.on)}
        if rows.keys() != set(command.rules):
            raise refuse("rule.unknown")
        if list(rows) == list(command.rules):
            return changed(work, command.rules[0], 0)
        ordered = [rows[uid] for uid in command.rules]
        _check_order(work.connection, list(rows.values()), ordered, command.on)
        moved = _number(work, ordered, _exchanged(ordered), command.on)
    return changed(work, command.rules[0], moved)


def beaters(
    row: Mapping[str, Any],
    earlier: Sequence[Mapping[str, Any]],
    above: Mapping[str, frozenset[str]],
    at: str,
) -> tuple[str, ...]:
    """Return the uids of those earlier rules of its unit that leave nothing for a rule.

    None where it can win on some day of its own from `at` on: on each it is held against those that
    hold then. `above` gives for each sender all units above it.
    """
    begin = max(at, row["from_date"])
    changes = {day for each in earlier for day in (each["from_date"], each["to_date"]) if day}
    found: dict[str, None] = {}
    for day in sorted({begin, *(day for day in changes if begin < day)}):
        if not holds(row["from_date"], row["to_date"], day):
            break
        beside = [
            rule_of(each, {}, {})
            for each in earlier
            if holds(each["from_date"], each["to_date"], day)
        ]
        by = beaten_always(rule_of(row, {}, {}), beside, above)
        if not by:
            return ()
        found |= dict.fromkeys(rule.uid for rule in by)
    return tuple(found)


def senders_above(
    connection: Connection, rows: Iterable[Mapping[str, Any]], at: str
) -> dict[str, frozenset[str]]:
    """Return for each sender that rules name all units above it on the day `at`."""
    senders = {row["sender"] for row in rows if row["sender"] is not None}
    return {sender: with_all_above(connection, [sender], at) for sender in senders}


def _values(connection: Connection, details: RuleDetails, on: str) -> Row:
    """Return a rule's columns, checked."""
    roles = endpoint_roles()
    for role in filter(None, (details.role, details.fallback)):
        if role not in roles:
            known = ", ".join(f"{code} ({each.label})" for code, each in roles.items())
            raise refuse("endpoint.role_unknown", role=role, known=known)
    if details.fallback == details.role:
        raise refuse("rule.fallback_same")
    named = [roles[role] for role in (details.role, details.fallback) if role is not None]
    able = {place for role in named for place in role.environments}
    environment = details.environment
    if environment is None and len(able) == 1:
        # Where the role does not live the rule has nothing to say.
        (environment,) = able
    if environment is not None and environment not in able:
        where = Text(ENVIRONMENT_LABELS[environment])
        raise refuse("rule.role_elsewhere", role=named[0].label, environment=where)
    if details.level_from > details.level_to:
        raise refuse("rule.levels_reversed")
    in_clear = environment is Environment.CLEAR
    if in_clear and details.level_from > SecrecyLevel.KHONG_MAT:
        raise refuse("rule.level_in_clear")
    types = stored_types(details.types)
    if details.sender is not None:
        check_unit(connection, details.sender, on)
    return {
        "role": details.role,
        "fallback": details.fallback,
        "document_types": types,
        "environment": environment and environment.value,
        "level_from": int(details.level_from),
        "level_to": int(details.level_to),
        "sender": details.sender,
        "inherited": int(details.inherited),
        "basis": written(details.basis),
    }


def _later(connection: Connection, row: Row) -> list[Row]:
    """Return the rows that carry a rule on under another number, after moves of its order."""
    there = rows_of(connection, target_rule, "unit", [row["unit"]])
    found: list[Row] = []
    last = row
    while last["to_date"] is not None:
        said = {**last, **dict.fromkeys(_OF_A_MOVE)}
        following = [
            each
            for each in there
            if each["from_date"] == last["to_date"]
            and each["to_date"] != each["from_date"]
            and {**each, **dict.fromkeys(_OF_A_MOVE)} == said
        ]
        if not following:
            break
        last = following[0]
        found.append(last)
    return found


def _rules(connection: Connection, uids: Sequence[str]) -> list[Row]:
    rows = rows_of(connection, target_rule, "uid", uids)
    if not uids or len(rows) != len(set(uids)):
        raise refuse("rule.unknown")
    return rows


def _open_rules(connection: Connection, unit: str, on: str) -> list[Row]:
    """Return the rules of a unit that hold on the day `on` or later, in their order."""
    rows = rows_of(connection, target_rule, "unit", [unit])
    there = [row for row in rows if open_after(row, on) and row["to_date"] != row["from_date"]]
    return sorted(there, key=lambda row: (row["position"], row["uid"]))


def _place_for(connection: Connection, row: Row, others: Sequence[Row]) -> int:
    """Return how many of the others a new rule comes after."""
    above = senders_above(connection, [row, *others], row["from_date"])
    rule = rule_of(row, {}, {})
    for place in range(len(others), 0, -1):
        earlier = [rule_of(other, {}, {}) for other in others[:place]]
        if not beaten_somewhere(rule, earlier, above):
            return place
    return 0


def _check_order(
    connection: Connection, before: Sequence[Row], ordered: Sequence[Row], on: str
) -> None:
    """Refuse an order in which from the day `on` a rule can never win: `rule.never_wins`.

    Not for one that could not before either, in the order `before`. Rules go by the numbers that
    they have in it, which people see.
    """
    above = senders_above(connection, ordered, on)
    lost = {uid for uid, found in _all_beaters(before, above, on).items() if found}
    there = sorted(ordered, key=lambda row: (row["position"], row["uid"]))
    known = numbers([row for row in there if row["position"]], on)
    told = {row["uid"]: known.get(row["uid"]) or Text(N_("(new)")) for row in ordered}
    for uid, found in _all_beaters(ordered, above, on).items():
        if found and uid not in lost:
            by = listed([told[each] for each in found])
            raise refuse("rule.never_wins", number=told[uid], by=by)


def _all_beaters(
    ordered: Sequence[Row], above: Mapping[str, frozenset[str]], on: str
) -> dict[str, tuple[str, ...]]:
    return {
        row["uid"]: beaters(row, ordered[:place], above, on) for place, row in enumerate(ordered)
    }


def _with_room(ordered: Sequence[Row], new: str) -> dict[str, int]:
    """Return numbers with which the rule `new` stands where it does; the others keep theirs unless
    they must make room."""
    found: dict[str, int] = {}
    last = 0
    for row in ordered:
        last = last + 1 if row["uid"] == new else max(row["position"], last + 1)
        found[row["uid"]] = last
    return found


def _exchanged(ordered: Sequence[Row]) -> dict[str, int]:
    """Return the numbers that the rules have, dealt out in another order; counted anew where some
    of them, on different days, have the same."""
    numbers = sorted({row["position"] for row in ordered})
    if len(numbers) < len(ordered):
        numbers = list(range(1, len(ordered) + 1))
    return {row["uid"]: number for row, number in zip(ordered, numbers, strict=True)}


def _number(work: UnitOfWork, rows: Sequence[Row], numbers: Mapping[str, int], on: str) -> int:
    """Give rules other numbers from the day `on`; return how many have another one.

    One that held before ends on that day, and goes on under its new number.
    """
    moved = [
        {**row, "position": numbers[row["uid"]]}
        for row in rows
        if numbers[row["uid"]] != row["position"]
    ]
    held = [row for row in moved if row["from_date"] < on]
    work.close(target_rule, [row["uid"] for row in held], on)
    work.insert(target_rule, [{**row, "uid": work.new_uid(), "from_date": on} for row in held])
    work.update(
        target_rule,
        [
            {"uid": row["uid"], "position": row["position"]}
            for row in moved
            if row["from_date"] >= on
        ],
    )
    return len(moved)
