"""The page of tokens in a real window: figures, list, one token, steps from hand to hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.services.browse_tokens import BrowseTokens, TokenFilter, TokenList
from desktop.services.find import Found
from desktop.views.pages.tokens.certificates import CertificateForm
from desktop.views.pages.tokens.forms import AssignForm, StepForm, TokenDialog
from desktop.views.pages.tokens.page import TokensPage
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until

Form = TypeVar("Form", bound=TokenDialog)


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokens")
    new_vault(folder / "vault", fill=lambda session: fill_tokens(session, folder)).close()
    return folder / "vault"


@pytest.fixture
def opened(tokens: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(tokens, tmp_path / "vault"))
    yield window
    window.close()


@pytest.fixture
def page(opened: OpenedWindow) -> TokensPage:
    opened.window.go("tokens")
    found = opened.window.page("tokens")
    assert isinstance(found, TokensPage)
    wait_until(lambda: found.listing.model.row(4) is not None)
    return found


def custody(opened: OpenedWindow, serial: str) -> str:
    rows = opened.do(lambda session: TokenList(BrowseTokens()).read(session, 0, 50)).rows
    return next(str(row.custody) for row in rows if row.serial == serial)


def form(kind: type[Form]) -> Form:
    def found() -> list[Form]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    wait_until(found)
    return found()[0]


def test_a_figure_opens_the_list_of_its_names(page: TokensPage) -> None:
    button = page.listing.figures.buttons[TokenFilter(unsigned=True)]
    wait_until(lambda: "1" in button.text())
    button.click()
    wait_until(lambda: page.listing.model.count() == 1)
    wait_until(lambda: page.listing.model.row(0) is not None)
    assert page.listing.model.row(0).serial == "AA02"
    page.listing.clear_button.click()
    wait_until(lambda: page.listing.model.count() == 5)
    assert not button.isChecked()


def test_a_filter_is_kept_by_name_and_chosen_again(opened: OpenedWindow, page: TokensPage) -> None:
    listing = page.listing
    unit = opened.do(lambda session: TokenList(BrowseTokens()).read(session, 0, 50)).rows[0].unit
    wanted = TokenFilter(words="AA", custody="received", ending=0, unsigned=True, under=unit)
    listing.choose(wanted)
    wait_until(lambda: listing.wanted == wanted)
    name = listing.unit.text()
    assert name
    listing.kept.keep("Chưa ký, đã hết hạn")
    wait_until(lambda: listing.kept.kept() == ["Chưa ký, đã hết hạn"])
    listing.clear()
    assert listing.unit.text() == ""
    listing.kept.choose("Chưa ký, đã hết hạn")
    wait_until(lambda: listing.wanted == wanted)
    assert (listing.words.text(), listing.unit.text()) == ("AA", name)
    listing.kept.forget("Chưa ký, đã hết hạn")
    wait_until(lambda: listing.kept.kept() == [])


def test_tokens_are_handed_over_and_it_is_taken_back(
    opened: OpenedWindow, page: TokensPage
) -> None:
    page.listing.table.selectRow(1)
    page.step_button.click()
    step = form(StepForm)
    step.day.setMaximumDate(QDate(2099, 1, 1))
    step.step.setCurrentIndex(step.step.findData("handed_over"))
    step.day.setDate(QDate(2026, 1, 4))
    step.save.click()
    wait_until(step.trouble.isVisible)
    assert "AA02" in step.trouble.text()
    step.day.setDate(QDate(2026, 1, 6))
    step.save.click()
    wait_until(lambda: opened.notices and opened.notices[-1].act is not None)
    assert custody(opened, "AA02") == "handed_over"
    notice = opened.notices[-1]
    assert notice.act is not None
    notice.act()
    wait_until(lambda: opened.notices[-1] is not notice)
    assert custody(opened, "AA02") == "received"


def test_tokens_without_a_common_step_say_so(page: TokensPage) -> None:
    page.listing.table.selectAll()
    page.step_button.click()
    step = form(StepForm)
    assert not step.save.isEnabled()
    assert step.trouble.isVisible()
    step.reject()


def test_a_token_is_opened_and_escape_leads_back(opened: OpenedWindow, page: TokensPage) -> None:
    # One that somebody signed for is given back before it is anybody else's.
    row = page.listing.model.row(1)
    page.listing.table.selectRow(1)
    page.listing.table.setFocus()
    QTest.keyClick(page.listing.table, Qt.Key.Key_Return)
    wait_until(lambda: page.token.shown is not None and page.token.shown.line.uid == row.uid)
    page.token.assign_button.click()
    assign = form(AssignForm)
    assert not assign.save.isEnabled()
    assign.nobody.click()
    assign.save.click()
    wait_until(lambda: page.token.shown is not None and page.token.shown.line.person is None)
    opened.window.activateWindow()
    wait_until(opened.window.isActiveWindow)
    QTest.keyClick(page.token, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.listing


def test_other_pages_lead_to_a_token_and_to_a_units_tokens(
    opened: OpenedWindow, page: TokensPage
) -> None:
    row = page.listing.model.row(1)
    opened.context.go("tokens", Found("token", row.uid, row.serial, row.subscriber))
    wait_until(lambda: page.token.shown is not None and page.token.shown.line.uid == row.uid)
    opened.context.go("tokens", ("unit", row.unit))
    wait_until(lambda: page.listing.model.count() == 2)
    assert page.listing.unit.text() == "Đảng uỷ xã Một"
    page.listing.unit.clear()
    wait_until(lambda: page.listing.model.count() == 5)


def test_a_lost_token_needs_its_reason_and_the_timeline_tells_it(
    opened: OpenedWindow, page: TokensPage
) -> None:
    page.open_token(page.listing.model.row(0).uid)
    wait_until(lambda: page.token.shown is not None)
    page.token.open_step()
    step = form(StepForm)
    step.step.setCurrentIndex(step.step.findData("returned"))
    assert not step.reason.isVisible()
    assert "Thu lại" in step.why.text()
    step.step.setCurrentIndex(step.step.findData("lost"))
    assert step.reason.isVisible()
    step.save.click()
    wait_until(step.trouble.isVisible)
    step.reason.setText("rơi khi đi công tác")
    step.paper.setText("5-BC/VPTU")
    step.save.click()
    wait_until(lambda: page.token.shown is not None and len(page.token.shown.moves) == 3)
    shown = " ".join(label.text() for label in page.token.findChildren(QLabel))
    for words in ("Mất (trước đó: đã bàn giao)", "5-BC/VPTU", "rơi khi đi công tác"):
        assert words.lower() in shown.lower()
    assert "còn chờ nơi cấp xác nhận" in shown


def test_a_certificate_is_asked_for_and_gets_its_number(
    opened: OpenedWindow, page: TokensPage
) -> None:
    row = page.listing.model.row(4)
    page.open_token(row.uid)
    wait_until(lambda: page.token.shown is not None)
    button(page, "Đề nghị cấp chứng thư số").click()
    asked = form(CertificateForm)
    assert asked.place() == ("request", row.uid)
    asked.paper.setText("CV 10")
    asked.save.click()
    wait_until(lambda: page.token.shown is not None and page.token.shown.certificates)
    wait_until(lambda: not asked_forms())
    button(page, "Đổi trạng thái").click()
    step = form(CertificateForm)
    step.step.setCurrentIndex(step.step.findData("issued"))
    assert step.number.isVisible()
    step.number.setText("0c7")
    step.save.click()
    wait_until(lambda: page.token.shown.certificates[0].number == "0C7")
    wait_until(lambda: not asked_forms())
    uid = page.token.shown.certificates[0].uid
    page.reopen_form(("certificate", row.uid, uid), lambda _: None)
    assert form(CertificateForm).place() == ("certificate", row.uid, uid)


def asked_forms() -> list[CertificateForm]:
    found = QApplication.topLevelWidgets()
    return [each for each in found if isinstance(each, CertificateForm) and each.isVisible()]


def button(page: TokensPage, words: str) -> QPushButton:
    return next(each for each in page.token.findChildren(QPushButton) if each.text() == words)
