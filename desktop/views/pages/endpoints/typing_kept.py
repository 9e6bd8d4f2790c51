"""What is typed into a panel and not written goes on in the panel that takes its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.views.pages.endpoints.panel_pieces import Part, Toggle
from desktop.views.pages.refill import fields_of, read_field, write_field

# The part's name, the field's words and kind, and which of those in the part that are alike.
_Key = tuple[str, str, str, int]


class Typing:
    """Knows what the fields of a panel hold when it is first shown. A panel has a `uid`, that of
    what it shows, where it may be read anew while something is typed."""

    def __init__(self, panel: QWidget) -> None:
        self.panel = panel
        self._first = {key: read_field(field) for key, field in _keyed(panel)}
        self._focus: _Key | None = None

    def carry_to(self, panel: QWidget) -> None:
        """Type again into `panel` what is typed in this one's parts and not written, where both
        show the same; unfold what is unfolded here."""
        uid = getattr(self.panel, "uid", None)
        if uid is None or getattr(panel, "uid", None) != uid or type(panel) is not type(self.panel):
            return
        fields = dict(_keyed(panel))
        for key, field in _keyed(self.panel):
            if _is_written(field):
                continue
            if field.hasFocus() or field.isAncestorOf(field.window().focusWidget() or field):
                self._focus = key
            now = read_field(field)
            if key in fields and now != self._first.get(key):
                write_field(fields[key], now)
        toggles = self.panel.findChildren(Toggle)
        unfolded = {each.name for each in toggles if each.button.isChecked() and not each.written}
        for toggle in panel.findChildren(Toggle):
            if toggle.name in unfolded:
                toggle.open()

    def focus_in(self, panel: QWidget) -> None:
        """Give the keyboard to the field of `panel` in whose like it was when typing went on."""
        field = dict(_keyed(panel)).get(self._focus) if self._focus is not None else None
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)


def _keyed(panel: QWidget) -> Iterator[tuple[_Key, QWidget]]:
    seen = Counter[tuple[str, str, str]]()
    for field in fields_of(panel, hidden=True):
        kept, part = read_field(field), _part_of(field)
        words = (part.name if part is not None else "", kept.label, kept.kind)
        yield (*words, seen[words]), field
        seen[words] += 1


def _part_of(field: QWidget) -> Part | None:
    parent = field.parentWidget()
    while parent is not None and not isinstance(parent, Part):
        parent = parent.parentWidget()
    return parent


def _is_written(field: QWidget) -> bool:
    part = _part_of(field)
    return part is not None and part.written
