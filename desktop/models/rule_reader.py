"""Reads the rules for choosing the receiving endpoint (quy tắc chọn đầu mối tiếp nhận)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from desktop.domain.target_rules import TargetRule, in_order, numbers, upwards
from desktop.models.register_rows import rows_in
from desktop.models.tables import target_rule, unit_version
from desktop.models.unit_reader import in_force, parents


class RulesInForce:
    """The rules of a day, and for each unit those that are asked for it.

    `role_labels` gives the words for roles. With `unit` only that unit may be asked about.
    """

    def __init__(
        self,
        connection: Connection,
        at: str,
        role_labels: Mapping[str, str],
        unit: str | None = None,
    ) -> None:
        self._own = rules_by_unit(connection, at, role_labels)
        self._parents: Mapping[str, str | None] = {}
        if self._own:
            self._parents = parents(connection, at) if unit is None else above(connection, unit, at)
        asked = self._own if unit is None else [unit, *upwards(unit, self._parents)]
        for owner in self._own.keys() & set(asked):
            self._own[owner] = [_with_senders(connection, rule, at) for rule in self._own[owner]]

    def of(self, unit: str) -> tuple[TargetRule, ...]:
        """Return the rules asked for a unit, in their order."""
        return in_order(unit, self._own, self._parents) if self._own else ()


def _with_senders(connection: Connection, rule: TargetRule, at: str) -> TargetRule:
    if rule.sender is None:
        return rule
    return rule._replace(senders=with_all_above(connection, [rule.sender], at))


def rules_by_unit(
    connection: Connection, at: str, role_labels: Mapping[str, str]
) -> dict[str, list[TargetRule]]:
    """Return the rules in force on the day `at` by the unit that they belong to, in their order."""
    found: dict[str, list[TargetRule]] = {}
    for _, rule in rules_where(connection, in_force(target_rule, at), at, role_labels):
        found.setdefault(rule.unit, []).append(rule)
    return found


def rules_where(
    connection: Connection, wanted: ColumnElement[bool], at: str, role_labels: Mapping[str, str]
) -> list[tuple[dict[str, Any], TargetRule]]:
    """Return the rows `wanted` of the register, each with its rule, unit by unit in their order.

    Units go by their names on the day `at`, rules by their numbers then; all that hold on it must
    be wanted.
    """
    c = target_rule.c
    ordered = select(target_rule).where(wanted).order_by(c.unit, c.position, c.uid)
    rows = [dict(row) for row in connection.execute(ordered).mappings()]
    units = {row["unit"] for row in rows} | {row["sender"] for row in rows if row["sender"]}
    names = names_at(connection, units, at)
    found: list[tuple[dict[str, Any], TargetRule]] = []
    for _, group in groupby(rows, key=itemgetter("unit")):
        own = list(group)
        places = numbers(own, at)
        for row in own:
            rule = rule_of(row, names, role_labels)
            found.append((row, rule._replace(position=places[row["uid"]])))
    return found


def rule_of(
    row: Mapping[str, Any], names: Mapping[str, str], role_labels: Mapping[str, str]
) -> TargetRule:
    """Return a row of the register as a rule; `names` are those of units by uid."""
    fallback, sender = row["fallback"], row["sender"]
    return TargetRule(
        uid=row["uid"],
        unit=row["unit"],
        position=row["position"],
        role=row["role"],
        fallback=fallback,
        types=frozenset((row["document_types"] or "").split()),
        environment=row["environment"],
        level_from=row["level_from"],
        level_to=row["level_to"],
        sender=sender,
        inherited=bool(row["inherited"]),
        unit_name=names.get(row["unit"], ""),
        role_label=role_labels.get(row["role"], row["role"]),
        fallback_label=role_labels.get(fallback, fallback) if fallback else "",
        sender_name=names.get(sender, "") if sender else "",
    )


def names_at(connection: Connection, units: Collection[str], at: str) -> dict[str, str]:
    """Return the names of units on the day `at` by uid; of those not there then, the last."""
    found: dict[str, str] = {}
    rows = rows_in(connection, unit_version, "unit", sorted(units))
    for row in sorted(rows, key=lambda row: (row.from_date <= at, row.from_date)):
        found[row.unit] = row.name
    return found


def above(connection: Connection, unit: str, at: str) -> dict[str, str | None]:
    """Return for one unit, and each above it, the one above that on the day `at`."""
    v = unit_version.c
    found: dict[str, str | None] = {}
    place: str | None = unit
    while place is not None and place not in found:
        statement = select(v.parent).where(v.unit == place, in_force(unit_version, at))
        parent = connection.execute(statement).scalar()
        found[place] = parent
        place = parent
    return found


def with_all_above(connection: Connection, units: Iterable[str], at: str) -> frozenset[str]:
    """Return units with all that is above them on the day `at`."""
    found: set[str] = set()
    for unit in units:
        found.add(unit)
        found.update(each for each in above(connection, unit, at).values() if each is not None)
    return frozenset(found)
