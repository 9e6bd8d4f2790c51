"""`daumoi token`: eTokens from hand to hand, their certificates, and what they come to."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import (
    deliveries,
    handing_out,
    minutes,
    receiving,
    requests,
    token_diagnose,
    token_settling,
    token_shown,
)
from desktop.cli.arguments import add_as_of, add_under, iso_date
from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.problems import Problem
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from desktop.services.edit_tokens import TokensChanged
    from desktop.services.session import Session

_USAGE_EXIT = 2


@dataclass(frozen=True)
class _Step:
    """A command that lets tokens take a step; `day` says what its day is, and `signed` that it
    must be told."""

    custody: str
    summary: str
    day: str
    signed: bool = False
    received: bool = False
    certificate: str | None = None


_STEPS = {
    "receive": _Step(
        "received", N_("eTokens have come to their units."), N_("the day of receiving"),
        received=True,
    ),
    "send": _Step("transit", N_("eTokens are on their way to their units."), N_("the day")),
    "hand-over": _Step(
        "handed_over", N_("eTokens were handed over, and signed for."),
        N_("the day of the signature"), signed=True, received=True, certificate="active",
    ),
    "return": _Step("returned", N_("eTokens were given back."), N_("the day")),
    "report-lost": _Step(
        "lost", N_("eTokens are lost."), N_("the day"), certificate="revocation_pending"
    ),
    "damaged": _Step("damaged", N_("eTokens are damaged."), N_("the day")),
    "destroy": _Step("destroyed", N_("eTokens were destroyed."), N_("the day")),
}  # fmt: skip


_WAITS = N_("Not revoked yet: this waits for the issuer's confirmation.")


def register(commands: Registry) -> None:
    """Add the commands."""
    translate = commands.translate
    group = commands.add_group("token", N_("eTokens: where they are, and what is on them."))

    def add(name: str, summary: str, run: Any) -> argparse.ArgumentParser:
        return commands.add_under(group, name, summary, run, command_name=f"token {name}")

    shown = add("show", N_("Shows an eToken, and every move of it."), _show)
    _add_names(shown, translate)
    add_as_of(shown, translate)
    scanned = add("scan", N_("Says which eTokens are plugged in, without any PIN."), _scan)
    scanned.add_argument(
        "--module",
        metavar=translate(N_("LIBRARY")),
        help=translate(N_("the driver's library (default: every known one on this PC)")),
    )
    scanned.add_argument(
        "--record",
        action="store_true",
        help=translate(N_("also write down how their PINs stand, and their labels")),
    )
    token_diagnose.register(add, translate)
    changed = add("change-pin", N_("Changes the PIN of an eToken that is plugged in."), _change_pin)
    changed.add_argument(
        "token",
        metavar="SERIAL|LABEL",
        help=translate(N_("the device's serial, or its label where no serial is so")),
    )
    changed.add_argument(
        "--module",
        required=True,
        type=Path,
        metavar=translate(N_("LIBRARY")),
        help=translate(N_("the driver's library")),
    )
    changed.add_argument(
        "--pin-file",
        metavar=translate(N_("FILE")),
        help=translate(N_("private file (mode 0600) with the PIN that holds now; - reads a line")),
    )
    changed.add_argument(
        "--new-pin-file",
        metavar=translate(N_("FILE")),
        help=translate(N_("private file (mode 0600) with the new PIN; - reads a line")),
    )
    changed.add_argument(
        "--last-try",
        action="store_true",
        help=translate(N_("use the last try too: one more wrong PIN locks the device")),
    )
    for name, step in _STEPS.items():
        parser = add(name, step.summary, partial(_move, step))
        _add_names(parser, translate, needed=name != "receive")
        _add_told(parser, translate, step.day, required=step.signed)
        if step.received:
            parser.add_argument(
                "--receiver",
                metavar=translate(N_("NAME")),
                help=translate(N_("who received, where it is not the subscriber")),
            )
        parser.add_argument(
            "--serial",
            metavar="SERIAL",
            help=translate(N_("the serial of one device that had none yet")),
        )
        if name == "receive":
            receiving.add_receiving(parser, translate)
        if step.custody in ("received", "returned"):
            parser.add_argument(
                "--stock",
                action="store_true",
                help=translate(N_("into the office's own stock")),
            )
        if step.certificate is not None:
            parser.add_argument(
                "--certificates",
                action="store_const",
                const=step.certificate,
                help=translate(
                    N_("the certificates on them come into use")
                    if step.certificate == "active"
                    else N_("ask for the certificates on them to be revoked")
                ),
            )
    assigned = add("assign", N_("Says whose eTokens these are."), _assign)
    _add_names(assigned, translate)
    whose = assigned.add_mutually_exclusive_group(required=True)
    whose.add_argument(
        "--person",
        metavar="UID",
        help=translate(N_("the person's uid, as `list people --json` shows it")),
    )
    whose.add_argument("--nobody", action="store_true", help=translate(N_("nobody's for now")))
    _add_told(assigned, translate, N_("the day"))
    asked = add("request", N_("Records that the issuer was asked for certificates."), _request)
    _add_names(asked, translate)
    asked.add_argument(
        "--revoke", action="store_true", help=translate(N_("to revoke those on the devices"))
    )
    _add_told(asked, translate, N_("the day of the letter"))
    answered = add("confirm", N_("Records what the issuer answered."), _confirm)
    _add_names(answered, translate)
    answered.add_argument(
        "--refused",
        action="store_true",
        help=translate(N_("it refused (a reason is needed where it refused to issue)")),
    )
    answered.add_argument(
        "--to",
        choices=("registered", "issued", "active", "revoked"),
        help=translate(N_("the state that it gives (default: the next)")),
    )
    answered.add_argument(
        "--number", metavar="N", help=translate(N_("the number of the certificate issued"))
    )
    _add_told(answered, translate, N_("the day of the answer"))
    counted = add(
        "count", N_("Counts registered, supplied, received, handed over and active."), _count
    )
    add_under(counted, translate)
    add_as_of(counted, translate)
    counted.add_argument(
        "--list",
        dest="fact",
        choices=("registered", "supplied", "received", "handed_over", "active"),
        help=translate(N_("also list the eTokens that this figure counts")),
    )
    deliveries.register(commands, group)
    receiving.register(commands, group)
    handing_out.register(commands, group)
    minutes.register(commands, group)
    requests.register(commands, group)
    token_settling.register(commands, group)


def _add_names(
    parser: argparse.ArgumentParser, translate: Translate, *, needed: bool = True
) -> None:
    parser.add_argument(
        "names",
        nargs="+" if needed else "*",
        metavar="SERIAL|UID",
        help=translate(N_("serials of the devices, or uids; all of them or none")),
    )


def _add_told(
    parser: argparse.ArgumentParser, translate: Translate, day: str, *, required: bool = False
) -> None:
    parser.add_argument(
        "--on",
        required=required,
        metavar=translate(N_("DATE")),
        type=iso_date(translate),
        help=translate(day if required else N_("{day} (default: today)")).format(
            day=translate(day)
        ),
    )
    parser.add_argument(
        "--paper",
        metavar=translate(N_("TEXT")),
        help=translate(N_("number and date of the letter or the minutes")),
    )
    parser.add_argument(
        "--reason", metavar=translate(N_("TEXT")), help=translate(N_("why, in a few words"))
    )


def _show(invocation: Invocation) -> Answer:
    from desktop.services.browse_tokens import ReadToken, read_token
    from desktop.services.token_names import ReadTokens, read_tokens

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        uids = _uids(session, given.names)
        rows = read_tokens(session, ReadTokens(uids, given.as_of))
        pages = [read_token(session, ReadToken(uid, given.as_of)) for uid in uids]
        warnings = session.warnings
    if given.json:
        tokens = [token_shown.whole(row, page) for row, page in zip(rows, pages, strict=True)]
        return invocation.answer({"tokens": tokens}, (), warnings)
    return invocation.answer({}, token_shown.pages(pages, invocation.translate), warnings)


def _scan(invocation: Invocation) -> Answer:
    from desktop.services.scan_tokens import ScanTokens, scan_tokens

    given = invocation.options
    module = Path(given.module) if given.module else None
    with invocation.open_vault(read_only=not given.record) as session:
        found = scan_tokens(session, ScanTokens(module, given.record))
        warnings = (*session.warnings, *found.problems)
    result = {**token_shown.plugged(found), "run": found.run}
    return invocation.answer(result, token_shown.scan(found, invocation.translate), warnings)


def _change_pin(invocation: Invocation) -> Answer:
    from desktop.domain.problems import refuse
    from desktop.services.change_pin import ChangePin, change_pin

    given, _ = invocation.options, invocation.translate

    def new() -> str:
        first = invocation.secret(given.new_pin_file, Text(N_("The new PIN: ")))
        if given.new_pin_file is None:
            again = invocation.secret(None, Text(N_("The same new PIN again: ")))
            if again != first:
                raise refuse("pin.differs")
        return first

    with invocation.open_vault() as session:
        done = change_pin(
            session,
            ChangePin(given.module, given.token, given.last_try),
            lambda: invocation.secret(given.pin_file, Text(N_("The PIN that holds now: "))),
            new,
        )
        warnings = session.warnings
    result = {"serial": done.serial, "label": done.label, "run": done.run}
    words = N_("The PIN of “{label}” ({serial}) is changed.")
    lines = [_(words).format(label=done.label, serial=done.serial)]
    if done.run is None:
        lines.append(_(N_("The registers do not know this device: nothing was written down.")))
    else:
        lines.append(_(N_("Written as run {run}.")).format(run=done.run))
    return invocation.answer(result, tuple(lines), warnings)


def _move(step: _Step, invocation: Invocation) -> Answer:
    from desktop.services.edit_tokens import MoveTokens, move_tokens

    given = vars(invocation.options)
    if given.get("delivery") is not None:
        return receiving.receive(invocation)
    if not given["names"]:
        words = invocation.translate(N_("name the devices, or their delivery by --delivery N"))
        what = Problem("usage.wrong", {"what": words})
        return Answer(invocation.options.command_name, None, (what,), _USAGE_EXIT)
    custody = "stock" if given.get("stock") else step.custody
    with invocation.open_vault() as session:
        uids = _uids(session, given["names"])
        command = MoveTokens(
            uids,
            custody,
            given["on"] or session.surroundings.today(),
            given.get("receiver"),
            given.get("certificates"),
            given["serial"],
            given["paper"],
            given["reason"],
        )
        done = move_tokens(session, command)
        waiting = given.get("certificates") == "revocation_pending" and done.run is not None
        return _changed(invocation, session, uids, done, _WAITS if waiting else None)


def _assign(invocation: Invocation) -> Answer:
    from desktop.services.edit_tokens import AssignTokens, assign_tokens

    given = invocation.options
    with invocation.open_vault() as session:
        uids = _uids(session, given.names)
        command = AssignTokens(uids, given.person, given.on, given.paper, given.reason)
        done = assign_tokens(session, command)
        return _changed(invocation, session, uids, done)


def _request(invocation: Invocation) -> Answer:
    from desktop.services.confirm_tokens import FindCertificates, find_certificates
    from desktop.services.edit_certificates import (
        RequestCertificates,
        StepCertificates,
        request_certificates,
        step_certificates,
    )

    given = invocation.options
    told = (given.paper, given.reason)
    with invocation.open_vault() as session:
        uids = _uids(session, given.names)
        if given.revoke:
            found = find_certificates(session, FindCertificates(uids, revoking=True))
            command = StepCertificates(found.certificates, found.state, given.on, None, *told)
            done = step_certificates(session, command)
            return _changed(invocation, session, uids, done, _WAITS)
        done = request_certificates(session, RequestCertificates(uids, given.on, *told))
        return _changed(invocation, session, uids, done)


def _confirm(invocation: Invocation) -> Answer:
    from desktop.services.confirm_tokens import FindCertificates, find_certificates
    from desktop.services.edit_certificates import StepCertificates, step_certificates

    given = invocation.options
    with invocation.open_vault() as session:
        uids = _uids(session, given.names)
        wanted = FindCertificates(uids, refused=given.refused, to=given.to)
        found = find_certificates(session, wanted)
        told = (given.on, given.number, given.paper, given.reason)
        command = StepCertificates(found.certificates, found.state, *told)
        done = step_certificates(session, command)
        return _changed(invocation, session, uids, done)


def _count(invocation: Invocation) -> Answer:
    from desktop.services.count_tokens import CountByUnit, count_by_unit

    given = invocation.options
    with invocation.open_vault(read_only=True) as session:
        command = CountByUnit(given.under, given.as_of, given.fact)
        found = count_by_unit(session, command)
        warnings = (*session.warnings, *found.problems)
    if given.json:
        return invocation.answer(token_shown.counted(found), (), warnings)
    lines = token_shown.counts(found, given.fact, invocation.translate)
    return invocation.answer({}, lines, warnings)


def _uids(session: Session, names: list[str]) -> tuple[str, ...]:
    from desktop.services.token_names import FindTokens, find_tokens

    return find_tokens(session, FindTokens(tuple(names)))


def _changed(
    invocation: Invocation,
    session: Session,
    uids: tuple[str, ...],
    done: TokensChanged,
    more: str | None = None,
) -> Answer:
    """Answer with the tokens as they are now."""
    from desktop.services.token_names import ReadTokens, read_tokens

    _ = invocation.translate
    rows = read_tokens(session, ReadTokens(uids))
    lines = [*token_shown.rows(rows, _), ""]
    if done.run is None:
        lines.append(_(N_("Nothing to change: it is so already.")))
    else:
        lines.append(_(N_("Written as run {run}.")).format(run=done.run))
    lines += [_(more)] if more is not None else []
    result = {"tokens": token_shown.objects(rows), "run": done.run}
    # Nothing is revoked by asking for it.
    result |= {"waiting": True} if more is not None else {}
    return invocation.answer(result, tuple(lines), session.warnings)
