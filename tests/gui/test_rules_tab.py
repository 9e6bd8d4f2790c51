"""Receiving rules in a real window: given, put in order, changed, ended; explained and undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.models.tables import endpoint
from desktop.services.browse_units import BrowseUnits, UnitFilter, UnitList
from desktop.services.receiving_rules.command import AddRule, EndRules, RuleDetails
from desktop.services.receiving_rules.editing import add_rule, end_rules
from desktop.views.pages.endpoints.endpoint_panel import EndpointPanel
from desktop.views.pages.endpoints.forms import choose
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.rule_form import RuleForm
from desktop.views.pages.endpoints.rules_tab import RulesTab
from tests.helpers.importing import rows_of
from tests.helpers.looks import cut_off, overlapping
from tests.helpers.windows import OpenedWindow, wait_until


@pytest.fixture
def page(sampled: OpenedWindow) -> EndpointsPage:
    sampled.window.go("endpoints", ("rules",))
    page = sampled.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    wait_until(lambda: page.rules.lines is not None)
    sampled.settle()
    return page


def root_of(opened: OpenedWindow) -> tuple[str, str]:
    wanted = BrowseUnits(UnitFilter(words="tinh uy mau"))
    root = opened.do(lambda session: UnitList(wanted).read(session, 0, 1)).rows[0]
    return root.uid, root.name


def form_of(tab: RulesTab, press: QPushButton) -> RuleForm:
    press.click()
    (form,) = [form for form in tab.findChildren(RuleForm) if form.isVisible()]
    return form


def give(opened: OpenedWindow, tab: RulesTab, role: str, *types: str) -> None:
    before = len(tab.lines or ())
    form = form_of(tab, tab.add_button if before else tab.add_first)
    assert not form.save.isEnabled(), "no unit is named yet"
    form.unit.set_unit(*root_of(opened))
    form.unit.picked.emit(form.unit.uid())
    form.kinds.set_types(types)
    choose(form.role, role)
    choose(form.environment, Environment.CLEAR.value)
    form.save.click()
    wait_until(lambda: len(tab.lines or ()) == before + 1)
    opened.settle()


def shown(tab: RulesTab) -> list[tuple[str, str]]:
    return [(line.rule.role, " ".join(sorted(line.rule.types))) for line in tab.lines or ()]


def test_rules_are_given_ordered_changed_and_ended(
    sampled: OpenedWindow, page: EndpointsPage
) -> None:
    tab = page.rules
    give(sampled, tab, "van-thu", "cong-van", "bao-cao")
    give(sampled, tab, "lanh-dao-van-phong", "cong-van", "giay-moi")
    assert shown(tab) == [
        ("van-thu", "bao-cao cong-van"), ("lanh-dao-van-phong", "cong-van giay-moi"),
    ]  # fmt: skip
    tab.table.selectRow(1)
    assert (tab.up.isEnabled(), tab.down.isEnabled()) == (True, False)
    tab.up.click()
    wait_until(lambda: shown(tab)[0][0] == "lanh-dao-van-phong")
    sampled.settle()
    tab.table.selectRow(0)
    form = form_of(tab, tab.edit)
    assert not form.unit.isEnabled()
    form.kinds.set_types(["giay-moi"])
    form.save.click()
    wait_until(lambda: shown(tab)[0][1] == "giay-moi")
    sampled.settle()
    tab.table.selectRow(1)
    assert tab.end.isEnabled()
    tab.end.click()
    # What began today cannot end today: it is said, and nothing is lost.
    wait_until(lambda: sampled.notices[-1].severity == "error")
    assert len(tab.lines or ()) == 2
    assert cut_off(tab) == []
    assert overlapping(tab) == []


def test_a_rule_that_held_before_stays_chosen_while_it_is_moved(
    sampled: OpenedWindow, page: EndpointsPage
) -> None:
    tab = page.rules
    uid, _ = root_of(sampled)
    for role, kind in (("van-thu", "cong-van"), ("lanh-dao-van-phong", "giay-moi")):
        details = RuleDetails(role, types=(kind,))
        sampled.do(lambda session, of=details: add_rule(session, AddRule(uid, of, "2026-01-01")))
    tab.read()
    wait_until(lambda: len(tab.lines or ()) == 2)
    sampled.settle()
    tab.table.selectRow(1)
    tab.up.click()
    wait_until(lambda: shown(tab)[0][0] == "lanh-dao-van-phong")
    sampled.settle()
    (chosen,) = tab.table.chosen_rows()
    assert (chosen.rule.role, chosen.rule.position) == ("lanh-dao-van-phong", 1)
    assert chosen.from_date > "2026-01-01"


def test_a_rule_is_explained_and_leads_back_to_it(
    sampled: OpenedWindow, page: EndpointsPage
) -> None:
    tab = page.rules
    give(sampled, tab, "lanh-dao-van-phong")
    uid, name = root_of(sampled)
    page.show_what(("explain", uid, SecrecyLevel.KHONG_MAT))
    wait_until(lambda: page.explain.answer is not None)
    answer = page.explain.answer
    assert answer is not None
    (step,) = [step for step in answer.steps if step.name == "rule"]
    assert step.status == "failed"
    sampled.settle()
    page.explain.from_unit.set_unit(uid, name)
    page.explain.from_unit.picked.emit(uid)
    choose(page.explain.kind, "cong-van")
    page.explain.read()
    wait_until(lambda: getattr(page.explain.answer, "document_type", None) == "cong-van")
    answer = page.explain.answer
    assert answer is not None
    assert answer.sending is not None
    assert answer.sending.uid == uid
    sampled.settle()
    mends = [
        button
        for button in page.explain.findChildren(QPushButton)
        if button.property("role") == "main" and button.isVisible()
    ]
    mends[0].click()
    wait_until(lambda: page.tabs.currentWidget() is tab)
    assert tab.unit.uid() == uid


def test_types_of_an_endpoint_are_ticked_and_kept(
    sampled: OpenedWindow, page: EndpointsPage
) -> None:
    uid = sampled.do(lambda session: rows_of(session, endpoint))[0].uid
    page.show_what(("endpoint", uid))
    wait_until(lambda: isinstance(page.endpoints.listing.side.content(), EndpointPanel))
    panel = page.endpoints.listing.side.content()
    assert isinstance(panel, EndpointPanel)
    assert panel.kinds.text() == "mọi loại"
    assert not panel.save.isEnabled()
    menu = panel.kinds.menu()
    menu.popup(panel.kinds.mapToGlobal(panel.kinds.rect().bottomLeft()))
    wait_until(menu.isVisible)
    menu.setActiveAction(menu.actions()[3])
    QTest.keyClick(menu, Qt.Key.Key_Space)
    assert menu.isVisible(), "several are ticked in one go"
    menu.close()
    assert panel.kinds.text() == "Quyết định"
    panel.save.click()
    wait_until(
        lambda: (
            sampled.do(lambda session: rows_of(session, endpoint, uid=uid))[0].document_types
            == "quyet-dinh"
        )
    )


def test_a_refused_rule_says_why_in_its_form(sampled: OpenedWindow, page: EndpointsPage) -> None:
    tab = page.rules
    give(sampled, tab, "van-thu")
    form = form_of(tab, tab.add_button)
    form.unit.set_unit(*root_of(sampled))
    form.unit.picked.emit(form.unit.uid())
    choose(form.role, "van-thu")
    choose(form.environment, Environment.CLEAR.value)
    form.save.click()
    wait_until(form.trouble.isVisible)
    assert "không bao giờ được dùng" in form.trouble.text()
    assert form.save.isEnabled()
    form.reject()
    assert len(tab.lines or ()) == 1


def test_on_a_past_day_rules_that_begin_later_are_marked(
    sampled: OpenedWindow, page: EndpointsPage
) -> None:
    tab = page.rules
    unit, _name = root_of(sampled)
    today = QDate.currentDate()

    def iso(days: int) -> str:
        return today.addDays(days).toString(Qt.DateFormat.ISODate)

    rules = (("van-thu", ("cong-van",), iso(-20)), ("lanh-dao-van-phong", (), iso(-5)))
    for role, types, first in rules:
        details = RuleDetails(role, environment=Environment.CLEAR, types=types)
        sampled.do(lambda s, d=details, on=first: add_rule(s, AddRule(unit, d, on)))
    sampled.context.changed.emit()
    wait_until(lambda: len(tab.lines or ()) == 2)
    ended = next(line.uid for line in tab.lines or () if line.rule.role == "van-thu")
    sampled.do(lambda session: end_rules(session, EndRules((ended,), iso(-2))))
    sampled.context.set_date(iso(-10))
    wait_until(lambda: len(tab.lines or ()) == 2)
    sampled.settle()
    column = next(each for each in tab.model.columns if each.name == "beaten_by")
    assert column.role is not None
    assert column.icon is not None
    told = {
        line.rule.role: (column.text(line), column.role(line), column.icon(line))
        for line in tab.model.rows()
    }
    assert told == {
        "van-thu": ("có; nay đã hết", "quiet", "history"),
        "lanh-dao-van-phong": ("chưa đến ngày", "quiet", "hourglass"),
    }
