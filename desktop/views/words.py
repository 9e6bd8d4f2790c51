"""How dates and times are written for people here."""

from __future__ import annotations

from datetime import date, datetime


def local_time(timestamp: str) -> str:
    """Write an RFC 3339 time as day and time of this PC's clock: 24/11/2026 10:00."""
    return datetime.fromisoformat(timestamp).astimezone().strftime("%d/%m/%Y %H:%M")


def day(iso: str | None) -> str:
    """Write an ISO 8601 date as day/month/year; nothing for None."""
    return date.fromisoformat(iso).strftime("%d/%m/%Y") if iso else ""


def begun(words: str) -> str:
    """Write words as they begin a line of their own: with a capital letter."""
    return words[:1].upper() + words[1:]


def count(value: int) -> str:
    """Write a number with a point between thousands: 176.907."""
    return f"{value:,}".replace(",", ".")


def size(octets: int) -> str:
    """Write a size of a file or medium as people read it: 12,3 GB."""
    value, unit = float(octets), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    figures = f"{value:.0f}" if unit == "B" or value >= 100 else f"{value:.1f}"
    return f"{figures.replace('.', ',')} {unit}"
