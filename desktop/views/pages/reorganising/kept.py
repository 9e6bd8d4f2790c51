"""A plan that was being drafted when the window closed or locked is offered again."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.domain.texts import N_
from desktop.services.reorganising.plan_draft import PlanDraft, ReadKeptPlan, kept_plan
from desktop.views.context import Context, Notice
from desktop.views.tables.model import shown_text


def offer_plan(context: Context, owner: QObject) -> None:
    """Ask for a kept plan; where there is one, a notice offers to go on with it."""

    def done(kept: PlanDraft | None) -> None:
        if kept is None:
            return
        _ = context.translate
        words = _(N_("The plan “{title}” is still being drafted."))
        context.notify(
            Notice(
                words.format(title=shown_text(kept.title)[:60]),
                button=_(N_("Go on with the plan")),
                act=lambda: context.go("reorganising"),
                key="kept plan",
                topic="kept plan",
            )
        )

    context.read(lambda session: kept_plan(session, ReadKeptPlan()), done, owner)
