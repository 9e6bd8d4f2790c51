"""Minutes that are signed: the signed copy recorded, or the receiver's signature by the device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.crypto import keystores, signers
from desktop.domain import handover as words
from desktop.domain.cells import shown_date
from desktop.domain.handover import MinutesState
from desktop.domain.lifecycle import Told
from desktop.domain.problems import refuse, world_failed
from desktop.domain.texts import N_, Text
from desktop.exchange import media
from desktop.models import handover_reader, settings
from desktop.models.handover_reader import Minutes
from desktop.models.tables import handover
from desktop.models.uow import UnitOfWork
from desktop.services.bundles import PKCS1_POLICY
from desktop.services.edit_tokens import step_certificates_on, take_step, tokens_of
from desktop.services.endpoint_rows import written
from desktop.services.handover.command import (
    CancelMinutes,
    MinutesDone,
    RecordSigned,
    SignMinutes,
    TakeOut,
)
from desktop.services.handover.drawing import known
from desktop.services.handover.receiver import check_receiver, check_signer
from desktop.services.session import Session

Values = Mapping[str, Any]


def record_signed(session: Session, command: RecordSigned) -> MinutesDone:
    """Record that minutes were signed; the devices take their step with it, in one run.

    Raises `Refusal`: `handover.unknown`, `.cancelled`, `.signed`, `.scan_there`, `.day_before`,
    `.paper_missing`, `.scan_kind`, `.scan_large`, what stands against the step of a device, and
    `WorldFailure` (`file.absent`, `file.no_permission`, `file.unreadable`).
    """
    scan = _scan(command.scan) if command.scan is not None else None
    with session.unit_of_work(command) as work:
        minutes = known(work.connection, command.number)
        if minutes.state is MinutesState.SIGNED:
            _add_scan(work, minutes, scan)
            return _done(work, minutes)
        _check_open(minutes)
        paper = written(command.paper or "")
        if paper is None:
            raise refuse("handover.paper_missing", number=minutes.number)
        values = {"scan": work.keep_file(scan) if scan is not None else None}
        _sign(work, session, minutes, command.on, paper, command.certificates, values)
    return _done(work, minutes)


def sign_minutes(session: Session, command: SignMinutes, ask: Callable[[], str]) -> MinutesDone:
    """Let the receiver sign what minutes say with the device handed over; `ask` gives the PIN.

    The signature (CMS, CAdES-B-B, detached) is over the kept text, whose digest stands on the
    paper. Raises `Refusal`: `handover.unknown`, `.cancelled`, `.signed`, `.not_a_token`,
    what `check_receiver` and `check_signer` say, `signer.*`, what stands against the step;
    `WorldFailure` (`pkcs11.*`).
    """
    world = session.surroundings
    spec = keystores.parse_spec(command.signer)
    if spec.token is None:
        raise refuse("handover.not_a_token")
    with session.unit_of_work(command) as work:
        connection = work.connection
        minutes = known(connection, command.number)
        _check_open(minutes, signed_too=True)
        check_receiver(connection, minutes)
        allow_pkcs1 = settings.get(connection, PKCS1_POLICY) == "yes"
        chosen = replace(spec, final_try=command.final_try)
        with signers.open_signer(chosen, ask, world.now(), allow_pkcs1=allow_pkcs1) as signer:
            check_signer(connection, minutes, signer.certificate)
            now = world.now()
            signature = signers.sign_cades(signer, minutes.text.encode(), now)
        paper = Text(N_("Minutes {number}, signed with the device"), {"number": minutes.number})
        values = {"signature": work.keep_file(signature)}
        day = _day(now)
        _sign(
            work, session, minutes, day, paper.render(world.translate), command.certificates, values
        )
    return _done(work, minutes)


def cancel_minutes(session: Session, command: CancelMinutes) -> MinutesDone:
    """Give up minutes that wait. Raises `Refusal`: `handover.unknown`, `.cancelled`, `.signed`,
    `.reason_missing`, `text.too_long`."""
    with session.unit_of_work(command) as work:
        minutes = known(work.connection, command.number)
        _check_open(minutes, signed_too=True)
        reason = written(command.reason)
        if reason is None:
            raise refuse("handover.reason_missing", number=minutes.number)
        today = session.surroundings.today()
        given_up = {"uid": minutes.uid, "cancelled_on": today, "reason": reason}
        work.update(handover, [given_up])
    return _done(work, minutes)


def take_out(session: Session, command: TakeOut) -> tuple[Path, ...]:
    """Write the files kept with minutes into a folder; none of that name is replaced.

    They are the signed copy, and the signature with the text that it is over. Raises `Refusal`
    (`handover.unknown`, `handover.no_files`) and `WorldFailure` (`media.*`).
    """
    with session.reading(command) as connection:
        minutes = known(connection, command.number)
        kept = {
            name: handover_reader.file_kept(connection, digest)
            for name in ("scan", "signature")
            if (digest := getattr(minutes, name)) is not None
        }
    stem = f"BIEN-BAN-GIAO-NHAN-{minutes.number:04}"
    files: dict[str, bytes] = {}
    scan, signature = kept.get("scan"), kept.get("signature")
    if scan is not None:
        files[f"{stem}.{words.scan_ending(scan)}"] = scan
    if signature is not None:
        files[f"{stem}.json"] = minutes.text.encode()
        files[f"{stem}.p7s"] = signature
    if not files:
        raise refuse("handover.no_files", number=minutes.number)
    targets = [command.out / name for name in files]
    for target in targets:
        media.check_free(target)
    for target, content in zip(targets, files.values(), strict=True):
        media.write_file(target, [content])
    return tuple(targets)


def _check_open(minutes: Minutes, *, signed_too: bool = False) -> None:
    if minutes.cancelled_on is not None:
        day = shown_date(minutes.cancelled_on)
        raise refuse("handover.cancelled", number=minutes.number, day=day)
    if signed_too and minutes.signed_on is not None:
        day = shown_date(minutes.signed_on)
        raise refuse("handover.signed", number=minutes.number, day=day)


def _add_scan(work: UnitOfWork, minutes: Minutes, scan: bytes | None) -> None:
    if scan is None:
        day = shown_date(minutes.signed_on or "")
        raise refuse("handover.signed", number=minutes.number, day=day)
    if minutes.scan is not None:
        raise refuse("handover.scan_there", number=minutes.number)
    work.update(handover, [{"uid": minutes.uid, "scan": work.keep_file(scan)}])


def _sign(
    work: UnitOfWork,
    session: Session,
    minutes: Minutes,
    day: str,
    paper: str,
    certificates_too: bool,
    values: Values,
) -> None:
    if day < minutes.drawn_on:
        drawn = shown_date(minutes.drawn_on)
        raise refuse("handover.day_before", number=minutes.number, drawn=drawn)
    tokens = [device.token for device in minutes.told.devices]
    rows = tokens_of(work.connection, tokens)
    # Who moved a device beforehand has drawn the minutes up afterwards: they only add the paper.
    moving = [row for row in rows if row["custody"] != minutes.custody]
    receiver = minutes.told.receiver.name or None
    told = Told(day, receiver, paper, minutes.told.reason or None)
    if moving:
        take_step(work, moving, minutes.custody, told, session.surroundings.today())
    if certificates_too:
        step_certificates_on(work, tokens, "active")
    work.update(handover, [{"uid": minutes.uid, "signed_on": day, "paper": paper, **values}])


def _done(work: UnitOfWork, minutes: Minutes) -> MinutesDone:
    now = known(work.connection, minutes.number)
    return MinutesDone(now, work.run.number if work.run is not None else None)


def _scan(path: Path) -> bytes:
    try:
        # One byte more tells that there is more.
        with path.open("rb") as file:
            content = file.read(words.SCAN_BYTES + 1)
    except FileNotFoundError as error:
        raise world_failed("file.absent", file=str(path)) from error
    except PermissionError as error:
        raise world_failed("file.no_permission", file=str(path)) from error
    except OSError as error:
        raise world_failed("file.unreadable", file=str(path)) from error
    if words.scan_ending(content) is None:
        raise refuse("handover.scan_kind", file=path.name)
    if len(content) > words.SCAN_BYTES:
        raise refuse("handover.scan_large", file=path.name, most=words.SCAN_BYTES // 1024**2)
    return content


def _day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()
