"""Coverage in the window: counts of all cells, the units behind one, the way to what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection

from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.route_facts import UnitFacts
from desktop.domain.routing import CELLS, Cell
from desktop.models import routing_reader
from desktop.models.tables import endpoint
from desktop.services.coverage import Coverage, CoverageReader, coverage
from desktop.services.reports import Draw
from desktop.services.session import Session
from desktop.services.vault_care import SetPolicy, set_policy
from desktop.views.pages.endpoints.coverage_tab import CoverageTab
from desktop.views.pages.endpoints.declared_dialog import DeclaredDialog
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.papers.page import PapersPage
from tests.helpers.importing import rows_of
from tests.helpers.windows import OpenedWindow, wait_until

DATA = Path(__file__).resolve().parent.parent / "data"
FIRST = Cell(Direction.RECEIVE, Environment.CLEAR, SecrecyLevel.KHONG_MAT)
SECRET = Cell(Direction.SEND, Environment.SECRET, SecrecyLevel.MAT)


@pytest.fixture
def tab(sampled: OpenedWindow) -> CoverageTab:
    sampled.window.go("endpoints", ("coverage",))
    page = sampled.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    wait_until(lambda: page.coverage.answer is not None)
    sampled.settle()
    return page.coverage


def choose(tab: CoverageTab, cell: Cell) -> None:
    tab.cells.selectRow(CELLS.index(cell))
    wait_until(lambda: tab.answer is not None and tab.answer.cell == cell)


def test_every_cell_is_counted_and_its_units_are_named(
    sampled: OpenedWindow, tab: CoverageTab
) -> None:
    found = sampled.do(lambda session: coverage(session, Coverage()))
    shown = [row.counts for row in tab.counts.rows()]
    assert shown == list(found.by_cell)
    assert len(shown) == 16
    assert [gap.uid for gap in tab.model.rows()] == [gap.uid for gap in found.missing]
    choose(tab, SECRET)
    assert tab.model.count() == shown[CELLS.index(SECRET)].uncovered > len(found.missing)
    assert [row.cell for row in tab.cells.chosen_rows()] == [SECRET]


def test_another_cell_is_told_from_what_was_read(
    sampled: OpenedWindow, tab: CoverageTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes: list[str] = []
    read_units = routing_reader.read_units

    def counted(connection: Connection, at: str, *rest: Any, **more: Any) -> Iterator[UnitFacts]:
        passes.append(at)
        return read_units(connection, at, *rest, **more)

    monkeypatch.setattr(routing_reader, "read_units", counted)
    for cell in (SECRET, FIRST, SECRET):
        choose(tab, cell)
    assert passes == []
    sampled.do(lambda session: set_policy(session, SetPolicy("plaintext_bundle", "no")))
    choose(tab, FIRST)
    assert len(passes) == 1, "the journal has gone on"


def test_the_reader_tells_of_each_cell_what_coverage_does(sampled: OpenedWindow) -> None:
    reader = CoverageReader()

    def differing(session: Session) -> list[Coverage]:
        day = session.surroundings.today()
        asked = [
            *(Coverage(level) for level in SecrecyLevel),
            *(
                Coverage(cell.level, environment=cell.environment, direction=cell.direction)
                for cell in CELLS
            ),
        ]
        asked += [replace(command, since="2025-07-01", as_of=day) for command in asked[::4]]
        return [
            command
            for command in asked
            if reader.read(session, command) != coverage(session, command)
        ]

    assert sampled.do(differing) == []


def test_a_unit_is_explained_as_it_was_counted(sampled: OpenedWindow, tab: CoverageTab) -> None:
    choose(tab, SECRET)
    assert not tab.why.isEnabled()
    tab.table.selectRow(0)
    gap = tab.model.rows()[0]
    tab.why.click()
    page = sampled.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    wait_until(lambda: page.explain.answer is not None)
    answer = page.explain.answer
    assert answer is not None
    assert (answer.uid, answer.level, answer.environment, answer.direction) == (
        gap.uid, SECRET.level, SECRET.environment, SECRET.direction,
    )  # fmt: skip
    assert gap.step in answer.steps
    assert page.explain.verdict.text() == "✗ Không gửi được."
    # Asked from elsewhere, it is about receiving again.
    page.show_what(("explain", gap.uid, SecrecyLevel.MAT))
    wait_until(lambda: page.explain.answer is not answer)
    assert page.explain.answer is not None
    assert page.explain.answer.direction is Direction.RECEIVE


def test_it_is_counted_below_a_unit(sampled: OpenedWindow, tab: CoverageTab) -> None:
    assert tab.answer is not None
    whole = tab.answer
    gap = whole.missing[0]
    tab.under.set_unit(gap.uid, gap.unit)
    tab.under.picked.emit(gap.uid)
    wait_until(lambda: tab.answer is not whole)
    below = tab.answer
    assert 0 < below.uncovered < whole.uncovered
    assert {each.uid for each in below.missing} < {each.uid for each in whole.missing}


def test_what_has_changed_since_a_day_is_marked(sampled: OpenedWindow, tab: CoverageTab) -> None:
    assert tab.only_new.isHidden()
    before = tab.answer
    tab.since.set_iso("2020-01-01")
    tab.compare.click()
    wait_until(lambda: tab.answer is not before)
    assert not tab.only_new.isHidden()
    # On that day there was no unit: all that is wrong now is new.
    assert all(gap.since_then for gap in tab.model.rows())
    same = tab.answer
    tab.since.set_iso("2026-11-24")
    tab.since.editingFinished.emit()
    wait_until(lambda: tab.answer is not same)
    tab.only_new.click()
    assert tab.model.count() == 0


def test_a_day_to_come_is_refused_in_words(sampled: OpenedWindow, tab: CoverageTab) -> None:
    tab.since.set_iso("2099-01-01")
    tab.compare.click()
    wait_until(lambda: sampled.notices)
    assert sampled.notices[-1].key == "coverage.days_reversed"


def test_it_is_saved_as_a_workbook(sampled: OpenedWindow, tab: CoverageTab, tmp_path: Path) -> None:
    out = tmp_path / "do-phu.xlsx"
    tab.save_to(out)
    wait_until(lambda: any(notice.key == "coverage" for notice in sampled.notices))
    book = CalamineWorkbook.from_path(str(out))
    assert len(book.get_sheet_by_name("Chưa thông").to_python()) == tab.model.count() + 1


def test_coverage_is_shown_as_a_paper(sampled: OpenedWindow, tab: CoverageTab) -> None:
    choose(tab, SECRET)
    gap = tab.model.rows()[0]
    tab.under.set_unit(gap.uid, gap.unit)
    tab.print.click()
    page = sampled.window.page("papers")
    assert isinstance(page, PapersPage)
    wait_until(lambda: page.shown is not None and "DO-PHU" in page.shown.paper.file_name)
    command = page.options.command()
    assert isinstance(command, Draw)
    assert (command.paper, command.level, command.environment, command.direction) == (
        "coverage", SECRET.level, SECRET.environment, SECRET.direction,
    )  # fmt: skip
    assert command.unit == gap.uid


def test_what_a_letter_declares_stands_beside_what_is_computed(
    sampled: OpenedWindow, tab: CoverageTab
) -> None:
    tab.declared.click()
    dialog = tab.findChild(DeclaredDialog)
    assert isinstance(dialog, DeclaredDialog)
    wait_until(lambda: dialog.found is not None)
    assert dialog.model.count() == 0
    assert not dialog.choose.isEnabled()
    dialog.source.setText("15671-CV/VPTW")
    dialog.on.set_iso("2025-06-25")
    dialog.record(DATA / "tinh-uy-63.csv")
    wait_until(lambda: dialog.model.count() == 63)
    shown = dialog.found
    assert shown is not None
    told = {each.content: dict(each.values) for each in shown.counts}
    # As the letter itself counts: 62 of 63 have configured their clerk, 19 lack recipients, 6 of
    # them nearly all.
    assert told["Văn thư tỉnh uỷ đã cấu hình"] == {"rồi": 62, "chưa": 1}
    assert (
        sum(number for value, number in told["Người nhận ở các ban đảng"].items() if value != "đủ")
        == 19
    )
    dialog.words.setText("an giang")
    assert 0 < dialog.model.count() < 63
    (row,) = [each for each in dialog.model.rows() if each.subject == "Tỉnh uỷ An Giang"]
    assert row.uid is None
    assert told["Người nhận ở các ban đảng"]["thiếu hầu hết"] == 6
    # None of it has become an endpoint.
    assert not sampled.do(lambda session: rows_of(session, endpoint, unit=row.uid))
    dialog.reject()
