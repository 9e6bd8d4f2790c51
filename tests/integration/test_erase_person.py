"""Erasing a person: nothing of them is left in the file, and the journal is as provable as before.

Every page of the database is decrypted and looked through, free ones too.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select, text

from desktop.domain.problems import Refusal, world_failed
from desktop.models import journal, search, sweeping, tables
from desktop.services import vault_care
from desktop.services.edit_holdings import end_holding
from desktop.services.edit_people import add_person, change_person
from desktop.services.endpoint_edits import AddPerson, ChangePerson, EndHolding, PersonDetails
from desktop.services.erase_person import ErasePerson, ReadErasing, erase_person, read_erasing
from desktop.services.history import ReadHistory, history
from desktop.services.saved_filters import KeepFilter, keep_filter
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.services.vault_care import CheckVault, VerifyJournal
from desktop.services.window_drafts import ReadDrafts, Typed, WindowDraft, keep_draft, kept_drafts
from tests.helpers.importing import one_row, rows_of
from tests.helpers.killing import Blow, Kind, Report, measure, strike
from tests.helpers.pages import clear_pages
from tests.helpers.sessions import Anything
from tests.helpers.vaults import new_vault, open_session

NAME, OLD_NAME = "Đặng Uyên Thuỳ", "Đặng Uyên Thuỳ Dương"
PHONE, MAIL, POST, BIRTH = "0987 654 321", "thuy.du@mau.vn", "Chuyên viên Zyxvut", "1979-03-14"
BASIS = "QĐ 778899-ZQ/VPTU"
DER = "QUJDREVGR0hJSktMTU5PUA=="
OTHER = "Lò Thị Mỉn"
WHY = "Đơn đề nghị 12/11/2026"
SINCE = "2025-07-01"

PERSONAL = (NAME, OLD_NAME, PHONE, "987654321", MAIL, POST, BIRTH, BASIS, DER, "zyxvut", "thuydu")


def insert(session: Session, table: Table, *rows: dict[str, Any]) -> int:
    since = {"from_date": SINCE} if "from_date" in table.c else {}
    with session.unit_of_work(Anything()) as work:
        work.insert(table, [{**since, **row} for row in rows])
    assert work.run is not None
    return work.run.number


def details(name: str, **others: Any) -> PersonDetails:
    return PersonDetails(name, POST, PHONE, MAIL, unit="u", clearance_basis=BASIS, **others)


def fill(session: Session) -> None:
    """A unit with two clerks; the first, to be erased, has gone and given back what they had."""
    insert(session, tables.unit, {"uid": "u", "contact": f"Đ/c {NAME.upper()}, {PHONE}"})
    insert(session, tables.unit_version, {"uid": "v", "unit": "u", "name": "Đảng uỷ xã Sơn Hà"})
    people = [{"uid": f"p{n}", "unit": "u", "name": f"Cán bộ {n}"} for n in range(600)]
    insert(session, tables.person, *people, {"uid": "other", "unit": "u", "name": OTHER})
    who = add_person(session, AddPerson(details(OLD_NAME))).uid
    assert who is not None
    change_person(session, ChangePerson(who, details(NAME)))
    insert(
        session, tables.endpoint,
        {"uid": "e", "unit": "u", "role": "van-thu", "environment": "ro", "note": f"{NAME} giữ"},
    )  # fmt: skip
    insert(
        session, tables.holding,
        {"uid": "h", "endpoint": "e", "person": who, "to_date": "2026-06-01"},
        {"uid": "h2", "endpoint": "e", "person": "other", "from_date": "2026-06-01"},
    )  # fmt: skip
    device = {"unit": "u", "subscriber_type": "person", "purpose": "sign", "custody": "returned"}
    own = {"subscriber": NAME, "post": POST, "mail": MAIL, "phone": PHONE, "birth": BIRTH}
    insert(
        session, tables.token,
        {**device, "uid": "t", "person": who, "serial": "AB01", "receiver": NAME, **own},
        {**device, "uid": "t2", "person": "other", "serial": "AB02", "subscriber": OTHER,
         "note": f"trước là của {NAME}"},
        {**device, "uid": "t3", "serial": "AB03", **own},
    )  # fmt: skip
    insert(
        session, tables.certificate,
        {"uid": "c", "token": "t", "person": who, "number": "77", "subject": f"CN={NAME}",
         "purpose": "sign", "state": "revoked", "der": DER, "fingerprint": "ff"},
    )  # fmt: skip
    keep_draft(session, WindowDraft("endpoints", (Typed("Họ tên", NAME), Typed("Khác", OTHER))))
    keep_filter(session, KeepFilter("endpoints", "Của tôi", {"words": NAME}))


def uid_of(session: Session) -> str:
    return str(one_row(session, tables.person, name=NAME).uid)


def forms(words: str) -> Iterator[bytes]:
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, words)
        for spelled in (written, written.lower(), written.upper()):
            yield spelled.encode()
    yield json.dumps(words)[1:-1].encode()


def found_in(folder: Path) -> list[str]:
    """What of the person stands anywhere in the file, the journal's packed chunks unpacked."""
    data = clear_pages(folder)
    with open_session(folder, read_only=True) as session, session.reading(Anything()) as connection:
        chunks = connection.execute(select(tables.run_chunk.c.body)).scalars().all()
        data += b"\n".join(map(zlib.decompress, chunks))
        dumped = connection.exec_driver_sql("SELECT * FROM run").all()
    data += repr(dumped).encode()
    return [words for words in PERSONAL if any(form in data for form in forms(words))]


