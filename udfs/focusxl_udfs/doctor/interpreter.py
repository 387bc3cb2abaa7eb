"""The Python that runs this command, which is the one that `focusxl new` tells Excel to call."""

from __future__ import annotations

from collections.abc import Iterator

from focusxl_udfs.doctor.examination import Examination, good, problem, windows_only
from focusxl_udfs.doctor.machine import Machine, Python, is_from_store

OLDEST = (3, 11)

_FROM_PYTHON_ORG = "Install 64-bit Python 3.11 or later from python.org and FocusXL into it."


def examine_interpreter(machine: Machine) -> Iterator[Examination]:
    """Examine the version, the bitness and the edition of Python, and its windowless program."""
    yield _version(machine.python)
    yield _bitness(machine.python)
    if machine.registry is None:
        yield windows_only("Python edition")
        yield windows_only("pythonw.exe")
    else:
        yield _edition(machine.python)
        yield _windowless(machine.python)


def _version(python: Python) -> Examination:
    name = "Python version"
    version = ".".join(map(str, python.version))
    if python.version < OLDEST:
        return problem(name, f"{version} is too old", _FROM_PYTHON_ORG)
    virtual = python.prefix != python.base_prefix
    kind = "a virtual environment" if virtual else "no virtual environment"
    return good(name, f"{version} in {python.prefix}, {kind}")


def _bitness(python: Python) -> Examination:
    name = "Python bitness"
    if python.bits != 64:
        return problem(name, f"{python.bits}-bit", _FROM_PYTHON_ORG)
    return good(name, "64-bit")


def _edition(python: Python) -> Examination:
    name = "Python edition"
    if any(map(is_from_store, (python.executable, python.base_prefix))):
        return problem(
            name,
            "from the Microsoft Store, which shuts Python off from other programs such as Excel",
            "Install 64-bit Python from python.org instead of the Store's, and FocusXL into it.",
        )
    return good(name, "not the one of the Microsoft Store")


def _windowless(python: Python) -> Examination:
    name = "pythonw.exe"
    if not python.windowless.is_file():
        return problem(
            name,
            f"missing in {python.windowless.parent}",
            "Repair this Python with its installer, or make the virtual environment anew, since "
            "Excel starts Python through pythonw.exe.",
        )
    return good(name, f"in {python.windowless.parent}")
