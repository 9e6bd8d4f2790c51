"""The page of a comparison of two days; reached from the units' page and the search."""

from __future__ import annotations

from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.pages.comparing.compare_tab import CompareTab
from desktop.views.pages.page import Page


class ComparingPage(Page):
    """Shows what differs between two days. ("days", first, second) chooses them."""

    help_name = "02-co-quan-va-ma"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Compare two days")))
        self.tab = CompareTab(context)
        self.body.addWidget(self.tab, 1)
        self.add_action(
            _(N_("Back to units")), "chevron-left", lambda: context.go("units"), shortcut="Alt+Left"
        )

    def show_what(self, what: object) -> None:
        """Compare the two days that another page asks for."""
        match what:
            case ("days", str(first), str(second)):
                self.tab.compare(first, second)
