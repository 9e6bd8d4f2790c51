"""Forms of another round, and forms that nobody has touched, among the files of a round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.exchange.forms import COVER_SHEET
from desktop.exchange.sheets import read_sheets
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.collecting.command import AnswerFile, FileFate, ReadAnswers, StartRound
from desktop.services.collecting.marks import mark_of
from desktop.services.collecting.reading_back import read_answers
from desktop.services.collecting.starting import start_round
from desktop.services.session import Session
from tests.helpers.importing import rows_of
from tests.helpers.rounds import commune, filled, lay_out, named, with_letter
from tests.helpers.sessions import Anything, bare_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, tmp_path, 4)
        for name in ("dot-1", "dot-2", "ve"):
            (tmp_path / name).mkdir()
        yield opened


@pytest.fixture
def back(session: Session, tmp_path: Path) -> Path:
    return tmp_path / "ve"


def start(session: Session, folder: Path) -> list[Path]:
    return list(start_round(session, StartRound("A05", folder)).files)


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


@pytest.mark.parametrize("together", [True, False])
def test_the_form_of_another_round_gives_way_to_one_of_this(
    session: Session, back: Path, tmp_path: Path, *, together: bool
) -> None:
    first, second = start(session, tmp_path / "dot-1"), start(session, tmp_path / "dot-2")
    filled(second[1], back / "xã 2 đợt 2.xlsx", named(2))
    if not together:
        read_answers(session, ReadAnswers(back))
    filled(first[1], back / "a xã 2 đợt 1.xlsx", named(9))
    found = read_answers(session, ReadAnswers(back, returns=back / "tra-lai"))
    (late,) = [file for file in found.files if file.file.startswith("a")]
    assert (late.fate, late.accepted, late.refused) == (FileFate.REFUSED, 0, 1)
    assert {each.code for each in late.problems} == {
        "collect.other_round",
        "collect.other_round_late",
    }
    assert {form.code for form in found.missing} == {commune(n) for n in (1, 3, 4)}
    before = hash_of(session)
    again = read_answers(session, ReadAnswers(back, returns=back / "tra-lai"))
    assert (again.refused, hash_of(session)) == (1, before)
    # The sheet that goes back is one of this round: filled in anew it is an answer.
    assert late.returned is not None
    sheets, own = read_sheets(late.returned), mark_of(read_sheets(second[1]))
    assert mark_of(sheets) == own


def test_the_form_of_another_round_answers_where_nothing_else_does(
    session: Session, back: Path, tmp_path: Path
) -> None:
    first, second = start(session, tmp_path / "dot-1"), start(session, tmp_path / "dot-2")
    filled(first[1], back / "đợt 1.xlsx", named(9))
    found = read_answers(session, ReadAnswers(back))
    assert [(file.fate, file.accepted) for file in found.files] == [(FileFate.TAKEN, 1)]
    assert [each.code for each in found.problems] == ["collect.other_round"]
    assert found.answered == 1
    # This round's own form has the word from then on, also when all is read anew.
    filled(second[1], back / "đợt 2.xlsx", named(2))
    assert _fate(read_answers(session, ReadAnswers(back)).files, "đợt 2.xlsx") is FileFate.TAKEN
    before = hash_of(session)
    anew = read_answers(session, ReadAnswers(back, again=True))
    assert _fate(anew.files, "đợt 1.xlsx") is FileFate.REFUSED
    assert hash_of(session) == before


def _fate(files: tuple[AnswerFile, ...], name: str) -> FileFate:
    (found,) = [file.fate for file in files if file.file == name]
    return found


def test_forms_that_nobody_has_touched_are_no_answers(
    session: Session, back: Path, tmp_path: Path
) -> None:
    """The office's own folder of forms; one opened and saved by another program; one confirmed."""
    forms = start(session, tmp_path / "dot-1")
    before = hash_of(session)
    found = read_answers(session, ReadAnswers(tmp_path / "dot-1"))
    assert {file.fate for file in found.files} == {FileFate.UNFILLED}
    assert {(each.code, each.where.file == forms[0].name) for each in found.problems} == {
        ("collect.untouched", True),
        ("collect.untouched_blank", False),
    }
    assert (found.answered, len(found.missing), hash_of(session)) == (0, 4, before)
    # Commune 1 has a clerk already: its form is not blank, and still as it went out.
    filled(forms[0], back / "lưu lại.xlsx", lambda rows: rows)
    assert read_answers(session, ReadAnswers(back)).files[0].fate is FileFate.UNFILLED
    with_letter(forms[0], back / "lưu lại.xlsx", "Số 3-CV/ĐU, 01/12/2026")
    found = read_answers(session, ReadAnswers(back))
    assert [(file.fate, file.letter) for file in found.files] == [
        (FileFate.TAKEN, "Số 3-CV/ĐU, 01/12/2026")
    ]
    assert (found.answered, hash_of(session)) == (1, before)


