"""The list of codes as the window shows it: filtered, ordered, in slices; many marks in one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from desktop.domain.code_planning import Rule
from desktop.domain.problems import Refusal
from desktop.models import tables
from desktop.services.browse_codes import (
    SORTS,
    BrowseCodes,
    CodeFilter,
    CodeLine,
    CodeList,
    ReadReserved,
    read_reserved,
    scheme_choices,
)
from desktop.services.code_planning.command import (
    LockCode,
    LockCodes,
    PlanCodes,
    ReleaseCodes,
    ReserveCode,
)
from desktop.services.code_planning.marks import (
    lock_code,
    lock_codes,
    release_codes,
    reserve_code,
)
from desktop.services.code_planning.planning import plan_codes
from desktop.services.code_states import ReadCodeStates, read_code_states
from desktop.services.edit_units import apply
from desktop.services.history import ReadHistory, history
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.services.unit_edits import CloseUnits
from tests.helpers.importing import Importer, one_row, rows_of
from tests.helpers.sessions import Anything, bare_session

UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None),
    ("A05.01", "Văn phòng", "A05"),
    ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05"),
    ("A05.06001.01", "Ban Xây dựng Đảng", "A05.06001"),
    ("A05.06002", "Đảng uỷ xã Ân Sơn", "A05"),
)
STATES_HEAD = ("Mã định danh", "Hệ thống", "Tình trạng", "Ngày", "Lý do", "Số gói")
TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        Importer(opened, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên"), *UNITS)
        Importer(opened, tmp_path, "code-states", "2026-10-01")(
            STATES_HEAD,
            ("A05", "Hệ thống", "Đang dùng"),
            ("A05", "Trục", "Đang dùng"),
            ("A05.01", "Hệ thống", "Đã gửi", None, None, "3"),
            ("A05.06001", "Trục", "Từ chối", None, "Trùng"),
        )
        yield opened


def listed(session: Session, **wanted: object) -> list[CodeLine]:
    command = BrowseCodes(CodeFilter(**wanted))  # type: ignore[arg-type]
    return list(CodeList(command).read(session, 0, 50).rows)


def values(session: Session, **wanted: object) -> list[str]:
    return [row.value for row in listed(session, **wanted)]


def in_order(session: Session, sort: str, *, down: bool = False) -> list[str]:
    command = BrowseCodes(sort=sort, descending=down)
    return [row.value for row in CodeList(command).read(session, 0, 50).rows]


def uid_of(session: Session, code: str) -> str:
    return str(one_row(session, tables.identifier_code, value=code).unit)


def test_a_row_says_what_is_known_of_a_code(session: Session) -> None:
    lock_code(session, LockCode("A05.06001"))
    first, second, third, *_ = listed(session)
    assert (first.name, first.on_system, first.on_axis, first.lock) == (
        "Tỉnh uỷ Mẫu", "live", "live", None,
    )  # fmt: skip
    assert (second.on_system, second.bundle, second.told) == ("sent", 3, True)
    assert (third.on_system, third.on_axis, third.axis_reason, third.lock, third.told) == (
        "planned", "refused", "Trùng", "", True,
    )  # fmt: skip
    assert [row.told for row in listed(session)[3:]] == [False, False]


def test_each_filter_lets_its_own_through(session: Session) -> None:
    lock_code(session, LockCode("A05.06001", "Đã khắc dấu"))
    assert values(session, words="son") == ["A05.06001", "A05.06002"]
    assert values(session, words="A05.06001") == ["A05.06001", "A05.06001.01"]
    assert values(session, under=uid_of(session, "A05.06001")) == ["A05.06001", "A05.06001.01"]
    assert values(session, state="sent") == ["A05.01"]
    assert values(session, state="refused", system="axis") == ["A05.06001"]
    assert values(session, state="planned", words="son") == ["A05.06001", "A05.06002"]
    assert values(session, locked=True) == ["A05.06001"]
    assert listed(session, locked=True)[0].lock == "Đã khắc dấu"
    assert values(session, scheme="qcvn102") == []
    assert set(scheme_choices()) == {"qd20", "qcvn102", "noi-bo", "dvhc"}


def test_each_order_is_whole_and_turns_round(session: Session) -> None:
    lock_code(session, LockCode("A05.06002"))
    everything = sorted(code for code, *_ in UNITS)
    for sort in SORTS:
        assert sorted(in_order(session, sort)) == everything
        assert sorted(in_order(session, sort, down=True)) == everything
    # Â stands after A, and Đ after D: Ban, then Đảng uỷ, as in a Vietnamese dictionary.
    assert in_order(session, "unit")[:3] == ["A05.06001.01", "A05.06002", "A05.06001"]
    assert in_order(session, "unit", down=True)[0] == "A05.01"
    assert in_order(session, "value", down=True)[0] == "A05.06002"
    assert in_order(session, "system")[-2:] == ["A05.01", "A05"]
    assert in_order(session, "axis")[-1] == "A05.06001"
    assert in_order(session, "lock")[0] == "A05.06002"


def test_slices_are_parts_of_one_list(session: Session) -> None:
    whole = [code for code, *_ in sorted(UNITS)]
    read = CodeList(BrowseCodes())
    first, rest = read.read(session, 0, 2), read.read(session, 2, 50)
    assert (first.count, rest.count) == (5, 5)
    assert [row.value for row in (*first.rows, *rest.rows)] == whole
    assert [row.value for row in read.at(session, [4, 0])] == [whole[4], whole[0]]


def test_another_day_has_its_own_codes(session: Session) -> None:
    apply(session, CloseUnits((uid_of(session, "A05.06002"),), TODAY))
    assert "A05.06002" not in values(session)
    then = CodeList(BrowseCodes(as_of="2026-11-23")).read(session, 0, 50)
    assert (then.count, then.rows[-1].value, then.rows[-1].name) == (
        5, "A05.06002", "Đảng uỷ xã Ân Sơn",
    )  # fmt: skip
    assert CodeList(BrowseCodes(as_of="2020-01-01")).read(session, 0, 50).count == 0


def test_states_of_a_branch_are_counted_by_its_uid(session: Session) -> None:
    found = read_code_states(session, ReadCodeStates(unit=uid_of(session, "A05.06001")))
    assert found.counts["axis"] == {
        "planned": 1, "sent": 0, "accepted": 0, "live": 0, "refused": 1, "mismatch": 0,
    }  # fmt: skip


def test_many_codes_are_locked_and_released_in_one_run(session: Session) -> None:
    branch = uid_of(session, "A05.06001")
    done = lock_codes(session, LockCodes(("A05.01",), branch, "Đã khắc dấu"))
    assert done.values == ("A05.01", "A05.06001", "A05.06001.01")
    assert {row.note for row in rows_of(session, tables.code_mark)} == {"Đã khắc dấu"}
    # What is locked already is not locked again.
    assert lock_codes(session, LockCodes(("A05.01", "A05"))).values == ("A05",)
    assert lock_codes(session, LockCodes(("A05.01",))).run is None
    with pytest.raises(Refusal, match=r"codes\.not_in_force"):
        lock_codes(session, LockCodes(("A05.01", "A05.99")))
    reserve_code(session, ReserveCode("A05.77", "Để dành"))
    assert [each.value for each in read_reserved(session, ReadReserved())] == ["A05.77"]
    released = release_codes(session, ReleaseCodes(("A05.77", "A05", "A05.06002"), branch))
    assert released.values == ("A05", "A05.06001", "A05.06001.01", "A05.77")
    assert values(session, locked=True) == ["A05.01"]
    assert read_reserved(session, ReadReserved()) == ()
    with pytest.raises(Refusal, match=r"codes\.none_marked"):
        release_codes(session, ReleaseCodes(("A05",)))
    assert released.run is not None
    undone = history(session, ReadHistory()).undo
    assert undone is not None
    assert undone.number == released.run
    undo(session, Undo(released.run))
    assert len(values(session, locked=True)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "Đảng uỷ xã Sơn Hà\tA05.21\nVăn phòng\tA05.22\n",
        "A05.21\tĐảng uỷ xã Sơn Hà\nA05.22\tVăn phòng\n",
        "A05.06001\tA05.21\nA05.01\tA05.22\n",
        "Cơ quan\tMã định danh\nĐảng uỷ xã Sơn Hà\tA05.21\nA05.01\tA05.22\n",
    ],
)
def test_a_pasted_list_of_two_columns_needs_no_headings(session: Session, text: str) -> None:
    command = PlanCodes("Tỉnh uỷ Mẫu", Rule.LIST, pasted=text, unit=uid_of(session, "A05"))
    found = plan_codes(session, replace(command, replace=True))
    changed = {effect.title: effect.after for effect in found.effects if effect.changes}
    assert changed == {"Đảng uỷ xã Sơn Hà": "A05.21", "Văn phòng": "A05.22"}
    assert found.problems == ()


def test_a_pasted_text_that_is_no_list_is_refused(session: Session) -> None:
    for text in ("một cột\nhai\n", "a\tb\tc\td\n1\t2\t3\t4\n"):
        with pytest.raises(Refusal) as caught:
            plan_codes(session, PlanCodes("A05", Rule.LIST, pasted=text))
        assert caught.value.problems[0].code == "codes.pasted_no_list"


def test_the_first_rows_of_a_country_cost_few_rows(tmp_path: Path) -> None:
    count = 35_000
    with bare_session(tmp_path) as session:
        with session.unit_of_work(Anything()) as work:
            units = work.new_uids(count)
            work.insert(tables.unit, [{"uid": uid} for uid in units])
            for table, more in (
                (tables.unit_version, lambda n: {"name": f"Đơn vị {n}"}),
                (tables.identifier_code, lambda n: {"scheme": "qd20", "value": f"A05.{n:05}"}),
            ):
                rows = zip(work.new_uids(count), units, range(count), strict=True)
                since = {"from_date": "2025-07-01"}
                work.insert(
                    table, [{"uid": uid, "unit": unit, **since, **more(n)} for uid, unit, n in rows]
                )
        taken = {}
        for sort in (None, *SORTS):
            begun = perf_counter()
            found = CodeList(BrowseCodes(sort=sort, descending=sort is not None))
            assert found.read(session, 0, 200).count == count
            taken[sort] = perf_counter() - begun
        print({sort: f"{seconds * 1000:.0f} ms" for sort, seconds in taken.items()})  # noqa: T201
        # Ten times what is to be reached: a loaded machine must not fail this.
        assert taken[None] < 1.0
        assert max(taken.values()) < 5.0
