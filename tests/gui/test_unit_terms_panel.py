"""What is not expected of a unit, how far its line is, and how long nobody is at an endpoint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from python_calamine import CalamineWorkbook

from desktop.domain.exemptions import Profile
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.lines import LineStage
from desktop.services.browse_endpoints import ReadOne, UnitWays, read_unit_ways
from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.edit_endpoints import add_endpoint
from desktop.services.endpoint_edits import AddEndpoint
from desktop.services.history import ReadHistory, history
from desktop.services.surroundings import utc_now
from desktop.services.undo import Undo, undo
from desktop.services.vault_care import ReadPolicies, SetPolicy, read_policies, set_policy
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.unit_panel import UnitPanel
from desktop.views.pages.settings.page import SettingsPage
from desktop.views.pages.units.page import UnitsPage
from tests.helpers.windows import OpenedWindow, wait_until

_TODAY = utc_now().astimezone().date()
TODAY = _TODAY.isoformat()
SINCE = (_TODAY - timedelta(days=40)).isoformat()
LATER = (_TODAY + timedelta(days=60)).isoformat()


@pytest.fixture
def unit(opened: OpenedWindow) -> str:
    """A unit with an endpoint on the clear network where nobody has been for 40 days."""
    line = opened.do(lambda session: UnitList(BrowseUnits(UnitFilter())).read(session, 0, 1)).rows[
        0
    ]
    command = AddEndpoint(line.uid, "van-thu", Environment.CLEAR, SINCE)
    opened.do(lambda session: add_endpoint(session, command))
    return str(line.uid)


@pytest.fixture
def page(opened: OpenedWindow, unit: str) -> EndpointsPage:
    found = opened.window.page("endpoints")
    assert isinstance(found, EndpointsPage)
    opened.window.go("endpoints")
    wait_until(lambda: found.endpoints.listing.model.count() == 1)
    opened.settle()
    return found


def panel_of(opened: OpenedWindow, page: EndpointsPage, unit: str) -> UnitPanel:
    page.show_what(("unit", unit))
    side = page.endpoints.listing.side
    wait_until(lambda: isinstance(side.content(), UnitPanel))
    opened.settle()
    found = side.content()
    assert isinstance(found, UnitPanel)
    return found


def ways(opened: OpenedWindow, unit: str) -> UnitWays:
    found = opened.do(lambda session: read_unit_ways(session, ReadOne(unit)))
    assert isinstance(found, UnitWays)
    return found


def after(opened: OpenedWindow, unit: str, ready: Callable[[UnitWays], object]) -> UnitWays:
    wait_until(lambda: ready(ways(opened, unit)))
    opened.settle()
    return ways(opened, unit)


def undo_last(opened: OpenedWindow) -> None:
    last = opened.do(lambda session: history(session, ReadHistory())).undo
    opened.do(lambda session: undo(session, Undo(last.number)))


def test_a_line_is_recorded_stage_by_stage(
    opened: OpenedWindow, page: EndpointsPage, unit: str
) -> None:
    panel = panel_of(opened, page, unit)
    assert panel.line.stage.currentData() == LineStage.CONNECTED
    panel.line.stage.setCurrentIndex(panel.line.stage.findData("issued"))
    panel.line_day.set_iso(SINCE)
    panel.line_button.click()
    found = after(opened, unit, lambda told: told.terms.stages)
    assert (found.terms.stages[0].stage, found.line_since) == ("issued", None)
    panel = panel_of(opened, page, unit)
    # The next stage is offered, and the end.
    assert panel.line.stage.currentData() == LineStage.RECEIVED
    panel.line.stage.setCurrentIndex(panel.line.stage.findData("connected"))
    panel.line_day.set_iso(TODAY)
    panel.line_button.click()
    after(opened, unit, lambda told: told.line_since == TODAY)
    panel = panel_of(opened, page, unit)
    shown = [label.text() for label in panel.line.findChildren(QLabel)]
    assert sum("đã cấp" in words or "thông tuyến" in words for words in shown) >= 2


def test_profiles_are_saved_in_one_run_and_shown_on_the_units_page(
    opened: OpenedWindow, page: EndpointsPage, unit: str
) -> None:
    panel = panel_of(opened, page, unit)
    assert not panel.profiles.save.isEnabled()
    for tick in panel.profiles.ticks.values():
        tick.setChecked(True)
    panel.profiles.day.set_iso(SINCE)
    panel.profiles.save.click()
    found = after(opened, unit, lambda told: told.terms.profiles)
    assert {held.profile for held in found.terms.profiles} == set(Profile)
    opened.window.go("units", unit)
    units = opened.window.page("units")
    assert isinstance(units, UnitsPage)
    wait_until(lambda: units.unit.shown is not None and units.unit.shown.terms.profiles)
    opened.settle()
    words = " ".join(label.text() for label in units.unit.findChildren(QLabel))
    assert "Không dùng bản rõ" in words
    assert "Chỉ mức văn thư" in words
    undo_last(opened)
    assert not ways(opened, unit).terms.profiles
    # All units below, at once.
    opened.window.go("endpoints")
    panel = panel_of(opened, page, unit)
    panel.profiles.ticks[Profile.NO_CLEAR].setChecked(True)
    panel.profiles.below.setChecked(True)
    panel.profiles.save.click()
    after(opened, unit, lambda told: told.terms.profiles)
    other = opened.do(lambda session: UnitList(BrowseUnits(UnitFilter())).read(session, 1, 1)).rows[
        0
    ]
    assert ways(opened, other.uid).terms.profiles


def test_an_exemption_is_recorded_refused_and_ended(
    opened: OpenedWindow, page: EndpointsPage, unit: str
) -> None:
    panel = panel_of(opened, page, unit)
    form = panel.exemptions
    form.add.button.click()
    form.since.set_iso(SINCE)
    form.last.set_iso(LATER)
    form.save.click()
    wait_until(lambda: any(notice.severity == "error" for notice in opened.notices))
    assert not ways(opened, unit).terms.exemptions
    form.number.setText("12-KL/TU")
    form.dated.set_iso(SINCE)
    form.level.setCurrentIndex(form.level.findData(int(SecrecyLevel.MAT)))
    form.save.click()
    found = after(opened, unit, lambda told: told.terms.exemptions)
    (held,) = found.terms.exemptions
    assert held.decision.startswith("12-KL/TU, ")
    assert (held.level, held.environment, held.direction) == (1, None, None)
    # It is named where the units are counted, and written into the workbook.
    page.show_what(("coverage",))
    wait_until(lambda: page.coverage.answer is not None)
    opened.window.go("endpoints", ("unit", unit))
    panel = panel_of(opened, page, unit)
    ends = [
        button
        for button in panel.exemptions.findChildren(QPushButton)
        if button.text() == "Kết thúc" and not button.isCheckable()
    ]
    assert len(ends) == 1
    ends[0].click()
    found = after(opened, unit, lambda told: told.terms.exemptions[0].to_date == TODAY)
    undo_last(opened)
    assert ways(opened, unit).terms.exemptions[0].to_date > LATER


def test_an_exempt_unit_is_named_beside_the_counts(
    opened: OpenedWindow, page: EndpointsPage, unit: str, tmp_path: Path
) -> None:
    panel = panel_of(opened, page, unit)
    form = panel.exemptions
    form.add.button.click()
    form.number.setText("12-KL/TU")
    form.last.set_iso(LATER)
    form.save.click()
    after(opened, unit, lambda told: told.terms.exemptions)
    page.show_what(("coverage",))
    tab = page.coverage
    wait_until(lambda: tab.answer is not None and tab.answer.excused)
    opened.settle()
    assert "12-KL/TU" in tab._told.text()
    out = tmp_path / "phủ.xlsx"
    tab.save_to(out)
    wait_until(out.exists)
    book = CalamineWorkbook.from_path(out)
    assert "Được miễn theo quyết định" in book.sheet_names


def test_how_long_nobody_is_there_presses_near_the_cutover(
    opened: OpenedWindow, page: EndpointsPage, unit: str
) -> None:
    model = page.endpoints.listing.model
    place = next(n for n, each in enumerate(model.columns) if each.name == "vacancy")
    column = model.columns[place]
    row = model.row(0)
    assert row is not None
    assert column.text(row).startswith("40 ngày")
    assert column.role is not None
    assert column.icon is not None
    assert (column.role(row), column.icon(row)) == (None, None)
    cutover = (_TODAY + timedelta(days=30)).isoformat()
    opened.do(lambda session: set_policy(session, SetPolicy("cutover_date", cutover)))
    page.read()
    wait_until(lambda: (found := model.row(0)) is not None and found.vacancy.pressing)
    row = model.row(0)
    assert column.text(row).startswith("Gấp: 40 ngày")
    assert (column.role(row), column.icon(row)) == ("error", "circle-alert")
    page.endpoints.open_endpoint(row.uid)
    side = page.endpoints.listing.side
    wait_until(lambda: isinstance(side.content(), EndpointPanel))
    panel = side.content()
    assert panel is not None
    assert any("Gấp: 40 ngày" in label.text() for label in panel.findChildren(QLabel))


def test_the_cutover_is_set_and_taken_back_in_the_settings(opened: OpenedWindow) -> None:
    opened.window.go("settings")
    settings = opened.window.page("settings")
    assert isinstance(settings, SettingsPage)
    wait_until(settings.cutover.tick.isEnabled)
    opened.settle()

    def kept() -> str:
        return str(opened.do(lambda s: read_policies(s, ReadPolicies()))["cutover_date"])

    assert kept() == "none"
    assert not settings.cutover.day.isEnabled()
    settings.cutover.tick.click()
    wait_until(lambda: kept() == TODAY)
    settings.cutover.day.set_iso(LATER)
    settings.cutover.day.editingFinished.emit()
    wait_until(lambda: kept() == LATER)
    settings.cutover.tick.click()
    wait_until(lambda: kept() == "none")
