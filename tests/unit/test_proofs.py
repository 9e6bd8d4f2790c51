"""How old a proof is, and the words that the results of test documents are told in."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import proofs
from desktop.domain.folding import fold
from desktop.domain.proofs import LostDocument, Outcome, UnprovedUnit
from desktop.domain.texts import said
from desktop.services.imports.words import meanings, word_for
from desktop.services.proofs.sheet import KIND
from tests.helpers.surroundings import vietnamese

DAYS = st.dates(date(2000, 1, 1), date(2200, 1, 1)).map(date.isoformat)


@given(DAYS, st.integers(1, 3650))
def test_a_proof_counts_as_long_as_it_is_not_older_than_that(at: str, days: int) -> None:
    since = proofs.proved_since(at, days)
    assert proofs.age(since, at) == days


@given(DAYS, DAYS, st.integers(1, 3650))
def test_what_counts_is_what_is_young_enough(day: str, at: str, days: int) -> None:
    assert (day >= proofs.proved_since(at, days)) == (proofs.age(day, at) <= days)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_is_stored_says_the_same_again(outcome: Outcome) -> None:
    assert Outcome.of(outcome.stored) is outcome


def test_a_words_meaning_is_the_same_however_it_is_written() -> None:
    known = meanings(KIND, "results")
    assert set(known.values()) == set(Outcome)
    for outcome in Outcome:
        word = word_for(KIND, "results", outcome.value)
        for written in (word, word.upper(), unicodedata.normalize("NFD", word), f"  {word} "):
            assert known[fold(written)] == outcome
    told = [fold(word) for word in ("không đến", "KHÔNG NHẬN ĐƯỢC", "chua nhan duoc")]
    assert {known[word] for word in told} == {Outcome.LOST}


def test_the_findings_say_how_many_and_which() -> None:
    (unit,) = proofs.check_unproved([UnprovedUnit("u", "Đảng uỷ xã Mẫu", "A05.1", 2, 3)], 90)
    assert (unit.rule, unit.severity.value, unit.uid) == ("endpoint.unproved", "warning", "u")
    assert "2 trên 3 đầu mối" in said(unit.message, vietnamese())
    lost = LostDocument("u", "Đảng uỷ xã Mẫu", None, "e", "Văn thư (vt.1)", 3, 7, "2026-11-24")
    (found,) = proofs.check_lost([lost])
    assert (found.rule, found.severity.value, found.endpoint) == (
        "endpoint.test_lost", "error", "e",
    )  # fmt: skip
    assert said(found.message, vietnamese()) == (
        "Văn bản gửi thử số 7 của đợt 3 cho Văn thư (vt.1) của Đảng uỷ xã Mẫu không đến "
        "(24/11/2026)."
    )
