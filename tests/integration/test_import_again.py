"""Whatever a table holds: imported again it changes nothing, and undo brings back the same data."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from desktop.models.data_hash import data_hash
from desktop.services.imports.command import Changes, ImportResult
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import EVENT, Importer
from tests.helpers.sessions import Anything, bare_session

Row = tuple[str | None, ...]
KNOWN_UNITS: list[Row] = [
    ("Mã", "Tên đơn vị", "Cấp trên"),
    ("A05", "Tỉnh uỷ", None),
    ("A05.01", "Văn phòng", None),
    ("A05.02", "Ban Một", None),
    ("A05.02.01", "Phòng", None),
    ("A05.03", "Ban Hai", None),
    ("A05.03.01", "Phòng", None),
]
CODES = ("A05", "A05.01", "A05.02", "A05.02.01", "A05.03", "a05.03.01", "A05.04", "A06", "x", None)
NAMES = ("Tỉnh uỷ", "Văn phòng", "Ban Một", "Ban Một", "Phòng", "Ban Mốt", "=Ban", "nt", None)
PEOPLE = ("Đ/c An", "An", "Bình", "Chưa bố trí", "nt", None)
PHONES = ("0912", "0913", None, None)

UNITS = (
    ("Mã định danh", CODES),
    ("Tên đơn vị", NAMES),
    ("Cấp trên", (*CODES, "Ban Một", "Phòng")),
    ("Loại", ("Ban", "Văn phòng", "lạ", None)),
    ("Mã cũ", ("000.00.01.A05", "A05.09", "A05.02", None, None, None)),
    ("Đề nghị", ("Thêm", "Sửa", "Đóng", None, None, None)),
    ("BML", ("x", "-", None)),
    ("Ghi chú", ("một", "hai", None)),
)
CLERKS = (
    ("Mã", CODES),
    ("Đơn vị", NAMES),
    ("Vai trò", ("Văn thư", "Văn thư mật", "Cơ yếu", None)),
    ("Môi trường", ("Rõ", "Mật", "Rõ, Mật", None, None)),
    ("Tài khoản", ("vt1", "VT1", "vt2", None, None)),
    ("Họ tên", PEOPLE),
    ("Điện thoại", PHONES),
    ("Chức vụ", ("Chuyên viên", "Phó phòng", None)),
    ("Độ mật", ("Mật", "Mật+thường", "Không mật", None, None)),
    ("Người thay thế", ("Bình (ốm); Cúc", "Cúc", "-", None, None)),
    ("Kiêm đơn vị", ("A05.01", "Ban Một", None, None, None)),
    ("Đến ngày", ("31/12/2030", None, None)),
)
TOKENS = (
    ("Mã", CODES),
    ("Tên thuê bao", PEOPLE),
    ("Điện thoại", PHONES),
    ("Mục đích", ("Ký", "Mã hoá", None)),
    ("CV đăng ký", ("1-CV", "2-CV", None)),
    ("Serial", ("0A1B", "0A-1C", "0A1D", None, None)),
    ("Số chứng thư", ("54AA", "54AB", None, None)),
    ("Tình trạng", ("Trong kho", "Đã bàn giao", "Thu hồi chứng thư", "Tạm dừng", None, None)),
    ("Ngày nhận", ("5/1/2026", "x", None)),
    ("Ký nhận", ("6/1/2026", "x", None)),
)
TABLES = {"units": UNITS, "clerks": CLERKS, "tokens": TOKENS}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units", "2025-01-01")(*KNOWN_UNITS)
        yield opened


def table(kind: str, chance: random.Random) -> list[Row]:
    columns = TABLES[kind]
    count = chance.choice((1, 1, 2, 2, 3, 4, 6))
    rows = [tuple(chance.choice(cells) for _, cells in columns) for _ in range(count)]
    return [tuple(heading for heading, _ in columns), *rows]


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


@pytest.mark.parametrize("kind", list(TABLES))
@pytest.mark.parametrize("changes", [None, EVENT])
def test_any_table(session: Session, tmp_path: Path, kind: str, changes: Changes | None) -> None:
    assert campaign(session, tmp_path, kind, changes, 10) > 0


@pytest.mark.soak
@pytest.mark.parametrize("kind", list(TABLES))
@pytest.mark.parametrize("changes", [None, EVENT])
def test_many_tables(session: Session, tmp_path: Path, kind: str, changes: Changes | None) -> None:
    assert campaign(session, tmp_path, kind, changes, 400) > 25


def campaign(
    session: Session, tmp_path: Path, kind: str, changes: Changes | None, rounds: int
) -> int:
    """Import random tables one after another; return how many of them wrote something."""
    chance = random.Random(f"{kind} {changes}")
    importer = Importer(session, tmp_path, kind)

    def run(rows: Sequence[Row]) -> Callable[[], ImportResult]:
        return lambda: importer(*rows, skip_bad=True, changes=changes)

    written = 0
    for _ in range(rounds):
        before = hash_of(session)
        once = run(table(kind, chance))
        first = once()
        after = hash_of(session)
        again = once()
        if first.refused == 0:
            assert (again.run, hash_of(session)) == (None, after), first.rows
            assert again.unchanged == again.read
        if again.run is not None:
            undo(session, Undo(again.run))
        if first.run is not None:
            written += 1
            undo(session, Undo(first.run))
        assert hash_of(session) == before
        if chance.random() < 0.5 and first.run is not None:
            once()
    return written
