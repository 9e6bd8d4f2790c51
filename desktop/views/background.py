"""Work away from the window: one thread owns the vault, and answers come back to the GUI thread.

A view hands over a function of the session and gets its plain result, or the failure, by a
callback on the GUI thread. Nothing of the database crosses over but frozen dataclasses.
"""

from __future__ import annotations

import queue
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.problems import Failure, Problem, WorldFailure, refuse
from desktop.domain.texts import Text
from desktop.views.collector import Collector

if TYPE_CHECKING:
    from desktop.services.session import Session

T = TypeVar("T")
# Takes a failure, and the callback that would have been told of it.
FailureTaker = Callable[[Callable[[Failure], None], Failure], None]
# A bug of ours: the window goes on.
FAULT = "program.fault"


@dataclass
class Job:
    """A piece of work under way. `cancel` asks it to stop at its next report of progress.

    One that is `idle` waits until nothing else is to be done, and gives way to whatever comes: it
    is then begun again.
    """

    work: Callable[[Any], Any]
    done: Callable[[Any], None]
    failed: Callable[[Failure], None]
    progress: Callable[[Text, int, int], None]
    owner: QObject | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    orphaned: bool = False
    idle: bool = False
    # Writes, or takes long: the window is not closed over it without asking.
    weighty: bool = False
    # Whoever takes the failures of this work, and of what its answer asks for in turn.
    taker: FailureTaker | None = None

    def cancel(self) -> None:
        """Ask the work to stop; it ends with the problem `work.cancelled`, nothing half-done."""
        self.cancelled.set()

    def orphan(self, *_: object) -> None:
        """Forget whom to answer: the view has gone."""
        self.orphaned = True

    def release(self) -> None:
        """Let go of the views behind it, on their own thread: the other may be the last to hold it.

        A widget that is freed on another thread than the window's brings the program down.
        """
        if self.owner is not None and not self.orphaned:
            self.owner.destroyed.disconnect(self.orphan)
        self.owner = None
        self.work = self.done = self.failed = self.progress = _ignore
        self.taker = None


def _ignore(*_: object) -> None:
    return None


class _GaveWay(Exception):
    """Idle work makes room for other work at a report of its progress."""


