"""A file of a round speaks for its own commune, or for those of a cluster that it holds whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.exchange.sheets import read_sheets
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.collecting.command import FileFate, ReadAnswers, StartRound
from desktop.services.collecting.marks import mark_of
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from desktop.services.session import Session
from tests.helpers.importing import Importer, one_row
from tests.helpers.rounds import Row, commune, filled, lay_out, named, write_book
from tests.helpers.sessions import Anything, bare_session

HEAD = ("Mã định danh", "Đơn vị", "Vai trò", "Môi trường", "Họ và tên", "Điện thoại")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, tmp_path, 6)
        (tmp_path / "phieu").mkdir()
        (tmp_path / "ve").mkdir()
        yield opened


@pytest.fixture
def back(session: Session, tmp_path: Path) -> Path:
    return tmp_path / "ve"


@pytest.fixture
def forms(session: Session, tmp_path: Path) -> list[Path]:
    return list(start_round(session, StartRound("A05", tmp_path / "phieu")).files)


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def clerk(code: str, person: str, phone: str = "") -> Row:
    """Return what a commune writes in a row of its form."""
    return {
        "Mã định danh": code,
        "Vai trò": "Văn thư cơ quan",
        "Môi trường": "Bản rõ",
        "Họ và tên": person,
        "Điện thoại": phone,
    }


def blank(row: Row, **values: str) -> Row:
    return dict.fromkeys(row, "") | values


def test_a_row_of_another_commune_is_named_and_not_written(
    session: Session, back: Path, forms: list[Path]
) -> None:
    """Commune 2's form names a clerk of commune 1, who has one, and of commune 3."""

    def strays(rows: list[Row]) -> list[Row]:
        own = named(2)(rows)[:1]
        return [*own, *(blank(rows[0], **clerk(commune(n), "Kẻ Lạ")) for n in (1, 3))]

    filled(forms[1], back / "xã 2.xlsx", strays)
    found = read_answers(session, ReadAnswers(back, returns=back / "tra-lai"))
    (file,) = found.files
    assert (file.fate, file.accepted, file.refused) == (FileFate.IN_PART, 1, 2)
    assert file.units == ("Đảng uỷ xã Mẫu 2 (A05.00002)",)
    errors = [each for each in found.problems if each.severity == "error"]
    assert [(each.code, each.where.row, each.where.column) for each in errors] == [
        ("collect.row_elsewhere", 3, "Mã định danh"),
        ("collect.row_elsewhere", 4, "Mã định danh"),
    ]
    assert {form.code for form in found.missing} == {commune(n) for n in (1, 3, 4, 5, 6)}
    assert file.returned is not None
    assert len(read_sheets(file.returned)[0].rows) == 3
    with pytest.raises(ValueError, match="unpack"):
        one_row(session, tables.person, name="Kẻ Lạ")


def test_a_cluster_held_whole_is_taken_and_said(
    session: Session, back: Path, forms: list[Path]
) -> None:
    """Commune 3's rows, its office's too, pasted into commune 2's form; one of them is bad."""

    def joined(rows: list[Row]) -> list[Row]:
        body = blank(rows[0], **clerk(commune(3) + ".01", "Văn Phòng Ba"))
        return [
            *named(2)(rows),
            blank(rows[0], **clerk(commune(3), "Cán bộ 3")),
            {**body, "Vai trò": "Lái xe"},
        ]

    filled(forms[1], back / "cụm.xlsx", joined)
    found = read_answers(session, ReadAnswers(back, returns=back / "tra-lai"))
    (file,) = found.files
    assert file.units == ("Đảng uỷ xã Mẫu 2 (A05.00002)", "Đảng uỷ xã Mẫu 3 (A05.00003)")
    assert [(each.code, each.severity.value) for each in found.problems] == [
        ("collect.cluster", "warning"),
        ("import.role_unknown", "error"),
    ]
    assert {form.code for form in found.missing} == {commune(n) for n in (1, 4, 5, 6)}
    # The mended row comes back by itself; nothing says that it is commune 2's.
    assert file.returned is not None
    assert mark_of(read_sheets(file.returned)) is None
    filled(file.returned, back / "lại.xlsx", lambda rows: [{**rows[0], "Vai trò": "Văn thư"}])
    again = read_answers(session, ReadAnswers(back, returns=back / "tra-lai"))
    assert [each.file for each in again.files if each.fate is FileFate.TAKEN] == ["lại.xlsx"]


def test_a_clerk_of_another_commune_is_not_changed(
    session: Session, back: Path, tmp_path: Path
) -> None:
    """A clerk of commune 1 stands for commune 2 besides: its form may not change who they are."""
    Importer(session, tmp_path, "clerks")(
        ("Mã định danh", "Vai trò", "Môi trường", "Họ và tên", "Điện thoại", "Kiêm đơn vị"),
        (commune(1), "Văn thư", "Bản rõ", "Cán bộ cũ 1", "0912000001", commune(2)),
    )
    forms = start_round(session, StartRound("A05", tmp_path / "phieu")).files
    filled(forms[1], back / "2.xlsx", lambda rows: [{**rows[0], "Điện thoại": "0999"}, *rows[1:]])
    before = hash_of(session)
    found = read_answers(session, ReadAnswers(back))
    (problem,) = [each for each in found.problems if each.severity == "error"]
    assert (problem.code, problem.where.row, problem.where.column) == (
        "collect.clerk_elsewhere",
        2,
        "Điện thoại",
    )
    assert hash_of(session) == before
    # What is known of them may be said again, and they may be put elsewhere in the commune.
    filled(forms[1], back / "2.xlsx", lambda rows: [{**rows[0], "Ghi chú": "phòng 2"}, *rows[1:]])
    assert read_answers(session, ReadAnswers(back)).files[0].fate is FileFate.TAKEN


def test_a_clerk_is_not_given_to_another_commune(
    session: Session, back: Path, forms: list[Path]
) -> None:
    rows = [(*HEAD, "Kiêm đơn vị"), (commune(2), "", "Văn thư", "Bản rõ", "An Hai", "", commune(1))]
    write_book(back / "a.xlsx", [("Cụm", rows)])
    before = hash_of(session)
    found = read_answers(session, ReadAnswers(back))
    (problem,) = found.problems
    assert (problem.code, problem.where.column) == ("collect.row_elsewhere", "Kiêm đơn vị")
    assert hash_of(session) == before


def test_code_and_name_of_two_communes_are_asked_about(
    session: Session, back: Path, forms: list[Path]
) -> None:
    rows = [HEAD, (commune(3), "Đảng uỷ xã Mẫu 2", "Văn thư", "Bản rõ", "An Hai", "")]
    write_book(back / "a.xlsx", [("Sheet1", rows)])
    before = hash_of(session)
    found = read_answers(session, ReadAnswers(back))
    (problem,) = [each for each in found.problems if each.severity == "error"]
    assert (problem.code, problem.where.column) == ("collect.two_units", "Đơn vị")
    assert hash_of(session) == before
