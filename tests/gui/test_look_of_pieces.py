"""Small things of the look that a person would see: frames, icons, edges, first letters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from desktop.views.context import Notice
from desktop.views.look.colours import SCHEMES, Scheme
from desktop.views.look.icons import icon
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, look_of, wear
from desktop.views.pages.overview.cards import CoverageCard
from desktop.views.pages.overview.page import OverviewPage
from desktop.views.pages.register import pages
from desktop.views.pages.units.page import UnitsPage
from desktop.views.tables.rows import RowDelegate
from tests.helpers.windows import OpenedWindow, copy_of, wait_until


@pytest.fixture
def worn(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    wear(qapp, Look())


@pytest.fixture
def sampled(samples: Path, tmp_path: Path, worn: QApplication) -> Iterator[OpenedWindow]:
    opened = OpenedWindow(copy_of(samples, tmp_path / "vault"))
    yield opened
    opened.close()


def units_page(opened: OpenedWindow) -> UnitsPage:
    page = opened.window.page("units")
    assert isinstance(page, UnitsPage)
    opened.window.go("units")
    wait_until(lambda: page.listing.model.count() > 10)
    opened.settle()
    return page


def image_of(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colours_in(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def focus_here(opened: OpenedWindow, widget: QWidget) -> None:
    opened.window.activateWindow()
    widget.setFocus()
    wait_until(widget.hasFocus)


@pytest.mark.parametrize("number", [3, 4])
def test_the_present_row_has_a_frame_from_end_to_end(opened: OpenedWindow, number: int) -> None:
    table = units_page(opened).listing.table
    focus_here(opened, table)
    table.setCurrentIndex(table.model().index(number, 1))
    QApplication.processEvents()
    image = image_of(table.viewport())
    focus = QColor(look_of().colours.focus)
    cells = [
        table.visualRect(table.model().index(number, column))
        for column in range(table.model().columnCount())
        if not table.isColumnHidden(column)
    ]
    seen = [cell for cell in cells if cell.center().x() < image.width()]
    assert len(seen) > 3
    for cell in seen:
        for y in (cell.top(), cell.top() + 1, cell.bottom() - 1, cell.bottom()):
            assert image.pixelColor(cell.center().x(), y) == focus
    assert image.pixelColor(seen[0].left(), seen[0].center().y()) == focus


def test_the_frame_goes_with_the_keyboard(opened: OpenedWindow) -> None:
    page = units_page(opened)
    table = page.listing.table
    focus_here(opened, table)
    table.setCurrentIndex(table.model().index(2, 1))
    focus_here(opened, page.listing.filter.words)
    QApplication.processEvents()
    assert look_of().colours.focus not in colours_in(image_of(table.viewport()))


def test_the_frame_around_a_table_is_whole_and_moves_no_row(opened: OpenedWindow) -> None:
    page = units_page(opened)
    table = page.listing.table
    focus_here(opened, page.listing.filter.words)
    place = table.viewport().geometry()
    focus_here(opened, table)
    QApplication.processEvents()
    assert table.viewport().geometry() == place
    image, focus = image_of(table), look_of().colours.focus
    left = {image.pixelColor(x, y).name() for x in (0, 1) for y in range(4, image.height() - 4)}
    assert left == {focus}


@pytest.mark.parametrize("icon_name", ["", "circle-alert"])
def test_an_editor_covers_its_cell_and_its_words(worn: QApplication, icon_name: str) -> None:
    model = QStandardItemModel(1, 1)
    item = QStandardItem("Nguyễn Văn A")
    if icon_name:
        item.setIcon(icon(icon_name, look_of().colours.error))
    model.setItem(0, 0, item)
    table = QTableView()
    table.setModel(model)
    table.setItemDelegate(RowDelegate(table))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setColumnWidth(0, 240)
    table.resize(400, 200)
    table.show()
    index = model.index(0, 0)
    cell = table.visualRect(index)
    # Past the icon, where there is one.
    words = cell.adjusted(26 if icon_name else 4, 3, 0, -3)
    before = first_ink(image_of(table.viewport()).copy(words))
    table.edit(index)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    assert (editor.y(), editor.height()) == (cell.y(), cell.height())
    editor.deselect()
    editor.setCursorPosition(len(editor.text()))
    QApplication.processEvents()
    after = first_ink(image_of(table.viewport()).copy(words))
    assert abs(after - before) <= 1
    table.close()
    table.deleteLater()


def first_ink(image: QImage) -> int:
    """Return the first column of pixels with something as dark as a letter."""
    focus = QColor(look_of().colours.focus)
    for x in range(image.width()):
        for y in range(image.height()):
            colour = image.pixelColor(x, y)
            if colour.lightness() < 110 and colour != focus:
                return x
    return image.width()


@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.CONTRAST])
def test_icons_of_notices_follow_the_look(
    opened: OpenedWindow, worn: QApplication, scheme: Scheme
) -> None:
    opened.window.show_notice(Notice("Kho chỉ mở để xem.", "warning"))
    bar = opened.window.notices.bars()[0]
    wear(worn, Look(scheme))
    opened.settle()
    colours = SCHEMES[scheme]
    assert colours.warning in colours_in(bar.sign.pixmap().toImage())
    cross = bar.close_button.icon().pixmap(24, 24).toImage()
    assert colours.quiet in colours_in(cross)
    assert SCHEMES[Scheme.LIGHT].quiet not in colours_in(cross)


@pytest.mark.parametrize(("size", "width"), [(TEXT_SIZES[1], 1280), (TEXT_SIZES[-1], 1366)])
def test_the_search_of_units_has_room_for_its_hint(
    province: Path, tmp_path: Path, worn: QApplication, size: float, width: int
) -> None:
    wear(worn, Look(text_size=size))
    opened = OpenedWindow(copy_of(province, tmp_path / "vault"))
    try:
        opened.window.resize(width, 720)
        page = units_page(opened)
        words = page.listing.filter.words
        needed = words.fontMetrics().horizontalAdvance(words.placeholderText()) + 40
        assert words.width() >= needed
        for box in (page.listing.filter.type, page.listing.filter.lacks):
            assert box.width() >= box.fontMetrics().horizontalAdvance(box.currentText()) + 30
    finally:
        opened.close()


def test_columns_and_rows_grow_with_the_letters(opened: OpenedWindow, worn: QApplication) -> None:
    table = units_page(opened).listing.table
    letter, width = table.fontMetrics().averageCharWidth(), table.columnWidth(1)
    wear(worn, Look(text_size=TEXT_SIZES[-1]))
    opened.settle()
    grown = table.fontMetrics().averageCharWidth()
    assert grown > letter
    assert table.columnWidth(1) == pytest.approx(width * grown / letter, abs=2)
    assert table.rowHeight(0) >= table.fontMetrics().height() + 8


def test_choices_begin_with_a_capital_letter(sampled: OpenedWindow) -> None:
    small = set()
    for name in ("units", "endpoints", "tokens", "settings"):
        assert name in pages()
        sampled.window.go(name)
        sampled.settle()
        for box in sampled.window.page(name).findChildren(QComboBox):
            for number in range(box.count()):
                if box.itemText(number)[:1].islower():
                    small.add(f"{name}: {box.accessibleName()}: {box.itemText(number)}")
    assert small == set()


def test_figures_that_can_be_opened_stand_under_the_others(sampled: OpenedWindow) -> None:
    page = sampled.window.page("overview")
    assert isinstance(page, OverviewPage)
    sampled.window.go("overview")
    wait_until(lambda: page.found is not None)
    sampled.settle()
    card = page.findChild(CoverageCard)
    assert card is not None
    links = [b for b in card.findChildren(QPushButton) if b.property("role") == "link"]
    assert links
    zeros = [
        each
        for each in card.findChildren(QLabel)
        if each.text() == "0" and links[0].geometry().left() < each.geometry().right()
        and each.geometry().left() < links[0].geometry().right()
    ]  # fmt: skip
    assert zeros
    image, ground = image_of(card), QColor(look_of().colours.surface)

    def last_ink(widget: QWidget) -> int:
        box = widget.geometry()
        return max(
            x
            for x in range(box.left(), box.right() + 1)
            for y in range(box.top(), box.bottom() + 1)
            if image.pixelColor(QPoint(x, y)) != ground
        )

    assert all(abs(last_ink(link) - last_ink(zeros[0])) <= 1 for link in links)
    rows = sorted(each.geometry().center().y() for each in [*links, *zeros])
    gaps = [after - before for before, after in pairwise(rows)]
    assert max(gaps) - min(gaps) <= 1


def test_the_hint_in_an_empty_field_can_be_read_in_high_contrast(
    opened: OpenedWindow, worn: QApplication
) -> None:
    wear(worn, Look(Scheme.CONTRAST))
    page = units_page(opened)
    words = page.listing.filter.words
    assert words.text() == ""
    assert words.palette().placeholderText().color().name() == SCHEMES[Scheme.CONTRAST].hint
    assert words.palette().placeholderText().color().alpha() == 255


def test_what_cannot_be_pressed_looks_so_in_high_contrast_too(worn: QApplication) -> None:
    wear(worn, Look(Scheme.CONTRAST))
    button = QPushButton("Dán")
    button.resize(120, 40)
    button.show()
    enabled = image_of(button)
    button.setEnabled(False)
    disabled = image_of(button)
    colours = SCHEMES[Scheme.CONTRAST]
    assert colours.hint not in colours_in(enabled)
    assert colours.hint in colours_in(disabled)
    # Not by colour alone: its edge is broken.
    edge = {disabled.pixelColor(x, 0).name() for x in range(10, 110)}
    assert {colours.line, colours.ground} <= edge
    button.close()
    button.deleteLater()
