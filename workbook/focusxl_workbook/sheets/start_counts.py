"""The live part of Start: the buttons, the lamp of Python, and the counts of checks.

Where checks have no result, it gives the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from focusxl.checks.state import HOLDS, NOT_MADE, NOTHING_ENTERED, STATE_WORDS
from focusxl.files.openxml.addresses import absolute, absolute_address
from focusxl.files.template.check_filter import OPEN
from focusxl.files.template.names import CHECK_OPEN, FINGERPRINT_SHEET, Flavour
from focusxl_workbook.sheets.start_parts import (
    FIRST,
    GREEN,
    MIDDLE,
    PALE,
    RED,
    REMARK,
    TO_FIX,
    Start,
)

_NOT_YET = "Not computed yet"
NOT_ANSWERED_YET = f"{_NOT_YET}: Python has not answered in this workbook so far."
_BUTTON_HEIGHT = 34
NOT_ASKED, PYTHON_ON, PYTHON_OFF = "● Python: not asked", "● Python: on", "● Python: off"
"""The words of the lamp."""
NO_ANSWER = "Python does not answer"
STATUS_NAME = "python_status"
_WHY = (
    f"{NO_ANSWER}: macros are off, or this workbook's functions were lost. Enable macros;"
    " focusxl doctor says more."
)
NOT_COMPUTED = "Not computed"
_STATES = "check_state_list"
WITHOUT_RESULT = "checks_without_result"
_WHY_WITHOUT = "why_without_result"
_REASON_HEADING, _REASON = (4, 9), (5, 9)
"""The cells of the sheet Fingerprint in which the reason is found."""
_KNOWN = (HOLDS, NOTHING_ENTERED, NOT_MADE, *STATE_WORDS.values())
_DOCTOR = "Type focusxl doctor and the name of this workbook in a terminal: it says what to do."
_NOT_STARTED = (
    "Python did not start. Type focusxl setup in a terminal, then open this workbook again. If it"
    " stays, type focusxl doctor and the name of this workbook."
)
_OPEN_QUESTION = (
    "An error in an input (such as #REF!), or text where an amount belongs, keeps them from being"
    " made. Find the cells that show an error, and repair them."
)


def write_buttons(start: Start, row: int, changes: str) -> int:
    """Write the row of the two buttons, with the lamp of Python and its answer beside them.

    Python is asked again whenever a box changes: `changes` is an expression, never negative, that
    is recalculated then.
    """
    sheet = start.writer.worksheet
    sheet.set_row(row, 40)
    for column, macro, caption, width in (
        (FIRST, "ValidateOnly", "Validate", 250),
        (MIDDLE, "ValidateAndExport", "Validate and export", 166),
    ):
        button = {"macro": macro, "caption": caption, "width": width, "height": _BUTTON_HEIGHT}
        sheet.insert_button(row, column, {**button, "x_offset": 1, "y_offset": 4})
    lamp = (
        f'=IF(ISNUMBER(SEARCH("answers, with",{STATUS_NAME})),"{PYTHON_ON}",'
        f'IF(LEFT({STATUS_NAME},{len(_NOT_YET)})="{_NOT_YET}","{NOT_ASKED}","{PYTHON_OFF}"))'
    )
    look = {**PALE, "bold": True, "align": "center", "border": 1, "border_color": "#7F7F7F"}
    start.wide_formula(row, REMARK, lamp, look, NOT_ASKED, TO_FIX)
    area = row, REMARK, row, TO_FIX
    looks = {PYTHON_ON: GREEN, PYTHON_OFF: RED}
    start.colours(area, absolute_address(row, REMARK), looks)
    asked = f'IF({changes}<0,"",FOCUS_STATUS("{start.edition.name}"))'
    shown = f'=IFERROR({asked},"{_WHY}")'
    text = {"font_size": 9, "indent": 1}
    start.wide_formula(row, TO_FIX + 1, shown, text, NOT_ANSWERED_YET)
    start.name(STATUS_NAME, row, TO_FIX + 1)
    return row + 1


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """The number of checks in each state, for the stored values of the formulas."""

    must_fix: int
    explain: int
    made: int
    not_made: int


def write_live_counts(start: Start, row: int, counts: LiveCounts, checks: int) -> int:
    """Write the counts of the checks on the sheet Checks; `checks` is their number.

    A cell without any of the words for a state has no result, and then no count is shown: an
    unknown number is not zero.
    """
    row = start.part(row, "Live checks on this workbook now")
    last = row + 4
    known = ",".join(f'"{word}"' for word in _KNOWN)
    without_result = f"={checks}-SUMPRODUCT(COUNTIF({_STATES},{{{known}}}))"
    made = "+".join(f'COUNTIF({_STATES},"{word}")' for word in (HOLDS, *STATE_WORDS.values()))
    must_fix, explain = STATE_WORDS["must-fix"], STATE_WORDS["explain"]
    look = start.styles.styled("Check Cell", {"align": "right"})
    for caption, count, value, remark in (
        (
            "Must be fixed",
            f'COUNTIF({_STATES},"{must_fix}")',
            counts.must_fix,
            "The sheet Checks shows each of them. A validation finds more than these, such as a"
            " page that is blank.",
        ),
        (
            "To be explained, no explanation yet",
            f'COUNTIFS({_STATES},"{explain}",{CHECK_OPEN},"{OPEN}")',
            counts.explain,
            "",
        ),
        ("Checks made", made, counts.made, "Not counted: those whose boxes are all blank."),
        (
            "Checks that could not be made",
            f'COUNTIF({_STATES},"{NOT_MADE}")',
            counts.not_made,
            "A box that they need cannot be read, or a question of step 1 is not answered.",
        ),
    ):
        start.text(row, FIRST, caption)
        formula = f'=IF({WITHOUT_RESULT}>0,"{NOT_COMPUTED}",{count})'
        # As an array formula, it is recalculated in LibreOffice whenever the checks are.
        start.writer.row_formula(row, MIDDLE, formula, [look], [value])
        start.remark(row, remark)
        row += 1
    start.writer.worksheet.set_row(last, 27)
    start.text(last, FIRST, "Checks without a result")
    start.writer.row_formula(last, MIDDLE, without_result, [look], [0])
    start.name(WITHOUT_RESULT, last, MIDDLE)
    plain = start.styles.custom({})
    # Behind, since a formula of several cells at once cannot stand in cells that are merged.
    start.behind.worksheet.write_string(*_REASON_HEADING, "Why checks have no result", plain)
    start.behind.row_formula(*_REASON, _reason(start.flavour), [plain], [""])
    start.workbook.define_name(_WHY_WITHOUT, absolute(FINGERPRINT_SHEET, *_REASON))
    start.wide_formula(
        last, REMARK, f"={_WHY_WITHOUT}", {"bold": True, "font_color": "#9C0006", "indent": 1}, ""
    )
    warning = {
        "type": "formula",
        "criteria": f"={WITHOUT_RESULT}>0",
        "format": start.styles.conditional({"bg_color": "#F8CBAD", "font_color": "#9C0006"}),
    }
    start.writer.worksheet.conditional_format(row - 4, MIDDLE, last, MIDDLE, warning)
    return last + 1


def _reason(flavour: Flavour) -> str:
    """Write why check cells have no result, and what to do, by the error they show instead."""
    if flavour == "native":
        return f'=IF({WITHOUT_RESULT}=0,"","{_OPEN_QUESTION}")'
    sentence = f'COUNTIF({_STATES},"{{}}*")>0'
    # One formula over all states at once: the first error among them gives the kind, of which the
    # fifth is #NAME?. LibreOffice shows #VALUE! where macros are off.
    first_error = f"INDEX({_STATES},MATCH(TRUE,ISERROR({_STATES}),0))"
    no_answer = f'LEFT({STATUS_NAME},{len(NO_ANSWER)})="{NO_ANSWER}"'
    not_known = f"OR(IFERROR(ERROR.TYPE({first_error}),0)=5,{no_answer})"
    reasons = (
        (sentence.format("FocusXL: Python did not start"), _NOT_STARTED),
        (
            sentence.format("FocusXL: Excel for Mac"),
            "Excel for Mac cannot call Python from a cell. Use the native workbook (focusxl new"
            " --native, then focusxl fill).",
        ),
        (sentence.format("FocusXL"), f"Python failed inside the checks. {_DOCTOR}"),
        (
            not_known,
            "Macros are off, or this workbook's functions were lost. Enable macros, then press"
            " Ctrl+Alt+F9; or use the native workbook (focusxl new --native, then focusxl fill).",
        ),
    )
    other = (
        "The cells show an error such as #VALUE!, or nothing. Press Ctrl+Alt+F9 to compute them"
        " again."
    )
    formula = f'"{other}"'
    for condition, text in reversed(reasons):
        formula = f'IF({condition},"{text}",{formula})'
    return f'=IF({WITHOUT_RESULT}=0,"",{formula})'
