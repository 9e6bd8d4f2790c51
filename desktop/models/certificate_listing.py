"""Reads certificates for lists, and one with all that is kept of it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, and_, case, func, select

from desktop.domain.certificate_matching import bare_number
from desktop.domain.custody import RUNNING
from desktop.models.many import plain_rows
from desktop.models.tables import certificate, certificate_content, person, token, unit_version
from desktop.models.unit_reader import below, in_force

_OWNER = func.coalesce(certificate.c.unit, token.c.unit, person.c.unit)


class CertificateLine(NamedTuple):
    """A certificate in a list; `whole`: it is kept itself, not only its number. `to_date` is its
    first day without effect, `unit` a uid, `state` that of the day: `expired` once it is over."""

    uid: str
    number: str
    subscriber: str
    serial: str | None
    unit: str | None
    unit_name: str | None
    purpose: str
    state: str
    from_date: str
    to_date: str | None
    issuer: str | None
    whole: bool


class CertificateDetail(NamedTuple):
    """What is kept of one certificate beside its line; all None where only its number is known."""

    subject: str | None
    fingerprint: str | None
    der: str | None
    algorithm: str | None
    bits: int | None
    curve: str | None
    digest: str | None
    usages: str | None
    signed_by: str | None
    listed: str | None
    listed_on: str | None
    listed_why: str | None


def certificates(
    connection: Connection, date: str, under: str | None, state: str | None
) -> list[CertificateLine]:
    """Return the certificates in a state (None: any) on the day `date`, of the unit `under` and
    below it (None: all), by number, with the names of that day."""
    c, v = certificate.c, unit_version.c
    over = and_(c.state.in_(RUNNING), c.to_date <= date)
    shown = case((over, "expired"), else_=c.state)
    statement = (
        select(
            c.uid, c.number,
            func.coalesce(token.c.subscriber, person.c.name, c.subject, v.name, "—"),
            token.c.serial, _OWNER, v.name, c.purpose, shown, c.from_date, c.to_date, c.issuer,
            certificate_content.c.uid.is_not(None),
        )
        .select_from(
            certificate.outerjoin(token, c.token == token.c.uid)
            .outerjoin(person, person.c.uid == func.coalesce(c.person, token.c.person))
            .outerjoin(unit_version, and_(v.unit == _OWNER, in_force(unit_version, date)))
            .outerjoin(certificate_content, certificate_content.c.certificate == c.uid)
        )
        .order_by(c.number, c.uid)
    )  # fmt: skip
    if under is not None:
        statement = statement.where(_OWNER.in_(select(below(under, date).c.uid)))
    if state is not None:
        statement = statement.where(shown == state)
    return [
        CertificateLine._make((*fields, bool(whole)))
        for *fields, whole in plain_rows(connection, statement)
    ]


def numbered(connection: Connection, number: str) -> list[str]:
    """Return the uids of the certificates of this number (hexadecimal), or of this uid."""
    c = certificate.c
    bare = func.ltrim(c.number, "0") == bare_number(number.upper())
    statement = select(c.uid).where((c.uid == number) | bare).order_by(c.uid)
    return [uid for (uid,) in plain_rows(connection, statement)]


def detail(connection: Connection, uid: str) -> CertificateDetail:
    """Return what is kept of the certificate of this uid, which is there."""
    c, x = certificate.c, certificate_content.c
    statement = (
        select(
            c.subject, c.fingerprint, c.der, x.algorithm, x.bits, x.curve, x.digest, x.usages,
            x.signed_by, x.listed, x.listed_on, x.listed_why,
        )
        .select_from(certificate.outerjoin(certificate_content, x.certificate == c.uid))
        .where(c.uid == uid)
    )  # fmt: skip
    return CertificateDetail._make(connection.execute(statement).one())
