"""Rounds of forms: out to communes, back in the ways that people send them, and who is missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.domain.problems import Refusal, WorldFailure
from desktop.exchange.sheets import read_sheets
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.collecting.command import (
    AnswerFile,
    FileFate,
    ReadAnswers,
    ReadRound,
    RoundRead,
    StartedRound,
    StartRound,
)
from desktop.services.collecting.marks import mark_of
from desktop.services.collecting.reading_back import read_answers, read_round
from desktop.services.collecting.starting import start_round
from desktop.services.reorganising.plan_draft import PlanDraft
from desktop.services.reorganising.plan_table import row_of
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, one_row, rows_of
from tests.helpers.rounds import ROOT, commune, filled, lay_out, named, with_letter, write_book
from tests.helpers.sessions import Anything, bare_session

COMMUNES = 6
HEAD = ("Mã định danh", "Đơn vị", "Vai trò", "Môi trường", "Họ và tên", "Điện thoại")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, tmp_path, COMMUNES)
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "phieu"
    folder.mkdir()
    return folder


@pytest.fixture
def back(tmp_path: Path) -> Path:
    folder = tmp_path / "gui-ve"
    folder.mkdir()
    return folder


@pytest.fixture
def started(session: Session, out: Path) -> StartedRound:
    return start_round(session, StartRound("A05", out, "2026-12-10", "Số 12-CV/VPTU, 24/11/2026"))


Reader = Callable[..., RoundRead]


@pytest.fixture
def read(session: Session, back: Path, started: StartedRound) -> Reader:
    def reader(**options: object) -> RoundRead:
        return read_answers(session, ReadAnswers(back, returns=back / "tra-lai", **options))

    return reader


def fate(found: RoundRead, name: str) -> AnswerFile:
    (one,) = [file for file in found.files if file.file == name]
    return one


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def holders(session: Session) -> dict[str, str]:
    """Return who holds an endpoint by its unit's code, as of the last word."""
    codes = {row.unit: row.value for row in rows_of(session, tables.identifier_code)}
    people = {row.uid: row.name for row in rows_of(session, tables.person)}
    endpoints = {row.uid: codes[row.unit] for row in rows_of(session, tables.endpoint)}
    return {
        endpoints[row.endpoint]: people[row.person]
        for row in rows_of(session, tables.holding)
        if row.to_date is None
    }


def test_every_commune_gets_its_own_form(
    session: Session, out: Path, started: StartedRound
) -> None:
    assert started.number == 1
    assert len(started.files) == COMMUNES == len(list(out.iterdir()))
    first = started.files[0]
    assert first.name == "A05.00001-dang-uy-xa-mau-1.xlsx"
    sheets = read_sheets(first)
    told = [row.cells for row in sheets[0].rows]
    place = told[0].index("Mã định danh")
    assert {row[place] for row in told[1:]} == {"A05.00001", "A05.00001.01"}
    mark = mark_of(sheets)
    assert mark is not None
    assert one_row(session, tables.collection_form, uid=mark.form).file == first.name
    status = read_round(session, ReadRound())
    assert (status.unit, status.due_on) == (f"{ROOT} (A05)", "2026-12-10")
    assert status.counts() == {"forms": COMMUNES, "answered": 0, "in_part": 0, "missing": COMMUNES}


def test_a_form_that_comes_back_is_taken_once(
    session: Session, back: Path, started: StartedRound, read: Reader
) -> None:
    shown = with_letter(started.files[1], back / "nháp.xlsx", "Số 3-CV/ĐU, 01/12/2026")
    filled(shown, back / "xã 2.xlsx", named(2))
    shown.unlink()
    found = read()
    one = fate(found, "xã 2.xlsx")
    assert (one.fate, one.accepted, one.refused) == (FileFate.TAKEN, 1, 0)
    assert one.units == ("Đảng uỷ xã Mẫu 2 (A05.00002)",)
    assert one.letter == "Số 3-CV/ĐU, 01/12/2026"
    assert holders(session)["A05.00002"] == "Cán bộ 2"
    assert (found.answered, len(found.missing)) == (1, COMMUNES - 1)
    after = hash_of(session)
    again = read()
    assert [file.fate for file in again.files] == [FileFate.READ_BEFORE]
    assert again.answered == 1
    anew = read(again=True).files[0]
    assert (anew.fate, anew.run, hash_of(session)) == (FileFate.TAKEN, None, after)
    assert one.run is not None
    undo(session, Undo(one.run))
    assert read_round(session, ReadRound()).counts()["answered"] == 0
    assert "A05.00002" not in holders(session)