def assert_sound(session: Session) -> None:
    assert vault_care.verify_journal(session, VerifyJournal()).problems == ()
    assert vault_care.check(session, CheckVault()).problems == ()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "vault"
    new_vault(folder, fill=fill).close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "vault"))


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    with open_session(folder) as opened:
        yield opened


def test_the_search_through_the_file_finds_what_is_there(folder: Path) -> None:
    assert set(PERSONAL) - set(found_in(folder)) <= {"thuydu", "987654321"}


def test_nothing_of_the_person_is_left(folder: Path) -> None:
    with open_session(folder) as session:
        who = uid_of(session)
        done = erase_person(session, ErasePerson(who, f"{WHY} của {NAME}"))
        assert done.problems == ()
        assert done.changes >= 8
        assert done.word == f"đã xoá {who[:8]}"
        assert_sound(session)
        # Already now, with the vault still open: not in the log, not on a free page.
        assert found_in(folder) == []
    assert found_in(folder) == []
    assert not (folder / "g0001" / "sweep").exists()
    with open_session(folder) as session:
        assert_sound(session)
        row = one_row(session, tables.person, uid=who)
        assert (row.name, row.unit, row.phone, row.post) == (done.word, "u", None, None)
        token = one_row(session, tables.token, uid="t")
        assert (token.subscriber, token.receiver) == (done.word, done.word)
        assert (token.birth, token.custody, token.serial) == (None, "returned", "AB01")
        # A device that names no person of the registers, but one that nobody else is called.
        assert one_row(session, tables.token, uid="t3").subscriber == done.word
        assert one_row(session, tables.certificate).subject == done.word
        # Others keep what is theirs.
        other = one_row(session, tables.token, uid="t2")
        assert (other.subscriber, other.note) == (OTHER, f"trước là của {done.word}")
        assert one_row(session, tables.unit).contact == f"Đ/c {done.word}, {done.word}"
        assert one_row(session, tables.endpoint).note == f"{done.word} giữ"
        (draft,) = kept_drafts(session, ReadDrafts())
        assert [each.text for each in draft.typed] == [done.word, OTHER]
        # What was held stays told.
        assert one_row(session, tables.holding, person=who).to_date == "2026-06-01"
        run = rows_of(session, tables.run, number=done.run)[0]
        assert json.loads(run.arguments)["why"] == f"{WHY} của {done.word}"


