"""The report of all examinations, for people and for programs."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from focusxl.failure_log import log_file
from focusxl_udfs.doctor.addin import examine_addin
from focusxl_udfs.doctor.book import Book
from focusxl_udfs.doctor.bridge import examine_bridge
from focusxl_udfs.doctor.examination import Examination, good, unseen
from focusxl_udfs.doctor.location import examine_location
from focusxl_udfs.doctor.machine import Machine, System
from focusxl_udfs.doctor.memory import examine_memory
from focusxl_udfs.doctor.office import examine_excel, examine_libreoffice, look_for_excel
from focusxl_udfs.doctor.policy import examine_policies
from focusxl_udfs.doctor.python import (
    examine_functions,
    examine_interpreter,
    examine_packages,
    focusxl_version,
)
from focusxl_udfs.doctor.settings import (
    examine_interpreter_setting,
    examine_settings,
    examine_settings_files,
)
from focusxl_udfs.doctor.versions import examine_version
from focusxl_udfs.libreoffice.installation import Installation

_WIDTH = 80
_STATE_WIDTH = len("cannot be seen") + 2
_LOG = "log of failures"
_SYSTEMS = {"Windows": "win32", "macOS": "darwin", "Linux": "linux"}


def examine(
    machine: Machine, book: Book | None, installation: Installation
) -> Iterator[Examination]:
    """Make every examination, with those that do not apply to the system.

    Args:
        machine: the computer and the Python.
        book: the workbook, if one was named.
        installation: the LibreOffice that was found.
    """
    excel = look_for_excel(machine.registry)
    yield from examine_interpreter(machine)
    yield examine_packages(machine)
    yield examine_functions(machine)
    yield examine_excel(machine, excel, libreoffice_runs=installation.problem is None)
    yield from examine_policies(machine, excel)
    yield from examine_bridge(machine, excel, book)
    yield examine_version(machine, book)
    yield examine_memory(machine, excel)
    yield examine_addin(machine, excel)
    yield from examine_settings(book)
    yield examine_settings_files(machine, book)
    yield examine_interpreter_setting(machine, book, focusxl_version())
    yield from examine_location(machine, book)
    yield examine_libreoffice(machine, installation)
    yield examine_log(machine)


def examine_log(machine: Machine) -> Examination:
    """Report where FocusXL logs its internal failures, and the time of the last one."""
    place = log_file(_SYSTEMS[machine.system], {"HOME": str(machine.home), **machine.environment})
    if place is None:
        return unseen(_LOG, "where it would be: the user has no folder")
    try:
        last = datetime.datetime.fromtimestamp(place.stat().st_mtime)
    except FileNotFoundError:
        return good(_LOG, f"nothing in it; it would be {place}")
    except OSError:
        return unseen(_LOG, f"whether there is anything in {place}")
    return good(_LOG, f"the last entry is of {last:%m/%d/%Y %H:%M}; it is {place}")


def problems(examinations: Sequence[Examination]) -> int:
    """Count the problems."""
    return sum(one.state == "problem" for one in examinations)


def record(system: System, examinations: Sequence[Examination]) -> dict[str, Any]:
    """Give the examinations as a JSON object."""
    return {
        "platform": system,
        "examinations": [one.as_record() for one in examinations],
        "verdict": "problems" if problems(examinations) else "ready",
    }


def concerning(examinations: Sequence[Examination]) -> Iterator[Examination]:
    """Leave out what does not concern this computer."""
    return (one for one in examinations if one.state != "not needed here")


def lines(one: Examination) -> Iterator[str]:
    """Write one examination: its state in words, and the remedy below."""
    start = one.state.ljust(_STATE_WIDTH)
    indent = " " * _STATE_WIDTH
    yield from _wrapped(f"{start}{one.name}: {one.found}", indent)
    if one.remedy:
        yield from _wrapped(f"{indent}Remedy: {one.remedy}", f"{indent}  ")


def verdict(examinations: Sequence[Examination]) -> str:
    """Write the conclusion of all examinations."""
    wrong = problems(examinations)
    not_seen = sum(one.state == "cannot be seen" for one in examinations)
    word = "PROBLEMS" if wrong else "READY"
    counted = f"{wrong or 'no'} problem{'' if wrong == 1 else 's'} found"
    hidden = f", {not_seen} thing{'' if not_seen == 1 else 's'} cannot be seen" if not_seen else ""
    return f"{word}: {counted}{hidden}."


def _wrapped(text: str, indent: str) -> list[str]:
    # A path must not be broken at its hyphens, where it would be unclear if one belongs to it.
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_on_hyphens=False)
