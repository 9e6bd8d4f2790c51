"""A reorganisation of a day to come moves nothing before: people, devices and tasks wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from desktop.domain.levels import SecrecyLevel
from desktop.domain.problems import Refusal
from desktop.models import tables
from desktop.models.data_hash import data_hash
from desktop.services.history import ReadHistory, history
from desktop.services.reorganising.command import Reorganise, Reorganised
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.routing import Route, route
from desktop.services.session import Session
from desktop.services.undo import Undo, undo
from tests.helpers.importing import Importer, rows_of
from tests.helpers.sessions import Anything
from tests.helpers.surroundings import make_surroundings
from tests.helpers.vaults import make_vault, open_session
from tests.helpers.workbooks import write_xlsx

HEAD = ("Loại", "Đơn vị cũ", "Đơn vị mới", "Ngày hiệu lực")
UNITS = (
    ("A05", "Tỉnh uỷ Mẫu", None, "Tỉnh uỷ"),
    ("A05.06001", "Đảng uỷ xã Sơn Hà", "A05", "Đảng uỷ xã"),
    ("A05.06002", "Đảng uỷ xã Sơn Lâm", "A05", "Đảng uỷ xã"),
    ("A05.06003", "Đảng uỷ xã Sơn Trà", "A05", "Đảng uỷ xã"),
)
# Each session makes uids of its own.
SEEDS = count()
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
THEN = datetime(2027, 1, 5, 3, tzinfo=UTC)
LATER = datetime(2027, 3, 5, 3, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder, _ = make_vault(tmp_path)
    with opened(folder) as session:
        Importer(session, tmp_path, "units")(("Mã định danh", "Tên", "Cấp trên", "Loại"), *UNITS)
        Importer(session, tmp_path, "clerks")(
            ("Mã định danh", "Vai trò", "Họ và tên", "Môi trường"),
            ("A05.06001", "Văn thư", "Nguyễn Văn An", "Bản rõ"),
        )
        Importer(session, tmp_path, "tokens")(
            ("Mã định danh", "Thuê bao", "Loại thuê bao", "Số hiệu thiết bị"),
            ("A05.06001", "Nguyễn Văn An", "Cá nhân", "53A1B2C3"),
        )
    return folder


def opened(folder: Path, now: datetime = NOW) -> Session:
    return open_session(folder, surroundings=make_surroundings(now=now, seed=str(next(SEEDS))))


def plan(session: Session, folder: Path, *rows: Sequence[str]) -> Reorganised:
    file = folder / "phuong-an.xlsx"
    write_xlsx(file, [HEAD, *rows])
    return reorganise(session, Reorganise(file, apply=True))


def where(session: Session) -> dict[str, str]:
    """Return the code of the unit that the person and the device belong to."""
    codes = {row.unit: row.value for row in rows_of(session, tables.identifier_code)}
    (person,), (token,) = rows_of(session, tables.person), rows_of(session, tables.token)
    return {"person": codes[person.unit], "token": codes[token.unit]}


def at(code: str) -> dict[str, str]:
    return {"person": code, "token": code}


def test_what_has_no_period_goes_on_its_day(vault: Path, tmp_path: Path) -> None:
    with opened(vault) as session:
        done = plan(session, tmp_path, ("Nhập vào", "A05.06001", "A05.06002", "01/01/2027"))
        assert done.conflicts == ()
        assert where(session) == at("A05.06001")
    with open_session(vault, read_only=True, surroundings=make_surroundings(now=THEN)) as session:
        # Who only reads moves nothing.
        assert where(session) == at("A05.06001")
        assert session.warnings == ()
    with opened(vault, THEN) as session:
        assert [(each.code, each.values) for each in session.warnings] == [
            ("reorganise.due_moved", {"count": 2}),
        ]
        assert where(session) == at("A05.06002")
        undoable = history(session, ReadHistory()).undo
        assert undoable is not None
        assert (
            undoable.words.message == "What was left for this day moved to the units that took over"
        )
    with opened(vault, LATER) as session:
        assert session.warnings == ()


def test_it_is_undone_before_its_day_and_after(vault: Path, tmp_path: Path) -> None:
    with opened(vault) as session:
        with session.reading(Anything()) as connection:
            before = data_hash(connection)
        done = plan(session, tmp_path, ("Nhập vào", "A05.06001", "A05.06002", "01/01/2027"))
        assert done.run is not None
        undo(session, Undo(done.run))
        with session.reading(Anything()) as connection:
            assert data_hash(connection) == before
        again = plan(session, tmp_path, ("Nhập vào", "A05.06001", "A05.06002", "01/01/2027"))
    assert again.run is not None
    with opened(vault, THEN) as session:
        assert where(session) == at("A05.06002")
        with pytest.raises(Refusal) as refused:
            undo(session, Undo(again.run))
        assert refused.value.problems[0].code == "run.built_upon"
        undo(session, Undo(again.run, with_later=True))
        with session.reading(Anything()) as connection:
            assert data_hash(connection) == before
        assert where(session) == at("A05.06001")


def test_a_plan_made_meanwhile_follows_what_is_to_come(vault: Path, tmp_path: Path) -> None:
    with opened(vault) as session:
        plan(session, tmp_path, ("Nhập vào", "A05.06001", "A05.06002", "01/01/2027"))
        second = plan(session, tmp_path, ("Nhập vào", "A05.06002", "A05.06003", "01/03/2027"))
        assert second.conflicts == ()
        assert second.touched["person"] == 1
        assert second.touched["token"] == 1
        assert where(session) == at("A05.06001")
    with opened(vault, THEN) as session:
        assert where(session) == at("A05.06002")
    with opened(vault, LATER) as session:
        assert where(session) == at("A05.06003")


def test_an_ended_organs_certificate_opens_nothing_for_the_one_that_took_over(
    vault: Path, tmp_path: Path
) -> None:
    with opened(vault) as session:
        units = {row.value: row.unit for row in rows_of(session, tables.identifier_code)}
        rows = {
            tables.person: [
                {"uid": f"p{n}", "name": f"Cán bộ {n}", "clearance": 1, "unit": units[code]}
                for n, code in enumerate(("A05.06001", "A05.06002"))
            ],
            tables.line: [
                {"uid": f"l{n}", "unit": units[code]}
                for n, code in enumerate(("A05.06001", "A05.06002"))
            ],
            tables.endpoint: [
                {
                    "uid": f"e{n}", "unit": units[code], "role": "van-thu-mat",
                    "environment": "mat", "ceiling": 1,
                }
                for n, code in enumerate(("A05.06001", "A05.06002"))
            ],
            tables.holding: [
                {"uid": f"h{n}", "endpoint": f"e{n}", "person": f"p{n}"} for n in range(2)
            ],
            tables.token: [
                {
                    "uid": "organ", "unit": units["A05.06001"], "subscriber": "Đảng uỷ xã Sơn Hà",
                    "subscriber_type": "organ", "purpose": "encrypt", "custody": "handed_over",
                }
            ],
            tables.certificate: [
                {
                    "uid": "c", "token": "organ", "unit": units["A05.06001"], "number": "4A",
                    "purpose": "encrypt", "state": "active",
                }
            ],
        }  # fmt: skip
        with session.unit_of_work(Anything()) as work:
            for table, made in rows.items():
                since = {"from_date": "2025-07-01"} if "from_date" in table.c else {}
                work.insert(table, [{**row, **since} for row in made])

        def arrives(code: str, day: str) -> bool:
            return route(session, Route(code, SecrecyLevel.MAT, as_of=day)).delivered

        assert arrives("A05.06001", "2026-11-30")
        assert not arrives("A05.06002", "2026-11-30")
        done = plan(session, tmp_path, ("Nhập vào", "A05.06001", "A05.06002", "01/11/2026"))
        assert done.conflicts == ()
        (token,) = [row for row in rows_of(session, tables.token) if row.uid == "organ"]
        assert token.unit == units["A05.06002"]
        assert not arrives("A05.06002", "2026-11-30")
