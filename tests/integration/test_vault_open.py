"""Making and opening a vault; every way of not opening has its own code and sentence."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.crypto import keyfile, slots
from desktop.domain.problems import Failure
from desktop.domain.texts import Text
from desktop.models import settings
from desktop.models.database import open_database
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings
from desktop.services.vault import CreateVault
from tests.helpers.failures import assert_sayable, failure_of, outcome
from tests.helpers.surroundings import ScriptedPrompt, english, make_surroundings
from tests.helpers.vaults import CHEAP, PASSPHRASE, key_of, make_vault, new_vault, open_session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_vault(tmp_path)[0]


def sql(folder: Path, statement: str) -> None:
    engine = open_database(folder / "g0001" / "vault.db", key_of(folder))
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


# Each way of breaking a vault, with the code that must be said.


def replace_keys(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Change both key files and make their checksums right again."""
    document = json.loads((folder / "g0001" / "keys.json").read_text())
    del document["checksum"]
    change(document)

    def canonical() -> str:
        return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    document["checksum"] = hashlib.sha256(canonical().encode()).hexdigest()
    for name in ("keys.json", "keys.json.copy"):
        (folder / "g0001" / name).write_text(canonical() + "\n")


def second_vault(folder: Path) -> Path:
    other = folder.with_name("other")
    new_vault(other, surroundings=make_surroundings(seed="other")).close()
    return other


def swap_database(folder: Path) -> None:
    shutil.copy(second_vault(folder) / "g0001" / "vault.db", folder / "g0001" / "vault.db")


def swap_everything_sealed_anew(folder: Path) -> None:
    """Put another vault's database here with key files that open it, as an insider could."""
    other = second_vault(folder)
    mine = keyfile.parse((folder / "g0001" / "keys.json").read_bytes())
    slot = slots.make_passphrase_slot(
        mine.binding, "quan-tri", PASSPHRASE, key_of(other), CHEAP, os.urandom
    )
    written = keyfile.to_bytes(replace(mine, slots=(slot,)))
    (folder / "g0001" / "keys.json").write_bytes(written)
    (folder / "g0001" / "keys.json.copy").write_bytes(written)
    shutil.copy(other / "g0001" / "vault.db", folder / "g0001" / "vault.db")


def damage_first_page(folder: Path) -> None:
    path = folder / "g0001" / "vault.db"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def both_keys(folder: Path, data: bytes) -> None:
    (folder / "g0001" / "keys.json").write_bytes(data)
    (folder / "g0001" / "keys.json.copy").write_bytes(data)


def remove_keys(folder: Path) -> None:
    for name in ("keys.json", "keys.json.copy"):
        (folder / "g0001" / name).unlink()


def older_keys_in_newer_folder(folder: Path) -> None:
    (folder / "g0001").rename(folder / "g0002")
    (folder / "CURRENT").write_text("g0002\n")


