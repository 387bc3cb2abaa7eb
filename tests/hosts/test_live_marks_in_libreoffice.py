"""The marks of a native workbook, computed by LibreOffice: beside its line, what is open now."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from focusxl_workbook.build import build_template
from tests.support.agreement import inputs_of
from tests.support.native_workbook import NativeWorkbook

FORM = load_edition("2014")


@pytest.fixture(scope="module")
def native(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeWorkbook]:
    path: Path = tmp_path_factory.mktemp("native") / "native.xlsx"
    path.write_bytes(build_template(FORM, "native").content)
    with LibreOfficeHost(office=office) as host, host.open(path) as opened:
        yield NativeWorkbook(opened, path, FORM)


def marks(native: NativeWorkbook) -> dict[str, str]:
    """The marks of the page Segregation, by the last box of their line."""
    native.recalculate()
    sheet = native.document.Sheets.getByName("Segregation")
    found: dict[str, str] = {}
    for number in FORM.boxes:
        place, row, _ = native.places.get(f"box_{number}", ("", 0, 0))
        said = sheet.getCellByPosition(0, row).getString() if place == "Segregation" else ""
        if said:
            found[number] = said
    return found


def row_of_check(native: NativeWorkbook, check: str) -> Any:
    area = native.document.NamedRanges.getByName("check_id_list").getReferredCells()
    ids = [row[0] for row in area.getDataArray()]
    return area.getRangeAddress().StartRow + ids.index(check)


def test_nothing_is_marked_where_every_check_holds(native: NativeWorkbook) -> None:
    native.fill(inputs_of(load_sample()))
    assert marks(native) == {}


def test_a_mark_says_what_must_be_fixed_or_explained(native: NativeWorkbook) -> None:
    native.fill(inputs_of(load_sample()))
    # Options held are not those that are owed, and more is offset than there is to offset.
    native.cell("box_7132").setValue(1)
    native.cell("box_7047").setValue(500_000)
    assert marks(native) == {
        "7032": "EXPLAIN ►",
        "7047": "MUST FIX ► 7047",
        "7050": "MUST FIX ► 7047",
    }
    cell = native.document.Sheets.getByName("Segregation").getCellByPosition(
        0, native.places["box_7032"][1]
    )
    row = row_of_check(native, "SEG-03")
    assert '"SEG-03",check_id_list' in cell.getFormula().replace(";", ",")
    answers = native.document.NamedRanges.getByName("check_explanation_list").getReferredCells()
    answer = answers.getCellByPosition(0, row - answers.getRangeAddress().StartRow)
    answer.setString("The options are carried at another futures commission merchant.")
    assert marks(native) == {"7047": "MUST FIX ► 7047", "7050": "MUST FIX ► 7047"}
    answer.setString("")
