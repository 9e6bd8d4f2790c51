"""Reads what is kept of one token: its own facts, its certificates, what a run changed of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from desktop.models.journal import Change
from desktop.models.tables import certificate, token


@dataclass(frozen=True)
class TokenFacts:
    """What is kept of a token beside its line in the table."""

    person: str | None
    label: str | None
    model: str | None
    request: str | None
    receiver: str | None
    birth: str | None
    post: str | None
    mail: str | None
    phone: str | None
    note: str | None


@dataclass(frozen=True)
class CertificateOf:
    """A certificate on a token; `to_date` is the first day without effect."""

    uid: str
    number: str
    issuer: str | None
    subject: str | None
    purpose: str
    state: str
    from_date: str
    to_date: str | None


def facts(connection: Connection, uid: str) -> TokenFacts | None:
    """Return the token's facts, or None where there is no such token."""
    t = token.c
    statement = select(
        t.person, t.label, t.model, t.request, t.receiver, t.birth, t.post, t.mail, t.phone, t.note
    ).where(t.uid == uid)
    row = connection.execute(statement).first()
    return TokenFacts(*list(row)) if row is not None else None


def certificates(connection: Connection, uid: str) -> tuple[CertificateOf, ...]:
    """Return the certificates on a token, the newest first."""
    c = certificate.c
    statement = (
        select(c.uid, c.number, c.issuer, c.subject, c.purpose, c.state, c.from_date, c.to_date)
        .where(c.token == uid)
        .order_by(c.from_date.desc(), c.number)
    )
    return tuple(CertificateOf(*row) for row in connection.execute(statement))


def differences(change: Change) -> Iterator[tuple[str, object, object]]:
    """Yield (table.field, before, after) for what a change of a row made different."""
    before, after = change.before or {}, change.after or {}
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old != new and name not in ("uid", "token", "sample", "der", "fingerprint"):
            yield f"{change.table}.{name}", old, new
