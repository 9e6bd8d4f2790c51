"""The made-up sets: their sizes, their bytes, and people who cannot be taken for real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import country, make_country
from desktop.services.code_schemes import scheme


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    counts = make_country.make("province", tmp_path / "a")
    assert make_country.make("province", tmp_path / "b") == counts
    assert counts["units"] == 272
    for name in ("units.xlsx", "clerks.xlsx", "tokens.xlsx"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_country() -> None:
    lines = country.units(country.SETS["country"])
    assert len(lines) == 34 * 12 + (3321 - 13) * 4 + 13 * 6


def test_the_full_set() -> None:
    size = country.SETS["full"]
    lines = country.units(size)
    assert len(lines) == 35_000
    codes = {line.code for line in lines}
    assert len(codes) == 35_000
    known = {country.ROOT_CODE}
    for line in lines:
        assert line.parent in known
        known.add(line.code)
    assert all(scheme("qd20").check(code) is None for code in codes)
    assert all(scheme("qd20").parent(line.code) == line.parent for line in lines)
    accounts = {line.account for line in country.clerks(lines, size)}
    assert len(accounts) == 177_000
    serials = {line.serial for line in country.tokens(lines, size)}
    assert len(serials) == 50_000


def test_people_are_obviously_made_up() -> None:
    size = country.SETS["province"]
    clerks = list(country.clerks(country.units(size), size))
    named = [line for line in clerks if line.person]
    assert 0 < len(clerks) - len(named) < len(clerks) / 10
    assert all(" Mẫu " in str(line.person) for line in named)
    assert all(str(line.phone).startswith("0000 ") for line in named)


def test_a_wrong_command_line_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert make_country.main(["village", "somewhere"]) == 2
    assert "SET" in capsys.readouterr().out
