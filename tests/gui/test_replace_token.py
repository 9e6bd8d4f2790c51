"""A device in the place of a lost one, chosen in the window by a scanned serial or a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.models.tables import token
from desktop.services.edit_tokens import MoveTokens, move_tokens
from desktop.services.session import Session
from desktop.views.pages.refill import fill, read_fields
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.tokens.replace_form import ReplaceForm
from tests.helpers.importing import one_row, rows_of
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a vault in which AA01 is lost and 0B04 is in stock."""
    folder = tmp_path_factory.mktemp("tokens")

    def fill(session: Session) -> None:
        fill_tokens(session, folder)
        lost, new = (one_row(session, token, serial=serial).uid for serial in ("AA01", None))
        move_tokens(session, MoveTokens((lost,), "lost", "2026-11-20", reason="rơi"))
        move_tokens(session, MoveTokens((new,), "stock", "2026-11-20", serial="0B04"))

    new_vault(folder / "vault", fill=fill).close()
    return folder / "vault"


@pytest.fixture
def opened(vault: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(vault, tmp_path / "vault"))
    yield window
    window.close()


def uid(opened: OpenedWindow, serial: str) -> str:
    return str(opened.do(lambda session: one_row(session, token, serial=serial).uid))


def show(opened: OpenedWindow, serial: str) -> TokensPage:
    opened.window.go("tokens", uid(opened, serial))
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    wait_until(lambda: page.token.shown is not None and page.token.shown.line.serial == serial)
    return page


def form(page: TokensPage) -> ReplaceForm:
    page.token.replace_button.click()

    def found() -> list[ReplaceForm]:
        return [each for each in page.findChildren(ReplaceForm) if each.isVisible()]

    wait_until(found)
    return found()[0]


def scan(asked: ReplaceForm, serial: str) -> None:
    """Do as a scanner: type the serial, and Enter."""
    wait_until(asked.by.line.hasFocus)
    QTest.keyClicks(asked.by.line, serial)
    QTest.keyClick(asked.by.line, Qt.Key.Key_Return)
    wait_until(asked.save.isEnabled)


def test_a_scanned_device_takes_the_place_of_a_lost_one(opened: OpenedWindow) -> None:
    page = show(opened, "AA01")
    asked = form(page)
    assert not asked.save.isEnabled()
    assert asked.place() == ("replace", uid(opened, "AA01"))
    scan(asked, "0b04")
    asked.reason.setText("rơi khi đi công tác")
    asked.save.click()
    wait_until(lambda: page.token.shown is not None and page.token.shown.replaced_by is not None)
    (new,) = opened.do(lambda session: rows_of(session, token, serial="0B04"))
    assert new.subscriber == "Nguyễn Văn An"
    # Its place is taken: nobody takes it twice.
    assert not page.token.replace_button.isVisible()
    opened.settle()


def test_a_lock_over_the_form_keeps_what_was_chosen(opened: OpenedWindow) -> None:
    page = show(opened, "AA01")
    asked = form(page)
    scan(asked, "0B04")
    asked.reason.setText("rơi")
    kept, place = read_fields(asked), asked.place()
    asked.reject()
    opened.settle()
    again: list[QWidget] = []
    page.reopen_form(place, again.append)
    wait_until(lambda: again)
    assert isinstance(again[0], ReplaceForm)
    fill(again[0], kept)
    assert (again[0].by.uid(), again[0].reason.text()) == (uid(opened, "0B04"), "rơi")
    again[0].reject()
    opened.settle()


def test_what_cannot_take_its_place_is_said_and_the_form_stays(opened: OpenedWindow) -> None:
    page = show(opened, "AA01")
    asked = form(page)
    scan(asked, "AA05")
    asked.save.click()
    wait_until(asked.trouble.isVisible)
    asked.by.clear()
    assert not asked.save.isEnabled()
    scan(asked, "do van cuong")
    assert "0B04" in asked.by.text()
    asked.reject()
    opened.settle()


def test_a_device_in_use_is_not_replaced(opened: OpenedWindow) -> None:
    page = show(opened, "AA02")
    assert not page.token.replace_button.isVisible()
    listing = page.listing
    page.show_list()
    wait_until(lambda: listing.model.row(4) is not None)
    rows = [listing.model.row(place) for place in range(5)]
    words = {
        row.serial: [act.text() for act in listing.table.row_actions([row])]
        for row in rows
        if row is not None
    }
    assert "Đổi thiết bị …" in words["AA01"]
    assert "Đổi thiết bị …" not in words["AA02"]
    opened.settle()
