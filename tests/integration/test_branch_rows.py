"""A unit and all below it on a day, read on the way down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.tables import unit, unit_version
from desktop.models.unit_reader import units_at
from desktop.services.session import Session
from tests.helpers.sessions import Anything, bare_session

COUNT = 8
DAY = "2026-01-01"
# For each unit of a forest its superior (any, so that circles come up too) and its period.
PERIODS = (("2025-01-01", None), ("2025-01-01", DAY), (DAY, None), ("2026-02-01", None))
Forest = list[tuple[int | None, tuple[str, str | None]]]
forests = st.lists(
    st.tuples(st.none() | st.integers(0, COUNT - 1), st.sampled_from(PERIODS)),
    min_size=COUNT,
    max_size=COUNT,
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with bare_session(tmp_path_factory.mktemp("branch")) as opened:
        yield opened


def below(forest: Forest, root: int) -> set[int]:
    """Walk down from a unit; whoever is not there on the day is passed over with all below it."""
    there = [begin <= DAY and (end is None or end > DAY) for _, (begin, end) in forest]
    found, waiting = set[int](), [root]
    while waiting:
        one = waiting.pop()
        children = [n for n, (parent, _) in enumerate(forest) if parent == one and there[n]]
        waiting += [n for n in children if n not in found]
        found.update(children)
    return found | ({root} if there[root] else set())


@given(forests, st.integers(0, COUNT - 1))
def test_a_branch_is_its_root_and_all_below(session: Session, forest: Forest, root: int) -> None:
    with session.unit_of_work(Anything()) as work:
        uids = [work.new_uid() for _ in forest]
        work.insert(unit, [{"uid": uid} for uid in uids])
        work.insert(
            unit_version,
            [
                {
                    "uid": work.new_uid(),
                    "unit": uid,
                    "name": f"Đơn vị {uid}",
                    "parent": uids[parent] if parent is not None else None,
                    "from_date": begin,
                    "to_date": end,
                }
                for uid, (parent, (begin, end)) in zip(uids, forest, strict=True)
            ],
        )
    with session.reading(Anything()) as connection:
        rows = [row.uid for row in units_at(connection, DAY, under=uids[root])]
    assert len(rows) == len(set(rows))
    assert set(rows) == {uids[n] for n in below(forest, root)}
