"""Workbooks for the doctor: as described, and as files."""

import re
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import openpyxl

from focusxl import __version__
from focusxl.files.template.made_by import MadeBy
from focusxl_udfs.doctor.book import Book, read_book
from focusxl_udfs.doctor.examination import Examination
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.office import Excel
from focusxl_udfs.libreoffice.installation import Bridge, Installation

XLWINGS = version("xlwings")
DESKTOP = Excel("Click-to-Run", "16.0.17928.20156", 64)
OFFICE = Installation(Path("/usr/bin/soffice"), Bridge(None, None))
NO_LIBREOFFICE = Installation(None, None)
INSTALLED = MadeBy(__version__, "")
NATIVE = Book(Path("book.xlsx"), False, None, INSTALLED, False, None)
_OTHERS = """
Debug UDFs,Interpreter,Interpreter_Mac,Conda Path,Conda Env,License_Key
OneDrive_Consumer_Win,OneDrive_Consumer_Mac,OneDrive_Commercial_Win,OneDrive_Commercial_Mac
SharePoint_Win,SharePoint_Mac,Show_Error_Popups,Temp Dir
"""
SETTINGS: tuple[tuple[object, object], ...] = (
    ("Interpreter_Win", "pythonw"),
    ("PYTHONPATH", None),
    ("ADD_WORKBOOK_TO_PYTHONPATH", False),
    ("UDF Modules", "focusxl_udfs.functions"),
    ("Use UDF Server", True),
    ("Show Console", False),
    *((key, False if key == "Debug UDFs" else None) for key in re.split("[,\n]", _OTHERS.strip())),
)

Keys = dict[tuple[str, str], dict[str, str | int]]
Windows = Callable[..., Machine]


def named(examinations: Iterable[Examination]) -> dict[str, Examination]:
    return {one.name: one for one in examinations}


def book_with(
    path: Path = Path("book.xlsm"),
    version: str | None = XLWINGS,
    made_by: MadeBy = INSTALLED,
    **changes: object,
) -> Book:
    rows = tuple((key, changes.get(str(key).replace(" ", "_"), value)) for key, value in SETTINGS)
    return Book(path, True, version, made_by, version is not None, rows)


def without(key: str) -> list[tuple[object, object]]:
    return [row for row in SETTINGS if row[0] != key]


def rewritten(path: Path, rows: Iterable[tuple[object, object]] | None) -> Book:
    """Save the workbook with other settings, or without their sheet, and read it."""
    book = openpyxl.load_workbook(path, keep_vba=True)
    del book["xlwings.conf"]
    if rows is not None:
        sheet = book.create_sheet("xlwings.conf")
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
    book.save(path)
    return read_book(path)
