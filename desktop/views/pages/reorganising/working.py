"""The page's work in the worker: working a draft out, reading one in, applying it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.reorganising.command import Reorganised
from desktop.services.reorganising.plan_draft import OpenedPlan, PlanDraft
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.views.background import Job
from desktop.views.context import Context

# A pause after the last change before the plan is worked out anew.
_PAUSE_MS = 150
# A plan of more rows takes long enough to be shown as work under way.
_LONG = 300


class PlanWork(QObject):
    """`on_result` and `on_refused` are told what a draft does, or why that cannot be said."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.on_result: Callable[[Reorganised], None] = lambda _: None
        self.on_refused: Callable[[Failure], None] = lambda _: None
        self.is_applying = False
        self._draft: PlanDraft | None = None
        self._job: Job | None = None
        # Work on an earlier draft answers too late, and is not shown.
        self._turn = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._work_out)

    def is_idle(self) -> bool:
        """Say whether nothing is under way, or about to be."""
        return self._job is None and not self._pause.isActive()

    def stop(self) -> None:
        """Stop what is under way; its answer is no longer wanted."""
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self._turn += 1

    def ask(self, draft: PlanDraft) -> None:
        """Work a draft out after a pause; nothing else is wanted any more."""
        if not self.is_applying:
            self.stop()
            self._draft = draft
            self._pause.start()

    def read_in(
        self,
        title: str,
        work: Callable[[Session], OpenedPlan],
        done: Callable[[OpenedPlan], None],
        failed: Callable[[], None],
    ) -> None:
        """Read a draft in; what goes wrong is shown, and `failed` told."""

        def ended(opened: OpenedPlan) -> None:
            self._job = None
            done(opened)

        def refused(failure: Failure) -> None:
            self._job = None
            self._context.show_failure(failure)
            failed()

        self.stop()
        self._job = self._context.long_work(title, work, ended, self, refused)

    def apply(
        self, draft: PlanDraft, done: Callable[[Reorganised], None], failed: Callable[[], None]
    ) -> None:
        """Write a draft; what goes wrong is shown, and `failed` told."""

        def work(session: Session) -> Reorganised:
            return reorganise(session, draft.command(apply=True))

        def ended(result: Reorganised) -> None:
            self._job, self.is_applying = None, False
            done(result)

        def refused(failure: Failure) -> None:
            self._job, self.is_applying = None, False
            self._context.show_failure(failure)
            failed()

        self.stop()
        self.is_applying = True
        title = self._context.translate(N_("Applying the plan"))
        self._job = self._context.long_work(title, work, ended, self, refused)

    def _work_out(self) -> None:
        draft, turn = self._draft, self._turn
        if draft is None:
            return

        def done(result: Reorganised) -> None:
            if turn == self._turn:
                self._job = None
                self.on_result(result)

        def failed(failure: Failure) -> None:
            if turn == self._turn:
                self._job = None
                self.on_refused(failure)

        def work(session: Session) -> Reorganised:
            return reorganise(session, draft.command())

        if draft.source is None and len(draft.rows) <= _LONG:
            self._job = self._context.read(work, done, self, failed)
            return
        title = self._context.translate(N_("Working the plan out"))
        self._job = self._context.long_work(title, work, done, self, failed)
