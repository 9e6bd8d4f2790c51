"""The list of a round that comes back: read by the usual readers, every bad row named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.problems import Failure
from desktop.domain.proofs import Outcome
from desktop.exchange.sheets import read_sheets
from desktop.models.tables import identifier_code
from desktop.services.proofs.command import ReadSheets, RecordOutcome, SheetsRead
from desktop.services.proofs.recording import record_outcome
from desktop.services.proofs.sheet import save_list
from desktop.services.proofs.taking import read_results
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import one_row
from tests.helpers.proofs import (
    NUMBER,
    RESULT,
    ROUND,
    Row,
    answered,
    commune,
    lay_out,
    outcomes,
    plan,
    returned,
    round_now,
)
from tests.helpers.surroundings import make_surroundings, vietnamese
from tests.helpers.vaults import make_vault, new_vault, open_session
from tests.helpers.workbooks import write_xlsx

TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    folder, _ = make_vault(tmp_path)
    world = make_surroundings(translate=vietnamese())
    with open_session(folder, surroundings=world) as session:
        lay_out(session, tmp_path, 3)
        yield session


@pytest.fixture
def listed(session: Session, tmp_path: Path) -> Path:
    """Plan a round of six documents and write its list."""
    out = tmp_path / "dot-1.xlsx"
    assert plan(session, out=out, letter="12-CV/VPTU", due="2026-12-01").file == out
    return out


def take(session: Session, *paths: Path, **options: Any) -> SheetsRead:
    return read_results(session, ReadSheets(paths, **options))


def counts(found: SheetsRead) -> tuple[int, int, int, int, int, int]:
    numbers = (
        found.read, found.recorded, found.unchanged, found.blank, found.refused, found.held,
    )  # fmt: skip
    assert found.read == sum(numbers[1:])
    return numbers


def test_the_list_is_filled_in_but_for_the_results(session: Session, listed: Path) -> None:
    book = {sheet.name: sheet for sheet in read_sheets(listed)}
    first, *rows = book["Văn bản gửi thử"].rows
    assert first.cells == (
        "Đợt gửi thử", "Số văn bản gửi thử", "Mã định danh", "Đơn vị", "Cơ quan cấp trên",
        "Đầu mối", "Môi trường", "Tài khoản", "Độ mật", "Người nhận dự kiến", "Điện thoại",
        "Kết quả", "Ngày có kết quả", "Ghi chú",
    )  # fmt: skip
    assert rows[0].cells[:8] == (
        "1", "1", commune(1), "Đảng uỷ xã Mẫu 1", "Tỉnh uỷ Mẫu", "Văn thư cơ quan",
        "môi trường bản rõ", "ro.1",
    )  # fmt: skip
    assert len(rows) == 6
    assert [row.cells[0] for row in book["DanhMuc"].rows] != []
    assert ("Gửi kèm công văn", "12-CV/VPTU") in [row.cells for row in book["Gui kem"].rows]


def test_what_comes_back_is_recorded_once(session: Session, listed: Path, tmp_path: Path) -> None:
    back = returned(
        listed,
        tmp_path / "ve.xlsx",
        answered(n1=("Đã đến", "24/11/2026"), n2=("không nhận được", "", "hộp thư đầy"), n4=("x",)),
    )
    found = take(session, back)
    assert counts(found) == (6, 3, 0, 3, 0, 0)
    assert (found.problems, found.accepted) == ((), True)
    assert outcomes(session) == {1: ("arrived", TODAY), 2: ("lost", TODAY), 4: ("arrived", TODAY)}
    assert round_now(session).documents[1].note == "hộp thư đầy"
    again = take(session, back)
    assert (counts(again), again.run) == ((6, 0, 3, 3, 0, 0), None)
    out = tmp_path / "lai.xlsx"
    save_list(session.surroundings, round_now(session), out)
    assert counts(take(session, out)) == (6, 0, 3, 3, 0, 0), "our own list says what is known"
    assert found.run is not None
    undo(session, Undo(found.run))
    assert outcomes(session) == {}


def test_a_dry_run_writes_nothing(session: Session, listed: Path, tmp_path: Path) -> None:
    back = returned(listed, tmp_path / "ve.xlsx", answered(n1=("Đã đến",)))
    found = take(session, back, dry_run=True)
    assert (found.recorded, found.run) == (1, None)
    assert outcomes(session) == {}


def test_one_bad_row_holds_all_back_unless_the_person_says_otherwise(
    session: Session, listed: Path, tmp_path: Path
) -> None:
    back = returned(
        listed,
        tmp_path / "ve.xlsx",
        answered(n1=("Đã đến",), n2=("hình như",), n3=("", "1/1/2026")),
    )
    found = take(session, back)
    assert counts(found) == (6, 0, 0, 4, 1, 1)
    assert not found.accepted
    (problem,) = found.problems
    where = problem.where
    assert (problem.code, where.file, where.sheet, where.row, where.column) == (
        "tests.result_unknown", "ve.xlsx", "Văn bản gửi thử", 3, "Kết quả",
    )  # fmt: skip
    assert outcomes(session) == {}
    found = take(session, back, skip_bad=True)
    assert counts(found) == (6, 1, 0, 4, 1, 0)
    assert [each.severity.value for each in found.problems] == ["warning"]
    assert found.accepted
    assert set(outcomes(session)) == {1}


def commune_uid(session: Session, number: int) -> str:
    """Return the uid of a commune."""
    return str(one_row(session, identifier_code, value=commune(number)).unit)


HEADS = ("Đợt", "Số văn bản", "Mã định danh", "Tài khoản", "Kết quả", "Ngày", "Ghi chú")


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (("9", "1", None, None, "Đến"), "tests.no_round", "Đợt"),
        (("một", "1", None, None, "Đến"), "tests.number", "Đợt"),
        (("1", "99", None, None, "Đến"), "tests.no_document", "Số văn bản"),
        (("1", "0", None, None, "Đến"), "tests.number", "Số văn bản"),
        (("1", "1", commune(2), None, "Đến"), "tests.other_unit", "Mã định danh"),
        (("1", None, None, "ro.1", "Đến"), "tests.row_unnamed", "Số văn bản"),
        (("1", None, commune(1), None, "Đến"), "tests.several", "Mã định danh"),
        (("1", None, commune(1), "la.9", "Đến"), "tests.not_sent", "Tài khoản"),
        (("1", None, "A05.77777", None, "Đến"), "tests.not_sent", "Mã định danh"),
        (("1", "1", None, None, "có thể"), "tests.result_unknown", "Kết quả"),
        (("1", "1", None, None, "Đến", "25/11/2026"), "tests.day_to_come", "Ngày"),
        (("1", "1", None, None, "Đến", "23/11/2026"), "tests.day_before", "Ngày"),
        (("1", "1", None, None, "Đến", "30/2/2026"), "cell.date_impossible", "Ngày"),
    ],
)
def test_each_bad_row_is_named_by_its_place(
    session: Session,
    listed: Path,
    tmp_path: Path,
    row: tuple[str | None, ...],
    code: str,
    column: str,
) -> None:
    back = write_xlsx(tmp_path / "ve.xlsx", [HEADS, row, ("1", "2", None, None, "Đến")])
    found = take(session, back)
    assert counts(found) == (2, 0, 0, 0, 1, 1)
    (problem,) = found.problems
    assert (problem.code, problem.where.row, problem.where.column) == (code, 2, column)


def test_without_a_number_code_and_account_say_which(
    session: Session, listed: Path, tmp_path: Path
) -> None:
    back = tmp_path / "ve.csv"
    back.write_text(
        f"Mã định danh,Tài khoản,Kết quả\n{commune(1)},MAT.1,có\n{commune(3)},ro.3,không\n",
        encoding="utf-8",
    )
    assert counts(take(session, back)) == (2, 2, 0, 0, 0, 0)
    by_account = {each.account: each.outcome for each in round_now(session).documents}
    assert (by_account["mat.1"], by_account["ro.3"]) == ("arrived", "lost")


def test_a_row_of_another_round_is_refused(session: Session, listed: Path, tmp_path: Path) -> None:
    plan(session)
    back = returned(listed, tmp_path / "ve.xlsx", answered(n1=("Đã đến",)))
    found = take(session, back, number=2)
    assert [(each.code, each.where.row) for each in found.problems] == [("tests.other_round", 2)]
    unnamed = returned(
        listed,
        tmp_path / "khong-dot.xlsx",
        lambda rows: [{**row, ROUND: ""} for row in answered(n1=("Đã đến",))(rows)],
    )
    assert [each.code for each in take(session, unnamed, number=2).problems] == [
        "tests.other_round"
    ]
    assert outcomes(session, 1) == outcomes(session, 2) == {}
    # Where nobody says another round, the list itself says which it is of.
    assert take(session, unnamed).recorded == 1
    assert set(outcomes(session, 1)) == {1}
    assert outcomes(session, 2) == {}


def test_a_row_that_names_no_round_is_of_the_only_one_that_has_it(
    session: Session, listed: Path, tmp_path: Path
) -> None:
    """A table of their own; the second round goes to one commune, the first to all."""
    plan(session, unit=commune_uid(session, 2))
    rows = [("Mã định danh", "Tài khoản", "Kết quả"), (commune(1), "ro.1", "có")]
    assert take(session, write_xlsx(tmp_path / "một.xlsx", rows)).recorded == 1
    assert len(outcomes(session, 1)) == 1
    both = write_xlsx(tmp_path / "hai.xlsx", [rows[0], (commune(2), "ro.2", "có")])
    (problem,) = take(session, both).problems
    assert (problem.code, problem.values["rounds"]) == ("tests.which_round", "1, 2")
    assert (len(outcomes(session, 1)), outcomes(session, 2)) == (1, {})
    assert take(session, both, number=1).recorded == 1
    assert (len(outcomes(session, 1)), outcomes(session, 2)) == (2, {})


def test_two_rows_that_contradict_each_other_are_both_refused(
    session: Session, listed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ve"
    folder.mkdir()
    returned(listed, folder / "a.xlsx", answered(n1=("Đã đến",), n2=("Đã đến",)))
    returned(listed, folder / "b.xlsx", answered(n1=("Không đến",), n2=("Đã đến",)))
    (folder / "ghi-chu.docx").write_bytes(b"x")
    found = take(session, folder)
    assert found.files == ("a.xlsx", "b.xlsx")
    assert counts(found) == (12, 0, 1, 8, 2, 1)
    assert [(each.code, each.where.file, each.where.row) for each in found.problems] == [
        ("tests.told_twice", "a.xlsx", 2), ("tests.told_twice", "b.xlsx", 2),
    ]  # fmt: skip
    assert found.problems[0].values["file"] == "b.xlsx"


def test_a_changed_result_is_told(session: Session, listed: Path, tmp_path: Path) -> None:
    record_outcome(session, RecordOutcome(1, (1,), Outcome.LOST))
    back = returned(listed, tmp_path / "ve.xlsx", answered(n1=("Đã đến",)))
    found = take(session, back)
    assert [(each.code, each.severity.value) for each in found.problems] == [
        ("tests.changed", "warning")
    ]
    assert (found.accepted, outcomes(session)[1]) == (True, ("arrived", TODAY))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: path.write_bytes(b"no workbook"), "sheet.not_spreadsheet"),
        (lambda path: write_xlsx(path, [("Đơn vị", "Mã"), ("a", "b")]), "import.other_table"),
    ],
)
def test_a_file_that_is_no_such_list_is_named(
    session: Session, listed: Path, tmp_path: Path, spoil: Callable[[Path], object], code: str
) -> None:
    bad = tmp_path / "la.xlsx"
    spoil(bad)
    found = take(session, bad)
    assert not found.accepted
    assert [(each.code, each.where.file) for each in found.problems] == [(code, "la.xlsx")]


def test_a_list_of_another_vault_is_refused(session: Session, listed: Path, tmp_path: Path) -> None:
    other = make_surroundings(seed="kho khác")
    with new_vault(tmp_path / "other", surroundings=other) as elsewhere:
        lay_out(elsewhere, tmp_path, 3)
        foreign = tmp_path / "khac.xlsx"
        plan(elsewhere, out=foreign)
    back = returned(foreign, tmp_path / "ve.xlsx", answered(n1=("Đã đến",)))
    assert [each.code for each in take(session, back).problems] == ["tests.foreign"]
    assert outcomes(session) == {}


def test_no_file_and_no_folder(session: Session, listed: Path, tmp_path: Path) -> None:
    empty = tmp_path / "trong"
    empty.mkdir()
    for paths, code, status in (
        ((empty,), "tests.no_files", 1),
        ((tmp_path / "khong-co.xlsx",), "file.absent", 4),
    ):
        with pytest.raises(Failure) as caught:
            take(session, *paths)
        assert (caught.value.problems[0].code, caught.value.exit_code) == (code, status)


def test_a_round_number_is_no_result(session: Session, listed: Path, tmp_path: Path) -> None:
    def all_rows(rows: list[Row]) -> list[Row]:
        return [{ROUND: row[ROUND], NUMBER: row[NUMBER], RESULT: "Đến"} for row in rows]

    back = returned(listed, tmp_path / "ve.xlsx", all_rows)
    assert counts(take(session, back)) == (6, 6, 0, 0, 0, 0)
