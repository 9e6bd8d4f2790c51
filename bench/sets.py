"""The vaults that the works need, each made once per run of the bench, in its cache folder.

The *country* vault comes about as an office would make it: `init`, then the three workbooks. After
each import a copy stays behind, so that an import can be measured again and again. The *full* vault
is filled directly (`bench.fill`): the works only read it.
"""

from __future__ import annotations

import pickle
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ClassVar

from bench import country, fill, make_country
from bench.passphrase import PASSPHRASE
from bench.vaults import opened, world
from desktop.crypto import slots
from desktop.domain.actors import Command
from desktop.models import tables
from desktop.models.journal import batched
from desktop.models.search_words import words_of
from desktop.models.unit_reader import units_at
from desktop.services import edit_units, units, vault
from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.kinds import unit_types
from desktop.services.session import Session
from desktop.services.unit_edits import RetypeUnits

CHANGED_A_YEAR = 1750
_YEARS = 20
KINDS = ("units", "clerks", "tokens")


@dataclass(frozen=True)
class Fill(Command):
    """Put rows straight into the registers."""

    name: ClassVar[str] = "bench"


def once(make: Callable[[Path, Path], None]) -> Callable[[Path], Path]:
    """Let `make(folder, target)` make the file or folder of its name under `folder`, once."""

    @wraps(make)
    def made(folder: Path) -> Path:
        target = folder / make.__name__
        if not target.exists():
            unfinished = target.with_name(f"{target.name}.part")
            if unfinished.is_dir():
                shutil.rmtree(unfinished)
            make(folder, unfinished)
            unfinished.rename(target)
        return target

    return made


@once
def workbooks(_: Path, target: Path) -> None:
    """The three workbooks of *country*."""
    make_country.make("country", target)


@once
def root(_: Path, target: Path) -> None:
    """A vault that holds the root organ alone."""
    # Calibration on a busy machine asks too little of it: the most of several is nearest to what
    # a person's quiet PC would choose.
    chosen = max(
        (slots.calibrate(secrets.token_bytes) for _ in range(5)),
        key=lambda kdf: kdf.memory * kdf.passes,
    )
    session = vault.create(
        target,
        vault.CreateVault(),
        passphrase=lambda: PASSPHRASE,
        surroundings=world(),
        kdf=chosen,
    )
    with session:
        units.lay_out(session, units.LayOut(country.ROOT_CODE, country.ROOT_NAME))
        with session.unit_of_work(Fill()) as work:
            work.set_setting("policy.plaintext_bundle", "yes")


@once
def with_units(folder: Path, target: Path) -> None:
    """The root with *country*'s units."""
    _import(folder, root(folder), target, "units")


@once
def with_clerks(folder: Path, target: Path) -> None:
    """The same with *country*'s clerks."""
    _import(folder, with_units(folder), target, "clerks")


@once
def with_tokens(folder: Path, target: Path) -> None:
    """All of *country*."""
    _import(folder, with_clerks(folder), target, "tokens")


@once
def full(folder: Path, target: Path) -> None:
    """All of *full*."""
    shutil.copytree(root(folder), target)
    with opened(target) as session, session.unit_of_work(Fill()) as work:
        fill.fill(work, "full")


@once
def with_history(folder: Path, target: Path) -> None:
    """All of *full*, and on each 1 July of twenty years a twentieth of its units retyped."""
    shutil.copytree(full(folder), target)
    with opened(target) as session:
        with session.reading(Fill()) as connection:
            uids = sorted(unit.uid for unit in units_at(connection, country.FROM))
        types = sorted(unit_types())
        for year in range(_YEARS):
            some = tuple(uids[year * CHANGED_A_YEAR :][:CHANGED_A_YEAR])
            again = tuple(uids[:: len(uids) // CHANGED_A_YEAR])
            for chosen, kind in ((some, types[year % 7]), (again, types[7 + year % 7])):
                # Twice on one day would be no event.
                day = f"{2026 + year}-{'07' if chosen is some else '09'}-01"
                edit_units.apply(session, RetypeUnits(chosen, day, type=kind, skip_bad=True))


whole = with_tokens
# For each kind: the vault before its import and after it.
STEPS = {
    "units": (root, with_units),
    "clerks": (with_units, with_clerks),
    "tokens": (with_clerks, with_tokens),
}


def final_rows(folder: Path, kind: str) -> Path:
    """Return the pickled rows that the import of `kind` left behind, for the floor to write.

    `[(SQL, rows)]` in order: every table, the search index and the journal's chunks.
    """
    target = folder / f"final-{kind}.pickle"
    if not target.exists():
        before, after = (make(folder) for make in STEPS[kind])
        target.write_bytes(pickle.dumps(_new_rows(before, after)))
    return target


def all_words(session: Session) -> Iterator[Iterable[str]]:
    """Yield the words of every record in the search index."""
    for _, text in _words(session, [tuple(row) for row in _rows(session, tables.search_key)]):
        yield re.findall(r"[^\W_]+", text)


def _import(folder: Path, before: Path, target: Path, kind: str) -> None:
    shutil.copytree(before, target)
    with opened(target) as session:
        result = import_file(session, ImportFile(kind, workbooks(folder) / f"{kind}.xlsx"))
    if not result.accepted:
        raise SystemExit(f"the {kind} of country are not accepted: {result.problems[:3]}")


def _new_rows(before: Path, after: Path) -> list[tuple[str, list[Any]]]:
    with opened(before, read_only=True) as old, opened(after, read_only=True) as new:
        found = []
        for table in (*tables.JOURNALED, tables.run, tables.run_chunk, tables.search_key):
            known = {tuple(row) for row in _rows(old, table)}
            added = [tuple(row) for row in _rows(new, table) if tuple(row) not in known]
            if added:
                marks = ", ".join("?" * len(table.columns))
                found.append((f"INSERT INTO {table.name} VALUES ({marks})", added))  # noqa: S608
            if table is tables.search_key:
                # In the order of the rows, as FTS5 takes them best.
                words = sorted(_words(new, added))
                found.append(("INSERT INTO search_index (rowid, words) VALUES (?, ?)", words))
    return found


def _rows(session: Session, table: Any) -> list[Any]:
    with session.reading(Fill()) as connection:
        return list(connection.execute(table.select()))


def _words(session: Session, keys: list[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    """Yield the words behind these rows of search_key: the index itself keeps no texts."""
    ids = {uid: number for number, _, uid in keys}
    by_kind: dict[str, list[str]] = {}
    for _, kind, uid in keys:
        by_kind.setdefault(kind, []).append(uid)
    with session.reading(Fill()) as connection:
        for kind, uids in by_kind.items():
            for batch in batched(uids, 5000):
                for uid, words in words_of(lambda: connection, kind, batch).items():
                    yield ids[uid], words
