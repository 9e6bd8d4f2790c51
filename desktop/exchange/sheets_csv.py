"""Reading text tables: the separator and the encoding are found out, never asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from desktop.domain.legacy_text import suspect_bytes
from desktop.domain.problems import Where, refuse

_SEPARATORS = ",;\t|"
_MAX_FIELD = 1_000_000
_SAMPLE_LINES = 50
_SAMPLE_BYTES = 400_000
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def read_csv(data: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line of the table with its number, from 1 (a quoted cell may span lines).

    Raises `Refusal`: `sheet.nul` (NUL bytes that are not UTF-16), `sheet.old_encoding` (named),
    `sheet.encoding` (none that we know), `sheet.csv` (quotes that do not close).
    """
    text = text_of(data, file)
    csv.field_size_limit(_MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        raise refuse("sheet.csv", Where(file, row=number + 1), file=file, row=number + 1) from error


def text_of(data: bytes, file: str) -> str:
    """Return the text of a file in UTF-8 or UTF-16, with a mark at its beginning or without.

    Raises `Refusal`: `sheet.nul`, `sheet.damaged`, `sheet.old_encoding` (named), `sheet.encoding`.
    """
    where = Where(file=file)
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is None and b"\x00" in data:
        encoding = _utf16_without_mark(data)
        if encoding is None:
            raise refuse("sheet.nul", where, file=file)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise refuse("sheet.damaged", where, file=file) from error
        old = suspect_bytes(data[:_SAMPLE_BYTES])
        if old is None:
            raise refuse("sheet.encoding", where, file=file) from error
        number, line = next(
            (number, line)
            for number, line in enumerate(data.splitlines(), start=1)
            if not line.isascii()
        )
        raise refuse(
            "sheet.old_encoding",
            Where(file=file, row=number),
            file=file,
            encoding=str(old),
            text=line.decode("latin-1").strip()[:60],
        ) from error
    if "\x00" in text:
        raise refuse("sheet.nul", where, file=file)
    return text


def _utf16_without_mark(data: bytes) -> str | None:
    """Tell UTF-16 by its line ends and separators: ASCII signs with a NUL on one side."""
    head = data[:4000]
    big, little = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if len(data) % 2 == 0 and little > half // 4 and big == 0:
        return "utf-16-le"
    if len(data) % 2 == 0 and big > half // 4 and little == 0:
        return "utf-16-be"
    return None


def _separator(text: str) -> str:
    """Return the separator that cuts the first lines into the most cells."""
    head: list[str] = []
    for line in io.StringIO(text):
        if line.strip():
            head.append(line)
        if len(head) == _SAMPLE_LINES:
            break
    if head and head[0].lower().startswith("sep=") and len(head[0].strip()) == len("sep=;"):
        return head[0][4]
    return max(_SEPARATORS, key=lambda sign: sum(line.count(sign) for line in head))
