"""Changing units by hand: events and corrections, closing, codes, many at once, and undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.problems import Refusal
from desktop.models import data_hash, tables
from desktop.services import unit_edits, units
from desktop.services.code_planning.command import LockCode, ReleaseCode, ReserveCode
from desktop.services.code_planning.marks import lock_code, release_code, reserve_code
from desktop.services.edit_units import apply, preview
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from desktop.services.unit_codes import AdviseCode, advise_code
from desktop.services.unit_edits import (
    AddUnit,
    CloseUnits,
    DescribeUnit,
    EditUnits,
    GiveCode,
    MoveUnits,
    RenameUnit,
    RetypeUnits,
    SetCodeStates,
)
from tests.helpers.importing import one_row, rows_of
from tests.helpers.sessions import Anything, bare_session

TODAY = "2026-11-24"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        units.lay_out(opened, units.LayOut("A99", "Tỉnh uỷ Mẫu", "12"))
        yield opened


def uid_of(session: Session, code: str) -> str:
    return str(one_row(session, tables.identifier_code, value=code, scheme="qd20").unit)


def refused(session: Session, command: EditUnits) -> str:
    with pytest.raises(Refusal) as caught:
        apply(session, command)
    (problem,) = caught.value.problems
    assert [shown.code for shown in preview(session, command).problems] == [problem.code]
    return problem.code


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash.data_hash(connection)


def test_a_rename_that_happened_closes_the_old_name_and_opens_the_new(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    done = apply(session, RenameUnit((uid,), TODAY, "  Văn phòng  Cấp uỷ ", basis="QĐ 1"))
    old, new = rows_of(session, tables.unit_version, unit=uid)
    assert (old.to_date, new.from_date, new.to_date) == (TODAY, TODAY, None)
    assert (new.name, new.basis) == ("Văn phòng Cấp uỷ", "QĐ 1")
    assert (new.parent, new.type, new.position) == (old.parent, old.type, old.position)
    assert done.changed == 1


def test_a_correction_mends_the_name_in_place(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    before = one_row(session, tables.unit_version, unit=uid)
    apply(session, RenameUnit((uid,), TODAY, "Văn phòng Tỉnh uỷ (mẫu)", correction=True))
    after = one_row(session, tables.unit_version, unit=uid)
    assert after.uid == before.uid
    assert (after.name, after.from_date, after.basis) == (
        "Văn phòng Tỉnh uỷ (mẫu)",
        before.from_date,
        before.basis,
    )


def test_undo_of_an_edit_gives_the_same_registers_again(session: Session) -> None:
    before = hash_of(session)
    uid = uid_of(session, "A99.01")
    for command in (
        RenameUnit((uid,), TODAY, "Tên khác"),
        GiveCode((uid,), TODAY, "A99.90"),
        CloseUnits((uid,), TODAY),
        DescribeUnit((uid,), TODAY, "0205", "Đ/c Mẫu", "ghi chú"),
        AddUnit((), TODAY, uid, "Phòng Một", value="A99.01.01"),
    ):
        run = apply(session, command).run
        assert run is not None
        assert hash_of(session) != before
        undo(session, Undo(run))
        assert hash_of(session) == before


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("   ", "unit.name_empty"),
        ("Tên " * 2000, "unit.name_too_long"),
        ("Văn phòng \u202ekéo ngược", "unit.name_unseen"),
        ("Văn\x07phòng", "unit.name_unseen"),
    ],
)
def test_a_name_that_cannot_be_is_refused(session: Session, name: str, code: str) -> None:
    assert refused(session, RenameUnit((uid_of(session, "A99.01"),), TODAY, name)) == code


def test_an_event_before_what_it_changes_is_refused(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    command = RenameUnit((uid,), "2025-07-01", "Tên khác")
    assert refused(session, command) == "unit.event_too_early"
    assert refused(session, replace(command, on="2024-01-01")) == "unit.not_then"
    assert refused(session, replace(command, on="2026-02-30")) == "unit.day_wrong"


def test_the_same_again_changes_nothing_and_makes_no_run(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    row = one_row(session, tables.unit_version, unit=uid)
    done = apply(session, RetypeUnits((uid,), TODAY, row.type))
    assert (done.changed, done.run) == (0, None)


def test_a_unit_cannot_stand_below_itself(session: Session) -> None:
    root, child = uid_of(session, "A99"), uid_of(session, "A99.01")
    assert refused(session, MoveUnits((root,), TODAY, child)) == "unit.move_below_itself"
    assert refused(session, MoveUnits((child,), TODAY, child)) == "unit.move_below_itself"


def test_moving_says_that_the_code_no_longer_continues_the_superiors(session: Session) -> None:
    uid, other = uid_of(session, "A99.01"), uid_of(session, "A99.02")
    command = MoveUnits((uid,), TODAY, other)
    (effect,) = preview(session, command).effects
    assert [problem.code for problem in effect.warnings] == ["import.code_outside_parent"]
    apply(session, command)
    assert rows_of(session, tables.unit_version, unit=uid)[-1].parent == other


def test_closing_ends_the_unit_and_its_codes(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    apply(session, CloseUnits((uid,), TODAY))
    assert one_row(session, tables.unit_version, unit=uid).to_date == TODAY
    assert one_row(session, tables.identifier_code, unit=uid).to_date == TODAY


def test_a_unit_with_others_below_is_closed_only_together_with_them(session: Session) -> None:
    parent = rows_of(session, tables.unit_version, type="dang-uy-xa")[0].unit
    below = [row.unit for row in rows_of(session, tables.unit_version, parent=parent)]
    assert below
    assert refused(session, CloseUnits((parent,), TODAY)) == "unit.close_with_children"
    done = apply(session, CloseUnits((parent, *below), TODAY))
    assert done.changed == 1 + len(below)


def test_many_are_changed_in_one_run_and_what_cannot_be_is_left(session: Session) -> None:
    good, bad = uid_of(session, "A99.01"), uid_of(session, "A99")
    command = MoveUnits((good, bad), TODAY, uid_of(session, "A99.02"))
    with pytest.raises(Refusal):
        apply(session, command)
    assert len(rows_of(session, tables.unit_version, unit=good)) == 1
    done = apply(session, replace(command, skip_bad=True))
    assert (done.changed, done.refused) == (1, 1)
    assert len(rows_of(session, tables.unit_version, unit=good)) == 2


def test_a_new_code_takes_the_place_of_the_old_one_which_never_returns(session: Session) -> None:
    uid, other = uid_of(session, "A99.01"), uid_of(session, "A99.02")
    apply(session, GiveCode((uid,), TODAY, " A99.90 ", state="sent"))
    old, new = rows_of(session, tables.identifier_code, unit=uid)
    assert (old.value, old.to_date, new.value, new.from_date, new.state) == (
        "A99.01",
        TODAY,
        "A99.90",
        TODAY,
        "sent",
    )
    assert refused(session, GiveCode((other,), "2026-12-01", "A99.01")) == "unit.code.retired"
    assert refused(session, GiveCode((other,), "2026-12-01", "A99.90")) == "unit.code.duplicate"
    assert refused(session, GiveCode((other,), "2026-12-01", "a99.91")) == "code.lower_case"


def test_the_same_code_given_again_sets_its_state_alone(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    assert apply(session, GiveCode((uid,), TODAY, "A99.01")).run is None
    apply(session, GiveCode((uid,), TODAY, "A99.01", state="live"))
    row = one_row(session, tables.identifier_code, unit=uid)
    assert (row.state, row.from_date, row.to_date) == ("live", "2025-07-01", None)


def test_a_change_of_code_names_the_codes_below_that_stay(session: Session) -> None:
    parent = rows_of(session, tables.unit_version, type="dang-uy-xa")[0].unit
    (effect,) = preview(session, GiveCode((parent,), TODAY, "A99.88888")).effects
    (warning,) = effect.warnings
    below = rows_of(session, tables.unit_version, parent=parent)
    assert (warning.code, warning.values["count"]) == ("unit.codes_left_behind", len(below))


def test_a_locked_code_is_not_changed_and_a_reserved_one_not_given(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    lock_code(session, LockCode("A99.01", "Đã khắc dấu"))
    give = GiveCode((uid,), TODAY, "A99.90")
    (problem,) = preview(session, give).problems
    assert (problem.code, problem.values["note"]) == ("codes.locked", "Đã khắc dấu")
    assert refused(session, give) == "codes.locked"
    assert refused(session, replace(give, correction=True)) == "codes.locked"
    advice = advise_code(session, AdviseCode(uid, None, "A99.90", TODAY))
    assert advice.problem is not None
    assert advice.problem.code == "codes.locked"
    # The same value is no change, and its state is another matter.
    assert advise_code(session, AdviseCode(uid, None, "A99.01", TODAY)).problem is None
    assert apply(session, replace(give, value="A99.01", state="live")).run is not None
    release_code(session, ReleaseCode("A99.01"))
    reserve_code(session, ReserveCode("A99.90", "Để dành"))
    assert refused(session, give) == "codes.reserved"
    new = AddUnit((), TODAY, uid_of(session, "A99"), "Ban Mới", value="A99.90")
    assert refused(session, new) == "codes.reserved"


def test_a_mended_code_is_no_longer_what_a_system_was_told(session: Session) -> None:
    uid = uid_of(session, "A99.01")
    code = one_row(session, tables.identifier_code, unit=uid).uid
    with session.unit_of_work(Anything()) as work:
        told = {"uid": work.new_uid(), "code": code, "system": "system", "state": "sent"}
        work.insert(tables.code_state, [{**told, "on_date": TODAY, "bundle": 3}])
    apply(session, GiveCode((uid,), TODAY, "A99.90", correction=True))
    told = one_row(session, tables.code_state)
    assert (told.code, told.state, told.bundle) == (code, "planned", None)


def test_a_reserved_number_is_not_offered(session: Session) -> None:
    root = uid_of(session, "A99")
    reserve_code(session, ReserveCode("A99.12", "Để dành"))
    assert advise_code(session, AdviseCode(None, root, "", TODAY)).next_free == "A99.13"


def test_the_next_free_code_passes_over_what_anybody_ever_had(session: Session) -> None:
    root = uid_of(session, "A99")
    ask = AdviseCode(None, root, "", TODAY)
    first = advise_code(session, ask).next_free
    assert first == "A99.12"
    made = apply(session, AddUnit((), TODAY, root, "Ban Mới", value=first)).made
    assert made is not None
    apply(session, CloseUnits((made,), "2026-12-01"))
    later = advise_code(session, replace(ask, on="2026-12-02", value=first))
    assert later.next_free == "A99.13"
    assert later.problem is not None
    assert later.problem.code == "unit.code.retired"


def test_a_unit_is_added_last_among_its_sisters_with_its_code(session: Session) -> None:
    root = uid_of(session, "A99")
    before = max(row.position for row in rows_of(session, tables.unit_version, parent=root))
    done = apply(
        session, AddUnit((), TODAY, root, "Ban Mới", "BM", "ban-noi-chinh", value="A99.50")
    )
    row = one_row(session, tables.unit_version, unit=done.made)
    assert (row.name, row.short_name, row.position) == ("Ban Mới", "BM", before + 1)
    code = one_row(session, tables.identifier_code, unit=done.made)
    assert (code.value, code.state, code.from_date) == ("A99.50", "planned", TODAY)


def test_a_sister_of_nearly_the_same_name_is_named(session: Session) -> None:
    root = uid_of(session, "A99")
    (effect,) = preview(session, AddUnit((), TODAY, root, "Van phong Tinh uy")).effects
    assert [problem.code for problem in effect.warnings] == ["import.near_duplicate"]
    (effect,) = preview(session, AddUnit((), TODAY, root, "Văn phòng Tỉnh uỷ")).effects
    assert [problem.code for problem in effect.warnings] == ["unit.same_name"]


def test_the_states_of_many_codes_are_set_at_once(session: Session) -> None:
    uids = tuple(uid_of(session, code) for code in ("A99.01", "A99.02"))
    assert apply(session, SetCodeStates(uids, TODAY, "accepted")).changed == 2
    states = {row.state for row in rows_of(session, tables.identifier_code) if row.unit in uids}
    assert states == {"accepted"}
    bare = apply(session, AddUnit((), TODAY, uid_of(session, "A99"), "Không mã")).made
    assert bare is not None
    assert refused(session, SetCodeStates((bare,), TODAY, "live")) == "unit.no_code"


def test_the_preview_counts_what_hangs_on_the_units(session: Session) -> None:
    parent = rows_of(session, tables.unit_version, type="dang-uy-xa")[0].unit
    code = rows_of(session, tables.identifier_code, unit=parent)[0]
    with session.unit_of_work(Anything()) as work:
        place, holder, deputy = work.new_uid(), work.new_uid(), work.new_uid()
        way = {"unit": parent, "role": "van-thu", "environment": "ro", "from_date": "2025-07-01"}
        work.insert(tables.endpoint, [{"uid": place, **way}])
        people = [{"uid": holder, "name": "Lê Văn An"}, {"uid": deputy, "name": "Lê Thị Bình"}]
        work.insert(tables.person, people)
        since = {"endpoint": place, "from_date": "2025-07-01"}
        work.insert(tables.holding, [{"uid": work.new_uid(), "person": holder, **since}])
        both = [
            {"uid": work.new_uid(), "person": person, "position": at, **since}
            for at, person in enumerate((holder, deputy), 1)
        ]
        work.insert(tables.stand_in, both)
        told = {"code": code.uid, "system": "axis", "state": "live", "on_date": TODAY}
        work.insert(tables.code_state, [{"uid": work.new_uid(), **told}])
        ways = {"unit": parent, "from_date": "2025-07-01"}
        work.insert(tables.line, [{"uid": work.new_uid(), **ways}])
        channels = [
            {"uid": work.new_uid(), "environment": place, "channel": "system", **ways}
            for place in ("ro", "mat")
        ]
        work.insert(tables.channel, channels)
    below = rows_of(session, tables.unit_version, parent=parent)
    found = preview(session, CloseUnits((parent,), TODAY)).touched
    assert below
    assert found == unit_edits.Touched(
        endpoints=1,
        people=2,
        tokens=0,
        children=len(below),
        codes_below=len(below),
        told=1,
        channels=2,
        lines=1,
    )


def test_nothing_hangs_on_a_unit_without_anything(session: Session) -> None:
    bare = apply(session, AddUnit((), TODAY, uid_of(session, "A99"), "Không mã")).made
    assert bare is not None
    assert preview(session, CloseUnits((bare,), TODAY)).touched == unit_edits.Touched()
