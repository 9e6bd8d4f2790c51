"""The rules of `check` about certificates: the policy, one number or key twice, another unit's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from desktop.domain.certificate_chain import Chains
from desktop.domain.certificate_policy import CertificateContent, CertificatePolicy, Fault, faults
from desktop.domain.checks import Finding
from desktop.domain.custody import CERTIFICATE_LABELS, ENDED
from desktop.domain.folding import fold
from desktop.domain.lifecycle import IN_HAND
from desktop.domain.problems import Severity
from desktop.domain.texts import N_, Text

# Why a certificate was revoked: RFC 5280, 5.3.1.
REASONS: Mapping[str, str] = {
    "unspecified": N_("no reason given"),
    "keyCompromise": N_("the key was disclosed"),
    "cACompromise": N_("the authority's key was disclosed"),
    "affiliationChanged": N_("the subscriber's organisation or post changed"),
    "superseded": N_("another certificate replaced it"),
    "cessationOfOperation": N_("it is no longer needed"),
    "certificateHold": N_("on hold"),
    "privilegeWithdrawn": N_("the right to it was withdrawn"),
    "aACompromise": N_("the authority's key was disclosed"),
}


class KeptCertificate(NamedTuple):
    """A certificate that is kept whole and has not ended, with whose it is.

    `unit` is its own unit (uid), `token_unit` its device's; `subscriber` is what its owner is
    called, `organisations` the OU and O of its subject, the innermost first. `signed_by` is the
    authority (uid) whose key made its signature, `issuer` what it calls its issuer itself.
    """

    uid: str
    number: str
    subscriber: str
    purpose: str
    unit: str | None
    token_unit: str | None
    organisations: tuple[str, ...]
    content: CertificateContent
    issuer: str
    signed_by: str | None

    @property
    def owner(self) -> str | None:
        """The unit that it is told of."""
        return self.unit or self.token_unit


class Twice(NamedTuple):
    """A certificate whose number, or whose key, another one has too. `holder` is what its owner is
    called, `unit` its unit (uid)."""

    value: str
    number: str
    holder: str
    unit: str | None


class ListedCertificate(NamedTuple):
    """A certificate of which its authority's list says "revoked" or "on_hold": since which day
    (ISO), and why in RFC 5280's words. `state` is what the registers say, `custody` its device's.
    """

    number: str
    subscriber: str
    unit: str | None
    state: str
    listed: str
    listed_on: str
    listed_why: str | None
    custody: str | None


class ListAge(NamedTuple):
    """An authority that issued certificates in use: how many, and when the newest of its lists was
    made and is to be renewed (RFC 3339 UTC); None where none was taken in, or it does not say."""

    authority: str
    certificates: int
    made_at: str | None
    next_at: str | None


class Units(NamedTuple):
    """The units of a day: names and parents by uid, codes by uid where they have one."""

    names: Mapping[str, str]
    parents: Mapping[str, str | None]
    codes: Mapping[str, str]


def check_policy(
    certificates: Iterable[KeptCertificate], rules: CertificatePolicy, units: Units
) -> Iterator[Finding]:
    """Tell what the policy holds against each."""
    for each in certificates:
        for fault in faults(rules, each.content, each.purpose):
            yield _of_fault(each, fault, units)


def check_chains(
    certificates: Collection[KeptCertificate], chains: Chains, units: Units
) -> Iterator[Finding]:
    """Tell which lead to no anchor; where there is no anchor at all, that once."""
    if certificates and not chains.has_anchors:
        values = {"count": str(len(certificates))}
        case = "certificate.unchained.nothing_trusted"
        yield _at_unit(None, case, Severity.WARNING, values, units)
        return
    for each in certificates:
        fault = chains.fault(each.signed_by, each.issuer)
        if fault is not None:
            yield _of_fault(each, fault, units)


def check_listed(certificates: Iterable[ListedCertificate], units: Units) -> Iterator[Finding]:
    """Tell what lists say: of what is on hold or in use here still, and of revoked certificates on
    devices in somebody's hands."""
    for each in certificates:
        values = {
            "number": each.number,
            "subscriber": each.subscriber,
            "date": each.listed_on,
            "why": Text(REASONS.get(each.listed_why or "", N_("no reason given"))),
        }
        if each.listed == "on_hold":
            if each.state not in ENDED:
                case = "certificate.revoked.on_hold"
                yield _at_unit(each.unit, case, Severity.WARNING, values, units)
        elif each.state not in ENDED:
            values["state"] = Text(CERTIFICATE_LABELS[each.state])
            case = "certificate.revoked.still"
            yield _at_unit(each.unit, case, Severity.ERROR, values, units)
        elif each.custody in IN_HAND:
            yield _at_unit(each.unit, "certificate.revoked", Severity.ERROR, values, units)


