"""Changing a PIN in the window, on a token that really locks: no try is spent by the form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pkcs11 import TokenFlag
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import select

from desktop.crypto import token_pin
from desktop.models.tables import token
from desktop.services.session import Session
from desktop.services.token_drivers import DriverFile
from desktop.views.pages.tokens import token_view
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.tokens.pin_form import PinChanging, PinForm
from tests.helpers import bad_drivers
from tests.helpers.locking_token import LockingToken, locking_token
from tests.helpers.sessions import Anything
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until

NEW = "1357911"
TRIES = TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY | TokenFlag.USER_PIN_LOCKED


@pytest.fixture
def device() -> Iterator[LockingToken]:
    with locking_token() as found:
        yield found


@pytest.fixture
def opened(tmp_path: Path, device: LockingToken, qapp: QApplication) -> Iterator[OpenedWindow]:
    def fill(session: Session) -> None:
        row = {"uid": "t", "serial": device.serial, "subscriber_type": "person",
               "subscriber": "Lò Văn Páo", "purpose": "sign", "custody": "received",
               "access": "ok"}  # fmt: skip
        with session.unit_of_work(Anything()) as work:
            work.insert(token, [row])

    new_vault(tmp_path / "first", fill=fill).close()
    window = OpenedWindow(copy_of(tmp_path / "first", tmp_path / "vault"))
    yield window
    window.close()


def opened_form(opened: OpenedWindow, device: LockingToken, library: Path | None = None) -> PinForm:
    owner = opened.window.current_page()
    changing = PinChanging(opened.context, owner)
    changing.ask([library or device.library], device.serial)
    return form_of(owner)


def form_of(owner: QWidget) -> PinForm:
    wait_until(lambda: any(each.isVisible() for each in owner.findChildren(PinForm)))
    return next(each for each in owner.findChildren(PinForm) if each.isVisible())


def type_in(form: PinForm, old: str, new: str = NEW, again: str = NEW) -> None:
    wait_until(form.old.hasFocus)
    for words in (old, new, again):
        QTest.keyClicks(QApplication.focusWidget(), words)
        if not form.again.text():
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(form.again, Qt.Key.Key_Return)


def shown(form: PinForm) -> str:
    words = (each.text() for each in form.findChildren(QLabel) if each.isVisible())
    return "\n".join(words).replace("\u200b", "")


def closed(opened: OpenedWindow, form: PinForm) -> None:
    """Close a form that tells what became of it."""
    assert not form.button.isVisible()
    form.leave.click()
    owner = opened.window.current_page()
    wait_until(lambda: not owner.findChildren(PinForm))


def access(opened: OpenedWindow) -> str:
    def read(session: Session) -> str:
        with session.reading(Anything()) as connection:
            return str(connection.execute(select(token.c.access)).scalar_one())

    return str(opened.do(read))


def test_the_pin_is_changed_by_the_keyboard_alone(
    opened: OpenedWindow, device: LockingToken
) -> None:
    form = opened_form(opened, device)
    assert "thường từ 6 đến 16 ký tự" in shown(form)
    assert not form.last.isVisible()
    type_in(form, device.pin)
    wait_until(lambda: opened.notices)
    assert (opened.notices[-1].severity, access(opened)) == ("good", "ok")
    assert not device.flags() & TRIES
    # The new one holds.
    form = opened_form(opened, device)
    type_in(form, NEW, "9876543", "9876543")
    wait_until(lambda: len(opened.notices) > 1)
    assert opened.notices[-1].severity == "good"


def test_what_needs_no_device_is_told_and_the_form_stays(
    opened: OpenedWindow, device: LockingToken, tmp_path: Path
) -> None:
    library = tmp_path / "libbit4xpki.so"
    library.symlink_to(device.library)
    form = opened_form(opened, device, library)
    assert "Mã PIN từ 4 đến 16 ký tự; sai 3 lần liền thì khoá" in shown(form)
    for new, again, words in (
        (NEW, "1357912", "Hai lần nhập mã PIN mới khác nhau"),
        ("123", "123", "ngắn quá hoặc dài quá"),
        ("mật khẩu", "mật khẩu", "không phải bàn phím nào"),
    ):
        form.new.setText(new)
        form.again.setText(again)
        form.old.setText("11111")
        form.submit()
        assert words in shown(form)
        assert (form.new.text(), form.again.text()) == ("", "")
        assert not form.button.isEnabled()
    assert not device.flags() & TRIES
    form.reject()


def test_a_wrong_pin_is_tried_once_and_the_form_only_tells(
    opened: OpenedWindow, device: LockingToken
) -> None:
    form = opened_form(opened, device)
    type_in(form, "11111")
    wait_until(lambda: "chỉ còn ít lần thử" in shown(form))
    for field in (form.old, form.new, form.again):
        assert (field.isVisible(), field.text()) == (False, "")
    QTest.keyClick(form, Qt.Key.Key_Return)
    form.submit()
    closed(opened, form)
    assert not device.flags() & TokenFlag.USER_PIN_FINAL_TRY
    wait_until(lambda: access(opened) == "few")
    assert [notice.severity for notice in opened.notices] == []


def test_the_last_try_needs_a_tick(opened: OpenedWindow, device: LockingToken) -> None:
    device.wrong(2)
    form = opened_form(opened, device)
    assert "lần thử cuối" in shown(form)
    type_in(form, device.pin)
    opened.settle()
    assert form.old.isVisible()
    assert not form.button.isEnabled()
    form.last.setFocus()
    QTest.keyClick(form.last, Qt.Key.Key_Space)
    assert form.button.isEnabled()
    QTest.keyClick(form.again, Qt.Key.Key_Return)
    wait_until(lambda: opened.notices)
    assert opened.notices[-1].severity == "good"
    assert not device.flags() & TRIES


def test_a_locked_token_is_not_asked_for(opened: OpenedWindow, device: LockingToken) -> None:
    device.wrong(3)
    form = opened_form(opened, device)
    assert "đã bị khoá" in shown(form)
    assert not form.old.isVisible()
    closed(opened, form)


def test_a_change_that_is_cut_is_told_as_unknown(
    opened: OpenedWindow, device: LockingToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(token_pin.PinChange):
        def __init__(self, library: Path, name: str) -> None:
            super().__init__(library, name, serve=bad_drivers.dies_while_changing)

    monkeypatch.setattr("desktop.services.change_pin.PinChange", Cut)
    form = opened_form(opened, device)
    type_in(form, device.pin)
    wait_until(lambda: "chưa biết mã PIN nào còn hiệu lực" in shown(form))
    closed(opened, form)
    assert access(opened) == "unknown"


def test_a_tokens_page_finds_its_device(
    opened: OpenedWindow, device: LockingToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = [DriverFile("openCryptoki", device.library)]
    monkeypatch.setattr(token_view, "drivers_here", lambda _: here)
    opened.context.go("tokens", "t")
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    wait_until(lambda: page.token.shown is not None)
    page.token.pin_button.click()
    form = form_of(page)
    assert device.label in shown(form)
    form.reject()
    here.clear()
    page.token.pin_button.click()
    wait_until(lambda: opened.notices)
    assert "không cắm" in opened.notices[-1].message
