"""Delivery: one rule, told link by link, the same for one unit and for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import route_steps, routing
from desktop.domain.checks import check_unit
from desktop.domain.exemptions import Exemption
from desktop.domain.levels import Direction, Environment, SecrecyLevel
from desktop.domain.route_facts import (
    CertificateFacts,
    CertificateStanding,
    CodeFacts,
    EndpointFacts,
    PersonFacts,
    UnitFacts,
    certificate_at,
    clearance_at,
    people_of,
)
from desktop.domain.route_steps import StepStatus, explain
from desktop.domain.routing import Fate
from desktop.domain.sentences.causes import CAUSES
from desktop.domain.sentences.checks import SENTENCES
from desktop.domain.target_rules import Document
from desktop.domain.texts import Translate
from tests.helpers.registers import AT, facts_of_code, ruled_units, units

LEVEL = st.sampled_from(SecrecyLevel)
ENVIRONMENT = st.sampled_from(Environment)
DIRECTION = st.sampled_from(Direction)
MAT, SECRET, CLEAR = SecrecyLevel.MAT, Environment.SECRET, Environment.CLEAR

VALID = CertificateFacts(CertificateStanding.VALID, "4A", "2027-01-01")
PERSON = PersonFacts("p1", "Nguyễn Văn Thử", 2, None, VALID)
ENDPOINT = EndpointFacts(
    "e1", "Văn thư mật", "vtm01", "mat", True, True, 2, "active", (PERSON,), None
)
SOUND = UnitFacts("u1", "Đảng uỷ xã Mẫu", facts_of_code("live"), True, (), (ENDPOINT,), None)


def arrives(unit: UnitFacts, level: int, environment: str, direction: Direction) -> bool:
    """The rule once more, as product.md tells it, level by level instead of by terms."""
    if unit.code is None or unit.code.state in ("refused", "retired", "shared"):
        return False
    if environment == "ro" and "no_clear" in unit.profiles:
        return False
    channel = dict(unit.channels).get(environment)
    if channel in ("private", "paper") or (channel is None and level == 3):
        return False
    if level > 0 and (environment == "ro" or channel == "axis" or not unit.line):
        return False
    return any(
        endpoint.environment == environment
        and endpoint.state == "active"
        and not endpoint.types
        and (endpoint.receives if direction is Direction.RECEIVE else endpoint.sends)
        and level <= endpoint.ceiling
        and level <= person.clearance
        and (
            level == 0
            or any(
                certificate is not None
                and certificate.standing
                in (CertificateStanding.VALID, CertificateStanding.UNSIGNED)
                for certificate in (person.certificate, unit.organ_certificate)
            )
        )
        for endpoint in unit.endpoints
        for person in endpoint.people
    )


@given(units, LEVEL, ENVIRONMENT, DIRECTION)
def test_the_decision_is_the_rule_of_product(
    unit: UnitFacts, level: SecrecyLevel, environment: Environment, direction: Direction
) -> None:
    delivered = explain(unit, level, environment, AT, direction).delivered
    assert delivered == arrives(unit, level, environment, direction)


@given(ruled_units)
def test_what_is_counted_in_a_cell_is_what_is_explained(unit: UnitFacts) -> None:
    counted = zip(routing.CELLS, routing.all_fates(unit), strict=True)
    for (direction, environment, level), fate in counted:
        explained = explain(unit, level, environment, AT, direction)
        assert fate is explained.fate
        first = route_steps.first_failure(unit, level, environment, AT, direction)
        assert first == explained.first_failed
        assert (first is not None) == (fate is Fate.UNCOVERED)


@given(ruled_units, LEVEL)
def test_what_is_counted_is_what_is_explained(unit: UnitFacts, level: SecrecyLevel) -> None:
    usual = routing.travels_in(unit, level)
    explained = explain(unit, level, usual, AT)
    assert routing.fates(unit)[level] is explained.fate
    for direction in Direction:
        place = routing.usual_places(unit, direction)[level]
        assert routing.CELLS[place] == (direction, usual, level)
        assert routing.fates(unit, direction)[level] is routing.all_fates(unit)[place]
    assert (explained.first_failed is not None) == (explained.fate is Fate.UNCOVERED)
    assert bool(explained.takers) == explained.delivered
    first = route_steps.first_failure(unit, level, usual, AT)
    assert first == explained.first_failed


@given(ruled_units, LEVEL, ENVIRONMENT)
def test_a_document_arrives_if_and_only_if_whatever_it_may_be_does(
    unit: UnitFacts, level: SecrecyLevel, environment: Environment
) -> None:
    def arrives_as(kind: str | None, senders: frozenset[str]) -> bool:
        explained = explain(unit, level, environment, AT, document=Document(kind, senders))
        return explained.fate is not Fate.UNCOVERED

    nobody = frozenset({"khac"})
    senders = [nobody, frozenset({"tinh"}), frozenset({"tinh", "xa"})]
    # Of a type that nobody names it goes as it would of any: what takes all takes it.
    kinds = ["giay-moi", "bao-cao", "cong-van", "de-an"]
    asked = explain(unit, level, environment, AT)
    assert (asked.fate is not Fate.UNCOVERED) == all(
        arrives_as(kind, whose) for kind in kinds for whose in senders
    )
    told = list(route_steps.variations(unit, level, environment, AT))
    failing = [each.failed.code for each in told if each.failed is not None]
    failed = asked.first_failed
    if failed is not None and failed.document is not None:
        assert failed.code == failing[0]
        assert arrives_as("giay-moi", nobody)
    elif asked.delivered:
        assert not failing


@given(units, ENVIRONMENT)
def test_a_lower_level_is_never_less_delivered(unit: UnitFacts, environment: Environment) -> None:
    delivered = [explain(unit, level, environment, AT).delivered for level in SecrecyLevel]
    assert delivered == sorted(delivered, reverse=True)


@given(ruled_units, LEVEL, ENVIRONMENT, DIRECTION)
def test_every_link_has_words_and_fails_by_its_term(
    unit: UnitFacts, level: SecrecyLevel, environment: Environment, direction: Direction
) -> None:
    for step in explain(unit, level, environment, AT, direction).steps:
        assert step.message.render(str)
        assert (step.fix is not None) == (step.status is not StepStatus.OK)
        if step.status is not StepStatus.EXEMPT:
            assert (step.status is StepStatus.FAILED) == (step.allows < level)


BROKEN = {
    "no code": (SOUND._replace(code=None), "route.code.missing"),
    "refused code": (SOUND._replace(code=facts_of_code("refused")), "route.code.refused"),
    "retired code": (SOUND._replace(code=facts_of_code("retired")), "route.code.retired"),
    "shared code": (SOUND._replace(code=facts_of_code("shared")), "route.code.shared"),
    "axis": (SOUND._replace(channels=(("mat", "axis"),)), "route.channel.axis_level"),
    "no endpoint": (SOUND._replace(endpoints=()), "route.endpoint.none"),
    "other network": (
        SOUND._replace(endpoints=(ENDPOINT._replace(environment="ro"),)),
        "route.endpoint.elsewhere",
    ),
    **{
        state: (
            SOUND._replace(endpoints=(ENDPOINT._replace(state=state),)),
            f"route.endpoint.{state}",
        )
        for state in ("planned", "suspended", "closed")
    },
    "only sends": (
        SOUND._replace(endpoints=(ENDPOINT._replace(receives=False),)),
        "route.endpoint.sends_only",
    ),
    "low ceiling": (
        SOUND._replace(endpoints=(ENDPOINT._replace(ceiling=0),)),
        "route.endpoint.ceiling",
    ),
    "nobody yet": (
        SOUND._replace(endpoints=(ENDPOINT._replace(people=()),)),
        "route.person.nobody",
    ),
    "nobody any more": (
        SOUND._replace(endpoints=(ENDPOINT._replace(people=(), vacant_since="2026-10-01"),)),
        "route.person.left",
    ),
    "no clearance": (
        SOUND._replace(endpoints=(ENDPOINT._replace(people=(PERSON._replace(clearance=0),)),)),
        "route.clearance.low",
    ),
    "lapsed clearance": (
        SOUND._replace(
            endpoints=(
                ENDPOINT._replace(people=(PERSON._replace(clearance=0, lapsed="2026-01-01"),)),
            )
        ),
        "route.clearance.lapsed",
    ),
    "no certificate": (
        SOUND._replace(endpoints=(ENDPOINT._replace(people=(PERSON._replace(certificate=None),)),)),
        "route.certificate.missing",
    ),
    **{
        standing.name: (
            SOUND._replace(
                endpoints=(
                    ENDPOINT._replace(
                        people=(PERSON._replace(certificate=VALID._replace(standing=standing)),)
                    ),
                )
            ),
            f"route.certificate.{standing.name.lower()}",
        )
        for standing in CertificateStanding
        if standing < CertificateStanding.UNSIGNED
    },
    "no line": (SOUND._replace(line=False), "route.line.missing"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_first_broken_link_is_named_with_its_fix(name: str, translate_vi: Translate) -> None:
    unit, code = BROKEN[name]
    route = explain(unit, MAT, SECRET, AT)
    assert not route.delivered
    failed = route.first_failed
    assert failed is not None
    assert failed.code == code
    assert failed.fix is not None
    words, mend = failed.message.render(translate_vi), failed.fix.render(translate_vi)
    assert words != failed.message.render(str)
    assert mend != failed.fix.render(str)
    assert failed.cause is not None
    cause = failed.cause.render(translate_vi)
    assert cause.startswith("Nguyên nhân có thể: ")
    assert cause != failed.cause.render(str)
    assert "{" not in words + mend + cause


def test_every_link_that_can_fail_has_its_likely_cause() -> None:
    asked = {code for code in SENTENCES if code.startswith("route.") and code.count(".") > 1}
    # Warnings and other ways do not fail; the level only sums up the links above it.
    fine = {"planned", "sent", "accepted", "unsigned", "falls_back", "private", "paper", "apart"}
    failing = {
        code.removesuffix(".sending")
        for code in asked
        if code.split(".")[1] not in ("level", "exemption", "profile")
        and (code.split(".")[2] not in fine or code == "route.endpoint.planned")
    }
    assert failing == set(CAUSES)


def test_an_exempt_unit_is_explained_with_its_chain_and_the_decision_above() -> None:
    decided = Exemption(0, None, None, "12-KL/TU, 01/10/2026", "2026-12-01")
    unit = SOUND._replace(endpoints=(), exemptions=(decided,))
    route = explain(unit, MAT, SECRET, AT)
    assert (route.fate, route.first_failed) == (Fate.EXEMPT, None)
    assert [step.name for step in route.steps] == [
        "exemption", "code", "channel", "endpoint", "line", "level",
    ]  # fmt: skip
    assert route_steps.first_failure(unit, MAT, SECRET, AT) is None


SENDING = {
    "no endpoint": "route.endpoint.none.sending",
    "other network": "route.endpoint.elsewhere.sending",
    "closed": "route.endpoint.closed.sending",
    "low ceiling": "route.endpoint.ceiling.sending",
    "axis": "route.channel.axis_level.sending",
    "no line": "route.line.missing.sending",
    "retired code": "route.code.retired.sending",
    # These read the same for one that sends.
    "planned": "route.endpoint.planned",
    "nobody yet": "route.person.nobody",
    "no clearance": "route.clearance.low",
}


@pytest.mark.parametrize("name", SENDING)
def test_what_keeps_a_unit_from_sending_is_said_of_sending(
    name: str, translate_vi: Translate
) -> None:
    failed = explain(BROKEN[name][0], MAT, SECRET, AT, Direction.SEND).first_failed
    assert failed is not None
    assert failed.code == SENDING[name]
    words = failed.message.render(translate_vi) + (failed.fix or failed.message).render(
        translate_vi
    )
    assert "nhận" not in words
    assert "{" not in words


def test_an_endpoint_that_only_receives_sends_nothing() -> None:
    unit = SOUND._replace(endpoints=(ENDPOINT._replace(sends=False),))
    assert explain(unit, MAT, SECRET, AT).delivered
    failed = explain(unit, MAT, SECRET, AT, Direction.SEND).first_failed
    assert failed is not None
    assert failed.code == "route.endpoint.receives_only"


def test_a_sound_chain_delivers_and_names_its_takers() -> None:
    route = explain(SOUND, MAT, SECRET, AT)
    assert route.delivered
    assert [step.name for step in route.steps] == [
        "code", "channel", "endpoint", "person", "clearance", "certificate", "line", "level",
    ]  # fmt: skip
    assert [(taker.endpoint.uid, taker.person.name) for taker in route.takers] == [
        ("e1", "Nguyễn Văn Thử")
    ]
    assert route.deliverable == SecrecyLevel.TOI_MAT


@pytest.mark.parametrize("state", ["planned", "sent", "accepted"])
def test_a_code_not_yet_in_use_is_a_warning(state: str, translate_vi: Translate) -> None:
    route = explain(SOUND._replace(code=facts_of_code(state)), MAT, SECRET, AT)
    assert route.delivered
    assert route.steps[0].status is StepStatus.WARNING
    unit = SOUND._replace(code=facts_of_code(state))
    sent = explain(unit, MAT, SECRET, AT, Direction.SEND).steps[0]
    assert sent.fix is not None
    assert sent.fix.render(translate_vi).endswith("trước khi gửi văn bản từ mã này.")


def test_tuyet_mat_goes_apart_unless_a_channel_row_says_otherwise() -> None:
    top = SecrecyLevel.TUYET_MAT
    able = SOUND._replace(
        endpoints=(ENDPOINT._replace(ceiling=3, people=(PERSON._replace(clearance=3),)),)
    )
    assert explain(able, top, SECRET, AT).fate is Fate.EXEMPT
    assert explain(able._replace(channels=(("mat", "system"),)), top, SECRET, AT).delivered
    private = able._replace(channels=(("mat", "private"),))
    assert explain(private, MAT, SECRET, AT).fate is Fate.EXEMPT


def test_the_endpoint_that_comes_farthest_is_explained() -> None:
    closed = ENDPOINT._replace(uid="e0", state="closed")
    uncleared = ENDPOINT._replace(people=(PERSON._replace(clearance=0),))
    route = explain(SOUND._replace(endpoints=(closed, uncleared)), MAT, SECRET, AT)
    failed = route.first_failed
    assert failed is not None
    assert failed.code == "route.clearance.low"


def test_any_endpoint_that_takes_is_enough() -> None:
    closed = ENDPOINT._replace(uid="e0", state="closed")
    second = ENDPOINT._replace(uid="e2", account="vtm02")
    route = explain(SOUND._replace(endpoints=(closed, ENDPOINT, second)), MAT, SECRET, AT)
    assert [taker.endpoint.uid for taker in route.takers] == ["e1", "e2"]


@pytest.mark.parametrize("channels", [(), (("ro", "system"),), (("ro", "axis"),)])
@pytest.mark.parametrize("direction", Direction)
def test_nothing_secret_goes_in_the_clear(
    channels: tuple[tuple[str, str], ...], direction: Direction, translate_vi: Translate
) -> None:
    in_clear = SOUND._replace(endpoints=(ENDPOINT._replace(environment="ro"),), channels=channels)
    route = explain(in_clear, MAT, Environment.CLEAR, AT, direction)
    assert (route.fate, route.deliverable) == (Fate.UNCOVERED, SecrecyLevel.KHONG_MAT)
    failed = route.first_failed
    assert failed is not None
    assert failed.fix is not None
    assert (failed.code, failed.fix.render(translate_vi)) == (
        "route.channel.in_clear",
        "Gửi trên mạng mật.",
    )
    place = routing.CELLS.index(routing.Cell(direction, Environment.CLEAR, MAT))
    assert routing.all_fates(in_clear)[place] is Fate.UNCOVERED


def test_not_secret_needs_neither_clearance_line_nor_certificate() -> None:
    bare = PersonFacts("p1", "Nguyễn Văn Thử")
    clear = ENDPOINT._replace(environment="ro", ceiling=0, people=(bare,))
    unit = SOUND._replace(line=False, endpoints=(clear,))
    assert explain(unit, SecrecyLevel.KHONG_MAT, Environment.CLEAR, AT).delivered


def test_the_organs_certificate_will_do() -> None:
    without = ENDPOINT._replace(people=(PERSON._replace(certificate=None),))
    unit = SOUND._replace(endpoints=(without,), organ_certificate=VALID)
    assert explain(unit, MAT, SECRET, AT).delivered


def test_a_stand_in_is_never_above_the_holder() -> None:
    holder = PERSON._replace(clearance=1, certificate=None)
    people = people_of([holder], [PERSON._replace(uid="p2", name="Trần Thị Mẫu", clearance=3)])
    assert [(person.clearance, person.stands_in, person.capped) for person in people] == [
        (1, False, False),
        (1, True, True),
    ]
    unit = SOUND._replace(endpoints=(ENDPOINT._replace(people=people),))
    assert [t.person.name for t in explain(unit, MAT, SECRET, AT).takers] == ["Trần Thị Mẫu"]
    top = explain(unit, SecrecyLevel.TOI_MAT, SECRET, AT).first_failed
    assert top is not None
    assert top.code == "route.clearance.capped"


def test_where_nobody_holds_the_endpoint_nobody_stands_in() -> None:
    assert people_of([], [PERSON._replace(clearance=2)]) == ()


@pytest.mark.parametrize(
    ("clearance", "until", "level"),
    [(None, None, (0, None)), (2, None, (2, None)), (2, "2026-11-25", (2, None)),
     (2, "2026-11-24", (0, "2026-11-24"))],
)  # fmt: skip
def test_clearance_ends_on_its_first_day_without_effect(
    clearance: int | None, until: str | None, level: tuple[int, str | None]
) -> None:
    assert clearance_at(clearance, until, AT) == level


@pytest.mark.parametrize(
    ("state", "period", "device", "standing"),
    [
        ("active", ("2026-01-01", None), None, "VALID"),
        ("active", ("2026-11-24", "2026-11-25"), None, "VALID"),
        ("active", ("2026-01-01", "2026-11-24"), None, "EXPIRED"),
        ("active", ("2026-11-25", None), None, "NOT_YET"),
        ("revoked", ("2026-01-01", None), None, "NOT_ACTIVE"),
        ("revocation_pending", ("2026-01-01", None), None, "REVOKING"),
        ("active", ("2026-01-01", None), ("handed_over", "ok"), "VALID"),
        ("active", ("2026-01-01", None), ("received", "unknown"), "UNSIGNED"),
        ("active", ("2026-01-01", None), ("lost", "ok"), "NOT_IN_HAND"),
        ("active", ("2026-01-01", None), ("stock", "ok"), "NOT_IN_HAND"),
        ("active", ("2026-01-01", None), ("handed_over", "locked"), "LOCKED"),
    ],
)
def test_a_certificate_is_judged_on_its_day_and_by_its_device(
    state: str, period: tuple[str, str | None], device: tuple[str, str] | None, standing: str
) -> None:
    assert certificate_at(state, period, "4A", AT, device).standing.name == standing


def test_the_code_may_be_of_any_scheme() -> None:
    unit = SOUND._replace(code=CodeFacts("qcvn102", "000.00.04.G14", "live"))
    assert explain(unit, MAT, SECRET, AT).delivered


def test_what_is_secret_asks_nothing_more_of_the_clear_network() -> None:
    """No link there is to be mended for it, such as by an endpoint of a higher level."""
    low = ENDPOINT._replace(environment=CLEAR, ceiling=0, people=())
    unit = SOUND._replace(endpoints=(low,))
    steps = explain(unit, MAT, CLEAR, AT).steps
    assert [(step.name, step.status) for step in steps] == [
        ("code", "ok"),
        ("channel", "failed"),
        ("level", "failed"),
    ]
    assert steps[1].code == "route.channel.in_clear"


def test_a_network_that_the_unit_does_not_use_is_not_offered() -> None:
    unit = SOUND._replace(endpoints=(ENDPOINT._replace(environment=CLEAR, ceiling=0),))
    plain = SecrecyLevel.KHONG_MAT

    def missing(unit: UnitFacts) -> str | None:
        failed = explain(unit, plain, SECRET, AT).first_failed
        return failed and failed.code

    assert missing(unit) == "route.endpoint.elsewhere"
    assert missing(unit._replace(profiles=("no_clear",))) == "route.endpoint.none"


def test_a_certificate_is_told_as_whose_it_is() -> None:
    """The organ's is not told as that of the one who would open the document with it."""
    ended = VALID._replace(standing=CertificateStanding.EXPIRED, until="2026-11-01")

    def told(unit: UnitFacts) -> tuple[str, str]:
        failed = explain(unit, MAT, SECRET, AT).first_failed
        assert failed is not None
        assert failed.code == "route.certificate.expired"
        findings = [each for each in check_unit(unit) if each.rule == "certificate.expired"]
        return failed.message.render(str), findings[0].message.render(str)

    own = ENDPOINT._replace(people=(PERSON._replace(certificate=ended),))
    by_person = told(SOUND._replace(endpoints=(own,)))
    assert all(PERSON.name in words for words in by_person)
    none = ENDPOINT._replace(people=(PERSON._replace(certificate=None),))
    of_organ = told(SOUND._replace(endpoints=(none,), organ_certificate=ended))
    assert all(SOUND.name in words and PERSON.name not in words for words in of_organ)
