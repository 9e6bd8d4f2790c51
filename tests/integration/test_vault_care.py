"""The vault's check, its policies and its journal's check, as services and by command."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.entry import main
from desktop.domain.problems import VaultNotOpened
from desktop.models import settings
from desktop.models.tables import unit, unit_version
from desktop.services import vault_care
from desktop.services.vault import CreateVault
from desktop.services.vault_care import CheckVault, SetPolicy, VerifyJournal
from tests.helpers.failures import assert_sayable, outcome
from tests.helpers.vaults import PASSPHRASE, make_vault, open_session

ROWS = 700


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder, _ = make_vault(tmp_path)
    with open_session(folder) as session, session.unit_of_work(CreateVault()) as work:
        work.insert(unit, ({"uid": f"u{n}", "note": "ghi chú " * 9} for n in range(ROWS)))
        rows = (
            {"uid": f"v{n}", "unit": f"u{n}", "name": f"Xã {n}", "from_date": "2025-07-01"}
            for n in range(ROWS)
        )
        work.insert(unit_version, rows)
    return folder


def test_a_whole_vault(folder: Path) -> None:
    with open_session(folder, read_only=True) as session:
        found = vault_care.check(session, CheckVault())
        journal = vault_care.verify_journal(session, VerifyJournal())
    assert (found.generation, found.schema, found.runs, found.problems) == (1, 1, 2, ())
    assert found.data_hash is not None
    assert (journal.head.run, journal.problems) == (2, ())


def test_a_changed_byte_on_any_page_in_use_is_found(folder: Path) -> None:
    path = folder / "g0001" / "vault.db"
    whole = path.read_bytes()
    pages = len(whole) // 4096
    chance = random.Random(7)
    for page in chance.sample(range(pages), 40):
        data = bytearray(whole)
        data[page * 4096 + chance.randrange(4096)] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        assert verdict(folder) in {"vault.database_damaged", "vault.pages_damaged"}, page
    path.write_bytes(whole)


def verdict(folder: Path) -> str:
    try:
        with open_session(folder, read_only=True) as session:
            found = vault_care.check(session, CheckVault())
    except VaultNotOpened as failure:
        return failure.problems[0].code
    for problem in found.problems:
        assert_sayable(problem)
    return found.problems[0].code if found.problems else "whole"


def test_a_damaged_page_met_at_work_is_said_as_such(folder: Path) -> None:
    path = folder / "g0001" / "vault.db"
    data = bytearray(path.read_bytes())
    # Every page but the first, so that it opens and then meets the damage.
    for page in range(60, len(data) // 4096):
        data[page * 4096 + 50] ^= 1
    path.write_bytes(data)

    def work() -> None:
        with open_session(folder) as session, session.reading(CheckVault()) as connection:
            connection.execute(unit.select()).all()

    assert outcome(work) == ("vault.database_damaged", 3)


def test_a_full_disk_is_said_as_such(folder: Path) -> None:
    def work() -> None:
        with open_session(folder) as session:
            with session.reading(CheckVault()) as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            with session.unit_of_work(CreateVault()) as work:
                work.insert(unit, ({"uid": f"n{n}"} for n in range(9999)))

    assert outcome(work) == ("vault.disk_full", 4)
    with open_session(folder, read_only=True) as session:
        assert vault_care.check(session, CheckVault()).runs == 2


def test_policies(folder: Path) -> None:
    with open_session(folder) as session:
        assert vault_care.set_policy(session, SetPolicy("plaintext_bundle", "yes")).run == 3
        assert vault_care.set_policy(session, SetPolicy("plaintext_bundle", "yes")).run is None
        with session.reading(CheckVault()) as connection:
            assert settings.get(connection, "policy.plaintext_bundle") == "yes"
        assert outcome(lambda: vault_care.set_policy(session, SetPolicy("x", "yes"))) == (
            "vault.policy_unknown",
            1,
        )
        assert outcome(
            lambda: vault_care.set_policy(session, SetPolicy("plaintext_bundle", "maybe"))
        ) == ("vault.policy_value", 1)


def test_a_rewritten_run_is_found(folder: Path) -> None:
    with open_session(folder) as session:
        vault_care.set_policy(session, SetPolicy("plaintext_bundle", "yes"))
        with session.reading(CheckVault()) as connection:
            connection.exec_driver_sql("UPDATE run SET actor = 'khac' WHERE number = 2")
        found = vault_care.verify_journal(session, VerifyJournal())
    assert [(p.code, p.values) for p in found.problems] == [("journal.broken", {"run": 2})]
    assert_sayable(found.problems[0])


def command(
    folder: Path, capsys: pytest.CaptureFixture[str], *words: str, passphrase: str = PASSPHRASE
) -> tuple[int, dict[str, Any]]:
    secret = folder.parent / "passphrase"
    secret.write_text(passphrase + "\n")
    secret.chmod(0o600)
    code = main(["--vault", str(folder), "--passphrase-file", str(secret), "--json", *words])
    shown, complaints = capsys.readouterr()
    assert complaints == ""
    return code, json.loads(shown)


def test_vault_check_by_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = command(folder, capsys, "vault", "check")
    assert (code, shown["ok"], shown["command"]) == (0, True, "vault check")
    with open_session(folder) as session:
        wanted = vault_care.check(session, CheckVault()).data_hash
    assert shown["result"]["data_hash"] == wanted


def test_policy_and_journal_by_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = command(folder, capsys, "vault", "policy", "set", "plaintext_bundle", "yes")
    assert (code, shown["result"]["run"]) == (0, 3)
    code, shown = command(folder, capsys, "journal", "verify")
    assert (code, shown["result"]["runs"], shown["result"]["intact"]) == (0, 3, True)
    code, shown = command(folder, capsys, "vault", "policy", "set", "plaintext_bundle", "ừ")
    assert (code, shown["ok"]) == (1, False)
    code, shown = command(
        folder, capsys, "--read-only", "vault", "policy", "set", "plaintext_bundle", "no"
    )
    assert (code, shown["problems"][0]["code"]) == (1, "vault.opened_to_read")


def test_not_opening_by_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = command(folder, capsys, "vault", "check", passphrase="sai rồi")
    assert (code, shown["ok"], shown["result"]) == (3, False, None)
    assert [problem["code"] for problem in shown["problems"]] == ["vault.wrong_passphrase"]
    code, shown = command(folder.parent / "none", capsys, "vault", "check")
    assert (code, shown["problems"][0]["code"]) == (3, "vault.absent")


def test_the_copy_of_the_keys_is_a_warning_by_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "g0001" / "keys.json").unlink()
    code, shown = command(folder, capsys, "vault", "check")
    assert (code, shown["ok"]) == (0, True)
    warnings = [(problem["code"], problem["severity"]) for problem in shown["problems"]]
    assert warnings == [("vault.keys_copy_used", "warning")]
