"""A row that comes back as it was sent takes back nothing that the register was told meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models import tables
from desktop.services.collecting.command import FileFate, ReadAnswers, RoundRead, StartRound
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, rows_of
from tests.helpers.rounds import Row, commune, filled, lay_out
from tests.helpers.sessions import bare_session

NEW = {
    "Vai trò": "Văn thư cơ quan",
    "Môi trường": "Bản rõ",
    "Họ và tên": "Lê Mới",
    "Điện thoại": "0912345678",
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Commune 1 has a clerk, `Cán bộ cũ 1`; once the forms are out somebody else takes over."""
    with bare_session(tmp_path) as opened:
        lay_out(opened, tmp_path, 2)
        (tmp_path / "phieu").mkdir()
        (tmp_path / "ve").mkdir()
        start_round(opened, StartRound("A05", tmp_path / "phieu"))
        Importer(opened, tmp_path, "clerks")(
            ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường"),
            (commune(1), "Văn thư", "Trần Kế Nhiệm", "Bản rõ"),
        )
        yield opened


@pytest.fixture
def back(session: Session, tmp_path: Path) -> Path:
    return tmp_path / "ve"


def form_of(number: int, back: Path) -> Path:
    (form,) = (back.parent / "phieu").glob(f"{commune(number)}-*.xlsx")
    return form


def holders(session: Session) -> set[str]:
    people = {row.uid: row.name for row in rows_of(session, tables.person)}
    return {people[row.person] for row in rows_of(session, tables.holding) if row.to_date is None}


def said(found: RoundRead) -> list[tuple[str, str, int | None, str | None]]:
    return [
        (each.code, str(each.severity), each.where.row, each.where.column)
        for each in found.problems
    ]


def test_the_register_is_kept_and_it_is_said(session: Session, back: Path) -> None:
    def change(rows: list[Row]) -> list[Row]:
        """Fill in the office's row; the commune's own stays as it was sent."""
        return [rows[0], {**rows[1], **NEW}]

    filled(form_of(1, back), back / "1.xlsx", change)
    found = read_answers(session, ReadAnswers(back))
    assert said(found) == [("collect.changed_since", "warning", 2, "Họ và tên")]
    (problem,) = found.problems
    told = {name: str(value) for name, value in problem.values.items()}
    assert "Cán bộ cũ 1" in told["said"]
    assert "Trần Kế Nhiệm" in told["now"]
    (file,) = found.files
    assert (file.fate, file.accepted, file.refused) == (FileFate.TAKEN, 2, 0)
    assert holders(session) == {"Trần Kế Nhiệm", "Lê Mới"}


def test_a_row_that_was_changed_is_taken(session: Session, back: Path) -> None:
    filled(form_of(1, back), back / "1.xlsx", lambda rows: [{**rows[0], **NEW}, *rows[1:]])
    found = read_answers(session, ReadAnswers(back))
    assert said(found) == []
    assert holders(session) == {"Lê Mới"}


@pytest.mark.parametrize("first", [True, False])
def test_a_row_beside_it_for_the_same_endpoint_is_asked_about(
    session: Session, back: Path, first: bool
) -> None:
    """Nobody can tell whether the row that was added is to hold, or is one too many."""

    def change(rows: list[Row]) -> list[Row]:
        added = {
            name: value for name, value in rows[0].items() if name in ("Mã định danh", "Đơn vị")
        }
        added |= NEW
        return [added, *rows] if first else [*rows, added]

    filled(form_of(1, back), back / "1.xlsx", change)
    found = read_answers(session, ReadAnswers(back))
    assert [code for code, severity, *_ in said(found) if severity == "error"] == [
        "import.endpoint_twice"
    ]
    assert holders(session) == {"Trần Kế Nhiệm"}


def test_an_endpoint_that_is_gone_is_no_fault_of_the_commune(session: Session, back: Path) -> None:
    imports = [run.number for run in rows_of(session, tables.run) if run.command == "import"]
    for number in sorted(imports)[-1:-3:-1]:
        undo(session, Undo(number))
    assert rows_of(session, tables.endpoint) == []
    filled(form_of(1, back), back / "1.xlsx", lambda rows: [rows[0], {**rows[1], **NEW}])
    found = read_answers(session, ReadAnswers(back))
    assert [code for code, *_ in said(found)] == ["collect.gone_since"]
    assert holders(session) == {"Lê Mới"}


