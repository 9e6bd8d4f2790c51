"""Reading spreadsheets (.xlsx .xlsm .xls .et .ods .csv) into plain text cells, as they are seen.

Values only: formulas by their stored values, no macros, no links. Whole numbers come without a
decimal point, dates as day/month/year, texts composed (NFC) and trimmed. What cannot be read ends
in one sentence that says why; nothing of a file is ever written elsewhere.
"""

from __future__ import annotations

import datetime
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from desktop.domain.folding import nfc
from desktop.domain.legacy_text import suspect, suspect_cell
from desktop.domain.problems import Refusal, Where, refuse, world_failed
from desktop.exchange.sheets_compound import BrokenCompound, StrayCell, check_compound
from desktop.exchange.sheets_csv import read_csv
from desktop.exchange.sheets_package import PackageNotes, scan_ods, scan_xlsx

MAX_FILE_BYTES = 256 * 2**20
# Cells between the first and the last value, blank ones included: what calamine holds at once.
MAX_CELLS = 12_000_000
_SAMPLE_CELLS = 3000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# WPS keeps workbooks of the older kind as .et too.
SUFFIXES = {".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt", ".tsv"}
_PLAIN_TEXT = {".csv", ".txt", ".tsv"}
# Excel shows whole numbers of twelve digits and more as 2.34E+11 unless told otherwise. With so
# few digits that are not zero the exponent was in the text that Excel once took for a number.
_EXPONENT_FROM = 10.0**11
_EXPONENT_DIGITS = 6
_EXACT_BELOW = 10.0**15
# What zipfile lets through of a package that is cut off or overwritten.
_BROKEN_PACKAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, LookupError, NotImplementedError, OSError,
)  # fmt: skip
# Signs without width: zero-width spaces and joiners, a byte order mark, a soft hyphen.
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]+")


class Row(NamedTuple):
    """A row that holds something: its number in the sheet, from 1, and its cells from column A."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet that are not blank, in order; `hidden_rows` are among them."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


def read_sheets(file: Path) -> tuple[Sheet, ...]:
    """Read every sheet of `file`: its suffix must be a known one, its content tells the format.

    Raises `WorldFailure` where the file is absent or cannot be read, `Refusal` where it is empty,
    too large, no spreadsheet, protected by a password, damaged, or typed in an old encoding.
    """
    return sheets_in(bytes_of(file), file)


def sheets_in(data: bytes, file: Path) -> tuple[Sheet, ...]:
    """Read every sheet of the content `data` of `file`. Raises what `read_sheets` raises of it."""
    sheets = tuple(_sheets_of(data, file))
    for sheet in sheets:
        _refuse_old_encoding(sheet, file)
    return sheets


def bytes_of(file: Path) -> bytes:
    """Return the content of a file that may be a table, whole.

    Raises `WorldFailure` where it is absent or cannot be read, `Refusal` where it is empty, too
    large, or by its suffix no table.
    """
    where = Where(file=file.name)
    if file.is_dir():
        raise world_failed("file.is_folder", where, file=str(file))
    if file.suffix.lower() not in SUFFIXES:
        if not file.exists():
            raise world_failed("file.absent", where, file=str(file))
        raise refuse("sheet.format_unknown", where, file=file.name, suffix=file.suffix or "—")
    try:
        if file.exists() and not file.is_file():
            # A pipe or a device would be waited for, or read, without end.
            raise world_failed("file.unreadable", where, file=str(file))
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise world_failed("file.absent", where, file=str(file)) from error
    except PermissionError as error:
        raise world_failed("file.no_permission", where, file=str(file)) from error
    except OSError as error:
        raise world_failed("file.unreadable", where, file=str(file)) from error
    if len(data) > MAX_FILE_BYTES:
        raise refuse("sheet.too_large", where, file=file.name, limit=MAX_FILE_BYTES // 2**20)
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise refuse("sheet.empty", where, file=file.name)
    return data


def _sheets_of(data: bytes, file: Path) -> Iterator[Sheet]:
    where = Where(file=file.name)
    if data.startswith(b"PK\x03\x04"):
        notes = _scan_package(data, file)
        yield from _workbook_sheets(data, file, notes)
    elif data.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise refuse("sheet.password", where, file=file.name)
        try:
            check_compound(data, MAX_CELLS)
        except StrayCell as stray:
            place = Where(file=file.name, row=stray.row)
            raise refuse("sheet.stray_cell", place, sheet="—", row=stray.row) from stray
        except (BrokenCompound, struct.error) as error:
            raise refuse("sheet.damaged", where, file=file.name) from error
        yield from _workbook_sheets(data, file, {})
    elif file.suffix.lower() in _PLAIN_TEXT:
        rows = tuple(
            Row(number, cells)
            for number, texts in read_csv(data, file.name)
            if any(cells := tuple(_clean(text) for text in texts))
        )
        yield Sheet(file.stem, rows)
    elif data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:1] == b"<":
        raise refuse("sheet.web_page", where, file=file.name)
    else:
        raise refuse("sheet.not_spreadsheet", where, file=file.name)


def _scan_package(data: bytes, file: Path) -> dict[str, PackageNotes]:
    """Look through a zipped workbook before it is opened: what it is, how large it would become."""
    where = Where(file=file.name)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            if "xl/workbook.xml" in names:
                return scan_xlsx(package, file.name, MAX_CELLS)
            if "content.xml" in names:
                return scan_ods(package, file.name, MAX_CELLS)
    except _BROKEN_PACKAGE as error:
        raise refuse("sheet.damaged", where, file=file.name) from error
    except RuntimeError as error:  # zipfile's word for a password on the archive itself
        raise refuse("sheet.password", where, file=file.name) from error
    raise refuse("sheet.not_spreadsheet", where, file=file.name)


def _workbook_sheets(data: bytes, file: Path, notes: dict[str, PackageNotes]) -> list[Sheet]:
    where = Where(file=file.name)
    found: list[Sheet] = []
    try:
        with _quiet(), CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            for position, meta in enumerate(workbook.sheets_metadata):
                if meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_index(position)
                note = notes.get(meta.name, PackageNotes())
                found.append(
                    Sheet(
                        name=meta.name,
                        rows=tuple(_rows_of(sheet, note)),
                        hidden=meta.visible is not SheetVisibleEnum.Visible,
                        hidden_rows=note.hidden_rows,
                    )
                )
    except PasswordError as error:
        raise refuse("sheet.password", where, file=file.name) from error
    except (CalamineError, XmlError, ZipError, OSError, ValueError) as error:
        raise refuse("sheet.damaged", where, file=file.name) from error
    except BaseException as error:
        # A panic of the reading library on a damaged file is no `Exception`.
        if type(error).__name__ != "PanicException":
            raise
        raise refuse("sheet.damaged", where, file=file.name) from error
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the reading library's own words about a damaged file off standard error."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no standard error, as under a window
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _rows_of(sheet: CalamineSheet, note: PackageNotes) -> Iterator[Row]:
    if sheet.start is None:
        return
    # calamine gives rows from the sheet's first one, but columns from the first that is used.
    left = sheet.start[1]
    merges: dict[int, list[tuple[int, int]]] = {}
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top:
            merges.setdefault(top + 1, []).append((column - left, bottom + 1))
    open_merges: list[tuple[int, int, str]] = []
    for number, values in _with_faults(sheet, note.faults, left):
        cells = [
            (value and _clean(value)) if type(value) is str else _shown(value) for value in values
        ]
        if not any(cells):
            continue
        # A cell merged downward is seen beside each of its rows.
        open_merges = [merge for merge in open_merges if merge[1] >= number]
        for column, _, text in open_merges:
            if column < len(cells):
                cells[column] = cells[column] or text
        for column, bottom in merges.get(number, ()):
            if 0 <= column < len(cells):
                open_merges.append((column, bottom, cells[column]))
        yield Row(number, tuple(cells))


def _with_faults(
    sheet: CalamineSheet, faults: Mapping[int, Mapping[int, str]], left: int
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the sheet's rows with what faulty formulas show, which calamine leaves blank."""
    number = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number in faults:
            _put(values, faults[number], left)
        yield number, values
    for further in sorted(row for row in faults if row > number):
        values = []
        _put(values, faults[further], left)
        yield further, values


