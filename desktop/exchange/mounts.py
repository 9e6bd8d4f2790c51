"""Where files can be written to: folders, the media plugged in, and how much room they have."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

# Where desktops of this system put what is plugged in.
_PLUGGED = ("/media/", "/run/media/")
_ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}
_REMOVABLE_DRIVE = 2


@dataclass(frozen=True)
class Medium:
    """A place to write to: the folder, bytes free and in all, and whether its medium can be taken
    out (None where that cannot be told)."""

    folder: Path
    free: int
    total: int
    removable: bool | None


def medium(folder: Path) -> Medium | None:
    """Look at the medium that `folder` is on; None where the folder is not there."""
    try:
        if not folder.is_dir():
            return None
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    return Medium(folder, usage.free, usage.total, _removable(folder))


def plugged_in() -> tuple[Path, ...]:
    """Return the folders of the media that are plugged in now and can be taken out."""
    if sys.platform == "win32":
        return tuple(drive for drive in _drives() if _drive_kind(drive) == _REMOVABLE_DRIVE)
    return tuple(point for point, _ in _mounts() if str(point).startswith(_PLUGGED))


def _removable(folder: Path) -> bool | None:
    if sys.platform == "win32":
        return _drive_kind(Path(folder.anchor)) == _REMOVABLE_DRIVE
    whole = folder.resolve()
    holding = [(point, device) for point, device in _mounts() if whole.is_relative_to(point)]
    if not holding:
        return None
    point, device = max(holding, key=lambda each: len(each[0].parts))
    if str(point).startswith(_PLUGGED):
        return True
    return _device_removable(device)


def _device_removable(device: str) -> bool | None:
    """Ask the kernel about a block device; a partition stands in its disk's folder."""
    name = Path(device).resolve().name
    entry = Path("/sys/class/block") / name
    for place in (entry, entry.resolve().parent):
        try:
            return (place / "removable").read_text().strip() == "1"
        except OSError:
            continue
    return None


def _mounts() -> list[tuple[Path, str]]:
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        device, point, *_ = [*line.split(" "), "", ""]
        for escape, letter in _ESCAPES.items():
            point = point.replace(escape, letter)
        found.append((Path(point), device))
    return found


def _drives() -> list[Path]:
    return [Path(drive) for drive in getattr(os, "listdrives", list)()]


def _drive_kind(drive: Path) -> int:
    import ctypes

    library = getattr(ctypes, "windll", None)
    return int(library.kernel32.GetDriveTypeW(str(drive))) if library is not None else 0
