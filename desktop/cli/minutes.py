"""`daumoi token minutes`: minutes of handing devices over, drawn up, printed, signed, kept."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.arguments import iso_date, positive
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.cli.table import table
from desktop.domain.cells import shown_date
from desktop.domain.handover import KIND_LABELS, PIN_LABELS, STATE_LABELS, MinutesState
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from desktop.services.handover.command import Minutes, MinutesDone, Party

_SIDES = ("giver", "receiver")


def register(commands: Registry, group: Any) -> None:
    """Add `token minutes …` below `token`."""
    _ = commands.translate
    minutes = commands.add_group_under(
        group, "minutes", N_("Minutes of handing eTokens over: they wait until they are signed.")
    )

    def add(
        name: str, summary: str, run: Callable[[Invocation], Answer]
    ) -> argparse.ArgumentParser:
        command = f"token minutes {name}"
        return commands.add_under(minutes, name, summary, run, command_name=command)

    _add_draw(add("draw", N_("Draws up minutes about eTokens."), _draw), _)
    listing = add("list", N_("Lists the minutes."), _list)
    listing.add_argument(
        "--state", choices=tuple(MinutesState), help=_(N_("only minutes that are so far"))
    )
    printed = add("print", N_("Prints minutes."), _print)
    _add_number(printed, _)
    _add_out(printed, _, required=True)
    signed = add("signed", N_("Records that minutes were signed; the eTokens move."), _signed)
    _add_number(signed, _)
    signed.add_argument(
        "--on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the day of the signature (default: today)")),
    )
    signed.add_argument(
        "--paper",
        metavar=_(N_("TEXT")),
        help=_(N_("number and date of the signed minutes")),
    )
    signed.add_argument(
        "--scan",
        metavar=_(N_("FILE")),
        type=Path,
        help=_(N_("the signed copy (PDF, JPEG, PNG), to be kept in the vault")),
    )
    _add_certificates(signed, _)
    sign = add("sign", N_("Lets the receiver sign minutes with a device they name."), _sign)
    _add_number(sign, _)
    sign.add_argument(
        "--signer",
        required=True,
        metavar="S",
        help=_(N_("the device that signs: pkcs11:LIB?token=LABEL")),
    )
    sign.add_argument(
        "--signer-pin-file",
        metavar=_(N_("FILE")),
        help=_(N_("private file (mode 0600) with the device's PIN; - reads a line")),
    )
    _add_certificates(sign, _)
    cancel = add("cancel", N_("Gives up minutes that were not signed."), _cancel)
    _add_number(cancel, _)
    cancel.add_argument(
        "--reason", required=True, metavar=_(N_("TEXT")), help=_(N_("why, in a few words"))
    )
    taken = add("extract", N_("Writes the signed copy and the signature into a folder."), _extract)
    _add_number(taken, _)
    taken.add_argument(
        "--out", required=True, metavar=_(N_("DIR")), type=Path, help=_(N_("the folder"))
    )


def _add_draw(draw: argparse.ArgumentParser, translate: Translate) -> None:
    _ = translate
    draw.add_argument(
        "names",
        nargs="+",
        metavar="SERIAL|UID",
        help=_(N_("serials of the devices, or uids; all of them or none")),
    )
    draw.add_argument(
        "--to",
        dest="custody",
        required=True,
        choices=tuple(KIND_LABELS),
        help=_(N_("where they are once it is signed")),
    )
    draw.add_argument(
        "--on",
        metavar=_(N_("DATE")),
        type=iso_date(_),
        help=_(N_("the day of the minutes (default: today)")),
    )
    for side, words in zip(_SIDES, (N_("who hands over"), N_("who takes over")), strict=True):
        draw.add_argument(f"--{side}", metavar=_(N_("NAME")), help=_(words))
        draw.add_argument(f"--{side}-post", metavar=_(N_("TEXT")), help=_(N_("their post")))
        draw.add_argument(f"--{side}-organ", metavar=_(N_("TEXT")), help=_(N_("their organ")))
    draw.add_argument(
        "--condition", metavar=_(N_("TEXT")), help=_(N_("how the devices are (default: whole)"))
    )
    draw.add_argument(
        "--pin",
        choices=tuple(PIN_LABELS),
        default="sealed",
        help=_(N_("how the PIN went along (default: in a sealed envelope)")),
    )
    draw.add_argument("--reason", metavar=_(N_("TEXT")), help=_(N_("why, in a few words")))
    _add_out(draw, _, required=False)


def _add_number(parser: argparse.ArgumentParser, translate: Translate) -> None:
    parser.add_argument(
        "number",
        metavar=translate(N_("NUMBER")),
        type=positive(translate),
        help=translate(N_("the number of the minutes, as the list shows it")),
    )


def _add_out(parser: argparse.ArgumentParser, translate: Translate, *, required: bool) -> None:
    parser.add_argument(
        "--out",
        required=required,
        metavar="F.pdf",
        type=Path,
        help=translate(N_("the file that gets the paper")),
    )
    parser.add_argument(
        "--form",
        choices=("party", "state"),
        default="party",
        help=translate(N_("form of the paper (default: party)")),
    )


def _add_certificates(parser: argparse.ArgumentParser, translate: Translate) -> None:
    parser.add_argument(
        "--certificates",
        action="store_true",
        help=translate(N_("the certificates on them come into use")),
    )


def _draw(invocation: Invocation) -> Answer:
    from desktop.services.handover.command import DrawMinutes, DrawPaper
    from desktop.services.handover.drawing import draw_minutes, print_minutes
    from desktop.services.token_names import FindTokens, find_tokens

    given = invocation.options
    with invocation.open_vault() as session:
        command = DrawMinutes(
            find_tokens(session, FindTokens(tuple(given.names))),
            given.custody,
            given.on,
            _party(given, "giver"),
            _party(given, "receiver"),
            given.condition,
            given.pin,
            given.reason,
        )
        done = draw_minutes(session, command)
        written = None
        if given.out is not None:
            asked = DrawPaper(done.minutes.number, given.form)
            written = print_minutes(session, asked, given.out)
        return _answer(invocation, done, file=str(written.file) if written else None)


def _party(given: argparse.Namespace, side: str) -> Party | None:
    from desktop.services.handover.command import Party

    parts = [getattr(given, f"{side}{part}") or "" for part in ("", "_post", "_organ")]
    return Party(*parts) if any(parts) else None


def _list(invocation: Invocation) -> Answer:
    from desktop.services.handover.command import ListMinutes
    from desktop.services.handover.drawing import list_minutes

    given = invocation.options
    state = MinutesState(given.state) if given.state else None
    with invocation.open_vault(read_only=True) as session:
        found = list_minutes(session, ListMinutes(state))
        warnings = session.warnings
    result = {"minutes": [_object(each) for each in found], "count": len(found)}
    return invocation.answer(result, _table(found, invocation.translate), warnings)


def _print(invocation: Invocation) -> Answer:
    from desktop.services.handover.command import DrawPaper
    from desktop.services.handover.drawing import print_minutes

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault(read_only=True) as session:
        made = print_minutes(session, DrawPaper(given.number, given.form), given.out)
        warnings = session.warnings
    result = {"file": str(made.file), "pages": made.pages, "sha256": made.sha256}
    line = _(N_("Written: {file} ({pages} pages)")).format(file=made.file, pages=made.pages)
    return invocation.answer(result, (line,), warnings)


def _signed(invocation: Invocation) -> Answer:
    from desktop.services.handover.command import RecordSigned
    from desktop.services.handover.signing import record_signed

    given = invocation.options
    with invocation.open_vault() as session:
        on = given.on or session.surroundings.today()
        command = RecordSigned(given.number, on, given.paper, given.scan, given.certificates)
        return _answer(invocation, record_signed(session, command))


def _sign(invocation: Invocation) -> Answer:
    from desktop.services.handover.command import SignMinutes
    from desktop.services.handover.signing import sign_minutes

    given = invocation.options
    question = Text(N_("PIN of the device: "))
    with invocation.open_vault() as session:
        command = SignMinutes(given.number, given.signer, given.certificates)
        done = sign_minutes(
            session, command, lambda: invocation.secret(given.signer_pin_file, question)
        )
        return _answer(invocation, done)


def _cancel(invocation: Invocation) -> Answer:
    from desktop.services.handover.command import CancelMinutes
    from desktop.services.handover.signing import cancel_minutes

    given = invocation.options
    with invocation.open_vault() as session:
        done = cancel_minutes(session, CancelMinutes(given.number, given.reason))
        return _answer(invocation, done)


def _extract(invocation: Invocation) -> Answer:
    from desktop.services.handover.command import TakeOut
    from desktop.services.handover.signing import take_out

    given, _ = invocation.options, invocation.translate
    with invocation.open_vault(read_only=True) as session:
        files = take_out(session, TakeOut(given.number, given.out))
        warnings = session.warnings
    lines = tuple(_(N_("Written: {file}")).format(file=file) for file in files)
    return invocation.answer({"files": [str(file) for file in files]}, lines, warnings)


def _answer(invocation: Invocation, done: MinutesDone, file: str | None = None) -> Answer:
    _ = invocation.translate
    lines = [*_table((done.minutes,), _), ""]
    if done.run is not None:
        lines.append(_(N_("Written as run {run}.")).format(run=done.run))
    if done.minutes.state is MinutesState.WAITING:
        waits = N_("They wait: the eTokens move once the signature is recorded.")
        lines.append(_(waits))
    if file is not None:
        lines.append(_(N_("Written: {file}")).format(file=file))
    result = {"minutes": _object(done.minutes), "run": done.run, "file": file}
    return invocation.answer(result, tuple(lines))


def _object(minutes: Minutes) -> dict[str, Any]:
    told = asdict(minutes.told)
    return {
        "number": minutes.number,
        "to": minutes.custody,
        "state": minutes.state.value,
        "drawn_on": minutes.drawn_on,
        "signed_on": minutes.signed_on,
        "paper": minutes.paper,
        "digest": minutes.digest,
        "scan": minutes.scan,
        "signature": minutes.signature,
        "cancelled_on": minutes.cancelled_on,
        "reason": minutes.reason,
        "giver": told["giver"],
        "receiver": told["receiver"],
        "tokens": told["devices"],
    }


def _table(found: tuple[Minutes, ...], translate: Translate) -> tuple[str, ...]:
    _ = translate
    headings = (N_("Minutes"), N_("Of"), N_("What for"), N_("eTokens"), N_("Taken over by"),
                N_("State"), N_("Signed on"))  # fmt: skip
    rows = [
        (
            str(each.number),
            shown_date(each.drawn_on),
            _(KIND_LABELS[each.custody]),
            str(len(each.told.devices)),
            each.told.receiver.name or each.told.receiver.organ,
            _(STATE_LABELS[each.state]),
            shown_date(each.signed_on) if each.signed_on else "",
        )
        for each in found
    ]
    return tuple(table([_(words) for words in headings], rows))
