"""Reads certificates with what stands in them, for matching and for the policy."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from desktop.domain.certificate_matching import KnownCertificate
from desktop.domain.custody import ENDED
from desktop.models.many import among, plain_rows
from desktop.models.tables import certificate, certificate_content, token


def known(connection: Connection) -> list[KnownCertificate]:
    """Return every certificate of the registers as matching sees it."""
    c, content = certificate.c, certificate_content.c
    statement = select(c.uid, c.token, c.number, c.issuer, c.fingerprint, content.key).select_from(
        certificate.outerjoin(certificate_content, content.certificate == c.uid)
    )
    return [KnownCertificate(*row) for row in plain_rows(connection, statement)]


def unsigned(connection: Connection) -> list[tuple[str, str]]:
    """Return (uid, base64 DER) of the certificates whose signature was checked with no key yet."""
    c, content = certificate.c, certificate_content.c
    statement = (
        select(c.uid, c.der)
        .join_from(certificate_content, certificate, content.certificate == c.uid)
        .where(content.signed_by.is_(None), c.der.is_not(None))
    )
    return list(plain_rows(connection, statement))


def tokens_by_serial(connection: Connection, serials: Collection[str]) -> dict[str, str]:
    """Return the uids of the tokens that bear these serials and no other token does."""
    t = token.c
    found: dict[str, list[str]] = {}
    statement = select(t.serial, t.uid).where(among(t.serial, serials))
    for serial, uid in plain_rows(connection, statement):
        found.setdefault(serial, []).append(uid)
    return {serial: uids[0] for serial, uids in found.items() if len(uids) == 1}


def waiting(connection: Connection) -> list[tuple[str | None, str]]:
    """Return (serial, subscriber) of the tokens with a certificate that has no number yet."""
    t, c = token.c, certificate.c
    statement = (
        select(t.serial, t.subscriber)
        .join_from(token, certificate, c.token == t.uid)
        .where(c.number == "", c.state.not_in(ENDED))
        .order_by(t.serial, t.subscriber)
    )
    return [(serial, subscriber) for serial, subscriber in plain_rows(connection, statement)]