BREAKS: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder gone": (shutil.rmtree, "vault.absent"),
    "a file in its place": (
        lambda f: (shutil.rmtree(f), f.write_text("x")),
        "vault.absent",
    ),
    "no CURRENT": (lambda f: (f / "CURRENT").unlink(), "vault.not_a_vault"),
    "CURRENT empty": (lambda f: (f / "CURRENT").write_text(""), "vault.current_damaged"),
    "CURRENT a path": (lambda f: (f / "CURRENT").write_text("../x"), "vault.current_damaged"),
    "CURRENT binary": (
        lambda f: (f / "CURRENT").write_bytes(b"\0" * 9999),
        "vault.current_damaged",
    ),
    "generation gone": (lambda f: shutil.rmtree(f / "g0001"), "vault.generation_missing"),
    "CURRENT ahead": (lambda f: (f / "CURRENT").write_text("g0002"), "vault.generation_missing"),
    "keys gone": (remove_keys, "vault.keys_absent"),
    "keys damaged": (lambda f: both_keys(f, b"{}"), "vault.keys_damaged"),
    "keys huge": (lambda f: both_keys(f, b" " * 2_000_000), "vault.keys_damaged"),
    "keys newer": (lambda f: replace_keys(f, lambda d: d.update(format=2)), "vault.newer"),
    "keys ask too much": (
        lambda f: replace_keys(f, lambda d: d["slots"][0]["kdf"].update(passes=21)),  # type: ignore[index]
        "vault.kdf_bounds",
    ),
    "keys of a later generation": (
        lambda f: replace_keys(f, lambda d: d.update(generation=2)),
        "vault.keys_foreign",
    ),
    "keys of an earlier generation": (older_keys_in_newer_folder, "vault.older_generation"),
    "database gone": (lambda f: (f / "g0001" / "vault.db").unlink(), "vault.database_absent"),
    "database empty": (
        lambda f: (f / "g0001" / "vault.db").write_bytes(b""),
        "vault.database_damaged",
    ),
    "database zeros": (
        lambda f: (f / "g0001" / "vault.db").write_bytes(bytes(8192)),
        "vault.database_damaged",
    ),
    "database damaged": (damage_first_page, "vault.database_damaged"),
    "database cut": (
        lambda f: os.truncate(f / "g0001" / "vault.db", 5000),
        "vault.database_damaged",
    ),
    "database of another vault": (swap_database, "vault.database_damaged"),
    "database of another vault, sealed anew": (
        swap_everything_sealed_anew,
        "vault.database_foreign",
    ),
    "database newer": (lambda f: sql(f, "PRAGMA user_version = 999"), "vault.newer"),
    "database without tables": (
        lambda f: sql(f, "PRAGMA user_version = 0"),
        "vault.database_damaged",
    ),
    "no settings": (lambda f: sql(f, "DROP TABLE setting"), "vault.database_damaged"),
    "database of a later generation": (
        lambda f: sql(f, "UPDATE setting SET value = '2' WHERE name = 'vault.generation'"),
        "vault.older_generation",
    ),
}


@pytest.mark.parametrize("read_only", [False, True], ids=["writing", "reading"])
@pytest.mark.parametrize(("break_", "code"), BREAKS.values(), ids=BREAKS.keys())
def test_ways_of_not_opening(
    folder: Path,
    break_: Callable[[Path], object],
    code: str,
    read_only: bool,
    capfd: pytest.CaptureFixture[str],
) -> None:
    break_(folder)
    assert outcome(lambda: open_session(folder, read_only=read_only)) == (code, 3)
    assert capfd.readouterr() == ("", "")
    # Not opening gives the lock back.
    assert not (folder / "lock").exists() or (folder / "lock").read_bytes() == b""


