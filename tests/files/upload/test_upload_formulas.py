"""A value of the upload sheet that is a formula: calculated it counts, otherwise it is told."""

import io

import pytest
import xlsxwriter

from tests.support.parts import with_parts
from tests.support.sample_books import EMPTY_TEXT
from tests.support.taking import Take


def upload(formulas: dict[str, object], values: dict[str, object]) -> bytes:
    """An upload sheet of edition 2014; of a formula, what is stored beside it is given."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Upload")
        sheet.write_row("A1", ["Line item", "Value"])
        for row, box in enumerate((*values, *formulas), start=1):
            sheet.write(row, 0, box)
            if box in formulas:
                sheet.write_formula(row, 1, "=D1+1", None, formulas[box])
            else:
                sheet.write(row, 1, values[box])
        sheet.write("E1", "2014")
        book.define_name("focusxl_edition", "=Upload!$E$1")
    return with_parts(
        stream.getvalue(),
        lambda name, part: part.replace(b"<v>" + EMPTY_TEXT.encode() + b"</v>", b""),
    )


def test_a_formula_that_was_never_calculated_is_told_and_its_box_left_out(take: Take) -> None:
    reading = take("filing.xlsx", upload({"7020": EMPTY_TEXT}, {"7010": 5}))
    (finding,) = reading.findings
    assert (finding.id, finding.check_class, finding.box) == ("WB-03", "must-fix", "7020")
    assert str(finding.place) == "Upload!B3"
    assert reading.filing.values == {"7010": 5}
    assert "7020" not in reading.filing.entries


def test_of_many_formulas_it_is_told_once(take: Take) -> None:
    boxes = dict.fromkeys(("7020", "7030", "7032"), EMPTY_TEXT)
    (finding,) = take("filing.xlsx", upload(dict(boxes), {"7010": 5})).findings
    assert finding.id == "WB-03"
    assert finding.message.startswith("The formulas of 3 boxes have not been calculated")
    assert "7020, 7030, 7032" in finding.message


@pytest.mark.parametrize("stored", [7, 0])
def test_a_formula_that_was_calculated_counts(take: Take, stored: int) -> None:
    reading = take("filing.xlsx", upload({"7020": stored}, {"7010": 5}))
    assert reading.findings == ()
    assert reading.filing.values == {"7010": 5, "7020": stored}
