"""Which tokens a PKCS#11 driver sees, and how many tries their PINs have, before any is entered.

Needs no vault. The driver runs in a process of its own, which is ended if it hangs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from desktop.crypto import tokens
from desktop.domain.cells import serial_as_written
from desktop.domain.problems import Failure, world_failed

# A driver that only has to say what it sees is not waited for as long as one that signs.
LOOKING_SECONDS = 20.0


class Access(StrEnum):
    """How a token's PIN stands; the words are those of the register of tokens."""

    OK = "ok"
    FEW = "few"
    FINAL = "final"
    LOCKED = "locked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FoundToken:
    """A token that is plugged in. `access` is what it says of its PIN: drivers that count no
    tries say `ok`. `pin_set` is false for one whose PIN was never set."""

    module: Path
    label: str
    serial: str
    model: str
    maker: str
    access: Access
    pin_set: bool

    @property
    def spec(self) -> str:
        """Return its name as `seal` takes it."""
        return f"pkcs11:{self.module}?token={quote(self.label, safe='')}"


def probe(module: Path, *, timeout: float = LOOKING_SECONDS) -> tuple[FoundToken, ...]:
    """Return the tokens that the driver `module` sees, by label.

    Raises `WorldFailure`: `pkcs11.module_missing`, `.not_a_library`, `.module_failed`,
    `.crashed`, `.timeout`.
    """
    found = [_found(module, each) for each in tokens.look(module, timeout=timeout) if each["ready"]]
    return tuple(sorted(found, key=lambda token: (token.label, token.serial)))


def access_of(module: Path, label: str) -> FoundToken | None:
    """Look at one token by its label just before its PIN is asked; None where it is not there.

    Raises `WorldFailure` as `probe`; a token whose state cannot be told is `unknown`.
    """
    same = [token for token in probe(module) if token.label == label]
    return same[0] if same else None


def find_device(modules: Iterable[Path], serial: str) -> FoundToken:
    """Look through drivers for the device of a serial, as its driver or the registers write it.

    Raises `WorldFailure`: `token.not_plugged`, or what kept a driver from being asked.
    """
    found, failed = look_everywhere(modules)
    for token in found:
        if serial in (token.serial, serial_as_written(token.serial)):
            return token
    raise failed[0] if failed else world_failed("token.not_plugged", serial=serial)


def look_everywhere(modules: Iterable[Path]) -> tuple[tuple[FoundToken, ...], tuple[Failure, ...]]:
    """Look through several drivers: the tokens found, and why a driver could not be asked."""
    found: dict[tuple[str, str], FoundToken] = {}
    failed: list[Failure] = []
    for module in modules:
        try:
            for token in probe(module):
                # Two drivers may see the same token: the first one is taken.
                found.setdefault((token.label, token.serial), token)
        except Failure as failure:
            failed.append(failure)
    return tuple(found.values()), tuple(failed)


def access_told(said: Mapping[str, Any]) -> Access:
    """Return how a PIN stands by the flags that a driver told."""
    if not said["pin_set"]:
        return Access.UNKNOWN
    for word, flag in ((Access.LOCKED, "locked"), (Access.FINAL, "final"), (Access.FEW, "few")):
        if said[flag]:
            return word
    return Access.OK


def _found(module: Path, said: Mapping[str, Any]) -> FoundToken:
    return FoundToken(
        module,
        said["label"],
        said["serial"],
        said["model"],
        said["maker"],
        access_told(said),
        said["pin_set"],
    )
