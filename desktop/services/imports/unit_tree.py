"""Finding each row's unit and what stands above it, in the registers or in the file itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from desktop.domain.cells import CellFault, read_code
from desktop.domain.codes import Scheme
from desktop.domain.folding import fold, same_spelling
from desktop.domain.problems import Problem
from desktop.domain.texts import some_of
from desktop.services.imports.known_units import KnownUnits
from desktop.services.imports.plan import Plan, Refused, refused
from desktop.services.imports.reading import Entry
from desktop.services.imports.unit_rows import UnitRow

Node = UnitRow | str
_NAMED_IN_A_CYCLE = 10


class UnitTree:
    """The rows of one file with the units they mean; rows refused on the way are left out."""

    def __init__(self, plan: Plan, known: KnownUnits, code_scheme: Scheme) -> None:
        self._plan = plan
        self._known = known
        self._scheme = code_scheme
        self._by_code: dict[str, UnitRow] = {}
        self._by_uid: dict[str, UnitRow] = {}
        self._by_name: dict[str, list[UnitRow]] | None = None
        self._parents: dict[tuple[str, str], Node] = {}
        self._refused: set[str] = set()
        self.rows: list[UnitRow] = []

    def remember_refused(self, entry: Entry) -> None:
        """Remember a row that cannot stand, so that what names it as parent can be told why."""
        self._refused.update(entry.values.get(name, "") for name in ("code", "name"))

    def add(self, row: UnitRow) -> None:
        """Find the row's unit; raises `Refused` where that is not possible or it stands twice."""
        row.uid = self._find(row)
        if row.code is not None:
            self._claim_once(row, "code", self._by_code, row.code)
        if row.uid is not None:
            self.claim(row, row.uid)
        self.rows.append(row)

    def claim(self, row: UnitRow, uid: str) -> None:
        """Say that `row` means the unit `uid`; raises `Refused` where another row does."""
        self._claim_once(row, "code" if row.code else "name", self._by_uid, uid)
        row.uid = uid

    def row_of(self, uid: str) -> UnitRow | None:
        """Return the file's row for the unit `uid`, if it has one."""
        return self._by_uid.get(uid)

    def in_order(self) -> Iterator[UnitRow]:
        """Yield the rows that can stand, each after the row above it; refuse those in a circle."""
        for row in self.rows:
            try:
                self._put_under(row)
            except Refused as error:
                self._plan.refuse(row.number, row.entry, error.problem, row.label)
        done: set[int | str] = set()
        for row in self.rows:
            above = self._above(row)
            if row.number not in done and (above is None or _key(above) in done):
                # Nearly every row: what stands above it has come already.
                done.add(row.number)
                if not self._plan.is_refused(row.number):
                    yield row
                continue
            path: list[Node] = []
            node: Node | None = row
            while node is not None and _key(node) not in done:
                if node in path:
                    self._refuse_circle(path[path.index(node) :])
                    break
                path.append(node)
                node = self._above(node)
            for step in reversed(path):
                done.add(_key(step))
                if isinstance(step, UnitRow) and not self._plan.is_refused(step.number):
                    yield step

    def _claim_once(self, row: UnitRow, name: str, claimed: dict[str, UnitRow], key: str) -> None:
        first = claimed.setdefault(key, row)
        if first is not row:
            raise refused(
                row.entry, name, "import.unit_twice", first=first.entry.where.row, unit=first.label
            )

    def _find(self, row: UnitRow) -> str | None:
        uid = row.text("uid")
        if uid is not None:
            if uid not in self._known.units:
                raise refused(row.entry, "uid", "import.uid_unknown", uid=uid)
            return uid
        if row.code is not None:
            holder = self._known.with_code(row.code, row.date)
            if holder is None and row.action == "close":
                holder = self._closed_then(row.code, row.date)
            if holder is not None:
                return holder
        if row.older is not None:
            older_scheme, value = row.older
            for held in self._known.holders(value, older_scheme):
                if held.from_date <= row.date and (held.to_date is None or row.date < held.to_date):
                    return str(held.unit)
        return None

    def _closed_then(self, code: str, date: str) -> str | None:
        """Return the unit whose code was closed on that very day: the row says what is done."""
        for held in self._known.holders(code):
            if held.to_date == date:
                return str(held.unit)
        return None

    def _put_under(self, row: UnitRow) -> None:
        text = row.text("parent")
        if text is not None:
            row.parent = self._named_parent(row, text)
            row.parent_given = True
        elif row.uid is not None:
            version = self._known.version(row.uid, row.date)
            row.parent = version.parent if version else None
        elif row.code is not None:
            above = self._scheme.parent(row.code)
            if above is not None:
                row.parent = self._with_code(above, row.date)
                if row.parent is None:
                    bad = above in self._refused
                    code = "import.parent_refused" if bad else "import.parent_absent"
                    raise refused(row.entry, "code", code, parent=above)
        else:
            row.uid = self._only_named(row)
            if row.uid is None:
                raise refused(row.entry, "name", "import.parent_missing", unit=row.name)
            self.claim(row, row.uid)

    def _only_named(self, row: UnitRow) -> str | None:
        """Find a unit by name alone, where the row says neither code nor parent."""
        found = self._known.named(row.name or "", row.date)
        if len(found) > 1:
            shown = some_of([self._known.title(version.unit, row.date) for version in found])
            raise refused(row.entry, "name", "import.two_match", name=row.name, units=shown)
        return str(found[0].unit) if found else None

    def _named_parent(self, row: UnitRow, text: str) -> Node:
        """Find the parent that a cell names by code or by name; each text is looked up once."""
        key = (text, row.date)
        if key not in self._parents:
            found = self._with_code(text, row.date) or self._with_mended_code(text, row.date)
            self._parents[key] = found or self._with_name(row, text)
        return self._parents[key]

    def _with_code(self, code: str, date: str) -> Node | None:
        return self._by_code.get(code) or self._node(self._known.with_code(code, date))

    def _with_mended_code(self, text: str, date: str) -> Node | None:
        try:
            return self._with_code(read_code(text, self._scheme).value, date)
        except CellFault:
            return None

    def _with_name(self, row: UnitRow, text: str) -> Node:
        if self._by_name is None:
            self._by_name = {}
            for other in self.rows:
                if other.name is not None:
                    self._by_name.setdefault(fold(other.name), []).append(other)
        here = self._by_name.get(fold(text), [])
        exact = [other for other in here if same_spelling(other.name or "", text)]
        nodes: list[Node] = list(exact or here)
        for version in self._known.named(text, row.date):
            node = self._node(version.unit)
            if node is not None and node not in nodes:
                nodes.append(node)
        if not nodes:
            known_bad = text in self._refused
            code = "import.parent_refused" if known_bad else "import.parent_unknown"
            raise refused(row.entry, "parent", code, parent=text, date=row.date)
        if len(nodes) > 1:
            shown = some_of([self.title(node, row.date) for node in nodes])
            raise refused(row.entry, "parent", "import.parent_two", parent=text, units=shown)
        return nodes[0]

    def title(self, node: Node, date: str) -> str:
        """Return how to show a row's or a known unit's name and code."""
        if isinstance(node, UnitRow):
            return f"{node.name} ({node.code})" if node.code else str(node.name)
        return self._known.title(node, date)

    def _node(self, uid: str | None) -> Node | None:
        return None if uid is None else self._by_uid.get(uid, uid)

    def _above(self, node: Node) -> Node | None:
        if isinstance(node, UnitRow):
            above = node.parent
            return self._node(above) if isinstance(above, str) else above
        versions = self._known.versions.get(node, ())
        return self._node(versions[-1].parent) if versions else None

    def _refuse_circle(self, nodes: Iterable[Node]) -> None:
        members = list(nodes)
        rows = [node for node in members if isinstance(node, UnitRow)]
        names = [self.title(node, rows[0].date) for node in members[:_NAMED_IN_A_CYCLE]]
        shown = " → ".join([*names, names[0]])
        for row in rows:
            if not self._plan.is_refused(row.number):
                problem = Problem("import.circle", {"units": shown}, where=row.entry.at("parent"))
                self._plan.refuse(row.number, row.entry, problem, row.label)


def _key(node: Node) -> int | str:
    return node.number if isinstance(node, UnitRow) else node
