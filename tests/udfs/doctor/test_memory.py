"""What the doctor says of the memory of `focusxl setup`, and of workbooks that rely on it."""

from importlib.metadata import version
from pathlib import Path

import pytest

from focusxl_udfs.doctor.bridge import examine_bridge
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.memory import examine_memory
from focusxl_udfs.doctor.settings import examine_interpreter_setting
from focusxl_udfs.setup import set_up
from tests.support.doctor_books import DESKTOP, Windows, book_with, named

KEY = r"Software\VB and VBA Program Settings\FocusXL\Setup"
LIBRARY = f"xlwings64-{version('xlwings')}.dll"
COPY = "home/AppData/Local/FocusXL/focusxl64.dll"


@pytest.fixture
def colleague(windows: Windows, tmp_path: Path) -> Machine:
    """A computer on which focusxl setup has run."""
    machine = windows()
    (tmp_path / "venv" / LIBRARY).write_bytes(b"library")
    assert machine.registry is not None
    list(set_up(machine, machine.registry))
    return machine


def test_nothing_is_remembered(windows: Windows, linux: Machine) -> None:
    examination = examine_memory(windows(), DESKTOP)
    assert examination.state == "good"
    assert "nothing is remembered" in examination.found
    assert examine_memory(linux, DESKTOP).state == "not needed here"


def test_what_is_remembered_serves(colleague: Machine) -> None:
    examination = examine_memory(colleague, DESKTOP)
    assert examination.state == "good"
    assert str(colleague.python.windowless) in examination.found


@pytest.mark.parametrize(
    ("gone", "found"),
    [("venv/Scripts/pythonw.exe", "is gone"), (COPY, "there is no")],
)
def test_what_is_remembered_is_gone(
    colleague: Machine, tmp_path: Path, gone: str, found: str
) -> None:
    (tmp_path / gone).unlink()
    examination = examine_memory(colleague, DESKTOP)
    assert examination.state == "problem"
    assert found in examination.found
    assert examination.remedy == "Close Excel, and type: focusxl setup"


def test_the_copy_is_of_another_xlwings(colleague: Machine, tmp_path: Path) -> None:
    (tmp_path / "venv" / LIBRARY).write_bytes(b"later library")
    assert examine_memory(colleague, DESKTOP).state == "problem"


def test_a_memory_that_windows_does_not_show(windows: Windows) -> None:
    assert examine_memory(windows(refused=(KEY,)), DESKTOP).state == "cannot be seen"


@pytest.mark.parametrize("written", ["pythonw", None, "/nowhere/pythonw.exe"])
def test_a_workbook_of_another_computer_starts_what_is_remembered(
    colleague: Machine, windows: Windows, written: str | None
) -> None:
    book = book_with(Interpreter_Win=written)
    examination = examine_interpreter_setting(colleague, book, "0.2.0")
    assert examination.state == "good"
    assert examination.found.endswith(f"remembered: {colleague.python.windowless}")


def test_a_workbook_of_another_computer_without_a_memory(windows: Windows) -> None:
    machine = windows()
    examination = examine_interpreter_setting(machine, book_with(), "0.2.0")
    assert examination.state == "problem"
    assert examination.remedy.startswith("Type focusxl setup")


def test_a_workbook_for_another_xlwings(colleague: Machine, tmp_path: Path) -> None:
    book = book_with(version="0.30.1")
    found = named(examine_bridge(colleague, DESKTOP, book))
    assert found["xlwings DLL"].state == found["xlwings in the workbook"].state == "good"
    assert "focusxl64.dll" in found["xlwings DLL"].found
    (tmp_path / COPY).unlink()
    found = named(examine_bridge(colleague, DESKTOP, book))
    for name in ("xlwings DLL", "xlwings in the workbook"):
        assert found[name].state == "problem"
        assert found[name].remedy.startswith("Type focusxl setup")
