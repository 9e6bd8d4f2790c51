"""Dialogs are as high as what they hold, and where the screen is too low, it is scrolled to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from desktop.services.browse_endpoints import BrowsePeople, PersonFilter, PersonList
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, wear
from desktop.views.pages.codes.marks_form import MarkForm
from desktop.views.pages.endpoints.erase_dialog import EraseDialog
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.endpoints.proof_form import ProofForm
from desktop.views.pages.endpoints.round_form import RoundForm
from desktop.views.pages.endpoints.rule_form import RuleForm
from tests.helpers.looks import cut_off, focusable, outside, overlapping
from tests.helpers.windows import OpenedWindow, wait_until

FORMS = [RuleForm, ProofForm, RoundForm]


@pytest.fixture(params=[TEXT_SIZES[1], TEXT_SIZES[-1]])
def low_screen(
    request: pytest.FixtureRequest, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Wear a size of letters on a screen of 1024×600."""
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, 1024, 600))
    wear(qapp, Look(text_size=request.param))
    yield
    wear(qapp, Look())


def shown_whole(dialog: QDialog) -> None:
    assert dialog.height() <= 600
    assert dialog.width() <= 1024
    assert dialog.y() >= 0
    assert cut_off(dialog) == []
    assert outside(dialog) == []
    assert overlapping(dialog) == []


def seen(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect().height() >= widget.height() - 1


@pytest.mark.usefixtures("low_screen")
@pytest.mark.parametrize("kind", FORMS)
def test_every_field_can_be_reached_on_a_low_screen(
    sampled: OpenedWindow, kind: type[RuleForm | ProofForm | RoundForm]
) -> None:
    sampled.window.go("endpoints")
    page = sampled.window.page("endpoints")
    assert isinstance(page, EndpointsPage)
    dialog = kind(sampled.context, page)
    dialog.open()
    wait_until(dialog.isVisible)
    sampled.settle()
    shown_whole(dialog)
    assert seen(dialog.save), "the buttons stay in sight"
    (area,) = dialog.findChildren(QScrollArea)
    assert not area.horizontalScrollBar().isVisible()
    for field in focusable(area.widget()):
        field.setFocus()
        area.ensureWidgetVisible(field)
        QApplication.processEvents()
        assert seen(field), field
    dialog.reject()


@pytest.mark.usefixtures("low_screen")
def test_erasing_and_marking_can_be_read_on_a_low_screen(sampled: OpenedWindow) -> None:
    page = sampled.window.page("endpoints")
    assert page is not None
    listed = PersonList(BrowsePeople(PersonFilter()))
    people = sampled.do(lambda session: listed.read(session, 0, 9)).rows
    erase = EraseDialog(sampled.context, people[-1].uid, page)
    mark = MarkForm(sampled.context, "qd20", ("A99",), page)
    for dialog, button in ((erase, erase.erase), (mark, mark.save)):
        dialog.open()
        wait_until(dialog.isVisible)
        sampled.settle()
        shown_whole(dialog)
        assert seen(button)
        dialog.reject()


def test_a_dialog_grows_with_what_stands_in_the_way(sampled: OpenedWindow) -> None:
    sampled.window.go("endpoints")
    page = sampled.window.page("endpoints")
    assert page is not None
    dialog = RuleForm(sampled.context, page)
    dialog.open()
    wait_until(dialog.isVisible)
    sampled.settle()
    before = dialog.height()
    dialog.trouble.setText("Một câu dài nói điều cản trở. " * 12)
    dialog.trouble.show()
    wait_until(lambda: dialog.height() > before)
    assert cut_off(dialog) == []
    assert seen(dialog.trouble)
    dialog.reject()
