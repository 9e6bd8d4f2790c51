"""The list of signatures of a handing-out day (danh sách ký nhận), to be signed or filled in."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.cells import shown_date
from desktop.domain.handing_out import GONE, Outcome
from desktop.domain.texts import N_, Translate
from desktop.reports.pieces import Column
from desktop.reports.signoff import number
from desktop.services.handing_out.command import DayStatus, Line

# Lines of letters that a row is high at the least: room to sign.
SIGNING_LINES = 2


@dataclass(frozen=True)
class SignatureList:
    """What the list says: its columns and rows, the sentence below it, the paragraphs above."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: str
    notes: tuple[str, ...]


def signature_list(status: DayStatus, translate: Translate) -> SignatureList:
    """Return the list of a day: one row for each device, blank where it is still to be signed."""
    _ = translate
    counts = status.counts()
    gone = sum(counts[outcome] for outcome in GONE)
    words = _(N_("The list has {count} devices, {gone} handed out. Its digest (SHA-256):"))
    place = _(N_("Held on {day} at {place}.")) if status.place else _(N_("Held on {day}."))
    notes = [place.format(day=shown_date(status.held_on), place=status.place)]
    if gone or counts[Outcome.ABSENT]:
        told = _(
            N_(
                "Received and signed: {handed}; received by others: {proxy}; absent: {absent}; not "
                "handed out: {waiting}."
            )
        )
        notes.append(told.format(**{each.value: number(counts[each], _) for each in Outcome}))
    return SignatureList(
        _(N_("List of signatures of a handing-out day")),
        (
            Column(_(N_("Full name")), 24.3),
            Column(_(N_("Post")), 17),
            Column(_(N_("Organ or unit")), 26),
            Column(_(N_("Serial")), 22),
            Column(_(N_("Day")), 18, align="centre"),
            Column(_(N_("Signature")), 20),
            Column(_(N_("Remark")), 27),
        ),
        tuple(_row(line, _) for line in status.lines),
        words.format(count=number(len(status.lines), _), gone=number(gone, _)),
        tuple(notes),
    )


def _row(line: Line, translate: Translate) -> tuple[str, ...]:
    on = shown_date(line.on) if line.on and line.outcome in GONE else ""
    # For a unit's own device, whoever signs writes their name.
    name, unit = (line.subscriber, line.unit)
    if line.subscriber_type == "organ":
        name, unit = "", line.subscriber
    remark = "; ".join(_remarks(line, translate))
    return name, line.post or "", unit, line.serial, on, "", remark


def _remarks(line: Line, translate: Translate) -> list[str]:
    _ = translate
    found = []
    if line.outcome is Outcome.PROXY:
        words = _(N_("received by {receiver}, {paper}"))
        found.append(words.format(receiver=line.receiver, paper=line.paper))
    if line.outcome is Outcome.ABSENT:
        found.append(_(N_("absent")))
    if line.was_serial is not None:
        found.append(_(N_("swapped for {serial}")).format(serial=line.was_serial))
    if line.pin_on is not None:
        found.append(_(N_("PIN envelope given")))
    return found
