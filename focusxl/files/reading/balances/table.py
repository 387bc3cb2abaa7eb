"""The cells of a table file: .xlsx, .xlsm and .xls through python-calamine, .csv as text.

Sizes are measured before anything is unpacked, and how far the cells of a sheet reach before they
are read: calamine makes room for every cell from the first to the last.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from focusxl.errors import Unreadable
from focusxl.files.openxml.addresses import cell_position
from focusxl.files.openxml.outline import Outline, read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.source import LARGEST_WORKBOOK, Source, read_source, refuse_if_open
from focusxl.text import shown
from focusxl.values import Record

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Row = Sequence[object]
"""The cells of a row: text, number, date, True or False; empty text for an empty cell."""

MOST_ROWS = 500_000
_MOST_CELLS = 8_000_000
"""The most cells from the first to the last of a sheet, empty ones included."""
_MOST_SHEETS = 30
_WORKBOOKS = (".xlsx", ".xlsm")
_TEXTS = (".csv", ".txt", ".tsv")
_CELL = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{0,3})([0-9]{1,10})[\"']")
_FAR = re.compile(rb"\sr\s*=\s*[\"'](?:[A-Z]{2,3}[0-9]|[A-Z]?(?:[0-9]{7,}|[3-9][0-9]{5}))")
"""A cell beyond column Z or row 299,999, without which a sheet cannot reach too far."""
_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"'](?P<cell>[A-Z]{1,3}[0-9]{1,7})[\"'][^<>]*>\s*"
    rb"(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^<>]*\bt\s*=\s*[\"']e[\"'])[^<>]*?\br\s*=\s*[\"']"
    rb"(?P<cell>[A-Z]{1,3}[0-9]{1,7})[\"'][^<>]*>(?:(?!</(?:\w+:)?c>).)*?"
    rb"<(?:\w+:)?v>(?P<name>[^<]{1,20})</",
    re.DOTALL,
)
_DELIMITERS = (",", ";", "\t", "|")
_LINES_LOOKED_AT = 40
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


class Table(Record):
    """The cells of one sheet, or of a text file."""

    sheet: str
    """Empty for a text file."""
    rows: tuple[Row, ...]
    first_column: int
    """The column of the first cell of each row, counted from 0."""
    faults: dict[tuple[int, int], str]
    """Cells, counted from 1 and 0, that show an error or have no value; why, after “it …”."""


class TableFile(NamedTuple):
    """A file with its sheets, read one after the other."""

    source: Source
    tables: Iterator[Table]


def read_tables(path: Path) -> TableFile:
    """Open a table file of any kind.

    Raises:
        Unreadable: it is of another kind, open elsewhere, damaged, encrypted or too large.
    """
    suffix = path.suffix.lower()
    if suffix not in (*_WORKBOOKS, *_TEXTS, ".xls"):
        raise Unreadable(
            f"{shown(path)} is not a kind of file that balances are read from; save it as .xlsx, "
            ".xls or .csv."
        )
    refuse_if_open(path)
    source = read_source(path, LARGEST_WORKBOOK)
    if suffix in _TEXTS:
        return TableFile(source, iter([_text_table(source)]))
    if suffix == ".xls":
        return TableFile(source, _sheets_of_old(source))
    return TableFile(source, _sheets_of(source))


def _sheets_of(source: Source) -> Iterator[Table]:
    package = Package(source.content, source.name)
    outline = read_outline(package)
    package.check_rest()
    workbook = _opened(source)
    for name in _visible(workbook)[:_MOST_SHEETS]:
        faults = _measured(package, outline, name)
        yield _table(source, workbook, name, faults)


def _sheets_of_old(source: Source) -> Iterator[Table]:
    if not source.content.startswith(bytes.fromhex("D0CF11E0A1B11AE1")):
        raise Unreadable(
            f"{source.name} is not an .xls workbook, whatever its name says; save it from Excel as "
            ".xlsx."
        )
    workbook = _opened(source)
    for name in _visible(workbook)[:_MOST_SHEETS]:
        yield _table(source, workbook, name, {})


def _opened(source: Source) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(source.content))
    except PasswordError:
        raise Unreadable(
            f"{source.name} is protected by a password; remove it in Excel and save the workbook "
            "again."
        ) from None
    except (CalamineError, OSError, ValueError):
        raise _damaged(source) from None


def _damaged(source: Source) -> Unreadable:
    return Unreadable(
        f"{source.name} is damaged, or not what its name says; open it in Excel, and save it again "
        "as .xlsx."
    )


def _visible(workbook: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _measured(package: Package, outline: Outline, name: str) -> dict[tuple[int, int], str]:
    """Measure how far the cells of a sheet reach, and find those that hold no value.

    Raises:
        Unreadable: it reaches farther than balances need.
    """
    part = outline.sheet(name)
    if part is None:
        return {}
    content = package.read(part.part)
    places = _CELL.findall(content) if _FAR.search(content) is not None else ()
    columns = {letters for letters, _ in places if letters}
    last = max((int(digits) for digits in {digits for _, digits in places}), default=0)
    widest = max((cell_position(f"{letters.decode()}1")[1] for letters in columns), default=1)
    if last * widest > _MOST_CELLS:
        package.refuse(
            f"has cells down to row {last:,} and {widest:,} columns wide on its sheet "
            f"“{name[:40]}”, more than balances need; delete what stands beside and below them"
        )
    faults: dict[tuple[int, int], str] = {}
    if b"<f" in content or b":f" in content:
        for found in _WITHOUT_VALUE.finditer(content):
            faults[_position(found["cell"])] = (
                "holds a formula that was never calculated: open the file in Excel and save it"
            )
    if re.search(rb"\bt\s*=\s*[\"']e[\"']", content) is not None:
        for found in _ERROR.finditer(content):
            error = found["name"].decode("ascii", "replace")
            faults[_position(found["cell"])] = f"shows the error {error}"
    return faults


def _position(cell: bytes) -> tuple[int, int]:
    row, column = cell_position(cell.decode())
    return row, column - 1


def _table(
    source: Source,
    workbook: CalamineWorkbook,
    name: str,
    faults: dict[tuple[int, int], str],
) -> Table:
    from python_calamine import CalamineError

    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.end is not None and sheet.end[0] > MOST_ROWS:
            raise _too_long(source)
        first_column = 0 if sheet.start is None else sheet.start[1]
        return Table(name, tuple(sheet.iter_rows()), first_column, faults)
    except (CalamineError, OSError, ValueError, OverflowError):
        raise _damaged(source) from None


def _too_long(source: Source) -> Unreadable:
    return Unreadable(
        f"{source.name} has more than {MOST_ROWS:,} rows, more than a ledger has accounts; check "
        "that it is the right file."
    )


def _text_table(source: Source) -> Table:
    text = _decoded(source)
    delimiter = _delimiter(text)
    rows: list[Row] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise _too_long(source)
    except csv.Error:
        raise Unreadable(
            f"{source.name} is not a table of text (row {len(rows) + 1}); save it from its program "
            "as .csv or .xlsx again."
        ) from None
    return Table("", tuple(rows), 0, {})


def _decoded(source: Source) -> str:
    """Decode a text file: as its first bytes say, as UTF-8, or as Windows writes it."""
    content = source.content
    if content.startswith((b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1"))):
        raise Unreadable(
            f"{source.name} is a workbook, whatever its name says; give it the ending .xlsx "
            "or .xls."
        )
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise Unreadable(f"{source.name} is not a text file; give one that is.")
    return text


def _delimiter(text: str) -> str:
    """Find what separates the fields: what is there as often on most of the first lines."""
    lines = [line for line in text[:200_000].splitlines()[:_LINES_LOOKED_AT] if line.strip()]

    def weight(delimiter: str) -> tuple[int, int]:
        counts = [
            len(fields) - 1 for fields in csv.reader(lines, delimiter=delimiter) if len(fields) > 1
        ]
        if not counts:
            return 0, 0
        usual = max(set(counts), key=counts.count)
        return counts.count(usual), usual

    try:
        return max(_DELIMITERS, key=weight)
    except csv.Error:
        return ","
