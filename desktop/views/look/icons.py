"""Icons: one free set (Lucide, ISC), drawn in the colour of their role at any size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop import resources

# Drawn once at each of these, so that an icon is sharp from 100 % to 200 % and on 4K.
_SIZES = (16, 20, 24, 32, 48, 64)


@lru_cache(maxsize=512)
def icon(name: str, colour: str, disabled: str | None = None) -> QIcon:
    """Return the icon `name` of `resources/icons` in `colour` (#rrggbb)."""
    made = QIcon()
    plain = _renderer(name, colour)
    faded = _renderer(name, disabled) if disabled is not None else None
    for size in _SIZES:
        made.addPixmap(_drawn(plain, size))
        if faded is not None:
            made.addPixmap(_drawn(faded, size), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=1024)
def picture(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return the icon as a picture of `size` logical pixels on a screen of `ratio`."""
    drawn = _drawn(_renderer(name, colour), round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _renderer(name: str, colour: str) -> QSvgRenderer:
    source = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
