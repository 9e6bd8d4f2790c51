"""A list on paper (danh sách): numbered rows in a table, their digest, and who signs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import ITALIC
from desktop.reports.official import Letterhead, Signatories, digest_block, head, signatures, title
from desktop.reports.pieces import Column, Table, fitted, paragraph, space
from desktop.reports.signoff import as_of_words


@dataclass(frozen=True)
class Counted:
    """A table of counts above a list: its columns with their widths, as those of the list."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class ListSheet:
    """A list as it is printed. `columns` are those after the number, with their widths in
    millimetres of a page of A4; `rows` have a cell for each. `notes` are paragraphs above the
    table, `total` the sentence below it. `as_of` is local time, or a day; `digest` is that of the
    rows, in hexadecimal. `numbered` is the heading of the rows' numbers where they are more than
    that. `counted` stands above the notes. A row is at least `lines` lines of letters high: room to
    write by hand; `abreast` is said of `signatures`."""

    letterhead: Letterhead
    secrecy: SecrecyLevel
    as_of: date
    title: str
    subject: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[str, ...]]
    total: str
    digest: str
    notes: tuple[str, ...] = ()
    signatories: Signatories = field(default_factory=Signatories)
    recipients: tuple[str, ...] = ()
    sample: bool = False
    numbered: str = ""
    counted: Counted | None = None
    lines: int = 1
    abreast: bool = False


# Of the page's width, for the number of a row.
_NUMBER_WIDTH = 10.7
# Rows set between two words about it.
_ROWS_BETWEEN = 100


def _shares(columns: Sequence[Column]) -> float:
    return sum(column.share for column in columns)


def digest_of_rows(rows: Iterable[Sequence[str]]) -> str:
    """Return the SHA-256 of rows, each as one line of JSON (an array of its fields as strings,
    UTF-8, no spaces), in 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for row in rows:
        line = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"))
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def list_paper(
    listed: ListSheet,
    translate: Translate,
    profile: FormProfile | None = None,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Set a list; without `profile`, in the Party's form. `drawn` is told of the rows as they are
    set, then as `build` says of the pages."""
    form = profile or form_profile()
    marks = Marks(
        title=f"{listed.title}, {listed.subject}",
        subject=listed.digest,
        author=listed.letterhead.issuer,
        digest=listed.digest,
        sample=listed.sample,
    )
    return build(_blocks(listed, translate, form, drawn), marks, translate, form, drawn)


def _blocks(
    listed: ListSheet,
    translate: Translate,
    form: FormProfile,
    drawn: Callable[[int, int], None],
) -> Iterator[Block]:
    yield head(listed.letterhead, listed.secrecy, translate, form)
    yield from title(listed.title, listed.subject, form)
    as_of = as_of_words(listed.as_of, translate)
    yield from paragraph(as_of, form, face=ITALIC, centred=True, keep=True)
    if listed.counted is not None:
        yield space(6)
        counts = Table(listed.counted.columns, form, long=True)
        for row in listed.counted.rows:
            yield from counts.rows(row)
        yield space(6)
    for note in listed.notes:
        yield from paragraph(note, form)
    yield space(6)
    number = Column(listed.numbered or translate(N_("No.")), _NUMBER_WIDTH, align="right")
    room = form.text_width * (1 - _NUMBER_WIDTH / (_NUMBER_WIDTH + _shares(listed.columns)))
    columns = fitted(listed.columns, listed.rows, form.list_size, room)
    table = Table([number, *columns], form, long=True, least_lines=listed.lines)
    # The last rows go with the signatures, which must not stand alone on a page.
    held = len(listed.rows) - 2
    for index, row in enumerate(listed.rows):
        if index % _ROWS_BETWEEN == 0:
            drawn(index, len(listed.rows))
        yield from table.rows((str(index + 1), *row), keep=index >= held)
    yield from paragraph(listed.total, form, keep=True)
    yield from digest_block(listed.digest, translate, form, size=12)
    who = listed.signatories
    yield from signatures(who, listed.recipients, translate, form, abreast=listed.abreast)
