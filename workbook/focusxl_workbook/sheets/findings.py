"""The sheet Findings, which the button fills in: finding, place, what to do, and the answer.

A finding of the class EXPLAIN is answered beside it. Explanations are kept on the sheet Checks; the
button writes formulas here that show them. What is typed over such a formula is the newest answer:
every reading takes it first, and the next validation moves it to Checks.
"""

from __future__ import annotations

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.checks.state import STATE_WORDS
from focusxl.files.openxml.addresses import absolute_area, cell_address
from focusxl.files.pages.drawing import set_up_list
from focusxl.files.pages.styles import (
    AMOUNT_FORMAT,
    CELL_STYLE_LOOKS,
    Properties,
    Styles,
)
from focusxl.files.template.findings import ANSWER_HEADING, CHECK_HEADING, EXPLAINED
from focusxl.files.template.names import FINDING_LISTS
from focusxl.forms.general_checks import explanation_rule
from focusxl_workbook.sheets.checks import LINKED, STATE_LOOKS

SHEET = "Findings"
HEADINGS = (
    ("Class", 10),
    ("Box", 8),
    ("Cell", 17),
    (CHECK_HEADING, 12),
    ("What was found", 46),
    (ANSWER_HEADING, 31),
    ("Reported", 15),
    ("Expected", 15),
    ("Difference", 13),
    ("Source", 16),
)
"""Together as wide as a landscape page of paper, in type of 7 points or more."""
_CLASS, _CHECK, _ANSWER = 0, 3, 5
_AMOUNT = {"num_format": AMOUNT_FORMAT, "align": "right"}
_LOOKS: dict[str, Properties] = {
    "Box": {"align": "left"},
    "Cell": LINKED,
    "Reported": _AMOUNT,
    "Expected": _AMOUNT,
    "Difference": _AMOUNT,
    "Source": {"align": "left", "indent": 1},
}
FIRST_ROW = 4
ROW_COUNT = 400


def write_findings_sheet(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    """Write the empty sheet, and name the columns by which pages mark their boxes."""
    sheet.hide_gridlines(2)
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, "Findings", styles.role("heading"))
    for row, text in enumerate(
        (
            "The button on the sheet Start writes here what the last validation found, what must be"
            " fixed first. A click on a cell jumps there.",
            "Answer what is to be explained beside it, in a sentence, and press Validate. What is"
            " typed here replaces what Checks has; to take an explanation back, clear it there.",
        ),
        start=1,
    ):
        sheet.write_string(row, 0, text, styles.custom({}))
    head = {"bold": True, "bottom": 2, "bg_color": "#E8EDF5"}
    for column, (heading, width) in enumerate(HEADINGS):
        look_of = _LOOKS.get(heading, {})
        look = styles.custom({"text_wrap": True, "valign": "top", "locked": False, **look_of})
        sheet.set_column(column, column, width, look)
        aligned = {key: one for key, one in look_of.items() if key in ("align", "indent")}
        sheet.write_string(FIRST_ROW - 1, column, heading, styles.custom({**head, **aligned}))
    last = FIRST_ROW + ROW_COUNT - 1
    _prepare_answers(sheet, styles, last)
    for name, first_column, last_column in (
        ("finding_classes", 0, 0),
        ("finding_boxes", 1, 1),
        ("finding_table", 0, len(HEADINGS) - 1),
        (FINDING_LISTS[0], _CHECK, _CHECK),
        (FINDING_LISTS[1], _ANSWER, _ANSWER),
    ):
        area = absolute_area(SHEET, FIRST_ROW, first_column, last, last_column)
        workbook.define_name(name, area)
    sheet.freeze_panes(FIRST_ROW, 0)
    set_up_list(sheet, FIRST_ROW - 1)


def _prepare_answers(sheet: Worksheet, styles: Styles, last: int) -> None:
    """Mark the cells that are to be answered, take answers there alone, and colour the classes.

    The cells have no format of text: in one, a formula that is written would be a text.
    """
    explain = STATE_WORDS["explain"]
    of_row = f"${cell_address(FIRST_ROW, _CLASS)}"
    takes_answer = f'=OR({of_row}="{explain}",{of_row}="{EXPLAINED}")'
    rule = explanation_rule()
    sheet.conditional_format(
        FIRST_ROW,
        _ANSWER,
        last,
        _ANSWER,
        {
            "type": "formula",
            "criteria": takes_answer,
            "format": styles.conditional(dict(CELL_STYLE_LOOKS["Input"])),
        },
    )
    for word, look in STATE_LOOKS.items():
        sheet.conditional_format(
            FIRST_ROW,
            _CLASS,
            last,
            _CLASS,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": styles.conditional(look),
            },
        )
    sheet.data_validation(
        FIRST_ROW,
        _ANSWER,
        last,
        _ANSWER,
        {
            "validate": "custom",
            "value": takes_answer,
            "input_title": ANSWER_HEADING,
            "input_message": (
                f"Beside a finding to explain: why it is right as it is, in at least {rule.words} "
                f"words and {rule.characters} characters."
            ),
            "error_title": "Nothing to explain here",
            "error_message": (
                f"Only a finding of the class {explain} is answered with an explanation. What must "
                "be fixed is repaired in its cell."
            ),
        },
    )
