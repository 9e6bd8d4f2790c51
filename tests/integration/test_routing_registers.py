"""Route, coverage and check on a real encrypted database, with periods on every side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from desktop.domain import checks as rules
from desktop.domain.levels import OPTION_BY_LEVEL, Environment, SecrecyLevel
from desktop.domain.problems import Refusal
from desktop.domain.route_facts import CertificateStanding
from desktop.models import routing_reader, tables
from desktop.services.checks import Check, check
from desktop.services.coverage import Coverage, coverage
from desktop.services.routing import Route, RouteAnswer, route
from desktop.services.session import Session
from tests.helpers.random_registers import random_registers, sole_codes
from tests.helpers.sessions import Anything, bare_session

AT = "2026-11-24"
MAT = SecrecyLevel.MAT
# One set of random registers in each run of the tests, forty in the long campaign.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 40))]


class Registers:
    """Writes rows with uids that say what they are; every period begins on 1 July 2025."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, table: Table, uid: str, **row: Any) -> None:
        if "from_date" in table.c and "from_date" not in row:
            row["from_date"] = "2025-07-01"
        with self.session.unit_of_work(Anything()) as work:
            work.insert(table, [{"uid": uid, **row}])

    def unit(self, uid: str, code: str | None, *, parent: str | None = None, **row: Any) -> None:
        """Add a unit with a live code and a line."""
        self.add(tables.unit, uid)
        self.add(
            tables.unit_version, f"v-{uid}", unit=uid, name=f"Đơn vị {uid}", parent=parent, **row
        )
        self.add(tables.line, f"l-{uid}", unit=uid)
        if code is not None:
            self.code(uid, code)

    def code(self, unit: str, value: str, **row: Any) -> None:
        row = {"scheme": "qd20", "state": "live", **row}
        self.add(tables.identifier_code, f"c-{unit}-{value}", unit=unit, value=value, **row)

    def clerk(self, unit: str, *, ceiling: int = 1, clearance: int | None = 1) -> None:
        """Add an endpoint on the secret network with a person and a certificate of theirs."""
        self.add(
            tables.endpoint, f"e-{unit}", unit=unit, role="van-thu-mat", environment="mat",
            ceiling=ceiling, account=f"vtm.{unit}",
        )  # fmt: skip
        self.add(tables.person, f"p-{unit}", name=f"Cán bộ {unit}", clearance=clearance)
        self.add(tables.holding, f"h-{unit}", endpoint=f"e-{unit}", person=f"p-{unit}")
        self.certificate(f"k-{unit}", person=f"p-{unit}")

    def certificate(self, uid: str, **row: Any) -> None:
        row = {"number": uid.upper(), "purpose": "encrypt", "state": "active", **row}
        self.add(tables.certificate, uid, **row)

    def set(self, table: Table, uid: str, **row: Any) -> None:
        with self.session.unit_of_work(Anything()) as work:
            work.update(table, [{"uid": uid, **row}])

    def ask(self, code: str, level: SecrecyLevel = MAT, **more: Any) -> RouteAnswer:
        return route(self.session, Route(code, level, **more))

    def failing(self, code: str, level: SecrecyLevel = MAT, **more: Any) -> str | None:
        """Return the code of the first link that fails."""
        steps = self.ask(code, level, **more).steps
        return next((step.code for step in steps if step.status == "failed"), None)


@pytest.fixture
def registers(tmp_path: Path) -> Iterator[Registers]:
    with bare_session(tmp_path) as session:
        made = Registers(session)
        made.unit("a", "A11")
        made.clerk("a")
        yield made


def test_a_sound_unit_is_reached(registers: Registers) -> None:
    answer = registers.ask("A11")
    assert answer.delivered
    assert [(t.endpoint.label, t.endpoint.account, t.person.name) for t in answer.takers] == [
        ("Văn thư mật", "vtm.a", "Cán bộ a")
    ]
    assert answer.fix is None
    assert answer.environment is Environment.SECRET


def test_a_code_means_the_unit_that_holds_it_on_the_day(registers: Registers) -> None:
    registers.set(tables.identifier_code, "c-a-A11", to_date="2026-01-01")
    registers.unit("b", None)
    registers.code("b", "A11", from_date="2026-01-01")
    assert registers.ask("A11", as_of="2025-12-31").uid == "a"
    assert registers.ask("A11", as_of="2026-01-01").uid == "b"


def test_a_retired_code_fails_and_says_since_when(registers: Registers) -> None:
    registers.set(tables.identifier_code, "c-a-A11", to_date="2026-01-01")
    registers.code("a", "A12", from_date="2026-01-01")
    old = registers.ask("A11")
    assert not old.delivered
    assert old.steps[0].code == "route.code.retired"
    assert old.steps[0].values["date"] == "2026-01-01"
    assert registers.ask("A12").delivered


