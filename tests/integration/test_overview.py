"""The overview: its figures are those of `check` and `coverage`, and each has its list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from desktop.domain.checks import RULES
from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import Refusal, Severity, refuse
from desktop.domain.texts import Text
from desktop.models import tables
from desktop.services import overview
from desktop.services.checks import Check, check
from desktop.services.coverage import Coverage, coverage
from desktop.services.overview import (
    KINDS,
    OverviewReader,
    ReadOverview,
    ReadUncovered,
    ToDo,
    read_uncovered,
)
from desktop.services.session import Session
from tests.helpers.sessions import Anything, bare_session

AT = "2026-11-24"


class Registers:
    """Writes rows; every period begins on 1 July 2025."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, table: Table, uid: str, **row: Any) -> None:
        if "from_date" in table.c:
            row = {"from_date": "2025-07-01", **row}
        with self.session.unit_of_work(Anything()) as work:
            work.insert(table, [{"uid": uid, **row}])

    def unit(self, uid: str, *, code: str | None = None, parent: str | None = None) -> None:
        self.add(tables.unit, uid)
        self.add(tables.unit_version, f"v-{uid}", unit=uid, name=f"Đơn vị {uid}", parent=parent)
        if code is not None:
            self.add(
                tables.identifier_code, f"c-{uid}", unit=uid, scheme="qd20", value=code,
                state="live",
            )  # fmt: skip

    def endpoint(self, unit: str, *, ceiling: int = 0, environment: str = "ro") -> None:
        self.add(
            tables.endpoint, f"e-{unit}", unit=unit, role="van-thu", environment=environment,
            ceiling=ceiling,
        )  # fmt: skip

    def hold(self, unit: str, *, clearance: int | None = None) -> None:
        self.add(tables.person, f"p-{unit}", unit=unit, name=f"Cán bộ {unit}", clearance=clearance)
        self.add(tables.holding, f"h-{unit}", endpoint=f"e-{unit}", person=f"p-{unit}")

    def read(self, as_of: str = AT) -> dict[str, ToDo]:
        found = OverviewReader().read(self.session, ReadOverview(as_of))
        return {each.kind.key: each for each in found.to_do}


@pytest.fixture
def registers(tmp_path: Path) -> Iterator[Registers]:
    with bare_session(tmp_path) as session:
        made = Registers(session)
        made.unit("a", code="A11")
        made.endpoint("a")
        made.hold("a")
        yield made


def test_nothing_to_do_is_all_done(registers: Registers) -> None:
    found = OverviewReader().read(registers.session, ReadOverview(AT))
    assert found.all_done
    assert all(each.count == 0 for each in found.to_do)
    assert (found.units, found.coverage[0].covered) == (1, 1)


def test_each_figure_has_its_named_list(registers: Registers) -> None:
    registers.unit("b", code="A11.01", parent="a")
    registers.endpoint("b")
    registers.unit("d", parent="a")
    found = registers.read()
    (gap,) = found["people"].items
    assert (gap.unit, gap.code, gap.record) == ("Đơn vị b", "A11.01", "e-b")
    assert [item.uid for item in found["receivers"].items] == ["d"]
    assert [item.uid for item in found["codes"].items] == ["d"]
    assert not OverviewReader().read(registers.session, ReadOverview(AT)).all_done


def test_the_figures_are_those_of_the_checks(registers: Registers) -> None:
    registers.unit("b", code="B99", parent="a")
    registers.endpoint("b", ceiling=2, environment="mat")
    registers.hold("b", clearance=1)
    registers.unit("d")
    registers.add(
        tables.certificate, "k", person="p-b", number="4A", purpose="encrypt", state="active",
        to_date="2026-12-01",
    )  # fmt: skip
    assert "unused" not in registers.read()
    registers.add(
        tables.use_statistic, "s", unit="a", subject="Đơn vị a", from_date="2026-11-16",
        to_date="2026-11-23", users=0, logins=0,
    )  # fmt: skip
    registers.add(tables.test_round, "r", number=1, unit="a", planned_on=AT)
    registers.add(
        tables.test_document, "x", round="r", endpoint="e-b", number=1, result="lost", result_on=AT
    )
    counts = check(registers.session, Check(AT)).counts["rules"]
    assert isinstance(counts, dict)
    assert counts["use.none"] == 1
    assert set(counts) > {"level.above_clearance", "level.above_line", "code.outside_parent"}
    assert (counts["endpoint.test_lost"], counts["endpoint.unproved"]) == (1, 2)
    found = registers.read()
    for kind in KINDS:
        if kind.rules:
            assert found[kind.key].count == sum(counts.get(rule, 0) for rule in kind.rules)


