"""The steps that tokens and certificates may take, and 10⁴ lives of random moves (10⁶: soak)."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from desktop import resources
from desktop.domain.custody import CERTIFICATE_LABELS, CUSTODY_LABELS
from desktop.domain.lifecycle import (
    Lifecycle,
    Told,
    broken,
    certificate_problem,
    custody_problem,
    holder_problem,
    lifecycle,
    moved,
)

TODAY = "2026-11-24"
PEOPLE = ("Nguyễn Văn An", "Ân Thị Bình", "Đỗ Văn Cường")


@pytest.fixture(scope="module")
def life() -> Lifecycle:
    return lifecycle(resources.toml("tokens", "lifecycle.toml"))


def device(**values: Any) -> dict[str, Any]:
    return {
        "uid": "t", "serial": "0A1B", "subscriber": PEOPLE[0], "subscriber_type": "person",
        "unit": "u", "person": None, "custody": "requested", "received_on": None,
        "receiver": None, "signed_on": None, **values,
    }  # fmt: skip


def told(on: str = TODAY, **values: Any) -> Told:
    return Told(on, **{"paper": "12-CV/VPTU", "reason": "hỏng cổng cắm", **values})


def code_of(life: Lifecycle, wanted: str, given: Told, **values: Any) -> str | None:
    problem = custody_problem(life, device(**values), wanted, given, TODAY)
    return problem.code if problem is not None else None


def test_every_step_has_its_words_and_leads_to_known_states(life: Lifecycle) -> None:
    assert set(life.custody.labels) == set(CUSTODY_LABELS)
    assert set(life.certificate.labels) == set(CERTIFICATE_LABELS)
    steps = [*life.custody.steps.values(), *life.certificate.steps.values()]
    assert all(step.why for step in steps)
    # What the day alone makes of a certificate is never written.
    assert all(step.after not in ("none", "expired") for step in steps)


def test_what_is_over_stays_over(life: Lifecycle) -> None:
    assert life.custody.after("destroyed") == ()
    assert life.certificate.after("revoked") == life.certificate.after("superseded") == ()
    assert life.certificate.after("refused") == ()
    assert all(after != "requested" for _, after in life.custody.steps)
    assert not any(life.certificate.leads("revoked", state) for state in ("active", "issued"))


def test_only_what_the_unit_has_is_handed_over(life: Lifecycle) -> None:
    before = [now for now, after in life.custody.steps if after == "handed_over"]
    assert before == ["received"]
    assert code_of(life, "handed_over", told(), custody="stock") == "token.step"
    assert code_of(life, "handed_over", told(), custody="received") is None


def test_a_pin_may_come_to_any_state(life: Lifecycle) -> None:
    assert life.access.leads("locked", "ok")
    assert life.access.step("ok", "locked") is not None


@pytest.mark.parametrize(
    ("custodies", "steps"),
    [
        (set(), ()),
        ({"received"}, ("handed_over", "returned", "lost", "damaged")),
        ({"received", "handed_over"}, ("returned", "lost", "damaged")),
        ({"stock", "lost"}, ()),
    ],
)
def test_several_tokens_share_the_steps_that_all_may_take(
    life: Lifecycle, custodies: set[str], steps: tuple[str, ...]
) -> None:
    assert life.custody.in_common(custodies) == steps


@pytest.mark.parametrize(
    ("wanted", "given", "values", "code"),
    [
        ("received", told("2026-11-25"), {"custody": "stock"}, "token.day_to_come"),
        ("handed_over", told("2026-11-01"), {"custody": "received", "received_on": "2026-11-02"},
         "token.signed_too_early"),
        ("handed_over", told("2026-11-02"), {"custody": "received", "received_on": "2026-11-02"},
         None),
        ("lost", told(reason=" "), {"custody": "stock"}, "token.reason_missing"),
        ("destroyed", told(paper=None), {"custody": "stock"}, "token.paper_missing"),
        ("received", told(), {"unit": None}, "token.unit_missing"),
        ("stock", told(), {"serial": None}, "token.serial_missing"),
        ("stock", told(serial="0B"), {"serial": None}, None),
        ("lost", told(), {"custody": "transit", "serial": None}, None),
    ],
)  # fmt: skip
def test_what_a_step_needs(
    life: Lifecycle, wanted: str, given: Told, values: dict[str, Any], code: str | None
) -> None:
    assert code_of(life, wanted, given, **values) == code


def test_a_certificate_is_issued_with_its_number(life: Lifecycle) -> None:
    asked = {"state": "registered", "number": ""}
    problem = certificate_problem(life, asked, "issued", told(), TODAY)
    assert problem is not None
    assert problem.code == "certificate.number_missing"
    assert certificate_problem(life, asked, "issued", told(number="A1"), TODAY) is None


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("custody", {"from": ["stock"], "to": "elsewhere", "why": "", "needs": []}),
        ("custody", {"from": ["destroyed"], "to": "stock", "why": "", "needs": []}),
        ("certificate", {"from": ["revoked"], "to": "active", "why": "", "needs": []}),
        ("custody", {"from": ["lost"], "to": "stock", "why": "", "needs": ["luck"]}),
    ],
)
def test_a_table_that_says_too_much_is_not_taken(table: str, row: dict[str, Any]) -> None:
    shipped = resources.toml("tokens", "lifecycle.toml")
    steps = [*shipped[table]["step"], row]
    with pytest.raises(ValueError, match=table):
        lifecycle({**shipped, table: {**shipped[table], "step": steps}})


def play(life: Lifecycle, moves: int, seed: int) -> dict[str, int]:
    """Try random moves with one device after the other; return how often each state was come to.

    Whatever is not refused is written, as the services write it; what must never be is asserted
    of each row.
    """
    dice = random.Random(seed)
    reached: dict[str, int] = {}
    row, card, holder, revoked = device(), {"state": "none", "number": ""}, None, False
    first = date(2026, 1, 1)
    for _ in range(moves):
        before, card_before = dict(row), dict(card)
        given = Told(
            (first + timedelta(days=dice.randrange(340))).isoformat(),
            dice.choice((None, "người nhận thay")),
            dice.choice((None, "số 5")),
            dice.choice((None, "rơi")),
            dice.choice((None, "0A1B")),
            dice.choice((None, "A1")),
        )
        match dice.randrange(5):
            case 0 | 1:
                wanted = dice.choice(list(CUSTODY_LABELS))
                if custody_problem(life, row, wanted, given, TODAY) is None:
                    row |= moved(wanted, given)
            case 2 | 3:
                wanted = dice.choice(list(CERTIFICATE_LABELS))
                step = life.certificate.step(card["state"], wanted)
                # What no hand does: another certificate follows, the issuer's list says revoked.
                follows = step is not None and not step.by_hand
                if follows or certificate_problem(life, card, wanted, given, TODAY) is None:
                    card |= {"state": wanted, "number": card["number"] or given.number or ""}
            case 4:
                name = dice.choice(PEOPLE)
                cards = [] if card["state"] == "none" else [card]
                same = name == row["subscriber"]
                if holder_problem(life, row, cards, name, same) is None:
                    holder, row["subscriber"] = name, name
        assert broken(life, "token", before, row) is None
        assert broken(life, "certificate", card_before, card) is None
        if row["custody"] != before["custody"]:
            assert (before["custody"], row["custody"]) in life.custody.steps
        if row["custody"] == "handed_over":
            assert row["signed_on"] is not None
            assert row["received_on"] <= row["signed_on"] <= TODAY
        revoked = revoked or card["state"] == "revoked"
        assert not revoked or card["state"] == "revoked"
        # One holder, and while a certificate stands no other than its subscriber.
        if card["state"] not in ("none", "revoked", "superseded", "refused"):
            assert holder in (None, row["subscriber"])
            assert row["subscriber"] == before["subscriber"]
        for state in (row["custody"], card["state"]):
            reached[state] = reached.get(state, 0) + 1
        if row["custody"] == "destroyed" or dice.random() < 0.01:
            row, card = device(serial=dice.choice((None, "0A1B"))), {"state": "none", "number": ""}
            holder, revoked = None, False
    return reached


@pytest.mark.parametrize("moves", [10_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_random_moves_never_come_to_what_cannot_be(life: Lifecycle, moves: int) -> None:
    reached = play(life, moves, 20261124)
    # Otherwise the moves above would have tried too little.
    expected = {*CUSTODY_LABELS, *CERTIFICATE_LABELS} - {"expired"}
    assert set(reached) == expected
