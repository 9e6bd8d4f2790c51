"""Random units for tests of delivery, as facts; each is small, and many links are sound, so that
documents arrive about as often as they do not."""

from __future__ import annotations

from hypothesis import strategies as st

from desktop.domain.exemptions import Exemption
from desktop.domain.levels import Direction, Environment
from desktop.domain.route_facts import (
    CertificateFacts,
    CertificateStanding,
    CodeFacts,
    EndpointFacts,
    PersonFacts,
    UnitFacts,
    people_of,
)
from desktop.domain.target_rules import TargetRule

AT = "2026-11-24"
LEVELS = st.integers(min_value=0, max_value=3)
STATES = ("planned", "sent", "accepted", "live", "live", "live", "refused", "retired", "shared")


def facts_of_code(state: str) -> CodeFacts:
    return CodeFacts("qd20", "A11.01", state, "2026-01-01" if state == "retired" else None)


codes = st.none() | st.sampled_from(STATES).map(facts_of_code)
certificates = st.none() | st.builds(
    CertificateFacts,
    st.sampled_from([*CertificateStanding, CertificateStanding.VALID, CertificateStanding.VALID]),
    st.just("4A"),
    st.sampled_from([None, "2027-01-01"]),
)
people = st.builds(
    PersonFacts,
    st.sampled_from(["p1", "p2", "p3"]),
    st.sampled_from(["Nguyễn Văn Thử", "Trần Thị Mẫu"]),
    LEVELS,
    st.none(),
    certificates,
)
endpoints = st.builds(
    EndpointFacts,
    st.sampled_from(["e1", "e2"]),
    st.just("Văn thư"),
    st.sampled_from([None, "vt01"]),
    st.sampled_from(["ro", "mat", "mat"]),
    st.sampled_from([True, True, False]),
    st.booleans(),
    LEVELS,
    st.sampled_from(["active", "active", "active", "planned", "suspended", "closed"]),
    st.builds(people_of, st.lists(people, max_size=2), st.lists(people, max_size=2)),
    st.sampled_from([None, "2026-10-01"]),
    st.just("van-thu"),
    st.sampled_from([frozenset(), frozenset(), frozenset({"bao-cao"})]),
)
channels = st.dictionaries(
    st.sampled_from(["ro", "mat"]), st.sampled_from(["system", "axis", "private", "paper"])
).map(lambda found: tuple(sorted(found.items())))
exemptions = st.lists(
    st.builds(
        Exemption,
        LEVELS,
        st.sampled_from([None, *Environment]),
        st.sampled_from([None, *Direction]),
        st.just("Kết luận 12-KL/TU"),
        st.sampled_from(["2026-11-25", "2026-12-31"]),
    ),
    max_size=2,
)
profiles = st.sampled_from(
    [(), (), (), ("no_clear",), ("clerk_level",), ("clerk_level", "no_clear")]
)
units = st.builds(
    UnitFacts,
    st.just("u1"),
    st.just("Đảng uỷ xã Mẫu"),
    codes,
    st.sampled_from([True, True, False]),
    st.just(()) | channels,
    st.lists(endpoints, max_size=3).map(tuple),
    st.none() | certificates,
    st.just(()),
    st.none() | st.tuples(st.sampled_from(["issued", "received", "installed"]), st.just(AT)),
    profiles,
    st.just(()) | exemptions,
)
rules = st.builds(
    TargetRule,
    uid=st.uuids().map(str),
    unit=st.just("u1"),
    position=st.just(1),
    role=st.sampled_from(["van-thu", "co-yeu"]),
    fallback=st.sampled_from([None, "van-thu", "co-yeu"]),
    types=st.sampled_from([frozenset(), frozenset({"bao-cao"}), frozenset({"cong-van", "de-an"})]),
    environment=st.sampled_from([None, *Environment]),
    level_from=st.sampled_from([0, 1]),
    level_to=st.sampled_from([1, 3]),
    role_label=st.just("Văn thư"),
).flatmap(
    lambda rule: st.sampled_from(
        [
            rule,
            rule._replace(sender="tinh", senders=frozenset({"tinh"}), sender_name="Tỉnh uỷ"),
            rule._replace(sender="xa", senders=frozenset({"xa", "tinh"}), sender_name="Xã"),
        ]
    )
)
ruled_units = st.builds(
    lambda unit, found, roles: unit._replace(
        rules=tuple(found),
        endpoints=tuple(
            each._replace(role=role) for each, role in zip(unit.endpoints, roles, strict=False)
        ),
    ),
    units,
    st.lists(rules, max_size=4),
    st.lists(st.sampled_from(["van-thu", "van-thu", "co-yeu"]), min_size=3, max_size=3),
)
