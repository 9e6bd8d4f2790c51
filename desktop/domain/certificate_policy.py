"""What a certificate must be to be relied on: key, issuer's signature, usages, length of life.

The rules are those of `resources/tokens/certificate-policy.toml`. A fault is a code of a sentence
with its values; who it is about is added by whoever tells it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from desktop.domain.custody import PURPOSE_LABELS
from desktop.domain.problems import Severity
from desktop.domain.texts import Text
from desktop.domain.usage_words import usage_words

_NO_VALUES: Mapping[str, object] = MappingProxyType({})
# The key usages of RFC 5280, 4.2.1.3, as standards and programs write them.
USAGES: Mapping[str, str] = {
    "digital_signature": "digitalSignature",
    "content_commitment": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
    "encipher_only": "encipherOnly",
    "decipher_only": "decipherOnly",
}


class CertificateContent(NamedTuple):
    """What stands in a certificate that a policy looks at.

    `algorithm` is "rsa", "ec" or another's name, `curve` only of "ec"; `digest` is that under the
    issuer's signature, None where it has none of its own or it is not known. `usages` and
    `extended` (dotted numbers) are None where the extension is not there. `critical` are the
    numbers of all critical extensions. `first` and `last` are ISO days, both included.
    """

    algorithm: str
    bits: int
    curve: str | None
    digest: str | None
    usages: tuple[str, ...] | None
    extended: tuple[str, ...] | None
    critical: tuple[str, ...]
    is_authority: bool
    subject: str
    first: str
    last: str


class Fault(NamedTuple):
    """What is wrong with a certificate: a code of a sentence, how much it matters, its values."""

    code: str
    severity: Severity
    values: Mapping[str, object] = _NO_VALUES


@dataclass(frozen=True)
class Usage:
    """What serves a purpose: key usages by algorithm, one of which is needed, and extended ones."""

    key: Mapping[str, tuple[str, ...]]
    extended: frozenset[str]


@dataclass(frozen=True)
class CertificatePolicy:
    """The rules, as the file says them."""

    years: int
    least_bits: Mapping[str, int]
    curves: frozenset[str]
    digests: frozenset[str]
    usages: Mapping[str, Usage]
    known: frozenset[str]
    longest_name: int


def policy(definition: Mapping[str, Any]) -> CertificatePolicy:
    """Build the rules from `resources/tokens/certificate-policy.toml`.

    Raises `ValueError` where they name a purpose or a key usage that there is not.
    """
    usages = {
        purpose: Usage(
            {kind: tuple(names) for kind, names in table["key"].items()},
            frozenset(table["extended"]),
        )
        for purpose, table in definition["usage"].items()
    }
    named = {name for each in usages.values() for names in each.key.values() for name in names}
    if set(usages) != set(PURPOSE_LABELS) or not named <= set(USAGES):
        raise ValueError("the policy of certificates names an unknown purpose or usage")
    return CertificatePolicy(
        definition["years"],
        {kind: table["bits"] for kind, table in definition["key"].items()},
        frozenset(definition["key"]["ec"]["curves"]),
        frozenset(definition["signature"]["digests"]),
        usages,
        frozenset(definition["extension"]["known"]),
        definition["subject"]["longest"],
    )


def purpose_of(rules: CertificatePolicy, content: CertificateContent) -> str | None:
    """Return what a certificate is for, as its usages say; None where they say nothing of it.

    One that allows signing is for signing, whatever else it allows: the key of a device with one
    certificate does everything.
    """
    order = ("sign", "authenticate", "encrypt")
    return next((name for name in order if not _usage_faults(rules, content, name)), None)


def faults(rules: CertificatePolicy, content: CertificateContent, purpose: str) -> Iterator[Fault]:
    """Yield all that the policy holds against a subscriber's certificate used for `purpose`.

    The codes: `certificate.weak.algorithm`, `.key`, `.curve`, `.digest`; `certificate.usage.none`,
    `.key`, `.extended`, `.authority`; `certificate.extension`; `certificate.too_long`;
    `certificate.name.cut`, `certificate.name.empty`.
    """
    yield from _key_faults(rules, content)
    if content.digest is not None and content.digest not in rules.digests:
        values = {"digest": content.digest.upper().replace("SHA", "SHA-").replace("--", "-")}
        yield Fault("certificate.weak.digest", Severity.ERROR, values)
    if content.is_authority:
        yield Fault("certificate.usage.authority", Severity.ERROR)
    else:
        yield from _usage_faults(rules, content, purpose)
    unknown = [number for number in content.critical if number not in rules.known]
    if unknown:
        values = {"numbers": ", ".join(unknown)}
        yield Fault("certificate.extension", Severity.ERROR, values)
    if content.last > _years_later(content.first, rules.years):
        values = {"first": content.first, "last": content.last, "years": str(rules.years)}
        yield Fault("certificate.too_long", Severity.WARNING, values)
    if not content.subject.strip():
        yield Fault("certificate.name.empty", Severity.WARNING)
    elif _is_cut(rules, content.subject):
        yield Fault("certificate.name.cut", Severity.WARNING, {"name": content.subject})


def _key_faults(rules: CertificatePolicy, content: CertificateContent) -> Iterator[Fault]:
    kind = content.algorithm
    if kind not in rules.least_bits:
        yield Fault("certificate.weak.algorithm", Severity.ERROR, {"algorithm": kind.upper()})
    elif content.bits < rules.least_bits[kind]:
        values = {"key": f"{kind.upper()}-{content.bits}", "least": str(rules.least_bits[kind])}
        yield Fault("certificate.weak.key", Severity.ERROR, values)
    elif kind == "ec" and content.curve not in rules.curves:
        values = {"curve": content.curve or "—", "known": ", ".join(sorted(rules.curves))}
        yield Fault("certificate.weak.curve", Severity.ERROR, values)


def _usage_faults(
    rules: CertificatePolicy, content: CertificateContent, purpose: str
) -> list[Fault]:
    needed = rules.usages[purpose]
    names = needed.key.get(content.algorithm, ())
    values = {"purpose": Text(PURPOSE_LABELS[purpose])}
    found = []
    if content.usages is None:
        found.append(Fault("certificate.usage.none", Severity.WARNING, values))
    elif not set(names) & set(content.usages):
        said = usage_words(content.usages)
        found.append(Fault("certificate.usage.key", Severity.ERROR, {**values, "usages": said}))
    if content.extended is not None and needed.extended.isdisjoint(content.extended):
        said = usage_words(content.extended)
        found.append(
            Fault("certificate.usage.extended", Severity.ERROR, {**values, "usages": said})
        )
    return found


def _is_cut(rules: CertificatePolicy, name: str) -> bool:
    return (
        len(name) >= rules.longest_name
        or name.rstrip().endswith(("…", "..."))
        or "\N{REPLACEMENT CHARACTER}" in name
    )


def _years_later(first: str, years: int) -> str:
    """Return the last day of a life of so many years, each counted as a leap year."""
    later = date.fromisoformat(first).toordinal() + 366 * years
    return date.fromordinal(min(later, date.max.toordinal())).isoformat()
