from dataclasses import replace
from pathlib import Path

import pytest
from doctor_books import NATIVE, Windows, book_with
from doctor_machines import WrittenRegistry

from focusxl_udfs.doctor.examination import Examination
from focusxl_udfs.doctor.interpreter_setting import dll_folders, examine_interpreter_setting
from focusxl_udfs.doctor.machine import Machine


def interpreter(machine: Machine, written: object) -> Examination:
    return examine_interpreter_setting(machine, book_with(Interpreter_Win=written), "0.1.0")


def test_the_python_of_the_workbook_is_this_one(windows: Windows, tmp_path: Path) -> None:
    machine = replace(windows(), environment={"BASE": str(tmp_path)})
    for written in (
        str(tmp_path / "venv/Scripts/pythonw.exe"),
        str(tmp_path / "venv/Scripts/pythonw"),
        "%base%/venv/Scripts/python.exe",
    ):
        examination = interpreter(machine, written)
        assert examination.state == "good"
        assert "the Python that runs this command" in examination.found


@pytest.mark.parametrize("written", ["/nowhere/pythonw.exe", "pythonw", None, "%NONE%/python.exe"])
def test_a_python_of_the_workbook_that_is_not_there(windows: Windows, written: object) -> None:
    machine = windows()
    examination = interpreter(machine, written)
    assert examination.state == "problem"
    assert examination.remedy.endswith(str(machine.python.windowless))


def test_a_python_on_the_path_of_excel(windows: Windows, tmp_path: Path) -> None:
    scripts = tmp_path / "venv" / "Scripts"
    key = r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
    machine = windows({("HKLM", key): {"Path": f'/x;"{scripts}"'}})
    assert interpreter(machine, "pythonw").state == "good"
    hidden = replace(machine, registry=WrittenRegistry(refused=("Environment",)))
    assert interpreter(hidden, "pythonw").state == "cannot be seen"


@pytest.mark.parametrize(
    ("installed", "state"),
    [("0.1.0", "good"), ("0.0.9", "problem"), (None, "cannot be seen")],
)
def test_another_python_than_this_one(
    windows: Windows, tmp_path: Path, installed: str | None, state: str
) -> None:
    program = tmp_path / "other" / "Scripts" / "pythonw.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    if installed:
        packages_folder = tmp_path / "other" / "Lib" / "site-packages"
        (packages_folder / f"focusxl-{installed}.dist-info").mkdir(parents=True)
    assert interpreter(windows(), str(program)).state == state


def test_the_stores_python_in_the_workbook(windows: Windows, tmp_path: Path) -> None:
    program = tmp_path / "Microsoft" / "WindowsApps" / "pythonw.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    examination = interpreter(windows(), str(program))
    assert examination.state == "problem"
    assert "Store" in examination.found


@pytest.mark.parametrize("written", [r"\\server\share\pythonw.exe", "//server/share/pythonw.exe"])
def test_no_other_computer_is_asked_for_what_a_workbook_names(
    windows: Windows, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    machine = windows()
    assert machine.registry is not None
    asked: list[str] = []
    really = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda path: asked.append(str(path)) or really(path))
    assert interpreter(machine, written).state == "problem"
    assert dll_folders(machine, machine.registry, book_with(Interpreter_Win=written)) == []
    assert not [path for path in asked if "server" in path]


def test_the_python_of_the_workbook_elsewhere(linux: Machine, windows: Windows) -> None:
    assert examine_interpreter_setting(linux, book_with(), "0.1.0").state == "not needed here"
    assert examine_interpreter_setting(linux, None, "0.1.0").state == "not needed here"
    native = NATIVE
    assert examine_interpreter_setting(linux, native, "0.1.0").state == "not needed here"
