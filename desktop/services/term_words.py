"""Profiles, exemptions and stages of a line in words: on a unit's page and in its history."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.cells import shown_date
from desktop.domain.exemptions import PROFILE_LABELS, Profile
from desktop.domain.levels import (
    DIRECTION_LABELS,
    ENVIRONMENT_LABELS,
    LEVEL_LABELS,
    Direction,
    Environment,
    SecrecyLevel,
)
from desktop.domain.lines import STAGE_LABELS, LineStage
from desktop.domain.periods import last_day
from desktop.domain.texts import N_, Text
from desktop.models.unit_terms import ExemptionHeld, UnitTerms
from desktop.services.event_words import Happening


def what_is_exempt(held: ExemptionHeld) -> Text:
    """Say which documents an exemption is about, without its decision."""
    places = [ENVIRONMENT_LABELS[Environment(held.environment)]] if held.environment else []
    ways = [DIRECTION_LABELS[Direction(held.direction)]] if held.direction else []
    values: dict[str, object] = {"level": Text(LEVEL_LABELS[SecrecyLevel(held.level)])}
    words = {
        (False, False): N_("from {level} upwards"),
        (True, False): N_("from {level} upwards, {environment}"),
        (False, True): N_("from {level} upwards, {direction}"),
        (True, True): N_("from {level} upwards, {environment}, {direction}"),
    }[bool(places), bool(ways)]
    values |= {"environment": Text(places[0])} if places else {}
    values |= {"direction": Text(ways[0])} if ways else {}
    return Text(words, values)


def happenings(terms: UnitTerms) -> Iterator[Happening]:
    """Tell when each began, and when it ended where nothing followed at once."""
    begun = {held.from_date for held in terms.stages}
    for stage in terms.stages:
        words = Text(STAGE_LABELS[LineStage(stage.stage)])
        yield Happening(stage.from_date, Text(N_("line (BML): {stage}"), {"stage": words}))
        if stage.to_date is not None and stage.to_date not in begun:
            yield Happening(stage.to_date, Text(N_("line (BML) ended")))
    for profile in terms.profiles:
        if profile.to_date == profile.from_date:
            continue
        values = {"profile": Text(PROFILE_LABELS[Profile(profile.profile)])}
        yield Happening(profile.from_date, Text(N_("profile “{profile}” begins"), values))
        if profile.to_date is not None:
            yield Happening(profile.to_date, Text(N_("profile “{profile}” ends"), values))
    for held in terms.exemptions:
        told: dict[str, object] = {
            "what": what_is_exempt(held),
            "decision": held.decision,
            "until": shown_date(last_day(held.to_date)),
        }
        words = Text(N_("exempt {what}, by {decision}, until {until}"), told)
        yield Happening(held.from_date, words)
