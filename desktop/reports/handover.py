"""Minutes of handing devices over (biên bản giao nhận thiết bị lưu khoá bí mật), as a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop.domain.custody import PURPOSE_LABELS
from desktop.domain.handover import PIN_LABELS, Device, Party, Told
from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import BOLD
from desktop.reports.official import Letterhead, Signatory, head, parties, title
from desktop.reports.pieces import Column, Table, paragraph, space
from desktop.reports.signoff import number

# Room to write by hand where nobody is named.
_DOTS = "." * 40

_SUMMARIES = {
    "received": N_("Handing secret-key devices over to the unit"),
    "handed_over": N_("Handing secret-key devices over to their subscribers"),
    "returned": N_("Giving secret-key devices back"),
}
_DUTIES = {
    "received": N_(
        "The side that takes over keeps the devices until their subscribers have signed for them, "
        "and reports the loss or damage of any at once."
    ),
    "handed_over": N_(
        "The side that takes over keeps the device itself, uses it for its purpose only, lends it "
        "to nobody and tells nobody its PIN; it reports loss, damage or a PIN that became known "
        "at once."
    ),
    "returned": N_(
        "From the signing on, the side that gives back uses the devices and the certificates on "
        "them no more."
    ),
}


@dataclass(frozen=True)
class MinutesSheet:
    """What the paper says; `digest` is the SHA-256 of what was kept of it, in hexadecimal."""

    letterhead: Letterhead
    told: Told
    digest: str
    sample: bool = False


def minutes_paper(
    sheet: MinutesSheet,
    translate: Translate,
    profile: FormProfile | None = None,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Set the minutes; without `profile`, in the Party's form. `drawn`: see `build`."""
    form = profile or form_profile()
    name = translate(N_("Minutes of handing over {number}, {organ}"))
    marks = Marks(
        title=name.format(number=sheet.told.number, organ=sheet.told.organ),
        subject=sheet.digest,
        author=sheet.letterhead.issuer,
        digest=sheet.digest,
        sample=sheet.sample,
    )
    return build(_blocks(sheet, translate, form), marks, translate, form, drawn)


def _blocks(sheet: MinutesSheet, translate: Translate, form: FormProfile) -> Iterator[Block]:
    _, told = translate, sheet.told
    yield head(sheet.letterhead, SecrecyLevel.KHONG_MAT, translate, form)
    yield from title(_(N_("Minutes")), _(_SUMMARIES[told.kind]), form)
    place = sheet.letterhead.place
    year, month, day = told.day.split("-")
    words = N_("On {day}/{month}/{year}, at {place}, there were:")
    if not place:
        words = N_("On {day}/{month}/{year} there were:")
    opening = _(words).format(day=day, month=month, year=year, place=place)
    yield from paragraph(opening, form, keep=True)
    yield from _party(_(N_("1. The side that hands over")), told.giver, translate, form)
    yield from _party(_(N_("2. The side that takes over")), told.receiver, translate, form)
    count = _(N_("Both sides hand over and take over {count} secret-key devices:"))
    said = count.format(count=number(len(told.devices), translate))
    yield from paragraph(said, form, keep=True)
    yield space(3)
    yield from _table(told.devices, translate, form)
    yield space(2)
    condition = told.condition or _(N_("whole, works"))
    line = _(N_("Condition of the devices: {condition}.")).format(condition=condition.rstrip("."))
    yield from paragraph(line, form)
    pin = _(N_("PIN: {pin}.")).format(pin=_(PIN_LABELS[told.pin]))
    yield from paragraph(pin, form)
    if told.reason:
        reason = _(N_("Reason: {reason}.")).format(reason=told.reason.rstrip("."))
        yield from paragraph(reason, form)
    yield from paragraph(_(_DUTIES[told.kind]), form)
    copies = N_("These minutes are made out twice; each side keeps one.")
    yield from paragraph(_(copies), form, keep=True)
    yield from parties(
        (_(N_("Taken over by")), Signatory(name=told.receiver.name)),
        (_(N_("Handed over by")), Signatory(name=told.giver.name)),
        translate,
        form,
    )


def _party(heading: str, party: Party, translate: Translate, form: FormProfile) -> Iterator[Block]:
    _ = translate
    yield from paragraph(heading, form, face=BOLD, keep=True)
    who = _(N_("Full name: {name}; post: {post}"))
    who = who.format(name=party.name or _DOTS, post=party.post or _DOTS)
    yield from paragraph(who, form, keep=True)
    organ = _(N_("Organ, unit: {value}")).format(value=party.organ or _DOTS)
    yield from paragraph(organ, form, keep=True)


def _table(devices: Sequence[Device], translate: Translate, form: FormProfile) -> Iterator[Block]:
    _ = translate
    columns = [
        Column(_(N_("No.")), 7, align="right"),
        Column(_(N_("Serial")), 20),
        Column(_(N_("Label, kind of device")), 20),
        Column(_(N_("Number of the certificate")), 21),
        Column(_(N_("Purpose")), 12),
        Column(_(N_("Subscriber, unit")), 30),
    ]
    table = Table(columns, form, long=True)
    last = len(devices)
    for place, device in enumerate(devices, start=1):
        purpose = _(PURPOSE_LABELS.get(device.purpose, device.purpose))
        texts = (
            str(place),
            device.serial or "—",
            ", ".join(filter(None, (device.label, device.model))) or "—",
            ", ".join(device.certificates) or "—",
            purpose,
            ", ".join(filter(None, (device.subscriber, device.unit))),
        )
        yield from table.rows(texts, keep=place > last - 2)
