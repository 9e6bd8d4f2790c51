"""The list of identifier codes for declaration (Danh sách khai báo mã định danh)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from desktop.domain.levels import SecrecyLevel
from desktop.domain.texts import N_, Translate
from desktop.reports.forms import FormProfile
from desktop.reports.layout import Paper
from desktop.reports.lists import ListSheet, digest_of_rows, list_paper
from desktop.reports.official import Letterhead, Signatories
from desktop.reports.pieces import Column
from desktop.reports.signoff import number

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
        """Return the digest of the rows' six fields, see `digest_of_rows`."""
        return digest_of_rows(
            (row.value, row.name, row.parent, row.type, row.from_date, row.state)
            for row in self.rows
        )


def code_list_paper(
    listed: CodeList,
    translate: Translate,
    profile: FormProfile | None = None,
    drawn: Callable[[int, int], None] = lambda done, total: None,
) -> Paper:
    """Set the list of codes; without `profile`, in the Party's form. `drawn`: see `build`."""
    _ = translate
    states = {state: _(label) for state, label in STATES.items()}
    count = number(len(listed.rows), translate)
    sheet = ListSheet(
        letterhead=listed.letterhead,
        secrecy=listed.secrecy,
        as_of=listed.as_of,
        title=_("List of identifier codes for declaration"),
        subject=listed.holder,
        # The usual words of each column stand on one line.
        columns=(
            Column(_("Identifier code"), 22, whole=True),
            Column(_("Organ or unit"), 41.5),
            Column(_("Superior unit"), 29.2),
            Column(_("Type"), 25.7),
            Column(_("Valid from"), 18.2, align="centre"),
            Column(_("State"), 17.7),
        ),
        rows=[
            (
                row.value,
                row.name,
                row.parent,
                row.type,
                "/".join(reversed(row.from_date.split("-"))),
                states.get(row.state, row.state),
            )
            for row in listed.rows
        ],
        total=_("The list has {count} codes. Its digest (SHA-256):").format(count=count),
        digest=listed.digest(),
        signatories=listed.signatories,
        recipients=listed.recipients,
        sample=listed.sample,
    )
    return list_paper(sheet, translate, profile, drawn)
