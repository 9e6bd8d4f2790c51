"""Which pages the window has, in the order of the navigation; each is loaded when it is needed."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
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
# What opens a vault and shows it, in the order in which it is needed.
_BEFORE_PAGES = ("sqlalchemy", "desktop.services.vault_database", "desktop.views.shell.window")


def pages() -> Mapping[str, PageMaker]:
    """Return how each page is made, by its name in the navigation."""
    return {name: partial(_make, name) for name in _PAGES}


def load_meanwhile(owner: QObject) -> QTimer:
    """Load the code of the window and all its pages, whenever Qt has nothing else to do.

    Each takes up to a tenth of a second: better before it is asked for. Ends with `owner`, or when
    the timer that is returned is stopped.
    """
    modules = iter((*_BEFORE_PAGES, *map(_module_of, _PAGES)))
    idle = QTimer(owner)

    def next_module() -> None:
        module = next(modules, None)
        if module is None:
            idle.stop()
        else:
            _load(module)

    idle.timeout.connect(next_module)
    idle.start()
    return idle


def _make(name: str, context: Context) -> Page:
    maker: Callable[[Context], Page] = getattr(_load(_module_of(name)), _PAGES[name])
    return maker(context)


def _module_of(name: str) -> str:
    return f"desktop.views.pages.{name}.page"


def _load(name: str) -> ModuleType:
    module = import_module(name)
    # PySide reads the source of every module imported after it, and all of them were kept: 25 MiB.
    linecache.clearcache()
    return module
