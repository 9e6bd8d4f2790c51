"""The commands of minutes of handing over, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.handover import KIND_LABELS, PIN_LABELS, STATE_LABELS, MinutesState, Party, Told
from desktop.models.handover_reader import Minutes

__all__ = ["KIND_LABELS", "PIN_LABELS", "STATE_LABELS", "Minutes", "MinutesState", "Party", "Told"]


@dataclass(frozen=True)
class DrawMinutes(Command):
    """Draw up minutes about devices (uids), which wait for a signature.

    `custody` is one of `KIND_LABELS`, `pin` one of `PIN_LABELS`. Who hands over and who takes over
    is written by hand where nobody is named; without a `receiver` it is the subscriber where all
    devices are one person's, and for what is given back the `giver`. `on` is ISO, None today.
    """

    name: ClassVar[str] = "token.minutes"
    tokens: tuple[str, ...]
    custody: str
    on: str | None = None
    giver: Party | None = field(default=None, repr=False)
    receiver: Party | None = field(default=None, repr=False)
    condition: str | None = field(default=None, repr=False)
    pin: str = "sealed"
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class RecordSigned(Command):
    """Record that minutes were signed on the day `on` (ISO): number and date of the signed `paper`,
    and its `scan`, a PDF, JPEG or PNG file that is kept in the vault.

    `certificates`: those on the devices come into use with it. Of minutes that are signed already,
    only a scan that is not there yet is taken in.
    """

    name: ClassVar[str] = "token.minutes_signed"
    number: int
    on: str
    paper: str | None = field(default=None, repr=False)
    scan: Path | None = field(default=None, repr=False)
    certificates: bool = False


@dataclass(frozen=True)
class SignMinutes(Command):
    """Let the receiver sign minutes with a device that they name: `pkcs11:LIB?token=LABEL`.

    `final_try`: they know that one try of the PIN is left, and want it used.
    """

    name: ClassVar[str] = "token.minutes_sign"
    number: int
    signer: str = field(repr=False)
    certificates: bool = False
    final_try: bool = field(default=False, repr=False)


@dataclass(frozen=True)
class CancelMinutes(Command):
    """Give up minutes that were not signed, and say why."""

    name: ClassVar[str] = "token.minutes_cancel"
    number: int
    reason: str = field(repr=False)


@dataclass(frozen=True)
class ReadMinutes(Command):
    """Ask for the minutes of this number."""

    name: ClassVar[str] = "token.minutes_read"
    number: int


@dataclass(frozen=True)
class ListMinutes(Command):
    """Ask for all minutes, those in `state` or those that name a `token` (uid), newest first."""

    name: ClassVar[str] = "token.minutes_list"
    state: MinutesState | None = None
    token: str | None = None


@dataclass(frozen=True)
class DrawPaper(Command):
    """Draw the minutes of this number as a paper of the form profile `form`."""

    name: ClassVar[str] = "token.minutes_paper"
    number: int
    form: str = "party"


@dataclass(frozen=True)
class TakeOut(Command):
    """Write what is kept with minutes into the folder `out`: what they say, scan, signature."""

    name: ClassVar[str] = "token.minutes_files"
    number: int
    out: Path = field(repr=False)


@dataclass(frozen=True)
class MinutesDone:
    """The minutes as they are now, and the run that made them so."""

    minutes: Minutes
    run: int | None
