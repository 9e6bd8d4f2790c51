"""The explanation sheet (phiếu giải thích): link by link why a document reaches a unit, or not; or
why a unit can send it, or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import BOLD, ITALIC
from desktop.reports.official import Letterhead, head, title
from desktop.reports.pieces import Column, Table, paragraph, space
from desktop.reports.signoff import as_of_words


@dataclass(frozen=True)
class ExplainedLink:
    """A link of the chain: its name, how it does in a word, what it says, how to mend it, and where
    it fails what is most likely the cause."""

    name: str
    state: str
    words: str
    mend: str
    failed: bool
    cause: str = ""


@dataclass(frozen=True)
class ExplanationSheet:
    """All that the sheet says. `digest` is the SHA-256 of what it says, in hexadecimal.

    `sends`: it is about documents that the unit sends, not about those it is to receive. `document`
    is the type of documents; `sender` says who sends, where one was named, `sender_links` how.
    `others` are sentences about documents that go otherwise.
    """

    letterhead: Letterhead
    as_of: date
    unit: str
    code: str
    level: str
    environment: str
    answer: str
    links: tuple[ExplainedLink, ...]
    digest: str
    sample: bool
    sends: bool = False
    document: str = ""
    sender: str = ""
    sender_links: tuple[ExplainedLink, ...] = ()
    others: tuple[str, ...] = ()


def explanation_paper(
    sheet: ExplanationSheet, translate: Translate, profile: FormProfile | None = None
) -> Paper:
    """Set the sheet; without `profile`, in the Party's form."""
    form = profile or form_profile()
    marks = Marks(
        title=translate(N_("Explanation sheet: {unit}")).format(unit=sheet.unit),
        subject=sheet.code,
        author=sheet.letterhead.issuer,
        digest=sheet.digest,
        sample=sheet.sample,
    )
    return build(_blocks(sheet, translate, form), marks, translate, form)


def _blocks(sheet: ExplanationSheet, translate: Translate, form: FormProfile) -> Iterator[Block]:
    _ = translate
    yield head(sheet.letterhead, SecrecyLevel.KHONG_MAT, translate, form)
    summary = N_("how {unit} sends documents") if sheet.sends else N_("how documents reach {unit}")
    yield from title(_(N_("Explanation sheet")), _(summary).format(unit=sheet.unit), form)
    day = as_of_words(sheet.as_of, translate)
    yield from paragraph(day, form, face=ITALIC, centred=True, keep=True)
    words = (
        N_("Sender: {unit} ({code}). Document: {type}, level {level}, on the {environment}.")
        if sheet.sends
        else N_("Receiver: {unit} ({code}). Document: {type}, level {level}, on the {environment}.")
    )
    asked = _(words).format(
        unit=sheet.unit,
        code=sheet.code or _(N_("no code")),
        level=sheet.level,
        environment=sheet.environment,
        type=sheet.document,
    )
    yield from paragraph(asked, form)
    yield from paragraph(sheet.answer, form, face=BOLD, keep=True)
    yield space(3)
    yield from _links(sheet.links, translate, form)
    for words in sheet.others:
        yield from paragraph(words, form)
    if sheet.sender:
        yield space(3)
        yield from paragraph(sheet.sender, form, face=BOLD, keep=True)
        yield from _links(sheet.sender_links, translate, form)
    note = _(N_("The links are looked at in order; the first that fails is to be mended first."))
    yield from paragraph(note, form, face=ITALIC, size=12)


def _links(
    links: Sequence[ExplainedLink], translate: Translate, form: FormProfile
) -> Iterator[Block]:
    _ = translate
    columns = [
        Column(_(N_("No.")), 7, align="right"),
        Column(_(N_("Link")), 20),
        Column(_(N_("State")), 18),
        Column(_(N_("What it says, and how to mend it")), 55),
    ]
    table = Table(columns, form, long=True)
    for number, link in enumerate(links, start=1):
        told = " ".join(filter(None, (link.words, link.cause)))
        words = f"{told} → {link.mend}" if link.mend else told
        yield from table.rows([str(number), link.name, link.state, words], bold=link.failed)
