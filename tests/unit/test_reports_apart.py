"""Long lists are set by a process of their own: the same paper, stopped at once, ended with it."""

from __future__ import annotations

import multiprocessing
from datetime import date

import pytest

from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import WorldFailure
from desktop.reports.apart import list_paper_apart
from desktop.reports.forms import profile
from desktop.reports.lists import ListSheet, digest_of_rows, list_paper
from desktop.reports.pieces import Column
from desktop.services.letterheads import letterhead, recipients
from tests.helpers.surroundings import vietnamese

_ = vietnamese()


def sheet(rows: int) -> ListSheet:
    listed = tuple((f"A99.{number:05}", f"Đảng uỷ xã {number}") for number in range(rows))
    return ListSheet(
        letterhead=letterhead("Tỉnh uỷ Mẫu", 2026),
        secrecy=SecrecyLevel.KHONG_MAT,
        as_of=date(2026, 1, 1),
        title="Danh sách đơn vị",
        subject="Tỉnh uỷ Mẫu",
        columns=(Column("Mã", 50), Column("Tên", 104.3)),
        rows=listed,
        total=f"Danh sách có {rows} đơn vị.",
        digest=digest_of_rows(listed),
        recipients=recipients("Tỉnh uỷ Mẫu", "", _),
    )


def test_it_is_the_same_paper_to_the_last_byte() -> None:
    told: list[tuple[int, int]] = []
    here = list_paper(sheet(2_000), _, profile("party"))
    apart = list_paper_apart(
        sheet(2_000), _, profile("party"), lambda done, total: told.append((done, total))
    )
    assert apart == here
    assert b"/Lang (vi)" in apart.content
    assert told
    assert multiprocessing.active_children() == []


class Stopped(Exception):
    """Somebody pressed the button."""


def test_who_stops_it_ends_the_process() -> None:
    def drawn(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        list_paper_apart(sheet(50_000), _, profile("party"), drawn)
    assert multiprocessing.active_children() == []


def test_a_process_that_is_ended_says_so() -> None:
    def drawn(done: int, total: int) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with pytest.raises(WorldFailure) as failure:
        list_paper_apart(sheet(50_000), _, profile("party"), drawn)
    assert failure.value.problems[0].code == "report.ended"
