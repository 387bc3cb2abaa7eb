"""Finding, starting and ending LibreOffice."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from focusxl_udfs.functions import catalogue
from focusxl_udfs.libreoffice import LibreOfficeError, installation
from focusxl_udfs.libreoffice.host import LibreOfficeHost, recalculate
from focusxl_udfs.libreoffice.installation import Bridge, Installation
from focusxl_udfs.libreoffice.office import Office
from tests.support.small_workbooks import small_workbook

PROGRAM = Path("soffice")


def test_a_missing_office_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(installation, "OFFICE_FOLDERS", ())
    with pytest.raises(LibreOfficeError, match="package libreoffice-calc"):
        LibreOfficeHost()


def test_a_missing_bridge_names_the_package() -> None:
    with pytest.raises(LibreOfficeError, match="package python3-uno"):
        Installation(PROGRAM, None).require()


def test_a_bridge_for_another_python_says_which() -> None:
    found = Installation(PROGRAM, Bridge(Path("dist-packages"), (3, 99)))
    with pytest.raises(LibreOfficeError, match=r"works with Python 3\.99 only"):
        found.require()


def test_what_fits_is_no_problem() -> None:
    assert Installation(PROGRAM, Bridge(None, None)).problem is None
    assert Installation(PROGRAM, Bridge(Path(), sys.version_info[:2])).problem is None


LOADED = """
import sys
from focusxl_udfs.libreoffice.bridge import load_bridge
load_bridge()
import unohelper
print([folder for folder in sys.path if folder.endswith("dist-packages")])
"""


def test_the_bridge_brings_no_system_packages(office: Office) -> None:
    command = [sys.executable, "-c", LOADED]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True)
    assert loaded.stdout == "[]\n"


@pytest.mark.parametrize("failures", [1, 2])
def test_a_first_start_that_ends_at_once_is_tried_again(
    failures: int, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, _ = installation.probe().require()
    starts = tmp_path / "starts"
    failing = tmp_path / "soffice"
    failing.write_text(
        f"#!/bin/sh\necho start >>{starts}\n"
        f'[ $(wc -l <{starts}) -gt {failures} ] && exec {program} "$@"\nexit 77\n'
    )
    failing.chmod(0o700)
    monkeypatch.setattr(
        "focusxl_udfs.libreoffice.office.probe", lambda: Installation(failing, Bridge(None, None))
    )
    if failures == 1:
        with Office() as second_try:
            assert second_try.running
    else:
        with pytest.raises(LibreOfficeError, match="LibreOffice ended at once with status 77"):
            Office()
    assert starts.read_text() == "start\n" * 2


def test_an_office_is_closed_without_trace(office: Office) -> None:
    own = Office()
    profile = own._profile
    assert own.running
    assert own.process.pid != office.process.pid
    own.close()
    assert not own.running
    assert not profile.exists()


def test_a_hanging_office_is_ended(office: Office) -> None:
    own = Office()
    own.kill()
    assert not own.running
    own.close()


def test_a_missing_workbook_is_named(libreoffice: LibreOfficeHost, tmp_path: Path) -> None:
    with pytest.raises(LibreOfficeError, match=r"There is no file .*none\.xlsm"):
        libreoffice.open(tmp_path / "none.xlsm")


@pytest.mark.parametrize("content", [b"", b"no workbook at all", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(
    libreoffice: LibreOfficeHost, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "wrong.xlsm"
    path.write_bytes(content)
    with pytest.raises(LibreOfficeError, match=r"wrong\.xlsm"):
        libreoffice.open(path)
    assert libreoffice.office.documents() == []


def test_a_document_of_another_kind_is_refused(
    libreoffice: LibreOfficeHost, tmp_path: Path
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear examiner", encoding="utf-8")
    with pytest.raises(LibreOfficeError, match=r"letter\.txt"):
        libreoffice.open(path)


def test_a_package_that_swells_is_refused(libreoffice: LibreOfficeHost, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsm"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(5):
            package.writestr(f"{number}", bytes(60 * 2**20))
    with pytest.raises(LibreOfficeError, match="more than 256 megabytes"):
        libreoffice.open(path)


def test_recalculate_saves_what_focusxl_computes(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsm"
    cells = {
        "C1": '=FOCUS_LINE("2014",7040,A1,A3,B1,5,box_7010)',
        "C2": '=FOCUS_LABEL("2014",7040)',
        "C3": '=FOCUS_LINE("2014",7040,A1,A3,B1,5,1/0)',
    }
    path.write_bytes(small_workbook(cells, catalogue()))
    assert recalculate(path, tmp_path / "out.xlsm") == ()
    saved = CalamineWorkbook.from_path(tmp_path / "out.xlsm").get_sheet_by_name("Form page")
    line, label, error = (row[2] for row in saved.to_python()[:3])
    assert line == 10 + 30 + 0 + 5 - 10
    assert label.startswith("Net equity (deficit)")
    assert error in ("", "#DIV/0!")
