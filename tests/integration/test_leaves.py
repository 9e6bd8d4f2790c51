"""A person away: what breaks without them, and a deputy everywhere over the same days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.problems import Refusal
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.breaking import WhatBreaks, cells_told, what_breaks
from desktop.services.checks import Check, check
from desktop.services.coverage import Coverage, coverage
from desktop.services.endpoint_edits import CoverLeave, Someone
from desktop.services.leaves import cover_leave
from desktop.services.routing import Explain, explain
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import rows_of
from tests.helpers.random_registers import random_registers
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.surroundings import vietnamese

AT = "2026-11-24"
BACK = "2026-12-01"
MAT = SecrecyLevel.MAT


def rows(session: Session, table: Table, *found: dict[str, Any]) -> None:
    since = {"from_date": "2025-07-01"} if "from_date" in table.c else {}
    with session.unit_of_work(Anything()) as work:
        work.insert(table, [{**since, **row} for row in found])


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Two communes; An is the secret clerk of both, Bình the clear clerk of the first."""
    with bare_session(tmp_path) as session:
        rows(session, tables.unit, {"uid": "a"}, {"uid": "b"})
        rows(
            session, tables.unit_version,
            {"uid": "va", "unit": "a", "name": "Đảng uỷ xã Một"},
            {"uid": "vb", "unit": "b", "name": "Đảng uỷ xã Hai"},
        )  # fmt: skip
        codes = [
            {"uid": f"c{n}", "unit": n, "scheme": "qd20", "value": f"A11.0{n}", "state": "live"}
            for n in "ab"
        ]
        rows(session, tables.identifier_code, *[{**c, "value": c["value"].upper()} for c in codes])
        rows(session, tables.line, {"uid": "la", "unit": "a"}, {"uid": "lb", "unit": "b"})
        rows(
            session, tables.person,
            {"uid": "an", "name": "Nguyễn Văn An", "clearance": 2, "unit": "a"},
            {"uid": "binh", "name": "Trần Thị Bình", "clearance": 1, "unit": "a"},
        )  # fmt: skip
        rows(
            session, tables.endpoint,
            {"uid": "ea", "unit": "a", "role": "van-thu-mat", "environment": "mat", "ceiling": 2},
            {"uid": "eb", "unit": "b", "role": "van-thu-mat", "environment": "mat", "ceiling": 2,
             "sends": 0},
            {"uid": "ec", "unit": "a", "role": "van-thu", "environment": "ro", "ceiling": 0},
        )  # fmt: skip
        rows(
            session, tables.holding,
            {"uid": "ha", "endpoint": "ea", "person": "an"},
            {"uid": "hb", "endpoint": "eb", "person": "an", "to_date": "2026-11-28"},
            {"uid": "hc", "endpoint": "ec", "person": "binh"},
        )  # fmt: skip
        rows(
            session, tables.token,
            {"uid": "t", "unit": "a", "person": "an", "subscriber": "An", "serial": "53A1",
             "subscriber_type": "person", "purpose": "encrypt", "custody": "handed_over"},
        )  # fmt: skip
        certificates = [
            {"uid": f"k{who}", "number": who.upper(), "purpose": "encrypt", "state": "active",
             "person": who, "token": "t" if who == "an" else None}
            for who in ("an", "binh")
        ]  # fmt: skip
        rows(session, tables.certificate, *certificates)
        yield session


def told(session: Session, **asked: str) -> dict[str, list[str]]:
    translate = vietnamese()
    return {
        each.uid: [text.render(translate) for text in cells_told(each.breaks)]
        for each in what_breaks(session, WhatBreaks(as_of=AT, **asked))
    }


def test_what_breaks_without_a_person_is_told_by_unit(session: Session) -> None:
    assert told(session, person="an") == {
        "a": [
            "nhận, mạng mật: từ Không mật đến Tối mật",
            "gửi, mạng mật: từ Không mật đến Tối mật",
        ],
        "b": ["nhận, mạng mật: từ Không mật đến Tối mật"],
    }
    assert told(session, person="binh") == {
        "a": ["nhận, môi trường bản rõ: Không mật", "gửi, môi trường bản rõ: Không mật"],
    }
    (first, _) = what_breaks(session, WhatBreaks(person="an", as_of=AT))
    assert first.step is not None
    assert first.step.code == "route.person.nobody"


