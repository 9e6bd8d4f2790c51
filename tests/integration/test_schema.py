"""Migrations: from nothing to the tables of today, with data, after a copy, whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, Engine

from desktop.domain.problems import VaultNotOpened
from desktop.models import schema
from desktop.models.database import open_database
from desktop.services.vault import CreateVault
from tests.helpers.failures import outcome
from tests.helpers.vaults import make_vault, open_session

if TYPE_CHECKING:
    from alembic.operations import Operations

KEY = bytes(range(32))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path / "vault.db", KEY)
    yield engine
    engine.dispose()


def shape(connection: Connection) -> dict[str, Any]:
    """Describe every table, column, key, reference and index as SQLite itself sees them."""
    names = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'index', 'view', 'trigger')"
    ).all()
    found: dict[str, Any] = {"names": sorted(tuple(row) for row in names)}
    for kind, name in names:
        if kind != "table":
            continue
        for pragma in ("table_xinfo", "foreign_key_list"):
            rows = connection.exec_driver_sql(f"PRAGMA {pragma}('{name}')").all()
            # Columns are known by name: their order may differ after a migration.
            found[f"{name} {pragma}"] = sorted(str(tuple(row)[1:]) for row in rows)
        for index in connection.exec_driver_sql(f"PRAGMA index_list('{name}')").mappings():
            columns = connection.exec_driver_sql(f"PRAGMA index_info('{index['name']}')").all()
            found[f"{name} {index['name']}"] = (index["unique"], [row[2] for row in columns])
    found["search"] = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE name = 'search_index'"
    ).scalar_one()
    return found


def test_migrations_from_empty_give_exactly_the_tables(tmp_path: Path, engine: Engine) -> None:
    made = open_database(tmp_path / "made.db", KEY)
    with made.connect() as fresh, engine.connect() as migrated:
        schema.make_all(fresh)
        schema.migrate(migrated, schema.steps_after(0), schema.NUMBER)
        assert shape(migrated) == shape(fresh), (
            "tables.py and the migrations differ: add a step and raise schema.NUMBER"
        )
        assert schema.number_of(migrated) == schema.number_of(fresh) == schema.NUMBER
    made.dispose()


def add_column(op: Operations) -> None:
    import sqlalchemy as sa

    op.add_column("unit", sa.Column("colour", sa.Text(), server_default="đỏ"))


def rebuild_table(op: Operations) -> None:
    import sqlalchemy as sa

    with op.batch_alter_table("unit", recreate="always") as batch:
        batch.alter_column("note", new_column_name="remark", existing_type=sa.Text())


def remove_referred_rows(op: Operations) -> None:
    op.execute("DELETE FROM unit")


def fail(op: Operations) -> None:
    raise ZeroDivisionError


@pytest.fixture
def filled(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        schema.make_all(connection)
        connection.exec_driver_sql("INSERT INTO unit (uid, note, sample) VALUES ('u', 'ghi', 0)")
        connection.exec_driver_sql(
            "INSERT INTO unit_version (uid, unit, name, position, from_date)"
            " VALUES ('v', 'u', 'Xã Ba Sơn', 0, '2025-07-01')"
        )
        yield connection


def test_data_comes_along(filled: Connection) -> None:
    schema.migrate(filled, [add_column, rebuild_table], 2)
    assert filled.exec_driver_sql("SELECT uid, remark, colour FROM unit").one() == (
        "u",
        "ghi",
        "đỏ",
    )
    assert filled.exec_driver_sql("SELECT name FROM unit_version").scalar_one() == "Xã Ba Sơn"
    assert schema.number_of(filled) == 2
    assert filled.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_step_that_fails_takes_all_back(filled: Connection) -> None:
    before = shape(filled)
    with pytest.raises(ZeroDivisionError):
        schema.migrate(filled, [add_column, fail], 2)
    assert shape(filled) == before
    assert schema.number_of(filled) == schema.NUMBER
    assert filled.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_step_that_breaks_references_takes_all_back(filled: Connection) -> None:
    assert outcome(lambda: schema.migrate(filled, [remove_referred_rows], 2)) == (
        "vault.migration_failed",
        3,
    )
    assert filled.exec_driver_sql("SELECT count(*) FROM unit").scalar_one() == 1


def test_an_older_vault_is_brought_up_after_an_encrypted_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = make_vault(tmp_path)
    with open_session(folder) as session, session.unit_of_work(CreateVault()) as work:
        work.set_setting("office.name", "Tỉnh uỷ Lạng Sơn")
    older = schema.NUMBER
    (folder / "g0001" / "vault.db.schema-0").touch()
    (folder / "g0001" / f"vault.db.schema-{older}.part").write_bytes(b"left by a kill")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "NUMBER", older + 1)
        patch.setattr(schema, "steps_after", lambda number: [add_column])
        assert outcome(lambda: open_session(folder, read_only=True)) == ("vault.needs_upgrade", 3)
        for _ in range(2):
            with open_session(folder) as session, session.reading(CreateVault()) as connection:
                assert schema.number_of(connection) == older + 1
                connection.exec_driver_sql("SELECT colour FROM unit")
    copy = folder / "g0001" / f"vault.db.schema-{older}"
    assert sorted(path.name for path in copy.parent.iterdir()) == [
        "keys.json",
        "keys.json.copy",
        "vault.db",
        copy.name,
    ]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"SQLite format" not in copy.read_bytes()
    # The program of before opens the copy in the database's place, and not the new one.
    assert outcome(lambda: open_session(folder)) == ("vault.newer", 3)
    copy.replace(folder / "g0001" / "vault.db")
    with open_session(folder) as session, session.reading(CreateVault()) as connection:
        assert schema.number_of(connection) == older
        name = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'office.name'")
        assert name.scalar_one() == "Tỉnh uỷ Lạng Sơn"


def test_a_failing_migration_leaves_the_vault_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = make_vault(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "NUMBER", schema.NUMBER + 1)
        patch.setattr(schema, "steps_after", lambda number: [add_column, fail])
        with pytest.raises(ZeroDivisionError):
            open_session(folder)
    with open_session(folder) as session, session.reading(CreateVault()) as connection:
        columns = connection.exec_driver_sql("PRAGMA table_info('unit')").all()
    assert "colour" not in {row[1] for row in columns}


def test_newer_is_refused() -> None:
    schema.refuse_newer(schema.NUMBER)
    with pytest.raises(VaultNotOpened):
        schema.refuse_newer(schema.NUMBER + 1)


def test_alembic_is_not_loaded_to_open_a_vault_of_today(tmp_path: Path) -> None:
    folder, _ = make_vault(tmp_path)
    code = (
        "import sys; from pathlib import Path; from tests.helpers.vaults import open_session;"
        "open_session(Path(sys.argv[1])).close(); assert 'alembic' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
