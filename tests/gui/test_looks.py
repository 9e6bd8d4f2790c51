"""Nothing is cut off, outside, overlapping or untranslated, in any look; colours can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.views.look.colours import SCHEMES, Colours, Scheme
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.look.style import Look, wear
from tests.helpers.looks import cut_off, outside, overlapping, spoken
from tests.helpers.surroundings import vietnamese
from tests.helpers.windows import OpenedWindow, copy_of

# (scheme, text size, width, height) in logical pixels; 1920×1080 at 150 % has 1280×720 of them.
LOOKS = [
    (Scheme.LIGHT, TEXT_SIZES[1], 1366, 768),
    (Scheme.LIGHT, TEXT_SIZES[1], 1280, 720),
    (Scheme.DARK, TEXT_SIZES[1], 1366, 768),
    (Scheme.CONTRAST, TEXT_SIZES[-1], 1366, 768),
]


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of #rrggbb."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_computation_of_contrast_knows_two_figures() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # The example of WCAG's own explanation: #767676 on white is the lightest grey that passes.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def pairs_of_words(colours: Colours) -> Iterator[tuple[str, str]]:
    grounds = ("ground", "surface", "raised")
    for words in ("text", "quiet", "hint", "accent_text", "error", "warning", "good"):
        for ground in grounds:
            yield words, ground
    yield "on_accent", "accent"
    for ground in ("accent_soft", "error_soft", "warning_soft", "good_soft"):
        yield "text", ground
    yield "accent_text", "accent_soft"
    for name in ("error", "warning", "good"):
        yield name, f"{name}_soft"


@pytest.mark.parametrize("scheme", list(Scheme))
def test_words_can_be_read_on_their_ground(scheme: Scheme) -> None:
    colours = SCHEMES[scheme]
    least = 7.0 if scheme is Scheme.CONTRAST else 4.5
    too_weak = {
        f"{words} on {ground}": round(figure, 2)
        for words, ground in pairs_of_words(colours)
        if (figure := contrast(getattr(colours, words), getattr(colours, ground))) < least
    }
    assert too_weak == {}


@pytest.mark.parametrize("scheme", list(Scheme))
def test_focus_can_be_seen_on_every_ground(scheme: Scheme) -> None:
    colours = SCHEMES[scheme]
    for ground in ("ground", "surface", "raised", "accent_soft"):
        # WCAG 2.2, 1.4.11: 3:1 for what shows a control's state.
        assert contrast(colours.focus, getattr(colours, ground)) >= 3, ground


@pytest.fixture
def worn(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    wear(qapp, Look())


@pytest.mark.parametrize(("scheme", "size", "width", "height"), LOOKS)
def test_nothing_is_cut_off(
    samples: Path,
    tmp_path: Path,
    worn: QApplication,
    scheme: Scheme,
    size: float,
    width: int,
    height: int,
) -> None:
    wear(worn, Look(scheme, size))
    opened = OpenedWindow(copy_of(samples, tmp_path / "vault"))
    try:
        opened.window.resize(width, height)
        opened.window.undo.read()
        assert broken_places(opened, width) == {}
    finally:
        opened.close()


def broken_places(opened: OpenedWindow, width: int) -> dict[str, list[str]]:
    """Walk through all pages and tabs, and return what is not whole there."""
    window = opened.window
    broken = {}
    for place in opened.places():
        found = cut_off(window) + outside(window) + overlapping(window)
        if window.width() > width or window.minimumSizeHint().width() > width:
            found.append(f"wants {window.minimumSizeHint().width()} px of width")
        if found:
            broken[place] = found
    return broken


def test_pages_that_were_there_take_letters_of_another_size(
    samples: Path, tmp_path: Path, worn: QApplication
) -> None:
    opened = OpenedWindow(copy_of(samples, tmp_path / "vault"))
    try:
        opened.window.resize(1366, 768)
        for _place in opened.places():
            pass
        for size in (TEXT_SIZES[-1], TEXT_SIZES[1]):
            wear(worn, Look(text_size=size))
            opened.settle()
            assert broken_places(opened, 1366) == {}
    finally:
        opened.close()


MARK = "‹"
# What stands in the window as it is: names of formats and keys, never words of ours.
_PLAIN = re.compile(r"eToken|PKCS#\d+|\.\w+|Ctrl\+\w+|[A-Z]\d\d[.\d]*|Đầu Mối|^Ban$")


def test_every_word_went_through_the_translation(
    province: Path, tmp_path: Path, qapp: QApplication
) -> None:
    given = vietnamese()
    opened = OpenedWindow(
        copy_of(province, tmp_path / "vault"), translate=lambda words: f"{MARK}{given(words)}›"
    )
    try:
        plain = set()
        for name in opened.places():
            for widget, text in spoken(opened.window):
                bare = _PLAIN.sub("", text).replace(str(tmp_path), "")
                # Names of units stand as they are; they are Vietnamese, our sources English.
                if MARK not in text and bare.isascii() and re.search(r"[a-zA-Z]", bare):
                    plain.add(f"{name}: {type(widget).__name__} “{text[:80]}”")
        assert plain == set()
    finally:
        opened.close()
