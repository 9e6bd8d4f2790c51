"""The one search finds every command of the window, and does it; the vault's checks among them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.papers import PAPERS
from desktop.domain.problems import Problem
from desktop.services.vault_care import VaultCheck
from desktop.views.help.reader import HelpReader
from desktop.views.look.colours import Scheme
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, look_of, wear
from desktop.views.pages.bundles.page import BundlesPage
from desktop.views.pages.endpoints.add_panel import AddPanel
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.person_panel import PersonPanel
from desktop.views.pages.endpoints.rule_form import RuleForm
from desktop.views.pages.papers.page import PapersPage
from desktop.views.pages.settings import care
from desktop.views.pages.settings.page import SettingsPage
from desktop.views.pages.units.page import UnitsPage
from desktop.views.shell.palette import Palette
from tests.helpers.surroundings import vietnamese
from tests.helpers.windows import OpenedWindow, wait_until


def palette(opened: OpenedWindow) -> Palette:
    opened.window._top.search.click()
    wait_until(lambda: opened.window.findChild(Palette) is not None)
    found = opened.window.findChild(Palette)
    assert found is not None
    return found


def offered(opened: OpenedWindow, typed: str = "") -> list[str]:
    found = palette(opened)
    found.line.setText(typed)
    opened.settle()
    words = [found.list.item(number).text() for number in range(found.list.count())]
    found.reject()
    opened.settle()
    wait_until(lambda: opened.window.findChild(Palette) is None)
    return words


def do(opened: OpenedWindow, typed: str) -> None:
    """Type without tones and press Enter."""
    found = palette(opened)
    QTest.keyClicks(found.line, typed)
    opened.settle()
    QTest.keyClick(found.line, Qt.Key.Key_Return)
    opened.settle()


def test_every_command_is_offered(opened: OpenedWindow) -> None:
    opened.window.undo.read()
    opened.settle()
    _ = vietnamese()
    words = "\n".join(offered(opened))
    for wanted in (
        "Overview", "Units and codes", "Endpoints", "eToken", "Bundles", "Papers", "Journal",
        "Settings", "Import", "Add a unit", "Add an endpoint", "Add a person", "List the people",
        "Why does it not arrive?", "Sign and seal a bundle", "Judge a bundle", "Undo", "Lock",
        "See whether the vault is whole", "See whether the journal fits together",
        "Show the registers as of another day", "Read this page anew", "Help for this page",
        "The ten-minute tour", "Larger text", "Smaller text", "Colours: dark",
        "Colours: high contrast", *PAPERS.values(),
    ):  # fmt: skip
        assert _(wanted) in words, wanted
    # No command stands twice.
    lines = [line.split("   ")[0] for line in words.split("\n")]
    assert len(lines) == len(set(lines))


def test_changes_are_not_offered_where_nothing_can_be_changed(opened: OpenedWindow) -> None:
    opened.context.set_read_only()
    opened.settle()
    words = "\n".join(offered(opened))
    assert "Thêm đơn vị" not in words
    assert "Ký và đóng gói" not in words
    assert "Cơ quan và mã" in words


def test_new_records_begin_from_anywhere(opened: OpenedWindow) -> None:
    do(opened, "them don vi")
    units = opened.window.current_page()
    assert isinstance(units, UnitsPage)
    wait_until(lambda: units.stack.currentWidget() is units.edit and units.edit.form is not None)
    do(opened, "them dau moi")
    endpoints = opened.window.current_page()
    assert isinstance(endpoints, EndpointsPage)
    assert isinstance(endpoints.endpoints.listing.side.content(), AddPanel)
    do(opened, "them can bo")
    assert endpoints.tabs.currentWidget() is endpoints.people
    assert isinstance(endpoints.people.listing.side.content(), PersonPanel)


def test_tabs_and_papers_are_reached(opened: OpenedWindow) -> None:
    do(opened, "kiem tra goi")
    bundles = opened.window.current_page()
    assert isinstance(bundles, BundlesPage)
    assert bundles.tabs.currentWidget() is bundles.verify
    do(opened, "in danh sach khai bao")
    papers = opened.window.current_page()
    assert isinstance(papers, PapersPage)
    assert papers.options.papers.currentRow() == list(PAPERS).index("codes")


def test_the_day_help_and_tour_are_reached(opened: OpenedWindow) -> None:
    opened.window.activateWindow()
    do(opened, "xem du lieu tai ngay")
    assert opened.window.focusWidget() is opened.window._top.date
    opened.window._top.date.setDate(QDate(2026, 1, 2))
    opened.settle()
    do(opened, "tro ve hom nay")
    assert opened.context.as_of is None
    do(opened, "muoi phut lam quen")
    reader = opened.window.findChild(HelpReader)
    assert reader is not None
    assert "quen" in reader.text().lower()
    reader.reject()


def test_the_look_is_chosen_and_the_settings_show_it(
    opened: OpenedWindow, qapp: QApplication
) -> None:
    opened.context._keep = lambda changed: wear(qapp, changed.look)
    settings = opened.window.page("settings")
    assert isinstance(settings, SettingsPage)
    try:
        do(opened, "mau sac toi")
        assert look_of().scheme is Scheme.DARK
        assert settings.scheme.currentData() == Scheme.DARK
        do(opened, "chu to hon")
        assert look_of().text_size == TEXT_SIZES[2]
        assert settings.text_size.currentData() == TEXT_SIZES[2]
    finally:
        wear(qapp, Look())


def test_the_vault_and_its_journal_are_checked(opened: OpenedWindow) -> None:
    do(opened, "kiem tra kho con nguyen ven")
    wait_until(lambda: any("nguyên vẹn" in each.message for each in opened.notices))
    assert opened.notices[-1].severity == "good"
    do(opened, "kiem tra nhat ky con khop")
    wait_until(lambda: opened.notices[-1].message.startswith("Nhật ký nguyên vẹn"))
    settings = opened.window.current_page()
    assert isinstance(settings, SettingsPage)
    assert settings.care.check_button.isEnabled()


def test_damage_that_is_found_is_said_with_its_mend(
    opened: OpenedWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = VaultCheck("v", 1, 1, 2, None, (Problem("vault.pages_damaged", {"count": 3}),))
    monkeypatch.setattr(care, "check", lambda *_: damaged)
    settings = opened.window.page("settings")
    assert isinstance(settings, SettingsPage)
    opened.window.go("settings")
    settings.care.check_button.click()
    wait_until(lambda: opened.notices)
    assert opened.notices[-1].severity == "error"
    assert "3" in opened.notices[-1].message
    assert settings.care.check_button.isEnabled()


@pytest.mark.parametrize(
    ("typed", "tab"), [("quy tac tiep nhan", "rules"), ("so lieu su dung", "use")]
)
def test_rules_and_use_are_found(opened: OpenedWindow, typed: str, tab: str) -> None:
    do(opened, typed)
    page = opened.window.current_page()
    assert isinstance(page, EndpointsPage)
    assert page.tabs.currentWidget() is getattr(page, tab)


def test_a_rule_is_given_from_the_search(opened: OpenedWindow) -> None:
    do(opened, "dat quy tac tiep nhan")
    page = opened.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    wait_until(lambda: page.rules.findChildren(RuleForm))
    (form,) = page.rules.findChildren(RuleForm)
    assert form.isVisible()
    form.reject()
    opened.context.set_read_only()
    assert not any("Đặt quy tắc tiếp nhận" in words for words in offered(opened, "quy tac"))
