"""A delivery of devices for tests, with the issuer's list as issuers write it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.helpers.workbooks import Cell, write_xlsx

# Titles above, another order of columns, the box merged down over its devices.
HEAD: tuple[Cell, ...] = ("TT", "Thùng số", "Chủng loại", "Số sê-ri", "Ghi chú")
LIST: tuple[tuple[Cell, ...], ...] = (
    ("BAN CƠ YẾU CHÍNH PHỦ",),
    ("DANH SÁCH THIẾT BỊ LƯU KHOÁ BÍ MẬT",),
    HEAD,
    ("1", "Hộp 1", "TokenME EVO v2", "0B 00 00 01", None),
    ("2", None, "TokenME EVO v2", "0b-00-00-02", None),
    ("3", None, "TokenME EVO v2", "0B000003", "hỏng, đổi 30/2"),
    ("4", "Hộp 2", "TokenME EVO v2", "0B000004", None),
    ("5", None, "TokenME EVO v2", "0B000005", None),
    ("Tổng cộng", None, None, "5", None),
)
SERIALS = tuple(f"0B00000{number}" for number in range(1, 6))


def issuers_list(path: Path, rows: Sequence[Sequence[Cell]] = LIST) -> Path:
    """Write an issuer's list; of `LIST`, with its merged cells."""
    merged = ("A1:E1", "A2:E2", "B4:B6", "B7:B8") if rows is LIST else ()
    return write_xlsx(path, rows, merged=merged)
