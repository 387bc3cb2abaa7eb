from dataclasses import replace
from pathlib import Path

import pytest

from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.python import examine_interpreter
from tests.support.doctor_books import Windows, named


def test_a_python_that_is_as_it_should_be(windows: Windows) -> None:
    found = named(examine_interpreter(windows()))
    assert {one.state for one in found.values()} == {"good"}
    assert "3.12.1" in found["Python version"].found
    assert ", a virtual environment" in found["Python version"].found


def test_what_only_windows_has_is_not_needed_elsewhere(linux: Machine) -> None:
    found = named(examine_interpreter(linux))
    assert found["Python edition"].state == found["pythonw.exe"].state == "not needed here"
    assert found["Python version"].state == "good"


def test_a_python_of_the_whole_computer_is_named_as_such(windows: Windows) -> None:
    machine = windows()
    python = replace(machine.python, base_prefix=machine.python.prefix)
    found = named(examine_interpreter(replace(machine, python=python)))
    assert "no virtual environment" in found["Python version"].found


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("Python version", {"version": (3, 10, 14)}),
        ("Python bitness", {"bits": 32}),
        ("Python edition", {"base_prefix": Path("/Program Files/WindowsApps/PythonSoftware.1")}),
        ("Python edition", {"executable": Path("/me/Local/Microsoft/WindowsApps/python.exe")}),
        ("pythonw.exe", {"executable": Path("/nowhere/python.exe")}),
    ],
)
def test_a_python_that_excel_cannot_use(
    windows: Windows, name: str, changes: dict[str, object]
) -> None:
    machine = windows()
    python = replace(machine.python, **changes)  # type: ignore[arg-type]
    found = named(examine_interpreter(replace(machine, python=python)))
    assert found[name].state == "problem"
    assert found[name].remedy
