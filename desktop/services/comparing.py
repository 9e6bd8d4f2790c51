"""What differs between two days: units that began, ended and changed, and by which event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from desktop.domain.actors import Command
from desktop.domain.folding import collation_key
from desktop.domain.problems import refuse
from desktop.domain.reorganisation import KIND_LABELS, PASSING_ON, EventKind
from desktop.domain.texts import N_, Text, Translate
from desktop.models import comparing_reader, unit_table
from desktop.models.comparing_reader import Happened, StoodAs
from desktop.services.browse_units import type_label
from desktop.services.session import Session
from desktop.services.succession import later_successors
from desktop.services.units_between import unit_under

__all__ = ["StoodAs"]


class Fate(StrEnum):
    """What became of a unit between two days."""

    BEGAN = "began"
    ENDED = "ended"
    CHANGED = "changed"


FATE_LABELS = {
    Fate.BEGAN: N_("Began"),
    Fate.ENDED: N_("Ended"),
    Fate.CHANGED: N_("Changed"),
}


@dataclass(frozen=True)
class CompareDates(Command):
    """Compare the register on the days `first` and `second` (ISO 8601): all of it, or what is on
    either day below the unit of code `under` or of uid `unit`, or went into that."""

    name: ClassVar[str] = "compare"
    first: str
    second: str
    under: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A thing of a unit that is another: "name", "type", "parent" or "codes"; both in words."""

    what: str
    before: str
    after: str

    def words(self) -> Text:
        """Say it."""
        return Text(_CHANGE_WORDS[self.what], {"old": self.before or "—", "new": self.after or "—"})


@dataclass(frozen=True, slots=True)
class Cause:
    """The event that did it: its kind, legal day and basis, and as people know them the units
    that one came of or went into."""

    kind: str
    day: str
    basis: str | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit that is not the same on both days; None where it is not there. `day` is the last on
    which it changed, `cause` None where no event is known. `heirs` follow it in the end, where
    those that its own event names have gone on into others."""

    uid: str
    fate: Fate
    before: StoodAs | None
    after: StoodAs | None
    parent: str
    changes: tuple[Change, ...]
    day: str | None
    cause: Cause | None
    heirs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called, or was last."""
        return _present(self).name

    @property
    def code(self) -> str | None:
        """The code that it has, or had last."""
        return _present(self).code

    def words(self, translate: Translate) -> str:
        """Say in one line what became of it."""
        cause = self.cause
        if self.fate is Fate.CHANGED:
            said = "; ".join(change.words().render(translate) for change in self.changes)
        elif cause is None:
            said = translate(FATE_LABELS[self.fate])
        elif not cause.others:
            said = translate(KIND_LABELS[EventKind(cause.kind)])
        else:
            split = cause.kind == EventKind.SPLIT
            words = Text(_PASSING[self.fate, split], {"units": ", ".join(cause.others)})
            said = words.render(translate)
        if self.heirs:
            heirs = Text(N_("in the end {units}"), {"units": ", ".join(self.heirs)})
            said = f"{said}; {heirs.render(translate)}"
        return said[:1].upper() + said[1:]


@dataclass(frozen=True)
class Comparison:
    """The differences by code and name; how many units there were on each day, and how many
    differences of each fate."""

    first: str
    second: str
    units_first: int
    units_second: int
    rows: tuple[Difference, ...]
    counts: Mapping[Fate, int]


# By the fate, and whether the event was a split.
_PASSING = {
    (Fate.BEGAN, False): N_("merged from {units}"),
    (Fate.BEGAN, True): N_("split off from {units}"),
    (Fate.ENDED, False): N_("merged into {units}"),
    (Fate.ENDED, True): N_("split into {units}"),
}
_CHANGE_WORDS = {
    "name": N_("renamed from “{old}” to “{new}”"),
    "type": N_("type {old} becomes {new}"),
    "parent": N_("moved from under {old} to under {new}"),
    "codes": N_("code {old} becomes {new}"),
}


def compare_dates(session: Session, command: CompareDates) -> Comparison:
    """Compare two days.

    Raises `Refusal`: `compare.days_reversed`, `unit.code_unknown`, `unit.code_clash`.
    """
    first, second = command.first, command.second
    if first > second:
        raise refuse("compare.days_reversed", first=first, second=second)
    with session.reading(command) as connection:
        old = comparing_reader.standing_on(connection, first)
        session.surroundings.progress(Text(N_("Comparing two days")), 1, 3)
        new = comparing_reader.standing_on(connection, second)
        session.surroundings.progress(Text(N_("Comparing two days")), 2, 3)
        differing = [uid for uid in old.keys() | new.keys() if old.get(uid) != new.get(uid)]
        events = comparing_reader.happened_to(connection, differing, first, second)
        root = command.unit
        if command.under is not None:
            root = unit_under(connection, command.under, first, second)
        then, now = frozenset(old), frozenset(new)
        if root is not None:
            scope = comparing_reader.uids_below(connection, root, first)
            scope |= comparing_reader.uids_below(connection, root, second)
            scope |= _came_into(scope, events, old)
            then, now = then & scope, now & scope
            differing = [uid for uid in differing if uid in scope]
        days = comparing_reader.days_between(connection, differing, first, second)
        teller = _Teller(old, new)
        others = {
            other
            for uid in differing
            for each in events.get(uid, ())
            for other in each.before + each.after
        }
        teller.names = unit_table.names_of(connection, others - old.keys() - new.keys())
        teller.heirs = {
            uid: tuple(each.title for each in later_successors(connection, uid, second))
            for uid in differing
            if uid not in new
            and any(after not in new for each in events.get(uid, ()) for after in each.after)
        }
    rows = [teller.difference(uid, events.get(uid, ()), days.get(uid)) for uid in differing]
    rows.sort(key=lambda row: (row.code or "~", collation_key(row.name), row.uid))
    counts = {fate: sum(row.fate is fate for row in rows) for fate in Fate}
    return Comparison(first, second, len(then), len(now), tuple(rows), counts)


