"""Takes revocation lists in from files, and applies what they say by the lifecycle's rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from cryptography import x509
from sqlalchemy import Connection

from desktop.crypto import certificate_content as contents
from desktop.crypto.certificates import MAX_FILE_BYTES, file_bytes, key_usage
from desktop.crypto.revocation import ON_HOLD, REVOKED, ReadList, entries, opened_list, read_list
from desktop.crypto.trust import is_usable, parse_list
from desktop.domain.actors import Command
from desktop.domain.certificate_chain import Authority, Chains
from desktop.domain.problems import Problem, Refusal, Severity, Where, refuse
from desktop.models import authority_reader, revocation_reader
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate, certificate_content, revocation_list
from desktop.models.token_life import MoveNote, lifecycle
from desktop.models.uow import UnitOfWork
from desktop.services.session import Session
from desktop.services.surroundings import utc_timestamp

# Two clocks that are both right may differ so much.
_CLOCKS_APART = timedelta(minutes=10)


@dataclass(frozen=True)
class TakeLists(Command):
    """Take in the revocation lists of `files`, PEM or DER, one in each."""

    name: ClassVar[str] = "certificate.crl"
    files: tuple[Path, ...] = field(repr=False)


@dataclass(frozen=True)
class TakenList:
    """A list that was taken in; `is_new` is False where it, or a newer one, was there already.
    Times are UTC; `next_at` is None where the list does not say."""

    file: str
    issuer: str
    number: str | None
    made_at: datetime
    next_at: datetime | None
    entries: int
    is_new: bool


@dataclass(frozen=True)
class ListsTaken:
    """The lists in order, how many certificates changed their state by them, what should be looked
    at, and the run (None: nothing was written)."""

    lists: tuple[TakenList, ...]
    changed: int
    doubts: tuple[Problem, ...]
    run: int | None


@dataclass(frozen=True)
class _Opened:
    file: str
    given: x509.CertificateRevocationList
    read: ReadList
    authority: Authority


def take_lists(session: Session, command: TakeLists) -> ListsTaken:
    """Take lists in, all or none, in one run; an older list than the one kept changes nothing.

    Raises `WorldFailure` `certificate.file_missing`, `.file_unreadable`; `Refusal`
    `trust.list_malformed`, `crl.unknown_issuer`, `crl.not_signed`, `crl.not_trusted`.
    """
    now, today = session.surroundings.now(), session.surroundings.today()
    parsed = [(path.name, parse_list(_bytes(path), path.name)) for path in command.files]
    with session.unit_of_work(command) as work:
        opened = _checked(work.connection, parsed, today)
        taken, papers = [], []
        for each in opened:
            is_new = _keep(work, each)
            taken.append(_told(each, is_new=is_new))
            papers.append(f"CRL {each.read.number or utc_timestamp(each.read.made_at)}")
        work.note_moves(MoveNote(today, paper="; ".join(papers)))
        changed = apply_lists(work)
    doubts = [doubt for each in taken for doubt in _doubts(each, now)]
    return ListsTaken(
        tuple(taken), changed, tuple(doubts), work.run.number if work.run is not None else None
    )


def apply_lists(work: UnitOfWork, only: Collection[str] | None = None) -> int:
    """Write what the kept lists say of the certificates that their authorities signed (only those
    of these uids, None: all); return how many certificates changed their state.

    Revoked stays revoked, listed or not. On hold is given up when a newer list names it no more.
    """
    if only is not None and not only:
        return 0
    everybody = authority_reader.authorities(work.connection)
    by_uid = {each.uid: each for each in everybody}
    contents_, states = [], []
    for authority, der in revocation_reader.kept_lists(work.connection):
        alike = _alike(by_uid[authority], everybody)
        signed = [
            each
            for each in revocation_reader.signed_by(work.connection, alike)
            if only is None or each.certificate in only
        ]
        listed = entries(opened_list(der), {int(each.number or "0", 16) for each in signed})
        for each in signed:
            entry = listed.get(int(each.number or "0", 16))
            if each.listed == REVOKED:
                # A list may leave out what has run out since.
                wanted = REVOKED
            elif entry is not None:
                contents_.append(
                    {"uid": each.content, "listed": entry.state, "listed_on": entry.day,
                     "listed_why": entry.why}
                )  # fmt: skip
                wanted = entry.state
            elif each.listed == ON_HOLD:
                gone = dict.fromkeys(("listed", "listed_on", "listed_why"))
                contents_.append({"uid": each.content, **gone})
                wanted = "active" if each.state == ON_HOLD else each.state
            else:
                continue
            if lifecycle().certificate.step(each.state, wanted) is not None:
                states.append({"uid": each.certificate, "state": wanted})
    work.update(certificate_content, contents_)
    return work.update(certificate, states)


def _bytes(path: Path) -> bytes:
    data = file_bytes(path)
    if len(data) > MAX_FILE_BYTES:
        raise refuse("trust.list_malformed", file=path.name)
    return data


def _checked(
    connection: Connection, parsed: list[tuple[str, x509.CertificateRevocationList]], today: str
) -> list[_Opened]:
    """Find who signed each list, and that it is trusted; the refusals of all lists together."""
    everybody = {each.uid: each for each in authority_reader.authorities(connection)}
    known = [
        (everybody[uid], contents.opened(der))
        for uid, der in authority_reader.kept_whole(connection)
    ]
    chains = Chains(everybody.values(), today)
    opened, problems = [], []
    for file, given in parsed:
        read = read_list(given)
        told = {"file": file, "issuer": read.issuer}
        named = [(one, whole) for one, whole in known if whole.subject == given.issuer]
        signers = [one for one, whole in named if _may_list(whole) and is_usable(given, whole)]
        trusted = [one for one in signers if chains.fault(one.uid, read.issuer) is None]
        if not named:
            problems.append(Problem("crl.unknown_issuer", told, where=Where(file)))
        elif not signers:
            problems.append(Problem("crl.not_signed", told, where=Where(file)))
        elif not trusted:
            problems.append(Problem("crl.not_trusted", told, where=Where(file)))
        else:
            opened.append(_Opened(file, given, read, trusted[0]))
    if problems:
        raise Refusal(*problems)
    return opened


def _may_list(authority: x509.Certificate) -> bool:
    usage = key_usage(authority)
    return usage is None or usage.crl_sign


def _alike(one: Authority, everybody: Collection[Authority]) -> list[str]:
    """Return the uids of all certificates of the same authority: its name with its key."""
    return [each.uid for each in everybody if (each.subject, each.key) == (one.subject, one.key)]


def _keep(work: UnitOfWork, each: _Opened) -> bool:
    """Keep a list in place of the one before it; return whether it is newer than that."""
    alike = _alike(each.authority, authority_reader.authorities(work.connection))
    before = dicts_in(work.connection, revocation_list, "authority", alike)
    read = each.read
    values: Mapping[str, object] = {
        "number": read.number,
        "made_at": utc_timestamp(read.made_at),
        "next_at": utc_timestamp(read.next_at) if read.next_at is not None else None,
        "entries": read.entries,
        "sha256": read.sha256,
        "der": read.der,
    }
    if not before:
        row = {"uid": work.new_uid(), "authority": each.authority.uid, **values}
        work.insert(revocation_list, [row])
        return True
    if str(values["made_at"]) <= before[0]["made_at"]:
        return False
    work.update(revocation_list, [{"uid": before[0]["uid"], **values}])
    return True


def _told(each: _Opened, *, is_new: bool) -> TakenList:
    read = each.read
    return TakenList(
        each.file, read.issuer, read.number, read.made_at, read.next_at, read.entries, is_new
    )


def _doubts(each: TakenList, now: datetime) -> list[Problem]:
    told = {"file": each.file, "issuer": each.issuer}
    found = []
    if not each.is_new:
        found.append(Problem("crl.older", {**told, "made": _day(each.made_at)}))
    if each.made_at > now + _CLOCKS_APART:
        found.append(Problem("crl.future", {**told, "made": _day(each.made_at)}))
    if each.next_at is not None and each.next_at < now:
        values = {**told, "made": _day(each.made_at), "end": _day(each.next_at)}
        found.append(Problem("crl.stale", values))
    return [replace(one, severity=Severity.WARNING, where=Where(each.file)) for one in found]


def _day(moment: datetime) -> str:
    return moment.astimezone().date().isoformat()
