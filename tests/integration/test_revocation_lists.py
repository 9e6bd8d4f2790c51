"""Revocation lists from files: who signed them, how old they are, and what they change."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from desktop.domain.lifecycle import Told, certificate_problem
from desktop.domain.problems import Problem
from desktop.domain.route_facts import CertificateStanding
from desktop.models import routing_reader
from desktop.models.tables import certificate, certificate_content, revocation_list, token_move
from desktop.models.token_life import lifecycle
from desktop.services.certificates.authorities import AddAnchor, add_anchor
from desktop.services.certificates.lists import ListsTaken, TakeLists, take_lists
from desktop.services.checks import Check, check
from desktop.services.edit_certificates import StepCertificates, step_certificates
from desktop.services.routing import role_labels
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.certificates import day, declare, file, keep, lay_out, number, take
from tests.helpers.failures import assert_sayable, outcome
from tests.helpers.hierarchies import Link, authority, subscriber
from tests.helpers.importing import one_row, rows_of
from tests.helpers.pki import Issued
from tests.helpers.sessions import Anything, bare_session

ROOT = authority("Root CRL", key_number=50)
MADE, NEXT = day("2026-11-20"), day("2026-12-20")
HOLD = x509.ReasonFlags.certificate_hold
GONE = x509.ReasonFlags.key_compromise


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, u1="Đảng uỷ xã Một")
        yield opened


@pytest.fixture
def three(session: Session, tmp_path: Path) -> list[Issued]:
    """Three devices in hand with a certificate each, of a trusted authority."""
    add_anchor(session, AddAnchor(ROOT.der(tmp_path / "root.cer"), ROOT.fingerprint))
    made = [subscriber(f"Cán bộ t{n}", ROOT, key_number=n) for n in range(3)]
    for n, issued in enumerate(made):
        keep(session, f"t{n}")
        declare(session, f"t{n}", number(issued))
        take(session, file(tmp_path, f"t{n}.cer", issued))
    return made


def crl(
    folder: Path,
    revoked: Mapping[int, x509.ReasonFlags | None],
    *,
    by: Link = ROOT,
    made: dt.datetime = MADE,
    renewed: dt.datetime = NEXT,
    delta: bool = False,
    form: Encoding = Encoding.DER,
    name: str = "a.crl",
) -> Path:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(made)
        .next_update(renewed)
        .add_extension(x509.CRLNumber(7), critical=False)
    )
    if delta:
        builder = builder.add_extension(x509.DeltaCRLIndicator(6), critical=True)
    for serial, why in revoked.items():
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(serial)
            .revocation_date(day("2026-11-10"))
        )
        if why is not None:
            entry = entry.add_extension(x509.CRLReason(why), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    path = folder / name
    path.write_bytes(builder.sign(by.key, hashes.SHA256()).public_bytes(form))
    return path


def taken(session: Session, *paths: Path) -> ListsTaken:
    done = take_lists(session, TakeLists(paths))
    for doubt in done.doubts:
        assert_sayable(doubt)
    return done


def states(session: Session) -> list[str]:
    return [one_row(session, certificate, token=f"t{n}").state for n in range(3)]


def found(session: Session, rule: str, **asked: str) -> list[str]:
    findings = check(session, Check(rule=rule, **asked)).findings
    for each in findings:
        assert_sayable(Problem(each.case, each.values))
    return [each.case for each in findings]


def serial(issued: Issued) -> int:
    return issued.certificate.serial_number


@pytest.mark.parametrize("form", [Encoding.DER, Encoding.PEM])
def test_a_list_changes_states_by_the_rules(
    session: Session, three: list[Issued], tmp_path: Path, form: Encoding
) -> None:
    assert found(session, "certificate.list") == ["certificate.list.missing"]
    path = crl(tmp_path, {serial(three[0]): GONE, serial(three[1]): HOLD, 99: None}, form=form)
    done = taken(session, path)
    (one,) = done.lists
    assert (one.number, one.entries, one.is_new, done.changed, done.doubts) == ("7", 3, True, 2, ())
    assert states(session) == ["revoked", "on_hold", "active"]
    content = one_row(session, certificate_content, listed="revoked")
    assert (content.listed_on, content.listed_why) == ("2026-11-10", "keyCompromise")
    assert found(session, "certificate.revoked") == [
        "certificate.revoked",
        "certificate.revoked.on_hold",
    ]
    assert found(session, "certificate.list") == []
    moves = rows_of(session, token_move, kind="certificate", token="t0")
    assert [(m.was, m.became, m.paper) for m in moves][-1] == ("active", "revoked", "CRL 7")
    assert openssl_numbers(path) == {serial(three[0]), serial(three[1]), 99}


def openssl_numbers(path: Path) -> set[int]:
    """Return the numbers on a list, as openssl reads them; it checks the signature too."""
    form = "PEM" if path.read_bytes().startswith(b"-----") else "DER"
    root = path.with_name("root.cer")
    told = subprocess.run(
        ["openssl", "crl", "-in", str(path), "-inform", form, "-noout", "-text", "-CAfile",
         str(pem(root))], check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "verify OK" in told.stderr
    return {
        int(line.split(":")[1], 16) for line in told.stdout.splitlines() if "Serial Number" in line
    }


def pem(path: Path) -> Path:
    found = x509.load_der_x509_certificate(path.read_bytes())
    written = path.with_suffix(".pem")
    written.write_bytes(found.public_bytes(Encoding.PEM))
    return written


def test_what_was_on_hold_returns_and_what_was_revoked_does_not(
    session: Session, three: list[Issued], tmp_path: Path
) -> None:
    taken(session, crl(tmp_path, {serial(three[0]): None, serial(three[1]): HOLD}))
    newer = crl(tmp_path, {}, made=day("2026-11-22"), name="b.crl")
    assert taken(session, newer).changed == 1
    assert states(session) == ["revoked", "active", "active"]
    assert len(rows_of(session, revocation_list)) == 1
    # The older one again, and the same one again, change nothing.
    for path in (tmp_path / "a.crl", newer):
        done = taken(session, path)
        assert [doubt.code for doubt in done.doubts] == ["crl.older"]
        assert done.run is None
    assert states(session) == ["revoked", "active", "active"]


def test_what_was_asked_for_is_confirmed_and_what_is_unused_too(
    session: Session, three: list[Issued], tmp_path: Path
) -> None:
    rows = [one_row(session, certificate, token=f"t{n}").uid for n in range(3)]
    step_certificates(session, StepCertificates((rows[0],), "revocation_pending"))
    taken(session, crl(tmp_path, {serial(each): None for each in three}))
    assert states(session) == ["revoked"] * 3
    # By hand nobody revokes what nobody asked to be revoked.
    told = Told("2026-11-24")
    active = {"state": "active", "number": "0A"}
    problem = certificate_problem(lifecycle(), active, "revoked", told, "2026-11-24")
    assert problem is not None
    assert problem.code == "certificate.step"


def test_a_list_can_be_undone(session: Session, three: list[Issued], tmp_path: Path) -> None:
    done = taken(session, crl(tmp_path, {serial(three[0]): GONE}))
    assert done.run is not None
    undo(session, Undo(done.run))
    assert states(session) == ["active"] * 3
    assert rows_of(session, revocation_list) == []
    assert rows_of(session, certificate_content, listed="revoked") == []


def test_certificates_that_come_after_a_list_are_looked_up_in_it(
    session: Session, three: list[Issued], tmp_path: Path
) -> None:
    late = subscriber("Cán bộ t9", ROOT, key_number=9)
    taken(session, crl(tmp_path, {serial(late): GONE}))
    keep(session, "t9")
    declare(session, "t9", number(late))
    take(session, file(tmp_path, "t9.cer", late))
    assert one_row(session, certificate, token="t9").state == "revoked"


def test_who_signed_a_list_is_looked_at(
    session: Session, three: list[Issued], tmp_path: Path
) -> None:
    stranger = authority("Người lạ", key_number=51)
    false = authority("Root CRL", key_number=52)
    silent = authority("Không ký CRL", ROOT, key_number=53, usages=("key_cert_sign",))
    untrusted = authority("Chưa tin cậy", key_number=54)
    take(session, silent.der(tmp_path / "s.cer"), untrusted.der(tmp_path / "u.cer"))
    for by, code in (
        (stranger, "crl.unknown_issuer"), (false, "crl.not_signed"), (silent, "crl.not_signed"),
        (untrusted, "crl.not_trusted"),
    ):  # fmt: skip
        path = crl(tmp_path, {serial(three[0]): None}, by=by)
        assert outcome(lambda p=path: take_lists(session, TakeLists((p,)))) == (code, 1)
    delta = crl(tmp_path, {}, delta=True)
    assert outcome(lambda: take_lists(session, TakeLists((delta,)))) == ("crl.not_signed", 1)
    spoiled = bytearray(crl(tmp_path, {serial(three[0]): None}).read_bytes())
    spoiled[-4] ^= 1
    (tmp_path / "a.crl").write_bytes(bytes(spoiled))
    asked = TakeLists((tmp_path / "a.crl",))
    assert outcome(lambda: take_lists(session, asked)) == ("crl.not_signed", 1)
    (tmp_path / "a.crl").write_bytes(b"no list")
    assert outcome(lambda: take_lists(session, asked)) == ("trust.list_malformed", 1)
    gone = TakeLists((tmp_path / "none.crl",))
    assert outcome(lambda: take_lists(session, gone)) == ("certificate.file_missing", 4)
    # One bad list of several: none is taken in.
    good = crl(tmp_path, {serial(three[0]): None}, name="good.crl")
    bad = crl(tmp_path, {}, by=stranger, name="bad.crl")
    assert outcome(lambda: take_lists(session, TakeLists((good, bad)))) == (
        "crl.unknown_issuer",
        1,
    )
    assert states(session) == ["active"] * 3


def test_age_and_clock(session: Session, three: list[Issued], tmp_path: Path) -> None:
    old = crl(tmp_path, {}, made=day("2026-09-01"), renewed=day("2026-10-01"))
    assert [doubt.code for doubt in taken(session, old).doubts] == ["crl.stale"]
    assert found(session, "certificate.list") == ["certificate.list.old"]
    ahead = crl(tmp_path, {}, made=day("2026-11-27"), name="b.crl")
    assert [doubt.code for doubt in taken(session, ahead).doubts] == ["crl.future"]
    assert found(session, "certificate.clock") == ["certificate.clock.list"]
    assert found(session, "certificate.clock", as_of="2026-11-27") == []
    early = subscriber("Cán bộ t8", ROOT, key_number=8, begin=day("2026-12-05"))
    keep(session, "t8")
    declare(session, "t8", number(early))
    take(session, file(tmp_path, "t8.cer", early))
    assert found(session, "certificate.clock") == ["certificate.clock", "certificate.clock.list"]
    assert found(session, "certificate.clock", as_of="2026-01-01") == [
        "certificate.clock",
        "certificate.clock.list",
    ]


def test_routes_go_by_what_was_taken_in(session: Session, tmp_path: Path) -> None:
    add_anchor(session, AddAnchor(ROOT.der(tmp_path / "root.cer"), ROOT.fingerprint))
    keep(session, "t1", subscriber_type="organ", subscriber="Đảng uỷ xã Một")
    declare(session, "t1", "", state="requested")
    assert standing(session) is CertificateStanding.NOT_ACTIVE
    issued = subscriber("Đảng uỷ xã Một", ROOT, key_number=7)
    take(session, file(tmp_path, "t1.cer", issued), token="t1")
    assert standing(session) is CertificateStanding.VALID
    taken(session, crl(tmp_path, {serial(issued): GONE}))
    assert standing(session) is CertificateStanding.NOT_ACTIVE


def standing(session: Session) -> CertificateStanding:
    """Return what the organ's certificate is worth to routes."""
    with session.reading(Anything()) as connection:
        (facts,) = routing_reader.read_units(connection, "2026-11-24", role_labels())
    assert facts.organ_certificate is not None
    return facts.organ_certificate.standing
