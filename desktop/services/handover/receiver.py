"""Whose device may sign minutes in the receiver's place: the named receiver's, in force."""

from __future__ import annotations

from cryptography import x509
from sqlalchemy import Connection

from desktop.crypto import certificates
from desktop.domain.cells import bare_name
from desktop.domain.custody import CERTIFICATE_LABELS
from desktop.domain.folding import same_spelling
from desktop.domain.problems import Problem, Refusal, refuse
from desktop.domain.texts import Text
from desktop.models.handover_reader import Minutes
from desktop.models.register_rows import dicts_in
from desktop.models.tables import certificate
from desktop.services.edit_tokens import tokens_of

# What a certificate must be in for its signature to count; the day is looked at by the signer.
_IN_FORCE = ("issued", "active")


def check_receiver(connection: Connection, minutes: Minutes) -> None:
    """Refuse minutes that no device can sign for, before a PIN is asked for.

    One signature stands for one receiver: that of a device given back is not the receiver's, and
    devices of several subscribers need several. Raises `Refusal`: `handover.sign_returned`,
    `.several_receivers`, `.receiver_is_another`.
    """
    if minutes.custody == "returned":
        raise refuse("handover.sign_returned", number=minutes.number)
    rows = tokens_of(connection, [device.token for device in minutes.told.devices])
    subscribers = {(row["subscriber_type"], row["subscriber"], row["person"]) for row in rows}
    if len(subscribers) > 1:
        raise refuse("handover.several_receivers", number=minutes.number, count=len(subscribers))
    ((kind, subscriber, _),) = subscribers
    receiver = minutes.told.receiver.name or minutes.told.receiver.organ
    # An organ's device is its seal, whoever of the organ takes it.
    if kind == "person" and not same_spelling(bare_name(receiver), bare_name(subscriber)):
        raise refuse(
            "handover.receiver_is_another",
            number=minutes.number,
            receiver=receiver or "—",
            subscriber=subscriber,
        )


def check_signer(connection: Connection, minutes: Minutes, found: x509.Certificate) -> None:
    """Refuse a certificate on none of the devices, or not in force by the register.

    Raises `Refusal`: `handover.signer_not_named`, `handover.signer_state`.
    """
    number = certificates.serial(found)
    fingerprint = certificates.fingerprint(found)
    signer = certificates.subject_name(found)
    tokens = [device.token for device in minutes.told.devices]
    rows = [
        row
        for row in dicts_in(connection, certificate, "token", tokens)
        if row["fingerprint"] == fingerprint
        or (row["fingerprint"] is None and _same_number(row["number"], number))
    ]
    named = {"number": number, "signer": signer, "minutes": minutes.number}
    if not rows:
        raise Refusal(Problem("handover.signer_not_named", named))
    if not any(row["state"] in _IN_FORCE for row in rows):
        state = Text(CERTIFICATE_LABELS[rows[0]["state"]])
        raise Refusal(Problem("handover.signer_state", {**named, "state": state}))


def _same_number(known: str | None, number: str) -> bool:
    return known is not None and known.lstrip("0") == number.lstrip("0")
