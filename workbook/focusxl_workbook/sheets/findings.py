"""The sheet Findings, which the button fills in: finding, place, and what to do."""

from __future__ import annotations

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.files.openxml.addresses import absolute_area
from focusxl.files.pages.drawing import set_up_list
from focusxl.files.pages.styles import AMOUNT_FORMAT, Properties, Styles

SHEET = "Findings"
HEADINGS = (
    ("Class", 11),
    ("Box", 8),
    ("Cell", 18),
    ("Check", 12),
    ("What was found", 52),
    ("Reported", 15),
    ("Expected", 15),
    ("Difference", 14),
    ("Source", 22),
)
"""Together as wide as a landscape page of paper at four fifths of its size."""
_AMOUNT = {"num_format": AMOUNT_FORMAT, "align": "right"}
_LOOKS: dict[str, Properties] = {
    "Box": {"align": "left"},
    "Reported": _AMOUNT,
    "Expected": _AMOUNT,
    "Difference": _AMOUNT,
}
FIRST_ROW = 4
ROW_COUNT = 400


def write_findings_sheet(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    """Write the empty sheet, and name the columns by which pages mark their boxes."""
    sheet.hide_gridlines(2)
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, "Findings", styles.role("heading"))
    sheet.write_string(
        1,
        0,
        "The button on the sheet Start writes here what the last validation found,"
        " what must be fixed first.",
        styles.custom({}),
    )
    head = styles.custom({"bold": True, "bottom": 2, "bg_color": "#E8EDF5"})
    for column, (heading, width) in enumerate(HEADINGS):
        look = styles.custom(
            {"text_wrap": True, "valign": "top", "locked": False, **_LOOKS.get(heading, {})}
        )
        sheet.set_column(column, column, width, look)
        sheet.write_string(FIRST_ROW - 1, column, heading, head)
    last = FIRST_ROW + ROW_COUNT - 1
    for name, first_column, last_column in (
        ("finding_classes", 0, 0),
        ("finding_boxes", 1, 1),
        ("finding_table", 0, len(HEADINGS) - 1),
    ):
        area = absolute_area(SHEET, FIRST_ROW, first_column, last, last_column)
        workbook.define_name(name, area)
    sheet.freeze_panes(FIRST_ROW, 0)
    set_up_list(sheet, FIRST_ROW - 1)
