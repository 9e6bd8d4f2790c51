"""`daumoi init` by command: what it makes, what it says, and what it leaves when refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.cli import invocation
from desktop.cli.entry import main
from desktop.crypto import slots
from tests.helpers.surroundings import ScriptedPrompt
from tests.helpers.vaults import CHEAP

LANG_SON = ["--office-code", "A37", "--office-name", "Tỉnh uỷ Lạng Sơn", "--province", "20"]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "calibrate", lambda _: CHEAP)


@pytest.fixture
def start(tmp_path: Path) -> list[str]:
    secret = tmp_path / "passphrase"
    secret.write_text("một mật khẩu đủ dài để thử\n", encoding="utf-8")
    secret.chmod(0o600)
    return ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(secret)]


def test_a_province_is_laid_out(
    tmp_path: Path, start: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*start, "--json", "init", *LANG_SON]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["result"] == {"vault": str(tmp_path / "vault"), "units": 272}
    assert [p["code"] for p in answer["problems"]] == ["unit.likely_bodies"]
    assert (tmp_path / "vault" / "CURRENT").is_file()

    assert main([*start, "--json", "list", "units", "--as-of", "2025-07-01"]) == 0
    rows = json.loads(capsys.readouterr().out)["result"]["rows"]
    assert len(rows) == 272
    names = {row["code"]: row["name"] for row in rows}
    assert names["A37"] == "Tỉnh uỷ Lạng Sơn"
    assert names["A37.06001"] == "Đảng uỷ xã Đoàn Kết"
    assert sum(name.startswith("Đảng uỷ phường ") for name in names.values()) == 4

    assert main([*start, "--json", "list", "codes"]) == 0
    codes = json.loads(capsys.readouterr().out)["result"]["rows"]
    assert {(c["state"], c["from"], c["to"]) for c in codes} == {("planned", "2025-07-01", None)}
    assert len({c["value"] for c in codes}) == 272


def test_without_a_province_the_root_stands_alone(
    start: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*start, "--json", "init", *LANG_SON[:4]]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["result"]["units"] == 1
    assert answer["problems"] == []


def test_a_vault_is_never_made_over_another(
    start: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*start, "init", *LANG_SON[:4]]) == 0
    assert main([*start, "--json", "init", *LANG_SON]) == 1
    out = capsys.readouterr().out
    assert json.loads(out.splitlines()[-1])["problems"][0]["code"] == "vault.exists"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (["--office-code", "a37"], "code.lower_case"),
        (["--office-code", "А37"], "code.lookalike"),
        (["--office-name", " "], "unit.name_missing"),
        (["--province", "03"], "place.province_unknown"),
    ],
)
def test_a_refusal_leaves_nothing(
    tmp_path: Path,
    start: list[str],
    capsys: pytest.CaptureFixture[str],
    change: list[str],
    code: str,
) -> None:
    assert main([*start, "--json", "init", *LANG_SON, *change]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == code
    assert not (tmp_path / "vault").exists()


def test_the_passphrase_is_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prompt = ScriptedPrompt("mật khẩu thứ nhất", "mật khẩu thứ hai")
    monkeypatch.setattr(invocation, "TerminalPrompt", lambda _: prompt)
    vault = ["--vault", str(tmp_path / "vault"), "--json"]
    assert main([*vault, "init", *LANG_SON]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "secret.unequal"
    assert len(prompt.questions) == 2
    assert not (tmp_path / "vault").exists()

    prompt.answers = ["mật khẩu thứ ba", "mật khẩu thứ ba"]
    assert main([*vault, "init", *LANG_SON]) == 0


def test_options_that_are_needed(start: list[str]) -> None:
    assert main([*start, "init", "--province", "20"]) == 2
