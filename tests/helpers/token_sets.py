"""A few units, people and tokens for tests of the window's services and pages."""

from __future__ import annotations

from pathlib import Path

from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.session import Session
from tests.helpers.workbooks import write_xlsx

UNITS = (
    ("Mã định danh", "Tên đơn vị"),
    ("A05", "Tỉnh uỷ Mẫu"),
    ("A05.06001", "Đảng uỷ xã Một"),
    ("A05.06002", "Đảng uỷ xã Hai"),
)
HEAD = ("Đơn vị", "Loại thuê bao", "Tên thuê bao", "Serial", "Chứng thư số", "Hiệu lực từ", "Hạn",
        "Tình trạng", "Ngày nhận", "Ký nhận")  # fmt: skip
# The clock of the tests stands on 24 November 2026.
TOKENS = (
    ("A05", "Cá nhân", "Nguyễn Văn An", "AA01", "A1", "1/1/2026", "31/12/2028",
     "Đã bàn giao", "5/1/2026", "6/1/2026"),
    ("A05.06001", "Cá nhân", "Ân Thị Bình", "AA02", "A2", "1/1/2026", "29/11/2026",
     "Đã nhận", "5/1/2026", ""),
    ("A05.06001", "Tổ chức", "Đảng uỷ xã Một", "AA03", "A3", "1/1/2025", "1/6/2026",
     "Đang sử dụng", "5/1/2025", "6/1/2025"),
    ("A05.06002", "Cá nhân", "Đỗ Văn Cường", "", "", "", "", "Đã đăng ký", "", ""),
    ("A05.06002", "Cá nhân", "Trần Văn Dũng", "AA05", "A5", "1/1/2026", "10/2/2027",
     "Đang sử dụng", "5/1/2026", "6/1/2026"),
)  # fmt: skip


def fill_tokens(session: Session, folder: Path) -> None:
    """Import the units and the tokens."""
    for kind, rows in (("units", UNITS), ("tokens", (HEAD, *TOKENS))):
        path = write_xlsx(folder / f"{kind}.xlsx", rows)
        found = import_file(session, ImportFile(kind, path, from_date="2025-07-01"))
        if found.run is None:
            raise AssertionError(found.problems)
