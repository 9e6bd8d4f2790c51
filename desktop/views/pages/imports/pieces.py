"""Two pieces of the preview: which rows are shown, and what is wrong with the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QPlainTextEdit

from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Translate
from desktop.services.imports.differences import ChangeSeen
from desktop.services.imports.draft_values import Preview, Show
from desktop.views import mends
from desktop.views.look.scale import Space
from desktop.views.pages.imports.changed_cells import change_words
from desktop.views.tables.model import shown_text
from desktop.views.words import count

_SHOWS = {
    Show.ALL: N_("All rows: {count}"),
    Show.REFUSED: N_("Refused: {count}"),
    Show.NOTED: N_("With a remark: {count}"),
    Show.CREATED: N_("New: {count}"),
    Show.UPDATED: N_("Changed: {count}"),
    Show.UNCHANGED: N_("As it was: {count}"),
    Show.SKIPPED: N_("Left out: {count}"),
}
# Problems told at once: nobody reads more of one row or one file.
_MOST_PROBLEMS = 20


class ShowRows(QComboBox):
    """Chooses which rows are shown; `shown` is read on the worker's thread."""

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        self._translate = translate
        self.shown = Show.ALL
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setAccessibleName(translate(N_("Which rows to show")))
        self.setToolTip(self.accessibleName())

    def fill(self, preview: Preview | None) -> None:
        """Offer what there are rows of, with their counts; what was chosen stays."""
        wanted = self.shown if preview is not None else Show.ALL
        counts = preview.counts if preview is not None else {}
        self.clear()
        for show, words in _SHOWS.items():
            number = counts.get(show, 0)
            if number or show is Show.ALL or show is wanted:
                self.addItem(self._translate(words).format(count=count(number)), show)
        self.setCurrentIndex(self.findData(wanted))
        self.shown = wanted
        self.setEnabled(preview is not None)


class ProblemsBox(QPlainTextEdit):
    """Says what the chosen row changes, what is wrong with it or the file, and how to mend it."""

    def __init__(self, translate: Translate) -> None:
        super().__init__()
        self._translate = translate
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(
            translate(N_("What the chosen row changes, what is wrong with it, how to mend it"))
        )
        self.setPlaceholderText(
            translate(
                N_("Choose a row to see what it changes, what is wrong with it, how to mend it.")
            )
        )
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Keep room for four lines of whatever size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def show_problems(
        self, problems: Sequence[Problem], changes: Sequence[ChangeSeen] = ()
    ) -> None:
        """Say each change of a record, and each problem with its column and its mend."""
        lines = [shown_text(change_words(change, self._translate)) for change in changes]
        self.setPlainText("\n".join([*lines, *map(self._said, problems[:_MOST_PROBLEMS])]))

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 3 * Space.NEAR)

    def _said(self, problem: Problem) -> str:
        parts = [mends.both(problem, self._translate)]
        if problem.where.column:
            column = self._translate(N_("column “{column}”:")).format(column=problem.where.column)
            parts.insert(0, column)
        return shown_text(" ".join(parts))
