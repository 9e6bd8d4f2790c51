"""Pasting into the registers: very many rows, garbage, a stop before or while they are written."""

from __future__ import annotations

import random
import threading
import unicodedata
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.models.uow import UnitOfWork
from desktop.services.imports.draft_values import Show
from desktop.services.vault_care import CheckVault, check
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.imports.page import ImportPage
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.units.page import UnitsPage
from desktop.views.shell.closing import AskBeforeClosing
from tests.helpers.windows import OpenedWindow, wait_until

# So many of one kind, and fewer of the others, which go the same way.
MANY = {"units": 100_000, "endpoints": 20_000, "tokens": 20_000}
HEADS = {
    "units": "Mã định danh\tTên cơ quan, đơn vị\tMã đơn vị cấp trên\tHiệu lực từ",
    "endpoints": "Mã ĐD\tĐơn vị\tVai trò\tHọ tên\tMạng\tĐộ mật\tMức tiếp cận\tTừ ngày",
    "tokens": "Số hiệu thiết bị\tTên thuê bao\tMã định danh\tHiệu lực từ\tHiệu lực đến",
}
ROWS: dict[str, Callable[[int], str]] = {
    "units": lambda n: f"A99.{10 + n // 1000:02}{n % 1000:03}\tPhòng Thử {n}\tA99\t1/7/2025",
    "endpoints": lambda n: (
        f"A99\tTỉnh uỷ Mẫu\tVăn thư\tTrần Thị Mẫu {n}\tMật\tMật\tMật\t01.07.2025"
    ),
    "tokens": lambda n: f"MAU-{n:06}\tTrần Thị Mẫu {n}\tA99\t1/7/2025\t1/7/2030",
}


def table(page: str, count: int) -> str:
    return "\n".join([HEADS[page], *map(ROWS[page], range(count))])


def begin(opened: OpenedWindow, page: str, text: str) -> ImportPage:
    """Copy a text, press the page's button to paste; return the page that takes it."""
    QGuiApplication.clipboard().setText(text)
    opened.window.go(page)
    shown = opened.window.page(page)
    assert isinstance(shown, UnitsPage | EndpointsPage | TokensPage)
    imports = opened.window.page("imports")
    assert isinstance(imports, ImportPage)
    opened.settle()
    shown.paste_button.click()
    return imports


def paste(opened: OpenedWindow, page: str, text: str) -> ImportPage:
    imports = begin(opened, page, text)
    wait_until(imports.is_idle, 60)
    opened.settle()
    return imports


def data_hash(opened: OpenedWindow) -> object:
    return opened.do(lambda session: check(session, CheckVault()).data_hash)


@pytest.mark.parametrize(("page", "many"), list(MANY.items()))
def test_a_hundred_thousand_rows_are_worked_out_while_the_window_answers(
    opened: OpenedWindow, page: str, many: int
) -> None:
    imports = begin(opened, page, table(page, many))
    told: list[tuple[int, int]] = []
    opened.context.progressed.connect(lambda _, done, total: told.append((done, total)))
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(10)
    wait_until(imports.is_idle, 60)
    timer.stop()
    assert len(ticks) > 20
    assert (many, many) in told
    preview = imports.view._preview
    assert preview is not None
    assert preview.counts[Show.ALL] == many
    assert not opened.notices


def test_working_out_is_stopped(opened: OpenedWindow) -> None:
    before = data_hash(opened)
    many = MANY["tokens"]
    imports = begin(opened, "units", table("units", many))
    told: list[int] = []

    def stop(_words: str, done: int, _total: int) -> None:
        told.append(done)
        opened.window.status._stop.click()

    opened.context.progressed.connect(stop)
    wait_until(lambda: opened.notices, 60)
    assert opened.notices[0].key == "work.cancelled"
    assert max(told) < many
    assert imports.is_idle()
    assert data_hash(opened) == before


