"""`daumoi seal`: the registers into one signed file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.invocation import Answer, Invocation, Registry
from desktop.domain.registers import REGISTER_LABELS
from desktop.domain.texts import N_, Text

if TYPE_CHECKING:
    from desktop.services.bundles import SealResult


def register(registry: Registry) -> None:
    """Add the command."""
    _ = registry.translate
    parser = registry.add("seal", N_("Seals the registers into a signed bundle."), seal)
    parser.add_argument(
        "--signer",
        required=True,
        metavar="S",
        help=_(N_("who signs: p12:FILE or pkcs11:LIB?token=LABEL")),
    )
    parser.add_argument(
        "--signer-pin-file",
        metavar=_(N_("FILE")),
        help=_(N_("private file (mode 0600) with the signer's PIN or passphrase; - reads a line")),
    )
    parser.add_argument(
        "--recipient",
        action="append",
        default=[],
        type=Path,
        metavar=_(N_("CERT")),
        help=_(N_("encrypt for the holder of this certificate; may be given again")),
    )
    parser.add_argument(
        "--sheet", action="store_true", help=_(N_("put the sign-off sheet into the bundle"))
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar=_(N_("DIR")),
        help=_(N_("the folder that gets the bundle")),
    )


def seal(invocation: Invocation) -> Answer:
    """Seal, and say what was sealed."""
    from desktop.services import bundles

    options = invocation.options
    command = bundles.Seal(
        signer=options.signer,
        out=options.out,
        recipients=tuple(options.recipient),
        sheet=options.sheet,
    )
    question = Text(N_("PIN or passphrase of the signer: "))
    with invocation.open_vault() as session:
        sealed = bundles.seal(
            session, command, lambda: invocation.secret(options.signer_pin_file, question)
        )
    return invocation.answer(_result(sealed), _lines(sealed, invocation))


def _result(sealed: SealResult) -> dict[str, object]:
    return {
        "file": str(sealed.file),
        "sha256": sealed.sha256,
        "digest": sealed.digest,
        "sequence": sealed.sequence,
        "size": sealed.size,
        "counts": dict(sealed.counts),
        "changes": {
            name: {"added": each.added, "changed": each.changed, "closed": each.closed}
            for name, each in sealed.changes.items()
        },
        "header": dict(sealed.header),
        "signer": {
            "name": sealed.signer,
            "fingerprint": sealed.fingerprint,
            "algorithm": sealed.scheme,
        },
        "encrypted": sealed.encrypted,
    }


def _lines(sealed: SealResult, invocation: Invocation) -> tuple[str, ...]:
    _ = invocation.translate
    counts = ", ".join(
        f"{_(label)} {sealed.counts[name]}" for name, label in REGISTER_LABELS.items()
    )
    return (
        _(N_("Sealed bundle {sequence}: {file}")).format(
            sequence=f"{sealed.sequence:06}", file=sealed.file
        ),
        _(N_("Rows: {counts}")).format(counts=counts),
        _(N_("Signed by {signer} ({algorithm})")).format(
            signer=sealed.signer, algorithm=sealed.scheme
        ),
        _(N_("Encrypted to its recipients"))
        if sealed.encrypted
        else _(N_("Not encrypted: the policy of this vault allows it")),
        _(N_("Content digest: {digest}")).format(digest=sealed.digest),
        _(N_("SHA-256 of the file: {sha256}")).format(sha256=sealed.sha256),
    )
