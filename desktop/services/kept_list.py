"""What the window keeps in the vault for later: a setting that holds a list, the oldest first."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from desktop.domain.actors import Command
from desktop.domain.canonical import canonical_json
from desktop.models import settings
from desktop.services.session import Session


def kept_list(connection: Connection, setting: str) -> list[Any]:
    """Return what is kept, as JSON; earlier versions kept one thing without a list."""
    kept = json.loads(settings.get(connection, setting) or "[]")
    return kept if isinstance(kept, list) else [kept]


def keep_in_list(
    session: Session, command: Command, setting: str, kept: Mapping[str, object], most: int
) -> None:
    """Keep one more in a setting, after the others; of more than `most` the oldest go.

    A vault opened to read only keeps nothing.
    """
    if session.read_only:
        return
    with session.reading(command) as connection:
        found = kept_list(connection, setting)
    with session.unit_of_work(command) as work:
        work.set_setting(setting, canonical_json([*found, kept][-most:]))


def drop_from_list(
    session: Session, command: Command, setting: str, goes: Callable[[dict[str, Any]], bool]
) -> None:
    """Keep those no longer that go. A vault opened to read only keeps all."""
    if session.read_only:
        return
    with session.reading(command) as connection:
        found = kept_list(connection, setting)
    with session.unit_of_work(command) as work:
        work.set_setting(setting, canonical_json([each for each in found if not goes(each)]))
