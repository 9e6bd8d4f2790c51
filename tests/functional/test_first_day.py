"""The first day of an administrator in the real window, with real keys and a real mouse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.pki import Authority, SoftTokens
from tests.helpers.screen import screen
from tests.helpers.workbooks import write_xlsx

ROOT = Path(__file__).resolve().parents[2]

UNITS = (
    ("DANH SÁCH CƠ QUAN, ĐƠN VỊ",),
    ("Mã định danh", "Tên cơ quan, đơn vị", "Mã đơn vị cấp trên", "Hiệu lực từ"),
    ("A99.77", "Ban  Thử nghiệm ", "A99", "1/7/2025"),
    ("A99.78", "Ban Kiểm thử", "A99", "30/2/2026"),
    (None, "Phòng Chưa Có Mã", "A99.77", "1/7/2025"),
)
CLERKS = (
    ("Mã ĐD", "Đơn vị", "Vai trò", "Họ tên", "Mạng", "Độ mật", "Mức tiếp cận", "Từ ngày"),
    ("A99.77", "Ban Thử nghiệm", "Văn thư", "trần thị mẫu", "Mật", "Mật", "Mật", "01.07.2025"),
    ("A99.9999", "Nơi Không Có", "Văn thư", "Lê Văn Thử", "Mật", "Mật", "Mật", "01.07.2025"),
)
TOKENS = (
    ("Số hiệu thiết bị", "Tên thuê bao", "Mã định danh", "Hiệu lực từ", "Hiệu lực đến"),
    ("MAU-0001", "Trần Thị Mẫu", "A99.77", "1/7/2025", "1/7/2030"),
    ("MAU-0002", "Lê Văn Thử", "A99.9999", "1/7/2025", "1/7/2030"),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of who plays the day; pictures show it, so they may be given one to be seen."""
    given = os.environ.get("DAUMOI_HOME")
    home = Path(given) if given else tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "goi").mkdir()
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that lie ready on the first morning."""
    day = tmp_path / "day"
    day.mkdir()
    for name, rows in (("don-vi", UNITS), ("van-thu", CLERKS), ("etoken", TOKENS)):
        write_xlsx(day / f"{name}.xlsx", rows)
    authority = Authority()
    authority.pem(day / "ca.pem")
    tokens = SoftTokens(tmp_path / "softhsm").create()
    tokens.add("ky-mau", authority.issue("Tỉnh uỷ Mẫu"))
    return day


def test_the_first_day(folder: Path, home: Path, tmp_path: Path) -> None:
    with screen() as display:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TZ": os.environ.get("TZ", ""),
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(ROOT),
        } | SoftTokens(tmp_path / "softhsm").environment
        done = subprocess.run(
            [sys.executable, "-m", "tests.functional.first_day_play", str(folder)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
    kept = os.environ.get("DAUMOI_PICTURES")
    if kept:
        for picture in (folder / "pictures").glob("*.png"):
            (Path(kept) / picture.name).write_bytes(picture.read_bytes())
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert result["names"] == ["Phòng Chưa Có Mã"]
    assert result["codes"] == ["A99.77.01"]
    assert result["read_only"] is False
    done_in_order = [
        "vault.create", "init", "import", "import", "import", "unit.code", "endpoint.add",
        "vault policy set", "seal", "unit.rename", "undo",
    ]  # fmt: skip
    journal = list(reversed(result["commands"]))
    assert [each for each in journal if each in set(done_in_order)] == done_in_order
    assert (home / "phieu.pdf").read_bytes().startswith(b"%PDF-")
    assert not list((home / ".local" / "share" / "daumoi-bao-cao").glob("*"))
