"""Whose a certificate is: found by key, certificate, number, in this order, and never guessed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.certificate_matching import (
    Clash,
    KnownBy,
    KnownCertificate,
    Match,
    Registers,
    Sought,
    bare_number,
    match,
    registers,
)

TOKENS = st.sampled_from([None, "t1", "t2", "t3"])
NUMBERS = st.sampled_from(["", "A1", "0A1", "B2", "C3"])
ISSUERS = st.sampled_from(["CA Một", "CA Hai"])
KEYS = st.sampled_from(["k1", "k2", "k3"])
PRINTS = st.sampled_from(["f1", "f2", "f3", "f4"])
SERIALS = {"S1": "t1", "S2": "t2"}


@st.composite
def known(draw: st.DrawFn) -> list[KnownCertificate]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        whole = draw(st.booleans())
        found.append(
            KnownCertificate(
                f"c{number}",
                draw(TOKENS),
                draw(NUMBERS),
                draw(ISSUERS) if whole or draw(st.booleans()) else None,
                draw(PRINTS) if whole else None,
                draw(KEYS) if whole else None,
            )
        )
    return found


SOUGHT = st.builds(
    Sought, NUMBERS.filter(bool), ISSUERS, PRINTS, KEYS, st.sampled_from([None, "S1", "S2", "S9"])
)


@given(known(), SOUGHT, TOKENS, st.randoms())
def test_what_is_found_is_not_guessed(
    rows: list[KnownCertificate], sought: Sought, told: str | None, random: object
) -> None:
    found = match(registers(rows, SERIALS), sought, told)
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis' own Random
    assert match(registers(shuffled, SERIALS), sought, told) == found
    leads = leading(rows, sought)
    if isinstance(found, Clash):
        assert found.code != "certificate.no_owner" or (not leads and told is None)
        return
    devices = {token for token in leads if token is not None}
    # All that leads anywhere leads to the device that was found.
    assert devices <= {found.token}
    if told is not None:
        assert found.token == told
    if found.by is KnownBy.TOLD:
        assert not leads
    if any(row.key == sought.key for row in rows):
        assert found.by is KnownBy.KEY
    elif any(row.fingerprint == sought.fingerprint for row in rows):
        assert found.by is KnownBy.CERTIFICATE
    if found.certificate is not None:
        (row,) = [row for row in rows if row.uid == found.certificate]
        assert row.fingerprint in (None, sought.fingerprint)
        if row.fingerprint is None:
            assert bare_number(row.number) == bare_number(sought.number)


def leading(rows: list[KnownCertificate], sought: Sought) -> list[str | None]:
    """Return the devices that the key, the certificate, its number and its serial lead to."""
    leads = [
        row.token
        for row in rows
        if row.key == sought.key
        or row.fingerprint == sought.fingerprint
        or (
            row.fingerprint is None
            and row.number
            and bare_number(row.number) == bare_number(sought.number)
            and row.issuer in (None, sought.issuer)
        )
    ]
    device = SERIALS.get(sought.device or "")
    return [*leads, *([device] if device else [])]


EMPTY: Registers = registers([], {})
ONE = Sought("A1", "CA", "f", "k")


def test_zeros_before_a_number_and_other_issuers() -> None:
    declared = KnownCertificate("c", "t", "00a1".upper(), None, None, None)
    assert match(registers([declared], {}), ONE) == Match(KnownBy.NUMBER, "c", "t")
    elsewhere = declared._replace(issuer="CA khác")
    assert match(registers([elsewhere], {}), ONE) == Clash("certificate.no_owner")
    whole = declared._replace(issuer="ca", fingerprint="other", key="other")
    assert match(registers([whole], {}), ONE) == Clash("certificate.number_again", ("c",))
    assert match(EMPTY, ONE, "t9") == Match(KnownBy.TOLD, None, "t9")


def test_a_key_on_two_devices_is_named() -> None:
    both = [KnownCertificate(f"c{uid}", uid, uid, "CA", uid, "k") for uid in ("t1", "t2")]
    assert match(registers(both, {}), ONE) == Clash("certificate.key_shared", tokens=("t1", "t2"))


def test_a_listed_certificate_that_is_on_no_device_gets_the_one_told() -> None:
    row = KnownCertificate("c", None, "A1", None, None, None)
    assert match(registers([row], {}), ONE, "t") == Match(KnownBy.NUMBER, "c", "t")
