"""Files in and out: workbooks, upload files and data files are read, filings are exported.

Each kind of file has its own modules, which are imported when a file of that kind is read.
"""

from __future__ import annotations

from pathlib import Path

from focusxl.errors import Unreadable
from focusxl.files.stored.reading import Reading
from focusxl.text import shown

__all__ = ["Reading", "Unreadable", "read"]

_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm"}
_UPLOADS = {".txt", ".csv", ".xml"}
_TO_SAVE_AGAIN = {".xls", ".xlsb", ".xlt", ".ods", ".fods", ".numbers"}


def read(path: Path) -> Reading:
    """Read a workbook, an upload file or a data file, as the extension of its name says.

    Raises:
        Unreadable: the file is of another kind, damaged, too large or unsafe.
    """
    try:
        return _read(path)
    except MemoryError:
        raise Unreadable(
            f"{shown(path)} needs more memory than this computer has free; close other programs, "
            "or check that it is the right file."
        ) from None
    except (ArithmeticError, RecursionError):
        raise Unreadable(
            f"{shown(path)} holds numbers or formulas that are far too large; check that "
            "it is the right file."
        ) from None


def _read(path: Path) -> Reading:
    suffix = path.suffix.lower()
    if suffix in _WORKBOOKS:
        from focusxl.files.reading.workbook import read_workbook

        return read_workbook(path)
    if suffix in _UPLOADS:
        from focusxl.files.upload.reader import read_upload

        return read_upload(path)
    if suffix == ".json":
        from focusxl.files.reading.data_file import read_data

        return read_data(path)
    if suffix in _TO_SAVE_AGAIN:
        raise Unreadable(
            f"{shown(path)} is in a format that FocusXL does not read; open it in the spreadsheet "
            "program and save it as .xlsx or .xlsm."
        )
    raise Unreadable(
        f"{shown(path)} is not a kind of file that FocusXL reads; give a workbook (.xlsx, .xlsm), "
        "an upload file (.txt, .csv, .xml) or a data file (.json)."
    )
