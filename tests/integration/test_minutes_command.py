"""`daumoi token minutes` as a script calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
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
