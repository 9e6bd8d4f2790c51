"""The check of the problem codes sees what people would otherwise meet first."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from desktop.domain.sentences.sentence import Sentence
from tests.helpers import ci_tools


@pytest.fixture
def codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The check, with one sentence and one module, `some.py`, to be written by the test."""
    tool = ci_tools.load("codes")
    (tmp_path / "desktop").mkdir()
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "SENTENCES", {"file.gone": Sentence("{file} is gone.", "Look.")})
    return tool


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("raise world_failed('file.gone', file=name)", []),
        ("Problem('file.gone', {'file': name})", []),
        ("refuse('file.gone', **values)", []),
        ("Problem(f'file.{how}', values)", []),
        ("Problem('file.gone' if here else 'file.full', values)", ["no sentence for 'file.full'"]),
        ("refuse('file.gone', where=there)", ["'file.gone' lacks values for file"]),
        ("problems.Problem('file.gone')", ["'file.gone' lacks values for file"]),
        ("pass", ["sentence not used: 'file.gone'"]),
    ],
)
def test_what_is_wrong_is_named(
    codes: ModuleType, tmp_path: Path, source: str, faults: list[str]
) -> None:
    (tmp_path / "desktop" / "some.py").write_text(source)
    assert [fault.removeprefix("desktop/some.py:1: ") for fault in codes.faults()] == faults
