"""Calling the command on a real vault as a script does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.entry import main
from desktop.services.units import LayOut, lay_out
from tests.helpers.vaults import PASSPHRASE, new_vault

Run = Callable[..., tuple[int, dict[str, Any]]]


def runner(folder: Path, root: LayOut, capsys: pytest.CaptureFixture[str]) -> Run:
    """Make a vault laid out below `root`; return what runs a command on it with `--json` and gives
    the exit code and the answer."""
    vault, secret = folder / "vault", folder / "passphrase"
    new_vault(vault, fill=lambda session: lay_out(session, root)).close()
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)

    def call(*arguments: object) -> tuple[int, dict[str, Any]]:
        given = ["--vault", str(vault), "--passphrase-file", str(secret), "--json"]
        code = main([*given, *map(str, arguments)])
        return code, json.loads(capsys.readouterr().out)

    return call
