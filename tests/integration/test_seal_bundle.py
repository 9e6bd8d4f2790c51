"""Sealing a real vault: what is in the file, what is recorded, and what happens on failure."""

from __future__ import annotations

import base64
import datetime as dt
import errno
import hashlib
import json
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from defusedxml import ElementTree
from jsonschema import Draft202012Validator
from sqlalchemy import select

from desktop import resources
from desktop.cli.entry import main
from desktop.domain.problems import refuse
from desktop.models import tables
from desktop.models.bundle_reader import latest
from desktop.models.uow import UnitOfWork
from desktop.services.bundles import ChangeCounts, Seal, SealResult, seal
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.failures import outcome
from tests.helpers.pki import PASSPHRASE, PIN, Authority, Issued, SoftTokens
from tests.helpers.sessions import Anything
from tests.helpers.surroundings import NOW
from tests.helpers.vaults import PASSPHRASE as VAULT_PASSPHRASE
from tests.helpers.vaults import new_vault

DATA = ["changes", "codes", "endpoints", "people", "readiness", "rules", "statistics", "tokens",
        "units"]  # fmt: skip
UIDS = {name: f"{number:032x}" for number, name in enumerate(
    ["root", "child", "root.v", "child.v", "root.c", "child.c", "endpoint", "person", "token",
     "certificate", "bare", "holding", "stand", "line", "channel"], start=1)}  # fmt: skip
SINCE = "2025-07-01"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("CA gói", number=55)


@pytest.fixture(scope="module")
def issued(authority: Authority) -> Issued:
    return authority.issue("Văn phòng Tỉnh uỷ", "p256")


@pytest.fixture
def signer(issued: Issued, tmp_path: Path) -> str:
    return f"p12:{issued.p12(tmp_path / 'signer.p12')}"


@pytest.fixture
def vault(tmp_path: Path, issued: Issued) -> Iterator[Session]:
    with new_vault(tmp_path / "v", fill=lambda session: fill(session, issued)) as opened:
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def fill(session: Session, issued: Issued) -> None:
    """One row of everything a bundle holds, with words that JSON must escape."""
    u = UIDS
    der = base64.b64encode(issued.certificate.public_bytes(Encoding.DER)).decode()
    with session.unit_of_work(Anything()) as work:
        work.set_setting("policy.plaintext_bundle", "yes")
        work.insert(tables.unit, [{"uid": u["root"]}, {"uid": u["child"], "note": 'a "b"\n\\c\t'}])
        work.insert(
            tables.unit_version,
            [
                {"uid": u["root.v"], "unit": u["root"], "name": "Tỉnh uỷ X", "from_date": SINCE},
                {"uid": u["child.v"], "unit": u["child"], "name": "Đảng uỷ xã Y",
                 "parent": u["root"], "place": "00004", "from_date": SINCE},
            ],
        )  # fmt: skip
        work.insert(
            tables.identifier_code,
            [
                {"uid": u[f"{who}.c"], "unit": u[who], "scheme": "qd20", "value": value,
                 "from_date": SINCE}
                for who, value in (("root", "A37"), ("child", "A37.00004"))
            ],
        )  # fmt: skip
        for table, row in (
            (tables.channel, {"uid": u["channel"], "unit": u["child"], "environment": "mat",
                              "channel": "private", "from_date": SINCE}),
            (tables.line, {"uid": u["line"], "unit": u["child"], "from_date": SINCE}),
            (tables.person, {"uid": u["person"], "name": "Nguyễn Thị Đào", "clearance": 2}),
            (tables.endpoint, {"uid": u["endpoint"], "unit": u["child"], "role": "van-thu",
                               "environment": "ro", "sends": 0, "from_date": SINCE}),
            (tables.holding, {"uid": u["holding"], "endpoint": u["endpoint"],
                              "person": u["person"], "from_date": SINCE}),
            (tables.stand_in, {"uid": u["stand"], "endpoint": u["endpoint"],
                               "person": u["person"], "from_date": SINCE}),
            (tables.token, {"uid": u["token"], "person": u["person"], "subscriber_type": "person",
                            "subscriber": "Nguyễn Thị Đào", "purpose": "sign",
                            "birth": "1990-01-02", "custody": "stock"}),
            (tables.certificate, {"uid": u["certificate"], "token": u["token"], "number": "0A1B",
                                  "purpose": "sign", "state": "active", "from_date": SINCE,
                                  "fingerprint": fingerprint(issued), "der": der}),
            (tables.certificate, {"uid": u["bare"], "number": "0A1C", "purpose": "encrypt",
                                  "state": "requested", "from_date": SINCE}),
        ):  # fmt: skip
            work.insert(table, [row])


