"""What every page shares: the worker, the words, the date, notices, and the way to other pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.problems import Failure, Problem, Severity
from desktop.domain.texts import N_, Text, Translate
from desktop.views import mends
from desktop.views.background import FAULT, Job, Worker
from desktop.views.preferences import Preferences

if TYPE_CHECKING:
    from desktop.services.session import Session

T = TypeVar("T")
# Work of lists is mostly done before anybody sees that it takes time.
_QUIET_MS = 400

# The topic of what was asked for and not done. It is settled by the next change that is made, by
# reading the page anew, and by leaving it.
REFUSED = "refused"


@dataclass(frozen=True)
class Notice:
    """A quiet bar: words, how much they matter, and perhaps one button that mends it.

    `severity` is error, warning, info or good. A notice with the same `key` takes the place of
    an earlier one; those of a `topic` go when it is settled. `let_go` is called when a person
    closes it without its button.
    """

    message: str
    severity: str = "info"
    hint: str = ""
    button: str = ""
    act: Callable[[], None] | None = None
    key: str = ""
    topic: str = ""
    let_go: Callable[[], None] | None = None


class Context(QObject):
    """Shared by the window and its pages.

    `changed`: the registers were written, read anew. `date_changed`: the window's date is another.
    `went`: go to a page by name, with what it shall show. `noticed`: show a notice;
    `settled`: take away those of a topic.
    `working`: a long piece of work began (its job and title) or, with None, ended.
    """

    changed = Signal()
    date_changed = Signal()
    went = Signal(str, object)
    noticed = Signal(object)
    settled = Signal(str)
    working = Signal(object, str)
    progressed = Signal(str, int, int)

    def __init__(
        self,
        worker: Worker,
        translate: Translate,
        preferences: Preferences,
        keep: Callable[[Preferences], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = worker
        self.translate = translate
        self.preferences = preferences
        self._keep = keep
        self._long_job: Job | None = None
        worker.show_long = partial(self.long_work, quiet_ms=_QUIET_MS, idle=True)
        # Entered while a page is built and laid out; set where there is something to be kept quiet.
        self.undisturbed: Callable[[], AbstractContextManager[None]] = nullcontext
        # Opens the folder with the reports of this program's own bugs; set where there is one.
        self.open_reports: Callable[[], None] | None = None
        # The day the window shows, ISO 8601; None is today.
        self.as_of: str | None = None
        self._hushed = False
        # The vault was opened without the right to write.
        self.read_only = False

    @property
    def editable(self) -> bool:
        """Whether registers may be changed from here: today's, in a vault opened for writing."""
        return self.as_of is None and not self.read_only

    def set_read_only(self) -> None:
        """Let every page offer no change any more."""
        self.read_only = True
        self.changed.emit()

    def set_date(self, as_of: str | None) -> None:
        """Show the registers as they are on a day, everywhere."""
        if as_of != self.as_of:
            self.as_of = as_of
            self.date_changed.emit()

    def keep_preferences(self, changed: Preferences) -> None:
        """Take changed preferences, save them, and wear their look."""
        self.preferences = changed
        self._keep(changed)

    def go(self, page: str, what: object = None) -> None:
        """Go to a page; `what` is a filter or a uid that the page understands."""
        self.went.emit(page, what)

    def notify(self, notice: Notice) -> None:
        """Show a notice."""
        if not self._hushed:
            self.noticed.emit(notice)

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """Show no notices: nobody has asked for what they would speak of."""
        self._hushed = True
        try:
            yield
        finally:
            self._hushed = False

    def read(
        self,
        work: Callable[[Session], T],
        done: Callable[[T], None],
        owner: QObject,
        failed: Callable[[Failure], None] | None = None,
        *,
        idle: bool = False,
        progress: Callable[[Text, int, int], None] = lambda *_: None,
    ) -> Job:
        """Do quick reading work; a failure becomes a notice unless `failed` takes it.

        Reading that takes seconds may be `idle`: it gives way to whatever else is to be read, and
        tells `progress` how far it is.
        """
        return self.worker.run(
            work, done, failed or self.show_failure, progress=progress, owner=owner, idle=idle
        )

    def long_work(
        self,
        title: str,
        work: Callable[[Session], T],
        done: Callable[[T], None],
        owner: QObject,
        failed: Callable[[Failure], None] | None = None,
        *,
        quiet_ms: int = 0,
        idle: bool = False,
    ) -> Job:
        """Do work that may take seconds: the window shows its progress, and a way to cancel.

        Work that mostly takes no time, and only reads, is shown after `quiet_ms` of it. It may be
        `idle`: it then gives way to whatever else is to be read, and is begun again.
        """
        is_over = False

        def show() -> None:
            if not is_over:
                self._long_job = job
                self.working.emit(job, title)

        def over() -> None:
            nonlocal is_over
            is_over = True
            # Where other long work has begun meanwhile, that is what is shown.
            if self._long_job is job:
                self.working.emit(None, "")

        def ended(result: T) -> None:
            over()
            done(result)

        def failed_then(failure: Failure) -> None:
            over()
            (failed or self.show_failure)(failure)

        def progress(what: Text, done_count: int, total: int) -> None:
            if not quiet_ms or self._long_job is job:
                self.progressed.emit(what.render(self.translate), done_count, total)

        job = self.worker.run(
            work,
            ended,
            failed_then,
            progress=progress,
            owner=owner,
            idle=idle,
            weighty=not quiet_ms,
        )
        if quiet_ms:
            QTimer.singleShot(quiet_ms, self, show)
        else:
            show()
        return job

    def change(
        self,
        work: Callable[[Session], T],
        owner: QObject,
        done: Callable[[T], None] = lambda _: None,
        failed: Callable[[Failure], None] | None = None,
        title: str = "",
    ) -> Job:
        """Do work that writes: afterwards every page reads anew.

        With a `title` it may take seconds: its progress is shown, with a way to cancel.
        """

        def ended(result: T) -> None:
            self.settled.emit(REFUSED)
            done(result)
            self.changed.emit()

        if title:
            return self.long_work(title, work, ended, owner, failed)
        return self.worker.run(work, ended, failed or self.show_failure, owner=owner, weighty=True)

    def show_failure(self, failure: Failure, topic: str = REFUSED) -> None:
        """Show what went wrong, and how to mend it, as quiet bars."""
        shown = failure.problems[:3]
        for problem in shown:
            # Where to find the report of a bug is told until it is closed.
            of = topic if problem.code != FAULT else ""
            self.notify(replace(self.notice_of(problem), topic=of))
        if len(failure.problems) > len(shown):
            rest = self.translate(N_("{count} more problems of the same work are not shown here."))
            words = rest.format(count=len(failure.problems) - len(shown))
            self.notify(Notice(words, "warning", topic=topic))

    def notice_of(self, problem: Problem) -> Notice:
        """Put a problem into words."""
        severity = {Severity.ERROR: "error", Severity.WARNING: "warning"}.get(
            problem.severity, "info"
        )
        message = mends.message(problem, self.translate)
        notice = Notice(message, severity, mends.mend(problem, self.translate), key=problem.code)
        if problem.code == FAULT and self.open_reports is not None:
            button = self.translate(N_("Open the report"))
            return replace(notice, button=button, act=self.open_reports)
        return notice
