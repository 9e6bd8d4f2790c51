"""The preview of a plan of codes: each unit's old and new code, what stands in the way first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Text, Translate, said
from desktop.services.code_planning.command import CodeEffect, PlannedCodes
from desktop.views import mends
from desktop.views.context import Context
from desktop.views.tables.columns import Column
from desktop.views.tables.model import RowsModel, Slice
from desktop.views.tables.table import Table

# How a row weighs: colour role and icon, in the order in which rows stand.
_WEIGHTS = (
    ("error", "circle-x"),
    ("warning", "triangle-alert"),
    ("good", "check"),
    ("quiet", "minus"),
)
_WRONG, _NOTED, _CHANGED, _KEPT = range(4)


@dataclass(frozen=True)
class PlanRow:
    """A unit of the plan, or a row of the list that is none of its units."""

    title: str
    source: str
    before: str
    after: str
    words: str
    weight: int


def rows_of(found: PlannedCodes, translate: Translate) -> list[PlanRow]:
    """Return the rows of a plan: problems, then what is noted, changed, and stays."""
    of_units = {id(effect.problem) for effect in found.effects if effect.problem is not None}
    rows = [_of_problem(each, translate) for each in found.problems if id(each) not in of_units]
    rows += [_of_effect(effect, translate) for effect in found.effects]
    return sorted(rows, key=lambda row: row.weight)


def _of_problem(problem: Problem, translate: Translate) -> PlanRow:
    where = problem.where.row
    title = translate(N_("Row {row}")).format(row=where) if where is not None else ""
    return PlanRow(title, "", "", "", mends.both(problem, translate), _WRONG)


def _of_effect(effect: CodeEffect, translate: Translate) -> PlanRow:
    if effect.problem is not None:
        words, weight = mends.both(effect.problem, translate), _WRONG
        row = effect.problem.where.row
        if row is not None:
            words = f"{translate(N_('Row {row}')).format(row=row)}: {words}"
    elif effect.warnings:
        words = " ".join(mends.message(each, translate) for each in effect.warnings)
        weight = _NOTED
    elif effect.changes:
        words, weight = translate(N_("will change")), _CHANGED
    else:
        words, weight = translate(N_("stays as it is")), _KEPT
    before, after = (_said(each, translate) for each in (effect.before, effect.after))
    if effect.problem is not None:
        after = ""
    return PlanRow(effect.title, effect.source or "", before, after, words, weight)


def _said(words: str | Text, translate: Translate) -> str:
    return said(words, translate) if isinstance(words, Text) else words


class PlanTable(Table):
    """Shows the rows of a plan; the column of sources is seen where codes are made from others."""

    def __init__(self, context: Context) -> None:
        _ = context.translate
        self._rows_shown: Sequence[PlanRow] = ()
        columns = (
            Column("title", _(N_("Unit")), width=28),
            Column("source", _(N_("Made from")), width=16, shown=False),
            Column("before", _(N_("Old code")), width=16),
            Column("after", _(N_("New code")), width=16),
            Column("words", _(N_("What becomes of it")), width=44, role=_role, icon=_icon),
        )
        self._plan_model = RowsModel(
            context.worker, columns, lambda _s, offset, limit, _o, _d: self._slice(offset, limit)
        )
        super().__init__(self._plan_model, _)
        self._plan_model.setParent(self)
        self.setAccessibleName(_(N_("What the plan does to each unit")))

    def show_rows(self, rows: Sequence[PlanRow]) -> None:
        """Show what becomes of each unit."""
        self._rows_shown = rows
        self.setColumnHidden(1, not any(row.source for row in rows))
        self._plan_model.refresh()

    def _slice(self, offset: int, limit: int) -> Slice:
        rows = self._rows_shown
        return Slice(rows[offset : offset + limit], len(rows))


def _role(row: Any) -> str:
    return _WEIGHTS[row.weight][0]


def _icon(row: Any) -> str:
    return _WEIGHTS[row.weight][1]
