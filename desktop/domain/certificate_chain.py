"""Whether a certificate leads to an anchor: over authorities whose signatures were checked.

RFC 5280, 6.1, without names and policies: which authority may issue under which name is not
constrained here, and one that binds such constraints is not taken in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from desktop.domain.certificate_policy import CertificateContent, CertificatePolicy, Fault, faults
from desktop.domain.problems import Severity

_UNCHAINED = "certificate.unchained"


class Authority(NamedTuple):
    """An authority's certificate; `signed_by` is the uid of one whose key made its signature.

    Its period is `[from_date, to_date)`. `path_length` is how many authorities may stand between
    it and a subscriber, None any number. `anchor`: its fingerprint was compared with paper.
    """

    uid: str
    subject: str
    key: str
    anchor: bool
    signed_by: str | None
    path_length: int | None
    from_date: str
    to_date: str | None


class Chains:
    """The authorities of the registers on a day; says of each whether it leads to an anchor."""

    def __init__(self, authorities: Iterable[Authority], at: str) -> None:
        self._at = at
        self._by_uid = {each.uid: each for each in authorities}
        self._alike: dict[tuple[str, str], list[Authority]] = {}
        for each in sorted(self._by_uid.values()):
            self._alike.setdefault((each.subject, each.key), []).append(each)
        self._known: dict[str, Fault | None] = {}

    @property
    def has_anchors(self) -> bool:
        """Say whether there is any anchor that certificates could lead to."""
        return any(each.anchor for each in self._by_uid.values())

    def fault(self, signed_by: str | None, issuer: str) -> Fault | None:
        """Return why a certificate whose signature the authority `signed_by` made leads to no
        anchor, or None where it does; `issuer` is the name that it gives its issuer.

        The codes: `certificate.unchained`, `.not_signed`, `.no_anchor`, `.over`, `.not_yet`,
        `.length`.
        """
        if signed_by is None or signed_by not in self._by_uid:
            known = any(each.subject == issuer for each in self._by_uid.values())
            case = "certificate.unchained.not_signed" if known else _UNCHAINED
            return Fault(case, Severity.ERROR, {"issuer": issuer})
        if signed_by not in self._known:
            self._known[signed_by] = self._walk(signed_by, 0, frozenset())
        return self._known[signed_by]

    def path(self, signed_by: str | None) -> tuple[Authority, ...]:
        """Return the authorities from a certificate's own up to the last that is known, as far as
        their signatures lead."""
        found: list[Authority] = []
        while signed_by in self._by_uid and len(found) < len(self._by_uid):
            found.append(self._by_uid[signed_by])
            signed_by = found[-1].signed_by
            if found[-1].anchor:
                break
        return tuple(found)

    def _walk(self, uid: str, below: int, seen: frozenset[str]) -> Fault | None:
        """Look at all certificates of the authority: it is the same one under another date."""
        own = self._by_uid[uid]
        first: Fault | None = None
        for each in self._alike[own.subject, own.key]:
            if each.uid in seen:
                continue
            fault = self._step(each, below, seen | {each.uid})
            if fault is None:
                return None
            first = first or fault
        return first or Fault("certificate.unchained.no_anchor", Severity.ERROR, _named(own))

    def _step(self, each: Authority, below: int, seen: frozenset[str]) -> Fault | None:
        if each.path_length is not None and below > each.path_length:
            return Fault("certificate.unchained.length", Severity.ERROR, _named(each))
        if each.to_date is not None and each.to_date <= self._at:
            values = {**_named(each), "end": each.to_date}
            return Fault("certificate.unchained.over", Severity.ERROR, values)
        if each.from_date > self._at:
            values = {**_named(each), "first": each.from_date}
            return Fault("certificate.unchained.not_yet", Severity.ERROR, values)
        if each.anchor:
            return None
        if each.signed_by is None or each.signed_by not in self._by_uid:
            return Fault("certificate.unchained.no_anchor", Severity.ERROR, _named(each))
        return self._walk(each.signed_by, below + 1, seen)


def authority_faults(
    rules: CertificatePolicy, content: CertificateContent, *, is_self_signed: bool
) -> list[Fault]:
    """Return what stands against taking an authority in: it may not issue, is weak, or binds what
    is not understood. A signature of its own proves nothing, so its digest is not looked at.

    The codes: `trust.not_authority`, `trust.authority_weak`, `trust.authority_extension`.
    """
    found = []
    if not content.is_authority or (
        content.usages is not None and "key_cert_sign" not in content.usages
    ):
        found.append(Fault("trust.not_authority", Severity.ERROR))
    for fault in faults(rules, content._replace(is_authority=False), "sign"):
        if fault.code.startswith("certificate.weak."):
            if fault.code == "certificate.weak.digest" and is_self_signed:
                continue
            what = fault.values.get("digest") or fault.values.get("key")
            what = what or fault.values.get("curve") or fault.values.get("algorithm")
            found.append(Fault("trust.authority_weak", Severity.ERROR, {"what": what}))
        elif fault.code == "certificate.extension":
            found.append(Fault("trust.authority_extension", Severity.ERROR, fault.values))
    return found


def _named(each: Authority) -> dict[str, object]:
    return {"authority": each.subject}
