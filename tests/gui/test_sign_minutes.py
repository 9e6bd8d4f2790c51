"""Minutes signed in the window by the receiver's own device, its PIN asked once for each try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.handover import MinutesState
from desktop.models.tables import certificate, token
from desktop.services.handover.command import DrawMinutes, ListMinutes, Minutes
from desktop.services.handover.drawing import draw_minutes, list_minutes
from desktop.services.session import Session
from desktop.services.token_drivers import DriverFile
from desktop.services.token_probe import probe
from desktop.views.pages.bundles.pin import PinDialog
from desktop.views.pages.tokens import sign_form
from desktop.views.pages.tokens.minutes_tab import MinutesTab
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.tokens.sign_form import SignForm
from tests.helpers.certificates import issue
from tests.helpers.importing import one_row, rows_of
from tests.helpers.locking_token import locking_token
from tests.helpers.pki import PIN, SOFTHSM, Authority, SoftTokens
from tests.helpers.sessions import Anything
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, wait_until

Form = TypeVar("Form", bound=QWidget)

AUTHORITY = Authority("CA cửa sổ", number=79)
THEIRS = issue(AUTHORITY, "Ân Thị Bình")


@pytest.fixture
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftTokens:
    """Two devices are plugged in; the second is that of the minutes."""
    made = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", made.environment["SOFTHSM2_CONF"])
    made.add("Khác", issue(AUTHORITY, "Người khác"))
    made.add("Thiết bị", THEIRS)
    monkeypatch.setattr(sign_form, "drivers_here", lambda _: [DriverFile("SoftHSM", SOFTHSM)])
    return made


@pytest.fixture
def opened(tmp_path: Path, devices: SoftTokens, qapp: QApplication) -> Iterator[OpenedWindow]:
    (serial,) = (each.serial for each in probe(SOFTHSM) if each.label == "Thiết bị")

    def fill(session: Session) -> None:
        fill_tokens(session, tmp_path)
        device = one_row(session, token, serial="AA02")
        card = one_row(session, certificate, number="A2")
        kept = {"number": f"{THEIRS.certificate.serial_number:X}", "to_date": "2028-12-31"}
        with session.unit_of_work(Anything()) as work:
            work.update(token, [{"uid": device.uid, "serial": serial.upper()}])
            work.update(certificate, [{"uid": card.uid, **kept}])
        draw_minutes(session, DrawMinutes((str(device.uid),), "handed_over"))

    new_vault(tmp_path / "vault", fill=fill).close()
    window = OpenedWindow(tmp_path / "vault")
    yield window
    window.close()


def look_at(opened: OpenedWindow) -> MinutesTab:
    opened.window.go("tokens")
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    page.show_papers()
    page.papers.tabs.setCurrentWidget(page.papers.minutes)
    wait_until(lambda: page.papers.minutes.chosen() is not None)
    return page.papers.minutes


def form(kind: type[Form]) -> Form:
    def found() -> list[Form]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    wait_until(found)
    return found()[0]


def minutes(opened: OpenedWindow) -> Minutes:
    (found,) = opened.do(lambda session: list_minutes(session, ListMinutes()))
    return found


def type_pin(asked: SignForm, pin: str) -> None:
    asked.save.click()
    dialog = form(PinDialog)
    wait_until(dialog.secret.hasFocus)
    QTest.keyClicks(dialog.secret, pin)
    QTest.keyClick(dialog.secret, Qt.Key.Key_Return)


def test_a_wrong_pin_is_told_and_the_right_one_signs(opened: OpenedWindow) -> None:
    tab = look_at(opened)
    assert tab.sign.isEnabled()
    tab.sign.click()
    asked = form(SignForm)
    wait_until(asked.save.isEnabled)
    # That of the minutes is chosen, whichever stands first.
    assert asked.tokens.currentText().startswith("Thiết bị")
    type_pin(asked, "000000")
    wait_until(asked.trouble.isVisible)
    assert "chỉ còn ít lần thử" in asked.trouble.text()
    assert minutes(opened).state is MinutesState.WAITING
    type_pin(asked, PIN)
    wait_until(lambda: minutes(opened).state is MinutesState.SIGNED)
    opened.settle()
    held = opened.do(lambda session: rows_of(session, token, custody="handed_over"))
    assert "Ân Thị Bình" in {row.subscriber for row in held}
    cards = opened.do(lambda session: rows_of(session, certificate, state="active"))
    assert minutes(opened).told.devices[0].certificates[0] in {row.number for row in cards}
    assert not tab.sign.isEnabled()
    assert tab.files.isEnabled()


def test_a_device_of_another_is_refused_and_leaving_the_pin_changes_nothing(
    opened: OpenedWindow,
) -> None:
    tab = look_at(opened)
    tab.sign.click()
    asked = form(SignForm)
    wait_until(asked.save.isEnabled)
    asked.save.click()
    dialog = form(PinDialog)
    assert not asked.save.isEnabled()
    dialog.reject()
    wait_until(asked.save.isEnabled)
    asked.tokens.setCurrentIndex(asked.tokens.findText("Khác", Qt.MatchFlag.MatchStartsWith))
    type_pin(asked, PIN)
    wait_until(asked.trouble.isVisible)
    assert minutes(opened).state is MinutesState.WAITING
    asked.reject()
    opened.settle()


def test_nothing_plugged_in_is_said(opened: OpenedWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_form, "drivers_here", lambda _: [])
    tab = look_at(opened)
    tab.sign.click()
    asked = form(SignForm)
    wait_until(lambda: "cắm" in asked.note.text().lower() and asked.look_button.isEnabled())
    assert not asked.save.isEnabled()
    asked.reject()
    opened.settle()


def test_a_locked_device_is_not_asked_for_its_pin(
    opened: OpenedWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with locking_token() as device:
        device.wrong(3)
        monkeypatch.setattr(
            sign_form, "drivers_here", lambda _: [DriverFile("openCryptoki", device.library)]
        )
        tab = look_at(opened)
        tab.sign.click()
        asked = form(SignForm)
        wait_until(asked.save.isEnabled)
        asked.save.click()
        dialog = form(PinDialog)
        assert not dialog.secret.isVisible()
        dialog.reject()
        asked.reject()
        opened.settle()
    assert minutes(opened).state is MinutesState.WAITING
