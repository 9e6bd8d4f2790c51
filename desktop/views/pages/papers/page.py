"""Papers: choose one, see it as it will lie on the table, print it or save it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.lists import ListRows, list_rows
from desktop.services.paper_pages import Picture, Size, draw_page, page_sizes
from desktop.services.plan_paper import draw_plan
from desktop.services.reorganising.command import Reorganised
from desktop.services.reports import Draw, DrawnPaper, ReportResult, draw, save
from desktop.services.session import Session
from desktop.views import mends
from desktop.views.background import Job
from desktop.views.context import Context, Notice
from desktop.views.look.scale import Space
from desktop.views.opening import open_in_system
from desktop.views.pages.bundles import remembered
from desktop.views.pages.page import Empty, Page, action_button
from desktop.views.pages.papers.options import PaperOptions
from desktop.views.pages.papers.preview import PaperView
from desktop.views.pages.papers.printing import Printing, make_printer
from desktop.views.pages.papers.request import PaperRequest, PlanRequest
from desktop.views.pages.pieces import label

# A quick series of choices draws once.
_PAUSE_MS = 150


@dataclass(frozen=True)
class _Shown:
    paper: DrawnPaper
    sizes: tuple[Size, ...]


class PapersPage(Page):
    """The papers and their options on the left, the preview on the right.

    The PDF file is in memory only, until a person saves it.
    """

    help_name = "06-van-ban-in"

    def __init__(self, context: Context) -> None:
        _ = context.translate
        super().__init__(context, _(N_("Papers")))
        self.shown: _Shown | None = None
        self._plan: Reorganised | None = None
        self._job: Job | None = None
        self._drawing: list[Job] = []
        self._printing: Printing | None = None
        self._make_actions()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.draw)
        self.options = PaperOptions(context)
        self.options.changed.connect(self._pause.start)
        self.view = PaperView(context.translate, self._ask)
        self.view.moved.connect(self._show_place)
        self.view.zoomed.connect(lambda percent: self._zoom.setText(f"{percent} %"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._preview())
        line = QHBoxLayout()
        line.setSpacing(Space.WIDE)
        line.addWidget(self.options)
        line.addWidget(self._stack, 1)
        self.body.addLayout(line, 1)
        self.body.addLayout(self._progress_row())
        self._show_actions()

    def read(self) -> None:
        """Read which bundles there are, then draw the paper anew."""
        self.context.read(_bundles, self.options.show_bundles, self)

    def show_what(self, what: object) -> None:
        """Show the paper that a `PaperRequest` or a `PlanRequest` asks for."""
        match what:
            case PaperRequest():
                self.options.choose(what)
            case PlanRequest():
                self._plan = what.plan
                self.options.offer_plan(what.title)

    def draw(self) -> None:
        """Draw the chosen paper with the chosen options."""
        command = self.options.command()
        if self._job is not None:
            self._job.cancel()
        missing = self.options.missing()
        if missing:
            self._job = self.shown = None
            heading = self.translate(N_("It is not clear which unit the paper is of"))
            self._show_preview(1, Empty("file-text", heading, missing))
            self._show_actions()
            return

        # Offered only once there is one.
        plan = cast("Reorganised", self._plan)

        def work(session: Session) -> _Shown:
            if isinstance(command, Draw):
                drawn = draw(session, command)
            else:
                drawn = draw_plan(session, command, plan)
            return _Shown(drawn, page_sizes(drawn.content))

        job = self.context.long_work(
            self.translate(N_("Drawing the paper")),
            work,
            lambda shown: self._take(job, shown),
            self,
            lambda failure: self._fail(job, failure),
        )
        self._job = job

    def print_paper(self) -> None:
        """Ask for a printer, then print."""
        if self.shown is None or self._printing is not None:
            return
        printer = make_printer()
        printer.setDocName(self.shown.paper.file_name)
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, self.shown.paper.pages)
        dialog.setFromTo(1, self.shown.paper.pages)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        # Its `open` asks for a slot by name; `show` also runs a dialog of the system's own.
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Print what is shown on `printer`."""
        shown = self.shown
        if shown is None:
            return
        self._printing = Printing(
            self.context, printer, shown.paper.content, shown.paper.pages, self._printed, self
        )
        self._printing.progress = self._show_progress
        self._show_actions()
        self._printing.start()

    def save_as(self, out: Path) -> None:
        """Write what is shown into the file `out`."""
        shown = self.shown
        if shown is None:
            return

        def done(result: ReportResult) -> None:
            remembered.keep("papers", [result.file.parent])
            self._folder_button.show()
            words = self.translate(N_("Saved: {file}")).format(file=result.file)
            folder = result.file.parent
            self.context.notify(
                Notice(
                    words,
                    "good",
                    button=self.translate(N_("Open the folder")),
                    act=lambda: open_in_system(folder),
                    key="paper",
                )
            )

        self.context.read(lambda _: save(shown.paper, out), done, self)

    def _make_actions(self) -> None:
        _ = self.translate
        self._folder_button = self.add_action(
            _(N_("Open the folder")),
            "folder-open",
            self._open_folder,
            hint=_(N_("Open the folder that papers were saved in last")),
        )
        self._folder_button.setVisible(bool(remembered.paths("papers")))
        self._save_button = self.add_action(
            _(N_("Save PDF …")), "save", self._choose_file, shortcut="Ctrl+S"
        )
        self._print_button = self.add_action(
            _(N_("Print …")), "printer", self.print_paper, main=True, shortcut="Ctrl+P"
        )

    def _preview(self) -> QWidget:
        _ = self.translate
        whole = QWidget()
        bar = QHBoxLayout()
        bar.setSpacing(Space.NEAR)
        self._place = label("", "quiet", wrap=False)
        self._zoom = label("", "quiet", wrap=False)
        bar.addWidget(self._place)
        bar.addStretch(1)
        bar.addWidget(self._zoom)
        for words, name, act, shortcut in (
            (N_("Smaller"), "zoom-out", self.view.zoom_out, "Ctrl+-"),
            (N_("Larger"), "zoom-in", self.view.zoom_in, "Ctrl+="),
            (N_("As wide as the view"), "maximize", self.view.fit, "Ctrl+0"),
        ):
            button = action_button("", name, act, shortcut=shortcut, hint=_(words))
            button.setAccessibleName(_(words))
            bar.addWidget(button)
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NEAR)
        box.addLayout(bar)
        box.addWidget(self.view, 1)
        return whole

    def _progress_row(self) -> QHBoxLayout:
        _ = self.translate
        self._bar = QProgressBar()
        self._bar.setAccessibleName(_(N_("Progress of printing")))
        self._stop = action_button(_(N_("Stop printing")), "x", self._stop_printing)
        line = QHBoxLayout()
        line.setSpacing(Space.NEAR)
        line.addWidget(self._bar, 1)
        line.addWidget(self._stop)
        return line

    def _take(self, job: Job, shown: _Shown) -> None:
        if job is not self._job:
            return
        self._job = None
        for waiting in self._drawing:
            waiting.cancel()
        self._drawing.clear()
        self.shown = shown
        self._show_preview(0)
        self.view.show_pages(shown.sizes)
        self._zoom.setText("")
        self._show_actions()

    def _fail(self, job: Job, failure: Failure) -> None:
        if job is not self._job:
            return
        self._job = None
        problem = failure.problems[0]
        if problem.code == "work.cancelled":
            return
        self.shown = None
        _ = self.translate
        button = None
        if problem.code == "report.no_bundle":
            button = action_button(
                _(N_("Seal a bundle")), "package", lambda: self.context.go("bundles"), main=True
            )
        words = mends.message(problem, _), mends.mend(problem, _)
        self._show_preview(1, Empty("file-text", *words, button))
        self._show_actions()

    def _show_preview(self, number: int, empty: QWidget | None = None) -> None:
        old = self._stack.widget(1)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        if empty is not None:
            self._stack.addWidget(empty)
        self._stack.setCurrentIndex(number)

    def _ask(self, page: int, dots: float) -> None:
        shown = self.shown
        if shown is None:
            return

        def done(picture: Picture) -> None:
            if self.shown is shown:
                self.view.take(page, dots, picture)

        content = shown.paper.content
        job = self.context.read(
            lambda _: draw_page(content, page, dots), done, self, self._page_failed
        )
        self._drawing = [*self._drawing[-20:], job]

    def _page_failed(self, failure: Failure) -> None:
        if failure.problems[0].code != "work.cancelled":
            self.context.show_failure(failure)

    def _show_place(self, page: int, count: int) -> None:
        words = self.translate(N_("Page {number} of {count}"))
        self._place.setText(words.format(number=page, count=count) if count else "")

    def _show_actions(self) -> None:
        busy = self._printing is not None
        self._print_button.setEnabled(self.shown is not None and not busy)
        self._save_button.setEnabled(self.shown is not None)
        self._bar.setVisible(busy)
        self._stop.setVisible(busy)

    def _show_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _stop_printing(self) -> None:
        if self._printing is not None:
            self._printing.stop()

    def _printed(self, failure: Failure | None) -> None:
        self._printing = None
        self._show_actions()
        if failure is not None:
            self.context.show_failure(failure)
        else:
            words = self.translate(N_("The paper was handed to the printer."))
            self.context.notify(Notice(words, "good", key="print"))

    def _choose_file(self) -> None:
        if self.shown is None:
            return
        kept = remembered.paths("papers")
        name = self.shown.paper.file_name
        start = str(kept[0] / name) if kept else name
        words = self.translate(N_("Save PDF …"))
        chosen, _ = QFileDialog.getSaveFileName(self, words, start, "PDF (*.pdf)")
        if chosen:
            out = Path(chosen)
            self.save_as(out if out.suffix else out.with_suffix(".pdf"))

    def _open_folder(self) -> None:
        kept = remembered.paths("papers")
        if kept:
            open_in_system(kept[0])


def _bundles(session: Session) -> list[tuple[int, str]]:
    return [(row.sequence, row.created) for row in list_rows(session, ListRows("bundles")).rows]
