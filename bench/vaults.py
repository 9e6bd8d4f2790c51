"""What the works inside the program share: the passphrase, the world, an opened vault."""

from __future__ import annotations

from pathlib import Path

from bench.passphrase import PASSPHRASE
from desktop.domain.texts import Text
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings
from desktop.services.vault import open_vault

# Rows are asked for as they are on this day: the sets begin on 1 July 2025.
DAY = "2026-01-01"


class KnownPassphrase:
    """Answers every question with the passphrase."""

    def secret(self, question: Text) -> str:
        return PASSPHRASE


def world() -> Surroundings:
    """Return the real clock and randomness, the known passphrase, and English."""
    return Surroundings(prompt=KnownPassphrase(), translate=lambda text: text)


def opened(vault: Path, *, read_only: bool = False) -> Session:
    """Open a vault of the bench."""
    return open_vault(
        vault,
        user=None,
        passphrase=lambda: PASSPHRASE,
        read_only=read_only,
        surroundings=world(),
    )