def test_others_are_still_found_and_the_person_is_not(session: Session) -> None:
    who = uid_of(session)
    erase_person(session, ErasePerson(who, WHY))
    with session.reading(Anything()) as connection:
        for words, expected in ((NAME, 0), ("0987", 0), ("zyxvut", 0), (OTHER, 1), ("Cán bộ", 600)):
            assert search.count(connection, "person", words) == expected, words
        assert search.count(connection, "endpoint", "Thuỳ") == 0
        assert search.count(connection, "token", "Thuỳ") == 0
        assert search.count(connection, "person", f"đã xoá {who[:8]}") == 1


def test_what_is_held_refuses_and_is_named(session: Session) -> None:
    who = uid_of(session)
    insert(session, tables.holding, {"uid": "h3", "endpoint": "e", "person": who})
    insert(
        session, tables.stand_in,
        {"uid": "s", "endpoint": "e", "person": who, "from_date": "2027-01-01"},
    )  # fmt: skip
    with session.unit_of_work(Anything()) as work:
        work.update(
            tables.token, [{"uid": "t", "custody": "handed_over", "signed_on": "2026-01-01"}]
        )
    runs = len(rows_of(session, tables.run))
    preview = read_erasing(session, ReadErasing(who))
    with pytest.raises(Refusal) as refused:
        erase_person(session, ErasePerson(who, WHY))
    assert preview.blocks == refused.value.problems
    assert [problem.code for problem in preview.blocks] == ["person.still_holds"] * 3
    told = [problem.values["what"].render(str) for problem in preview.blocks]  # type: ignore[attr-defined]  # Texts
    assert told == [
        "Văn thư cơ quan, Đảng uỷ xã Sơn Hà (from 01/07/2025)",
        "stands in: Văn thư cơ quan, Đảng uỷ xã Sơn Hà (from 01/01/2027)",
        "eToken AB01: handed over",
    ]
    assert len(rows_of(session, tables.run)) == runs
    end_holding(session, EndHolding("h3", "2026-11-24"))


def test_what_else_is_refused(session: Session) -> None:
    who = uid_of(session)
    for command, code in (
        (ErasePerson("nobody", WHY), "person.unknown"),
        (ErasePerson(who, "  "), "person.erase_why_missing"),
    ):
        with pytest.raises(Refusal) as refused:
            erase_person(session, command)
        assert refused.value.problems[0].code == code
    erase_person(session, ErasePerson(who, WHY))
    with pytest.raises(Refusal) as refused:
        erase_person(session, ErasePerson(who, WHY))
    assert refused.value.problems[0].code == "person.already_erased"


def test_runs_that_named_the_person_are_not_undone_and_others_are(session: Session) -> None:
    who = uid_of(session)
    before = insert(session, tables.unit, {"uid": "u9"})
    erased_from = insert(session, tables.token, {
        "uid": "t9", "person": who, "subscriber_type": "person", "subscriber": NAME,
        "purpose": "sign", "custody": "returned",
    })  # fmt: skip
    done = erase_person(session, ErasePerson(who, WHY))
    offered = history(session, ReadHistory()).undo
    assert offered is not None
    assert offered.number == before
    for number, code in ((erased_from, "run.erased"), (done.run, "run.erasing")):
        with pytest.raises(Refusal) as refused:
            undo(session, Undo(number, with_later=True))
        assert refused.value.problems[0].code == code
    undo(session, Undo(before))
    assert rows_of(session, tables.unit, uid="u9") == []
    assert_sound(session)


def test_a_unit_that_an_erased_person_belongs_to_is_not_undone_from_under_them(
    session: Session,
) -> None:
    made = insert(session, tables.unit, {"uid": "u9"})
    who = add_person(session, AddPerson(replace(details("Vàng Thị Lử"), unit="u9"))).uid
    erase_person(session, ErasePerson(who or "", WHY))
    with pytest.raises(Refusal) as refused:
        undo(session, Undo(made))
    assert refused.value.problems[0].code == "run.under_erasing"


