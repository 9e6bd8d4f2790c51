"""Bundles going out: the registers, composed, signed, encrypted, written and read back."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from cryptography import x509
from sqlalchemy import Connection

from desktop import BUNDLE_FORMAT, __version__, resources
from desktop.crypto import certificates, envelope, keystores, signers
from desktop.domain.actors import Command
from desktop.domain.canonical import canonical_json
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.texts import N_, Text
from desktop.exchange import media
from desktop.exchange.bundle_writer import HEADER, SHEET, BundleWriter
from desktop.models import bundle_changes, bundle_reader, bundle_rows, journal, settings
from desktop.models.bundle_changes import RecordChange
from desktop.models.office import Office, office
from desktop.models.tables import bundle
from desktop.models.uow import UnitOfWork
from desktop.services.sent_codes import mark_sent, told_anew
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings, utc_timestamp

GUIDE = "HUONG-DAN-KIEM-TRA.txt"
CERTIFICATES = "certificates.pem"
CHANGES = "changes"
PLAINTEXT_POLICY = "policy.plaintext_bundle"
PKCS1_POLICY = "policy.pkcs1_signature"
# The central system's own code is not published; an office that knows it sets it.
RECIPIENT_CODE = "recipient.code"
RECIPIENT_NAME = "recipient.name"
CENTRAL_SYSTEM = "Văn phòng Trung ương Đảng"

# A bundle that nobody read for a quarter of a year is stale: a newer one is sealed.
VALID_FOR = timedelta(days=90)

# The names that a bundle's own profile allows; a code begins its file's name.
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")

_ROWS_AT_ONCE = 500
_STEPS = 4


@dataclass(frozen=True)
class Seal(Command):
    """Seal the registers into a file under the folder `out`.

    `signer` is `p12:FILE` or `pkcs11:LIB?token=LABEL`; `recipients` are files of certificates, one
    each; `sheet` puts the sign-off sheet in. `final_try`: the person knows that the token has one
    try of its PIN left, and wants it used.
    """

    name: ClassVar[str] = "seal"
    # Where keys and folders lie is nobody's business: the journal leaves it out.
    signer: str = field(repr=False)
    out: Path = field(repr=False)
    recipients: tuple[Path, ...] = field(default=(), repr=False)
    sheet: bool = False
    final_try: bool = field(default=False, repr=False)


@dataclass(frozen=True)
class ChangeCounts:
    """Records of one data file that were added, changed and closed since the last bundle."""

    added: int = 0
    changed: int = 0
    closed: int = 0


@dataclass(frozen=True)
class SealResult:
    """A sealed bundle: `sha256` is the written file's, `digest` the content digest; `counts` are
    rows by data file, `changes` what became of them since the last bundle."""

    file: Path
    sha256: str
    digest: str
    sequence: int
    size: int
    counts: Mapping[str, int]
    changes: Mapping[str, ChangeCounts]
    header: Mapping[str, Any]
    signer: str
    fingerprint: str
    scheme: str
    encrypted: bool


@dataclass(frozen=True)
class Composed:
    """The files of a bundle before it is signed."""

    writer: BundleWriter
    header: Mapping[str, Any]
    changes: Mapping[str, ChangeCounts]
    # Codes that say something else than in the last bundle, by uid.
    told_anew: frozenset[str]


def seal(session: Session, command: Seal, ask: Callable[[], str]) -> SealResult:
    """Seal the registers, write the file, read it back, then record it; `ask` gives the PIN or
    passphrase of the signer, once, when its token or file was found.

    Whatever can be refused is refused before the PIN is asked. Where it fails later no file is
    left and no sequence is used.

    Raises `Refusal` (`seal.plaintext_forbidden`, `seal.no_office`, `seal.no_office_code`,
    `seal.office_code_form`, `signer.*`, `certificate.*`, `envelope.*`) and `WorldFailure`
    (`signer.*`, `pkcs11.*`, `media.*`, `certificate.*`).
    """
    world = session.surroundings
    written: media.Written | None = None
    try:
        # One transaction from the first row read to the record, so that they are of one moment.
        with session.unit_of_work(command) as work:
            connection = work.connection
            recipients = _recipients(connection, command, world.now())
            sender = _sender(connection, world)
            target = command.out / _file_name(sender, _next_sequence(connection), recipients)
            media.check_free(target)
            with _open_signer(connection, command, ask, world.now()) as signer:
                # Only now: a person may take their time over the PIN.
                now = world.now()
                _step(world, 0)
                composed = compose(connection, world, now)
                if command.sheet:
                    _add_sheet(connection, world, composed, target.name)
                _step(world, 1)
                signature = signers.sign_cades(signer, composed.writer.manifest(1), now)
                composed.writer.signature(1, signature)
            _step(world, 2)
            written = media.write_file(target, _wrapped(composed.writer, recipients))
            _step(world, 3)
            _record(work, composed, written)
            mark_sent(work, composed.header["sequence"], composed.told_anew, world.today())
            # The last moment to stop: after this it is sealed, and nothing may say otherwise.
            _step(world, _STEPS)
    except BaseException:
        if written is not None:
            media.remove_file(written.path)
        raise
    return SealResult(
        file=written.path,
        sha256=written.sha256,
        digest=composed.writer.content_digest(),
        sequence=composed.header["sequence"],
        size=written.size,
        counts=composed.header["counts"],
        changes=composed.changes,
        header=composed.header,
        signer=certificates.subject_name(signer.certificate),
        fingerprint=certificates.fingerprint(signer.certificate),
        scheme=signer.scheme.value,
        encrypted=bool(recipients),
    )


def compose(connection: Connection, world: Surroundings, now: datetime) -> Composed:
    """Put the registers, as they are, into a bundle's files; nothing is written anywhere.

    The data files follow from the registers alone: the same rows give the same bytes.
    """
    last = bundle_reader.latest(connection)
    head = journal.head(connection)
    writer = BundleWriter()
    counts: dict[str, int] = {}
    for name, read in bundle_rows.READERS.items():
        counts[name] = _add_rows(writer, name, read(connection))
    since = bundle_changes.changes(connection, last.journal_run) if last else []
    counts[CHANGES] = _add_rows(writer, CHANGES, (canonical_json(each.row()) for each in since))
    writer.add(CERTIFICATES, _pem(bundle_rows.certificates(connection)))
    writer.add(GUIDE, [resources.path("bundle", GUIDE).read_bytes()])
    header = _header(connection, world, now, counts, head, last)
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    writer.add(HEADER, [text.encode()])
    counted = count_changes(since, counts, first=last is None)
    return Composed(writer, header, counted, told_anew(since))


def _add_sheet(connection: Connection, world: Surroundings, composed: Composed, file: str) -> None:
    # Half of sealing's imports belong to the paper, which is not always asked for.
    from desktop.reports.signoff import sign_off_pdf
    from desktop.services.sign_off import sign_off_sheet

    sheet = sign_off_sheet(
        connection,
        composed.header,
        composed.writer.content_digest(),
        file,
        composed.changes,
        world.translate,
    )
    composed.writer.add(SHEET, [sign_off_pdf(sheet, world.translate)])


def _recipients(
    connection: Connection, command: Seal, now: datetime
) -> tuple[x509.Certificate, ...]:
    if not command.recipients and settings.get(connection, PLAINTEXT_POLICY) != "yes":
        raise refuse("seal.plaintext_forbidden")
    found = tuple(certificates.read_certificate(path) for path in command.recipients)
    envelope.check_recipients(found, now)
    return found


def _open_signer(
    connection: Connection, command: Seal, ask: Callable[[], str], now: datetime
) -> signers.Signer:
    spec = replace(keystores.parse_spec(command.signer), final_try=command.final_try)
    allow_pkcs1 = settings.get(connection, PKCS1_POLICY) == "yes"
    return signers.open_signer(spec, ask, now, allow_pkcs1=allow_pkcs1)


def office_problem(found: Office | None) -> Problem | None:
    """Return why nothing can be sealed in the name of the root organ `found`, or None."""
    if found is None:
        return Problem("seal.no_office")
    if found.code is None:
        return Problem("seal.no_office_code", {"office": found.name})
    if not _FILE_NAME.fullmatch(found.code):
        return Problem("seal.office_code_form", {"code": found.code})
    return None


def _sender(connection: Connection, world: Surroundings) -> Office:
    found = office(connection, world.today())
    problem = office_problem(found)
    if problem is not None or found is None:
        raise Refusal(problem or Problem("seal.no_office"))
    return found


def _file_name(sender: Office, sequence: int, recipients: Sequence[x509.Certificate]) -> str:
    return f"{sender.code}-{sequence:06}.asice" + (".p7m" if recipients else "")


def _next_sequence(connection: Connection) -> int:
    last = bundle_reader.latest(connection)
    return last.sequence + 1 if last else 1


def _header(
    connection: Connection,
    world: Surroundings,
    now: datetime,
    counts: Mapping[str, int],
    head: journal.Head,
    last: bundle_reader.SealedBundle | None,
) -> dict[str, Any]:
    sender = _sender(connection, world)
    created = utc_timestamp(now)
    return {
        "format": BUNDLE_FORMAT,
        "id": world.random_bytes(16).hex(),
        "kind": "declaration",
        "sender": {"code": sender.code, "name": sender.name},
        "recipient": {
            "code": settings.get(connection, RECIPIENT_CODE),
            "name": settings.get(connection, RECIPIENT_NAME) or CENTRAL_SYSTEM,
        },
        "sequence": last.sequence + 1 if last else 1,
        "previous": last.digest if last else None,
        "voided": bundle_reader.voided(connection),
        "reply_to": None,
        "as_of": created,
        "created": created,
        "not_after": utc_timestamp(now + VALID_FOR),
        "required_roles": ["preparer"],
        "journal": {"run": head.run, "hash": head.hash},
        "counts": dict(sorted(counts.items())),
        "program": f"daumoi {__version__}",
    }


def _add_rows(writer: BundleWriter, name: str, rows: Iterator[str]) -> int:
    """Put in a data file, one row to a line; return how many rows it has."""
    count = 0

    def chunks() -> Iterator[bytes]:
        nonlocal count
        before = "[\n"
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            yield (before + ",\n".join(batch)).encode()
            before = ",\n"
            count += len(batch)
        yield b"\n]\n" if count else b"[]\n"

    writer.add(f"{name}.json", chunks())
    return count


def _pem(ders: Iterable[str]) -> Iterator[bytes]:
    for text in ders:
        body = base64.encodebytes(base64.b64decode(text)).decode().replace("\n", "")
        lines = [body[start : start + 64] for start in range(0, len(body), 64)]
        framed = ["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""]
        yield "\n".join(framed).encode()


def count_changes(
    changes: Iterable[RecordChange], counts: Mapping[str, int], *, first: bool
) -> dict[str, ChangeCounts]:
    """Count the changes by data file; in a first bundle every row is new."""
    registers = [name for name in counts if name != CHANGES]
    if first:
        return {name: ChangeCounts(added=counts[name]) for name in registers}
    found = {name: {"added": 0, "changed": 0, "closed": 0} for name in registers}
    for each in changes:
        # What an undo took away is no longer there: for the reader, closed.
        word = "closed" if each.change == "removed" else each.change
        found[each.file][word] += 1
    return {name: ChangeCounts(**numbers) for name, numbers in found.items()}


def _wrapped(writer: BundleWriter, recipients: Sequence[x509.Certificate]) -> Iterable[bytes]:
    if not recipients:
        return writer.chunks()
    return envelope.encrypt(list(writer.chunks()), recipients)


def _record(work: UnitOfWork, composed: Composed, written: media.Written) -> None:
    header = composed.header
    work.insert(
        bundle,
        [
            {
                "uid": work.new_uid(),
                "sequence": header["sequence"],
                "kind": header["kind"],
                "file": written.path.name,
                "digest": composed.writer.content_digest(),
                "sha256": written.sha256,
                "header": canonical_json(header),
                "journal_run": header["journal"]["run"],
                "state": "sealed",
                "created": header["created"],
            }
        ],
    )


def _step(world: Surroundings, done: int) -> None:
    world.progress(Text(N_("Sealing the bundle")), done, _STEPS)
