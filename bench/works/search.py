"""Searching the *full* set by three letters: the 95th percentile of a list's first fifty rows.

Every beginning of three letters that occurs in the index may be asked for; 400 of them, chosen with
a fixed seed, are asked for in each register. Each answer holds the rows and the count of all that
match. The vault is open and has been searched once.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

from bench import sets
from bench.vaults import DAY, opened
from bench.watch import percentile
from desktop.services.lists import ListRows, list_rows

_ASKED = 400


def prepare(folder: Path, kind: str) -> None:
    sets.full(folder)
    triples(folder)


def triples(folder: Path) -> list[str]:
    """Return the beginnings of three letters that occur in the index, in order."""
    target = folder / "triples.txt"
    if not target.exists():
        found: set[str] = set()
        with opened(sets.full(folder), read_only=True) as session:
            for words in sets.all_words(session):
                found.update(w[:3] for w in words if len(w) >= 3 and w[:3].isalpha())
        target.write_text("\n".join(sorted(found)))
    return target.read_text().split()


def ours(folder: Path, kind: str) -> float:
    known = triples(folder)
    chosen = random.Random(2).sample(known, min(_ASKED, len(known)))
    took = []
    with opened(sets.full(folder), read_only=True) as session:
        list_rows(session, ListRows(kind, search="van", as_of=DAY, limit=50))
        for word in chosen:
            begin = time.perf_counter()
            list_rows(session, ListRows(kind, search=word, as_of=DAY, limit=50))
            took.append(time.perf_counter() - begin)
    return percentile(took, 0.95)