class Gate:
    """Holds the worker once its transaction has begun, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        enter = UnitOfWork.__enter__

        def held(work: UnitOfWork) -> UnitOfWork:
            entered = enter(work)
            self.begun.set()
            assert self.go_on.wait(20)
            return entered

        monkeypatch.setattr(UnitOfWork, "__enter__", held)


def close_over_writing(
    opened: OpenedWindow, monkeypatch: pytest.MonkeyPatch, rows: int
) -> tuple[AskBeforeClosing, Gate]:
    imports = paste(opened, "units", table("units", rows))
    gate = Gate(monkeypatch)
    imports.view.write_button.click()
    wait_until(gate.begun.is_set)
    opened.window.close()
    asked = opened.window.findChild(AskBeforeClosing)
    assert isinstance(asked, AskBeforeClosing)
    assert opened.window.isVisible()
    return asked, gate


def test_closing_over_the_writing_stops_it_and_nothing_is_written(
    opened: OpenedWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = data_hash(opened)
    asked, gate = close_over_writing(opened, monkeypatch, 10_000)
    asked.stop_button.click()
    gate.go_on.set()
    wait_until(lambda: not opened.window.isVisible(), 60)
    assert data_hash(opened) == before


def test_closing_over_the_writing_waits_and_all_is_written(
    opened: OpenedWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, gate = close_over_writing(opened, monkeypatch, 10_000)
    asked.wait_button.click()
    gate.go_on.set()
    wait_until(lambda: not opened.window.isVisible(), 60)
    imports = opened.window.page("imports")
    assert isinstance(imports, ImportPage)
    assert [notice.severity for notice in opened.notices] == ["good"]
    found = opened.do(lambda session: check(session, CheckVault()))
    assert found.problems == ()


def letters(count: int) -> str:
    source = random.Random(3)
    return source.randbytes(count).decode("latin-1")


GARBAGE = {
    "binary": letters(200_000),
    "one endless cell": "Mã định danh\tTên cơ quan\nA99.77\t" + "x" * 5_000_000,
    "one endless line": "lời " * 1_250_000,
    "ragged": "Mã định danh\tTên cơ quan\n"
    + "".join(f"A99.{n + 100}" + "\tx" * (n % 40) + "\n" for n in range(1000)),
    "NULs": "Mã định danh\tTên cơ quan\nA99.77\tBan\0 Th\x01ử\x7f nghiệm\n\0\t\0\n",
    "steering": "Mã định danh\tTên cơ quan\nA99.77\tBan \u202egnờhP\u2066 \u061cM\u2028ột\n",
    "wide": "\t".join(map(str, range(20_000))) + "\n" + "\t".join(["x"] * 20_000),
    "an open quote": 'Mã định danh\tTên cơ quan\n"' + "A99.77\tBan\n" * 50_000,
}


@pytest.mark.parametrize("what", list(GARBAGE))
@pytest.mark.parametrize("page", list(HEADS))
def test_garbage_is_said_and_the_window_goes_on(opened: OpenedWindow, page: str, what: str) -> None:
    before = data_hash(opened)
    imports = paste(opened, page, GARBAGE[what])
    model = imports.view.table.model() if imports.view.table is not None else None
    if model is None:
        # Not a table: it says so, in a bar or beside where the columns are chosen.
        assert opened.notices or imports.view.problem.isVisible()
    else:
        shown = {
            str(model.index(row, column).data(Qt.ItemDataRole.DisplayRole))
            for row in range(min(model.rowCount(), 200))
            for column in range(model.columnCount())
        }
        assert max(map(len, shown)) < 500
        assert not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in "".join(shown))
    assert data_hash(opened) == before
    opened.window.go("journal")
    assert opened.window.current_name() == "journal"


def test_too_many_columns_are_refused_in_a_sentence(opened: OpenedWindow) -> None:
    imports = paste(opened, "units", GARBAGE["wide"])
    assert [notice.key.split()[0] for notice in opened.notices] == ["import.too_wide"]
    assert "256" in opened.notices[0].message
    assert imports.view.table is None


@pytest.mark.parametrize("page", list(HEADS))
def test_an_empty_clipboard_is_said_on_the_page(opened: OpenedWindow, page: str) -> None:
    begin(opened, page, " \n\t\n")
    assert opened.notices[-1].key == "paste.empty"
    assert opened.window.current_name() == page
