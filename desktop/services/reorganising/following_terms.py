"""What becomes of the profiles and exemptions of a unit that ends or is split.

Both say what is not expected of a unit. They go on by themselves only where all who come together
had the same: else the gaps of others would be hidden by them, and a person decides. With a unit
that nobody follows they end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Table

from desktop.domain.cells import shown_date
from desktop.domain.exemptions import PROFILE_LABELS, Profile, clash
from desktop.domain.periods import last_day
from desktop.domain.texts import N_, Text
from desktop.models import tables
from desktop.services.reorganising.following import Following, Leaving, is_open, others_lack

Row = Mapping[str, Any]


def follow_profiles(following: Following) -> None:
    """Let profiles go on where all who come together had them; one is a task otherwise."""

    def same(row: Row, other: Row) -> bool:
        return bool(other["profile"] == row["profile"])

    _follow(following, tables.unit_profile, same, _profile_words, _profile_task)


def follow_exemptions(following: Following) -> None:
    """Let exemptions go on where all who come together were exempt from as much; one is a task
    otherwise."""
    _follow(following, tables.exemption, _is_as_wide, _exemption_words, _exemption_task)


TERM_FOLLOWERS: tuple[Callable[[Following], None], ...] = (follow_profiles, follow_exemptions)


def _follow(
    following: Following,
    table: Table,
    is_such: Callable[[Row, Row], bool],
    words: Callable[[Row], Text],
    task: Callable[[Leaving, Row], Text],
) -> None:
    rows = following.rows(table)
    had = {unit: [dict(row) for row in found] for unit, found in rows.items()}
    for all_of in following.leaving:
        for row in following.leaving_rows(rows, all_of):
            if not is_open(row, all_of.day):
                continue
            leaving = following.of_record(row, all_of, words(row))
            if leaving.stays:
                rows.setdefault(all_of.unit, []).append(row)
                following.land(table, row, leaving)
                continue
            there = [] if leaving.taker is None else rows.setdefault(leaving.taker, [])
            open_there = [other for other in there if is_open(other, leaving.day)]
            if leaving.taker is None or any(is_such(row, other) for other in open_there):
                following.close(table, row, leaving.day)
                following.land(table, row, leaving)
            elif others_lack(following, leaving, had, partial(is_such, row)) or any(
                _meet(table, row, other) for other in open_there
            ):
                # It says when the row would have ended.
                words_of_task = task(leaving, row)
                following.close(table, row, leaving.day)
                following.settle(table, row, leaving, words_of_task)
            else:
                there.append(following.go_on(table, row, leaving, unit=leaving.taker))
                following.land(table, row, leaving)


def _is_as_wide(row: Row, other: Row) -> bool:
    """Say whether the exemption `other` is about all that `row` is, and lasts as long."""
    return bool(
        other["level"] <= row["level"]
        and other["environment"] in (None, row["environment"])
        and other["direction"] in (None, row["direction"])
        and other["to_date"] >= row["to_date"]
    )


def _meet(table: Table, row: Row, other: Row) -> bool:
    """Say whether two rows of one unit must not stand beside each other."""
    return table is tables.exemption and clash(row, other)


def _profile_words(row: Row) -> Text:
    return Text(N_("Profile: {profile}"), {"profile": _profile(row)})


def _exemption_words(row: Row) -> Text:
    return Text(N_("Exemption by {decision}"), {"decision": row["decision"]})


def _profile_task(leaving: Leaving, row: Row) -> Text:
    values = {
        "profile": _profile(row),
        "unit": leaving.title,
        "taker": leaving.taker_title,
    }
    return Text(
        N_("profile “{profile}” of {unit}: not all who are in {taker} now had it; decide"), values
    )


def _exemption_task(leaving: Leaving, row: Row) -> Text:
    values = {
        "decision": row["decision"],
        "until": shown_date(last_day(row["to_date"])),
        "unit": leaving.title,
        "taker": leaving.taker_title,
    }
    return Text(
        N_(
            "exemption of {unit} by {decision} until {until}: decide whether {taker} is exempt, "
            "and record it"
        ),
        values,
    )


def _profile(row: Row) -> Text:
    return Text(PROFILE_LABELS[Profile(row["profile"])])