def _put(values: list[Any], faults: Mapping[int, str], left: int) -> None:
    for column, shown in faults.items():
        if column >= left:
            values += [""] * (column - left + 1 - len(values))
            values[column - left] = shown


@lru_cache(maxsize=1 << 15)
def _clean(text: str) -> str:
    """Compose, trim, and drop the signs that cannot be seen."""
    if text.isascii():
        return text.strip()
    return nfc(_UNSEEN.sub("", text)).replace("\u00a0", " ").strip()


def _shown(value: object) -> str:
    """Show a value that is no text as the sheet shows it in Vietnamese settings."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        day = f"{value.day:02}/{value.month:02}/{value.year:04}"
        midnight = value.time() == datetime.time.min
        return day if midnight else f"{day} {value:%H:%M}"
    if isinstance(value, datetime.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return str(value)


def _number(value: float) -> str:
    if not value.is_integer():
        return repr(value)
    size = abs(value)
    if size < _EXPONENT_FROM:
        return str(int(value))
    digits = str(int(size)).rstrip("0")
    if size < _EXACT_BELOW and len(digits) > _EXPONENT_DIGITS:
        return str(int(value))
    return f"{value:.2E}"


def _refuse_old_encoding(sheet: Sheet, file: Path) -> None:
    """Refuse a sheet of which a column was typed in a font of the time before Unicode."""
    columns: dict[int, list[tuple[int, str]]] = {}
    left = _SAMPLE_CELLS
    for row in sheet.rows:
        for column, text in enumerate(row.cells):
            if text and not text.isascii():
                columns.setdefault(column, []).append((row.number, text))
                left -= 1
        if left <= 0:
            break
    for cells in columns.values():
        encoding = suspect(text for _, text in cells)
        if encoding:
            number, text = next(
                (cell for cell in cells if suspect([cell[1]], at_least=1)), cells[0]
            )
            where = Where(file=file.name, sheet=sheet.name, row=number)
            raise _old_encoding(where, file.name, str(encoding), text)
    # A single row pasted from an old file drowns in a column of good ones.
    distinct = {text for row in sheet.rows for text in row.cells if not text.isascii()}
    old = {text: encoding for text in distinct if (encoding := suspect_cell(text))}
    if old:
        number, text = next(
            (row.number, text) for row in sheet.rows for text in row.cells if text in old
        )
        where = Where(file=file.name, sheet=sheet.name, row=number)
        raise _old_encoding(where, file.name, str(old[text]), text)


def _old_encoding(where: Where, file: str, encoding: str, text: str) -> Refusal:
    return refuse("sheet.old_encoding", where, file=file, encoding=encoding, text=text[:60])
