"""LibreOffice and its Python bridge."""

from __future__ import annotations

from focusxl_udfs.doctor.examination import Examination, good, not_needed, problem
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.libreoffice.installation import Installation

NAME = "LibreOffice"


def examine_libreoffice(machine: Machine, installation: Installation) -> Examination:
    """Examine whether LibreOffice can open the workbook and call this Python."""
    if installation.problem is None:
        return good(NAME, f"{installation.program}, with a bridge that fits this Python")
    if machine.system != "Linux":
        return not_needed(NAME, f"on {machine.system}, Excel is to open the workbook")
    found, _, remedy = installation.problem.partition(": ")
    return problem(NAME, found, remedy[:1].upper() + remedy[1:])
