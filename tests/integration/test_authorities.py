"""Authorities are trusted by their fingerprint on paper alone; chains are what openssl says too."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto.certificate_content import issued_by, path_length, read_certificate
from desktop.crypto.trust import Trust
from desktop.domain.certificate_chain import Authority, Chains
from desktop.domain.problems import Problem
from desktop.models.tables import authority as authority_table
from desktop.models.tables import certificate_content
from desktop.services.certificates.authorities import (
    AddAnchor,
    DropAnchor,
    ListAuthorities,
    add_anchor,
    drop_anchor,
    list_authorities,
)
from desktop.services.certificates.browsing import ReadCertificate
from desktop.services.certificates.browsing import read_certificate as read_certificate_page
from desktop.services.checks import Check, check
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.certificates import codes, day, declare, file, keep, lay_out, number, take
from tests.helpers.failures import assert_sayable, outcome
from tests.helpers.hierarchies import Link, authority, openssl_trusts, subscriber
from tests.helpers.importing import one_row, rows_of
from tests.helpers.pki import Issued
from tests.helpers.sessions import bare_session

NOW = dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)
ROOT = authority("Root", key_number=1)
MIDDLE = authority("CA các cơ quan Đảng", ROOT, key_number=2)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bare_session(tmp_path) as opened:
        lay_out(opened, u1="Đảng uỷ xã Một")
        yield opened


def trust(session: Session, folder: Path, link: Link, fingerprint: str | None = None) -> int:
    path = link.der(folder / "anchor.cer")
    return add_anchor(session, AddAnchor(path, fingerprint or link.fingerprint)).linked


def found(session: Session) -> list[str]:
    findings = check(session, Check(rule="certificate.unchained")).findings
    for each in findings:
        assert_sayable(Problem(each.case, each.values))
    return [each.case for each in findings]


def taken(session: Session, folder: Path, issued: Issued, on: str = "t1") -> None:
    keep(session, on)
    declare(session, on, number(issued))
    assert take(session, file(folder, f"{on}.cer", issued)).run is not None


def test_a_chain_is_there_whichever_way_its_parts_came(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, subscriber("Cán bộ t1", MIDDLE))
    assert found(session) == ["certificate.unchained.nothing_trusted"]
    trust(session, tmp_path, ROOT)
    assert found(session) == ["certificate.unchained"]
    done = take(session, MIDDLE.der(tmp_path / "m.cer"))
    assert [each.fate.value for each in done.certificates] == ["created"]
    assert codes(done) == ["trust.not_anchor"]
    assert found(session) == []
    # Taken in once more it changes nothing.
    assert take(session, tmp_path / "m.cer").run is None
    other = subscriber("Cán bộ t2", MIDDLE, key_number=2)
    taken(session, tmp_path, other, "t2")
    assert found(session) == []
    drop_anchor(session, DropAnchor(ROOT.fingerprint))
    trust(session, tmp_path, authority("Khác", key_number=3))
    assert found(session) == ["certificate.unchained.no_anchor"] * 2


def test_a_bag_with_its_chain_comes_in_whole(session: Session, tmp_path: Path) -> None:
    issued = subscriber("Cán bộ t1", MIDDLE)
    keep(session, "t1")
    declare(session, "t1", number(issued))
    bag = file(
        tmp_path, "all.p7b", issued, Issued(MIDDLE.key, MIDDLE.certificate, ROOT.certificate)
    )
    assert take(session, bag).accepted
    assert trust(session, tmp_path, ROOT) == 0
    assert found(session) == []
    content, rows = one_row(session, certificate_content), rows_of(session, authority_table)
    subjects = {row.uid: row.subject for row in rows}
    assert subjects[content.signed_by] == "CA các cơ quan Đảng"


def test_the_fingerprint_on_paper_decides(session: Session, tmp_path: Path) -> None:
    path = ROOT.der(tmp_path / "a.cer")
    wrong = ROOT.fingerprint[:-1] + ("0" if ROOT.fingerprint[-1] != "0" else "1")
    for given_, code in ((wrong, "trust.fingerprint_wrong"), ("AB:" * 20, "trust.fingerprint_form"),
                         (MIDDLE.fingerprint, "trust.fingerprint_wrong"),
                         ("g" * 64, "trust.fingerprint_form")):  # fmt: skip
        assert outcome(lambda text=given_: add_anchor(session, AddAnchor(path, text))) == (code, 1)
    assert list_authorities(session, ListAuthorities()) == ()
    # As papers group it.
    spaced = " ".join(
        ROOT.fingerprint.replace(":", "").lower()[at : at + 4] for at in range(0, 64, 4)
    )
    assert add_anchor(session, AddAnchor(path, spaced)).run is not None
    assert add_anchor(session, AddAnchor(path, spaced)).run is None
    (row,) = list_authorities(session, ListAuthorities())
    assert (row.subject, row.anchor) == ("Root", True)
    assert outcome(lambda: drop_anchor(session, DropAnchor("00"))) == ("trust.unknown", 1)


def test_trusting_can_be_undone(session: Session, tmp_path: Path) -> None:
    taken(session, tmp_path, subscriber("Cán bộ t1", ROOT))
    path = ROOT.der(tmp_path / "a.cer")
    done = add_anchor(session, AddAnchor(path, ROOT.fingerprint))
    assert done.linked == 1
    assert found(session) == []
    assert done.run is not None
    undo(session, Undo(done.run))
    assert rows_of(session, authority_table) == []
    assert one_row(session, certificate_content).signed_by is None
    assert found(session) == ["certificate.unchained.nothing_trusted"]


def altered(folder: Path, issued: Issued, name: str = "sai.cer") -> Path:
    """Write a certificate with the last byte of its signature changed."""
    data = bytearray(issued.certificate.public_bytes(Encoding.DER))
    data[-1] ^= 1
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_certificate_that_its_issuer_did_not_sign_is_refused(
    session: Session, tmp_path: Path
) -> None:
    trust(session, tmp_path, ROOT)
    issued = subscriber("Cán bộ t1", ROOT)
    keep(session, "t1")
    declare(session, "t1", number(issued))
    done = take(session, altered(tmp_path, issued))
    assert (codes(done), done.run) == (["certificate.not_signed"], None)
    false = Issued(MIDDLE.key, MIDDLE.certificate, ROOT.certificate)
    assert codes(take(session, altered(tmp_path, false))) == ["certificate.not_signed"]
    assert take(session, file(tmp_path, "t1.cer", issued)).run is not None
    assert found(session) == []


def test_the_genuine_certificate_takes_the_place_of_an_altered_one(
    session: Session, tmp_path: Path
) -> None:
    """While the issuer is not known nobody can tell; once it is, the altered one is a finding."""
    issued = subscriber("Cán bộ t1", ROOT)
    keep(session, "t1")
    declare(session, "t1", number(issued))
    assert take(session, altered(tmp_path, issued)).run is not None
    genuine = file(tmp_path, "t1.cer", issued)
    assert codes(take(session, genuine)) == ["certificate.number_again"]
    trust(session, tmp_path, ROOT)
    assert found(session) == ["certificate.unchained.not_signed"]
    (page,) = read_certificate_page(session, ReadCertificate(number(issued)))
    assert [doubt.code for doubt in page.doubts] == ["trust.not_signed"]
    done = take(session, genuine)
    assert [each.fate.value for each in done.certificates] == ["updated"]
    assert found(session) == []
    content = one_row(session, certificate_content)
    assert content.signed_by == one_row(session, authority_table).uid
    assert done.run is not None
    undo(session, Undo(done.run))
    assert found(session) == ["certificate.unchained.not_signed"]


def test_another_key_of_the_same_issuer_is_not_taken_for_a_forgery(
    session: Session, tmp_path: Path
) -> None:
    newer = authority("Root", key_number=21)
    trust(session, tmp_path, ROOT)
    taken(session, tmp_path, subscriber("Cán bộ t1", newer))
    assert found(session) == ["certificate.unchained.not_signed"]
    trust(session, tmp_path, newer)
    assert found(session) == []


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (authority("Không phải CA", key_number=10, is_ca=False), "trust.not_authority"),
        (authority("Không ký", key_number=11, usages=("crl_sign",)), "trust.not_authority"),
        (authority("Yếu", key_number=12, kind="rsa1024"), "trust.authority_weak"),
        (authority("Đã hết", key_number=13, end=day("2026-01-01")), "trust.authority_over"),
        (authority("Chưa tới", key_number=14, begin=day("2027-01-01")), "trust.authority_not_yet"),
        (
            authority("Ràng buộc", key_number=15, more=(
                x509.NameConstraints([x509.DNSName("vn")], None),)),
            "trust.authority_extension",
        ),
    ],
)  # fmt: skip
def test_what_is_no_authority_is_not_trusted(
    session: Session, tmp_path: Path, link: Link, code: str
) -> None:
    path = link.der(tmp_path / "a.cer")
    asked = AddAnchor(path, link.fingerprint)
    assert outcome(lambda: add_anchor(session, asked)) == (code, 1)
    if link.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
        assert codes(take(session, path)) == [code]


def test_a_changed_authority_is_noticed(session: Session, tmp_path: Path) -> None:
    data = bytearray(ROOT.der(tmp_path / "a.cer").read_bytes())
    data[-3] ^= 1
    (tmp_path / "a.cer").write_bytes(bytes(data))
    changed = Link(ROOT.key, x509.load_der_x509_certificate(bytes(data)))
    asked = AddAnchor(tmp_path / "a.cer", changed.fingerprint)
    assert outcome(lambda: add_anchor(session, asked)) == ("trust.self_signature", 1)
    both = [link.certificate.public_bytes(Encoding.PEM) for link in (ROOT, MIDDLE)]
    (tmp_path / "b.pem").write_bytes(b"".join(both))
    several = AddAnchor(tmp_path / "b.pem", ROOT.fingerprint)
    assert outcome(lambda: add_anchor(session, several)) == ("trust.one_only", 1)


def test_a_certificate_only_named_after_its_issuer_is_not_its(
    session: Session, tmp_path: Path
) -> None:
    false = authority("Root", key_number=90)
    taken(session, tmp_path, subscriber("Cán bộ t1", false))
    assert trust(session, tmp_path, ROOT) == 0
    assert found(session) == ["certificate.unchained.not_signed"]


SPOILED = st.sampled_from(["", "", "", "old", "young", "none", "length"])


@given(
    st.lists(SPOILED, min_size=0, max_size=3),
    st.integers(0, 3),
    st.sampled_from(["root", "middle", "other"]),
)
def test_chains_are_what_openssl_and_the_verifier_of_bundles_say(
    spoils: list[str], missing: int, trusted: str
) -> None:
    root = authority("Gốc", key_number=20)
    links = [root]
    for place, spoil in enumerate(spoils):
        options = {
            "old": {"end": day("2026-01-01")},
            "young": {"begin": day("2027-01-01")},
            "length": {"path_length": 0},
        }.get(spoil, {})
        links.append(
            authority(f"Cấp {place}", links[-1], key_number=21 + place, **options)  # type: ignore[arg-type]  # by name
        )
    issued = subscriber("Cán bộ", links[-1])
    between = [link for place, link in enumerate(links[1:], start=1) if place != missing]
    anchors = {
        "root": [root],
        "middle": links[1:2] or [root],
        "other": [authority("Khác", key_number=30)],
    }[trusted]
    ours = chained([*anchors, *between], anchors, issued)
    trust_ = Trust(tuple(link.certificate for link in anchors), (), NOW)
    problems = trust_.faults(issued.certificate, [link.certificate for link in between])
    theirs = not [each for each in problems if each.severity == "error"]
    with tempfile.TemporaryDirectory() as folder:
        third = openssl_trusts(Path(folder), issued, anchors, between, NOW)
    assert ours == third == theirs


def chained(links: list[Link], anchors: list[Link], issued: Issued) -> bool:
    """Say what our chains say, of authorities linked by their signatures."""
    marks = {anchor.fingerprint for anchor in anchors}
    unique = {link.fingerprint: link for link in links}

    def signer(certificate: x509.Certificate) -> str | None:
        return next(
            (mark for mark, link in unique.items()
             if link.certificate != certificate and issued_by(certificate, link.certificate)),
            None,
        )  # fmt: skip

    rows = []
    for mark, link in unique.items():
        read = read_certificate(link.certificate)
        rows.append(
            Authority(
                mark, read.subject, read.key, mark in marks, signer(link.certificate),
                path_length(link.certificate), read.from_date, read.to_date,
            )
        )  # fmt: skip
    return Chains(rows, "2026-11-24").fault(signer(issued.certificate), "x") is None


def test_a_renewed_authority_with_its_old_key_serves(session: Session, tmp_path: Path) -> None:
    old = authority("CA gia hạn", ROOT, key_number=40, end=day("2026-12-30"))
    new = authority("CA gia hạn", ROOT, key_number=40, begin=day("2026-02-01"))
    taken(session, tmp_path, subscriber("Cán bộ t1", old))
    trust(session, tmp_path, ROOT)
    take(session, old.der(tmp_path / "o.cer"))
    take(session, new.der(tmp_path / "n.cer"))
    assert found(session) == []
    later = check(session, Check(as_of="2027-06-01", rule="certificate.unchained"))
    assert not later.findings
