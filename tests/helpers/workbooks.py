"""Tables for tests: small workbooks and text files, with the oddities that offices send."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

Cell = str | float | int | bool | date | None


def write_xlsx(
    path: Path,
    rows: Sequence[Sequence[Cell]],
    *,
    sheet: str = "Bảng",
    hidden_rows: Sequence[int] = (),
    merged: Sequence[str] = (),
) -> Path:
    """Write rows from A1; row numbers count from 1. Texts that begin with = stay texts.

    `merged` are ranges such as `A2:A4`; each keeps the value of its first cell.
    """
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, place, cell)
            elif isinstance(cell, bool):
                page.write_boolean(number, place, cell)
            elif isinstance(cell, date):
                page.write_datetime(number, place, datetime.combine(cell, time.min), day)
            elif cell is not None:
                page.write_number(number, place, cell)
    for cells in merged:
        first = xlsxwriter.utility.xl_cell_to_rowcol(cells.split(":")[0])
        text = rows[first[0]][first[1]]
        page.merge_range(cells, text)
    for number in hidden_rows:
        page.set_row(number - 1, None, None, {"hidden": True})
    book.close()
    return path


def write_raw_xlsx(path: Path, sheet_data: str) -> Path:
    """Write a workbook whose only sheet, `Bảng`, has exactly this XML as its data."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Bảng" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet_data}'
        "</sheetData></worksheet>",
    }
    return write_zip(path, parts)


def text_cell(reference: str, text: str) -> str:
    """Return the XML of a cell that holds its text itself."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def write_ods(path: Path, rows: Sequence[Sequence[str]], *, tail: str = "") -> Path:
    """Write an OpenDocument table; `tail` is XML put after the rows."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            if cell
            else "<table:table-cell/>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Bảng">{body}{tail}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return write_zip(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:'
            'opendocument:xmlns:manifest:1.0"/>',
            "content.xml": content,
        },
    )


def write_zip(path: Path, parts: dict[str, str]) -> Path:
    """Write a ZIP of text parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8") -> Path:
    """Write rows with commas between cells; no cell may hold one."""
    path.write_bytes("\n".join(",".join(row) for row in rows).encode(encoding))
    return path
