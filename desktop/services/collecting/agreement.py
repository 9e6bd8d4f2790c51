"""Where two files answer the same endpoint differently: both rows wait, side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from desktop.domain.folding import fold
from desktop.domain.people_names import same_person_name
from desktop.domain.problems import Problem
from desktop.services.collecting.answers import Answer
from desktop.services.imports.clerk_rows import read_clerk
from desktop.services.imports.plan import Refused
from desktop.services.imports.reading import Entry

# Fields that say which endpoint a row is about, or nothing that could differ.
_WHICH = frozenset({"uid", "unit", "code", "parent", "role", "environment", "account", "note"})

# An endpoint that a row speaks of: its unit's uid, its role and network.
EndpointKey = tuple[str, str]


@dataclass(frozen=True)
class _Said:
    answer: Answer
    place: int
    entry: Entry

    @property
    def is_open(self) -> bool:
        """Say whether the row is still to be taken."""
        return self.place not in self.answer.settled


def set_against(
    answers: Iterable[Answer], today: str, refused: Callable[[Answer], Collection[int]]
) -> None:
    """Put a problem on each row that another file contradicts; what is blank contradicts nothing.

    The rows name each other: `collect.differs`. A row that was taken before is left alone: a new
    file may change what it says, a row that has waited since may not. A row that is as it was sent
    says nothing new, and contradicts nothing either; nor does one that is `refused` for itself, by
    its place, or that another file corrects.
    """
    bad: dict[str, Collection[int]] = {}

    def stands(said: _Said) -> bool:
        name = said.answer.name
        if name not in bad:
            bad[name] = refused(said.answer)
        return said.place not in bad[name]

    first: dict[EndpointKey, list[_Said]] = {}
    for answer in answers:
        own: dict[EndpointKey, list[_Said]] = {}
        for place, about in answer.units.items():
            if place in answer.as_sent or place in answer.replaced:
                continue
            said = _Said(answer, place, answer.entries[place])
            for key in endpoints_of(place, said.entry, about.unit, today):
                own.setdefault(key, []).append(said)
                for other in first.get(key, ()):
                    field = _differing(said.entry.values, other.entry.values)
                    if field and stands(said) and stands(other):
                        for one, against in ((said, other), (other, said)):
                            if one.is_open and (against.is_open or one.answer.settled):
                                _note(one, against, field)
        for key, of_key in own.items():
            first.setdefault(key, []).extend(of_key)


def endpoints_of(place: int, entry: Entry, unit: str, today: str) -> list[EndpointKey]:
    """Return the endpoints that a row about a unit speaks of; none where it says nothing more of
    them, or cannot be read."""
    if entry.fault is not None or _WHICH.issuperset(entry.values):
        return []
    try:
        row = read_clerk(place, entry, today)
    except Refused:
        return []
    return [(unit, f"{post.role.code} {post.environment}") for post in row.posts]


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> str | None:
    """Return the first field in which two rows say something else; of two accounts each may be as
    it says."""
    accounts = {fold(each["account"]) for each in (one, other) if each.get("account")}
    if len(accounts) > 1:
        return None
    for name, value in one.items():
        if name in _WHICH or not other.get(name):
            continue
        same = same_person_name if name == "person" else _same
        if not same(value, other[name]):
            return name
    return None


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _note(said: _Said, other: _Said, field: str) -> None:
    entry, against = said.entry, other.entry
    values = {
        "said": entry.values[field],
        "other": against.values[field],
        "file": other.answer.name,
        "row": against.where.row,
    }
    said.answer.faults.setdefault(
        said.place, Problem("collect.differs", values, where=entry.at(field))
    )