def test_tables_of_their_own_and_of_several_communes_are_taken(
    session: Session, back: Path, read: Reader
) -> None:
    """Retyped without the mark; three communes in one; by name; as .csv; with macros' suffix."""
    own = [
        ("TT", "Cơ quan, đơn vị", "Họ tên", "Nhiệm vụ"),
        ("1", "Đảng uỷ xã Mẫu 1", "Lê An", "Văn thư"),
    ]
    write_book(back / "xã 1 tự lập.xlsx", [("Trang tính1", own)])
    cluster = [HEAD]
    cluster += [
        (commune(n), "", "Văn thư", "Bản rõ", f"Cán bộ {n}", f"09123{n:05}") for n in (2, 3, 4)
    ]
    write_book(back / "cụm.xlsm", [("Cụm", cluster)])
    text = f"Mã định danh;Vai trò;Họ và tên\n{commune(5)}.01;Văn thư;Phạm Hoà\n"
    (back / "xã 5.csv").write_text(text, encoding="utf-8")
    found = read()
    assert {file.fate for file in found.files} == {FileFate.TAKEN}
    assert len(fate(found, "cụm.xlsm").units) == 3
    assert [form.code for form in found.missing] == [commune(6)]
    held = holders(session)
    assert held["A05.00001"] == "Lê An"
    assert held["A05.00005.01"] == "Phạm Hoà"


