"""What this person likes at this PC: look, idle time, last vault. Nothing of the registers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QSettings

from desktop.views.look.colours import Scheme
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look

# Minutes without a key or a mouse movement until the vault locks itself; 0 is never.
IDLE_MINUTES = (5, 10, 15, 30, 0)


@dataclass(frozen=True)
class Preferences:
    """`vault` is the folder opened last, None at the first start."""

    look: Look = field(default_factory=Look)
    idle_minutes: int = 10
    vault: Path | None = None

    def with_vault(self, folder: Path) -> Preferences:
        """Return the same with another vault."""
        return replace(self, vault=folder)


def load() -> Preferences:
    """Read the preferences; what is damaged or unknown is as at the first start."""
    settings = QSettings()
    first = Preferences()
    scheme = str(settings.value("look/scheme", first.look.scheme.value))
    size = _number(settings.value("look/text_size"), first.look.text_size)
    vault = str(settings.value("vault", ""))
    return Preferences(
        Look(
            Scheme(scheme) if scheme in list(Scheme) else first.look.scheme,
            size if size in TEXT_SIZES else first.look.text_size,
            settings.value("look/motion", "true") in (True, "true"),
        ),
        int(_number(settings.value("idle_minutes"), first.idle_minutes)),
        Path(vault) if vault else None,
    )


def save(preferences: Preferences) -> None:
    """Keep the preferences for the next start."""
    settings = QSettings()
    settings.setValue("look/scheme", preferences.look.scheme.value)
    settings.setValue("look/text_size", preferences.look.text_size)
    settings.setValue("look/motion", preferences.look.motion)
    settings.setValue("idle_minutes", preferences.idle_minutes)
    settings.setValue("vault", str(preferences.vault or ""))
    settings.sync()


def _number(value: object, otherwise: float) -> float:
    try:
        return float(str(value))
    except ValueError:
        return otherwise
