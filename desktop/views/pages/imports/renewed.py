"""Rows of a preview worked out anew, read around where a person is in the old ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.services.imports.draft import Draft
from desktop.services.imports.draft_values import Found, Place, PreviewRow, Show
from desktop.views.tables.model import PAGE_ROWS


@dataclass(frozen=True)
class Renewed:
    """How many rows there are, the pages that are seen, and where rows of before stand now."""

    count: int
    pages: Mapping[int, Sequence[PreviewRow]]
    found: Mapping[Place, Found]


def renewed(draft: Draft, show: Show, places: Iterable[Place]) -> Renewed:
    """Find the rows of before in the new list, and read the pages that they stand on."""
    found = draft.find(show, places)
    numbers = {0, *(each.number // PAGE_ROWS for each in found.values())}
    # A screen may begin on one page and end on the next.
    numbers |= {number + 1 for number in numbers}
    slices = {number: draft.rows(show, number * PAGE_ROWS, PAGE_ROWS) for number in numbers}
    pages = {number: each.rows for number, each in slices.items() if each.rows}
    return Renewed(slices[0].count, pages, found)
