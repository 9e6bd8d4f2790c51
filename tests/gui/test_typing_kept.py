"""What is half typed in a panel stays when another part is saved or the panel is read anew."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.services.browse_endpoints import BrowsePeople, PersonFilter, PersonList
from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.history import ReadHistory, history
from desktop.services.undo import Undo, undo
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.endpoints.tab import Tab
from desktop.views.pages.endpoints.unit_panel import UnitPanel
from tests.helpers.windows import OpenedWindow, wait_until


def page_of(opened: OpenedWindow) -> EndpointsPage:
    opened.window.go("endpoints")
    opened.window.activateWindow()
    wait_until(opened.window.isActiveWindow)
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    return page


def content(tab: Tab) -> QWidget | None:
    return tab.listing.side.content()


def unit_panel(opened: OpenedWindow, page: EndpointsPage) -> UnitPanel:
    (root,) = opened.do(
        lambda session: UnitList(BrowseUnits(UnitFilter(words="tinh uy mau"))).read(session, 0, 1)
    ).rows
    page.show_what(("unit", root.uid))
    wait_until(lambda: isinstance(content(page.endpoints), UnitPanel))
    opened.settle()
    panel = content(page.endpoints)
    assert isinstance(panel, UnitPanel)
    return panel


def another(opened: OpenedWindow, tab: Tab, before: QWidget) -> QWidget:
    """Wait for the panel that takes the place of `before`."""
    wait_until(lambda: content(tab) is not before)
    opened.settle()
    panel = content(tab)
    assert panel is not None
    return panel


def test_a_half_typed_exemption_outlives_the_saving_of_another_part(sampled: OpenedWindow) -> None:
    page = page_of(sampled)
    panel = unit_panel(sampled, page)
    panel.exemptions.add.button.click()
    panel.exemptions.number.setFocus()
    QTest.keyClicks(panel.exemptions.number, "12-QD/TU")
    panel.exemptions.last.set_iso("2027-01-31")
    panel.line.stage.setCurrentIndex(panel.line.stage.findData("issued"))
    QTest.mouseClick(panel.line_button, Qt.MouseButton.LeftButton)
    after = another(sampled, page.endpoints, panel)
    assert isinstance(after, UnitPanel)
    assert after.exemptions.add.isVisible()
    assert after.exemptions.add.button.isChecked()
    assert after.exemptions.number.text() == "12-QD/TU"
    assert after.exemptions.last.iso() == "2027-01-31"
    assert after.line.stage.currentData() != "issued", "what was saved offers its next step"
    # Once it is recorded itself, its form is empty again, and undone as well.
    after.exemptions.save.click()
    empty = another(sampled, page.endpoints, after)
    assert isinstance(empty, UnitPanel)
    assert empty.exemptions.number.text() == ""
    assert not empty.exemptions.add.isVisible()


def test_typing_goes_on_when_the_panel_is_read_anew(sampled: OpenedWindow) -> None:
    page = page_of(sampled)
    panel = unit_panel(sampled, page)
    panel.exemptions.add.button.click()
    panel.exemptions.number.setFocus()
    wait_until(panel.exemptions.number.hasFocus)
    QTest.keyClicks(panel.exemptions.number, "12-")
    QTest.keyClick(panel.exemptions.number, Qt.Key.Key_F5)
    after = another(sampled, page.endpoints, panel)
    assert isinstance(after, UnitPanel)
    assert after.exemptions.number.hasFocus()
    QTest.keyClicks(after.exemptions.number, "QD/TU")
    assert after.exemptions.number.text() == "12-QD/TU"


def test_another_unit_is_given_nothing_of_it(sampled: OpenedWindow) -> None:
    page = page_of(sampled)
    panel = unit_panel(sampled, page)
    panel.exemptions.add.button.click()
    QTest.keyClicks(panel.exemptions.number, "12-QD/TU")
    listed = UnitList(BrowseUnits(UnitFilter(words="dang uy xa")))
    (commune,) = sampled.do(lambda session: listed.read(session, 0, 1)).rows
    page.show_what(("unit", commune.uid))
    other = another(sampled, page.endpoints, panel)
    assert isinstance(other, UnitPanel)
    assert other.uid == commune.uid
    assert other.exemptions.number.text() == ""


def test_a_half_typed_leave_outlives_the_saving_of_the_person(sampled: OpenedWindow) -> None:
    found = sampled.do(lambda s: PersonList(BrowsePeople(PersonFilter())).read(s, 0, 99))
    person = next(line for line in found.rows if line.endpoints)
    page = page_of(sampled)
    page.show_what(("person", person.uid))
    wait_until(lambda: isinstance(content(page.people), PersonPanel))
    sampled.settle()
    panel = content(page.people)
    assert isinstance(panel, PersonPanel)
    panel.absence.form.button.click()
    QTest.keyClicks(panel.absence.deputy.name, "Nguoi lam thay")
    panel.absence.since.set_iso("2027-02-01")
    panel.phone.setText("0900 000 111")
    panel.save.click()
    after = another(sampled, page.people, panel)
    assert isinstance(after, PersonPanel)
    assert after.phone.text() == "0900 000 111"
    assert not after.is_changed()
    assert after.absence.deputy.name.text() == "Nguoi lam thay"
    assert after.absence.since.iso() == "2027-02-01"
    assert after.absence.cover.isEnabled()
    # What is taken back is seen, and what is typed stays.
    last = sampled.do(lambda session: history(session, ReadHistory())).undo
    sampled.do(lambda session: undo(session, Undo(last.number)))
    sampled.context.changed.emit()
    undone = another(sampled, page.people, after)
    assert isinstance(undone, PersonPanel)
    assert undone.phone.text() != "0900 000 111"
    assert undone.absence.deputy.name.text() == "Nguoi lam thay"


def test_a_half_typed_note_outlives_a_stand_in(sampled: OpenedWindow) -> None:
    page = page_of(sampled)
    wait_until(lambda: page.endpoints.listing.model.row(0) is not None)
    page.show_what(("endpoint", page.endpoints.listing.model.row(0).uid))
    wait_until(lambda: isinstance(content(page.endpoints), EndpointPanel))
    panel = content(page.endpoints)
    assert isinstance(panel, EndpointPanel)
    QTest.keyClicks(panel.note, "goi lai")
    panel.stand_in.button.click()
    panel.deputy.name.setText("Người mới thay")
    panel._add_stand_in()
    after = another(sampled, page.endpoints, panel)
    assert isinstance(after, EndpointPanel)
    assert after.note.text().endswith("goi lai")
    assert after.is_changed()
    assert after.deputy.name.text() == ""
    assert len(after._card.stand_ins) == len(panel._card.stand_ins) + 1
