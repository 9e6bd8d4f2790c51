"""Forms half filled in when the vault locks are open again after it, with all that was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.views.pages.endpoints.add_panel import AddPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.page import Page
from desktop.views.pages.tokens.forms import AssignForm, StepForm
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.units.page import UnitsPage
from desktop.views.shell.window import MainWindow
from tests.helpers.applications import RunningApplication
from tests.helpers.windows import copy_of, wait_until

P = TypeVar("P", bound=Page)


class Locking:
    """A window program that can be locked and opened again."""

    def __init__(self, vault: Path, reports: Path) -> None:
        self._vault, self._reports = vault, reports
        self.running = RunningApplication(vault, reports)
        self.running.unlock()

    @property
    def window(self) -> MainWindow:
        return self.running.window

    def lock_and_unlock(self) -> None:
        """Lock, open again, and press what the notice offers."""
        self.running.application.lock()
        self.running.end()
        self.running = RunningApplication(self._vault, self._reports, locked=True)
        window = self.running.unlock()
        wait_until(self.running.messages)
        (bar,) = window.notices.bars()
        assert bar.notice.button == "Điền lại biểu mẫu"
        assert bar.notice.act is not None
        bar.notice.act()


@pytest.fixture
def locking(samples: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Locking]:
    made = Locking(copy_of(samples, tmp_path / "vault"), tmp_path / "bao-cao")
    yield made
    made.running.end()


def shown_page(locking: Locking, name: str, kind: type[P]) -> P:
    """Go to a page of its kind."""
    page = locking.window.page(name)
    assert isinstance(page, kind)
    locking.window.go(name)
    return page


def units_page(locking: Locking) -> UnitsPage:
    page = shown_page(locking, "units", UnitsPage)
    wait_until(lambda: page.listing.model.row(3) is not None)
    return page


def endpoints_page(locking: Locking) -> EndpointsPage:
    page = shown_page(locking, "endpoints", EndpointsPage)
    wait_until(lambda: page.endpoints.listing.model.row(0) is not None)
    return page


def tokens_page(locking: Locking) -> TokensPage:
    page = shown_page(locking, "tokens", TokensPage)
    wait_until(lambda: page.listing.model.row(0) is not None)
    return page


def refilled_units(locking: Locking) -> UnitsPage:
    """The units' page with the form that the notice has opened, which goes there by itself."""
    page = locking.window.page("units")
    assert isinstance(page, UnitsPage)
    wait_until(lambda: page.stack.currentWidget() is page.edit and page.edit.form is not None)
    return page


def test_a_new_unit(locking: Locking) -> None:
    page = units_page(locking)
    row = page.listing.model.row(0)
    assert row is not None
    page.open_unit(row.uid)
    wait_until(lambda: page.unit.shown is not None)
    page.add_button.click()
    wait_until(lambda: page.edit.form is not None)
    form = page.edit.form
    assert form is not None
    name, kind = form.field("name"), form.field("type")
    assert isinstance(name, QLineEdit)
    assert isinstance(kind, QComboBox)
    QTest.keyClicks(name, "Phong moi")
    kind.setCurrentIndex(3)
    form._day.set_iso("2026-01-02")
    form._basis.setText("QĐ 12")
    said = form.command()
    assert said is not None
    locking.lock_and_unlock()
    again = refilled_units(locking)
    wait_until(lambda: again.edit.form is not None and again.edit.form.command() == said)
    wait_until(again.edit.save.isEnabled)


def test_a_unit_renamed_as_a_mere_mistake(locking: Locking) -> None:
    page = units_page(locking)
    row = page.listing.model.row(3)
    assert row is not None
    page.open_unit(row.uid)
    wait_until(lambda: page.unit.shown is not None)
    page.unit.buttons["rename"].click()
    wait_until(lambda: page.edit.form is not None)
    form = page.edit.form
    assert form is not None
    assert form._manner is not None
    form._manner.correction.setChecked(True)
    name = form.field("name")
    assert isinstance(name, QLineEdit)
    name.setText("Tên khác")
    said = form.command()
    locking.lock_and_unlock()
    again = refilled_units(locking)
    wait_until(lambda: again.edit.form is not None and again.edit.form.command() == said)


def test_a_new_endpoint_with_a_person_of_the_registers(locking: Locking) -> None:
    page = endpoints_page(locking)
    line = page.endpoints.listing.model.row(0)
    assert line is not None
    page.show_what(("add", line.unit, Environment.SECRET))
    form = page.endpoints.listing.side.content()
    assert isinstance(form, AddPanel)
    wait_until(lambda: "…" not in form.unit.text())
    # By hand, which what is read of the unit leaves as it is.
    place = form.ceiling.findData(int(SecrecyLevel.MAT))
    form.ceiling.setCurrentIndex(place)
    form.ceiling.activated.emit(place)
    form.sends.setChecked(False)
    form.account.setText("vt.mau")
    form.since.set_iso("2026-02-03")
    QTest.keyClicks(form.person.name, "can bo mau 003")
    wait_until(lambda: form.person._offered)
    form.person.name.setText(next(iter(form.person._offered)))
    someone = form.person.someone()
    assert someone is not None
    assert someone.uid is not None
    locking.lock_and_unlock()
    again = locking.window.page("endpoints")
    assert isinstance(again, EndpointsPage)
    wait_until(lambda: isinstance(again.endpoints.listing.side.content(), AddPanel))
    other = again.endpoints.listing.side.content()
    assert isinstance(other, AddPanel)
    asked: list[object] = []
    locking.running.application.worker.run(lambda session: asked.append(1))
    wait_until(lambda: asked and other.save.isEnabled())
    QApplication.processEvents()
    assert other.unit.uid() == line.unit
    assert other.environment.currentData() == Environment.SECRET
    assert other.ceiling.currentData() == int(SecrecyLevel.MAT)
    assert (other.receives.isChecked(), other.sends.isChecked()) == (True, False)
    assert other.account.text() == "vt.mau"
    assert other.since.iso() == "2026-02-03"
    assert other.person.someone() == someone


