"""A table with a panel, read anew after changes: what both tabs are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.problems import Failure
from desktop.services.session import Session
from desktop.views.background import Job
from desktop.views.context import Context
from desktop.views.pages.endpoints.listing import Listing
from desktop.views.pages.endpoints.typing_kept import Typing

# What is shown is there no more.
_GONE = frozenset({"endpoint.unknown", "person.unknown", "endpoint.unit_gone"})


class Tab(QWidget):
    """A listing with what its panel shows, read anew after changes. `asked`: see the page."""

    asked = Signal(object)
    # Something else is shown in the panel.
    shown = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.translate = context.translate
        self.listing: Listing
        # What reads the panel's content anew; None where it needs no reading.
        self.again: Callable[[], None] | None = None
        self._job: Job | None = None
        self._typing: Typing | None = None

    def lay_out(self, listing: Listing) -> None:
        """Take the listing."""
        self.listing = listing
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(listing)
        listing.side.closed.connect(self._forget)

    def read(self) -> None:
        """Read the list and the panel anew."""
        self.listing.refresh()
        if self.again is not None and self.listing.side.isVisible():
            self.again()

    def _forget(self) -> None:
        self.again = None

    def read_panel(self, work: Callable[[Session], Any], done: Callable[[Any], None]) -> None:
        """Read what the panel shows, now and after each change."""
        if self._job is not None:
            self._job.cancel()

        def read(failed: Callable[[Failure], None]) -> None:
            self._job = self.context.read(work, done, self, failed)

        self.again = lambda: read(self._fail_again)
        read(self._fail)

    def _fail(self, failure: Failure) -> None:
        if any(problem.code == "work.cancelled" for problem in failure.problems):
            # Another was asked for meanwhile.
            return
        self.listing.close_side()
        self.context.show_failure(failure)

    def _fail_again(self, failure: Failure) -> None:
        if all(problem.code in _GONE for problem in failure.problems):
            # Undone, or not there on this day, as whoever did that knows.
            self.listing.close_side()
        else:
            self._fail(failure)

    def show_panel(self, title: str, panel: QWidget, *foot: QWidget) -> None:
        """Show something in the panel, and `foot` below it; where the same is shown, what is typed
        there and not written goes on."""
        before, self._typing = self._typing, Typing(panel)
        if before is not None and before.panel is self.listing.side.content():
            before.carry_to(panel)
        self.listing.side.show_content(title, panel, *foot)
        if before is not None:
            before.focus_in(panel)
        self.shown.emit(panel)
