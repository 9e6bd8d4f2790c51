"""The table of old and new codes and the plan's paper, as poppler's tools read them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.checkcode import check_code
from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import Translate
from desktop.reports.forms import profile
from desktop.reports.passing import PassingGroup, PassingRow, PassingTable, passing_paper
from desktop.reports.plan import (
    PlannedAnswer,
    PlannedEvent,
    PlannedTask,
    PlanSheet,
    plan_paper,
)
from tests.helpers.papers import LETTERHEAD, fonts, pages_of_text, words_with_boxes

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
MM = 72 / 25.4
ROWS = (
    PassingRow("A35.06001", "Đảng uỷ xã Sơn Hà", "A35.06009", "Đảng uỷ xã Hà Lâm", whole=True),
    PassingRow("A35.06002", "Đảng uỷ xã Sơn Lâm", "A35.06009", "Đảng uỷ xã Hà Lâm", whole=False),
    PassingRow("A35.06002", "Đảng uỷ xã Sơn Lâm", "A35.06010", "Đảng uỷ phường Mẫu", whole=False),
    PassingRow("A35.07", "Ban Cán sự đảng Uỷ ban nhân dân tỉnh", "", None, whole=True),
)
GROUPS = (
    PassingGroup("2026-01-01", "Nghị quyết 1672/NQ-UBTVQH15", ROWS),
    PassingGroup("2026-03-01", "", ROWS[:1]),
)


def table(*groups: PassingGroup, **changes: object) -> PassingTable:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "secrecy": SecrecyLevel.KHONG_MAT,
        "first": "2025-07-01",
        "last": "2026-11-24",
        "holder": "Tỉnh uỷ Lạng Sơn",
        "groups": groups or GROUPS,
        "recipients": ("Văn phòng Trung ương Đảng,", "Lưu Văn phòng Tỉnh uỷ."),
    }
    return PassingTable(**{**values, **changes})  # type: ignore[arg-type]


def plan(**changes: object) -> PlanSheet:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "secrecy": SecrecyLevel.KHONG_MAT,
        "as_of": date(2026, 11, 24),
        "holder": "Tỉnh uỷ Lạng Sơn",
        "name": "phuong-an-2027.xlsx",
        "begun": 2,
        "ended": 3,
        "changed": 1,
        "events": (
            PlannedEvent("Sáp nhập", "2027-01-01", "2027-01-15", "Nghị quyết 5-NQ/TU",
                         ("Đảng uỷ xã Sơn Hà (A35.06001)", "Đảng uỷ xã Sơn Lâm (A35.06002)"),
                         ("Đảng uỷ xã Hà Lâm (A35.06009)",), derived=False),
            PlannedEvent("Sáp nhập", "2027-01-01", "2027-01-15", "Nghị quyết 5-NQ/TU",
                         ("Văn phòng (A35.06001.01)", "Văn phòng (A35.06002.01)"),
                         ("Văn phòng (A35.06009.01)",), derived=True),
            PlannedEvent("Giải thể", "2027-02-01", "", "", ("Ban Cán sự đảng (A35.07)",), (),
                         derived=False),
        ),
        "answers": (
            PlannedAnswer("2027-01-01", "Đảng uỷ xã Sơn Lâm (A35.06002)",
                          "Đảng uỷ xã Hà Lâm (A35.06009)", ("Đảng uỷ phường Mẫu (A35.06010)",),
                          given=True),
            PlannedAnswer("2027-01-01", "Đảng uỷ xã Sơn Trà (A35.06003)",
                          "Đảng uỷ phường Mẫu (A35.06010)", ("Đảng uỷ xã Hà Lâm (A35.06009)",),
                          given=False),
        ),
        "groups": (replace(GROUPS[0], day="2027-01-01", basis=""),),
        "tasks": (
            PlannedTask("2027-01-01", "eToken 5F0A của Đảng uỷ xã Sơn Hà (A35.06001): giữ, cấp "
                                      "lại, thu hồi hay thu hồi chứng thư"),
        ),
        "recipients": ("Lưu Văn phòng Tỉnh uỷ.",),
    }  # fmt: skip
    return PlanSheet(**{**values, **changes})  # type: ignore[arg-type]


def squeezed(pages: list[str]) -> str:
    lines = (" ".join(line.split()) for page in pages for line in page.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def test_the_table_reads_as_the_golden_text(tmp_path: Path, translate_vi: Translate) -> None:
    paper = passing_paper(table(), translate_vi)
    read = squeezed(pages_of_text(paper.content, tmp_path))
    assert read == (GOLDEN / "old-to-new.txt").read_text(encoding="utf-8")


def test_the_plan_reads_as_the_golden_text(tmp_path: Path, translate_vi: Translate) -> None:
    paper = plan_paper(plan(), translate_vi)
    read = squeezed(pages_of_text(paper.content, tmp_path))
    assert read == (GOLDEN / "plan.txt").read_text(encoding="utf-8")


def test_a_plan_with_conflicts_says_them_first(tmp_path: Path, translate_vi: Translate) -> None:
    sheet = plan(conflicts=("Đảng uỷ xã Mẫu kết thúc hai lần.",), warnings=("Không có mã.",))
    read = squeezed(pages_of_text(plan_paper(sheet, translate_vi).content, tmp_path))
    stands = read.index("Chưa áp dụng được phương án: còn 1 xung đột phải giải quyết trước.")
    assert stands < read.index("- Đảng uỷ xã Mẫu kết thúc hai lần.") < read.index("1. Các việc")
    assert read.index("5. Điểm cần cân nhắc") < read.index("- Không có mã.")
    assert "Chưa áp dụng được" not in (GOLDEN / "plan.txt").read_text(encoding="utf-8")


def test_day_basis_and_headings_stand_on_every_page(
    tmp_path: Path, translate_vi: Translate
) -> None:
    many = tuple(replace(ROWS[0], old_code=f"A35.{n:05}") for n in range(1, 201))
    told = table(PassingGroup("2026-01-01", "Nghị quyết 1672/NQ-UBTVQH15", many))
    paper = passing_paper(told, translate_vi)
    pages = pages_of_text(paper.content, tmp_path)
    assert len(pages) == paper.pages > 4
    for number, page in enumerate(pages, start=1):
        text = squeezed([page])
        assert f"Mã kiểm tra {check_code(told.digest())} · Trang {number}/{paper.pages}" in text
        if "A35.0" in page:
            assert text.count("Từ ngày 01/01/2026, theo Nghị quyết 1672/NQ-UBTVQH15\n") == 1
            assert text.count("STT Mã cũ Đơn vị cũ Mã mới Đơn vị mới Phạm vi\n") == 1
    rows = re.findall(r"^ *(\d+) +A35\.(\d{5}) ", "\n".join(pages), flags=re.MULTILINE)
    assert [(int(n), int(code)) for n, code in rows] == [(n, n) for n in range(1, 201)]
    signed = [page for page in pages if "NGƯỜI LẬP" in page]
    assert len(signed) == 1
    assert all(f"A35.{number:05}" in signed[0] for number in (199, 200))


@pytest.mark.parametrize("form", ["party", "state"])
def test_nothing_is_cut_and_every_font_is_embedded(
    form: str, tmp_path: Path, translate_vi: Translate
) -> None:
    long = "Đảng uỷ xã " + "Nguyễn Thị Minh Khai " * 60 + "Ứ" * 80
    row = PassingRow(long, long, long, long, whole=False)
    group = PassingGroup("2026-01-01", long, (row, ROWS[0]))
    event = PlannedEvent(long, "2026-01-01", "2026-01-02", long, (long,), (long,), derived=True)
    papers = [
        passing_paper(table(group, holder=long[:200]), translate_vi, profile(form)),
        plan_paper(
            plan(
                events=(event,),
                answers=(PlannedAnswer("2026-01-01", long, long, (long,), given=True),),
                groups=(group,),
                tasks=(PlannedTask("2026-01-01", long),),
                conflicts=(long,),
                warnings=(long,),
                name=long[:100],
            ),
            translate_vi,
            profile(form),
        ),
    ]
    for paper, times in zip(papers, (4, 4 + 2 + 3 + 1 + 2), strict=True):
        assert {embedded for _, embedded in fonts(paper.content, tmp_path)} == {"yes"}
        pages = words_with_boxes(paper.content, tmp_path)
        assert len(pages) == paper.pages
        for word in (word for page in pages for word in page):
            assert word.left >= 30 * MM - 5
            assert word.right <= 195 * MM + 1
            assert word.bottom <= 297 * MM - 5 * MM
        read = "".join(pages_of_text(paper.content, tmp_path))
        assert read.count("Ứ") >= times * 80


def test_the_digest_covers_what_is_signed_for() -> None:
    told = table()
    other = PassingGroup("2026-01-01", GROUPS[0].basis, ROWS[:3])
    assert len({told.digest(), table(other).digest(),
                table(replace(other, day="2026-01-02")).digest(),
                table(replace(other, rows=(replace(ROWS[0], whole=False), *ROWS[1:3]))).digest(),
                }) == 4  # fmt: skip
    sheet = plan()
    altered = (
        replace(sheet, events=sheet.events[:1]),
        replace(sheet, answers=(replace(sheet.answers[0], answer="x"), sheet.answers[1])),
        replace(sheet, groups=()),
        replace(sheet, tasks=()),
        replace(sheet, conflicts=("x",)),
    )
    assert len({sheet.digest(), *(one.digest() for one in altered)}) == 6


def test_long_codes_old_and_new_are_never_broken(tmp_path: Path, translate_vi: Translate) -> None:
    old, new = "A35.06001.01.02.03.04.05.06.07", "A35.06009.01.02.03.04.05.06.08"
    row = PassingRow(old, "Đảng uỷ xã Sơn Hà", new, "Đảng uỷ xã Hà Lâm", whole=True)
    paper = passing_paper(table(PassingGroup("2026-01-01", "", (row,))), translate_vi)
    words = {word.text for page in words_with_boxes(paper.content, tmp_path) for word in page}
    assert {old, new} <= words
