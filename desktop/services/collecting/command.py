"""The commands of a round, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.problems import Problem
from desktop.domain.texts import N_
from desktop.models.collection_reader import FormStatus

__all__ = ["FormStatus"]

# What a round's forms ask about.
KIND = "clerks"
# Where the sheets that go back are put, within the folder that is read.
RETURNS = "tra-lai"


@dataclass(frozen=True)
class StartRound(Command):
    """Write one form for each commune below a unit into the folder `out`.

    The unit is that of code `under`, or of uid `unit` where one is given. `due` (ISO) is the last
    day for answers; `letter` the number and date of the letter that the forms go out with.
    """

    name: ClassVar[str] = "collect.start"
    under: str
    out: Path
    unit: str | None = field(default=None, kw_only=True)
    due: str | None = None
    letter: str | None = None


@dataclass(frozen=True)
class StartedRound:
    """A round that was begun: its number, its forms, and the run that says so."""

    number: int
    files: tuple[Path, ...]
    run: int


@dataclass(frozen=True)
class ReadAnswers(Command):
    """Read all files of `folder` as answers of the round `number` (the last one where None).

    A file that was read before is passed over, unless `again`; `returns` is the folder for the
    sheets that go back to their senders, None: none are written. A dry run writes nothing at all.
    """

    name: ClassVar[str] = "collect.read"
    folder: Path
    number: int | None = None
    returns: Path | None = None
    again: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class TakeAnswer(Command):
    """Write what one file of a round answers; what the journal says of it."""

    name: ClassVar[str] = "collect.answer"
    file: str
    round: int


class FileFate(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    IN_PART = "in_part"
    REFUSED = "refused"
    UNFILLED = "unfilled"
    READ_BEFORE = "read_before"
    COPY = "copy"
    REPLACED = "replaced"
    UNREADABLE = "unreadable"
    PASSED = "passed"


FATE_LABELS = {
    FileFate.TAKEN: N_("taken whole"),
    FileFate.IN_PART: N_("taken in part"),
    FileFate.REFUSED: N_("refused"),
    FileFate.UNFILLED: N_("not filled in"),
    FileFate.READ_BEFORE: N_("read before"),
    FileFate.COPY: N_("a copy"),
    FileFate.REPLACED: N_("replaced by a corrected sheet"),
    FileFate.UNREADABLE: N_("cannot be read"),
    FileFate.PASSED: N_("passed over"),
}


@dataclass(frozen=True)
class AnswerFile:
    """A file that came back. `units` are the communes that it answers, as shown; the counts are of
    sheet rows. `returned` is the sheet that goes back to the sender."""

    file: str
    fate: FileFate
    units: tuple[str, ...] = ()
    letter: str | None = None
    accepted: int = 0
    refused: int = 0
    run: int | None = None
    problems: tuple[Problem, ...] = ()
    returned: Path | None = None


@dataclass(frozen=True)
class RoundRead:
    """What a folder answered, and who has not answered the round yet."""

    number: int
    files: tuple[AnswerFile, ...]
    forms: int
    missing: tuple[FormStatus, ...]

    @property
    def answered(self) -> int:
        """How many forms have an answer by now."""
        return self.forms - len(self.missing)

    @property
    def refused(self) -> int:
        """How many sheet rows were refused."""
        return sum(file.refused for file in self.files)

    @property
    def unreadable(self) -> int:
        """How many files somebody sent and nothing could be read of."""
        return sum(file.fate is FileFate.UNREADABLE for file in self.files)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All there is to say, file by file."""
        return tuple(problem for file in self.files for problem in file.problems)


@dataclass(frozen=True)
class ReadRound(Command):
    """Ask how far the round `number` (the last one where None) is."""

    name: ClassVar[str] = "collect.status"
    number: int | None = None


@dataclass(frozen=True)
class RoundStatus:
    """How far a round is: its forms, each with the last answer; `unit` is whom it was under."""

    number: int
    unit: str
    started_on: str
    due_on: str | None
    letter: str | None
    forms: tuple[FormStatus, ...]

    def counts(self) -> Mapping[str, int]:
        """Count the forms, those answered, those answered in part, and those that are not."""
        answered = [form for form in self.forms if form.answered_on is not None]
        return {
            "forms": len(self.forms),
            "answered": len(answered),
            "in_part": sum(bool(form.refused) for form in answered),
            "missing": len(self.forms) - len(answered),
        }
