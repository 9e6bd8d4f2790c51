"""Looking through a zipped workbook before calamine opens it.

calamine holds every cell between the first and the last value in memory, so a stray value in the
last corner of a sheet would take gigabytes; and it does not tell of hidden rows, of formulas that
show an error, or of formulas whose value was never stored. A pass over the XML tells all of that.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from desktop.domain.problems import Where, refuse

# Parts beyond these sizes are no register of a province or a country; each is read as a stream.
MAX_PART_BYTES = 700 * 2**20
MAX_INDEX_BYTES = 8 * 2**20
MAX_TEXTS_BYTES = 128 * 2**20
MAX_ODS_BYTES = 128 * 2**20
# Rows that count upward shrink tenfold or so; only a file made to burst shrinks like this.
_BOMB_BYTES = 32 * 2**20
_BOMB_RATIO = 200
_BLOCK = 4 * 2**20

_WORKSHEET = re.compile(rb"<(\w+:)?worksheet\b")
_NUMBER = re.compile(rb'\br="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_FAR_COLUMN = re.compile(rb' r="([A-Z]{2,3})\d+"')
# Two and three letters: beyond column Z. A look at every cell is kept for very long sheets.
_ANY_COLUMN = re.compile(rb' r="([A-Z]{1,3})\d+"')
_NEAR_COLUMNS = 26
_CELL_REFERENCE = re.compile(rb' r="([A-Z]{1,3})(\d+)"')
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell) ([^>]*)>")
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d{1,9})"')
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,9})"')

NO_VALUE = "#?"


@dataclass(frozen=True)
class PackageNotes:
    """What a sheet's XML says beyond its values.

    `hidden_rows` by number from 1; `faults` by row number and column from 0: the error a formula
    shows (`#REF!`), or `#?` where a formula's value was never stored.
    """

    hidden_rows: frozenset[int] = frozenset()
    faults: dict[int, dict[int, str]] = field(default_factory=dict)


def scan_xlsx(package: zipfile.ZipFile, file: str, max_cells: int) -> dict[str, PackageNotes]:
    """Return the notes of each sheet by its name.

    Raises `Refusal` (`sheet.too_large`, `sheet.stray_cell`, `sheet.damaged`); what zipfile raises
    on a damaged archive passes through.
    """
    _check_sizes(package, file)
    notes: dict[str, PackageNotes] = {}
    sheet_names = _xlsx_sheet_names(package, file)
    for part in package.namelist():
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            name = sheet_names.get(part, part)
            notes[name] = _scan_worksheet(package, part, file, name, max_cells)
    return notes


def scan_ods(package: zipfile.ZipFile, file: str, max_cells: int) -> dict[str, PackageNotes]:
    """Refuse an OpenDocument sheet that is protected or would grow beyond `max_cells`.

    A repeated row or cell stands once in the file and as often as it says in memory.
    """
    _check_sizes(package, file)
    names = set(package.namelist())
    if "META-INF/manifest.xml" in names:
        manifest = package.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest or b"encrypted-package" in manifest:
            raise refuse("sheet.password", Where(file=file), file=file)
    if package.getinfo("content.xml").file_size > MAX_ODS_BYTES:
        raise refuse("sheet.too_large", Where(file=file), file=file, limit=MAX_ODS_BYTES >> 20)
    content = package.read("content.xml")
    _check_well_formed([content], file)
    repeat_row = cells = 1
    for tag in _ODS_TAG.finditer(content):
        if tag[1] == b"table":
            repeat_row = cells = 1
        elif tag[1] == b"table-row":
            rows = _ODS_ROWS.search(tag[2])
            repeat_row = int(rows[1]) if rows else 1
        elif b"office:value" in tag[2] or b"calcext:value" in tag[2]:
            columns = _ODS_COLUMNS.search(tag[2])
            cells += repeat_row * (int(columns[1]) if columns else 1)
            if cells > max_cells:
                raise refuse("sheet.too_many_cells", Where(file=file), file=file, limit=max_cells)
    return {}


def _check_well_formed(pieces: Iterable[bytes], file: str) -> None:
    """Refuse XML that does not close what it opens: calamine looks for the end for ever.

    Nothing is built or expanded: the parser has no handlers.
    """
    parser = expat.ParserCreate()
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise refuse("sheet.damaged", Where(file=file), file=file) from error


def _check_sizes(package: zipfile.ZipFile, file: str) -> None:
    for part in package.infolist():
        limit = MAX_PART_BYTES if part.filename.startswith("xl/worksheets/") else MAX_TEXTS_BYTES
        if part.filename.endswith(".xml") and part.file_size > limit:
            raise refuse("sheet.too_large", Where(file=file), file=file, limit=limit >> 20)
        if part.file_size > _BOMB_BYTES and part.file_size > _BOMB_RATIO * part.compress_size:
            raise refuse("sheet.too_large", Where(file=file), file=file, limit=_BOMB_BYTES >> 20)
        if part.flag_bits & 1:
            raise refuse("sheet.password", Where(file=file), file=file)
    texts = "xl/sharedStrings.xml"
    if texts in package.namelist():
        # Read to the end once: a part that holds more than it declares fails its checksum here.
        with package.open(texts) as stream:
            while stream.read(_BLOCK):
                pass


def _xlsx_sheet_names(package: zipfile.ZipFile, file: str) -> dict[str, str]:
    """Return the sheets' names by the part that holds each."""
    relations_part = "xl/_rels/workbook.xml.rels"
    if relations_part not in package.namelist():
        return {}
    for part in ("xl/workbook.xml", relations_part):
        if package.getinfo(part).file_size > MAX_INDEX_BYTES:
            raise refuse("sheet.damaged", Where(file=file), file=file)
    try:
        workbook = fromstring(package.read("xl/workbook.xml"))
        relations = fromstring(package.read(relations_part))
    except (ParseError, DefusedXmlException) as error:
        raise refuse("sheet.damaged", Where(file=file), file=file) from error
    targets = {
        relation.get("Id"): relation.get("Target", "").removeprefix("/xl/").removeprefix("/")
        for relation in relations
    }
    names: dict[str, str] = {}
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            for key, value in element.attrib.items():
                if key.rpartition("}")[2] == "id" and value in targets:
                    names[f"xl/{targets[value]}"] = element.get("name", "")
    return names


