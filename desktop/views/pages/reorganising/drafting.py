"""The draft of a plan as the page changes it, with every step to be taken back. No Qt here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from desktop.services.reorganising.plan_draft import PlanDraft, added
from desktop.services.reorganising.plan_table import Cells, columns

# Steps that can be taken back; each holds the rows by reference.
_MOST_STEPS = 100


class Drafting:
    """Holds the draft, None where there is none, and what it was before each step."""

    def __init__(self) -> None:
        self.draft: PlanDraft | None = None
        self._steps: list[PlanDraft | None] = []

    @property
    def can_take_back(self) -> bool:
        """Say whether there is a step to be taken back."""
        return bool(self._steps)

    def take_back(self) -> None:
        """Be again as before the last step."""
        if self._steps:
            self.draft = self._steps.pop()

    def put(self, draft: PlanDraft | None) -> None:
        """Take another draft, or with None begin anew; this is a step too."""
        if draft == self.draft:
            return
        self._steps.append(self.draft)
        del self._steps[:-_MOST_STEPS]
        self.draft = draft

    def name(self, title: str, basis: str) -> None:
        """Take the plan's title and common basis as they are typed; no step of its own."""
        if self.draft is not None:
            self.draft = replace(self.draft, title=title, basis=basis)

    def add(self, rows: Sequence[Cells], title: str) -> int:
        """Add rows at the end, to a draft `title` where there is none; return where they begin.

        The events of a shipped table are let go: rows cannot be added to them.
        """
        longer = added(self._of_rows(title), rows)
        self.put(longer)
        return len(longer.rows) - len(rows)

    def _of_rows(self, title: str) -> PlanDraft:
        draft = self.draft
        return PlanDraft(title) if draft is None or draft.source is not None else draft

    def add_empty(self, after: int, title: str) -> int:
        """Add an empty row below the row `after`, or at the end; return its place."""
        draft = self._of_rows(title)
        place = after + 1 if 0 <= after < len(draft.rows) else len(draft.rows)
        empty = ("",) * len(columns())
        self.put(replace(draft, rows=(*draft.rows[:place], empty, *draft.rows[place:])))
        return place

    def remove(self, places: Collection[int]) -> None:
        """Remove rows."""
        if self.draft is not None and places:
            gone = set(places)
            rows = tuple(row for place, row in enumerate(self.draft.rows) if place not in gone)
            self.put(replace(self.draft, rows=rows))

    def write(self, place: int, column: int, text: str) -> None:
        """Write a cell."""
        if self.draft is None:
            return
        rows = list(self.draft.rows)
        row = list(rows[place])
        row[column] = " ".join(text.split())
        rows[place] = tuple(row)
        self.put(replace(self.draft, rows=tuple(rows)))

    def choose_scheme(self, scheme: str) -> None:
        """Let the rows' codes be of another scheme."""
        if self.draft is not None:
            self.put(replace(self.draft, scheme=scheme))

    def answer(self, answers: Mapping[str, str]) -> None:
        """Take answers to questions, by their keys."""
        if self.draft is not None:
            self.put(replace(self.draft, answers={**self.draft.answers, **answers}))
