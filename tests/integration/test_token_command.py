"""`daumoi token` as a script calls it: from the stock to the shredder, all or none, and counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.entry import main
from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.pki import SOFTHSM, Authority, SoftTokens
from tests.helpers.token_sets import HEAD, TOKENS, UNITS
from tests.helpers.workbooks import write_xlsx

Words = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a vault with five tokens."""
    found = runner(tmp_path, LayOut("A05", "Tỉnh uỷ Mẫu"), capsys)
    for kind, rows in (("units", UNITS), ("tokens", (HEAD, *TOKENS))):
        path = write_xlsx(tmp_path / f"{kind}.xlsx", rows)
        assert found("import", kind, path, "--from", "2025-07-01")[0] == 0
    return found


@pytest.fixture
def words(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Words:
    """Run a command on the same vault; return what a person reads."""

    def call(*arguments: str) -> str:
        given = ("--vault", str(tmp_path / "vault"), "--passphrase-file")
        assert main([*given, str(tmp_path / "passphrase"), *arguments]) == 0
        return capsys.readouterr().out

    return call


def states(answer: dict[str, Any]) -> list[str]:
    return [row["state"] for row in answer["result"]["tokens"]]


def refusals(run: Run, *words: str) -> list[str]:
    code, answer = run("token", *words)
    assert code == 1
    return [problem["code"] for problem in answer["problems"]]


def requested(run: Run) -> str:
    _, listed = run("list", "tokens", "--search", "cuong")
    return str(listed["result"]["rows"][0]["uid"])


def test_a_whole_life_by_commands(run: Run) -> None:
    uid = requested(run)
    on = ("--on", "2025-07-15")
    code, asked = run("token", "request", uid, "--paper", "CV 12 ngày 1/7/2025", "--on",
                      "2025-07-01")  # fmt: skip
    assert (code, states(asked)) == (0, ["requested"])
    assert run("token", "confirm", uid, *on)[0] == 0
    assert refusals(run, "confirm", uid, *on) == ["certificate.number_missing"]
    assert run("token", "confirm", uid, *on, "--number", "0c99")[0] == 0
    assert states(run("token", "receive", uid, "--stock", "--serial", "0b 04", *on)[1]) == ["stock"]
    assert states(run("token", "send", "0B04", *on)[1]) == ["transit"]
    received = run("token", "receive", "0b-04", "--receiver", "Lê Văn Nhận", *on)
    assert states(received[1]) == ["received"]
    code, _ = run("token", "hand-over", "0B04")
    assert code == 2
    signed = run("token", "hand-over", "0B04", "--on", "2025-07-16", "--certificates",
                 "--paper", "BB 7")  # fmt: skip
    assert states(signed[1]) == ["handed_over"]
    assert states(run("token", "return", "0B04", "--on", "2025-08-01")[1]) == ["returned"]
    assert refusals(run, "destroy", "0B04", "--on", "2025-08-02") == ["token.paper_missing"]
    gone = run("token", "destroy", "0B04", "--on", "2025-08-02", "--paper", "BB 8")
    assert states(gone[1]) == ["destroyed"]
    assert refusals(run, "return", "0B04", *on) == ["token.step"]
    _, shown = run("token", "show", "0B04")
    (token,) = shown["result"]["tokens"]
    assert token["certificates"][0]["state"] == "active"
    custody = [move["became"] for move in token["moves"] if move["kind"] == "custody"]
    assert custody == [
        "requested", "stock", "transit", "received", "handed_over", "returned", "destroyed",
    ]  # fmt: skip
    signed_for = next(move for move in token["moves"] if move["became"] == "handed_over")
    assert (signed_for["day"], signed_for["paper"], signed_for["receiver"]) == (
        "2025-07-16",
        "BB 7",
        "Lê Văn Nhận",
    )


def test_revoking_waits_for_the_confirmation_and_says_so(run: Run, words: Words) -> None:
    answer = words("token", "request", "AA01", "AA05", "--revoke", "--paper", "CV 13")
    assert "còn chờ nơi cấp xác nhận" in answer
    assert "05/01/2026" in words("token", "show", "AA02")
    _, shown = run("token", "show", "AA01", "AA05")
    for token in shown["result"]["tokens"]:
        assert [one["state"] for one in token["certificates"]] == ["revocation_pending"]
    code, done = run("token", "confirm", "AA01", "--paper", "CV 99")
    assert (code, done["result"]["tokens"][0]["serial"]) == (0, "AA01")
    assert run("token", "confirm", "AA05", "--refused")[0] == 0
    _, shown = run("token", "show", "AA01", "AA05")
    found = [token["certificates"][0]["state"] for token in shown["result"]["tokens"]]
    assert found == ["revoked", "active"]
    assert refusals(run, "request", "AA01", "--revoke") == ["token.nothing_to_revoke"]
    assert refusals(run, "confirm", "AA01") == ["token.nothing_waits"]


def test_all_or_none(run: Run) -> None:
    assert refusals(run, "return", "AA01", "AA09", "AA08") == ["token.not_found"] * 2
    assert refusals(run, "return", "AA01", "aa-01") == ["token.named_twice"] * 2
    assert refusals(run, "receive", "AA02", "AA01") == ["token.step"] * 2
    assert refusals(run, "report-lost", "AA01", "AA02") == ["token.reason_missing"] * 2
    _, listed = run("list", "tokens")
    before = ["handed_over", "received", "handed_over", "handed_over", "requested"]
    assert [row["state"] for row in listed["result"]["rows"]] == before
    code, done = run("token", "report-lost", "AA01", "AA02", "--reason", "rơi", "--certificates")
    assert done["result"]["waiting"] is True, "asking revokes nothing"
    assert (code, states(done)) == (0, ["lost", "lost"])
    run("undo", done["result"]["run"])
    _, listed = run("list", "tokens")
    assert [row["state"] for row in listed["result"]["rows"]] == before


def test_a_token_is_given_to_a_person(run: Run) -> None:
    _, people = run("list", "people", "--search", "binh")
    who = people["result"]["rows"][0]["uid"]
    code, done = run("token", "assign", requested(run), "--person", who, "--paper", "QĐ 5")
    assert (code, done["result"]["tokens"][0]["subscriber"]) == (0, "Ân Thị Bình")
    assert refusals(run, "assign", "AA01", "--person", who) == ["token.in_hands"]
    assert refusals(run, "assign", "AA02", "--person", "0" * 32) == ["person.unknown"]


def test_figures_add_up_and_have_their_lists(run: Run, words: Words) -> None:
    _, counted = run("token", "count", "--list", "active", "--as-of", "2026-11-24")
    found = counted["result"]
    # What was only asked for bears no day, and was written down later.
    assert [problem["code"] for problem in counted["problems"]] == ["token.count_unknown"]
    assert found["counts"] == {
        "registered": 4, "supplied": 4, "received": 4, "handed_over": 3, "active": 2,
    }  # fmt: skip
    parts = {part["code"]: part["facts"] for part in found["units"]}
    assert list(parts) == ["A05", "A05.06001", "A05.06002"]
    for fact, number in found["counts"].items():
        assert sum(part[fact] for part in parts.values()) == number
    assert [row["serial"] for row in found["tokens"]] == ["AA01", "AA05"]
    _, below = run("token", "count", "--under", "A05.06002", "--list", "registered")
    assert below["result"]["counts"]["registered"] == 2
    assert len(below["result"]["tokens"]) == 2
    listed = words("token", "count", "--as-of", "2026-01-06", "--list", "received")
    assert "Đơn vị đã nhận ngày 06/01/2026; trạng thái là của hôm nay" in listed
    told = words("token", "count")
    assert "Đảng uỷ xã Hai" in told
    assert "Tổng cộng" in told


def test_what_is_plugged_in_is_told(
    run: Run, words: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    softly = SoftTokens(tmp_path / "hsm").create()
    monkeypatch.setenv("SOFTHSM2_CONF", softly.environment["SOFTHSM2_CONF"])
    softly.add("lạ")
    code, found = run("token", "scan", "--module", SOFTHSM)
    assert (code, found["result"]["tokens"]) == (0, [])
    (device,) = found["result"]["devices"]
    assert (device["label"], device["matched_by"]) == ("lạ", None)
    assert [problem["code"] for problem in found["problems"]] == ["token.scan_unknown"]
    told = words("token", "scan", "--module", str(SOFTHSM))
    assert "không rõ" in told
    assert run("token", "scan", "--module", tmp_path / "không.so")[0] == 4


def test_a_diagnosis_needs_no_vault_unless_it_is_printed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tokens = SoftTokens(tmp_path / "hsm").create()
    tokens.add("một", Authority().issue("Lò Văn Páo"))
    monkeypatch.setenv("SOFTHSM2_CONF", tokens.environment["SOFTHSM2_CONF"])
    command = ("token", "diagnose", "--module", str(SOFTHSM))
    nowhere = ("--vault", str(tmp_path / "không có"))
    assert main([*nowhere, *command]) == 0
    told = capsys.readouterr().out
    for words in ("SoftHSM2", "một", "Lò Văn Páo, đến 01/01/2049", "thiết bị chưa được thiết lập"):
        assert words in told
    assert main([*nowhere, *command, "--out", str(tmp_path / "x.pdf")]) == 3
    capsys.readouterr()
    out = tmp_path / "chẩn đoán.pdf"
    code, answer = run(*command, "--out", out)
    assert (code, answer["result"]["file"], answer["result"]["pages"]) == (0, str(out), 1)
    (driver,) = answer["result"]["drivers"]
    assert [reader["inside"] for reader in driver["readers"]] == ["device", "blank"]
    assert driver["readers"][0]["device"]["certificates"][0]["until"] == "2049-01-01"
    text = tmp_path / "chữ.so"
    text.write_text("không phải thư viện")
    code, answer = run("token", "diagnose", "--module", text)
    assert (code, [problem["code"] for problem in answer["problems"]]) == (
        1,
        ["pkcs11.not_a_library"],
    )
