"""`daumoi verify` as scripts call it: exit codes, the JSON object, envelopes, quiet imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.entry import main
from desktop.crypto import envelope
from tests.helpers.containers import manifest, pack
from tests.helpers.pki import PASSPHRASE, PIN, SoftTokens
from tests.helpers.verifying import authority, own

KEYS = {
    "profile", "verdict", "intact", "authorised", "signatures", "files", "header", "digest",
    "reasons",
}  # fmt: skip
SIGNATURE_KEYS = {
    "signer", "issuer", "serial", "fingerprint", "claimed_time", "algorithm", "intact", "trusted",
    "reasons",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.asice").write_bytes(own().build())
    bad = own()
    bad.files["units.json"] = b"[]"
    (tmp_path / "bad.asice").write_bytes(bad.build())
    authority().pem(tmp_path / "ca.pem")
    return tmp_path


class Caller:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, dict[str, Any]]:
        code = main(["verify", "--json", *map(str, arguments)])
        answer = json.loads(self.capsys.readouterr().out)
        assert answer["ok"] is (code == 0)
        assert answer["command"] in ("verify", "")
        assert (answer["result"] is None) == (code >= 2)
        return code, answer


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Caller:
    return Caller(capsys)


def test_a_valid_bundle(folder: Path, call: Caller) -> None:
    code, answer = call(folder / "good.asice", "--trust", folder / "ca.pem")
    result = answer["result"]
    assert (code, set(result), result["verdict"]) == (0, KEYS, "valid")
    assert set(result["signatures"][0]) == SIGNATURE_KEYS
    assert result["files"][0].keys() == {"name", "sha256", "ok"}
    assert (result["reasons"], result["authorised"], result["profile"]) == ([], None, "own")
    assert {problem["severity"] for problem in answer["problems"]} <= {"warning", "info"}


def test_an_invalid_bundle_names_its_part(folder: Path, call: Caller) -> None:
    code, answer = call(folder / "bad.asice", "--trust", folder / "ca.pem")
    assert (code, answer["result"]["verdict"]) == (1, "invalid")
    assert "units.json" in answer["result"]["reasons"][0]
    (problem,) = [each for each in answer["problems"] if each["severity"] == "error"]
    assert problem["code"] == "verify.file_changed"
    assert problem["where"]["file"] == str(folder / "bad.asice")


def test_not_trusted_and_not_readable(folder: Path, call: Caller) -> None:
    assert call(folder / "good.asice")[1]["result"]["verdict"] == "untrusted"
    code, answer = call(folder / "ca.pem")
    assert (code, answer["result"]["verdict"]) == (1, "unreadable")


def test_what_the_world_lacks(folder: Path, call: Caller) -> None:
    good = folder / "good.asice"
    assert call(folder / "absent.asice")[0] == 4
    assert call(folder)[0] == 4
    assert call("/dev/null")[0] == 4
    assert call(good, "--trust", folder / "absent.pem")[0] == 4
    assert call(good, "--crl", folder / "absent.crl")[0] == 4
    assert call(good, "--trust", good)[0] == 1
    assert call(good, "--crl", folder / "ca.pem")[0] == 1


@pytest.mark.parametrize(
    "options",
    [("--at", "yesterday"), ("--digest", "abc"), ("--code", "12"), ("--at", "2026-13-01"), ("-x",)],
)
def test_a_wrong_command_line(folder: Path, call: Caller, options: tuple[str, ...]) -> None:
    assert call(folder / "good.asice", *options)[0] == 2


def test_paper_and_time(folder: Path, call: Caller) -> None:
    trust = (folder / "good.asice", "--trust", folder / "ca.pem")
    digest = call(*trust)[1]["result"]["digest"]
    assert call(*trust, "--digest", digest.upper())[0] == 0
    assert call(*trust, "--digest", "0" * 64)[0] == 1
    assert call(*trust, "--code", "0000000000")[0] == 1
    assert call(*trust, "--at", "2019-01-01")[1]["result"]["verdict"] == "untrusted"
    assert call(*trust, "--at", "2025-01-01T00:00:00Z")[0] == 0


def test_people_read_vietnamese(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder / "good.asice"), "--trust", str(folder / "ca.pem")]) == 0
    out = capsys.readouterr().out
    assert "HỢP LỆ" in out
    assert "Chữ ký 1" in out
    assert "Mã băm nội dung" in out
    assert "dấu vân tay (SHA-256)" in out
    assert main(["verify", str(folder / "bad.asice")]) == 1
    shown = capsys.readouterr()
    assert "KHÔNG HỢP LỆ" in shown.out
    assert "units.json không còn như khi ký" in shown.err


def private(path: Path, secret: str) -> Path:
    path.write_text(secret)
    path.chmod(0o600)
    return path


def test_an_encrypted_bundle(folder: Path, call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    recipient = authority().recipient("Nơi nhận", "p256")
    other = authority().recipient("Nơi khác", "p256")
    sealed = b"".join(envelope.encrypt([own().build()], [recipient.certificate]))
    file = folder / "good.asice.p7m"
    file.write_bytes(sealed)
    key = recipient.p12(folder / "key.p12")
    pin = private(folder / "pin", PASSPHRASE)
    trust = ("--trust", folder / "ca.pem")

    code, answer = call(file, *trust)
    assert (code, answer["result"]["verdict"]) == (1, "unreadable")
    assert "--decrypt-key" in answer["problems"][0]["fix"]
    opened = ("--decrypt-key", f"p12:{key}", "--decrypt-pin-file", pin)
    assert call(file, *trust, *opened)[0] == 0
    assert call(folder / "good.asice", *trust, *opened)[0] == 0

    strange = other.p12(folder / "other.p12")
    code, answer = call(file, "--decrypt-key", f"p12:{strange}", "--decrypt-pin-file", pin)
    assert (code, answer["problems"][0]["code"]) == (1, "envelope.not_for_us")
    wrong = private(folder / "wrong", "not it")
    assert call(file, "--decrypt-key", f"p12:{key}", "--decrypt-pin-file", wrong)[0] == 4
    assert call(file, "--decrypt-key", f"p12:{folder / 'none'}", "--decrypt-pin-file", pin)[0] == 4
    assert call(file, "--decrypt-key", f"p12:{key}")[0] == 4

    for position in (len(sealed) - 1, len(sealed) // 2):
        spoiled = bytearray(sealed)
        spoiled[position] ^= 1
        file.write_bytes(spoiled)
        code, answer = call(file, *trust, *opened)
        assert (code, answer["result"]["verdict"]) == (1, "unreadable")

    file.write_bytes(sealed)
    tokens = SoftTokens(folder / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    name = tokens.add("nhan", recipient)
    by_token = ("--decrypt-key", name, "--decrypt-pin-file", private(folder / "token", PIN))
    assert call(file, *trust, *by_token)[0] == 0


def test_what_is_inside_an_envelope_is_judged_like_any_file(folder: Path, call: Caller) -> None:
    recipient = authority().recipient("Nơi nhận", "rsa")
    file = folder / "f.p7m"
    file.write_bytes(b"".join(envelope.encrypt([b"%PDF-1.7"], [recipient.certificate])))
    key = ("--decrypt-key", f"p12:{recipient.p12(folder / 'k.p12')}")
    pin = ("--decrypt-pin-file", private(folder / "pin", PASSPHRASE))
    code, answer = call(file, *key, *pin)
    assert (code, answer["problems"][0]["code"]) == (1, "verify.not_container")


def test_a_pipe_is_not_waited_for(folder: Path, call: Caller) -> None:
    os.mkfifo(folder / "pipe")
    assert call(folder / "pipe")[0] == 4


def test_a_foreign_name_in_json_is_whole(folder: Path, call: Caller) -> None:
    (folder / "f.asice").write_bytes(
        pack({"Đơn.txt": b"", "META-INF/x.p7s": b"", "META-INF/ASiCManifest.xml": manifest({})})
    )
    code, answer = call(folder / "f.asice")
    assert (code, answer["result"]["profile"]) == (1, "foreign")


def test_nothing_heavy_is_loaded(folder: Path) -> None:
    """Speed, and no network: of these, some would fetch over it if asked wrongly."""
    program = (
        "import sys\nfrom desktop.cli.entry import main\n"
        f"main(['verify', {str(folder / 'good.asice')!r}, '--trust', {str(folder / 'ca.pem')!r}])\n"
        "heavy = {'pyhanko', 'pyhanko_certvalidator', 'requests', 'sqlalchemy', 'sqlcipher3',"
        " 'reportlab', 'pkcs11', 'ssl', 'http', 'urllib.request'}\n"
        "sys.exit(', '.join(heavy & sys.modules.keys()) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
