"""The examination of Python: the one that runs this command and that `focusxl new` names.

Its version, its packages, and whether a worksheet function computes in it.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, requires, version
from typing import IO

from focusxl.filings.samples import load_sample
from focusxl_udfs.doctor.examination import Examination, good, problem, windows_only
from focusxl_udfs.doctor.machine import Machine, Python, is_from_store

OLDEST = (3, 11)

_FROM_PYTHON_ORG = "Install 64-bit Python 3.11 or later from python.org and FocusXL into it."
_PACKAGES = "packages"

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*((?:,?\s*(?:>=|==|<)\s*[0-9.]+)*)")
_BOUND = re.compile(r"(>=|==|<)\s*([0-9.]+)")
_FUNCTIONS = "worksheet functions"

PATIENCE = 60.0
"""Seconds; xlwings itself waits about as long."""

_CALL = (
    "import json, sys; from focusxl_udfs.functions import FOCUS_LINE; "
    "print(json.dumps(FOCUS_LINE(*json.loads(sys.argv[1]))))"
)


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
    number = ".".join(map(str, python.version))
    if python.version < OLDEST:
        return problem(name, f"{number} is too old", _FROM_PYTHON_ORG)
    virtual = python.prefix != python.base_prefix
    kind = "a virtual environment" if virtual else "no virtual environment"
    return good(name, f"{number} in {python.prefix}, {kind}")


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


def focusxl_version() -> str | None:
    """Give the version of FocusXL that is installed; None if it is not."""
    try:
        return version("focusxl")
    except PackageNotFoundError:
        return None


def examine_packages(machine: Machine) -> Examination:
    """Examine whether FocusXL and each package that it requires is installed, and new enough."""
    remedy = f"In the folder of FocusXL, run this: {machine.pip('install .')}"
    installed = focusxl_version()
    if installed is None:
        return problem(_PACKAGES, "FocusXL itself is not installed in this Python", remedy)
    stated = [one for one in requires("focusxl") or [] if "extra ==" not in one]
    if wrong := [complaint for one in stated if (complaint := _complaint(one))]:
        return problem(_PACKAGES, "; ".join(wrong), remedy)
    return good(_PACKAGES, f"FocusXL {installed}, with the {len(stated)} packages that it requires")


def _complaint(requirement: str) -> str:
    """Describe how an installed package falls short of a requirement; empty if it does not."""
    stated = _REQUIREMENT.fullmatch(requirement.partition(";")[0].strip())
    if stated is None:
        return f"cannot read the requirement “{requirement}”"
    name, bounds = stated.groups()
    try:
        installed = version(name)
    except PackageNotFoundError:
        return f"{name} is missing"
    for comparison, wanted in _BOUND.findall(bounds):
        if comparison == ">=" and _numbers(installed) < _numbers(wanted):
            return f"{name} {installed} is older than {wanted}"
        if comparison == "==" and _numbers(installed) != _numbers(wanted):
            return f"{name} {installed} is not {wanted}"
        if comparison == "<" and _numbers(installed) >= _numbers(wanted):
            return f"{name} {installed} is too new: it must be older than {wanted}"
    return ""


def _numbers(text: str) -> tuple[int, ...]:
    """Give the numbers of a version, without zeros at its end."""
    release = re.match(r"\d+(?:\.\d+)*", text)
    numbers = [int(one) for one in release[0].split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


@dataclass(frozen=True, slots=True)
class KnownCall:
    """A total of the sample filing, its inputs, and the amount as filed."""

    box: str
    arguments: tuple[str | float, ...]
    figure: float


def known_call() -> KnownCall:
    """Choose the first total of the sample whose amount and inputs are all filed."""
    sample = load_sample()
    filed = {box: value for box, value in sample.values.items() if isinstance(value, Decimal)}
    for total, inputs in sample.edition.total_inputs.items():
        if filed.get(total) and all(number in filed for number in inputs):
            amounts = (float(filed[number]) for number in (total, *inputs))
            figure, *operands = amounts
            return KnownCall(total, (sample.edition.name, float(total), *operands), figure)
    raise LookupError("the sample has no total that is filed with all its inputs")


def examine_functions(machine: Machine, patience: float = PATIENCE) -> Examination:
    """Examine whether a newly started Python computes a known amount, and how fast."""
    known = known_call()
    python = str(machine.python.executable)
    command = [python, "-B", "-P", "-c", _CALL, json.dumps(known.arguments)]
    # Into files, since the services that COM starts can keep a pipe open after Python has ended.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        began = time.perf_counter()
        try:
            done = subprocess.run(
                command,
                input=b"",
                stdout=output,
                stderr=complaints,
                check=False,
                timeout=patience,
            )
        except subprocess.TimeoutExpired:
            return problem(
                _FUNCTIONS,
                f"Python did not answer within {patience:g} seconds",
                "Ask your IT department to except the folder of this Python from the antivirus "
                "scan, and keep that folder on a disk of this computer.",
            )
        except OSError as error:
            return _failed(machine, error.strerror or str(error))
        seconds = time.perf_counter() - began
        if done.returncode != 0:
            return _failed(machine, _last_line(complaints))
        answer = _last_line(output)
    if answer != str(known.figure):
        return _failed(machine, f"box {known.box} of the sample is {answer}")
    return good(
        _FUNCTIONS, f"box {known.box} of the sample is right, {seconds:.1f} seconds after the start"
    )


def _last_line(file: IO[bytes]) -> str:
    file.seek(0)
    return (file.read().decode("utf-8", "replace").strip() or "no message").splitlines()[-1]


def _failed(machine: Machine, why: str) -> Examination:
    return problem(
        _FUNCTIONS,
        f"Python does not compute them ({why})",
        f"In the folder of FocusXL, run this: {machine.pip('install --force-reinstall .')}",
    )
