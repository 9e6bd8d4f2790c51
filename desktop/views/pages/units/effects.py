"""The table of what a change of many units does to each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.domain.texts import N_, Text
from desktop.services.unit_edits import Effect
from desktop.views import mends
from desktop.views.context import Context
from desktop.views.tables.columns import Column
from desktop.views.tables.model import RowsModel, Slice
from desktop.views.tables.table import Table


class EffectsTable(Table):
    """Shows effects, what stands in the way first."""

    def __init__(self, context: Context) -> None:
        _ = context.translate
        self._effects: Sequence[Effect] = ()
        columns = (
            Column("title", _(N_("Unit")), width=34),
            Column(
                "problem",
                _(N_("What becomes of it")),
                self._fate,
                width=40,
                role=_role,
                icon=_sign,
            ),
            Column("before", _(N_("Now")), lambda row: self._words(row.before), width=22),
            Column("after", _(N_("Then")), lambda row: self._words(row.after), width=22),
        )
        self._model = RowsModel(
            context.worker, columns, lambda _s, offset, limit, _o, _d: self._slice(offset, limit)
        )
        super().__init__(self._model, context.translate)
        self._model.setParent(self)
        self.setAccessibleName(_(N_("What the change does to each unit")))

    def show_effects(self, effects: Sequence[Effect]) -> None:
        """Show what becomes of each unit."""
        self._effects = sorted(effects, key=lambda effect: _order(effect))
        self._model.refresh()

    def _slice(self, offset: int, limit: int) -> Slice:
        effects = self._effects
        return Slice(effects[offset : offset + limit], len(effects))

    def _words(self, value: str | Text) -> str:
        return value.render(self._translate) if isinstance(value, Text) else value

    def _fate(self, row: Effect) -> str:
        _ = self._translate
        if row.problem is not None:
            return mends.message(row.problem, _)
        if not row.changes:
            return _(N_("is so already"))
        if row.warnings:
            return " ".join(mends.message(problem, _) for problem in row.warnings)
        return _(N_("will change"))


def _order(effect: Effect) -> int:
    if effect.problem is not None:
        return 0
    return 1 if effect.warnings else 2 if effect.changes else 3


def _role(row: Any) -> str | None:
    return ("error", "warning", "good", "quiet")[_order(row)]


def _sign(row: Any) -> str | None:
    return ("circle-x", "triangle-alert", "check", "minus")[_order(row)]
