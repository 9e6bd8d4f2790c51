"""What is measured: each row of the table with its sides and what it is to reach."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A row: `work` is a name for bench.work, `sides` the functions there, ours first.

    `ratio` is how many times the other side's seconds ours may take, `seconds` how many at all;
    None where the issue names no bound. `only_with` is a program the other side needs.
    """

    name: str
    title: str
    work: str
    sides: tuple[str, ...] = ("ours", "floor")
    ratio: float | None = None
    seconds: float | None = None
    only_with: str | None = None


def _search(kind: str) -> Row:
    title = f"search {kind} by 3 letters, p95, *full*"
    return Row(f"search-{kind}", title, f"search:{kind}", ("ours",), seconds=0.016)


def _peer(action: str, title: str) -> Row:
    sides = ("ours", "peer")
    return Row(f"peer-{action}", title, f"peer:{action}", sides, only_with="keepassxc-cli")


ROWS = (
    Row("import", "import of *country*'s three .xlsx (68,292 rows)", "imports:country", ratio=3),
    Row("import-units", "– the units' (13,718 rows)", "imports:units"),
    Row("import-clerks", "– the clerks' (34,146 rows)", "imports:clerks"),
    Row("import-tokens", "– the tokens' (20,428 rows)", "imports:tokens"),
    Row("unlock", "unlock to the first 50 rows", "unlock", ratio=1.3),
    _search("units"),
    _search("clerks"),
    _search("tokens"),
    _search("people"),
    Row("coverage", "coverage", "coverage", ratio=5),
    Row("seal", "seal", "seal", ratio=2),
    Row("verify", "verify (command)", "verify", ratio=2),
    Row("pdf", "3,321-row PDF", "pdf", ratio=1.5),
    Row("version", "`daumoi --version` (command)", "version", ratio=3),
    Row("undo", "undo of the units' import", "undo", ("ours",)),
    _peer("open", "open (command)"),
    _peer("search", "search (command)"),
    _peer("save", "save one (command)"),
)

MOST_MEBIBYTES = 400.0
