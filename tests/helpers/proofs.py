"""A province whose communes have clerks, and rounds of test documents to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from desktop.exchange.sheets import read_sheets
from desktop.services.proofs.command import PlannedRound, PlanRound, ReadRound, RoundStatus
from desktop.services.proofs.planning import plan_round
from desktop.services.proofs.reading import read_round
from desktop.services.session import Session
from tests.helpers.importing import Importer
from tests.helpers.rounds import write_book

ROOT, OFFICE = "A05", "A05.01"
Row = dict[str, str]
# The columns of our own list that tests fill in.
ROUND, NUMBER, RESULT, DAY, NOTE = (
    "Đợt gửi thử", "Số văn bản gửi thử", "Kết quả", "Ngày có kết quả", "Ghi chú",
)  # fmt: skip


def commune(number: int) -> str:
    """Return the code of a commune."""
    return f"A05.{number:05}"


def lay_out(session: Session, folder: Path, count: int) -> None:
    """Lay out a province: its office, and `count` communes with a clear and a secret endpoint."""
    units = [
        (ROOT, "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ", None),
        (OFFICE, "Văn phòng Tỉnh uỷ", ROOT, "Văn phòng", None),
    ]
    clerks = [(OFFICE, "Văn thư", "Cán bộ văn phòng", "Bản rõ", "vp.01", "0909")]
    for number in range(1, count + 1):
        code = commune(number)
        units.append((code, f"Đảng uỷ xã Mẫu {number}", ROOT, "Đảng uỷ xã", f"0205{number:05}"))
        clerks.append((code, "Văn thư", f"Rõ {number}", "Bản rõ", f"ro.{number}", f"09{number}"))
        clerks.append((code, "Văn thư mật", f"Mật {number}", "Mạng mật", f"mat.{number}", None))
    heads = ("Mã định danh", "Tên", "Cấp trên", "Loại", "Điện thoại")
    Importer(session, folder, "units")(heads, *units)
    heads = ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường", "Tài khoản", "Điện thoại")
    Importer(session, folder, "clerks")(heads, *clerks)


def plan(session: Session, **options: object) -> PlannedRound:
    """Plan a round from the office to all below the root."""
    return plan_round(session, PlanRound(OFFICE, ROOT, **options))  # type: ignore[arg-type]


def round_now(session: Session, number: int | None = None) -> RoundStatus:
    """Return a round as it is."""
    return read_round(session, ReadRound(number))


def outcomes(session: Session, number: int | None = None) -> dict[int, tuple[str, str | None]]:
    """Return the outcome and its day by the number of each document of which something is known."""
    return {
        each.number: (each.outcome.value, each.result_on)
        for each in round_now(session, number).documents
        if each.outcome != "unknown"
    }


def returned(listed: Path, target: Path, change: Callable[[list[Row]], Iterable[Row]]) -> Path:
    """Write what comes back of a round's list: its rows changed; what is hidden stays."""
    first, *others = read_sheets(listed)
    head = first.rows[0].cells
    rows = [dict(zip(head, row.cells, strict=False)) for row in first.rows[1:]]
    table = [head, *([row.get(name, "") for name in head] for row in change(rows))]
    book = [(first.name, table)]
    book += [(sheet.name, [row.cells for row in sheet.rows]) for sheet in others]
    return write_book(target, book)


def answered(**results: tuple[str, ...]) -> Callable[[list[Row]], list[Row]]:
    """Fill results in: `n3=("Đã đến", "24/11/2026", "ghi chú")` for the document 3."""

    def change(rows: list[Row]) -> list[Row]:
        found = []
        for row in rows:
            told = results.get(f"n{row[NUMBER]}", ())
            found.append({**row, **dict(zip((RESULT, DAY, NOTE), told, strict=False))})
        return found

    return change
