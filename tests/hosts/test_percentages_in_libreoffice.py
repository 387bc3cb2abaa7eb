"""A percentage that shows 13.19% is 13.19, in the open workbook as in its file."""

from decimal import Decimal
from pathlib import Path

import pytest

from focusxl.files import read
from focusxl.filings.filer import firm_filing
from focusxl.forms.loader import load_edition
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_udfs.open_workbook.hosted_workbook import read_hosted_workbook
from focusxl_workbook.templates import template_of_firm

FORM = load_edition("2026")


@pytest.mark.parametrize(
    ("held", "code", "filed"),
    [
        (0.1319, "0.00%", "13.19"),
        (0.1319, "0%", "13.19"),
        (13.19, "0.00", "13.19"),
        (13.19, "General", "13.19"),
    ],
)
def test_a_percentage_is_what_the_cell_shows(
    libreoffice: LibreOfficeHost, tmp_path: Path, held: float, code: str, filed: str
) -> None:
    path = tmp_path / "firm.xlsx"
    path.write_bytes(template_of_firm(firm_filing(FORM, ["broker-dealer"]), "native")[0])
    with libreoffice.open(path) as hosted:
        cell = hosted.book.names["box_3860"].refers_to_range
        cell.sheet.api.unprotect("")
        cell.number_format = code
        cell.value = held
        reading = read_hosted_workbook(hosted.book)
        hosted.book.save(tmp_path / "saved.xlsx")
    assert reading.filing.values["3860"] == Decimal(filed)
    assert read(tmp_path / "saved.xlsx").filing.values["3860"] == Decimal(filed)
