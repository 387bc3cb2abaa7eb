"""The installed packages, held against what FocusXL requires."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires, version

from focusxl_udfs.doctor.examination import Examination, good, problem
from focusxl_udfs.doctor.machine import Machine

NAME = "packages"

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*((?:,?\s*(?:>=|==|<)\s*[0-9.]+)*)")
_BOUND = re.compile(r"(>=|==|<)\s*([0-9.]+)")


def focusxl_version() -> str | None:
    """Give the version of FocusXL that is installed; None when it is not."""
    try:
        return version("focusxl")
    except PackageNotFoundError:
        return None


def examine_packages(machine: Machine) -> Examination:
    """Examine whether FocusXL and each package that it requires is there, and new enough."""
    remedy = f"In the folder of FocusXL, run this: {machine.pip('install .')}"
    installed = focusxl_version()
    if installed is None:
        return problem(NAME, "FocusXL itself is not installed in this Python", remedy)
    stated = [one for one in requires("focusxl") or [] if "extra ==" not in one]
    if wrong := [complaint for one in stated if (complaint := _complaint(one))]:
        return problem(NAME, "; ".join(wrong), remedy)
    return good(NAME, f"FocusXL {installed}, with the {len(stated)} packages that it requires")


def _complaint(requirement: str) -> str:
    """Say how an installed package falls short of a requirement; nothing when it does not."""
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
    """Give the numbers of a version, without the zeros at its end, which say nothing."""
    release = re.match(r"\d+(?:\.\d+)*", text)
    numbers = [int(one) for one in release[0].split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
