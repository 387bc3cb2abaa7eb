"""What `focusxl setup` has remembered for this user, and whether it still serves."""

from __future__ import annotations

from pathlib import Path

from focusxl_udfs.doctor.examination import Examination, good, problem, unseen, windows_only
from focusxl_udfs.doctor.machine import Machine, is_on_network
from focusxl_udfs.doctor.office import Excel
from focusxl_udfs.doctor.registry import RegistryRefused
from focusxl_udfs.setup import Memory, copied_library, installed_library, remembered

_MEMORY = "focusxl setup"
_AGAIN = "Close Excel, and type: focusxl setup"


def memory_of(machine: Machine) -> Memory:
    """Give what is remembered; nothing where there is no registry, or none that can be read."""
    try:
        return Memory() if machine.registry is None else remembered(machine.registry)
    except RegistryRefused:
        return Memory()


def remembered_program(machine: Machine) -> Path | None:
    """Give the Python that is remembered and is there; no other computer is asked for it."""
    python = Path(memory_of(machine).python)
    return python if not is_on_network(python) and python.is_file() else None


def remembered_library(machine: Machine, bits: int) -> Path | None:
    """Give the copy of xlwings' library, if there is one where the memory says."""
    folder = memory_of(machine).folder
    if not folder or is_on_network(Path(folder)):
        return None
    copy = copied_library(Path(folder), bits)
    return copy if copy.is_file() else None


def examine_memory(machine: Machine, excel: Excel) -> Examination:
    """Examine what is remembered: the Python, and the copy of xlwings' library."""
    if machine.registry is None:
        return windows_only(_MEMORY)
    try:
        memory = remembered(machine.registry)
    except RegistryRefused:
        return unseen(_MEMORY, "whether a Python is remembered for this user")
    if not memory.python:
        return good(
            _MEMORY,
            "nothing is remembered, so a workbook starts only the Python that it names itself; "
            "focusxl setup lets every workbook find this one",
        )
    if remembered_program(machine) is None:
        return problem(_MEMORY, f"the Python that it remembered is gone: {memory.python}", _AGAIN)
    bits = excel.bits or 64
    copy, library = remembered_library(machine, bits), installed_library(machine, bits)
    if copy is None:
        return problem(_MEMORY, f"there is no {copied_library(Path(memory.folder), bits)}", _AGAIN)
    if Path(memory.python) != machine.python.windowless:
        return good(_MEMORY, f"{memory.python}, another Python than this, with {copy}")
    if library is not None and library.read_bytes() != copy.read_bytes():
        return problem(_MEMORY, f"{copy} is of another xlwings than the one installed", _AGAIN)
    return good(_MEMORY, f"{memory.python}, with {copy}")