def test_an_undo_gives_nothing_to_who_was_erased(session: Session) -> None:
    """What ended a holding or a standing-in, or took a device back, is not undone any more."""
    who = uid_of(session)
    insert(session, tables.holding, {"uid": "h3", "endpoint": "e", "person": who})
    insert(session, tables.stand_in, {"uid": "s", "endpoint": "e", "person": who})
    with session.unit_of_work(Anything()) as work:
        work.update(
            tables.token, [{"uid": "t", "custody": "handed_over", "signed_on": "2026-01-01"}]
        )
    ends = []
    for table, change in (
        (tables.holding, {"uid": "h3", "to_date": "2026-11-24"}),
        (tables.stand_in, {"uid": "s", "to_date": "2026-11-24"}),
        (tables.token, {"uid": "t", "custody": "returned"}),
    ):
        with session.unit_of_work(Anything()) as work:
            work.update(table, [change])
        assert work.run is not None
        ends.append(work.run.number)
    erase_person(session, ErasePerson(who, WHY))
    offered = history(session, ReadHistory()).undo
    assert offered is None or offered.number not in ends
    codes = []
    for number in ends:
        with pytest.raises(Refusal) as refused:
            undo(session, Undo(number, with_later=True))
        codes.append(refused.value.problems[0].code)
    # The device's row itself was erased.
    assert codes == ["run.gives_to_erased", "run.gives_to_erased", "run.erased"]
    assert one_row(session, tables.holding, uid="h3").to_date == "2026-11-24"


def test_the_advice_is_not_to_undo_an_erasing(session: Session) -> None:
    who = uid_of(session)
    later = insert(session, tables.holding, {
        "uid": "h3", "endpoint": "e", "person": who, "to_date": "2026-01-01",
    })  # fmt: skip
    made = journal_run_of(session, who)
    erase_person(session, ErasePerson(who, WHY))
    with pytest.raises(Refusal) as refused:
        undo(session, Undo(made))
    assert refused.value.problems[0].code == "run.erased"
    undo(session, Undo(later))


def journal_run_of(session: Session, who: str) -> int:
    """Return the run that wrote a person down."""
    with session.reading(Anything()) as connection:
        return next(
            run.number
            for run in journal.runs(connection)
            for change in journal.changes(connection, run.number)
            if change.uid == who
        )


def test_a_second_person_named_in_the_same_change_is_erased_too(session: Session) -> None:
    keep_draft(session, WindowDraft("units", (Typed("Ghi chú", f"{NAME} và {OTHER}"),)))
    first = erase_person(session, ErasePerson(uid_of(session), WHY))
    with session.unit_of_work(Anything()) as work:
        work.close(tables.holding, ["h2"], "2026-11-01")
        work.update(tables.token, [{"uid": "t2", "custody": "destroyed"}])
    second = erase_person(session, ErasePerson("other", WHY))
    assert_sound(session)
    with session.reading(Anything()) as connection:
        kept = " ".join(
            repr(change)
            for run in journal.runs(connection)
            for change in journal.changes(connection, run.number)
        )
    assert OTHER not in kept
    assert f"{first.word} và {second.word}" in kept


