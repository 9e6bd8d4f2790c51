"""What becomes of profiles, exemptions and a line's stages when their unit ends."""

from __future__ import annotations

import pytest

from desktop.domain.exemptions import Profile
from desktop.domain.levels import SecrecyLevel
from desktop.domain.lines import LineStage
from desktop.models import tables
from desktop.services.edit_terms import set_exemption, set_profiles
from desktop.services.edit_ways import set_line
from desktop.services.endpoint_edits import SetLine
from desktop.services.reorganising.command import Reorganised
from desktop.services.session import Session
from desktop.services.term_edits import SetExemption, SetProfiles
from desktop.services.undo import Undo, undo
from tests.helpers.importing import rows_of
from tests.integration.test_reorganise import (
    MERGER,
    Planner,
    hash_of,
    plan,
    row,
    session,
    uid_of,
)

__all__ = ["plan", "session"]

HA, LAM, NEW = "A05.06001", "A05.06002", "A05.06009"
BOTH = [(HA,), (LAM,), (HA, LAM)]
DECISION = "12-KL/TU, 01/10/2025"
EVENT = "2026-01-01"


def merge(plan: Planner) -> Reorganised:
    done = plan(row(MERGER[0], HA, *MERGER[1:]), row(MERGER[0], LAM, *MERGER[1:]), apply=True)
    assert done.conflicts == ()
    return done


def exempt(session: Session, code: str, level: SecrecyLevel, last: str) -> None:
    command = SetExemption(uid_of(session, code), level, DECISION, "2025-10-01", last)
    set_exemption(session, command)


def tasks(session: Session, register: str) -> list[str]:
    kind = f"reorganise.{register}"
    return [task.subject for task in rows_of(session, tables.task) if task.kind == kind]


@pytest.mark.parametrize("codes", BOTH)
def test_a_profile_goes_on_where_all_had_it(
    session: Session, plan: Planner, codes: tuple[str, ...]
) -> None:
    for code in codes:
        uid = uid_of(session, code)
        set_profiles(session, SetProfiles(uid, ((Profile.NO_CLEAR, True),), "2025-08-01"))
    before = hash_of(session)
    done = merge(plan)
    new = uid_of(session, NEW)
    held = [each for each in rows_of(session, tables.unit_profile) if each.to_date is None]
    if len(codes) == 2:
        assert [(each.unit, each.from_date) for each in held] == [(new, EVENT)]
        assert tasks(session, "unit_profile") == []
    else:
        assert held == []
        (task,) = tasks(session, "unit_profile")
        assert "without the clear network" in task
    ended = {each.to_date for each in rows_of(session, tables.unit_profile)} - {None}
    assert ended == {EVENT}
    undo(session, Undo(done.run or 0))
    assert hash_of(session) == before


@pytest.mark.parametrize("codes", BOTH)
def test_an_exemption_goes_on_where_all_were_exempt(
    session: Session, plan: Planner, codes: tuple[str, ...]
) -> None:
    for code in codes:
        exempt(session, code, SecrecyLevel.MAT, "2026-06-30")
    merge(plan)
    new = uid_of(session, NEW)
    there = [each for each in rows_of(session, tables.exemption) if each.unit == new]
    periods = [(each.from_date, each.to_date, each.decision) for each in there]
    if len(codes) == 2:
        assert periods == [(EVENT, "2026-07-01", DECISION)]
        assert tasks(session, "exemption") == []
    else:
        assert periods == []
        (task,) = tasks(session, "exemption")
        assert DECISION in task
        assert "30/06/2026" in task


def test_the_narrower_and_shorter_exemption_goes_on(session: Session, plan: Planner) -> None:
    exempt(session, HA, SecrecyLevel.MAT, "2026-12-31")
    exempt(session, LAM, SecrecyLevel.TOI_MAT, "2026-03-31")
    merge(plan)
    new = uid_of(session, NEW)
    (there,) = [each for each in rows_of(session, tables.exemption) if each.unit == new]
    assert (there.level, there.to_date) == (SecrecyLevel.TOI_MAT, "2026-04-01")
    # What the others were not exempt from is for a person to decide.
    assert len(tasks(session, "exemption")) == 1


def test_what_has_ended_before_is_left_alone_and_a_dissolved_units_ends(
    session: Session, plan: Planner
) -> None:
    exempt(session, HA, SecrecyLevel.MAT, "2025-11-30")
    exempt(session, LAM, SecrecyLevel.MAT, "2026-06-30")
    uid = uid_of(session, LAM)
    set_profiles(session, SetProfiles(uid, ((Profile.CLERK_LEVEL, True),), "2025-08-01"))
    bodies = row("Giải thể", f"{LAM}.01")
    assert plan(bodies, row("Giải thể", LAM), apply=True).conflicts == ()
    ends = {each.unit: each.to_date for each in rows_of(session, tables.exemption)}
    assert ends == {uid_of(session, HA): "2025-12-01", uid: EVENT}
    assert [each.to_date for each in rows_of(session, tables.unit_profile)] == [EVENT]
    assert not [task for task in rows_of(session, tables.task) if "12-KL" in task.subject]


def test_a_line_that_is_not_connected_goes_on(session: Session, plan: Planner) -> None:
    uid = uid_of(session, HA)
    for stage, day in (("issued", "2025-08-01"), ("installed", "2025-09-01")):
        set_line(session, SetLine(uid, there=True, on=day, stage=LineStage(stage)))
    merge(plan)
    new = uid_of(session, NEW)
    (there,) = [each for each in rows_of(session, tables.line) if each.unit == new]
    assert (there.stage, there.from_date, there.to_date) == ("installed", EVENT, None)
    assert tasks(session, "line") == []


def test_the_stages_of_one_line_are_not_each_others_double(session: Session, plan: Planner) -> None:
    for code in (HA, LAM):
        for stage, day in (("connected", "2025-08-01"), ("monitored", "2026-02-01")):
            command = SetLine(uid_of(session, code), there=True, on=day, stage=LineStage(stage))
            set_line(session, command)
    merge(plan)
    new = uid_of(session, NEW)
    there = sorted(
        (each.from_date, each.to_date, each.stage)
        for each in rows_of(session, tables.line)
        if each.unit == new
    )
    assert there == [(EVENT, "2026-02-01", "connected"), ("2026-02-01", None, "monitored")]
