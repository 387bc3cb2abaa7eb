"""The examination of the add-in: where it is, which FocusXL made it, whether it finds Python."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from focusxl import __version__
from focusxl.errors import Unreadable
from focusxl_udfs.doctor.book import Book, read_addin
from focusxl_udfs.doctor.examination import (
    Examination,
    good,
    not_needed,
    problem,
    unseen,
    windows_only,
)
from focusxl_udfs.doctor.machine import Machine, is_on_fixed_disk
from focusxl_udfs.doctor.memory import remembered_library, remembered_program
from focusxl_udfs.doctor.office import Excel
from focusxl_udfs.doctor.settings import called_program
from focusxl_udfs.excel_folder import start_folder
from focusxl_udfs.vba.ribbon import ADDIN_FILE

_ADDIN = "add-in"
_AGAIN = "Close Excel, and type: focusxl addin install"


def examine_addin(machine: Machine, excel: Excel) -> Examination:
    """Examine the add-in where Excel loads it from; its Python is not started."""
    if machine.registry is None:
        return windows_only(_ADDIN)
    folder = start_folder(machine.environment)
    place = None if folder is None else folder / ADDIN_FILE
    if place is None or not place.is_file():
        return not_needed(_ADDIN, "it is not installed; workbooks work without it")
    try:
        book = read_addin(place)
    except Unreadable as refusal:
        return problem(_ADDIN, str(refusal), _AGAIN)
    except OSError:
        return unseen(_ADDIN, f"what is in {place}")
    made_by = book.made_by
    if made_by.version != __version__:
        return problem(
            _ADDIN, f"{place} was made by {made_by.shown}; {__version__} is installed", _AGAIN
        )
    return _with_python(machine, excel, book, place)


def _with_python(machine: Machine, excel: Excel, book: Book, place: Path) -> Examination:
    own = called_program(book)
    if own is not None and is_on_fixed_disk(own) and own.is_file():
        program = f"it starts {own}"
    elif (remembered := remembered_program(machine)) is not None:
        program = f"it starts what focusxl setup remembered: {remembered}"
    else:
        return problem(
            _ADDIN,
            f"{place} names a Python that is not there, “{book.interpreter}”, and focusxl setup "
            "has remembered none",
            _AGAIN,
        )
    if book.xlwings_version != _installed() and (
        remembered_library(machine, excel.bits or 64) is None
    ):
        return problem(
            _ADDIN,
            f"{place} was made with xlwings {book.xlwings_version}; another is installed",
            _AGAIN,
        )
    return good(_ADDIN, f"{place}, made by {book.made_by.shown}, as installed; {program}")


def _installed() -> str | None:
    try:
        return version("xlwings")
    except PackageNotFoundError:
        return None
