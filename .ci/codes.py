"""Checks that every problem code used in the code has a sentence, and every sentence is used.

Where a code and its values are written out in one call, the values must fill the sentence's gaps:
a gap without a value would fail only in front of a person.
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.sentences import SENTENCES

ROOT = Path(__file__).resolve().parent.parent
RAISERS = {"refuse", "not_opened", "world_failed"}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted((ROOT / "desktop").rglob("*.py")):
        if file.parent.name != "sentences":
            yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def written_codes(node: ast.expr | None) -> list[str]:
    """The codes an argument can be, as far as they are written there."""
    match node:
        case ast.Constant(value=str() as code):
            return [code]
        case ast.IfExp(body=body, orelse=orelse):
            return written_codes(body) + written_codes(orelse)
    return []


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    if len(call.args) > position:
        return call.args[position]
    return next((k.value for k in call.keywords if k.arg == name), None)


def given_values(call: ast.Call) -> set[str] | None:
    """The names of the values a call gives, or None where they are not all written there."""
    if called(call) in RAISERS:
        names = {keyword.arg for keyword in call.keywords} - {"where"}
        return None if None in names else {name for name in names if name}
    values = argument(call, 1, "values")
    if values is None:
        return set()
    if isinstance(values, ast.Dict) and all(isinstance(k, ast.Constant) for k in values.keys):
        return {str(k.value) for k in values.keys if isinstance(k, ast.Constant)}
    return None


def gaps(code: str) -> set[str]:
    sentence = SENTENCES[code]
    words = sentence.message + sentence.fix + (sentence.sender or "")
    fields = string.Formatter().parse(words)
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in fields if name}


def composed(node: ast.JoinedStr) -> re.Pattern[str] | None:
    """The codes an f-string such as `f"route.{step}.{case}"` can be, where it begins like one."""
    parts = [
        re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z0-9_]+"
        for part in node.values
    ]
    return re.compile("".join(parts)) if re.match(r"[a-z_]+\\\.", parts[0]) else None


def faults_of(file: Path, call: ast.Call) -> Iterator[str]:
    if called(call) not in RAISERS | {"Problem"}:
        return
    given = given_values(call)
    for code in written_codes(argument(call, 0, "code")):
        place = f"{file}:{call.lineno}"
        if code not in SENTENCES:
            yield f"{place}: no sentence for {code!r}"
        elif given is not None and (missing := gaps(code) - given):
            yield f"{place}: {code!r} lacks values for {', '.join(sorted(missing))}"


def faults() -> list[str]:
    found: list[str] = []
    words: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for file, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found += faults_of(file, node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr) and (pattern := composed(node)):
                patterns.append(pattern)
    return found + [
        f"sentence not used: {code!r}"
        for code in sorted(SENTENCES.keys() - words)
        if not any(pattern.fullmatch(code) for pattern in patterns)
    ]


def main() -> int:
    found = faults()
    print("\n".join(found) or f"problem codes: {len(SENTENCES)}, all used, all with words")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
