"""Which pages the window has, in the order of the navigation; each is loaded when it is needed."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from desktop.views.context import Context
from desktop.views.pages.page import Page
from desktop.views.shell.window import PageMaker

# A name is its page's folder. Imports stand apart in the navigation, since files are dropped
# anywhere, and the comparison of two days is reached from the units.
_PAGES = {
    "overview": "OverviewPage",
    "units": "UnitsPage",
    "codes": "CodesPage",
    "reorganising": "ReorganisingPage",
    "endpoints": "EndpointsPage",
    "tokens": "TokensPage",
    "bundles": "BundlesPage",
    "papers": "PapersPage",
    "journal": "JournalPage",
    "settings": "SettingsPage",
    "imports": "ImportPage",
    "comparing": "ComparingPage",
}


def pages() -> Mapping[str, PageMaker]:
    """Return how each page is made, by its name in the navigation."""
    return {name: partial(_make, name) for name in _PAGES}


def load_meanwhile(owner: QObject) -> None:
    """Load the code of all pages, one after the other, whenever Qt has nothing else to do.

    A page takes up to a tenth of a second: better before it is asked for. Ends with `owner`.
    """
    names = iter(_PAGES)
    idle = QTimer(owner)

    def next_page() -> None:
        name = next(names, None)
        if name is None:
            idle.stop()
            idle.deleteLater()
        else:
            _load(name)

    idle.timeout.connect(next_page)
    idle.start()


def _make(name: str, context: Context) -> Page:
    return _load(name)(context)


def _load(name: str) -> Callable[[Context], Page]:
    module = import_module(f"desktop.views.pages.{name}.page")
    # PySide reads the source of every module imported after it, and all of them were kept: 25 MiB.
    linecache.clearcache()
    maker: Callable[[Context], Page] = getattr(module, _PAGES[name])
    return maker
