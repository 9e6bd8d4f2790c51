"""Places (địa bàn hành chính): provinces and communes of the state's table, with dated names."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.periods import holds

# The day from which the present provinces and communes exist.
FIRST_DAY = "2025-07-01"

PROVINCE = "tỉnh"
CITY = "thành phố trung ương"
COMMUNE = "xã"
WARD = "phường"
SPECIAL_ZONE = "đặc khu"

_PREFIXES = ("Thành phố ", "Tỉnh ", "Xã ", "Phường ", "Đặc khu ")


@dataclass(frozen=True)
class PlaceVersion:
    """Name and type of a place over `[from_date, to_date)`; `basis` is the resolution, if known."""

    from_date: str
    to_date: str | None
    name: str
    type: str
    basis: str | None

    @property
    def proper_name(self) -> str:
        """The name without its kind: `Ba Đình` of `Phường Ba Đình`."""
        for prefix in _PREFIXES:
            if self.name.startswith(prefix):
                return self.name.removeprefix(prefix)
        return self.name


@dataclass(frozen=True)
class Place:
    """A province (2 digits) or a commune (5 digits, with its `province`) and its versions in order.

    `committee_name_derived` is the Party committee's name today: derived, not official.
    """

    code: str
    province: str | None
    versions: tuple[PlaceVersion, ...]
    committee_name_derived: str | None = None

    def at(self, date: str) -> PlaceVersion | None:
        """Return the version in force on `date`, or None before 2025-07-01."""
        for version in self.versions:
            if holds(version.from_date, version.to_date, date):
                return version
        return None


def with_change(
    first: PlaceVersion, changed_on: str | None, name: str, kind: str, basis: str | None
) -> tuple[PlaceVersion, ...]:
    """Return `first` alone, or cut at `changed_on` and followed by the new name and type."""
    if changed_on is None:
        return (first,)
    before = PlaceVersion(first.from_date, changed_on, first.name, first.type, first.basis)
    return before, PlaceVersion(changed_on, None, name, kind, basis)
