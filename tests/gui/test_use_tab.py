"""Use in the window: a table brought in with its days, then who is configured and not used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from python_calamine import CalamineWorkbook

from desktop.domain.use import Use
from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.undo import Undo, undo
from desktop.services.use import ReadUse, UseAnswer, read_use
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.use_tab import UseTab
from desktop.views.pages.imports.files import Files
from desktop.views.pages.imports.page import ImportPage
from desktop.views.pages.units.page import UnitsPage
from tests.helpers.windows import OpenedWindow, wait_until
from tests.helpers.workbooks import write_xlsx

HEAD = ("Đơn vị", "Số user login", "Số lượt login", "VB đến")
# The window shows the real day: these are whole weeks before it, the latest first.
_TODAY = date.fromisoformat(QDate.currentDate().toString(Qt.DateFormat.ISODate))
_MONDAY = _TODAY - timedelta(days=_TODAY.isoweekday() + 6)
WEEKS = [(day, day + timedelta(days=6)) for day in (_MONDAY - timedelta(7 * n) for n in range(3))]
SHOWN = " – ".join(f"{day:%d/%m/%Y}" for day in WEEKS[0])


def tab_of(opened: OpenedWindow) -> UseTab:
    opened.window.go("endpoints", ("use",))
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    wait_until(lambda: page.use.answer is not None)
    opened.settle()
    return page.use


def in_week(number: int, file: Path) -> ImportFile:
    first, last = (day.isoformat() for day in WEEKS[number])
    return ImportFile("statistics", file, from_date=first, last_day=last)


def configured(opened: OpenedWindow, file: Path) -> list[str]:
    """Return the codes of the sample units that are configured, by bringing one figure in."""

    def work(session: object) -> UseAnswer:
        command = replace(in_week(2, file), source="thử")
        run = import_file(session, command).run  # type: ignore[arg-type]  # the worker's session
        answer = read_use(session, ReadUse())  # type: ignore[arg-type]  # likewise
        assert run is not None
        undo(session, Undo(run))  # type: ignore[arg-type]  # likewise
        return answer

    return [row.code for row in opened.do(work).of(Use.NO_FIGURES) if row.code]


@pytest.fixture
def figures(sampled: OpenedWindow, tmp_path: Path) -> list[str]:
    """Bring in figures of three sample units: two unused, one used; return their codes."""
    one = write_xlsx(tmp_path / "one.xlsx", [HEAD, ("A99", 1, 1, 1)])
    codes = [code for code in configured(sampled, one) if code != "A99"][:3]
    rows = [(codes[0], 0, 0, 12), (codes[1], 0, 0, 3), (codes[2], "1.234", "7.295", 100)]
    title = "(Từ ngày {:%d/%m/%Y} đến ngày {:%d/%m/%Y})".format(*WEEKS[0])
    file = write_xlsx(tmp_path / "tuần.xlsx", [(title,), HEAD, *rows])
    sampled.do(lambda session: import_file(session, ImportFile("statistics", file)))
    return codes


def test_without_figures_the_way_to_bring_them_in_is_shown(sampled: OpenedWindow) -> None:
    tab = tab_of(sampled)
    assert tab.bring.isVisible()
    tab.bring.click()
    wait_until(lambda: isinstance(sampled.window.current_page(), ImportPage))


def test_the_unused_are_named_searched_sorted_and_opened(
    sampled: OpenedWindow, figures: list[str]
) -> None:
    tab = tab_of(sampled)
    assert tab.periods.currentText() == SHOWN
    assert [row.code for row in tab.model.rows()] == sorted(figures[:2])
    assert tab.kinds.currentText() == "Đã cấu hình nhưng không dùng (2)"
    column = next(n for n, each in enumerate(tab.model.columns) if each.name == "incoming")
    tab.model.set_order(tab.model.columns[column].sort, descending=True)
    # As numbers: 12 before 3.
    assert [row.figures.incoming for row in tab.model.rows()] == [12, 3]
    tab.words.setText(figures[1])
    assert tab.model.count() == 1
    tab.words.clear()
    tab.kinds.setCurrentIndex(len(Use))
    tab.kinds.activated.emit(len(Use))
    assert tab.model.count() == len(tab.answer.rows if tab.answer else ()) > 3
    tab.kinds.setCurrentIndex(3)
    tab.kinds.activated.emit(3)
    (used,) = tab.model.rows()
    texts = [each.text(used) for each in tab.model.columns]
    assert used.code == figures[2]
    assert {"1.234", "7.295", "100"} < set(texts)
    assert not tab.unit.isEnabled()
    tab.table.selectRow(0)
    tab.table.setFocus()
    QTest.keyClick(tab.table, Qt.Key.Key_Return)
    wait_until(lambda: isinstance(sampled.window.current_page(), UnitsPage))


def test_it_is_of_the_period_and_the_branch_that_are_chosen(
    sampled: OpenedWindow, figures: list[str], tmp_path: Path
) -> None:
    tab = tab_of(sampled)
    file = write_xlsx(tmp_path / "trước.xlsx", [HEAD, (figures[2], 0, 0, 0)])
    done = sampled.do(lambda session: import_file(session, in_week(1, file)))
    before = tab.answer
    tab.read()
    wait_until(lambda: tab.answer is not before)
    assert tab.periods.count() == 2
    tab.periods.setCurrentIndex(1)
    tab.periods.activated.emit(1)
    wait_until(lambda: [row.code for row in tab.model.rows()] == [figures[2]])
    # What is chosen and gone: the latest again.
    sampled.do(lambda session: undo(session, Undo(done.run)))
    tab.read()
    wait_until(lambda: [row.code for row in tab.model.rows()] == sorted(figures[:2]))
    assert tab.periods.count() == 1
    unused = tab.model.rows()[0]
    whole = tab.answer
    tab.under.set_unit(unused.uid, unused.unit)
    tab.under.picked.emit(unused.uid)
    wait_until(lambda: tab.answer is not whole)
    assert [row.code for row in tab.model.rows()] == [unused.code]


def test_it_is_saved_as_a_workbook(
    sampled: OpenedWindow, figures: list[str], tmp_path: Path
) -> None:
    tab = tab_of(sampled)
    tab.save_to(tmp_path / "su-dung.xlsx")
    wait_until(lambda: any(notice.key == "use" for notice in sampled.notices))
    rows = CalamineWorkbook.from_path(str(tmp_path / "su-dung.xlsx")).get_sheet_by_name("Sử dụng")
    assert [row[1] for row in rows.to_python()[1:3]] == sorted(figures[:2])


def test_days_are_chosen_beside_the_file(opened: OpenedWindow, tmp_path: Path) -> None:
    page = opened.window.page("imports")
    assert isinstance(page, ImportPage)
    file = write_xlsx(tmp_path / "thống kê.xlsx", [HEAD, ("A99", 3, 9, 1)])
    opened.window.go("imports", Files([file]))
    choices = page.view.choices
    wait_until(lambda: choices.isVisible() and choices.kind.currentData() == "statistics")
    wait_until(page.is_idle)
    # Nothing is guessed: without days there is nothing to look at.
    assert page.view.table is None
    assert choices.last.isVisible()
    assert not choices.changes.isVisible()
    first, last = (day.isoformat() for day in WEEKS[1])
    choices.day.set_iso(first)
    wait_until(lambda: page._choice.from_date == first and page.is_idle())
    choices.last.set_iso(last)
    wait_until(lambda: page._choice.last_day == last and page.is_idle())
    wait_until(lambda: page.view.write_button.isEnabled())
    page.view.write_button.click()
    wait_until(lambda: opened.notices and opened.notices[-1].severity == "good")
    answer = opened.do(lambda session: read_use(session, ReadUse()))
    assert (answer.period.first, answer.period.last_day) == (first, last)


@pytest.mark.parametrize("by_button", [True, False])
def test_the_days_shown_are_taken_by_enter_or_the_button(
    opened: OpenedWindow, tmp_path: Path, *, by_button: bool
) -> None:
    page = opened.window.page("imports")
    assert isinstance(page, ImportPage)
    file = write_xlsx(tmp_path / "thống kê.xlsx", [HEAD, ("A99", 3, 9, 1)])
    opened.window.go("imports", Files([file]))
    choices = page.view.choices
    wait_until(lambda: choices.isVisible() and choices.kind.currentData() == "statistics")
    wait_until(page.is_idle)
    shown = (choices.day.iso(), choices.last.iso())
    assert choices.day.date().daysTo(choices.last.date()) == 6
    assert choices.take.isVisible()
    if by_button:
        choices.take.click()
    else:
        choices.last.setFocus()
        QTest.keyClick(choices.last, Qt.Key.Key_Return)
    wait_until(lambda: (page._choice.from_date, page._choice.last_day) == shown)
    wait_until(lambda: page.view.write_button.isEnabled())
    page.leave()


def test_a_day_before_all_figures_says_so_and_leads_back(
    sampled: OpenedWindow, figures: list[str]
) -> None:
    tab = tab_of(sampled)
    sampled.context.set_date((WEEKS[0][0] - timedelta(days=1)).isoformat())
    wait_until(lambda: tab.answer is not None and tab.answer.period is None)
    sampled.settle()
    assert tab.today.isVisible()
    assert not tab.bring.isVisible(), "there are figures, of later days"
    words = [each.text() for each in tab.findChildren(QLabel) if each.isVisible()]
    assert any(SHOWN in each for each in words)
    QTest.mouseClick(tab.today, Qt.MouseButton.LeftButton)
    wait_until(lambda: tab.answer is not None and tab.answer.period is not None)
    sampled.settle()
    assert tab.table.isVisible()
