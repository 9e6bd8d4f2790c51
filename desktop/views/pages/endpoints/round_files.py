"""What a folder of files that came back answered: each file, and what is wrong in it."""

from __future__ import annotations

from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.domain.texts import N_
from desktop.services.collecting.command import FATE_LABELS, AnswerFile, FileFate, RoundRead
from desktop.views.context import Context
from desktop.views.look.scale import Space
from desktop.views.pages.endpoints.read_problems import problem_columns, worst_first
from desktop.views.pages.pieces import label
from desktop.views.tables.columns import RIGHT, Column
from desktop.views.tables.memory_model import MemoryModel
from desktop.views.tables.table import Table
from desktop.views.words import begun, count

# The colour's role and the icon of each fate.
_LOOKS = {
    FileFate.TAKEN: ("good", "circle-check"),
    FileFate.IN_PART: ("warning", "triangle-alert"),
    FileFate.REFUSED: ("error", "circle-x"),
    FileFate.UNFILLED: ("warning", "circle-help"),
    FileFate.UNREADABLE: ("warning", "file-text"),
    FileFate.READ_BEFORE: ("quiet", "history"),
    FileFate.COPY: ("quiet", "copy"),
    FileFate.REPLACED: ("quiet", "history"),
    FileFate.PASSED: ("quiet", "minus"),
}


class RoundFiles(QWidget):
    """Two tables: the files of the last folder, and their problems with the place of each."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        _ = self._translate = context.translate
        self._heading = label("", "heading")
        self.files = MemoryModel(context.worker, self._file_columns(), self)
        self.problems = MemoryModel(context.worker, problem_columns(_), self)
        split = QSplitter()
        split.setHandleWidth(Space.NEAR)
        split.setChildrenCollapsible(False)
        for model, words in (
            (self.files, N_("Files that came back")),
            (self.problems, N_("What is wrong in them")),
        ):
            table = Table(model, _, self)
            table.setAccessibleName(_(words))
            split.addWidget(table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.SMALL)
        box.addWidget(self._heading)
        box.addWidget(split, 1)

    def show_read(self, found: RoundRead) -> None:
        """Show what was read, the worst first."""
        order = list(_LOOKS)
        order.sort(key=lambda fate: ("error", "warning", "good", "quiet").index(_LOOKS[fate][0]))
        files = sorted(found.files, key=lambda file: order.index(file.fate))
        self.files.show_rows(files)
        self.problems.show_rows(sorted(found.problems, key=worst_first))
        taken = sum(file.fate in (FileFate.TAKEN, FileFate.IN_PART) for file in files)
        words = self._translate(N_("{files} files read, {taken} taken, {rows} rows refused"))
        self._heading.setText(
            words.format(files=count(len(files)), taken=count(taken), rows=count(found.refused))
        )

    def _file_columns(self) -> list[Column]:
        _ = self._translate

        def returned(file: AnswerFile) -> str:
            return str(file.returned) if file.returned is not None else ""

        return [
            Column("file", _(N_("File")), sort="file", width=26),
            Column(
                "fate",
                _(N_("What became of it")),
                lambda file: begun(_(FATE_LABELS[file.fate])),
                sort="fate",
                width=18,
                role=lambda file: _LOOKS[file.fate][0],
                icon=lambda file: _LOOKS[file.fate][1],
            ),
            Column("accepted", _(N_("Rows taken")), sort="accepted", width=10, alignment=RIGHT),
            Column("refused", _(N_("Rows refused")), sort="refused", width=12, alignment=RIGHT),
            Column("units", _(N_("For")), lambda file: ", ".join(file.units), width=30),
            Column("returned", _(N_("To be sent back")), returned, width=30),
        ]
