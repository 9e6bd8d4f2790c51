"""The unit of work writes whole runs or nothing, and the journal proves and undoes them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from desktop.domain.problems import Refusal
from desktop.models import erased_lines, journal, search
from desktop.models.data_hash import data_hash
from desktop.models.tables import (
    bundle,
    holding,
    identifier_code,
    person,
    search_key,
    unit,
    unit_version,
)
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.sessions import Anything, bare_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        yield opened


def add_unit(session: Session, uid: str, name: str, parent: str | None = None) -> int:
    with session.unit_of_work(Anything("add")) as work:
        work.insert(unit, [{"uid": uid}])
        version = {"uid": f"v-{uid}", "unit": uid, "name": name, "parent": parent}
        work.insert(unit_version, [{**version, "from_date": "2025-07-01"}])
    assert work.run is not None
    return work.run.number


def rename(session: Session, uid: str, name: str) -> int:
    with session.unit_of_work(Anything("rename")) as work:
        work.update(unit_version, [{"uid": f"v-{uid}", "name": name}])
    assert work.run is not None
    return work.run.number


def state(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def found(session: Session, query: str) -> set[str]:
    with session.reading(Anything()) as connection:
        return set(connection.execute(search.matching("unit", query)).scalars())


def test_a_run_that_changes_nothing_is_no_run(session: Session) -> None:
    add_unit(session, "a", "Văn phòng")
    with session.unit_of_work(Anything()) as work:
        assert work.update(unit_version, [{"uid": "v-a", "name": "Văn phòng"}]) == 0
    assert work.run is None


def test_an_exception_leaves_everything_as_it_was(session: Session) -> None:
    add_unit(session, "a", "Văn phòng")
    before = state(session)

    def fail_half_way() -> None:
        with session.unit_of_work(Anything()) as work:
            work.insert(unit, [{"uid": "b"}])
            work.update(unit_version, [{"uid": "v-a", "name": "Khác"}])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    assert state(session) == before
    assert add_unit(session, "c", "Ban Tổ chức") == 2


def test_a_row_that_refers_to_nothing_is_refused_at_the_end(session: Session) -> None:
    before = state(session)
    with pytest.raises(IntegrityError), session.unit_of_work(Anything()) as work:
        work.insert(holding, [{"uid": "h", "endpoint": "none", "person": "none", "from_date": ""}])
    assert state(session) == before


def test_a_mistyped_column_is_refused(session: Session) -> None:
    with pytest.raises(KeyError, match="nane"), session.unit_of_work(Anything()) as work:
        work.insert(person, [{"uid": "p", "nane": "x"}])


def test_undo_gives_the_same_data_hash_and_can_be_undone(session: Session) -> None:
    empty = state(session)
    first = add_unit(session, "a", "Đảng uỷ phường Ba Đình")
    full = state(session)
    assert found(session, "dang uy ba dinh") == {"a"}

    answer = undo(session, Undo(first))
    assert (answer.undone, answer.run) == ((1,), 2)
    assert state(session) == empty
    assert found(session, "ba dinh") == set()

    undo(session, Undo(answer.run))
    assert state(session) == full
    assert found(session, "BA ĐÌNH") == {"a"}


def test_undo_names_the_runs_built_upon_it(session: Session) -> None:
    first = add_unit(session, "a", "Tỉnh uỷ")
    child = add_unit(session, "b", "Văn phòng", parent="a")
    grandchild = add_unit(session, "c", "Phòng Cơ yếu", parent="b")
    other = add_unit(session, "d", "Ban Tổ chức")
    before = state(session)

    with pytest.raises(Refusal) as refused:
        undo(session, Undo(first))
    problem = refused.value.problems[0]
    assert (problem.code, problem.values["later"]) == ("run.built_upon", f"{child}, {grandchild}")
    assert state(session) == before

    answer = undo(session, Undo(first, with_later=True))
    assert answer.undone == (grandchild, child, first)
    with session.reading(Anything()) as connection:
        assert connection.execute(select(unit.c.uid)).scalars().all() == ["d"]
    assert other not in answer.undone


def test_a_later_run_that_was_undone_does_not_stand_in_the_way(session: Session) -> None:
    empty = state(session)
    first = add_unit(session, "a", "Tỉnh uỷ")
    later = rename(session, "a", "Thành uỷ")
    undo(session, Undo(later))
    undo(session, Undo(first))
    assert state(session) == empty


@pytest.mark.parametrize(("number", "code"), [(0, "run.unknown"), (7, "run.unknown")])
def test_an_unknown_run_is_said(session: Session, number: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        undo(session, Undo(number))
    assert refused.value.problems[0].code == code


def test_an_undone_run_is_not_undone_twice(session: Session) -> None:
    undo(session, Undo(add_unit(session, "a", "Tỉnh uỷ")))
    with pytest.raises(Refusal) as refused:
        undo(session, Undo(1))
    assert refused.value.problems[0].code == "run.already_undone"


def test_what_a_bundle_has_sealed_is_not_undone(session: Session) -> None:
    first = add_unit(session, "a", "Tỉnh uỷ")
    sealed = {"kind": "declaration", "file": "A01-000001.asice", "digest": "", "sha256": ""}
    with session.unit_of_work(Anything("seal")) as work:
        rest = {"header": "{}", "journal_run": first, "state": "sealed", "created": ""}
        work.insert(bundle, [{"uid": "x", "sequence": 1, **sealed, **rest}])
    with pytest.raises(Refusal) as refused:
        undo(session, Undo(first))
    assert refused.value.problems[0].code == "run.sealed"
    with pytest.raises(Refusal) as refused:
        undo(session, Undo(2))
    assert refused.value.problems[0].code == "run.kept"


def test_settings_are_journaled_and_outside_the_data_hash(session: Session) -> None:
    before = state(session)
    with session.unit_of_work(Anything()) as work:
        work.set_setting("policy.plaintext_bundle", "yes")
    assert work.run is not None
    assert state(session) == before
    with pytest.raises(Refusal) as refused:
        undo(session, Undo(work.run.number))
    assert refused.value.problems[0].code == "run.kept"


@pytest.mark.parametrize("column", ["actor", "at", "command", "arguments", "changes", "previous"])
def test_a_changed_run_is_found(session: Session, column: str) -> None:
    for number in range(3):
        add_unit(session, str(number), f"Đơn vị {number}")
    with session.reading(Anything()) as connection:
        assert journal.first_fault(connection) is None
        connection.exec_driver_sql("BEGIN")
        connection.execute(text(f"UPDATE run SET {column} = {column} || '1' WHERE number = 2"))  # noqa: S608 - names of this test
        connection.exec_driver_sql("COMMIT")
        assert journal.first_fault(connection) == 2


def test_a_changed_row_is_found_and_an_erased_one_is_not_missed(session: Session) -> None:
    add_unit(session, "a", "Nguyễn Văn Bí Mật")
    with session.reading(Anything()) as connection:
        body = connection.execute(text("SELECT body FROM run_chunk")).scalar_one()
        lines = zlib.decompress(body).decode().split("\n")

        def put(changed: list[str]) -> None:
            connection.exec_driver_sql("BEGIN")
            packed = zlib.compress("\n".join(changed).encode())
            connection.execute(text("UPDATE run_chunk SET body = :b"), {"b": packed})
            connection.exec_driver_sql("COMMIT")

        put([line.replace("Bí Mật", "Bí Mât") for line in lines])
        assert journal.first_fault(connection) == 1

        salt, row = lines[1].split(" ", 1)
        put([lines[0], f"- {erased_lines.change_digest(bytes.fromhex(salt), row.encode()).hex()}"])
        assert journal.first_fault(connection) is None
        assert [json.loads(json.dumps(c.table)) for c in journal.changes(connection, 1)] == ["unit"]


NAMES = st.sampled_from(["Văn phòng", "Ban Tổ chức", "Uỷ ban Kiểm tra", "Đảng uỷ xã"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), NAMES),
        st.tuples(st.just("rename"), st.integers(0, 5), NAMES),
        st.tuples(st.just("code"), st.integers(0, 5)),
        st.tuples(st.just("undo"), st.integers(1, 12)),
    ),
    max_size=12,
)


def try_to_undo(session: Session, number: int) -> None:
    with suppress(Refusal):
        undo(session, Undo(number, with_later=True))


def number_is_a_change(session: Session, number: int) -> bool:
    with session.reading(Anything()) as connection:
        return next(r for r in journal.runs(connection) if r.number == number).undoes is None


def take(session: Session, step: tuple[object, ...], units: list[str]) -> None:
    """Do one step; what a rule refuses changes nothing."""
    with session.reading(Anything()) as connection:
        there = sorted(connection.execute(select(unit.c.uid)).scalars())
    if step[0] == "add":
        units.append(f"u{len(units):02}")
        add_unit(session, units[-1], str(step[1]), there[0] if there else None)
    elif step[0] == "undo":
        try_to_undo(session, int(str(step[1])))
    elif there:
        chosen = there[int(str(step[1])) % len(there)]
        with session.unit_of_work(Anything()) as work:
            if step[0] == "rename":
                work.update(unit_version, [{"uid": f"v-{chosen}", "name": step[2]}])
            else:
                row = {"uid": work.new_uid(), "unit": chosen, "scheme": "qd20", "value": "A01"}
                work.insert(identifier_code, [{**row, "from_date": "2025-07-01"}])


@given(STEPS)
@settings(max_examples=40)
def test_any_history_is_proved_and_undone_to_the_beginning(steps: list[tuple[object, ...]]) -> None:
    with TemporaryDirectory() as folder, bare_session(Path(folder)) as session:
        empty = state(session)
        units: list[str] = []
        for step in steps:
            take(session, step, units)
        with session.reading(Anything()) as connection:
            assert journal.first_fault(connection) is None
            count = journal.count_runs(connection)
        for number in range(1, count + 1):
            if number_is_a_change(session, number):
                try_to_undo(session, number)
        assert state(session) == empty
        with session.reading(Anything()) as connection:
            assert journal.first_fault(connection) is None


def test_the_index_follows_new_words_and_leaves_the_rest_alone(session: Session) -> None:
    add_unit(session, "a", "Đảng uỷ xã Tân Tiến")

    def entry() -> int:
        with session.reading(Anything()) as connection:
            return int(connection.execute(select(search_key.c.id)).scalar_one())

    first = entry()
    with session.unit_of_work(Anything()) as work:
        work.update(unit_version, [{"uid": "v-a", "type": "dang-uy-xa", "position": 4}])
    assert entry() == first
    rename(session, "a", "Đảng uỷ xã Đoàn Kết")
    assert (found(session, "tan tien"), found(session, "doan ket")) == (set(), {"a"})
