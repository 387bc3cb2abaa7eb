"""Makes all examinations, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from focusxl_udfs.doctor.book import Book
from focusxl_udfs.doctor.bridge import examine_bridge
from focusxl_udfs.doctor.computing import examine_functions
from focusxl_udfs.doctor.examination import Examination
from focusxl_udfs.doctor.excel import examine_excel, look_for_excel
from focusxl_udfs.doctor.interpreter import examine_interpreter
from focusxl_udfs.doctor.interpreter_setting import examine_interpreter_setting
from focusxl_udfs.doctor.location import examine_location
from focusxl_udfs.doctor.log import examine_log
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.office import examine_libreoffice
from focusxl_udfs.doctor.packages import examine_packages, focusxl_version
from focusxl_udfs.doctor.policy import examine_policies
from focusxl_udfs.doctor.settings import examine_settings, examine_settings_files
from focusxl_udfs.libreoffice.installation import Installation


def examine(
    machine: Machine, book: Book | None, installation: Installation
) -> Iterator[Examination]:
    """Make every examination; what a system does not need is named as well.

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
    yield from examine_settings(book)
    yield examine_settings_files(machine, book)
    yield examine_interpreter_setting(machine, book, focusxl_version())
    yield from examine_location(machine, book)
    yield examine_libreoffice(machine, installation)
    yield examine_log(machine)
