"""The sign-off sheet and the list of codes, as poppler's tools read them."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.checkcode import check_code, in_fours
from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import Translate
from desktop.reports.codes import CodeRow, code_list_paper
from desktop.reports.forms import profile
from desktop.reports.lists import ListSheet, digest_of_rows, list_paper
from desktop.reports.official import Capacity, Signatory
from desktop.reports.pieces import Column, fitted
from desktop.reports.signoff import sign_off_paper, sign_off_pdf
from tests.helpers.papers import (
    DIGEST,
    code_list,
    covered,
    fonts,
    pages_of_text,
    sheet,
    words_with_boxes,
)
from tests.helpers.surroundings import english

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
MM = 72 / 25.4


def squeezed(page: str) -> str:
    """Return a page's text with single spaces, so that the layout's spaces do not count."""
    lines = (" ".join(line.split()) for line in page.splitlines())
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize("form", ["party", "state"])
def test_sign_off_sheet_reads_as_the_golden_text(
    form: str, tmp_path: Path, translate_vi: Translate
) -> None:
    paper = sign_off_paper(sheet(), translate_vi, profile(form))
    pages = pages_of_text(paper.content, tmp_path)
    assert len(pages) == paper.pages == 2
    golden = (GOLDEN / f"sign-off-{form}.txt").read_text(encoding="utf-8")
    assert "\n\n".join(map(squeezed, pages)) + "\n" == golden


def test_code_list_reads_as_the_golden_text(tmp_path: Path, translate_vi: Translate) -> None:
    paper = code_list_paper(code_list(25), translate_vi)
    pages = pages_of_text(paper.content, tmp_path)
    assert len(pages) == paper.pages == 2
    golden = (GOLDEN / "codes.txt").read_text(encoding="utf-8")
    assert "\n\n".join(map(squeezed, pages)) + "\n" == golden


def test_coverage_reads_as_the_golden_text(tmp_path: Path, translate_vi: Translate) -> None:
    paper = list_paper(covered(6), translate_vi)
    pages = pages_of_text(paper.content, tmp_path)
    assert len(pages) == paper.pages == 2
    golden = (GOLDEN / "coverage.txt").read_text(encoding="utf-8")
    assert "\n\n".join(map(squeezed, pages)) + "\n" == golden


def test_the_same_input_gives_the_same_bytes_in_every_process(translate_vi: Translate) -> None:
    script = (
        "import hashlib\n"
        "from tests.helpers.papers import code_list, sheet\n"
        "from tests.helpers.surroundings import vietnamese\n"
        "from desktop.reports.codes import code_list_paper\n"
        "from desktop.reports.signoff import sign_off_pdf\n"
        "t = vietnamese()\n"
        "content = sign_off_pdf(sheet(), t) + code_list_paper(code_list(50), t).content\n"
        "print(hashlib.sha256(content).hexdigest())\n"
    )
    content = sign_off_pdf(sheet(), translate_vi)
    content += code_list_paper(code_list(50), translate_vi).content
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "UTC"}
    other = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True, env=environment
    )
    assert other.stdout.strip() == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("form", ["party", "state"])
def test_every_font_is_embedded(form: str, tmp_path: Path, translate_vi: Translate) -> None:
    for paper in (
        sign_off_paper(sheet(sample=True), translate_vi, profile(form)),
        code_list_paper(code_list(3), english, profile(form)),
    ):
        found = fonts(paper.content, tmp_path)
        assert found
        assert all("LiberationSerif" in name for name, _ in found)
        assert {embedded for _, embedded in found} == {"yes"}
        assert b"Helvetica" not in paper.content


def test_text_written_with_loose_tone_marks_gives_the_same_paper(translate_vi: Translate) -> None:
    loose = unicodedata.normalize("NFD", "Đảng uỷ xã Hữu Lũng: chưa có người")
    composed = unicodedata.normalize("NFC", loose)
    assert loose != composed
    assert sign_off_pdf(sheet(exceptions=(loose,)), translate_vi) == sign_off_pdf(
        sheet(exceptions=(composed,)), translate_vi
    )


def test_every_page_has_its_number_the_check_code_and_the_heading(
    tmp_path: Path, translate_vi: Translate
) -> None:
    listed = code_list(130)
    paper = code_list_paper(listed, translate_vi)
    pages = pages_of_text(paper.content, tmp_path)
    assert len(pages) == paper.pages > 3
    for number, page in enumerate(map(squeezed, pages), start=1):
        assert f"Mã kiểm tra {check_code(listed.digest())} · Trang {number}/{paper.pages}" in page
        assert in_fours(listed.digest()) in page
        assert page.count("STT Cơ quan, đơn vị Cơ quan cấp trên Loại\n") == 1
        assert (page.splitlines()[0] == str(number)) == (number > 1)
    rows = re.findall(r"^ *(\d+) +A35\.(\d{5}) ", "\n".join(pages), flags=re.MULTILINE)
    assert [(int(n), int(code)) for n, code in rows] == [(n, n) for n in range(1, 131)]


def test_the_page_number_stands_in_the_middle_ten_millimetres_down(
    tmp_path: Path, translate_vi: Translate
) -> None:
    paper = code_list_paper(code_list(60), translate_vi)
    first, second = words_with_boxes(paper.content, tmp_path)[:2]
    number = second[0]
    assert number.text == "2"
    assert (number.left + number.right) / 2 == pytest.approx((30 + 195) / 2 * MM, abs=0.5)
    assert number.top == pytest.approx(10 * MM, abs=4)
    # But for the page number nothing stands above the upper margin.
    assert min(word.top for word in (*first, *second[1:])) >= 20 * MM - 1


@pytest.mark.parametrize("count", [0, 1, 2, 3, *range(18, 62, 3)])
def test_signatures_never_stand_alone(count: int, tmp_path: Path, translate_vi: Translate) -> None:
    paper = code_list_paper(code_list(count), translate_vi)
    pages = pages_of_text(paper.content, tmp_path)
    signed = [page for page in pages if "NGƯỜI LẬP" in page or "LÃNH ĐẠO DUYỆT" in page]
    assert len(signed) == 1
    assert f"Danh sách gồm {count} mã." in signed[0]
    for number in range(max(1, count - 1), count + 1):
        assert f"A35.{number:05}" in signed[0]


def test_signatures_stand_with_the_digest_whatever_comes_before(
    tmp_path: Path, translate_vi: Translate
) -> None:
    for count in range(0, 40, 3):
        exceptions = tuple(f"Ngoại lệ số {n}" for n in range(count))
        content = sign_off_pdf(sheet(exceptions=exceptions), translate_vi)
        pages = pages_of_text(content, tmp_path)
        signed = [page for page in pages if "BÊN GIAO" in page]
        assert len(signed) == 1
        assert "4. Mã băm nội dung" in signed[0]
        assert "NGƯỜI LẬP" in signed[0]


def test_the_seal_has_forty_millimetres(tmp_path: Path, translate_vi: Translate) -> None:
    content = sign_off_pdf(
        sheet(signatories=replace(sheet().signatories, approved=Signatory(name="Trần Mẫu"))),
        translate_vi,
    )
    words = words_with_boxes(content, tmp_path)[-1]
    hint = next(word for word in words if word.text == "dấu,")
    name = next(word for word in words if word.text == "Mẫu" and word.top > hint.top)
    assert name.top - hint.bottom >= 39.5 * MM


def test_sample_data_is_marked_on_every_page(tmp_path: Path, translate_vi: Translate) -> None:
    for sample in (True, False):
        paper = code_list_paper(code_list(60, sample=sample), translate_vi)
        for page in pages_of_text(paper.content, tmp_path):
            assert ("DỮ LIỆU MẪU" in page) is sample


def test_what_is_not_secret_has_no_secrecy_mark(tmp_path: Path, translate_vi: Translate) -> None:
    shown = {}
    for level in SecrecyLevel:
        content = sign_off_pdf(sheet(secrecy=level), translate_vi)
        lines = squeezed(pages_of_text(content, tmp_path)[0]).splitlines()
        shown[level] = [line for line in lines if line.endswith("MẬT")]
    assert shown == {
        SecrecyLevel.KHONG_MAT: [],
        SecrecyLevel.MAT: ["MẬT"],
        SecrecyLevel.TOI_MAT: ["TỐI MẬT"],
        SecrecyLevel.TUYET_MAT: ["TUYỆT MẬT"],
    }


@pytest.mark.parametrize(
    ("form", "prefix"), [("party", "T/L BAN THƯỜNG VỤ"), ("state", "TL. BAN THƯỜNG VỤ")]
)
def test_who_signs_by_order(
    form: str, prefix: str, tmp_path: Path, translate_vi: Translate
) -> None:
    who = replace(
        sheet().signatories, approved=Signatory(Capacity.BY_ORDER, "Ban Thường vụ", "Phó")
    )
    content = sign_off_pdf(sheet(signatories=who), translate_vi, profile(form))
    assert prefix in pages_of_text(content, tmp_path)[-1]


HOSTILE = {
    "long": "Đảng uỷ " + "xã Hữu Lũng " * 420,
    "no space": "Ứ" * 5000,
    "control": "Đảng\x00 uỷ\x1b[31m\r\n xã\u2028\x85",
    "direction": "Đảng uỷ \u202eax\u202c \u2067xã\u2069",
    "loose surrogate": "Đảng \ud800 uỷ",
    "no glyph": "Đảng uỷ 漢字 🇻🇳",
    "marks": "a" + "\u0301" * 5000,
    "markup": "<para><b>Đảng</b> &amp; uỷ</para> %s {0}",
    "right to left": "\u05d0\u05d1\u05d2 \u0627\u0644",
    "empty": "",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_name_breaks_the_page(kind: str, tmp_path: Path, translate_vi: Translate) -> None:
    text = HOSTILE[kind]
    row = CodeRow(value=text, name=text, parent=text, type=text, from_date=text, state=text)
    rows = (*code_list(2).rows, row, *code_list(2).rows)
    letterhead = replace(code_list(0).letterhead, place=text[:200], issuer=text[:200])
    papers = [
        code_list_paper(
            code_list(0, rows=rows, holder=text[:300], letterhead=letterhead), translate_vi
        ),
        sign_off_paper(
            sheet(
                exceptions=(text,),
                basis=(text,),
                medium_serial=text,
                recipients=(text,) * 3,
                sender=text,
                file=text,
            ),
            translate_vi,
        ),
    ]
    for paper in papers:
        pages = words_with_boxes(paper.content, tmp_path)
        assert len(pages) == paper.pages
        for word in (word for page in pages for word in page):
            assert word.left >= 30 * MM - 5
            assert word.right <= 195 * MM + 1
            assert word.top >= 9 * MM
            assert word.bottom <= 297 * MM - 5 * MM
    if kind in ("long", "no space"):
        read = "".join(pages_of_text(papers[0].content, tmp_path))
        letter = "ũ" if kind == "long" else "Ứ"
        # Four cells show it whole, and so does the last, the state; nothing is cut.
        assert read.count(letter) >= 5 * text.count(letter)


@pytest.mark.parametrize("page", [1, 2])
def test_the_small_code_holds_the_whole_digest(
    page: int, tmp_path: Path, translate_vi: Translate
) -> None:
    file = tmp_path / "s.pdf"
    file.write_bytes(sign_off_pdf(sheet(), translate_vi))
    resolution = 400
    picture = subprocess.run(
        ["pdftoppm", "-r", str(resolution), "-gray", "-f", str(page), "-l", str(page), str(file)],
        capture_output=True,
        check=True,
    ).stdout
    size, _, pixels = picture.split(b"\n", 3)[1:]
    wide, high = map(int, size.split())
    code = [list(row) for row in segno.make_qr(DIGEST, error="m", boost_error=False).matrix]
    side = len(code)
    module = 0.35 / 25.4 * resolution
    left = 195 / 25.4 * resolution - side * module
    bottom = high - 5.5 / 25.4 * resolution
    read = [
        [
            int(
                pixels[
                    int(bottom - (side - row - 0.5) * module) * wide
                    + int(left + (column + 0.5) * module)
                ]
                < 128
            )
            for column in range(side)
        ]
        for row in range(side)
    ]
    assert read == code


def test_the_digest_of_the_list_covers_every_field_and_the_order() -> None:
    listed = code_list(2)
    first, second = listed.rows
    digests = {
        replace(listed, rows=rows).digest()
        for rows in (
            (first, second),
            (second, first),
            (first,),
            *(
                (replace(first, **{field: "x"}), second)
                for field in ("value", "name", "parent", "type", "from_date", "state")
            ),
            # Letters that move from one field to the next are another list.
            (replace(first, value=first.value + "Đ", name=first.name[1:]), second),
        )
    }
    assert len(digests) == 10
    line = (
        '["A35.00001","Đảng uỷ xã Hữu Lũng","Tỉnh uỷ Lạng Sơn","Đảng uỷ xã","2025-07-01","sent"]\n'
    )
    assert replace(listed, rows=(first,)).digest() == hashlib.sha256(line.encode()).hexdigest()


def test_an_unknown_form_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError):
        profile("../party")


@pytest.mark.parametrize("form", ["party", "state"])
def test_a_code_of_a_list_is_never_broken(
    form: str, tmp_path: Path, translate_vi: Translate
) -> None:
    longest = "A99.03388.01.02.03.04.05.06.07.08.9"
    rows = [(longest, "Văn phòng Đảng uỷ phường Đoàn Kết", "0205"), ("A99", "Tỉnh uỷ", "")]
    listed = ListSheet(
        sheet().letterhead,
        SecrecyLevel.KHONG_MAT,
        sheet().as_of,
        "Danh sách",
        "Tỉnh uỷ Mẫu",
        (Column("Mã định danh", 20.5, whole=True), Column("Đơn vị", 100), Column("Số", 33.8)),
        rows,
        "Danh sách có 2 đơn vị.",
        digest_of_rows(rows),
    )
    paper = list_paper(listed, translate_vi, profile(form))
    (page,) = words_with_boxes(paper.content, tmp_path)
    (code,) = [word for word in page if word.text == longest]
    unit = next(word for word in page if word.text == "Văn")
    assert code.right < unit.left


@given(
    st.lists(st.tuples(st.booleans(), st.floats(10, 60)), min_size=1, max_size=6),
    st.lists(st.text("A0123456789.", max_size=35), max_size=4),
)
def test_columns_give_way_to_codes_and_fill_the_same_width(
    made: list[tuple[bool, float]], codes: list[str]
) -> None:
    # One whole column at most needs a long code's room; another is always there to give it.
    columns = [Column("", share, whole=whole and at == 0) for at, (whole, share) in enumerate(made)]
    columns.append(Column("", 60))
    rows = [tuple(code for _ in columns) for code in codes]
    total = sum(column.share for column in columns)
    found = fitted(columns, rows, 11, 468)
    assert sum(column.share for column in found) == pytest.approx(total)
    assert all(column.share > 0 for column in found)
    assert [column.whole for column in found] == [column.whole for column in columns]
    if not columns[0].whole:
        assert [column.share for column in found] == [column.share for column in columns]
