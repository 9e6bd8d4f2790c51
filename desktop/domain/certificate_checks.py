"""The rules of `check` about certificates: the policy, one number or key twice, another unit's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from desktop.domain.certificate_chain import Chains
from desktop.domain.certificate_policy import CertificateContent, CertificatePolicy, Fault, faults
from desktop.domain.checks import Finding
from desktop.domain.folding import fold
from desktop.domain.problems import Severity


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
