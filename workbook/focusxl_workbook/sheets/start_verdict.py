"""The verdict on Start: a large word that changes by itself, and the last validation.

The word is a formula. It compares the fingerprint of the inputs at the last validation with that of
the present inputs, so that it does not outlast a change, in any spreadsheet program.
"""

from __future__ import annotations

from focusxl.checks.validation_line import NOT_VALIDATED, SEPARATOR, VERDICT_WORDS
from focusxl.files.openxml.addresses import absolute_address
from focusxl.files.pages.styles import Properties
from focusxl.files.template.names import FINGERPRINT_NOW, LAST_VALIDATION, NEXT_STEP, Flavour
from focusxl_workbook.sheets.start_parts import (
    BLUE,
    FIRST,
    GREEN,
    LAST,
    MIDDLE,
    PALE,
    RED,
    YELLOW,
    Start,
)

NOT_VALIDATED_YET = "NOT VALIDATED YET"
CHANGED_SINCE = "CHANGED SINCE"
_LOOKS: dict[str, Properties] = {
    VERDICT_WORDS["ready"]: GREEN,
    VERDICT_WORDS["partial"]: BLUE,
    VERDICT_WORDS["blocked"]: RED,
    CHANGED_SINCE: YELLOW,
}
"""The look of each word; cells that begin with none of them are gray."""
_PLAIN: Properties = {
    "bold": True,
    "font_size": 20,
    "align": "left",
    "indent": 1,
    **PALE,
    "border": 1,
    "border_color": "#7F7F7F",
}
_FIRST_STEP: dict[Flavour, str] = {
    "udf": "Fill in the pages, then press Validate.",
    "native": "Fill in the pages, save, and run focusxl validate with this file.",
}
_AGAIN: dict[Flavour, str] = {
    "udf": "Press Validate again.",
    "native": "Save, and run focusxl validate again.",
}
_WIDTH_OF_A_PART = 99


def write_word(start: Start, row: int) -> int:
    """Write the large word, and its grounds below it."""
    sheet = start.writer.worksheet
    sheet.set_row(row, 34)
    start.wide_formula(row, FIRST, _word(), _PLAIN, NOT_VALIDATED_YET)
    start.name("verdict", row, FIRST)
    start.colours((row, FIRST, row, LAST), absolute_address(row, FIRST), _LOOKS)
    first_step = _FIRST_STEP[start.flavour]
    start.wide_formula(
        row + 1, FIRST, _below_the_word(start.flavour), {"italic": True, "indent": 1}, first_step
    )
    return row + 2


def write_last_validation(start: Start, row: int, fingerprint_formula: str, value: str) -> int:
    """Write the result and time of the last validation, with the fingerprint of its inputs."""
    row = start.part(row, "Last validation")
    text: Properties = {"valign": "top"}
    typed: Properties = {"locked": False, "num_format": "@", "text_wrap": True}
    caption: Properties = {"bold": True, "valign": "top"}
    start.text(row, FIRST, "It said", caption)
    start.wide_formula(row, MIDDLE, f'=IF({LAST_VALIDATION}="","",{_part(0)})', text, "")
    start.name("verdict_given", row, MIDDLE)
    row += 1
    start.text(row, FIRST, "When", caption)
    start.wide_formula(row, MIDDLE, f'=IF({LAST_VALIDATION}="","",{_part(1)})', text, "")
    start.name("verdict_time", row, MIDDLE)
    row += 1
    sheet = start.writer.worksheet
    if start.flavour == "udf":
        sheet.set_row(row, 44)
        start.text(row, FIRST, "What it found, and what to do next", caption)
        sheet.merge_range(row, MIDDLE, row, LAST, "", start.styles.custom({**typed, **text}))
        start.name(NEXT_STEP, row, MIDDLE)
        row += 1
    sheet.set_row(row, 27)
    start.text(row, FIRST, _LINE_CAPTIONS[start.flavour], caption)
    look = start.styles.styled("Input", typed)
    sheet.merge_range(row, MIDDLE, row, LAST, "", look)
    start.name(LAST_VALIDATION, row, MIDDLE)
    row += 1
    start.text(row, FIRST, "Fingerprint of all inputs as they are now", caption)
    start.wide_formula(row, MIDDLE, fingerprint_formula, text, value)
    start.name(FINGERPRINT_NOW, row, MIDDLE)
    return row + 2


_LINE_CAPTIONS: dict[Flavour, str] = {
    "udf": "Its line (Validate writes it; verdict, time, fingerprint)",
    "native": "Paste here the line for the sheet Start that focusxl validate prints",
}


def _word() -> str:
    known = ",".join(f'"{word}"' for word in VERDICT_WORDS.values())
    same = f"IFERROR(EXACT({_part(2)},{FINGERPRINT_NOW}),FALSE)"
    since = f'TRIM("{CHANGED_SINCE} "&IF(verdict_time="","THE LAST VALIDATION",verdict_time))'
    other = f'IF(verdict_given="{NOT_VALIDATED}",verdict_given,"{NOT_VALIDATED_YET}")'
    return (
        f'=IF(OR({LAST_VALIDATION}="",ISERROR(MATCH(verdict_given,{{{known}}},0))),{other},'
        f"IF({same},verdict_given,{since}))"
    )


def _below_the_word(flavour: Flavour) -> str:
    changed = (
        '"An input, an answer or an explanation is not what it was when the last validation said "'
        f'&verdict_given&". {_AGAIN[flavour]}"'
    )
    return (
        f'=IF(verdict="{NOT_VALIDATED_YET}","{_FIRST_STEP[flavour]}",'
        f'IF(LEFT(verdict,{len(CHANGED_SINCE)})="{CHANGED_SINCE}",{changed},'
        f'IF(verdict="{NOT_VALIDATED}","See below what kept the workbook from being validated.",'
        '"Said at "&verdict_time&"; no input was changed since.")))'
    )


def _part(number: int) -> str:
    """Cut a part out of the validation line, counted from 0."""
    apart = f'SUBSTITUTE({LAST_VALIDATION},"{SEPARATOR}",REPT(" ",{_WIDTH_OF_A_PART}))'
    return f"TRIM(MID({apart},{number * _WIDTH_OF_A_PART + 1},{_WIDTH_OF_A_PART}))"
