"""Reading the rows of a table of units, each cell by its own rules."""

from __future__ import annotations

from dataclasses import dataclass

from desktop import resources
from desktop.domain.cells import (
    CellFault,
    Code,
    read_code,
    read_date,
    read_yes_no,
    restore_zeros,
)
from desktop.domain.codes import PLACE_SCHEME, Scheme, to_qd20
from desktop.domain.folding import fold
from desktop.domain.kinds import type_named
from desktop.domain.places import COMMUNE, SPECIAL_ZONE, WARD
from desktop.domain.problems import Problem
from desktop.domain.unit_rules import clean_name, name_problem
from desktop.services import kinds, places
from desktop.services.code_schemes import scheme
from desktop.services.imports.known_units import KnownUnits, by_bare_digits
from desktop.services.imports.plan import Plan, Refused, read_field, refused
from desktop.services.imports.reading import Entry

OLDER_SCHEME = "qcvn102"
MAIN_SCHEME = "qd20"
_COMMUNES = (COMMUNE, WARD, SPECIAL_ZONE)
_DIGITS_ONLY = (PLACE_SCHEME, "noi-bo")
_PROVINCE_DIGITS, _COMMUNE_DIGITS = 2, 5


@dataclass(slots=True, eq=False)
class UnitRow:
    """One row as read. `uid` is the unit it means, None while it is new or not yet known."""

    number: int
    entry: Entry
    label: str
    date: str
    name: str | None
    code: str | None
    older: tuple[str, str] | None
    type: str | None
    place: str | None
    action: str | None
    basis: str | None
    line: bool | None
    uid: str | None = None
    # What stands above it: another row of the file, or the uid of a known unit.
    parent: UnitRow | str | None = None
    parent_given: bool = False

    def text(self, name: str) -> str | None:
        """Return the cell of field `name` as it stands."""
        return self.entry.values.get(name)


