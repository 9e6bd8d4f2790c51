"""How far a table of clerks reaches: a commune's answer may not change the clerks of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.services.imports.clerk_rows import ClerkRow
from desktop.services.imports.plan import Record, differing_fields, refused


@dataclass(frozen=True)
class Reach:
    """`covers` says of a unit whether the table speaks for it, `title` how it is shown; both take
    its uid."""

    covers: Callable[[str], bool]
    title: Callable[[str], str]

    def check(self, row: ClerkRow, person: Record | None, given: Mapping[str, Any]) -> None:
        """Check the units that a row gives its person besides, and what it says of somebody known.

        Raises `Refused`: `collect.row_elsewhere`, `collect.clerk_elsewhere`.
        """
        for unit in row.also:
            if not self.covers(unit):
                field = "also_for" if row.text("also_for") else row.besides[0][0]
                raise refused(row.entry, field, "collect.row_elsewhere", unit=self.title(unit))
        home = person["unit"] if person is not None else None
        if person is None or home is None or self.covers(home):
            return
        for field in differing_fields(person.values, given):
            values = {"person": person["name"], "unit": self.title(home)}
            field = "person" if field == "name" else field
            raise refused(row.entry, field, "collect.clerk_elsewhere", **values)
