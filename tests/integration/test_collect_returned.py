"""Sheets that went back to a commune: what comes back corrected replaces what was refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain import sentences
from desktop.exchange.sheets import read_sheets
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.collecting.command import (
    AnswerFile,
    FileFate,
    ReadAnswers,
    RoundRead,
    StartRound,
)
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from desktop.services.session import Session
from tests.helpers.importing import rows_of
from tests.helpers.rounds import Row, commune, filled, lay_out, named, write_book
from tests.helpers.sessions import Anything, bare_session

HEAD = ("Mã định danh", "Đơn vị", "Vai trò", "Môi trường", "Họ và tên", "Điện thoại")
SELF = "import.stand_in_oneself"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, tmp_path, 3)
        (tmp_path / "ve").mkdir()
        start_round(opened, StartRound("A05", tmp_path / "phieu"))
        yield opened


@pytest.fixture
def back(session: Session, tmp_path: Path) -> Path:
    return tmp_path / "ve"


def own_deputy(rows: list[Row]) -> list[Row]:
    """Fill in a clerk who stands in for themselves."""
    first, *others = named(2)(rows)
    return [{**first, "Người thay thế": first["Họ và tên"]}, *others]


def form_of(number: int, back: Path) -> Path:
    (form,) = (back.parent / "phieu").glob(f"{commune(number)}-*.xlsx")
    return form


def read(session: Session, back: Path, *, again: bool = False) -> RoundRead:
    return read_answers(session, ReadAnswers(back, returns=back / "tra-lai", again=again))


def file_of(found: RoundRead, name: str) -> AnswerFile:
    (file,) = [each for each in found.files if each.file == name]
    return file


def errors(found: RoundRead) -> list[tuple[str, str | None]]:
    return [
        (each.code, each.where.file) for each in found.problems if str(each.severity) == "error"
    ]


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def people(session: Session) -> set[str]:
    return {row.name for row in rows_of(session, tables.person)}


def corrected(returned: Path | None, target: Path, **cells: str) -> Path:
    """Write a sheet that went back as the commune corrects it."""
    assert returned is not None
    return filled(returned, target, lambda rows: [{**row, **cells} for row in rows])


@pytest.mark.parametrize("name", ["a.xlsx", "z.xlsx"])
def test_the_corrected_sheet_replaces_the_row_that_was_refused(
    session: Session, back: Path, name: str
) -> None:
    filled(form_of(2, back), back / "m.xlsx", own_deputy)
    first = read(session, back)
    assert errors(first) == [(SELF, "m.xlsx")]
    corrected(file_of(first, "m.xlsx").returned, back / name, **{"Người thay thế": "Trần Thay"})
    found = read(session, back)
    assert errors(found) == []
    assert (file_of(found, name).fate, file_of(found, name).accepted) == (FileFate.TAKEN, 1)
    old = file_of(found, "m.xlsx")
    assert (old.fate, old.refused, old.returned) == (FileFate.REPLACED, 0, None)
    assert {"Cán bộ 2", "Trần Thay"} <= people(session)
    assert commune(2) not in {form.code for form in found.missing}
    before = hash_of(session)
    for again in (False, True):
        anew = read(session, back, again=again)
        assert (errors(anew), hash_of(session)) == ([], before)
        assert file_of(anew, "m.xlsx").fate is FileFate.REPLACED


def test_a_row_that_is_refused_for_itself_contradicts_nobody(session: Session, back: Path) -> None:
    """Another file than the sheet that went back says it rightly: the real reason stays."""
    filled(form_of(2, back), back / "a.xlsx", own_deputy)
    row = (commune(2), "", "Văn thư cơ quan", "Bản rõ", "Lê Đúng", "0912399999")
    write_book(back / "b.xlsx", [("Cụm", [HEAD, row])])
    found = read(session, back)
    assert errors(found) == [(SELF, "a.xlsx")]
    assert file_of(found, "b.xlsx").fate is FileFate.TAKEN
    assert "Lê Đúng" in people(session)


def test_a_correction_settles_what_two_files_said_differently(session: Session, back: Path) -> None:
    filled(form_of(2, back), back / "a.xlsx", named(2))
    row = (commune(2), "", "Văn thư cơ quan", "Bản rõ", "Lê Đúng", "0912399999")
    write_book(back / "b.xlsx", [("Cụm", [HEAD, row])])
    first = read(session, back)
    assert {code for code, _file in errors(first)} == {"collect.differs"}
    cells = {"Họ và tên": "Lê Đúng", "Điện thoại": "0912399999"}
    corrected(file_of(first, "a.xlsx").returned, back / "a sửa.xlsx", **cells)
    found = read(session, back)
    assert errors(found) == []
    assert "Lê Đúng" in people(session)
    assert "Cán bộ 2" not in people(session)


def test_a_sheet_that_comes_back_as_it_went_is_refused_once(session: Session, back: Path) -> None:
    filled(form_of(2, back), back / "m.xlsx", own_deputy)
    returned = file_of(read(session, back), "m.xlsx").returned
    assert returned is not None
    shutil.copy(returned, back / "n.xlsx")
    found = read(session, back)
    assert errors(found) == [(SELF, "n.xlsx")]
    again = file_of(found, "n.xlsx").returned
    corrected(again, back / "o.xlsx", **{"Người thay thế": "Trần Thay"})
    assert errors(read(session, back)) == []
    assert len(read_sheets(returned)[0].rows) == 2


def test_a_sheet_that_goes_back_speaks_to_the_commune(session: Session, back: Path) -> None:
    """It has neither the folder nor the registers; the office is told what it can do there."""
    filled(form_of(2, back), back / "a.xlsx", named(2))
    row = (commune(2), "", "Văn thư cơ quan", "Bản rõ", "Lê Đúng", "0912399999")
    outside = (commune(77), "", "Văn thư cơ quan", "Bản rõ", "Lê Lạ", "")
    write_book(back / "b.xlsx", [("Cụm", [HEAD, row, outside])])
    found = read(session, back)
    words = {mend for file in found.files for mend in mends(file.returned)}
    assert words == {
        "Find out which is right, write it here, and send this sheet back.",
        "Correct the unit's code.",
    }
    assert {sentences.fix(each, str) for each in found.problems} == {
        "Find out which is right, keep that one, and read the folder again.",
        "Correct the code, or import the unit first.",
    }


def mends(returned: Path | None) -> list[str]:
    assert returned is not None
    rows = read_sheets(returned)[0].rows
    return [row.cells[1] for row in rows[1:]]
