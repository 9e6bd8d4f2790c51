"""Reading anew what a tab shows: a reading that is asked for ends the one before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from desktop.domain.problems import Failure
from desktop.services.session import Session
from desktop.views.background import Job
from desktop.views.context import Context

T = TypeVar("T")

# A province is read before anybody sees that it takes time.
_QUIET_MS = 400


class LastReading:
    """The one reading of `owner` that counts. One that was stopped shows nothing, and is no
    failure."""

    def __init__(self, context: Context, owner: QObject) -> None:
        self._context = context
        self._owner = owner
        self._job: Job | None = None

    def begin(
        self,
        title: str,
        work: Callable[[Session], T],
        show: Callable[[T], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """Read by `work`, then `show` it; `failed` where it is not the window that tells of it."""
        if self._job is not None:
            self._job.cancel()

        def told(failure: Failure) -> None:
            if any(problem.code != "work.cancelled" for problem in failure.problems):
                (failed or self._context.show_failure)(failure)

        self._job = self._context.long_work(
            title, work, show, self._owner, told, quiet_ms=_QUIET_MS
        )
