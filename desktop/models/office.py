"""Whose vault this is: the root of the tree of units."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from desktop.models.tables import identifier_code, unit_version
from desktop.models.unit_reader import MAIN_SCHEME, in_force


@dataclass(frozen=True)
class Office:
    """The organ at the root, as it is called on a day; `code` is None where it has none then."""

    uid: str
    name: str
    code: str | None


def office(connection: Connection, at: str) -> Office | None:
    """Return the root organ on the day `at`, or None in an empty vault.

    A unit whose parent is not known stands at the root too; the organ is the one with most units
    directly under it.
    """
    child = unit_version.alias("child")
    under = (
        select(func.count())
        .where(child.c.parent == unit_version.c.unit, in_force(child, at))
        .scalar_subquery()
    )
    root = connection.execute(
        select(unit_version.c.unit, unit_version.c.name)
        .where(unit_version.c.parent.is_(None), in_force(unit_version, at))
        .order_by(under.desc(), unit_version.c.unit)
        .limit(1)
    ).one_or_none()
    if root is None:
        return None
    code = connection.execute(
        select(identifier_code.c.value)
        .where(
            identifier_code.c.unit == root.unit,
            identifier_code.c.state != "refused",
            in_force(identifier_code, at),
        )
        .order_by(
            case((identifier_code.c.scheme == MAIN_SCHEME, 0), else_=1), identifier_code.c.value
        )
        .limit(1)
    ).scalar_one_or_none()
    return Office(root.unit, root.name, code)