def test_a_device_holds_up_only_what_needs_its_certificate(session: Session) -> None:
    assert told(session, token="t") == {
        "a": ["nhận, mạng mật: từ Mật đến Tối mật", "gửi, mạng mật: từ Mật đến Tối mật"],
        "b": ["nhận, mạng mật: từ Mật đến Tối mật"],
    }


def test_nothing_breaks_where_others_are_there_up_to_their_level(session: Session) -> None:
    rows(
        session, tables.stand_in,
        {"uid": "s", "endpoint": "ea", "person": "binh", "position": 1},
    )  # fmt: skip
    found = told(session, person="an")
    # Bình is cleared for Mật: what is above breaks all the same.
    assert found["a"] == ["nhận, mạng mật: Tối mật", "gửi, mạng mật: Tối mật"]


def test_a_leave_is_covered_everywhere_as_one_run(session: Session) -> None:
    before = hash_of(session)
    command = CoverLeave("an", AT, BACK, Someone("binh"), "Nghỉ phép")
    done = cover_leave(session, command)
    assert (done.rows, done.uid) == (2, "an")
    made = {row.endpoint: row for row in rows_of(session, tables.stand_in)}
    assert (made["ea"].from_date, made["ea"].to_date) == (AT, BACK)
    # At the second the person's own holding ends before the leave does.
    assert (made["eb"].from_date, made["eb"].to_date) == (AT, "2026-11-28")
    assert {row.reason for row in made.values()} == {"Nghỉ phép"}
    # An is away already: what would break without them is broken, and nothing more.
    assert told(session, person="an") == {}
    top = explain(session, Explain("a", SecrecyLevel.TOI_MAT, Environment.SECRET, as_of=AT))
    assert not top.delivered
    assert "route.clearance.low" in [step.code for step in top.steps]
    below = explain(session, Explain("a", MAT, Environment.SECRET, as_of=AT))
    assert below.delivered
    assert "route.person.covers" in [step.code for step in below.steps]
    assert explain(
        session, Explain("a", SecrecyLevel.TOI_MAT, Environment.SECRET, as_of=BACK)
    ).delivered  # fmt: skip
    assert done.run is not None
    again = cover_leave(session, command)
    assert again.rows == 0
    undo(session, Undo(done.run))
    assert hash_of(session) == before


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CoverLeave("an", AT, BACK, Someone("an")), "leave.oneself"),
        (CoverLeave("an", BACK, AT, Someone("binh")), "endpoint.ends_too_early"),
        (CoverLeave("an", "2020-01-01", "2020-02-01", Someone("binh")), "leave.nothing_held"),
        (CoverLeave("nobody", AT, BACK, Someone("binh")), "person.unknown"),
        (CoverLeave("an", AT, BACK, Someone("nobody")), "person.unknown"),
    ],
)
def test_what_covers_nothing_is_refused(session: Session, command: CoverLeave, code: str) -> None:
    before = hash_of(session)
    with pytest.raises(Refusal) as refused:
        cover_leave(session, command)
    assert refused.value.problems[0].code == code
    assert hash_of(session) == before


def test_a_deputy_always_there_covers_a_leave_too(session: Session) -> None:
    rows(
        session, tables.stand_in,
        {"uid": "s", "endpoint": "ea", "person": "binh", "position": 1},
    )  # fmt: skip
    cover_leave(session, CoverLeave("an", AT, BACK, Someone("binh")))
    top = explain(session, Explain("a", SecrecyLevel.TOI_MAT, Environment.SECRET, as_of=AT))
    assert not top.delivered, "An is not there"


def test_where_the_deputy_is_on_leave_too_nobody_is_there(session: Session) -> None:
    cover_leave(session, CoverLeave("an", AT, BACK, Someone("binh")))
    rows(session, tables.person, {"uid": "chi", "name": "Lê Thị Chi", "unit": "a"})
    (said,) = cover_leave(
        session, CoverLeave("binh", "2026-11-25", "2026-11-27", Someone("chi"))
    ).warnings
    assert (said.code, said.values["other"]) == ("leave.covers_another", "Nguyễn Văn An")
    route = explain(session, Explain("a", MAT, Environment.SECRET, as_of="2026-11-26"))
    assert not route.delivered
    assert "route.person.away" in [step.code for step in route.steps]
    findings = check(session, Check("2026-11-26", "endpoint.no_person")).findings
    assert "endpoint.no_person.away" in [found.case for found in findings]


