"""The diagnosis of eTokens on paper, as poppler's tools read it."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.texts import Translate
from desktop.reports.diagnosis import DiagnosisSheet, DriverRow, ReaderRow, diagnosis_paper
from tests.helpers.papers import AS_OF, LETTERHEAD, pages_of_text

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
DRIVERS = (
    DriverRow("SafeNet / Thales eToken", "libeTPkcs11.so",
              "SafeNet eToken PKCS#11, SafeNet Inc., phiên bản 10.8, PKCS#11 2.20",
              "mã PIN từ 6 đến 16 ký tự; sai 15 lần liền thì khoá", failed=False),
    DriverRow("bit4id TokenME / VGCA Token", "libbit4xpki.so",
              "Trình điều khiển eToken /usr/lib/libbit4xpki.so bị sập khi được hỏi có gì đang cắm. "
              "Cài bản mới nhất của trình điều khiển; nếu vẫn vậy thì báo nhà sản xuất",
              "mã PIN từ 4 đến 16 ký tự; sai 3 lần liền thì khoá", failed=True),
    DriverRow("Feitian ePass2003", "", "chưa cài", "", failed=False),
)  # fmt: skip
READERS = (
    ReaderRow("SafeNet / Thales eToken", "AKS ifdh 00 00", "Lò Văn Páo · 02A4F7 · eToken 5110",
              "chưa nhập sai PIN", "Lò Văn Páo, đến 31/12/2027"),
    ReaderRow("SafeNet / Thales eToken", "AKS ifdh 01 00", "có đầu đọc, chưa cắm eToken", "", ""),
)  # fmt: skip


def sheet(readers: tuple[ReaderRow, ...] = READERS, *notes: str) -> DiagnosisSheet:
    return DiagnosisSheet(LETTERHEAD, AS_OF, DRIVERS, readers, notes, "ab" * 32, sample=False)


def squeezed(pages: list[str]) -> str:
    lines = (" ".join(line.split()) for page in pages for line in page.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def test_the_sheet_reads_as_the_golden_text(tmp_path: Path, translate_vi: Translate) -> None:
    paper = diagnosis_paper(sheet(READERS, "10 thiết bị có cùng nhãn “VGCA Token”."), translate_vi)
    assert paper.pages == 1
    read = squeezed(pages_of_text(paper.content, tmp_path))
    assert read == (GOLDEN / "token-diagnosis.txt").read_text(encoding="utf-8")


def test_where_no_reader_is_seen_it_says_so(tmp_path: Path, translate_vi: Translate) -> None:
    read = squeezed(pages_of_text(diagnosis_paper(sheet(()), translate_vi).content, tmp_path))
    assert "Không trình điều khiển nào thấy đầu đọc" in read
    assert "Đầu đọc" not in read