@pytest.mark.parametrize("read_only", [False, True])
def test_a_wrong_passphrase(
    folder: Path, read_only: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    def opening() -> Session:
        return open_session(folder, read_only=read_only, passphrase="không phải mật khẩu này")

    failure = failure_of(opening)
    assert (failure.problems[0].code, failure.exit_code) == ("vault.wrong_passphrase", 3)
    assert "không phải" not in repr(failure) + repr(failure.problems)
    assert capfd.readouterr() == ("", "")
    open_session(folder).close()


def test_a_user_who_is_not_there(folder: Path) -> None:
    assert outcome(lambda: open_session(folder, user="khac")) == ("vault.user_unknown", 3)
    open_session(folder, user="quan-tri").close()


def test_several_users_and_none_named(folder: Path) -> None:
    keys = keyfile.parse((folder / "g0001" / "keys.json").read_bytes())
    second = slots.make_passphrase_slot(
        keys.binding, "lan", "mật khẩu của Lan", key_of(folder), CHEAP, os.urandom
    )
    both_keys(folder, keyfile.to_bytes(replace(keys, slots=(*keys.slots, second))))
    assert outcome(lambda: open_session(folder)) == ("vault.user_needed", 3)
    with open_session(folder, user="lan", passphrase="mật khẩu của Lan") as session:
        assert session.actor.label == "lan"


@pytest.mark.parametrize("damage", ["damaged", "absent"])
def test_the_copy_of_the_keys_is_used_said_and_put_back(folder: Path, damage: str) -> None:
    path = folder / "g0001" / "keys.json"
    whole = path.read_bytes()
    if damage == "absent":
        path.unlink()
    else:
        path.write_bytes(whole[:-10])
    with open_session(folder, read_only=True) as session:
        assert [problem.code for problem in session.warnings] == ["vault.keys_copy_used"]
        assert_sayable(session.warnings[0])
    assert not path.exists() or path.read_bytes() != whole
    with open_session(folder) as session:
        assert [problem.code for problem in session.warnings] == ["vault.keys_copy_used"]
    assert path.read_bytes() == whole
    with open_session(folder) as session:
        assert session.warnings == ()


def test_a_lost_copy_is_made_again(folder: Path) -> None:
    copy = folder / "g0001" / "keys.json.copy"
    whole = copy.read_bytes()
    copy.unlink()
    open_session(folder).close()
    assert copy.read_bytes() == whole


def test_the_passphrase_is_asked_only_when_all_else_is_in_order(folder: Path) -> None:
    prompt = ScriptedPrompt()
    (folder / "g0001" / "vault.db").unlink()
    surroundings = Surroundings(prompt=prompt, translate=english)
    from desktop.services.vault import open_vault

    def opening() -> Session:
        return open_vault(
            folder,
            user=None,
            passphrase=lambda: prompt.secret(Text("?")),
            read_only=False,
            surroundings=surroundings,
        )

    assert outcome(opening) == ("vault.database_absent", 3)
    assert prompt.questions == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
@pytest.mark.parametrize(
    ("part", "mode", "read_only"),
    [
        (".", 0o000, True),
        ("CURRENT", 0o000, True),
        ("g0001", 0o000, True),
        ("g0001/keys.json", 0o000, True),
        ("g0001/vault.db", 0o000, True),
        (".", 0o500, False),
        ("lock", 0o400, False),
    ],
)
def test_without_rights_it_is_the_surroundings_that_fail(
    folder: Path, part: str, mode: int, read_only: bool
) -> None:
    (folder / "lock").unlink()
    if part == "lock":
        (folder / "lock").touch()
    answer = as_another_account(
        folder,
        lambda: (folder / part).chmod(mode),
        lambda: open_session(folder, read_only=read_only),
    )
    assert answer == "vault.permission 4"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_a_folder_that_can_only_be_read_is_read(folder: Path) -> None:
    def read() -> None:
        session = open_session(folder, read_only=True)
        with session, session.reading(CreateVault()) as connection:
            assert settings.get(connection, "vault.generation") == "1"

    def protect() -> None:
        (folder / "g0001").chmod(0o500)
        (folder / "g0001" / "vault.db").chmod(0o400)
        folder.chmod(0o500)

    assert as_another_account(folder, protect, read) == "opened"


def as_another_account(folder: Path, *steps: Callable[[], object]) -> str:
    """Give the folder to another account and act as it in a child; return what failed there.

    Without being root the tests' own account will do: rights bind it already.
    """
    reading, writing = os.pipe()
    if os.geteuid() == 0:
        for parent in [folder, *folder.parents][:-2]:
            if parent.stat().st_uid == 0 and parent.name.startswith(("pytest", "popen-")):
                parent.chmod(0o755)
        for path in [folder.parent, folder, *folder.rglob("*")]:
            os.chown(path, 65534, 65534)
    child = os.fork()
    if child == 0:
        said = b"opened"
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            for step in steps:
                step()
        except Failure as failure:
            said = f"{failure.problems[0].code} {failure.exit_code}".encode()
        except BaseException as error:
            said = repr(error).encode()
        os.write(writing, said)
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as file:
        answer = file.read()
    folder.chmod(0o700)
    for path in folder.iterdir():
        path.chmod(0o700)
    return answer
