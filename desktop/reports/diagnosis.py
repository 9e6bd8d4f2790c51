"""The diagnosis of drivers, readers and devices on one PC (phiếu chẩn đoán eToken)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import ITALIC
from desktop.reports.official import Letterhead, head, title
from desktop.reports.pieces import Column, Table, paragraph, space
from desktop.reports.signoff import as_of_words


@dataclass(frozen=True)
class DriverRow:
    """A driver: its name, its library (empty where it is not installed), what it says or what is
    wrong with it (`failed`), and what its maker says of PINs."""

    name: str
    library: str
    words: str
    limits: str
    failed: bool


@dataclass(frozen=True)
class ReaderRow:
    """A reader: its driver, its name, what is in it, how that one's PIN stands, and its
    certificates."""

    driver: str
    name: str
    device: str
    pin: str
    certificates: str


@dataclass(frozen=True)
class DiagnosisSheet:
    """All that the sheet says. `notes` are what is odd about the devices together; `digest` is the
    SHA-256 of what it says, in hexadecimal."""

    letterhead: Letterhead
    as_of: datetime
    drivers: tuple[DriverRow, ...]
    readers: tuple[ReaderRow, ...]
    notes: tuple[str, ...]
    digest: str
    sample: bool


def diagnosis_paper(
    sheet: DiagnosisSheet, translate: Translate, profile: FormProfile | None = None
) -> Paper:
    """Set the sheet; without `profile`, in the Party's form."""
    form = profile or form_profile()
    marks = Marks(
        title=translate(N_("eToken diagnosis")),
        subject=sheet.digest,
        author=sheet.letterhead.issuer,
        digest=sheet.digest,
        sample=sheet.sample,
    )
    return build(_blocks(sheet, translate, form), marks, translate, form)


def _blocks(sheet: DiagnosisSheet, translate: Translate, form: FormProfile) -> Iterator[Block]:
    _ = translate
    yield head(sheet.letterhead, SecrecyLevel.KHONG_MAT, translate, form)
    yield from title(
        _(N_("eToken diagnosis")), _(N_("drivers, readers and devices on this PC")), form
    )
    as_of = as_of_words(sheet.as_of, translate)
    yield from paragraph(as_of, form, face=ITALIC, centred=True, keep=True)
    yield space(3)
    yield from _drivers(sheet.drivers, translate, form)
    yield space(8)
    if sheet.readers:
        yield from _readers(sheet.readers, translate, form)
    else:
        words = N_("No driver sees a reader: nothing can be said of devices.")
        yield from paragraph(_(words), form)
    for note in sheet.notes:
        yield from paragraph(note, form, size=12)
    words = N_("No PIN was entered; only what devices let be read without one is told.")
    yield from paragraph(_(words), form, face=ITALIC, size=12)


def _drivers(
    drivers: Sequence[DriverRow], translate: Translate, form: FormProfile
) -> Iterator[Block]:
    _ = translate
    columns = [
        Column(_(N_("No.")), 7, align="right"),
        Column(_(N_("Driver")), 23),
        Column(_(N_("What it says, or what is wrong with it")), 44),
        Column(_(N_("PIN, says its maker")), 26),
    ]
    table = Table(columns, form, long=True)
    for number, row in enumerate(drivers, start=1):
        words = f"{row.library}: {row.words}" if row.library else row.words
        cells = (str(number), row.name, words, row.limits or "—")
        yield from table.rows(cells, bold=row.failed)


def _readers(
    readers: Sequence[ReaderRow], translate: Translate, form: FormProfile
) -> Iterator[Block]:
    _ = translate
    columns = [
        Column(_(N_("No.")), 7, align="right"),
        Column(_(N_("Reader")), 25),
        Column(_(N_("Device")), 26),
        Column(_(N_("PIN")), 16),
        Column(_(N_("Certificates, readable without a PIN")), 26),
    ]
    table = Table(columns, form, long=True)
    for number, row in enumerate(readers, start=1):
        reader = f"{row.name} ({row.driver})"
        cells = (str(number), reader, row.device, row.pin or "—", row.certificates or "—")
        yield from table.rows(cells)
