"""Minutes and requests in a real window: drawn up for chosen tokens, printed, signed, answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop.domain.handover import MinutesState
from desktop.domain.issuer_requests import Kind, RequestState
from desktop.services.handover.command import ListMinutes, Minutes
from desktop.services.handover.drawing import list_minutes
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.requests.command import ListRequests, Request
from desktop.services.requests.drawing import list_requests
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.tokens.paper_forms import (
    AnswerForm,
    CancelForm,
    MinutesForm,
    RequestForm,
    SendForm,
    SignedForm,
)
from desktop.views.pages.tokens.print_form import PrintForm
from tests.helpers.papers import pages_of_text
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until
from tests.helpers.workbooks import write_xlsx

Form = TypeVar("Form", bound=QWidget)


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


def form(kind: type[Form]) -> Form:
    def found() -> list[Form]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    wait_until(found)
    return found()[0]


def minutes(opened: OpenedWindow) -> tuple[Minutes, ...]:
    return opened.do(lambda session: list_minutes(session, ListMinutes()))


def requests(opened: OpenedWindow) -> tuple[Request, ...]:
    return opened.do(lambda session: list_requests(session, ListRequests()))


def choose(page: TokensPage, words: str) -> None:
    """Choose what the menu “draw up” calls so."""
    menu = page.draw_button.menu()
    next(act for act in menu.actions() if words in act.text()).trigger()


def test_minutes_are_drawn_up_and_signed_in_the_window(
    opened: OpenedWindow, page: TokensPage, tmp_path: Path
) -> None:
    assert not page.draw_button.isEnabled()
    page.listing.table.selectRow(1)
    choose(page, "giao cho thuê bao")
    drawing = form(MinutesForm)
    drawing.on.setMaximumDate(QDate(2099, 1, 1))
    drawing.on.setDate(QDate(2026, 1, 6))
    drawing.giver[0].setText("Lê Văn Giao")
    drawing.save.click()
    wait_until(lambda: minutes(opened))
    assert minutes(opened)[0].told.giver.name == "Lê Văn Giao"
    wait_until(lambda: page.listing.model.row(1) and page.listing.model.row(1).minutes == 1)
    page.papers_button.click()
    page.papers.tabs.setCurrentWidget(page.papers.minutes)
    tab = page.papers.minutes
    wait_until(lambda: tab.chosen() is not None)
    tab.save_to(tmp_path / "bb.pdf")
    wait_until((tmp_path / "bb.pdf").exists)
    assert "Lê Văn Giao" in " ".join(pages_of_text((tmp_path / "bb.pdf").read_bytes(), tmp_path))
    assert not tab.files.isEnabled()
    tab.signed.click()
    signing = form(SignedForm)
    signing.save.click()
    wait_until(signing.trouble.isVisible)
    scan = tmp_path / "anh.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n signed")
    signing.paper.setText("7-BB/VPTU")
    signing.on.setMaximumDate(QDate(2099, 1, 1))
    signing.on.setDate(QDate(2026, 1, 7))
    signing.scan.set_path(scan)
    signing.save.click()
    wait_until(lambda: minutes(opened)[0].state is MinutesState.SIGNED)
    wait_until(tab.files.isEnabled)
    out = tmp_path / "ra"
    out.mkdir()
    tab.take_out_to(out)
    wait_until(lambda: list(out.iterdir()))
    assert next(out.iterdir()).read_bytes() == scan.read_bytes()
    page.papers.back.click()
    assert page.stack.currentWidget() is page.listing


def test_minutes_are_given_up_with_a_reason(opened: OpenedWindow, page: TokensPage) -> None:
    page.open_token(page.listing.model.row(0).uid)
    wait_until(lambda: page.token.shown is not None)
    choose(page, "trả lại")
    form(MinutesForm).save.click()
    wait_until(lambda: minutes(opened))
    page.show_papers()
    wait_until(page.papers.minutes.cancel.isEnabled)
    page.papers.minutes.cancel.click()
    giving_up = form(CancelForm)
    giving_up.reason.setText("chưa thu được")
    giving_up.save.click()
    wait_until(lambda: minutes(opened)[0].state is MinutesState.CANCELLED)


def test_a_request_is_drawn_up_printed_sent_and_answered(
    opened: OpenedWindow, page: TokensPage, tmp_path: Path
) -> None:
    page.listing.table.selectRow(0)
    choose(page, "thu hồi")
    asking = form(RequestForm)
    asking.reason.setText("nghỉ hưu")
    asking.save.click()
    wait_until(lambda: requests(opened))
    page.papers_button.click()
    tab = page.papers.requests
    wait_until(lambda: tab.chosen() is not None)
    assert not tab.answer.isEnabled()
    tab.print.click()
    printing = form(PrintForm)
    cell = printing.numbers.item(0, 1)
    assert cell is not None
    cell.setText("12")
    printing.save_to(tmp_path / "mau.pdf")
    wait_until(printing.trouble.isVisible)
    # Whose number it is stands before what is wrong with it.
    assert printing.trouble.text().startswith("Nguyễn Văn An: ")
    cell.setText("020081001234")
    printing.save_to(tmp_path / "mau.pdf")
    wait_until((tmp_path / "mau.pdf").exists)
    text = " ".join(pages_of_text((tmp_path / "mau.pdf").read_bytes(), tmp_path))
    assert "020081001234" in text
    wait_until(lambda: not any(w.isVisible() for w in page.findChildren(PrintForm)))
    tab.send.click()
    sending = form(SendForm)
    sending.letter.setText("CV 12")
    sending.save.click()
    wait_until(tab.answer.isEnabled)
    assert requests(opened)[0].state is RequestState.SENT
    tab.answer.click()
    answering = form(AnswerForm)
    assert not answering.certificate.isVisible()
    answering.paper.setText("CV 99")
    answering.save.click()
    wait_until(lambda: requests(opened)[0].state is RequestState.CONFIRMED)


def test_a_batch_is_made_from_what_the_registers_find(
    opened: OpenedWindow, page: TokensPage
) -> None:
    page.show_papers()
    tab = page.papers.requests
    tab.make_batch("ending")
    wait_until(lambda: requests(opened))
    assert requests(opened)[0].kind is Kind.RENEW
    wait_until(lambda: tab.items.count() > 0)
    tab.cancel.click()
    wait_until(lambda: requests(opened)[0].state is RequestState.CANCELLED)
    tab.make_batch("locked")
    wait_until(lambda: opened.notices and opened.notices[-1].severity == "error")


def test_what_a_merger_left_is_settled_on_the_tokens_page(
    opened: OpenedWindow, page: TokensPage, tmp_path: Path
) -> None:
    plan = write_xlsx(
        tmp_path / "plan.xlsx",
        (
            ("Loại", "Đơn vị cũ", "Đơn vị mới", "Ngày hiệu lực"),
            ("Nhập vào", "A05.06001", "A05.06002", "01/07/2026"),
        ),
    )
    command = Reorganise(plan, apply=True, accept_defaults=True)
    opened.do(lambda session: reorganise(session, command))
    row = next(row for place in range(5) if (row := page.listing.model.row(place)).serial == "AA03")
    page.open_token(row.uid)
    wait_until(lambda: page.token.shown is not None and page.token.shown.tasks)
    (revoke,) = (
        button for button in page.token.findChildren(QPushButton) if "thu hồi" in button.toolTip()
    )
    revoke.click()
    wait_until(lambda: page.token.shown is not None and not page.token.shown.tasks)
    assert requests(opened)[0].kind is Kind.REVOKE
