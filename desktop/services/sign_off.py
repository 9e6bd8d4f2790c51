"""Fills in the sign-off sheet of a bundle: in the bundle itself, and printed later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from desktop import resources
from desktop.domain.levels import SecrecyLevel
from desktop.domain.registers import REGISTER_LABELS
from desktop.domain.texts import N_, Translate
from desktop.models.samples import holds_samples
from desktop.reports.signoff import RegisterCount, SignOffSheet
from desktop.services.letterheads import letterhead, recipients

if TYPE_CHECKING:
    from desktop.services.bundles import ChangeCounts


def sign_off_sheet(
    connection: Connection,
    header: Mapping[str, Any],
    digest: str,
    file: str,
    changes: Mapping[str, ChangeCounts],
    translate: Translate,
    secrecy: SecrecyLevel = SecrecyLevel.KHONG_MAT,
) -> SignOffSheet:
    """Return the sheet of the bundle with this header, content digest and file name.

    `changes` are the changes since the last bundle, by data file.
    """
    as_of = datetime.fromisoformat(header["as_of"]).astimezone()
    organ = header["sender"]["name"]
    return SignOffSheet(
        letterhead=letterhead(organ, as_of.year),
        secrecy=secrecy,
        as_of=as_of,
        bundle_id=header["id"],
        sequence=header["sequence"],
        digest=digest,
        sender=_party(header["sender"]),
        recipient=_party(header["recipient"]),
        counts=tuple(
            RegisterCount(
                name,
                header["counts"][name],
                changes[name].added,
                changes[name].changed,
                changes[name].closed,
            )
            for name in REGISTER_LABELS
            if name in changes
        ),
        file=file,
        previous=header["previous"],
        basis=tuple(resources.toml("forms", "papers.toml")["sign-off"]["basis"]),
        exceptions=_exceptions(header, file, translate),
        recipients=recipients(organ, header["recipient"]["name"], translate),
        sample=holds_samples(connection),
    )


def _party(party: Mapping[str, Any]) -> str:
    return f"{party['name']} ({party['code']})" if party["code"] else str(party["name"])


def _exceptions(header: Mapping[str, Any], file: str, translate: Translate) -> tuple[str, ...]:
    """Return what is not as usual about the bundle."""
    _ = translate
    found = []
    if not file.endswith(".p7m"):
        found.append(_(N_("The bundle is not encrypted: the policy of the vault allows it.")))
    if header["voided"]:
        numbers = ", ".join(f"{sequence:06}" for sequence in header["voided"])
        found.append(_(N_("Bundles declared void: {numbers}.")).format(numbers=numbers))
    empty = [_(label) for name, label in REGISTER_LABELS.items() if header["counts"].get(name) == 0]
    if empty:
        found.append(_(N_("Registers without data: {names}.")).format(names="; ".join(empty)))
    return tuple(found)
