"""Verify a container: offline, without a vault, writing nothing.

The words of the verdict are those of `formats.md`. Nothing a file holds makes this raise: what is
wrong with it becomes a reason. Only surroundings that fail, and trust files that are not what they
should be, raise.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from desktop.crypto.certificates import read_certificates
from desktop.crypto.trust import Trust, parse_list
from desktop.domain.actors import Command
from desktop.domain.checkcode import check_code_agrees
from desktop.domain.problems import Problem, Refusal, refuse, world_failed
from desktop.domain.system_reasons import reason_of
from desktop.exchange.container import MAX_TOTAL_BYTES, Container
from desktop.exchange.recognise import is_encrypted, kind_of_file, kind_of_zip
from desktop.services.judgement import judge
from desktop.services.surroundings import Surroundings
from desktop.services.verdicts import FileVerdict, Judgement, SignatureVerdict

# Stored data and as much again for headers and directory: no honest container is larger.
_MAX_FILE_BYTES = MAX_TOTAL_BYTES + 64 * 1024 * 1024
_MAX_LIST_BYTES = 64 * 1024 * 1024
_HEAD = 64


class Word(StrEnum):
    """The verdict in one word, worst first."""

    UNREADABLE = "unreadable"
    INVALID = "invalid"
    UNTRUSTED = "untrusted"
    VALID = "valid"


class _NotOpened(Exception):
    """The envelope did not open, which is a verdict and not a failure."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


def _nobody() -> str:
    raise world_failed("prompt.unavailable", question="")


@dataclass(frozen=True)
class Verify(Command):
    """Verify `file` against anchors (`trust`) and revocation lists at a moment (default: now).

    `digest` and `code` are what the paper says: they can only make the answer no. `decrypt_key` is
    `p12:FILE` or `pkcs11:LIB?token=LABEL`, `decrypt_pin` asks for its passphrase or PIN;
    `final_try`: the person knows that the token has one try of its PIN left, and wants it used.
    """

    name: ClassVar[str] = "verify"
    file: Path
    trust: tuple[Path, ...] = ()
    lists: tuple[Path, ...] = ()
    at: datetime | None = None
    digest: str | None = None
    code: str | None = None
    decrypt_key: str | None = None
    decrypt_pin: Callable[[], str] = _nobody
    final_try: bool = False


@dataclass(frozen=True)
class Verdict:
    """What `verify` answers; the fields are the keys of `formats.md`.

    `reasons` are problems of severity error, empty only for a valid container; `warnings` are what
    a person should know besides.
    """

    profile: str
    verdict: Word
    intact: bool
    authorised: bool | None
    signatures: tuple[SignatureVerdict, ...]
    files: tuple[FileVerdict, ...]
    header: Mapping[str, Any] | None
    digest: str | None
    reasons: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = field(default=())


def verify(command: Verify, surroundings: Surroundings) -> Verdict:
    """Judge the file.

    Raises `WorldFailure` where the file, an anchor, a list or the key's store cannot be read, and
    `Refusal` where an anchor or a list is not one.
    """
    trust = Trust(
        tuple(anchor for path in command.trust for anchor in read_certificates(path)),
        tuple(parse_list(_read(path, _MAX_LIST_BYTES), str(path)) for path in command.lists),
        (command.at or surroundings.now()).astimezone(UTC),
    )
    try:
        # Looked at before it is opened: opening a pipe would wait for somebody to write to it.
        if not stat.S_ISREG(command.file.stat().st_mode):
            raise world_failed("verify.not_a_file", file=str(command.file))
        with command.file.open("rb") as source:
            length = source.seek(0, SEEK_END)
            source.seek(0)
            return _judged(source, length, command, trust)
    except FileNotFoundError as error:
        raise world_failed("verify.file_missing", file=str(command.file)) from error
    except OSError as error:
        raise world_failed(
            "verify.file_unreadable", file=str(command.file), reason=reason_of(error)
        ) from error


