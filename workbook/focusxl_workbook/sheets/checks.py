"""The sheet Checks: every check with its state in words, both sides, and room to explain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from focusxl.checks.state import NOTHING_ENTERED
from focusxl.files.openxml.addresses import cell_address
from focusxl.files.pages.drawing import set_up_list
from focusxl.files.pages.styles import AMOUNT_FORMAT, DATE_FORMAT, Styles
from focusxl.files.template.names import (
    Flavour,
    compares_dates,
    native_check_formulas,
    udf_check_formula,
)
from focusxl.filings.computation import Computation
from focusxl.forms.edition import Edition
from focusxl.forms.model import CheckClass
from focusxl.forms.rule_table import Rule
from focusxl.text import quoted
from focusxl_workbook.sheets.check_rows import check_row
from focusxl_workbook.sheets.sheet_writer import SheetWriter, StoredValue

SHEET = "Checks"
CLASS_WORDS: dict[CheckClass, str] = {
    "must-fix": "Must fix",
    "explain": "Explain",
    "note": "Note",
}

_HEADINGS = (
    ("Check", 10),
    ("Class", 9),
    ("Page", 17),
    ("Box", 8),
    ("What is checked", 52),
    ("State", 12),
    ("This side", 17),
    ("Other side", 17),
    ("Difference", 15),
    ("Within", 8),
    ("Explanation by the filer", 44),
    ("Answered for (this side against other side)", 30),
    ("Source", 60),
)
_STATE, _EXPLANATION, _ANSWERED, _SOURCE = 5, 10, 11, 12
_LINKED = {"font_color": "#1F4E9E", "underline": 1}
_FIRST_ROW = 5
_ROWS_FOR_OTHERS = 60
"""As many as amounts may move by a factor in one month."""


def write_checks_sheet(
    workbook: Workbook,
    writer: SheetWriter,
    styles: Styles,
    computation: Computation,
    flavour: Flavour,
    rules: Sequence[tuple[str, Rule]],
    places: Mapping[str, tuple[str, str]],
) -> None:
    """Write the sheet: each rule with its page; `places` gives the cell of each box."""
    sheet = writer.worksheet
    edition = computation.filing.edition
    _write_head(writer, styles)
    row = _FIRST_ROW
    for page, rule in rules:
        _write_rule(writer, styles, row, rule, page, places)
        _write_state(writer, styles, row, rule, edition, flavour, check_row(computation, rule))
        row += 1
    last = _write_rows_for_others(writer, styles, row)
    for name, column in (
        ("check_id_list", "A"),
        ("check_state_list", "F"),
        ("check_explanation_list", "K"),
        ("check_answered_list", "L"),
    ):
        reference = f"={quoted(SHEET)}!${column}${_FIRST_ROW + 1}:${column}${last + 1}"
        workbook.define_name(name, reference)
    _mark_states(writer, styles, last)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.autofilter(_FIRST_ROW - 1, 0, last, len(_HEADINGS) - 1)
    # Explanations and sources come on a page beside, each again with the name of its check.
    set_up_list(sheet, _FIRST_ROW - 1)
    sheet.repeat_columns(0)
    sheet.set_v_pagebreaks([_EXPLANATION])
    sheet.print_area(0, 0, last, len(_HEADINGS) - 1)


def explanation_rows(rules: Sequence[tuple[str, Rule]]) -> list[tuple[int, str | None]]:
    """Give the rows for explanations, each with its check; None for a free row."""
    rows: list[tuple[int, str | None]] = [
        (row, rule.id)
        for row, (_, rule) in enumerate(rules, start=_FIRST_ROW)
        if rule.check_class == "explain"
    ]
    first_free = _FIRST_ROW + len(rules) + 1
    return rows + [(first_free + row, None) for row in range(_ROWS_FOR_OTHERS)]


def _write_head(writer: SheetWriter, styles: Styles) -> None:
    sheet = writer.worksheet
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, "Checks", styles.role("heading"))
    sheet.set_row(0, 22)
    for row, text in enumerate(
        (
            "Every check of the form, with its state now. MUST FIX blocks the filing; EXPLAIN"
            " blocks it until column K says why; NOTE informs.",
            "Nothing entered: all that it compares is blank. A click on a box number jumps there.",
        ),
        start=1,
    ):
        sheet.write_string(row, 0, text, styles.custom({}))
    head = styles.custom({"bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#E8EDF5"})
    for column, (heading, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(_FIRST_ROW - 1, column, heading, head)
    sheet.set_row(_FIRST_ROW - 1, 26)


def _write_rule(
    writer: SheetWriter,
    styles: Styles,
    row: int,
    rule: Rule,
    page: str,
    places: Mapping[str, tuple[str, str]],
) -> None:
    sheet = writer.worksheet
    plain = styles.custom({"valign": "top"})
    wrapped = styles.custom({"text_wrap": True, "valign": "top"})
    link = styles.custom({**_LINKED, "valign": "top"})
    linked_source = styles.custom({**_LINKED, "text_wrap": True, "valign": "top"})
    sheet.write_string(row, 0, rule.id, plain)
    sheet.write_string(row, 1, CLASS_WORDS[rule.check_class], plain)
    sheet.write_string(row, 2, page, plain)
    box = rule.box or ""
    target_sheet, target_cell = places[box]
    sheet.write_url(row, 3, f"internal:{quoted(target_sheet)}!{target_cell}", link, string=box)
    test = _in_words(rule.test)
    sheet.write_string(row, 4, test, wrapped)
    sheet.write_number(row, 9, float(rule.tolerance), plain)
    source = "; ".join(rule.cite)
    lines = max(1, -(-len(test) // 56), -(-len(source) // 64))
    sheet.set_row(row, 12.5 * min(lines, 8) + 2)
    if rule.check_class == "explain":
        explanation = styles.styled(
            "Input", {"locked": False, "text_wrap": True, "valign": "top", "num_format": "@"}
        )
        sheet.write_blank(row, _EXPLANATION, None, explanation)
    sheet.write_blank(row, _ANSWERED, None, _stamp_look(styles))
    # A cell can link to one address only: that of the first source on the web.
    url = next((cited.url for cited in rule.cite if cited.url is not None), None)
    if url is None:
        sheet.write_string(row, _SOURCE, source, wrapped)
    else:
        sheet.write_url(row, _SOURCE, url, linked_source, string=source)


def _in_words(test: str) -> str:
    """Write a test without the notation of the form data.

    >>> _in_words("[7520] = 0 or reported([7510])")
    '7520 = 0 or 7510 is given'
    """
    text = re.sub(r"reported\(\[(\w+)\]\)", r"\1 is given", test)
    text = re.sub(r"stated\((\w+)\)", r"\1 is stated", text)
    text = re.sub(r"\[(\w+)\]", r"\1", text)
    return text.replace("_", " ")


def _write_state(
    writer: SheetWriter,
    styles: Styles,
    row: int,
    rule: Rule,
    edition: Edition,
    flavour: Flavour,
    values: list[StoredValue],
) -> None:
    state = styles.styled("Check Cell", {"valign": "top"})
    amount = styles.custom({"num_format": AMOUNT_FORMAT, "valign": "top"})
    date = styles.custom({"num_format": DATE_FORMAT, "valign": "top", "align": "right"})
    side = date if compares_dates(edition, rule) else amount
    looks = [state, side, side, amount]
    if flavour == "udf":
        writer.row_formula(row, _STATE, udf_check_formula(edition, rule), looks, values)
        return
    state_formula, *sides = native_check_formulas(edition, rule)
    writer.formula(row, _STATE, state_formula, state, values[0])
    nothing = f'${cell_address(row, _STATE)}="{NOTHING_ENTERED}"'
    for offset, formula in enumerate(sides, start=1):
        if formula:
            shown = f'=IF({nothing},"",{formula.removeprefix("=")})'
            writer.formula(row, _STATE + offset, shown, looks[offset], values[offset])


def _write_rows_for_others(writer: SheetWriter, styles: Styles, row: int) -> int:
    """Leave rows in which the filer explains findings without a row of their own."""
    sheet = writer.worksheet
    free = styles.styled("Input", {"locked": False, "num_format": "@", "text_wrap": True})
    text = styles.custom({"italic": True})
    last = row + _ROWS_FOR_OTHERS
    sheet.write_string(
        row, 4, "Other findings to explain: their id from the sheet Findings at the left,", text
    )
    sheet.write_string(row, 10, "and the explanation here", text)
    sheet.write_blank(row, _ANSWERED, None, _stamp_look(styles))
    for free_row in range(row + 1, last + 1):
        sheet.write_blank(free_row, 0, None, free)
        sheet.write_blank(free_row, _EXPLANATION, None, free)
        sheet.write_blank(free_row, _ANSWERED, None, _stamp_look(styles))
    return last


def _stamp_look(styles: Styles) -> Format:
    """Leave the column open in every row: the button writes it as one block."""
    return styles.custom({"locked": False, "valign": "top", "font_size": 9, "num_format": "@"})


def _mark_states(writer: SheetWriter, styles: Styles, last: int) -> None:
    looks = {
        "MUST FIX": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
        "EXPLAIN": {"bg_color": "#FFE699", "font_color": "#7F4F00"},
        "NOTE": {"bg_color": "#DDEBF7", "font_color": "#1F3864"},
    }
    for word, look in looks.items():
        writer.worksheet.conditional_format(
            _FIRST_ROW,
            _STATE,
            last,
            _STATE,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": styles.conditional(look),
            },
        )
