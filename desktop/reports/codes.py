"""The list of identifier codes for declaration (Danh sách khai báo mã định danh)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import ITALIC
from desktop.reports.official import Letterhead, Signatories, digest_block, head, signatures, title
from desktop.reports.pieces import Column, Table, paragraph, space
from desktop.reports.signoff import as_of_words, number

STATES = {
    "planned": N_("Planned"),
    "sent": N_("Sent"),
    "accepted": N_("Accepted"),
    "live": N_("In use"),
    "refused": N_("Refused"),
}


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code and the unit that holds it; `from_date` is ISO 8601, `state` a key of `STATES`."""

    value: str
    name: str
    parent: str
    type: str
    from_date: str
    state: str


@dataclass(frozen=True)
class CodeList:
    """The list as it is printed, rows in their order. `as_of` is local time, or a day."""

    letterhead: Letterhead
    secrecy: SecrecyLevel
    as_of: date
    holder: str
    rows: tuple[CodeRow, ...]
    signatories: Signatories = field(default_factory=Signatories)
    recipients: tuple[str, ...] = ()
    sample: bool = False

    def digest(self) -> str:
        """Return the SHA-256 of the rows, each as one line of JSON (an array of its six fields as
        strings, UTF-8, no spaces), in 64 hexadecimal digits."""
        digest = hashlib.sha256()
        for row in self.rows:
            fields = (row.value, row.name, row.parent, row.type, row.from_date, row.state)
            line = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
        return digest.hexdigest()


def code_list_paper(
    listed: CodeList,
    translate: Translate,
    profile: FormProfile | None = None,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Set the list of codes; without `profile`, in the Party's form. `drawn`: see `build`."""
    _ = translate
    form = profile or form_profile()
    digest = listed.digest()
    marks = Marks(
        title=_("List of identifier codes for declaration, {holder}").format(holder=listed.holder),
        subject=digest,
        author=listed.letterhead.issuer,
        digest=digest,
        sample=listed.sample,
    )
    return build(_blocks(listed, digest, translate, form), marks, translate, form, drawn)


def _blocks(
    listed: CodeList, digest: str, translate: Translate, form: FormProfile
) -> Iterator[Block]:
    _ = translate
    yield head(listed.letterhead, listed.secrecy, translate, form)
    yield from title(_("List of identifier codes for declaration"), listed.holder, form)
    as_of = as_of_words(listed.as_of, translate)
    yield from paragraph(as_of, form, face=ITALIC, centred=True, keep=True)
    yield space(6)
    # In millimetres of a page of A4: the usual words of each column stand on one line.
    columns = [
        Column(_("No."), 10.7, align="right"),
        Column(_("Identifier code"), 22),
        Column(_("Organ or unit"), 41.5),
        Column(_("Superior unit"), 29.2),
        Column(_("Type"), 25.7),
        Column(_("Valid from"), 18.2, align="centre"),
        Column(_("State"), 17.7),
    ]
    table = Table(columns, form, long=True)
    states = {state: _(label) for state, label in STATES.items()}
    # The last rows go with the signatures, which must not stand alone on a page.
    held = len(listed.rows) - 2
    for index, row in enumerate(listed.rows):
        texts = (
            str(index + 1),
            row.value,
            row.name,
            row.parent,
            row.type,
            "/".join(reversed(row.from_date.split("-"))),
            states.get(row.state, row.state),
        )
        yield from table.rows(texts, keep=index >= held)
    total = _("The list has {count} codes. Its digest (SHA-256):").format(
        count=number(len(listed.rows), translate)
    )
    yield from paragraph(total, form, keep=True)
    yield from digest_block(digest, translate, form, size=12)
    yield from signatures(listed.signatories, listed.recipients, translate, form)
