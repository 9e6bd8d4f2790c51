"""Rules of `check` about devices: minutes that wait, and certificates that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from desktop.domain.cells import shown_date
from desktop.domain.checks import Finding
from desktop.domain.custody import CERTIFICATE_LABELS, CUSTODY_LABELS
from desktop.domain.problems import Severity
from desktop.domain.texts import Text


class WaitingMinutes(NamedTuple):
    """Minutes without a signature: their number, day, how many devices, and a unit's uid and
    code."""

    number: int
    drawn_on: str
    devices: int
    unit: str | None
    code: str | None


class AtLarge(NamedTuple):
    """A certificate that can be used still, though it should not be, and its device."""

    token: str
    subscriber: str
    custody: str
    unit: str | None
    number: str
    state: str
    code: str | None


def check_minutes(found: Iterable[WaitingMinutes], names: Mapping[str, str]) -> Iterator[Finding]:
    """Tell of minutes that wait for a signature; `names` are those of units by uid."""
    for each in found:
        values = {
            "number": each.number,
            "drawn": shown_date(each.drawn_on),
            "count": each.devices,
        }
        yield _finding(
            "token.minutes_waiting", Severity.WARNING, (each.unit, each.code), names, values
        )


def check_at_large(found: Iterable[AtLarge], names: Mapping[str, str]) -> Iterator[Finding]:
    """Tell of devices that are lost, destroyed or given back while their certificates can still be
    used."""
    for each in found:
        values = {
            "token": f"{each.token} · {each.subscriber}",
            "custody": Text(CUSTODY_LABELS[each.custody]),
            "number": each.number or "—",
            "state": Text(CERTIFICATE_LABELS[each.state]),
        }
        back = each.custody == "returned"
        case = "token.at_large.returned" if back else None
        severity = Severity.WARNING if back else Severity.ERROR
        unit = (each.unit, each.code)
        yield _finding("token.at_large", severity, unit, names, values, case)


def check_revocations(found: Iterable[AtLarge], names: Mapping[str, str]) -> Iterator[Finding]:
    """Tell of revocations that were asked for and are not confirmed yet."""
    for each in found:
        values = {"token": f"{each.token} · {each.subscriber}", "number": each.number or "—"}
        yield _finding(
            "token.revocation_waiting", Severity.WARNING, (each.unit, each.code), names, values
        )


def _finding(
    rule: str,
    severity: Severity,
    unit: tuple[str | None, str | None],
    names: Mapping[str, str],
    values: Mapping[str, object],
    case: str | None = None,
) -> Finding:
    uid, code = unit[0] or "", unit[1]
    # A unit without a code is known by its name, which is no code.
    shown = None if code == names.get(uid) else code
    return Finding(rule, severity, uid, names.get(uid, ""), shown, case or rule, values)
