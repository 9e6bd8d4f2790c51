"""Reads what the rules of `check` need of certificates, in set queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, FromClause, Select, func, or_, select
from sqlalchemy.sql import ColumnElement

from desktop.domain.certificate_checks import KeptCertificate, Twice
from desktop.domain.certificate_policy import CertificateContent
from desktop.domain.custody import ENDED
from desktop.domain.periods import day_before
from desktop.models.many import among, plain_rows
from desktop.models.tables import certificate, certificate_content, person, token

_HOLDER = func.coalesce(token.c.subscriber, person.c.name, certificate.c.subject, "—")
_UNIT = func.coalesce(certificate.c.unit, token.c.unit, person.c.unit)
# Nothing is found about what is over for good.
_STANDING = certificate.c.state.not_in(ENDED)


def kept(connection: Connection, at: str) -> Iterator[KeptCertificate]:
    """Yield the certificates that are kept whole and have not ended by the day `at`."""
    c, x = certificate.c, certificate_content.c
    statement = (
        select(
            c.uid, c.number, _HOLDER, c.purpose, func.coalesce(c.unit, person.c.unit),
            token.c.unit, x.organisations, x.algorithm, x.bits, x.curve, x.digest, x.usages,
            x.extended, x.critical, c.subject, c.from_date, c.to_date, c.issuer, x.signed_by,
        )
        .select_from(_owned(certificate_content.join(certificate, x.certificate == c.uid)))
        .where(_STANDING, or_(c.to_date.is_(None), c.to_date > at))
        .order_by(c.number, c.uid)
    )  # fmt: skip
    for row in plain_rows(connection, statement):
        (uid, number, holder, purpose, unit, token_unit, organisations, algorithm, bits, curve,
         digest, usages, extended, critical, subject, first, to_date, issuer,
         signed_by) = row  # fmt: skip
        content = CertificateContent(
            algorithm, bits, curve, digest, _words(usages), _words(extended),
            tuple(critical.split()), False, subject or holder, first,
            day_before(to_date) if to_date is not None else first,
        )  # fmt: skip
        lines = tuple(organisations.split("\n")) if organisations else ()
        yield KeptCertificate(
            uid, number, holder, purpose, unit, token_unit, lines, content, issuer or "—", signed_by
        )


def repeated_numbers(connection: Connection) -> list[Twice]:
    """Return the certificates whose number another one of the same issuer has, or may have."""
    c = certificate.c
    # All numbers stand in an index, in order: read from there, they cost little to compare.
    every = [number for (number,) in plain_rows(connection, select(c.number).where(c.number != ""))]
    bare = [number.lstrip("0") for number in every]
    if len(set(bare)) == len(bare):
        return []
    times = Counter(bare)
    again = {number for number, short in zip(every, bare, strict=True) if times[short] > 1}
    statement = _twice(c.number, c.issuer).where(among(c.number, sorted(again)), _STANDING)
    groups: dict[str, list[tuple[str | None, Twice]]] = {}
    for value, number, holder, unit, issuer in plain_rows(connection, statement):
        short = value.lstrip("0")
        groups.setdefault(short, []).append((issuer, Twice(short, number, holder, unit)))
    found: list[Twice] = []
    for group in groups.values():
        # One whose issuer is not known may be any issuer's.
        issuers = {issuer for issuer, _ in group}
        if len(group) > 1 and (len(issuers) < len(group) or None in issuers):
            found += [each for _, each in group]
    return found


def shared_keys(connection: Connection) -> list[Twice]:
    """Return the certificates whose key is on more than one device."""
    c, x = certificate.c, certificate_content.c
    joined = certificate_content.join(certificate, x.certificate == c.uid)
    shared = (
        select(x.key)
        .select_from(joined)
        .where(_STANDING, c.token.is_not(None))
        .group_by(x.key)
        .having(func.count(c.token.distinct()) > 1)
    )
    statement = _twice(x.key, c.token, _owned(joined))
    seen: dict[tuple[str, str], Twice] = {}
    for *fields, holder in plain_rows(connection, statement.where(x.key.in_(shared), _STANDING)):
        seen.setdefault((fields[0], holder), Twice(*fields))
    return list(seen.values())


def _twice(
    value: ColumnElement[str], more: ColumnElement[str], source: FromClause | None = None
) -> Select[tuple[str, str, str, str, str]]:
    c = certificate.c
    named = func.coalesce(token.c.serial, "—") + " · " + _HOLDER
    rows = source if source is not None else _owned(certificate)
    return select(value, c.number, named, _UNIT, more).select_from(rows).order_by(value, c.uid)


def _owned(source: FromClause) -> FromClause:
    """Join devices and people to certificates."""
    c = certificate.c
    with_token = source.outerjoin(token, c.token == token.c.uid)
    return with_token.outerjoin(person, person.c.uid == func.coalesce(c.person, token.c.person))


def _words(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(text.split())
