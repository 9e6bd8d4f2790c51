"""Cells that change a known record: what is recorded now, an arrow, what will be."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.texts import N_, Translate
from desktop.services.imports.differences import ChangeSeen
from desktop.views.look.scale import Space
from desktop.views.look.style import look_of

# Of a cell that changes a record: (what is recorded now, what will be).
CHANGED = Qt.ItemDataRole.UserRole + 1
ARROW = " → "
# Without it words that fit to the pixel are cut.
_SLACK = 3


def change_words(change: ChangeSeen, translate: Translate) -> str:
    """Say which field changes, from what to what."""
    nothing = translate(N_("(nothing)"))
    old, new = (value.render(translate) if value else nothing for value in (change.old, change.new))
    return f"{change.label.render(translate)}: {old}{ARROW}{new}"


class ChangedCells(QStyledItemDelegate):
    """Paints both values, each cut only where it has to be: the new one never hides behind a long
    old one."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the old value struck out, and the new one bold."""
        changed = index.data(CHANGED)
        if changed is None:
            super().paint(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text = ""
        style = shown.widget.style() if shown.widget is not None else QApplication.style()
        # With no text the sign keeps its place and the rest of the cell is ours.
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        shown.text = ARROW.join(changed)
        room = style.subElementRect(
            QStyle.SubElement.SE_ItemViewItemText, shown, shown.widget
        ).adjusted(Space.HAIR, 0, -Space.HAIR, 0)
        painter.save()
        _write(painter, shown, room, *changed)
        painter.restore()


def _write(painter: QPainter, shown: QStyleOptionViewItem, room: QRect, old: str, new: str) -> None:
    colours = look_of().colours
    plain = shown.font
    bold = QFont(plain)
    bold.setBold(True)
    struck = QFont(plain)
    struck.setStrikeOut(True)
    widths = [
        QFontMetrics(font).horizontalAdvance(text) + _SLACK
        for font, text in ((struck, old), (plain, ARROW), (bold, new))
    ]
    for_old, for_new = _shares(room.width() - widths[1], widths[0], widths[2])
    parts = (
        (struck, colours.quiet, old, for_old),
        (plain, colours.text, ARROW, widths[1]),
        (bold, colours.text, new, for_new),
    )
    left = room.left()
    for font, colour, text, width in parts:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        place = QRect(left, room.top(), width, room.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
        left += width


def _shares(room: int, old: int, new: int) -> tuple[int, int]:
    """Share the room: what each needs where both fit, else half or what the other leaves."""
    room = max(room, 0)
    if old + new <= room:
        return old, new
    half = room // 2
    if new <= half:
        return room - new, new
    if old <= half:
        return old, room - old
    return half, room - half
