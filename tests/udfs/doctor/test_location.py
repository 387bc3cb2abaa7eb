from dataclasses import replace
from pathlib import Path

import pytest

from focusxl_udfs.doctor.book import Book
from focusxl_udfs.doctor.examination import Examination
from focusxl_udfs.doctor.location import examine_location
from focusxl_udfs.doctor.machine import Machine, is_on_network
from tests.support.doctor_books import NATIVE, Windows, book_with, named
from tests.support.doctor_machines import WrittenRegistry, other_machine


def location(machine: Machine, book: Book | None = None) -> dict[str, Examination]:
    return named(examine_location(machine, book))


@pytest.mark.parametrize("variable", ["OneDrive", "OneDriveCommercial", "ONEDRIVECONSUMER"])
def test_a_folder_of_onedrive(windows: Windows, variable: str) -> None:
    machine = windows()
    cloud = machine.home / "OneDrive - Firm"
    inside = replace(machine, environment={variable: str(cloud)}, folder=cloud / "reports")
    assert location(inside)["folder"].state == "problem"
    assert location(replace(inside, folder=Path(f"{cloud} too")))["folder"].state == "good"
    # What counts is where the workbook lies, wherever the command runs.
    away = book_with(path=machine.home / "report.xlsm")
    assert location(inside, away)["folder"].state == "good"
    assert location(inside, book_with(path=Path("report.xlsm")))["folder"].state == "problem"
    assert location(inside, book_with(path=Path("../../report.xlsm")))["folder"].state == "good"


def test_a_library_of_sharepoint_that_is_synchronised(windows: Windows, tmp_path: Path) -> None:
    library = tmp_path / "Firm" / "Reporting - Documents"
    key = r"Software\SyncEngines\Providers\OneDrive\a1b2"
    machine = windows({("HKCU", key): {"MountPoint": str(library).upper()}})
    assert location(machine)["folder"].state == "good"
    assert location(replace(machine, folder=library))["folder"].state == "problem"
    hidden = replace(machine, registry=WrittenRegistry(refused=("SyncEngines",)))
    assert location(hidden)["folder"].state == "cannot be seen"


def test_a_folder_of_a_mac(tmp_path: Path) -> None:
    machine = other_machine(tmp_path, "macOS")
    cloud = machine.home / "Library" / "CloudStorage" / "OneDrive-Firm"
    assert location(machine)["folder"].state == "good"
    assert location(replace(machine, folder=cloud))["folder"].state == "problem"


def test_a_folder_on_a_network_share(windows: Windows) -> None:
    machine = replace(windows(), folder=Path("//server/share/reports"))
    assert location(machine)["folder"].state == "problem"
    assert is_on_network(Path(r"\\server\share"))
    assert not is_on_network(Path(r"C:\reports"))


def test_a_folder_of_linux(linux: Machine) -> None:
    assert {one.state for one in location(linux).values()} == {"not needed here"}


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        (None, "good"),
        ("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://x.example/a.xlsm\r\n", "problem"),
        ("[ZoneTransfer]\r\nZoneId=4\r\n", "problem"),
        ("[ZoneTransfer]\r\nZoneId=0\r\n", "good"),
        ("\x00\xff", "problem"),
    ],
)
def test_the_mark_of_the_web(
    windows: Windows, workbook: Path, mark: str | None, state: str
) -> None:
    if mark is not None:
        Path(f"{workbook}:Zone.Identifier").write_text(mark, encoding="latin-1")
    examination = location(windows(), book_with(path=workbook))["mark of the web"]
    assert examination.state == state
    assert ("Unblock" in examination.remedy) == (state == "problem")


def test_a_mark_that_cannot_be_read(windows: Windows, workbook: Path) -> None:
    Path(f"{workbook}:Zone.Identifier").mkdir()
    examination = location(windows(), book_with(path=workbook))["mark of the web"]
    assert examination.state == "cannot be seen"


def test_no_mark_without_workbook_or_macros(windows: Windows) -> None:
    machine = windows()
    assert location(machine)["mark of the web"].state == "not needed here"
    native = NATIVE
    assert location(machine, native)["mark of the web"].state == "not needed here"
