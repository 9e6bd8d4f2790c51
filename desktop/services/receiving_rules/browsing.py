"""Reading the rules for choosing the receiving endpoint, with what is wrong about them."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import Connection, and_, or_

from desktop.domain.target_rules import TargetRule, in_order
from desktop.models import rule_reader
from desktop.models.tables import target_rule
from desktop.services.receiving_rules.command import ReadRules, RuleLine
from desktop.services.receiving_rules.editing import beaters, senders_above
from desktop.services.routing import role_labels
from desktop.services.session import Session


def read_rules(session: Session, command: ReadRules) -> tuple[RuleLine, ...]:
    """Return the rules asked for: of all units by name, or those of one unit in their order."""
    at = command.as_of or session.surroundings.today()
    with session.reading(command) as connection:
        lines = lines_of(connection, at)
        if command.unit is None:
            return lines
        parents = rule_reader.above(connection, command.unit, at)
    own: dict[str, list[TargetRule]] = {}
    for line in lines:
        own.setdefault(line.rule.unit, []).append(line.rule)
    by_uid = {line.rule.uid: line for line in lines}
    return tuple(by_uid[rule.uid] for rule in in_order(command.unit, own, parents))


def lines_of(connection: Connection, at: str) -> tuple[RuleLine, ...]:
    """Return the rules that hold on the day `at` or later, unit by unit in their order."""
    c = target_rule.c
    open_then = or_(c.to_date.is_(None), c.to_date > at)
    held = or_(c.to_date.is_(None), c.to_date > c.from_date)
    read = rule_reader.rules_where(connection, and_(open_then, held), at, role_labels())
    rows = [row for row, _ in read]
    rules = {rule.uid: rule for _, rule in read}
    above = senders_above(connection, rows, at)
    found: list[RuleLine] = []
    for _, group in groupby(rows, key=lambda row: row["unit"]):
        own = list(group)
        for place, row in enumerate(own):
            by = tuple(rules[uid] for uid in beaters(row, own[:place], above, at))
            found.append(
                RuleLine(
                    rules[row["uid"]],
                    row["from_date"],
                    row["to_date"],
                    row["basis"] or "",
                    by,
                    row["from_date"] > at,
                )
            )
    return tuple(sorted(found, key=lambda line: (line.rule.unit_name, line.rule.unit)))
