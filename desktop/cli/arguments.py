"""Options that several commands share, and kinds of their values."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from desktop.domain.codes import SCHEMES
from desktop.domain.periods import FIRST_DAY, LAST_DAY, sensible
from desktop.domain.texts import N_, Translate

# What the database holds as a number.
_MOST_DIGITS = 18


def iso_date(translate: Translate) -> Callable[[str], str]:
    """Return the reader of an option that is a day, written 2026-11-24."""

    def read(value: str) -> str:
        try:
            day = date.fromisoformat(value).isoformat()
        except ValueError:
            day = ""
        if day != value:
            words = translate(N_("“{value}” is no day; write year-month-day, as in 2026-11-24"))
            raise argparse.ArgumentTypeError(words.format(value=value))
        if not sensible(day):
            words = translate(
                N_("“{value}” is too early or too late; give a day of {first}–{last}")
            )
            years = {"first": FIRST_DAY[:4], "last": LAST_DAY[:4]}
            raise argparse.ArgumentTypeError(words.format(value=value, **years))
        return day

    return read


def positive(translate: Translate) -> Callable[[str], int]:
    """Return the reader of an option that is a whole number from 1 up."""

    def read(value: str) -> int:
        digits = value.lstrip("0") if value.isascii() and value.isdigit() else ""
        if len(digits) > _MOST_DIGITS:
            words = translate(N_("“{value}” is too large a number"))
            raise argparse.ArgumentTypeError(words.format(value=value))
        if not digits:
            words = translate(N_("“{value}” is not a whole number from 1 up"))
            raise argparse.ArgumentTypeError(words.format(value=value))
        return int(digits)

    return read


def add_as_of(parser: argparse.ArgumentParser, translate: Translate) -> None:
    """Add `--as-of DATE`."""
    parser.add_argument(
        "--as-of",
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(N_("as it is on this day, 2026-11-24 (default: today)")),
    )


def add_under(parser: argparse.ArgumentParser, translate: Translate) -> None:
    """Add `--under CODE`."""
    parser.add_argument(
        "--under",
        metavar=translate(N_("CODE")),
        help=translate(N_("only the unit of this code and what is below it")),
    )


def add_scheme(parser: argparse.ArgumentParser, translate: Translate) -> None:
    """Add `--scheme`, that of the codes in what is read."""
    parser.add_argument(
        "--scheme",
        choices=SCHEMES,
        default=SCHEMES[0],
        help=translate(N_("the scheme of the codes (default: qd20)")),
    )
