"""Making a vault: private, encrypted, whole from its first moment, never over other files."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from desktop.domain.problems import WorldFailure, world_failed
from desktop.models import settings
from desktop.services.session import Session
from desktop.services.surroundings import Surroundings
from desktop.services.vault import CreateVault, create
from tests.helpers.failures import assert_sayable, outcome
from tests.helpers.surroundings import make_surroundings
from tests.helpers.vaults import CHEAP, key_of, make_vault, new_vault, open_session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_vault(tmp_path)[0]


def test_a_new_vault_opens_and_all_of_it_is_private(folder: Path) -> None:
    paths = [folder, *folder.rglob("*")]
    assert {path.relative_to(folder).as_posix() for path in paths} == {
        ".",
        "CURRENT",
        "lock",
        "g0001",
        "g0001/vault.db",
        "g0001/keys.json",
        "g0001/keys.json.copy",
    }
    for path in paths:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path
    assert list(folder.parent.iterdir()) == [folder]
    with open_session(folder) as session:
        assert session.warnings == ()
        assert session.actor.label == "quan-tri"
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder / "g0001").iterdir()}
        assert modes == {0o600}


def test_the_database_is_encrypted_with_a_key_that_is_nowhere(folder: Path) -> None:
    key = key_of(folder)
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"SQLite format" not in data
            assert key not in data
            assert key.hex().encode() not in data


def test_every_vault_has_a_key_of_its_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        new_vault(tmp_path / name, surroundings=make_surroundings(seed=name)).close()
    assert key_of(tmp_path / "a") != key_of(tmp_path / "b")


def test_what_fill_writes_is_there_from_the_first_moment(tmp_path: Path) -> None:
    def fill(session: Session) -> None:
        with session.unit_of_work(CreateVault()) as work:
            work.set_setting("office.name", "Tỉnh uỷ")
        assert not (tmp_path / "vault").exists()

    with (
        new_vault(tmp_path / "vault", fill=fill) as session,
        session.reading(CreateVault()) as connection,
    ):
        assert settings.get(connection, "office.name") == "Tỉnh uỷ"


def test_where_fill_fails_there_is_nothing(tmp_path: Path) -> None:
    def fill(session: Session) -> None:
        raise world_failed("vault.disk_full", path=tmp_path)

    with pytest.raises(WorldFailure):
        new_vault(tmp_path / "vault", fill=fill)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_will_do_and_a_used_one_will_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir(mode=0o755)
    new_vault(tmp_path / "empty").close()
    assert stat.S_IMODE((tmp_path / "empty").stat().st_mode) == 0o700
    assert outcome(lambda: new_vault(tmp_path / "empty")) == ("vault.exists", 1)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "thesis.odt").touch()
    assert outcome(lambda: new_vault(tmp_path / "used")) == ("vault.folder_in_use", 1)
    assert outcome(lambda: new_vault(tmp_path / "used" / "thesis.odt"))[0] == "vault.folder_in_use"
    assert (tmp_path / "used" / "thesis.odt").exists()


def test_parents_of_a_new_vault_are_made(tmp_path: Path) -> None:
    new_vault(tmp_path / "a" / "b" / "vault").close()
    open_session(tmp_path / "a" / "b" / "vault").close()


def test_what_a_killed_making_left_is_swept_away(tmp_path: Path) -> None:
    leftover = tmp_path / ".vault.new-0badcafe"
    (leftover / "g0001").mkdir(parents=True)
    (leftover / "lock").touch()
    make_vault(tmp_path)
    assert not leftover.exists()


def test_what_somebody_is_making_there_is_not_swept_away(tmp_path: Path) -> None:
    def fill(session: Session) -> None:
        make_vault(tmp_path)
        assert session.folder.exists()

    assert outcome(lambda: new_vault(tmp_path / "vault", fill=fill)) == ("vault.exists", 1)
    open_session(tmp_path / "vault").close()


def test_a_name_with_signs_of_patterns_sweeps_nothing_else(tmp_path: Path) -> None:
    other = tmp_path / ".a.new-00000000"
    other.mkdir()
    new_vault(tmp_path / "[a]").close()
    new_vault(tmp_path / "*").close()
    assert other.exists()


@pytest.mark.parametrize("label", ["", " ", "hai\ndòng", "x" * 201])
def test_a_label_that_cannot_be_one(tmp_path: Path, label: str) -> None:
    assert outcome(lambda: new_vault(tmp_path / "v", label=label)) == ("vault.label_wrong", 1)
    assert list(tmp_path.iterdir()) == []


def test_empty_and_short_passphrases(tmp_path: Path, surroundings: Surroundings) -> None:
    def made_with(passphrase: str) -> Session:
        return create(
            tmp_path / "v",
            CreateVault(),
            passphrase=lambda: passphrase,
            surroundings=surroundings,
            kdf=CHEAP,
        )

    assert outcome(lambda: made_with("")) == ("secret.empty", 1)
    with made_with("ngắn") as session:
        assert [problem.code for problem in session.warnings] == ["secret.short"]
        assert_sayable(session.warnings[0])
