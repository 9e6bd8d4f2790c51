"""Counting tokens as on a past day: by the moves and the days that were told, not as they are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.problems import Refusal
from desktop.models.tables import certificate, token, token_move
from desktop.models.token_life import lifecycle
from desktop.services.count_tokens import FACTS, CountByUnit, Counted, count_by_unit
from desktop.services.edit_certificates import StepCertificates, step_certificates
from desktop.services.edit_tokens import MoveTokens, move_tokens
from desktop.services.imports.command import ImportFile
from desktop.services.imports.importing import import_file
from desktop.services.session import Session
from tests.helpers.importing import one_row, rows_of
from tests.helpers.sessions import bare_session
from tests.helpers.surroundings import make_surroundings
from tests.helpers.token_sets import HEAD, fill_tokens
from tests.helpers.workbooks import write_xlsx

TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        fill_tokens(opened, tmp_path)
        yield opened


def counted(session: Session, day: str | None, fact: str | None = None) -> Counted:
    return count_by_unit(session, CountByUnit(as_of=day, fact=fact))


def figures(session: Session, day: str | None) -> tuple[int, ...]:
    return tuple(counted(session, day).whole[fact] for fact in FACTS)


def move(session: Session, serial: str, custody: str, on: str, **told: str) -> None:
    uid = one_row(session, token, serial=serial).uid
    move_tokens(session, MoveTokens((uid,), custody, on, **told))


def test_a_past_day_is_told_by_the_days_of_a_list(session: Session) -> None:
    # What was asked for has no day, and was written down later than these days.
    assert figures(session, "2025-01-04") == (0, 0, 0, 0, 0)
    assert figures(session, "2025-01-05") == (1, 1, 1, 0, 1)
    assert figures(session, "2025-01-06") == (1, 1, 1, 1, 1)
    assert figures(session, "2026-01-05") == (4, 4, 4, 1, 3)
    assert figures(session, "2026-01-06") == (4, 4, 4, 3, 3)
    (problem,) = counted(session, "2026-01-06").problems
    assert (problem.code, problem.values) == (
        "token.count_unknown", {"count": 1, "day": "06/01/2026"},
    )  # fmt: skip
    assert [row.serial for row in counted(session, "2026-01-05", "handed_over").tokens] == ["AA03"]


def test_moves_do_not_change_the_days_before_them(session: Session) -> None:
    before = figures(session, "2026-11-09")
    assert before == (4, 4, 4, 3, 2)
    move(session, "AA02", "handed_over", "2026-11-10")
    move(session, "AA01", "returned", "2026-11-20")
    move(session, "AA01", "stock", "2026-11-21")
    card = one_row(session, certificate, number="A5").uid
    step_certificates(session, StepCertificates((card,), "on_hold", "2026-11-20", reason="x"))
    assert figures(session, "2026-11-09") == before
    assert figures(session, "2026-11-10") == (4, 4, 4, 4, 2)
    assert figures(session, "2026-11-20") == (4, 4, 4, 3, 1)
    assert figures(session, "2026-11-21") == (4, 4, 3, 3, 1)
    assert figures(session, None) == (5, 4, 3, 3, 1)


def test_what_was_written_down_by_the_day_counts_without_any_day(session: Session) -> None:
    session.surroundings = make_surroundings(now=datetime(2026, 11, 30, 3, tzinfo=UTC))
    assert counted(session, TODAY).problems == ()
    assert figures(session, TODAY) == figures(session, None) == (5, 4, 4, 3, 2)


@pytest.mark.parametrize("seed", range(3))
def test_every_day_is_told_later_as_it_was_told_then(
    session: Session, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    told: dict[str, dict[str | None, dict[str, int]]] = {}
    for number in range(8):
        day = date(2026, 11, 25) + timedelta(days=number)
        session.surroundings = make_surroundings(
            now=datetime(day.year, day.month, day.day, 3, tzinfo=UTC), seed=f"{seed} {number}"
        )
        row = (
            "A05.06001",
            "Tổ chức",
            f"Đơn vị {number}",
            f"BB{number:06}",
            "",
            "",
            "",
            "Trong kho",
        )
        file = write_xlsx(tmp_path / f"them-{number}.xlsx", (HEAD, (*row, "", "")))
        import_file(session, ImportFile("tokens", file, from_date=day.isoformat()))
        for _ in range(6):
            one = chance.choice(rows_of(session, token))
            steps = lifecycle().custody.after(one.custody)
            if steps:
                command = MoveTokens((one.uid,), chance.choice(steps), day.isoformat(),
                                     serial=one.serial or f"CC{number:06}", paper="BB 1",
                                     reason="x")  # fmt: skip
                with suppress(Refusal):
                    move_tokens(session, command)
        card = chance.choice(rows_of(session, certificate))
        with suppress(Refusal):
            step = StepCertificates((card.uid,), chance.choice(("on_hold", "active", "revoked")),
                                    day.isoformat(), paper="CV 1", reason="x")  # fmt: skip
            step_certificates(session, step)
        told[day.isoformat()] = by_unit(counted(session, None))
    assert len(rows_of(session, token_move)) > 20
    for day_before, facts in told.items():
        assert by_unit(counted(session, day_before)) == facts


def by_unit(found: Counted) -> dict[str | None, dict[str, int]]:
    return {part.code: dict(part.facts) for part in found.parts}
