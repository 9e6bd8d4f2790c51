"""The window at work, without a screen: Qt paints, but nothing is put on one.

start: from the process's start until the main window over *country* answers, its office named, the
seconds of Argon2id taken off; meanwhile the program loads its pages, as it does while people type.
Of the *full* set: rows:PAGE, from going to a page for the first time until its first rows are
painted, once the window has made its pages beforehand, some four seconds after the unlocking;
at-once:PAGE, the same before it could; scroll, the 99th percentile of 600 frames of a long list,
wheel and whole pages; all:TAB, the longest time in which the window did not answer while all rows
of a list were chosen, and chosen no more; cell, from a click on another cell of the coverage, of
which nothing is missing, until it is shown; filter, from the choice of another filter of the
eTokens until its first rows are painted, the 95th percentile; search, from a key stroke in Ctrl+K
to its results, the 95th percentile; hour, the window used at random as much as in an hour, its
memory looked at on the way.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from bench import sets
from bench.watch import copied, percentile
from bench.works.search import triples

_FRAMES = 600
_WHEEL_ROWS = 3
_KEYS = 200
_ACTIONS = 1500
_GROWTH = 1.05
_MANY = 100_000


def prepare(folder: Path, what: str) -> None:
    sets.whole(folder)
    sets.full(folder)
    triples(folder)


def ours(folder: Path, what: str) -> float:
    name, _, page = what.partition(":")
    match name:
        case "start":
            return _start(folder)
        case "rows":
            return _rows(folder, page, made_beforehand=True)
        case "at-once":
            return _rows(folder, page, made_beforehand=False)
        case "scroll":
            return _scroll(folder)
        case "all":
            return _all(folder, int(page))
        case "cell":
            return _cell(folder)
        case "filter":
            return _filter(folder)
        case "search":
            return _search(folder)
    return _hour(folder)


def _start(folder: Path) -> float:
    with copied(sets.whole(folder)) as vault:
        begin = time.clock_gettime(time.CLOCK_MONOTONIC)
        command = [sys.executable, "-m", "bench.first_screen", str(vault), str(begin)]
        run = subprocess.run(command, check=True, capture_output=True)
    return float(json.loads(run.stdout)["seconds"])


def _rows(folder: Path, page: str, *, made_beforehand: bool) -> float:
    from bench.windows import settle, unlocked, wait_until
    from desktop.views.shell.beforehand import Beforehand
    from desktop.views.tables.table import Table

    with copied(sets.full(folder)) as vault, unlocked(vault) as window:
        settle(window)
        beforehand = window.findChild(Beforehand)
        assert isinstance(beforehand, Beforehand)
        if made_beforehand:
            wait_until(lambda: not beforehand.isActive())
        else:
            beforehand.stop()
        name, _, tab = page.partition("/")
        if tab:
            window.go(name)
            settle(window)
        begin = time.perf_counter()
        if tab:
            window.current_page().tabs.setCurrentIndex(int(tab))  # type: ignore[attr-defined]  # pages of several lists have tabs
        else:
            window.go(name)
        shown = window.current_page()

        def painted() -> bool:
            tables = [table for table in shown.findChildren(Table) if table.isVisible()]
            return any(table.model().row(0) is not None for table in tables)  # type: ignore[attr-defined]  # our own model

        wait_until(painted)
        window.repaint()
        return time.perf_counter() - begin


def _scroll(folder: Path) -> float:
    from bench.windows import settle, unlocked
    from desktop.views.tables.table import Table

    with copied(sets.full(folder)) as vault, unlocked(vault) as window:
        window.go("endpoints")
        settle(window)
        table = next(t for t in window.current_page().findChildren(Table) if t.isVisible())
        bar = table.verticalScrollBar()
        took = []
        for frame in range(_FRAMES):
            step = bar.pageStep() if frame % 3 == 0 else _WHEEL_ROWS
            begin = time.perf_counter()
            bar.setValue(bar.value() + step)
            table.viewport().repaint()
            took.append(time.perf_counter() - begin)
            if frame % 60 == 0:
                settle(window)
        return percentile(took, 0.99)


def _all(folder: Path, tab: int) -> float:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from bench.windows import LongestSilence, settle, unlocked
    from desktop.views.tables.table import Table

    with copied(sets.full(folder)) as vault, unlocked(vault) as window:
        window.go("endpoints")
        window.current_page().tabs.setCurrentIndex(tab)  # type: ignore[attr-defined]  # the page of endpoints
        settle(window)
        table = next(t for t in window.current_page().findChildren(Table) if t.isVisible())
        with LongestSilence() as silence:
            QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            settle(window)
            assert table.chosen_count() == table.model().rowCount() > _MANY
            table.clearSelection()
            settle(window)
        return silence.seconds


def _cell(folder: Path) -> float:
    from bench.windows import settle, unlocked, wait_until

    with copied(sets.full(folder)) as vault, unlocked(vault) as window:
        window.go("endpoints", ("coverage",))
        tab = window.current_page().coverage  # type: ignore[attr-defined]  # the page of endpoints
        wait_until(lambda: tab.answer is not None)
        settle(window)
        # Nothing is missing of the highest level: it goes another way.
        begin = time.perf_counter()
        tab.cells.selectRow(3)
        wait_until(lambda: tab.answer.cell.level == 3)
        window.repaint()
        return time.perf_counter() - begin


def _filter(folder: Path) -> float:
    from PySide6.QtWidgets import QApplication

    from bench.windows import settle, unlocked, wait_until
    from desktop.domain.custody import CERTIFICATE_LABELS, CUSTODY_LABELS
    from desktop.services.browse_tokens import FACTS, RADAR_DAYS, TokenFilter

    wanted = [TokenFilter(custody=each) for each in CUSTODY_LABELS]
    wanted += [TokenFilter(certificate=each) for each in CERTIFICATE_LABELS]
    wanted += [TokenFilter(fact=each) for each in FACTS]
    wanted += [TokenFilter(ending=each) for each in (0, *RADAR_DAYS)]
    wanted += [TokenFilter(unsigned=True), TokenFilter()]
    with copied(sets.full(folder)) as vault, unlocked(vault) as window:
        window.go("tokens")
        settle(window)
        listing = window.current_page().listing  # type: ignore[attr-defined]  # the page of tokens
        loaded: list[int] = []
        show_count = listing.model.on_loaded

        def told(rows: int) -> None:
            show_count(rows)
            loaded.append(rows)

        listing.model.on_loaded = told
        took = []
        for each in wanted * 3:
            loaded.clear()
            begin = time.perf_counter()
            listing.set_filter(each)
            wait_until(lambda: loaded)
            # Whatever is not painted yet is painted now.
            QApplication.processEvents()
            took.append(time.perf_counter() - begin)
            settle(window)
        return percentile(took, 0.95)


def _search(folder: Path) -> float:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from bench.windows import settle, unlocked, wait_until
    from desktop.views.shell.palette import Palette

    with copied(sets.full(folder)) as vault, unlocked(vault) as window:
        settle(window)
        window._open_palette()
        palette = window.findChild(Palette)
        assert isinstance(palette, Palette)
        took = []
        words = random.Random(3).sample(triples(folder), _KEYS)
        for word in words:
            palette.line.clear()
            settle(window)
            for letter in word:
                begin = time.perf_counter()
                QTest.keyClick(palette.line, Qt.Key(ord(letter.upper())))
                wait_until(lambda: window.context.worker._count == 0)
                palette.list.repaint()
                took.append(time.perf_counter() - begin)
        palette.reject()
        return percentile(took, 0.95)


def _hour(folder: Path) -> float:
    from bench.random_use import Hands
    from bench.windows import unlocked

    begin = time.perf_counter()
    with copied(sets.full(folder)) as vault, unlocked(vault) as window:
        hands = Hands(window, triples(folder), seed=5)
        half = 0.0
        for action in range(_ACTIONS):
            hands.act()
            if action == _ACTIONS // 2:
                half = _resident()
        end = _resident()
    print(f"resident: {half:.0f} MiB half-way, {end:.0f} MiB at the end", file=sys.stderr)
    if end > half * _GROWTH:
        raise SystemExit("memory grows")
    return time.perf_counter() - begin


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20
