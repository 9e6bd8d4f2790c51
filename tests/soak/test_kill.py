"""A vault survives death at any instant: whole as before, or whole as after, never between."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from desktop.models import row_writer, schema
from desktop.models.tables import setting, unit, unit_version
from desktop.services import vault_care
from desktop.services.session import Session
from desktop.services.vault import CreateVault
from desktop.services.vault_care import CheckVault, SetPolicy, VerifyJournal
from tests.helpers.killing import Blow, Counts, Kind, Report, measure, strike
from tests.helpers.vaults import new_vault, open_session

if TYPE_CHECKING:
    from alembic.operations import Operations

SEED = 20261124
ROWS = 40

State = tuple[str | None, int, int, tuple[tuple[str, str], ...]]


@contextmanager
def next_program() -> Iterator[None]:
    """Be the program of one schema later, to which every vault here is an older one."""
    number, steps_after = schema.NUMBER, schema.steps_after
    schema.NUMBER, schema.steps_after = number + 1, lambda found: [next_step][found - number :]
    try:
        yield
    finally:
        schema.NUMBER, schema.steps_after = number, steps_after


@dataclass(frozen=True)
class Scenario:
    """`prepare` lays a folder out, `work` is done in it; `states` are the allowed ones, in order.

    `work` reports n when state n is surely reached. `program` does the work and looks afterwards.
    """

    prepare: Callable[[Path], object]
    work: Callable[[Path, Report], object]
    states: tuple[State | None, ...]
    program: Callable[[], AbstractContextManager[None]] = nullcontext


def state_of(folder: Path, *, read_only: bool = False) -> State | None:
    """Open the vault as the next person would, check all of it, and return what it holds."""
    if not folder.exists():
        return None
    with open_session(folder, read_only=read_only) as session:
        found = vault_care.check(session, CheckVault())
        journal = vault_care.verify_journal(session, VerifyJournal())
        assert (found.problems, journal.problems) == ((), ())
        with session.reading(CheckVault()) as connection:
            settings = connection.execute(setting.select().order_by(setting.c.name)).all()
    return (
        found.data_hash,
        found.schema,
        found.runs,
        tuple((row.name, row.value) for row in settings),
    )


def add_units(session: Session, name: str) -> None:
    with session.unit_of_work(CreateVault()) as work:
        uids = [f"{name} {number}" for number in range(ROWS)]
        work.insert(unit, ({"uid": uid} for uid in uids))
        work.insert(
            unit_version,
            (
                {"uid": f"{uid}v", "unit": uid, "name": f"Xã {uid}", "from_date": "2025-07-01"}
                for uid in uids
            ),
        )


def close_units(session: Session, name: str) -> None:
    with session.unit_of_work(CreateVault()) as work:
        uids = (f"{name} {number}v" for number in range(ROWS))
        work.close(unit_version, uids, "2026-01-01")


def make_filled(folder: Path, report: Report = lambda _: None) -> None:
    new_vault(folder, fill=lambda session: add_units(session, "đầu")).close()
    report(1)


def several_runs(folder: Path, report: Report) -> None:
    with open_session(folder) as session:
        add_units(session, "sau")
        report(1)
        close_units(session, "đầu")
        report(2)
        vault_care.set_policy(session, SetPolicy("plaintext_bundle", "yes"))
        report(3)


def open_and_close(folder: Path, report: Report) -> None:
    open_session(folder).close()
    report(1)


def damage_keys(folder: Path) -> None:
    path = folder / "g0001" / "keys.json"
    path.write_bytes(path.read_bytes()[:-100])


def next_step(op: Operations) -> None:
    import sqlalchemy as sa

    with op.batch_alter_table("unit", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.Text()))


@pytest.fixture
def scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Scenario]:
    """Lay out the scenarios and learn their allowed states from one run without any blow."""
    # Few rows go the way of many.
    monkeypatch.setattr(row_writer, "WORTH_A_THREAD", ROWS)
    template = tmp_path / "template"
    make_filled(template)
    copy = partial(shutil.copytree, template)
    filled = state_of(template)

    def with_damaged_keys(folder: Path) -> None:
        copy(folder)
        damage_keys(folder)

    copy(tmp_path / "trial")
    written = [filled]
    several_runs(
        tmp_path / "trial", lambda _: written.append(state_of(tmp_path / "trial", read_only=True))
    )
    assert len(set(written)) == 4
    with next_program():
        copy(tmp_path / "migrated")
        migrated = state_of(tmp_path / "migrated")
    assert migrated != filled
    return [
        Scenario(lambda folder: None, make_filled, (None, filled)),
        Scenario(copy, several_runs, tuple(written)),
        Scenario(with_damaged_keys, open_and_close, (filled, filled)),
        Scenario(copy, open_and_close, (migrated, migrated), next_program),
    ]


def blows(counts: Counts, chance: random.Random) -> Iterator[Blow]:
    """Yield blows without end: before everything asked of the system, then anywhere by chance."""
    yield from (Blow(Kind.ASKED, number) for number in range(1, counts.asked + 1))
    ends = {
        Kind.STATEMENT: counts.statements,
        Kind.STEP: counts.steps,
        # The files of a vault this small grow to about this length.
        Kind.LENGTH: 300_000,
        Kind.TIME: counts.microseconds,
    }
    while True:
        for kind, end in ends.items():
            yield Blow(kind, chance.randint(1, end))


def campaign(scenarios: list[Scenario], folder: Path, kills: int, least: int) -> dict[Kind, int]:
    """Kill until so many blows have struck, and of each kind at least so many; return their counts.

    A blow by time misses where the work ends sooner than it did when it was measured.
    """
    chance = random.Random(SEED)
    struck = dict.fromkeys(Kind, 0)
    lines = []
    for number, scenario in enumerate(scenarios):
        place = folder / f"{number}"
        place.mkdir()
        with scenario.program():
            scenario.prepare(place / "measured")
            counts = measure(partial(scenario.work, place / "measured"))
            assert state_of(place / "measured") == scenario.states[-1]
        lines.append((scenario, place, blows(counts, chance)))
    turns = cycle(lines)
    for attempt in range(3 * kills):
        scenario, place, coming = next(turns)
        blow = next(coming)
        struck[blow.kind] += one_blow(scenario, place / f"vault {attempt}", blow)
        if sum(struck.values()) >= kills and min(struck.values()) >= least:
            return struck
    raise AssertionError(f"the blows miss: {struck}")


def one_blow(scenario: Scenario, folder: Path, blow: Blow) -> bool:
    """Let one blow fall, look at what is left; return whether it struck."""
    with scenario.program():
        scenario.prepare(folder)
        ended = strike(partial(scenario.work, folder), blow)
        state = state_of(folder)
        # What was reported done has lasted, and nothing is there that was never asked for.
        assert state in scenario.states[ended.reported :], f"{blow}: {ended}, {state}"
        if state is None:
            make_filled(folder)
            assert state_of(folder) == scenario.states[-1]
    left = {path.name for path in folder.parent.iterdir()}
    assert left == {folder.name, "measured"}, f"{blow} left {left}"
    shutil.rmtree(folder)
    return ended.killed


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory where there is one: death of a process asks nothing of the disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def test_200_kill_points(scenarios: list[Scenario], place: Path) -> None:
    struck = campaign(scenarios, place, 200, least=10)
    assert sum(struck.values()) >= 200, struck


@pytest.mark.soak
def test_10_000_kill_points(scenarios: list[Scenario], place: Path) -> None:
    struck = campaign(scenarios, place, 10_000, least=100)
    assert sum(struck.values()) >= 10_000, struck