def fingerprint(issued: Issued) -> str:
    return hashlib.sha256(issued.certificate.public_bytes(Encoding.DER)).hexdigest()


def sealed(session: Session, signer: str, out: Path, **more: Any) -> SealResult:
    return seal(session, Seal(signer, out, **more), lambda: PASSPHRASE)


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(file: Path, name: str) -> Any:
    return json.loads(contents(file)[f"{name}.json"])


def later(session: Session, **by: int) -> None:
    session.surroundings = replace(session.surroundings, now=lambda: NOW + dt.timedelta(**by))


def test_the_file_holds_what_the_format_says(vault: Session, signer: str, out: Path) -> None:
    result = sealed(vault, signer, out)
    assert result.file == out / "A37-000001.asice"
    assert hashlib.sha256(result.file.read_bytes()).hexdigest() == result.sha256
    files = contents(result.file)
    assert list(files)[:2] == ["mimetype", "bundle.json"]
    assert sorted(files) == sorted(
        ["mimetype", "bundle.json", "certificates.pem", "HUONG-DAN-KIEM-TRA.txt",
         "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s",
         *(f"{name}.json" for name in DATA)]
    )  # fmt: skip
    header = json.loads(files["bundle.json"])
    assert header == {
        "format": 1,
        "id": header["id"],
        "kind": "declaration",
        "sender": {"code": "A37", "name": "Tỉnh uỷ X"},
        "recipient": {"code": None, "name": "Văn phòng Trung ương Đảng"},
        "sequence": 1,
        "previous": None,
        "voided": [],
        "reply_to": None,
        "as_of": "2026-11-24T03:00:00Z",
        "created": "2026-11-24T03:00:00Z",
        "not_after": "2027-02-22T03:00:00Z",
        "required_roles": ["preparer"],
        "journal": header["journal"],
        "counts": {"changes": 0, "codes": 2, "endpoints": 1, "people": 1, "readiness": 0,
                   "rules": 0, "statistics": 0, "tokens": 3, "units": 2},
        "program": header["program"],
    }  # fmt: skip
    for name in ["bundle", *DATA]:
        schema = json.loads(resources.path("schemas", f"{name}.schema.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(json.loads(files[f"{name}.json"]))


def test_the_rows_say_what_the_registers_say(
    vault: Session, signer: str, out: Path, issued: Issued
) -> None:
    file = sealed(vault, signer, out).file
    u = UIDS
    child = {
        "uid": u["child"], "phone": None, "contact": None, "note": 'a "b"\n\\c\t', "sample": False,
        "versions": [{"uid": u["child.v"], "name": "Đảng uỷ xã Y", "short_name": None,
                      "type": None, "parent": u["root"], "place": "00004", "position": 0,
                      "basis": None, "from": SINCE, "to": None}],
        "channels": [{"uid": u["channel"], "environment": "mat", "channel": "private",
                      "from": SINCE, "to": None}],
        "lines": [{"uid": u["line"], "from": SINCE, "to": None, "stage": "connected"}],
        "exemptions": [],
        "profiles": [],
    }  # fmt: skip
    assert rows(file, "units")[1] == child
    (endpoint,) = rows(file, "endpoints")
    assert (endpoint["receives"], endpoint["sends"], endpoint["ceiling"]) == (True, False, 0)
    assert [each["person"] for each in endpoint["holdings"]] == [u["person"]]
    assert [each["position"] for each in endpoint["stand_ins"]] == [1]
    tokens = rows(file, "tokens")
    assert [each["record"] for each in tokens] == ["token", "certificate", "certificate"]
    # A birthday is nobody's business there, and certificates stand in a file of their own.
    assert all("birth" not in each and "der" not in each for each in tokens)
    (kept,) = x509.load_pem_x509_certificates(contents(file)["certificates.pem"])
    assert kept == issued.certificate
    for name in DATA:
        text = contents(file)[f"{name}.json"].decode("utf-8")
        assert text == ("[\n" + ",\n".join(map(sorted_json, json.loads(text))) + "\n]\n"
                        if json.loads(text) else "[]\n")  # fmt: skip


def sorted_json(row: object) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def test_openssl_and_sha256sum_agree(
    vault: Session, signer: str, out: Path, authority: Authority, tmp_path: Path
) -> None:
    """The guide, followed with the tools it names; a changed file is found by its digest."""
    result = sealed(vault, signer, out)
    assert openssl_accepts(result.file, authority, tmp_path)
    files = contents(result.file)
    manifest = ElementTree.fromstring(files["META-INF/ASiCManifest001.xml"])
    listed = {}
    for each in manifest.iter("{http://uri.etsi.org/02918/v1.2.1#}DataObjectReference"):
        value = each.findtext("{http://www.w3.org/2000/09/xmldsig#}DigestValue")
        listed[each.get("URI")] = base64.b64decode(value)
    root_files = {n for n in files if "/" not in n and n != "mimetype"}
    assert set(listed) == root_files
    assert all(hashlib.sha256(files[n]).digest() == listed[n] for n in root_files)
    folder = tmp_path / "goi"
    folder.mkdir()
    commands = (
        'unzip -q "$0" && LC_ALL=C ls | grep -vx -e mimetype -e PHIEU-XAC-NHAN.pdf -e META-INF'
        " | xargs sha256sum | sha256sum"
    )
    digest = subprocess.run(
        ["bash", "-c", commands, result.file],
        cwd=folder, check=True, capture_output=True, text=True,
    ).stdout.split()[0]  # fmt: skip
    assert digest == result.digest


def openssl_accepts(file: Path, authority: Authority, folder: Path) -> bool:
    files = contents(file)
    (folder / "m.xml").write_bytes(files["META-INF/ASiCManifest001.xml"])
    (folder / "s.p7s").write_bytes(files["META-INF/signature001.p7s"])
    anchor = authority.pem(folder / "ca.pem").read_bytes()
    (folder / "tin-cay.pem").write_bytes(anchor + authority.crl(folder / "crl.pem").read_bytes())
    command = next(
        line for line in guide_commands() if line.startswith("openssl cms -verify -cades")
    )
    done = subprocess.run(command.split(), cwd=folder, check=False, capture_output=True, text=True)
    return done.returncode == 0 and "CAdES Verification successful" in done.stderr


def guide_commands() -> list[str]:
    text = resources.path("bundle", "HUONG-DAN-KIEM-TRA.txt").read_text("utf-8")
    joined = text.replace("\\\n", " ").splitlines()
    return [line.strip() for line in joined if line.startswith("   ")]


def test_a_revoked_signer_fails_the_guide(
    vault: Session, signer: str, out: Path, authority: Authority, issued: Issued, tmp_path: Path
) -> None:
    result = sealed(vault, signer, out)
    whole = Authority.crl

    def revoking(self: Authority, path: Path, *_: Issued) -> Path:
        return whole(self, path, issued)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Authority, "crl", revoking)
        assert not openssl_accepts(result.file, authority, tmp_path)


def test_the_same_registers_give_the_same_bytes(vault: Session, signer: str, out: Path) -> None:
    first = sealed(vault, signer, out)
    later(vault, days=3)
    second = sealed(vault, signer, out)
    before, after = contents(first.file), contents(second.file)
    same = {name for name in before if before[name] == after[name]}
    assert set(before) - same == {
        "bundle.json",
        "META-INF/ASiCManifest001.xml",
        "META-INF/signature001.p7s",
    }
    assert second.header["previous"] == first.digest
    assert (first.sequence, second.sequence) == (1, 2)
    assert second.header["id"] != first.header["id"]


def test_changes_are_those_since_the_last_bundle(vault: Session, signer: str, out: Path) -> None:
    first = sealed(vault, signer, out)
    assert rows(first.file, "changes") == []
    assert first.changes["units"] == ChangeCounts(added=2)
    u = UIDS
    with vault.unit_of_work(Anything()) as work:
        work.update(tables.person, [{"uid": u["person"], "phone": "0912"}])
        work.close(tables.identifier_code, [u["child.c"]], "2026-12-01")
        work.close(tables.unit_version, [u["child.v"]], "2026-12-01")
        work.insert(tables.unit, [{"uid": "f" * 32}])
        work.insert(
            tables.unit_version,
            [{"uid": "e" * 32, "unit": "f" * 32, "name": "Mới", "from_date": "2026-12-01"},
             {"uid": "d" * 32, "unit": u["root"], "name": "Tên khác", "from_date": "2027-01-01"}],
        )  # fmt: skip
    with vault.unit_of_work(Anything("undone")) as work:
        work.update(tables.endpoint, [{"uid": u["endpoint"], "note": "nhầm"}])
    assert work.run is not None
    undo(vault, Undo(work.run.number))
    later(vault, days=1)
    second = sealed(vault, signer, out)
    assert rows(second.file, "changes") == [
        {"change": "closed", "fields": ["to"], "file": "codes", "uid": u["child.c"]},
        {"change": "changed", "fields": ["phone"], "file": "people", "uid": u["person"]},
        {"change": "changed", "fields": ["versions"], "file": "units", "uid": u["root"]},
        {"change": "closed", "fields": ["versions"], "file": "units", "uid": u["child"]},
        {"change": "added", "fields": [], "file": "units", "uid": "f" * 32},
    ]
    assert second.changes["units"] == ChangeCounts(added=1, changed=1, closed=1)
    assert second.changes["endpoints"] == ChangeCounts()
    assert second.header["counts"]["changes"] == 5


def test_the_bundle_is_written_down_with_what_it_sealed(
    vault: Session, signer: str, out: Path
) -> None:
    result = sealed(vault, signer, out)
    with vault.reading(Anything()) as connection:
        kept = latest(connection)
        run = connection.execute(
            select(tables.run).order_by(tables.run.c.number.desc()).limit(1)
        ).one()
    assert kept is not None
    assert (kept.sequence, kept.digest, kept.sha256, kept.file, kept.state) == (
        1, result.digest, result.sha256, "A37-000001.asice", "sealed")  # fmt: skip
    assert json.loads(kept.header) == result.header
    assert (run.number, run.command) == (kept.journal_run + 1, "seal")
    # Neither where the key lies nor its passphrase stands in the journal.
    assert "signer" not in run.arguments
    assert PASSPHRASE not in run.arguments


def test_encrypted_for_its_recipients(
    vault: Session, signer: str, out: Path, authority: Authority, tmp_path: Path
) -> None:
    with vault.unit_of_work(Anything()) as work:
        work.set_setting("policy.plaintext_bundle", "no")
    assert outcome(lambda: sealed(vault, signer, out)) == ("seal.plaintext_forbidden", 1)
    recipients = [authority.recipient("Trung ương", "rsa"), authority.recipient("Ta", "p256")]
    files = [each.pem(tmp_path / f"{n}.pem") for n, each in enumerate(recipients)]
    result = sealed(vault, signer, out, recipients=tuple(files))
    assert result.file.name == "A37-000001.asice.p7m"
    assert result.encrypted
    for certificate, recipient in zip(files, recipients, strict=True):
        recipient.key_pem(tmp_path / "k.pem")
        subprocess.run(
            ["openssl", "cms", "-decrypt", "-inform", "DER", "-in", result.file, "-recip",
             certificate, "-inkey", "k.pem", "-binary", "-out", "o"],
            cwd=tmp_path, check=True,
        )  # fmt: skip
        assert openssl_accepts(tmp_path / "o", authority, tmp_path)
    assert "Tỉnh uỷ X".encode() not in result.file.read_bytes()


def test_a_token_seals_too(
    vault: Session, issued: Issued, out: Path, authority: Authority, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tokens = SoftTokens(tmp_path / "hsm").create()
    spec = tokens.add("VP", issued)
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    result = seal(vault, Seal(spec, out), lambda: PIN)
    assert (result.scheme, result.signer) == ("ecdsa", "Văn phòng Tỉnh uỷ")
    assert openssl_accepts(result.file, authority, tmp_path)
    assert outcome(lambda: seal(vault, Seal(spec, out), lambda: "1111")) == (
        "pkcs11.pin_wrong_few",
        4,
    )


def test_what_is_wrong_is_said_before_the_pin_is_asked(
    vault: Session, signer: str, out: Path, authority: Authority, tmp_path: Path
) -> None:
    def ask() -> str:
        pytest.fail("asked for nothing")

    def sealing(**given: Any) -> tuple[str, int]:
        command = Seal(**{"signer": signer, "out": out, **given})
        return outcome(lambda: seal(vault, command, ask))

    web = authority.issue("Máy chủ", "p256", server=True).pem(tmp_path / "web.pem")
    (tmp_path / "bad.pem").write_bytes(b"no certificate")
    both = tmp_path / "both.pem"
    both.write_bytes(web.read_bytes() * 2)
    assert sealing(out=tmp_path / "none") == ("media.no_folder", 4)
    assert sealing(signer="p12:") == ("signer.spec", 1)
    assert sealing(signer="p12:/none.p12") == ("signer.file_missing", 4)
    assert sealing(recipients=(tmp_path / "none.pem",)) == ("certificate.file_missing", 4)
    assert sealing(recipients=(tmp_path,)) == ("certificate.file_unreadable", 4)
    assert sealing(recipients=(tmp_path / "bad.pem",)) == ("certificate.malformed", 1)
    assert sealing(recipients=(both,)) == ("certificate.several", 1)
    assert sealing(recipients=(web,)) == ("envelope.recipient_usage", 1)
    (out / "A37-000001.asice").touch()
    assert sealing() == ("media.exists", 4)


def test_an_office_without_a_code_cannot_seal(vault: Session, signer: str, out: Path) -> None:
    with vault.unit_of_work(Anything()) as work:
        work.close(tables.identifier_code, [UIDS["root.c"]], "2026-11-24")
    assert outcome(lambda: sealed(vault, signer, out)) == ("seal.no_office_code", 1)
    with vault.unit_of_work(Anything()) as work:
        work.insert(
            tables.identifier_code,
            [{"uid": "a" * 32, "unit": UIDS["root"], "scheme": "noi-bo", "value": "../x",
              "from_date": SINCE}],
        )  # fmt: skip
    assert outcome(lambda: sealed(vault, signer, out)) == ("seal.office_code_form", 1)
    with vault.unit_of_work(Anything()) as work:
        work.close(tables.unit_version, [UIDS["root.v"]], "2026-11-24")
    assert outcome(lambda: sealed(vault, signer, out)) == ("seal.no_office", 1)


@pytest.mark.parametrize("place", ["insert", "__exit__"])
def test_a_bundle_that_cannot_be_written_down_is_taken_away(
    place: str, vault: Session, signer: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Callable[..., None] = getattr(UnitOfWork, place)

    def fails(self: UnitOfWork, *arguments: Any) -> None:
        if place == "__exit__":
            self.roll_back()
        assert [path.name for path in out.iterdir()] == ["A37-000001.asice"]
        raise refuse("work.cancelled")

    monkeypatch.setattr(UnitOfWork, place, fails)
    assert outcome(lambda: sealed(vault, signer, out)) == ("work.cancelled", 1)
    monkeypatch.setattr(UnitOfWork, place, whole)
    assert list(out.iterdir()) == []
    assert sealed(vault, signer, out).sequence == 1


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_a_person_may_stop_at_any_step(step: int, vault: Session, signer: str, out: Path) -> None:
    def stop(_what: object, done: int, _total: int) -> None:
        if done == step:
            raise refuse("work.cancelled")

    whole = vault.surroundings
    vault.surroundings = replace(whole, progress=stop)
    assert outcome(lambda: sealed(vault, signer, out)) == ("work.cancelled", 1)
    assert list(out.iterdir()) == []
    vault.surroundings = whole
    assert sealed(vault, signer, out).sequence == 1


def test_a_medium_that_fails_uses_no_sequence(
    vault: Session, signer: str, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", full)
    assert outcome(lambda: sealed(vault, signer, out)) == ("media.full", 4)
    monkeypatch.undo()
    assert list(out.iterdir()) == []
    assert sealed(vault, signer, out).sequence == 1


def test_the_command_seals_with_pins_from_private_files(
    vault: Session, signer: str, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = vault.folder
    vault.close()
    for name, secret in (("vault.txt", VAULT_PASSPHRASE), ("pin.txt", PASSPHRASE)):
        (tmp_path / name).write_text(secret + "\n", encoding="utf-8")
        (tmp_path / name).chmod(0o600)
    command = ["--vault", str(folder), "--passphrase-file", str(tmp_path / "vault.txt"), "seal",
               "--signer", signer, "--signer-pin-file", str(tmp_path / "pin.txt"),
               "--out", str(out), "--json"]  # fmt: skip
    assert main(command) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"]
    assert {"file", "sha256", "digest", "sequence", "counts"} <= set(answer["result"])
    assert answer["result"]["file"] == str(out / "A37-000001.asice")
    (tmp_path / "pin.txt").chmod(0o644)
    assert main(command) == 4
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "secret.not_private"
    assert main([*command, "--read-only"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "vault.opened_to_read"
    assert [path.name for path in out.iterdir()] == ["A37-000001.asice"]
