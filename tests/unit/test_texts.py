"""The Vietnamese catalogue is complete, and says what the source strings say."""

from __future__ import annotations

import gettext
from pathlib import Path
from types import ModuleType

import pytest

from desktop.domain.problems import Problem
from desktop.domain.sentences import SENTENCES, message
from desktop.domain.texts import Text, Translate, fill, said, some_of
from tests.helpers import ci_tools


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The catalogue's tool, working on a catalogue of its own with one source string, "Unit"."""
    tool = ci_tools.load("texts")
    (tmp_path / "desktop").mkdir()
    (tmp_path / "desktop" / "some.py").write_text('label = N_("Unit {name}")\n')
    texts = tmp_path / "resources" / "texts"
    texts.mkdir(parents=True)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "PO", texts / "vi.po")
    monkeypatch.setattr(tool, "MO", texts / "vi" / "LC_MESSAGES" / "daumoi.mo")
    return tool


def test_a_complete_catalogue_has_no_fault_and_translates(catalogue: ModuleType) -> None:
    catalogue.main(["add", "Unit {name}", "Đơn vị {name}"])
    assert catalogue.faults() == []
    with catalogue.MO.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Unit {name}") == "Đơn vị {name}"


@pytest.mark.parametrize(
    ("pairs", "fault"),
    [
        ([], "no Vietnamese: 'Unit {name}'"),
        ([("Unit {name}", "Đơn vị {name}"), ("Gone", "Không còn")], "not used: 'Gone'"),
        ([("Unit {name}", "Đơn vị {nam}")], "gaps differ: 'Unit {name}' / 'Đơn vị {nam}'"),
        ([("Unit {name}", "Tỉnh ủy {name}")], "spelling of 'ủy': 'Tỉnh ủy {name}'"),
        ([("Unit {name}", "Khóa {name}")], "spelling of 'óa': 'Khóa {name}'"),
    ],
)
def test_a_fault_is_named(catalogue: ModuleType, pairs: list[tuple[str, str]], fault: str) -> None:
    catalogue.add(pairs)
    assert catalogue.faults() == [fault]


def test_pruning_drops_what_is_not_used_and_keeps_the_rest(catalogue: ModuleType) -> None:
    catalogue.add([("Unit {name}", "Đơn vị {name}"), ("Gone", "Không còn")])
    catalogue.main(["prune"])
    assert catalogue.faults() == []


def test_a_catalogue_that_was_not_compiled_is_a_fault(catalogue: ModuleType) -> None:
    catalogue.add([("Unit {name}", "Đơn vị {name}")])
    catalogue.MO.write_bytes(b"")
    assert catalogue.faults() == ["not compiled: run `texts.py compile`"]


def test_every_problem_is_told_in_vietnamese(translate_vi: Translate) -> None:
    untold = [
        code
        for code, sentence in SENTENCES.items()
        if sentence.message == translate_vi(sentence.message)
        or sentence.fix == translate_vi(sentence.fix)
    ]
    assert untold == []


def test_a_text_inside_a_text_is_translated_too() -> None:
    words = {"Seal {what}": "Ký {what}", "the bundle": "gói dữ liệu"}
    text = Text("Seal {what}", {"what": Text("the bundle")})
    assert text.render(words.__getitem__) == "Ký gói dữ liệu"


def test_marks_inside_f_strings_are_found() -> None:
    source = (
        """line = f"  {_(N_('Signature'))}: {_('by ' 'hand')} {self._(text)} {other('no')}"\n"""
    )
    assert ci_tools.load("texts").marked(source) == {"Signature", "by hand"}


def test_dates_in_sentences_are_written_as_people_here_do(translate_vi: Translate) -> None:
    problem = Problem("unit.code_unknown", {"code": "A05", "date": "2026-11-24"})
    assert "24/11/2026" in message(problem, translate_vi)
    assert "2026-11-24" not in message(problem, translate_vi)
    assert said(Text("{code} {day}", {"code": "2026-13-41", "day": "2025-07-01"}), str) == (
        "2026-13-41 01/07/2025"
    )


def test_a_gap_without_its_value_is_a_bug_that_shows() -> None:
    with pytest.raises(KeyError):
        fill("Unit {name}", {}, str)


def test_the_first_of_many_names_are_told_and_the_rest_is_counted() -> None:
    names = [f"Văn phòng {number}" for number in range(65)]
    assert some_of(names[:5]) == "; ".join(names[:5])
    told = said(Text("{units}", {"units": some_of(names)}), str)
    assert told == "; ".join(names[:5]) + "; and 60 more"
