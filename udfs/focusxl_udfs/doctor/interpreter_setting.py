"""Which Python the workbook calls, judged as its VBA judges it."""

from __future__ import annotations

import os
from pathlib import Path

from focusxl.files.template.settings import SETTINGS_SHEET
from focusxl_udfs.doctor.book import Book
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

NAME = "Interpreter_Win"

_PROGRAMS = ("python.exe", "pythonw.exe")
_SITE_PACKAGES = ("Lib", "site-packages")


def examine_interpreter_setting(
    machine: Machine, book: Book | None, version: str | None
) -> Examination:
    """Examine the Python that the workbook's settings name.

    The program is looked at from outside and not run: a workbook may name any program.

    Args:
        machine: the computer.
        book: the workbook, if one was named.
        version: of the FocusXL that runs this.
    """
    if book is None:
        return needs_workbook(NAME)
    if not book.has_macros:
        return native_workbook(NAME)
    if machine.registry is None:
        return windows_only(NAME)
    remedy = (
        f"On the sheet {SETTINGS_SHEET}, write beside Interpreter_Win: {machine.python.windowless}"
    )
    written = book.interpreter
    if is_on_network(Path(written)):
        return problem(NAME, f"{written} is on another computer, which is not asked for it", remedy)
    program = called_program(book)
    if program is None:
        return problem(
            NAME,
            f"“{written}” is not the whole path of a python.exe or pythonw.exe, and the workbook "
            "starts nothing else",
            remedy,
        )
    if not is_on_fixed_disk(program):
        return problem(
            NAME, f"{program} is not on a fixed disk of this computer, and is not started", remedy
        )
    if not program.is_file():
        return problem(NAME, f"there is no program {program}", remedy)
    if is_from_store(program):
        return problem(NAME, f"{program} is the Microsoft Store's Python", remedy)
    if _same_folder(program, machine.python.executable):
        return good(NAME, f"{program}, the Python that runs this command")
    return _other_python(program, version, remedy)


def called_program(book: Book) -> Path | None:
    """Give the program that the workbook's VBA would start; None for what it refuses."""
    program = Path(book.interpreter)
    is_python = program.name.lower() in _PROGRAMS
    if not is_python or not program.is_absolute() or is_on_network(program):
        return None
    return None if '"' in book.interpreter else program


def dll_folders(machine: Machine, book: Book | None) -> list[Path]:
    """Give the folders where the workbook's VBA looks for the DLL of xlwings.

    None of another computer is among them: a workbook must not make this one log in there.
    """
    if book is None or not book.has_macros:
        program: Path | None = machine.python.executable
    else:
        program = called_program(book)
    return [] if program is None else [program.parent, program.parent.parent]


def _same_folder(one: Path, other: Path) -> bool:
    return os.path.normcase(one.parent.resolve()) == os.path.normcase(other.parent.resolve())


def _other_python(program: Path, version: str | None, remedy: str) -> Examination:
    for prefix in (program.parent, program.parent.parent):
        for found in prefix.joinpath(*_SITE_PACKAGES).glob("focusxl-*.dist-info"):
            has = found.name.removeprefix("focusxl-").removesuffix(".dist-info")
            if has == version:
                return good(NAME, f"{program}, another Python, with FocusXL {has}")
            return problem(
                NAME, f"{program} is another Python with FocusXL {has}, not {version}", remedy
            )
    return unseen(NAME, f"whether {program}, another Python, has FocusXL", remedy)
