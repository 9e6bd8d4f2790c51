"""Use statistics from tables: found, recomputed, kept once, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from desktop import resources
from desktop.domain.problems import Refusal
from desktop.models import tables
from desktop.models.bundle_rows import READERS
from desktop.models.data_hash import data_hash
from desktop.services.imports.command import ImportFile
from desktop.services.imports.draft import open_draft
from desktop.services.imports.draft_values import OpenDraft, Show
from desktop.services.imports.importing import import_file
from desktop.services.imports.templates import WriteTemplate, write_template
from desktop.services.lists import ListRows, list_rows
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, codes, counts, fates, one_row, only_problem, rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.workbooks import Cell, write_xlsx

DATA = Path(__file__).parent.parent / "data"
WEEK = {"from_date": "2025-06-16", "last_day": "2025-06-22"}
LATER = {"from_date": "2026-11-16", "last_day": "2026-11-22"}
UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None),
    ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05"),
    ("A05.06001.01", "Văn phòng", "A05.06001"),
    ("A05.06002", "Đảng uỷ xã Sơn Lâm", "A05"),
    ("A05.06002.01", "Văn phòng", "A05.06002"),
)
HEAD = ("STT", "Đơn vị", "Số user login", "Số lượt login", "VB đến", "VB đi", "Lượt chuyển")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên"), *UNITS)
        yield opened


@pytest.fixture
def use(session: Session, tmp_path: Path) -> Importer:
    return Importer(session, tmp_path, "statistics")


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def test_the_published_week_is_kept_under_the_63_names(session: Session, use: Importer) -> None:
    before = hash_of(session)
    result = use.file(DATA / "phu-luc-1.csv", **WEEK)
    assert (result.read, result.created, codes(result)) == (64, 63, [])
    assert fates(result)[0] == "unchanged"
    rows = rows_of(session, tables.use_statistic)
    assert {(row.unit, row.from_date, row.to_date) for row in rows} == {
        (None, "2025-06-16", "2025-06-23")
    }
    sums = [sum(getattr(row, name) for row in rows)
            for name in ("users", "logins", "incoming", "outgoing", "forwarded")]  # fmt: skip
    assert sums == [7_295, 26_033, 3_322, 3_318, 55_171]
    (kept,) = [problem for problem in result.problems if problem.code == "statistics.kept_by_name"]
    assert kept.values["count"] == 63
    again = use.file(DATA / "phu-luc-1.csv", **WEEK)
    assert (again.unchanged, again.run) == (64, None)
    assert result.run is not None
    undo(session, Undo(result.run))
    assert hash_of(session) == before


def test_a_total_that_disagrees_is_an_error_for_each_column(
    session: Session, use: Importer, tmp_path: Path
) -> None:
    text = (DATA / "phu-luc-1.csv").read_text(encoding="utf-8")
    spoiled = tmp_path / "phu-luc.csv"
    spoiled.write_text(text.replace("Bắc Kạn,0,0", "Bắc Kạn,5,0"), encoding="utf-8")
    result = use.file(spoiled, **WEEK)
    problem = only_problem(result)
    assert (problem.code, problem.where.row) == ("statistics.total_differs", 2)
    assert problem.values == {
        "heading": "Số user login", "declared": "7,295", "counted": "7,300", "difference": "-5",
    }  # fmt: skip
    assert (result.refused, result.held, result.run) == (1, 63, None)
    spoiled.write_text(text.replace("Bắc Kạn,0,0,0", "Bắc Kạn,0,5,1"), encoding="utf-8")
    both = use.file(spoiled, **WEEK)
    assert codes(both) == ["statistics.total_differs"] * 2
    assert {p.where.column for p in both.problems if p.severity == "error"} == {
        "Số lượt login", "Số văn bản đến nhập lên",
    }  # fmt: skip
    skipped = use.file(spoiled, skip_bad=True, **WEEK)
    assert (skipped.created, skipped.refused, skipped.accepted) == (63, 1, True)


def test_the_63_are_no_more_after_the_reform(session: Session, use: Importer) -> None:
    rows = (HEAD, ("1", "Tỉnh uỷ Bắc Giang", 1, 2), ("2", "Văn phòng Tỉnh uỷ Bắc Giang", 1, 2))
    after = use(*rows, from_date="2025-07-07", last_day="2025-07-13")
    assert codes(after) == ["import.unit_not_known"] * 2
    # Another organ's figures are not the committee's.
    before = use(*rows, **WEEK)
    assert (fates(before), codes(before)) == (["held", "refused"], ["import.unit_not_known"])
    assert rows_of(session, tables.use_statistic) == []


def test_units_by_code_name_and_superior(session: Session, use: Importer) -> None:
    head = ("Mã định danh", "Cấp trên", *HEAD[1:], "Từ ngày", "Đến ngày", "Nguồn")
    days = ("16/11/2026", "22/11/2026")
    result = use(
        head,
        ("A05.06001", None, None, 1, 2, 3, 4, 5, *days, "Tuần 47"),
        (None, None, "Đảng uỷ xã Sơn Lâm", "1.234", "7,295", "-", None, None, *days, "Tuần 47"),
        (None, "A05.06002", "Văn phòng", 0, 0, None, None, None, *days, None),
        (None, None, "Văn phòng", 0, 0, None, None, None, *days, None),
        (None, None, "A05", 3, 9, None, None, None, *days, None),
    )
    assert fates(result) == ["held", "held", "held", "refused", "held"]
    assert codes(result) == ["import.two_match"]
    result = use(
        head,
        ("A05.06001", None, None, 1, 2, 3, 4, 5, *days, "Tuần 47"),
        (None, None, "Đảng uỷ xã Sơn Lâm", "1.234", "7,295", 0, None, None, *days, "Tuần 47"),
        (None, "A05.06002", "Văn phòng", 0, 0, None, None, None, *days, None),
        (None, None, "A05", 3, 9, None, None, None, *days, None),
    )
    assert counts(result) == (4, 0, 0, 0)
    names = {row.subject for row in rows_of(session, tables.use_statistic)}
    assert names == {"Đảng uỷ xã Sơn Hà", "Đảng uỷ xã Sơn Lâm", "Văn phòng", "Tỉnh uỷ Mẫu"}
    row = one_row(session, tables.use_statistic, subject="Đảng uỷ xã Sơn Lâm")
    assert (row.users, row.logins, row.incoming, row.outgoing) == (1234, 7295, 0, None)
    assert (row.from_date, row.to_date, row.source) == ("2026-11-16", "2026-11-23", "Tuần 47")


@pytest.mark.parametrize("sign", ["-", "–", "…", "..."])
def test_a_dash_is_no_figure_and_counts_for_nothing(
    session: Session, use: Importer, sign: str
) -> None:
    rows = (
        (1, "Đảng uỷ xã Sơn Hà", 2, 5, sign, 4, None),
        (2, "Đảng uỷ xã Sơn Lâm", *(sign,) * 5),
        (None, "Tổng cộng", 2, 5, sign, 4, sign),
    )
    result = use(HEAD, *rows, **LATER)
    assert (codes(result), counts(result)) == ([], (1, 0, 2, 0))
    row = one_row(session, tables.use_statistic)
    assert (row.users, row.incoming, row.outgoing, row.forwarded) == (2, None, 4, None)


@pytest.mark.parametrize(
    ("days", "figures", "code", "column"),
    [
        (("30/2/2026", "5/3/2026"), (1, 2), "cell.date_impossible", "Từ ngày"),
        (("22/11/2026", "16/11/2026"), (1, 2), "import.ends_before", "Đến ngày"),
        (("16/11/2026", None), (1, 2), "statistics.period_missing", None),
        (("16/11/2026", "22/11/2026"), (-3, 2), "cell.count_negative", "Số user login"),
        (("16/11/2026", "22/11/2026"), (1, "7.29"), "cell.count", "Số lượt login"),
        (("16/11/2026", "22/11/2026"), (1, "1.234,567"), "cell.count", "Số lượt login"),
        (("16/11/2026", "22/11/2026"), (1, 12.5), "cell.count", "Số lượt login"),
        (("16/11/2026", "22/11/2026"), (1, "chưa có"), "cell.count", "Số lượt login"),
        (("16/11/2026", "22/11/2026"), (1, "2.34E+11"), "cell.exponent", "Số lượt login"),
    ],
)
def test_what_cannot_be_is_refused_by_its_cell(
    session: Session,
    use: Importer,
    days: tuple[Cell, ...],
    figures: tuple[Cell, ...],
    code: str,
    column: str | None,
) -> None:
    head = ("Mã", "Số user login", "Số lượt login", "Từ ngày", "Đến ngày")
    good = ("A05.06001", 1, 2, "16/11/2026", "22/11/2026")
    result = use(head, good, ("A05", *figures, *days), from_date=None)
    problem = only_problem(result)
    assert (problem.code, problem.where.row) == (code, 3)
    assert problem.where.column == (column or "Đến ngày")
    assert (result.run, fates(result)) == (None, ["held", "refused"])


def test_every_bad_cell_of_a_row_is_told(use: Importer) -> None:
    result = use(HEAD, ("1", "Đơn vị lạ", "x", -1, 3), **LATER)
    assert codes(result) == ["import.unit_not_known", "cell.count", "cell.count_negative"]


TITLE = "(Từ ngày 16/11 đến ngày 22/11/2026)"
ROW = ("1", "A05", 3, 9, 1, 2, 4)


def test_the_period_may_stand_in_a_title(session: Session, use: Importer) -> None:
    result = use(("THỐNG KÊ SỬ DỤNG",), (TITLE,), HEAD, ROW, from_date=None)
    assert counts(result) == (1, 0, 0, 0)
    row = one_row(session, tables.use_statistic)
    assert (row.from_date, row.to_date) == ("2026-11-16", "2026-11-23")
    # What the person says beside the file comes first.
    use((TITLE,), HEAD, ROW, from_date="2026-11-01", last_day="2026-11-30", source="Tháng 11")
    row = one_row(session, tables.use_statistic, source="Tháng 11")
    assert (row.from_date, row.to_date) == ("2026-11-01", "2026-12-01")
    bad = use(("Từ ngày 30/2 đến ngày 5/3/2026",), HEAD, ROW, from_date=None)
    assert codes(bad) == ["cell.date_impossible"]


@pytest.mark.parametrize("first", [None, "2026-11-16"])
def test_without_a_period_it_is_asked(use: Importer, first: str | None) -> None:
    with pytest.raises(Refusal, match=r"statistics\.period_missing"):
        use(HEAD, ROW, from_date=first)
    with pytest.raises(Refusal, match=r"import\.ends_before"):
        use(HEAD, ROW, from_date="2026-11-16", last_day="2026-11-15")


def test_a_day_beside_the_file_is_for_statistics_alone(session: Session, tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "a.xlsx", [("Mã", "Tên"), ("A06", "x")])
    with pytest.raises(Refusal, match=r"statistics\.only_there"):
        import_file(session, ImportFile("units", file, last_day="2026-11-22"))


def test_the_same_days_are_one_record_for_each_source(session: Session, use: Importer) -> None:
    use(HEAD, ROW, **LATER)
    again = use(HEAD, ("1", "Tỉnh uỷ Mẫu", 3, 10, None, 2, 4), **LATER)
    assert (counts(again), again.rows[0].changed) == ((0, 1, 0, 0), ("logins",))
    row = one_row(session, tables.use_statistic)
    # A blank cell takes nothing away.
    assert (row.logins, row.incoming) == (10, 1)
    other = use(HEAD, ROW, source="Cục", **LATER)
    assert (counts(other), codes(other, "warning")) == ((1, 0, 0, 0), [])
    twice = use(HEAD, ROW, ("2", "Tỉnh uỷ Mẫu", 3, 10), **LATER)
    assert only_problem(twice).code == "statistics.told_twice"


def test_overlapping_days_of_one_source_are_a_warning(session: Session, use: Importer) -> None:
    use(HEAD, ROW, **LATER)
    month = use(HEAD, ROW, from_date="2026-11-01", last_day="2026-11-30")
    assert sorted(codes(month, "warning")) == ["statistics.in_future", "statistics.overlap"]
    overlapping = next(p for p in month.problems if p.code == "statistics.overlap")
    assert (overlapping.values["first"], overlapping.values["last"]) == ("16/11/2026", "22/11/2026")
    next_week = use(HEAD, ROW, from_date="2026-11-09", last_day="2026-11-15", source="Cục")
    assert codes(next_week, "warning") == []


def test_fewer_logins_than_users_is_said(use: Importer) -> None:
    assert codes(use(HEAD, ("1", "A05", 9, 3), **LATER), "warning") == ["statistics.fewer_logins"]


def test_three_lines_of_headings_and_totals_of_sections(session: Session, use: Importer) -> None:
    result = use(
        ("STT", "Đơn vị", "Kết quả sử dụng", None, None, None, None),
        (None, None, "Người dùng", None, "Văn bản", None, None),
        (None, None, "Số user login", "Số lượt login", "Đến", "Đi", "Lượt chuyển"),
        ("I", "KHỐI TỈNH"),
        ("1", "Tỉnh uỷ Mẫu", 3, 9, 1, 2, 4),
        (None, "Cộng", 3, 9, 1, 2, 4),
        ("II", "KHỐI XÃ"),
        ("1", "Đảng uỷ xã Sơn Hà", 1, 1, 1, 1, 1),
        ("2", "Đảng uỷ xã Sơn Lâm", 0, 0, 1, 1, 1),
        (None, "Cộng", 1, 1, 2, 2, 3),
        (None, "Tổng cộng", 4, 10, 3, 4, 6),
        **LATER,
    )
    problem = only_problem(result)
    assert (problem.where.row, problem.where.column) == (10, "Lượt chuyển")
    assert (problem.values["declared"], problem.values["counted"]) == ("3", "2")
    assert fates(result) == ["held", "unchanged", "held", "held", "refused", "unchanged"]


def test_a_numbered_total_is_a_total(use: Importer) -> None:
    result = use(HEAD, ROW, ("2", "Tổng số", 4, 9, 1, 2, 4), **LATER)
    assert [problem.values["heading"] for problem in result.problems] == ["Số user login"]


def test_a_bad_figure_is_not_told_of_the_total_too(use: Importer) -> None:
    result = use(HEAD, ("1", "A05", "ba", 9), (None, "Tổng số", 4, 9), **LATER)
    assert codes(result) == ["cell.count"]


def test_a_name_goes_to_its_unit_once_there_is_one(
    session: Session, use: Importer, tmp_path: Path
) -> None:
    rows = (HEAD, ("1", "Tỉnh uỷ Bắc Giang", 1, 2))
    use(*rows, **WEEK)
    Importer(session, tmp_path, "units", "2020-01-01")(
        ("Mã định danh", "Tên"), ("A07", "Tỉnh uỷ Bắc Giang")
    )
    again = use(*rows, **WEEK)
    assert counts(again) == (0, 1, 0, 0)
    row = one_row(session, tables.use_statistic)
    assert row.unit == one_row(session, tables.identifier_code, value="A07").unit


def test_the_list_is_of_units_words_and_days(session: Session, use: Importer) -> None:
    use(HEAD, ROW, ("2", "A05.06001", 0, 0), **LATER)
    use.file(DATA / "phu-luc-1.csv", **WEEK)
    every = list_rows(session, ListRows("statistics"))
    assert (every.count, every.rows[0].code, every.rows[0].last_day) == (65, "A05", "2026-11-22")
    assert list_rows(session, ListRows("statistics", as_of="2026-01-01")).count == 63
    assert list_rows(session, ListRows("statistics", under="A05.06001")).count == 1
    assert list_rows(session, ListRows("statistics", search="lang son")).count == 1
    first = list_rows(session, ListRows("statistics", limit=2))
    assert (len(first.rows), first.count) == (2, 65)


def test_a_table_is_recognised_seen_and_undone_in_the_window(
    session: Session, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "tuần.xlsx", [(TITLE,), HEAD, ROW, ("2", "A05.06001", "x", 0)])
    draft = open_draft(session, OpenDraft(path))
    assert draft.choice.kind == "statistics"
    preview = draft.plan(session, draft.choice)
    assert (preview.counts[Show.CREATED], preview.counts[Show.REFUSED]) == (1, 1)
    draft.mend("Bảng", 4, "users", "0")
    draft.plan(session, draft.choice)
    before = hash_of(session)
    written = draft.write(session, draft.choice)
    assert written.run is not None
    assert len(rows_of(session, tables.use_statistic)) == 2
    undo(session, Undo(written.run))
    assert hash_of(session) == before


def test_days_may_be_chosen_in_the_window(session: Session, tmp_path: Path) -> None:
    draft = open_draft(session, OpenDraft(write_xlsx(tmp_path / "t.xlsx", [HEAD, ROW])))
    with pytest.raises(Refusal, match=r"statistics\.period_missing"):
        draft.plan(session, draft.choice)
    choice = replace(draft.choice, **LATER)
    assert draft.plan(session, choice).counts[Show.CREATED] == 1


def test_a_form_filled_in_comes_back(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "phiếu.xlsx"
    command = WriteTemplate("statistics", out, "A05")
    assert write_template(command, session.surroundings, session) == 5
    blank = import_file(session, ImportFile("statistics", out, **LATER))
    assert (counts(blank), blank.run) == ((0, 0, 5, 0), None)


def test_what_was_read_stands_in_bundles_as_the_schema_says(
    session: Session, use: Importer
) -> None:
    use.file(DATA / "phu-luc-1.csv", **WEEK)
    use(HEAD, ROW, ("2", "A05.06001", 0, 0), **LATER)
    with session.reading(Anything()) as connection:
        rows = [json.loads(row) for row in READERS["statistics"](connection)]
    assert len(rows) == 65
    schema = json.loads(resources.path("schemas", "statistics.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(rows)
