"""Reads revocation lists that are kept, and the certificates that they may speak of."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, exists, func, or_, select

from desktop.domain.certificate_checks import ListAge, ListedCertificate
from desktop.domain.custody import ENDED
from desktop.models.many import among, plain_rows
from desktop.models.tables import (
    authority,
    certificate,
    certificate_content,
    revocation_list,
    run,
    token,
)


class Signed(NamedTuple):
    """A certificate whose signature an authority's key made, with what was listed of it."""

    content: str
    certificate: str
    number: str
    state: str
    listed: str | None


def signed_by(connection: Connection, authorities: Collection[str]) -> list[Signed]:
    """Return the certificates that these authorities (uids) signed."""
    c, x = certificate.c, certificate_content.c
    statement = (
        select(x.uid, c.uid, c.number, c.state, x.listed)
        .join_from(certificate_content, certificate, x.certificate == c.uid)
        .where(among(x.signed_by, authorities))
        .order_by(x.uid)
    )
    return [Signed(*row) for row in plain_rows(connection, statement)]


def kept_lists(connection: Connection) -> list[tuple[str, str]]:
    """Return (uid of the authority, base64 DER) of every list."""
    return list(plain_rows(connection, select(revocation_list.c.authority, revocation_list.c.der)))


def ages(connection: Connection, at: str) -> list[ListAge]:
    """Return how old the lists are of those who issued certificates in use on the day `at`."""
    a, c, x, kept = authority.c, certificate.c, certificate_content.c, revocation_list.c
    # The same authority may have several certificates, and one list.
    listed = (
        select(a.subject, a.key, func.max(kept.made_at).label("made_at"),
               func.max(kept.next_at).label("next_at"))
        .join_from(revocation_list, authority, kept.authority == a.uid)
        .group_by(a.subject, a.key)
        .subquery()
    )  # fmt: skip
    statement = (
        select(a.subject, func.count(), listed.c.made_at, listed.c.next_at)
        .select_from(
            certificate_content.join(certificate, x.certificate == c.uid)
            .join(authority, x.signed_by == a.uid)
            .outerjoin(listed, (listed.c.subject == a.subject) & (listed.c.key == a.key))
        )
        .where(c.state.not_in(ENDED), or_(c.to_date.is_(None), c.to_date > at))
        .group_by(a.subject, a.key)
        .order_by(a.subject, a.key)
    )
    return [ListAge(*row) for row in plain_rows(connection, statement)]


def listed(connection: Connection, at: str) -> list[ListedCertificate]:
    """Return what lists say of certificates whose period had not ended on the day `at`, unless
    another one has followed on the same device for the same purpose."""
    c, x, other = certificate.c, certificate_content.c, certificate.alias("other")
    follows = (
        exists()
        .where(other.c.token == c.token, other.c.purpose == c.purpose, other.c.uid != c.uid)
        .where(other.c.state.not_in(ENDED))
    )
    statement = (
        select(
            c.number, func.coalesce(token.c.subscriber, c.subject, "—"),
            func.coalesce(c.unit, token.c.unit), c.state, x.listed, x.listed_on, x.listed_why,
            token.c.custody,
        )
        .select_from(
            certificate_content.join(certificate, x.certificate == c.uid)
            .outerjoin(token, c.token == token.c.uid)
        )
        .where(x.listed.is_not(None), or_(c.to_date.is_(None), c.to_date > at), ~follows)
        .order_by(c.number, c.uid)
    )  # fmt: skip
    return [ListedCertificate(*row) for row in plain_rows(connection, statement)]


def last_written(connection: Connection) -> str | None:
    """Return when the last run was written (RFC 3339 UTC): the clock was never before that."""
    return connection.execute(select(func.max(run.c.at))).scalar()
