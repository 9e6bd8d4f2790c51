"""`daumoi token minutes` and `token requests` as a script calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.papers import pages_of_text
from tests.helpers.token_sets import HEAD, TOKENS, UNITS
from tests.helpers.workbooks import write_xlsx


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a vault with five tokens."""
    found = runner(tmp_path, LayOut("A05", "Tỉnh uỷ Mẫu"), capsys)
    for kind, rows in (("units", UNITS), ("tokens", (HEAD, *TOKENS))):
        path = write_xlsx(tmp_path / f"{kind}.xlsx", rows)
        assert found("import", kind, path, "--from", "2025-07-01")[0] == 0
    return found


def test_minutes_from_drawing_to_the_copy_taken_out(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "bb.pdf"
    code, made = run("token", "minutes", "draw", "AA02", "--to", "handed_over", "--giver",
                     "Lê Văn Giao", "--out", out)  # fmt: skip
    assert code == 0
    assert out.read_bytes().startswith(b"%PDF-")
    minutes = made["result"]["minutes"]
    assert (minutes["number"], minutes["state"]) == (1, "waiting")
    assert minutes["giver"]["name"] == "Lê Văn Giao"
    assert [device["serial"] for device in minutes["tokens"]] == ["AA02"]
    _, listed = run("token", "minutes", "list", "--state", "waiting")
    assert listed["result"]["count"] == 1
    scan = tmp_path / "da-ky.jpg"
    scan.write_bytes(b"\xff\xd8\xff signed")
    code, done = run("token", "minutes", "signed", 1, "--paper", "BB 7", "--scan", scan)
    assert (code, done["result"]["minutes"]["state"]) == (0, "signed")
    _, shown = run("token", "show", "AA02")
    assert shown["result"]["tokens"][0]["state"] == "handed_over"
    folder = tmp_path / "ra"
    folder.mkdir()
    _, taken = run("token", "minutes", "extract", 1, "--out", folder)
    assert Path(taken["result"]["files"][0]).read_bytes() == scan.read_bytes()
    assert run("token", "minutes", "print", 1, "--out", out)[0] == 0


def test_given_up_minutes_move_nothing(run: Run) -> None:
    assert run("token", "minutes", "draw", "AA01", "--to", "returned")[0] == 0
    code, done = run("token", "minutes", "cancel", 1, "--reason", "chưa thu được")
    assert (code, done["result"]["minutes"]["state"]) == (0, "cancelled")
    code, refused = run("token", "minutes", "signed", 1, "--paper", "BB 7")
    assert (code, refused["problems"][0]["code"]) == (1, "handover.cancelled")


def test_a_request_from_the_finding_to_the_answer(run: Run, tmp_path: Path) -> None:
    code, drawn = run("token", "requests", "draw", "--from", "ending")
    request = drawn["result"]["request"]
    assert (code, request["kind"], request["state"]) == (0, "renew", "draft")
    assert [item["serial"] for item in request["items"]] == ["AA02", "AA03", "AA05"]
    numbers = tmp_path / "so-dinh-danh"
    numbers.write_text("3 020081001234\n", encoding="utf-8")
    out = tmp_path / "mau04.pdf"
    given = ("--citizen-ids-file", numbers)
    assert run("token", "requests", "print", 1, "--out", out, *given)[1]["problems"][0]["code"] == (
        "secret.not_private"
    )
    numbers.chmod(0o600)
    assert run("token", "requests", "print", 1, "--out", out, *given)[0] == 0
    assert "020081001234" in " ".join(pages_of_text(out.read_bytes(), tmp_path))
    assert run("token", "requests", "sheet", 1, "--out", tmp_path / "ds.xlsx", *given)[0] == 0
    lines = ("3\t020081001234", "", "hai 020081001235", "9 020081001236", "3 020081001237",
             "2 020081001238", "3 12")  # fmt: skip
    numbers.write_text("\n".join(lines), encoding="utf-8")
    refused = run("token", "requests", "print", 1, "--out", out, *given)[1]["problems"]
    assert [(each["code"], each["where"]["row"]) for each in refused] == [
        ("request.ids_line", 3), ("request.no_item", 4), ("request.ids_differ", 5),
        ("request.ids_of_organ", 6), ("cell.citizen_id", 7),
    ]  # fmt: skip
    assert all(row in refused[2]["message"] for row in ("1", "5"))
    assert {each["where"]["file"] for each in refused} == {numbers.name}
    numbers.write_text("\n \n", encoding="utf-8")
    empty = run("token", "requests", "print", 1, "--out", out, *given)[1]["problems"]
    assert [each["code"] for each in empty] == ["secret.file_empty"]
    assert (
        run("token", "requests", "send", 1, "--letter", "CV 9")[1]["result"]["request"]["state"]
        == "sent"
    )
    code, done = run("token", "requests", "answer", 1, "--place", 1, "--number", "B3", "--until",
                     "2029-11-23", "--paper", "CV 77")  # fmt: skip
    assert (code, done["result"]["request"]["items"][0]["answer"]) == (0, "confirmed")
    code, done = run("token", "requests", "answer", 1, "--refused", "--reason", "quá hạn")
    assert (code, done["result"]["request"]["state"]) == (0, "mixed")
    assert run("token", "requests", "list")[1]["result"]["count"] == 1
    assert run("token", "requests", "show", 1)[0] == 0


def test_a_draft_is_given_up_and_wrong_lines_are_told(run: Run) -> None:
    assert run("token", "requests", "draw", "AA01")[0] == 2
    assert run("token", "requests", "draw", "--kind", "revoke")[0] == 2
    assert run("token", "requests", "draw", "AA01", "--from", "lost")[0] == 2
    assert run("token", "requests", "draw", "AA01", "--kind", "revoke")[0] == 0
    code, done = run("token", "requests", "cancel", 1)
    assert (code, done["result"]["request"]["state"]) == (0, "cancelled")
    (problem,) = run("token", "requests", "draw", "--from", "locked")[1]["problems"]
    assert problem["code"] == "request.batch_empty"
    assert "PIN" in problem["message"]
