"""Figures of use held against coverage: kinds, periods, the tree, the workbook, the check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop.domain.problems import Refusal
from desktop.domain.use import Figures, Use
from desktop.models import tables
from desktop.services.checks import Check, check
from desktop.services.overview import OverviewReader, ReadOverview
from desktop.services.session import Session
from desktop.services.unit_page import ReadUnit, read_unit
from desktop.services.use import ReadUse, UseAnswer, read_use
from desktop.services.use_sheet import save_use
from tests.helpers.sessions import bare_session
from tests.integration.test_routing_registers import Registers

WEEK = ("2026-11-09", "2026-11-16")
NEXT = ("2026-11-16", "2026-11-23")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        made = Registers(opened)
        made.unit("root", "A05")
        for uid in ("a", "b", "c"):
            made.unit(uid, f"A05.0{ord(uid) - 96}", parent="root")
        for uid in ("root", "a", "b"):
            made.clerk(uid)
        made.add(tables.person, "p-phone", unit="a", name="Cán bộ Gọi", phone="0912 000 111")
        yield opened


def counted(session: Session, uid: str, unit: str | None, *figures: int | None, **row: str) -> None:
    values = dict(zip(Figures._fields, figures, strict=False))
    period = {"from_date": NEXT[0], "to_date": NEXT[1], "subject": f"Đơn vị {unit}", **row}
    Registers(session).add(tables.use_statistic, uid, unit=unit, **period, **values)


def kinds(answer: UseAnswer) -> dict[str, Use]:
    return {row.uid: row.use for row in answer.rows}


def test_without_figures_there_is_nothing_to_say(session: Session) -> None:
    answer = read_use(session, ReadUse())
    assert (answer.period, answer.rows, answer.periods) == (None, (), ())
    assert "use.none" not in str(check(session, Check()).counts)


def test_units_are_told_by_kind(session: Session) -> None:
    counted(session, "s1", "a", 0, 0, 0, 0, 0)
    counted(session, "s2", "c", 3, 7)
    counted(session, "s3", "root", 5, 9, source="Cục")
    counted(session, "s4", None, 1, 1, subject="Tỉnh uỷ Bắc Giang")
    answer = read_use(session, ReadUse())
    assert answer.period is not None
    assert (answer.period.first, answer.period.last_day) == ("2026-11-16", "2026-11-22")
    assert kinds(answer) == {
        "a": Use.NOT_USED, "c": Use.NOT_COVERED, "b": Use.NO_FIGURES, "root": Use.IN_USE,
    }  # fmt: skip
    (unused,) = answer.of(Use.NOT_USED)
    assert (unused.code, unused.superior, unused.figures) == (
        "A05.01", "Đơn vị root", Figures(0, 0, 0, 0, 0),
    )  # fmt: skip
    assert any("0912 000 111" in each for each in unused.reach)
    assert answer.of(Use.IN_USE)[0].sources == ("Cục",)
    assert answer.unknown == ("Tỉnh uỷ Bắc Giang",)
    assert list(answer.counts.values()) == [1, 1, 1, 1, 0]


def test_it_is_told_below_a_unit_and_of_another_period(session: Session) -> None:
    counted(session, "s1", "a", 0, 0)
    counted(session, "s2", "b", 0, 0)
    counted(session, "s3", "a", 4, 9, from_date=WEEK[0], to_date=WEEK[1])
    below = read_use(session, ReadUse("A05.01"))
    assert kinds(below) == {"a": Use.NOT_USED}
    before = read_use(session, ReadUse(period=WEEK))
    assert kinds(before)["a"] is Use.IN_USE
    assert kinds(before)["b"] is Use.NO_FIGURES
    # On a day before the end of the latest period, it is the one before.
    assert read_use(session, ReadUse(as_of="2026-11-21")).period == WEEK
    assert read_use(session, ReadUse(as_of="2026-11-22")).period == NEXT
    with pytest.raises(Refusal, match=r"use\.period_unknown"):
        read_use(session, ReadUse(period=("2026-01-01", "2026-01-08")))


def test_coverage_is_that_of_the_last_day(session: Session) -> None:
    counted(session, "s1", "c", 0, 0)
    assert "c" in kinds(read_use(session, ReadUse()))
    assert kinds(read_use(session, ReadUse()))["c"] is Use.NEITHER
    Registers(session).add(
        tables.endpoint, "e-new", unit="c", role="van-thu", environment="ro", ceiling=0,
        receives=1, sends=1, state="active", from_date="2026-11-22",
    )  # fmt: skip
    Registers(session).add(tables.person, "p-new", unit="c", name="Cán bộ Mới")
    Registers(session).add(
        tables.holding, "h-new", endpoint="e-new", person="p-new", from_date="2026-11-22"
    )
    assert kinds(read_use(session, ReadUse()))["c"] is Use.NOT_USED


def test_of_several_sources_one_that_saw_use_is_right(session: Session) -> None:
    counted(session, "s1", "a", 0, 0, source="Cục")
    counted(session, "s2", "a", 2, 5, source="Văn phòng")
    (row,) = (each for each in read_use(session, ReadUse()).rows if each.uid == "a")
    assert (row.use, row.figures, row.sources) == (
        Use.IN_USE, Figures(2, 5), ("Cục", "Văn phòng"),
    )  # fmt: skip


def test_a_unit_that_has_ended_is_told_by_its_name(session: Session) -> None:
    Registers(session).add(tables.unit, "old")
    Registers(session).add(
        tables.unit_version, "v-old", unit="old", name="Ban cũ", to_date="2026-11-18"
    )
    counted(session, "s1", "old", 2, 5, subject="Ban cũ")
    (row,) = (each for each in read_use(session, ReadUse()).rows if each.uid == "old")
    assert (row.use, row.unit, row.code) == (Use.NOT_COVERED, "Ban cũ", None)


def test_the_check_names_each_in_the_latest_period_alone(session: Session) -> None:
    counted(session, "s1", "a", 0, 0)
    counted(session, "s2", "b", 0, 0, from_date=WEEK[0], to_date=WEEK[1])
    counted(session, "s3", "c", 0, 0)
    found = check(session, Check(rule="use.none"))
    (finding,) = found.findings
    assert (finding.uid, finding.severity) == ("a", "warning")
    assert finding.values["last"] == "2026-11-22"
    assert [f.uid for f in check(session, Check("2026-11-20", "use.none")).findings] == ["b"]
    assert "use.none" in {each.rule for each in read_unit(session, ReadUnit("a")).findings}
    assert "use.none" not in {each.rule for each in read_unit(session, ReadUnit("b")).findings}
    overview = OverviewReader().read(session, ReadOverview())
    (kind,) = [each for each in overview.to_do if each.kind.key == "unused"]
    assert (kind.count, kind.items[0].uid) == (1, "a")
    assert "22/11/2026" in str(kind.items[0].message.values.values())


def test_the_workbook_names_all(session: Session, tmp_path: Path) -> None:
    counted(session, "s1", "a", 0, 0)
    counted(session, "s4", None, 1, 1, subject="Tỉnh uỷ Bắc Giang")
    out = save_use(session.surroundings, read_use(session, ReadUse()), tmp_path / "use.xlsx")
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["Use, counted", "Use"]
    rows = book.get_sheet_by_name("Use").to_python()
    assert rows[1][:4] == ["configured but not used", "A05.01", "Đơn vị a", "Đơn vị root"]
    assert [type(cell) for cell in rows[1][4:6]] == [float, float]
    assert rows[1][4:9] == [0, 0, "", "", ""]
    assert "Tỉnh uỷ Bắc Giang" in str(book.get_sheet_by_name("Use, counted").to_python())
