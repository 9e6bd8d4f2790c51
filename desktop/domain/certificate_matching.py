"""Whose a certificate is: found in the registers by its public key, the certificate itself, or its
serial number, in this order; where two of these disagree it is asked, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from desktop.domain.folding import fold
from desktop.domain.texts import N_


class KnownBy(StrEnum):
    """What a certificate was known by. `TOLD`: a person said on which device it is."""

    KEY = "key"
    CERTIFICATE = "certificate"
    NUMBER = "number"
    SERIAL = "serial"
    TOLD = "told"


KNOWN_BY_LABELS: Mapping[str, str] = {
    KnownBy.KEY: N_("its key"),
    KnownBy.CERTIFICATE: N_("the very certificate"),
    KnownBy.NUMBER: N_("its number"),
    KnownBy.SERIAL: N_("the device's serial in it"),
    KnownBy.TOLD: N_("as told"),
}


class KnownCertificate(NamedTuple):
    """A certificate of the registers; `issuer`, `fingerprint` and `key` are None where it is not
    kept whole, `token` where it is on no device."""

    uid: str
    token: str | None
    number: str
    issuer: str | None
    fingerprint: str | None
    key: str | None


class Sought(NamedTuple):
    """A certificate from a file; `device` is a device's serial, where its subject bears one."""

    number: str
    issuer: str
    fingerprint: str
    key: str
    device: str | None = None


class Match(NamedTuple):
    """What a certificate was found to be: `certificate` is the uid of its own row, None where it is
    new; `token` the uid of its device, None where it is on none."""

    by: KnownBy
    certificate: str | None
    token: str | None


class Clash(NamedTuple):
    """Why a certificate is not placed: a code of a sentence, and the uids it speaks of."""

    code: str
    certificates: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registers:
    """What the registers know, arranged for looking up."""

    by_fingerprint: Mapping[str, tuple[KnownCertificate, ...]]
    by_key: Mapping[str, tuple[KnownCertificate, ...]]
    by_number: Mapping[str, tuple[KnownCertificate, ...]]
    by_serial: Mapping[str, str]


def bare_number(number: str) -> str:
    """Return a certificate's number without the zeros that some programs write before it."""
    return number.lstrip("0") or "0"


def registers(certificates: Iterable[KnownCertificate], serials: Mapping[str, str]) -> Registers:
    """Arrange the certificates (any order); `serials` are tokens' uids by serial."""
    prints: dict[str, list[KnownCertificate]] = defaultdict(list)
    keys: dict[str, list[KnownCertificate]] = defaultdict(list)
    numbers: dict[str, list[KnownCertificate]] = defaultdict(list)
    for each in sorted(certificates, key=lambda one: one.uid):
        if each.fingerprint is not None:
            prints[each.fingerprint].append(each)
        if each.key is not None:
            keys[each.key].append(each)
        if each.number:
            numbers[bare_number(each.number)].append(each)
    return Registers(
        {mark: tuple(found) for mark, found in prints.items()},
        {key: tuple(found) for key, found in keys.items()},
        {number: tuple(found) for number, found in numbers.items()},
        serials,
    )


def match(known: Registers, sought: Sought, told: str | None = None) -> Match | Clash:
    """Find whose a certificate is; `told` is the token that a person named, by uid.

    The codes of a clash: `certificate.key_shared` (one key on two devices),
    `certificate.number_again` (its issuer gave the number to another certificate),
    `certificate.number_shared` (several in the registers have it), `certificate.contradicts` (its
    key, number and serial lead to different devices), `certificate.not_told` (they lead to another
    than the person said), `certificate.no_owner`.
    """
    twins = known.by_fingerprint.get(sought.fingerprint, ())
    # Should it be there twice, that on a device counts.
    same = next((each for each in twins if each.token is not None), next(iter(twins), None))
    with_key = known.by_key.get(sought.key, ())
    holders = {each.token for each in with_key} - {None}
    if len(holders) > 1:
        return Clash("certificate.key_shared", tokens=_sorted(holders))
    own = _by_number(known, sought)
    if isinstance(own, Clash):
        return own
    found = _found(known, sought, twins, own)
    tokens = {each.token for each in found if each.token is not None}
    if len(tokens) > 1:
        return Clash("certificate.contradicts", tokens=_sorted(tokens))
    if told is not None and tokens and told not in tokens:
        return Clash("certificate.not_told", tokens=_sorted(tokens))
    if not found:
        if told is None:
            return Clash("certificate.no_owner")
        return Match(KnownBy.TOLD, None, told)
    first = found[0]
    row = same or own
    token = next(iter(tokens), told)
    return Match(first.by, row.uid if row is not None else None, token)


def _found(
    known: Registers,
    sought: Sought,
    twins: Sequence[KnownCertificate],
    own: KnownCertificate | None,
) -> list[Match]:
    """Return what each of the ways finds, the strongest first."""
    found = []
    with_key = known.by_key.get(sought.key, ())
    if with_key:
        token = next((each.token for each in with_key if each.token is not None), None)
        found.append(Match(KnownBy.KEY, None, token))
    found += [Match(KnownBy.CERTIFICATE, each.uid, each.token) for each in twins]
    if own is not None:
        found.append(Match(KnownBy.NUMBER, own.uid, own.token))
    device = known.by_serial.get(sought.device) if sought.device is not None else None
    if device is not None:
        found.append(Match(KnownBy.SERIAL, None, device))
    return found


def _by_number(known: Registers, sought: Sought) -> KnownCertificate | Clash | None:
    """Return the certificate that a list gave this number: another issuer's is another one."""
    numbered = [
        each
        for each in known.by_number.get(bare_number(sought.number), ())
        if each.issuer is None or fold(each.issuer) == fold(sought.issuer)
    ]
    others = [each for each in numbered if each.fingerprint not in (None, sought.fingerprint)]
    if others:
        return Clash("certificate.number_again", tuple(each.uid for each in others))
    listed = [each for each in numbered if each.fingerprint is None]
    if len(listed) > 1:
        return Clash("certificate.number_shared", tuple(each.uid for each in listed))
    return listed[0] if listed else None


def _sorted(uids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted(uid for uid in uids if uid is not None))