def test_bad_rows_are_named_and_go_back_and_the_good_ones_are_in(
    session: Session, back: Path, started: StartedRound, read: Reader
) -> None:
    def spoiled(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        good, other = named(2)(rows)
        bad = {**other, "Vai trò": "Lái xe", "Họ và tên": "Trần Bình"}
        return [good, bad]

    filled(started.files[1], back / "xã 2.xlsx", spoiled)
    found = read()
    one = fate(found, "xã 2.xlsx")
    assert (one.fate, one.accepted, one.refused) == (FileFate.IN_PART, 1, 1)
    (problem,) = [each for each in found.problems if each.severity == "error"]
    assert (problem.where.file, problem.where.row, problem.where.column) == (
        "xã 2.xlsx",
        3,
        "Vai trò",
    )
    assert one.returned == back / "tra-lai" / "xã 2-tra-lai.xlsx"
    sheet = read_sheets(one.returned)[0]
    (row,) = sheet.rows[1:]
    told = dict(zip(sheet.rows[0].cells, row.cells, strict=False))
    assert told["Mã định danh"] == "A05.00002.01"
    assert (told["Vai trò"], told["Họ và tên"]) == ("Lái xe", "Trần Bình")
    assert told["What is wrong in the row"]
    assert told["How to mend it"]
    # What comes back mended is an answer like any other, and nothing is there twice.
    filled(one.returned, back / "xã 2 lần 2.xlsx", lambda rows: [{**rows[0], "Vai trò": "Văn thư"}])
    again = read()
    assert fate(again, "xã 2 lần 2.xlsx").fate is FileFate.TAKEN
    assert holders(session)["A05.00002.01"] == "Trần Bình"
    assert len(rows_of(session, tables.endpoint)) == 2 + 2


def test_two_answers_that_differ_wait_side_by_side(
    session: Session, back: Path, started: StartedRound, read: Reader
) -> None:
    filled(started.files[1], back / "xã 2.xlsx", named(2))
    rows = [
        HEAD,
        (commune(2), "", "Văn thư", "Bản rõ", "Người Khác", ""),
        (commune(3), "", "Văn thư", "Bản rõ", "Cán bộ 3", ""),
    ]
    write_book(back / "cụm.xlsx", [("Cụm", rows)])
    found = read()
    differing = [each for each in found.problems if each.code == "collect.differs"]
    assert {
        (each.where.file, each.values["said"], each.values["other"], each.values["file"])
        for each in differing
    } == {
        ("xã 2.xlsx", "Cán bộ 2", "Người Khác", "cụm.xlsx"),
        ("cụm.xlsx", "Người Khác", "Cán bộ 2", "xã 2.xlsx"),
    }
    assert "A05.00002" not in holders(session)
    assert holders(session)["A05.00003"] == "Cán bộ 3"
    (back / "cụm.xlsx").unlink()
    assert fate(read(), "xã 2.xlsx").fate is FileFate.TAKEN


def test_a_unit_by_name_and_by_code_is_one(session: Session, back: Path, read: Reader) -> None:
    rows = [HEAD, (commune(2), "", "Văn thư", "Bản rõ", "Lê An", "")]
    write_book(back / "mã.xlsx", [("Cụm", rows)])
    rows = [HEAD[1:], ("Đảng uỷ xã Mẫu 2", "Văn thư", "Bản rõ", "Lê Bình", "")]
    write_book(back / "tên.xlsx", [("Cụm", rows)])
    assert [each.code for each in read().problems] == ["collect.differs", "collect.differs"]


def test_a_spelling_is_no_difference(session: Session, back: Path, read: Reader) -> None:
    for name, person in (("một", "Đ/c Lê Hoà"), ("hai", "Lê Hòa")):
        rows = [HEAD, (commune(2), "", "Văn thư", "Bản rõ", person, "")]
        write_book(back / f"{name}.xlsx", [("Cụm", rows)])
    found = read()
    assert [file.fate for file in found.files] == [FileFate.TAKEN, FileFate.TAKEN]
    assert len(rows_of(session, tables.holding)) == 2 + 1


def test_what_is_no_answer_of_this_round_is_said(
    session: Session, out: Path, back: Path, started: StartedRound, read: Reader, tmp_path: Path
) -> None:
    again = tmp_path / "lan-2"
    again.mkdir()
    start_round(session, StartRound("A05", again))
    filled(started.files[1], back / "đợt 1.xlsx", named(2))
    filled(again / started.files[2].name, back / "xã 3.xlsx", named(3))
    shutil.copy(back / "xã 3.xlsx", back / "xã 3 (1).xlsx")
    rows = [HEAD, ("A05", "", "Văn thư", "Bản rõ", "Ai Đó", "")]
    write_book(back / "tỉnh.xlsx", [("Cụm", rows)])
    (back / "hỏng.xlsx").write_bytes((back / "xã 3.xlsx").read_bytes()[:900])
    (back / "công văn.pdf").write_bytes(b"%PDF-1.4")
    (back / "ảnh.JPG").write_bytes(b"x")
    (back / "xã 4.zip").write_bytes(b"x")
    (back / "xã 5.xlsb").write_bytes(b"x")
    (back / "Thumbs.db").write_bytes(b"x")
    (back / "~$xã 3.xlsx").write_bytes(b"x")
    found = read()
    assert found.number == 2
    assert {file.file: file.fate for file in found.files} == {
        "đợt 1.xlsx": FileFate.TAKEN,
        "xã 3 (1).xlsx": FileFate.TAKEN,
        "xã 3.xlsx": FileFate.COPY,
        "tỉnh.xlsx": FileFate.REFUSED,
        "hỏng.xlsx": FileFate.REFUSED,
        "công văn.pdf": FileFate.UNREADABLE,
        "ảnh.JPG": FileFate.UNREADABLE,
        "xã 4.zip": FileFate.UNREADABLE,
        "xã 5.xlsb": FileFate.UNREADABLE,
        "Thumbs.db": FileFate.PASSED,
    }
    assert found.unreadable == 4
    codes = {(each.code, each.severity.value) for each in found.problems}
    assert ("collect.other_round", "warning") in codes
    assert ("collect.row_outside", "error") in codes
    assert ("collect.copy", "info") in codes
    assert {
        ("collect.document", "warning"),
        ("collect.packed", "warning"),
        ("collect.table_kind", "warning"),
        ("collect.passed", "info"),
    } <= codes
    assert found.answered == 2


def test_a_dry_run_writes_nothing(
    session: Session, back: Path, started: StartedRound, read: Reader
) -> None:
    filled(started.files[1], back / "xã 2.xlsx", named(2))
    before = hash_of(session)
    found = read(dry_run=True)
    assert fate(found, "xã 2.xlsx").fate is FileFate.TAKEN
    assert (found.answered, hash_of(session)) == (1, before)
    assert not (back / "tra-lai").exists()
    told = read()
    assert (told.answered, told.missing) == (found.answered, found.missing)


def test_a_folder_without_forms_and_a_round_that_is_not_there(
    session: Session, back: Path, read: Reader
) -> None:
    with pytest.raises(Refusal, match=r"collect\.no_files"):
        read()
    (back / "quét.pdf").write_bytes(b"%PDF-1.4")
    assert [file.fate for file in read().files] == [FileFate.UNREADABLE]
    with pytest.raises(Refusal, match=r"collect\.no_round"):
        read(number=7)
    with pytest.raises(WorldFailure, match=r"media\.no_folder"):
        read_answers(session, ReadAnswers(back / "không có"))
    with pytest.raises(Refusal, match=r"collect\.returns_there"):
        read_answers(session, ReadAnswers(back, returns=back))
    with pytest.raises(Refusal, match=r"collect\.due_past"):
        start_round(session, StartRound("A05", back, "2026-11-23"))


def test_a_file_in_the_way_leaves_no_form_and_no_round(session: Session, out: Path) -> None:
    (out / "A05.00004-dang-uy-xa-mau-4.xlsx").write_bytes(b"x")
    with pytest.raises(WorldFailure, match=r"media\.exists"):
        start_round(session, StartRound("A05", out))
    assert len(list(out.iterdir())) == 1
    assert rows_of(session, tables.collection) == []


def test_a_blank_account_may_be_any(session: Session, back: Path, read: Reader) -> None:
    head = (*HEAD, "Tài khoản")
    for name, person, account in (("một", "Lê An", ""), ("hai", "Lê Bình", "vt.xa2")):
        rows = [head, (commune(2), "", "Văn thư", "Bản rõ", person, "", account)]
        write_book(back / f"{name}.xlsx", [("Cụm", rows)])
    assert [each.code for each in read().problems] == ["collect.differs", "collect.differs"]


def test_rows_that_wait_are_read_anew_and_the_others_are_not(
    session: Session, back: Path, read: Reader
) -> None:
    rows = [HEAD, *((commune(n), "", "Văn thư", "Bản rõ", f"Cán bộ {n}", "") for n in (2, 3))]
    write_book(back / "a.xlsx", [("Cụm", rows)])
    other = [HEAD, (commune(3), "", "Văn thư", "Bản rõ", "Người Khác", "")]
    write_book(back / "b.xlsx", [("Cụm", other)])
    first = read()
    assert fate(first, "a.xlsx").fate is FileFate.IN_PART
    # Meanwhile the office itself puts another person there.
    later = Importer(session, back.parent, "clerks", "2026-11-24")
    later(HEAD, (commune(2), None, "Văn thư", "Bản rõ", "Cán bộ mới", None))
    (back / "b.xlsx").unlink()
    again = read()
    assert (fate(again, "a.xlsx").fate, again.refused) == (FileFate.TAKEN, 0)
    held = holders(session)
    assert (held["A05.00003"], held["A05.00002"]) == ("Cán bộ 3", "Cán bộ mới")
    assert fate(read(), "a.xlsx").fate is FileFate.READ_BEFORE


def test_each_form_counts_its_own_rows_and_the_last_answer(
    session: Session, back: Path, read: Reader
) -> None:
    rows = [HEAD]
    for n, role in ((2, "Văn thư"), (2, "Lái xe"), (3, "Văn thư")):
        rows.append((commune(n), "", role, "Bản rõ", f"Cán bộ {n}", ""))
    write_book(back / "cụm.xlsx", [("Cụm", rows)])
    read()
    states = {
        form.code: (form.accepted, form.refused) for form in read_round(session, ReadRound()).forms
    }
    assert (states[commune(2)], states[commune(3)]) == ((1, 1), (1, 0))
    mended = [HEAD, (commune(2), "", "Văn thư mật", "Mật", "Cán bộ 2", "")]
    write_book(back / "xã 2.xlsx", [("Cụm", mended)])
    read()
    states = {
        form.code: (form.accepted, form.refused) for form in read_round(session, ReadRound()).forms
    }
    assert states[commune(2)] == (1, 0)


def test_sheets_that_go_back_have_names_of_their_own(
    session: Session, back: Path, read: Reader
) -> None:
    (back / "a").mkdir()
    for n, name in ((2, "a/phiếu.xlsx"), (3, "a-phiếu.xlsx"), (4, "a-phiếu.csv")):
        rows = [HEAD, (commune(n), "", "Lái xe", "Bản rõ", f"Cán bộ {n}", "")]
        if name.endswith("csv"):
            (back / name).write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
        else:
            write_book(back / name, [("Cụm", rows)])
    found = read()
    returned = {file.returned for file in found.files}
    assert len(returned) == 3
    assert {each.where.file for each in found.problems} == {
        "a/phiếu.xlsx", "a-phiếu.xlsx", "a-phiếu.csv",
    }  # fmt: skip
    told = [read_sheets(path)[0].rows[1].cells for path in returned if path is not None]
    assert {cell for row in told for cell in row if cell.startswith("A05.")} == {
        commune(n) for n in (2, 3, 4)
    }


def test_who_takes_over_answers_for_those_who_were_asked(
    session: Session, back: Path, read: Reader
) -> None:
    rows = [
        row_of(kind="Sáp nhập", before=commune(n), after="Đảng uỷ xã Hợp", code="A05.00099",
               day="20/11/2026")
        for n in (2, 3)
    ]  # fmt: skip
    plan = PlanDraft("Phương án", tuple(rows)).command(apply=True)
    assert reorganise(session, plan).run is not None
    names = {form.name for form in read_round(session, ReadRound()).forms}
    assert {f"Đảng uỷ xã Mẫu {n} → Đảng uỷ xã Hợp" for n in (2, 3)} <= names
    told = [HEAD, ("A05.00099", "", "Văn thư", "Bản rõ", "Lê Hợp", "")]
    write_book(back / "hợp.xlsx", [("Cụm", told)])
    found = read()
    assert fate(found, "hợp.xlsx").fate is FileFate.TAKEN
    assert found.answered == 2


MANY = 126


def test_126_files_a_third_of_them_spoiled(tmp_path: Path, out: Path, back: Path) -> None:
    """Every good row is in, every bad one is named, nothing is there twice."""
    expected, wrong, silent, copies = {}, set(), set(), 0
    with bare_session(tmp_path) as session:
        lay_out(session, tmp_path, MANY)
        forms = start_round(session, StartRound("A05", out)).files
        own = [HEAD]
        for number, form in enumerate(forms, 1):
            code, target = commune(number), back / f"{number}.xlsx"
            expected[code] = f"Cán bộ {number}"
            match number % 30:
                case 2:  # retyped into a table of their own, by name
                    told = ("Tên đơn vị", "Nhiệm vụ", "Họ và tên cán bộ", "Di động")
                    row = (
                        f"ĐẢNG UỶ XÃ MẪU {number}",
                        "Văn thư",
                        expected[code],
                        f"09123{number:05}",
                    )
                    write_book(target, [("Sheet1", [("DANH SÁCH",), told, row])])
                case 5 | 6 | 7:  # one file for the whole cluster
                    own.append((code, "", "Văn thư", "Bản rõ", expected[code], ""))
                case 11:  # one good row, one bad
                    bad = {"Vai trò": "Lái xe", "Họ và tên": "Ai Đó"}
                    filled(
                        form,
                        target,
                        lambda rows, n=number, b=bad: [named(n)(rows)[0], {**rows[1], **b}],
                    )
                    wrong.add((target.name, 3))
                case 14:  # sent twice under two names
                    filled(form, target, named(number))
                    shutil.copy(target, back / f"{number} (1).xlsx")
                    copies += 1
                case 17:  # cut off on the way
                    filled(form, target, named(number))
                    target.write_bytes(target.read_bytes()[:1500])
                    wrong.add((target.name, None))
                    del expected[code]
                    silent.add(code)
                case 20:  # nobody filled it in
                    shutil.copy(form, target)
                    del expected[code]
                    silent.add(code)
                    # Whoever held it before still does.
                    if (number - 1) % 4 == 0:
                        expected[code] = f"Cán bộ cũ {number}"
                case 23:  # an unknown level
                    level = {"Độ mật cao nhất": "Rất mật"}
                    filled(
                        form, target, lambda rows, n=number, b=level: [{**named(n)(rows)[0], **b}]
                    )
                    wrong.add((target.name, 2))
                    del expected[code]
                    silent.add(code)
                case _:
                    filled(form, target, named(number))
        write_book(back / "cụm.xlsx", [("Cụm", own)])
        found = read_answers(session, ReadAnswers(back))
        errors = {
            (each.where.file, each.where.row) for each in found.problems if each.severity == "error"
        }
        assert errors == wrong
        assert {form.code for form in found.missing} == silent
        assert sum(file.fate is FileFate.COPY for file in found.files) == copies
        held = holders(session)
        assert {code: held[code] for code in expected} == expected
        assert len(rows_of(session, tables.endpoint)) == len(held)
        before = hash_of(session)
        again = read_answers(session, ReadAnswers(back))
        assert hash_of(session) == before
        assert {form.code for form in again.missing} == silent
