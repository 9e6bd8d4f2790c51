"""Lists on a real encrypted vault: a day, a subtree, words, the first rows and the count of all."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.entry import main
from desktop.cli.table import table, width
from desktop.domain.problems import Refusal
from desktop.models import listing, tables, unit_reader
from desktop.services.lists import Listing, ListRows, list_rows
from desktop.services.session import Session
from desktop.services.units import LayOut, lay_out
from tests.helpers.sessions import Anything
from tests.helpers.vaults import PASSPHRASE, new_vault


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Đồng Nai with some clerks and tokens, one unit without a code and one of another scheme."""
    with new_vault(tmp_path / "v") as opened:
        lay_out(opened, LayOut("A19", "Tỉnh uỷ Đồng Nai", "75"))
        with opened.unit_of_work(Anything()) as work:
            (office,) = unit_reader.resolve_code(work.connection, "A19.01", "2026-01-01")
            (root,) = unit_reader.resolve_code(work.connection, "A19", "2026-01-01")
            _fill(work, office, root)
        yield opened


def _fill(work: Any, office: str, root: str) -> None:
    begin = {"from_date": "2025-07-01"}
    work.insert(tables.unit, [{"uid": "club"}, {"uid": "hall"}, {"uid": "old"}])
    work.insert(
        tables.unit_version,
        [
            {"uid": "v1", "unit": "club", "name": "Câu lạc bộ Hưu trí", "parent": root, **begin},
            {"uid": "v2", "unit": "hall", "name": "Nhà khách", "parent": "club", **begin},
            {"uid": "v3", "unit": "old", "name": "Ban Dân vận", "parent": root,
             "from_date": "2025-07-01", "to_date": "2025-09-01"},
        ],
    )  # fmt: skip
    work.insert(
        tables.identifier_code,
        [
            {"uid": "c1", "unit": "hall", "scheme": "noi-bo", "value": "NK", **begin},
            {"uid": "c2", "unit": "old", "scheme": "qd20", "value": "A19.12",
             "from_date": "2025-07-01", "to_date": "2025-09-01"},
            {"uid": "c3", "unit": office, "scheme": "qcvn102", "value": "000.00.01.A19", **begin},
            {"uid": "c4", "unit": office, "scheme": "qd20", "value": "A19.99", **begin},
        ],
    )  # fmt: skip
    names = ["Đỗ Thử", "Ấn Thử", "Dương Thử", "An Thử", "Ân Thử"]
    people = [
        {"uid": f"p{i}", "unit": office, "name": name, "clearance": 1 if i == 0 else None}
        for i, name in enumerate(names)
    ]
    work.insert(tables.person, people)
    clerk = {"unit": office, "environment": "ro", **begin}
    work.insert(
        tables.endpoint,
        [
            {"uid": "e1", "role": "van-thu", "account": "vt.vp", **clerk},
            {"uid": "e2", "role": "van-thu-mat", **clerk, "environment": "mat", "ceiling": 2},
            {"uid": "e3", "role": "van-thu", "unit": "club", "environment": "ro", **begin},
            {"uid": "e4", "role": "van-thu", "unit": "old", "environment": "ro", **begin},
        ],
    )
    work.insert(
        tables.holding,
        [
            {"uid": "h1", "endpoint": "e1", "person": "p0", "from_date": "2025-07-01",
             "to_date": "2026-01-01"},
            {"uid": "h2", "endpoint": "e1", "person": "p1", "from_date": "2026-01-01"},
        ],
    )  # fmt: skip
    thing = {"subscriber_type": "person", "purpose": "sign", "custody": "stock"}
    work.insert(
        tables.token,
        [
            {"uid": "t1", "serial": "0B", "subscriber": "Đỗ Thử", "unit": office, **thing},
            {"uid": "t2", "serial": None, "subscriber": "An Thử", **thing},
            {"uid": "t3", "serial": "0A", "subscriber": "Ấn Thử", "unit": "club", **thing},
        ],
    )
    work.insert(
        tables.task,
        [
            {"uid": "k1", "unit": office, "kind": "reorganise.token", "subject": "Thu hồi thiết bị",
             "opened_on": "2026-01-01", "closed_on": "2026-03-01"},
            {"uid": "k2", "kind": "split", "subject": "Chia đơn vị", "opened_on": "2026-02-01"},
        ],
    )  # fmt: skip


