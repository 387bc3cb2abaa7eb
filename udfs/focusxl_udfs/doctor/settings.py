"""The settings sheet of the workbook, held against what xlwings reads."""

from __future__ import annotations

import os
from collections.abc import Iterator

from focusxl.files.template.settings import INTERPRETER, SETTINGS, SETTINGS_SHEET
from focusxl_udfs.doctor.book import Book, SettingsRow, settings_read
from focusxl_udfs.doctor.examination import (
    Examination,
    good,
    native_workbook,
    needs_workbook,
    problem,
)
from focusxl_udfs.doctor.machine import Machine

_SHEET = "settings sheet"
_VALUES = "settings"
_FILES = "settings files"
_NEEDED = {
    key: str(value).upper() if isinstance(value, bool) else value
    for key, value in SETTINGS.items()
    if key != INTERPRETER
}


def examine_settings(book: Book | None) -> Iterator[Examination]:
    """Examine the layout of the settings sheet, then what it says."""
    for name in (_SHEET, _VALUES):
        if book is None:
            yield needs_workbook(name)
        elif not book.has_macros:
            yield native_workbook(name)
        elif name == _SHEET:
            yield _examine_sheet(book.settings)
        else:
            yield _examine_values(book.settings or ())


def _examine_sheet(rows: tuple[SettingsRow, ...] | None) -> Examination:
    if rows is None:
        return problem(
            _SHEET,
            f"the workbook has no sheet {SETTINGS_SHEET}",
            "Make the workbook anew with focusxl new and bring the inputs over with focusxl fill.",
        )
    written = ["" if key is None else str(key) for key, _ in rows]
    while written and not written[-1]:
        written.pop()
    if not written or "" in written:
        return problem(
            _SHEET,
            f"row {written.index('') + 1 if written else 1} of {SETTINGS_SHEET} is blank, and "
            "xlwings reads no further",
            f"Delete blank rows from the sheet {SETTINGS_SHEET}, so that its names stand from A1 "
            "on without a gap.",
        )
    names = [one.upper() for one in written]
    if twice := sorted({one for one in names if names.count(one) > 1}):
        return problem(
            _SHEET,
            f"{', '.join(twice)} stands there more than once",
            f"Delete what is too many from the sheet {SETTINGS_SHEET}.",
        )
    missing = [key for key in SETTINGS if key.upper() not in names]
    if missing:
        return _missing(missing, written)
    return good(_SHEET, f"{len(written)} settings, from A1 on without a gap")


def _missing(missing: list[str], written: list[str]) -> Examination:
    meant = {_plain(one): one for one in written}
    key = missing[0]
    if (misspelt := meant.get(_plain(key))) is not None:
        return problem(
            _SHEET,
            f"“{misspelt}” is not how xlwings spells it",
            f"On the sheet {SETTINGS_SHEET}, write “{key}” exactly so, without other blanks.",
        )
    return problem(
        _SHEET,
        f"{', '.join(missing)}: missing",
        f"Write the missing names into column A of the sheet {SETTINGS_SHEET}, below the others.",
    )


def _plain(key: str) -> str:
    return "".join(letter for letter in key.upper() if letter.isalnum())


def _examine_values(rows: tuple[SettingsRow, ...]) -> Examination:
    read = settings_read(rows)
    found = {
        key: "" if read.get(key.upper()) is None else str(read[key.upper()]) for key in _NEEDED
    }
    wrong = [key for key, needed in _NEEDED.items() if found[key].strip().upper() != needed.upper()]
    if wrong:
        shown = "; ".join(f"{key} is “{found[key]}”" for key in wrong)
        needed = ", ".join(f"{_NEEDED[key] or 'nothing'} beside {key}" for key in wrong)
        return problem(_VALUES, shown, f"On the sheet {SETTINGS_SHEET}, write {needed}.")
    return good(_VALUES, "all are the template's")


def examine_settings_files(machine: Machine, book: Book | None) -> Examination:
    """Examine whether a file of settings lies where an xlwings other than ours would read it."""
    if book is None:
        return needs_workbook(_FILES)
    if not book.has_macros:
        return native_workbook(_FILES)
    beside = machine.folder / book.path.parent / SETTINGS_SHEET
    if os.path.lexists(beside):
        return problem(
            _FILES,
            f"{SETTINGS_SHEET} lies beside the workbook. FocusXL neither makes nor reads such a "
            "file; the macros of another workbook would take from it what to run",
            "Ask who put it there, and delete it.",
        )
    users = machine.home / ".xlwings" / SETTINGS_SHEET
    if os.path.lexists(users):
        return problem(
            _FILES,
            f"there is {users}. FocusXL neither makes nor reads its interpreter and paths; other "
            "workbooks with xlwings do",
            "Check what it says, or delete it if no other workbook here uses xlwings.",
        )
    return good(_FILES, f"no file {SETTINGS_SHEET} lies beside the workbook or in .xlwings")
