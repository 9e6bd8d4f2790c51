"""Bringing a table in by hand: guessed, laid out, seen, mended, written, undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.problems import Refusal, refuse
from desktop.domain.texts import Text
from desktop.models.data_hash import data_hash
from desktop.models.tables import identifier_code, setting, unit_version
from desktop.services.imports.command import Changes, ImportFile
from desktop.services.imports.draft import Draft, open_draft
from desktop.services.imports.draft_keeping import (
    ReadKeptImports,
    TakeImport,
    drop_import,
    keep_import,
    kept_imports,
    resume,
)
from desktop.services.imports.draft_values import PASSED, Choice, OpenDraft, PreviewRow, Show
from desktop.services.imports.importing import import_file
from desktop.services.imports.pasting import PasteTable, open_pasted
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.failures import outcome
from tests.helpers.importing import rows_of
from tests.helpers.sessions import Anything, bare_session
from tests.helpers.workbooks import Cell, write_xlsx

UNITS = (
    ("Mã định danh", "Tên đơn vị"),
    ("A05", "Tỉnh uỷ Mẫu"),
    ("A05.06001", "Đảng uỷ xã Một"),
)
TABLE = (
    ("DANH SÁCH ĐƠN VỊ",),
    ("Mã định danh", "Tên cơ quan", "Từ ngày", "Cột riêng"),
    ("A05.06002", "Đảng uỷ xã Hai", "1/7/2025", "a"),
    ("A05.06003", "Đảng uỷ xã Ba", "30/2/2026", "b"),
    ("A05.06004", "Đảng uỷ xã Bốn", "1/7/2025", "c"),
    ("A05.06001", "Đảng uỷ xã Mốt", "1/7/2025", "d"),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        path = write_xlsx(tmp_path / "first.xlsx", UNITS)
        import_file(opened, ImportFile("units", path, from_date="2025-07-01"))
        yield opened


def opened(session: Session, folder: Path, *rows: tuple[Cell, ...], name: str = "bảng") -> Draft:
    return open_draft(session, OpenDraft(write_xlsx(folder / f"{name}.xlsx", rows or TABLE)))


def rows(draft: Draft, show: Show = Show.ALL) -> list[PreviewRow]:
    return list(draft.rows(show, 0, 1000).rows)


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def names(session: Session) -> set[str]:
    return {row.name for row in rows_of(session, unit_version)}


def test_every_row_is_seen_with_its_fate_and_its_bad_cell(session: Session, tmp_path: Path) -> None:
    draft = opened(session, tmp_path)
    assert draft.choice == Choice("units")
    preview = draft.plan(session, draft.choice)
    assert [name for name, _ in preview.columns] == ["code", "name", "from"]
    assert [preview.counts[show] for show in (Show.ALL, Show.CREATED, Show.REFUSED)] == [4, 2, 2]
    bad = rows(draft, Show.REFUSED)
    assert [(row.row, row.problems[0].code) for row in bad] == [
        (4, "cell.date_impossible"),
        (6, "import.name_differs"),
    ]
    assert set(bad[0].marks) == {2}
    assert bad[0].cells == ("A05.06003", "Đảng uỷ xã Ba", "30/2/2026")
    assert rows(draft)[1] == bad[0]


def test_a_cell_is_mended_without_touching_the_file(session: Session, tmp_path: Path) -> None:
    draft = opened(session, tmp_path)
    before = draft.file.read_bytes()
    draft.plan(session, draft.choice)
    draft.mend("Bảng", 4, "from", " 28/2/2026 ")
    choice = replace(draft.choice, changes=Changes.CORRECTION)
    preview = draft.plan(session, choice)
    assert preview.counts[Show.REFUSED] == 0
    assert rows(draft)[1].mended == {2}
    written = draft.write(session, choice)
    assert written.run is not None
    assert {"Đảng uỷ xã Ba", "Đảng uỷ xã Mốt"} <= names(session)
    assert [row.from_date for row in rows_of(session, identifier_code, value="A05.06003")] == [
        "2026-02-28"
    ]
    assert draft.file.read_bytes() == before


def test_a_vanished_file_is_written_as_it_was_seen(session: Session, tmp_path: Path) -> None:
    draft = opened(session, tmp_path)
    draft.plan(session, draft.choice)
    draft.file.unlink()
    assert draft.write(session, replace(draft.choice, skip_bad=True)).run is not None
    assert "Đảng uỷ xã Hai" in names(session)


def test_refused_rows_hold_all_back_until_left_out(session: Session, tmp_path: Path) -> None:
    draft = opened(session, tmp_path)
    before = hash_of(session)
    draft.plan(session, draft.choice)
    assert outcome(lambda: draft.write(session, draft.choice)) == ("import.rows_refused", 1)
    assert hash_of(session) == before
    draft.leave_out([("Bảng", 4), ("Bảng", 6)], out=True)
    preview = draft.plan(session, draft.choice)
    assert (preview.counts[Show.SKIPPED], preview.writing) == (2, 2)
    assert [row.fate for row in rows(draft, Show.SKIPPED)] == [None, None]
    draft.leave_out([("Bảng", 4)], out=False)
    assert draft.plan(session, draft.choice).counts[Show.REFUSED] == 1
    draft.leave_out([("Bảng", 4)], out=True)
    unseen = draft.write(session, draft.choice)
    assert (unseen.run, unseen.again, unseen.preview.writing) == (None, True, 2)
    run = draft.write(session, draft.choice).run
    assert run is not None
    assert "Đảng uỷ xã Ba" not in names(session)
    undo(session, Undo(run))
    assert hash_of(session) == before


def test_a_senders_columns_are_remembered(session: Session, tmp_path: Path) -> None:
    table = (("Ký hiệu", "Gọi là", "Vô ích"), ("A05.06007", "Đảng uỷ xã Bảy", "x"))
    draft = opened(session, tmp_path, *table)
    assert outcome(lambda: draft.plan(session, draft.choice)) == ("import.no_table", 1)
    layout = draft.layout(draft.choice)
    assert [(column.heading, column.field) for column in layout.columns] == [
        ("Ký hiệu", None), ("Gọi là", None), ("Vô ích", None),
    ]  # fmt: skip
    assert layout.columns[1].samples == ("Đảng uỷ xã Bảy",)
    mapping = {"Ký hiệu": "code", "Gọi là": "name", "Vô ích": PASSED}
    choice = replace(draft.choice, mapping=mapping)
    assert draft.plan(session, choice).writing == 1
    before = hash_of(session)
    run = draft.write(session, choice).run
    assert run is not None
    undo(session, Undo(run))
    assert hash_of(session) == before
    assert len(rows_of(session, setting)) == 1
    again = opened(
        session, tmp_path, ("Gọi  là", "KÝ HIỆU", "Vô ích"), ("Đảng uỷ xã Tám", "A05.06008", ""),
        name="tháng sau",
    )  # fmt: skip
    assert again.choice.mapping == mapping
    assert again.layout(again.choice).remembered
    assert again.plan(session, again.choice).writing == 1


def test_kinds_are_guessed_by_their_headings(session: Session, tmp_path: Path) -> None:
    clerks = (("Đơn vị", "Mã định danh", "Vai trò", "Họ và tên", "SĐT"),
              ("Tỉnh uỷ Mẫu", "A05", "Văn thư", "Nguyễn Văn An", "0912"))  # fmt: skip
    tokens = (("Đơn vị", "Tên thuê bao", "Serial", "Hạn"), ("A05", "Nguyễn Văn An", "AA01", ""))
    for name, table in (("clerks", clerks), ("tokens", tokens)):
        assert opened(session, tmp_path, *table, name=name).choice.kind == name


def test_what_changed_meanwhile_is_seen_before_it_is_written(
    session: Session, tmp_path: Path
) -> None:
    draft = opened(session, tmp_path, *TABLE[:4])
    choice = replace(draft.choice, skip_bad=True)
    draft.plan(session, choice)
    other = write_xlsx(tmp_path / "other.xlsx", (*UNITS[:1], ("A05.06002", "Đảng uỷ xã Hải")))
    import_file(session, ImportFile("units", other, from_date="2025-07-01"))
    written = draft.write(session, choice)
    assert written.again
    assert written.run is None
    assert written.preview.counts[Show.REFUSED] == 2


def test_what_a_lock_interrupts_goes_on_after_it(session: Session, tmp_path: Path) -> None:
    draft = opened(session, tmp_path)
    choice = replace(draft.choice, changes=Changes.CORRECTION, from_date="2025-07-01")
    draft.plan(session, choice)
    draft.mend("Bảng", 4, "from", "28/2/2026")
    draft.leave_out([("Bảng", 6)], out=True)
    before = hash_of(session)
    waiting = tmp_path / "sau.xlsx"
    keep_import(session, draft, choice, (waiting,))
    assert hash_of(session) == before
    (kept,) = kept_imports(session, ReadKeptImports())
    assert kept.queue == (waiting,)
    # Offered until it is gone on with.
    assert kept_imports(session, ReadKeptImports()) == (kept,)
    again = resume(session, kept)
    assert kept_imports(session, ReadKeptImports()) == ()
    assert again.choice == choice
    preview = again.plan(session, again.choice)
    assert (preview.counts[Show.REFUSED], preview.counts[Show.SKIPPED]) == (0, 1)
    # Another table under the same name: what was mended in the first is let go.
    write_xlsx(kept.file, TABLE[:4])
    other = resume(session, kept)
    assert other.choice == Choice("units")
    assert other.plan(session, other.choice).counts[Show.REFUSED] == 1


def test_a_pasted_table_is_kept_whole(session: Session) -> None:
    text = "A05.06002\tĐảng uỷ xã Hai\nA05.06003\tĐảng uỷ xã Ba\n"
    table, waits = PasteTable("Bảng dán", text), PasteTable("Bảng sau", "A05.06004\tXã Bốn\n")
    draft = open_pasted(session, table)
    draft.plan(session, draft.choice)
    draft.mend("Bảng dán", 2, "name", "Đảng uỷ xã Ba Bể")
    keep_import(session, draft, draft.choice, (waits,), table)
    (kept,) = kept_imports(session, ReadKeptImports())
    assert (kept.pasted, kept.queue) == (table, (waits,))
    again = resume(session, kept)
    again.plan(session, again.choice)
    assert [row.cells[1] for row in rows(again)] == ["Đảng uỷ xã Hai", "Đảng uỷ xã Ba Bể"]


def test_several_imports_are_kept_and_gone_on_with_one_after_the_other(session: Session) -> None:
    first = PasteTable("Bảng dán", "A05.06002\tĐảng uỷ xã Hai\n")
    second = PasteTable("Bảng dán", "A05.06003\tĐảng uỷ xã Ba\n")
    for table in (first, second):
        draft = open_pasted(session, table)
        keep_import(session, draft, draft.choice, (), table)
    older, newer = kept_imports(session, ReadKeptImports())
    assert (older.pasted, newer.pasted) == (first, second)
    resume(session, older)
    assert kept_imports(session, ReadKeptImports()) == (newer,)
    drop_import(session, TakeImport(), newer)
    assert kept_imports(session, ReadKeptImports()) == ()


def test_a_kept_import_whose_file_has_gone_waits_for_it(session: Session, tmp_path: Path) -> None:
    draft = opened(session, tmp_path)
    keep_import(session, draft, draft.choice, ())
    away = draft.file.rename(tmp_path / "away")
    (kept,) = kept_imports(session, ReadKeptImports())
    assert outcome(lambda: resume(session, kept))[0] == "file.absent"
    assert kept_imports(session, ReadKeptImports()) == (kept,)
    away.rename(draft.file)
    assert resume(session, kept).digest() == kept.digest
    assert kept_imports(session, ReadKeptImports()) == ()


def test_working_out_can_be_stopped(session: Session, tmp_path: Path) -> None:
    table = [TABLE[1], *((f"A05.{n:05}", f"Đơn vị {n}", "", "") for n in range(1000, 1600))]
    draft = opened(session, tmp_path, *table)
    told: list[int] = []

    def stop(what: Text, done: int, total: int) -> None:
        told.append(done)
        if done >= 500:
            raise refuse("work.cancelled")

    session.surroundings = replace(session.surroundings, progress=stop)
    with pytest.raises(Refusal, match=r"work\.cancelled"):
        draft.plan(session, draft.choice)
    assert told[-1] >= 500
    assert draft.rows(Show.ALL, 0, 10).count == 0


def test_ill_meant_names_are_only_text(session: Session, tmp_path: Path) -> None:
    long = "Đảng uỷ " + "dài " * 1250
    draft = opened(
        session, tmp_path, TABLE[1], ("A05.06010", "Đảng uỷ \u202exã\u0007 Mười", "", ""),
        ("A05.06011", long, "", ""),
    )  # fmt: skip
    preview = draft.plan(session, draft.choice)
    assert preview.counts[Show.REFUSED] == 2
    assert rows(draft)[1].cells[1] == long.strip()
