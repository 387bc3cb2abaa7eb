"""The sheets Mapping and Balances: which accounts go into which box, and what was loaded."""

from __future__ import annotations

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.files.openxml.addresses import absolute, absolute_area
from focusxl.files.pages.drawing import set_up_list
from focusxl.files.pages.styles import DATE_FORMAT, Properties, Styles
from focusxl.files.template.ledger_names import (
    ADJUSTED_BOX,
    ADJUSTED_WHY,
    ADJUSTMENTS_NAME,
    BALANCES_NAME,
    BALANCES_SHEET,
    DIGEST_NAME,
    FILE_NAME,
    FIRST_ADJUSTMENT_ROW,
    FIRST_BALANCE_ROW,
    FIRST_RULE_ROW,
    GOES_TO,
    LAST_ADJUSTMENT_ROW,
    LAST_BALANCE_ROW,
    LAST_RULE_ROW,
    LOADED_NAME,
    MAPPING_COLUMNS,
    MAPPING_NAME,
    MAPPING_SHEET,
    NUMBER,
    PERIOD_NAME,
    SHA256_NAME,
)
from focusxl.files.template.ledger_sheets import total_of_balances
from focusxl.filings.ledger.ledger import Ledger
from focusxl_workbook.sheets.sheet_writer import SheetWriter

_ROWS_SHOWN = 40
_PRINTED_AT = 80
"""Per cent: as large as the table of the mapping can be on one page's width."""
CENTS_FORMAT = "#,##0.00_);(#,##0.00)"
_HEAD: Properties = {
    "bold": True,
    "text_wrap": True,
    "bottom": 2,
    "bg_color": "#E8EDF5",
    "valign": "vcenter",
}
_OF_MAPPING = (
    ("Account", 16, "One account, a range 1000-1019, or a pattern 10*."),
    ("Description", 62, "For you; nothing depends on it."),
    ("Box", 9, "The box it goes into. Empty: left out on purpose."),
    ("Sign", 7, "1: a debit is positive. -1: a credit is positive."),
    ("When", 9, "any, debit (only a debit balance) or credit."),
    ("Proposed box", 46, "By the description. Never used until you enter it under Box."),
)
_OF_ADJUSTMENTS = (("Box", 9), ("Adjustment", 18), ("Reason", 48))
_SENTENCES_OF_MAPPING = (
    "Which accounts go into which box, kept from month to month. Load the balances to use it.",
    "An account goes into the box of every row that names it. A row without a box leaves its",
    "accounts out on purpose, before any row that names more accounts than it does.",
    "Sign 1: a debit balance is positive in the box; -1: a credit balance is. For an account with",
    "its debit balance in one box and its credit balance in another, enter two rows.",
)
_OF_BALANCES = (
    ("Account", 16),
    ("Description", 62),
    ("Balance", 20),
    ("Period before", 20),
    ("Goes to box", 40),
)
_SENTENCES_OF_BALANCES = (
    "The trial balance that was loaded. Debits are positive, credits in parentheses. The boxes it"
    " goes into are formulas over these cells.",
    "There is nothing to fill in here: load the balances again where one has changed. “[200] +”"
    " says: into box 200, a debit positive; with “-”, a credit positive.",
)
_FILE_ROW, _SHA256_ROW, _DIGEST_ROW, _LOADED_ROW, _PERIOD_ROW, _TOTAL_ROW = 3, 4, 5, 6, 7, 8
_FACTS = (
    (_FILE_ROW, "File", FILE_NAME),
    (_SHA256_ROW, "SHA-256 of the file", SHA256_NAME),
    (_DIGEST_ROW, "Digest of the accounts", DIGEST_NAME),
    (_LOADED_ROW, "Loaded", LOADED_NAME),
    (_PERIOD_ROW, "For the period that ended on", PERIOD_NAME),
)


