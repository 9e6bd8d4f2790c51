"""Finds the unit that a code names between two days, where the code may name it no more."""

from __future__ import annotations

from sqlalchemy import Connection

from desktop.domain import codes
from desktop.domain.problems import Refusal
from desktop.models.passing_reader import last_holder
from desktop.services.lists import find_unit


def unit_under(connection: Connection, code: str, first: str, last: str) -> str:
    """Return the unit that holds a code on the last day or, where none does, held it last.

    Raises `Refusal`: `unit.code_unknown`, `unit.code_clash`.
    """
    try:
        return find_unit(connection, code, last)
    except Refusal:
        held = last_holder(connection, codes.normalise(code), first, last)
        if held is None:
            raise
        return held