def check_lists(ages: Iterable[ListAge], at: str, units: Units) -> Iterator[Finding]:
    """Tell which authorities' lists are missing or should have been renewed by the day `at`."""
    for each in ages:
        values = {"authority": each.authority, "count": str(each.certificates)}
        if each.made_at is None:
            case = "certificate.list.missing"
            yield _at_unit(None, case, Severity.INFO, values, units)
        elif each.next_at is not None and each.next_at[:10] < at:
            values |= {"made": each.made_at[:10], "end": each.next_at[:10]}
            yield _at_unit(None, "certificate.list.old", Severity.WARNING, values, units)


def check_clock(
    certificates: Iterable[KeptCertificate], ages: Iterable[ListAge], latest: str, units: Units
) -> Iterator[Finding]:
    """Tell of what begins after `latest`, the last day that this PC's clock has shown: either the
    clock is behind, or what was taken in is ahead of its time."""
    for each in certificates:
        if each.content.first > latest:
            values = {**_of(each), "first": each.content.first, "day": latest}
            yield _at_unit(each.owner, "certificate.clock", Severity.WARNING, values, units)
    for age in ages:
        if age.made_at is not None and age.made_at[:10] > latest:
            values = {"authority": age.authority, "made": age.made_at[:10], "day": latest}
            case = "certificate.clock.list"
            yield _at_unit(None, case, Severity.WARNING, values, units)


def check_twice(numbers: Iterable[Twice], keys: Iterable[Twice], units: Units) -> Iterator[Finding]:
    """Tell of certificates that share a number, and of devices that share a key; they are given
    in groups, one after the other."""
    for case, found in (("certificate.duplicate", numbers), ("certificate.duplicate.key", keys)):
        groups: dict[str, list[Twice]] = {}
        for each in found:
            groups.setdefault(each.value, []).append(each)
        for group in groups.values():
            holders = "; ".join(each.holder for each in group)
            values = {"number": group[0].number, "holders": holders}
            yield _at_unit(group[0].unit, case, Severity.ERROR, values, units)


def check_owners(certificates: Iterable[KeptCertificate], units: Units) -> Iterator[Finding]:
    """Tell of certificates whose unit is not their device's, or that name another unit."""
    by_name: dict[str, list[str]] | None = None
    for each in certificates:
        if each.unit is not None and each.token_unit not in (None, each.unit):
            values = {**_of(each), "unit": _name(units, each.unit)}
            values["other"] = _name(units, each.token_unit)
            yield _at_unit(each.unit, "certificate.other_unit", Severity.ERROR, values, units)
            continue
        if each.owner is None or not each.organisations:
            continue
        if by_name is None:
            by_name = _by_name(units)
        named = _named(each, by_name, units)
        if named is not None:
            values = {**_of(each), "unit": _name(units, each.owner), "other": _name(units, named)}
            case = "certificate.other_unit.named"
            yield _at_unit(each.owner, case, Severity.WARNING, values, units)


def _named(each: KeptCertificate, by_name: Mapping[str, list[str]], units: Units) -> str | None:
    """Return the one unit that a certificate names and that is not its own, nor above or below it;
    None where it names its own branch too, or a name that several units bear."""
    own = set(_upwards(each.owner, units))
    found: set[str] = set()
    for name in each.organisations:
        bearers = by_name.get(fold(name), [])
        if own.intersection(bearers):
            return None
        if len(bearers) == 1:
            found.add(bearers[0])
    others = {uid for uid in found if each.owner not in set(_upwards(uid, units))}
    return others.pop() if len(others) == 1 and len(found) == 1 else None


def _upwards(unit: str | None, units: Units) -> Iterator[str]:
    seen: set[str] = set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        yield unit
        unit = units.parents.get(unit)


def _by_name(units: Units) -> dict[str, list[str]]:
    """Return the units of the day by the name that they bear, as it is compared."""
    found: dict[str, list[str]] = {}
    for uid in units.parents:
        found.setdefault(fold(units.names[uid]), []).append(uid)
    return found


def _of_fault(each: KeptCertificate, fault: Fault, units: Units) -> Finding:
    values = {**_of(each), **fault.values}
    return _at_unit(each.owner, fault.code, fault.severity, values, units)


def _of(each: KeptCertificate) -> dict[str, object]:
    return {"number": each.number, "subscriber": each.subscriber}


def _name(units: Units, unit: str | None) -> str:
    return units.names.get(unit or "", "—")


def _at_unit(
    unit: str | None, case: str, severity: Severity, values: Mapping[str, object], units: Units
) -> Finding:
    """Make the finding of a case; its rule is the case's first two words."""
    rule = ".".join(case.split(".")[:2])
    uid = unit or ""
    name = units.names.get(uid, "")
    return Finding(rule, severity, uid, name, units.codes.get(uid), case, values)
