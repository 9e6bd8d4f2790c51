"""Words shown to people, kept as English source strings until someone reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Translate = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark `message` for the catalogue without translating it here."""
    return message


@dataclass(frozen=True)
class Text:
    """A source string with its values; `render` gives the words in the reader's language.

    A value that is itself a `Text` is rendered in the same language.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Translate) -> str:
        """Return the translated message with its values filled in."""
        return fill(self.message, self.values, translate)


def fill(message: str, values: Mapping[str, object], translate: Translate) -> str:
    """Translate `message`, then put each value into its `{name}` gap.

    Raises `KeyError` where the message names a value that is not given: a bug, never data.
    """
    shown = {
        name: value.render(translate) if isinstance(value, Text) else value
        for name, value in values.items()
    }
    return translate(message).format(**shown)


def listed(texts: Sequence[object]) -> Text:
    """Return texts, or other values, as one, with commas between."""
    gaps = {f"text{place}": text for place, text in enumerate(texts)}
    return Text(", ".join(f"{{{name}}}" for name in gaps), gaps)


# As many of several are named in a sentence; the rest is counted.
_NAMED = 5


def some_of(names: Sequence[str]) -> str | Text:
    """Return the first few names with semicolons between, and how many more there are."""
    shown, more = "; ".join(names[:_NAMED]), len(names) - _NAMED
    if more <= 0:
        return shown
    return Text(N_("{names}; and {count} more"), {"names": shown, "count": more})


def with_dates(text: Text) -> Text:
    """Return a text whose ISO 8601 dates are written day/month/year, as people here do."""
    return Text(text.message, {name: _shown(value) for name, value in text.values.items()})


def said(text: Text, translate: Translate) -> str:
    """Return a text in the reader's language, its dates as people here write them."""
    return with_dates(text).render(translate)


def _shown(value: object) -> object:
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        try:
            return date.fromisoformat(value).strftime("%d/%m/%Y")
        except ValueError:
            return value
    return value
