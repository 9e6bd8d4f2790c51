"""The words that mean something in the cells of a form: data of its file in resources/imports."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from desktop import resources
from desktop.domain.folding import fold


def word_for(kind: str, group: str, meaning: str) -> str:
    """Return the word of a group that the form of `kind` is filled in with."""
    return str(resources.toml("imports", f"{kind}.toml")[group][meaning][0])


@cache
def meanings(kind: str, group: str) -> Mapping[str, str]:
    """Return what each folded word of a group means in the form of `kind`."""
    groups = resources.toml("imports", f"{kind}.toml")[group]
    return {fold(word): meaning for meaning, words in groups.items() for word in words}
