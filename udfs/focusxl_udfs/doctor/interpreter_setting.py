"""Which Python the workbook calls, found as Excel will find it."""

from __future__ import annotations

import os
from pathlib import Path

from focusxl_udfs.doctor.book import SETTINGS_SHEET, Book
from focusxl_udfs.doctor.examination import (
    Examination,
    good,
    native_workbook,
    needs_workbook,
    problem,
    unseen,
    windows_only,
)
from focusxl_udfs.doctor.machine import Machine, is_from_store, is_on_network
from focusxl_udfs.doctor.registry import Registry, RegistryRefused, Root

NAME = "Interpreter_Win"

_ON_THE_PATH = ("python", "pythonw")
"""What xlwings leaves to Windows to find."""
_PATHS: tuple[tuple[Root, str], ...] = (
    ("HKLM", r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment"),
    ("HKCU", "Environment"),
)
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
    written = book.interpreter or "pythonw"
    if is_on_network(Path(machine.expanded(written))):
        return problem(NAME, f"{written} is on another computer, which is not asked for it", remedy)
    try:
        program = called_program(machine, machine.registry, written)
    except RegistryRefused:
        return unseen(NAME, f"where Excel finds “{written}”", remedy)
    if program is None:
        return problem(NAME, f"there is no program “{written}” where Excel looks for it", remedy)
    if is_from_store(program):
        return problem(NAME, f"{program} is the Microsoft Store's Python", remedy)
    if _same_folder(program, machine.python.executable):
        return good(NAME, f"{program}, the Python that runs this command")
    return _other_python(program, version, remedy)


def called_program(machine: Machine, registry: Registry, written: str) -> Path | None:
    """Find the program that Excel starts for what is written; None when there is none."""
    text = machine.expanded(written)
    if text.lower() in _ON_THE_PATH:
        places = [folder / text for folder in path_of_excel(machine, registry)]
    else:
        places = [Path(text)]
    for place in places:
        for program in (place, place.with_name(f"{place.name}.exe")):
            if program.is_file():
                return program
    return None


def path_of_excel(machine: Machine, registry: Registry) -> list[Path]:
    """Give the folders where a program started from the desktop looks for others.

    The terminal's own PATH may have more: an activated virtual environment is unknown to Excel.
    """
    stored = [str(registry.values(root, key).get("path", "")) for root, key in _PATHS]
    folders = machine.expanded(";".join(stored)).split(";")
    return [Path(folder.strip('"')) for folder in folders if folder]


def dll_folders(machine: Machine, registry: Registry, book: Book | None) -> list[Path]:
    """Give the folders where the workbook's VBA looks for the DLL of xlwings.

    None of another computer is among them: a workbook must not make this one log in there.
    """
    if book is None or not book.has_macros:
        program = machine.python.executable
    else:
        written = machine.expanded(book.interpreter or "pythonw")
        if written.lower() in _ON_THE_PATH:
            return path_of_excel(machine, registry)
        program = Path(written)
        if is_on_network(program):
            return []
    return [program.parent, program.parent.parent]


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
