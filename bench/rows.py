"""What is measured: each row of the table with its sides and what it is to reach."""

from __future__ import annotations

from dataclasses import dataclass

MOST_MEBIBYTES = 400.0


@dataclass(frozen=True)
class Row:
    """A row: `work` is a name for bench.work, `sides` the functions there, ours first.

    `ratio` is how many times the other side's seconds ours may take, `seconds` how many at all;
    None where the issue names no bound. `mebibytes` is the most memory, `times` how often it is
    run. `only_with` is a program the other side needs.
    """

    name: str
    title: str
    work: str
    sides: tuple[str, ...] = ("ours", "floor")
    ratio: float | None = None
    seconds: float | None = None
    mebibytes: float = MOST_MEBIBYTES
    times: int = 5
    only_with: str | None = None


def _search(kind: str) -> Row:
    title = f"search {kind} by 3 letters, p95, *full*"
    return Row(f"search-{kind}", title, f"search:{kind}", ("ours",), seconds=0.016)


def _first_rows(name: str, title: str, page: str) -> Row:
    title = f"window: first rows of {title}, *full*"
    return Row(f"window-{name}", title, f"window:rows:{page}", ("ours",), seconds=0.15)


def _at_once(name: str, title: str, page: str) -> Row:
    title = f"– {title} right after the unlocking, no page made beforehand"
    return Row(f"at-once-{name}", title, f"window:at-once:{page}", ("ours",))


def _of_units(name: str, title: str, seconds: float) -> Row:
    return Row(f"tree-{name}", title, f"register_of_units:{name}", ("ours",), seconds=seconds)


def _peer(action: str, title: str) -> Row:
    sides = ("ours", "peer")
    return Row(f"peer-{action}", title, f"peer:{action}", sides, only_with="keepassxc-cli")


_START = "window: process start to first screen, Argon2id apart, *country*"

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
    Row("radar", "radar over the 50,000 certificates of *full*", "radar", ratio=3),
    Row("explain", "one explanation, p95, *full*", "explain", ("ours",), seconds=0.02),
    Row("collect", "126 returned forms, *full*", "collect", ratio=3),
    Row("seal", "seal", "seal", ratio=2),
    Row("verify", "verify (command)", "verify", ratio=2),
    Row("scan", "looking at 20 plugged tokens", "scan", ratio=2),
    Row("pdf", "3,321-row PDF", "pdf", ratio=1.5),
    Row("version", "`daumoi --version` (command)", "version", ratio=3),
    Row("window-start", _START, "window:start", ("ours",), seconds=1.0),
    _first_rows("units", "units", "units"),
    _first_rows("codes", "codes", "codes"),
    _first_rows("endpoints", "endpoints", "endpoints"),
    _first_rows("people", "people", "endpoints/1"),
    _first_rows("tokens", "eTokens", "tokens"),
    _first_rows("journal", "the journal", "journal"),
    _at_once("units", "units", "units"),
    _at_once("codes", "codes", "codes"),
    _at_once("endpoints", "endpoints", "endpoints"),
    _at_once("people", "people", "endpoints/1"),
    _at_once("tokens", "eTokens", "tokens"),
    Row(
        "window-scroll",
        "window: scroll frame, p99, *full*",
        "window:scroll",
        ("ours",),
        seconds=0.05,
    ),
    Row(
        "window-all-endpoints",
        "window: longest silence while all endpoints are chosen, *full*",
        "window:all:0",
        ("ours",),
        seconds=0.05,
    ),
    Row(
        "window-all-people",
        "– while all people are",
        "window:all:1",
        ("ours",),
        seconds=0.05,
    ),
    Row(
        "window-cell",
        "window: another cell of the coverage, *full*",
        "window:cell",
        ("ours",),
        seconds=0.15,
    ),
    Row(
        "window-filter",
        "window: another filter of the eTokens to its first rows, p95, *full*",
        "window:filter",
        ("ours",),
        seconds=0.05,
    ),
    Row(
        "window-search",
        "window: key stroke to results, p95, *full*",
        "window:search",
        ("ours",),
        seconds=0.05,
    ),
    Row(
        "window-hour",
        "window: an hour's random use, *full*",
        "window:hour",
        ("ours",),
        mebibytes=350,
        times=1,
    ),
    Row(
        "tree",
        "tree of *full* as of a day, twenty years of events",
        "register_of_units:tree",
        ratio=3,
    ),
    _of_units("branch", "– its first screen", 0.05),
    _of_units("proof", "– proof of the whole reform of 2025", 5),
    _of_units("codes", "– codes for a province of 702 units, previewed", 0.1),
    Row("undo", "undo of the units' import", "undo", ("ours",)),
    _peer("open", "open (command)"),
    _peer("search", "search (command)"),
    _peer("save", "save one (command)"),
)