def _judged(source: BinaryIO, length: int, command: Verify, trust: Trust) -> Verdict:
    if length > _MAX_FILE_BYTES:
        limit = MAX_TOTAL_BYTES // 1024 // 1024
        return _unreadable(Problem("container.too_large", {"limit": limit}))
    head = source.read(_HEAD)
    if is_encrypted(head):
        if command.decrypt_key is None:
            return _unreadable(Problem("verify.encrypted"))
        try:
            opened = _decrypted(source, command, command.decrypt_key)
        except _NotOpened as failure:
            return _unreadable(*failure.problems)
        source, length, head = BytesIO(opened), len(opened), opened[:_HEAD]
    try:
        container = Container(source, length)
    except Refusal as refusal:
        problems = refusal.problems
        if problems[0].code == "container.no_directory":
            problems = (Problem("verify.not_container", {"kind": kind_of_file(head)}),)
        return _unreadable(*problems)
    judgement = judge(container, trust)
    if judgement.nothing_to_judge:
        kind = kind_of_zip([entry.name for entry in container.entries])
        return _unreadable(Problem("verify.no_cades", {"kind": kind}))
    return _verdict(judgement, command)


def _decrypted(source: BinaryIO, command: Verify, key: str) -> bytes:
    """Return what is in the envelope, in memory; nothing of it is looked at before its tag passed.

    Raises the refusals of `desktop.crypto.envelope.decrypt`, as `_NotOpened`.
    """
    from desktop.crypto import envelope
    from desktop.crypto.keystores import open_keystore, parse_spec

    spec = replace(parse_spec(key), final_try=command.final_try)
    with open_keystore(spec, command.decrypt_pin) as store:
        source.seek(0)
        sealed = source.read()
        try:
            return envelope.decrypt(sealed, store)
        except Refusal as refusal:
            raise _NotOpened(refusal.problems) from refusal


def _verdict(judgement: Judgement, command: Verify) -> Verdict:
    unexpected = _unexpected(judgement.digest, command)
    intact = not judgement.faults
    trusted = all(signature.trusted for signature in judgement.signatures)
    if unexpected or not intact:
        word = Word.INVALID
    else:
        word = Word.VALID if trusted else Word.UNTRUSTED
    doubts = [
        reason
        for signature in judgement.signatures
        for reason in signature.reasons
        if reason not in judgement.faults
    ]
    found = [_printable(problem) for problem in (*judgement.faults, *unexpected, *doubts)]
    notes = [_printable(problem) for problem in judgement.notes]
    return Verdict(
        profile="own" if judgement.own else "foreign",
        verdict=word,
        intact=intact,
        authorised=None,
        signatures=tuple(_shown(signature) for signature in judgement.signatures),
        files=judgement.files,
        header=judgement.header,
        digest=judgement.digest,
        reasons=tuple(found),
        warnings=tuple(notes),
    )


def _unexpected(digest: str | None, command: Verify) -> list[Problem]:
    """Compare with what the paper says; agreement proves nothing and improves nothing."""
    found = []
    if digest is None and (command.digest is not None or command.code is not None):
        return [Problem("verify.no_digest")]
    if digest is not None and command.digest is not None:
        expected = "".join(command.digest.split()).lower()
        if expected != digest:
            found.append(Problem("verify.digest_differs", {"digest": digest}))
    if (
        digest is not None
        and command.code is not None
        and not check_code_agrees(command.code, digest)
    ):
        found.append(Problem("verify.code_differs", {"code": command.code}))
    return found


def _unreadable(*problems: Problem) -> Verdict:
    return Verdict(
        profile="foreign",
        verdict=Word.UNREADABLE,
        intact=False,
        authorised=None,
        signatures=(),
        files=(),
        header=None,
        digest=None,
        reasons=tuple(_printable(problem) for problem in problems),
    )


def _shown(signature: SignatureVerdict) -> SignatureVerdict:
    return replace(signature, reasons=tuple(_printable(problem) for problem in signature.reasons))


def _printable(problem: Problem) -> Problem:
    """Keep what a hostile name holds from steering the terminal it is shown on."""
    values = {
        name: printable(value) if isinstance(value, str) else value
        for name, value in problem.values.items()
    }
    return replace(problem, values=values)


def printable(text: str) -> str:
    """Return `text` with control and formatting characters written as escapes."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
        for letter in text
    )


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise world_failed("verify.file_missing", file=str(path)) from error
    except OSError as error:
        raise world_failed(
            "verify.file_unreadable", file=str(path), reason=reason_of(error)
        ) from error
    if len(data) > limit:
        raise refuse("trust.list_malformed", file=str(path))
    return data
