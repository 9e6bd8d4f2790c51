"""Which pages the window has, in the order of the navigation."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.views.pages.bundles.page import BundlesPage
from desktop.views.pages.endpoints.page import EndpointsPage
from desktop.views.pages.imports.page import ImportPage
from desktop.views.pages.journal.page import JournalPage
from desktop.views.pages.overview.page import OverviewPage
from desktop.views.pages.papers.page import PapersPage
from desktop.views.pages.settings.page import SettingsPage
from desktop.views.pages.tokens.page import TokensPage
from desktop.views.pages.units.page import UnitsPage
from desktop.views.shell.window import PageMaker


def pages() -> Mapping[str, PageMaker]:
    """Return how each page is made, by its name in the navigation."""
    return {
        "overview": OverviewPage,
        "units": UnitsPage,
        "endpoints": EndpointsPage,
        "tokens": TokensPage,
        "bundles": BundlesPage,
        "papers": PapersPage,
        "journal": JournalPage,
        "settings": SettingsPage,
        # Apart from the pages: also reached by dropping files anywhere.
        "imports": ImportPage,
    }
