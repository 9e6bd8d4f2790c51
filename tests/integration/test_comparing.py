"""Two days beside each other: what began, ended and changed, and by which event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import resources
from desktop.cli.entry import main
from desktop.domain.problems import Refusal
from desktop.models import tables
from desktop.services.comparing import CompareDates, Comparison, Difference, Fate, compare_dates
from desktop.services.reorganising.command import Reorganise
from desktop.services.reorganising.reorganise import reorganise
from desktop.services.session import Session
from tests.helpers.changing import apply_changes, import_units
from tests.helpers.sessions import Anything
from tests.helpers.surroundings import vietnamese
from tests.helpers.vaults import PASSPHRASE, new_vault

_ = vietnamese()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_vault(tmp_path / "vault") as opened:
        import_units(opened, tmp_path)
        apply_changes(opened, tmp_path)
        yield opened


def by_name(found: Comparison) -> dict[str, Difference]:
    rows = {row.name: row for row in found.rows}
    assert len(rows) == len(found.rows)
    return rows


def test_what_began_ended_and_changed_with_its_event(session: Session) -> None:
    found = compare_dates(session, CompareDates("2025-12-31", "2026-11-24"))
    assert (found.units_first, found.units_second) == (7, 5)
    assert found.counts == {Fate.BEGAN: 2, Fate.ENDED: 4, Fate.CHANGED: 2}
    told = {row.name: (row.fate.value, row.code, row.day, row.words(_)) for row in found.rows}
    assert told == {
        "Đảng uỷ xã Sơn Hà":
            ("ended", "A05.06001", "2026-01-01",
             "Sáp nhập vào Đảng uỷ xã Hà Lâm; nay là Đảng uỷ xã Hà Đông (A05.06013)"),
        "Đảng uỷ xã Sơn Lâm":
            ("ended", "A05.06002", "2026-01-01",
             "Sáp nhập vào Đảng uỷ xã Hà Lâm; nay là Đảng uỷ xã Hà Đông (A05.06013)"),
        "Đảng uỷ phường Sơn Trà":
            ("changed", "A05.06003", "2026-02-01",
             "Đổi tên từ “Đảng uỷ xã Sơn Trà” thành “Đảng uỷ phường Sơn Trà”; "
             "loại Đảng uỷ xã đổi thành Đảng uỷ phường"),
        "Đảng uỷ xã Sơn Tây":
            ("ended", "A05.06004", "2026-03-01", told["Đảng uỷ xã Sơn Tây"][3]),
        "Đảng uỷ xã Tây":
            ("began", "A05.06012", "2026-03-01", "Tách ra từ Đảng uỷ xã Sơn Tây (A05.06004)"),
        "Đảng uỷ xã Hà Đông":
            ("began", "A05.06013", "2026-06-01", told["Đảng uỷ xã Hà Đông"][3]),
        "Văn phòng":
            ("changed", "A05.06013.01", "2026-06-01",
             "Chuyển từ Đảng uỷ xã Sơn Hà (A05.06001) sang Đảng uỷ xã Hà Đông (A05.06013); "
             "mã A05.06001.01 thành A05.06013.01"),
        "Ban Cán sự đảng": ("ended", "A05.07", "2026-04-01", "Giải thể"),
    }  # fmt: skip
    for name, parts in (
        ("Đảng uỷ xã Sơn Tây", ("Chia tách thành", "Đảng uỷ xã Tây (A05.06012)", "xã Đông")),
        ("Đảng uỷ xã Hà Đông", ("Sáp nhập từ", "Đảng uỷ xã Đông", "Đảng uỷ xã Hà Lâm")),
    ):
        assert all(part in told[name][3] for part in parts)
    rows = by_name(found)
    assert rows["Ban Cán sự đảng"].cause is not None
    assert rows["Ban Cán sự đảng"].cause.basis == "NQ 4"
    assert rows["Đảng uỷ xã Sơn Hà"].parent == "Tỉnh uỷ Mẫu"


def test_a_day_begins_with_what_happens_on_it(session: Session) -> None:
    assert compare_dates(session, CompareDates("2026-01-01", "2026-01-31")).rows == ()
    found = compare_dates(session, CompareDates("2025-12-31", "2026-01-01"))
    assert found.counts == {Fate.BEGAN: 1, Fate.ENDED: 2, Fate.CHANGED: 1}
    same = compare_dates(session, CompareDates("2026-01-01", "2026-01-01"))
    assert (same.rows, same.units_first, same.units_second) == ((), 6, 6)
    with pytest.raises(Refusal) as refused:
        compare_dates(session, CompareDates("2026-01-02", "2026-01-01"))
    assert refused.value.problems[0].code == "compare.days_reversed"


def test_what_no_event_did_has_the_day_of_its_version_or_code(session: Session) -> None:
    found = compare_dates(session, CompareDates("2025-01-01", "2025-07-01"))
    assert found.counts == {Fate.BEGAN: 7, Fate.ENDED: 0, Fate.CHANGED: 0}
    assert {(row.day, row.cause, row.words(_)) for row in found.rows} == {
        ("2025-07-01", None, "Bắt đầu")
    }
    with session.unit_of_work(Anything()) as work:
        (uid,) = [row.uid for row in found.rows if row.code == "A05"]
        more = {"unit": uid, "scheme": "noi-bo", "value": "TU", "from_date": "2026-07-07"}
        work.insert(tables.identifier_code, [{"uid": work.new_uid(), **more}])
    row = by_name(compare_dates(session, CompareDates("2026-07-01", "2026-08-01")))["Tỉnh uỷ Mẫu"]
    assert (row.day, row.cause, row.words(_)) == ("2026-07-07", None, "Mã — thành TU")


def test_below_a_unit_what_went_into_it_counts_too(session: Session) -> None:
    command = CompareDates("2026-05-31", "2026-06-01", under="A05.06013")
    found = compare_dates(session, command)
    assert (found.units_first, found.units_second) == (3, 2)
    assert set(by_name(found)) == {
        "Đảng uỷ xã Hà Đông", "Đảng uỷ xã Hà Lâm", "Đảng uỷ xã Đông", "Văn phòng",
    }  # fmt: skip
    (uid,) = [row.uid for row in found.rows if row.name == "Đảng uỷ xã Hà Đông"]
    same = CompareDates(command.first, command.second, unit=uid)
    assert compare_dates(session, same) == found
    other = compare_dates(session, CompareDates("2026-05-31", "2026-06-01", under="A05.06012"))
    assert (other.rows, other.units_first, other.units_second) == ((), 1, 1)
    with pytest.raises(Refusal) as refused:
        compare_dates(session, CompareDates("2026-05-31", "2026-06-01", under="A05.99"))
    assert refused.value.problems[0].code == "unit.code_unknown"


def test_the_whole_reform(tmp_path: Path) -> None:
    with new_vault(tmp_path / "v") as session:
        table = resources.path("places", "communes_old_to_new.csv")
        reorganise(session, Reorganise(table, accept_defaults=True, apply=True))
        found = compare_dates(session, CompareDates("2025-06-30", "2025-07-01"))
        assert (found.units_first, found.units_second) == (63 + 696 + 10_035, 34 + 3_321)
        counts = found.counts
        assert found.units_first - counts[Fate.ENDED] == found.units_second - counts[Fate.BEGAN]
        assert all(row.cause is not None for row in found.rows)
        bac_ninh = compare_dates(session, CompareDates("2025-06-30", "2025-07-01", under="24"))
        # Two provinces, their districts and communes.
        names = [row.name for row in bac_ninh.rows if row.fate is Fate.ENDED]
        assert {"Tỉnh Bắc Giang", "Tỉnh Bắc Ninh", "Huyện Lục Ngạn", "Huyện Gia Bình"} <= set(names)
        assert bac_ninh.units_second == 100
        assert "Huyện Hữu Lũng" not in names


def test_by_command(session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    secret.chmod(0o600)
    session.close()
    start = ["--vault", str(session.folder), "--passphrase-file", str(secret)]
    days = ["--from", "2025-12-31", "--to", "2026-11-24"]
    assert main([*start, "--json", "compare", *days, "--under", "A05"]) == 0
    result = json.loads(capsys.readouterr().out)["result"]
    assert result["counts"] == {"began": 2, "ended": 4, "changed": 2}
    assert result["units"] == {"from": 7, "to": 5}
    office = next(row for row in result["rows"] if row["after"] and row["before"]
                  and row["after"]["name"] == "Văn phòng")  # fmt: skip
    assert office["event"]["kind"] == "move"
    assert [change["what"] for change in office["changes"]] == ["parent", "codes"]
    assert office["before"]["codes"] == [{"scheme": "qd20", "value": "A05.06001.01"}]

    assert main([*start, "compare", *days]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == (
        "31/12/2025: 7 đơn vị; 24/11/2026: 5 đơn vị. 2 bắt đầu, 4 kết thúc, 2 thay đổi."
    )
    assert "Giải thể" in out
    assert main([*start, "--json", "compare", "--from", "2026-01-02", "--to", "2026-01-01"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "compare.days_reversed"
    assert main([*start, "--json", "compare", "--from", "2026-01-02"]) == 2