def _scan_worksheet(
    package: zipfile.ZipFile, part: str, file: str, name: str, max_cells: int
) -> PackageNotes:
    hidden: set[int] = set()
    faults: dict[int, dict[int, str]] = {}
    rows_before, last_row, width = 0, 0, 0
    with package.open(part) as stream:
        for block, prefix in _row_blocks(stream):
            row_tag = b"<" + prefix + b"row"
            last_value = max(block.rfind(prefix + b"v>"), block.rfind(prefix + b"is>"))
            if last_value >= 0:
                start = block.rfind(row_tag, 0, last_value)
                number = _NUMBER.search(block, start, block.find(b">", start))
                last_row = int(number[1]) if number else rows_before + block.count(row_tag)
                far = _FAR_COLUMN if last_row * _NEAR_COLUMNS <= max_cells else _ANY_COLUMN
                if not _ANY_COLUMN.search(block):
                    # Cells that do not say where they stand come one after another.
                    width = max(width, _NEAR_COLUMNS)
                for letters in set(far.findall(block)):
                    width = max(width, _column(letters) + 1)
            rows_before += block.count(row_tag)
            if b"hidden=" in block:
                hidden |= _hidden_rows(block, row_tag)
            if b't="e"' in block or b"<" + prefix + b"f" in block:
                _collect_faults(block, prefix, faults)
            if last_row * width > max_cells:
                raise refuse(
                    "sheet.stray_cell", Where(file, name, last_row), sheet=name, row=last_row
                )
    return PackageNotes(frozenset(hidden), faults)


def _row_blocks(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the XML in blocks that end where a row does, each with the tags' prefix (`x:`)."""
    prefix: bytes | None = None
    rest = b""
    while piece := stream.read(_BLOCK):
        rest += piece
        if prefix is None:
            root = _WORKSHEET.search(rest)
            prefix = (root and root[1]) or b""
        cut = rest.rfind(b"<" + prefix + b"row")
        if cut > 0:
            yield rest[:cut], prefix
            rest = rest[cut:]
    yield rest, prefix or b""


def _hidden_rows(block: bytes, row_tag: bytes) -> set[int]:
    hidden = set()
    for row in re.finditer(re.escape(row_tag) + rb"\b([^>]*)>", block):
        number = _NUMBER.search(row[1])
        if number and _HIDDEN.search(row[1]):
            hidden.add(int(number[1]))
    return hidden


def _collect_faults(block: bytes, prefix: bytes, faults: dict[int, dict[int, str]]) -> None:
    """Note the cells whose formula shows an error or has no stored value."""
    tag = re.escape(prefix)
    cells = re.compile(
        rb"<" + tag + rb"c\b([^>]*[^/])>((?:(?!</" + tag + rb"c>).)*)</" + tag + rb"c>", re.DOTALL
    )
    for cell in cells.finditer(block):
        is_error = b't="e"' in cell[1]
        has_formula = b"<" + prefix + b"f" in cell[2]
        if not is_error and not has_formula:
            continue
        value = re.search(rb"<" + tag + rb"v>([^<]+)<", cell[2])
        reference = _CELL_REFERENCE.search(cell[1])
        # A formula that answers with no text at all (t="str") is blank, and meant to be.
        if reference and (is_error or (value is None and b't="str"' not in cell[1])):
            shown = value[1].decode("ascii", "replace")[:20] if value else NO_VALUE
            faults.setdefault(int(reference[2]), {})[_column(reference[1])] = shown


def _column(letters: bytes) -> int:
    """Return the number of column `letters`, A as 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
