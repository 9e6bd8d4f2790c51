"""Plug and see: the panel follows what comes and goes, and says whose it is."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.services import token_watch
from desktop.services.token_diagnosis import diagnose
from desktop.services.token_drivers import DriverFile
from desktop.services.token_watch import DriverWatch
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, wear
from desktop.views.pages.tokens import plugged as panel_module
from desktop.views.pages.tokens import watching
from desktop.views.pages.tokens.forms import StepForm
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.tokens.plugged import PluggedPanel
from tests.helpers import scripted_driver
from tests.helpers.applications import RunningApplication
from tests.helpers.looks import cut_off, focusable, outside, overlapping
from tests.helpers.pki import SOFTHSM, Authority, SoftTokens
from tests.helpers.scripted_driver import ScriptedDriver, empty, plugged
from tests.helpers.token_sets import fill_tokens
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plugged")
    new_vault(folder / "vault", fill=lambda session: fill_tokens(session, folder)).close()
    return folder / "vault"


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedDriver:
    """The only driver on this PC; it is asked often, and tried again soon."""
    made = ScriptedDriver(tmp_path / "libbit4xpki.so").holds(empty())
    here = (DriverFile("trình thử", made.library),)
    monkeypatch.setattr(panel_module, "drivers_here", lambda _: here)
    monkeypatch.setattr(watching, "SECONDS", 0.05)
    serve = scripted_driver.serve
    monkeypatch.setattr(watching, "DriverWatch", partial(DriverWatch, timeout=2.0, serve=serve))
    asked = partial(diagnose, made.library, serve=serve)
    monkeypatch.setattr(panel_module, "diagnose", lambda more: asked())
    monkeypatch.setattr(token_watch, "PAUSES", (0.2,))
    return made


@pytest.fixture
def opened(tokens: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(tokens, tmp_path / "vault"))
    yield window
    window.close()


@pytest.fixture
def panel(opened: OpenedWindow, driver: ScriptedDriver) -> PluggedPanel:
    opened.window.go("tokens")
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    page.plugged_button.click()
    return page.plugged


def shown(panel: PluggedPanel) -> str:
    return "\n".join(each.text() for each in panel.findChildren(QLabel) if each.isVisible())


def wait_for(panel: PluggedPanel, *words: str) -> None:
    def all_there() -> bool:
        return all(each in shown(panel).replace("\u200b", "") for each in words)

    try:
        wait_until(all_there)
    except AssertionError:
        pytest.fail(shown(panel))


def button(panel: PluggedPanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_tokens_that_come_and_go_are_followed(panel: PluggedPanel, driver: ScriptedDriver) -> None:
    wait_for(panel, "Có đầu đọc, chưa cắm eToken.")
    driver.holds(plugged("VGCA", "AA01", few=True))
    wait_for(panel, "Nguyễn Văn An", "Tỉnh uỷ Mẫu", "Đã bàn giao", "Mã PIN còn ít lần thử",
             "sai 3 lần liền thì khoá", "đến 31/12/2028")  # fmt: skip
    driver.holds(plugged("VGCA", "0B0B"), plugged("VGCA", "AA02", slot=1))
    wait_for(panel, "Không có trong sổ", "0B0B", "Ân Thị Bình", "Đảng uỷ xã Một")
    assert "Nguyễn Văn An" not in shown(panel)
    driver.holds(empty())
    wait_for(panel, "Có đầu đọc, chưa cắm eToken.")
    assert "Ân Thị Bình" not in shown(panel)


def test_what_the_registers_say_otherwise_stands_on_the_card(
    panel: PluggedPanel, driver: ScriptedDriver
) -> None:
    driver.holds(plugged("VGCA", "AA01", Authority().issue("Người Khác")))
    wait_for(panel, "Trên thiết bị: Người Khác, đến 01/01/2049", "trên eToken AA01")


def test_one_device_in_several_slots_is_one_card(
    panel: PluggedPanel, driver: ScriptedDriver
) -> None:
    authority = Authority()
    signs, opens = authority.issue("Ký"), authority.issue("Mở")
    driver.holds(
        plugged("VGCA (PIN)", "AA01", signs), plugged("VGCA (PIN 2)", "AA01", opens, slot=1)
    )
    wait_for(panel, "Trên thiết bị: Ký", "Trên thiết bị: Mở", "Nguyễn Văn An")
    assert len(panel.found) == 1
    # It is not said to be two.
    assert "Hai thiết bị" not in shown(panel)


@pytest.mark.parametrize(
    ("does", "words"),
    [
        ("hang", "không trả lời trong 2 giây và đã bị dừng"),
        ("crash", "bị sập khi được hỏi có gì đang cắm"),
        ("pkcs11.not_a_library", "không phải thư viện PKCS#11 mà máy này nạp được"),
    ],
)
def test_a_driver_that_is_ill_says_so_once_and_is_tried_again(
    panel: PluggedPanel, driver: ScriptedDriver, opened: OpenedWindow, does: str, words: str
) -> None:
    driver.holds(plugged("VGCA", "AA01"))
    wait_for(panel, "Nguyễn Văn An")
    driver.does(does)
    wait_for(panel, words)
    asked = driver.asked("readers")
    wait_until(lambda: driver.asked("readers") > asked)
    assert shown(panel).count(words) == 1
    assert "Nguyễn Văn An" not in shown(panel)
    assert opened.notices == []
    driver.holds(plugged("VGCA", "AA02"))
    wait_for(panel, "Ân Thị Bình")
    assert words not in shown(panel)


def test_no_driver_is_asked_while_nobody_looks(
    opened: OpenedWindow, panel: PluggedPanel, driver: ScriptedDriver
) -> None:
    driver.does("hang")
    wait_until(lambda: driver.asked("readers"))
    opened.window.go("units")
    wait_until(lambda: all(each.name != "driver" for each in threading.enumerate()))
    driver.holds(plugged("VGCA", "AA01"))
    asked = driver.asked("readers")
    opened.settle()
    assert driver.asked("readers") == asked
    opened.window.go("tokens")
    wait_for(panel, "Nguyễn Văn An")


def test_the_card_leads_on(
    opened: OpenedWindow, panel: PluggedPanel, driver: ScriptedDriver
) -> None:
    driver.holds(plugged("VGCA", "AA02"))
    wait_for(panel, "Ân Thị Bình", "Đơn vị đã nhận")
    button(panel, "step AA02").click()
    (form,) = panel.findChildren(StepForm)
    form.step.setCurrentIndex(form.step.findData("handed_over"))
    form.save.click()
    # What was written shows without anything being plugged in anew.
    wait_for(panel, "Đã bàn giao")
    button(panel, "open AA02").click()
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    wait_until(lambda: page.token.shown is not None and page.token.shown.line.serial == "AA02")


def test_the_keyboard_stays_where_it_was(panel: PluggedPanel, driver: ScriptedDriver) -> None:
    driver.holds(plugged("VGCA", "AA01"), plugged("VGCA", "AA02", slot=1))
    wait_for(panel, "Nguyễn Văn An", "Ân Thị Bình")
    before = button(panel, "open AA02")
    before.setFocus()
    driver.holds(plugged("VGCA", "AA01"), plugged("VGCA", "AA02", slot=1, locked=True))
    wait_for(panel, "Mã PIN bị khoá")
    now = QApplication.focusWidget()
    assert now is button(panel, "open AA02")
    assert now is not before
    page = panel.window()
    names = [each.accessibleName() for each in focusable(page) if panel.isAncestorOf(each)]
    assert all(names)
    QTest.keyClick(now, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_the_diagnosis_is_printed(
    opened: OpenedWindow, panel: PluggedPanel, driver: ScriptedDriver, tmp_path: Path
) -> None:
    driver.holds(plugged("VGCA", "AA01"))
    out = tmp_path / "phiếu.pdf"
    panel.print_to(out)
    wait_until(lambda: opened.notices)
    assert out.read_bytes().startswith(b"%PDF")
    assert (opened.notices[0].severity, panel.print_button.isEnabled()) == ("good", True)
    opened.settle()


def test_a_real_driver_is_followed(
    opened: OpenedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = SoftTokens(tmp_path / "hsm").create()
    tokens.add("một", Authority().issue("Lò Văn Páo"))
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    here = (DriverFile("SoftHSM2", SOFTHSM),)
    monkeypatch.setattr(panel_module, "drivers_here", lambda _: here)
    opened.context.go("tokens", ("plugged",))
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    wait_for(page.plugged, "Không có trong sổ", "một", "Lò Văn Páo, đến 01/01/2049")


def test_a_driver_that_hangs_does_not_outlive_the_lock(
    tokens: Path, tmp_path: Path, driver: ScriptedDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = partial(DriverWatch, timeout=60.0, serve=scripted_driver.serve)
    monkeypatch.setattr(watching, "DriverWatch", patient)
    driver.does("hang")
    vault = copy_of(tokens, tmp_path / "vault")
    running = RunningApplication(vault, tmp_path / "reports", makers={"tokens": TokensPage})
    running.unlock()
    running.window.go("tokens", ("plugged",))
    wait_until(lambda: driver.asked("readers"))
    QTest.keyClick(running.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: running.restarts)
    # The process that follows takes this one's place, and its children with it.
    children = multiprocessing.active_children
    try:
        wait_until(lambda: not children(), 5.0)
    finally:
        running.end()


@pytest.fixture
def worn(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    wear(qapp, Look())


@pytest.mark.parametrize(
    ("size", "width", "height"), [(TEXT_SIZES[1], 1280, 720), (TEXT_SIZES[-1], 1366, 768)]
)
def test_nothing_of_a_card_is_cut_off(
    worn: QApplication,
    opened: OpenedWindow,
    panel: PluggedPanel,
    driver: ScriptedDriver,
    size: float,
    width: int,
    height: int,
) -> None:
    wear(worn, Look(text_size=size))
    window = opened.window
    window.resize(width, height)
    issued = Authority().issue("Trung tam Chuyen doi so va Cong nghe thong tin, Van phong TU")
    driver.holds(
        plugged("Eto" * 10, "AA02", issued, few=True, must_change=True),
        plugged("V" * 32, "0B" * 16, slot=1),
    )
    wait_for(panel, "Ân Thị Bình", "Không có trong sổ")
    opened.settle()
    assert cut_off(window) + outside(window) + overlapping(window) == []
    assert window.width() <= width
    driver.does("crash")
    wait_for(panel, "bị sập")
    opened.settle()
    assert cut_off(window) + outside(window) + overlapping(window) == []
