"""Rules for choosing the receiving endpoint: given, changed, ordered, ended; what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.domain.levels import Environment, SecrecyLevel
from desktop.models import tables
from desktop.services.checks import Check, check
from desktop.services.edit_endpoints import add_endpoint
from desktop.services.endpoint_edits import AddEndpoint, Someone
from desktop.services.receiving_rules.browsing import read_rules
from desktop.services.receiving_rules.command import (
    AddRule,
    ChangeRule,
    EndRules,
    OrderRules,
    ReadRules,
    RuleDetails,
)
from desktop.services.receiving_rules.editing import add_rule, change_rule, end_rules, order_rules
from desktop.services.routing import Explain, explain
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.failures import failure_of
from tests.helpers.importing import rows_of
from tests.helpers.sessions import Anything, bare_session

SINCE = "2025-07-01"
DAY = "2026-11-24"
CLEAR = Environment.CLEAR
LEVEL = SecrecyLevel.KHONG_MAT


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as session:
        with session.unit_of_work(Anything()) as work:
            for uid, parent in (("tinh", None), ("xa", "tinh"), ("ban", "xa")):
                work.insert(tables.unit, [{"uid": uid}])
                work.insert(
                    tables.unit_version,
                    [{"uid": f"{uid}.v", "unit": uid, "name": uid.upper(), "parent": parent,
                      "from_date": SINCE}],
                )  # fmt: skip
                work.insert(
                    tables.identifier_code,
                    [{"uid": f"{uid}.c", "unit": uid, "scheme": "noi-bo", "value": f"A05.{uid}",
                      "state": "live", "from_date": SINCE}],
                )  # fmt: skip
        for unit, role in (("xa", "van-thu"), ("xa", "lanh-dao-van-phong"), ("ban", "van-thu")):
            who = Someone(name=f"Cán bộ {role} {unit}")
            add_endpoint(session, AddEndpoint(unit, role, CLEAR, SINCE, someone=who))
        yield session


def taker(session: Session, unit: str, **asked: str | None) -> str | None:
    """Return who takes a document that is not secret, None where it fails at the rule."""
    answer = explain(session, Explain(unit, LEVEL, CLEAR, DAY, **asked))  # type: ignore[arg-type]  # by name
    if answer.delivered:
        return ", ".join(sorted(taker.endpoint.role for taker in answer.takers))
    assert next(step for step in answer.steps if step.status == "failed").name == "rule"
    return None


def refused(call: Callable[[], object]) -> str:
    return failure_of(call).problems[0].code


def numbers(session: Session, unit: str) -> list[tuple[int, str]]:
    lines = read_rules(session, ReadRules(DAY, unit))
    return [(line.rule.position, line.rule.role) for line in lines]


def test_a_rule_chooses_and_what_is_below_inherits_it(session: Session) -> None:
    both = "lanh-dao-van-phong, van-thu"
    assert taker(session, "xa") == both
    rule = RuleDetails("lanh-dao-van-phong", types=("giay-moi",))
    add_rule(session, AddRule("tinh", rule, SINCE))
    assert taker(session, "xa") == both
    assert taker(session, "xa", document_type="giay-moi") == "lanh-dao-van-phong"
    assert taker(session, "ban", document_type="giay-moi") is None
    own = RuleDetails("van-thu", types=("giay-moi", "cong-van"))
    done = add_rule(session, AddRule("ban", own, SINCE))
    assert taker(session, "ban", document_type="giay-moi") == "van-thu"
    assert numbers(session, "ban") == [(1, "van-thu"), (1, "lanh-dao-van-phong")]
    assert done.run is not None
    undo(session, Undo(done.run))
    assert taker(session, "ban", document_type="giay-moi") is None


def test_a_rule_of_a_sender_is_for_all_below_the_sender(session: Session) -> None:
    add_rule(session, AddRule("xa", RuleDetails("van-thu", sender="tinh"), SINCE))
    assert taker(session, "xa", sender="ban") == "van-thu"
    assert taker(session, "xa", sender="tinh") == "van-thu"
    assert taker(session, "xa") == "lanh-dao-van-phong, van-thu"


def test_a_rule_of_its_own_only_is_not_inherited(session: Session) -> None:
    add_rule(session, AddRule("xa", RuleDetails("lanh-dao-van-phong", inherited=False), SINCE))
    assert taker(session, "xa") == "lanh-dao-van-phong"
    assert taker(session, "ban") == "van-thu"


def test_the_other_role_takes_it_where_the_first_has_nothing_in_use(session: Session) -> None:
    rule = RuleDetails("lanh-dao-van-phong", "van-thu")
    add_rule(session, AddRule("tinh", rule, SINCE))
    assert taker(session, "xa") == "lanh-dao-van-phong"
    assert taker(session, "ban") == "van-thu"
    steps = explain(session, Explain("ban", LEVEL, CLEAR, DAY)).steps
    assert [step.status for step in steps if step.name == "rule"] == ["warning"]


def test_a_new_rule_comes_before_what_would_leave_nothing_for_it(session: Session) -> None:
    rest = add_rule(session, AddRule("xa", RuleDetails("van-thu"), SINCE))
    letters = RuleDetails("lanh-dao-van-phong", types=("cong-van",), environment=CLEAR)
    first = add_rule(session, AddRule("xa", letters, SINCE))
    assert numbers(session, "xa") == [(1, "lanh-dao-van-phong"), (2, "van-thu")]
    other_way = OrderRules("xa", (str(rest.uid), str(first.uid)), DAY)
    assert refused(lambda: order_rules(session, other_way)) == "rule.never_wins"
    assert refused(lambda: add_rule(session, AddRule("xa", letters, SINCE))) == "rule.never_wins"
    steps = explain(session, Explain("xa", LEVEL, CLEAR, DAY, document_type="cong-van")).steps
    (told,) = [step for step in steps if step.name == "rule"]
    assert told.code == "route.rule.wins_over"


def test_rules_are_changed_from_a_day_and_ended(session: Session) -> None:
    made = add_rule(session, AddRule("xa", RuleDetails("van-thu"), SINCE))
    other = RuleDetails("lanh-dao-van-phong", basis="QĐ 12")
    later = change_rule(session, ChangeRule(str(made.uid), other, DAY))
    assert later.uid != made.uid
    was, now = sorted(rows_of(session, tables.target_rule), key=lambda row: row.from_date)
    assert (was.to_date, now.from_date, now.basis) == (DAY, DAY, "QĐ 12")
    assert change_rule(session, ChangeRule(str(later.uid), other, DAY)).run is None
    put_right = change_rule(session, ChangeRule(str(later.uid), RuleDetails("van-thu"), DAY))
    assert put_right.uid == later.uid
    assert len(rows_of(session, tables.target_rule)) == 2
    assert refused(lambda: end_rules(session, EndRules((str(later.uid),), DAY))) == (
        "endpoint.ends_too_early"
    )
    end_rules(session, EndRules((str(later.uid),), "2026-12-01"))
    assert read_rules(session, ReadRules("2026-12-01")) == ()


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (RuleDetails("thu-ky"), "endpoint.role_unknown"),
        (RuleDetails("van-thu", "van-thu"), "rule.fallback_same"),
        (RuleDetails("van-thu", environment=Environment.SECRET), "rule.role_elsewhere"),
        (RuleDetails("van-thu", types=("tho",)), "rule.type_unknown"),
        (
            RuleDetails("van-thu", level_from=SecrecyLevel.MAT, level_to=LEVEL),
            "rule.levels_reversed",
        ),
        (
            RuleDetails("van-thu", environment=CLEAR, level_from=SecrecyLevel.MAT),
            "rule.level_in_clear",
        ),
        (RuleDetails("van-thu", "van-thu-mat", sender="khong-co"), "endpoint.unit_gone"),
        (RuleDetails("van-thu", "van-thu-mat", basis="x" * 2000), "text.too_long"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_by_name(
    session: Session, details: RuleDetails, code: str
) -> None:
    assert refused(lambda: add_rule(session, AddRule("xa", details, SINCE))) == code
    assert rows_of(session, tables.target_rule) == []


def test_findings_name_rules_without_a_taker_and_rules_that_never_win(session: Session) -> None:
    leaders = RuleDetails("lanh-dao-van-phong")
    add_rule(session, AddRule("tinh", leaders, SINCE))
    found = check(session, Check(DAY, "rule.no_taker")).findings
    assert [finding.uid for finding in found] == ["ban"]
    told = found[0].message.render(str)
    assert told.startswith("Documents (Not secret) come to nobody at BAN: by rule 1 of TINH, ")
    with session.unit_of_work(Anything()) as work:
        row = {"unit": "tinh", "role": "van-thu", "position": 2, "from_date": SINCE}
        work.insert(tables.target_rule, [{"uid": "spaet", **row}])
    (beaten,) = check(session, Check(DAY, "rule.beaten")).findings
    assert beaten.values["by"] == "1"
    (line,) = [line for line in read_rules(session, ReadRules(DAY)) if line.beaten_by]
    assert line.rule.uid == "spaet"


def test_who_won_before_a_move_still_did_then(session: Session) -> None:
    first = add_rule(session, AddRule("xa", RuleDetails("van-thu", types=("bao-cao",)), SINCE))
    leaders = RuleDetails("lanh-dao-van-phong", types=("bao-cao", "cong-van"))
    second = add_rule(session, AddRule("xa", leaders, SINCE))
    moved = ChangeRule(str(first.uid), RuleDetails("van-thu", types=("bao-cao", "de-an")), SINCE)
    change_rule(session, moved)
    order_rules(session, OrderRules("xa", (str(second.uid), str(first.uid)), DAY))

    def winner(day: str) -> str:
        asked = Explain("xa", LEVEL, CLEAR, day, document_type="bao-cao")
        return explain(session, asked).takers[0].endpoint.role

    assert [winner(day) for day in (SINCE, "2026-11-23", DAY)] == [
        "van-thu",
        "van-thu",
        "lanh-dao-van-phong",
    ]
    assert numbers(session, "xa") == [(1, "lanh-dao-van-phong"), (2, "van-thu")]
    # The order that there is already writes nothing, and splits no rule.
    there = tuple(line.rule.uid for line in read_rules(session, ReadRules(DAY, "xa")))
    kept = rows_of(session, tables.target_rule)
    assert order_rules(session, OrderRules("xa", there, "2026-12-31")).run is None
    assert rows_of(session, tables.target_rule) == kept
    # On its own first day it is put right in place.
    rows = len(rows_of(session, tables.target_rule))
    lines = read_rules(session, ReadRules(DAY, "xa"))
    back = tuple(line.rule.uid for line in reversed(lines))
    order_rules(session, OrderRules("xa", back, DAY))
    assert numbers(session, "xa") == [(1, "van-thu"), (2, "lanh-dao-van-phong")]
    assert len(rows_of(session, tables.target_rule)) == rows


def test_a_refused_order_names_rules_by_the_numbers_that_people_see(session: Session) -> None:
    narrow = add_rule(session, AddRule("xa", RuleDetails("van-thu", types=("bao-cao",)), SINCE))
    other = add_rule(session, AddRule("xa", RuleDetails("van-thu", types=("de-an",)), SINCE))
    rest = add_rule(session, AddRule("xa", RuleDetails("lanh-dao-van-phong"), SINCE))
    uids = (str(rest.uid), str(narrow.uid), str(other.uid))
    (problem,) = failure_of(lambda: order_rules(session, OrderRules("xa", uids, DAY))).problems
    assert problem.code == "rule.never_wins"
    assert (problem.values["number"], problem.values["by"].render(str)) == (1, "3")  # type: ignore[attr-defined]  # a Text


def test_rules_are_numbered_among_those_of_the_day(session: Session) -> None:
    """Not by what is stored, which has gaps and differs from day to day."""
    rows = [
        {"uid": "weg", "position": 1, "from_date": SINCE, "to_date": "2026-01-01"},
        {"uid": "zwei", "position": 4, "from_date": SINCE, "document_types": "bao-cao"},
        {"uid": "spaet", "position": 5, "from_date": "2027-01-01", "document_types": "de-an"},
        {"uid": "sechs", "position": 6, "from_date": SINCE, "role": "lanh-dao-van-phong"},
    ]
    with session.unit_of_work(Anything()) as work:
        for row in rows:
            work.insert(tables.target_rule, [{"unit": "xa", "role": "van-thu", **row}])

    def numbered(day: str) -> list[tuple[str, int, bool]]:
        lines = read_rules(session, ReadRules(day))
        return [(line.rule.uid, line.rule.position, line.later) for line in lines]

    # The one that begins later has the number of its own first day.
    assert numbered(DAY) == [("zwei", 1, False), ("spaet", 2, True), ("sechs", 2, False)]
    assert [number for _, number, _ in numbered("2027-01-01")] == [1, 2, 3]
    steps = explain(session, Explain("xa", LEVEL, CLEAR, DAY)).steps
    (told,) = [step for step in steps if step.name == "rule"]
    assert told.message.render(str).startswith("By rule 2 of XA")
    uids = ("sechs", "zwei", "spaet")
    (problem,) = failure_of(lambda: order_rules(session, OrderRules("xa", uids, DAY))).problems
    assert problem.code == "rule.never_wins"
    assert (problem.values["number"], problem.values["by"].render(str)) == (1, "2")  # type: ignore[attr-defined]  # a Text


def test_a_rule_is_held_against_those_of_the_days_to_come(session: Session) -> None:
    """What won alone before can never win any more, or one who comes later is before it."""
    rows = [
        {"uid": "alt", "position": 2, "from_date": SINCE},
        {"uid": "erst", "position": 1, "from_date": "2026-01-01", "to_date": "2026-12-01"},
        {"uid": "dann", "position": 1, "from_date": "2026-12-01"},
    ]
    with session.unit_of_work(Anything()) as work:
        work.insert(tables.target_rule, [{"unit": "xa", "role": "van-thu", **row} for row in rows])

    def beaten(day: str) -> list[str]:
        lines = read_rules(session, ReadRules(day))
        return [line.rule.uid for line in lines if line.beaten_by]

    assert beaten("2025-12-31") == []
    assert beaten(DAY) == ["alt"]
    assert beaten("2026-12-01") == ["alt"]
    with session.unit_of_work(Anything()) as work:
        work.update(tables.target_rule, [{"uid": "dann", "from_date": "2026-12-02"}])
    assert beaten(DAY) == []


def test_a_finding_names_the_documents_and_both_roles_that_are_missing(session: Session) -> None:
    rule = RuleDetails("van-thu-mat", "lanh-dao-van-phong", types=("bao-cao",), sender="tinh")
    add_rule(session, AddRule("ban", rule, SINCE))
    (found,) = check(session, Check(DAY, "rule.no_taker")).findings
    told = found.message.render(str)
    assert "Documents of type Báo cáo from TINH (Not secret)" in told
    assert "Văn thư mật or else Lãnh đạo Văn phòng receives them" in told


def test_what_carries_a_rule_on_after_a_move_ends_and_changes_with_it(session: Session) -> None:
    letters, reports = (
        RuleDetails("van-thu", types=("cong-van",)),
        RuleDetails("van-thu", types=("bao-cao",)),
    )
    first = add_rule(session, AddRule("xa", letters, SINCE))
    leaders = RuleDetails("lanh-dao-van-phong", types=("giay-moi",))
    second = add_rule(session, AddRule("xa", leaders, SINCE))
    later = "2027-01-01"
    order_rules(session, OrderRules("xa", (str(second.uid), str(first.uid)), later))

    def said(day: str) -> list[str]:
        return sorted(
            row.document_types
            for row in rows_of(session, tables.target_rule)
            if row.from_date <= day and (row.to_date is None or day < row.to_date)
        )

    changed = change_rule(session, ChangeRule(str(first.uid), reports, DAY))
    assert (said(DAY), said(later)) == (["bao-cao", "giay-moi"], ["bao-cao", "giay-moi"])
    ended = end_rules(session, EndRules((str(changed.uid),), "2026-12-15"))
    assert (said("2026-11-23"), said(DAY)) == (["cong-van", "giay-moi"], ["bao-cao", "giay-moi"])
    assert (said("2026-12-15"), said(later)) == (["giay-moi"], ["giay-moi"])
    assert ended.run is not None
    undo(session, Undo(ended.run))
    assert said(later) == ["bao-cao", "giay-moi"]
