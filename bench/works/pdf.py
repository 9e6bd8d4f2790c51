"""The list of codes of the 3,321 communes as a PDF.

Floor: the bare ReportLab `LongTable` of the same rows: plain strings, which do not wrap, in the
same typeface, the heading repeated, ruled. Both sides load the typeface and begin with loaded
modules.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, SimpleDocTemplate

from bench.watch import timed
from desktop import resources
from desktop.domain.levels import SecrecyLevel
from desktop.reports.codes import CodeList, CodeRow, code_list_paper
from desktop.services import places
from desktop.services.letterheads import letterhead, recipients

_WIDTHS = (10.7, 22, 41.5, 29.2, 25.7, 18.2, 17.7)
_HEADINGS = ("No.", "Identifier code", "Unit", "Superior unit", "Type", "Valid from", "State")


def prepare(folder: Path) -> None:
    """Nothing is needed beyond the shipped tables."""


def ours(folder: Path) -> float:
    name = "Văn phòng Trung ương Đảng"
    listed = CodeList(
        letterhead=letterhead(name, 2026),
        secrecy=SecrecyLevel.KHONG_MAT,
        as_of=date(2026, 1, 1),
        holder=name,
        rows=tuple(_rows()),
        recipients=recipients(name, name, str),
    )
    with timed() as watch:
        paper = code_list_paper(listed, str)
    assert paper.pages > 50
    return watch.seconds


def floor(folder: Path) -> float:
    rows = [
        (str(n), row.value, row.name, row.parent, row.type, row.from_date, row.state)
        for n, row in enumerate(_rows(), start=1)
    ]
    with timed() as watch:
        path = resources.path("fonts", "LiberationSerif-Regular.ttf")
        pdfmetrics.registerFont(TTFont("serif", str(path)))
        style = [
            ("FONT", (0, 0), (-1, -1), "serif", 10),
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ]
        widths = [width * mm for width in _WIDTHS]
        table = LongTable([_HEADINGS, *rows], colWidths=widths, repeatRows=1, style=style)
        SimpleDocTemplate(BytesIO(), pagesize=A4, leftMargin=30 * mm, rightMargin=15 * mm).build(
            [table]
        )
    return watch.seconds


def _rows() -> list[CodeRow]:
    found = []
    for code, province in places.provinces().items():
        for commune in places.communes_of(code):
            found.append(
                CodeRow(
                    f"A01.{code}.{commune.code}",
                    f"Đảng uỷ {commune.versions[0].name}",
                    province.committee_name_derived or "",
                    "Đảng uỷ cấp xã",
                    "2025-07-01",
                    "planned",
                )
            )
    assert len(found) == 3321
    return found