def test_a_code_whose_unit_is_gone_is_refused(registers: Registers) -> None:
    registers.set(tables.identifier_code, "c-a-A11", to_date="2026-01-01")
    registers.set(tables.unit_version, "v-a", to_date="2026-01-01")
    with pytest.raises(Refusal, match=r"route\.unit_gone"):
        registers.ask("A11")


def test_an_unknown_code_is_refused_with_those_like_it(registers: Registers) -> None:
    registers.unit("b", "A11.0205")
    with pytest.raises(Refusal) as refused:
        registers.ask("A11.0250")
    (problem,) = refused.value.problems
    assert (problem.code, problem.values["near"]) == ("route.code_unknown", "A11.0205")
    with pytest.raises(Refusal, match=r"unit\.code_unknown"):
        registers.ask("Z99")


def test_a_code_of_two_units_is_refused_and_neither_is_covered(registers: Registers) -> None:
    registers.unit("b", "A11")
    registers.clerk("b")
    with pytest.raises(Refusal, match=r"unit\.code_clash"):
        registers.ask("A11")
    found = coverage(registers.session, Coverage(MAT))
    assert (found.covered, found.uncovered) == (0, 2)
    assert {gap.step.code for gap in found.missing} == {"route.code.shared"}
    assert check(registers.session, Check(rule="code.duplicate")).counts["error"] == 1


def test_a_refused_code_fails_but_a_better_one_counts(registers: Registers) -> None:
    registers.set(tables.identifier_code, "c-a-A11", state="refused")
    assert registers.failing("A11") == "route.code.refused"
    registers.code("a", "A13", scheme="noi-bo")
    assert registers.ask("A13").delivered
    assert coverage(registers.session, Coverage(MAT)).covered == 1


@pytest.mark.parametrize(
    ("table", "uid", "change", "code"),
    [
        (tables.endpoint, "e-a", {"to_date": AT}, "route.endpoint.none"),
        (tables.endpoint, "e-a", {"from_date": "2026-11-25"}, "route.endpoint.none"),
        (tables.endpoint, "e-a", {"state": "suspended"}, "route.endpoint.suspended"),
        (tables.endpoint, "e-a", {"receives": 0}, "route.endpoint.sends_only"),
        (tables.endpoint, "e-a", {"ceiling": 0}, "route.endpoint.ceiling"),
        (tables.holding, "h-a", {"to_date": AT}, "route.person.left"),
        (tables.holding, "h-a", {"from_date": "2026-11-25"}, "route.person.nobody"),
        (tables.person, "p-a", {"clearance": None}, "route.clearance.low"),
        (tables.person, "p-a", {"clearance_until": AT}, "route.clearance.lapsed"),
        (tables.certificate, "k-a", {"to_date": AT}, "route.certificate.expired"),
        (tables.certificate, "k-a", {"from_date": "2026-11-25"}, "route.certificate.not_yet"),
        (tables.certificate, "k-a", {"state": "revoked"}, "route.certificate.not_active"),
        (tables.certificate, "k-a", {"person": None}, "route.certificate.missing"),
        (tables.line, "l-a", {"to_date": AT}, "route.line.missing"),
        (tables.line, "l-a", {"from_date": "2026-11-25"}, "route.line.missing"),
    ],
)
def test_each_link_breaks_on_its_own_day(
    registers: Registers, table: Table, uid: str, change: dict[str, Any], code: str
) -> None:
    registers.set(table, uid, **change)
    assert registers.failing("A11") == code
    found = coverage(registers.session, Coverage(MAT))
    assert [gap.step.code for gap in found.missing] == [code]
    to_date = change.get("to_date") or change.get("clearance_until")
    if to_date:
        assert registers.ask("A11", as_of="2026-11-23").delivered


def test_a_device_must_be_in_hand(registers: Registers) -> None:
    registers.add(
        tables.token, "t", person="p-a", subscriber_type="person", subscriber="x",
        purpose="encrypt", custody="stock",
    )  # fmt: skip
    registers.set(tables.certificate, "k-a", person=None, token="t")
    assert registers.failing("A11") == "route.certificate.not_in_hand"
    registers.set(tables.token, "t", custody="handed_over", signed_on="2026-01-01")
    assert registers.ask("A11").delivered
    registers.set(tables.token, "t", access="locked")
    assert registers.failing("A11") == "route.certificate.locked"


def test_the_organs_own_device_will_do(registers: Registers) -> None:
    registers.add(
        tables.token, "t", unit="a", subscriber_type="organ", subscriber="x",
        purpose="encrypt", custody="handed_over",
    )  # fmt: skip
    registers.set(tables.certificate, "k-a", person=None, token="t")
    assert registers.ask("A11").delivered