@pytest.mark.parametrize("again", [True, False])
def test_an_older_round_takes_nothing_back_that_a_newer_one_answered(
    session: Session, back: Path, tmp_path: Path, *, again: bool
) -> None:
    """Whether its file was read in its own time or comes late."""
    first, second = start(session, tmp_path / "dot-1"), start(session, tmp_path / "dot-2")
    for name in ("ve-1", "ve-2"):
        (tmp_path / name).mkdir()
    old, new = tmp_path / "ve-1", tmp_path / "ve-2"
    filled(first[1], old / "cũ.xlsx", named(9))
    filled(first[2], old / "xã 3.xlsx", named(3))
    if again:
        read_answers(session, ReadAnswers(old, 1))
    filled(second[1], new / "mới.xlsx", named(2))
    read_answers(session, ReadAnswers(new))
    found = read_answers(session, ReadAnswers(old, 1, again=again))
    (problem,) = found.problems
    assert (problem.code, problem.where.file, problem.where.row) == (
        "collect.answered_later",
        "cũ.xlsx",
        2,
    )
    assert (problem.values["number"], problem.values["file"]) == (2, "mới.xlsx")
    assert _fate(found.files, "cũ.xlsx") is FileFate.REFUSED
    assert _fate(found.files, "xã 3.xlsx") is FileFate.TAKEN
    people = {row.uid: row.name for row in rows_of(session, tables.person)}
    held = {people[row.person] for row in rows_of(session, tables.holding) if row.to_date is None}
    assert held == {"Cán bộ cũ 1", "Cán bộ 2", "Cán bộ 3"}


def test_a_form_without_endpoints_asks_for_them_and_a_letter_is_no_answer(
    session: Session, back: Path, tmp_path: Path
) -> None:
    """Commune 1 has a clerk already, and may confirm by a letter; commune 2 has none."""
    known, blank, *_others = start(session, tmp_path / "dot-1")
    asks = {form: _cover(form)["How to answer"] for form in (known, blank)}
    assert "Where nothing has" in asks[known]
    assert "Where nothing has" not in asks[blank]
    assert "no answer" in asks[blank]
    with_letter(blank, back / "xã 2.xlsx", "Số 3-CV/ĐU, 01/12/2026")
    found = read_answers(session, ReadAnswers(back))
    assert [(file.fate, file.accepted) for file in found.files] == [(FileFate.UNFILLED, 0)]
    assert [each.code for each in found.problems] == ["collect.letter_only"]
    # What it is asked for instead is an answer.
    nobody = {"Vai trò": "Văn thư cơ quan", "Môi trường": "Bản rõ", "Họ và tên": "Chưa bố trí"}
    filled(blank, back / "xã 2.xlsx", lambda rows: [{**rows[0], **nobody}, *rows[1:]])
    found = read_answers(session, ReadAnswers(back))
    assert (found.answered, found.files[0].fate) == (1, FileFate.TAKEN)


def _cover(form: Path) -> dict[str, str]:
    (cover,) = [sheet for sheet in read_sheets(form) if sheet.name == COVER_SHEET]
    return {row.cells[0]: row.cells[1] for row in cover.rows if len(row.cells) > 1}
