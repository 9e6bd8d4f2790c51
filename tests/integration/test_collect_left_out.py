"""Rows that a form went out with and that came back without are named; nothing is done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.domain.problems import Problem
from desktop.models import tables
from desktop.services.collecting.command import FileFate, ReadAnswers, RoundRead, StartRound
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from desktop.services.edit_endpoints import close_endpoints
from desktop.services.endpoint_edits import CloseEndpoints
from desktop.services.session import Session
from tests.helpers.importing import Importer, rows_of
from tests.helpers.rounds import Row, commune, filled, lay_out, with_letter
from tests.helpers.sessions import bare_session

KEEPS = {
    "Mã định danh": commune(1),
    "Vai trò": "Văn thư cơ quan",
    "Môi trường": "Bản rõ",
    "Họ và tên": "Lê Mới",
}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Commune 1 has two clerks: `Cán bộ cũ 1` in the clear, `Trần Mật` on the secret network."""
    with bare_session(tmp_path) as opened:
        lay_out(opened, tmp_path, 2)
        Importer(opened, tmp_path, "clerks")(
            ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường"),
            (commune(1), "Văn thư mật", "Trần Mật", "Mật"),
        )
        (tmp_path / "ve").mkdir()
        start_round(opened, StartRound("A05", tmp_path / "phieu"))
        yield opened


@pytest.fixture
def back(session: Session, tmp_path: Path) -> Path:
    return tmp_path / "ve"


def send(back: Path, change: Callable[[list[Row]], list[Row]]) -> None:
    """Send the form of commune 1 back; its first two rows are those of the clerks."""
    (form,) = (back.parent / "phieu").glob(f"{commune(1)}-*.xlsx")
    filled(form, back / "1.xlsx", change)


def named(found: RoundRead) -> list[Problem]:
    return [each for each in found.problems if each.code == "collect.rows_left_out"]


def is_secret(row: Row) -> bool:
    return row["Họ và tên"] == "Trần Mật"


def without_secret(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not is_secret(row)]


def blanked(rows: list[Row]) -> list[Row]:
    blank = {"Họ và tên": "", "Điện thoại": ""}
    return [{**row, **blank} if is_secret(row) else row for row in rows]


@pytest.mark.parametrize("change", [without_secret, blanked])
def test_a_prefilled_row_that_is_gone_is_named(
    session: Session, back: Path, change: Callable[[list[Row]], list[Row]]
) -> None:
    send(back, change)
    found = read_answers(session, ReadAnswers(back))
    (problem,) = named(found)
    assert (str(problem.severity), problem.where.file) == ("warning", "1.xlsx")
    assert (problem.values["count"], str(problem.values["endpoints"])) == (
        1,
        "Văn thư mật: Trần Mật",
    )
    assert found.files[0].fate is FileFate.TAKEN
    assert all(row.to_date is None for row in rows_of(session, tables.holding))


def test_a_letter_confirms_no_row_that_is_gone(session: Session, back: Path) -> None:
    """The form had rows: nobody is told that it went out without any."""
    send(back, lambda rows: [row for row in rows if not row["Họ và tên"]])
    with_letter(back / "1.xlsx", back / "1.xlsx", "Số 3-CV/ĐU, 01/12/2026")
    found = read_answers(session, ReadAnswers(back))
    assert [each.code for each in found.problems] == ["collect.rows_left_out", "collect.unfilled"]


def test_a_row_in_its_place_is_no_row_left_out(session: Session, back: Path) -> None:
    send(back, lambda rows: [KEEPS, *(row for row in rows if is_secret(row))])
    assert named(read_answers(session, ReadAnswers(back))) == []


def test_an_endpoint_that_was_closed_since_is_not_missed(session: Session, back: Path) -> None:
    (secret,) = [row.uid for row in rows_of(session, tables.endpoint) if row.ceiling]
    close_endpoints(session, CloseEndpoints((secret,), session.surroundings.today()))
    send(back, without_secret)
    assert named(read_answers(session, ReadAnswers(back))) == []


def test_a_sheet_that_comes_back_corrected_misses_nothing(session: Session, back: Path) -> None:
    send(
        back, lambda rows: [{**row, "Vai trò": "Lái xe"} if is_secret(row) else row for row in rows]
    )
    (file,) = read_answers(session, ReadAnswers(back, returns=back / "tra-lai")).files
    assert file.returned is not None
    mended = {"Vai trò": "Văn thư mật", "Điện thoại": "0912345678"}
    filled(file.returned, back / "2.xlsx", lambda rows: [{**rows[0], **mended}])
    found = read_answers(session, ReadAnswers(back))
    assert (named(found), found.refused) == ([], 0)
