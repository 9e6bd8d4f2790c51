"""`daumoi rules` as a script calls it: given, listed, moved and ended; and `route --type`."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.units import LayOut
from tests.helpers.commands import Run, runner


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on Lạng Sơn's vault."""
    return runner(tmp_path, LayOut("A05", "Tỉnh uỷ Lạng Sơn", "20"), capsys)


def numbers(run: Run, *more: str) -> list[tuple[int, str]]:
    code, listed = run("rules", "list", *more)
    assert code == 0
    rows = listed["result"]["rows"]
    assert listed["result"]["count"] == len(rows)
    return [(row["number"], row["role"]) for row in rows]


def test_rules_are_given_moved_and_ended(run: Run) -> None:
    assert numbers(run) == []
    given = ("rules", "add", "--unit", "A05", "--on", "2025-07-01", "--environment", "ro")
    assert run(*given, "--role", "van-thu", "--types", "bao-cao, cong-van")[0] == 0
    code, done = run(*given, "--role", "lanh-dao-van-phong", "--types", "cong-van,giay-moi")
    assert (code, done["result"]["rows"]) == (0, 1)
    assert numbers(run) == [(1, "van-thu"), (2, "lanh-dao-van-phong")]
    assert numbers(run, "--unit", "A05.01") == numbers(run)
    of = ("--unit", "A05", "--number")
    assert run("rules", "move", *of, "2", "--to", "1", "--on", "2026-01-01")[0] == 0
    assert numbers(run) == [(1, "lanh-dao-van-phong"), (2, "van-thu")]
    assert run("rules", "end", *of, "1", "--on", "2026-06-30")[0] == 0
    assert numbers(run, "--as-of", "2026-06-30") == [(1, "van-thu")]
    assert run("undo", done["result"]["run"])[0] == 1


def test_the_order_of_rules_has_its_day(run: Run) -> None:
    given = ("rules", "add", "--unit", "A05", "--on", "2025-07-01", "--environment", "ro")
    run(*given, "--role", "van-thu", "--types", "bao-cao,cong-van")
    run(*given, "--role", "lanh-dao-van-phong", "--types", "cong-van,giay-moi")
    move = ("rules", "move", "--unit", "A05", "--number", "2", "--on", "2026-01-01", "--to")
    code, answer = run(*move, "3")
    assert (code, answer["problems"][0]["code"]) == (1, "rule.no_such_number")
    assert run(*move, "1")[0] == 0
    route = ("route", "--to", "A05", "--level", "khong-mat", "--type", "cong-van")
    won = {}
    for day in ("2025-12-31", "2026-01-01"):
        steps = run(*route, "--as-of", day)[1]["result"]["steps"]
        won[day] = next(step["message"] for step in steps if step["step"] == "rule")
    assert "Văn thư cơ quan" in won["2025-12-31"]
    assert "Lãnh đạo Văn phòng" in won["2026-01-01"]


def test_rules_that_begin_later_are_marked_and_come_last(run: Run) -> None:
    given = ("rules", "add", "--unit", "A05", "--environment", "ro", "--role")
    run(*given, "van-thu", "--types", "bao-cao", "--on", "2027-02-01")
    run(*given, "lanh-dao-van-phong", "--types", "cong-van", "--on", "2025-07-01")
    code, listed = run("rules", "list", "--as-of", "2026-11-24")
    assert [(row["role"], row["number"], row["later"]) for row in listed["result"]["rows"]] == [
        ("lanh-dao-van-phong", 1, False),
        ("van-thu", 1, True),
    ]
    assert code == 0


def test_what_is_wrong_is_said_with_its_code(run: Run) -> None:
    def refusal(*words: str) -> tuple[int, str]:
        code, answer = run("rules", *words)
        return code, answer["problems"][0]["code"]

    add = ("add", "--unit", "A05", "--role")
    assert refusal(*add, "tho") == (1, "endpoint.role_unknown")
    assert refusal(*add, "van-thu", "--types", "tho") == (1, "rule.type_unknown")
    assert refusal(*add, "van-thu", "--from", "Z99") == (1, "unit.code_unknown")
    assert refusal("end", "--unit", "A05", "--number", "1") == (1, "rule.no_such_number")


def test_a_route_asks_by_type_and_sender(run: Run) -> None:
    run("rules", "add", "--unit", "A05", "--role", "van-thu", "--types", "bao-cao")
    route = ("route", "--to", "A05.01", "--level", "khong-mat")
    _, plain = run(*route)
    assert "rule" not in [step["step"] for step in plain["result"]["steps"]]
    assert plain["result"]["sending"] is None
    code, asked = run(*route, "--type", "bao-cao", "--from", "A05")
    assert code == 1
    assert "rule" in [step["step"] for step in asked["result"]["steps"]]
    assert asked["result"]["document_type"] == "bao-cao"
    assert (asked["result"]["sending"]["unit"], asked["result"]["sending"]["sends"]) == (
        "Tỉnh uỷ Lạng Sơn",
        False,
    )
    code, wrong = run(*route, "--type", "tho")
    assert (code, wrong["problems"][0]["code"]) == (1, "rule.type_unknown")
