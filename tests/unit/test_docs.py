"""What the documents point to exists: tests, files and folders."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def functions_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def missing(document: Path) -> list[str]:
    words, found, file = document.read_text(encoding="utf-8"), [], ""
    for name in re.findall(r"`([^`\s]+)`", words):
        path, _, test = name.partition("::")
        file = path or file
        is_ours = re.match(r"(desktop|resources|tests|bench|docs|locks|\.ci)/[^<>*]*$", file)
        if (is_ours and not (ROOT / file).exists()) or (test and test not in functions_in(file)):
            found.append(name)
    links = re.findall(r"\]\(([^)#:]+)\)", words)
    return found + [link for link in links if not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_names_is_there(document: Path) -> None:
    assert missing(document) == []
