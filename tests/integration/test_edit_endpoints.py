"""Changing endpoints, people and ways in by hand: each a run of its own that can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.problems import Refusal
from desktop.models import journal, tables
from desktop.models.data_hash import data_hash
from desktop.services.browse_endpoints import (
    BrowseEndpoints,
    BrowsePeople,
    EndpointFilter,
    EndpointList,
    PersonFilter,
    PersonList,
    ReadOne,
    read_endpoint,
    read_person,
    read_unit_ways,
)
from desktop.services.checks import Check, check
from desktop.services.edit_endpoints import add_endpoint, change_endpoints, close_endpoints
from desktop.services.edit_holdings import (
    add_stand_in,
    assign,
    end_holding,
    end_stand_in,
    order_stand_ins,
)
from desktop.services.edit_people import add_person, change_person
from desktop.services.edit_ways import set_channels, set_line
from desktop.services.endpoint_edits import (
    AddEndpoint,
    AddPerson,
    AddStandIn,
    Assign,
    ChangeEndpoints,
    ChangePerson,
    CloseEndpoints,
    EndHolding,
    EndStandIn,
    OrderStandIns,
    PersonDetails,
    SetChannels,
    SetLine,
    Someone,
)
from desktop.services.routing import Explain, explain
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.sessions import Anything, bare_session

START = "2025-07-01"
TODAY = "2026-11-24"
NEW = Someone(name="Trần Thị Mẫu", post="Văn thư", phone="0000 000 001")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        rows: list[tuple[Table, dict[str, Any]]] = [
            (tables.unit, {"uid": "u"}),
            (tables.unit, {"uid": "w"}),
            (
                tables.unit_version,
                {"uid": "v", "unit": "u", "name": "Đảng uỷ xã Mẫu", "from_date": START},
            ),
            (
                tables.unit_version,
                {"uid": "vw", "unit": "w", "name": "Văn phòng", "parent": "u", "from_date": START},
            ),
            (
                tables.identifier_code,
                {
                    "uid": "c", "unit": "u", "scheme": "qd20", "value": "A11", "state": "live",
                    "from_date": START,
                },
            ),
            (tables.person, {"uid": "p", "unit": "u", "name": "Nguyễn Văn Thử", "clearance": 1}),
            (
                tables.endpoint,
                {
                    "uid": "e", "unit": "u", "role": "van-thu-mat", "environment": "mat",
                    "ceiling": 1, "account": "vtm.a11", "from_date": START,
                },
            ),
            (
                tables.holding,
                {"uid": "h", "endpoint": "e", "person": "p", "from_date": START},
            ),
        ]  # fmt: skip
        with opened.unit_of_work(Anything()) as work:
            for table, row in rows:
                work.insert(table, [row])
        yield opened


def rows_of(session: Session, table: Table) -> list[dict[str, Any]]:
    with session.reading(Anything()) as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def one(session: Session, table: Table, uid: str) -> dict[str, Any]:
    return next(row for row in rows_of(session, table) if row["uid"] == uid)


def runs(session: Session) -> int:
    with session.reading(Anything()) as connection:
        return journal.head(connection).run


def refusal(work: Any, *arguments: Any) -> str:
    with pytest.raises(Refusal) as refused:
        work(*arguments)
    return refused.value.problems[0].code


def test_a_handover_leaves_no_day_without_a_holder(session: Session) -> None:
    made = assign(session, Assign("e", "2026-01-01", NEW, "QĐ 12"))
    assert one(session, tables.holding, "h")["to_date"] == "2026-01-01"
    new = one(session, tables.holding, made.uid or "")
    assert (new["from_date"], new["to_date"], new["basis"]) == ("2026-01-01", None, "QĐ 12")
    person = one(session, tables.person, new["person"])
    assert (person["name"], person["unit"], person["phone"]) == (
        "Trần Thị Mẫu", "u", "0000 000 001",
    )  # fmt: skip
    card = read_endpoint(session, ReadOne("e", TODAY))
    assert card.line.person_name == "Trần Thị Mẫu"
    assert [held.name for held in card.holdings] == ["Trần Thị Mẫu", "Nguyễn Văn Thử"]


def test_every_change_is_one_run_and_undo_takes_it_back(session: Session) -> None:
    with session.reading(Anything()) as connection:
        before = data_hash(connection)
    first = runs(session)
    changes = (
        lambda: assign(session, Assign("e", "2026-01-01", NEW)),
        lambda: change_endpoints(session, ChangeEndpoints(("e",), state="suspended", note="nghỉ")),
        lambda: close_endpoints(session, CloseEndpoints(("e",), "2026-05-01")),
        lambda: set_line(session, SetLine("u", there=True, on=START)),
        lambda: set_channels(session, SetChannels("u", ((Environment.SECRET, "axis"),), START)),
        lambda: change_person(session, ChangePerson("p", PersonDetails("Nguyễn Văn Thật"))),
    )
    for number, change in enumerate(changes, start=1):
        assert change().run == first + number
    for number in range(first + len(changes), first, -1):
        undo(session, Undo(number))
    with session.reading(Anything()) as connection:
        assert data_hash(connection) == before


def test_naming_somebody_the_unit_has_makes_no_second_person(session: Session) -> None:
    end_holding(session, EndHolding("h", "2026-01-01"))
    assign(session, Assign("e", "2026-02-01", Someone(name="nguyễn văn thử")))
    assert len(rows_of(session, tables.person)) == 1


def test_what_an_assignment_is_refused_for(session: Session) -> None:
    def give(day: str, who: Someone = NEW, **more: Any) -> str:
        return refusal(assign, session, Assign("e", day, who, **more))

    assert give(TODAY, Someone(uid="p")) == "endpoint.held_already"
    assert give("2025-06-30") == "endpoint.not_begun"
    assert give(TODAY, Someone(name=" ")) == "person.name_missing"
    assert give(TODAY, Someone(uid="nobody")) == "person.unknown"
    assert give(TODAY, Someone(name="x" * 201)) == "text.too_long"
    assign(session, Assign("e", "2026-06-01", NEW))
    assert give("2026-05-01", Someone(name="Lê Mẫu")) == "endpoint.holding_later"
    close_endpoints(session, CloseEndpoints(("e",), "2026-07-01"))
    assert give(TODAY, Someone(name="Lê Mẫu")) == "endpoint.ended"
    assert refusal(assign, session, Assign("?", TODAY, NEW)) == "endpoint.unknown"


def test_a_refused_change_writes_nothing(session: Session) -> None:
    before = runs(session)
    assert refusal(assign, session, Assign("e", TODAY, Someone(uid="p"))) == "endpoint.held_already"
    assert runs(session) == before
    assert len(rows_of(session, tables.holding)) == 1


def test_a_second_holder_may_stand_beside(session: Session) -> None:
    assign(session, Assign("e", "2026-01-01", NEW, beside=True))
    assert one(session, tables.holding, "h")["to_date"] is None
    assert read_endpoint(session, ReadOne("e", TODAY)).line.others == 1


def test_an_end_comes_after_its_beginning(session: Session) -> None:
    assert refusal(end_holding, session, EndHolding("h", START)) == "endpoint.ends_too_early"
    closing = CloseEndpoints(("e",), START)
    assert refusal(close_endpoints, session, closing) == "endpoint.ends_too_early"
    end_holding(session, EndHolding("h", "2025-07-02"))
    assert one(session, tables.holding, "h")["to_date"] == "2025-07-02"


def test_closing_ends_all_who_are_there(session: Session) -> None:
    add_stand_in(session, AddStandIn("e", "2025-08-01", NEW))
    later = add_stand_in(session, AddStandIn("e", "2026-08-01", Someone(name="Lê Mẫu")))
    close_endpoints(session, CloseEndpoints(("e",), "2026-01-01"))
    assert {row["to_date"] for row in rows_of(session, tables.holding)} == {"2026-01-01"}
    ends = {row["uid"]: row["to_date"] for row in rows_of(session, tables.stand_in)}
    assert ends.pop(later.uid or "") == "2026-08-01"
    assert set(ends.values()) == {"2026-01-01"}
    found = EndpointList(BrowseEndpoints(as_of="2026-01-01")).read(session, 0, 10)
    assert found.count == 0


def test_a_new_endpoint_with_its_person(session: Session) -> None:
    made = add_endpoint(
        session,
        AddEndpoint(
            "w", "van-thu", Environment.CLEAR, "2026-01-01", account=" vt.a11 ", someone=NEW
        ),
    )
    line = read_endpoint(session, ReadOne(made.uid or "", TODAY)).line
    assert (line.unit_name, line.account, line.person_name) == (
        "Văn phòng", "vt.a11", "Trần Thị Mẫu",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "no-role"}, "endpoint.role_unknown"),
        ({"environment": Environment.SECRET}, "endpoint.role_elsewhere"),
        ({"receives": False, "sends": False}, "endpoint.no_direction"),
        ({"ceiling": SecrecyLevel.MAT}, "endpoint.level_in_clear"),
        ({"from_date": "2025-06-30"}, "endpoint.unit_gone"),
        ({"unit": "?"}, "endpoint.unit_gone"),
        ({"note": "x" * 1001}, "text.too_long"),
    ],
)
def test_what_a_new_endpoint_is_refused_for(
    session: Session, given: dict[str, Any], code: str
) -> None:
    values = {
        "unit": "w", "role": "van-thu", "environment": Environment.CLEAR, "from_date": TODAY,
    }  # fmt: skip
    assert refusal(add_endpoint, session, AddEndpoint(**{**values, **given})) == code


def test_an_account_belongs_to_one_endpoint(session: Session) -> None:
    again = AddEndpoint("w", "van-thu-mat", Environment.SECRET, TODAY, account="VTM.A11")
    assert refusal(add_endpoint, session, again) == "endpoint.account_taken"
    close_endpoints(session, CloseEndpoints(("e",), "2026-01-01"))
    assert add_endpoint(session, again).rows == 1


def test_who_receives_devices_may_do_neither(session: Session) -> None:
    made = AddEndpoint(
        "w", "nguoi-nhan-thiet-bi", Environment.CLEAR, TODAY, receives=False, sends=False
    )
    assert add_endpoint(session, made).uid is not None


def test_many_are_changed_in_one_run_or_none(session: Session) -> None:
    made = add_endpoint(session, AddEndpoint("w", "van-thu", Environment.CLEAR, TODAY))
    both = ("e", made.uid or "")
    before = runs(session)
    change = ChangeEndpoints(both, ceiling=SecrecyLevel.TOI_MAT)
    assert refusal(change_endpoints, session, change) == "endpoint.level_in_clear"
    assert one(session, tables.endpoint, "e")["ceiling"] == 1
    done = change_endpoints(session, ChangeEndpoints(both, state="suspended"))
    assert (done.rows, done.run) == (2, before + 1)
    assert refusal(change_endpoints, session, ChangeEndpoints(())) == "endpoint.nothing_chosen"


def test_a_change_that_changes_nothing_makes_no_run(session: Session) -> None:
    before = runs(session)
    done = change_endpoints(session, ChangeEndpoints(("e",), state="active", account="vtm.a11"))
    assert (done.rows, done.run, runs(session)) == (0, None, before)


def test_stand_ins_follow_an_order(session: Session) -> None:
    first = add_stand_in(session, AddStandIn("e", "2026-01-01", NEW, reason="nghỉ phép")).uid
    second = add_stand_in(session, AddStandIn("e", "2026-01-01", Someone(name="Lê Mẫu"))).uid
    order_stand_ins(session, OrderStandIns("e", (second or "", first or "")))
    card = read_endpoint(session, ReadOne("e", TODAY))
    assert [held.uid for held in card.stand_ins] == [second, first]
    end_stand_in(session, EndStandIn(second or "", "2026-02-01"))
    assert [h.uid for h in read_endpoint(session, ReadOne("e", TODAY)).stand_ins] == [first]


def test_what_a_stand_in_is_refused_for(session: Session) -> None:
    def name(who: Someone, **more: Any) -> str:
        return refusal(add_stand_in, session, AddStandIn("e", TODAY, who, **more))

    assert name(Someone(uid="p")) == "endpoint.holder_stands_in"
    assert name(NEW, to_date=TODAY) == "endpoint.ends_too_early"
    add_stand_in(session, AddStandIn("e", "2026-01-01", NEW))
    assert name(NEW) == "endpoint.stands_in_already"


def test_two_do_not_stand_in_for_each_other_on_the_same_days(session: Session) -> None:
    with session.unit_of_work(Anything()) as work:
        work.insert(tables.person, [{"uid": "q", "unit": "u", "name": "Lê Thị Hai"}])
        place = {"unit": "u", "role": "van-thu", "environment": "ro", "from_date": START}
        work.insert(tables.endpoint, [{"uid": "f", **place}])
        held = {"uid": "hf", "endpoint": "f", "person": "q", "from_date": START}
        work.insert(tables.holding, [held])
    days = {"from_date": "2026-12-01", "to_date": "2026-12-08"}
    add_stand_in(session, AddStandIn("e", someone=Someone(uid="q"), **days))
    command = AddStandIn("f", someone=Someone(uid="p"), **{**days, "from_date": "2026-12-07"})
    assert refusal(add_stand_in, session, command) == "leave.cycle"
    later = {"from_date": "2026-12-08", "to_date": "2026-12-15"}
    assert add_stand_in(session, AddStandIn("f", someone=Someone(uid="p"), **later)).rows == 1


def test_what_a_stand_in_cannot_do_is_said(session: Session) -> None:
    made = add_stand_in(session, AddStandIn("e", TODAY, NEW))
    (below,) = made.warnings
    assert (below.code, below.severity.value) == ("endpoint.stand_in_below", "warning")
    assert below.values["person"] == NEW.name
    end_holding(session, EndHolding("h", "2026-12-01"))
    left = add_stand_in(session, AddStandIn("e", "2026-12-01", Someone(name="Lê Thị Ba")))
    codes = [problem.code for problem in left.warnings]
    assert codes == ["endpoint.stand_in_below", "endpoint.stand_in_after"]
    assert left.warnings[1].values == {"person": "Lê Thị Ba", "date": "01/12/2026"}


def test_a_stand_in_past_the_last_day_of_the_holder_is_said(session: Session) -> None:
    def alone(at: str = TODAY) -> list[object]:
        found = check(session, Check(at, "endpoint.stand_in_alone")).findings
        return [(each.endpoint, each.values["person"], each.values["date"]) for each in found]

    add_stand_in(session, AddStandIn("e", "2026-11-01", NEW, to_date="2026-12-20"))
    assert alone() == []
    (said,) = end_holding(session, EndHolding("h", "2026-12-01")).warnings
    assert (said.code, said.values["date"]) == ("endpoint.stand_in_after", "01/12/2026")
    assert alone() == [("e", NEW.name, "2026-12-01")]
    assert alone("2026-12-10") == [("e", NEW.name, "2026-12-01")]
    assert alone("2026-12-20") == []
    (during,) = add_stand_in(
        session, AddStandIn("e", "2026-11-25", Someone(name="Lê Thị Ba"), to_date="2026-12-05")
    ).warnings[-1:]
    assert (during.code, during.values["date"]) == ("endpoint.stand_in_after", "01/12/2026")
    assign(session, Assign("e", "2026-12-01", Someone(name="Ngô Văn Tư")))
    assert alone() == []


def test_a_leave_that_goes_on_under_the_next_holder_is_said(session: Session) -> None:
    add_stand_in(session, AddStandIn("e", "2026-11-01", NEW, to_date="2026-12-20"))
    add_stand_in(session, AddStandIn("e", "2026-11-01", Someone(name="Lê Thị Ba")))
    (said,) = assign(session, Assign("e", "2026-12-01", Someone(name="Ngô Văn Tư"))).warnings
    assert said.code == "endpoint.stand_in_stays"
    assert (said.values["person"], said.values["last"]) == (NEW.name, "19/12/2026")


def test_who_takes_over_no_longer_stands_in(session: Session) -> None:
    made = add_stand_in(session, AddStandIn("e", "2026-01-01", NEW))
    who = one(session, tables.stand_in, made.uid or "")["person"]
    assign(session, Assign("e", "2026-06-01", Someone(uid=who)))
    assert one(session, tables.stand_in, made.uid or "")["to_date"] == "2026-06-01"


def test_a_clearance_is_raised_by_a_decision_only(session: Session) -> None:
    raised = PersonDetails("Nguyễn Văn Thử", unit="u", clearance=SecrecyLevel.TOI_MAT)
    code = refusal(change_person, session, ChangePerson("p", raised))
    assert code == "person.clearance_without_basis"
    # What was imported without one may stay, and may go down.
    same = PersonDetails("Nguyễn Văn Thử", phone="1", unit="u", clearance=SecrecyLevel.MAT)
    change_person(session, ChangePerson("p", same))
    card = read_person(session, ReadOne("p", TODAY))
    assert (card.phone, card.clearance, card.endpoints[0].uid) == ("1", 1, "e")
    assert refusal(change_person, session, ChangePerson("?", same)) == "person.unknown"


def test_the_journal_keeps_no_name_outside_the_rows(session: Session) -> None:
    add_person(session, AddPerson(PersonDetails("Phạm Rất Riêng", phone="0912")))
    assign(session, Assign("e", TODAY, Someone(name="Phạm Khác Riêng")))
    add_stand_in(session, AddStandIn("e", TODAY, Someone(name="Phạm Thay Riêng")))
    with session.reading(Anything()) as connection:
        said = " ".join(run.arguments for run in journal.runs(connection))
    assert "Riêng" not in said
    assert "0912" not in said


def test_a_line_comes_and_goes_by_day(session: Session) -> None:
    set_line(session, SetLine("u", there=True, on="2026-01-01"))
    assert read_unit_ways(session, ReadOne("u", TODAY)).line_since == "2026-01-01"
    assert read_unit_ways(session, ReadOne("u", "2025-12-31")).line_since is None
    assert set_line(session, SetLine("u", there=True, on="2026-02-01")).run is None
    set_line(session, SetLine("u", there=False, on="2026-03-01"))
    assert read_unit_ways(session, ReadOne("u", TODAY)).line_since is None
    later = SetLine("u", there=True, on="2025-12-01")
    assert refusal(set_line, session, later) == "line.begins_later"


def test_a_line_lets_secret_documents_through(session: Session) -> None:
    asked = Explain("u", SecrecyLevel.MAT)
    before = next(step for step in explain(session, asked).steps if step.name == "line")
    assert before.code == "route.line.missing"
    set_line(session, SetLine("u", there=True, on=START))
    after = next(step for step in explain(session, asked).steps if step.name == "line")
    assert after.code == "route.line.there"


def test_one_channel_holds_on_each_network(session: Session) -> None:
    def channels(day: str) -> tuple[tuple[str, str], ...]:
        return read_unit_ways(session, ReadOne("u", day)).channels

    set_channels(session, SetChannels("u", ((Environment.CLEAR, "axis"),), "2026-01-01"))
    set_channels(session, SetChannels("u", ((Environment.CLEAR, "system"),), "2026-06-01"))
    assert channels("2026-05-31") == (("ro", "axis"),)
    assert channels("2026-06-01") == (("ro", "system"),)
    # On the same day it is put right, not doubled.
    set_channels(session, SetChannels("u", ((Environment.CLEAR, "paper"),), "2026-06-01"))
    assert channels("2026-06-01") == (("ro", "paper"),)
    set_channels(session, SetChannels("u", ((Environment.CLEAR, None),), "2026-07-01"))
    assert channels(TODAY) == ()
    assert channels("2026-06-30") == (("ro", "paper"),)


def test_the_channels_of_both_networks_are_one_run(session: Session) -> None:
    both = ((Environment.CLEAR, "axis"), (Environment.SECRET, "private"))
    done = set_channels(session, SetChannels("u", both, "2026-01-01"))
    assert set(read_unit_ways(session, ReadOne("u", TODAY)).channels) == {
        ("ro", "axis"),
        ("mat", "private"),
    }
    assert done.run is not None
    undo(session, Undo(done.run))
    assert read_unit_ways(session, ReadOne("u", TODAY)).channels == ()


def test_lists_pass_their_filters(session: Session) -> None:
    add_endpoint(session, AddEndpoint("w", "van-thu", Environment.CLEAR, "2026-01-01"))

    def count(**wanted: Any) -> int:
        command = BrowseEndpoints(EndpointFilter(**wanted), TODAY)
        return EndpointList(command).read(session, 0, 10).count

    assert count() == 2
    assert count(lacks_person=True) == 1
    assert count(environment="mat") == 1
    assert count(role="van-thu", state="active") == 1
    assert count(unit="u") == 1
    assert count(under="u") == 2
    assert count(words="thu") == 1  # by the holder's name
    assert count(words="vtm") == 1
    people = PersonList(BrowsePeople(PersonFilter(idle=True), TODAY)).read(session, 0, 10)
    assert people.count == 0
    cleared = PersonList(BrowsePeople(PersonFilter(clearance=1), TODAY)).read(session, 0, 10)
    assert [row.name for row in cleared.rows] == ["Nguyễn Văn Thử"]


@pytest.mark.parametrize("sort", [None, "code", "unit", "role", "account", "ceiling", "from"])
def test_slices_of_a_list_fit_together(session: Session, sort: str | None) -> None:
    for number in range(7):
        unit = ("u", "w")[number % 2]
        command = AddEndpoint(unit, "van-thu", Environment.CLEAR, START, account=f"vt{number}")
        add_endpoint(session, command)
    for down in (False, True):
        command_all = BrowseEndpoints(as_of=TODAY, sort=sort, descending=down)
        whole = [row.uid for row in EndpointList(command_all).read(session, 0, 100).rows]
        listed = EndpointList(command_all)
        parts = [row.uid for start in (0, 3, 6) for row in listed.read(session, start, 3).rows]
        assert parts == whole
        assert len(set(whole)) == 8
        assert listed.uids(session) == tuple(whole)


def test_the_first_rows_are_those_of_the_whole_order(session: Session) -> None:
    """The quick way along the index of codes gives what sorting all would."""
    for number in range(5):
        add_endpoint(
            session, AddEndpoint("u", "van-thu", Environment.CLEAR, START, account=f"a{number}")
        )
    quick = EndpointList(BrowseEndpoints(as_of=TODAY)).read(session, 0, 4)
    slow = EndpointList(BrowseEndpoints(as_of=TODAY)).uids(session)
    assert tuple(row.uid for row in quick.rows) == slow[:4]
    assert quick.count == len(slow)
