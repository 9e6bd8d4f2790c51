"""Who holds, held and will hold which code of one scheme, while a plan is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop.domain import codes
from desktop.domain.codes import Scheme
from desktop.domain.problems import Problem
from desktop.domain.unit_rules import Held, holder_problem, locked_problem, reserved_problem


class CodeBook:
    """The codes of one scheme over all time; giving and closing changes this book alone.

    Reserved values are given to nobody, locked ones stay with the unit that has them; each stands
    with its note.
    """

    def __init__(
        self,
        scheme: Scheme,
        rows: Iterable[tuple[str, Held]],
        reserved: Mapping[str, str | None] | None = None,
        locked: Mapping[str, str | None] | None = None,
    ) -> None:
        """`rows` are values with who holds them; `Held.title` is how the holder is shown."""
        self.scheme = scheme
        self._reserved = reserved or {}
        self._locked = locked or {}
        self._held: dict[str, list[Held]] = {}
        self._now: dict[str, str] = {}
        for value, held in rows:
            self._held.setdefault(value, []).append(held)
            if held.to_date is None:
                self._now[held.unit] = value

    def of(self, unit: str) -> str | None:
        """Return the code that a unit holds without an end."""
        return self._now.get(unit)

    def holders(self, value: str) -> Iterable[Held]:
        """Return everybody who ever holds `value`."""
        return self._held.get(value, ())

    def close(self, unit: str, day: str) -> str | None:
        """End a unit's code at `day`, the first day without it; return the code."""
        value = self._now.pop(unit, None)
        if value is not None:
            rows = self._held[value]
            self._held[value] = [
                held._replace(to_date=day) if held.unit == unit and held.to_date is None else held
                for held in rows
            ]
        return value

    def lock_problem(self, unit: str) -> Problem | None:
        """Say that the unit of uid `unit` has a locked code, so that it can get no other."""
        value = self.of(unit)
        return locked_problem(value, unit, self._locked) if value is not None else None

    def is_free(self, value: str) -> bool:
        """Say whether nobody ever had `value` and it is not reserved."""
        return value not in self._held and value not in self._reserved

    def give(self, unit: str, value: str, title: str, day: str) -> Problem | None:
        """Give a unit a code from `day` on; return what stands in the way, and then give none."""
        problem = (
            self.scheme.check(value)
            or reserved_problem(value, self._reserved)
            or holder_problem(value, self.scheme, unit, self.holders(value), day)
        )
        if problem is None:
            self._held.setdefault(value, []).append(Held(unit, title, day, None))
            self._now[unit] = value
        return problem

    def below(self, parent: str, like: str) -> str | None:
        """Return a code below `parent` that ends like `like` where it is free, else the next one.

        None where codes of the scheme do not continue their superior's.
        """
        if not self.scheme.child_extends_parent:
            return None
        separator = self.scheme.separator
        wished = parent + separator + like.rpartition(separator)[2]
        if self.is_free(wished):
            return wished
        head = parent + separator
        taken = [value for value in (*self._held, *self._reserved) if value.startswith(head)]
        return codes.next_free(parent, separator, taken)
