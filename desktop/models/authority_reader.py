"""Reads the authorities whose certificates were taken in, and what may have been issued by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop.domain.certificate_chain import Authority
from desktop.models.many import plain_rows
from desktop.models.tables import authority, certificate, certificate_content, revocation_list


@dataclass(frozen=True)
class AuthorityRow:
    """An authority as it is shown; `to_date` is its first day without effect. `made_at` and
    `next_at` are of its newest revocation list (RFC 3339 UTC), None where none was taken in."""

    uid: str
    subject: str
    issuer: str
    number: str
    fingerprint: str
    anchor: bool
    from_date: str
    to_date: str | None
    made_at: str | None
    next_at: str | None


def authorities(connection: Connection) -> list[Authority]:
    """Return all of them, as chains need them."""
    a = authority.c
    statement = select(
        a.uid, a.subject, a.key, a.anchor, a.signed_by, a.path_length, a.from_date, a.to_date
    )
    return [
        Authority(uid, subject, key, bool(anchor), signed_by, length, first, to_date)
        for uid, subject, key, anchor, signed_by, length, first, to_date in plain_rows(
            connection, statement
        )
    ]


def rows(connection: Connection) -> list[AuthorityRow]:
    """Return all of them, the anchors first."""
    a, x = authority.c, revocation_list.c
    statement = (
        select(
            a.uid, a.subject, a.issuer, a.number, a.fingerprint, a.anchor, a.from_date, a.to_date,
            x.made_at, x.next_at,
        )
        .select_from(authority.outerjoin(revocation_list, x.authority == a.uid))
        .order_by(a.anchor.desc(), a.subject, a.from_date, a.uid)
    )  # fmt: skip
    return [
        AuthorityRow(uid, subject, issuer, number, mark, bool(anchor), *rest)
        for uid, subject, issuer, number, mark, anchor, *rest in plain_rows(connection, statement)
    ]


def kept_whole(connection: Connection) -> list[tuple[str, str]]:
    """Return (uid, base64 DER) of every authority."""
    return list(plain_rows(connection, select(authority.c.uid, authority.c.der)))


def unlinked_authorities(connection: Connection) -> list[tuple[str, str]]:
    """Return (uid, base64 DER) of the authorities whose signature was checked with no key yet."""
    a = authority.c
    statement = select(a.uid, a.der).where(a.signed_by.is_(None), a.issuer != "")
    return list(plain_rows(connection, statement))


def unlinked_certificates(connection: Connection, issuer: str) -> Iterator[tuple[str, str]]:
    """Yield (uid of the content, base64 DER) of the certificates that name this issuer and whose
    signature was checked with no key yet."""
    c, x = certificate.c, certificate_content.c
    statement = (
        select(x.uid, c.der)
        .join_from(certificate_content, certificate, x.certificate == c.uid)
        .where(x.signed_by.is_(None), c.der.is_not(None), c.issuer == issuer)
        .order_by(x.uid)
    )
    yield from list(plain_rows(connection, statement))
