"""Kinds of option values that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from desktop.domain.texts import N_, Translate


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
        return day

    return read


def positive(translate: Translate) -> Callable[[str], int]:
    """Return the reader of an option that is a whole number from 1 up."""

    def read(value: str) -> int:
        if not (value.isascii() and value.isdigit() and int(value[:18]) > 0):
            words = translate(N_("“{value}” is not a whole number from 1 up"))
            raise argparse.ArgumentTypeError(words.format(value=value))
        return int(value[:18])

    return read
