"""How `daumoi certificate` shows certificates: lists, one with its chain, the radar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.invocation import Answer, Invocation
from desktop.domain.cells import shown_date
from desktop.domain.custody import CERTIFICATE_LABELS, PURPOSE_LABELS
from desktop.domain.periods import last_day
from desktop.domain.problems import Severity, softened
from desktop.domain.radar import BANDS
from desktop.domain.texts import N_, Translate
from desktop.domain.usage_words import usage_words

if TYPE_CHECKING:
    from desktop.services.certificates.browsing import CertificateLine, CertificatePage
    from desktop.services.certificates.radar import RadarAnswer, UnitEnding


def listing(invocation: Invocation) -> Answer:
    """`certificate list`."""
    from desktop.services.certificates.browsing import ListCertificates, list_certificates

    given = invocation.options
    command = ListCertificates(given.under, given.as_of, given.state, given.search)
    with invocation.open_vault(read_only=True) as session:
        found = list_certificates(session, command)
        warnings = session.warnings
    result = {"certificates": [_object(line) for line in found], "count": len(found)}
    lines = _rows(found, invocation.translate)
    return invocation.answer(result, () if given.json else lines, warnings)


def show(invocation: Invocation) -> Answer:
    """`certificate show`."""
    from desktop.services.certificates.browsing import ReadCertificate, read_certificate

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        pages = read_certificate(session, ReadCertificate(given.number))
        warnings = session.warnings
    # It is only shown: what stands against it is no failure of the command.
    doubts = [softened(doubt) for page in pages for doubt in page.doubts]
    result = {"certificates": [_page_object(page) for page in pages]}
    lines = [line for page in pages for line in _page(page, invocation.translate)]
    return invocation.answer(result, tuple(lines), (*warnings, *doubts))


def radar(invocation: Invocation) -> Answer:
    """`certificate radar`."""
    from desktop.services.certificates.radar import ReadRadar, read_radar
    from desktop.services.certificates.radar_sheet import save_radar

    given = invocation.options
    command = ReadRadar(given.under, None, given.as_of, given.days)
    with invocation.open_vault(read_only=True) as session:
        found = read_radar(session, command)
        file = save_radar(session.surroundings, found, given.out) if given.out else None
        warnings = session.warnings
    if given.json:
        result = {**_radar_object(found), "file": str(file) if file is not None else None}
        return invocation.answer(result, (), warnings)
    return invocation.answer({}, _radar_lines(found, invocation.translate), warnings)


def _object(line: CertificateLine) -> dict[str, Any]:
    last = last_day(line.to_date)
    fields = {"from_date": line.from_date, "last_day": last or None}
    return {**line._asdict(), **fields}


def _rows(found: tuple[CertificateLine, ...], translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table

    headings = (N_("Number"), N_("Subscriber"), N_("Serial"), N_("Unit"), N_("Purpose"),
                N_("State"), N_("Last day"))  # fmt: skip
    cells = [
        (
            line.number or "—",
            line.subscriber,
            line.serial or "",
            line.unit_name or "",
            translate(PURPOSE_LABELS.get(line.purpose, line.purpose)),
            translate(CERTIFICATE_LABELS[line.state]),
            shown_date(last_day(line.to_date)) if line.to_date else "",
        )
        for line in found
    ]
    return table([translate(words) for words in headings], cells)


def _page_object(page: CertificatePage) -> dict[str, Any]:
    detail = page.detail._asdict()
    detail.pop("der")
    path = [{"subject": each.subject, "anchor": each.anchor} for each in page.path]
    trusted = page.detail.der is not None and not any(
        doubt.severity is Severity.ERROR for doubt in page.doubts
    )
    return {**_object(page.line), **detail, "path": path, "trusted": trusted}


def _page(page: CertificatePage, translate: Translate) -> list[str]:
    line, detail = page.line, page.detail
    kind = f"{(detail.algorithm or '').upper()} {detail.bits or ''} {detail.curve or ''}".strip()
    path = " → ".join(
        f"{each.subject} ({translate(N_('trusted'))})" if each.anchor else each.subject
        for each in page.path
    )
    usages = usage_words(detail.usages.split()).render(translate) if detail.usages else None
    told = (
        (N_("Number"), line.number),
        (N_("Subject"), detail.subject),
        (N_("Subscriber"), line.subscriber),
        (N_("Serial"), line.serial),
        (N_("Unit"), line.unit_name),
        (N_("Issuer"), line.issuer),
        (N_("State"), translate(CERTIFICATE_LABELS[line.state])),
        (N_("First day"), shown_date(line.from_date)),
        (N_("Last day"), shown_date(last_day(line.to_date)) if line.to_date else None),
        (N_("Key"), kind),
        (N_("Usages"), usages),
        (N_("Fingerprint (SHA-256)"), detail.fingerprint),
        (N_("Authorities"), path),
    )
    return [f"{translate(words)}: {value}" for words, value in told if value]


def _radar_object(found: RadarAnswer) -> dict[str, Any]:
    return {
        "as_of": found.as_of,
        "counts": _counts(found.counts),
        "units": [
            {"uid": part.unit, "code": part.code, "name": part.name, **_counts(part.counts)}
            for part in found.units
        ],
        "certificates": [
            {
                "uid": each.line.uid,
                "number": each.line.number,
                "token": each.line.token,
                "serial": each.line.serial,
                "unit": each.line.unit,
                "code": each.code,
                "unit_name": each.line.unit_name,
                "subscriber": each.line.subscriber,
                "phone": each.line.phone,
                "purpose": each.line.purpose,
                "last_day": each.last,
                "days_left": each.left,
                "band": each.band,
            }
            for each in found.rows
        ],
    }


def _counts(counts: Any) -> dict[str, int]:
    return {"ended": counts[0], **{f"within_{days}": counts[days] for days in BANDS[1:]}}


def _radar_lines(found: RadarAnswer, translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table

    within = translate(N_("Within {days} days"))
    headings = [translate(words) for words in (N_("Code"), N_("Unit"), N_("Run out"))]
    headings += [within.format(days=days) for days in BANDS[1:]]
    figures = [_figures(part, part.name or translate(N_("of no unit"))) for part in found.units]
    whole = [str(found.counts[days]) for days in BANDS]
    figures.append(["", translate(N_("In all")), *whole])
    rows = [
        (
            shown_date(each.last),
            str(each.left),
            each.line.subscriber,
            each.line.phone or "",
            each.line.unit_name or "",
            each.line.serial or "",
            each.line.number,
        )
        for each in found.rows
    ]
    names = (N_("Last day"), N_("Days left"), N_("Subscriber"), N_("Phone"), N_("Unit"),
             N_("Serial"), N_("Number"))  # fmt: skip
    listed = table([translate(words) for words in names], rows)
    return (*table(headings, figures), "", *listed)


def _figures(part: UnitEnding, name: str) -> list[str]:
    return [part.code or "", name, *(str(part.counts[days]) for days in BANDS)]
