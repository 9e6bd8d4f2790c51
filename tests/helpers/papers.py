"""Made-up papers, and what poppler's tools read in a PDF."""

from __future__ import annotations

import html
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.levels import SecrecyLevel
from desktop.reports.codes import CodeList, CodeRow
from desktop.reports.lists import Counted, ListSheet, digest_of_rows
from desktop.reports.official import Capacity, Letterhead, Signatories, Signatory
from desktop.reports.pieces import Column
from desktop.reports.signoff import RegisterCount, SignOffSheet

DIGEST = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
LETTERHEAD = Letterhead(
    superior="Tỉnh uỷ Lạng Sơn",
    issuer="Văn phòng",
    place="Lạng Sơn",
    notation="BC/VPTU",
    year=2026,
)
AS_OF = datetime(2026, 11, 24, 16, 5, tzinfo=UTC)


def sheet(**changes: object) -> SignOffSheet:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "secrecy": SecrecyLevel.MAT,
        "as_of": AS_OF,
        "bundle_id": "6f1c9f0e-3f5b-4a44-9a07-0f4c8f0f7c11",
        "sequence": 7,
        "digest": DIGEST,
        "sender": "Tỉnh uỷ Lạng Sơn (A35)",
        "recipient": "Văn phòng Trung ương Đảng (A01)",
        "counts": (
            RegisterCount("units", 1288, 12, 3, 1),
            RegisterCount("codes", 1289, 13, 4, 2),
            RegisterCount("tokens", 0, 0, 0, 0),
        ),
        "file": "A35-000007.asice",
        "previous": "ab" * 32,
        "basis": ("Căn cứ Công văn số 15671-CV/VPTW ngày 25/6/2025 của Văn phòng Trung ương;",),
        "exceptions": ("Đảng uỷ xã Tân Thành: đầu mối văn thư chưa có người phụ trách.",),
        "signatories": Signatories(
            prepared=Signatory(name="Hoàng Thị Mẫu"),
            approved=Signatory(Capacity.BY_ORDER, "Ban Thường vụ", "Chánh Văn phòng"),
            delivered=Signatory(),
            received=Signatory(),
        ),
        "recipients": ("Văn phòng Trung ương Đảng,", "Lưu Văn phòng Tỉnh uỷ."),
    }
    return SignOffSheet(**{**values, **changes})  # type: ignore[arg-type]


def covered(count: int) -> ListSheet:
    """Return coverage with so many units that are not in order."""
    rows = [
        (
            f"A35.{place:05}",
            f"Đảng uỷ xã Mẫu {place}",
            "Tỉnh uỷ Lạng Sơn",
            f"Đảng uỷ xã Mẫu {place} chưa có đầu mối trên môi trường bản rõ.",
            f"Bà Mẫu {place} · 0205 381 {place:04}",
        )
        for place in range(1, count + 1)
    ]
    counted = Counted(
        (
            Column("Chiều, môi trường, độ mật", 85),
            Column("Thông", 26.3, align="right"),
            Column("Chưa thông", 26.3, align="right"),
            Column("Đi đường khác", 26.3, align="right"),
        ),
        [("nhận, môi trường bản rõ, Không mật", "71", str(count), "3")] * 16,
    )
    return ListSheet(
        letterhead=LETTERHEAD,
        secrecy=SecrecyLevel.KHONG_MAT,
        as_of=AS_OF,
        title="Mức phủ đầu mối văn thư",
        subject="Tỉnh uỷ Lạng Sơn",
        columns=(
            Column("Mã định danh", 25),
            Column("Cơ quan, đơn vị", 34),
            Column("Cấp trên", 28),
            Column("Vướng ở đâu", 40),
            Column("Điện thoại", 27.3),
        ),
        rows=rows,
        total=f"Danh sách có {count} đơn vị. Mã băm (SHA-256):",
        digest=digest_of_rows([*counted.rows, *rows]),
        notes=("Xét: nhận, môi trường bản rõ, Không mật.",),
        recipients=("Lưu Văn phòng Tỉnh uỷ.",),
        counted=counted,
    )


def code_rows(count: int) -> tuple[CodeRow, ...]:
    names = ("Đảng uỷ phường Kỳ Lừa", "Đảng uỷ xã Hữu Lũng", "Cơ quan Uỷ ban Kiểm tra Đảng uỷ")
    states = ("planned", "sent", "accepted", "live", "refused")
    return tuple(
        CodeRow(
            value=f"A35.{number:05}",
            name=names[number % 3],
            parent="Tỉnh uỷ Lạng Sơn",
            type="Đảng uỷ xã",
            from_date="2025-07-01",
            state=states[number % 5],
        )
        for number in range(1, count + 1)
    )


def code_list(count: int, **changes: object) -> CodeList:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "secrecy": SecrecyLevel.KHONG_MAT,
        "as_of": AS_OF,
        "holder": "Tỉnh uỷ Lạng Sơn",
        "rows": code_rows(count),
        "recipients": ("Lưu Văn phòng Tỉnh uỷ.",),
    }
    return CodeList(**{**values, **changes})  # type: ignore[arg-type]


def pages_of_text(content: bytes, folder: Path) -> list[str]:
    """Return what `pdftotext -layout` reads on each page."""
    file = folder / "paper.pdf"
    file.write_bytes(content)
    read = subprocess.run(
        ["pdftotext", "-layout", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True
    )
    assert read.stderr == b""
    return read.stdout.decode().split("\f")[:-1]


def fonts(content: bytes, folder: Path) -> list[tuple[str, str]]:
    """Return (name, "yes" where embedded) of each font, as `pdffonts` tells."""
    file = folder / "paper.pdf"
    file.write_bytes(content)
    read = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True, text=True)
    assert read.stderr == ""
    rows = [line.split() for line in read.stdout.splitlines()[2:]]
    return [(row[0], row[-5]) for row in rows]


@dataclass(frozen=True)
class Word:
    """A word with its box in points, from the page's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)


def words_with_boxes(content: bytes, folder: Path) -> list[list[Word]]:
    """Return each page's words with their boxes, as `pdftotext -bbox` tells."""
    file = folder / "paper.pdf"
    file.write_bytes(content)
    read = subprocess.run(
        ["pdftotext", "-bbox", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True
    )
    assert read.stderr == b""
    return [
        [
            Word(html.unescape(text), float(left), float(top), float(right), float(bottom))
            for left, top, right, bottom, text in _WORD.findall(page)
        ]
        for page in read.stdout.decode().split("<page ")[1:]
    ]
