"""`daumoi verify`: judge a container, without a vault."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.texts import N_, Text, Translate

if TYPE_CHECKING:
    from desktop.domain.problems import Problem
    from desktop.services.verdicts import SignatureVerdict
    from desktop.services.verify import Verdict

_WORDS = {
    "valid": N_("VALID: intact, and every signer is trusted"),
    "untrusted": N_("UNTRUSTED: intact, but not every signer is trusted"),
    "invalid": N_("INVALID: do not use this file"),
    "unreadable": N_("UNREADABLE: this file cannot be judged"),
}
_PROFILES = {
    "own": N_("a bundle of this program's format"),
    "foreign": N_("a container of another program"),
}


def register(registry: Registry) -> None:
    """Add `verify`."""
    _ = registry.translate
    parser = registry.add("verify", N_("Judges a bundle or another signed container."), run)
    parser.add_argument("file", type=Path, metavar=_(N_("FILE")), help=_(N_("the container")))
    parser.add_argument(
        "--trust",
        type=Path,
        action="append",
        default=[],
        metavar=_(N_("CERTIFICATE")),
        help=_(N_("an authority's certificate to trust; may be given several times")),
    )
    parser.add_argument(
        "--crl",
        type=Path,
        action="append",
        default=[],
        metavar=_(N_("FILE")),
        help=_(N_("an authority's revocation list; may be given several times")),
    )
    parser.add_argument(
        "--at",
        type=_moment(_),
        metavar=_(N_("TIME")),
        help=_(N_("judge signers at this time, RFC 3339 (default: now)")),
    )
    parser.add_argument(
        "--digest",
        type=_digest(_),
        metavar=_(N_("HEX")),
        help=_(N_("the content digest that the paper shows")),
    )
    parser.add_argument(
        "--code",
        type=_code(_),
        metavar=_(N_("CODE")),
        help=_(N_("the check code that the paper shows")),
    )
    parser.add_argument(
        "--decrypt-key",
        metavar=_(N_("KEY")),
        help=_(N_("the recipient's key: p12:FILE or pkcs11:LIB?token=LABEL")),
    )
    parser.add_argument(
        "--decrypt-pin-file",
        metavar=_(N_("FILE")),
        help=_(N_("private file (mode 0600) with the key's passphrase or PIN")),
    )


def run(invocation: Invocation) -> Answer:
    """Judge the file; exit 0 only where it is valid."""
    from desktop.services.verify import Verify, Word, verify

    options = invocation.options
    verdict = verify(
        Verify(
            file=options.file,
            trust=tuple(options.trust),
            lists=tuple(options.crl),
            at=options.at,
            digest=options.digest,
            code=options.code,
            decrypt_key=options.decrypt_key,
            decrypt_pin=lambda: invocation.secret(
                options.decrypt_pin_file, Text(N_("Passphrase or PIN of the recipient's key: "))
            ),
        ),
        invocation.surroundings,
    )
    return invocation.answer(
        as_object(verdict, invocation.translate),
        lines=_lines(verdict, options.file, invocation.translate),
        problems=_placed((*verdict.reasons, *verdict.warnings), options.file),
        exit_code=0 if verdict.verdict is Word.VALID else 1,
    )


def as_object(verdict: Verdict, translate: Translate) -> dict[str, Any]:
    """Return the verdict as `formats.md` has it; reasons are sentences."""
    return {
        "profile": verdict.profile,
        "verdict": verdict.verdict.value,
        "intact": verdict.intact,
        "authorised": verdict.authorised,
        "signatures": [_signature_object(each, translate) for each in verdict.signatures],
        "files": [
            {"name": file.name, "sha256": file.sha256, "ok": file.ok} for file in verdict.files
        ],
        "header": verdict.header,
        "digest": verdict.digest,
        "reasons": _sentences(verdict.reasons, translate),
    }


def _signature_object(signature: SignatureVerdict, translate: Translate) -> dict[str, Any]:
    return {
        "signer": signature.signer,
        "issuer": signature.issuer,
        "serial": signature.serial,
        "fingerprint": signature.fingerprint,
        "claimed_time": signature.claimed_time,
        "algorithm": signature.algorithm,
        "intact": signature.intact,
        "trusted": signature.trusted,
        "reasons": _sentences(signature.reasons, translate),
    }


def _sentences(problems: tuple[Problem, ...], translate: Translate) -> list[str]:
    from desktop.domain import sentences

    return [sentences.message(problem, translate) for problem in problems]


def _placed(problems: tuple[Problem, ...], file: Path) -> tuple[Problem, ...]:
    from dataclasses import replace

    from desktop.domain.problems import Where

    return tuple(replace(problem, where=Where(file=str(file))) for problem in problems)


def _lines(verdict: Verdict, file: Path, _: Translate) -> tuple[str, ...]:
    from desktop.services.verify import printable

    lines = [f"{file}: {_(_WORDS[verdict.verdict.value])}"]
    if verdict.verdict.value == "unreadable":
        return tuple(lines)
    lines.append(f"  {_(_PROFILES[verdict.profile])}")
    for number, each in enumerate(verdict.signatures, start=1):
        state = _(
            N_("trusted")
            if each.trusted
            else N_("intact, not trusted")
            if each.intact
            else N_("not intact")
        )
        head = Text(N_("Signature {number}"), {"number": number}).render(_)
        lines.append(f"  {head}: {printable(each.signer or '?')} – {state}")
        details = (
            (N_("issued by"), each.issuer),
            (N_("serial"), each.serial),
            (N_("fingerprint (SHA-256)"), each.fingerprint),
            (N_("algorithm"), each.algorithm),
            (N_("time claimed by the signer"), each.claimed_time),
        )
        lines += [f"    {_(label)}: {printable(value)}" for label, value in details if value]
    good = sum(file.ok for file in verdict.files)
    counts = {"good": good, "total": len(verdict.files)}
    lines.append("  " + Text(N_("Files as signed: {good} of {total}"), counts).render(_))
    if verdict.digest:
        from desktop.domain.checkcode import check_code, in_fours

        lines.append(f"  {_(N_('Content digest'))}: {in_fours(verdict.digest)}")
        lines.append(f"  {_(N_('Check code'))}: {check_code(verdict.digest)}")
    return tuple(lines)


def _moment(translate: Translate) -> Callable[[str], datetime]:
    """Return the reader of an RFC 3339 time: without a zone it is local, a day is its beginning."""

    def read(value: str) -> datetime:
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            words = translate(N_("“{value}” is no time; write it as in 2026-11-24T10:00:00+07:00"))
            raise argparse.ArgumentTypeError(words.format(value=value)) from error

    return read


def _digest(translate: Translate) -> Callable[[str], str]:
    """Return the reader of a content digest, which paper shows in groups of four."""

    def read(value: str) -> str:
        digits = "".join(value.split()).lower()
        if not re.fullmatch(r"[0-9a-f]{64}", digits):
            words = translate(N_("“{value}” is no content digest; it has 64 hexadecimal digits"))
            raise argparse.ArgumentTypeError(words.format(value=value))
        return digits

    return read


def _code(translate: Translate) -> Callable[[str], str]:
    """Return the reader of a check code, with or without hyphens and spaces."""

    def read(value: str) -> str:
        if not re.fullmatch(r"[0-9A-Za-z]{10}", re.sub(r"[\s-]", "", value)):
            words = translate(N_("“{value}” is no check code; it has ten letters and digits"))
            raise argparse.ArgumentTypeError(words.format(value=value))
        return value

    return read
