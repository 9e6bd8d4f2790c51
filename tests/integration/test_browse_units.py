"""Browsing units: filters, orders, slices, the tree, a unit's page, and filters kept by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.problems import Refusal
from desktop.domain.texts import Translate
from desktop.models import data_hash, tables
from desktop.services import units
from desktop.services.browse_units import (
    BrowseUnits,
    ReadBranch,
    UnitFilter,
    UnitList,
    branch,
    path_to,
)
from desktop.services.edit_units import apply
from desktop.services.history import ReadHistory, history
from desktop.services.saved_filters import (
    DropFilter,
    KeepFilter,
    ReadFilters,
    drop_filter,
    keep_filter,
    read_filters,
)
from desktop.services.session import Session
from desktop.services.unit_edits import AddUnit, CloseUnits, GiveCode, MoveUnits, RenameUnit
from desktop.services.unit_page import ReadUnit, read_runs, read_unit, told
from tests.helpers.importing import one_row, rows_of
from tests.helpers.sessions import Anything, bare_session

TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        units.lay_out(opened, units.LayOut("A99", "Tỉnh uỷ Mẫu", "12"))
        yield opened


def uid_of(session: Session, code: str) -> str:
    return str(one_row(session, tables.identifier_code, value=code, scheme="qd20").unit)


def listed(session: Session, wanted: UnitFilter = UnitFilter(), **how: object) -> list[str]:  # noqa: B008 - frozen
    found = UnitList(BrowseUnits(wanted, **how)).read(session, 0, 10_000)  # type: ignore[arg-type]
    assert found.count == len(found.rows)
    return [row.code or row.name for row in found.rows]


@pytest.mark.parametrize("sort", [None, "code", "name", "type", "place", "from"])
@pytest.mark.parametrize("descending", [False, True])
def test_slices_put_together_are_the_whole_list(
    session: Session, sort: str | None, descending: bool
) -> None:
    apply(session, AddUnit((), TODAY, uid_of(session, "A99"), "Ban không mã"))
    whole = listed(session, sort=sort, descending=descending)
    pages = UnitList(BrowseUnits(sort=sort, descending=descending))
    parts: list[str] = []
    for offset in range(0, len(whole) + 50, 50):
        found = pages.read(session, offset, 50)
        assert found.count == len(whole)
        parts += [row.code or row.name for row in found.rows]
    assert parts == whole
    assert len(set(whole)) == len(whole) == len(rows_of(session, tables.unit))


def test_names_are_in_the_order_of_a_vietnamese_dictionary(session: Session) -> None:
    root = uid_of(session, "A99")
    names = ["Đảng uỷ Ấ", "Đảng uỷ Ă", "Dân vận", "Đảng uỷ A", "Đảng uỷ À"]
    for name in names:
        apply(session, AddUnit((), TODAY, root, name))
    found = UnitList(BrowseUnits(sort="name")).read(session, 0, 10_000).rows
    ours = [row.name for row in found if row.name in names]
    assert ours == ["Dân vận", "Đảng uỷ A", "Đảng uỷ À", "Đảng uỷ Ă", "Đảng uỷ Ấ"]


def test_units_without_a_code_come_last_either_way(session: Session) -> None:
    apply(session, AddUnit((), TODAY, uid_of(session, "A99"), "Ban không mã"))
    assert listed(session, sort="code")[-1] == "Ban không mã"
    assert listed(session, sort="code", descending=True)[-1] == "Ban không mã"


def test_filters_let_through_what_they_say(session: Session) -> None:
    root = uid_of(session, "A99")
    apply(session, AddUnit((), TODAY, root, "Ban không mã"))
    assert listed(session, UnitFilter(lacks="code")) == ["Ban không mã"]
    assert listed(session, UnitFilter(lacks="type")) == ["Ban không mã"]
    assert listed(session, UnitFilter(words="van phong tinh")) == ["A99.01"]
    assert listed(session, UnitFilter(type="tinh-uy")) == ["A99"]
    assert len(listed(session, UnitFilter(lacks="receiver"))) == len(listed(session))
    commune = rows_of(session, tables.unit_version, type="dang-uy-xa")[0].unit
    inside = listed(session, UnitFilter(under=commune))
    assert len(inside) == 1 + len(rows_of(session, tables.unit_version, parent=commune))
    apply(session, GiveCode((uid_of(session, "A99.01"),), TODAY, "A99.90", state="sent"))
    assert listed(session, UnitFilter(code_state="sent")) == ["A99.90"]
    assert listed(session, UnitFilter(words="không ai tên thế")) == []


def test_a_unit_with_an_active_held_endpoint_has_a_receiver(session: Session) -> None:
    unit = uid_of(session, "A99.01")
    with session.unit_of_work(Anything()) as work:
        post, who, held = work.new_uids(3)
        period = {"from_date": "2025-07-01"}
        place = {"uid": post, "unit": unit, "role": "van-thu", "environment": "ro", **period}
        work.insert(tables.endpoint, [place])
        work.insert(tables.person, [{"uid": who, "unit": unit, "name": "Cán bộ Mẫu"}])
        work.insert(tables.holding, [{"uid": held, "endpoint": post, "person": who, **period}])
    assert "A99.01" not in listed(session, UnitFilter(lacks="receiver"))
    assert "A99.02" in listed(session, UnitFilter(lacks="receiver"))
    page = read_unit(session, ReadUnit(unit))
    assert [point.holders for point in page.endpoints] == [("Cán bộ Mẫu",)]


def test_the_list_is_of_the_day_asked_for(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    apply(session, CloseUnits((uid,), TODAY))
    assert "A99.01" not in listed(session)
    assert "A99.01" in listed(session, as_of="2026-11-23")
    assert listed(session, as_of="2020-01-01") == []


def test_the_tree_opens_branch_by_branch(session: Session) -> None:
    (root,) = branch(session, ReadBranch())
    assert (root.name, root.code, root.has_children) == ("Tỉnh uỷ Mẫu", "A99", True)
    below = branch(session, ReadBranch(root.uid))
    assert below[0].code == "A99.01"
    assert not below[0].has_children
    commune = next(unit for unit in below if unit.has_children)
    leaf = branch(session, ReadBranch(commune.uid))[0]
    assert path_to(session, ReadBranch(leaf.uid)) == (root.uid, commune.uid, leaf.uid)


def test_the_page_tells_a_units_history_in_words(session: Session, translate_vi: Translate) -> None:
    uid, other = uid_of(session, "A99.01"), uid_of(session, "A99.02")
    apply(session, RenameUnit((uid,), "2026-01-05", "Văn phòng Cấp uỷ", basis="QĐ 7"))
    apply(session, MoveUnits((uid,), "2026-02-01", other))
    apply(session, GiveCode((uid,), "2026-03-01", "A99.02.01"))
    apply(session, CloseUnits((uid,), "2026-11-01"))
    page = read_unit(session, ReadUnit(uid))
    assert page.line is None
    assert page.title == "Văn phòng Cấp uỷ"
    words = [told(happening).render(translate_vi) for happening in page.history]
    assert words[0].startswith("từ 01/11/2026")
    renamed = "đổi tên từ “Văn phòng Tỉnh uỷ” thành “Văn phòng Cấp uỷ” (theo QĐ 7)"
    assert f"từ 05/01/2026: {renamed}" in words
    assert any(line.startswith("từ 01/02/2026: chuyển từ Tỉnh uỷ Mẫu sang") for line in words)
    assert any(line.startswith("từ 01/03/2026: mã A99.02.01 thay cho A99.01") for line in words)
    assert words[-1].startswith("từ 01/07/2025")


def test_the_runs_of_a_unit_are_found_in_the_journal(session: Session) -> None:
    uid, other = uid_of(session, "A99.01"), uid_of(session, "A99.02")
    renamed = apply(session, RenameUnit((uid,), TODAY, "Tên khác")).run
    apply(session, RenameUnit((other,), TODAY, "Tên khác nữa"))
    runs = read_runs(session, ReadUnit(uid))
    assert [run.number for run in runs] == [renamed, 1]
    assert runs[0].changes == 2


def test_findings_of_the_unit_stand_on_its_page(session: Session) -> None:
    made = apply(session, AddUnit((), TODAY, uid_of(session, "A99"), "Ban không mã")).made
    assert made is not None
    rules = {finding.rule for finding in read_unit(session, ReadUnit(made)).findings}
    assert rules == {"code.missing", "unit.no_receiver"}


def test_a_unit_that_is_not_there_is_named_so(session: Session) -> None:
    with pytest.raises(Refusal) as caught:
        read_unit(session, ReadUnit("không có"))
    assert caught.value.problems[0].code == "unit.unknown"


def test_filters_are_kept_by_name_outside_the_registers(session: Session) -> None:
    with session.reading(Anything()) as connection:
        before = data_hash.data_hash(connection)
    keep_filter(session, KeepFilter("units", " Chưa  có mã ", {"lacks": "code"}))
    keep_filter(session, KeepFilter("units", "Ấ", {"words": "x"}))
    kept = keep_filter(session, KeepFilter("units", "Chưa có mã", {"lacks": "receiver"}))
    assert list(kept) == ["Ấ", "Chưa có mã"]
    assert kept["Chưa có mã"] == {"lacks": "receiver"}
    assert read_filters(session, ReadFilters("endpoints")) == {}
    assert list(drop_filter(session, DropFilter("units", "Ấ"))) == ["Chưa có mã"]
    with session.reading(Anything()) as connection:
        assert data_hash.data_hash(connection) == before
    undoable = history(session, ReadHistory()).undo
    assert undoable is not None
    assert undoable.number == 1


def test_a_filter_without_a_name_is_refused(session: Session) -> None:
    with pytest.raises(Refusal) as caught:
        keep_filter(session, KeepFilter("units", "  ", {}))
    assert caught.value.problems[0].code == "filter.name_missing"
