"""Drivers are known by their files' names, with what their makers say of PINs."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services import token_drivers
from desktop.services.token_drivers import (
    KnownDriver,
    PinLimits,
    driver_of,
    drivers_absent,
    drivers_here,
    listed_drivers,
    pin_limits,
)


@pytest.mark.parametrize(
    ("file", "limits"),
    [
        ("libeTPkcs11.so", PinLimits(6, 16, 15)),
        ("ETPKCS11.DLL", PinLimits(6, 16, 15)),
        ("libbit4xpki.so", PinLimits(4, 16, 3)),
        ("bit4xpki.dll", PinLimits(4, 16, 3)),
        ("libsofthsm2.so", None),
        ("khác.so", None),
    ],
)
def test_limits_go_by_the_librarys_name(file: str, limits: PinLimits | None) -> None:
    assert pin_limits(Path("/ở đâu đó") / file) == limits


def test_a_link_of_another_name_is_followed(tmp_path: Path) -> None:
    (tmp_path / "libbit4xpki.so").touch()
    (tmp_path / "vgca.so").symlink_to(tmp_path / "libbit4xpki.so")
    found = driver_of(tmp_path / "vgca.so")
    assert found is not None
    assert "VGCA" in found.name


def test_limits_make_sense() -> None:
    for known in listed_drivers():
        if known.limits is not None:
            assert 0 < known.limits.least < known.limits.most
            assert known.limits.tries > 1


def test_each_listed_driver_is_here_or_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, gone = tmp_path / "có.so", tmp_path / "không.so"
    here.touch()
    listed = (KnownDriver("Có", (gone, here), None), KnownDriver("Không", (gone,), None))
    monkeypatch.setattr(token_drivers, "listed_drivers", lambda: listed)
    assert [each.name for each in drivers_here()] == ["Có"]
    assert [each.name for each in drivers_absent()] == ["Không"]
