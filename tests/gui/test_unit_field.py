"""The field of a unit by keyboard: what names one chooses it, what does not is said and refused."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitLine, UnitList
from desktop.services.edit_units import apply
from desktop.services.find import FindNamed, find_named
from desktop.services.unit_edits import AddUnit
from desktop.views.pages.endpoints.coverage_tab import CoverageTab
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.endpoints.rule_form import RuleForm
from desktop.views.pages.papers.page import PapersPage
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.pages.units.page import UnitsPage
from desktop.views.pages.units.picker import UnitPicker
from tests.helpers.looks import cut_off, overlapping
from tests.helpers.windows import OpenedWindow, wait_until

RUBBISH = "khong co don vi nay"


def units_of(opened: OpenedWindow, words: str) -> list[UnitLine]:
    listed = UnitList(BrowseUnits(UnitFilter(words=words)))
    return list(opened.do(lambda session: listed.read(session, 0, 50)).rows)


def root_of(opened: OpenedWindow) -> UnitLine:
    return units_of(opened, "tinh uy mau")[0]


def page_of(opened: OpenedWindow, *what: str) -> EndpointsPage:
    opened.window.go("endpoints", what)
    opened.window.activateWindow()
    wait_until(opened.window.isActiveWindow)
    opened.settle()
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    return page


def type_into(opened: OpenedWindow, picker: UnitPicker, words: str, leave: Qt.Key) -> None:
    picker.setFocus()
    wait_until(picker.line.hasFocus)
    picker.line.selectAll()
    QTest.keyClicks(picker.line, words)
    opened.settle()
    popup = picker.line.completer().popup()
    QTest.keyClick(popup if popup.isVisible() else picker.line, leave)
    opened.settle()


def asked_of(tab: CoverageTab) -> int:
    """How many units the first row of the coverage counts."""
    counts = tab.counts.rows()[0].counts
    return int(counts.covered + counts.uncovered + counts.exempt)


def rule_form(opened: OpenedWindow) -> RuleForm:
    page = page_of(opened, "rules")
    page.rules.add_first.click()
    (form,) = page.rules.findChildren(RuleForm)
    wait_until(form.isActiveWindow)
    return form


def test_a_rule_waits_until_its_sender_is_understood(sampled: OpenedWindow) -> None:
    form, root = rule_form(sampled), root_of(sampled)
    type_into(sampled, form.unit, root.code or "", Qt.Key.Key_Tab)
    assert form.unit.uid() == root.uid
    assert form.save.isEnabled()
    type_into(sampled, form.from_unit, RUBBISH, Qt.Key.Key_Tab)
    assert form.from_unit.trouble.isVisible()
    assert "chọn trong danh sách" in form.from_unit.trouble.text()
    assert form.from_unit.line.property("wrong")
    assert not form.save.isEnabled()
    assert cut_off(form) == []
    assert overlapping(form) == []
    form.submit()
    assert form.isVisible(), "nothing is written for any sender"
    form.from_unit.line.selectAll()
    QTest.keyClick(form.from_unit.line, Qt.Key.Key_Delete)
    assert not form.from_unit.trouble.isVisible()
    assert form.save.isEnabled(), "empty means anybody"
    form.reject()


@pytest.mark.parametrize("leave", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_an_exact_name_chooses_its_unit(sampled: OpenedWindow, leave: Qt.Key) -> None:
    root = root_of(sampled)
    form = rule_form(sampled)
    type_into(sampled, form.from_unit, "tinh uy mau", leave)
    assert form.from_unit.uid() == root.uid
    assert root.code is not None
    assert root.code in form.from_unit.text()
    assert form.isVisible()
    form.reject()


@pytest.mark.parametrize("leave", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_name_of_several_units_opens_the_list(sampled: OpenedWindow, leave: Qt.Key) -> None:
    parents = units_of(sampled, "dang uy xa")[:2]
    for parent in parents:
        command = AddUnit((), "2026-01-01", parent.uid, "Ban chung một tên")
        sampled.do(lambda session, command=command: apply(session, command))
    form = rule_form(sampled)
    type_into(sampled, form.from_unit, "ban chung mot ten", leave)
    assert form.from_unit.uid() is None
    assert "Nhiều đơn vị" in form.from_unit.trouble.text()
    popup = form.from_unit.line.completer().popup()
    assert popup.isVisible()
    assert popup.model().rowCount() == 2
    assert form.from_unit.line.hasFocus()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert form.from_unit.uid() is not None
    assert not form.from_unit.is_unclear()
    form.reject()


def test_tab_goes_on_from_a_list_that_was_offered(sampled: OpenedWindow) -> None:
    for parent in units_of(sampled, "dang uy xa")[:2]:
        command = AddUnit((), "2026-01-01", parent.uid, "Ban chung một tên")
        sampled.do(lambda session, command=command: apply(session, command))
    form = rule_form(sampled)
    type_into(sampled, form.from_unit, "ban chung mot ten", Qt.Key.Key_Tab)
    popup = form.from_unit.line.completer().popup()
    QTest.keyClick(popup, Qt.Key.Key_Tab)
    sampled.settle()
    assert not form.from_unit.line.hasFocus()
    assert form.from_unit.trouble.isVisible()
    form.reject()


def test_nothing_is_explained_of_a_unit_or_sender_that_is_not_understood(
    sampled: OpenedWindow,
) -> None:
    explain = page_of(sampled, "why").explain
    type_into(sampled, explain.unit, "A99", Qt.Key.Key_Return)
    wait_until(lambda: explain.answer is not None)
    type_into(sampled, explain.from_unit, RUBBISH, Qt.Key.Key_Tab)
    assert explain.answer is None
    assert explain.from_unit.trouble.isVisible()
    explain.from_unit.clear()
    wait_until(lambda: explain.answer is not None)
    type_into(sampled, explain.unit, RUBBISH, Qt.Key.Key_Tab)
    assert explain.answer is None
    assert explain.unit.trouble.isVisible()


def test_coverage_stays_what_was_asked_for(sampled: OpenedWindow) -> None:
    tab = page_of(sampled, "coverage").coverage
    wait_until(lambda: tab.answer is not None)
    commune = units_of(sampled, "dang uy xa")[0]
    type_into(sampled, tab.under, commune.code or "", Qt.Key.Key_Return)
    wait_until(lambda: tab.answer is not None and asked_of(tab) < 10)
    type_into(sampled, tab.under, RUBBISH, Qt.Key.Key_Tab)
    assert tab.under.trouble.isVisible()
    assert not tab.print.isEnabled()
    assert not tab.save.isEnabled()
    tab.read()
    sampled.settle()
    assert asked_of(tab) < 10
    tab.under.clear()
    wait_until(lambda: asked_of(tab) > 10)
    wait_until(tab.print.isEnabled)


def test_a_paper_of_an_unclear_unit_is_not_drawn(sampled: OpenedWindow) -> None:
    sampled.window.go("papers", PaperRequest("not-reached"))
    page = sampled.window.page("papers")
    assert isinstance(page, PapersPage)
    wait_until(lambda: page.shown is not None)
    sampled.window.activateWindow()
    wait_until(sampled.window.isActiveWindow)
    type_into(sampled, page.options.under, RUBBISH, Qt.Key.Key_Tab)
    wait_until(lambda: page.shown is None)
    assert not page._print_button.isEnabled()
    assert page.options.under.trouble.isVisible()
    page.options.under.clear()
    wait_until(lambda: page.shown is not None)


def test_a_person_keeps_the_unit_until_another_is_understood(sampled: OpenedWindow) -> None:
    page = page_of(sampled, "people")
    wait_until(lambda: page.people.listing.model.row(0) is not None)
    page.show_what(("person", page.people.listing.model.row(0).uid))
    wait_until(lambda: isinstance(page.people.listing.side.content(), PersonPanel))
    panel = page.people.listing.side.content()
    assert isinstance(panel, PersonPanel)
    type_into(sampled, panel.unit, RUBBISH, Qt.Key.Key_Tab)
    assert panel.unit.trouble.isVisible()
    assert panel.is_changed()
    assert not panel.save.isEnabled()
    assert cut_off(panel) == []


def test_a_new_unit_waits_for_its_superior(sampled: OpenedWindow) -> None:
    sampled.window.go("units", ("new",))
    page = sampled.window.page("units")
    assert isinstance(page, UnitsPage)
    wait_until(lambda: page.edit.form is not None)
    sampled.window.activateWindow()
    wait_until(sampled.window.isActiveWindow)
    form = page.edit.form
    assert form is not None
    name, parent = form.field("name"), form.field("parent")
    assert isinstance(name, QLineEdit)
    assert isinstance(parent, UnitPicker)
    QTest.keyClicks(name, "Phong moi")
    type_into(sampled, parent, RUBBISH, Qt.Key.Key_Tab)
    assert form.command() is None
    assert not page.edit.save.isEnabled()
    type_into(sampled, parent, root_of(sampled).code or "", Qt.Key.Key_Tab)
    assert isinstance(form.command(), AddUnit)


@pytest.mark.parametrize(
    ("words", "kind", "several"),
    [("A99", "unit", False), ("a99", "unit", False), ("A9", "unit", None),
     ("Tỉnh uỷ Mẫu", "unit", False), ("tinh uy", "unit", None),
     ("can bo mau 003", "person", False), ("can bo", "person", None)],
)  # fmt: skip
def test_words_name_exactly_or_not(
    sampled: OpenedWindow, words: str, kind: str, several: bool | None
) -> None:
    found = sampled.do(lambda session: find_named(session, FindNamed(words, kind)))
    assert len(found) == (0 if several is None else 1)
