"""Printing a request: citizens' numbers are typed here, go onto the paper, and are kept nowhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.requests.command import DrawForm, Request, WriteList
from desktop.services.requests.forms import print_form, write_list
from desktop.services.requests.layouts import takes_citizen_id
from desktop.services.session import Session
from desktop.views import mends
from desktop.views.context import Context, Notice
from desktop.views.pages.form_dialog import FormDialog
from desktop.views.pages.pieces import breakable
from desktop.views.tables.model import shown_text

_PDF, _LIST = "pdf", "xlsx"
_MOST_SEEN = 8


class PrintForm(FormDialog):
    """Writes the form of a request (PDF) or its list (.xlsx) into a file."""

    def __init__(self, context: Context, request: Request, parent: QWidget) -> None:
        _ = context.translate
        super().__init__(context, parent, _(N_("Print the request")))
        self._request = request
        self.what = QComboBox()
        self.what.addItem(_(N_("The form (PDF)")), _PDF)
        self.what.addItem(_(N_("The list (.xlsx)")), _LIST)
        self.add_row(_(N_("What")), self.what)
        self.numbers = QTableWidget(len(request.items), 2)
        self.numbers.setHorizontalHeaderLabels([_(N_("Subscriber")), _(N_("Citizen's number"))])
        self.numbers.verticalHeader().hide()
        self.numbers.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for place, item in enumerate(request.items):
            name = QTableWidgetItem(shown_text(item.subscriber))
            name.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.numbers.setItem(place, 0, name)
            number = QTableWidgetItem("")
            if not takes_citizen_id(request, item):
                number.setFlags(Qt.ItemFlag.NoItemFlags)
            self.numbers.setItem(place, 1, number)
        rows = min(len(request.items), _MOST_SEEN) + 1
        self.numbers.setMinimumHeight(rows * self.numbers.fontMetrics().height() * 2)
        if any(takes_citizen_id(request, item) for item in request.items):
            self.add_row(_(N_("Citizens' numbers")), self.numbers)
        intro = _(
            N_(
                "Citizens' numbers go onto the paper and are kept nowhere; what is left empty is "
                "written by hand. Compare the form with the decree's annex before the first letter."
            )
        )
        self.finish(intro, _(N_("Save as …")))

    def fit(self) -> None:
        """It can always be written."""
        self.save.setEnabled(True)

    def submit(self) -> None:
        """Ask where to, and write it."""
        _ = self._translate
        ending = self.what.currentData()
        start = f"DE-NGHI-{self._request.number:04}.{ending}"
        patterns = "PDF (*.pdf)" if ending == _PDF else "Excel (*.xlsx)"
        chosen, _filter = QFileDialog.getSaveFileName(self, _(N_("Save as …")), start, patterns)
        if chosen:
            out = Path(chosen)
            self.save_to(out if out.suffix else out.with_suffix(f".{ending}"))

    def save_to(self, out: Path) -> None:
        """Write the form, or the list, into this file."""
        number, given = self._request.number, self._typed()
        is_form = self.what.currentData() == _PDF

        def work(session: Session) -> Path:
            if is_form:
                return print_form(session, DrawForm(number, citizen_ids=given), out).file
            return write_list(session, WriteList(number, out, given))

        def done(file: Path) -> None:
            words = self._translate(N_("Saved: {file}")).format(file=file)
            self._context.notify(Notice(words, "good", key="papers"))
            self.accept()

        self.save.setEnabled(False)
        self._context.read(work, done, self, self.fail)

    def fail(self, failure: Failure) -> None:
        """Say what stands in the way, of every number that is wrong with whose it is."""
        super().fail(failure)
        names = {item.place: item.subscriber for item in self._request.items}
        told = [
            f"{names[problem.where.row]}: {mends.both(problem, self._translate)}"
            for problem in failure.problems
            if problem.where.row in names
        ]
        if told:
            self.trouble.setText("\n".join(breakable(shown_text(line)) for line in told))

    def _typed(self) -> dict[int, str]:
        found = {}
        for place, item in enumerate(self._request.items):
            cell = self.numbers.item(place, 1)
            text = cell.text().strip() if cell is not None else ""
            if text:
                found[item.place] = text
        return found
