"""A small register that goes through several reorganisations, for tests that look back at it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.services.reorganising.command import Reorganise, Reorganised
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from tests.helpers.importing import Importer
from tests.helpers.workbooks import write_xlsx

HEAD = (
    "Loại", "Đơn vị cũ (mã hoặc tên)", "Đơn vị mới", "Mã mới", "Toàn bộ/Một phần",
    "Căn cứ", "Ngày hiệu lực",
)  # fmt: skip
UNIT_HEAD = ("Mã định danh", "Tên", "Cấp trên", "Loại")
UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ"),
    ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05", "Đảng uỷ xã"),
    ("A05.06001.01", "Văn phòng", "A05.06001", "Văn phòng"),
    ("A05.06002", "Đảng uỷ xã Sơn Lâm", "A05", "Đảng uỷ xã"),
    ("A05.06003", "Đảng uỷ xã Sơn Trà", "A05", "Đảng uỷ xã"),
    ("A05.06004", "Đảng uỷ xã Sơn Tây", "A05", "Đảng uỷ xã"),
    ("A05.07", "Ban Cán sự đảng", "A05", "Ban"),
)
MERGER = ("Sáp nhập", "Đảng uỷ xã Hà Lâm", "A05.06009", "NQ 1", "01/01/2026")
# In the order of their days: a merger, a renaming, a split, a dissolution, one more merger.
CHANGES = (
    (MERGER[0], "A05.06001", *MERGER[1:3], None, *MERGER[3:]),
    (MERGER[0], "A05.06002", *MERGER[1:3], None, *MERGER[3:]),
    ("Đổi tên", "A05.06003", "Đảng uỷ phường Sơn Trà", None, None, "NQ 2", "01/02/2026"),
    ("Chia tách", "A05.06004", "Đảng uỷ xã Đông", "A05.06011", None, "NQ 3", "01/03/2026"),
    ("Chia tách", "A05.06004", "Đảng uỷ xã Tây", "A05.06012", None, "NQ 3", "01/03/2026"),
    ("Giải thể", "A05.07", None, None, None, "NQ 4", "01/04/2026"),
    ("Sáp nhập", "A05.06009", "Đảng uỷ xã Hà Đông", "A05.06013", None, "NQ 5", "01/06/2026"),
    ("Sáp nhập", "A05.06011", "Đảng uỷ xã Hà Đông", "A05.06013", None, "NQ 5", "01/06/2026"),
)


def plan_file(folder: Path, rows: Sequence[Sequence[str | None]] = CHANGES) -> Path:
    """Write a plan of reorganisation as a workbook."""
    return write_xlsx(folder / "phuong-an.xlsx", [HEAD, *rows])


def import_units(session: Session, folder: Path) -> None:
    """Lay the small register out, as of 1 July 2025."""
    Importer(session, folder, "units")(UNIT_HEAD, *UNITS)


def apply_changes(session: Session, folder: Path) -> Reorganised:
    """Write all `CHANGES` as one run, with the answer that the program proposes."""
    command = Reorganise(plan_file(folder), accept_defaults=True, apply=True)
    done = reorganise(session, command)
    assert done.conflicts == ()
    return done
