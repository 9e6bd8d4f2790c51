"""Who issues a paper of this vault: the head, and who it goes to, from the root organ's name."""

from __future__ import annotations

from desktop.domain.folding import fold, nfc
from desktop.domain.texts import N_, Translate
from desktop.reports.official import Letterhead

# Organs whose papers their office (văn phòng) issues, and the notation of that office's reports.
_COMMITTEES = ("Tỉnh uỷ", "Thành uỷ")
_OFFICE = "Văn phòng"
_NOTATION = "{kind}/VPTU"


def letterhead(organ: str, year: int, kind: str = "BC") -> Letterhead:
    """Return the head of a paper by the office of the root organ `organ`, number and date blank.

    `kind` is the notation of its kind of papers: "BC" for reports, "BB" for minutes.

    Where `organ` is no Tỉnh uỷ or Thành uỷ it issues the paper itself, at a place written by hand.
    """
    place = _place(organ)
    if place is None:
        return Letterhead(superior="", issuer=organ, place="", notation=kind, year=year)
    return Letterhead(organ, _OFFICE, place, _NOTATION.format(kind=kind), year)


def issuer(organ: str) -> str:
    """Return who issues papers for `organ`, in full."""
    return organ if _place(organ) is None else f"{_OFFICE} {organ}"


def recipients(organ: str, to: str, translate: Translate) -> tuple[str, ...]:
    """Return the lines under "Nơi nhận": `to` whom it goes, and where it is kept."""
    kept = translate(N_("Kept: {issuer}.")).format(issuer=issuer(organ))
    return (f"{to},", kept) if to else (kept,)


def _place(organ: str) -> str | None:
    # Both spellings, uỷ and ủy, have as many letters.
    name = nfc(organ)
    for committee in _COMMITTEES:
        if fold(name).startswith(fold(committee) + " "):
            return name[len(committee) + 1 :].strip()
    return None
