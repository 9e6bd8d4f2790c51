"""`daumoi erase-person` as a script calls it, and what the next bundle tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.models import bundle_changes
from desktop.models.tables import endpoint, holding, identifier_code
from desktop.services.edit_people import add_person
from desktop.services.endpoint_edits import AddPerson, PersonDetails
from desktop.services.erase_person import ErasePerson, erase_person
from desktop.services.session import Session
from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner
from tests.helpers.importing import one_row
from tests.helpers.sessions import Anything
from tests.helpers.vaults import open_session

NAME = "Lường Thị Thử Nghiệm"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(tmp_path, LayOut("A05", "Tỉnh uỷ Lạng Sơn", "20"), capsys)


def added(session: Session, name: str, unit: str | None = None) -> str:
    details = PersonDetails(name, "Văn thư", "0900 111 222", "thu.lt@mau.vn", unit=unit)
    return str(add_person(session, AddPerson(details)).uid)


def test_it_is_done_once_it_is_meant(run: Run, tmp_path: Path) -> None:
    with open_session(tmp_path / "vault") as session:
        unit = one_row(session, identifier_code, value="A05").unit
        uid = added(session, NAME, unit)
        with session.unit_of_work(Anything()) as work:
            end = {"unit": unit, "role": "van-thu", "environment": "ro", "from_date": "2025-07-01"}
            work.insert(endpoint, [{"uid": "e", **end}])
            days = {"from_date": "2025-07-01", "to_date": "2026-01-01"}
            work.insert(holding, [{"uid": "h", "endpoint": "e", "person": uid, **days}])
    before = run("vault", "check")[1]["result"]["data_hash"]
    code, answer = run("erase-person", uid, "--why", "Đơn đề nghị")
    assert (code, answer["problems"][0]["code"]) == (1, "person.erase_unconfirmed")
    assert answer["problems"][0]["message"].count(f"{NAME}, Văn thư, Tỉnh uỷ Lạng Sơn (A05)") == 1
    shown = answer["result"]
    assert (shown["name"], shown["unit"], shown["post"]) == (
        NAME, "Tỉnh uỷ Lạng Sơn (A05)", "Văn thư",
    )  # fmt: skip
    (held,) = shown["held"]
    assert held.endswith(", Tỉnh uỷ Lạng Sơn (01/07/2025–31/12/2025)")
    assert run("vault", "check")[1]["result"]["data_hash"] == before
    code, answer = run("erase-person", uid, "--why", "Đơn đề nghị", "--yes")
    assert (code, answer["result"]["name"]) == (0, f"đã xoá {uid[:8]}")
    assert answer["result"]["changes"] == 1
    assert run("journal", "verify")[1]["result"]["intact"]
    assert run("vault", "check")[1]["result"]["whole"]
    assert run("list", "people", "--search", NAME)[1]["result"]["count"] == 0
    code, answer = run("undo", answer["result"]["run"])
    assert (code, answer["problems"][0]["code"]) == (1, "run.erasing")
    code, answer = run("erase-person", uid, "--why", "Đơn đề nghị", "--yes")
    assert (code, answer["problems"][0]["code"]) == (1, "person.already_erased")


def test_the_next_bundle_tells_it(run: Run, tmp_path: Path) -> None:
    with open_session(tmp_path / "vault") as session:
        sent = added(session, NAME)
        with session.reading(Anything()) as connection:
            last = len(connection.exec_driver_sql("SELECT number FROM run").all())
        later = added(session, "Vàng Thị Sau")
        for uid in (sent, later):
            erase_person(session, ErasePerson(uid, "Đơn đề nghị"))
        with session.reading(Anything()) as connection:
            told = {each.uid: each for each in bundle_changes.changes(connection, last)}
            whole = {each.uid: each for each in bundle_changes.changes(connection, last - 1)}
    assert (told[sent].change, told[sent].fields) == ("changed", ("mail", "name", "phone", "post"))
    # Who was written down and erased since the last bundle is new to the other side.
    assert told[later].change == whole[sent].change == "added"
