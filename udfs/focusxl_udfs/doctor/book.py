"""The workbook that is examined, read with suspicion and never opened by a spreadsheet program."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from focusxl.files.package import Package
from focusxl.files.reading import Unreadable, in_one_line, shown
from focusxl.files.source import LARGEST_WORKBOOK, MEGABYTE, read_source
from focusxl.files.xlwings_settings import SETTINGS_SHEET

_SUFFIXES = (".xlsm", ".xlsx")
_PROJECT_PART = "xl/vbaProject.bin"
_LARGEST_PROJECT = 8 * MEGABYTE
_MOST_SETTINGS = 100
_LONGEST_TEXT = 260
"""As long as a path in Excel can be."""

SettingsRow = tuple[object, object]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its place, its VBA's xlwings, and the settings it gives to xlwings."""

    path: Path
    has_macros: bool
    xlwings_version: str | None
    """None where its VBA has no xlwings."""
    settings: tuple[SettingsRow, ...] | None
    """Columns A and B of the settings sheet from its first row on; None without that sheet."""

    @property
    def interpreter(self) -> str:
        """The Python that its settings name, as written; empty where they name none."""
        found = settings_read(self.settings or ()).get("INTERPRETER_WIN")
        return "" if found is None else str(found)


def settings_read(rows: tuple[SettingsRow, ...]) -> dict[str, object]:
    """Give the settings that xlwings sees: from A1 down to the first blank, names in capitals."""
    found: dict[str, object] = {}
    for key, value in rows:
        if key is None or key == "":
            break
        found[str(key).upper()] = value
    return found


def read_book(path: Path) -> Book:
    """Read what the examinations want of a workbook.

    Raises:
        Unreadable: it is no workbook of Excel, or it is damaged or not to be trusted.
    """
    if path.parts and path.parts[0].lower() in ("http:", "https:"):
        raise Unreadable(f"{shown(path)} is on the web; save a copy on this computer, examine it.")
    if path.suffix.lower() not in _SUFFIXES:
        raise Unreadable(f"{shown(path)} is no workbook of FocusXL; name one (.xlsm or .xlsx).")
    source = read_source(path, LARGEST_WORKBOOK)
    package = Package(source.content, source.name)
    package.check_rest()
    project = package.parts.get(package.stored_name(_PROJECT_PART))
    if project is not None and project.file_size > _LARGEST_PROJECT:
        package.refuse("has more macros than a workbook of FocusXL; check where it comes from")
    return Book(
        path=path,
        has_macros=project is not None,
        xlwings_version=None if project is None else _xlwings_version(path, package),
        settings=_settings(source.content, package),
    )


def _xlwings_version(path: Path, package: Package) -> str | None:
    from focusxl_udfs.doctor.vba_version import xlwings_version

    try:
        found = xlwings_version(path)
    except Exception:
        # Damage shows in whatever way the reader of VBA trips over it.
        package.refuse_damaged(_PROJECT_PART)
    return None if found is None else in_one_line(found, _LONGEST_TEXT)


def _printable(value: object) -> object:
    """Make foreign text fit for a terminal."""
    return in_one_line(value, _LONGEST_TEXT) if isinstance(value, str) else value


def _settings(content: bytes, package: Package) -> tuple[SettingsRow, ...] | None:
    from openpyxl import load_workbook

    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if SETTINGS_SHEET not in workbook.sheetnames:
            return None
        rows = workbook[SETTINGS_SHEET].iter_rows(
            min_row=1, max_row=_MOST_SETTINGS, min_col=1, max_col=2, values_only=True
        )
        return tuple((_printable(key), _printable(value)) for key, value in rows)
    except Exception:
        package.refuse_damaged()
