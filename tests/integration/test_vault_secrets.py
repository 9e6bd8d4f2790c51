"""Names, serials and the passphrase are nowhere on disk or in words, during the work and after."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import traceback
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.domain.problems import Failure
from desktop.models import schema
from desktop.models.tables import person, token, unit
from desktop.services import undo, vault_care
from desktop.services.session import Session
from desktop.services.undo import Undo
from desktop.services.vault import CreateVault
from desktop.services.vault_care import CheckVault
from tests.helpers.vaults import PASSPHRASE, new_vault, open_session
from tests.helpers.watching import names_made_in

if TYPE_CHECKING:
    from alembic.operations import Operations

NAME = "Đặng Thị Uyên Thuỷ"
SERIAL = "0F1E2D3C4B5A6978"
WRONG = "mật khẩu gõ nhầm"
PLANTED = (NAME, SERIAL, PASSPHRASE, WRONG)
ROWS = 4000

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches by inotify")


def forms(text: str) -> Iterator[bytes]:
    """Yield every form in which the text could stand in a file."""
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)
        for spelled in (written, written.lower(), written.upper()):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                yield spelled.encode(encoding)
    yield repr(text).encode()
    yield ascii(text)[1:-1].encode()


NEEDLES = {needle for text in PLANTED for needle in forms(text)}


def found_in(data: bytes) -> list[bytes]:
    return [needle for needle in NEEDLES if needle in data]


def assert_clean(*folders: Path) -> None:
    seen = 0
    for folder in folders:
        for path in folder.rglob("*"):
            assert found_in(bytes(path)) == []
            if path.is_file():
                assert found_in(path.read_bytes()) == [], path
                seen += 1
    assert seen >= 5


def plant(session: Session) -> int:
    """Write many rows that hold the planted words; return the run's number."""
    with session.unit_of_work(CreateVault()) as work:
        numbers = range(ROWS)
        work.insert(unit, ({"uid": f"u{n}", "note": NAME} for n in numbers))
        work.insert(person, ({"uid": f"p{n}", "unit": f"u{n}", "name": NAME} for n in numbers))
        work.insert(
            token,
            (
                {
                    "uid": f"t{n}",
                    "serial": SERIAL,
                    "subscriber_type": "person",
                    "subscriber": NAME,
                    "purpose": "sign",
                    "custody": "stock",
                }
                for n in numbers
            ),
        )
    assert work.run is not None
    return work.run.number


def sort_more_than_the_cache(session: Session, temp_store: str) -> None:
    """Let SQLite sort what does not fit into its cache: without our setting it goes to a file."""
    with session.reading(CheckVault()) as connection:
        connection.exec_driver_sql("PRAGMA cache_size = 10")
        if temp_store != "ours":
            connection.exec_driver_sql(f"PRAGMA temp_store = {temp_store}")
        connection.exec_driver_sql("SELECT * FROM person ORDER BY name, post, uid DESC").all()
        connection.exec_driver_sql("CREATE TEMP TABLE copy AS SELECT * FROM token")
        connection.exec_driver_sql("UPDATE copy SET note = subscriber")


def all_the_work(folder: Path) -> None:
    """Make, fill, sort, undo, migrate, mistype, check: looking into the folder in between."""
    with new_vault(folder) as session:
        run = plant(session)
        assert (folder / "g0001" / "vault.db-wal").stat().st_size > 1_000_000
        assert_clean(folder)
        sort_more_than_the_cache(session, "ours")
        undo.undo(session, Undo(run))
        assert_clean(folder)
        plant(session)
    migrate(folder)
    with pytest.raises(Failure):
        open_session(folder, passphrase=WRONG)
    with open_session(folder, read_only=True) as session:
        assert vault_care.check(session, CheckVault()).problems == ()
    assert_clean(folder)


def migrate(folder: Path) -> None:
    def plain_copy(op: Operations) -> None:
        op.execute("CREATE TABLE more AS SELECT * FROM person")

    number = schema.NUMBER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "NUMBER", number + 1)
        patch.setattr(schema, "steps_after", lambda found: [plain_copy][found - number :])
        open_session(folder).close()
        assert (folder / "g0001" / f"vault.db.schema-{number}").exists()
        assert_clean(folder)
        with open_session(folder) as session, session.reading(CheckVault()) as connection:
            connection.exec_driver_sql(f"PRAGMA user_version = {number}")


def work_in_files(folder: Path) -> None:
    """The same sorting as SQLite would do it without our setting."""
    with new_vault(folder) as session:
        plant(session)
        sort_more_than_the_cache(session, "FILE")


def temporary_files_of(work: str, tmp_path: Path) -> list[str]:
    """Do `work` in a process of its own (SQLite reads TMPDIR once); return what it made there."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    places = dict.fromkeys(("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"), str(temporary))
    code = (
        f"import sys; from pathlib import Path; from {__name__} import {work};"
        f" {work}(Path(sys.argv[1]))"
    )
    with names_made_in(temporary) as made:
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "vault")],
            env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
            check=True,
        )
    assert list(temporary.iterdir()) == []
    return made


def test_nothing_planted_is_found_during_and_after(tmp_path: Path) -> None:
    assert temporary_files_of("all_the_work", tmp_path) == []
    assert_clean(tmp_path / "vault")


def test_the_watch_would_see_a_temporary_file(tmp_path: Path) -> None:
    assert temporary_files_of("work_in_files", tmp_path) != []


def test_failures_and_logs_repeat_no_row_and_no_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    errors: list[BaseException] = []
    folder = tmp_path / "vault"
    with new_vault(folder) as session:
        with (
            pytest.raises(Exception, match="UNIQUE") as twice,
            session.unit_of_work(CreateVault()) as work,
        ):
            work.insert(person, [{"uid": "p", "name": NAME}] * 2)
        errors.append(twice.value)
    for passphrase in (WRONG, ""):
        with pytest.raises(Failure) as caught:
            open_session(folder, passphrase=passphrase)
        errors.append(caught.value)
    said = "".join("".join(traceback.format_exception(error)) + repr(error) for error in errors)
    said += "".join(repr(error.problems) for error in errors if isinstance(error, Failure))
    said += caplog.text + "".join(repr(record.args) for record in caplog.records)
    said += "".join(capfd.readouterr())
    assert found_in(said.encode()) == []


def test_needles_are_found_where_they_are() -> None:
    for text in PLANTED:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert found_in(f"…{unicodedata.normalize('NFD', text)}…".encode(encoding))