def listed(session: Session, kind: str, **how: Any) -> Listing:
    return list_rows(session, ListRows(kind, **how))


def values(found: Listing, name: str) -> list[Any]:
    return [getattr(row, name) for row in found.rows]


def test_units_come_in_the_order_of_the_tree_then_those_without_a_code(session: Session) -> None:
    found = listed(session, "units", as_of="2026-01-01")
    codes = values(found, "code")
    assert found.count == len(codes) == 12 + 95 * 4 + 2
    assert codes[:3] == ["A19", "A19.01", "A19.02"]
    assert codes[:-2] == sorted(codes[:-2])
    assert codes[-2:] == [None, "NK"]
    assert values(found, "name")[-2:] == ["Câu lạc bộ Hưu trí", "Nhà khách"]
    assert values(found, "parent")[-2:] == ["A19", "Câu lạc bộ Hưu trí"]
    # The office has two codes of one scheme: it is one row, under the first.
    assert "A19.99" not in codes


@pytest.mark.parametrize("limit", [1, 381, 392, 393, 394, 395, 1000])
def test_the_first_rows_are_those_of_the_whole(session: Session, limit: int) -> None:
    whole = listed(session, "units", as_of="2026-01-01")
    first = listed(session, "units", as_of="2026-01-01", limit=limit)
    assert first.rows == whole.rows[:limit]
    assert first.count == whole.count


def test_each_day_has_its_names(session: Session) -> None:
    before = listed(session, "units", as_of="2026-04-29", search="loc ninh")
    after = listed(session, "units", as_of="2026-04-30", search="loc ninh")
    assert values(before, "name") == ["Đảng uỷ xã Lộc Ninh"]
    assert values(after, "name") == ["Đảng uỷ phường Lộc Ninh"]
    assert values(before, "uid") == values(after, "uid")
    assert values(before, "to_date") == ["2026-04-30"]
    assert listed(session, "units", as_of="2025-06-30").count == 0
    assert "Ban Dân vận" in values(listed(session, "units", as_of="2025-08-31"), "name")
    assert "Ban Dân vận" not in values(listed(session, "units", as_of="2025-09-01"), "name")


def test_without_a_day_it_is_today(session: Session) -> None:
    assert listed(session, "units", limit=1).as_of == "2026-11-24"
    assert values(listed(session, "units", limit=1), "name") == ["Thành uỷ Đồng Nai"]


def test_search_goes_without_tones_and_by_beginnings(session: Session) -> None:
    found = listed(session, "units", search="DANG UY phuong bien", as_of="2026-11-24")
    assert "Đảng uỷ phường Biên Hòa" in values(found, "name")
    assert found.count == len(found.rows)
    assert listed(session, "units", search="ong uy").count == 0
    by_code = listed(session, "units", search="A19.25270")
    assert values(by_code, "code")[0] == "A19.25270"
    assert values(listed(session, "clerks", search="an thu"), "uid") == ["e1"]
    assert values(listed(session, "tokens", search="0a"), "uid") == ["t3"]
    assert values(listed(session, "people", search="do thu"), "name") == ["Đỗ Thử"]


