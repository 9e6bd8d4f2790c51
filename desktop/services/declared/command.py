"""The command of importing what a letter declares, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.services.imports.command import ImportResult

KIND = "declared"


@dataclass(frozen=True)
class ImportDeclared(Command):
    """Import what the letter `source` of the day `from_date` (today) says, from `file`.

    `published` are counts that it gives without names, each written `value=26`, or
    `heading: value=26` where it has several columns. `mapping` is that of other imports.
    """

    name: ClassVar[str] = "import.declared"
    file: Path
    source: str | None = None
    from_date: str | None = None
    published: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    skip_bad: bool = False


@dataclass(frozen=True)
class PublishedCount:
    """A count as published, beside how many are named; `value` "" is a column's total."""

    content: str
    value: str
    published: int
    named: int


@dataclass(frozen=True)
class DeclaredResult:
    """What became of the rows; who is on no list, and the counts beside the names given."""

    rows: ImportResult
    unnamed: tuple[str, ...]
    counts: tuple[PublishedCount, ...]
