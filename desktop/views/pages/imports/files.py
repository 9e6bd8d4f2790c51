"""The files that the import page is asked to bring in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Files:
    """Files to bring in, in order; what is sent to the import page."""

    paths: tuple[Path, ...]
