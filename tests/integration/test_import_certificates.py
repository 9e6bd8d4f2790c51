"""Certificates from files: whose each is, what it changes, and that nothing is guessed."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from sqlalchemy.exc import OperationalError

from desktop.crypto.certificate_content import read_certificate
from desktop.domain.problems import Refusal
from desktop.models import data_hash
from desktop.models.tables import (
    certificate,
    certificate_content,
    identifier_code,
    token_move,
)
from desktop.models.uow import UnitOfWork
from desktop.services.certificates.command import ImportedCertificates
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.certificates import (
    codes,
    day,
    declare,
    file,
    issue,
    keep,
    lay_out,
    number,
    take,
)
from tests.helpers.importing import one_row, rows_of
from tests.helpers.pki import ENCRYPT, Authority, Issued
from tests.helpers.sessions import Anything, bare_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, u1="Đảng uỷ xã Một", u2="Đảng uỷ xã Hai")
        yield opened


@pytest.fixture
def authority() -> Authority:
    return Authority("CA phục vụ thử nghiệm", 77)


def told(done: ImportedCertificates) -> list[tuple[str, str | None, str | None]]:
    return [(each.fate.value, each.by, each.token) for each in done.certificates]


def test_a_declared_certificate_gets_what_stands_in_it(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1", subscriber="Nguyễn Văn An")
    issued = issue(authority, "Nguyễn Văn An")
    # Senders write the number with zeros before it, or without.
    declare(session, "t1", "00" + number(issued))
    done = take(session, file(tmp_path, "a.cer", issued))
    assert told(done) == [("updated", "number", "t1")]
    assert codes(done) == []
    row = one_row(session, certificate)
    assert (row.subject, row.issuer) == ("Nguyễn Văn An", "CA phục vụ thử nghiệm")
    assert (row.from_date, row.to_date, row.state) == ("2026-01-01", "2029-01-01", "active")
    assert base64.b64decode(row.der) == issued.certificate.public_bytes(Encoding.DER)
    content = one_row(session, certificate_content)
    read = read_certificate(issued.certificate)
    assert (content.certificate, content.key) == (row.uid, read.key)
    assert (content.usages, content.algorithm) == ("digital_signature content_commitment", "ec")
    again = take(session, tmp_path / "a.cer")
    assert told(again) == [("unchanged", "key", "t1")]
    assert again.run is None


def test_undo_takes_all_of_it_back(session: Session, authority: Authority, tmp_path: Path) -> None:
    keep(session, "t1")
    issued = issue(authority, "Cán bộ t1")
    declare(session, "t1", number(issued))
    with session.reading(Anything()) as connection:
        before = data_hash.data_hash(connection)
    done = take(session, file(tmp_path, "a.cer", issued))
    assert done.run is not None
    undo(session, Undo(done.run))
    with session.reading(Anything()) as connection:
        assert data_hash.data_hash(connection) == before
    assert rows_of(session, certificate_content) == []
    assert told(take(session, tmp_path / "a.cer")) == [("updated", "number", "t1")]


def test_by_key_then_number_then_serial(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    for uid in ("t1", "t2", "t3"):
        keep(session, uid, serial="AB03C1" if uid == "t3" else uid.upper())
    first = issue(authority, "Cán bộ t1", key_number=900, end=day("2026-12-01"))
    declare(session, "t1", number(first))
    take(session, file(tmp_path, "old.cer", first))
    renewed = issue(authority, "Cán bộ t1", key_number=900, begin=day("2026-11-01"))
    by_number = issue(authority, "Cán bộ t2")
    declare(session, "t2", number(by_number))
    by_serial = with_serial(authority, "Cán bộ t3", "ab-03 c1")
    done = take(session, file(tmp_path, "all.p7b", renewed, by_number, by_serial))
    assert codes(done) == []
    # A bag keeps an order of its own.
    assert sorted(told(done), key=lambda each: str(each[2])) == [
        ("created", "key", "t1"),
        ("updated", "number", "t2"),
        ("created", "serial", "t3"),
    ]
    assert sorted(row.state for row in rows_of(session, certificate, token="t1")) == [
        "active",
        "superseded",
    ]
    last = max(rows_of(session, certificate, token="t1"), key=lambda row: row.from_date)
    assert last.state == "active"
    moves = [(m.kind, m.was, m.became) for m in rows_of(session, token_move, token="t1")]
    assert sorted(map(str, moves)) == sorted(
        map(
            str,
            [
                ("custody", None, "handed_over"),
                ("certificate", None, "active"),
                ("certificate", "active", "superseded"),
            ],
        )
    )


def with_serial(authority: Authority, name: str, serial: str) -> Issued:
    issued = issue(authority, name)
    old = issued.certificate
    subject = x509.Name(
        [*old.subject, x509.NameAttribute(NameOID.SERIAL_NUMBER, serial)]
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(old.issuer)
        .public_key(old.public_key()).serial_number(old.serial_number)
        .not_valid_before(old.not_valid_before_utc).not_valid_after(old.not_valid_after_utc)
    )  # fmt: skip
    for each in old.extensions:
        builder = builder.add_extension(each.value, each.critical)
    return replace(issued, certificate=builder.sign(authority.key, hashes.SHA256()))


def test_what_nobody_knows_is_asked_and_told(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1", subscriber="Trần Thị Bình", custody="received", signed_on=None)
    declare(session, "t1", "", state="requested")
    issued, stranger = issue(authority, "Trần Thị Bình"), issue(authority, "Người Lạ")
    both = file(tmp_path, "a.pem", issued, stranger)
    done = take(session, both)
    assert codes(done) == ["certificate.no_owner_near", "certificate.no_owner"]
    assert (done.accepted, done.run) == (False, None)
    near = done.problems[0].values["near"]
    assert near == "T1 · Trần Thị Bình"
    assert rows_of(session, certificate_content) == []
    only = file(tmp_path, "b.cer", issued)
    done = take(session, only, token="t1")
    assert told(done) == [("updated", "told", "t1")]
    row = one_row(session, certificate)
    assert (row.state, row.number) == ("issued", read_certificate(issued.certificate).number)


def test_another_key_on_a_device_in_use_is_asked(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1")
    one, two = issue(authority, "Cán bộ t1"), issue(authority, "Cán bộ t1", begin=day("2026-11-01"))
    secret = issue(authority, "Cán bộ t1", usages=ENCRYPT["p256"])
    take(session, file(tmp_path, "1.cer", one), token="t1")
    asked = take(session, file(tmp_path, "2.cer", two), token="t1")
    assert codes(asked) == ["certificate.replaces"]
    # One for another purpose stands beside it.
    take(session, file(tmp_path, "3.cer", secret), token="t1")
    take(session, file(tmp_path, "2.cer", two), token="t1", replace=True)
    states = {(row.purpose, row.state) for row in rows_of(session, certificate)}
    assert states == {("sign", "superseded"), ("sign", "active"), ("encrypt", "active")}


def test_an_older_certificate_comes_in_as_followed(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1")
    older = issue(authority, "Cán bộ t1", key_number=901, begin=day("2024-01-01"))
    newer = issue(authority, "Cán bộ t1", key_number=901)
    take(session, file(tmp_path, "n.cer", newer), token="t1")
    take(session, file(tmp_path, "o.cer", older))
    rows = {row.number: row.state for row in rows_of(session, certificate)}
    assert rows[read_certificate(older.certificate).number] == "superseded"
    assert rows[read_certificate(newer.certificate).number] == "active"


def test_another_units_certificate_is_refused(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1", unit="u2")
    issued = issue(authority, "Cán bộ t1")
    declare(session, "t1", number(issued))
    path = file(tmp_path, "a.cer", issued)
    with session.unit_of_work(Anything()) as work:
        work.insert(
            identifier_code,
            [{"uid": f"i{uid}", "unit": uid, "scheme": "qd20", "value": f"A05.{uid.upper()}",
              "state": "live", "from_date": "2025-07-01"} for uid in ("u1", "u2")],
        )  # fmt: skip
    done = take(session, path, under="A05.U1")
    assert codes(done) == ["certificate.other_unit_here"]
    assert told(take(session, path, under="A05.U2")) == [("updated", "number", "t1")]


def test_contradictions_are_named(session: Session, authority: Authority, tmp_path: Path) -> None:
    keep(session, "t1")
    keep(session, "t2")
    one = issue(authority, "Cán bộ t1", key_number=902)
    take(session, file(tmp_path, "1.cer", one), token="t1")
    other = issue(authority, "Cán bộ t1", key_number=902)
    declare(session, "t2", number(other))
    path = file(tmp_path, "2.cer", other)
    assert codes(take(session, path)) == ["certificate.contradicts"]
    assert codes(take(session, tmp_path / "1.cer", token="t2")) == ["certificate.not_told"]


def test_one_number_for_two_certificates(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1")
    issued = issue(authority, "Cán bộ t1")
    take(session, file(tmp_path, "1.cer", issued), token="t1")
    authority.issued -= 1
    twin = issue(authority, "Cán bộ t1", key_number=905)
    assert codes(take(session, file(tmp_path, "2.cer", twin))) == ["certificate.number_again"]
    keep(session, "t2")
    third = issue(authority, "Cán bộ t2")
    for uid in ("t1", "t2"):
        declare(session, uid, number(third))
    assert codes(take(session, file(tmp_path, "3.cer", third))) == ["certificate.number_shared"]


def test_doubts_are_told_with_file_and_place(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1", subscriber="Nguyễn Văn An")
    wrong = issue(authority, "Lê Thị Khác", begin=day("2027-01-01"))
    declare(session, "t1", number(wrong))
    done = take(session, file(tmp_path, "a.cer", wrong))
    assert codes(done) == ["certificate.other_name", "certificate.not_yet"]
    assert {problem.where.file for problem in done.problems} == {"a.cer"}
    long = "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Lạng Sơn"
    keep(session, "t2", subscriber=long)
    cut = issue(authority, "Văn phòng Đoàn đại biểu Quốc hội và…", end=day("2026-11-01"))
    declare(session, "t2", number(cut))
    done = take(session, file(tmp_path, "b.cer", cut))
    assert codes(done) == ["certificate.name.cut", "certificate.over"]


def test_a_listed_certificate_on_no_device_gets_the_one_named(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1")
    issued = issue(authority, "Cán bộ t1")
    declare(session, "t1", number(issued), token=None, unit=None)
    path = file(tmp_path, "a.cer", issued)
    assert told(take(session, path, token="t1")) == [("updated", "number", "t1")]
    row = one_row(session, certificate)
    assert (row.token, row.unit) == ("t1", "u1")


def test_bad_places_of_a_file_are_left_out_on_demand(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1")
    issued = issue(authority, "Cán bộ t1")
    declare(session, "t1", number(issued))
    path = file(tmp_path, "a.pem", issued)
    bad = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    path.write_bytes(path.read_bytes() + bad)
    pfx = issued.p12(tmp_path / "k.cer")
    done = take(session, path, pfx)
    assert [each.fate.value for each in done.certificates] == ["held", "refused", "refused"]
    assert codes(done) == ["certificate.no_certificate", "certificate.key_file"]
    done = take(session, path, pfx, skip_bad=True)
    assert done.run is not None
    assert {problem.severity.value for problem in done.problems} == {"warning"}


def test_authorities_are_no_subscribers(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    done = take(session, authority.pem(tmp_path / "ca.crt"))
    assert codes(done) == ["trust.not_anchor"]
    assert rows_of(session, certificate) == []


def test_a_revoked_certificate_stays_so_and_an_erased_one_stays_empty(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    keep(session, "t1")
    issued = issue(authority, "Cán bộ t1")
    declare(session, "t1", number(issued), state="revoked")
    path = file(tmp_path, "a.cer", issued)
    take(session, path)
    assert one_row(session, certificate).state == "revoked"
    with session.unit_of_work(Anything()) as work:
        work.update(certificate, [{"uid": one_row(session, certificate).uid, "der": None}])
    assert told(take(session, path)) == [("unchanged", "key", "t1")]
    assert one_row(session, certificate).der is None


def test_a_disk_that_fails_changes_nothing(
    session: Session, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(session, "t1")
    issued = issue(authority, "Cán bộ t1")
    declare(session, "t1", number(issued))
    path = file(tmp_path, "a.cer", issued)
    written = UnitOfWork.insert

    def fail(self: UnitOfWork, table: Any, rows: Any) -> None:
        if table is certificate_content:
            raise OperationalError("insert", {}, OSError("disk full"))
        written(self, table, rows)

    monkeypatch.setattr(UnitOfWork, "insert", fail)
    with pytest.raises(OperationalError):
        take(session, path)
    monkeypatch.undo()
    assert one_row(session, certificate).der is None
    assert rows_of(session, certificate_content) == []
    assert take(session, path).run is not None


def test_a_folder_of_certificates_is_taken_file_by_file(
    session: Session, authority: Authority, tmp_path: Path
) -> None:
    folder = tmp_path / "chung-thu"
    folder.mkdir()
    with pytest.raises(Refusal, match=r"certificate\.folder_empty"):
        take(session, folder)
    for uid in ("t1", "t2"):
        keep(session, uid)
        issued = issue(authority, f"Cán bộ {uid}")
        declare(session, uid, number(issued))
        file(folder, f"{uid}.cer", issued)
    (folder / "ghi-chu.txt").write_text("không phải chứng thư số")
    done = take(session, folder)
    assert [(each.file, each.fate.value) for each in done.certificates] == [
        ("t1.cer", "updated"),
        ("t2.cer", "updated"),
    ]
