"""The sheet with the period before: each box with its amount as filed then.

`focusxl roll` fills it in. In the first month the filer may enter the amounts, or leave it empty:
then nothing is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from xlsxwriter.workbook import Workbook

from focusxl.files.openxml.addresses import absolute, absolute_area, cell_address
from focusxl.files.pages.drawing import set_up_list
from focusxl.files.pages.page import LaidOutPage
from focusxl.files.pages.styles import AMOUNT_FORMAT, DATE_FORMAT, HUNDREDTHS_FORMAT, Styles
from focusxl.files.template.comparison_names import (
    PRIOR_AMOUNTS,
    PRIOR_BOXES,
    PRIOR_END,
    PRIOR_SHEET,
)
from focusxl.filings.filing import Filing
from focusxl.forms.model import Box
from focusxl.text import quoted
from focusxl_workbook.sheets.fingerprint_sheet import Watched
from focusxl_workbook.sheets.sheet_writer import SheetWriter

SHEET = PRIOR_SHEET
_FIRST_ROW = 6
_END_ROW = 3
_BOX, _AMOUNT = 0, 3
_HEADINGS = (("Box", 9), ("Page", 26), ("Line", 78), ("Prior period", 19))
_LONGEST_LINE, _END_OF_LINE = 88, 34
_SUMS = ((99_991, 7_919, 9_973), (99_989, 104_729, 9_967))
"""For each of two sums over the amounts: what remains of them, and the weights of the rows."""


def compared_boxes(pages: Sequence[LaidOutPage]) -> list[tuple[str, Box]]:
    """Give the boxes with an amount on pages, each with its sheet, in the form's order."""
    return [
        (page.page.sheet, cell.box)
        for page in pages
        for cell in sorted(page.cells, key=lambda one: (one.row, one.column))
        if cell.role == "entry" and cell.box is not None and cell.box.is_amount
    ]


def prior_cells(boxes: Sequence[tuple[str, Box]]) -> Mapping[str, str]:
    """Give the reference to the amount before, by box number."""
    return {
        box.number: f"{quoted(SHEET)}!${cell_address(row, _AMOUNT)}"
        for row, (_, box) in enumerate(boxes, start=_FIRST_ROW)
    }


def write_prior_sheet(
    workbook: Workbook,
    writer: SheetWriter,
    styles: Styles,
    filing: Filing,
    boxes: Sequence[tuple[str, Box]],
) -> None:
    """Write a row for each box, and name the columns that are read and filled in."""
    sheet, edition = writer.worksheet, filing.edition
    sheet.hide_gridlines(2)
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, "Prior period", styles.role("heading"))
    sheet.write_string(
        1,
        0,
        "The amounts of the period before, as filed then: focusxl roll brings them here. Each page"
        " shows them beside its own, to the right of the print.",
        styles.custom({}),
    )
    sheet.write_string(_END_ROW, 0, "The period before ended on", styles.custom({"bold": True}))
    date = {"locked": False, "num_format": DATE_FORMAT, "align": "left"}
    sheet.write_blank(_END_ROW, _AMOUNT, None, styles.styled("Input", date))
    workbook.define_name(PRIOR_END, absolute(SHEET, _END_ROW, _AMOUNT))
    head = styles.custom({"bold": True, "bottom": 2, "bg_color": "#E8EDF5"})
    right = styles.custom({"bold": True, "bottom": 2, "bg_color": "#E8EDF5", "align": "right"})
    for column, (heading, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
        look = right if column == _AMOUNT else head
        sheet.write_string(_FIRST_ROW - 1, column, heading, look)
    plain = styles.custom({})
    number = styles.custom({"align": "left"})
    for row, (page, box) in enumerate(boxes, start=_FIRST_ROW):
        sheet.write_string(row, _BOX, box.number, number)
        sheet.write_string(row, 1, page, plain)
        placed = edition.boxes[box.number]
        line = _shortened(f"{placed.item} {placed.label}".strip())
        sheet.write_string(row, 2, line, plain)
        is_whole = box.unit in ("dollars", "thousands", "count")
        code = AMOUNT_FORMAT if is_whole else HUNDREDTHS_FORMAT
        look = {"locked": False, "align": "right", "num_format": code}
        sheet.write_blank(row, _AMOUNT, None, styles.styled("Input", look))
    last = _FIRST_ROW + len(boxes) - 1
    workbook.define_name(PRIOR_BOXES, absolute_area(SHEET, _FIRST_ROW, _BOX, last, _BOX))
    workbook.define_name(PRIOR_AMOUNTS, absolute_area(SHEET, _FIRST_ROW, _AMOUNT, last, _AMOUNT))
    rule = {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -(10**15),
        "maximum": 10**15,
        "error_title": "Not an amount",
        "error_message": "Enter the amount as it was filed, or clear the cell.",
    }
    sheet.data_validation(_FIRST_ROW, _AMOUNT, last, _AMOUNT, rule)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.autofilter(_FIRST_ROW - 1, 0, last, _AMOUNT)
    set_up_list(sheet, _FIRST_ROW - 1)


def _shortened(line: str) -> str:
    """Cut a line between words in its middle: what tells it from others is at its end."""
    if len(line) <= _LONGEST_LINE:
        return line
    first = line[: _LONGEST_LINE - _END_OF_LINE - 2].rpartition(" ")[0].rstrip(" ,")
    last = line[-_END_OF_LINE - 1 :].partition(" ")[2].lstrip(" ,")
    return f"{first} … {last or line[-_END_OF_LINE:]}"


def watched_prior(filing: Filing, boxes: Sequence[tuple[str, Box]]) -> Iterator[Watched]:
    """Cover the amounts before by two weighted sums and their count, in one row."""
    last = _FIRST_ROW + len(boxes) - 1
    amounts = [
        (row, filing.prior[box.number])
        for row, (_, box) in enumerate(boxes, start=_FIRST_ROW + 1)
        if box.number in filing.prior
    ]
    area = absolute_area(SHEET, _FIRST_ROW, _AMOUNT, last, _AMOUNT).removeprefix("=")
    yield Watched("Prior period", f"={sums_formula(area)}", sums(amounts))


def sums_formula(area: str) -> str:
    """Write the weighted sums of an area of amounts, and their count."""
    parts = [f"COUNT({area})"]
    for by, step, weights in _SUMS:
        rest = f"MOD(ROUND({area},0),{by})"
        parts.append(f"SUMPRODUCT({rest}*MOD(ROW({area})*{step}+COLUMN({area}),{weights}))")
    return '&"|"&'.join(parts)


def sums(amounts: Sequence[tuple[int, Decimal]], column: int = _AMOUNT + 1) -> str:
    """Compute the weighted sums of amounts by row, counted from 1, as the formula does."""
    return sums_of_cells([(row, column, amount) for row, amount in amounts])


def sums_of_cells(cells: Sequence[tuple[int, int, Decimal]]) -> str:
    """Compute the weighted sums of amounts by row and column, counted from 1."""
    found = [len(cells)]
    for by, step, weights in _SUMS:
        found.append(
            sum(
                int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
                % by
                * ((row * step + column) % weights)
                for row, column, amount in cells
            )
        )
    return "|".join(map(str, found))
