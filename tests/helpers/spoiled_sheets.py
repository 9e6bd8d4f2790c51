"""Reading spoiled workbooks: what the short and the long campaign share."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.problems import Refusal
from desktop.exchange.sheets import read_sheets
from tests.helpers.spoiling import spoil
from tests.helpers.workbooks import write_ods, write_xlsx

GOLDEN = Path(__file__).parent.parent / "golden"
ROWS = (("Mã", "Tên"), ("A01", "Tỉnh uỷ"), ("A01.01", "Văn phòng"))


def sources(folder: Path) -> list[Path]:
    """Return a workbook of each format."""
    return [
        write_xlsx(folder / "a.xlsx", ROWS, merged=["A2:A3"]),
        write_ods(folder / "a.ods", ROWS),
        GOLDEN / "units.xls",
    ]


def read_or_refuse(source: Path, seed: int, folder: Path) -> str:
    """Spoil a workbook and read it; return `read`, or the code with which it was refused."""
    path = folder / f"spoiled{source.suffix}"
    path.write_bytes(spoil(source.read_bytes(), seed))
    try:
        read_sheets(path)
    except Refusal as refusal:
        return refusal.problems[0].code
    return "read"
