"""A handing-out day in a real window: scanned and ticked by keys alone, as a scanner types them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.domain.handing_out import Outcome
from desktop.services.handing_out.command import FindDevice, Line, ReadDay, StartDay, SwapDevice
from desktop.services.handing_out.days import find_device, read_day, start_day
from desktop.services.handing_out.ticking import swap_device
from desktop.services.scan_tokens import Plugged, Scanned
from desktop.services.session import Session
from desktop.services.stock.assigning import AssignList, assign_list
from desktop.services.stock.command import AddDelivery, ImportList
from desktop.services.stock.deliveries import add_delivery
from desktop.services.stock.listing import import_list
from desktop.services.stock.receiving import ReceiveDelivery, receive_delivery
from desktop.views.pages.papers.page import PapersPage
from desktop.views.pages.tokens.day_forms import ProxyForm, StartForm, SwapForm
from desktop.views.pages.tokens.day_view import DayView
from desktop.views.pages.tokens.page import TokensPage
from tests.helpers.stock_days import TODAY, lay_stock
from tests.helpers.stock_sets import HEAD, issuers_list
from tests.helpers.vaults import new_vault
from tests.helpers.windows import OpenedWindow, copy_of, wait_until
from tests.helpers.workbooks import write_xlsx

Form = TypeVar("Form", bound=QWidget)
MANY = 30


def lay_many(session: Session, folder: Path) -> None:
    """Besides the few, many devices of a unit in another delivery."""
    lay_stock(session, folder)
    add_delivery(session, AddDelivery("Ban Cơ yếu", "14/BCY"))
    serials = [f"0C0000{number:02}" for number in range(MANY)]
    rows = [(number, "Hộp 9", "EVO", serial, "") for number, serial in enumerate(serials)]
    import_list(session, ImportList(2, issuers_list(folder / "ds2.xlsx", (HEAD, *rows))))
    receive_delivery(session, ReceiveDelivery(2, TODAY, listed=True))
    given = [("Serial", "Đơn vị"), *((serial, "Đảng uỷ xã Một") for serial in serials)]
    assign_list(session, AssignList(write_xlsx(folder / "gan2.xlsx", given)))


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock")
    new_vault(folder / "vault", fill=lambda session: lay_many(session, folder)).close()
    return folder / "vault"


@pytest.fixture
def opened(stock: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    window = OpenedWindow(copy_of(stock, tmp_path / "vault"))
    window.do(lambda session: start_day(session, StartDay(TODAY, delivery=1)))
    yield window
    window.close()


@pytest.fixture
def view(opened: OpenedWindow) -> DayView:
    opened.window.go("tokens")
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    opened.window.activateWindow()
    opened.settle()
    page.day_button.click()
    opened.settle()
    return page.day


def type_in(widget: QWidget, text: str) -> None:
    """Type as a wedge scanner does: all letters at once, then Enter."""
    QTest.keyClicks(widget, text)
    QTest.keyClick(widget, Qt.Key.Key_Return)


def enter(view: DayView) -> None:
    QTest.keyClick(view.field, Qt.Key.Key_Return)


def line(opened: OpenedWindow, serial: str, number: int = 1) -> Line:
    status = opened.do(lambda session: read_day(session, ReadDay(number)))
    found: Line = next(each for each in status.lines if each.serial == serial)
    return found


def form(kind: type[Form]) -> Form:
    def found() -> list[Form]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    wait_until(found)
    return found()[0]


def come_back(opened: OpenedWindow) -> None:
    """Let a form have gone, as a window manager does: the window is the active one again."""
    opened.settle()
    opened.window.activateWindow()
    wait_until(opened.window.isActiveWindow)


def test_one_scan_and_one_enter_hand_a_device_over(opened: OpenedWindow, view: DayView) -> None:
    assert view.field.hasFocus()
    type_in(view.field, "0b-00-00-01")
    assert (view.card.name.text(), view.card.unit.text()) == ("Đỗ Văn Cường", "Đảng uỷ xã Hai")
    assert view.field.text() == ""
    enter(view)
    opened.settle()
    assert line(opened, "0B000001").outcome is Outcome.HANDED
    assert view.lists.counter.text() == "1/2"
    assert "Đỗ Văn Cường" in view.card.state.text()
    assert [each.serial for each in view.lists.lines.rows()] == ["0B000002"]
    # Scanned once more, it is not handed out twice, whatever is pressed.
    type_in(view.field, "0B000001")
    assert not view.hand.isEnabled()
    enter(view)
    opened.settle()
    assert opened.notices == []


def test_the_buttons_of_the_list_are_out_of_sight(opened: OpenedWindow, view: DayView) -> None:
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    of_list = (page.step_button, page.day_button, page.papers_button)
    of_list += (page.paste_button, page.take_button, page.plugged_button)
    assert not [button.text() for button in of_list if button.isVisible()]
    view.back.click()
    assert page.day_button.isVisible()


def test_scanning_again_is_no_tick(opened: OpenedWindow, view: DayView) -> None:
    for _ in range(3):
        type_in(view.field, "0B000001")
    opened.settle()
    assert line(opened, "0B000001").outcome is Outcome.WAITING


def test_a_hurried_scanner_loses_nothing(opened: OpenedWindow, view: DayView) -> None:
    """Many devices, each scanned and entered before the one before it is written."""
    opened.do(lambda session: start_day(session, StartDay(TODAY, delivery=2)))
    view.read()
    opened.settle()
    view.days.setCurrentIndex(view.days.findData(2))
    view.days.activated.emit(view.days.currentIndex())
    opened.settle()
    for number in range(MANY):
        type_in(view.field, f"0C0000{number:02}")
        enter(view)
    opened.settle()
    status = opened.do(lambda session: read_day(session, ReadDay(2)))
    assert status.counts()[Outcome.HANDED] == MANY
    assert view.lists.counter.text() == f"{MANY}/{MANY}"
    # And back, one by one, by the keyboard too.
    for _ in range(3):
        QTest.keyClick(view.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    status = opened.do(lambda session: read_day(session, ReadDay(2)))
    waiting = [each.serial for each in status.lines if each.outcome is Outcome.WAITING]
    assert waiting == [f"0C0000{number:02}" for number in range(MANY - 3, MANY)]


def test_the_last_tick_is_taken_back_even_before_it_is_written(
    opened: OpenedWindow, view: DayView
) -> None:
    type_in(view.field, "0B000001")
    enter(view)
    QTest.keyClick(view.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    assert line(opened, "0B000001").outcome is Outcome.WAITING
    assert line(opened, "0B000001").custody == "stock"
    QTest.keyClick(view.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    assert view.card.trouble.isVisible()
    # What was not done at this screen stays.
    assert len(opened.do(lambda session: read_day(session, ReadDay(1))).lines) == 2


def test_absent_and_for_another_by_keys(opened: OpenedWindow, view: DayView) -> None:
    type_in(view.field, "0B000002")
    QTest.keyClick(view.field, Qt.Key.Key_F2)
    opened.settle()
    assert line(opened, "0B000002").outcome is Outcome.ABSENT
    type_in(view.field, "0B000002")
    QTest.keyClick(view.field, Qt.Key.Key_F3)
    proxy = form(ProxyForm)
    assert not proxy.save.isEnabled()
    QTest.keyClicks(proxy.receiver, "Le Van Nhan")
    QTest.keyClicks(proxy.paper, "GGT 15")
    QTest.keyClick(proxy.paper, Qt.Key.Key_Return)
    come_back(opened)
    found = line(opened, "0B000002")
    assert (found.outcome, found.receiver, found.paper, found.custody) == (
        Outcome.PROXY, "Le Van Nhan", "GGT 15", "received",
    )  # fmt: skip
    type_in(view.field, "0B000001")
    QTest.keyClick(view.field, Qt.Key.Key_F3)
    # One person often fetches for several.
    assert form(ProxyForm).receiver.text() == "Le Van Nhan"
    form(ProxyForm).reject()
    opened.settle()


def test_another_device_and_the_envelope_apart(opened: OpenedWindow, view: DayView) -> None:
    type_in(view.field, "0B000001")
    QTest.keyClick(view.field, Qt.Key.Key_F4)
    swap = form(SwapForm)
    type_in(swap.serial, "0b000003")
    come_back(opened)
    assert view.line is not None
    assert (view.line.serial, view.line.was_serial) == ("0B000003", "0B000001")
    QTest.keyClick(view.field, Qt.Key.Key_F6)
    opened.settle()
    assert view.line is not None
    assert view.line.pin_on is not None
    enter(view)
    opened.settle()
    found = line(opened, "0B000003")
    assert (found.outcome, found.was_serial) == (Outcome.HANDED, "0B000001")
    assert found.pin_on == found.on


def test_what_is_not_in_the_list_is_told(opened: OpenedWindow, view: DayView) -> None:
    for text, words in (
        ("0B000004", "chưa gán cho ai"),
        ("FFFF0001", "không thuộc đợt giao hàng nào"),
        ("2.34E+11", "2.34E+11"),
    ):
        type_in(view.field, text)
        opened.settle()
        assert words in view.card.trouble.text()
        assert view.line is None
        enter(view)
    # AA02 waits at its unit, and is of no delivery.
    type_in(view.field, "AA02")
    opened.settle()
    assert view.line is not None
    assert view.line.number is None
    enter(view)
    opened.settle()
    assert line(opened, "AA02").number == 3


def test_a_plugged_device_is_as_good_as_a_scanned_one(
    opened: OpenedWindow, view: DayView, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Plugged("VGCA Token", "0B000001", "EVO", "ok", "serial", None)
    for devices in ((), (device, device), (device,)):
        found = Scanned(devices, (), None)
        monkeypatch.setattr(
            "desktop.views.pages.tokens.day_view.scan_tokens", lambda *_, found=found: found
        )
        QTest.keyClick(view.field, Qt.Key.Key_F7)
        opened.settle()
        assert view.card.trouble.isVisible() == (len(devices) != 1)
    assert view.card.name.text() == "Đỗ Văn Cường"


def test_a_name_finds_whoever_has_come_without_a_scanner(
    opened: OpenedWindow, view: DayView
) -> None:
    type_in(view.field, "cuong")
    assert view.card.name.text() == "Đỗ Văn Cường"
    QTest.keyClick(view.field, Qt.Key.Key_Escape)
    assert view.line is None
    assert view.isVisible()
    QTest.keyClick(view.field, Qt.Key.Key_Escape)
    opened.settle()
    assert not view.isVisible()


def test_letters_reach_the_field_from_wherever_the_keyboard_was(
    opened: OpenedWindow, view: DayView
) -> None:
    view.lists.counter.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    view.hand.setFocus()
    QTest.keyClicks(view, "0B000001")
    assert view.field.text() == "0B000001"
    assert view.field.hasFocus()


def test_whoever_comes_later_is_written_with_another_day(
    opened: OpenedWindow, view: DayView
) -> None:
    assert view.when.iso() == TODAY
    view.when.setDate(QDate(2026, 11, 30))
    type_in(view.field, "0B000001")
    enter(view)
    opened.settle()
    found = line(opened, "0B000001")
    assert (found.on, found.outcome) == ("2026-11-30", Outcome.HANDED)
    # It stays while devices are ticked.
    assert view.when.iso() == "2026-11-30"


def test_a_failure_puts_the_device_back_on_the_card(
    opened: OpenedWindow, view: DayView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("desktop.views.pages.tokens.day_view.tick", failing)
    type_in(view.field, "0B000001")
    enter(view)
    opened.settle()
    assert view.card.trouble.isVisible()
    assert view.line is not None
    assert line(opened, "0B000001").outcome is Outcome.WAITING
    monkeypatch.undo()
    enter(view)
    opened.settle()
    assert line(opened, "0B000001").outcome is Outcome.HANDED


def test_a_day_is_begun_and_its_list_printed(opened: OpenedWindow, view: DayView) -> None:
    view.start.click()
    start = form(StartForm)
    wait_until(lambda: start.delivery.count() == 3)
    start.day.setDate(QDate(2026, 12, 3))
    start.delivery.setCurrentIndex(1)
    start.save.click()
    opened.settle()
    assert view.status is not None
    assert (view.status.number, view.status.held_on) == (2, "2026-12-03")
    view.print.click()
    opened.settle()
    papers = opened.window.page("papers")
    assert isinstance(papers, PapersPage)
    command = papers.options.command()
    assert (command.paper, command.round) == ("hand-out", 2)


def test_a_device_that_was_set_aside_tells_whose_it_was_to_be(
    opened: OpenedWindow, tmp_path: Path
) -> None:
    def swapped_and_given(session: Session) -> str:
        first = find_device(session, FindDevice(None, "0B000001")).token
        swap_device(session, SwapDevice(None, first, "0B000003"))
        rows = (("Serial", "Đơn vị"), ("0B000001", "Đảng uỷ xã Một"))
        assign_list(session, AssignList(write_xlsx(tmp_path / "gan-3.xlsx", rows)))
        return find_device(session, FindDevice(None, "0B000001")).token

    uid = opened.do(swapped_and_given)
    opened.window.go("tokens")
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    opened.context.go("tokens", uid)
    wait_until(lambda: page.token.shown is not None and page.token.shown.line.uid == uid)
    told = "Đỗ Văn Cường nhận 0B000003"
    wait_until(
        lambda: any(told in each.text() for each in page.token.findChildren(QAbstractButton))
    )
