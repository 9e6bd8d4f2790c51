"""Saving what a page shows into a file: where to, then written off the GUI thread and told of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.texts import N_
from desktop.services.session import Session
from desktop.views.context import Context, Notice
from desktop.views.opening import open_in_system


def ask_where(
    owner: QWidget, title: str, name: str, pattern: str, take: Callable[[Path], None]
) -> None:
    """Ask for a file to write, of the suffix of the proposed `name`; `take` gets it."""
    dialog = QFileDialog(owner, title, name, pattern)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: take(Path(path)))
    dialog.open()


def ask_for_workbook(
    context: Context, owner: QWidget, title: str, name: str, take: Callable[[Path], None]
) -> None:
    """Ask for a workbook to write; `take` gets it."""
    ask_where(owner, title, name, context.translate(N_("Workbooks (*.xlsx)")), take)


def write_workbook(
    context: Context, owner: QWidget, write: Callable[[Session], Path], key: str
) -> None:
    """Write a workbook; the notice `key` then offers to open it."""
    words = context.translate(N_("Written: {file}"))
    title = context.translate(N_("Writing the workbook"))
    write_and_tell(context, owner, write, (title, words), key)


def write_and_tell(
    context: Context,
    owner: QWidget,
    write: Callable[[Session], Path],
    words: tuple[str, str],
    key: str,
) -> None:
    """Write a file; the notice `key` then offers to open it.

    `words` are those of the work and, with the gap `{file}`, of the notice.
    """
    title, told = words

    def done(file: Path) -> None:
        context.notify(
            Notice(
                told.format(file=file),
                "good",
                button=context.translate(N_("Open the file")),
                act=lambda: open_in_system(file),
                key=key,
            )
        )

    context.long_work(title, write, done, owner)
