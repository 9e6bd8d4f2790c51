"""One file under way: what is chosen for it, its columns, its rows, and the button that writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.problems import Failure
from desktop.domain.texts import N_
from desktop.services.imports.draft import Draft
from desktop.services.imports.draft_values import Choice, Layout, Preview, PreviewRow, Show
from desktop.services.session import Session
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.imports.choices import Choices
from desktop.views.pages.imports.mapping import ColumnsPanel
from desktop.views.pages.imports.pieces import ProblemsBox, ShowRows
from desktop.views.pages.imports.preview import PreviewModel
from desktop.views.pages.imports.preview_table import PreviewTable
from desktop.views.pages.imports.renewed import Renewed, renewed
from desktop.views.pages.page import action_button
from desktop.views.tables.model import Slice, shown_text
from desktop.views.words import count


class LeaveOut(Protocol):
    """Told which rows to leave out, or to take in again."""

    def __call__(self, rows: Sequence[PreviewRow], *, out: bool) -> None:
        """Leave the rows out, or take them in again."""


class Write(Protocol):
    """Told to write, with or without the bad rows standing in the way."""

    def __call__(self, *, skip_bad: bool) -> None:
        """Write the good rows."""


class SheetView(QWidget):
    """Shows a draft. What a person does goes out by the `on_…` callables."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._translate = context.translate
        self._choice = Choice("units")
        self._preview: Preview | None = None
        self.table: PreviewTable | None = None
        self._model: PreviewModel | None = None
        self._busy = False
        self._stopped = False
        self._working = False
        # The draft whose new rows are still to be shown.
        self._renewing: Draft | None = None
        self.on_choice: Callable[[Choice], None] = lambda _: None
        self.on_mended: Callable[[PreviewRow, str, str], None] = lambda *_: None
        self.on_left_out: LeaveOut = lambda rows, *, out: None
        self.on_write: Write = lambda *, skip_bad: None
        _ = context.translate
        self._file = QLabel()
        self._file.setTextFormat(Qt.TextFormat.PlainText)
        self._file.setProperty("role", "heading")
        self._waiting = QLabel()
        self._waiting.setProperty("role", "quiet")
        self._waiting.setTextFormat(Qt.TextFormat.PlainText)
        self.choices = Choices(_)
        self.choices.on_chosen = self._choose
        self.columns = ColumnsPanel(_)
        self.columns.on_chosen = self._map
        self.show_rows = ShowRows(_)
        self.show_rows.activated.connect(lambda _: self._filter())
        self.mend_button = action_button(
            _(N_("Mend the cell")), "pencil", self._edit, hint=_(N_("Mend the chosen cell (F2)"))
        )
        self.out_button = action_button(
            _(N_("Leave the row out")),
            "x",
            self._leave_out,
            hint=_(N_("Leave the chosen rows out, or take them in again (Delete)")),
        )
        self.problem = ProblemsBox(_)
        self.skip_bad = QCheckBox(_(N_("Write the good rows without the refused ones")))
        self.skip_bad.toggled.connect(lambda _: self._show_button())
        self.write_button = action_button(
            _(N_("Write into the registers")),
            "check",
            self._write,
            main=True,
            shortcut="Ctrl+Return",
        )
        self._lay_out()
        self.clear()

    def clear(self) -> None:
        """Show nothing: no file is under way."""
        self._stopped = self._working = False
        self._preview = None
        self._drop_table()
        self.skip_bad.setChecked(False)
        self.columns.takeWidget()
        self.choices.hide()
        self.show_rows.fill(self._preview)
        self._show_row()
        self._show_button()

    def file_words(self) -> str:
        """Return the name of the file that is shown."""
        return self._file.text()

    def show_file(self, file: Path | None, waiting: Sequence[Path]) -> None:
        """Say which file it is, and which come after it."""
        name = shown_text(file.name) if file is not None else self._translate(N_("Reading …"))
        self._file.setText(name if len(name) <= 80 else f"{name[:80]}…")
        self._file.setToolTip(shown_text(str(file or "")))
        words = ", ".join(shown_text(path.name)[:40] for path in waiting[:5])
        text = self._translate(N_("{count} more files wait: {names}"))
        self._waiting.setText(text.format(count=len(waiting), names=words) if waiting else "")

    def show_preview(
        self, draft: Draft, layout: Layout, choice: Choice, preview: Preview, *, anew: bool
    ) -> None:
        """Show what the file would do; `anew` where the columns are other ones."""
        same = self._preview is not None and self._preview.columns == preview.columns
        self._show_layout(layout, choice, anew=anew)
        self._preview = preview
        self.show_rows.fill(self._preview)
        if self._model is None or not same:
            self._make_table(draft, preview)
        else:
            self._renew(draft)
        if self.table is not None:
            self.table.make_room(preview.changing)
        self._show_row()
        self._show_button()

    def show_refused(self, layout: Layout, choice: Choice, failure: Failure) -> None:
        """Show that the file cannot be read as it was chosen, and what to choose."""
        self._show_layout(layout, choice, anew=True)
        self._preview = None
        self._drop_table()
        self.show_rows.fill(self._preview)
        self.problem.show_problems(failure.problems)
        self._show_button()

    def show_stopped(self) -> None:
        """Show that working out was stopped: what was seen before no longer holds."""
        self._preview = None
        self._stopped, self._working = True, False
        self._show_button()

    def show_working(self) -> None:
        """Nothing can be written until the rows have been worked out anew."""
        self._working = True
        self._renewing = None
        self._show_button()

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be chosen while the rows are being written."""
        self._busy = busy
        for widget in (self.choices, self.columns, self.skip_bad):
            widget.setEnabled(not busy)
        self._show_button()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.WIDE)
        head.addWidget(self._file)
        head.addWidget(self._waiting, 1)
        over = QHBoxLayout()
        over.setSpacing(Space.NEAR)
        over.addWidget(self.show_rows)
        over.addWidget(self.mend_button)
        over.addWidget(self.out_button)
        over.addStretch(1)
        rows = QWidget()
        self._rows_box = QVBoxLayout(rows)
        self._rows_box.setContentsMargins(Space.NEAR, 0, 0, 0)
        self._rows_box.setSpacing(Space.NEAR)
        self._rows_box.addLayout(over)
        self._place = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self._place)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._rows_box.addWidget(holder, 1)
        self._rows_box.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.setSpacing(Space.WIDE)
        foot.addStretch(1)
        foot.addWidget(self.skip_bad)
        foot.addWidget(self.write_button)
        self._rows_box.addLayout(foot)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self.columns)
        split.addWidget(rows)
        split.setStretchFactor(1, 1)
        split.setSizes([250, 900])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.NORMAL)
        box.addLayout(head)
        box.addWidget(self.choices)
        box.addWidget(split, 1)

    def _show_layout(self, layout: Layout, choice: Choice, *, anew: bool) -> None:
        self._choice = choice
        self._stopped = self._working = False
        self.choices.setEnabled(not self._busy)
        self.choices.show_choice(choice, layout)
        self.choices.show()
        if anew or self.columns.widget() is None:
            self.columns.show_layout(layout, choice.mapping)

    def _make_table(self, draft: Draft, preview: Preview) -> None:
        self._drop_table()
        show_rows = self.show_rows

        def fetch(_s: Session, offset: int, limit: int, _sort: str | None, _down: bool) -> Slice:
            found = draft.rows(show_rows.shown, offset, limit)
            return Slice(found.rows, found.count)

        columns = preview.columns
        model = PreviewModel(self._context.worker, preview, fetch, self._translate, self)
        model.on_failed = self._context.show_failure
        model.on_mended = lambda row, place, text: self.on_mended(row, columns[place][0], text)
        table = PreviewTable(model, self._translate, self)
        table.on_left_out = self._leave_out
        table.row_actions = self._row_actions
        table.chosen.connect(lambda _: self._show_row())
        table.edited.connect(self._renew_after_editing)
        model.modelReset.connect(self._show_row)
        self._model, self.table = model, table
        self._place.addWidget(table)
        model.refresh()
        if not self.columns.has_keyboard():
            table.setFocus()

    def _renew(self, draft: Draft) -> None:
        """Show the rows as they were worked out anew, the person where they were.

        A cell that is being mended meanwhile is left to be: the rows come when that is done.
        """
        table, model, show = self.table, self._model, self.show_rows.shown
        self._renewing = draft
        if table is None or model is None or table.is_edited():
            return
        held = table.held()

        def work(_: Session) -> Renewed:
            return renewed(draft, show, held.places())

        def done(found: Renewed) -> None:
            if self.table is not table or self._renewing is not draft:
                return
            if table.is_edited() or table.held() != held or self.show_rows.shown is not show:
                self._renew(draft)
                return
            self._renewing = None
            model.renew(found.count, found.pages)
            table.hold(held, found.found)

        self._context.read(work, done, self)

    def _renew_after_editing(self) -> None:
        # Where the cell was mended, the rows are worked out once more, and come with that.
        if self._renewing is not None and not self._working:
            self._renew(self._renewing)

    def _drop_table(self) -> None:
        if self.table is not None and self._model is not None:
            self._place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
            self._model.deleteLater()
        self.table = self._model = None
        self._renewing = None

    def _filter(self) -> None:
        self.show_rows.shown = Show(self.show_rows.currentData())
        if self._model is not None:
            self._model.refresh()

    def _choose(self, choice: Choice) -> None:
        self.on_choice(replace(choice, mapping=choice.mapping))

    def _map(self, mapping: Mapping[str, str]) -> None:
        self.on_choice(replace(self._choice, mapping=mapping))

    def _show_row(self) -> None:
        rows = self.table.chosen_rows() if self.table is not None else []
        self.mend_button.setEnabled(len(rows) == 1 and rows[0].fate is not None)
        self.out_button.setEnabled(bool(rows))
        all_out = bool(rows) and all(row.fate is None for row in rows)
        words = N_("Take the row in again") if all_out else N_("Leave the row out")
        self.out_button.setText(self._translate(words))
        if len(rows) == 1:
            self.problem.show_problems(rows[0].problems, rows[0].changes)
        else:
            self._show_notes()

    def _show_notes(self) -> None:
        self.problem.show_problems(self._preview.notes if self._preview is not None else ())

    def _show_button(self) -> None:
        preview = self._preview
        refused = preview.counts[Show.REFUSED] if preview is not None else 0
        writing = preview.writing if preview is not None else 0
        self.skip_bad.setVisible(bool(refused))
        held = bool(refused) and not self.skip_bad.isChecked()
        free = not self._busy and not self._working
        self.write_button.setEnabled(bool(writing) and not held and free)
        words = N_("Write {count} rows into the registers")
        if preview is not None and not writing and not refused:
            words = N_("Nothing to write: the registers say the same")
        if self._stopped:
            words = N_("Work the rows out again")
            self.write_button.setEnabled(True)
        self.write_button.setText(self._translate(words).format(count=count(writing)))
        # Setting a button's text takes its shortcut away.
        self.write_button.setShortcut("Ctrl+Return")

    def _edit(self) -> None:
        if self.table is not None:
            self.table.setFocus()
            self.table.mend()

    def _leave_out(self) -> None:
        if self.table is not None and self._model is not None:
            # Rows that are chosen and not here yet are read first.
            self._model.read_rows(self.table.chosen_numbers(), self._toggle_out)

    def _toggle_out(self, rows: Sequence[PreviewRow]) -> None:
        all_out = bool(rows) and all(row.fate is None for row in rows)
        self.on_left_out(rows, out=not all_out)

    def _row_actions(self, rows: list[PreviewRow]) -> list[QAction]:
        if not rows:
            return []
        action = QAction(self.out_button.text(), self)
        action.triggered.connect(self._leave_out)
        return [action]

    def _write(self) -> None:
        if self._stopped:
            self.on_choice(self._choice)
            return
        self.on_write(skip_bad=self.skip_bad.isChecked())
