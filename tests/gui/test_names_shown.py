"""Names that hold what steers, hides or marks up: seen as they are, moving nothing around them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtGui import Qt as QtOfTexts
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QWidget,
)
from sqlalchemy import select

from desktop.exchange.clipboard import read_table
from desktop.models.tables import person, token, unit_version
from desktop.services.edit_units import apply
from desktop.services.session import Session
from desktop.services.unit_edits import AddUnit
from desktop.services.units import LayOut
from desktop.views.clean_clipboard import CleanClipboard
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, wear
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.link import Link
from desktop.views.pages.pieces import breakable
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.units.page import UnitsPage
from desktop.views.shell.navigation import all_entries
from desktop.views.shell.palette import Palette
from desktop.views.tables.copying import rows_for_sheets
from desktop.views.tables.model import shown_text, shown_tip, without_steering
from tests.helpers.looks import cut_off, outside
from tests.helpers.windows import OpenedWindow, copy_of, wait_until

HEBREW = "שלום עולם"
# Overrides, isolates, marks, what is not seen, what rings, and what Qt takes for HTML.
HOSTILE = f'<b>Đậm</b> <img src="file:///x.png"> {HEBREW} 12 \u202exyz\u2066\u061c\u200b\u00ad\x07'
# What isolates a word of another direction, put there by the window itself.
_ISOLATES = "\u2067\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ban \u202enờhP", "Ban \ufffdnờhP"),
        ("a\u061cb\u200bc\u00add\ufeffe\U000e0041f", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"),
        ("a\x00b\x1bc\x85d", "a\ufffdb\ufffdc\ufffdd"),
        ("một\nhai\u2028ba\tbốn", "một hai ba bốn"),
        (f"Ban {HEBREW} 12", f"Ban \u2067{HEBREW}\u2069 12"),
        (f"{HEBREW}: 3 hàng", f"\u2067{HEBREW}\u2069: 3 hàng"),
        ("Đảng uỷ xã Mẫu", "Đảng uỷ xã Mẫu"),
    ],
)
def test_what_steers_is_seen_and_what_is_written_leftward_is_isolated(
    text: str, shown: str
) -> None:
    assert shown_text(text) == shown
    # A name that is shown stands in a sentence that is shown.
    assert shown_text(shown_text(text)) == shown


def test_a_name_is_never_endless_and_no_tooltip_is_html() -> None:
    assert len(shown_text("x" * 5000)) < 500
    assert shown_tip("Ban <b>A</b>") == "<p>Ban &lt;b&gt;A&lt;/b&gt;</p>"
    assert shown_tip("Ban A < B") == "Ban A < B"
    assert without_steering("a\u202eb\u061cc") == "abc"


@pytest.fixture
def hostile(samples: Path, tmp_path: Path, qapp: QApplication) -> Iterator[OpenedWindow]:
    """Open a window on registers whose every name is hostile, as an older vault could be."""
    window = OpenedWindow(copy_of(samples, tmp_path / "vault"))

    def spoil(session: Session) -> None:
        with session.unit_of_work(LayOut("A99", "x", "12")) as work:
            for table, column in ((unit_version, "name"), (person, "name"), (token, "serial")):
                uids = work.connection.execute(select(table.c.uid)).scalars().all()
                rows = [{"uid": uid, column: f"{HOSTILE} {n}"} for n, uid in enumerate(uids)]
                work.update(table, rows)

    window.do(spoil)
    window.context.changed.emit()
    window.settle()
    yield window
    window.close()


def texts_of(widget: QWidget) -> Iterator[str]:
    yield widget.accessibleName()
    yield widget.toolTip()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    model = widget.model() if isinstance(widget, QAbstractItemView) else None
    if model is not None:
        columns = 1 if isinstance(widget, QListWidget) else model.columnCount()
        for row in range(min(model.rowCount(), 20)):
            for column in range(columns):
                index = model.index(row, column)
                for role in (
                    Qt.ItemDataRole.DisplayRole,
                    Qt.ItemDataRole.ToolTipRole,
                    Qt.ItemDataRole.AccessibleTextRole,
                ):
                    yield str(index.data(role) or "")


def faults_of(window: QWidget) -> set[str]:
    found = set()
    for widget in [window, *window.findChildren(QWidget)]:
        place = f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for text in texts_of(widget):
            plain = text.translate(dict.fromkeys(map(ord, _ISOLATES + "\n")))
            if HEBREW in plain and "\u2067" not in text:
                found.add(f"{place}: not isolated")
            if any(unicodedata.category(letter) in ("Cc", "Cf") for letter in plain):
                found.add(f"{place}: steered or hidden")
        if isinstance(widget, QLineEdit):
            typed = widget.text().translate(dict.fromkeys(map(ord, _ISOLATES)))
            if typed != without_steering(typed):
                found.add(f"{place}: steered while it is typed")
        automatic = isinstance(widget, QLabel) and widget.textFormat() is Qt.TextFormat.AutoText
        if automatic and QtOfTexts.mightBeRichText(widget.text()):
            found.add(f"{place}: HTML")
        if "<b>" in widget.toolTip() and QtOfTexts.mightBeRichText(widget.toolTip()):
            found.add(f"{place}: tooltip of HTML")
    return found


def test_pages_show_hostile_names_as_they_are(hostile: OpenedWindow) -> None:
    window = hostile.window
    for entry in all_entries():
        window.go(entry.name)
        hostile.settle()
        assert faults_of(window) == set(), entry.name
    window.set_office(HOSTILE)
    assert "\u202e" not in window.windowTitle()
    assert faults_of(window) == set()


def test_what_is_opened_shows_hostile_names_as_they_are(hostile: OpenedWindow) -> None:
    window = hostile.window
    units, endpoints, tokens = (window.page(name) for name in ("units", "endpoints", "tokens"))
    assert isinstance(units, UnitsPage)
    assert isinstance(endpoints, EndpointsPage)
    assert isinstance(tokens, TokensPage)
    for name in ("units", "endpoints", "tokens"):
        window.go(name)
        hostile.settle()
    unit = units.listing.model.row(2).uid
    one = endpoints.endpoints.listing.model.row(0).uid
    device = tokens.listing.model.row(0).uid
    for page, what in (
        ("units", unit),
        ("endpoints", ("endpoint", one)),
        ("endpoints", ("unit", unit)),
        ("endpoints", ("add", unit)),
        ("endpoints", ("explain", unit)),
        ("tokens", device),
    ):
        window.go(page, what)
        hostile.settle()
        assert faults_of(window) == set(), what
    window.go("units", unit)
    hostile.settle()
    units.unit.buttons["rename"].click()
    hostile.settle()
    assert faults_of(window) == set()


def test_the_palette_shows_hostile_names_as_they_are(hostile: OpenedWindow) -> None:
    palette = Palette(hostile.context, hostile.window, ())
    palette.open()
    palette.line.setText("dam")
    wait_until(lambda: any(HEBREW in text for text in texts_of(palette.list)))
    assert faults_of(palette) == set()
    palette.close()


def test_rows_are_copied_as_texts_and_come_back_the_same() -> None:
    rows = [("=cmd|' /c calc'!A0", "0912345678", "+84 912-345", "-x", "@a", "a<b>\tc", "05977")]
    data = rows_for_sheets(rows)
    assert data.text() == "'=cmd|' /c calc'!A0\t0912345678\t+84 912-345\t'-x\t'@a\ta<b> c\t05977"
    assert "mso-number-format:'\\@'" in data.html()
    assert "<td>a&lt;b&gt; c</td><td>05977</td>" in data.html()
    (row,) = read_table(data.text())
    assert row.cells == (*rows[0][:5], "a<b> c", "05977")


def test_copied_words_hold_nothing_that_was_put_in_to_show_them(opened: OpenedWindow) -> None:
    opened.window.activateWindow()
    wait_until(lambda: QGuiApplication.focusWindow() is not None)
    keeper = CleanClipboard(opened.window)
    path = "/rat/dai/" + "x" * 50
    QGuiApplication.clipboard().setText(breakable(path))
    wait_until(lambda: QGuiApplication.clipboard().text() == path)
    keeper.deleteLater()


@pytest.mark.parametrize("size", [TEXT_SIZES[1], TEXT_SIZES[-1]])
def test_a_long_word_in_a_name_cuts_nothing_on_the_page_of_its_unit(
    opened: OpenedWindow, qapp: QApplication, size: float
) -> None:
    wear(qapp, Look(text_size=size))
    try:
        page = opened.window.page("units")
        assert isinstance(page, UnitsPage)
        opened.window.go("units")
        wait_until(lambda: page.listing.model.row(0) is not None)
        opened.settle()
        wide = page.tree.width()
        today = QDate.currentDate().toString("yyyy-MM-dd")
        name = "Ban " + "Đ" * 290

        def add(parent: str | None, value: str | None) -> str:
            command = AddUnit((), today, parent, name, value=value)
            return str(opened.do(lambda session: apply(session, command)).made)

        root = page.listing.model.row(0)
        assert root is not None
        above = add(root.uid, None)
        add(above, "A99.98")
        opened.context.changed.emit()
        page.open_unit(above)
        wait_until(lambda: page.unit.shown is not None and page.unit.shown.uid == above)
        opened.settle()
        # It has no code, and a unit below: what is to be settled, and a link.
        assert page.unit.shown is not None
        assert page.unit.shown.findings
        link = next(each for each in page.unit.findChildren(Link) if "A99.98" in each._whole)
        assert link.text().endswith("…")
        assert name in link.toolTip()
        assert page.unit._area.horizontalScrollBar().maximum() == 0
        assert [
            each for each in cut_off(page.unit) + outside(page.unit) if not each.startswith("Link")
        ] == []
        assert page.tree.width() == wide
    finally:
        wear(qapp, Look())
