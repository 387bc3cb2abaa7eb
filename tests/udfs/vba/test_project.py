import io
import os
import subprocess
import sys
from pathlib import Path

import olefile
import openpyxl
import pytest
import xlwings
from oletools.olevba import VBA_Parser
from openxml_audit import OpenXmlValidator
from pyopenvba import check_file
from python_calamine import CalamineWorkbook

from focusxl.files.openxml.parts import read_parts
from focusxl_udfs.doctor.book import xlwings_module, xlwings_version
from focusxl_udfs.vba.functions import descriptions_module, functions_module
from focusxl_udfs.vba.package import keep_stored_values
from focusxl_udfs.vba.project import macro_enabled
from focusxl_udfs.vba.ribbon import ribbon_module
from tests.support.vba_samples import FUNCTIONS, small_workbook

OURS = Path(__file__).parents[3] / "udfs" / "focusxl_udfs" / "vba"
DOCUMENTS = ["ThisWorkbook", "Sheet1", "Sheet2"]
MODULES = [
    "xlwings",
    "FocusXLBridge",
    "FocusXLFunctions",
    "FocusXLDescriptions",
    "FocusXLButtons",
    "FocusXLRibbon",
]


@pytest.fixture(scope="module")
def built() -> bytes:
    return macro_enabled(keep_stored_values(small_workbook()), FUNCTIONS)


@pytest.fixture
def path(built: bytes, tmp_path: Path) -> Path:
    workbook = tmp_path / "small.xlsm"
    workbook.write_bytes(built)
    return workbook


@pytest.fixture(scope="module")
def sources(built: bytes) -> dict[str, str]:
    """What olevba, which shares no code with pyOpenVBA, reads from the workbook."""
    parser = VBA_Parser("small.xlsm", data=built)
    return {
        stream.rpartition("/")[2]: source.replace("\r\n", "\n").rstrip("\n")
        for _, stream, _, source in parser.extract_macros()
    }


def streams(built: bytes) -> dict[str, bytes]:
    project = olefile.OleFileIO(io.BytesIO(read_parts(built)["xl/vbaProject.bin"]))
    return {"/".join(name): project.openstream(name).read() for name in project.listdir()}


def source_of(path: Path) -> str:
    return path.read_text("ascii").rstrip("\n")


def test_the_project_holds_our_modules_and_no_others(sources: dict[str, str]) -> None:
    assert sorted(sources) == sorted(DOCUMENTS + MODULES)


def test_the_project_names_its_modules_as_excel_does(built: bytes) -> None:
    declared = [line for line in streams(built)["PROJECT"].decode().splitlines() if "=" in line]
    assert declared[1 : 1 + len(DOCUMENTS + MODULES)] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Document=Sheet2/&H00000000",
        "Module=xlwings",
        "Module=FocusXLBridge",
        "Module=FocusXLFunctions",
        "Module=FocusXLDescriptions",
        "Module=FocusXLButtons",
        "Module=FocusXLRibbon",
    ]


def test_our_sources_are_in_the_workbook(sources: dict[str, str]) -> None:
    assert sources["FocusXLBridge"] == source_of(OURS / "FocusXLBridge.bas")
    assert sources["FocusXLButtons"] == source_of(OURS / "FocusXLButtons.bas")
    assert sources["FocusXLFunctions"] == functions_module(FUNCTIONS).rstrip("\n")
    assert sources["FocusXLRibbon"] == ribbon_module().rstrip("\n")
    assert sources["FocusXLDescriptions"] == descriptions_module(FUNCTIONS).rstrip("\n")
    assert sources["ThisWorkbook"].endswith(source_of(OURS / "ThisWorkbook.cls"))


def test_what_is_left_of_xlwings_names_the_installed_xlwings(
    sources: dict[str, str], path: Path
) -> None:
    assert sources["xlwings"] == source_of(OURS / "xlwings.bas")
    assert xlwings_version(xlwings_module(path) or "") == xlwings.__version__


def test_a_document_module_says_what_it_is_the_code_of(sources: dict[str, str]) -> None:
    assert 'VB_Base = "0{00020819-0000-0000-C000-000000000046}"' in sources["ThisWorkbook"]
    for sheet in ("Sheet1", "Sheet2"):
        assert 'VB_Base = "0{00020820-0000-0000-C000-000000000046}"' in sources[sheet]


def test_nothing_compiled_is_stored(built: bytes) -> None:
    stored = streams(built)
    assert stored["VBA/_VBA_PROJECT"] == bytes.fromhex("CC61FFFF000000")
    assert not [name for name in stored if "__SRP_" in name]
    for module in DOCUMENTS + MODULES:
        # The compressed source begins at once: its container's signature, its first chunk's.
        signature, _, chunk = stored[f"VBA/{module}"][:3]
        assert (signature, chunk >> 4) == (0x01, 0xB), module


def test_the_main_part_is_declared_macro_enabled(built: bytes) -> None:
    types = read_parts(built)["[Content_Types].xml"].decode()
    assert "application/vnd.ms-excel.sheet.macroEnabled.main+xml" in types
    assert "spreadsheetml.sheet.main+xml" not in types


def test_excel_is_expected_to_open_the_workbook(path: Path) -> None:
    result = OpenXmlValidator().validate(path)
    assert result.errors == []
    report = check_file(path)
    assert (report.ok, list(report.issues)) == (True, [])


def test_other_readers_open_the_workbook(path: Path) -> None:
    opened = openpyxl.load_workbook(path, keep_vba=True)
    assert opened.sheetnames == ["Form", "xlwings.conf"]
    assert opened.defined_names["box_7010"].attr_text == "Form!$A$1"
    assert opened["Form"]["A6"].value == '=FOCUS_LINE("2014", 7040, A1:A5)'
    assert opened["Form"].protection.sheet
    assert not opened["Form"]["A1"].protection.locked
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Form").to_python()
    assert [row[0] for row in rows] == [10, 20, 30, 40, 50, 150]


def test_the_buttons_name_their_macros(built: bytes) -> None:
    drawing = read_parts(built)["xl/drawings/vmlDrawing1.vml"].decode()
    assert "<x:FmlaMacro>[0]!ValidateAndExport</x:FmlaMacro>" in drawing
    assert "<x:FmlaMacro>[0]!ValidateOnly</x:FmlaMacro>" in drawing


def test_two_builds_are_the_same_byte_for_byte(built: bytes, tmp_path: Path) -> None:
    """The second is built in another process, with other hashes, another day and time zone."""
    plain = tmp_path / "plain.xlsx"
    plain.write_bytes(keep_stored_values(small_workbook()))
    again = tmp_path / "again.xlsm"
    build = (
        "import sys; from pathlib import Path; from unittest import mock\n"
        "from tests.support.vba_samples import FUNCTIONS\n"
        "from focusxl_udfs.vba.project import macro_enabled\n"
        "plain, again = map(Path, sys.argv[1:])\n"
        "with mock.patch('time.time', return_value=2_000_000_000.0):\n"
        "    again.write_bytes(macro_enabled(plain.read_bytes(), FUNCTIONS))"
    )
    environment = os.environ | {
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Auckland",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    command = [sys.executable, "-c", build, str(plain), str(again)]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path)
    assert again.read_bytes() == built


def test_a_workbook_without_macros_names_no_xlwings(tmp_path: Path) -> None:
    plain = tmp_path / "plain.xlsm"
    plain.write_bytes(small_workbook())
    assert xlwings_module(plain) is None
