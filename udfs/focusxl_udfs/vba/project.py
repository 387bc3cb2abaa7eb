"""The macro-enabled workbook: a workbook with the VBA project that connects it with Python."""

import re
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB

from focusxl.files.openxml.parts import read_parts, write_parts
from focusxl_udfs.vba.functions import (
    DESCRIPTIONS_MODULE,
    FUNCTIONS_MODULE,
    descriptions_module,
    functions_module,
)
from focusxl_udfs.vba.ribbon import RIBBON_MODULE, ribbon_module, with_ribbon
from focusxl_udfs.worksheet.catalogue import WorksheetFunction

_CONTENT_TYPES_PART = "[Content_Types].xml"
PROJECT_PART = "xl/vbaProject.bin"
_PLAIN_WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_WORKBOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_XLWINGS_VERSION = re.compile(r'XLWINGS_VERSION As String = "([0-9.]+)"')
# No compiled code is stored and no version of VBA named: each host compiles the sources itself.
_NOTHING_COMPILED = bytes.fromhex("CC61FFFF000000")


def macro_enabled(workbook: bytes, functions: Sequence[WorksheetFunction]) -> bytes:
    """Return an .xlsx workbook as an .xlsm with the ribbon, whose cells can call the functions.

    The workbook and each sheet should name their VBA module (XlsxWriter's set_vba_name). The
    same workbook, functions and xlwings give the same bytes.
    """
    return write_parts(with_ribbon(_with_macros(workbook, functions)))


def addin(workbook: bytes, functions: Sequence[WorksheetFunction]) -> bytes:
    """Return an .xlsx workbook as an .xlam, whose ribbon and functions are there in any workbook.

    Its macros are those of a macro-enabled workbook, word for word.
    """
    parts = with_ribbon(_with_macros(workbook, functions), of_addin=True)
    types = parts[_CONTENT_TYPES_PART].replace(_MACRO_WORKBOOK, _ADDIN)
    return write_parts({**parts, _CONTENT_TYPES_PART: types})


def _with_macros(workbook: bytes, functions: Sequence[WorksheetFunction]) -> dict[str, bytes]:
    parts = read_parts(workbook)
    parts[_CONTENT_TYPES_PART] = parts[_CONTENT_TYPES_PART].replace(
        _PLAIN_WORKBOOK, _MACRO_WORKBOOK
    )
    with tempfile.TemporaryDirectory() as folder:
        # pyOpenVBA works on files, and recognizes a macro-enabled workbook by its name.
        path = Path(folder, "workbook.xlsm")
        path.write_bytes(write_parts(parts))
        _add_project(path, functions)
        parts = read_parts(path.read_bytes())
    parts[PROJECT_PART] = _without_compiled_code(parts[PROJECT_PART])
    return parts


def _add_project(path: Path, functions: Sequence[WorksheetFunction]) -> None:
    with ExcelFile(path) as book:
        project = book.add_vba_project()
        for document in project.module_names():
            # Setting a module's source drops its compiled code, which comes with an empty project.
            book.set_module(document, book.get_module(document))
        book.set_module("ThisWorkbook", our_source("ThisWorkbook.cls"))
        for name, source in standard_modules(functions).items():
            project.add_module(name, source)
        book.save()


def standard_modules(functions: Sequence[WorksheetFunction]) -> dict[str, str]:
    """Give the source of each standard module of a macro-enabled workbook."""
    return {
        "xlwings": _xlwings_source(),
        "FocusXLBridge": our_source("FocusXLBridge.bas"),
        FUNCTIONS_MODULE: _lines_of_vba(functions_module(functions)),
        DESCRIPTIONS_MODULE: _lines_of_vba(descriptions_module(functions)),
        "FocusXLButtons": our_source("FocusXLButtons.bas"),
        RIBBON_MODULE: _lines_of_vba(ribbon_module()),
    }


def _without_compiled_code(project: bytes) -> bytes:
    container = CFB.from_bytes(project)
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NOTHING_COMPILED)
    without: bytes = container.to_bytes()
    return without


def our_source(name: str) -> str:
    """Give the source of a module in the folder vba."""
    return _lines_of_vba(files("focusxl_udfs").joinpath("vba", name).read_text("ascii"))


def _xlwings_source() -> str:
    """Give the part of xlwings' module that is used, with the name of the installed DLL."""
    source = our_source("xlwings.bas")
    written_for = _XLWINGS_VERSION.search(source)
    assert written_for is not None
    return source.replace(written_for[1], version("xlwings"))


def _lines_of_vba(text: str) -> str:
    return "\r\n".join(text.splitlines()) + "\r\n"
