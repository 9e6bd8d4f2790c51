"""A province of communes, and forms of a round filled in as communes do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from desktop.exchange.forms import COVER_SHEET
from desktop.exchange.sheets import read_sheets
from desktop.services.session import Session
from tests.helpers.importing import Importer

ROOT = "Tỉnh uỷ Mẫu"
Row = dict[str, str]


def commune(number: int) -> str:
    """Return the code of a commune."""
    return f"A05.{number:05}"


def lay_out(session: Session, folder: Path, count: int) -> None:
    """Lay out a province of `count` communes, each with an office; some have a clerk already."""
    units = [("A05", ROOT, None, "Tỉnh uỷ")]
    for number in range(1, count + 1):
        code = commune(number)
        units += [
            (code, f"Đảng uỷ xã Mẫu {number}", "A05", "Đảng uỷ xã"),
            (f"{code}.01", "Văn phòng", code, "Văn phòng"),
        ]
    Importer(session, folder, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *units)
    clerks = [
        (commune(number), "Văn thư", f"Cán bộ cũ {number}", "Bản rõ")
        for number in range(1, count + 1, 4)
    ]
    Importer(session, folder, "clerks")(
        ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường"), *clerks
    )


def filled(form: Path, target: Path, change: Callable[[list[Row]], list[Row]]) -> Path:
    """Write what a commune sends back: its form with other rows; what is hidden stays."""
    sheets = read_sheets(form)
    first, *others = sheets
    head = first.rows[0].cells
    rows = [dict(zip(head, row.cells, strict=False)) for row in first.rows[1:]]
    changed = change(rows)
    table = [head, *([row.get(name, "") for name in head] for row in changed)]
    book = [(first.name, table)]
    book += [(sheet.name, [row.cells for row in sheet.rows]) for sheet in others]
    return write_book(target, book)


def with_letter(form: Path, target: Path, letter: str) -> Path:
    """Write a form whose sender has said which letter it comes with."""
    book = []
    for sheet in read_sheets(form):
        rows = [row.cells for row in sheet.rows]
        if sheet.name == COVER_SHEET:
            rows = [*rows[:-1], (rows[-1][0], letter)]
        book.append((sheet.name, rows))
    return write_book(target, book)


def write_book(target: Path, sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> Path:
    """Write a workbook of several sheets, all texts; sheets of our own that are hidden stay so."""
    book = xlsxwriter.Workbook(str(target), {"in_memory": True})
    for number, (name, rows) in enumerate(sheets):
        page = book.add_worksheet(name)
        if number and name != COVER_SHEET:
            page.very_hidden()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(place, column, cell)
    book.close()
    return target


def named(number: int) -> Callable[[list[Row]], list[Row]]:
    """Fill in a clerk of the clear network for the commune of a form, in its first row."""

    def change(rows: list[Row]) -> list[Row]:
        first = {
            **rows[0],
            "Vai trò": "Văn thư cơ quan",
            "Môi trường": "Bản rõ",
            "Họ và tên": f"Cán bộ {number}",
            "Điện thoại": f"09123{number:05}",
        }
        return [first, *rows[1:]]

    return change
