"""`daumoi certificate`: certificates from files into the registers, and what is known of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import certificate_shown
from desktop.cli.arguments import add_as_of, add_under
from desktop.cli.imports import FATES, outcome
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.cells import shown_date
from desktop.domain.certificate_matching import KNOWN_BY_LABELS
from desktop.domain.custody import CERTIFICATE_LABELS
from desktop.domain.radar import RADAR_DAYS
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.services.certificates.command import ImportedCertificates, PlacedCertificate
    from desktop.services.certificates.lists import ListsTaken
    from desktop.services.session import Session


_REFUSED = N_("Nothing was written: mend what is refused, or leave it out with --skip-bad.")


def register(commands: Registry) -> None:
    """Add the commands."""
    translate = commands.translate
    group = commands.add_group("certificate", N_("Certificates: takes them in, shows them."))
    taken = commands.add_under(
        group,
        "import",
        N_("Takes certificates in, each to the device that it is on."),
        _import,
        command_name="certificate import",
    )
    taken.add_argument(
        "files",
        nargs="+",
        metavar=translate(N_("FILE")),
        type=Path,
        help=translate(
            N_("certificates: .cer, .crt, .pem or .p7b, one or many in a file, or a folder of them")
        ),
    )
    taken.add_argument(
        "--token",
        metavar="SERIAL|UID",
        help=translate(N_("the device of those that the registers do not know")),
    )
    add_under(taken, translate)
    taken.add_argument(
        "--replace",
        action="store_true",
        help=translate(N_("let them follow the certificates in use on their devices")),
    )
    taken.add_argument(
        "--dry-run", action="store_true", help=translate(N_("tell every fate, write nothing"))
    )
    taken.add_argument(
        "--skip-bad", action="store_true", help=translate(N_("take in the good without the bad"))
    )

    lists = commands.add_under(
        group,
        "crl",
        N_("Takes revocation lists in, and applies what they say."),
        _crl,
        command_name="certificate crl",
    )
    lists.add_argument(
        "files",
        nargs="+",
        metavar=translate(N_("FILE")),
        type=Path,
        help=translate(N_("revocation lists as the authorities publish them (.crl, PEM or DER)")),
    )

    shown = commands.add_under(
        group,
        "show",
        N_("Shows a certificate with its chain, and whether it is trusted today."),
        certificate_shown.show,
        command_name="certificate show",
    )
    shown.add_argument("number", metavar="N", help=translate(N_("its number, or uid")))
    listed = commands.add_under(
        group,
        "list",
        N_("Lists certificates."),
        certificate_shown.listing,
        command_name="certificate list",
    )
    add_under(listed, translate)
    add_as_of(listed, translate)
    listed.add_argument(
        "--state",
        choices=[name for name in CERTIFICATE_LABELS if name != "none"],
        help=translate(N_("only those in this state")),
    )
    listed.add_argument(
        "--search",
        metavar=translate(N_("TEXT")),
        default="",
        help=translate(N_("words of number, subscriber, serial or unit")),
    )
    radar = commands.add_under(
        group,
        "radar",
        N_("Tells which certificates end soon, by unit, and whom to call."),
        certificate_shown.radar,
        command_name="certificate radar",
    )
    add_under(radar, translate)
    add_as_of(radar, translate)
    radar.add_argument(
        "--days",
        type=int,
        choices=(*RADAR_DAYS, 0),
        default=RADAR_DAYS[0],
        help=translate(N_("list those that end within so many days (0: that have ended)")),
    )
    radar.add_argument(
        "--out",
        metavar=translate(N_("FILE")),
        type=Path,
        help=translate(N_("also write it into this .xlsx file")),
    )


def _import(invocation: Invocation) -> Answer:
    from desktop.services.certificates.command import ImportCertificates
    from desktop.services.certificates.importing import import_certificates

    given = invocation.options
    with invocation.open_vault(read_only=given.dry_run) as session:
        command = ImportCertificates(
            tuple(given.files),
            _token(session, given.token) if given.token is not None else None,
            given.under,
            given.replace,
            given.dry_run,
            given.skip_bad,
        )
        done = import_certificates(session, command)
        warnings = session.warnings
    problems = (*warnings, *done.problems)
    code = 0 if done.accepted else 1
    if given.json:
        return invocation.answer(_as_object(done), (), problems, code)
    return invocation.answer({}, _lines(done, invocation.translate), problems, code)


def _token(session: Session, name: str) -> str:
    from desktop.services.token_names import FindTokens, find_tokens

    return find_tokens(session, FindTokens((name,)))[0]


def _as_object(done: ImportedCertificates) -> dict[str, Any]:
    fates = Counter(each.fate.value for each in done.certificates)
    return {
        "read": len(done.certificates),
        **{fate: fates[fate] for fate in FATES},
        "run": done.run,
        "dry_run": done.dry_run,
        "certificates": [_placed_object(each) for each in done.certificates],
    }


def _placed_object(each: PlacedCertificate) -> dict[str, Any]:
    return {
        "file": each.file,
        "place": each.place,
        "fate": each.fate.value,
        "number": each.number,
        "subject": each.subject,
        "last_day": each.last,
        "known_by": each.by,
        "token": each.token,
        "holder": each.holder,
        "unit": each.unit,
        "changed": list(each.changed),
    }


def _lines(done: ImportedCertificates, translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table

    headings = (N_("File"), N_("Place in the file"), N_("Fate"), N_("Number"), N_("Subject"),
                N_("Last day"), N_("Known by"), N_("Device"), N_("Unit"))  # fmt: skip
    shown = [
        (
            each.file,
            str(each.place),
            translate(FATES[each.fate]),
            each.number or "",
            each.subject or "",
            shown_date(each.last) if each.last else "",
            translate(KNOWN_BY_LABELS[each.by]) if each.by else "",
            each.holder or "",
            each.unit or "",
        )
        for each in done.certificates
    ]
    rows = table([translate(words) for words in headings], shown)
    return (*rows, "", outcome(done, _REFUSED).render(translate))


def _crl(invocation: Invocation) -> Answer:
    from desktop.services.certificates.lists import TakeLists, take_lists

    with invocation.open_vault() as session:
        done = take_lists(session, TakeLists(tuple(invocation.options.files)))
        today = session.surroundings.now()
        warnings = session.warnings
    lists = [
        {
            "file": each.file,
            "issuer": each.issuer,
            "number": each.number,
            "made_at": each.made_at.isoformat(),
            "next_at": each.next_at.isoformat() if each.next_at else None,
            "age_days": (today - each.made_at).days,
            "entries": each.entries,
            "new": each.is_new,
        }
        for each in done.lists
    ]
    result = {"lists": lists, "changed": done.changed, "run": done.run}
    lines = _list_lines(done, today, invocation.translate)
    return invocation.answer(result, lines, (*warnings, *done.doubts))


def _list_lines(done: ListsTaken, now: datetime, translate: Translate) -> tuple[str, ...]:
    from desktop.cli.table import table

    headings = (N_("File"), N_("Authority"), N_("List made"), N_("Days old"), N_("To be renewed"),
                N_("Entries"))  # fmt: skip
    cells = [
        (
            each.file,
            each.issuer,
            f"{each.made_at.astimezone():%d/%m/%Y}",
            str((now - each.made_at).days),
            f"{each.next_at.astimezone():%d/%m/%Y}" if each.next_at else "—",
            str(each.entries),
        )
        for each in done.lists
    ]
    rows = table([translate(words) for words in headings], cells)
    changed = Text(N_("Certificates whose state changed by it: {count}."), {"count": done.changed})
    return (*rows, "", changed.render(translate))
