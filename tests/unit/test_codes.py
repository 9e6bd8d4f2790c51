"""The grammar of the four code schemes, and what is said of a value that breaks it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import codes, kinds
from desktop.domain.folding import fold
from desktop.domain.levels import Environment, SecrecyLevel
from desktop.domain.problems import Refusal
from desktop.domain.sentences import fix, message
from desktop.domain.texts import Translate
from desktop.services.code_schemes import scheme
from desktop.services.kinds import endpoint_roles, unit_types

QD20 = scheme("qd20")
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"

first = st.builds(
    lambda letter, number: f"{letter}{number:02}",
    st.sampled_from(CAPITALS[:-1]),
    st.integers(0, 99),
)
group = st.text(alphabet=CAPITALS + DIGITS, min_size=1, max_size=6)
qd20_codes = st.builds(
    lambda head, tail: ".".join([head, *tail]), first, st.lists(group, max_size=4)
).filter(lambda value: len(value) <= 35)


def said(name: str, value: str) -> str | None:
    problem = scheme(name).check(value)
    if problem is None:
        return None
    assert message(problem, str)
    assert fix(problem, str)
    return problem.code


@given(qd20_codes)
def test_what_the_decision_allows_is_accepted(value: str) -> None:
    assert QD20.check(value) is None
    assert ".".join(QD20.groups(value)) == value


@given(qd20_codes, group)
def test_a_child_extends_its_parent(value: str, last: str) -> None:
    child = f"{value}.{last}"
    assert QD20.parent(child) == value
    assert QD20.extends(child, value)
    assert not QD20.extends(value, child)
    assert not QD20.extends(f"{value}{last}", value)


@given(st.text(alphabet="AZ09.az -ĐА", max_size=40))
def test_only_what_the_decision_allows_is_accepted(value: str) -> None:
    head, *tail = value.split(".")
    level_one = re.fullmatch("[A-Y][0-9][0-9]", head, re.ASCII) is not None
    tail_good = all(part and set(part) <= set(CAPITALS + DIGITS) for part in tail)
    alone = not tail and re.fullmatch("Z[0-9]{2}[A-Z0-9]{0,32}", value) is not None
    allowed = len(value) <= 35 and ((level_one and tail_good) or alone)
    assert (said("qd20", value) is None) == allowed


@given(qd20_codes, st.sampled_from(["", " ", "\u00a0", "\ufeff", "\t", " \u200b "]))
def test_normalise_takes_away_what_is_around_and_nothing_else(value: str, around: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() else letter for letter in value)
    assert codes.normalise(around + value + around) == value
    assert codes.normalise(around + wide + around) == value


def test_normalise_leaves_case_and_lookalikes_for_a_person_to_see() -> None:
    assert codes.normalise("a01") == "a01"
    assert codes.normalise("А01") == "А01"
    assert codes.normalise("Đ01") == "Đ01"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("qd20", "", "code.empty"),
        ("qd20", "a01.20", "code.lower_case"),
        ("qd20", "А01.20", "code.lookalike"),  # Cyrillic
        ("qd20", "Ð01", "code.lookalike"),
        ("qd20", "A01.đ", "code.lookalike"),
        ("qd20", "A01 20", "code.letters"),
        ("qd20", "A01,20", "code.letters"),
        ("qd20", "A01.À", "code.letters"),
        ("qd20", unicodedata.normalize("NFD", "A01.À"), "code.letters"),
        ("qd20", "A01..20", "code.empty_group"),
        ("qd20", "A01.", "code.empty_group"),
        ("qd20", "A1.20", "code.first_group"),
        ("qd20", "20.06001", "code.first_group"),
        ("qd20", "000.00.04.G14", "code.older_form"),
        # Read from the left it is a code of the present form, and stays one.
        ("qd20", "H26.20.21.H37", None),
        ("qd20", "Z01.20", "code.grammar"),
        ("qd20", "A01." + "1" * 32, "code.too_long"),
        ("qd20", "A01." + "1" * 31, None),
        ("qd20", "Z01" + "1" * 32, None),
        ("qd20", "A01\n", "code.letters"),
        ("qcvn102", "000.00.04.G14", None),
        ("qcvn102", "000.00.04", "code.grammar"),
        ("qcvn102", "00.00.004.G14", "code.grammar"),
        ("noi-bo", "VPTU.VT-1", None),
        ("noi-bo", "VPTU..VT", "code.empty_group"),
        ("dvhc", "00004", None),
        ("dvhc", "20", None),
        ("dvhc", "4", "code.grammar"),
        ("dvhc", "1.2E+05", "code.letters"),
        ("dvhc", "٠٠٠٠٤", "code.letters"),
    ],
)
def test_each_fault_has_its_name(name: str, value: str, code: str | None) -> None:
    assert said(name, value) == code


def test_a_lookalike_is_said_by_name_and_place() -> None:
    problem = QD20.check("A01.С5")
    assert problem is not None
    assert "is a Cyrillic letter (U+0421)" in message(problem, str)
    assert problem.values["position"] == 5
    assert problem.values["looks_like"] == "C"


def test_strange_letters_are_shown_without_english_names(translate_vi: Translate) -> None:
    for value in ("A01.Ố x", "A01.\x07", "А01", "Ð01", "A01.Σ"):
        problem = QD20.check(value)
        assert problem is not None
        said_of = message(problem, translate_vi)
        assert "LETTER" not in said_of
        assert "U+" in said_of


def test_every_lookalike_is_a_letter_other_than_what_it_seems() -> None:
    for letter in "АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧĐÐƉ":
        (found,) = codes.lookalikes(letter)
        assert found.looks_like in CAPITALS
        assert letter not in CAPITALS


@pytest.mark.parametrize(
    ("old", "new", "dropped"),
    [
        ("000.00.04.G14", "G14.04", ("000", "00")),
        ("000.00.00.H37", "H37", ("000", "00", "00")),
        ("004.02.16.H26", "H26.16.02.004", ()),
    ],
)
def test_the_older_form_is_reversed(old: str, new: str, dropped: tuple[str, ...]) -> None:
    assert scheme("qcvn102").check(old) is None
    assert codes.to_qd20(old) == codes.Conversion(old, new, dropped)
    assert QD20.check(new) is None


def test_an_older_code_is_answered_with_what_it_becomes() -> None:
    problem = QD20.check("000.00.04.G14")
    assert problem is not None
    assert problem.values["new"] == "G14.04"
    assert problem.values["dropped"] == "000, 00"
    assert re.fullmatch(QD20.older_form, scheme("qcvn102").example)
    assert QD20.older_form == scheme("qcvn102").grammar


def test_policies_of_the_schemes() -> None:
    policy = {
        name: (scheme(name).child_extends_parent, scheme(name).retired_may_return)
        for name in codes.SCHEMES
    }
    assert policy == {
        "qd20": (True, False),
        "noi-bo": (True, False),
        "qcvn102": (False, False),
        "dvhc": (False, True),
    }
    assert scheme("dvhc").parent("00004") is None
    assert scheme("dvhc").extends("00004", "01")


def test_every_example_is_a_code_of_its_scheme() -> None:
    for name in codes.SCHEMES:
        assert said(name, scheme(name).example) is None


def test_an_unknown_scheme_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"code\.scheme_unknown"):
        scheme("qd21")


def test_words_for_unit_types_lead_to_one_type_each() -> None:
    words = [fold(w) for t in unit_types().values() for w in (t.label, *t.synonyms)]
    assert len(words) == len(set(words))
    for text, code in [
        ("ĐẢNG  UỶ PHƯỜNG", "dang-uy-phuong"),
        ("Đảng ủy phường", "dang-uy-phuong"),
        ("khối xã", "dang-uy-xa"),
        ("van-phong", "van-phong"),
        ("Cơ quan UBKT", "ubkt"),
    ]:
        found = kinds.type_named(text, unit_types())
        assert found is not None
        assert found.code == code
    assert kinds.type_named("Hợp tác xã", unit_types()) is None


def test_a_clerk_is_another_role_in_another_environment() -> None:
    def named(text: str, environment: Environment | None) -> str | None:
        role = kinds.role_named(text, environment, endpoint_roles())
        return role.code if role else None

    assert named("Văn thư", Environment.CLEAR) == "van-thu"
    assert named("Văn thư", Environment.SECRET) == "van-thu-mat"
    assert named("văn thư", None) == "van-thu"
    assert named("Cơ yếu", Environment.CLEAR) is None
    assert named("Thợ điện", None) is None
    secret = endpoint_roles()["van-thu-mat"]
    assert secret.ceiling("province") is SecrecyLevel.TOI_MAT
    assert secret.ceiling("commune") is SecrecyLevel.MAT
    assert secret.ceiling(None) is SecrecyLevel.MAT