def _came_into(
    scope: frozenset[str], events: Mapping[str, tuple[Happened, ...]], old: Mapping[str, StoodAs]
) -> frozenset[str]:
    """Return the units that went into one of `scope`, with all that stood below them."""
    came = {
        uid
        for uid, found in events.items()
        for event in found
        if uid in event.before and scope.intersection(event.after)
    }
    found: set[str] = set()
    for uid in old:
        path: list[str] = []
        above: str | None = uid
        while above is not None and above not in came and above in old and above not in path:
            path.append(above)
            above = old[above].parent
        if above in came:
            came.update(path)
            found.add(uid)
    return frozenset(found)


def cause_words(cause: Cause) -> Text:
    """Say which event it was, with its basis where that is known."""
    kind = Text(KIND_LABELS[EventKind(cause.kind)])
    if cause.basis is None:
        return kind
    return Text(N_("{kind}, {basis}"), {"kind": kind, "basis": cause.basis})


class _Teller:
    """Says units by their names and codes of the two days."""

    def __init__(self, old: Mapping[str, StoodAs], new: Mapping[str, StoodAs]) -> None:
        self._old, self._new = old, new
        self.names: Mapping[str, str] = {}
        self.heirs: Mapping[str, tuple[str, ...]] = {}

    def difference(self, uid: str, events: tuple[Happened, ...], day: str | None) -> Difference:
        """Return what became of a unit that is not the same on both days."""
        before, after = self._old.get(uid), self._new.get(uid)
        changes: tuple[Change, ...] = ()
        if before is None or after is None:
            fate = Fate.BEGAN if before is None else Fate.ENDED
        else:
            fate = Fate.CHANGED
            changes = tuple(self._changes(before, after))
        cause = self._cause(uid, fate, events)
        present, known = (after, self._new) if after is not None else (before, self._old)
        above = known.get(present.parent or "") if present is not None else None
        return Difference(
            uid, fate, before, after, above.name if above is not None else "", changes,
            cause.day if cause is not None else day, cause, self.heirs.get(uid, ()),
        )  # fmt: skip

    def _changes(self, before: StoodAs, after: StoodAs) -> Iterator[Change]:
        if before.name != after.name:
            yield Change("name", before.name, after.name)
        if before.parent != after.parent:
            yield Change(
                "parent",
                self._title(before.parent, self._old),
                self._title(after.parent, self._new),
            )
        if before.type != after.type:
            yield Change("type", type_label(before.type), type_label(after.type))
        if before.codes != after.codes:
            left = [value for scheme, value in before.codes if (scheme, value) not in after.codes]
            come = [value for scheme, value in after.codes if (scheme, value) not in before.codes]
            yield Change("codes", ", ".join(left), ", ".join(come))

    def _cause(self, uid: str, fate: Fate, events: tuple[Happened, ...]) -> Cause | None:
        """Return the event that began the unit first, or ended or changed it last."""
        if fate is Fate.BEGAN:
            found = [event for event in events if uid in event.after][:1]
        elif fate is Fate.ENDED:
            found = [event for event in events if uid in event.before and uid not in event.after]
        else:
            found = [event for event in events if uid in event.after or uid in event.before]
        if not found:
            return None
        event = found[-1]
        others: tuple[str, ...] = ()
        if fate is not Fate.CHANGED and event.kind in PASSING_ON:
            uids = event.before if fate is Fate.BEGAN else event.after
            others = tuple(self._either(other) for other in uids if other != uid)
        return Cause(event.kind, event.day, event.basis, others)

    def _title(self, uid: str | None, known: Mapping[str, StoodAs]) -> str:
        found = known.get(uid or "")
        if found is None:
            return self.names.get(uid or "", uid or "")
        return f"{found.name} ({found.code})" if found.code is not None else found.name

    def _either(self, uid: str) -> str:
        return self._title(uid, self._new if uid in self._new else self._old)


def _present(difference: Difference) -> StoodAs:
    present = difference.after or difference.before
    if present is None:
        raise ValueError("a difference is of a unit that is there on one of the days")
    return present
