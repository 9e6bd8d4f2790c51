"""What this person chose last at this PC for sealing and verifying: paths, never secrets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSettings

_GROUP = "bundles"
# Longer lists are a mistake or a nuisance.
_MOST = 20


def paths(name: str) -> list[Path]:
    """Return the paths kept under `name`; what is damaged is as nothing kept."""
    try:
        kept = json.loads(str(QSettings().value(f"{_GROUP}/{name}", "[]")))
    except ValueError:
        return []
    if not isinstance(kept, list):
        return []
    return [Path(each) for each in kept if isinstance(each, str) and each][:_MOST]


def keep(name: str, chosen: Iterable[Path]) -> None:
    """Keep `chosen` under `name`."""
    kept = [str(path) for path in chosen][:_MOST]
    QSettings().setValue(f"{_GROUP}/{name}", json.dumps(kept))
