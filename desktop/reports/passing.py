"""The table of old and new codes (Bảng chuyển đổi mã cũ - mã mới), alone or within a paper."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from desktop.domain.cells import shown_date
from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.forms import profile as form_profile
from desktop.reports.layout import Block, Marks, Paper, build
from desktop.reports.lettering import ITALIC
from desktop.reports.official import Letterhead, Signatories, digest_block, head, signatures, title
from desktop.reports.pieces import Column, Table, fitted, paragraph, space
from desktop.reports.signoff import number


@dataclass(frozen=True, slots=True)
class PassingRow:
    """An old unit and the one it went into; a code is empty where there is none, and `new_name`
    None where nobody came of it."""

    old_code: str
    old_name: str
    new_code: str
    new_name: str | None
    whole: bool


@dataclass(frozen=True, slots=True)
class PassingGroup:
    """The rows of one day (ISO 8601) and one legal basis, empty where that is not known."""

    day: str
    basis: str
    rows: tuple[PassingRow, ...]


@dataclass(frozen=True)
class PassingTable:
    """The table as it is printed, of the days from `first` to `last` (ISO 8601), both included.

    `holder` is the unit that it is about, with all below it.
    """

    letterhead: Letterhead
    secrecy: SecrecyLevel
    first: str
    last: str
    holder: str
    groups: tuple[PassingGroup, ...]
    signatories: Signatories = field(default_factory=Signatories)
    recipients: tuple[str, ...] = ()
    sample: bool = False

    def digest(self) -> str:
        """Return the SHA-256 of the rows, each as one line of JSON (an array of day, basis, old
        code, old name, new code, new name, "whole" or "part", UTF-8, no spaces), in hexadecimal."""
        return digest_of_groups(self.groups)


def digest_of_groups(groups: Sequence[PassingGroup]) -> str:
    """Return the SHA-256 of rows in groups, see `PassingTable.digest`."""
    digest = hashlib.sha256()
    for group in groups:
        for row in group.rows:
            share = "whole" if row.whole else "part"
            named = (row.old_code, row.old_name, row.new_code, row.new_name or "", share)
            line = json.dumps((group.day, group.basis, *named), ensure_ascii=False,
                              separators=(",", ":"))  # fmt: skip
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def passing_paper(
    told: PassingTable,
    translate: Translate,
    profile: FormProfile | None = None,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Set the table of old and new codes; without `profile`, in the Party's form.

    `drawn`: see `build`.
    """
    _ = translate
    form = profile or form_profile()
    digest = told.digest()
    marks = Marks(
        title=_("Table of old and new codes, {holder}").format(holder=told.holder),
        subject=digest,
        author=told.letterhead.issuer,
        digest=digest,
        sample=told.sample,
    )
    return build(_blocks(told, digest, translate, form), marks, translate, form, drawn)


def passing_rows(
    groups: Sequence[PassingGroup],
    translate: Translate,
    form: FormProfile,
    *,
    hold_last: bool = False,
) -> Iterator[Block]:
    """Set the rows, one table for each group; its day and basis stand again on every page.

    `hold_last` keeps the last rows on the page of what follows.
    """
    _ = translate
    columns: Sequence[Column] = [
        Column(_("No."), 11, align="right"),
        Column(_("Old code"), 23, whole=True),
        Column(_("Old unit"), 43.5),
        Column(_("New code"), 23, whole=True),
        Column(_("New unit"), 43.5),
        Column(_("Share"), 21),
    ]
    codes = [("", row.old_code, "", row.new_code, "", "") for each in groups for row in each.rows]
    columns = fitted(columns, codes, form.list_size, form.text_width)
    shares = {True: _("Whole"), False: _("In part")}
    ends = _("Ends, nobody takes it over")
    held = sum(len(group.rows) for group in groups) - 2 if hold_last else None
    count = 0
    for group in groups:
        table = Table(columns, form, long=True, caption=_caption(group, translate))
        for row in group.rows:
            gone = row.new_name is None
            texts = (
                str(count + 1),
                row.old_code,
                row.old_name,
                row.new_code,
                ends if row.new_name is None else row.new_name,
                "" if gone else shares[row.whole],
            )
            yield from table.rows(texts, keep=held is not None and count >= held)
            count += 1


def _caption(group: PassingGroup, translate: Translate) -> str:
    words = translate(N_("From {day}, by {basis}") if group.basis else N_("From {day}"))
    return words.format(day=shown_date(group.day), basis=group.basis)


def _blocks(
    told: PassingTable, digest: str, translate: Translate, form: FormProfile
) -> Iterator[Block]:
    _ = translate
    yield head(told.letterhead, told.secrecy, translate, form)
    yield from title(_("Table of old and new codes"), told.holder, form)
    since = _("(Reorganisations from {first} to {last})").format(
        first=shown_date(told.first), last=shown_date(told.last)
    )
    yield from paragraph(since, form, face=ITALIC, centred=True, keep=True)
    yield space(2)
    yield from passing_rows(told.groups, translate, form, hold_last=True)
    rows = [row for group in told.groups for row in group.rows]
    ended = sum(row.new_name is None for row in rows)
    parts = sum(not row.whole for row in rows if row.new_name is not None)
    total = _("The table has {count} lines, {parts} of them in part, {ended} without successor.")
    total = total.format(
        count=number(len(rows), translate),
        parts=number(parts, translate),
        ended=number(ended, translate),
    )
    yield from paragraph(total, form, keep=True)
    yield from digest_lines(digest, translate, form)
    yield from signatures(told.signatories, told.recipients, translate, form)


def digest_lines(digest: str, translate: Translate, form: FormProfile) -> Iterator[Block]:
    """Set a digest (64 hexadecimal digits) with its check code, to stand before signatures."""
    words = translate(N_("Digest of what is listed (SHA-256):"))
    yield from paragraph(words, form, keep=True)
    yield from digest_block(digest, translate, form, size=12)
