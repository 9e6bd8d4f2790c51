"""Many rows are written by a thread, as one by one, and a failure there is the run's failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from desktop.models import row_writer
from desktop.models.tables import person, unit
from desktop.services.session import Session
from tests.helpers.sessions import Anything, bare_session

TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LEVELS = st.none() | st.integers(-(2**63), 2**63 - 1)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(row_writer, "WORTH_A_THREAD", 2)
    with bare_session(tmp_path) as opened:
        yield opened


def people(session: Session) -> list[dict[str, Any]]:
    with session.reading(Anything()) as connection:
        rows = connection.execute(select(person).order_by(person.c.uid)).mappings()
        return [dict(row) for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, LEVELS), min_size=2, max_size=8))
def test_many_rows_are_stored_as_they_are(
    session: Session, rows: list[tuple[str | None, str | None, int | None]]
) -> None:
    made = [
        {"uid": f"{place:02}", "name": "Lò Thị Hoà", "post": post, "phone": phone, "clearance": c}
        for place, (post, phone, c) in enumerate(rows)
    ]
    with session.unit_of_work(Anything()) as work:
        work.insert(person, made)
        stored = [dict(row) for row in work.connection.execute(select(person)).mappings()]
        work.remove(person, [row["uid"] for row in made])
    assert [{name: row[name] for name in made[0]} for row in stored] == made
    assert people(session) == []


def test_a_text_with_a_nul_is_not_cut(session: Session) -> None:
    made = [{"uid": uid, "name": "A", "post": "trước\0sau"} for uid in "ab"]
    with session.unit_of_work(Anything()) as work:
        work.insert(person, made)
    assert [row["post"] for row in people(session)] == ["trước\0sau"] * 2


def test_rows_in_several_batches_all_arrive(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_writer, "_ROWS_AT_ONCE", 7)
    with session.unit_of_work(Anything()) as work:
        work.insert(unit, [{"uid": f"{n:03}"} for n in range(100)])
        work.insert(person, [{"uid": f"{n:03}", "name": "A", "unit": f"{n:03}"} for n in range(90)])
        count = select(func.count()).select_from(person)
        assert work.connection.execute(count).scalar_one() == 90
    assert len(people(session)) == 90


def test_what_fails_in_the_thread_fails_the_run(session: Session) -> None:
    with pytest.raises(DBAPIError, match="UNIQUE"), session.unit_of_work(Anything()) as work:
        work.insert(person, [{"uid": "a", "name": "A"}, {"uid": "a", "name": "B"}])
    assert people(session) == []
    with session.unit_of_work(Anything()) as work:
        work.insert(person, [{"uid": "a", "name": "A"}, {"uid": "b", "name": "B"}])
    assert [row["uid"] for row in people(session)] == ["a", "b"]


def test_an_exception_meanwhile_leaves_nothing(session: Session) -> None:
    def write_and_stop() -> None:
        with session.unit_of_work(Anything()) as work:
            work.insert(person, [{"uid": f"{n}", "name": "A"} for n in range(3000)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_stop()
    assert people(session) == []
