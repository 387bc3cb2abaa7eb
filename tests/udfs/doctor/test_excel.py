from dataclasses import replace
from pathlib import Path

import pytest

from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.office import Excel, examine_excel, look_for_excel
from tests.support.doctor_books import Keys, Windows
from tests.support.doctor_machines import WrittenRegistry, windows_machine

CLICK_TO_RUN = ("HKLM", r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration")
STORE = (
    r"Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel"
    r"\Repository\Packages"
)


def click_to_run(folder: Path, platform: str = "x64") -> Keys:
    return {
        CLICK_TO_RUN: {
            "InstallationPath": str(folder),
            "VersionToReport": "16.0.17928.20156",
            "Platform": platform,
        }
    }


def put_excel(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "EXCEL.EXE").touch()
    return folder


@pytest.mark.parametrize(("platform", "bits"), [("x64", 64), ("x86", 32)])
def test_excel_by_click_to_run(windows: Windows, tmp_path: Path, platform: str, bits: int) -> None:
    put_excel(tmp_path / "Office" / "root" / "Office16")
    machine = windows(click_to_run(tmp_path / "Office", platform))
    excel = look_for_excel(machine.registry)
    assert excel == Excel("Click-to-Run", "16.0.17928.20156", bits)  # type: ignore[arg-type]
    assert excel.settings_version == "16.0"
    examination = examine_excel(machine, excel, libreoffice_runs=False)
    assert examination.state == "good"
    assert f"{bits}-bit" in examination.found


@pytest.mark.parametrize("view", [64, 32])
def test_excel_by_msi(tmp_path: Path, view: int) -> None:
    folder = put_excel(tmp_path / "Office15")
    key = ("HKLM", r"SOFTWARE\Microsoft\Office\15.0\Excel\InstallRoot", view)
    machine = windows_machine(tmp_path, WrittenRegistry({key: {"Path": str(folder)}}))
    excel = look_for_excel(machine.registry)
    assert excel == Excel("MSI", "15.0", view)  # type: ignore[arg-type]
    assert excel.settings_version == "15.0"


@pytest.mark.parametrize(
    ("package", "bits"),
    [
        ("Microsoft.Office.Desktop.Excel_16051.17928.20156.0_x86__8wekyb3d8bbwe", 32),
        ("Microsoft.Office.Desktop_16051.17928.20156.0_x64__8wekyb3d8bbwe", 64),
    ],
)
def test_excel_of_the_store_is_a_problem(windows: Windows, package: str, bits: int) -> None:
    machine = windows({("HKCU", rf"{STORE}\{package}"): {}})
    excel = look_for_excel(machine.registry)
    assert (excel.kind, excel.bits) == ("Store", bits)
    examination = examine_excel(machine, excel, libreoffice_runs=False)
    assert examination.state == "problem"
    assert "desktop edition" in examination.remedy


def test_an_app_of_the_store_that_is_no_excel_is_none(windows: Windows) -> None:
    machine = windows({("HKCU", rf"{STORE}\Microsoft.MicrosoftOfficeHub_18.2_x64__8we"): {}})
    assert look_for_excel(machine.registry) == Excel("none")


def test_an_office_without_excel_is_none(windows: Windows, tmp_path: Path) -> None:
    machine = windows(click_to_run(tmp_path / "Visio only"))
    excel = look_for_excel(machine.registry)
    assert excel == Excel("none")
    assert examine_excel(machine, excel, libreoffice_runs=False).state == "problem"
    assert examine_excel(machine, excel, libreoffice_runs=True).state == "not needed here"


def test_excel_that_windows_hides(windows: Windows) -> None:
    machine = windows(refused=("ClickToRun",))
    examination = examine_excel(machine, look_for_excel(machine.registry), libreoffice_runs=False)
    assert examination.state == "cannot be seen"


def test_excel_elsewhere(tmp_path: Path, linux: Machine) -> None:
    assert examine_excel(linux, look_for_excel(None), False).state == "not needed here"
    examination = examine_excel(replace(linux, system="macOS"), look_for_excel(None), False)
    assert examination.state == "problem"
    assert "--native" in examination.remedy
