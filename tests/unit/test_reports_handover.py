"""Minutes of handing over as poppler's tools read them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.handover import KIND_LABELS, Device, Party, Told, digest_of
from desktop.domain.texts import Translate
from desktop.reports.forms import profile
from desktop.reports.handover import MinutesSheet, minutes_paper
from tests.helpers.papers import LETTERHEAD, fonts, pages_of_text, words_with_boxes

GOLDEN = Path(__file__).resolve().parent.parent / "golden"


def device(number: int) -> Device:
    return Device(
        token=f"{number:032}",
        serial=f"02A1B{number:03X}",
        label="VGCA Token",
        model="bit4id TokenME EVO v2",
        certificates=(f"54{number:04X}",),
        purpose="sign",
        subscriber=f"Nguyễn Thị Mẫu {number}",
        unit="Đảng uỷ phường Kỳ Lừa",
    )


def told(count: int = 2, kind: str = "handed_over") -> Told:
    return Told(
        number=12,
        kind=kind,
        day="2026-11-24",
        organ="Tỉnh uỷ Lạng Sơn",
        giver=Party("Hoàng Văn Giao", "Cán bộ cơ yếu", "Văn phòng Tỉnh uỷ"),
        receiver=Party("Nguyễn Thị Mẫu 1", "Văn thư", "Đảng uỷ phường Kỳ Lừa"),
        devices=tuple(device(number) for number in range(1, count + 1)),
        condition="",
        pin="sealed",
        reason="sắp xếp tổ chức" if kind == "returned" else "",
    )


def sheet(said: Told) -> MinutesSheet:
    head = replace(LETTERHEAD, notation="BB/VPTU", date=(24, 11, 2026))
    return MinutesSheet(head, said, digest_of(said.text()))


def squeezed(page: str) -> str:
    lines = (" ".join(line.split()) for line in page.splitlines())
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize("kind", tuple(KIND_LABELS))
def test_minutes_read_as_the_golden_text(
    kind: str, tmp_path: Path, translate_vi: Translate
) -> None:
    paper = minutes_paper(sheet(told(kind=kind)), translate_vi)
    pages = pages_of_text(paper.content, tmp_path)
    golden = (GOLDEN / f"handover-{kind}.txt").read_text(encoding="utf-8")
    assert "\n\n".join(map(squeezed, pages)) + "\n" == golden


@pytest.mark.parametrize("form", ["party", "state"])
@pytest.mark.parametrize("count", [1, 9, 40, 150])
def test_signatures_are_never_alone_on_a_page(
    form: str, count: int, tmp_path: Path, translate_vi: Translate
) -> None:
    paper = minutes_paper(sheet(told(count)), translate_vi, profile(form))
    last = " ".join(words_on_last_page(paper.content, tmp_path))
    assert "(ký, ghi rõ họ tên)" in last
    assert "Biên bản lập thành hai bản" in last
    assert {embedded for _, embedded in fonts(paper.content, tmp_path)} == {"yes"}


def words_on_last_page(content: bytes, folder: Path) -> list[str]:
    return [word.text for word in words_with_boxes(content, folder)[-1]]


def test_who_is_not_named_is_written_by_hand(tmp_path: Path, translate_vi: Translate) -> None:
    said = replace(told(), giver=Party())
    text = "\n".join(pages_of_text(minutes_paper(sheet(said), translate_vi).content, tmp_path))
    assert "Họ và tên: ......" in text


def test_every_word_changes_the_digest() -> None:
    one = told()
    assert digest_of(one.text()) != digest_of(replace(one, condition="xước vỏ").text())