@pytest.mark.parametrize("what", ["digest", "salt", "kept", "run", "whole"])
def test_an_erased_change_that_is_altered_is_found(session: Session, what: str) -> None:
    done = erase_person(session, ErasePerson(uid_of(session), WHY))
    with session.reading(Anything()) as connection:
        place = connection.exec_driver_sql("SELECT run, position, body FROM run_chunk").all()
        unpacked = [(run, position, zlib.decompress(body)) for run, position, body in place]
        run, position, body = next(row for row in unpacked if b"\n- " in b"\n" + row[2])
        lines = body.split(b"\n")
        at = next(number for number, line in enumerate(lines) if line.startswith(b"- "))
        dash, digest, by, salt, kept = lines[at].split(b" ", 4)
        assert int(by) == done.run
        flipped = {b"0": b"1"}
        lines[at] = {
            "digest": b" ".join((dash, flipped.get(digest[:1], b"0") + digest[1:], by, salt, kept)),
            "salt": b" ".join((dash, digest, by, flipped.get(salt[:1], b"0") + salt[1:], kept)),
            "kept": b" ".join((dash, digest, by, salt, kept.replace("đã".encode(), b"da"))),
            "run": b" ".join((dash, digest, b"99", salt, kept)),
            "whole": b" ".join((dash, digest)),
        }[what]
        connection.exec_driver_sql("BEGIN")
        statement = text("UPDATE run_chunk SET body = :b WHERE run = :r AND position = :p")
        packed = zlib.compress(b"\n".join(lines))
        connection.execute(statement, {"b": packed, "r": run, "p": position})
        connection.exec_driver_sql("COMMIT")
        assert journal.first_fault(connection) is not None


def test_somebody_of_the_same_name_keeps_theirs_and_it_is_said(session: Session) -> None:
    insert(session, tables.person, {"uid": "same", "unit": "u", "name": NAME})
    who = next(row.uid for row in rows_of(session, tables.person, name=NAME) if row.uid != "same")
    done = erase_person(session, ErasePerson(who, WHY))
    assert one_row(session, tables.person, uid="same").name == NAME
    assert one_row(session, tables.endpoint).note == f"{NAME} giữ"
    assert one_row(session, tables.token, uid="t").subscriber == done.word
    assert one_row(session, tables.token, uid="t3").subscriber == NAME
    assert {problem.code for problem in done.problems} == {"person.erase_left_texts"}
    assert_sound(session)


def test_names_in_the_arguments_of_runs_are_said(session: Session) -> None:
    with session.unit_of_work(Anything(f"Danh sách {NAME}.xlsx")) as work:
        work.insert(tables.unit, [{"uid": "u9"}])
    assert work.run is not None
    done = erase_person(session, ErasePerson(uid_of(session), WHY))
    (problem,) = done.problems
    assert (problem.code, problem.values["runs"]) == (
        "person.erase_left_runs",
        str(work.run.number),
    )


def erase(folder: Path, report: Report) -> None:
    with open_session(folder) as session:
        erase_person(session, ErasePerson(uid_of(session), WHY))
    report(1)


def test_killed_at_any_instant_all_is_before_or_after(made: Path, tmp_path: Path) -> None:
    measured = shutil.copytree(made, tmp_path / "measured")
    counts = measure(partial(erase, measured))
    blows = [
        *(Blow(Kind.ASKED, at) for at in range(1, counts.asked + 1, max(1, counts.asked // 12))),
        *(Blow(Kind.STATEMENT, counts.statements * part // 24) for part in range(8, 24)),
        *(Blow(Kind.STEP, counts.steps * part // 12) for part in range(4, 12)),
    ]
    before = after = 0
    for number, blow in enumerate(blows):
        folder = shutil.copytree(made, tmp_path / f"{number}")
        strike(partial(erase, folder), blow)
        with open_session(folder) as session:
            assert_sound(session)
            there = rows_of(session, tables.person, name=NAME)
        if there:
            before += 1
        else:
            after += 1
            assert found_in(folder) == [], blow
        shutil.rmtree(folder)
    assert before > 3
    assert after > 1


def test_where_the_file_cannot_be_freed_it_is_said_and_done_at_the_next_opening(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise world_failed("vault.disk_full", path="vault.db")

    with open_session(folder) as session:
        with monkeypatch.context() as patch:
            patch.setattr(sweeping, "sweep", full)
            done = erase_person(session, ErasePerson(uid_of(session), WHY))
        codes = [problem.code for problem in done.problems]
        assert codes == ["person.erase_not_swept", "vault.disk_full"]
    assert (folder / "g0001" / "sweep").exists()
    open_session(folder).close()
    assert not (folder / "g0001" / "sweep").exists()
    assert found_in(folder) == []
