"""Random plans on a register with clerks, devices and lines: the rules, the duties, and undo.

What holds is read from the rows themselves, not from what the reorganisation says of itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from desktop.domain.exemptions import Profile
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.lines import LineStage
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.edit_terms import set_exemption, set_profiles
from desktop.services.edit_ways import set_channels, set_line
from desktop.services.endpoint_edits import SetChannels, SetLine
from desktop.services.receiving_rules.command import AddRule, RuleDetails
from desktop.services.receiving_rules.editing import add_rule
from desktop.services.reorganising.command import Asked, Reorganise
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from desktop.services.term_edits import SetExemption, SetProfiles
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, rows_of
from tests.helpers.sessions import Anything
from tests.helpers.workbooks import Cell, write_xlsx

HEAD = (
    "Loại", "Đơn vị cũ", "Đơn vị mới", "Mã mới", "Toàn bộ/Một phần", "Bên nhận mặc định",
    "Trực thuộc", "Ngày hiệu lực",
)  # fmt: skip
ROOT = "Tỉnh uỷ Mẫu"
COMMUNES = [f"Đảng uỷ xã Số {number}" for number in range(1, 6)]
NEW = [f"Đảng uỷ xã Mới {number}" for number in range(1, 4)]
NAMES = [f"Đảng uỷ xã Tên {number}" for number in range(1, 4)]
DAYS = ("01/01/2026", "01/03/2026", "01/07/2026")
START, LAST = "2025-07-01", "2026-12-31"
ROLES = (("Văn thư", "Bản rõ"), ("Văn thư mật", "Mật"), ("Cơ yếu", "Mật"))
Row = tuple[Cell, ...]
Rows = dict[str, list[Any]]


def lay_out(session: Session, folder: Path) -> None:
    """Lay out a province of communes with bodies, clerks, stand-ins, devices, lines, channels."""
    units: list[Row] = [("A05", ROOT, None, "Tỉnh uỷ", None)]
    clerks: list[Row] = []
    devices: list[Row] = []
    for number, commune in enumerate(COMMUNES, 1):
        code = f"A05.0600{number}"
        units += [
            (code, commune, "A05", "Đảng uỷ xã", "x" if number % 2 else None),
            (f"{code}.01", "Văn phòng", code, "Văn phòng", None),
        ]
        clerks += [
            (code, role, f"Cán bộ {number}{at}", environment, f"Cán bộ {number}9" if at else None)
            for at, (role, environment) in enumerate(ROLES)
            if (number + at) % 4
        ]
        devices.append((code, f"Cán bộ {number}1", "Cá nhân", f"5300000{number}"))
    head = ("Mã định danh", "Tên", "Cấp trên", "Loại", "Đường truyền BML")
    Importer(session, folder, "units")(head, *units)
    head = ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường", "Người thay thế")
    Importer(session, folder, "clerks")(head, *clerks)
    head = ("Mã định danh", "Thuê bao", "Loại thuê bao", "Số hiệu thiết bị")
    Importer(session, folder, "tokens")(head, *devices)
    for version in rows_of(session, tables.unit_version, type="dang-uy-xa")[:3]:
        ways = ((Environment.CLEAR, "axis"), (Environment.SECRET, "paper"))
        set_channels(session, SetChannels(version.unit, ways, START))
        add_rule(session, AddRule(version.unit, RuleDetails("van-thu", "co-yeu"), START))
    for number, version in enumerate(rows_of(session, tables.unit_version, type="dang-uy-xa")):
        _set_terms(session, version.unit, number)


def _set_terms(session: Session, unit: str, number: int) -> None:
    """Give most communes a profile and an exemption, and some a line that is still to come."""
    if number % 3:
        set_profiles(session, SetProfiles(unit, ((Profile.NO_CLEAR, True),), START))
        last = LAST if number % 2 else "2026-04-30"
        decision = f"{number}-KL/TU, 01/07/2025"
        set_exemption(session, SetExemption(unit, SecrecyLevel.MAT, decision, START, last))
    if number == 1:
        for stage, day in ((LineStage.ISSUED, START), (LineStage.INSTALLED, "2025-09-01")):
            set_line(session, SetLine(unit, there=True, on=day, stage=stage))


def plan_row(chance: random.Random) -> Row:
    pick = chance.choice
    before, other = pick([*COMMUNES, *COMMUNES, *NEW]), pick([*COMMUNES, *NEW])
    new, code = pick(NEW), f"A05.0610{chance.randrange(6)}"
    day = pick(DAYS)
    return pick(
        (
            ("Sáp nhập", before, new, code, None, None, None, day),
            ("Nhập vào", before, other, None, None, None, None, day),
            ("Chia tách", before, new, code, None, pick((None, "x")), None, day),
            ("Chuyển một phần", before, other, None, "Một phần", None, None, day),
            ("Giải thể", before, None, None, None, None, None, day),
            ("Đổi tên", before, pick(NAMES), None, None, None, None, day),
            ("Đổi mã", before, None, code, None, None, None, day),
            ("Chuyển", before, pick((ROOT, other)), None, None, None, None, day),
            ("Thành lập", None, new, code, None, None, ROOT, day),
        )
    )  # fmt: skip


@st.composite
def plans(draw: st.DrawFn) -> list[Row]:
    """Draw rows of a plan, a merger of two or a split first: most plans of random rows are refused.

    A unit is split into new ones, or goes on beside one.
    """
    chance = draw(st.randoms(use_true_random=False))
    one, two = chance.sample(COMMUNES, 2)
    day = chance.choice(DAYS)
    merger = [("Sáp nhập", each, NEW[0], "A05.06100", None, None, None, day) for each in (one, two)]
    parts = ((chance.choice((NEW[1], one)), None), (NEW[2], "A05.06104"))
    split = [("Chia tách", one, new, code, None, None, None, day) for new, code in parts]
    rows = [plan_row(chance) for _ in range(draw(st.integers(0, 4)))]
    return draw(st.sampled_from(([*merger, *rows], [*split, *rows], rows or merger)))


def random_answers(asked: Sequence[Asked], chance: random.Random) -> dict[str, str]:
    """Answer some of the questions, and some of what hangs on their units, at random."""
    found = {}
    for question in asked:
        for key in (question.key, *(part.key for part in question.parts)):
            if chance.random() < 0.5:
                found[key] = question.keys[chance.choice(list(question.options))]
    return found


REGISTERS = (
    tables.unit_version, tables.identifier_code, tables.endpoint, tables.holding, tables.stand_in,
    tables.channel, tables.line, tables.unit_profile, tables.exemption, tables.target_rule,
    tables.person, tables.token, tables.task, tables.event_unit,
)  # fmt: skip


def read(session: Session) -> Rows:
    return {table.name: rows_of(session, table) for table in REGISTERS}


def hash_of(session: Session) -> str:
    with session.reading(Anything()) as connection:
        return data_hash(connection)


def held(row: Any, day: str) -> bool:
    return row.from_date <= day and (row.to_date is None or day < row.to_date)


def overlaps(rows: list[Any], *names: str) -> list[Any]:
    """Find rows whose periods overlap that of another row with the same values."""
    found, ends = [], {}
    for row in sorted(rows, key=lambda row: row.from_date):
        if row.to_date is not None and row.to_date <= row.from_date:
            continue
        key = tuple(getattr(row, name) for name in names)
        if key in ends and (ends[key] is None or ends[key] > row.from_date):
            found.append(row)
        ends[key] = row.to_date
    return found


def misplaced(rows: Rows, day: str) -> list[str]:
    """Find units that stand below nobody or below themselves on a day."""
    above = {row.unit: row.parent for row in rows["unit_version"] if held(row, day)}
    found = []
    for unit in above:
        at, seen = unit, set()
        while at is not None and at not in seen and at in above:
            seen.add(at)
            at = above[at]
        if at is not None:
            found.append(unit)
    return found


def rights(rows: Rows, day: str) -> set[tuple[Any, ...]]:
    """Return what each person may do on a day, wherever."""
    places = {
        row.uid: (row.role, row.environment, row.receives, row.sends, row.ceiling)
        for row in rows["endpoint"]
        if held(row, day) and row.state != "closed"
    }
    return {
        (of.person, table, *place)
        for table in ("holding", "stand_in")
        for of in rows[table]
        if held(of, day) and (place := places.get(of.endpoint)) is not None
    }


def followers(rows: Rows, unit: str) -> set[str]:
    """Return a unit and all that came of it, through as many events as there are."""
    sides: dict[str, dict[str, set[str]]] = {}
    for row in rows["event_unit"]:
        sides.setdefault(row.event, {}).setdefault(row.side, set()).add(row.unit)
    found, waiting = {unit}, [unit]
    while waiting:
        one = waiting.pop()
        for side in sides.values():
            if one in side.get("before", ()):
                waiting += side.get("after", set()) - found
                found |= side.get("after", set())
    return found


def duties_lost(before: Rows, after: Rows) -> list[str]:
    """Find what hung on a unit before and hangs neither on a standing one after nor is a task."""
    standing = {row.unit for row in after["unit_version"] if held(row, LAST)}
    names: dict[str, set[str]] = {}
    for version in after["unit_version"]:
        names.setdefault(version.unit, set()).add(version.name)
    told = " ".join(task.subject for task in after["task"])

    def is_task(unit: str) -> bool:
        """A task names the unit, or whoever had it of that one in the meantime."""
        return any(name in told for each in followers(after, unit) for name in names[each])

    kept = rights(after, LAST)
    places = {row.uid: row for row in before["endpoint"]}
    lost = []
    for person, table, *may in sorted(rights(before, START)):
        units = [
            places[of.endpoint].unit
            for of in before[table]
            if of.person == person and places[of.endpoint].role == may[0]
        ]
        if (person, table, *may) not in kept and not any(map(is_task, units)):
            lost.append(f"{table} {person} {may}")
    for name, naming in (("person", "name"), ("token", "serial")):
        lost += [
            f"{name} {getattr(row, naming)}"
            for row in after[name]
            if row.unit not in standing and getattr(row, naming) not in told
        ]
    for name in ("endpoint", "channel", "line", "target_rule"):
        lost += [
            f"{name} stays with a unit that has ended"
            for row in after[name]
            if held(row, LAST) and row.unit not in standing
        ]
        count = sum(held(row, START) and not is_task(row.unit) for row in before[name])
        if sum(held(row, LAST) for row in after[name]) < count:
            lost.append(f"{name}: fewer than before")
    for name, what in (("unit_profile", "profile"), ("exemption", "decision")):
        lost += [
            f"{name} stays with a unit that has ended"
            for row in after[name]
            if held(row, LAST) and row.unit not in standing
        ]
        lost += [
            f"{name} {getattr(row, what)} has gone"
            for row in before[name]
            if held(row, LAST)
            and not is_task(row.unit)
            and (heirs := followers(after, row.unit) & standing)
            and not any(held(other, LAST) for other in after[name] if other.unit in heirs)
        ]
        lost += [f"{name} twice" for _ in overlaps(after[name], "unit", what)]
    moved = {row.serial: row.unit for row in before["token"]}
    lost += [
        f"token {row.serial} changed its unit without a task"
        for row in after["token"]
        if row.unit != moved[row.serial] and row.serial not in told
    ]
    return lost


def keeps_every_rule(session: Session, rows: list[Row], chance: random.Random) -> None:
    """Carry a plan out, its questions answered at random, and take it back; what it leaves is whole
    on every day."""
    before, digest = read(session), hash_of(session)
    file = write_xlsx(session.folder / "phuong-an.xlsx", [HEAD, *rows])
    shown = reorganise(session, Reorganise(file))
    answers = random_answers(shown.questions, chance)
    plan = Reorganise(file, accept_defaults=True, apply=True, answers=answers)
    done = reorganise(session, plan)
    event("refused" if done.run is None else "written")
    if done.run is not None and answers:
        event("written with answers")
    if done.run is None:
        assert done.conflicts
        # A plan is refused for what it says, never because a register did not follow it.
        codes = {problem.code for problem in done.conflicts}
        assert not codes & {"reorganise.landed_twice", "reorganise.lost"}
        assert hash_of(session) == digest
        return
    after = read(session)
    # Taken back first: the next plan begins from here, whatever is found in this one.
    undo(session, Undo(done.run))
    assert hash_of(session) == digest
    assert overlaps(after["unit_version"], "unit") == []
    assert overlaps(after["identifier_code"], "scheme", "value") == []
    for day in ("2025-12-31", "2026-01-01", "2026-03-01", "2026-07-01", LAST):
        assert misplaced(after, day) == []
    assert duties_lost(before, after) == []
    assert rights(after, LAST) <= rights(before, START)
