"""The drivers of tokens that are known: where they mostly are, and what is told of their PINs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desktop import resources


@dataclass(frozen=True)
class PinLimits:
    """What a maker says of its tokens' PINs: they have `least` to `most` characters, and `tries`
    wrong ones in a row lock the token."""

    least: int
    most: int
    tries: int


@dataclass(frozen=True)
class KnownDriver:
    """A driver of resources/tokens/drivers.toml: its maker or product, the paths where its library
    usually is, and `limits` where the maker tells them."""

    name: str
    paths: tuple[Path, ...]
    limits: PinLimits | None


@dataclass(frozen=True)
class DriverFile:
    """A driver's library on this PC with the name of its maker or product."""

    name: str
    path: Path


@cache
def listed_drivers() -> tuple[KnownDriver, ...]:
    """Return the drivers that this program knows, whether they are on this PC or not."""
    listed = resources.toml("tokens", "drivers.toml")["driver"]
    return tuple(
        KnownDriver(
            each["name"],
            tuple(map(Path, each["paths"])),
            PinLimits(each["pin"][0], each["pin"][1], each["tries"]) if "pin" in each else None,
        )
        for each in listed
    )


def drivers_here(more: Iterable[Path] = ()) -> tuple[DriverFile, ...]:
    """Return the drivers that are on this PC: those of `more` first, which a person chose before,
    then those that are listed."""
    listed = [(path.name, path) for path in more]
    listed += [(known.name, path) for known in listed_drivers() for path in known.paths]
    # One library often has several names.
    found: dict[Path, DriverFile] = {}
    for name, path in listed:
        if path.is_file():
            found.setdefault(path.resolve(), DriverFile(name, path))
    return tuple(found.values())


def drivers_absent() -> tuple[KnownDriver, ...]:
    """Return the listed drivers of which no library is on this PC."""
    listed = listed_drivers()
    return tuple(each for each in listed if not any(path.is_file() for path in each.paths))


def driver_of(module: Path) -> KnownDriver | None:
    """Return the listed driver that the library `module` is by its file name, wherever it lies."""
    names = {module.name.casefold(), module.resolve().name.casefold()}
    for known in listed_drivers():
        if names & {path.name.casefold() for path in known.paths}:
            return known
    return None


def pin_limits(module: Path) -> PinLimits | None:
    """Return what the maker of the driver `module` says of PINs; None where it says nothing."""
    known = driver_of(module)
    return known.limits if known is not None else None
