"""Keeps the catalogue of texts: add, check and compile `resources/texts/vi.po`.

texts.py add MSGID MSGSTR     add or replace one translation
texts.py add-file FILE.tsv    the same for lines `msgid<TAB>msgstr` (\\n stands for a line end)
texts.py prune                drop the translations that are no longer used
texts.py missing              list what is wrong: see check
texts.py compile              write the .mo file beside it (also done by add)
texts.py check                fail where a translation is missing, unused, unequal in its gaps,
                              not NFC, in the other spelling of oà and uỷ, or not compiled
"""

from __future__ import annotations

import ast
import fcntl
import io
import re
import sys
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "texts" / "vi.po"
MO = ROOT / "resources" / "texts" / "vi" / "LC_MESSAGES" / "daumoi.mo"
# Of two spellings in use, ours is that with the tone on the last vowel: khoá, toà, thuỷ.
OLD_SPELLING = re.compile(r"[òóỏõọ][ae]\b|(?<!q)[ùúủũụ]y\b", re.IGNORECASE)
GAP = re.compile(r"\{[^}]*\}|%\(\w+\)[sd]|%[sd]")


def load() -> Catalog:
    if not PO.exists():
        return Catalog(locale="vi", project="daumoi")
    with PO.open("rb") as file:
        return read_po(file, locale="vi")


def save(catalog: Catalog) -> None:
    with PO.open("wb") as file:
        write_po(file, catalog, sort_output=True, width=100, omit_header=True)
    MO.parent.mkdir(parents=True, exist_ok=True)
    MO.write_bytes(compiled(load()))


def compiled(catalog: Catalog) -> bytes:
    """Return the .mo file's bytes, the same for the same texts on any day."""
    written = datetime(2026, 1, 1, tzinfo=UTC)
    plain = Catalog(locale="vi", project="daumoi", creation_date=written, revision_date=written)
    for message in catalog:
        if message.id:
            plain.add(message.id, message.string)
    file = io.BytesIO()
    write_mo(file, plain)
    return file.getvalue()


def used() -> set[str]:
    texts: set[str] = set()
    for file in (ROOT / "desktop").rglob("*.py"):
        texts |= marked(file.read_text(encoding="utf-8"))
    return texts | argparse_texts()


def marked(source: str) -> set[str]:
    """Return the strings that a module marks by `N_("…")` or `_("…")`, inside f-strings too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        text = node.args[0]
        if called in {"_", "N_"} and isinstance(text, ast.Constant) and isinstance(text.value, str):
            found.add(text.value)
    return found


def argparse_texts() -> set[str]:
    """Source strings of the standard library's command-line parser that people can meet."""
    file = ROOT / "resources" / "texts" / "argparse.txt"
    return set(file.read_text().splitlines()) if file.exists() else set()


def translated(catalog: Catalog) -> dict[str, str]:
    return {m.id: m.string for m in catalog if m.id and m.string}


def gaps(text: str) -> list[str]:
    """The gaps of a text; a named one may be filled more than once, a nameless one counts."""
    found = GAP.findall(text)
    nameless = [gap for gap in found if gap in {"%s", "%d"}]
    return sorted(set(found) - set(nameless)) + nameless


def faults() -> list[str]:
    texts, sources = translated(load()), used()
    found = [f"no Vietnamese: {source!r}" for source in sorted(sources - texts.keys())]
    found += [f"not used: {source!r}" for source in sorted(texts.keys() - sources)]
    for source, text in texts.items():
        if gaps(source) != gaps(text):
            found.append(f"gaps differ: {source!r} / {text!r}")
        if text != unicodedata.normalize("NFC", text):
            found.append(f"not NFC: {text!r}")
        found += [f"spelling of {old!r}: {text!r}" for old in OLD_SPELLING.findall(text)]
    if not MO.exists() or MO.read_bytes() != compiled(load()):
        found.append("not compiled: run `texts.py compile`")
    return found


def add(pairs: list[tuple[str, str]], drop: Iterable[str] = ()) -> None:
    with (ROOT / "resources" / "texts" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalog = load()
        for source in drop:
            catalog.delete(source)
        for source, text in pairs:
            catalog.delete(source)
            catalog.add(source, unicodedata.normalize("NFC", text))
        save(catalog)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["add", source, text]:
            add([(source, text)])
        case ["add-file", name]:
            lines = Path(name).read_text(encoding="utf-8").splitlines()
            rows = [line.split("\t") for line in lines if line.strip()]
            add([(s.replace("\\n", "\n"), t.replace("\\n", "\n")) for s, t in rows])
        case ["compile"]:
            add([])
        case ["prune"]:
            add([], drop=translated(load()).keys() - used())
        case ["missing"]:
            print("\n".join(faults()))
        case ["check"]:
            found = faults()
            print("\n".join(found) or "texts: complete")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