def test_a_later_file_that_says_something_else_is_set_against_the_earlier(
    session: Session, back: Path
) -> None:
    def other(rows: list[Row]) -> list[Row]:
        return [{**rows[0], **NEW, "Họ và tên": "Phạm Khác"}, *rows[1:]]

    filled(form_of(1, back), back / "1.xlsx", lambda rows: [{**rows[0], **NEW}, *rows[1:]])
    assert said(read_answers(session, ReadAnswers(back))) == []
    filled(form_of(1, back), back / "2.xlsx", other)
    found = read_answers(session, ReadAnswers(back))
    phone, problem = [each for each in found.problems if each.severity == "warning"]
    assert phone.code == "import.phone_of_another"
    assert (problem.code, problem.where.file, problem.where.row, problem.where.column) == (
        "collect.changes_answer",
        "2.xlsx",
        2,
        "Họ và tên",
    )
    told = {name: str(value) for name, value in problem.values.items()}
    assert told["file"] == "1.xlsx"
    assert ("Lê Mới" in told["now"], "Phạm Khác" in told["said"]) == (True, True)
    assert holders(session) == {"Phạm Khác"}


def test_one_mobile_in_the_forms_of_two_communes_is_said(session: Session, back: Path) -> None:
    filled(form_of(1, back), back / "1.xlsx", lambda rows: [{**rows[0], **NEW}, *rows[1:]])
    other = {**NEW, "Họ và tên": "Phạm Khác"}
    filled(form_of(2, back), back / "2.xlsx", lambda rows: [{**rows[0], **other}, *rows[1:]])
    found = read_answers(session, ReadAnswers(back))
    ((file, problem),) = [(each.where.file, each) for each in found.problems]
    assert (file, problem.code) == ("2.xlsx", "import.phone_of_another")
    assert (problem.values["person"], problem.values["owner"]) == ("Phạm Khác", "Lê Mới")
    assert {code for code, *_ in said(read_answers(session, ReadAnswers(back)))} == {
        "collect.read_before"
    }


def test_the_file_that_gave_the_value_is_named_and_no_other(session: Session, back: Path) -> None:
    """1.xlsx gave the clerk, 2.xlsx said something of the office; 3.xlsx changes the clerk."""
    form = form_of(1, back)
    office = {**NEW, "Họ và tên": "Ngô Phòng", "Điện thoại": "0912345677"}
    filled(form, back / "1.xlsx", lambda rows: [{**rows[0], **NEW}])
    read_answers(session, ReadAnswers(back))
    filled(form, back / "2.xlsx", lambda rows: [{**rows[1], **office}])
    read_answers(session, ReadAnswers(back))
    other = {**NEW, "Điện thoại": "0912345699"}
    filled(form, back / "3.xlsx", lambda rows: [{**rows[0], **other}])
    found = read_answers(session, ReadAnswers(back))
    (problem,) = [each for each in found.problems if each.code == "collect.changes_answer"]
    assert problem.values["file"] == "1.xlsx"
    assert (str(problem.values["now"]), str(problem.values["said"])) != ("", "")


def test_what_no_file_has_said_is_credited_to_none(session: Session, back: Path) -> None:
    """1.xlsx said something of the office only; the clerk that 2.xlsx changes was imported."""
    form = form_of(1, back)
    filled(form, back / "1.xlsx", lambda rows: [{**rows[1], **NEW}])
    read_answers(session, ReadAnswers(back))
    other = {**NEW, "Họ và tên": "Phạm Khác", "Điện thoại": "0912345699"}
    filled(form, back / "2.xlsx", lambda rows: [{**rows[0], **other}])
    found = read_answers(session, ReadAnswers(back))
    assert [each.code for each in found.problems if "answer" in each.code] == []
    assert "Phạm Khác" in holders(session)
