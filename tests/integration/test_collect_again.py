"""Reading the folder of a round again: what is in stays, what was wrong is said again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.collecting.command import (
    FileFate,
    ReadAnswers,
    RoundRead,
    StartRound,
)
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from desktop.services.session import Session
from tests.helpers.importing import rows_of
from tests.helpers.rounds import commune, filled, lay_out, named, write_book
from tests.helpers.sessions import Anything, bare_session

HEAD = ("Mã định danh", "Đơn vị", "Vai trò", "Môi trường", "Họ và tên", "Điện thoại")


def clerk(number: int, person: str, role: str = "Văn thư") -> tuple[str, ...]:
    """Return a row of a commune's own table."""
    return (commune(number), "", role, "Bản rõ", person, "")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, tmp_path, 6)
        (tmp_path / "phieu").mkdir()
        (tmp_path / "ve").mkdir()
        start_round(opened, StartRound("A05", tmp_path / "phieu"))
        yield opened


@pytest.fixture
def back(session: Session, tmp_path: Path) -> Path:
    return tmp_path / "ve"


def told(found: RoundRead) -> dict[str, object]:
    """Return what is said of a folder, but for what is only said of the first reading."""
    errors = {
        (each.code, each.where.file, each.where.row, each.where.column)
        for each in found.problems
        if each.severity == "error"
    }
    bad = {file.file: file.accepted for file in found.files if file.refused}
    missing = [form.code for form in found.missing]
    return {"errors": errors, "bad": bad, "missing": missing, "refused": found.refused}


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def test_a_doubled_row_stays_refused(session: Session, back: Path) -> None:
    write_book(back / "a.xlsx", [("Cụm", [HEAD, clerk(2, "Lê An"), clerk(2, "Trần Bình")])])
    first = read_answers(session, ReadAnswers(back))
    before = hash_of(session)
    again = read_answers(session, ReadAnswers(back))
    assert hash_of(session) == before
    assert told(again) == told(first)
    (file,) = again.files
    assert (file.fate, file.accepted, file.refused, file.run) == (FileFate.IN_PART, 1, 1, None)
    assert {row.name for row in rows_of(session, tables.person)} >= {"Lê An"}
    assert "Trần Bình" not in {row.name for row in rows_of(session, tables.person)}


def test_a_row_that_waits_does_not_win_over_a_file_that_was_taken(
    session: Session, back: Path
) -> None:
    """Two rows differ and wait; one file is taken away, the other taken; then it comes back."""
    write_book(back / "a.xlsx", [("Cụm", [HEAD, clerk(2, "Lê An"), clerk(3, "Lê Ba")])])
    write_book(back / "b.xlsx", [("Cụm", [HEAD, clerk(2, "Trần Bình")])])
    read_answers(session, ReadAnswers(back))
    shutil.move(back / "a.xlsx", back.parent / "a.xlsx")
    assert read_answers(session, ReadAnswers(back)).files[0].fate is FileFate.TAKEN
    before = hash_of(session)
    shutil.move(back.parent / "a.xlsx", back / "a.xlsx")
    found = read_answers(session, ReadAnswers(back))
    assert hash_of(session) == before
    assert [each.code for each in found.problems if each.severity == "error"] == ["collect.differs"]


def test_reading_anew_what_says_nothing_new_makes_no_run(session: Session, back: Path) -> None:
    write_book(back / "a.xlsx", [("Cụm", [HEAD, clerk(2, "Lê An")])])
    read_answers(session, ReadAnswers(back))
    runs = len(rows_of(session, tables.run))
    (anew,) = read_answers(session, ReadAnswers(back, again=True)).files
    assert (anew.fate, anew.accepted, anew.run) == (FileFate.TAKEN, 1, None)
    assert len(rows_of(session, tables.run)) == runs


WAYS = (
    "good", "own", "double", "level", "role", "elsewhere", "differs", "cut", "copy", "nobody",
    "late", "both rounds", "scan",
)  # fmt: skip


def spoil(way: str, number: int, forms: list[Path], old: list[Path], back: Path) -> None:
    """Write what a commune sends back, spoiled in a way; `old` are forms of the round before."""
    form, target = forms[number - 1], back / f"{number}.xlsx"
    person, other = f"Cán bộ {number}", f"Người Khác {number}"
    match way:
        case "good":
            filled(form, target, named(number))
        case "own":
            write_book(target, [("Sheet1", [HEAD, clerk(number, person)])])
        case "double":
            rows = [HEAD, clerk(number, person), clerk(number, other)]
            write_book(target, [("Sheet1", rows)])
        case "level":
            bad = {"Độ mật cao nhất": "Rất mật"}
            filled(form, target, lambda rows: [{**named(number)(rows)[0], **bad}])
        case "role":
            bad = {"Vai trò": "Lái xe", "Họ và tên": "Ai Đó"}
            filled(form, target, lambda rows: [named(number)(rows)[0], {**rows[-1], **bad}])
        case "elsewhere":
            moved = {"Mã định danh": commune(number % len(forms) + 1)}
            filled(form, target, lambda rows: [{**named(number)(rows)[0], **moved}, *rows[1:]])
        case "differs":
            filled(form, target, named(number))
            rows = [HEAD, clerk(number, other), clerk(number, person, "Lãnh đạo văn phòng")]
            write_book(back / f"{number}b.xlsx", [("Sheet1", rows)])
        case "late":
            filled(old[number - 1], target, named(number))
        case "both rounds":
            filled(form, target, named(number))
            filled(old[number - 1], back / f"{number}a.xlsx", named(number + 50))
        case "scan":
            (back / f"{number}.pdf").write_bytes(b"%PDF-1.4")
        case "cut":
            filled(form, target, named(number))
            target.write_bytes(target.read_bytes()[:1500])
        case "copy":
            filled(form, target, named(number))
            shutil.copy(target, back / f"{number}c.xlsx")
        case _:
            shutil.copy(form, target)


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6))
def test_a_spoiled_folder_read_twice_is_as_read_once(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A third of the files spoiled in any way; then some change, and again nothing is doubled."""
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("dot")
    back = folder / "ve"
    back.mkdir()
    with bare_session(folder) as session:
        lay_out(session, folder, 9)
        old, forms = (
            list(start_round(session, StartRound("A05", folder / name)).files)
            for name in ("dot-1", "dot-2")
        )
        for number in range(1, 10):
            way = chance.choice(WAYS[1:]) if chance.random() < 1 / 3 else "good"
            spoil(way, number, forms, old, back)
        _read_twice(session, back)
        for number in chance.sample(range(1, 10), 2):
            for file in back.glob(f"{number}*"):
                file.unlink()
            spoil(chance.choice(WAYS), number, forms, old, back)
        _read_twice(session, back)
        ends = rows_of(session, tables.endpoint)
        assert len(ends) == len({(row.unit, row.role, row.environment) for row in ends})


def _read_twice(session: Session, back: Path) -> None:
    first = read_answers(session, ReadAnswers(back, returns=back / "tra-lai"))
    before, runs = hash_of(session), len(rows_of(session, tables.run))
    for _ in range(2):
        again = read_answers(session, ReadAnswers(back, returns=back / "tra-lai"))
        assert told(again) == told(first)
        assert hash_of(session) == before
        assert len(rows_of(session, tables.run)) == runs
