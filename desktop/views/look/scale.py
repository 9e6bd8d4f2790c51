"""Spacing and type: the only sizes that views may use, in logical pixels at 100 %."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Space(IntEnum):
    """Distances; each is a multiple of four, so that edges line up."""

    HAIR = 2
    SMALL = 4
    NEAR = 8
    NORMAL = 12
    WIDE = 16
    SECTION = 24
    PAGE = 32


@dataclass(frozen=True)
class TypeScale:
    """Letter sizes in points for a text size setting: `body` times a fixed ratio each.

    The ratios are those of a minor third, cut where a step would not be seen.
    """

    body: float

    @property
    def small(self) -> float:
        """Secondary words: hints, counts, the status line."""
        return self.body * 0.9

    @property
    def heading(self) -> float:
        """The head of a section or a dialog."""
        return self.body * 1.2

    @property
    def title(self) -> float:
        """The head of a page."""
        return self.body * 1.5

    @property
    def figure(self) -> float:
        """A figure that is read from a distance."""
        return self.body * 2.0

    @property
    def poster(self) -> float:
        """A name that is read from the other side of a table."""
        return self.body * 3.2


# The text size setting: its steps in points of body text.
TEXT_SIZES = (9.0, 10.0, 11.5, 13.0, 15.0)
DEFAULT_TEXT_SIZE = 10.0
