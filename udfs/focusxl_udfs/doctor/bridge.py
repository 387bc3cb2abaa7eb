"""The examination of xlwings: the Python package, its DLL, and the VBA in the workbook."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from focusxl_udfs.doctor.book import Book
from focusxl_udfs.doctor.examination import (
    Examination,
    good,
    native_workbook,
    needs_workbook,
    problem,
    windows_only,
)
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.memory import remembered_library
from focusxl_udfs.doctor.office import Excel
from focusxl_udfs.doctor.settings import dll_folders

_DLL = "xlwings DLL"
_VBA = "xlwings in the workbook"


def examine_bridge(machine: Machine, excel: Excel, book: Book | None) -> Iterator[Examination]:
    """Examine the connection between Excel and Python."""
    installed = _version("xlwings")
    yield _importable(machine, "xlwings", "xlwings", installed)
    if machine.registry is None:
        yield windows_only("pywin32")
        yield windows_only(_DLL)
    else:
        yield _importable(machine, "pywin32", "pythoncom", _version("pywin32"))
        yield _dll(machine, excel, book, installed)
    yield _vba(machine, excel, book, installed)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _importable(machine: Machine, package: str, module: str, installed: str | None) -> Examination:
    remedy = f"Run this: {machine.pip(f'install --force-reinstall {package}')}"
    try:
        importlib.import_module(module)
    except Exception as error:
        # A damaged package may raise any exception while it is imported.
        return problem(package, f"cannot be imported ({type(error).__name__}: {error})", remedy)
    return good(package, f"version {installed}" if installed else "can be imported")


def _dll(machine: Machine, excel: Excel, book: Book | None, installed: str | None) -> Examination:
    bits = excel.bits or 64
    wanted = installed if book is None else book.xlwings_version or installed
    name = f"xlwings{bits}-{wanted}.dll"
    folders = dll_folders(machine, book)
    for folder in folders:
        if (folder / name).is_file():
            return good(_DLL, f"{name} in {folder}")
    copy = remembered_library(machine, bits)
    if copy is not None and (book is None or book.starts_any_xlwings):
        return good(_DLL, f"{copy}, the copy that focusxl setup made")
    found = f"{name} is not where Excel looks for it ({'; '.join(map(str, folders)) or 'nowhere'})"
    if book is not None and book.has_macros and not book.starts_any_xlwings:
        return problem(_DLL, found, _upgrade(book))
    return problem(_DLL, found, "Type focusxl setup, which puts a copy where every workbook looks.")


def _upgrade(book: Book) -> str:
    return f"Carry it over into a workbook of this version: focusxl upgrade {book.path.name} -o OUT"


def _vba(machine: Machine, excel: Excel, book: Book | None, installed: str | None) -> Examination:
    if book is None:
        return needs_workbook(_VBA)
    if not book.has_macros:
        return native_workbook(_VBA)
    if book.xlwings_version is None:
        return problem(
            _VBA,
            "its macros have no module xlwings",
            "Make the workbook anew with focusxl new and bring the inputs over with focusxl fill.",
        )
    if book.xlwings_version != installed:
        found = f"version {book.xlwings_version}, but {installed} is installed"
        if not book.starts_any_xlwings:
            return problem(_VBA, found, _upgrade(book))
        if remembered_library(machine, excel.bits or 64) is None:
            return problem(
                _VBA, found, "Type focusxl setup, which makes workbooks start any xlwings."
            )
        return good(_VBA, f"{found}: it is started through the copy that focusxl setup made")
    return good(_VBA, f"version {installed}, as installed; no add-in is needed")
