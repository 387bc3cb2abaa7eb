from dataclasses import replace
from pathlib import Path

import pytest

from focusxl_udfs.doctor import settings
from focusxl_udfs.doctor.examination import Examination
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.settings import dll_folders, examine_interpreter_setting
from tests.support.doctor_books import NATIVE, Windows, book_with


def interpreter(machine: Machine, written: object) -> Examination:
    return examine_interpreter_setting(machine, book_with(Interpreter_Win=written), "0.1.0")


def test_the_python_of_the_workbook_is_this_one(windows: Windows, tmp_path: Path) -> None:
    machine = windows()
    for name in ("pythonw.exe", "python.exe"):
        examination = interpreter(machine, str(tmp_path / "venv" / "Scripts" / name))
        assert examination.state == "good"
        assert "the Python that runs this command" in examination.found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("/nowhere/pythonw.exe", "there is no program"),
        ("pythonw", "is not the whole path"),
        ("pythonw.exe", "is not the whole path"),
        (None, "is not the whole path"),
        ("%BASE%/pythonw.exe", "is not the whole path"),
        ("venv/Scripts/pythonw.exe", "is not the whole path"),
        ("{venv}/Scripts/pythonw", "is not the whole path"),
        ("{venv}/Scripts/calc.exe", "is not the whole path"),
        ('{venv}/x" & calc & "/pythonw.exe', "is not the whole path"),
    ],
)
def test_a_python_that_the_workbook_does_not_start(
    windows: Windows, tmp_path: Path, written: str | None, found: str
) -> None:
    machine = replace(windows(), environment={"BASE": str(tmp_path / "venv/Scripts")})
    named = None if written is None else written.replace("{venv}", str(tmp_path / "venv"))
    examination = interpreter(machine, named)
    assert examination.state == "problem"
    assert found in examination.found
    assert examination.remedy.endswith(str(machine.python.windowless))


def test_a_python_that_is_not_on_a_fixed_disk(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "is_on_fixed_disk", lambda path: False)
    examination = interpreter(windows(), str(tmp_path / "venv" / "Scripts" / "pythonw.exe"))
    assert examination.state == "problem"
    assert "fixed disk" in examination.found


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
    asked: list[str] = []
    really = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda path: asked.append(str(path)) or really(path))
    assert interpreter(machine, written).state == "problem"
    assert dll_folders(machine, book_with(Interpreter_Win=written)) == []
    assert not [path for path in asked if "server" in path]


def test_the_python_of_the_workbook_elsewhere(linux: Machine, windows: Windows) -> None:
    assert examine_interpreter_setting(linux, book_with(), "0.1.0").state == "not needed here"
    assert examine_interpreter_setting(linux, None, "0.1.0").state == "not needed here"
    native = NATIVE
    assert examine_interpreter_setting(linux, native, "0.1.0").state == "not needed here"
