"""The rows of a plan's questions: each split unit, and below it each thing that hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.domain.texts import N_, Translate, said
from desktop.services.reorganising.command import Asked, AskedPart

# The choice of a thing that is to go with all the rest.
WITH_UNIT = ""


@dataclass(frozen=True)
class QuestionRow:
    """One choice: who takes all that a unit leaves, or (`part`) one thing of it."""

    asked: Asked
    part: AskedPart | None
    what: str

    @property
    def key(self) -> str:
        """What the answer is kept by."""
        return self.part.key if self.part is not None else self.asked.key

    @property
    def unit(self) -> str:
        """The split unit as it is shown."""
        return self.asked.unit

    @property
    def iso_day(self) -> str:
        """The day of the split."""
        return self.asked.day

    @property
    def taker(self) -> str:
        """The uid of who takes it as it stands."""
        return self.part.taker if self.part is not None else self.asked.default

    @property
    def answer(self) -> str:
        """What the answer is kept as: new units have another uid each time a plan is worked out."""
        return WITH_UNIT if self.follows else self.asked.keys[self.taker]

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered; a thing goes with its unit then."""
        return self.part is None and not self.asked.answered

    @property
    def follows(self) -> bool:
        """Whether it is a thing that goes with all the rest."""
        return self.part is not None and not self.part.chosen

    def choices(self, translate: Translate) -> list[tuple[str, str]]:
        """Return the answers that may be given, and their words."""
        found = [(self.asked.keys[uid], words) for uid, words in self.asked.options.items()]
        if self.part is not None:
            found.insert(0, (WITH_UNIT, translate(N_("With everything else"))))
        return found

    def may_be(self, answer: str) -> bool:
        """Say whether an answer may be given here."""
        is_none = answer == WITH_UNIT and self.part is not None
        return is_none or answer in self.asked.keys.values()


def question_rows(questions: Iterable[Asked], translate: Translate) -> Iterator[QuestionRow]:
    """Yield the rows of the questions, each unit's things below it."""
    for asked in questions:
        rest = N_("Everything not given below") if asked.parts else N_("Everything")
        yield QuestionRow(asked, None, translate(rest))
        for part in asked.parts:
            yield QuestionRow(asked, part, said(part.what, translate))


def answered(questions: Sequence[Asked], chosen: Mapping[str, str]) -> list[Asked]:
    """Return the questions with the answers `chosen` by key, until the plan is worked out anew."""
    return [_answered(asked, chosen) for asked in questions]


def _answered(asked: Asked, chosen: Mapping[str, str]) -> Asked:
    uids = {answer: uid for uid, answer in asked.keys.items()}
    default = uids.get(chosen.get(asked.key, ""), asked.default)
    parts = []
    for part in asked.parts:
        answer = chosen.get(part.key)
        is_chosen = part.chosen if answer is None else answer != WITH_UNIT
        taker = uids.get(answer or "", part.taker) if is_chosen else default
        parts.append(replace(part, taker=taker, chosen=is_chosen))
    is_answered = asked.answered or asked.key in chosen
    return replace(asked, default=default, answered=is_answered, parts=tuple(parts))
