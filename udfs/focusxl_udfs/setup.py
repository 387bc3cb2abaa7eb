"""`focusxl setup`: this Python is remembered for the user, so that any workbook finds it.

Excel on Windows reads it with VBA's GetSetting, which knows one place of the user's own registry.
A copy of xlwings' library is kept under a name without a version, by which a workbook starts
Python with whatever xlwings is installed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from focusxl import __version__
from focusxl.cli.failure import EXIT_BLOCKED, EXIT_READY, CommandError
from focusxl.cli.terminal import say
from focusxl_udfs.doctor.machine import Machine, is_from_store, is_on_fixed_disk
from focusxl_udfs.doctor.registry import Registry

KEY = r"Software\VB and VBA Program Settings\FocusXL\Setup"
"""Where GetSetting("FocusXL", "Setup", …) looks, below HKEY_CURRENT_USER."""
_BITS = (64, 32)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered for a user; empty texts where nothing is."""

    python: str = ""
    """The program that workbooks start where their own is not there."""
    folder: str = ""
    """The folder of the copies of xlwings' libraries."""
    focusxl: str = ""
    """The version of FocusXL that remembered it."""


def remembered(registry: Registry) -> Memory:
    """Give what is remembered for the user.

    Raises:
        RegistryRefused: this user may not read it.
    """
    values = registry.values("HKCU", KEY)
    return Memory(*(str(values.get(name, "")) for name in ("python", "folder", "focusxl")))


def copied_library(folder: Path, bits: int) -> Path:
    """Give the place of the copy of xlwings' library for a 64-bit or a 32-bit Excel."""
    return folder / f"focusxl{bits}.dll"


def installed_library(machine: Machine, bits: int) -> Path | None:
    """Find the library of the xlwings that is installed in a machine's Python."""
    try:
        name = f"xlwings{bits}-{version('xlwings')}.dll"
        listed = distribution("xlwings").files or ()
    except PackageNotFoundError:
        return None
    beside = (machine.python.executable.parent, machine.python.prefix)
    places = [folder / name for folder in beside]
    # Installed for one user alone, a package has its library in a folder of that user.
    places += [Path(str(file.locate())) for file in listed if file.name == name]
    return next((place for place in places if place.is_file()), None)


def setup(remove: bool, status: bool) -> int:
    """Remember this Python for the workbooks of this user, say what is, or forget it."""
    from focusxl_udfs.doctor.machine import this_machine

    machine = this_machine()
    if machine.registry is None:
        say("Nothing needs to be set up here: only Excel on Windows looks for a Python.")
        say("focusxl open BOOK works in LibreOffice with the Python that runs this command.")
        return EXIT_READY
    if remove:
        return _forget(machine, machine.registry)
    if status:
        return _status(machine, machine.registry)
    for line in set_up(machine, machine.registry):
        say(line)
    return EXIT_READY


def set_up(machine: Machine, registry: Registry) -> Iterator[str]:
    """Remember a machine's Python and copy its libraries; say so, line by line.

    Raises:
        CommandError: Excel could not start this Python, or something cannot be written.
    """
    python = machine.python
    if any(map(is_from_store, (python.executable, python.base_prefix))):
        raise CommandError(
            "This Python is from the Microsoft Store, and Excel cannot start it. Install 64-bit "
            "Python from python.org and FocusXL into it, then type focusxl setup again."
        )
    if not python.windowless.is_file():
        raise CommandError(
            f"There is no {python.windowless}, which Excel starts. Repair this Python with its "
            "installer, then type focusxl setup again."
        )
    if not is_on_fixed_disk(python.windowless):
        raise CommandError(
            f"{python.windowless} is not on a fixed disk of this computer, and workbooks start "
            "nothing else. Install Python and FocusXL on a disk of this computer."
        )
    folder = memory_folder(machine)
    libraries = {bits: installed_library(machine, bits) for bits in _BITS}
    if not any(libraries.values()):
        again = machine.pip("install --force-reinstall xlwings")
        raise CommandError(f"The library of xlwings is not there. Run this first: {again}")
    for bits, library in libraries.items():
        if library is not None:
            _copy(library, copied_library(folder, bits))
    registry.remember(
        KEY, {"Python": str(python.windowless), "Folder": str(folder), "FocusXL": __version__}
    )
    yield f"Workbooks start this Python where the one they name is not there: {python.windowless}"
    yield f"The libraries that start it are in {folder}"
    yield "Next: open a workbook in Excel, or make one with focusxl new BOOK.xlsm"


def memory_folder(machine: Machine) -> Path:
    """Give the folder of FocusXL among the user's own programs."""
    known = {name.upper(): value for name, value in machine.environment.items()}
    local = known.get("LOCALAPPDATA")
    return (Path(local) if local else machine.home / "AppData" / "Local") / "FocusXL"


def _copy(library: Path, copy: Path) -> None:
    """Copy a library; one that is the same already is left alone, since Excel may use it."""
    try:
        if copy.is_file() and copy.read_bytes() == library.read_bytes():
            return
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(library, copy)
    except OSError as error:
        raise CommandError(
            f"{copy} cannot be written ({error.strerror or error}). Close Excel, and type "
            "focusxl setup again."
        ) from None


def _status(machine: Machine, registry: Registry) -> int:
    memory = remembered(registry)
    if not memory.python:
        say("Nothing is remembered for this user. Type focusxl setup to have this Python found:")
        say(f"  {machine.python.windowless}")
        return EXIT_BLOCKED
    there = "" if Path(memory.python).is_file() else " (no longer there: type focusxl setup)"
    say(f"Python:    {memory.python}{there}")
    say(f"Libraries: {memory.folder}")
    say(f"Set up by: FocusXL {memory.focusxl}; this is FocusXL {__version__}")
    return EXIT_BLOCKED if there else EXIT_READY


def _forget(machine: Machine, registry: Registry) -> int:
    for line in forget(machine, registry):
        say(line)
    return EXIT_READY


def forget(machine: Machine, registry: Registry) -> Iterator[str]:
    """Forget what is remembered, and delete the copies; say so, line by line.

    Raises:
        CommandError: a copy cannot be deleted.
    """
    folder = memory_folder(machine)
    memory = remembered(registry)
    registry.forget(KEY)
    for bits in _BITS:
        copy = copied_library(folder, bits)
        try:
            copy.unlink(missing_ok=True)
        except OSError as error:
            raise CommandError(
                f"{copy} cannot be deleted ({error.strerror or error}). Close Excel, and type "
                "focusxl setup --remove again."
            ) from None
    if memory.python:
        yield f"Forgotten: {memory.python}. Workbooks start the Python that they name themselves."
    else:
        yield "Nothing was remembered for this user."
