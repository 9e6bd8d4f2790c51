"""A prefilled row in which the commune corrects how a name is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models import tables
from desktop.services.collecting.command import ReadAnswers, RoundRead, StartRound
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, rows_of
from tests.helpers.rounds import commune, filled, lay_out
from tests.helpers.sessions import bare_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, tmp_path, 3)
        (tmp_path / "ve").mkdir()
        yield opened


def ask(session: Session, folder: Path, known: str, name: str, phone: str = "") -> RoundRead:
    """Let commune 2 have a clerk called `known`, and write `name` into the form's row."""
    Importer(session, folder, "clerks")(
        ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường"),
        (commune(2), "Văn thư", known, "Bản rõ"),
    )
    forms = start_round(session, StartRound("A05", folder / "phieu")).files
    cells = {"Họ và tên": name, "Điện thoại": phone}
    filled(forms[1], folder / "ve" / "2.xlsx", lambda rows: [{**rows[0], **cells}, *rows[1:]])
    return read_answers(session, ReadAnswers(folder / "ve"))


def people(session: Session) -> set[str]:
    return {row.name for row in rows_of(session, tables.person)} - {"Cán bộ cũ 1"}


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ("Hoang Thi Thuy Hoa", "Hoàng Thị Thúy Hòa"),
        ("HOÀNG THỊ THUÝ HOÀ", "Hoàng Thị Thúy Hòa"),
        ("Hoang Thi Thuy Hoa", "Đ/c Hoàng Thị Thúy  Hòa"),
    ],
)
def test_a_name_gets_its_tones_and_it_is_said(
    session: Session, tmp_path: Path, known: str, name: str
) -> None:
    found = ask(session, tmp_path, known, name)
    assert people(session) == {"Hoàng Thị Thúy Hòa"}
    (problem,) = found.problems
    assert (problem.code, problem.where.file, problem.where.row, problem.where.column) == (
        "import.name_respelled",
        "2.xlsx",
        2,
        "Họ và tên",
    )
    run = found.files[0].run
    assert run is not None
    anew = read_answers(session, ReadAnswers(tmp_path / "ve", again=True))
    assert (anew.problems, anew.files[0].run) == ((), None)
    undo(session, Undo(run))
    assert people(session) == {known}


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ("Hoàng Thị Hoà", "Hoang Thi Hoa"),
        ("Hoàng Thị Hoà", "HOÀNG THỊ HOÀ"),
        ("Hoàng Thị Hoà", "Hoàng Thị Hòa"),
    ],
)
def test_a_name_never_loses_anything(
    session: Session, tmp_path: Path, known: str, name: str
) -> None:
    assert ask(session, tmp_path, known, name, "0912345678").problems == ()
    assert people(session) == {known}


def test_other_tones_are_asked_about(session: Session, tmp_path: Path) -> None:
    found = ask(session, tmp_path, "Lê Sơn Hà", "Lê Sơn Hạ")
    assert [each.code for each in found.problems] == ["import.holder_spelled"]
    assert people(session) == {"Lê Sơn Hà"}


def test_other_tones_with_a_phone_are_somebody_else(session: Session, tmp_path: Path) -> None:
    found = ask(session, tmp_path, "Lê Sơn Hà", "Lê Sơn Hạ", "0912345678")
    assert [each.code for each in found.problems] == ["import.person_alike"]
    assert people(session) == {"Lê Sơn Hà", "Lê Sơn Hạ"}
