"""Bringing tables in: files in a queue, and for each one its columns, its rows, its writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.imports.draft import Draft, open_draft
from desktop.services.imports.draft_keeping import KeptImport, keep_import, resume
from desktop.services.imports.draft_values import (
    Choice,
    Layout,
    OpenDraft,
    Preview,
    PreviewRow,
    Written,
)
from desktop.services.imports.pasting import PasteTable, open_pasted
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.pages.imports.files import Files
from desktop.views.pages.imports.kept import offer_import
from desktop.views.pages.imports.sheet_view import SheetView
from desktop.views.pages.page import Empty, Page, action_button
from desktop.views.tables.model import shown_text
from desktop.views.words import count

_TOPIC = "import"
_SUFFIXES = "*.xlsx *.xlsm *.xls *.et *.ods *.csv"

Waiting = Path | PasteTable | KeptImport


class ImportPage(Page):
    """One file after the other: read, look, mend, write or leave."""

    help_name = "07-nhap-du-lieu"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Import")))
        # What waits: files, pasted tables, and imports that a lock or closing has interrupted.
        self.queue: list[Waiting] = []
        # The pasted table that the draft is of.
        self._pasted_now: PasteTable | None = None
        self._draft: Draft | None = None
        self._choice = Choice("units")
        self._job: Job | None = None
        # Work on an earlier file or choice answers too late, and is not shown.
        self._turn = 0
        self.choose_button = self.add_action(
            _(N_("Choose files …")), "folder-open", self.choose_files, shortcut="Ctrl+O"
        )
        self.leave_button = self.add_action(
            _(N_("Leave this file")),
            "x",
            self.leave,
            hint=_(N_("Leave this file without writing anything, and go on to the next")),
        )
        self._stack = QStackedWidget()
        button = action_button(_(N_("Choose files …")), "folder-open", self.choose_files, main=True)
        self._empty = Empty(
            "file-spreadsheet",
            _(N_("Drop tables here")),
            _(
                N_(
                    "Units, clerks or eTokens, as the offices send them: .xlsx, .xls, .ods "
                    "or .csv. Nothing is written before you have seen what every row does."
                )
            ),
            button,
        )
        self.view = SheetView(context)
        self.view.on_choice = self._choose
        self.view.on_mended = self._mend
        self.view.on_left_out = self._leave_out
        self.view.on_write = self._write
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        self.body.addWidget(self._stack, 1)
        self._show_state()

    def show_what(self, what: object) -> None:
        """Take files or a pasted table to bring in."""
        if isinstance(what, Files):
            self.take(what.paths)
        elif isinstance(what, PasteTable | KeptImport):
            self.take((what,))

    def take(self, new: Iterable[Waiting]) -> None:
        """Put files or tables at the end of the queue; the first is opened when no other is."""
        self.queue += new
        self._show_state()
        if self._draft is None and self._job is None:
            self._open_next()

    def choose_files(self) -> None:
        """Ask which files."""
        words = self.translate(N_("Tables ({suffixes})")).format(suffixes=_SUFFIXES)
        title = self.translate(N_("Tables to bring in"))
        chosen, _kind = QFileDialog.getOpenFileNames(self, title, "", words)
        self.take(map(Path, chosen))

    def is_idle(self) -> bool:
        """Say whether nothing is being read or worked out."""
        return self._job is None

    def leave(self) -> None:
        """Leave the present file without writing, and go on to the next."""
        self._forget()
        self._open_next()

    def read(self) -> None:
        """Work the rows out anew: the registers have changed."""
        if self._draft is not None:
            self._plan()

    def keeping(self) -> Callable[[Session], None] | None:
        """Keep the file under way with what was mended in it, and those that wait."""
        draft, choice, pasted = self._draft, self._choice, self._pasted_now
        if draft is None:
            return None
        # A kept import that has not been opened yet is kept still.
        queue = [each for each in self.queue if not isinstance(each, KeptImport)]
        return lambda session: keep_import(session, draft, choice, queue, pasted)

    def _open_next(self) -> None:
        self._show_state()
        if not self.queue:
            return
        what = self.queue.pop(0)
        file = _file_of(what)
        kept = what if isinstance(what, KeptImport) else None
        self._turn += 1
        turn = self._turn

        def done(draft: Draft) -> None:
            if turn == self._turn:
                self._job = None
                self.context.settled.emit(f"{_TOPIC} {file}")
                self._draft, self._choice = draft, draft.choice
                self._pasted_now = what if isinstance(what, PasteTable) else None
                if kept is not None:
                    self._pasted_now = kept.pasted
                    self.queue[:0] = kept.queue
                    if not self.context.read_only:
                        offer_import(self.context, self)
                self._show_state()
                self._plan(new_layout=True)

        def failed(failure: Failure) -> None:
            if turn == self._turn:
                self._forget()
                for problem in failure.problems:
                    # One bar for each file: several may be bad in the same way.
                    notice = self.context.notice_of(problem)
                    key = f"{problem.code} {file}"
                    self.context.notify(replace(notice, key=key, topic=f"{_TOPIC} {file}"))
                if kept is not None:
                    # It is kept still: the medium may only be out.
                    offer_import(self.context, self)
                self._open_next()

        title = self.translate(N_("Reading {file}")).format(file=shown_text(file.name)[:60])

        def work(session: Session) -> Draft:
            match what:
                case PasteTable():
                    return open_pasted(session, what)
                case KeptImport():
                    return resume(session, what)
            return open_draft(session, OpenDraft(what))

        self._job = self.context.long_work(title, work, done, self, failed)
        self._show_state()

    def _choose(self, choice: Choice) -> None:
        new_layout = (choice.kind, choice.sheet, choice.mapping) != (
            self._choice.kind,
            self._choice.sheet,
            self._choice.mapping,
        )
        self._choice = choice
        self._plan(new_layout=new_layout)

    def _plan(self, *, new_layout: bool = False) -> None:
        draft, choice = self._draft, self._choice
        if draft is None:
            return
        self._interrupt()
        turn = self._turn

        def work(session: Session) -> tuple[Layout, Preview | Failure]:
            layout = draft.layout(choice)
            try:
                return layout, draft.plan(session, choice)
            except Failure as failure:
                if any(problem.code == "work.cancelled" for problem in failure.problems):
                    raise
                return layout, failure

        def done(found: tuple[Layout, Preview | Failure]) -> None:
            if turn != self._turn:
                return
            self._job = None
            self.context.settled.emit(_TOPIC)
            layout, preview = found
            if isinstance(preview, Failure):
                self.view.show_refused(layout, choice, preview)
            else:
                self.view.show_preview(draft, layout, choice, preview, anew=new_layout)

        def failed(failure: Failure) -> None:
            if turn == self._turn:
                self._job = None
                self.view.show_stopped()
                self.context.show_failure(failure, topic=_TOPIC)

        title = self.translate(N_("Working out the rows"))
        self._job = self.context.long_work(title, work, done, self, failed)

    def _mend(self, row: PreviewRow, name: str, text: str) -> None:
        draft = self._draft
        if draft is not None:
            self._alter(lambda: draft.mend(row.sheet, row.row, name, text))

    def _leave_out(self, rows: Sequence[PreviewRow], *, out: bool) -> None:
        draft = self._draft
        places = [(row.sheet, row.row) for row in rows]
        if draft is not None and places:
            self._alter(lambda: draft.leave_out(places, out=out))

    def _alter(self, act: Callable[[], None]) -> None:
        """Change the draft on its thread, then work the rows out anew."""
        self._interrupt()
        self.context.read(lambda _: act(), lambda _: self._plan(), self)

    def _interrupt(self) -> None:
        """Stop what is under way; its answer is no longer wanted."""
        self.view.show_working()
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self._turn += 1

    def _write(self, *, skip_bad: bool) -> None:
        draft = self._draft
        if draft is None:
            return
        choice = replace(self._choice, skip_bad=skip_bad)
        file = shown_text(draft.file.name)[:60]
        self.view.set_busy(busy=True)

        def done(written: Written) -> None:
            self._job = None
            self.view.set_busy(busy=False)
            if written.again:
                words = N_("The registers have changed since: look at the rows again.")
                self.context.notify(Notice(self.translate(words), "warning", key="import"))
                self._plan()
                return
            # The button that had the keyboard goes; the next one would be the notice's Undo.
            self.choose_button.setFocus()
            self._say_written(written, file)
            self._forget()
            self._open_next()
            if written.run is not None:
                self.context.changed.emit()

        def failed(failure: Failure) -> None:
            self._job = None
            self.view.set_busy(busy=False)
            self.context.show_failure(failure, topic=_TOPIC)

        title = self.translate(N_("Writing {file}")).format(file=file)
        self._job = self.context.long_work(
            title, lambda session: draft.write(session, choice), done, self, failed
        )

    def _say_written(self, written: Written, file: str) -> None:
        _ = self.translate
        run = written.run
        if run is None:
            words = N_("{file}: nothing was written, the registers say the same already.")
            self.context.notify(Notice(_(words).format(file=file), "info", key="import"))
            return
        words = N_("{file}: {rows} rows written as run {run}.")
        message = _(words).format(file=file, rows=count(written.preview.writing), run=run)
        self.context.notify(
            Notice(message, "good", button=_(N_("Undo")), act=lambda: self._undo(run), key="import")
        )

    def _undo(self, run: int) -> None:
        words = self.translate(N_("Undone: run {runs}.")).format(runs=run)
        self.context.change(
            lambda session: undo(session, Undo(run)),
            self,
            lambda _: self.context.notify(Notice(words, "good", key="undo")),
        )

    def _forget(self) -> None:
        self._interrupt()
        self._draft = self._pasted_now = None
        self.view.clear()

    def _show_state(self) -> None:
        busy = self._draft is not None or self._job is not None
        self._stack.setCurrentWidget(self.view if busy else self._empty)
        self.leave_button.setVisible(busy)
        file = self._draft.file if self._draft is not None else None
        self.view.show_file(file, [_file_of(each) for each in self.queue])


def _file_of(what: Waiting) -> Path:
    """Return what stands for it in words: a pasted table is called by its title."""
    match what:
        case PasteTable():
            return Path(what.title)
        case KeptImport():
            return what.file
    return what