@pytest.mark.parametrize("kind", ["units", "clerks", "tokens", "people"])
def test_a_search_with_many_matches_counts_and_finds_the_same_as_one_with_few(
    session: Session, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    words = {"units": "ban", "clerks": "v", "tokens": "a", "people": "thu"}[kind]
    for day in ("2025-08-31", "2026-01-01", "2025-06-30"):
        few = listed(session, kind, search=words, as_of=day)
        monkeypatch.setattr(listing, "FEW", 0)
        many = listed(session, kind, search=words, as_of=day)
        assert sorted(values(many, "uid")) == sorted(values(few, "uid"))
        assert many.count == few.count == len(few.rows)
        first = listed(session, kind, search=words, as_of=day, limit=2)
        assert first.rows == many.rows[:2]
        assert first.count == few.count
        monkeypatch.undo()


def test_many_matches_come_as_they_were_entered(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", 4)
    names = ["Đỗ Thử", "Ấn Thử", "Dương Thử", "An Thử", "Ân Thử"]
    assert values(listed(session, "people", search="thu"), "name") == names


@pytest.mark.parametrize("kind", ["units", "codes", "clerks", "tokens", "people"])
def test_the_first_rows_under_a_unit_and_the_count_of_all(session: Session, kind: str) -> None:
    whole = listed(session, kind, under="A19", as_of="2026-01-01")
    first = listed(session, kind, under="A19", as_of="2026-01-01", limit=1)
    assert first.rows == whole.rows[:1]
    assert first.count == whole.count == len(whole.rows) > 1


def test_a_search_that_says_nothing_finds_nothing_and_an_empty_one_is_none(
    session: Session,
) -> None:
    assert listed(session, "units", search="?!").count == 0
    assert listed(session, "units", search=" ").count == listed(session, "units").count


def test_under_a_unit(session: Session) -> None:
    found = listed(session, "units", under="A19.25270")
    assert values(found, "code") == [
        "A19.25270",
        "A19.25270.01",
        "A19.25270.02",
        "A19.25270.03",
    ]
    assert found.count == 4
    assert listed(session, "units", under=" A19 ").count == listed(session, "units").count
    assert values(listed(session, "units", under="NK"), "name") == ["Nhà khách"]
    assert values(listed(session, "tokens", under="000.00.01.A19"), "uid") == ["t1"]
    assert values(listed(session, "clerks", under="A19.01"), "uid") == ["e1", "e2"]
    assert values(listed(session, "tasks", under="A19.01", as_of="2026-02-01"), "uid") == ["k1"]


@pytest.mark.parametrize(
    ("kind", "under", "code"),
    [
        ("units", "A20", "unit.code_unknown"),
        ("runs", "A19", "list.without_unit"),
        ("bundles", "A19", "list.without_unit"),
    ],
)
def test_refusals(session: Session, kind: str, under: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        listed(session, kind, under=under)
    assert caught.value.problems[0].code == code


def test_a_code_of_two_units_is_refused_with_how_many(session: Session) -> None:
    with session.unit_of_work(Anything()) as work:
        clash = {"scheme": "noi-bo", "value": "A19", "from_date": "2026-01-01"}
        work.insert(tables.identifier_code, [{"uid": "c9", "unit": "club", **clash}])
    with pytest.raises(Refusal) as caught:
        listed(session, "units", under="A19")
    assert caught.value.problems[0].code == "unit.code_clash"
    assert caught.value.problems[0].values["count"] == 2
    assert listed(session, "units", under="A19", as_of="2025-12-31").count > 0


def test_codes(session: Session) -> None:
    found = listed(session, "codes", as_of="2026-01-01")
    assert found.count == len(found.rows) == 12 + 95 * 4 + 3
    assert [(r.scheme, r.value, r.unit) for r in found.rows[:3]] == [
        ("noi-bo", "NK", "Nhà khách"),
        ("qcvn102", "000.00.01.A19", "Văn phòng Tỉnh uỷ"),
        ("qd20", "A19", "Tỉnh uỷ Đồng Nai"),
    ]
    assert set(values(found, "state")) == {"planned"}


def test_clerks_with_who_holds_them_on_the_day(session: Session) -> None:
    found = listed(session, "clerks", as_of="2026-01-01")
    assert [(r.uid, r.code, r.unit, r.person, r.ceiling) for r in found.rows] == [
        ("e1", "A19.01", "Văn phòng Tỉnh uỷ", "Ấn Thử", 0),
        ("e2", "A19.01", "Văn phòng Tỉnh uỷ", None, 2),
        # A unit that is no more has no name on the day, its endpoint is there all the same.
        ("e4", None, None, None, 0),
        ("e3", None, "Câu lạc bộ Hưu trí", None, 0),
    ]
    assert found.count == 4
    assert values(listed(session, "clerks", as_of="2025-12-31", limit=1), "person") == ["Đỗ Thử"]


def test_tokens_by_serial_and_people_by_their_alphabet(session: Session) -> None:
    assert values(listed(session, "tokens"), "uid") == ["t3", "t1", "t2"]
    assert values(listed(session, "tokens"), "unit") == ["Câu lạc bộ Hưu trí", "A19.01", None]
    names = ["An Thử", "Ân Thử", "Ấn Thử", "Dương Thử", "Đỗ Thử"]
    assert values(listed(session, "people"), "name") == names
    assert values(listed(session, "people", limit=2), "name") == names[:2]
    assert listed(session, "people", limit=2).count == 5


def test_tasks_open_on_the_day_and_runs_newest_first(session: Session) -> None:
    assert values(listed(session, "tasks", as_of="2026-02-01"), "uid") == ["k1", "k2"]
    assert values(listed(session, "tasks", as_of="2026-03-01"), "uid") == ["k2"]
    assert values(listed(session, "tasks", as_of="2026-02-01", search="thu hoi"), "uid") == ["k1"]
    runs = listed(session, "runs")
    assert values(runs, "number") == sorted(values(runs, "number"), reverse=True)
    assert values(listed(session, "runs", search="init"), "command") == ["init"]
    assert listed(session, "bundles").rows == ()


def test_a_cycle_in_the_tree_ends(session: Session) -> None:
    with session.unit_of_work(Anything()) as work:
        work.update(tables.unit_version, [{"uid": "v1", "parent": "hall"}])
    assert listed(session, "units", under="NK").count == 2


def test_the_command(tmp_path: Path, session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    secret.chmod(0o600)
    session.close()
    start = ["--vault", str(tmp_path / "v"), "--passphrase-file", str(secret)]

    assert main([*start, "list", "units", "--limit", "2", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    rows = answer["result"]["rows"]
    assert answer["result"]["count"] == 394
    assert {"uid", "code", "name", "type", "parent", "from", "to"} <= rows[0].keys()
    assert [row["code"] for row in rows] == ["A19", "A19.01"]

    assert main([*start, "list", "tokens", "--json"]) == 0
    token = json.loads(capsys.readouterr().out)["result"]["rows"][0]
    assert {"uid", "serial", "label", "model", "subscriber", "state"} <= token.keys()

    assert main([*start, "list", "clerks", "--as-of", "2026-01-01"]) == 0
    shown = capsys.readouterr().out
    assert "Văn thư mật" in shown
    assert "Tối mật" in shown
    assert "4 trên 4 dòng" in shown

    assert main([*start, "list", "tasks", "--as-of", "2026-02-15"]) == 0
    told = capsys.readouterr().out
    assert "eToken" in told
    assert "reorganise" not in told
    assert main([*start, "list", "units", "--as-of", "2026-02-30"]) == 2
    assert main([*start, "list", "units", "--limit", "0"]) == 2
    assert main([*start, "list", "unicorns"]) == 2
    assert main([*start, "list", "units", "--under", "A20"]) == 1


def test_columns_stand_under_each_other_for_composed_decomposed_and_wide_letters() -> None:
    decomposed = unicodedata.normalize("NFD", "Uỷ ban")
    lines = table(["Tên", "Mã"], [["Uỷ ban", "1"], [decomposed, "2"], ["ＡＢ", "3"], ["", "4"]])
    assert [width(line.removesuffix(line[-1])) for line in lines[2:]] == [8, 8, 8, 8]
    (_, _, cut) = table(["Tên"], [["dài " * 40]])
    assert width(cut) == 60
    assert cut.endswith("…")
