"""Finds the words of a language in the shipped catalogue."""

from __future__ import annotations

import gettext

from desktop import resources
from desktop.domain.texts import Translate


def translator(language: str) -> Translate:
    """Return the translation into `language`; source strings are English already."""
    if language == "en":
        return str
    return gettext.translation("daumoi", resources.path("texts"), ["vi"]).gettext