def test_a_new_person(locking: Locking) -> None:
    page = endpoints_page(locking)
    page.show_what(("new", "person"))
    form = page.people.listing.side.content()
    assert isinstance(form, PersonPanel)
    form.name.setText("Nguyễn Thị Mẫu")
    form.clearance.setCurrentIndex(form.clearance.findData(int(SecrecyLevel.TOI_MAT)))
    form.basis.setText("QĐ 5")
    form.limited.setChecked(True)
    form.until.set_iso("2027-01-01")
    said = form.details()
    locking.lock_and_unlock()
    again = locking.window.page("endpoints")
    assert isinstance(again, EndpointsPage)
    wait_until(lambda: isinstance(again.people.listing.side.content(), PersonPanel))
    other = again.people.listing.side.content()
    assert isinstance(other, PersonPanel)
    assert other.details() == said
    assert other.save.isEnabled()


def test_a_step_of_a_token(locking: Locking) -> None:
    page = tokens_page(locking)
    row = page.listing.model.row(1)
    assert row is not None
    page.open_token(row.uid)
    wait_until(lambda: page.token.shown is not None)
    page.token.open_step()
    form = page.findChild(StepForm)
    assert form is not None
    form.step.setCurrentIndex(form.step.count() - 1)
    form.day.set_iso("2026-01-05")
    chosen = form.step.currentData()
    ticked = form.certificates.isChecked()
    if form.certificates.isVisibleTo(form):
        ticked = not ticked
        form.certificates.setChecked(ticked)
    locking.lock_and_unlock()
    again = locking.window.page("tokens")
    wait_until(lambda: again.findChild(StepForm) is not None)
    other = again.findChild(StepForm)
    assert other is not None
    assert other.step.currentData() == chosen
    assert other.day.iso() == "2026-01-05"
    assert other.certificates.isChecked() == ticked
    assert other._lines[0].uid == row.uid
    other.reject()


def test_whose_token_it_is(locking: Locking) -> None:
    page = tokens_page(locking)
    row = page.listing.model.row(1)
    assert row is not None
    page.open_token(row.uid)
    wait_until(lambda: page.token.shown is not None)
    page.token.open_assign()
    form = page.findChild(AssignForm)
    assert form is not None
    QTest.keyClicks(form.person.line, "can bo mau 010")
    wait_until(lambda: form.person._found)
    form.person.line.setText(next(iter(form.person._found)))
    chosen = form.person.uid()
    assert chosen is not None
    locking.lock_and_unlock()
    again = locking.window.page("tokens")
    wait_until(lambda: again.findChild(AssignForm) is not None)
    other = again.findChild(AssignForm)
    assert other is not None
    assert other.person.uid() == chosen
    assert other.save.isEnabled()
    other.reject()


def test_a_form_that_stands_in_the_way_is_offered_in_its_turn(locking: Locking) -> None:
    page = units_page(locking)
    page.add_button.click()
    wait_until(lambda: page.edit.form is not None)
    locking.running.application.lock()
    locking.running.end()
    locking.running = RunningApplication(locking._vault, locking._reports, locked=True)
    locking.running.unlock()
    wait_until(locking.running.messages)
    page = units_page(locking)
    page.add_button.click()
    wait_until(lambda: page.edit.form is not None)
    form = page.edit.form
    assert form is not None
    name = form.field("name")
    assert isinstance(name, QLineEdit)
    QTest.keyClicks(name, "Phong khac")
    (bar,) = locking.window.notices.bars()
    assert bar.notice.act is not None
    bar.notice.act()
    wait_until(lambda: page.edit.form is not None and page.edit.form is not form)
    wait_until(lambda: locking.window.notices.bars() and locking.window.notices.bars() != [bar])
    (bar,) = locking.window.notices.bars()
    assert bar.notice.act is not None
    bar.notice.act()

    def is_back() -> bool:
        again = page.edit.form.field("name") if page.edit.form is not None else None
        return isinstance(again, QLineEdit) and again.text() == "Phong khac"

    wait_until(is_back)


def test_a_panel_that_was_only_looked_at_is_no_draft(locking: Locking) -> None:
    page = endpoints_page(locking)
    page.endpoints.listing.table.selectRow(0)
    wait_until(lambda: page.endpoints.listing.side.content() is not None)
    assert page.open_form() is None
    QTest.keyClick(page, Qt.Key.Key_Escape)
