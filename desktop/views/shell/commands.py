"""Every command of the window, to be found by its words in the one search (Ctrl+K).

What cannot be done now is left out: changes while the vault is only read, or a past day is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QPushButton

from desktop.domain.code_states import MISMATCH, REFUSED
from desktop.domain.papers import PAPERS
from desktop.domain.texts import N_
from desktop.views.context import Context
from desktop.views.look.colours import Scheme
from desktop.views.look.scale import TEXT_SIZES
from desktop.views.pages.papers.request import PaperRequest
from desktop.views.shell.navigation import BELOW, ENTRIES, keys_of

TOUR = "10-lam-quen"

# Words, key, page, what the page is asked for; the last says whether registers are changed.
_ON_PAGES = (
    (N_("Add a unit"), "Ctrl+N", "units", ("new",), True),
    (N_("Plan codes …"), "Ctrl+N", "codes", ("plan",), True),
    (N_("Give codes by a pasted list"), "Ctrl+V", "codes", ("paste",), True),
    (N_("Lock or release codes"), "Ctrl+E", "codes", ("lock",), True),
    (N_("Reserve a code"), "", "codes", ("reserve",), True),
    (N_("Codes that were refused"), "", "codes", ("state", REFUSED), False),
    (N_("Codes that are out of step"), "", "codes", ("state", MISMATCH), False),
    (N_("Locked codes"), "", "codes", ("locked",), False),
    (N_("Open a list of a reorganisation"), "", "reorganising", ("open",), False),
    (N_("Begin a reorganisation by hand"), "", "reorganising", ("hand",), False),
    (N_("Reform of 1 July 2025"), "", "reorganising", ("reform",), False),
    (N_("Changes of 2026"), "", "reorganising", ("changes",), False),
    (N_("Compare two days"), "", "comparing", None, False),
    (N_("Add an endpoint"), "Ctrl+N", "endpoints", ("new",), True),
    (N_("Add a person"), "Ctrl+N", "endpoints", ("new", "person"), True),
    (N_("List the people"), "", "endpoints", ("people",), False),
    (N_("Rounds of forms"), "", "endpoints", ("rounds",), False),
    (N_("Coverage"), "", "endpoints", ("coverage",), False),
    (N_("Test documents"), "", "endpoints", ("proofs",), False),
    (N_("Receiving rules"), "", "endpoints", ("rules",), False),
    (N_("Give a receiving rule"), "", "endpoints", ("new", "rule"), True),
    (N_("Units configured and not used"), "", "endpoints", ("use",), False),
    (N_("Use statistics"), "", "endpoints", ("use",), False),
    (N_("Bring in use statistics"), "", "imports", None, True),
    (N_("Why does it not arrive?"), "Ctrl+E", "endpoints", ("why",), False),
    (N_("Certificates ending"), "", "tokens", ("radar",), False),
    (N_("Deliveries of devices"), "", "tokens", ("deliveries",), False),
    (N_("Authorities and revocation lists"), "", "tokens", ("authorities",), False),
    (N_("eTokens that are plugged in"), "Ctrl+U", "tokens", ("plugged",), False),
    (N_("Sign and seal a bundle"), "", "bundles", ("seal",), True),
    (N_("Judge a bundle"), "", "bundles", ("verify",), False),
    (N_("Sealed bundles"), "", "bundles", ("sealed",), False),
    (N_("Import units, endpoints or eTokens from a file"), "Ctrl+I", "imports", None, True),
    (N_("See whether the vault is whole"), "", "settings", ("check",), False),
    (N_("See whether the journal fits together"), "", "settings", ("journal",), False),
)
_SCHEMES = {
    Scheme.LIGHT: N_("Colours: light"),
    Scheme.DARK: N_("Colours: dark"),
    Scheme.CONTRAST: N_("Colours: high contrast"),
}


@dataclass(frozen=True)
class PaletteCommand:
    """A command that can be found by its words."""

    words: str
    shortcut: str
    act: Callable[[], None]


@dataclass(frozen=True)
class WindowParts:
    """What of the window commands need: its own doings, and the buttons that are seen."""

    help: Callable[[str], None]
    page_help: str
    read_anew: Callable[[], None]
    choose_day: Callable[[], None]
    buttons: Callable[[], list[QPushButton]]


def commands(context: Context, parts: WindowParts) -> list[PaletteCommand]:
    """Return what can be done now: the pages first, then what they offer, then the window."""
    _ = context.translate
    found = [
        *_pages(context),
        *_pages_offer(context),
        *_papers(context),
        *_window(context, parts),
        *_looks(context),
    ]
    named = {command.words for command in found}
    # What else can be pressed: the page's own actions, undo and redo with what they did, lock.
    for button in parts.buttons():
        words, keys = _words_of(button), button.shortcut().toString()
        if words and words not in named and keys != "Ctrl+K":
            named.add(words)
            found.append(PaletteCommand(words, keys, button.click))
    return found


def _pages(context: Context) -> Iterator[PaletteCommand]:
    entries = [(entry, keys_of(number)) for number, entry in enumerate(ENTRIES, start=1)]
    for entry, keys in (*entries, *BELOW):
        yield PaletteCommand(context.translate(entry.title), keys, partial(context.go, entry.name))


def _pages_offer(context: Context) -> Iterator[PaletteCommand]:
    for words, keys, page, what, changes in _ON_PAGES:
        if context.editable or not changes:
            yield PaletteCommand(context.translate(words), keys, partial(context.go, page, what))


def _papers(context: Context) -> Iterator[PaletteCommand]:
    _ = context.translate
    for name, title in PAPERS.items():
        words = _(N_("Print: {paper}")).format(paper=_(title))
        yield PaletteCommand(words, "", partial(context.go, "papers", PaperRequest(name)))


def _window(context: Context, parts: WindowParts) -> Iterator[PaletteCommand]:
    _ = context.translate
    yield PaletteCommand(_(N_("Show the registers as of another day")), "", parts.choose_day)
    if context.as_of is not None:
        yield PaletteCommand(_(N_("Return to today")), "", partial(context.set_date, None))
    yield PaletteCommand(_(N_("Read this page anew")), "F5", parts.read_anew)
    yield PaletteCommand(_(N_("Help for this page")), "F1", partial(parts.help, parts.page_help))
    yield PaletteCommand(_(N_("The ten-minute tour")), "", partial(parts.help, TOUR))


def _looks(context: Context) -> Iterator[PaletteCommand]:
    _ = context.translate
    look = context.preferences.look
    place = TEXT_SIZES.index(look.text_size)
    for words, other in ((N_("Larger text"), place + 1), (N_("Smaller text"), place - 1)):
        if 0 <= other < len(TEXT_SIZES):
            yield PaletteCommand(_(words), "", partial(_wear, context, text_size=TEXT_SIZES[other]))
    for scheme, words in _SCHEMES.items():
        if scheme is not look.scheme:
            yield PaletteCommand(_(words), "", partial(_wear, context, scheme=scheme))


def _wear(context: Context, scheme: Scheme | None = None, text_size: float | None = None) -> None:
    look = context.preferences.look
    look = replace(look, scheme=scheme or look.scheme, text_size=text_size or look.text_size)
    context.keep_preferences(replace(context.preferences, look=look))


def _words_of(button: QPushButton) -> str:
    return button.accessibleName() or button.text().replace("&&", "&")