def test_a_stand_in_takes_only_as_long_as_somebody_holds(registers: Registers) -> None:
    registers.add(
        tables.person, "p-s", name="Trần Thị Mẫu", clearance=2, clearance_until="2031-01-01"
    )
    registers.add(tables.stand_in, "s", endpoint="e-a", person="p-s", from_date="2026-01-01")
    registers.set(tables.holding, "h-a", to_date="2026-11-01")
    plain = SecrecyLevel.KHONG_MAT
    before = registers.ask("A11", plain, environment=Environment.SECRET, as_of="2026-10-31")
    assert [taker.person.stands_in for taker in before.takers] == [False, True]
    for day in ("2026-11-01", "2030-01-01"):
        after = registers.ask("A11", plain, environment=Environment.SECRET, as_of=day)
        failed = next(step for step in after.steps if step.status == "failed")
        assert (failed.code, str(failed.values["date"])) == ("route.person.left", "2026-11-01")
        found = check(registers.session, Check(day, "endpoint.no_person")).findings
        assert "e-a" in [finding.endpoint for finding in found]


def test_the_official_channel_decides(registers: Registers) -> None:
    assert registers.ask("A11", SecrecyLevel.TUYET_MAT).exempt
    registers.add(tables.channel, "ch", unit="a", environment="mat", channel="paper")
    assert registers.ask("A11").exempt
    assert coverage(registers.session, Coverage(MAT)).exempt == 1
    registers.set(tables.channel, "ch", to_date=AT)
    assert registers.ask("A11").delivered


def test_the_sender_is_looked_at_when_named(registers: Registers) -> None:
    registers.unit("b", "A12")
    side = registers.ask("A11", sender="A12").sending
    assert side is not None
    assert (side.unit, side.sends) == ("Đơn vị b", False)
    failed = next(step for step in side.steps if step.status == "failed")
    assert failed.code == "route.endpoint.none.sending"
    registers.clerk("b")
    side = registers.ask("A11", sender="A12").sending
    assert side is not None
    assert side.sends
    with pytest.raises(Refusal, match=r"unit\.code_unknown"):
        registers.ask("A11", sender="B01")


def test_coverage_is_of_a_subtree_on_a_day(registers: Registers) -> None:
    registers.unit("b", "A11.01", parent="a")
    registers.unit("c", "A11.01.02", parent="b", from_date="2026-06-01")
    registers.unit("d", "A12")
    whole = coverage(registers.session, Coverage(MAT))
    assert (whole.covered, whole.uncovered) == (1, 3)
    assert [gap.code for gap in whole.missing] == ["A11.01", "A11.01.02", "A12"]
    below = coverage(registers.session, Coverage(MAT, under="A11.01"))
    assert [gap.uid for gap in below.missing] == ["b", "c"]
    before = coverage(registers.session, Coverage(MAT, under="A11.01", as_of="2026-05-31"))
    assert [gap.uid for gap in before.missing] == ["b"]


def test_coverage_compares_two_days(registers: Registers) -> None:
    registers.unit("b", "A11.01", parent="a")
    registers.clerk("b")
    registers.set(tables.holding, "h-b", to_date="2026-03-01")
    registers.unit("c", "A11.02", parent="a", to_date="2026-05-01")
    registers.unit("d", "A11.03", parent="a", from_date="2026-06-01")
    registers.set(tables.endpoint, "e-a", from_date="2026-02-01")
    found = coverage(registers.session, Coverage(MAT, since="2026-01-01"))
    assert [(gap.uid, gap.since_then) for gap in found.missing] == [("b", True), ("d", True)]
    assert [(gap.uid, gap.gone) for gap in found.mended] == [("a", False), ("c", True)]
    same = coverage(registers.session, Coverage(MAT, since=AT))
    assert [(gap.uid, gap.since_then) for gap in same.missing] == [("b", False), ("d", False)]
    assert same.mended == ()


def test_a_unit_that_is_only_exempt_since_is_not_mended(registers: Registers) -> None:
    registers.unit("b", "A11.01", parent="a")
    before = coverage(registers.session, Coverage(MAT, since="2026-01-01"))
    assert "b" in {gap.uid for gap in before.missing}
    registers.add(
        tables.exemption, "x-b", unit="b", decision="12-QĐ/TU",
        from_date="2026-03-01", to_date="2027-01-01",
    )  # fmt: skip
    found = coverage(registers.session, Coverage(MAT, since="2026-01-01"))
    assert "b" in {each.uid for each in found.excused}
    assert "b" not in {gap.uid for gap in (*found.missing, *found.mended)}


