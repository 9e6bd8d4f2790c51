"""Reads use statistics: lists of them, the periods there are, and what holds of one period."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from desktop.domain.folding import fold
from desktop.domain.periods import day_after, day_before
from desktop.domain.use import Figures
from desktop.models.listing import Page, Scope, within_tree
from desktop.models.many import plain_rows
from desktop.models.tables import unit_version, use_statistic
from desktop.models.unit_reader import any_code, in_force, main_code

_s = use_statistic.c
_FIGURES = (_s.users, _s.logins, _s.incoming, _s.outgoing, _s.forwarded)


@dataclass(frozen=True)
class StatisticRow:
    """Figures of a unit over `[from_date, to_date)`, whose last day is `last_day`.

    `subject` is the unit as the source names it, `code` and `unit` are its code and name on the
    day of the list; `unit_uid` is None where the registers have no such unit.
    """

    uid: str
    from_date: str
    to_date: str
    last_day: str
    code: str | None
    unit: str | None
    unit_uid: str | None
    subject: str
    users: int | None
    logins: int | None
    incoming: int | None
    outgoing: int | None
    forwarded: int | None
    source: str | None


class Period(NamedTuple):
    """Days `[first, end)` of which there are figures."""

    first: str
    end: str

    @property
    def last_day(self) -> str:
        """The last day of it."""
        return day_before(self.end)


class Counted(NamedTuple):
    """What a source counts of a unit (None: of the name `subject` alone) over a period."""

    unit: str | None
    subject: str
    source: str | None
    figures: Figures


def statistics(connection: Connection, scope: Scope) -> Page:
    """Return the figures of periods begun by the day, the newest first, each by code."""
    v = unit_version
    at = scope.date
    code = func.coalesce(main_code(_s.unit, at), any_code(_s.unit, at))
    name = select(v.c.name).where(v.c.unit == _s.unit, in_force(v, at)).limit(1).scalar_subquery()
    conditions = [_s.from_date <= at, *within_tree(_s.unit, scope)]
    statement = (
        select(_s.uid, _s.from_date, _s.to_date, code.label("code"), name, _s.unit, _s.subject,
               *_FIGURES, _s.source)
        .where(*conditions)
        .order_by(_s.to_date.desc(), _s.from_date.desc(), code.is_(None), code, _s.subject, _s.uid)
    )  # fmt: skip
    if scope.words is None:
        counted = select(func.count()).select_from(use_statistic).where(*conditions)
        total = connection.execute(counted).scalar_one()
        return Page(tuple(map(_row, connection.execute(statement.limit(scope.limit)))), total)
    words = fold(scope.words).split()
    kept = [row for row in map(_row, connection.execute(statement)) if _holds(row, words)]
    return Page(tuple(kept[: scope.limit]), len(kept))


def periods(connection: Connection) -> tuple[Period, ...]:
    """Return the periods there are figures of, the latest first: by last day, then by first."""
    statement = (
        select(_s.from_date, _s.to_date).distinct().order_by(_s.to_date.desc(), _s.from_date.desc())
    )
    return tuple(Period(*row) for row in connection.execute(statement))


def latest_period(connection: Connection, at: str) -> Period | None:
    """Return the latest period whose last day is not after the day `at`, if there is one."""
    statement = (
        select(_s.from_date, _s.to_date)
        .where(_s.to_date <= day_after(at))
        .order_by(_s.to_date.desc(), _s.from_date.desc())
        .limit(1)
    )
    found = connection.execute(statement).first()
    return None if found is None else Period(*found)


def of_period(connection: Connection, period: Period, unit: str | None = None) -> list[Counted]:
    """Return what is counted over a period, of all or of the unit of that uid."""
    statement = select(_s.unit, _s.subject, _s.source, *_FIGURES).where(
        _s.from_date == period.first, _s.to_date == period.end
    )
    if unit is not None:
        statement = statement.where(_s.unit == unit)
    return [
        Counted(of, subject, source, Figures(*figures))
        for of, subject, source, *figures in plain_rows(connection, statement.order_by(_s.uid))
    ]


def _row(row: Row[Any]) -> StatisticRow:
    uid, first, end, *rest = list(row)
    return StatisticRow(uid, first, end, day_before(end), *rest)


def _holds(row: StatisticRow, words: list[str]) -> bool:
    texts = fold(" ".join(str(getattr(row, field.name) or "") for field in fields(row)))
    return all(word in texts for word in words)
