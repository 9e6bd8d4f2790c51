"""What an import would change in known records, told before it is written: now, and to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.texts import Text
from desktop.models.tables import unit_version
from desktop.services.imports.command import Changes, Fate
from desktop.services.imports.draft import open_draft
from desktop.services.imports.draft_values import OpenDraft, PreviewRow, Show
from desktop.services.session import Session
from tests.helpers.importing import Importer, rows_of
from tests.helpers.sessions import bare_session
from tests.helpers.workbooks import Cell, write_xlsx

UNITS = (
    ("Mã định danh", "Tên đơn vị", "Loại đơn vị", "Đơn vị cấp trên", "Điện thoại", "Đường truyền"),
    ("A05", "Tỉnh uỷ Mẫu", "Tỉnh uỷ", None, "0205 1", "x"),
    ("A05.06001", "Đảng uỷ xã Một", "Đảng uỷ xã", "A05", None, None),
    ("A05.06002", "Đảng uỷ xã Hai", "Đảng uỷ xã", "A05", None, None),
    (None, "Ban chưa có mã", None, "A05", None, None),
)
CLERKS = (
    ("Mã định danh", "Vai trò", "Môi trường", "Tài khoản", "Họ và tên", "Điện thoại", "Gửi/Nhận",
     "Độ mật cao nhất", "Người thay thế", "Đến ngày"),
    ("A05.06001", "Văn thư", "Mật", "vt.mot", "Nguyễn Văn An", "0912000001", "Gửi, nhận", "Mật",
     "Trần Thị Bình", "31/12/2026"),
)  # fmt: skip
TOKENS = (
    ("Mã định danh", "Tên thuê bao", "Số hiệu thiết bị", "Số hiệu chứng thư", "Tình trạng",
     "Ngày nhận", "Hiệu lực từ", "Hiệu lực đến"),
    ("A05.06001", "Nguyễn Văn An", "AA01", "54AB01", "Đã nhận", "1/8/2025", "1/7/2025",
     "30/6/2027"),
)  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        for kind, rows in (("units", UNITS), ("clerks", CLERKS), ("tokens", TOKENS)):
            result = Importer(opened, tmp_path, kind)(*rows)
            assert result.refused == 0
        yield opened


def preview(
    session: Session, folder: Path, *rows: tuple[Cell, ...], changes: Changes, day: str
) -> list[PreviewRow]:
    """Return the rows of a table as a person would see them before writing it."""
    draft = open_draft(session, OpenDraft(write_xlsx(folder / "sau.xlsx", rows)))
    draft.plan(session, replace(draft.choice, changes=changes, from_date=day))
    return list(draft.rows(Show.ALL, 0, 100).rows)


def said(row: PreviewRow) -> dict[str, tuple[str, str]]:
    """Return what a row changes: by the words of the field, now and to be."""

    def words(text: Text | None) -> str:
        return text.render(lambda message: message) if text is not None else "-"

    return {
        change.label.render(lambda message: message): (words(change.old), words(change.new))
        for change in row.changes
    }


def changed_row(row: tuple[Cell, ...], **cells: Cell) -> tuple[Cell, ...]:
    """Return a row with some cells changed, by `c` and their place."""
    found = list(row)
    for name, value in cells.items():
        found[int(name[1:])] = value
    return tuple(found)


@pytest.mark.parametrize("changes", list(Changes))
def test_a_unit_that_changes_says_from_what_to_what(
    session: Session, tmp_path: Path, changes: Changes
) -> None:
    one, known, new = preview(
        session, tmp_path,
        UNITS[0],
        ("A05.06001", "Đảng uỷ xã Mốt", "Văn phòng", "A05.06002", "0205 2", "x"),
        changed_row(UNITS[1], c4="0205 9"),
        ("A05.06003", "Đảng uỷ xã Ba", "Đảng uỷ xã", "A05", "0205 3", None),
        changes=changes, day="2026-01-01",
    )  # fmt: skip
    assert said(one) == {
        "Tên cơ quan, đơn vị": ("Đảng uỷ xã Một", "Đảng uỷ xã Mốt"),
        "Loại đơn vị": ("Đảng uỷ xã", "Văn phòng"),
        "Mã đơn vị cấp trên": ("Tỉnh uỷ Mẫu (A05)", "Đảng uỷ xã Hai (A05.06002)"),
        "Đường truyền BML": ("No", "Yes"),
        "Điện thoại": ("-", "0205 2"),
    }
    olds = [one.before[place][0] for place in (1, 2, 3)]
    assert [old.values["value"] for old in olds if old] == [
        "Đảng uỷ xã Một",
        "Đảng uỷ xã",
        "Tỉnh uỷ Mẫu (A05)",
    ]
    assert one.before[4] == (None,)
    assert said(known) == {"Điện thoại": ("0205 1", "0205 9")}
    assert set(known.before) == {4}
    # What is new is not said to change anything.
    assert (new.fate, new.changes, new.before) == (Fate.CREATED, (), {})


def test_codes_and_a_closing_are_said(session: Session, tmp_path: Path) -> None:
    uids = {row.name: row.unit for row in rows_of(session, unit_version)}
    given, recoded, closed = preview(
        session, tmp_path,
        ("Mã hệ thống (uid)", "Mã định danh", "Tên đơn vị", "Mã cũ", "Đề nghị"),
        (uids["Ban chưa có mã"], "A05.07", "Ban chưa có mã", "000.00.07.A05", "Sửa"),
        (uids["Đảng uỷ xã Một"], "A05.06009", "Đảng uỷ xã Một", None, "Sửa"),
        (uids["Đảng uỷ xã Hai"], "A05.06002", "Đảng uỷ xã Hai", None, "Đóng"),
        changes=Changes.EVENT, day="2026-01-01",
    )  # fmt: skip
    assert said(given) == {"Mã định danh": ("-", "A05.07"), "Mã cũ": ("-", "000.00.07.A05")}
    assert said(recoded) == {"Mã định danh": ("A05.06001", "A05.06009")}
    assert said(closed) == {"Đề nghị (Thêm/Sửa/Đóng)": ("-", "closed from 01/01/2026")}
    assert closed.before == {}


def test_an_endpoint_says_who_leaves_and_who_comes(session: Session, tmp_path: Path) -> None:
    cells = {"c4": "Lê Văn Cường", "c5": None, "c6": "Nhận", "c7": "Tối mật", "c8": "Đỗ Văn Dũng"}
    (row,) = preview(
        session, tmp_path, CLERKS[0], changed_row(CLERKS[1], **cells, c9=None),
        changes=Changes.EVENT, day="2026-01-01",
    )  # fmt: skip
    assert said(row) == {
        "Họ và tên": ("Nguyễn Văn An", "Lê Văn Cường"),
        "Gửi/Nhận": ("receives and sends", "receives only"),
        "Độ mật cao nhất": ("Secret", "Top secret"),
        "Người thay thế": ("Trần Thị Bình", "Đỗ Văn Dũng"),
    }
    assert len(row.before) == 4


def test_a_last_day_is_shown_as_people_write_it(session: Session, tmp_path: Path) -> None:
    (row,) = preview(
        session, tmp_path, CLERKS[0], changed_row(CLERKS[1], c9="30/6/2027"),
        changes=Changes.CORRECTION, day="2025-07-01",
    )  # fmt: skip
    assert said(row) == {"Đến ngày": ("31/12/2026", "30/06/2027")}


def test_a_device_says_its_custody_and_its_certificate(session: Session, tmp_path: Path) -> None:
    (row,) = preview(
        session, tmp_path, TOKENS[0],
        changed_row(TOKENS[1], c3="54AB02", c4="Hỏng", c5="2/8/2025", c7="30/6/2028"),
        changes=Changes.CORRECTION, day="2026-01-01",
    )  # fmt: skip
    assert said(row) == {
        "Số hiệu chứng thư": ("54AB01", "54AB02"),
        "Hiệu lực đến": ("30/06/2027", "30/06/2028"),
        "Tình trạng": ("received by the unit", "damaged"),
        "Ngày nhận": ("01/08/2025", "02/08/2025"),
    }


def test_a_renewed_certificate_says_the_former(session: Session, tmp_path: Path) -> None:
    (row,) = preview(
        session, tmp_path, TOKENS[0], changed_row(TOKENS[1], c3="54AB02"),
        changes=Changes.EVENT, day="2026-01-01",
    )  # fmt: skip
    assert said(row) == {"Số hiệu chứng thư": ("54AB01", "54AB02")}


def test_the_same_tables_again_change_nothing(session: Session, tmp_path: Path) -> None:
    for rows in (UNITS, CLERKS, TOKENS):
        for row in preview(session, tmp_path, *rows, changes=Changes.CORRECTION, day="2025-07-01"):
            assert (row.fate, row.changes, row.before) == (Fate.UNCHANGED, (), {})
