"""The examination of the workbook's location, and of the mark of a download."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from focusxl_udfs.doctor.book import Book
from focusxl_udfs.doctor.examination import (
    Examination,
    good,
    native_workbook,
    needs_workbook,
    not_needed,
    problem,
    unseen,
    windows_only,
)
from focusxl_udfs.doctor.machine import Machine, is_on_network
from focusxl_udfs.doctor.registry import RegistryRefused

_FOLDER = "folder"
_MARK = "mark of the web"
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_SYNCHRONISED = r"Software\SyncEngines\Providers\OneDrive"
"""Registry key of the libraries that OneDrive synchronizes, with those of SharePoint."""
_TO_A_PLAIN_FOLDER = (
    "Move the workbook into a folder of this computer that is not kept in step with a cloud, and "
    "open it from there."
)
_LONGEST_MARK = 4096
_FIRST_STRANGE_ZONE = 3
"""Zone 3 is the internet, 4 a restricted site."""


def examine_location(machine: Machine, book: Book | None) -> Iterator[Examination]:
    """Examine the folder of the workbook, or the current one, and the mark of a download."""
    place = (machine.folder if book is None else machine.folder / book.path.parent).absolute()
    yield _folder(machine, Path(os.path.normpath(place)))
    yield _mark(machine, book)


def _folder(machine: Machine, folder: Path) -> Examination:
    if machine.system == "Linux":
        return not_needed(_FOLDER, "this matters where Excel opens the workbook")
    if is_on_network(folder):
        return problem(_FOLDER, f"{folder} is on a network share", _TO_A_PLAIN_FOLDER)
    try:
        clouds = list(_cloud_folders(machine))
    except RegistryRefused:
        return unseen(_FOLDER, f"whether {folder} is kept in step with a cloud")
    for cloud in clouds:
        if _lies_in(folder, cloud):
            return problem(
                _FOLDER,
                f"{folder} is kept in step with a cloud (such as OneDrive), where Excel can give "
                "the workbook a web address instead of a path",
                _TO_A_PLAIN_FOLDER,
            )
    return good(_FOLDER, f"{folder} is in no cloud and on no network share that is known here")


def _cloud_folders(machine: Machine) -> Iterator[Path]:
    if machine.system == "macOS":
        yield machine.home / "Library" / "CloudStorage"
    known = {name.upper(): value for name, value in machine.environment.items()}
    for variable in _VARIABLES:
        if value := known.get(variable.upper()):
            yield Path(value)
    if machine.registry is not None:
        for library in machine.registry.subkeys("HKCU", _SYNCHRONISED):
            values = machine.registry.values("HKCU", rf"{_SYNCHRONISED}\{library}")
            if mounted := values.get("mountpoint"):
                yield Path(str(mounted))


def _lies_in(folder: Path, cloud: Path) -> bool:
    # File names on a Mac do not distinguish case either.
    inner, outer = ([part.casefold() for part in path.parts] for path in (folder, cloud))
    return inner[: len(outer)] == outer


def _mark(machine: Machine, book: Book | None) -> Examination:
    if machine.registry is None:
        return windows_only(_MARK)
    if book is None:
        return needs_workbook(_MARK)
    if not book.has_macros:
        return native_workbook(_MARK)
    try:
        with Path(f"{book.path}:Zone.Identifier").open("rb") as stream:
            mark = stream.read(_LONGEST_MARK).decode("ascii", "replace")
    except FileNotFoundError:
        return good(_MARK, "none: Windows holds the workbook for one of this computer")
    except OSError:
        return unseen(_MARK, "whether the workbook carries one")
    zone = re.search(r"^ZoneId\s*=\s*(\d+)", mark, re.MULTILINE)
    if zone is not None and int(zone[1]) < _FIRST_STRANGE_ZONE:
        return good(_MARK, f"zone {zone[1]}, which is trusted")
    return problem(
        _MARK,
        "Windows has marked the workbook as downloaded, so that Excel blocks its macros",
        "In Windows Explorer, right-click the workbook, choose Properties, tick Unblock (not "
        "there: ask your IT department) and press OK.",
    )