class Worker(QObject):
    """The thread that owns the vault. Make it, `start` it with an opener, `stop` it at the end."""

    _answered = Signal(object, object, object)
    _progressed = Signal(object, object, int, int)
    # Jobs waiting or under way, for whoever shows that something is going on.
    busy = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # By (idle, number): what is idle comes last, the rest as it was asked for.
        self._jobs: queue.PriorityQueue[tuple[bool, int, Job | None]] = queue.PriorityQueue()
        self._numbers = count()
        self._session: Session | None = None
        self._current: Job | None = None
        self._count = 0
        self._weighty: list[Job] = []
        self._taker: FailureTaker | None = None
        self._last: Callable[[Session], object] | None = None
        self._thread = threading.Thread(target=self._loop, name="vault", daemon=True)
        self._collector = Collector(self)
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        # Told of each bug of ours, on this thread, for the window to save a report.
        self.on_fault: Callable[[BaseException], None] = _ignore
        # Shows work of `long_work` while it is done; set by the window.
        self.show_long: Callable[..., Job] | None = None

    def start(self) -> None:
        """Begin to work."""
        self._collector.start()
        self._thread.start()

    def stop(self, last: Callable[[Session], object] | None = None) -> None:
        """Stop the job under way, do what waits and then `last`, close the vault."""
        self._last = last
        if self._current is not None:
            self._current.cancel()
        self._jobs.put((False, next(self._numbers), None))
        if self._thread.is_alive():
            self._thread.join()
        self._collector.stop()

    def open(
        self,
        opener: Callable[[], Session],
        done: Callable[[Any], None],
        failed: Callable[[Failure], None],
    ) -> Job:
        """Open the vault on this thread; `done` gets the warnings of its opening.

        One that is open stays so until the other has been opened.
        """

        def work(before: Session | None) -> Any:
            self._session = opener()
            if before is not None:
                before.close()
            return self._session.warnings

        return self._put(Job(work, done, failed, _ignore))

    def run(
        self,
        work: Callable[[Session], T],
        done: Callable[[T], None] = _ignore,
        failed: Callable[[Failure], None] = _ignore,
        *,
        progress: Callable[[Text, int, int], None] = _ignore,
        owner: QObject | None = None,
        idle: bool = False,
        weighty: bool = False,
    ) -> Job:
        """Do `work(session)` in its turn. Callbacks come on the GUI thread, one of the two.

        They are left out when `owner`, a view, is gone by then. `idle` work gives way to all other.
        `weighty` work, which writes or takes long, is asked about before the window closes.
        """
        job = Job(work, done, failed, progress, owner, idle=idle, weighty=weighty)
        if owner is not None:
            owner.destroyed.connect(job.orphan)
        return self._put(job)

    def long_work(
        self,
        title: str,
        work: Callable[[Session], T],
        done: Callable[[T], None],
        owner: QObject,
        failed: Callable[[Failure], None],
    ) -> Job:
        """Do reading work that may take seconds and gives way to other work; `show_long`, where
        a window has set it, shows its progress and a way to cancel it."""
        if self.show_long is not None:
            return self.show_long(title, work, done, owner, failed)
        return self.run(work, done, failed, owner=owner, idle=True)

    @contextmanager
    def failing_to(self, taker: FailureTaker | None) -> Iterator[None]:
        """Hand failures of the work that is asked for within to `taker`, with the callback of each;
        and of the work that an answer to it asks for."""
        before, self._taker = self._taker, taker
        try:
            yield
        finally:
            self._taker = before

    def spare_what_is_here(self) -> None:
        """Tell the collector of garbage that what has been made so far stays to the end."""
        self._collector.spare_what_is_here()

    def is_alive(self) -> bool:
        """Say whether the thread still runs."""
        return self._thread.is_alive()

    def is_busy(self) -> bool:
        """Say whether weighty work waits or is under way."""
        return bool(self._weighty)

    def is_resting(self) -> bool:
        """Say whether nothing waits or is under way."""
        return not self._count

    def cancel_weighty(self) -> None:
        """Ask all weighty work to stop; none of it ends half-done."""
        for job in self._weighty:
            job.cancel()

    def report_progress(self, what: Text, done: int, total: int) -> None:
        """Be the surroundings' progress: called on the thread, shown on the GUI's."""
        job = self._current
        if job is None:
            return
        if job.cancelled.is_set():
            raise refuse("work.cancelled")
        if job.idle and self._others_wait():
            raise _GaveWay
        self._progressed.emit(job, what, done, total)

    def _put(self, job: Job) -> Job:
        self._count += 1
        if self._taker is not None:
            job.taker, job.failed = self._taker, partial(self._taker, job.failed)
        if job.weighty:
            self._weighty.append(job)
        self.busy.emit(self._count)
        self._queue(job)
        return job

    def _queue(self, job: Job) -> None:
        self._jobs.put((job.idle, next(self._numbers), job))

    def _others_wait(self) -> bool:
        with self._jobs.mutex:
            return bool(self._jobs.queue) and not self._jobs.queue[0][0]

    def _loop(self) -> None:
        while (job := self._jobs.get()[2]) is not None:
            self._current = job
            try:
                outcome = self._attempt(job)
            except _GaveWay:
                self._queue(job)
                continue
            finally:
                self._current = None
            self._answered.emit(job, *outcome)
        if self._session is not None:
            if self._last is not None:
                # Nobody is left to be told of a failure; the vault is closed in any case.
                with suppress(Exception):
                    self._last(self._session)
            self._session.close()
            self._session = None

    def _attempt(self, job: Job) -> tuple[object, Failure | None]:
        try:
            return self._do(job), None
        except _GaveWay:
            raise
        except Exception as error:
            # A full disk or a damaged database is no fault of ours.
            meaning = self._session.meaning_of(error) if self._session is not None else None
            failure = meaning or as_failure(error)
            if is_fault(failure):
                self.on_fault(error)
            return None, failure

    def _do(self, job: Job) -> object:
        if job.cancelled.is_set():
            raise refuse("work.cancelled")
        return job.work(self._session)

    def _answer(self, job: Job, result: object, failure: Failure | None) -> None:
        self._count -= 1
        if job in self._weighty:
            self._weighty.remove(job)
        self.busy.emit(self._count)
        try:
            if job.orphaned:
                return
            if failure is None:
                with self.failing_to(job.taker):
                    job.done(result)
            else:
                job.failed(failure)
        finally:
            job.release()

    def _show_progress(self, job: Job, what: Text, done: int, total: int) -> None:
        if not job.orphaned:
            job.progress(what, done, total)


def is_fault(failure: Failure) -> bool:
    """Say whether a failure is a bug of ours."""
    return failure.problems[0].code == FAULT


def as_failure(error: Exception) -> Failure:
    """Return what went wrong as something with a sentence: a bug of ours says where it was."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, OSError):
        values = {"what": error.strerror or "", "file": error.filename or ""}
        return WorldFailure(Problem("world.failed", values))
    return WorldFailure(Problem(FAULT, {"place": fault_place(error)}))


def fault_place(error: BaseException) -> str:
    """Return where in the code an exception passed: file names and lines, never values."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames)