def test_no_rule_is_forgotten() -> None:
    told = {rule for kind in KINDS for rule in kind.rules}
    # Told once for each device, not for each endpoint.
    assert told | {"certificate.unsigned"} == set(RULES)


def test_devices_wait_for_a_signature(registers: Registers) -> None:
    def token(uid: str, **row: Any) -> None:
        values = {
            "unit": "a", "subscriber_type": "person", "subscriber": "Cán bộ a",
            "purpose": "sign", "serial": uid.upper(),
        }  # fmt: skip
        registers.add(tables.token, uid, **{**values, **row})

    token("t1", custody="received")
    token("t2", custody="handed_over", signed_on="2026-01-01")
    token("t3", custody="stock")
    (item,) = registers.read()["tokens"].items
    assert (item.record, item.uid, item.code) == ("t1", "a", "A11")


def test_bundles_wait_for_an_answer_but_leave_all_done(registers: Registers) -> None:
    row = {
        "kind": "full", "digest": "0" * 64, "sha256": "0" * 64, "header": "{}",
        "journal_run": 1, "created": "2026-11-01T03:00:00Z",
    }  # fmt: skip
    registers.add(tables.bundle, "b1", sequence=1, file="A-1.asice", state="sealed", **row)
    registers.add(tables.bundle, "b2", sequence=2, file="A-2.asice", state="answered", **row)
    found = OverviewReader().read(registers.session, ReadOverview(AT))
    bundles = found.to_do[-1]
    assert [item.record for item in bundles.items] == ["b1"]
    assert bundles.kind.severity is Severity.INFO
    assert found.all_done


def test_tasks_are_told_while_open(registers: Registers) -> None:
    registers.add(
        tables.task, "t", unit="a", kind="import", subject="Chọn nơi kế thừa",
        opened_on="2026-01-01", closed_on="2026-06-01",
    )  # fmt: skip
    assert registers.read("2026-05-31")["tasks"].count == 1
    assert registers.read("2026-06-01")["tasks"].count == 0


def test_it_is_read_anew_only_when_something_changed(registers: Registers) -> None:
    reader = OverviewReader()
    first = reader.read(registers.session, ReadOverview(AT))
    assert reader.read(registers.session, ReadOverview(AT)) is first
    registers.unit("b")
    second = reader.read(registers.session, ReadOverview(AT))
    assert second is not first
    assert second.units == 2
    assert reader.read(registers.session, ReadOverview("2026-01-01")).as_of == "2026-01-01"


def test_a_long_list_is_cut_in_order_and_counted_whole(
    registers: Registers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "KEPT", 3)
    for number in range(9, 0, -1):
        registers.unit(f"n{number}", code=f"A11.0{number}", parent="a")
    receivers = registers.read()["receivers"]
    assert receivers.count == 9
    assert [item.code for item in receivers.items] == ["A11.01", "A11.02", "A11.03"]


def test_reading_can_be_given_up(registers: Registers) -> None:
    def stop(what: Text, done: int, total: int) -> None:
        raise refuse("work.cancelled")

    session = registers.session
    object.__setattr__(session.surroundings, "progress", stop)
    reader = OverviewReader()
    with pytest.raises(Refusal, match=r"work\.cancelled"):
        reader.read(session, ReadOverview(AT))
    object.__setattr__(session.surroundings, "progress", lambda *_: None)
    assert reader.read(session, ReadOverview(AT)).units == 1


@pytest.mark.parametrize("level", list(SecrecyLevel))
def test_the_uncovered_are_those_of_coverage(registers: Registers, level: SecrecyLevel) -> None:
    registers.unit("b", code="A11.01", parent="a")
    answer = coverage(registers.session, Coverage(level, as_of=AT))
    total, items = read_uncovered(registers.session, ReadUncovered(level, AT))
    assert total == answer.uncovered
    assert [item.uid for item in items] == [gap.uid for gap in answer.missing]
