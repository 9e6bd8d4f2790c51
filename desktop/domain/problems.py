"""Problems: what went wrong, where, and how to mend it, as a code with values.

The words stand in `desktop.domain.sentences`; a problem is turned into a sentence only where it is
shown. An exception's class says whose turn it is, and with it the command's exit code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar


class Severity(StrEnum):
    """How much a problem matters: an error stops, a warning is for a person to weigh."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Where:
    """The place of a problem in a file: sheet by name, row counted from 1, column by heading."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `values` fill the gaps of the sentence of `code`.

    A value may be a `desktop.domain.texts.Text`, which is then translated too.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    where: Where = Where()


def softened(problem: Problem) -> Problem:
    """Return an error as a warning, as where it does not stand in the way; others as they are."""
    if problem.severity is Severity.ERROR:
        return replace(problem, severity=Severity.WARNING)
    return problem


class Failure(Exception):
    """A command could not be done; carries one or more problems, never a person's secret."""

    exit_code: ClassVar[int]

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


class Refusal(Failure):
    """The answer is no: a rule, a role or the input itself forbids it (exit 1)."""

    exit_code = 1


class VaultNotOpened(Failure):
    """The vault cannot be opened: absent, wrong passphrase, damaged, newer, locked (exit 3)."""

    exit_code = 3


class WorldFailure(Failure):
    """The surroundings failed: a file, a disk, a medium, a token (exit 4)."""

    exit_code = 4


def refuse(code: str, /, where: Where | None = None, **values: object) -> Refusal:
    """Build the refusal for `code`."""
    return Refusal(Problem(code, values, where=where or Where()))


def not_opened(code: str, /, **values: object) -> VaultNotOpened:
    """Build the failure of a vault that does not open."""
    return VaultNotOpened(Problem(code, values))


def world_failed(code: str, /, where: Where | None = None, **values: object) -> WorldFailure:
    """Build the failure of the surroundings for `code`."""
    return WorldFailure(Problem(code, values, where=where or Where()))
