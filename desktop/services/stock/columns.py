"""The columns of a table about devices, each with the field that it is taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop.exchange.sheets import read_sheets
from desktop.services.imports import layouts
from desktop.services.imports.draft_values import Choice, Layout

__all__ = ["Layout"]


@dataclass(frozen=True)
class ReadColumns:
    """Ask for the columns of `file`, a table of `kind`; `mapping` gives headings their field."""

    kind: str
    file: Path
    mapping: Mapping[str, str] = field(default_factory=dict)


def read_columns(command: ReadColumns) -> Layout:
    """Return the columns, those of which no field is known too.

    Raises `Refusal` `import.too_wide`, and `WorldFailure` (a file that cannot be read).
    """
    sheets = read_sheets(command.file)
    layouts.check_width(sheets)
    choice = Choice(command.kind, None, command.mapping)
    return layouts.lay_out(sheets, choice, remembered=False)
