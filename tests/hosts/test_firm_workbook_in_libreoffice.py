"""The workbook of the pages that one firm reports, at work in LibreOffice."""

from pathlib import Path

import pytest

from focusxl.files.template.names import Flavour
from focusxl.filings.filer import reported_pages
from focusxl.filings.samples import load_sample
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_workbook.build import build_template
from focusxl_workbook.templates import SUFFIX, template_of_firm
from tests.support.agreement import inputs_of
from tests.support.shipped_workbook import (
    OpenForm,
    as_filled,
    known,
    only_formulas,
    with_stale_values,
)

SAMPLE = load_sample("2026")


@pytest.mark.parametrize("flavour", ["udf", "native"])
def test_every_cell_is_computed_without_the_pages_that_are_absent(
    libreoffice: LibreOfficeHost, tmp_path: Path, flavour: Flavour
) -> None:
    workbook, _ = template_of_firm(SAMPLE, flavour)
    built = build_template(
        SAMPLE.edition,
        flavour,
        filing=as_filled(inputs_of(SAMPLE)),
        form_pages=reported_pages(SAMPLE),
    )
    expected = only_formulas(known(built.stored_values), workbook)
    path = tmp_path / f"firm{SUFFIX[flavour]}"
    path.write_bytes(with_stale_values(workbook, expected, "2026"))
    with libreoffice.open(path) as hosted:
        shown = OpenForm(hosted, "2026").everything()
    assert len(expected) > 1_000
    assert {place: shown[place] for place in expected} == expected


def test_the_button_sees_what_the_firm_reports_and_what_its_workbook_has(
    libreoffice: LibreOfficeHost, tmp_path: Path
) -> None:
    path = tmp_path / "firm.xlsm"
    path.write_bytes(template_of_firm(SAMPLE, "udf")[0])
    with libreoffice.open(path) as hosted:
        hosted.press("Validate")
        names = hosted.book.names
        assert names["verdict"].refers_to_range.value == "READY TO FILE"
        # Not what stands for the boxes of absent pages, nor a firm that reports other pages.
        hosted.book.sheets["Start"].api.unprotect("")  # as the user must, to fill in that cell
        names["focusxl_absent"].refers_to_range.value = 5
        names["box_12000"].refers_to_range.value = None
        names["box_12001"].refers_to_range.value = "X"
        hosted.press("Validate")
        assert names["verdict"].refers_to_range.value == "BLOCKED"
        rows = hosted.book.sheets["Findings"].range("A5:D60").value
    found = {row[3] for row in rows if row[0] == "MUST FIX"}
    assert {"PAGE-02", "WB-12"} <= found