class UnitReader:
    """Reads rows of a table of units: each cell by its own rules, with what must be said of it."""

    def __init__(self, plan: Plan, known: KnownUnits, code_scheme: Scheme, date: str) -> None:
        self._plan = plan
        self._known = known
        self._scheme = code_scheme
        self._date = date
        self._types: dict[str, str] = {}
        self._actions = actions()
        self._places: dict[str, list[str]] | None = None

    def read(self, number: int, entry: Entry) -> UnitRow:
        """Read an entry; raises `Refused` at the first cell that cannot be."""
        if entry.fault is not None:
            raise Refused(entry.fault)
        values = entry.values
        name = values.get("name")
        kind = self._type(entry)
        code = self._code(entry, "code", kind)
        label = " ".join(part for part in (code or values.get("code"), name) if part)
        name = clean_name(name) if name else None
        problem = name_problem(name) if name else None
        if problem is not None:
            raise refused(entry, "name", problem.code, **problem.values)
        return UnitRow(
            number=number,
            entry=entry,
            label=label,
            date=read_field(entry, "from", read_date) or self._date,
            name=name,
            code=code,
            older=self._older(entry),
            type=kind,
            place=self._place(entry, kind, name or ""),
            action=self._action(entry),
            basis=values.get("basis"),
            line=read_field(entry, "line", read_yes_no),
        )

    def _code(self, entry: Entry, field: str, kind: str | None) -> str | None:
        """Read the code in a field under the import's scheme, zeros and all."""
        text = entry.values.get(field)
        if text is None or self._known.holders(text):
            return text
        try:
            found = self._restored_code(entry, text, kind) or read_code(text, self._scheme)
        except CellFault as fault:
            raise self._fault(entry, field, text, fault) from None
        if found.note is not None:
            self._plan.warn(entry, field, found.note)
        return found.value

    def _restored_code(self, entry: Entry, text: str, kind: str | None) -> Code | None:
        """Give a code of digits back the zeros that a spreadsheet took, if only one code fits."""
        if self._scheme.name not in _DIGITS_ONLY or not _may_lack_zeros(text):
            return None
        fitting = set(self._known.without_zeros(text))
        if self._scheme.name == PLACE_SCHEME:
            fitting.update(self._places_like(text, kind, entry.values.get("name", "")))
        if not fitting and self._scheme.check(text) is None:
            return None
        return restore_zeros(text, tuple(sorted(fitting)))

    def _fault(self, entry: Entry, field: str, text: str, fault: CellFault) -> Refused:
        """Say what is wrong with a code; one of the older form is shown as it would become."""
        if self._scheme.name == MAIN_SCHEME and scheme(OLDER_SCHEME).check(text) is None:
            becomes = to_qd20(text).new
            return refused(entry, field, "cell.older_code", value=text, becomes=becomes)
        return refused(entry, field, fault.code, **fault.values)

    def _older(self, entry: Entry) -> tuple[str, str] | None:
        """Return scheme and value of the former code: of the older form, or of the same scheme."""
        text = entry.values.get("code_old")
        if text is None:
            return None
        if scheme(OLDER_SCHEME).check(text) is None:
            return OLDER_SCHEME, text
        value = self._code(entry, "code_old", None)
        return (self._scheme.name, value) if value else None

    def _type(self, entry: Entry) -> str | None:
        text = entry.values.get("type")
        if text is None:
            return None
        if text not in self._types:
            found = type_named(text, kinds.unit_types())
            self._types[text] = found.code if found else text
        if self._types[text] not in kinds.unit_types():
            problem = Problem("import.type_unknown", {"type": text})
            self._plan.warn_once(("type", text), entry, "type", problem)
        return self._types[text]

    def _place(self, entry: Entry, kind: str | None, name: str) -> str | None:
        text = entry.values.get("place")
        if text is None:
            return None
        if text in places.communes() or text in places.provinces():
            self._ask_whether_meant(entry, text, name)
            return text
        fitting = self._places_like(text, kind, name)
        try:
            if not fitting and scheme(PLACE_SCHEME).check(text) is None:
                problem = Problem("import.place_unknown", {"place": text})
                self._plan.warn(entry, "place", problem)
                return text
            found = restore_zeros(text, tuple(fitting))
        except CellFault as fault:
            raise refused(entry, "place", fault.code, **fault.values) from None
        if found.note is not None:
            self._plan.warn(entry, "place", found.note)
        return found.value

    def _ask_whether_meant(self, entry: Entry, code: str, name: str) -> None:
        """Warn of a committee of a commune whose place has another name: codes were given anew by
        the reform of 2025, so an older list means another commune by the same code."""
        date = read_field(entry, "from", read_date) or self._date
        commune = places.communes().get(code)
        version = commune.at(date) if commune is not None else None
        words = f" {fold(name)} "
        if version is None or not any(f" {fold(kind)} " in words for kind in _COMMUNES):
            return
        own = fold(version.name).removeprefix(fold(version.type)).strip()
        if f" {own} " not in words:
            values = {"place": code, "called": version.name, "name": name}
            self._plan.warn(entry, "place", Problem("import.place_called_otherwise", values))

    def _places_like(self, text: str, kind: str | None, name: str) -> list[str]:
        """Return the places whose code is `text` but for zeros in front.

        Where a province and a commune fit, the unit's type or name says which is meant.
        """
        if not _may_lack_zeros(text):
            return []
        if self._places is None:
            self._places = by_bare_digits([*places.provinces(), *places.communes()])
        fitting = self._places.get(text, [])
        if len(fitting) > 1:
            wanted = _PROVINCE_DIGITS if _is_province(kind, name) else _COMMUNE_DIGITS
            fitting = [code for code in fitting if len(code) == wanted]
        return fitting

    def _action(self, entry: Entry) -> str | None:
        text = entry.values.get("action")
        if text is None:
            return None
        action = self._actions.get(fold(text))
        if action is None:
            raise refused(entry, "action", "import.action_unknown", text=text)
        return action


def _may_lack_zeros(text: str) -> bool:
    """Say whether a spreadsheet may have taken zeros away: digits only, and none in front."""
    return text.isdigit() and text.isascii() and not text.startswith("0")


def actions() -> dict[str, str]:
    """Return add, change or close by each word for it, folded."""
    words = resources.toml("imports", "units.toml")["actions"]
    return {fold(word): action for action, known in words.items() for word in known}


def _is_province(kind: str | None, name: str) -> bool:
    known = kinds.unit_types().get(kind or "")
    if known is not None and known.tier in ("province", "commune"):
        return known.tier == "province"
    return fold(name).startswith(("tinh uy", "thanh uy", "tinh ", "thanh pho "))
