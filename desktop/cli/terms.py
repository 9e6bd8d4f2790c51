"""`daumoi exempt`, `profile` and `line`: what a unit may be without, is used for, and how far its
line is."""

from __future__ import annotations

import argparse

from desktop.cli.arguments import iso_date
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.output import written_as
from desktop.domain.exemptions import Profile
from desktop.domain.levels import LEVEL_BY_OPTION, Direction, Environment, SecrecyLevel
from desktop.domain.lines import LineStage
from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Translate

_USAGE_EXIT = 2
_PROFILES = {"clerk-level": Profile.CLERK_LEVEL, "no-clear": Profile.NO_CLEAR}


def register(commands: Registry) -> None:
    """Add the commands."""
    translate = commands.translate
    exempt = commands.add(
        "exempt",
        N_("Lets a unit be without a way until a day, by a decision; or ends it."),
        _exempt,
    )
    _add_unit(exempt, translate)
    exempt.add_argument(
        "--level",
        choices=tuple(LEVEL_BY_OPTION),
        help=translate(N_("documents of this level and above (default: all)")),
    )
    exempt.add_argument(
        "--environment", choices=tuple(Environment), help=translate(N_("on one network only"))
    )
    exempt.add_argument(
        "--direction", choices=tuple(Direction), help=translate(N_("in one direction only"))
    )
    how = exempt.add_mutually_exclusive_group()
    how.add_argument(
        "--decision",
        default="",
        metavar=translate(N_("TEXT")),
        help=translate(N_("number and date of the decision")),
    )
    _add_day(exempt, translate, "--from", N_("its first day (default: today)"))
    _add_day(exempt, translate, "--until", N_("its last day"))
    _add_day(
        how,
        translate,
        "--end",
        N_("end the unit's exemptions of this level, network and direction on this day instead"),
    )
    profile = commands.add(
        "profile", N_("Says what a unit is used for, or that it is so no more."), _profile
    )
    _add_unit(profile, translate)
    profile.add_argument(
        "--profile",
        required=True,
        choices=tuple(_PROFILES),
        help=translate(
            N_("clerk-level: clerks' endpoints only; no-clear: without the clear network")
        ),
    )
    _add_day(profile, translate, "--from", N_("from this day (default: today)"))
    profile.add_argument(
        "--end", action="store_true", help=translate(N_("the unit has the profile no more"))
    )
    profile.add_argument(
        "--below", action="store_true", help=translate(N_("the same of all units below it"))
    )
    line = commands.add("line", N_("Says how far the encrypted line of a unit is."), _line)
    _add_unit(line, translate)
    how = line.add_mutually_exclusive_group(required=True)
    how.add_argument(
        "--stage", choices=tuple(LineStage), help=translate(N_("the stage that it has come to"))
    )
    how.add_argument(
        "--end", action="store_true", help=translate(N_("the unit has no line any more"))
    )
    _add_day(line, translate, "--from", N_("from this day (default: today)"))


def _add_unit(parser: argparse.ArgumentParser, translate: Translate) -> None:
    parser.add_argument(
        "--unit",
        required=True,
        metavar=translate(N_("CODE")),
        help=translate(N_("the code of the unit")),
    )


def _add_day(
    parser: argparse._ActionsContainer, translate: Translate, option: str, words: str
) -> None:
    name = "from_date" if option == "--from" else option.removeprefix("--")
    parser.add_argument(
        option,
        dest=name,
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(words),
    )


def _exempt(invocation: Invocation) -> Answer:
    from desktop.services.edit_terms import end_exemption, find_terms, set_exemption
    from desktop.services.term_edits import EndExemption, FindTerms, SetExemption

    given = invocation.options
    if given.end is not None and (given.from_date or given.until):
        words = N_("--end goes without --from and --until: the exemption has its days")
        what = Problem("usage.wrong", {"what": invocation.translate(words)})
        return Answer(given.command_name, None, (what,), _USAGE_EXIT)
    level = None if given.level is None else LEVEL_BY_OPTION[given.level]
    environment = None if given.environment is None else Environment(given.environment)
    direction = None if given.direction is None else Direction(given.direction)
    with invocation.open_vault() as session:
        day = given.end or given.from_date or session.surroundings.today()
        command = FindTerms(given.unit, day, level, environment, direction)
        found = find_terms(session, command)
        if given.end is not None:
            done = end_exemption(session, EndExemption(found.exemptions, day))
            uids = found.exemptions
        else:
            lowest = SecrecyLevel.KHONG_MAT if level is None else level
            wanted = SetExemption(
                found.unit, lowest, given.decision, day, given.until or "", environment, direction
            )
            done = set_exemption(session, wanted)
            uids = (str(done.uid),)
        warnings = session.warnings
    words = N_("The exemption has ended.") if given.end else N_("The exemption is recorded.")
    result = {"unit": found.unit, "exemptions": list(uids), "rows": done.rows, "run": done.run}
    return invocation.answer(result, _said(invocation, words, done.run), warnings)


def _profile(invocation: Invocation) -> Answer:
    from desktop.services.edit_terms import find_terms, set_profiles
    from desktop.services.term_edits import FindTerms, SetProfiles

    given = invocation.options
    with invocation.open_vault() as session:
        day = given.from_date or session.surroundings.today()
        unit = find_terms(session, FindTerms(given.unit, day)).unit
        profiles = ((_PROFILES[given.profile], not given.end),)
        done = set_profiles(session, SetProfiles(unit, profiles, day, given.below))
        warnings = session.warnings
    words = N_("The profile of {count} units has changed.")
    result = {"unit": unit, "units": done.rows, "run": done.run}
    return invocation.answer(result, _said(invocation, words, done.run, done.rows), warnings)


def _line(invocation: Invocation) -> Answer:
    from desktop.services.edit_terms import find_terms
    from desktop.services.edit_ways import set_line
    from desktop.services.endpoint_edits import SetLine
    from desktop.services.term_edits import FindTerms

    given = invocation.options
    with invocation.open_vault() as session:
        day = given.from_date or session.surroundings.today()
        unit = find_terms(session, FindTerms(given.unit, day)).unit
        stage = LineStage(given.stage) if given.stage else LineStage.CONNECTED
        done = set_line(session, SetLine(unit, not given.end, day, stage))
        warnings = session.warnings
    words = N_("The end of the line is recorded.") if given.end else N_("The line is recorded.")
    result = {"unit": unit, "rows": done.rows, "run": done.run}
    return invocation.answer(result, _said(invocation, words, done.run), warnings)


def _said(invocation: Invocation, words: str, run: int | None, count: int = 1) -> tuple[str, ...]:
    _ = invocation.translate
    if run is None:
        return (_(N_("Nothing to change: it is so already.")),)
    return (_(words).format(count=count), written_as(run, _))
