"""A world that tests decide: a standing clock, repeatable randomness, scripted answers."""

from __future__ import annotations

import gettext
import hashlib
from datetime import UTC, datetime
from itertools import count

from desktop import resources
from desktop.domain.problems import world_failed
from desktop.domain.texts import Text, Translate
from desktop.services.surroundings import Surroundings

NOW = datetime(2026, 11, 24, 3, 0, 0, tzinfo=UTC)


def repeatable_bytes(seed: str = "đầu mối"):
    """Return a function like `secrets.token_bytes` whose answers are the same in every run."""
    blocks = (hashlib.sha256(f"{seed} {n}".encode()).digest() for n in count())

    def random_bytes(size: int) -> bytes:
        return b"".join(next(blocks) for _ in range(-(-size // 32)))[:size]

    return random_bytes


class ScriptedPrompt:
    """Answers from a list, in order, and remembers the questions; then nobody is there."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.questions: list[Text] = []

    def secret(self, question: Text) -> str:
        self.questions.append(question)
        if not self.answers:
            raise world_failed("prompt.unavailable")
        return self.answers.pop(0)


def vietnamese() -> Translate:
    """Return the translation people see by default."""
    catalogue = resources.path("texts", "vi", "LC_MESSAGES", "daumoi.mo")
    with catalogue.open("rb") as file:
        return gettext.GNUTranslations(file).gettext


def english(message: str) -> str:
    """Return the source string: English needs no catalogue."""
    return message


def make_surroundings(
    *answers: str, now: datetime = NOW, seed: str = "đầu mối", translate: Translate = english
) -> Surroundings:
    """Build a world with a standing clock in which `answers` will be typed."""
    return Surroundings(
        prompt=ScriptedPrompt(*answers),
        translate=translate,
        now=lambda: now,
        random_bytes=repeatable_bytes(seed),
    )
