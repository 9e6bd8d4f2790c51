"""What sealing a bundle means for the codes in it: they are sent now, in the bundle of this number.

Only what was told of the codes says so, not the codes themselves: these go into the next bundle,
which would otherwise call every one of them changed because the last one was sealed.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.code_states import NOT_ANSWERED, PLANNED, SENT, SYSTEM
from desktop.models import code_reader
from desktop.models.bundle_changes import RecordChange
from desktop.models.tables import code_state
from desktop.models.uow import UnitOfWork

# With one of these another, a code must be told anew; its state is the systems' own word.
_OTHER_CODE = frozenset({"value", "unit", "scheme", "from"})


def told_anew(changes: Iterable[RecordChange]) -> frozenset[str]:
    """Return the uids of the codes that say something else than in the last bundle."""
    return frozenset(
        each.uid
        for each in changes
        if each.file == "codes"
        and each.change == "changed"
        and not _OTHER_CODE.isdisjoint(each.fields)
    )


def mark_sent(work: UnitOfWork, sequence: int, changed: frozenset[str], day: str) -> None:
    """Mark the codes that go out with bundle `sequence` on `day` as sent in it.

    They are those still planned, and of the `changed` ones those that no system has taken yet;
    places' codes are nobody's to declare, and codes that have ended are no longer waited for.
    """
    new, known = [], []
    for code in code_reader.unended(work.connection, day):
        again = code.code in changed and code.state in NOT_ANSWERED
        if code.state != PLANNED and not again:
            continue
        told = {"state": SENT, "on_date": day, "reason": None, "bundle": sequence}
        if code.told is not None:
            known.append({"uid": code.told, **told})
        else:
            new.append({"code": code.code, "system": SYSTEM, **told})
    fresh = work.new_uids(len(new))
    work.insert(code_state, [{"uid": uid, **row} for uid, row in zip(fresh, new, strict=True)])
    work.update(code_state, known)