def test_coverage_names_whom_to_call(registers: Registers) -> None:
    registers.add(tables.unit, "b", phone="0205.111", contact="Bà Mẫu")
    registers.add(tables.unit_version, "v-b", unit="b", name="Đơn vị b", parent="a")
    registers.add(tables.person, "p-b", name="Ông Thử", unit="b", phone="0905.222")
    (gap,) = coverage(registers.session, Coverage(MAT)).missing
    assert gap.superior == "Đơn vị a"
    assert gap.reach == ("Bà Mẫu · 0205.111", "Ông Thử · 0905.222")


def test_coverage_names_whom_to_call_for_a_body_without_a_phone(registers: Registers) -> None:
    registers.unit("b", "A11.01", parent="a")
    for number in (1, 2, 3):
        registers.add(tables.person, f"p-{number}", name=f"Ông {number}", unit="b", phone="0905")
    registers.unit("c", "A11.01.01", parent="b")
    registers.unit("d", "A11.02", parent="a")
    registers.add(tables.person, "p-root", name="Bà Gốc", unit="a", phone="0204")
    reach = {gap.uid: gap.reach for gap in coverage(registers.session, Coverage(MAT)).missing}
    assert reach["c"] == ("Đơn vị b: Ông 1 · 0905", "Đơn vị b: Ông 2 · 0905")
    assert reach["d"] == (), "the office itself is not called"


def test_check_names_rule_unit_and_fix(registers: Registers) -> None:
    registers.unit("b", "B01", parent="a")
    registers.set(tables.certificate, "k-a", to_date="2027-01-01")
    found = check(registers.session, Check())
    assert [(each.rule, each.severity.value, each.code) for each in found.findings] == [
        ("code.outside_parent", "error", "B01"),
        ("unit.no_receiver", "error", "B01"),
        ("certificate.ending", "warning", None),
    ]
    assert found.counts == {
        "error": 2,
        "warning": 1,
        "info": 0,
        "rules": {"code.outside_parent": 1, "unit.no_receiver": 1, "certificate.ending": 1},
    }
    alone = check(registers.session, Check(rule="unit.no_receiver"))
    assert [each.rule for each in alone.findings] == ["unit.no_receiver"]


@pytest.mark.parametrize("seed", SEEDS)
def test_coverage_and_route_never_disagree(tmp_path: Path, seed: int) -> None:
    seen: set[object] = set()
    with bare_session(tmp_path) as session:
        single = sole_codes(random_registers(session, seed, AT), AT)
        for level in SecrecyLevel:
            found = coverage(session, Coverage(level))
            missing = {gap.uid: gap for gap in found.missing}
            for each in found.excused:
                if each.code in single:
                    step = route(session, Route(each.code, level)).steps[0]
                    assert step.values["decision"] == each.decision
                    seen.add("excused")
            for code in single:
                answer = route(session, Route(code, level))
                gap = missing.get(answer.uid)
                first = next((step for step in answer.steps if step.status == "failed"), None)
                if answer.delivered or answer.exempt:
                    assert gap is None
                elif gap is None or gap.code != code:
                    # A second code of a unit, not its address, may have been refused.
                    assert first is not None
                    assert first.code == "route.code.refused" or gap is not None
                else:
                    assert first == gap.step
                seen.add((OPTION_BY_LEVEL[level], answer.delivered, answer.exempt))
    assert {("khong-mat", True, False), ("mat", False, False), ("tuyet-mat", False, True)} <= seen


@pytest.mark.parametrize("seed", SEEDS)
def test_a_unit_read_alone_is_the_unit_read_among_all_or_in_parts(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bare_session(tmp_path) as session:
        random_registers(session, seed, AT)
        with session.reading(Anything()) as connection:
            together = {unit.uid: unit for unit in routing_reader.read_units(connection, AT, {})}
            assert len(together) == 40
            for uid, unit in together.items():
                (alone,) = routing_reader.read_units(connection, AT, {}, uid)
                assert alone == unit
            middle = sorted(together)[len(together) // 2]
            monkeypatch.setattr(routing_reader, "_MANY_ENDPOINTS", 0)
            monkeypatch.setattr(routing_reader, "_PARTS", ((None, middle), (middle, None)))
            in_parts = {unit.uid: unit for unit in routing_reader.read_units(connection, AT, {})}
            assert in_parts == together
    assert CertificateStanding.VALID in {
        endpoint.people[0].certificate.standing
        for unit in together.values()
        for endpoint in unit.endpoints
        if endpoint.people and endpoint.people[0].certificate
    }


def test_the_rules_are_those_that_scripts_know() -> None:
    assert rules.RULES[:4] == (
        "code.missing",
        "code.refused",
        "code.duplicate",
        "code.outside_parent",
    )
