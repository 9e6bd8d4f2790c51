"""Makes the window wear a look: fonts that we ship, colours by role, one style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop import resources
from desktop.views.look.colours import SCHEMES, Colours, Scheme
from desktop.views.look.scale import DEFAULT_TEXT_SIZE, Space, TypeScale

FONT_FAMILY = "Noto Sans"
_LINE_RATIO = 1.362
_FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf")


@dataclass(frozen=True)
class Look:
    """What a person chose: colours, text size in points, whether things may move."""

    scheme: Scheme = Scheme.LIGHT
    text_size: float = DEFAULT_TEXT_SIZE
    motion: bool = True

    @property
    def colours(self) -> Colours:
        """The colours by role."""
        return SCHEMES[self.scheme]

    @property
    def type(self) -> TypeScale:
        """The letter sizes."""
        return TypeScale(self.text_size)


def load_fonts() -> None:
    """Make the shipped fonts known; the system's own may lack Vietnamese letters."""
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources.path("fonts", name)))


def wear(application: QApplication, look: Look) -> None:
    """Dress every window of the application; views learn of it by their `changeEvent`."""
    application.setProperty("look", look)
    font = QFont(FONT_FAMILY)
    font.setPointSizeF(look.text_size)
    application.setFont(font)
    application.setPalette(_palette(look.colours))
    application.setStyleSheet(style_sheet(look))


def look_of(widget: QWidget | None = None) -> Look:
    """Return the look that the application wears."""
    application = QApplication.instance()
    look = application.property("look") if application is not None else None
    return look if isinstance(look, Look) else Look()


def style_sheet(look: Look) -> str:
    """Return the style sheet of a look, from `resources/look/window.qss`."""
    colours, letters = look.colours, look.type
    template = Template(resources.path("look", "window.qss").read_text(encoding="utf-8"))
    values: dict[str, object] = {name: getattr(colours, name) for name in Colours.__annotations__}
    values |= {f"space_{space.name.lower()}": f"{space.value}px" for space in Space}
    values |= {
        f"type_{name}": f"{getattr(letters, name):g}pt"
        for name in ("small", "body", "heading", "title", "figure", "poster")
    }
    # A least height in the sheet goes before what Qt finds a control to need, so it grows with the
    # letters: 96 dots of the sheet an inch, 72 points, and the font's own height of a line.
    values["line_height"] = f"{ceil(look.text_size * 96 / 72 * _LINE_RATIO)}px"
    values["edge"] = "2px" if look.scheme is Scheme.CONTRAST else "1px"
    # Where words that cannot be pressed are nearly as bright as those that can.
    values["disabled_edge"] = "dashed" if look.scheme is Scheme.CONTRAST else "solid"
    for name in ("arrow", "arrow-left", "arrow-right"):
        drawn = resources.path("look", f"{name}-{look.scheme.value}.svg")
        values[name.replace("-", "_")] = drawn.as_posix()
    values["check"] = resources.path("look", f"check-{look.scheme.value}.svg").as_posix()
    return template.substitute(values)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.ground,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.ground,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.hint,
        QPalette.ColorRole.Highlight: colours.accent_soft,
        QPalette.ColorRole.HighlightedText: colours.text,
        QPalette.ColorRole.Link: colours.focus,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.hint))
    return palette
