"""One link turned bad changes exactly what it must, for every unit and in every cell."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from desktop.domain import route_steps, routing
from desktop.domain.routing import CELLS, Fate
from desktop.domain.target_rules import Document
from desktop.models import routing_reader, rule_reader, tables
from desktop.services.session import Session
from tests.helpers.random_registers import Rows, random_registers
from tests.helpers.route_oracle import Oracle
from tests.helpers.sessions import Anything, bare_session

AT = "2026-11-24"
UNITS = 10
LINKS = 100
# A hundred links in each run of the tests, two thousand in the long campaign.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 20))]
ENDED = {"to_date": AT}
# By table, each way in which a row of it can let documents down.
BAD: dict[str, list[dict[str, Any]]] = {
    "identifier_code": [{"state": "refused"}, ENDED],
    "line": [ENDED, {"stage": "installed"}, {"stage": "issued"}],
    "unit_profile": [ENDED, {"profile": "no_clear"}, {"profile": "clerk_level"}],
    "exemption": [
        ENDED, {"level": 3}, {"environment": "ro"}, {"direction": "send"}, {"direction": None},
    ],
    "channel": [{"channel": "axis"}, {"channel": "paper"}, ENDED],
    "endpoint": [
        {"state": "suspended"}, {"receives": 0}, {"sends": 0}, {"ceiling": 0}, {"role": "co-yeu"},
        {"document_types": "bao-cao"}, ENDED,
    ],
    "target_rule": [
        {"role": "co-yeu"}, {"fallback": None}, {"level_to": 0}, {"inherited": 0}, ENDED,
    ],
    "holding": [ENDED],
    "stand_in": [ENDED, {"away": None}],
    "person": [{"clearance": None}, {"clearance_until": AT}],
    "certificate": [{"state": "revoked"}, ENDED],
    "token": [{"custody": "lost"}, {"access": "locked"}],
}  # fmt: skip
Told = dict[tuple[str, int], str | None]


def told_by_program(session: Session) -> Told:
    """Return the first failing link of each unit in each cell, "" where it goes another way."""
    found: Told = {}
    with session.reading(Anything()) as connection:
        for unit in routing_reader.read_units(connection, AT, {}):
            fates = routing.all_fates(unit)
            for place, (direction, environment, level) in enumerate(CELLS):
                step = route_steps.first_failure(unit, level, environment, AT, direction)
                explained = route_steps.explain(unit, level, environment, AT, direction)
                assert explained.first_failed == step
                assert explained.fate is fates[place]
                name = "" if fates[place] is Fate.EXEMPT else step and step.name
                assert (fates[place] is Fate.UNCOVERED) == bool(name)
                found[unit.uid, place] = name
    return found


def told_by_oracle(rows: Rows) -> Told:
    oracle = Oracle(rows, AT)
    return {
        (unit["uid"], place): oracle.first_wrong(unit["uid"], level, environment, direction)
        for unit in rows["unit"]
        for place, (direction, environment, level) in enumerate(CELLS)
    }


def write(session: Session, table: str, uid: str, change: dict[str, Any]) -> None:
    # Past the unit of work: it would not let a revoked certificate return.
    there = tables.metadata.tables[table]
    with session.reading(Anything()) as connection:
        connection.execute(update(there).where(there.c.uid == uid).values(**change))
        connection.commit()


def test_types_and_senders_choose_the_rule_that_the_oracle_says(tmp_path: Path) -> None:
    ruled: list[str | None] = []
    for seed in range(4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        with bare_session(folder) as session:
            rows = random_registers(session, seed, AT, UNITS)
            ruled += ruled_by_both(session, rows, random.Random(seed))
    assert len(ruled) > UNITS
    assert {"rule", None} < set(ruled)


def ruled_by_both(session: Session, rows: Rows, chance: random.Random) -> list[str | None]:
    """Hold program and oracle side by side for documents of some type and sender; return the
    first link that fails of each that a rule decides on."""
    oracle = Oracle(rows, AT)
    senders = [None, *(row["uid"] for row in rows["unit"])]
    ruled: list[str | None] = []
    with session.reading(Anything()) as connection:
        for unit in list(routing_reader.read_units(connection, AT, {})):
            for direction, place, level in CELLS:
                type_ = chance.choice([None, "bao-cao", "cong-van", "giay-moi", "de-an"])
                sender = chance.choice(senders)
                above = rule_reader.with_all_above(connection, [sender] if sender else [], AT)
                document = Document(type_, above)
                route = route_steps.explain(unit, level, place, AT, direction, document)
                failed = route.first_failed
                name = "" if route.fate is Fate.EXEMPT else failed and failed.name
                said = oracle.first_wrong(unit.uid, level, place, direction, type_, sender)
                assert name == said
                assert route.delivered == (name is None) == bool(route.takers)
                if any(step.name == "rule" for step in route.steps):
                    ruled.append(name)
    return ruled


@pytest.mark.parametrize("seed", SEEDS)
def test_a_link_turned_bad_changes_what_the_oracle_says(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    reasons: set[str | None] = set()
    changed = 0
    with bare_session(tmp_path) as session:
        rows = random_registers(session, seed, AT, UNITS)
        before = told_by_oracle(rows)
        assert told_by_program(session) == before
        for _ in range(LINKS):
            table = chance.choice([name for name in BAD if rows[name]])
            row = chance.choice(rows[table])
            change = chance.choice(BAD[table])
            # A period must not end before it begins.
            if change is ENDED and row["from_date"] > AT:
                continue
            was = {name: row.get(name) for name in change}
            write(session, table, row["uid"], change)
            row.update(change)
            after = told_by_oracle(rows)
            assert told_by_program(session) == after, (table, row, change)
            changed += after != before
            reasons |= {after[cell] for cell in after if after[cell] != before[cell]}
            write(session, table, row["uid"], was)
            row.update(was)
        assert told_by_program(session) == before
    assert changed > LINKS / 20
    assert len(reasons - {None, ""}) >= 2
