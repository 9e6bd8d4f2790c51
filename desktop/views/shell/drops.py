"""Files dropped on the window: which page they are for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from desktop.views.context import Context
from desktop.views.pages.imports.page import Files


def dropped_files(data: QMimeData) -> tuple[Path, ...]:
    """Return the files of this PC among what is dropped."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


def take_files(context: Context, files: tuple[Path, ...]) -> None:
    """Bring files in as tables; what is none is said there."""
    if files:
        context.go("imports", Files(files))
