"""`daumoi collect` as a script calls it, on a real vault."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.rounds import filled, named


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on Lạng Sơn's vault."""
    return runner(tmp_path, LayOut("A05", "Tỉnh uỷ Lạng Sơn", "20"), capsys)


def test_a_round_goes_out_and_comes_back(run: Run, tmp_path: Path) -> None:
    out, back = tmp_path / "phieu", tmp_path / "ve"
    out.mkdir()
    back.mkdir()
    code, started = run("collect", "start", "--under", "A05", "--out", out, "--due", "2099-01-01")
    assert code == 0
    files = [Path(file) for file in started["result"]["files"]]
    assert len(files) == 65
    filled(files[0], back / "tốt.xlsx", named(1))
    filled(files[1], back / "sai.xlsx", lambda rows: [{**named(2)(rows)[0], "Vai trò": "Lái xe"}])
    code, dry = run("collect", "read", back, "--dry-run")
    assert (code, dry["result"]["answered"]) == (1, 1)
    code, found = run("collect", "read", back)
    result = found["result"]
    assert (code, found["ok"]) == (1, False)
    assert (result["answered"], result["refused"], len(result["missing"])) == (1, 1, 64)
    fates = {file["file"]: (file["fate"], file["run"] is not None) for file in result["files"]}
    assert fates == {"tốt.xlsx": ("taken", True), "sai.xlsx": ("refused", False)}
    (problem,) = [each for each in found["problems"] if each["severity"] == "error"]
    assert (problem["where"]["file"], problem["where"]["row"]) == ("sai.xlsx", 2)
    assert (back / "tra-lai" / "sai-tra-lai.xlsx").is_file()
    # What went back is no answer, and what is still wrong is said again.
    code, again = run("collect", "read", back)
    assert (code, [file["fate"] for file in again["result"]["files"]]) == (
        1,
        ["refused", "read_before"],
    )
    code, status = run("collect", "status")
    assert (code, status["result"]["answered"], status["result"]["due_on"]) == (0, 1, "2099-01-01")
    undone = run("undo", next(f["run"] for f in result["files"] if f["run"]))
    assert undone[0] == 0
    assert run("collect", "status")[1]["result"]["answered"] == 0


def test_a_round_that_is_not_there_and_an_empty_folder(run: Run, tmp_path: Path) -> None:
    assert run("collect", "status")[0] == 1
    code, answer = run("collect", "read", tmp_path / "không có")
    assert code == 1
    assert answer["problems"][0]["code"] == "collect.no_round_yet"
    file = tmp_path / "tệp"
    file.write_bytes(b"x")
    for out in (tmp_path / "không có" / "phiếu", file):
        code, answer = run("collect", "start", "--under", "A05", "--out", out)
        assert (code, answer["problems"][0]["code"]) == (4, "media.no_folder")
    fresh = tmp_path / "phiếu mới"
    assert run("collect", "start", "--under", "A05.77777", "--out", fresh)[0] == 1
    assert not fresh.exists()
    code, started = run("collect", "start", "--under", "A05", "--out", fresh)
    assert (code, len(list(fresh.iterdir()))) == (0, len(started["result"]["files"]))
