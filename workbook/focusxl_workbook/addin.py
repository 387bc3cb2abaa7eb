"""`focusxl addin`: the ribbon and the functions in Excel itself, for every workbook."""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl import __version__
from focusxl.cli.failure import EXIT_READY, CommandError
from focusxl.cli.progress import at_work
from focusxl.cli.terminal import say
from focusxl.files.openxml.addresses import absolute
from focusxl.files.pages.styles import Styles
from focusxl.files.template.made_by import VERSION_NAME
from focusxl.files.template.settings import SETTINGS, SETTINGS_SHEET
from focusxl_udfs import excel_folder
from focusxl_udfs.vba import project
from focusxl_udfs.vba.package import keep_stored_values
from focusxl_udfs.vba.ribbon import ADDIN_FILE
from focusxl_udfs.worksheet.functions import catalogue
from focusxl_workbook.sheets.settings import write_settings_sheet
from focusxl_workbook.templates import interpreter

_CREATED = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
"""One fixed date, since two builds of the same add-in must be the same file."""
_NEW = "FocusXL.new"
_FOLDER_OF_A_USER = r"%APPDATA%\Microsoft\Excel\XLSTART"
_VERSION = "FocusXL"
"""A setting that xlwings does not know and passes over."""


def addin(action: str, to: Path | None) -> int:
    """Put the add-in where Excel loads it from, or take it away."""
    folder = start_folder() if to is None else to
    place = folder / ADDIN_FILE
    if action == "remove":
        _remove(place)
    else:
        with at_work(f"Building the add-in {ADDIN_FILE}"):
            content = build_addin(interpreter())
        # Excel opens whatever is in the folder it starts from, a half-written file as well.
        _install(place, content, beside=folder.parent if to is None else folder)
        say(f"Installed {place}.")
        if to is None:
            say("Next: start Excel; the tab FOCUS and the FOCUS functions are in every workbook")
        else:
            say(f"Next: put it into {_FOLDER_OF_A_USER} of who is to use it, with Excel closed")
    return EXIT_READY


def build_addin(python: str) -> bytes:
    """Build the add-in; it holds the settings, by which it finds Python, and the macros.

    Args:
        python: the Windows path of the Python that it calls.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": "FocusXL",
                "author": "FocusXL",
                "comments": "The tab FOCUS and the FOCUS functions, in every workbook.",
                "created": _CREATED,
            }
        )
        book.set_vba_name("ThisWorkbook")
        sheet = book.add_worksheet(SETTINGS_SHEET)
        sheet.set_vba_name("Sheet1")
        write_settings_sheet(sheet, Styles(book), python)
        _state_version(book, sheet)
    return project.addin(keep_stored_values(buffer.getvalue()), catalogue())


def _state_version(book: Workbook, sheet: Worksheet) -> None:
    """State which FocusXL made the add-in, below the settings and without a gap."""
    row = len(SETTINGS)
    sheet.write_string(row, 0, _VERSION)
    sheet.write_string(row, 1, __version__)
    book.define_name(VERSION_NAME, absolute(SETTINGS_SHEET, row, 1))


def start_folder(system: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    r"""Give the folder whose workbooks and add-ins Excel on Windows loads when it starts.

    >>> start_folder("win32", {"APPDATA": "/Users/a/Roaming"}).as_posix()
    '/Users/a/Roaming/Microsoft/Excel/XLSTART'

    Raises:
        CommandError: there is no such folder on this system.
    """
    folder = excel_folder.start_folder(environment)
    if system == "win32" and folder is not None:
        return folder
    if system == "darwin":
        raise CommandError(
            "The add-in is for Excel on Windows: Excel for Mac cannot reach Python. Use native "
            "workbooks (focusxl new --native) and the command focusxl."
        )
    raise CommandError(
        "The add-in is for Excel on Windows, which is not on this computer. To make the file for "
        "another computer, name a folder: focusxl addin install --to DIR."
    )


def _install(place: Path, content: bytes, beside: Path) -> None:
    """Write the add-in in one step, by way of a file in another folder."""
    new = beside / _NEW
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        new.replace(place)
    except OSError as refusal:
        with contextlib.suppress(OSError):
            new.unlink()
        raise CommandError(_refused(place, refusal)) from None


def _remove(place: Path) -> None:
    try:
        place.unlink()
    except FileNotFoundError:
        say(f"The add-in is not installed: there is no {place}.")
    except OSError as refusal:
        raise CommandError(_refused(place, refusal)) from None
    else:
        say(f"Removed {place}. Excel is without it from its next start on.")


def _refused(place: Path, refusal: OSError) -> str:
    if isinstance(refusal, PermissionError):
        return f"{place} cannot be changed. Close Excel, and type the command again."
    return f"{place} cannot be changed: {refusal.strerror or type(refusal).__name__}."
