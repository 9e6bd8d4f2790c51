"""Rules of the house that import-linter cannot tell: what single calls and strings may do."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from desktop.models import tables

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = sorted((ROOT / "desktop").rglob("*.py"))

# The unit of work and what stands under it: the only modules that write to the database.
WRITERS = ("uow", "row_writer", "search_index", "database", "settings", "migrations")
WRITING_NAMES = {"insert", "update", "delete", "text"}
WRITING_SQL = re.compile(
    r"\s*(insert\s+(or\s+\w+\s+)?into|replace\s+into|update\s+\w+\s+set|delete\s+from"
    r"|(create|drop|alter)\s+(virtual\s+)?(table|index|trigger|view))\b",
    re.IGNORECASE,
)
TABLES = {name for name, value in vars(tables).items() if isinstance(value, tables.Table)}

NETWORK = re.compile(
    r"(socket|socketserver|ssl|http|ftplib|smtplib|imaplib|poplib|telnetlib|xmlrpc|urllib\.request"
    r"|requests|aiohttp|urllib3)(\.|$)"
)


def imports(tree: ast.AST) -> Iterator[str]:
    """Every imported name, dotted: `from a.b import c` gives `a.b.c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def plain(distribution: str) -> str:
    """The name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def writes(tree: ast.AST) -> list[str]:
    """What in a module can write to a database without the unit of work."""
    found = [
        name
        for name in imports(tree)
        if name.startswith("sqlalchemy") and name.rpartition(".")[2] in WRITING_NAMES
    ]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="insert" | "update" | "delete" as verb, value=v)):
                if last_name(v) in TABLES or last_name(v) in {"sqlalchemy", "sa"}:
                    found.append(f"{last_name(v)}.{verb}()")
            case ast.Constant(value=str() as words) if WRITING_SQL.match(words):
                found.append(words)
    return found


def may_write(file: Path) -> bool:
    parts = file.relative_to(ROOT / "desktop").with_suffix("").parts
    return parts[0] == "models" and parts[1] in WRITERS


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import insert",
        "import sqlalchemy as sa\nsa.update(t)",
        "tables.unit.insert()",
        "connection.execute(person.delete())",
        "connection.exec_driver_sql('DELETE FROM unit')",
        "connection.exec_driver_sql('insert or replace into unit values (1)')",
    ],
)
def test_the_search_for_writing_finds_it(source: str) -> None:
    assert writes(ast.parse(source))


def test_only_the_unit_of_work_and_what_stands_under_it_write() -> None:
    found = {
        str(file.relative_to(ROOT)): writing
        for file in MODULES
        if not may_write(file)
        and file.name != "tables.py"
        and (writing := writes(ast.parse(file.read_text(encoding="utf-8"))))
    }
    assert found == {}


def test_nothing_of_ours_speaks_to_a_network() -> None:
    found = [
        (str(file.relative_to(ROOT)), name)
        for file in MODULES
        for name in imports(ast.parse(file.read_text(encoding="utf-8")))
        if NETWORK.match(name)
    ]
    assert found == []


def test_qt_is_used_by_the_window_alone() -> None:
    found = [
        (str(file.relative_to(ROOT)), name)
        for file in MODULES
        for name in imports(ast.parse(file.read_text(encoding="utf-8")))
        if re.match(r"(PySide|PyQt|shiboken)", name)
        and file.relative_to(ROOT / "desktop").parts[0] not in {"views", "bootstrap.py"}
    ]
    assert found == []


def test_the_program_declares_every_package_it_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {plain(dependency.partition("==")[0]) for dependency in project["dependencies"]}
    sources = packages_distributions()
    found = {
        name.partition(".")[0]
        for file in MODULES
        for name in imports(ast.parse(file.read_text(encoding="utf-8")))
    }
    packages = found - sys.stdlib_module_names - {"desktop"}
    undeclared = {
        package
        for package in packages
        if not declared & {plain(source) for source in sources.get(package, [])}
    }
    assert undeclared == set()
