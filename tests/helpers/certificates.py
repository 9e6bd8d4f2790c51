"""Units, devices and certificates of the registers, and files of certificates, for tests.

The clock of the tests stands on 24 November 2026.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from desktop.models.tables import certificate, token, unit, unit_version
from desktop.services.certificates.command import ImportCertificates, ImportedCertificates
from desktop.services.certificates.importing import import_certificates
from desktop.services.session import Session
from tests.helpers.failures import assert_sayable
from tests.helpers.pki import Authority, Issued
from tests.helpers.sessions import Anything


def lay_out(session: Session, **names: str) -> None:
    """Make units of these names by uid, all at the top."""
    with session.unit_of_work(Anything()) as work:
        work.insert(unit, [{"uid": uid} for uid in names])
        work.insert(
            unit_version,
            [{"uid": f"v-{uid}", "unit": uid, "name": name, "from_date": "2025-07-01"}
             for uid, name in names.items()],
        )  # fmt: skip


def keep(session: Session, uid: str, **values: Any) -> None:
    """Keep a device that was handed over to `Cán bộ <uid>` of the unit u1."""
    row = {"uid": uid, "subscriber_type": "person", "subscriber": f"Cán bộ {uid}", "unit": "u1",
           "purpose": "sign", "custody": "handed_over", "signed_on": "2026-01-02",
           "serial": uid.upper()}  # fmt: skip
    with session.unit_of_work(Anything()) as work:
        work.insert(token, [{**row, **values}])


def declare(session: Session, on: str, number: str, **values: Any) -> None:
    """Keep a certificate as a list gives it: its number, on a device."""
    row = {"uid": f"c-{on}-{number}", "token": on, "unit": "u1", "number": number,
           "purpose": "sign", "state": "active", "from_date": "2026-01-01",
           "to_date": "2027-01-01"}  # fmt: skip
    with session.unit_of_work(Anything()) as work:
        work.insert(certificate, [{**row, **values}])


def day(text: str) -> dt.datetime:
    """Return the first moment of a day, UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def issue(authority: Authority, name: str, **options: Any) -> Issued:
    """Issue a certificate that is valid from 1 January 2026 to 31 December 2028."""
    given = {"begin": day("2026-01-01"), "end": day("2028-12-31"), **options}
    return authority.issue(name, **given)


def number(issued: Issued) -> str:
    """Return a certificate's number as hexadecimal without zeros before it."""
    return f"{issued.certificate.serial_number:X}"


def file(folder: Path, name: str, *issued: Issued) -> Path:
    """Write certificates: .p7b a bag, .pem or several PEM, else DER."""
    path = folder / name
    if name.endswith(".p7b"):
        path.write_bytes(
            pkcs7.serialize_certificates([each.certificate for each in issued], Encoding.DER)
        )
    elif len(issued) == 1 and not name.endswith(".pem"):
        path.write_bytes(issued[0].certificate.public_bytes(Encoding.DER))
    else:
        path.write_bytes(b"".join(i.certificate.public_bytes(Encoding.PEM) for i in issued))
    return path


def take(session: Session, *paths: Path, **options: Any) -> ImportedCertificates:
    """Take files in; all that is said of them can be said in both languages."""
    done = import_certificates(session, ImportCertificates(tuple(paths), **options))
    for problem in done.problems:
        assert_sayable(problem)
    return done


def codes(done: ImportedCertificates) -> list[str]:
    """Return the codes of what is said."""
    return [problem.code for problem in done.problems]
