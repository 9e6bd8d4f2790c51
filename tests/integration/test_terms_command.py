"""`exempt`, `profile` and `line` by command."""

from __future__ import annotations

import pytest

from tests.integration.test_routing_command import Run, run

__all__ = ["run"]

EXEMPT = ("exempt", "--unit", "A11.01", "--json")
DECISION = ("--decision", "12-KL/TU, 01/10/2026")


def codes(answer: dict[str, object]) -> list[str]:
    problems = answer["problems"]
    assert isinstance(problems, list)
    return [problem["code"] for problem in problems]


def test_a_unit_is_exempt_and_no_more(run: Run) -> None:
    exit_code, answer = run(*EXEMPT, "--level", "khong-mat", *DECISION, "--until", "2099-12-31")
    assert exit_code == 0
    assert answer["result"]["rows"] == 1
    exit_code, found = run("coverage", "--json")
    assert (found["result"]["uncovered"], found["result"]["exempt"]) == (0, 1)
    (excused,) = found["result"]["excused"]
    assert (excused["code"], excused["until"]) == ("A11.01", "2099-12-31")
    assert excused["decision"] == DECISION[1]
    exit_code, told = run("coverage")
    assert "A11.01  Đảng uỷ xã Mẫu: theo 12-KL/TU, 01/10/2026, đến hết ngày 31/12/2099" in told
    exit_code, answer = run(*EXEMPT, "--end", "2099-01-01")
    assert (exit_code, answer["result"]["rows"]) == (0, 1)
    exit_code, answer = run(*EXEMPT, "--end", "2099-06-01")
    assert (exit_code, codes(answer)) == (1, ["exemption.unknown"])


def test_an_exemption_without_decision_or_end_is_refused(run: Run) -> None:
    exit_code, answer = run(*EXEMPT, "--until", "2099-12-31")
    assert (exit_code, codes(answer)) == (1, ["exemption.no_decision"])
    exit_code, answer = run(*EXEMPT, *DECISION)
    assert (exit_code, codes(answer)) == (1, ["exemption.no_end"])
    exit_code, answer = run(*EXEMPT, *DECISION, "--end", "2099-12-31")
    assert exit_code == 2


def test_the_end_of_an_exemption_is_one_day_alone(run: Run) -> None:
    assert run(*EXEMPT, *DECISION, "--from", "2026-06-01", "--until", "2099-12-31")[0] == 0
    exit_code, answer = run(*EXEMPT, "--end", "2026-01-01", "--from", "2026-06-01")
    assert (exit_code, codes(answer)) == (2, ["usage.wrong"])
    assert run(*EXEMPT, "--end", "2026-01-01", "--until", "2027-01-01")[0] == 2
    for day in ("2026-01-01", "2026-06-01"):
        assert run(*EXEMPT, "--end", day)[0] == 1
    assert run(*EXEMPT, "--end", "2026-06-02")[0] == 0


def test_a_profile_of_a_branch_is_set_and_ended(run: Run) -> None:
    below = ("profile", "--unit", "A11", "--profile", "no-clear", "--below", "--json")
    exit_code, answer = run(*below)
    assert (exit_code, answer["result"]["units"]) == (0, 2)
    exit_code, found = run("coverage", "--json")
    # Nobody is on the secret network: not secret documents are asked there, and both are gaps.
    assert found["result"]["uncovered"] == 2
    assert {gap["environment"] for gap in found["result"]["missing"]} == {"mat"}
    (clear,) = [
        cell
        for cell in found["result"]["cells"]
        if (cell["level"], cell["environment"], cell["direction"]) == ("khong-mat", "ro", "receive")
    ]
    assert clear["exempt"] == 2
    exit_code, told = run("check", "--rule", "profile.in_clear", "--json")
    assert len(told["result"]["findings"]) == 2
    exit_code, told = run("coverage")
    assert "2" in told
    exit_code, answer = run(*below, "--end")
    assert answer["result"]["units"] == 2


def test_a_profile_does_not_end_before_it_begins(run: Run) -> None:
    profile = ("profile", "--unit", "A11", "--profile", "no-clear", "--json", "--from")
    assert run(*profile, "2026-06-01")[0] == 0
    exit_code, answer = run(*profile, "2026-05-01", "--end")
    assert (exit_code, codes(answer)) == (1, ["endpoint.ends_too_early"])
    assert run(*profile, "2026-06-01", "--end")[1]["result"]["units"] == 1


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "asked",
    [
        (*EXEMPT, *DECISION, "--until"),
        ("check", "--as-of"),
        ("coverage", "--since"),
        ("profile", "--unit", "A11", "--profile", "no-clear", "--from"),
        ("rules", "add", "--unit", "A11", "--role", "van-thu", "--on"),
        ("route", "--to", "A11", "--level", "mat", "--as-of"),
    ],
)
def test_a_day_of_no_sense_is_a_wrong_command_line(
    run: Run, asked: tuple[str, ...], day: str
) -> None:
    assert run(*asked, day)[0] == 2


def test_the_first_and_the_last_day_of_sense_are_taken(run: Run) -> None:
    assert run(*EXEMPT, *DECISION, "--until", "2199-12-31")[0] == 0
    for day in ("1900-01-01", "2199-12-31"):
        assert run("check", "--as-of", day)[0] in (0, 1)
        assert run("coverage", "--as-of", day)[0] == 0


def test_a_line_comes_to_its_stages(run: Run) -> None:
    line = ("line", "--unit", "A11", "--json")
    assert run(*line, "--stage", "installed", "--from", "2026-01-01")[0] == 0
    exit_code, answer = run("route", "--to", "A11", "--level", "mat", "--json")
    assert exit_code == 1
    assert run(*line, "--stage", "connected", "--from", "2026-02-01")[0] == 0
    exit_code, answer = run(*line, "--stage", "received", "--from", "2026-01-15")
    assert (exit_code, codes(answer)) == (1, ["line.begins_later"])
    assert run(*line, "--end", "--from", "2026-03-01")[0] == 0
    assert run("line", "--unit", "A11", "--json")[0] == 2
