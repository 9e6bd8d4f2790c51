"""Bundles: seal one, judge one that came, and see those that were sealed."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.pages.bundles.history import HistoryTab
from desktop.views.pages.bundles.seal import SealTab
from desktop.views.pages.bundles.verify import VerifyTab
from desktop.views.pages.page import Page
from desktop.views.pages.pieces import Tabs


class BundlesPage(Page):
    """Three tabs. A page that sends a path here has it judged; one that sends the uid of a sealed
    bundle has it shown in the list."""

    help_name = "05-goi-du-lieu"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Bundles")))
        self.seal = SealTab(context)
        self.verify = VerifyTab(context)
        self.history = HistoryTab(context, self._show_seal)
        self.tabs = Tabs(self.title.text())
        self.tabs.setAccessibleName(_(N_("Bundles")))
        self.tabs.addTab(self.seal, _(N_("Sign and seal")))
        self.tabs.addTab(self.verify, _(N_("Judge a bundle")))
        self.tabs.addTab(self.history, _(N_("Sealed bundles")))
        self.body.addWidget(self.tabs, 1)

    def read(self) -> None:
        """Read what the next bundle would say, and those sealed before."""
        self.seal.read()
        self.history.read()

    def show_what(self, what: object) -> None:
        """Judge a file (a path), show a sealed bundle (its uid), or a tab: ("seal",),
        ("verify",), ("sealed",)."""
        tabs = {"seal": self.seal, "verify": self.verify, "sealed": self.history}
        if isinstance(what, tuple):
            self.tabs.setCurrentWidget(tabs[what[0]])
        elif isinstance(what, Path):
            self.tabs.setCurrentWidget(self.verify)
            self.verify.take(what)
        elif isinstance(what, str):
            self.tabs.setCurrentWidget(self.history)
            self.history.choose(what)

    def _show_seal(self) -> None:
        self.tabs.setCurrentWidget(self.seal)
