"""The filing-ready workbook shows the form and the firm's figures, and nothing of ours."""

import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from focusxl.files.writing.filing_ready import filing_ready_workbook
from focusxl.filings.computation import compute
from focusxl.filings.samples import load_sample


@pytest.fixture(scope="module")
def dealer_options() -> Worksheet:
    content = filing_ready_workbook(compute(load_sample()))
    return openpyxl.load_workbook(io.BytesIO(content))["Dealer options"]


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_printed_instruction_stands_as_printed(dealer_options: Worksheet) -> None:
    assert "Excess (deficiency) funds in segregation (subtract line 2.C from line 1)" in texts(
        dealer_options
    )


def test_our_note_on_the_instruction_is_left_out(dealer_options: Worksheet) -> None:
    assert not [text for text in texts(dealer_options) if "FocusXL" in text]
