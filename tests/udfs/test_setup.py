"""What `focusxl setup` remembers for a user, on a Windows computer made of files and a registry."""

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from focusxl import __version__
from focusxl.cli.failure import CommandError
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.registry import Registry
from focusxl_udfs.setup import forget, remembered, set_up
from tests.support.doctor_machines import windows_machine

KEY = ("HKCU", r"Software\VB and VBA Program Settings\FocusXL\Setup")
LIBRARY = f"xlwings64-{version('xlwings')}.dll"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A computer with FocusXL in a virtual environment."""
    made = windows_machine(tmp_path)
    (made.python.prefix / LIBRARY).write_bytes(b"library")
    return replace(made, environment={"LocalAppData": str(tmp_path / "local")})


def registry_of(machine: Machine) -> Registry:
    assert machine.registry is not None
    return machine.registry


def test_the_python_is_remembered_where_vba_reads_it(machine: Machine, tmp_path: Path) -> None:
    told = list(set_up(machine, registry_of(machine)))
    folder = tmp_path / "local" / "FocusXL"
    windowless = str(tmp_path / "venv" / "Scripts" / "pythonw.exe")
    assert registry_of(machine).values("HKCU", KEY[1]) == {
        "python": windowless,
        "folder": str(folder),
        "focusxl": __version__,
    }
    assert [file.name for file in folder.iterdir()] == ["focusxl64.dll"]
    assert (folder / "focusxl64.dll").read_bytes() == b"library"
    assert any(windowless in line for line in told)
    assert told[-1].startswith("Next: ")


def test_a_user_without_that_variable_has_the_usual_folder(machine: Machine) -> None:
    plain = replace(machine, environment={})
    list(set_up(plain, registry_of(plain)))
    assert (plain.home / "AppData" / "Local" / "FocusXL" / "focusxl64.dll").is_file()


def test_setting_up_again_follows_an_update(machine: Machine, tmp_path: Path) -> None:
    list(set_up(machine, registry_of(machine)))
    (machine.python.prefix / LIBRARY).write_bytes(b"later library")
    list(set_up(machine, registry_of(machine)))
    copy = tmp_path / "local" / "FocusXL" / "focusxl64.dll"
    assert copy.read_bytes() == b"later library"


def test_a_copy_that_is_the_same_is_left_alone(machine: Machine, tmp_path: Path) -> None:
    """Excel may have it loaded, and then nobody can write it."""
    list(set_up(machine, registry_of(machine)))
    copy = tmp_path / "local" / "FocusXL" / "focusxl64.dll"
    before = copy.stat().st_mtime_ns
    list(set_up(machine, registry_of(machine)))
    assert copy.stat().st_mtime_ns == before


def test_a_copy_that_cannot_be_written_is_a_sentence(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "local").write_text("no folder")
    with pytest.raises(CommandError, match="Close Excel, and type focusxl setup again"):
        list(set_up(machine, registry_of(machine)))
    assert remembered(registry_of(machine)).python == ""


@pytest.mark.parametrize(
    ("broken", "said"),
    [("store", "Microsoft Store"), ("pythonw", "pythonw.exe"), ("library", "force-reinstall")],
)
def test_a_python_that_excel_could_not_start_is_not_remembered(
    machine: Machine, broken: str, said: str
) -> None:
    if broken == "store":
        store = Path("/Program Files/WindowsApps/Python")
        machine = replace(machine, python=replace(machine.python, base_prefix=store))
    elif broken == "pythonw":
        machine.python.windowless.unlink()
    else:
        (machine.python.prefix / LIBRARY).unlink()
    with pytest.raises(CommandError, match=said):
        list(set_up(machine, registry_of(machine)))
    assert remembered(registry_of(machine)).python == ""


def test_removing_leaves_nothing(machine: Machine, tmp_path: Path) -> None:
    list(set_up(machine, registry_of(machine)))
    [told] = forget(machine, registry_of(machine))
    assert "pythonw.exe" in told
    assert registry_of(machine).values("HKCU", KEY[1]) == {}
    assert list((tmp_path / "local" / "FocusXL").iterdir()) == []
    assert list(forget(machine, registry_of(machine))) == ["Nothing was remembered for this user."]
