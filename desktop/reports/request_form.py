"""The form of a request to the issuer: about one, its fields below each other; about several, a
table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import BOLD, ITALIC
from desktop.reports.official import Letterhead, Signatory, head, parties, title
from desktop.reports.pieces import Column, Table, paragraph, space

# Room to write by hand.
_DOTS = "." * 40


@dataclass(frozen=True)
class Field:
    """A field of a form: its words, and its share of the text's width as a column."""

    label: str
    share: float


@dataclass(frozen=True)
class FormSheet:
    """What the form says: `rows` have a value for each of `fields`, "" to be written by hand.
    `digest` is the SHA-256 of what it says without citizens' numbers, in hexadecimal."""

    letterhead: Letterhead
    origin: str
    title: str
    to: str
    opening: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: str
    digest: str
    sample: bool = False


def request_paper(
    sheet: FormSheet,
    translate: Translate,
    profile: FormProfile | None = None,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Set the form; without `profile`, as state bodies do. `drawn`: see `build`."""
    form = profile or form_profile("state")
    marks = Marks(
        title=sheet.title,
        subject=sheet.digest,
        author=sheet.letterhead.issuer,
        digest=sheet.digest,
        sample=sheet.sample,
    )
    return build(_blocks(sheet, translate, form), marks, translate, form, drawn)


def _blocks(sheet: FormSheet, translate: Translate, form: FormProfile) -> Iterator[Block]:
    _ = translate
    yield from paragraph(sheet.origin, form, face=ITALIC, size=11, indent=False, keep=True)
    yield space(8)
    yield head(sheet.letterhead, SecrecyLevel.KHONG_MAT, translate, form)
    yield from title(sheet.title, "", form)
    to = _(N_("To: {to}")).format(to=sheet.to or _DOTS)
    yield from paragraph(to, form, face=BOLD, centred=True, keep=True)
    yield space(4)
    yield from paragraph(sheet.opening, form, keep=True)
    if len(sheet.rows) == 1:
        for field, value in zip(sheet.fields, sheet.rows[0], strict=True):
            yield from paragraph(f"{field.label}: {value or _DOTS}", form, keep=True)
    else:
        yield space(8)
        columns = [Column(_(N_("No.")), 26, align="right")]
        columns += [Column(field.label, field.share) for field in sheet.fields]
        table = Table(columns, form, long=True)
        last = len(sheet.rows)
        for place, row in enumerate(sheet.rows, start=1):
            yield from table.rows((str(place), *row), keep=place > last - 2)
        yield space(2)
    yield from paragraph(sheet.closing, form, keep=True)
    yield from parties(
        (_(N_("Prepared by")), Signatory()),
        (_(N_("Checked by")), Signatory()),
        translate,
        form,
        approved=(_(N_("Head of the organ")), Signatory()),
    )
