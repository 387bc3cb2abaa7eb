"""The workbook that is examined, read without trust and without a spreadsheet program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from focusxl.errors import Unreadable
from focusxl.failure_log import log_failure
from focusxl.files.openxml.outline import read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.shared_texts import read_shared_texts, unescaped
from focusxl.files.openxml.source import LARGEST_WORKBOOK, MEGABYTE, read_source
from focusxl.files.openxml.worksheet import StoredCell, read_sheet
from focusxl.files.reading.template import find_targets, made_by
from focusxl.files.stored.cells import read_cells
from focusxl.files.template.made_by import FORM_NAME, VERSION_NAME, MadeBy
from focusxl.files.template.settings import SETTINGS_SHEET
from focusxl.text import in_one_line, shown

_SUFFIXES = (".xlsm", ".xlsx")
_PROJECT_PART = "xl/vbaProject.bin"
_LARGEST_PROJECT = 8 * MEGABYTE
_SETTINGS_ROWS = range(1, 101)
_LONGEST_TEXT = 260
"""The length of the longest path in Excel."""

SettingsRow = tuple[object, object]
_LIBRARY_COPY = "LIBRARY_COPY"
"""The constant by whose name the VBA knows the copy that `focusxl setup` makes."""
_VERSION = re.compile(r'^Public Const XLWINGS_VERSION As String = "([^"]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its path, the version of xlwings in its VBA, and its settings for xlwings."""

    path: Path
    has_macros: bool
    xlwings_version: str | None
    """None where its VBA has no xlwings."""
    made_by: MadeBy
    """What it says of the FocusXL that made it."""
    starts_any_xlwings: bool
    """Whether its VBA finds the library of another xlwings, through `focusxl setup`."""
    settings: tuple[SettingsRow, ...] | None
    """Columns A and B of the settings sheet from the first row; None without that sheet."""

    @property
    def interpreter(self) -> str:
        """The Python in its settings, as written; empty where they name none."""
        found = settings_read(self.settings or ()).get("INTERPRETER_WIN")
        return "" if found is None else str(found)


def settings_read(rows: tuple[SettingsRow, ...]) -> dict[str, object]:
    """Give the settings that xlwings reads: from A1 down to the first blank, names in capitals."""
    found: dict[str, object] = {}
    for key, value in rows:
        if key is None or key == "":
            break
        found[str(key).upper()] = value
    return found


def read_book(path: Path) -> Book:
    """Read the parts of a workbook that are examined.

    Raises:
        Unreadable: it is not an Excel workbook, or it is damaged or unsafe.
    """
    if path.parts and path.parts[0].lower() in ("http:", "https:"):
        raise Unreadable(
            f"{shown(path)} is on the web; save a copy on this computer and examine that."
        )
    if path.suffix.lower() not in _SUFFIXES:
        raise Unreadable(f"{shown(path)} is not a FocusXL workbook; give one (.xlsm or .xlsx).")
    return _read(path)


def read_addin(path: Path) -> Book:
    """Read the parts of the add-in that are examined: it is a workbook, too.

    Raises:
        Unreadable: it is damaged or unsafe.
    """
    return _read(path)


def _read(path: Path) -> Book:
    source = read_source(path, LARGEST_WORKBOOK)
    package = Package(source.content, source.name)
    package.check_rest()
    project = package.parts.get(package.stored_name(_PROJECT_PART))
    if project is not None and project.file_size > _LARGEST_PROJECT:
        package.refuse("has more macros than a workbook of FocusXL; check where it comes from")
    module = None if project is None else _xlwings_module(path, package)
    named = xlwings_version(module or "")
    return Book(
        path=path,
        has_macros=project is not None,
        xlwings_version=named and in_one_line(named, _LONGEST_TEXT),
        made_by=_made_by(package),
        starts_any_xlwings=_LIBRARY_COPY in (module or ""),
        settings=_settings(package),
    )


def _xlwings_module(path: Path, package: Package) -> str | None:
    try:
        return xlwings_module(path)
    except ImportError:
        raise
    except Exception as damage:
        # Damage shows as any exception of the VBA reader.
        log_failure("the macros of a workbook, read for the doctor", damage)
        package.refuse_damaged(_PROJECT_PART)


def _made_by(package: Package) -> MadeBy:
    outline = read_outline(package)
    targets = find_targets(outline)
    names = [targets[name] for name in (VERSION_NAME, FORM_NAME) if name in targets]
    cells = read_cells(package, outline, [target.place for target in names])
    return made_by(targets, cells)


def _settings(package: Package) -> tuple[SettingsRow, ...] | None:
    """Read the settings as stored: a space after a name is a part of it for xlwings."""
    outline = read_outline(package)
    sheet = outline.sheet(SETTINGS_SHEET)
    if sheet is None:
        return None
    rows = [(f"A{row}", f"B{row}") for row in _SETTINGS_ROWS]
    with package.open(sheet.part) as stream:
        stored = read_sheet(stream, {place for row in rows for place in row}).cells
    wanted = {int(cell.value) for cell in stored.values() if cell.type == "s" and cell.value}
    texts: dict[int, str] = {}
    if outline.strings is not None and wanted:
        with package.open(outline.strings) as stream:
            texts = read_shared_texts(stream, wanted)
    found = [tuple(_value(stored.get(place), texts) for place in row) for row in rows]
    while found and found[-1] == (None, None):
        found.pop()
    return tuple((key, value) for key, value in found)


def _value(cell: StoredCell | None, texts: Mapping[int, str]) -> object:
    """Give the value of a cell, a text cleaned for a terminal."""
    if cell is None or not cell.value:
        return None
    match cell.type:
        case "b":
            return cell.value in ("1", "true")
        case "n":
            number = float(cell.value)
            return int(number) if number.is_integer() else number
        case "s":
            text = texts.get(int(cell.value), "")
        case _:
            text = cell.value
    return in_one_line(unescaped(text), _LONGEST_TEXT)


def xlwings_version(module: str) -> str | None:
    """Give the version of xlwings that the text of the module names, None where there is none."""
    version = _VERSION.search(module)
    return version[1] if version else None


def xlwings_module(workbook: Path) -> str | None:
    """Give the text of the module xlwings in the workbook's VBA, None when there is none."""
    from pyopenvba import ExcelFile

    with ExcelFile(workbook) as book:
        module: str | None = book.vba_modules().get("xlwings")
    return module
