"""The demonstration carries a province through the main job, and touches nothing but its folder."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


def daumoi(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from desktop.bootstrap import command; command()", *arguments],
        capture_output=True,
        text=True,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("work") / "demo"
    process = daumoi("demo", "--out", str(out), "--json", home=home)
    assert process.returncode == 0, process.stdout + process.stderr
    assert list(home.iterdir()) == []
    return out, json.loads(process.stdout)


def figures(answer: dict[str, object], step: str) -> dict[str, object]:
    steps = answer["result"]["steps"]  # type: ignore[index]
    return next(each for each in steps if each["step"] == step)


def test_its_bundle_is_valid_by_us_and_by_openssl(done: tuple[Path, dict[str, object]]) -> None:
    _, answer = done
    assert answer["ok"] is True
    assert figures(answer, "verify")["verdict"] == "valid"
    assert figures(answer, "openssl")["openssl"] == "valid"
    assert figures(answer, "openssl")["files"] == 13


def test_the_province_is_whole_and_its_gaps_are_found(
    done: tuple[Path, dict[str, object]],
) -> None:
    _, answer = done
    vault = figures(answer, "vault")
    # 65 communes of Lạng Sơn with three bodies each, eleven provincial bodies, the committee.
    assert (vault["communes"], vault["units"]) == (65, 65 * 4 + 11 + 1)
    check = figures(answer, "check")
    assert check["covered"] + check["uncovered"] == vault["units"]  # type: ignore[operator]
    # Three communes without a person (numbers 7, 27, 47), each with three bodies in the same case.
    assert check["uncovered"] == 12


def test_exactly_one_container_stands_there(done: tuple[Path, dict[str, object]]) -> None:
    out, _ = done
    containers = list(out.rglob("*.asice"))
    assert [file.name for file in containers] == ["A99-000001.asice"]
    assert "PHIEU-XAC-NHAN.pdf" in zipfile.ZipFile(containers[0]).namelist()


def test_papers_are_marked_as_samples(done: tuple[Path, dict[str, object]]) -> None:
    out, answer = done
    for step, file in (("sign-off", "phieu-xac-nhan.pdf"), ("codes", "danh-sach-ma.pdf")):
        text = subprocess.run(
            ["pdftotext", "-layout", str(out / "van-ban" / file), "-"],
            capture_output=True,
            text=True,
        ).stdout
        assert "DỮ LIỆU MẪU" in text
        # Each page ends with a form feed.
        assert text.count("\f") == figures(answer, step)["pages"]


def test_it_can_be_run_again_but_leaves_other_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "của tôi.txt").write_text("quý", encoding="utf-8")
    process = daumoi("demo", "--out", str(tmp_path), "--json", home=tmp_path)
    assert process.returncode == 1
    assert json.loads(process.stdout)["problems"][0]["code"] == "demo.folder_in_use"
    assert [file.name for file in tmp_path.iterdir()] == ["của tôi.txt"]


def test_an_unknown_province_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    process = daumoi("demo", "--out", str(tmp_path / "x"), "--province", "99", home=tmp_path)
    assert process.returncode == 1
    assert not (tmp_path / "x").exists()
    assert "Traceback" not in process.stderr
