"""Minutes of handing devices over (biên bản giao nhận thiết bị lưu khoá bí mật): their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256

from desktop.domain.canonical import canonical_json
from desktop.domain.texts import N_

# What minutes are about: where the devices are once they are signed.
KIND_LABELS: Mapping[str, str] = {
    "received": N_("to the unit"),
    "handed_over": N_("to the subscriber"),
    "returned": N_("given back"),
}
# How the PIN went along with the devices.
PIN_LABELS: Mapping[str, str] = {
    "sealed": N_("in a sealed envelope, handed over apart from the device"),
    "opened": N_("in an envelope that is not sealed any more"),
    "none": N_("no envelope was handed over"),
}


class MinutesState(StrEnum):
    """How far minutes are."""

    WAITING = "waiting"
    SIGNED = "signed"
    CANCELLED = "cancelled"


STATE_LABELS: Mapping[str, str] = {
    MinutesState.WAITING: N_("waits for the signature"),
    MinutesState.SIGNED: N_("signed"),
    MinutesState.CANCELLED: N_("given up"),
}


@dataclass(frozen=True)
class Party:
    """One of the two sides; what is empty is written by hand."""

    name: str = ""
    post: str = ""
    organ: str = ""


@dataclass(frozen=True)
class Device:
    """A device as minutes name it; `certificates` are the numbers of those on it."""

    token: str
    serial: str
    label: str
    model: str
    certificates: tuple[str, ...]
    purpose: str
    subscriber: str
    unit: str


@dataclass(frozen=True)
class Told:
    """All that minutes say. `kind` is one of `KIND_LABELS`, `pin` of `PIN_LABELS`, `day` ISO."""

    number: int
    kind: str
    day: str
    organ: str
    giver: Party
    receiver: Party
    devices: tuple[Device, ...]
    condition: str
    pin: str
    reason: str

    def text(self) -> str:
        """Return it as the one JSON text that is kept and signed."""
        return canonical_json(asdict(self))


def digest_of(text: str) -> str:
    """Return the digest of what minutes say, which stands on the paper, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def told_from(values: Mapping[str, object]) -> Told:
    """Build what minutes say from the JSON that was kept."""
    given = dict(values)
    for side in ("giver", "receiver"):
        given[side] = Party(**given[side])  # type: ignore[arg-type]  # as `Told.text` wrote it
    given["devices"] = tuple(map(_device, given["devices"]))  # type: ignore[call-overload]  # too
    return Told(**given)  # type: ignore[arg-type]  # as above


def _device(values: Mapping[str, object]) -> Device:
    numbers: Sequence[str] = values["certificates"]  # type: ignore[assignment]  # as above
    return Device(**{**values, "certificates": tuple(numbers)})  # type: ignore[arg-type]  # as above


def state_of(signed_on: str | None, cancelled_on: str | None) -> MinutesState:
    """Return how far minutes are, by the days that are told of them."""
    if cancelled_on is not None:
        return MinutesState.CANCELLED
    return MinutesState.WAITING if signed_on is None else MinutesState.SIGNED


# The files that may be kept as a signed copy: what begins so, and the name's ending.
_SCANS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
# A copy of several pages in colour stays below this; what is larger fills the vault.
SCAN_BYTES = 20 * 1024 * 1024


def scan_ending(content: bytes) -> str | None:
    """Return the ending of a scan's file name by how it begins; None: it may not be kept."""
    return next((ending for begin, ending in _SCANS if content.startswith(begin)), None)
