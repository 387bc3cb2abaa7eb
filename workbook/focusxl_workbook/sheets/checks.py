"""The sheet Checks: every check with its state in words, both sides, and room to explain.

Page by page, and filtered to what is open. A filter does not follow the states by itself: the
button applies it again, and the line above the headings says how many open checks it hides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from focusxl.checks.state import HOLDS, NOTHING_ENTERED, STATE_WORDS
from focusxl.files.openxml.addresses import absolute_area, cell_address
from focusxl.files.pages.drawing import set_up_list
from focusxl.files.pages.styles import AMOUNT_FORMAT, DATE_FORMAT, Properties, Styles
from focusxl.files.pages.text_width import broken, column_pixels
from focusxl.files.template.check_filter import ANSWERED, FREE_ROW, OPEN, SHOWN
from focusxl.files.template.names import (
    CHECK_OPEN,
    Flavour,
    compares_dates,
    native_check_formulas,
    udf_check_formula,
)
from focusxl.filings.computation import Computation
from focusxl.forms.edition import Edition
from focusxl.forms.general_checks import explanation_rule
from focusxl.forms.model import CheckClass
from focusxl.forms.rule_table import Rule
from focusxl.text import quoted
from focusxl_workbook.sheets.check_rows import check_row, is_answered
from focusxl_workbook.sheets.check_words import as_formula, in_words
from focusxl_workbook.sheets.sheet_writer import SheetWriter, StoredValue

SHEET = "Checks"
CLASS_WORDS: dict[CheckClass, str] = {
    "must-fix": "Must fix",
    "explain": "Explain",
    "note": "Note",
}

_HEADINGS = (
    ("Check", 12),
    ("Class", 8),
    ("Page", 14),
    ("Box", 7.5),
    ("The check in words", 46),
    ("State", 14),
    ("This side", 15),
    ("Other side", 15),
    ("Difference", 12.5),
    ("Open", 9),
    ("Explanation by the filer", 27),
    ("Answered for (this side against other side)", 30),
    ("Source", 90),
    ("As a formula", 90),
    ("Within", 8),
)
_PAGE, _WORDS, _STATE, _OPEN, _EXPLANATION, _ANSWERED, _SOURCE, _FORMULA, _WITHIN = (
    *(2, 4, 5, 9, 10, 11, 12, 13, 14),
)
_LAST_PRINTED = _EXPLANATION
"""The rest is for the screen: printed, what is left is 7 points high on one page's width."""
LINKED: Properties = {"font_color": "#1F4E9E", "underline": 1}
"""How a link looks."""
STATE_LOOKS: dict[str, Properties] = {
    "MUST FIX": {"bg_color": "#F8CBAD", "font_color": "#9C0006"},
    "EXPLAIN": {"bg_color": "#FFE699", "font_color": "#7F4F00"},
    "NOTE": {"bg_color": "#DDEBF7", "font_color": "#1F3864"},
}
_BAND = {"bg_color": "#F4F7FB"}
_FIRST_OF_PAGE = {"top": 1, "top_color": "#7F7F7F"}
_FIRST_ROW = 5
_ROWS_FOR_OTHERS = 60
"""As many as amounts may move by a factor in one month."""
_NONE_OPEN = "No check is open."
_LINE, _AROUND_LINES = 12.75, 3.0
_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a check: where it stands, and how its page is told from the next."""

    number: int
    rule: Rule
    page: str
    look: Properties


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
    rows = list(_rows(rules))
    opens: list[bool] = []
    for row in rows:
        values = check_row(computation, row.rule)
        opens.append(_write_open(writer, styles, row, values[0], computation))
        _write_rule(writer, styles, row, places, is_hidden=not opens[-1])
        _write_state(writer, styles, row, edition, flavour, values)
    last = _write_rows_for_others(writer, styles, _FIRST_ROW + len(rows))
    for name, column in (
        ("check_id_list", 0),
        ("check_page_list", _PAGE),
        ("check_state_list", _STATE),
        (CHECK_OPEN, _OPEN),
        ("check_explanation_list", _EXPLANATION),
        ("check_answered_list", _ANSWERED),
    ):
        workbook.define_name(name, absolute_area(SHEET, _FIRST_ROW, column, last, column))
    _mark_states(writer, styles, last)
    _write_hidden_count(writer, styles, is_any_open=any(opens))
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.autofilter(_FIRST_ROW - 1, 0, last, len(_HEADINGS) - 1)
    sheet.filter_column_list(_OPEN, list(SHOWN))
    set_up_list(sheet, _FIRST_ROW - 1)
    sheet.print_area(_FIRST_ROW - 1, 0, last, _LAST_PRINTED)


def _rows(rules: Sequence[tuple[str, Rule]]) -> Iterator[_Row]:
    """Give the rows page by page, every second page on a band."""
    is_banded, before = True, None
    for number, (page, rule) in enumerate(rules, start=_FIRST_ROW):
        first = page != before
        is_banded, before = is_banded != first, page
        yield _Row(
            number,
            rule,
            page,
            {"valign": "top", **(_BAND if is_banded else {}), **(_FIRST_OF_PAGE if first else {})},
        )


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
            "Every check of the form, page by page, with its state now. MUST FIX blocks the filing;"
            " EXPLAIN blocks it until it is answered, here in column K or beside its finding on the"
            " sheet Findings; NOTE informs. What a check says holds where its state is one of these"
            " three.",
            "Listed is what was open when the workbook was made or last validated. To list every"
            " check: the arrow of the heading “Open”, then Select All. A click on a box number"
            " jumps there.",
        ),
        start=1,
    ):
        wrapped = styles.custom({"text_wrap": True, "valign": "top"})
        sheet.merge_range(row, 0, row, _LAST_PRINTED, text, wrapped)
        sheet.set_row(row, 2 * _LINE + _AROUND_LINES)
    look = {"bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#E8EDF5"}
    head = styles.custom(look)
    right = styles.custom({**look, "align": "right"})
    centred = styles.custom({**look, "align": "center"})
    for column, (heading, width) in enumerate(_HEADINGS):
        sheet.set_column(column, column, width)
        aligned = right if _STATE < column < _OPEN else centred if column == _OPEN else head
        sheet.write_string(_FIRST_ROW - 1, column, heading, aligned)
    sheet.set_row(_FIRST_ROW - 1, 26)


def _write_open(
    writer: SheetWriter, styles: Styles, row: _Row, state: StoredValue, computation: Computation
) -> bool:
    """Write whether anything is still to be done about a check, and tell whether it is."""
    needed = explanation_rule()
    explained = f"TRIM(${cell_address(row.number, _EXPLANATION)})"
    blanks = f'LEN({explained})-LEN(SUBSTITUTE({explained}," ",""))'
    answered = f"AND(LEN({explained})>={needed.characters},{blanks}>={needed.words - 1})"
    not_settled = f'IF({answered},"{ANSWERED}","{OPEN}")'
    state_now = f"${cell_address(row.number, _STATE)}"
    if row.rule.check_class == "explain":
        not_settled = f'IF({state_now}="{STATE_WORDS["explain"]}",{not_settled},"{OPEN}")'
    else:
        not_settled = f'"{OPEN}"'
    settled = (HOLDS, NOTHING_ENTERED, STATE_WORDS["note"])
    is_settled = ",".join(f'{state_now}="{word}"' for word in settled)
    # A state that is an error, or a sentence on why there is none, is open: nobody knows.
    formula = f'=IFERROR(IF(OR({is_settled}),"",{not_settled}),"{OPEN}")'
    if state in settled:
        value = ""
    elif state == STATE_WORDS["explain"] and is_answered(computation.filing, row.rule):
        value = ANSWERED
    else:
        value = OPEN
    look = styles.custom({**row.look, "align": "center"})
    writer.formula(row.number, _OPEN, formula, look, value)
    return value == OPEN


def _write_rule(
    writer: SheetWriter,
    styles: Styles,
    row: _Row,
    places: Mapping[str, tuple[str, str]],
    *,
    is_hidden: bool,
) -> None:
    sheet, rule = writer.worksheet, row.rule
    plain = styles.custom(row.look)
    wrapped = styles.custom({**row.look, "text_wrap": True})
    link = styles.custom({**row.look, **LINKED, "align": "left"})
    linked_source = styles.custom({**row.look, **LINKED, "text_wrap": True})
    words, test, source = in_words(rule.message), as_formula(rule.test), "; ".join(rule.cite)
    sheet.write_string(row.number, 0, rule.id, plain)
    sheet.write_string(row.number, 1, CLASS_WORDS[rule.check_class], plain)
    sheet.write_string(row.number, _PAGE, row.page, wrapped)
    box = rule.box or ""
    target_sheet, target_cell = places[box]
    target = f"internal:{quoted(target_sheet)}!{target_cell}"
    sheet.write_url(row.number, 3, target, link, string=box)
    sheet.write_string(row.number, _WORDS, words, wrapped)
    sheet.write_string(row.number, _FORMULA, test, wrapped)
    sheet.write_number(row.number, _WITHIN, float(rule.tolerance), plain)
    lines = max(_lines(words, _WORDS), _lines(row.page, _PAGE))
    height = _LINE * min(lines, _MOST_LINES) + _AROUND_LINES
    sheet.set_row(row.number, height, None, {"hidden": is_hidden})
    if rule.check_class == "explain":
        explanation = styles.styled(
            "Input", {"locked": False, "text_wrap": True, "valign": "top", "num_format": "@"}
        )
        sheet.write_blank(row.number, _EXPLANATION, None, explanation)
    else:
        sheet.write_blank(row.number, _EXPLANATION, None, plain)
    sheet.write_blank(row.number, _ANSWERED, None, _stamp_look(styles, row.look))
    # A cell can link to one address only: that of the first source on the web.
    url = next((cited.url for cited in rule.cite if cited.url is not None), None)
    if url is None:
        sheet.write_string(row.number, _SOURCE, source, wrapped)
    else:
        sheet.write_url(row.number, _SOURCE, url, linked_source, string=source)


def _lines(text: str, column: int) -> int:
    return len(broken(text, column_pixels([_HEADINGS[column][1]]) - 6))


def _write_state(
    writer: SheetWriter,
    styles: Styles,
    row: _Row,
    edition: Edition,
    flavour: Flavour,
    values: list[StoredValue],
) -> None:
    state = styles.styled("Check Cell", {"valign": "top"})
    amount = styles.custom({**row.look, "num_format": AMOUNT_FORMAT})
    date = styles.custom({**row.look, "num_format": DATE_FORMAT, "align": "right"})
    side = date if compares_dates(edition, row.rule) else amount
    looks = [state, side, side, amount]
    if flavour == "udf":
        formula = udf_check_formula(edition, row.rule)
        writer.row_formula(row.number, _STATE, formula, looks, values)
        return
    state_formula, *sides = native_check_formulas(edition, row.rule)
    writer.formula(row.number, _STATE, state_formula, state, values[0])
    nothing = f'${cell_address(row.number, _STATE)}="{NOTHING_ENTERED}"'
    for offset, formula in enumerate(sides, start=1):
        if formula:
            shown = f'=IF({nothing},"",{formula.removeprefix("=")})'
            writer.formula(row.number, _STATE + offset, shown, looks[offset], values[offset])
        else:
            writer.worksheet.write_blank(row.number, _STATE + offset, None, looks[offset])


def _write_rows_for_others(writer: SheetWriter, styles: Styles, row: int) -> int:
    """Leave rows in which the filer explains findings without a row of their own."""
    sheet = writer.worksheet
    free = styles.styled("Input", {"locked": False, "num_format": "@", "text_wrap": True})
    text, centred = styles.custom({"italic": True}), styles.custom({"align": "center"})
    last = row + _ROWS_FOR_OTHERS
    sheet.write_string(
        row, _WORDS, "Other findings to explain: their id from validation at the left,", text
    )
    sheet.write_string(row, _OPEN, FREE_ROW, centred)
    sheet.write_string(row, _EXPLANATION, "and the explanation here", text)
    sheet.write_blank(row, _ANSWERED, None, _stamp_look(styles))
    for free_row in range(row + 1, last + 1):
        sheet.write_blank(free_row, 0, None, free)
        # The filter leaves these rows alone, also where a program adds them to its area.
        sheet.write_string(free_row, _OPEN, FREE_ROW, centred)
        sheet.write_blank(free_row, _EXPLANATION, None, free)
        sheet.write_blank(free_row, _ANSWERED, None, _stamp_look(styles))
    return last


def _stamp_look(styles: Styles, look: Properties | None = None) -> Format:
    """Leave the column open in every row: the button writes it as one block."""
    usual = {"locked": False, "valign": "top", "font_size": 9, "num_format": "@"}
    return styles.custom({**(look or {}), **usual})


def _write_hidden_count(writer: SheetWriter, styles: Styles, *, is_any_open: bool) -> None:
    """Say above the headings how many open checks are hidden, which a filter does not follow."""
    is_open = f'({CHECK_OPEN}="{OPEN}")'
    first = f"${cell_address(_FIRST_ROW, _OPEN)}"
    each = f"OFFSET({first},ROW({CHECK_OPEN})-ROW({first}),0)"
    # A row that is hidden, by a filter or by hand, is not counted by function 103.
    hidden = f"SUMPRODUCT({is_open}*(1-SUBTOTAL(103,{each})))"
    say = '" open, but hidden. Press Validate, or choose Open again in the list of that arrow."'
    none = f'IF(COUNTIF({CHECK_OPEN},"{OPEN}")=0,"{_NONE_OPEN}","")'
    look = styles.custom({"bold": True, "font_color": "#9C0006"})
    value = "" if is_any_open else _NONE_OPEN
    formula = f"=IF({hidden}=0,{none},{hidden}&{say})"
    writer.formula(_FIRST_ROW - 2, 0, formula, look, value)


def _mark_states(writer: SheetWriter, styles: Styles, last: int) -> None:
    for word, look in STATE_LOOKS.items():
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
