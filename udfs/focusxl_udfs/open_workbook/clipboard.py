"""What was copied, as rows of cells: from Excel with every digit, from elsewhere as text.

Excel puts on the clipboard both the text that cells show, rounded as they are shown, and their
values. The values are taken where they are there.
"""

from __future__ import annotations

import io
import re
import sys
from typing import Any

import xlwings as xw

from focusxl.amounts import Number, cell_state
from focusxl.errors import FocusXLError
from focusxl.files.openxml.xml_reader import Attributes, NotPlainXml, XmlReader

Rows = list[list[str]]

_XML = "XML Spreadsheet"
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_MOST_ROWS, _MOST_COLUMNS = 5_000, 50
_LARGEST = 16_000_000
_LIBREOFFICE = "com.sun.star.datatransfer.clipboard.SystemClipboard"
_TEXT = "text/plain;charset=utf-16"


class NothingCopied(FocusXLError):
    """The clipboard holds no cells; the message says what to copy."""


def copied_rows(book: xw.Book) -> Rows:
    """Give what was copied, each cell as a plain number or as its text.

    Raises:
        NothingCopied: there is no text on the clipboard, or far too much.
    """
    office = getattr(getattr(book.app.impl, "library", None), "office", None)
    if office is not None:
        rows = rows_of_text(_from_libreoffice(office))
    elif sys.platform == "win32":
        rows = _from_windows()
    else:
        rows = []
    if not any(cell for row in rows for cell in row):
        raise NothingCopied(
            "Nothing is copied. Copy a column of figures, or two columns of box number and amount, "
            "then choose this command again."
        )
    return rows


def rows_of_text(text: str) -> Rows:
    r"""Read text as spreadsheets copy it: a line a row, tabs between cells.

    >>> rows_of_text("7010\t1,234\r\n7020\t(5)\r\n")
    [['7010', '1,234'], ['7020', '(5)']]

    Raises:
        NothingCopied: it has more rows or columns than a report can need.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return _reasonable([[cell.strip() for cell in line.split("\t")] for line in lines])


def rows_of_xml(content: bytes) -> Rows:
    """Read what Excel copies beside the text: values with all their digits.

    Raises:
        NotPlainXml: it is damaged.
        NothingCopied: it has more rows or columns than a report can need.
    """
    rows: Rows = []
    place = {"row": 0, "column": 0}
    kinds: list[str] = []

    def begin_row(attributes: Attributes) -> None:
        place["row"] = _index(attributes, place["row"] + 1, _MOST_ROWS)
        place["column"] = 0
        rows.extend([] for _ in range(place["row"] - len(rows)))

    def begin_cell(attributes: Attributes) -> None:
        place["column"] = _index(attributes, place["column"] + 1, _MOST_COLUMNS)

    def begin_data(attributes: Attributes) -> None:
        kinds.append(_attribute(attributes, "Type"))
        reader.collect()

    def end_data() -> None:
        row = rows[place["row"] - 1]
        row.extend("" for _ in range(place["column"] - len(row)))
        text = reader.collected().strip()
        row[place["column"] - 1] = _plain_number(text) if kinds.pop() == "Number" else text

    reader = XmlReader(
        {
            f"{_SPREADSHEET} Row": begin_row,
            f"{_SPREADSHEET} Cell": begin_cell,
            f"{_SPREADSHEET} Data": begin_data,
        },
        {f"{_SPREADSHEET} Data": end_data},
    )
    reader.read(io.BytesIO(content))
    return _reasonable(rows)


def _attribute(attributes: Attributes, name: str) -> str:
    """Give an attribute, whatever stands before its name for the namespace."""
    return next((x for key, x in attributes.items() if re.split("[ :]", key)[-1] == name), "")


def _plain_number(text: str) -> str:
    """Write a number without an exponent, with the fifteen digits that a cell keeps."""
    try:
        state = cell_state(float(text))
    except ValueError:
        return text
    return f"{state.value:f}" if isinstance(state, Number) else text


def _index(attributes: Attributes, following: int, most: int) -> int:
    """Give the place of a row or cell: stated where some before it are left out."""
    stated = _attribute(attributes, "Index")
    found = int(stated) if stated.isascii() and stated.isdigit() else following
    if not 1 <= found <= most:
        raise _too_much()
    return found


def _reasonable(rows: Rows) -> Rows:
    if len(rows) > _MOST_ROWS or any(len(row) > _MOST_COLUMNS for row in rows):
        raise _too_much()
    return rows


def _too_much() -> NothingCopied:
    return NothingCopied(
        "More was copied than fits a report. Copy only the cells with figures, not whole columns, "
        "then choose this command again."
    )


def _from_libreoffice(office: Any) -> str:
    contents = office.create(_LIBREOFFICE).getContents()
    if contents is None:
        return ""
    for flavor in contents.getTransferDataFlavors():
        if flavor.MimeType == _TEXT:
            return str(contents.getTransferData(flavor))
    return ""


def _from_windows() -> Rows:
    import win32clipboard  # type: ignore[import-untyped, import-not-found, unused-ignore]

    values = win32clipboard.RegisterClipboardFormat(_XML)
    text = win32clipboard.CF_UNICODETEXT
    win32clipboard.OpenClipboard()
    try:
        if win32clipboard.IsClipboardFormatAvailable(values):
            content = bytes(win32clipboard.GetClipboardData(values)).rstrip(b"\0")
            if len(content) > _LARGEST:
                raise _too_much()
            try:
                return rows_of_xml(content)
            except NotPlainXml:
                # The text beside it says the same, if with fewer digits.
                pass
        if win32clipboard.IsClipboardFormatAvailable(text):
            return rows_of_text(str(win32clipboard.GetClipboardData(text)))
    finally:
        win32clipboard.CloseClipboard()
    return []
