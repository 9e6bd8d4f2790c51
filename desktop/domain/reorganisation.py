"""Reorganisations (sắp xếp tổ chức): dated events that end, begin and change units.

An event closes and opens versions at its legal day. Whoever is named in one is known by uid; a unit
that an event begins has a uid of its own from the moment the plan is worked out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.folding import fold
from desktop.domain.problems import Where
from desktop.domain.texts import N_


class EventKind(StrEnum):
    """What happens to units."""

    CREATE = "create"
    RENAME = "rename"
    RECODE = "recode"
    MOVE = "move"
    MERGE = "merge"
    ABSORB = "absorb"
    SPLIT = "split"
    TRANSFER = "transfer"
    DISSOLVE = "dissolve"
    RESTORE = "restore"


KIND_LABELS = {
    EventKind.CREATE: N_("Creation"),
    EventKind.RENAME: N_("Renaming"),
    EventKind.RECODE: N_("New code"),
    EventKind.MOVE: N_("Move"),
    EventKind.MERGE: N_("Merger"),
    EventKind.ABSORB: N_("Absorption"),
    EventKind.SPLIT: N_("Split"),
    EventKind.TRANSFER: N_("Transfer of a part"),
    EventKind.DISSOLVE: N_("Dissolution"),
    EventKind.RESTORE: N_("Restoration"),
}

# What senders of plans write, compared without tones and case.
_WORDS = {
    EventKind.CREATE: ("thành lập", "thành lập mới", "lập mới"),
    EventKind.RENAME: ("đổi tên", "đổi tên gọi"),
    EventKind.RECODE: ("đổi mã", "đổi mã định danh"),
    EventKind.MOVE: ("chuyển", "điều chuyển", "chuyển về", "chuyển trực thuộc"),
    EventKind.MERGE: ("sáp nhập", "hợp nhất", "sát nhập", "nhập"),
    EventKind.ABSORB: ("nhập vào", "sáp nhập vào", "nhập nguyên trạng"),
    EventKind.SPLIT: ("chia tách", "chia", "tách"),
    EventKind.TRANSFER: ("chuyển một phần", "điều chỉnh một phần", "điều chỉnh địa giới"),
    EventKind.DISSOLVE: ("giải thể", "kết thúc hoạt động", "chấm dứt hoạt động"),
    EventKind.RESTORE: ("khôi phục", "lập lại", "tái lập"),
}
_BY_WORD = {fold(word): kind for kind, words in _WORDS.items() for word in words}
_BY_WORD |= {kind.value: kind for kind in EventKind}

# After these the units before are no more, where they went whole.
ENDING = frozenset({EventKind.MERGE, EventKind.ABSORB, EventKind.SPLIT, EventKind.DISSOLVE})
# In these a unit goes into another one, whole or in part.
PASSING_ON = frozenset({EventKind.MERGE, EventKind.SPLIT, EventKind.ABSORB, EventKind.TRANSFER})


def kind_named(text: str) -> EventKind | None:
    """Return the kind that people call `text`, or None."""
    return _BY_WORD.get(fold(text))


@dataclass(frozen=True, slots=True)
class Share:
    """A unit before an event, and whether it goes into it whole or in part."""

    unit: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What a unit is once it has begun or changed; `code` None: it keeps or gets none.

    `parent` is a uid, None at the top.
    """

    uid: str
    name: str
    type: str | None = None
    parent: str | None = None
    place: str | None = None
    code: str | None = None
    short_name: str | None = None
    position: int = 0

    @property
    def title(self) -> str:
        """How people know it: its name and code."""
        return f"{self.name} ({self.code})" if self.code is not None else self.name


@dataclass(frozen=True, slots=True)
class Event:
    """One event on the legal day `day`; `operational` is the day from which people work by it.

    `before` are the units that go into it, `after` the uids of those that come out. `begins` says
    what each unit is that begins or changes by it. `derived` events follow from others of the plan.
    """

    kind: EventKind
    day: str
    before: tuple[Share, ...] = ()
    after: tuple[str, ...] = ()
    begins: tuple[NewUnit, ...] = ()
    operational: str | None = None
    basis: str | None = None
    derived: bool = False
    where: Where = field(default_factory=Where)


@dataclass(frozen=True, slots=True)
class Edge:
    """One line of the old → new table: a unit before a day and one after it."""

    day: str
    before: str
    after: str
    whole: bool
