"""Colour roles: views name a role, never a colour. Three schemes: light, dark, high contrast.

Each pair of text and ground below reaches a contrast of 4.5:1 (WCAG 2.2, 1.4.3), in the high
contrast scheme 7:1 (1.4.6); a test computes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """Which colours the window wears."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True)
class Colours:
    """The colours of a scheme by role, as #rrggbb.

    `ground` is the window, `surface` what stands on it (tables, cards), `raised` menus and
    fields; `text` and `quiet` are words on any of these, `hint` words that nobody typed or that
    cannot be pressed; `line` separates; `accent` is the main
    action with `on_accent` on it, `accent_soft` what is chosen; `error`, `warning`, `good` are
    words and signs, each with a soft ground of its own.
    """

    ground: str
    surface: str
    raised: str
    text: str
    quiet: str
    hint: str
    line: str
    accent: str
    on_accent: str
    accent_soft: str
    accent_text: str
    focus: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str


SCHEMES: dict[Scheme, Colours] = {
    Scheme.LIGHT: Colours(
        ground="#f3f4f6",
        surface="#ffffff",
        raised="#ffffff",
        text="#1c2430",
        quiet="#56616f",
        hint="#56616f",
        line="#d4d9e0",
        accent="#9b1c26",
        on_accent="#ffffff",
        accent_soft="#f9e6e7",
        accent_text="#8c1620",
        focus="#1d5fbf",
        error="#b3151f",
        error_soft="#fdecec",
        warning="#7a4b00",
        warning_soft="#fff3d6",
        good="#14693a",
        good_soft="#e2f4e8",
    ),
    Scheme.DARK: Colours(
        ground="#15191f",
        surface="#1d232b",
        raised="#262d37",
        text="#e8ebef",
        quiet="#a7b1be",
        hint="#a7b1be",
        line="#3a4350",
        accent="#c8434d",
        on_accent="#ffffff",
        accent_soft="#43232a",
        accent_text="#ff9aa1",
        focus="#7db4ff",
        error="#ff8f8f",
        error_soft="#44262a",
        warning="#ffc561",
        warning_soft="#40331c",
        good="#75d69b",
        good_soft="#1f3a2b",
    ),
    Scheme.CONTRAST: Colours(
        ground="#000000",
        surface="#000000",
        raised="#000000",
        text="#ffffff",
        quiet="#ffffff",
        hint="#b4b4b4",
        line="#ffffff",
        accent="#ffff00",
        on_accent="#000000",
        accent_soft="#00337f",
        accent_text="#ffff00",
        focus="#00ffff",
        error="#ff9d9d",
        error_soft="#000000",
        warning="#ffd966",
        warning_soft="#000000",
        good="#7dffa8",
        good_soft="#000000",
    ),
}
