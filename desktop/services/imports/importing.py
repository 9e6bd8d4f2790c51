"""Imports a file: reads it, plans every row, and writes the plan as one run, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import overload

from desktop.domain.problems import refuse
from desktop.domain.texts import N_, Text
from desktop.exchange.sheets import read_sheets
from desktop.services.code_schemes import scheme
from desktop.services.imports.clerks import plan_clerks
from desktop.services.imports.code_states import plan_code_states
from desktop.services.imports.command import (
    KINDS,
    Fate,
    ImportFile,
    ImportResult,
)
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.outcome import result_of_plan
from desktop.services.imports.plan import Plan, uids
from desktop.services.imports.reading import Entry, entries_of_sheets
from desktop.services.imports.statistics import plan_statistics
from desktop.services.imports.tokens import plan_tokens
from desktop.services.imports.units import plan_units
from desktop.services.imports.vintage import vintage_of, vintage_problem
from desktop.services.session import Session
from desktop.services.surroundings import Progress

_ROWS_AT_ONCE = 500

_PLANNERS: dict[str, Callable[[KnownUnits, ImportFile, Sequence[Entry], Plan, str], None]] = {
    "units": plan_units,
    "clerks": plan_clerks,
    "tokens": plan_tokens,
    "code-states": plan_code_states,
    "statistics": plan_statistics,
}


def import_file(session: Session, command: ImportFile) -> ImportResult:
    """Import a table; nothing is written in a dry run, nor where a row is refused unless skipped.

    Rows that say what is known already change nothing, and where no row changes anything there is
    no run. Raises `Refusal` (`import.kind_unknown`, `code.scheme_unknown`, `statistics.only_there`,
    a file that is no such table) and `WorldFailure` (a file that cannot be read).
    """
    if command.kind != "statistics" and (command.last_day or command.source):
        raise refuse("statistics.only_there")
    if command.kind not in KINDS:
        raise refuse("import.kind_unknown", kind=command.kind, known=", ".join(KINDS))
    scheme(command.scheme)
    with ThreadPoolExecutor(max_workers=1) as reader, session.reading(command) as connection:
        # Parsing a workbook lets go of the interpreter: the units are read meanwhile.
        sheets = reader.submit(read_sheets, command.file)
        known = KnownUnits(connection, command.scheme)
        reading = entries_of_sheets(command, sheets.result())
    plan = _plan(session, command, known, reading.entries)
    refused = plan.count(Fate.REFUSED)
    held_back = bool(refused) and not command.skip_bad
    run = None
    if not command.dry_run and not held_back:
        with session.unit_of_work(command) as work:
            plan.write(work)
        run = work.run.number if work.run is not None else None
    day = command.from_date or session.surroundings.today()
    vintage = vintage_of(command.kind, reading.entries, day, command.scheme)
    found = [*reading.problems, *plan.problems]
    if vintage is not None:
        found.append(vintage_problem(vintage, command.file.name))
    return result_of_plan(
        reading,
        plan,
        found,
        run,
        kind=command.kind,
        dry_run=command.dry_run,
        skip_bad=command.skip_bad,
        held_back=held_back and not command.dry_run,
        vintage=vintage,
    )


def work_out(session: Session, command: ImportFile, entries: Sequence[Entry]) -> Plan:
    """Plan what the entries of a table would do, and write nothing.

    Raises `Refusal` `work.cancelled` where the person stops it.
    """
    with session.reading(command) as connection:
        return _plan(session, command, KnownUnits(connection, command.scheme), entries)


def _plan(
    session: Session, command: ImportFile, known: KnownUnits, entries: Sequence[Entry]
) -> Plan:
    surroundings = session.surroundings
    total = len(entries)

    def told(done: int) -> None:
        surroundings.progress(Text(N_("Rows worked out")), done, total)

    plan = Plan(uids(surroundings.random_bytes), told)
    watched = _Watched(entries, surroundings.progress)
    _PLANNERS[command.kind](known, command, watched, plan, surroundings.today())
    return plan


class _Watched(Sequence[Entry]):
    """Entries that say how far the walk along them is; saying so is a chance to stop it."""

    def __init__(self, entries: Sequence[Entry], progress: Progress) -> None:
        self._entries = entries
        self._progress = progress

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return self._entries[index]

    def __iter__(self) -> Iterator[Entry]:
        for number, entry in enumerate(self._entries):
            if number % _ROWS_AT_ONCE == 0:
                self._progress(Text(N_("Rows read")), number, len(self))
            yield entry
