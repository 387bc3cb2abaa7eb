"""The macro-enabled workbook: a workbook and the VBA project that connects it with Python."""

import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB

from focusxl_udfs.catalogue import WorksheetFunction
from focusxl_workbook.package import read_parts, write_parts
from focusxl_workbook.vba_functions import (
    DESCRIPTIONS_MODULE,
    FUNCTIONS_MODULE,
    descriptions_module,
    functions_module,
)

_CONTENT_TYPES_PART = "[Content_Types].xml"
_PROJECT_PART = "xl/vbaProject.bin"
_PLAIN_WORKBOOK = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_WORKBOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
# No compiled code is stored and no version of VBA named: each host compiles the sources itself.
_NOTHING_COMPILED = bytes.fromhex("CC61FFFF000000")


def macro_enabled(workbook: bytes, functions: Sequence[WorksheetFunction]) -> bytes:
    """Return an .xlsx workbook as an .xlsm whose cells can call the functions.

    The workbook and each sheet should name their VBA module (XlsxWriter's set_vba_name). The
    same workbook, functions and xlwings give the same bytes.
    """
    parts = read_parts(workbook)
    parts[_CONTENT_TYPES_PART] = parts[_CONTENT_TYPES_PART].replace(
        _PLAIN_WORKBOOK, _MACRO_WORKBOOK
    )
    with tempfile.TemporaryDirectory() as folder:
        # pyOpenVBA works on files, and knows a macro-enabled workbook by its name.
        path = Path(folder, "workbook.xlsm")
        path.write_bytes(write_parts(parts))
        _add_project(path, functions)
        parts = read_parts(path.read_bytes())
    parts[_PROJECT_PART] = _without_compiled_code(parts[_PROJECT_PART])
    return write_parts(parts)


def _add_project(path: Path, functions: Sequence[WorksheetFunction]) -> None:
    with ExcelFile(path) as book:
        project = book.add_vba_project()
        for document in project.module_names():
            # Setting a module's source drops its compiled code, which comes with an empty project.
            book.set_module(document, book.get_module(document))
        book.set_module("ThisWorkbook", _our_source("ThisWorkbook.cls"))
        project.add_module("xlwings", _xlwings_source("xlwings.bas"))
        project.add_module(
            "Dictionary", _xlwings_source("addin/Dictionary.cls"), kind=VBAModuleKind.other
        )
        project.add_module("FocusXLBridge", _our_source("FocusXLBridge.bas"))
        project.add_module(FUNCTIONS_MODULE, _lines_of_vba(functions_module(functions)))
        project.add_module(DESCRIPTIONS_MODULE, _lines_of_vba(descriptions_module(functions)))
        project.add_module("FocusXLButtons", _our_source("FocusXLButtons.bas"))
        book.save()


def _without_compiled_code(project: bytes) -> bytes:
    container = CFB.from_bytes(project)
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NOTHING_COMPILED)
    without: bytes = container.to_bytes()
    return without


def _our_source(name: str) -> str:
    return _lines_of_vba(files("focusxl_workbook").joinpath("vba", name).read_text("ascii"))


def _xlwings_source(name: str) -> str:
    """Read a module from the installed xlwings, since it must match its Python side exactly."""
    return _lines_of_vba(files("xlwings").joinpath(*name.split("/")).read_text("ascii"))


def _lines_of_vba(text: str) -> str:
    return "\r\n".join(text.splitlines()) + "\r\n"
