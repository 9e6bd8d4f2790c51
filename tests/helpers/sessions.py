"""A session on a fresh database without a vault around it: for tests of reading and writing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from desktop.domain.actors import Actor, Command, Role
from desktop.models import tables
from desktop.models.database import open_database
from desktop.services.session import Session
from tests.helpers.surroundings import make_surroundings

KEY = bytes(range(32))


@dataclass(frozen=True)
class Anything(Command):
    """A command for tests."""

    name: ClassVar[str] = "test"
    what: str = ""


def bare_session(folder: Path) -> Session:
    engine = open_database(folder / "vault.db", KEY)
    with engine.connect() as connection:
        tables.metadata.create_all(connection)
        connection.exec_driver_sql(tables.SEARCH_INDEX_SQL)
        connection.commit()
    actor = Actor("quản trị", Role.ADMINISTRATOR)
    return Session(engine, actor, make_surroundings(), folder, lambda: None)
