"""Lists of what the vault keeps about its own work: bundles, runs, tasks,
and what letters declare. They stay small."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, or_, select

from desktop.domain.folding import collation_key, fold
from desktop.models import journal
from desktop.models.listing import Page, Scope, within_tree
from desktop.models.tables import bundle, declared, task
from desktop.models.unit_reader import known_as


@dataclass(frozen=True)
class BundleRow:
    """A sealed bundle, newest first."""

    uid: str
    sequence: int
    kind: str
    file: str
    digest: str
    sha256: str
    state: str
    created: str


@dataclass(frozen=True)
class RunRow:
    """One run of the journal, newest first; `undoes` is the run it takes back."""

    number: int
    at: str
    actor: str
    role: str
    command: str
    arguments: str
    changes: int
    undoes: int | None
    hash: str


@dataclass(frozen=True)
class TaskRow:
    """Something open on the day; `unit` is its unit's code or, without one, name."""

    uid: str
    kind: str
    subject: str
    unit: str | None
    opened_on: str
    closed_on: str | None


@dataclass(frozen=True)
class DeclaredRow:
    """What a letter says of a unit; `subject` None is of the whole, and `counts` what it counts."""

    uid: str
    source: str
    day: str
    subject: str | None
    unit: str | None
    content: str
    value: str
    counts: str | None


def bundles(connection: Connection, scope: Scope) -> Page:
    """Return the bundles this vault has sealed."""
    columns = [bundle.c[field.name] for field in fields(BundleRow)]
    found = connection.execute(select(*columns).order_by(bundle.c.sequence.desc()))
    return _page([BundleRow(*list(row)) for row in found], scope)


def runs(connection: Connection, scope: Scope) -> Page:
    """Return the runs of the journal."""
    names = [field.name for field in fields(RunRow)]
    found = journal.runs(connection, newest_first=True)
    return _page([RunRow(**{name: getattr(run, name) for name in names}) for run in found], scope)


def tasks(connection: Connection, scope: Scope) -> Page:
    """Return the tasks open on the day, oldest first."""
    t = task
    statement = (
        select(t.c.uid, t.c.kind, t.c.subject, known_as(t.c.unit, scope.date), t.c.opened_on,
               t.c.closed_on)
        .where(t.c.opened_on <= scope.date)
        .where(or_(t.c.closed_on.is_(None), t.c.closed_on > scope.date))
        .where(*within_tree(t.c.unit, scope))
        .order_by(t.c.opened_on, t.c.kind, t.c.subject, t.c.uid)
    )  # fmt: skip
    return _page([TaskRow(*list(row)) for row in connection.execute(statement)], scope)


def declarations(connection: Connection, scope: Scope) -> Page:
    """Return what letters declared up to the day, the newest letter first."""
    d = declared.c
    statement = (
        select(d.uid, d.source, d.on_date, d.subject, known_as(d.unit, scope.date), d.content,
               d.value, d.counts)
        .where(d.on_date <= scope.date)
        .where(*within_tree(d.unit, scope))
    )  # fmt: skip
    rows = [DeclaredRow(*list(row)) for row in connection.execute(statement)]
    rows.sort(key=_declared_place)
    rows.sort(key=lambda row: row.day, reverse=True)
    return _page(rows, scope)


def _declared_place(row: DeclaredRow) -> tuple[str, str, str, str]:
    """Return a declaration's place within its day; what is said of no unit comes first."""
    told = (row.source, row.content, row.subject or "")
    source, content, subject = (collation_key(text) for text in told)
    return source, content, subject, row.uid


def _page(
    rows: list[BundleRow] | list[RunRow] | list[TaskRow] | list[DeclaredRow], scope: Scope
) -> Page:
    """Keep the rows that hold every word searched for, anywhere, without tones."""
    words = fold(scope.words or "").split()
    kept = [row for row in rows if not words or _holds(row, words)]
    return Page(tuple(kept[: scope.limit]), len(kept))


def _holds(row: BundleRow | RunRow | TaskRow | DeclaredRow, words: list[str]) -> bool:
    texts = fold(" ".join(str(getattr(row, field.name) or "") for field in fields(row)))
    return all(word in texts for word in words)
