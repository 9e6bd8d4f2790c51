"""The sign-off sheet of a bundle (phiếu xác nhận): what people sign who never come to the PC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.domain.checkcode import in_fours
from desktop.domain.levels import SecrecyLevel
from desktop.domain.registers import REGISTER_LABELS
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import BOLD, ITALIC
from desktop.reports.official import (
    Letterhead,
    Signatories,
    Signatory,
    digest_block,
    head,
    signatures,
    title,
)
from desktop.reports.pieces import Column, Table, paragraph, space


@dataclass(frozen=True)
class RegisterCount:
    """Rows of one register of the bundle: how many now, and how many were added, changed and
    closed since the last bundle. `register` is the data file's name without ".json"."""

    register: str
    total: int
    added: int
    changed: int
    closed: int


@dataclass(frozen=True)
class SignOffSheet:
    """All that the sheet says. Strings are shown as given; what is empty is left to be written.

    `as_of` is local time; `digest` and `previous` are content digests, 64 hexadecimal digits, the
    latter None for a first bundle; `recipients` are the lines under "Nơi nhận", "Lưu" included.
    """

    letterhead: Letterhead
    secrecy: SecrecyLevel
    as_of: datetime
    bundle_id: str
    sequence: int
    digest: str
    sender: str
    recipient: str
    counts: tuple[RegisterCount, ...]
    file: str = ""
    previous: str | None = None
    basis: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    medium_serial: str = ""
    signatories: Signatories = field(
        default_factory=lambda: Signatories(delivered=Signatory(), received=Signatory())
    )
    recipients: tuple[str, ...] = ()
    sample: bool = False


def sign_off_paper(
    sheet: SignOffSheet, translate: Translate, profile: FormProfile | None = None
) -> Paper:
    """Set the sign-off sheet; without `profile`, in the Party's form."""
    _ = translate
    form = profile or form_profile()
    marks = Marks(
        title=_("Sign-off sheet of bundle {sequence} of {sender}").format(
            sequence=f"{sheet.sequence:06}", sender=sheet.sender
        ),
        subject=sheet.bundle_id,
        author=sheet.letterhead.issuer,
        digest=sheet.digest,
        sample=sheet.sample,
    )
    return build(_blocks(sheet, translate, form), marks, translate, form)


def sign_off_pdf(
    sheet: SignOffSheet, translate: Translate, profile: FormProfile | None = None
) -> bytes:
    """Return the sign-off sheet as a PDF file's bytes; the same sheet gives the same bytes."""
    return sign_off_paper(sheet, translate, profile).content


def as_of_words(moment: date, translate: Translate) -> str:
    """Say "data as of … o'clock on …" for local time `moment`, or for a whole day."""
    if not isinstance(moment, datetime):
        return translate(N_("(Data as of {day}/{month}/{year})")).format(
            day=f"{moment.day:02}", month=f"{moment.month:02}", year=moment.year
        )
    return translate(N_("(Data as of {hour}:{minute} on {day}/{month}/{year})")).format(
        hour=f"{moment.hour:02}",
        minute=f"{moment.minute:02}",
        day=f"{moment.day:02}",
        month=f"{moment.month:02}",
        year=moment.year,
    )


def number(value: int, translate: Translate) -> str:
    """Write `value` with the language's mark between thousands."""
    return f"{value:,}".replace(",", translate(N_(",")))


def _blocks(sheet: SignOffSheet, translate: Translate, form: FormProfile) -> Iterator[Block]:
    _ = translate
    yield head(sheet.letterhead, sheet.secrecy, translate, form)
    summary = _("figures of the bundle of units, identifier codes, clerk endpoints and eTokens")
    yield from title(_("Sign-off sheet"), summary, form)
    as_of = as_of_words(sheet.as_of, translate)
    yield from paragraph(as_of, form, face=ITALIC, centred=True, keep=True)
    for basis in sheet.basis:
        yield from paragraph(basis, form, face=ITALIC)
    yield from _heading(_("1. The bundle"), form)
    yield from _bundle_rows(sheet, translate, form)
    yield from _heading(_("2. Figures, and changes since the last bundle"), form)
    yield from _count_rows(sheet, translate, form)
    yield from _heading(_("3. Exceptions"), form)
    if sheet.exceptions:
        for exception in sheet.exceptions:
            yield from paragraph(f"- {exception}", form)
    else:
        yield from paragraph(_("None."), form)
    yield from _heading(_("4. Content digest (SHA-256)"), form)
    yield from digest_block(sheet.digest, translate, form)
    note = _(
        "The check code finds mix-ups of papers and files, not forgery. To check, compare the "
        "whole digest with the one that the program shows for the file."
    )
    yield from paragraph(note, form, face=ITALIC, size=12, keep=True)
    yield from signatures(sheet.signatories, sheet.recipients, translate, form)


def _heading(text: str, form: FormProfile) -> Iterator[Block]:
    return paragraph(text, form, face=BOLD, keep=True)


def _bundle_rows(sheet: SignOffSheet, translate: Translate, form: FormProfile) -> Iterator[Block]:
    _ = translate
    yield space(3)
    table = Table([Column(_("Item"), 32), Column(_("Content"), 68)], form)
    previous = in_fours(sheet.previous) if sheet.previous else _("None: this is the first bundle.")
    rows = [
        (_("Sender of the bundle"), sheet.sender),
        (_("Recipient of the bundle"), sheet.recipient),
        (_("Bundle identifier"), sheet.bundle_id),
        (_("Sequence number"), f"{sheet.sequence:06}"),
        (_("File"), sheet.file),
        (_("Digest of the previous bundle"), previous),
        (_("Serial number of the medium"), sheet.medium_serial),
    ]
    for name, value in rows:
        yield from table.rows([name, value])


def _count_rows(sheet: SignOffSheet, translate: Translate, form: FormProfile) -> Iterator[Block]:
    _ = translate
    headings = (_("Total"), _("Added"), _("Changed"), _("Closed"))
    columns = [Column(_("Register"), 44)]
    columns += [Column(heading, 14, align="right") for heading in headings]
    yield space(3)
    table = Table(columns, form)
    for count in sheet.counts:
        label = REGISTER_LABELS.get(count.register, count.register)
        figures = (count.total, count.added, count.changed, count.closed)
        yield from table.rows([_(label), *(number(figure, translate) for figure in figures)])
