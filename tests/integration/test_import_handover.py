"""Holders of one endpoint one after another in one table: taken, whatever their order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.cells import shown_date
from desktop.models.tables import endpoint, holding, identifier_code, person
from desktop.services.session import Session
from tests.helpers.importing import Importer, codes, one_row, only_problem, rows_of
from tests.helpers.sessions import bare_session

HEAD = ("Mã định danh", "Họ và tên", "Từ ngày", "Đến ngày")
UNITS = 400
FIRST = date(2026, 1, 1)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("kho")
    with bare_session(folder) as opened:
        units = [(f"A05.{n:05}", f"Đảng uỷ xã {n}", "Đảng uỷ xã") for n in range(1, UNITS + 1)]
        heads = ("Mã định danh", "Tên đơn vị", "Loại đơn vị")
        Importer(opened, folder, "units")(heads, ("A05", "Tỉnh uỷ Mẫu", "Tỉnh uỷ"), *units)
        yield opened


_NEXT = count(1)


def held(session: Session, code: str) -> set[tuple[str, str, str | None]]:
    """Return who holds the unit's endpoints from when until before when."""
    unit = one_row(session, identifier_code, value=code).unit
    names = {row.uid: row.name for row in rows_of(session, person)}
    ends = {row.uid for row in rows_of(session, endpoint, unit=unit)}
    return {
        (names[row.person], row.from_date, row.to_date)
        for row in rows_of(session, holding)
        if row.endpoint in ends
    }


def test_a_handover_on_a_day(session: Session, tmp_path: Path) -> None:
    code = f"A05.{next(_NEXT):05}"
    rows = [(code, "Lê An", "1/1/2026", "30/6/2026"), (code, "Lê Bình", "1/7/2026", None)]
    clerks = Importer(session, tmp_path, "clerks")
    result = clerks(HEAD, *rows)
    assert codes(result) == []
    told = {("Lê An", "2026-01-01", "2026-07-01"), ("Lê Bình", "2026-07-01", None)}
    assert held(session, code) == told
    assert clerks(HEAD, *reversed(rows)).run is None
    code = f"A05.{next(_NEXT):05}"
    assert codes(clerks(HEAD, *((code, *row[1:]) for row in reversed(rows)))) == []
    assert held(session, code) == told
    unit = one_row(session, identifier_code, value=code).unit
    assert one_row(session, endpoint, unit=unit).from_date == "2026-01-01"


def test_days_in_common_are_named_by_both_cells(session: Session, tmp_path: Path) -> None:
    code = f"A05.{next(_NEXT):05}"
    rows = [(code, "Lê An", "1/1/2026", "1/7/2026"), (code, "Lê Bình", "1/7/2026", None)]
    problem = only_problem(Importer(session, tmp_path, "clerks")(HEAD, *rows))
    assert (problem.code, problem.where.row, problem.where.column) == (
        "import.days_overlap", 3, "Từ ngày",
    )  # fmt: skip
    assert (problem.values["first"], problem.values["column"]) == (2, "Đến ngày")
    assert held(session, code) == set()


Days = tuple[int, int | None]


def _share_a_day(one: Days, other: Days) -> bool:
    """Say it by counting: an open end is far away."""
    spans = [set(range(start, start + (length or 1000))) for start, length in (one, other)]
    return not spans[0].isdisjoint(spans[1])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(
        st.tuples(st.integers(0, 300), st.one_of(st.none(), st.integers(1, 120))),
        min_size=2,
        max_size=4,
    )
)
def test_nobody_holds_an_endpoint_on_another_ones_day(
    session: Session, tmp_path: Path, days: list[Days]
) -> None:
    """Of periods in any order those are in that share no day with one above them; never others."""
    code = f"A05.{next(_NEXT):05}"
    rows, taken = [], []
    for number, (start, length) in enumerate(days):
        name = f"Lê {'ABCD'[number]}"
        first = FIRST + timedelta(days=start)
        last = first + timedelta(days=length - 1) if length else None
        rows.append((code, name, _cell(first), _cell(last)))
        if not any(_share_a_day((start, length), other) for _, other in taken):
            end = (last + timedelta(days=1)).isoformat() if last else None
            taken.append(((name, first.isoformat(), end), (start, length)))
    clerks = Importer(session, tmp_path, "clerks")
    result = clerks(HEAD, *rows, skip_bad=True)
    assert held(session, code) == {told for told, _ in taken}
    assert codes(result, "warning") == ["import.days_overlap"] * (len(rows) - len(taken))
    assert clerks(HEAD, *rows, skip_bad=True).run is None


def _cell(day: date | None) -> str | None:
    return shown_date(day.isoformat()) if day is not None else None
