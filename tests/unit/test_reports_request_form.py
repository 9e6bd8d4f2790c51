"""The forms of requests to the issuer as poppler's tools read them; their layouts are data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import resources
from desktop.domain.cells import CellFault
from desktop.domain.issuer_requests import Kind, read_citizen_id
from desktop.domain.texts import Translate
from desktop.reports.request_form import Field, FormSheet, request_paper
from desktop.services.requests.forms import FIELDS
from desktop.services.requests.layouts import CITIZEN_ID
from tests.helpers.papers import DIGEST, LETTERHEAD, pages_of_text, words_with_boxes

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
LAYOUTS = resources.toml("forms", "requests.toml")
VALUES = {
    "subscriber": "Nguyễn Thị Mẫu", "birth": "02/09/1985", "citizen_id": "020085001234",
    "unit": "Đảng uỷ phường Kỳ Lừa", "code": "A35.00001", "post": "Văn thư",
    "mail": "mau.nt@langson.gov.vn", "phone": "0912 345 678", "serial": "02A1B001",
    "model": "bit4id TokenME EVO v2", "number": "540001", "until": "31/12/2026",
    "holder": "Hoàng Văn Giữ", "custody": "mất", "by_hand": "",
}  # fmt: skip


def layout(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        form for form in LAYOUTS["form"] if name == f"{form['number']}-{form['kinds'][0]}"
    )
    return found


NAMES = [f"{form['number']}-{form['kinds'][0]}" for form in LAYOUTS["form"]]


def sheet(name: str, count: int) -> FormSheet:
    form = layout(name)
    said = {"organ": "Văn phòng Tỉnh uỷ Lạng Sơn", "count": f"{count:02}", "reason": "sáp nhập"}
    return FormSheet(
        letterhead=replace(LETTERHEAD, notation="CV/VPTU", date=(24, 11, 2026)),
        origin=f"Mẫu số {form['number']}, {LAYOUTS['decree']}",
        title=form["title"],
        to=LAYOUTS["to"],
        opening=form["opening"].format(**said),
        fields=tuple(Field(each["label"], each["share"]) for each in form["fields"]),
        rows=tuple(tuple(VALUES[each["name"]] for each in form["fields"]) for _ in range(count)),
        closing=form["closing"].format(**said),
        digest=DIGEST,
    )


def squeezed(page: str) -> str:
    lines = (" ".join(line.split()) for line in page.splitlines())
    return "\n".join(line for line in lines if line)


def as_read(name: str, count: int, folder: Path, translate: Translate) -> str:
    pages = pages_of_text(request_paper(sheet(name, count), translate).content, folder)
    return "\n\n".join(map(squeezed, pages)) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_each_form_reads_as_its_golden_text(
    name: str, tmp_path: Path, translate_vi: Translate
) -> None:
    found = as_read(name, 1, tmp_path, translate_vi) + as_read(name, 3, tmp_path, translate_vi)
    assert found == (GOLDEN / f"request-{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_no_line_touches_the_next(name: str, tmp_path: Path, translate_vi: Translate) -> None:
    """The marks below one line's letters and above the next one's need room too."""
    paper = request_paper(sheet(name, 3), translate_vi)
    words = words_with_boxes(paper.content, tmp_path)[0]
    origin = max(word.bottom for word in words[:3])
    assert min(word.top for word in words if word.text == "TỈNH") - origin >= 5
    above = max(word.bottom for word in words if word.text in ("đây:", "sau"))
    assert min(word.top for word in words if word.text == "STT") - above >= 8


def test_the_layouts_name_only_what_there_is() -> None:
    known = {*FIELDS, CITIZEN_ID, "holder", "custody"}
    for form in LAYOUTS["form"]:
        assert {each["name"] for each in form["fields"]} <= known
        assert set(form["kinds"]) <= set(Kind)
        for words in (form["opening"], form["closing"]):
            gaps = {gap for _, gap, _, _ in Formatter().parse(words) if gap}
            assert gaps <= {"organ", "count", "reason"}
    assert {kind for form in LAYOUTS["form"] for kind in form["kinds"]} == set(Kind)


@given(st.text("0123456789 .-x", max_size=16))
def test_only_nine_or_twelve_digits_are_a_citizens_number(text: str) -> None:
    digits = "".join(letter for letter in text if letter not in " .-")
    if "x" not in digits and len(digits) in (9, 12):
        assert read_citizen_id(text) == digits
        return
    with pytest.raises(CellFault) as refused:
        read_citizen_id(text)
    assert refused.value.values == {}


@pytest.mark.parametrize("text", ["020085001234", "0200 8500 1234", "020.085.001234"])
def test_a_citizens_number_is_read_as_people_write_it(text: str) -> None:
    assert read_citizen_id(text) == "020085001234"
