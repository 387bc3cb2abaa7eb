"""What the doctor says of the add-in: where it is, who made it, and whether it finds Python."""

from dataclasses import replace
from pathlib import Path

import pytest

from focusxl import __version__
from focusxl_udfs.doctor import addin as doctors_addin
from focusxl_udfs.doctor.addin import examine_addin
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.setup import KEY
from focusxl_workbook.addin import build_addin
from tests.support.doctor_books import DESKTOP, Windows

AGAIN = "Close Excel, and type: focusxl addin install"


@pytest.fixture
def machine(windows: Windows, tmp_path: Path) -> Machine:
    return replace(windows(), environment={"AppData": str(tmp_path / "Roaming")})


def install(tmp_path: Path, content: bytes) -> Path:
    folder = tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    folder.mkdir(parents=True)
    place = folder / "FocusXL.xlam"
    place.write_bytes(content)
    return place


def test_it_does_not_concern_a_computer_without_it(machine: Machine, linux: Machine) -> None:
    assert examine_addin(machine, DESKTOP).state == "not needed here"
    assert examine_addin(linux, DESKTOP).state == "not needed here"


def test_it_is_installed_and_finds_its_python(machine: Machine, tmp_path: Path) -> None:
    place = install(tmp_path, build_addin(str(machine.python.windowless)))
    said = examine_addin(machine, DESKTOP)
    assert (said.state, said.remedy) == ("good", "")
    assert said.found == (
        f"{place}, made by FocusXL {__version__}, as installed; "
        f"it starts {machine.python.windowless}"
    )


def test_its_python_is_gone(machine: Machine, tmp_path: Path) -> None:
    install(tmp_path, build_addin(str(tmp_path / "gone" / "pythonw.exe")))
    said = examine_addin(machine, DESKTOP)
    assert (said.state, said.remedy) == ("problem", AGAIN)
    assert "gone" in said.found
    assert machine.registry is not None
    python = str(machine.python.windowless)
    machine.registry.remember(KEY, {"Python": python, "Folder": "", "FocusXL": __version__})
    said = examine_addin(machine, DESKTOP)
    assert said.state == "good"
    assert f"what focusxl setup remembered: {python}" in said.found


def test_another_version_made_it(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, build_addin(str(machine.python.windowless)))
    monkeypatch.setattr(doctors_addin, "__version__", "99.1")
    said = examine_addin(machine, DESKTOP)
    assert (said.state, said.remedy) == ("problem", AGAIN)
    assert f"made by FocusXL {__version__}; 99.1 is installed" in said.found


def test_another_xlwings_is_installed(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, build_addin(str(machine.python.windowless)))
    monkeypatch.setattr(doctors_addin, "version", lambda _: "99.2")
    said = examine_addin(machine, DESKTOP)
    assert (said.state, said.remedy) == ("problem", AGAIN)


def test_it_is_damaged(machine: Machine, tmp_path: Path) -> None:
    install(tmp_path, b"half of it")
    said = examine_addin(machine, DESKTOP)
    assert (said.state, said.remedy) == ("problem", AGAIN)
