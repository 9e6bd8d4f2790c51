"""Erasing a person from their panel: what will happen is said first, and it takes a reason."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea

from desktop.services.browse_endpoints import BrowsePeople, PersonFilter, PersonList
from desktop.services.edit_people import add_person
from desktop.services.endpoint_edits import AddPerson, PersonDetails
from desktop.services.history import ReadHistory, history
from desktop.views.pages.endpoints.erase_dialog import EraseDialog
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.person_panel import PersonPanel
from tests.helpers.looks import cut_off, outside
from tests.helpers.windows import OpenedWindow, wait_until

NAME = "Lường Thị Thử Nghiệm"


def panel_of(window: OpenedWindow, uid: str) -> PersonPanel:
    window.window.go("endpoints", ("person", uid))
    page = window.window.page("endpoints")
    assert isinstance(page, EndpointsPage)

    def shown() -> bool:
        panel = page.people.listing.side.content()
        return isinstance(panel, PersonPanel) and panel.uid == uid

    wait_until(shown)
    window.settle()
    panel = page.people.listing.side.content()
    assert isinstance(panel, PersonPanel)
    return panel


def dialog_of(window: OpenedWindow, uid: str) -> EraseDialog:
    panel_of(window, uid).erase.click()
    (dialog,) = window.window.findChildren(EraseDialog)
    wait_until(lambda: dialog.found is not None)
    return dialog


def words(dialog: EraseDialog) -> str:
    return " | ".join(label.text() for label in dialog.findChildren(QLabel)).replace("\u200b", "")


@pytest.fixture
def uid(sampled: OpenedWindow) -> str:
    command = AddPerson(PersonDetails(NAME, "Văn thư", "0900 111 222"))
    return str(sampled.do(lambda session: add_person(session, command)).uid)


def test_it_says_what_happens_and_asks_for_a_reason_and_a_tick(
    sampled: OpenedWindow, uid: str
) -> None:
    dialog = dialog_of(sampled, uid)
    assert f"“{NAME}” đổi thành “đã xoá {uid[:8]}”" in words(dialog)
    assert "không hoàn tác được" in words(dialog)
    assert "các gói đã gửi" in words(dialog)
    assert not dialog.erase.isEnabled()
    dialog.why.setText("Đơn đề nghị")
    assert not dialog.erase.isEnabled()
    dialog.meant.setChecked(True)
    assert dialog.erase.isEnabled()
    dialog.erase.click()
    wait_until(lambda: any(notice.key == "endpoints" for notice in sampled.notices))
    sampled.settle()
    found = sampled.do(
        lambda session: PersonList(BrowsePeople(PersonFilter(NAME))).read(session, 0, 9)
    )
    assert found.count == 0
    # The panel shows the person as they are now, and Undo does not offer to take it back.
    assert panel_of(sampled, uid).name.text() == f"đã xoá {uid[:8]}"
    undo = sampled.do(lambda session: history(session, ReadHistory())).undo
    assert undo is None or undo.words.message != "What was kept of a person erased"


@pytest.mark.parametrize("name", ["Nguyễn " * 28, "Nguyễn" * 33], ids=["words", "word"])
def test_a_long_name_is_seen_whole(sampled: OpenedWindow, name: str) -> None:
    command = AddPerson(PersonDetails(name.strip(), "Văn thư"))
    uid = str(sampled.do(lambda session: add_person(session, command)).uid)
    dialog = dialog_of(sampled, uid)
    sampled.settle()
    assert name.strip() in words(dialog)
    assert cut_off(dialog) == []
    assert outside(dialog) == []
    assert dialog.width() < 800
    (area,) = dialog.findChildren(QScrollArea)
    assert not area.horizontalScrollBar().isVisible()
    dialog.reject()


def test_enter_erases_nothing(sampled: OpenedWindow, uid: str) -> None:
    dialog = dialog_of(sampled, uid)
    dialog.why.setText("Đơn đề nghị")
    dialog.meant.setChecked(True)
    QTest.keyClick(dialog.why, Qt.Key.Key_Return)
    sampled.settle()
    assert dialog.isVisible()
    dialog.reject()
    assert panel_of(sampled, uid).name.text() == NAME


def test_who_still_holds_something_is_not_erased(sampled: OpenedWindow) -> None:
    people = sampled.do(
        lambda session: PersonList(BrowsePeople(PersonFilter())).read(session, 0, 99)
    )
    held = next(line for line in people.rows if line.endpoints)
    dialog = dialog_of(sampled, held.uid)
    assert "chưa xoá được" in words(dialog)
    assert "Văn thư" in words(dialog)
    assert not dialog.why.isVisibleTo(dialog)
    dialog.why.setText("Đơn đề nghị")
    dialog.meant.setChecked(True)
    assert not dialog.erase.isEnabled()
    dialog.reject()
