"""What `check` finds about certificates that were taken in or listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.problems import Problem
from desktop.models.tables import certificate, token, unit_version
from desktop.services.checks import Check, check
from desktop.services.session import Session
from tests.helpers.certificates import declare, file, issue, keep, lay_out, number, take
from tests.helpers.failures import assert_sayable
from tests.helpers.importing import one_row
from tests.helpers.pki import ENCRYPT, Authority, Issued
from tests.helpers.sessions import Anything, bare_session

ABOUT = ("certificate.weak", "certificate.usage", "certificate.extension", "certificate.duplicate",
         "certificate.other_unit", "certificate.too_long", "certificate.name")  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, u0="Tỉnh uỷ", u1="Đảng uỷ xã Một", u2="Đảng uỷ xã Hai")
        with opened.unit_of_work(Anything()) as work:
            for uid in ("u1", "u2"):
                work.update(unit_version, [{"uid": f"v-{uid}", "parent": "u0"}])
        yield opened


def found(session: Session) -> list[tuple[str, str]]:
    """Return the cases and units of what is found about certificates."""
    findings = [f for f in check(session, Check()).findings if f.rule in ABOUT]
    for each in findings:
        assert_sayable(Problem(each.case, each.values))
    return [(each.case, each.uid) for each in findings]


def taken(session: Session, folder: Path, issued: Issued, on: str) -> None:
    keep(session, on)
    declare(session, on, number(issued))
    assert take(session, file(folder, f"{on}.cer", issued)).run is not None


def test_a_good_certificate_gives_no_finding(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, issue(Authority(), "Cán bộ t1"), "t1")
    assert found(session) == []


def test_the_policy_is_looked_at_again_on_every_check(session: Session, tmp_path: Path) -> None:
    authority = Authority()
    taken(session, tmp_path, issue(authority, "Cán bộ t1", kind="rsa1024"), "t1")
    taken(session, tmp_path, issue(authority, "Cán bộ t2", usages=ENCRYPT["p256"]), "t2")
    assert found(session) == [("certificate.weak.key", "u1"), ("certificate.usage.key", "u1")]
    assert not check(session, Check(as_of="2029-01-01", rule="certificate.weak")).findings
    # What has ended for good is history.
    with session.unit_of_work(Anything()) as work:
        for uid in ("t1", "t2"):
            row = one_row(session, certificate, token=uid)
            work.update(certificate, [{"uid": row.uid, "state": "superseded"}])
    assert found(session) == []


def test_one_number_twice(session: Session, tmp_path: Path) -> None:
    for uid in ("t1", "t2", "t3"):
        keep(session, uid)
    declare(session, "t1", "0A1B2C")
    declare(session, "t2", "A1B2C")
    declare(session, "t3", "A1B2D")
    assert found(session) == [("certificate.duplicate", "u1")]
    # Two authorities may give the same number.
    with session.unit_of_work(Anything()) as work:
        work.update(certificate, [{"uid": "c-t1-0A1B2C", "issuer": "CA Một"}])
        work.update(certificate, [{"uid": "c-t2-A1B2C", "issuer": "CA Hai"}])
    assert found(session) == []


def test_one_key_on_two_devices(session: Session, tmp_path: Path) -> None:
    authority = Authority()
    one = issue(authority, "Cán bộ t1", key_number=950)
    renewed = issue(authority, "Cán bộ t1", key_number=950)
    taken(session, tmp_path, one, "t1")
    take(session, file(tmp_path, "r.cer", renewed))
    assert found(session) == []
    keep(session, "t2")
    with session.unit_of_work(Anything()) as work:
        work.update(
            certificate, [{"uid": row_of(session, one), "token": "t2", "state": "superseded"}]
        )
    # The one on the other device has ended.
    assert found(session) == []


def row_of(session: Session, issued: Issued) -> str:
    return str(one_row(session, certificate, number=number(issued)).uid)


def test_a_shared_key_is_found(session: Session, tmp_path: Path) -> None:
    authority = Authority()
    one = issue(authority, "Cán bộ t1", key_number=951)
    two = issue(authority, "Cán bộ t1", key_number=951, usages=ENCRYPT["p256"])
    taken(session, tmp_path, one, "t1")
    take(session, file(tmp_path, "2.cer", two))
    keep(session, "t2")
    with session.unit_of_work(Anything()) as work:
        row = one_row(session, certificate, purpose="encrypt")
        work.update(certificate, [{"uid": row.uid, "token": "t2"}])
    assert found(session) == [("certificate.duplicate.key", "u1")]


def test_another_units_certificate(session: Session, tmp_path: Path) -> None:
    authority = Authority()
    taken(session, tmp_path, issue(authority, "Cán bộ t1"), "t1")
    with session.unit_of_work(Anything()) as work:
        work.update(token, [{"uid": "t1", "unit": "u2"}])
    assert found(session) == [("certificate.other_unit", "u1")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Thử nghiệm", []),  # a name that no unit bears
        ("ĐẢNG ỦY XÃ MỘT", []),  # its own
        ("Tỉnh uỷ", []),  # the one above
        ("Đảng uỷ xã Hai", [("certificate.other_unit.named", "u1")]),
    ],
)
def test_a_certificate_that_names_another_unit(
    session: Session,
    tmp_path: Path,
    name: str,
    expected: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    from tests.helpers import pki

    def named(common_name: str) -> x509.Name:
        attributes = [(NameOID.ORGANIZATION_NAME, name), (NameOID.COMMON_NAME, common_name)]
        return x509.Name([x509.NameAttribute(*each) for each in attributes])

    monkeypatch.setattr(pki, "name", named)
    taken(session, tmp_path, issue(Authority(), "Cán bộ t1"), "t1")
    assert found(session) == expected
