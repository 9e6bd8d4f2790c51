"""Deliveries in a real window: recorded with their list, received, counted, assigned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.models.tables import token
from desktop.services.session import Session
from desktop.services.stock.command import (
    AddDelivery,
    DeliveryCounts,
    ImportList,
    ListDeliveries,
)
from desktop.services.stock.deliveries import add_delivery, list_deliveries
from desktop.services.stock.lines import told_lines
from desktop.services.stock.listing import import_list
from desktop.services.stock.receiving import ReceiveDelivery, receive_delivery
from desktop.services.token_drivers import DriverFile
from desktop.views.pages.tokens import seen_field
from desktop.views.pages.tokens.deliveries_tab import DeliveriesTab
from desktop.views.pages.tokens.delivery_forms import DeliveryForm
from desktop.views.pages.tokens.list_dialog import ListDialog
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.tokens.seen_forms import CountForm, ReceiveForm
from desktop.views.shell.drafts import typed_on
from tests.helpers.importing import rows_of
from tests.helpers.pki import SOFTHSM, SoftTokens
from tests.helpers.stock_sets import HEAD, SERIALS, issuers_list
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


def lay_delivery(opened: OpenedWindow, folder: Path) -> None:
    """Record a delivery of five devices in two boxes."""

    def work(session: Session) -> None:
        add_delivery(session, AddDelivery("Ban Cơ yếu Chính phủ", "12/BCY", "2026-11-02"))
        import_list(session, ImportList(1, issuers_list(folder / "ds.xlsx")))

    opened.do(work)


def look_at(opened: OpenedWindow) -> DeliveriesTab:
    opened.window.go("tokens", ("deliveries",))
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    opened.settle()
    return page.deliveries


def form(kind: type[Form]) -> Form:
    def found() -> list[Form]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    wait_until(found)
    return found()[0]


def deliveries(opened: OpenedWindow) -> tuple[DeliveryCounts, ...]:
    return opened.do(lambda session: list_deliveries(session, ListDeliveries()))


def shown(widget: QWidget) -> str:
    words = (each.text() for each in widget.findChildren(QLabel) if each.isVisible())
    return "\n".join(words).replace("\u200b", "")


def cells(tab: DeliveriesTab, name: str) -> list[str]:
    model = tab.devices.model
    (column,) = (each for each in model.columns if each.name == name)
    return [column.text(row) for row in model.rows()]


def test_a_delivery_is_recorded_with_its_list(opened: OpenedWindow, tmp_path: Path) -> None:
    tab = look_at(opened)
    assert "Chưa ghi đợt giao nào" in shown(tab)
    assert tab.add_first.isVisible()
    tab.add_first.click()
    asked = form(DeliveryForm)
    assert not asked.save.isEnabled()
    wait_until(asked.giver.hasFocus)
    QTest.keyClicks(asked.giver, "Ban Co yeu")
    asked.letter.setText("12/BCY")
    asked.kept_at.setText("Tủ 3")
    asked.boxes.setValue(2)
    asked.file.set_path(issuers_list(tmp_path / "ds.xlsx"))
    QTest.keyClick(asked.giver, Qt.Key.Key_Return)
    preview = form(ListDialog)
    wait_until(lambda: preview.found is not None)
    assert (preview.model.count(), preview.take.isEnabled()) == (5, True)
    wait_until(lambda: "Mới 5" in shown(preview))
    # The remark is said with its place, and nothing of the list is written yet.
    assert 6 in [each.where.row for each in preview.problems.rows()]
    assert deliveries(opened)[0].listed == 0
    preview.take.click()
    wait_until(lambda: tab.devices.model.count() == 5)
    (found,) = deliveries(opened)
    assert (found.listed, found.boxes, found.kept_at) == (5, 2, "Tủ 3")
    assert cells(tab, "standing") == ["chưa về"] * 5
    opened.settle()


def test_a_list_with_faults_is_taken_without_them_only_when_told(
    opened: OpenedWindow, tmp_path: Path
) -> None:
    lay_delivery(opened, tmp_path)
    tab = look_at(opened)
    wait_until(lambda: tab.chosen() is not None)
    rows = ((1, "Hộp 3", "EVO", "0B000006", ""), (2, "Hộp 3", "EVO", "2.34E+11", ""))
    tab.take_list(1, issuers_list(tmp_path / "hai.xlsx", (HEAD, *rows)))
    preview = form(ListDialog)
    wait_until(lambda: preview.found is not None)
    assert not preview.take.isEnabled()
    preview.skip.click()
    preview.take.click()
    wait_until(lambda: deliveries(opened)[0].listed == 6)
    # What is no table is said in the dialog.
    none = tmp_path / "chu.xlsx"
    none.write_text("không phải bảng")
    wait_until(
        lambda: not [w for w in QApplication.topLevelWidgets() if w is preview and w.isVisible()]
    )
    tab.take_list(1, none)
    preview = form(ListDialog)
    wait_until(lambda: "chu.xlsx" in shown(preview).split("\n", 1)[1])
    assert not preview.take.isEnabled()
    preview.reject()
    opened.settle()


def test_a_column_that_is_not_known_is_chosen_by_hand(opened: OpenedWindow, tmp_path: Path) -> None:
    lay_delivery(opened, tmp_path)
    tab = look_at(opened)
    wait_until(lambda: tab.chosen() is not None)
    rows = (("Cột lạ", "Thùng lạ"), ("0B000008", "Hộp 4"), ("0B000009", "Hộp 4"))
    tab.take_list(1, write_xlsx(tmp_path / "la.xlsx", rows))
    preview = form(ListDialog)
    wait_until(lambda: preview.columns.choices)
    # No table is recognised; its columns are offered all the same.
    wait_until(lambda: shown(preview).count("la.xlsx") == 2)
    assert not preview.take.isEnabled()
    for heading, field in (("Cột lạ", "serial"), ("Thùng lạ", "box")):
        choice = preview.columns.choices[heading]
        choice.setCurrentIndex(choice.findData(field))
        choice.activated.emit(choice.currentIndex())
    wait_until(preview.take.isEnabled)
    assert [row.label for row in preview.model.rows()] == ["0B000008", "0B000009"]
    preview.take.click()
    wait_until(lambda: deliveries(opened)[0].listed == 7)
    opened.settle()


def test_what_is_scanned_is_held_against_the_list_before_it_is_received(
    opened: OpenedWindow, tmp_path: Path
) -> None:
    lay_delivery(opened, tmp_path)
    tab = look_at(opened)
    wait_until(lambda: tab.devices.status is not None)
    tab.devices.receive_button.click()
    asked = form(ReceiveForm)
    wait_until(asked.seen.text.hasFocus)
    assert not asked.save.isEnabled()
    for serial in ("0B000001", "0B000002", "FF000001"):
        QTest.keyClicks(asked.seen.text, serial)
        QTest.keyClick(asked.seen.text, Qt.Key.Key_Return)
    wait_until(lambda: asked.found is not None)
    wait_until(lambda: "FF000001" in shown(asked))
    assert not asked.save.isEnabled()
    asked.skip.click()
    wait_until(asked.save.isEnabled)
    # What was worked out of other serials lets nothing be written.
    QTest.keyClick(asked.seen.text, Qt.Key.Key_A)
    assert not asked.save.isEnabled()
    QTest.keyClick(asked.seen.text, Qt.Key.Key_Backspace)
    wait_until(asked.save.isEnabled)
    assert "Nhận lần này: 2" in shown(asked)
    wait_until(lambda: "0B000003, 0B000004, 0B000005" in shown(asked))
    assert deliveries(opened)[0].found == 0
    asked.save.click()
    wait_until(lambda: deliveries(opened)[0].found == 2)
    wait_until(lambda: cells(tab, "standing") == ["đúng danh sách"] * 2 + ["chưa về"] * 3)
    assert tab.model.columns[6].text(tab.chosen()) == "thiếu 3"
    tab.devices.which.setCurrentIndex(1)
    assert cells(tab, "serial") == list(SERIALS[2:])
    # Another box than the list says is named at the device.
    tab.devices.which.setCurrentIndex(0)
    tab.devices.receive_button.click()
    asked = form(ReceiveForm)
    scanned = tmp_path / "quet.csv"
    scanned.write_text("0B000004,Hộp 1\n", encoding="utf-8")
    asked.seen.read_file(scanned)
    wait_until(asked.save.isEnabled)
    # A lock keeps what came from a file as it keeps what was typed.
    assert "0B000004;Hộp 1" in typed_on(asked)[0].text
    asked.save.click()
    wait_until(lambda: "ở Hộp 1, danh sách ghi Hộp 2" in cells(tab, "standing"))
    opened.settle()


def test_what_is_plugged_in_is_received(
    opened: OpenedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    softly = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", softly.environment["SOFTHSM2_CONF"])
    softly.add("VGCA Token")
    monkeypatch.setattr(seen_field, "drivers_here", lambda _: [DriverFile("SoftHSM", SOFTHSM)])
    lay_delivery(opened, tmp_path)
    tab = look_at(opened)
    wait_until(lambda: tab.devices.status is not None)
    tab.receive()
    asked = form(ReceiveForm)
    asked.seen.plugged.click()
    wait_until(lambda: asked.seen.told())
    asked.unlisted.click()
    wait_until(asked.save.isEnabled)
    asked.save.click()
    wait_until(lambda: deliveries(opened)[0].unlisted == 1)
    wait_until(lambda: "ngoài danh sách" in cells(tab, "standing"))
    opened.settle()


def test_the_whole_list_is_received_and_a_box_counted(opened: OpenedWindow, tmp_path: Path) -> None:
    lay_delivery(opened, tmp_path)
    tab = look_at(opened)
    wait_until(lambda: tab.devices.status is not None)
    tab.receive()
    asked = form(ReceiveForm)
    asked.listed.click()
    wait_until(asked.save.isEnabled)
    asked.save.click()
    wait_until(lambda: cells(tab, "standing") == ["đúng danh sách"] * 5)
    assert not tab.devices.counts_table.isVisible()
    tab.devices.count_button.click()
    counting = form(CountForm)
    counting.seen.text.setPlainText("0B000001\n0B000002\n2.34E+11\n")
    wait_until(lambda: "Dòng 3" in shown(counting))
    assert not counting.save.isEnabled()
    counting.seen.text.setPlainText("0B000001\n0B000002\n")
    wait_until(counting.save.isEnabled)
    wait_until(lambda: "0B000003" in shown(counting))
    counting.by.setText("Lê Văn Đếm")
    counting.save.click()
    wait_until(lambda: tab.devices.counts.count() == 1)
    assert tab.devices.counts_table.isVisible()
    (kept,) = tab.devices.counts.rows()
    assert (kept.missing, kept.counted_by) == (("0B000003",), "Lê Văn Đếm")
    opened.settle()


def test_a_table_says_whose_they_are(opened: OpenedWindow, tmp_path: Path) -> None:
    lay_delivery(opened, tmp_path)
    tab = look_at(opened)
    rows = (("Serial", "Đơn vị", "Họ và tên"), ("0B000001", "Đảng uỷ xã Hai", "Đỗ Văn Cường"))
    tab.take_assignments(write_xlsx(tmp_path / "gan.xlsx", rows))
    preview = form(ListDialog)
    wait_until(lambda: preview.take.isEnabled())
    preview.told.setText("QĐ 7")
    preview.take.click()
    wait_until(lambda: "Đỗ Văn Cường" in cells(tab, "subscriber"))
    held = opened.do(lambda session: rows_of(session, token, serial="0B000001"))
    assert [row.subscriber for row in held] == ["Đỗ Văn Cường"]
    # Enter opens the device's own page.
    tab.devices.table.selectRow(0)
    tab.devices.table.setFocus()
    QTest.keyClick(tab.devices.table, Qt.Key.Key_Return)
    page = opened.window.page("tokens")
    assert isinstance(page, TokensPage)
    wait_until(lambda: page.token.shown is not None)
    assert page.stack.currentWidget() is page.token
    opened.settle()


def test_columns_sort_rows_copy_and_keys_find(opened: OpenedWindow, tmp_path: Path) -> None:
    lay_delivery(opened, tmp_path)
    opened.do(lambda session: add_delivery(session, AddDelivery("Cục Cơ yếu", "9/CY")))
    tab = look_at(opened)
    wait_until(lambda: tab.devices.status is not None)
    # The last one is shown first, and is the chosen one.
    assert [row.number for row in tab.model.rows()] == [2, 1]
    head = tab.table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(0) + 5, head.height() // 2)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [row.number for row in tab.model.rows()] == [1, 2]
    tab.words.setText("ban co yeu")
    wait_until(lambda: [row.number for row in tab.model.rows()] == [1])
    tab.table.selectRow(0)
    wait_until(lambda: tab.devices.model.count() == 5)
    tab.devices.table.setFocus()
    tab.devices.table.selectAll()
    QTest.keyClick(tab.devices.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "0B000005" in copied
    assert copied.count("chưa về") == 5
    opened.settle()


def test_what_changed_since_it_was_looked_at_is_said_and_the_form_stays(
    opened: OpenedWindow, tmp_path: Path
) -> None:
    lay_delivery(opened, tmp_path)
    tab = look_at(opened)
    wait_until(lambda: tab.devices.status is not None)
    tab.receive()
    asked = form(ReceiveForm)
    asked.seen.text.setPlainText("0B000001\n")
    wait_until(asked.save.isEnabled)
    already = ReceiveDelivery(1, "2026-11-24", told_lines(b"0B000001"))
    opened.do(lambda session: receive_delivery(session, already))
    asked.save.click()
    wait_until(lambda: "đã nhận trước: 1" in shown(asked))
    assert asked.isVisible()
    assert not asked.save.isEnabled()
    asked.reject()
    opened.settle()


def test_another_day_changes_nothing(opened: OpenedWindow, tmp_path: Path) -> None:
    lay_delivery(opened, tmp_path)
    tab = look_at(opened)
    wait_until(lambda: tab.devices.status is not None)
    assert tab.devices.receive_button.isEnabled()
    opened.context.set_date("2026-11-20")
    opened.settle()
    for button in (tab.add_button, tab.assign_button, tab.devices.receive_button,
                   tab.devices.list_button, tab.devices.count_button):  # fmt: skip
        assert not button.isEnabled()
