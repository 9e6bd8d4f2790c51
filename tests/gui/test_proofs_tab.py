"""Test documents in a real window: planned, recorded by keyboard, read from sheets, printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.proofs import Outcome
from desktop.services.history import ReadHistory, history
from desktop.services.reports import Draw
from desktop.services.undo import Undo, undo
from desktop.services.vault_care import ReadPolicies, read_policies
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.proof_form import ProofForm
from desktop.views.pages.endpoints.proofs_tab import ProofsTab
from desktop.views.pages.mending import place_of
from desktop.views.pages.papers.page import PapersPage
from desktop.views.pages.settings.page import SettingsPage
from tests.helpers.looks import cut_off, outside, overlapping
from tests.helpers.papers import pages_of_text
from tests.helpers.proofs import answered, returned
from tests.helpers.windows import OpenedWindow, wait_until


def page_of(opened: OpenedWindow) -> EndpointsPage:
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    return page


def tab_of(opened: OpenedWindow) -> ProofsTab:
    opened.window.go("endpoints", ("proofs",))
    tab = page_of(opened).proofs
    opened.settle()
    return tab


def form_of(opened: OpenedWindow, tab: ProofsTab) -> ProofForm:
    wait_until(lambda: tab.findChild(ProofForm) is not None)
    form = tab.findChild(ProofForm)
    assert isinstance(form, ProofForm)
    wait_until(lambda: form.save.isEnabled())
    return form


def plan(opened: OpenedWindow, tab: ProofsTab) -> int:
    """Plan a round of the clear network; return how many documents it has."""
    (tab.plan_first if tab.status is None else tab.plan_button).click()
    form = form_of(opened, tab)
    form.environment.setCurrentIndex(form.environment.findData("ro"))
    form.letter.setText("Số 12-CV/VPTU")
    before = tab.status.number if tab.status is not None else 0
    form.save.click()
    wait_until(lambda: tab.status is not None and tab.status.number == before + 1)
    opened.settle()
    return tab.model.count()


def outcomes(tab: ProofsTab) -> list[str]:
    assert tab.status is not None
    return [each.outcome.value for each in tab.status.documents]


def test_a_round_is_planned_recorded_by_keyboard_and_undone(sampled: OpenedWindow) -> None:
    tab = tab_of(sampled)
    assert not tab.read_button.isEnabled()
    assert not tab.plan_first.isHidden()
    number = plan(sampled, tab)
    assert number > 30
    assert {each.environment for each in tab.model.rows()} == {"ro"}
    sampled.window.activateWindow()
    wait_until(sampled.window.isActiveWindow)
    tab.table.setFocus()
    tab.table.selectRow(0)
    assert tab.marks.arrived.isEnabled()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(tab.table, Qt.Key.Key_D, control)
    wait_until(lambda: outcomes(tab)[0] == "arrived")
    sampled.settle()
    assert [each.number for each in tab.table.chosen_rows()] == [1], "the keyboard goes on there"
    for row in (1, 2):
        tab.table.selectionModel().select(
            tab.model.index(row, 0),
            tab.table.selectionModel().SelectionFlag.Select
            | tab.table.selectionModel().SelectionFlag.Rows,
        )
    tab.marks.write_note("hộp thư đầy")
    QTest.keyClick(tab.table, Qt.Key.Key_D, control | Qt.KeyboardModifier.ShiftModifier)
    # Qt would go on taking the keys for held.
    QTest.keyRelease(tab.table, Qt.Key.Key_Shift)
    wait_until(lambda: outcomes(tab)[:4] == ["lost", "lost", "lost", "unknown"])
    assert tab.status is not None
    assert [each.note for each in tab.status.documents[:3]] == ["hộp thư đầy"] * 3
    assert tab.which.itemText(2).endswith(": 3")
    last = sampled.do(lambda session: history(session, ReadHistory())).undo
    assert last is not None
    sampled.do(lambda session: undo(session, Undo(last.number)))
    sampled.context.changed.emit()
    wait_until(lambda: outcomes(tab)[:4] == ["arrived", "unknown", "unknown", "unknown"])


def test_what_is_recorded_leaves_the_unknown_and_the_next_is_chosen(sampled: OpenedWindow) -> None:
    tab = tab_of(sampled)
    number = plan(sampled, tab)
    tab.which.setCurrentIndex(1)
    tab.table.selectRow(1)
    tab.marks.arrived.click()
    wait_until(lambda: tab.model.count() == number - 1)
    sampled.settle()
    assert [each.number for each in tab.table.chosen_rows()] == [3]
    tab.which.setCurrentIndex(0)
    tab.table.selectRow(1)
    tab.marks.write_note("gọi lại chiều")
    tab.marks.keep_note.click()
    wait_until(lambda: tab.status and tab.status.documents[1].note == "gọi lại chiều")
    assert outcomes(tab)[1] == "arrived"
    sampled.settle()
    tab.marks.unknown.click()
    wait_until(lambda: outcomes(tab)[1] == "unknown")
    (first, *_rest) = tab._row_actions(tab.table.chosen_rows())
    first.trigger()
    wait_until(lambda: outcomes(tab)[1] == "arrived")


def test_a_list_is_saved_and_read_back(sampled: OpenedWindow, tmp_path: Path) -> None:
    tab = tab_of(sampled)
    plan(sampled, tab)
    listed = tmp_path / "dot.xlsx"
    tab.save_to(listed)
    wait_until(listed.is_file)
    sampled.settle()
    back = returned(listed, tmp_path / "ve.xlsx", answered(n1=("Đã đến",), n2=("có lẽ",)))
    assert page_of(sampled).take_files([back]), "dropped on the tab it is read here"
    wait_until(lambda: not tab.sheets.isHidden())
    (problem,) = tab.sheets.problems.rows()
    assert (problem.code, problem.where.row) == ("tests.result_unknown", 3)
    assert set(outcomes(tab)) == {"unknown"}, "nothing is written while a row is refused"
    sampled.window.resize(1366, 768)
    QApplication.processEvents()
    assert cut_off(tab) == []
    assert overlapping(tab) == []
    tab.sheets.take_good.click()
    wait_until(lambda: outcomes(tab)[0] == "arrived")
    assert tab.sheets.take_good.isHidden()
    plan(sampled, tab)
    tab.read_paths([back])
    wait_until(lambda: tab.sheets.problems.rows()[0].code == "tests.other_round")
    assert tab.rounds.count() == 2
    tab.rounds.setCurrentIndex(1)
    tab.rounds.activated.emit(1)
    wait_until(lambda: tab.status is not None and tab.status.number == 1)
    assert outcomes(tab)[0] == "arrived"


def test_results_that_are_undone_are_no_longer_told(sampled: OpenedWindow, tmp_path: Path) -> None:
    tab = tab_of(sampled)
    plan(sampled, tab)
    listed = tmp_path / "dot.xlsx"
    tab.save_to(listed)
    wait_until(listed.is_file)
    sampled.settle()
    back = returned(listed, tmp_path / "ve.xlsx", answered(n1=("Đã đến",), n2=("có lẽ",)))
    tab.read_paths([back], skip_bad=True)
    wait_until(lambda: outcomes(tab)[0] == "arrived")
    sampled.settle()
    assert tab.sheets.isVisible()
    sampled.window.undo.undo.click()
    wait_until(lambda: outcomes(tab)[0] == "unknown")
    sampled.settle()
    assert not tab.sheets.isVisible()


def test_the_paper_is_of_the_round_that_is_shown(sampled: OpenedWindow, tmp_path: Path) -> None:
    tab = tab_of(sampled)
    plan(sampled, tab)
    plan(sampled, tab)
    tab.rounds.setCurrentIndex(1)
    tab.rounds.activated.emit(1)
    wait_until(lambda: tab.status is not None and tab.status.number == 1)
    tab.print.click()
    papers = sampled.window.page("papers")
    assert isinstance(papers, PapersPage)
    command = papers.options.command()
    assert isinstance(command, Draw)
    assert (command.paper, command.round) == ("test-round", 1)
    wait_until(lambda: papers.shown is not None)
    assert papers.shown is not None
    words = "\n".join(pages_of_text(papers.shown.paper.content, tmp_path)).split()
    codes = [each.code for each in tab.status.documents if each.code]
    assert set(codes) <= set(words), "no code is broken over two lines"


def test_the_last_proof_is_shown_at_the_endpoint(sampled: OpenedWindow) -> None:
    tab = tab_of(sampled)
    plan(sampled, tab)
    tab.table.selectRow(0)
    tab.marks.arrived.click()
    wait_until(lambda: outcomes(tab)[0] == "arrived")
    sampled.settle()
    tab.table.opened.emit(tab.model.row(0))
    page = page_of(sampled)
    wait_until(lambda: isinstance(page.endpoints.listing.side.content(), EndpointPanel))
    panel = page.endpoints.listing.side.content()
    assert panel is not None
    words = [each.text() for each in panel.findChildren(type(tab._told))]
    assert any(each.startswith("Kiểm chứng gần nhất: ") for each in words)
    columns = page.endpoints.listing.model.columns
    place = next(n for n, each in enumerate(columns) if each.name == "proved_on")
    assert page.endpoints.listing.table.isColumnHidden(place)
    page.endpoints.listing.model.set_order("proved", descending=True)
    page.endpoints.listing.refresh()
    sampled.settle()
    assert columns[place].text(page.endpoints.listing.model.row(0)).endswith("(0 ngày)")


def test_the_form_knows_what_goes_together(sampled: OpenedWindow) -> None:
    tab = tab_of(sampled)
    tab.plan_first.click()
    form = form_of(sampled, tab)
    form.level.setCurrentIndex(form.level.findData(int(SecrecyLevel.MAT)))
    assert (form._environment(), form.environment.isEnabled()) == (Environment.SECRET, False)
    form.level.setCurrentIndex(form.level.findData(int(SecrecyLevel.KHONG_MAT)))
    assert (form._environment(), form.environment.isEnabled()) == (None, True)
    form.level.setCurrentIndex(form.level.findData(int(SecrecyLevel.TUYET_MAT)))
    form.save.click()
    wait_until(lambda: not form.trouble.isHidden())
    assert form.save.isEnabled(), "it can be mended and tried again"
    QApplication.processEvents()
    assert cut_off(form) == []
    assert outside(form) == []
    form.reject()


def test_a_finding_leads_to_the_form_of_its_unit(sampled: OpenedWindow) -> None:
    tab = tab_of(sampled)
    plan(sampled, tab)
    document = tab.model.row(0)
    place = place_of("endpoint.unproved", document.unit)
    assert place is not None
    sampled.context.go(*place)
    form = form_of(sampled, tab)
    wait_until(lambda: form.under.uid() == document.unit)
    assert form.by.uid() != document.unit
    form.reject()


def test_a_vault_that_is_read_only_changes_nothing(sampled: OpenedWindow) -> None:
    tab = tab_of(sampled)
    plan(sampled, tab)
    tab.table.selectRow(0)
    sampled.context.set_read_only()
    wait_until(lambda: not tab.plan_button.isEnabled())
    sampled.settle()
    tab.table.selectRow(0)
    buttons = (tab.read_button, tab.marks.arrived, tab.marks.lost, tab.marks.unknown)
    assert not any(each.isEnabled() for each in buttons)
    assert not page_of(sampled).take_files([Path("a.xlsx")])
    tab.mark(Outcome.ARRIVED)
    sampled.settle()
    assert outcomes(tab)[0] == "unknown"
    assert tab.save_button.isEnabled()


def test_the_days_are_a_policy_in_the_settings(sampled: OpenedWindow) -> None:
    sampled.window.go("settings")
    sampled.settle()
    page = sampled.window.page("settings")
    assert isinstance(page, SettingsPage)
    assert page.days.value() == 90

    def kept() -> str:
        found = sampled.do(lambda session: read_policies(session, ReadPolicies()))
        return str(found["unproved_days"])

    page.days.setFocus()
    page.days.selectAll()
    QTest.keyClicks(page.days, "45")
    assert kept() == "90", "not while it is being typed"
    QTest.keyClick(page.days, Qt.Key.Key_Return)
    wait_until(lambda: kept() == "45")
    sampled.settle()
    assert page.days.value() == 45
    sampled.context.set_read_only()
    wait_until(lambda: not page.days.isEnabled())


@pytest.mark.parametrize("rule", ["endpoint.test_lost"])
def test_a_lost_document_leads_to_its_endpoint(rule: str) -> None:
    assert place_of(rule, "u", "e") == ("endpoints", ("endpoint", "e", "state"))
