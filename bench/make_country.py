"""Writes a made-up set as the workbooks that offices send.

python -m bench.make_country SET OUT: SET is province, country or full (see bench.country).
The same SET gives the same bytes every time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from bench import country
from bench.country import SETS, ClerkLine, TokenLine, UnitLine
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.services.kinds import endpoint_roles, unit_types

UNIT_HEADINGS = (
    "STT", "Mã định danh", "Tên cơ quan, đơn vị", "Loại đơn vị", "Mã đơn vị cấp trên", "Mã ĐVHC",
    "Hiệu lực từ",
)  # fmt: skip
CLERK_HEADINGS = (
    "STT", "Mã định danh", "Đơn vị", "Vai trò", "Tài khoản", "Họ và tên", "Chức vụ", "Điện thoại",
    "Môi trường", "Độ mật cao nhất", "QĐ phân công", "Từ ngày",
)  # fmt: skip
TOKEN_HEADINGS = (
    "STT", "Đơn vị", "Loại thuê bao", "Tên thuê bao", "Mục đích", "CV đăng ký", "Số hiệu thiết bị",
    "Số hiệu chứng thư", "Hiệu lực từ", "Hiệu lực đến", "Tình trạng", "Ngày nhận", "Ký nhận",
)  # fmt: skip

_ENVIRONMENTS = {Environment.CLEAR: "Rõ", Environment.SECRET: "Mật"}
_LEVELS = {
    SecrecyLevel.KHONG_MAT: "Không mật",
    SecrecyLevel.MAT: "Mật",
    SecrecyLevel.TOI_MAT: "Tối mật",
    SecrecyLevel.TUYET_MAT: "Tuyệt mật",
}
_CUSTODY = {"stock": "Trong kho", "received": "Đơn vị đã nhận", "handed_over": "Đã bàn giao"}
# A workbook says when it was made; this one always says the same.
_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 2 or arguments[0] not in SETS:
        print(__doc__)
        return 2
    counts = make(arguments[0], Path(arguments[1]))
    print(", ".join(f"{name}: {count} rows" for name, count in counts.items()))
    return 0


def make(name: str, folder: Path) -> dict[str, int]:
    """Write units.xlsx, clerks.xlsx and tokens.xlsx of the set `name`; return their row counts."""
    size = SETS[name]
    lines = country.units(size)
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "units": _write(folder / "units.xlsx", UNIT_HEADINGS, map(_unit, lines)),
        "clerks": _write(
            folder / "clerks.xlsx", CLERK_HEADINGS, map(_clerk, country.clerks(lines, size))
        ),
        "tokens": _write(
            folder / "tokens.xlsx", TOKEN_HEADINGS, map(_token, country.tokens(lines, size))
        ),
    }


def _write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"created": _MADE, "title": "Dữ liệu mẫu", "author": "Đầu Mối"})
    sheet = book.add_worksheet("Dữ liệu mẫu")
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading)
    number = 0
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number, 0, number)
        for column, cell in enumerate(row, start=1):
            if cell:
                sheet.write_string(number, column, cell)
    book.close()
    return number


def _unit(line: UnitLine) -> Sequence[str]:
    kind = unit_types()[line.type].label
    return line.code, line.name, kind, line.parent, line.place or "", _day(country.FROM)


def _clerk(line: ClerkLine) -> Sequence[str]:
    return (
        line.unit.code,
        line.unit.name,
        endpoint_roles()[line.role].label,
        line.account,
        line.person or "Chưa bố trí",
        line.post if line.person else "",
        line.phone or "",
        _ENVIRONMENTS[line.environment],
        _LEVELS[line.ceiling],
        "01-QĐ/MAU",
        _day(country.FROM),
    )


def _token(line: TokenLine) -> Sequence[str]:
    return (
        line.unit.code,
        "Cá nhân" if line.person else "Tổ chức",
        line.person or line.unit.name,
        "Ký",
        "01-CV/MAU",
        line.serial,
        line.certificate,
        _day(line.from_date),
        _day(line.until),
        _CUSTODY[line.custody],
        _day(line.received_on) if line.received_on else "",
        "x" if line.custody == "handed_over" else "",
    )


def _day(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%d/%m/%Y")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