def write_mapping_sheet(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    """Write the empty sheet Mapping, and name its two tables."""
    _write_title(sheet, styles, "Mapping", _SENTENCES_OF_MAPPING, FIRST_RULE_ROW - 3)
    head, center = styles.custom(_HEAD), styles.custom({**_HEAD, "align": "center"})
    text = styles.styled("Input", {"locked": False, "num_format": "@", "align": "left"})
    number = styles.styled("Input", {"locked": False, "num_format": "General", "align": "center"})
    proposal = styles.custom({"locked": False, "num_format": "@", "font_color": "#7F7F7F"})
    middle = styles.styled("Input", {"locked": False, "num_format": "@", "align": "center"})
    looks = (text, text, middle, number, middle, proposal)
    for column, (heading, width, hint) in enumerate(_OF_MAPPING):
        sheet.set_column(column, column, width, looks[column])
        is_centered = looks[column] in (middle, number)
        sheet.write_string(FIRST_RULE_ROW - 2, column, heading, center if is_centered else head)
        _hint(sheet, FIRST_RULE_ROW - 1, LAST_RULE_ROW - 1, column, heading, hint)
    free = styles.custom({"locked": False})
    sheet.set_column(len(_OF_MAPPING), ADJUSTED_BOX - 2, 3, free)
    amount = styles.styled("Input", {"locked": False, "num_format": CENTS_FORMAT})
    right = styles.custom({**_HEAD, "align": "right"})
    # Yellow as far as they are usually filled in: more would be printed, page after page.
    free_text: Properties = {"locked": False, "num_format": "@", "align": "left", "indent": 1}
    reason, open_text = styles.styled("Input", free_text), styles.custom(free_text)
    open_box = styles.custom({"locked": False, "num_format": "@", "align": "center"})
    open_amount = styles.custom({"locked": False, "num_format": CENTS_FORMAT})
    of_adjustments = (
        (middle, open_box, center),
        (amount, open_amount, right),
        (reason, open_text, styles.custom({**_HEAD, "indent": 1})),
    )
    sheet.write_string(
        FIRST_ADJUSTMENT_ROW - 3,
        ADJUSTED_BOX - 1,
        "Adjustments: what goes into a box beside its accounts, and why",
        styles.custom({"bold": True}),
    )
    for offset, (heading, width) in enumerate(_OF_ADJUSTMENTS):
        column = ADJUSTED_BOX - 1 + offset
        look, plain, heading_look = of_adjustments[offset]
        sheet.set_column(column, column, width, plain)
        sheet.write_string(FIRST_ADJUSTMENT_ROW - 2, column, heading, heading_look)
        for row in range(FIRST_ADJUSTMENT_ROW - 1, FIRST_ADJUSTMENT_ROW - 1 + _ROWS_SHOWN):
            sheet.write_blank(row, column, None, look)
    sheet.set_row(FIRST_RULE_ROW - 2, 26)
    mapping = FIRST_RULE_ROW - 1, 0, LAST_RULE_ROW - 1, len(_OF_MAPPING) - 1
    workbook.define_name(MAPPING_NAME, absolute_area(MAPPING_SHEET, *mapping))
    adjusted = FIRST_ADJUSTMENT_ROW - 1, ADJUSTED_BOX - 1, LAST_ADJUSTMENT_ROW - 1, ADJUSTED_WHY - 1
    workbook.define_name(ADJUSTMENTS_NAME, absolute_area(MAPPING_SHEET, *adjusted))
    _mark_rows(sheet, styles, mapping)
    sheet.freeze_panes(FIRST_RULE_ROW - 1, 0)
    set_up_list(sheet, FIRST_RULE_ROW - 2)
    # Each table on pages of its own: fitted to one page, both would be too small to read.
    sheet.set_print_scale(_PRINTED_AT)
    sheet.set_v_pagebreaks([ADJUSTED_BOX - 1])


def _mark_rows(sheet: Worksheet, styles: Styles, area: tuple[int, int, int, int]) -> None:
    """Show which rows leave their accounts out, and which wait for a box."""
    account, box, proposal = (f"${letter}{FIRST_RULE_ROW}" for letter in ("A", "C", "F"))
    blank = f'AND(TRIM({account}&"")<>"",TRIM({box}&"")="",TRIM({proposal}&"")'
    for condition, look in (
        (f'={blank}="")', {"font_color": "#7F7F7F", "italic": True, "bg_color": "#EDEDED"}),
        (f'={blank}<>"")', {"bg_color": "#FFE699"}),
    ):
        rule = {"type": "formula", "criteria": condition, "format": styles.conditional(look)}
        sheet.conditional_format(*area, rule)


def _hint(sheet: Worksheet, first: int, last: int, column: int, heading: str, hint: str) -> None:
    rule: dict[str, object] = {"validate": "any", "input_title": heading, "input_message": hint}
    if column == MAPPING_COLUMNS["when"] - 1:
        rule |= {
            "validate": "list",
            "source": ["any", "debit", "credit"],
            "error_title": "Not a side",
            "error_message": "Enter any, debit or credit.",
        }
    if column == MAPPING_COLUMNS["sign"] - 1:
        rule |= {
            "validate": "list",
            "source": ["1", "-1"],
            "error_title": "Not a sign",
            "error_message": "Enter 1 or -1.",
        }
    sheet.data_validation(first, column, last, column, rule)


def write_balances_sheet(
    workbook: Workbook, writer: SheetWriter, styles: Styles, ledger: Ledger | None
) -> None:
    """Write the sheet Balances without its accounts, which are filled in when they are loaded."""
    sheet = writer.worksheet
    _write_title(sheet, styles, "Balances", _SENTENCES_OF_BALANCES, FIRST_BALANCE_ROW - 3)
    text = styles.custom({"num_format": "@", "align": "left"})
    amount = styles.custom({"num_format": CENTS_FORMAT})
    goes = styles.custom({"num_format": "@", "align": "left", "indent": 1})
    looks = (text, text, amount, amount, goes)
    head, right = styles.custom(_HEAD), styles.custom({**_HEAD, "align": "right"})
    indented = styles.custom({**_HEAD, "indent": 1})
    headings = {amount: right, goes: indented}
    for column, (heading, width) in enumerate(_OF_BALANCES):
        sheet.set_column(column, column, width, looks[column])
        look = headings.get(looks[column], head)
        sheet.write_string(FIRST_BALANCE_ROW - 2, column, heading, look)
    bold = styles.custom({"bold": True})
    date = styles.custom({"num_format": DATE_FORMAT, "align": "left"})
    for row, caption, name in _FACTS:
        sheet.write_string(row, 0, caption, bold)
        sheet.write_blank(row, 2, None, date if name == PERIOD_NAME else text)
        workbook.define_name(name, absolute(BALANCES_SHEET, row, 2))
    sheet.write_string(_TOTAL_ROW, 0, "Sum of all balances, which must be zero", bold)
    total = 0.0 if ledger is None else float(ledger.total)
    look = styles.styled("Calculation", {"num_format": CENTS_FORMAT, "align": "left"})
    writer.formula(_TOTAL_ROW, 2, total_of_balances(), look, total)
    area = FIRST_BALANCE_ROW - 1, NUMBER - 1, LAST_BALANCE_ROW - 1, GOES_TO - 1
    workbook.define_name(BALANCES_NAME, absolute_area(BALANCES_SHEET, *area))
    wrong = {"type": "cell", "criteria": "!=", "value": 0}
    red = styles.conditional({"bg_color": "#F8CBAD", "font_color": "#9C0006"})
    sheet.conditional_format(_TOTAL_ROW, 2, _TOTAL_ROW, 2, {**wrong, "format": red})
    sheet.freeze_panes(FIRST_BALANCE_ROW - 1, 2)
    sheet.autofilter(FIRST_BALANCE_ROW - 2, 0, LAST_BALANCE_ROW - 1, GOES_TO - 1)
    set_up_list(sheet, FIRST_BALANCE_ROW - 2)


def _write_title(
    sheet: Worksheet, styles: Styles, title: str, sentences: tuple[str, ...], last: int
) -> None:
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title, styles.role("heading"))
    # A row without a look of its own would have the columns': those of inputs.
    plain = styles.custom({})
    for row in range(last + 1):
        sheet.set_row(row, 22 if row == 0 else None, plain)
    for row, sentence in enumerate(sentences, start=1):
        sheet.write_string(row, 0, sentence, plain)
