"""The examination of the settings that the workbook gives to xlwings, with their Python."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from focusxl.files.template.settings import INTERPRETER, SETTINGS, SETTINGS_SHEET
from focusxl_udfs.doctor.book import Book, SettingsRow, settings_read
from focusxl_udfs.doctor.examination import (
    Examination,
    good,
    native_workbook,
    needs_workbook,
    problem,
    unseen,
    windows_only,
)
from focusxl_udfs.doctor.machine import Machine, is_from_store, is_on_fixed_disk, is_on_network
from focusxl_udfs.doctor.memory import remembered_program

_SHEET = "settings sheet"
_ON_SHEET = f"the sheet {SETTINGS_SHEET} (if hidden: right-click a tab, Unhide)"
_VALUES = "settings"
_FILES = "settings files"
_NEEDED = {
    key: str(value).upper() if isinstance(value, bool) else value
    for key, value in SETTINGS.items()
    if key != INTERPRETER
}
_CALLED = "Interpreter_Win"

_PROGRAMS = ("python.exe", "pythonw.exe")
_SITE_PACKAGES = ("Lib", "site-packages")


def examine_settings(book: Book | None) -> Iterator[Examination]:
    """Examine the layout of the settings sheet, and then its values."""
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
            f"Delete blank rows from {_ON_SHEET}, so that its names stand from A1 "
            "on without a gap.",
        )
    names = [one.upper() for one in written]
    if twice := sorted({one for one in names if names.count(one) > 1}):
        return problem(
            _SHEET,
            f"{', '.join(twice)} stands there more than once",
            f"Delete what is too many from {_ON_SHEET}.",
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
            f"On {_ON_SHEET}, write “{key}” exactly so, without other blanks.",
        )
    return problem(
        _SHEET,
        f"{', '.join(missing)}: missing",
        f"Write the missing names into column A of {_ON_SHEET}, below the others.",
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
        return problem(_VALUES, shown, f"On {_ON_SHEET}, write {needed}.")
    return good(_VALUES, "all are the template's")


def examine_settings_files(machine: Machine, book: Book | None) -> Examination:
    """Examine whether a settings file exists where a standard xlwings would read it."""
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


def examine_interpreter_setting(
    machine: Machine, book: Book | None, version: str | None
) -> Examination:
    """Examine the Python that the workbook's settings name.

    The program is not run, since a workbook may name any program.

    Args:
        machine: the computer.
        book: the workbook, if one was named.
        version: the version of the running FocusXL.
    """
    if book is None:
        return needs_workbook(_CALLED)
    if not book.has_macros:
        return native_workbook(_CALLED)
    if machine.registry is None:
        return windows_only(_CALLED)
    remedy = f"On {_ON_SHEET}, write beside Interpreter_Win: {machine.python.windowless}"
    written = book.interpreter
    if is_on_network(Path(written)):
        return problem(
            _CALLED, f"{written} is on another computer, which is not asked for it", remedy
        )
    program = called_program(book)
    if program is None:
        return _without_own(
            machine,
            f"“{written}” is not the whole path of a python.exe or pythonw.exe",
        )
    if not is_on_fixed_disk(program):
        return problem(
            _CALLED,
            f"{program} is not on a fixed disk of this computer, and is not started",
            remedy,
        )
    if not program.is_file():
        return _without_own(machine, f"there is no program {program}")
    if is_from_store(program):
        return problem(_CALLED, f"{program} is the Microsoft Store's Python", remedy)
    if _same_folder(program, machine.python.executable):
        return good(_CALLED, f"{program}, the Python that runs this command")
    return _other_python(program, version, remedy)


def _without_own(machine: Machine, found: str) -> Examination:
    """Say which Python a workbook starts whose own is not there: the one that is remembered."""
    program = remembered_program(machine)
    if program is not None:
        return good(
            _CALLED, f"{found}; the workbook starts what focusxl setup remembered: {program}"
        )
    return problem(
        _CALLED,
        f"{found}, and focusxl setup has remembered none",
        "Type focusxl setup, with which every workbook finds this Python: "
        f"{machine.python.windowless}",
    )


def called_program(book: Book) -> Path | None:
    """Give the program that the workbook's VBA would start; None for one that it refuses."""
    program = Path(book.interpreter)
    is_python = program.name.lower() in _PROGRAMS
    if not is_python or not program.is_absolute() or is_on_network(program):
        return None
    return None if '"' in book.interpreter else program


def dll_folders(machine: Machine, book: Book | None) -> list[Path]:
    """Give the folders where the workbook's VBA looks for the DLL of xlwings.

    Folders on other computers are left out: a workbook must not make this one log in there.
    """
    if book is None or not book.has_macros:
        program: Path | None = machine.python.executable
    else:
        program = called_program(book)
        if program is None or not program.is_file():
            program = remembered_program(machine) or program
    return [] if program is None else [program.parent, program.parent.parent]


def _same_folder(one: Path, other: Path) -> bool:
    return os.path.normcase(one.parent.resolve()) == os.path.normcase(other.parent.resolve())


def _other_python(program: Path, version: str | None, remedy: str) -> Examination:
    for prefix in (program.parent, program.parent.parent):
        for found in prefix.joinpath(*_SITE_PACKAGES).glob("focusxl-*.dist-info"):
            has = found.name.removeprefix("focusxl-").removesuffix(".dist-info")
            if has == version:
                return good(_CALLED, f"{program}, another Python, with FocusXL {has}")
            return problem(
                _CALLED,
                f"{program} is another Python with FocusXL {has}, not {version}",
                remedy,
            )
    return unseen(_CALLED, f"whether {program}, another Python, has FocusXL", remedy)
