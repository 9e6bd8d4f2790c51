"""What the window keeps in the vault for later: a setting that holds a list, the oldest first."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from desktop.models import settings


def kept_list(connection: Connection, setting: str) -> list[Any]:
    """Return what is kept, as JSON; earlier versions kept one thing without a list."""
    kept = json.loads(settings.get(connection, setting) or "[]")
    return kept if isinstance(kept, list) else [kept]
