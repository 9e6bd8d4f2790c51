"""The page of endpoints in a real window: set up, hand over, change many, explain, print, undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.route_steps import StepStatus
from desktop.services.browse_endpoints import EndpointFilter, ReadOne, read_unit_ways
from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.edit_endpoints import add_endpoint
from desktop.services.endpoint_edits import AddEndpoint, Someone
from desktop.services.history import ReadHistory, history
from desktop.services.undo import Undo, undo
from desktop.views.pages.endpoints.add_panel import AddPanel, ManyPanel
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.endpoints.unit_panel import UnitPanel
from desktop.views.pages.mending import place_of
from tests.helpers.windows import OpenedWindow, wait_until

SINCE = "2026-01-01"


@pytest.fixture
def units(opened: OpenedWindow) -> list[str]:
    """Give three units a clear endpoint each; return their uids."""
    found = opened.do(lambda session: UnitList(BrowseUnits(UnitFilter())).read(session, 0, 3)).rows
    for line in found:
        command = AddEndpoint(
            line.uid, "van-thu", Environment.CLEAR, SINCE, account=f"vt.{line.code}",
            someone=Someone(name=f"Cán bộ {line.code}"),
        )  # fmt: skip
        opened.do(lambda session, command=command: add_endpoint(session, command))
    return [line.uid for line in found]


@pytest.fixture
def page(opened: OpenedWindow, units: list[str]) -> EndpointsPage:
    found = opened.window.page("endpoints")
    assert isinstance(found, EndpointsPage)
    opened.window.go("endpoints")
    wait_until(lambda: found.endpoints.listing.model.count() == len(units))
    return found


def panel(page: EndpointsPage, kind: type[QWidget]) -> QWidget:
    """Return the panel beside the tab that is seen, once it is of this kind."""
    tab = page.tabs.currentWidget()
    assert tab in (page.endpoints, page.people)
    side = (page.endpoints if tab is page.endpoints else page.people).listing.side
    wait_until(lambda: isinstance(side.content(), kind))
    found = side.content()
    assert found is not None
    return found


def choose_row(page: EndpointsPage, number: int) -> EndpointPanel:
    page.endpoints.listing.table.selectRow(number)
    found = panel(page, EndpointPanel)
    assert isinstance(found, EndpointPanel)
    return found


def last_words(opened: OpenedWindow) -> int:
    """Return the number of the run that Undo would take back."""
    described = opened.do(lambda session: history(session, ReadHistory())).undo
    assert described is not None
    return int(described.number)


def test_an_endpoint_is_set_up_with_a_new_person(
    opened: OpenedWindow, page: EndpointsPage, units: list[str]
) -> None:
    opened.window.context.go("endpoints", ("add", units[1]))
    form = panel(page, AddPanel)
    assert isinstance(form, AddPanel)
    form.role.setCurrentIndex(form.role.findData("van-thu-mat"))
    assert form.environment.currentData() == "mat"
    form.person.name.setText("Trần Thị Mẫu")
    form.account.setText("vtm.moi")
    form.save.click()
    shown = panel(page, EndpointPanel)
    assert isinstance(shown, EndpointPanel)
    ways = opened.do(lambda session: read_unit_ways(session, ReadOne(units[1])))
    made = next(line for line in ways.endpoints if line.account == "vtm.moi")
    assert (made.person_name, made.role, made.environment) == (
        "Trần Thị Mẫu", "van-thu-mat", "mat",
    )  # fmt: skip
    undo_of = last_words(opened)
    opened.do(lambda session: undo(session, Undo(undo_of)))
    ways = opened.do(lambda session: read_unit_ways(session, ReadOne(units[1])))
    assert len(ways.endpoints) == 1


def test_a_handover_shows_both_and_names_the_run(opened: OpenedWindow, page: EndpointsPage) -> None:
    form = choose_row(page, 0)
    form.hand_over.button.click()
    assert not form.give.isEnabled()
    form.person.name.setText("Lê Người Mới")
    form.since.set_iso("2026-06-01")
    form.give.click()

    def names() -> list[str]:
        rows = page.endpoints.listing.model
        return [rows.row(n).person_name for n in range(rows.count()) if rows.row(n)]

    wait_until(lambda: "Lê Người Mới" in names())
    assert any(notice.severity == "good" for notice in opened.notices)


def test_a_refusal_is_said_and_changes_nothing(opened: OpenedWindow, page: EndpointsPage) -> None:
    form = choose_row(page, 0)
    before = last_words(opened)
    form.ceiling.setCurrentIndex(form.ceiling.findData(int(SecrecyLevel.MAT)))
    assert form.save.isEnabled()
    form.save.click()
    wait_until(lambda: opened.notices)
    assert opened.notices[-1].key == "endpoint.level_in_clear"
    assert last_words(opened) == before


def test_many_are_changed_in_one_run(opened: OpenedWindow, page: EndpointsPage) -> None:
    page.endpoints.listing.table.selectAll()
    form = panel(page, ManyPanel)
    assert isinstance(form, ManyPanel)
    before = last_words(opened)
    form.state.setCurrentIndex(form.state.findData("suspended"))
    form.state_button.click()
    model = page.endpoints.listing.model
    wait_until(lambda: all(model.row(n) and model.row(n).state == "suspended" for n in range(3)))
    assert last_words(opened) == before + 1


def test_filters_narrow_the_table(page: EndpointsPage) -> None:
    listing = page.endpoints.listing
    listing.bar.words.setText("khong co ai ten nhu the")
    wait_until(lambda: listing.model.count() == 0)
    page.show_what(EndpointFilter())
    wait_until(lambda: listing.model.count() == 3)
    page.endpoints.bar.lacks.setChecked(True)
    wait_until(lambda: listing.model.count() == 0)


def test_a_unit_gets_its_line(opened: OpenedWindow, page: EndpointsPage, units: list[str]) -> None:
    page.show_what(("unit", units[0]))
    form = panel(page, UnitPanel)
    assert isinstance(form, UnitPanel)
    form.line_day.set_iso(SINCE)
    form.line_button.click()
    wait_until(
        lambda: opened.do(lambda s: read_unit_ways(s, ReadOne(units[0]))).line_since == SINCE
    )


def test_the_explanation_marks_the_first_gap_and_leads_to_its_mend(
    opened: OpenedWindow, page: EndpointsPage, units: list[str]
) -> None:
    opened.window.context.go("endpoints", ("explain", units[0], SecrecyLevel.MAT))
    wait_until(lambda: page.explain.answer is not None)
    answer = page.explain.answer
    assert answer is not None
    assert not answer.delivered
    failed = [step.name for step in answer.steps if step.status is StepStatus.FAILED]
    assert failed[0] == "endpoint"  # there is none on the secret network
    page.explain.copy.click()
    assert answer.unit in QGuiApplication.clipboard().text()

    def mends() -> list[QPushButton]:
        return [
            button
            for button in page.explain.findChildren(QPushButton)
            if button.property("role") == "main" and button.isVisible()
        ]

    # Qt shows what was added to a visible widget only in its next round.
    wait_until(lambda: len(mends()) == 1)
    mends()[0].click()
    form = panel(page, AddPanel)
    assert isinstance(form, AddPanel)
    assert form.unit.uid() == units[0]
    # What is missing is offered, and the keyboard is in the form.
    assert form.environment.currentData() == Environment.SECRET
    assert form.receives.isChecked()
    opened.settle()
    assert form.isAncestorOf(focused(opened))


def focused(opened: OpenedWindow) -> QWidget:
    found = opened.window.focusWidget()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ("route.line.missing", "line_day"),
        ("route.channel.paper", "channels"),
        ("route.person.nobody", "person"),
        ("route.endpoint.suspended", "state"),
        ("route.endpoint.ceiling", "ceiling"),
    ],
)
def test_the_way_to_a_mend_ends_in_the_field_to_be_filled_in(
    opened: OpenedWindow, page: EndpointsPage, units: list[str], rule: str, field: str
) -> None:
    line = page.endpoints.listing.model.row(0)
    assert line is not None
    page.endpoints.listing.bar.words.setFocus()
    place = place_of(rule, line.unit, line.uid)
    assert place is not None
    opened.context.go(*place)
    kind = UnitPanel if field in ("line_day", "channels") else EndpointPanel
    wait_until(lambda: isinstance(page.endpoints.listing.side.content(), kind))
    opened.settle()
    found = getattr(page.endpoints.listing.side.content(), field)
    wanted = found[Environment.CLEAR] if isinstance(found, dict) else found
    at = focused(opened)
    assert at in (wanted, wanted.focusProxy())


def test_both_channels_are_saved_in_one_run(
    opened: OpenedWindow, page: EndpointsPage, units: list[str]
) -> None:
    page.show_what(("unit", units[0]))
    form = panel(page, UnitPanel)
    assert isinstance(form, UnitPanel)
    before = last_words(opened)
    for box in form.channels.values():
        box.setCurrentIndex(box.findData("axis"))
    save = next(b for b in form.findChildren(QPushButton) if b.text() == "Lưu kênh chính thức")
    save.click()
    wait_until(lambda: len(opened.do(lambda s: read_unit_ways(s, ReadOne(units[0]))).channels) == 2)
    assert last_words(opened) == before + 1


def test_the_explanation_is_printed_on_one_page(
    opened: OpenedWindow, page: EndpointsPage, units: list[str], tmp_path: Path
) -> None:
    page.show_what(("explain", units[0], SecrecyLevel.TOI_MAT))
    wait_until(lambda: page.explain.answer is not None)
    out = tmp_path / "phieu.pdf"
    page.explain.print_to(out)
    wait_until(lambda: any(notice.key == "explain" for notice in opened.notices))
    content = out.read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 1


def test_a_person_is_changed(opened: OpenedWindow, page: EndpointsPage) -> None:
    page.tabs.setCurrentWidget(page.people)
    listing = page.people.listing
    wait_until(lambda: listing.model.count() == 3)
    listing.table.selectRow(0)
    form = panel(page, PersonPanel)
    assert isinstance(form, PersonPanel)
    assert not form.save.isEnabled()
    form.phone.setText("0000 123 456")
    form.save.click()
    wait_until(lambda: listing.model.row(0) and listing.model.row(0).phone == "0000 123 456")
