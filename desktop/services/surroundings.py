"""What a service needs of the world: time, randomness, questions, progress, words."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from desktop.domain.texts import Text, Translate


class Prompt(Protocol):
    """Asks the person. `secret` answers with what they typed, or raises `WorldFailure`
    (`prompt.unavailable`) where there is nobody to ask."""

    def secret(self, question: Text) -> str:
        """Ask for a passphrase or PIN, unseen."""
        ...


class Progress(Protocol):
    """Shown how far a long piece of work is; may raise `Refusal` (`work.cancelled`) to stop it."""

    def __call__(self, what: Text, done: int, total: int) -> None:
        """Say that `done` of `total` pieces of `what` are finished."""
        ...


def no_progress(what: Text, done: int, total: int) -> None:
    """Show nothing."""


def utc_now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def utc_timestamp(moment: datetime) -> str:
    """Return `moment` as RFC 3339 UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def end_of_day(day: str) -> str:
    """Return the moment at which the ISO `day` ends here, as RFC 3339 UTC."""
    return utc_timestamp((datetime.fromisoformat(day) + timedelta(days=1)).astimezone())


@dataclass(frozen=True)
class Surroundings:
    """The world as a service sees it; tests replace time, randomness and prompts here only."""

    prompt: Prompt
    translate: Translate
    now: Callable[[], datetime] = utc_now
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    progress: Progress = field(default=no_progress)

    def today(self) -> str:
        """Return today's date here, ISO 8601."""
        return self.now().astimezone().date().isoformat()

    def timestamp(self) -> str:
        """Return the present time as RFC 3339 UTC, to the second."""
        return utc_timestamp(self.now())