def test_leaves_that_go_round_are_refused(session: Session) -> None:
    rows(session, tables.person, {"uid": "chi", "name": "Lê Thị Chi", "unit": "a"})
    rows(
        session, tables.endpoint,
        {"uid": "ed", "unit": "b", "role": "van-thu", "environment": "ro", "ceiling": 0},
    )  # fmt: skip
    rows(session, tables.holding, {"uid": "hd", "endpoint": "ed", "person": "chi"})
    cover_leave(session, CoverLeave("an", AT, BACK, Someone("binh")))
    cover_leave(session, CoverLeave("binh", AT, BACK, Someone("chi")))
    with pytest.raises(Refusal) as refused:
        cover_leave(session, CoverLeave("chi", AT, BACK, Someone("an")))
    (problem,) = refused.value.problems
    assert problem.code == "leave.cycle_long"
    assert problem.values["names"] == ("Lê Thị Chi → Nguyễn Văn An → Trần Thị Bình → Lê Thị Chi")


def test_two_who_wait_for_each_other_are_refused(session: Session) -> None:
    cover_leave(session, CoverLeave("binh", AT, BACK, Someone("an")))
    with pytest.raises(Refusal) as refused:
        cover_leave(session, CoverLeave("an", "2026-11-30", "2026-12-05", Someone("binh")))
    assert refused.value.problems[0].code == "leave.cycle"
    # Afterwards there is nothing to wait for.
    assert cover_leave(session, CoverLeave("an", BACK, "2026-12-05", Someone("binh"))).rows == 1


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def test_what_is_said_to_break_is_what_is_missing_once_they_are_gone(tmp_path: Path) -> None:
    """Of random people, whoever holds one thing and stands in nowhere: ended, exactly the told
    cells are missing more than before."""
    looked = 0
    with bare_session(tmp_path) as session:
        written = random_registers(session, 8, AT, 30)
        deputies = {row["person"] for row in written["stand_in"]}
        for person in written["person"]:
            mine = [row for row in written["holding"] if row["person"] == person["uid"]]
            if len(mine) != 1 or person["uid"] in deputies:
                continue
            # Where a deputy is bound to this holder's level, the end of the holding unbinds them.
            if any(row["endpoint"] == mine[0]["endpoint"] for row in written["stand_in"]):
                continue
            expected = {
                (each.uid, cell)
                for each in what_breaks(session, WhatBreaks(person=person["uid"], as_of=AT))
                for cell in each.breaks
            }
            before = missing(session)
            change = {"uid": mine[0]["uid"], "from_date": "2020-01-01", "to_date": "2020-01-02"}
            with session.unit_of_work(Anything()) as work:
                work.update(tables.holding, [change])
            assert missing(session) - before == expected
            was = {name: mine[0][name] for name in ("from_date", "to_date")}
            with session.unit_of_work(Anything()) as work:
                work.update(tables.holding, [{"uid": mine[0]["uid"], **was}])
            looked += bool(expected)
    assert looked >= 3


def missing(session: Session) -> set[tuple[str, object]]:
    found: set[tuple[str, object]] = set()
    for direction in Direction:
        for environment in Environment:
            for level in SecrecyLevel:
                command = Coverage(level, as_of=AT, environment=environment, direction=direction)
                answer = coverage(session, command)
                found |= {(gap.uid, answer.cell) for gap in answer.missing}
    return found


def test_the_cell_that_breaks_is_explained_as_it_stands(session: Session) -> None:
    (first, *_) = what_breaks(session, WhatBreaks(person="an", as_of=AT))
    cell = first.breaks[-1]
    answer = explain(session, Explain(first.uid, cell.level, cell.environment, AT, cell.direction))
    assert answer.delivered
    assert [taker.person.uid for taker in answer.takers] == ["an"]
