"""Whether a unit uses what is set up for it: figures of use held against who is reached."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.route_facts import UnitFacts
from desktop.domain.routing import documents, exempt, reached_by
from desktop.domain.texts import N_


class Figures(NamedTuple):
    """What is counted of a unit over a period; None is not known."""

    users: int | None = None
    logins: int | None = None
    incoming: int | None = None
    outgoing: int | None = None
    forwarded: int | None = None


# The words for each of the figures, in their order.
FIGURE_LABELS = (
    N_("Users logged in"),
    N_("Logins"),
    N_("Incoming documents"),
    N_("Outgoing documents"),
    N_("Forwardings"),
)


class Use(StrEnum):
    """What figures say of a unit beside its coverage.

    `NOT_USED` is configured but unused, `NOT_COVERED` used though nothing that is not secret
    arrives, `NO_FIGURES` configured and nothing known of its use. `NEITHER` is neither configured
    nor used.
    """

    NOT_USED = "not_used"
    NOT_COVERED = "not_covered"
    NO_FIGURES = "no_figures"
    IN_USE = "in_use"
    NEITHER = "neither"


USE_LABELS = {
    Use.NOT_USED: N_("configured but not used"),
    Use.NOT_COVERED: N_("used but not configured"),
    Use.NO_FIGURES: N_("configured, no figures"),
    Use.IN_USE: N_("configured and used"),
    Use.NEITHER: N_("neither configured nor used"),
}


def is_configured(unit: UnitFacts) -> bool:
    """Say whether some endpoint of the unit can take documents that are not secret; some of them
    are enough, where its rules let others down."""
    plain = SecrecyLevel.KHONG_MAT
    return any(
        reached_by(unit, place, Direction.RECEIVE, decided) >= plain
        for place in Environment
        if not exempt(unit, plain, place)
        for decided in documents(unit, plain, place)
    )


def was_used(figures: Figures | None) -> bool | None:
    """Say whether anybody used it: nobody where no users or no logins are counted.

    Without a count of either, documents show that somebody did. None where nothing shows it.
    """
    if figures is None:
        return None
    counted = [each for each in (figures.users, figures.logins) if each is not None]
    if counted:
        return all(counted)
    return True if any((figures.incoming, figures.outgoing, figures.forwarded)) else None


def use_of(figures: Figures | None, *, configured: bool) -> Use:
    """Put a unit's figures beside whether it is configured."""
    used = was_used(figures)
    if configured:
        return Use.NO_FIGURES if used is None else Use.IN_USE if used else Use.NOT_USED
    return Use.NOT_COVERED if used else Use.NEITHER
