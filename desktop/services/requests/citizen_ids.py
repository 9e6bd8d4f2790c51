"""Citizens' numbers for a request, by its places: all that is wrong with them is told at once.

They are kept nowhere, and no message repeats one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from desktop.domain.cells import CellFault
from desktop.domain.folding import spelling_key
from desktop.domain.issuer_requests import read_citizen_id
from desktop.domain.problems import Problem, Refusal, Where, world_failed
from desktop.models.request_reader import Item, Request
from desktop.services.requests.layouts import takes_citizen_id


class _Told(NamedTuple):
    """A number as it was given, for a place of the request, and where."""

    place: int
    text: str
    where: Where


def read_lines(request: Request, text: str, file: str) -> dict[int, str]:
    """Read the lines `place number` of `file`, blanks between; return the numbers by place.

    Raises `WorldFailure` `secret.file_empty`, and `Refusal` with a problem for each wrong line:
    `request.ids_line`, and what `check` says.
    """
    told: list[_Told] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip():
            continue
        where = Where(Path(file).name, row=number)
        place, _, rest = " ".join(line.split()).partition(" ")
        if place.isdecimal() and rest.strip():
            told.append(_Told(int(place), rest, where))
        else:
            problems.append(Problem("request.ids_line", {"line": number}, where=where))
    if not told and not problems:
        raise world_failed("secret.file_empty", file=file)
    numbers = _Numbers(request)
    problems += [problem for each in told if (problem := numbers.take(each))]
    if problems:
        raise Refusal(*sorted(problems, key=lambda problem: problem.where.row or 0))
    return numbers.by_place


def check(request: Request, given: Mapping[int, str]) -> dict[int, str]:
    """Return the numbers by place, without separators.

    Raises `Refusal` with a problem for each that is wrong, its row the place: `request.no_item`,
    `request.ids_of_organ`, `cell.citizen_id`, `request.ids_differ`.
    """
    numbers = _Numbers(request)
    told = (_Told(place, text, Where(row=place)) for place, text in given.items())
    problems = [problem for each in told if (problem := numbers.take(each))]
    if problems:
        raise Refusal(*problems)
    return numbers.by_place


class _Numbers:
    """The numbers that were taken so far."""

    def __init__(self, request: Request) -> None:
        self.by_place: dict[int, str] = {}
        self._request = request
        self._items = {item.place: item for item in request.items}
        self._of_whom: dict[tuple[str, ...], tuple[str, int]] = {}

    def take(self, told: _Told) -> Problem | None:
        """Take a number, or return what is wrong with it."""
        place, where = told.place, told.where
        item = self._items.get(place)
        if item is None:
            number_of = self._request.number
            return Problem("request.no_item", {"number": number_of, "place": place}, where=where)
        if not takes_citizen_id(self._request, item):
            named = {"place": place, "name": item.subscriber}
            return Problem("request.ids_of_organ", named, where=where)
        try:
            number = read_citizen_id(told.text)
        except CellFault as fault:
            return Problem(fault.code, fault.values, where=where)
        known, row = self._of_whom.setdefault(_whose(item), (number, where.row or 0))
        if known != number:
            both = {"name": item.subscriber, "first": row, "second": where.row or 0}
            return Problem("request.ids_differ", both, where=where)
        self.by_place[place] = number
        return None


def _whose(item: Item) -> tuple[str, ...]:
    """Return what tells a person from others: one may have several devices in a request."""
    if item.holder is not None:
        return (item.holder,)
    return (item.unit or "", spelling_key(item.subscriber))
