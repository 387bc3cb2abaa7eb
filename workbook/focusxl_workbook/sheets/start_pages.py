"""The pages on Start, one a row: how much is filled in, what is open, and the state in words.

All of it is formulas over the sheets Fingerprint and Checks, so that it is right in any spreadsheet
program and without a validation. What depends on checks is written as array formulas, since
LibreOffice computes those anew when it opens a workbook, as it does the checks. A number that is
not known is not zero: while checks have no result, nothing is said of what must be fixed.
"""

from __future__ import annotations

from collections.abc import Mapping

from focusxl.checks.state import STATE_WORDS
from focusxl.checks.validation_line import VERDICT_WORDS
from focusxl.files.openxml.addresses import absolute, absolute_area, cell_address
from focusxl.files.pages.styles import Properties
from focusxl.files.pages.text_width import wrapped
from focusxl.files.template.check_filter import OPEN
from focusxl.files.template.names import (
    CHECK_OPEN,
    FINGERPRINT_SHEET,
    Flavour,
    box_name,
    nothing_name,
    translator,
)
from focusxl.filings.filing import NOTHING_TO_REPORT
from focusxl.forms.model import Page
from focusxl.formulas import Formula
from focusxl.text import quoted
from focusxl_workbook.sheets.fingerprint_sheet import INPUT_NUMBERS, INPUT_PAGES
from focusxl_workbook.sheets.page_states import (
    DONE,
    FILLED_IN,
    MUST_FIX,
    NOT_CHECKED,
    NOT_FOR_THIS_FIRM,
    NOT_STARTED,
    OPEN_FIRST,
    TO_EXPLAIN,
    Kinds,
    PageState,
    Progress,
)
from focusxl_workbook.sheets.start_counts import WITHOUT_RESULT
from focusxl_workbook.sheets.start_parts import (
    BLUE,
    FIRST,
    GREEN,
    GREY,
    LAST,
    LINK,
    MIDDLE,
    PALE,
    RED,
    REMARK,
    SHEET,
    STATE,
    TO_FIX,
    YELLOW,
    Start,
)
from focusxl_workbook.sheets.start_parts import TO_EXPLAIN as TO_EXPLAIN_COLUMN

KIND, KNOWN, NOT_KNOWN = "kind_of_firm", "Known", "Not known yet"
"""The name of the cell that says whether the filer type is known, and what it says."""
_NAMES, _STATES, _NEXT = "page_name_list", "page_state_list", "next_open_page"
_NOT_COUNTED = "?"
_WIDTH_OF_TITLE, _POINTS_OF_TITLE = 390, 9
"""How many pixels of the last column a title has, and its type."""
_NEXT_HEADING, _NEXT_PLACE = (4, 10), (5, 10)
"""The cells of the sheet Fingerprint in which the next open page is found."""
_LOOKS: Mapping[str, Properties] = {
    MUST_FIX: RED,
    TO_EXPLAIN: YELLOW,
    FILLED_IN: GREEN,
    NOTHING_TO_REPORT: BLUE,
    NOT_FOR_THIS_FIRM: {"font_color": "#808080"},
}
_HEADINGS = (
    "Page (a click leads there)",
    "Nothing to report?",
    "Filled in",
    "Must fix",
    "To explain",
    "State",
    "Title",
)


def write_kind_of_firm(start: Start, row: int, now: Progress, first: int) -> None:
    """Write whether the filer type is known; `first` is the row of the first page."""
    kinds = Kinds(start.edition)
    if not kinds.marked:
        return
    cover = start.edition.pages[0].sheet
    sheet = start.writer.worksheet
    sheet.set_row(row, 26)
    asked = f"Which kind of firm is it? Marked on the page {cover}, at its top."
    link = start.styles.custom({**LINK, "text_wrap": True})
    sheet.write_url(row, FIRST, f"internal:{quoted(cover)}!A1", link, string=asked)
    look = start.styles.styled("Check Cell", {"align": "center"})
    theirs = [
        cell_address(first + place, REMARK)
        for place, state in enumerate(now.states)
        if kinds.is_of_marked_only(state.page)
    ]
    marked = ",".join(_holds(start, one, "FALSE") for one in kinds.marked.values())
    answered = ",".join(_holds(start, one, "FALSE") for one in kinds.answered.values())
    none_of_theirs = f"SUM({','.join(theirs)})=0" if theirs else "TRUE"
    alone = f"AND(OR({answered}),{none_of_theirs})" if answered else "FALSE"
    formula = f'=IF(OR({marked}),"{KNOWN}",IF({alone},"{KNOWN}","{NOT_KNOWN}"))'
    shown = KNOWN if now.is_kind_known else NOT_KNOWN
    start.writer.formula(row, MIDDLE, formula, look, shown)
    start.name(KIND, row, MIDDLE)
    remark = "It decides which pages the firm reports. While it is not known, every page counts."
    start.remark(row, remark)


def write_progress(start: Start, row: int, now: Progress) -> int:
    """Write the share of pages that are done, and a link to the next one with something to do."""
    sheet = start.writer.worksheet
    caption: Properties = {"bold": True}
    asked, done = f"(ROWS({_STATES})-{_count(NOT_FOR_THIS_FIRM)})", "+".join(map(_count, DONE))
    sheet.set_row(row, 21)
    start.text(row, FIRST, "How far along", caption)
    per_cent = start.styles.custom(
        {"num_format": "0%", "bold": True, "align": "center", "border": 1, "font_size": 12, **BLUE}
    )
    share = now.done / now.asked if now.asked else 0.0
    formula = f"=IF({asked}=0,0,({done})/{asked})"
    start.writer.row_formula(row, MIDDLE, formula, [per_cent], [share])
    start.name("progress", row, MIDDLE)
    whole: Properties = {"type": "cell", "criteria": ">=", "value": 1}
    whole["format"] = start.styles.conditional(GREEN)
    sheet.conditional_format(row, MIDDLE, row, MIDDLE, whole)
    formula = f'={done}&" of "&{asked}&" pages done"' + "".join(
        f'&IF({_count(word)}=0,"","; "&{_count(word)}&" {text}")'
        for word, text in _IN_PROGRESS.items()
    )
    said = f"{now.done} of {now.asked} pages done" + "".join(
        f"; {now.counts[word]} {text}" for word, text in _IN_PROGRESS.items() if now.counts[word]
    )
    look = start.styles.custom({"indent": 1})
    start.writer.row_formula(row, REMARK, formula, [look], [said])
    return _write_next(start, row + 1, now)


_IN_PROGRESS = {
    MUST_FIX: "to be fixed",
    NOT_STARTED: "not started",
    TO_EXPLAIN: "to be explained",
    NOT_CHECKED: "filled in and not checked",
    NOT_FOR_THIS_FIRM: "not for this firm",
}


def _write_next(start: Start, row: int, now: Progress) -> int:
    sheet = start.writer.worksheet
    sheet.set_row(row, 21)
    start.text(row, FIRST, "What next", {"bold": True})
    place = "0"
    for word in reversed(OPEN_FIRST):
        place = f'IFERROR(MATCH("{word}",{_STATES},0),{place})'
    plain = start.styles.custom({})
    start.behind.worksheet.write_string(*_NEXT_HEADING, "Next open page", plain)
    start.behind.row_formula(*_NEXT_PLACE, f"={place}", [plain], [float(now.next_open)])
    start.workbook.define_name(_NEXT, absolute(FINGERPRINT_SHEET, *_NEXT_PLACE))
    name, state = (f"INDEX({listed},MAX(1,{_NEXT}))" for listed in (_NAMES, _STATES))
    page = f'HYPERLINK("#\'"&{name}&"\'!A1",{state}&": "&{name})'
    button = _VALIDATE[start.flavour]
    export = _EXPORT[start.flavour]
    then = f'IF(verdict="{VERDICT_WORDS["ready"]}","{export}","{button}")'
    unchecked = f'IF({_count(NOT_CHECKED)}>0,"{_NO_RESULT}",{then})'
    formula = f"=IF({_NEXT}>0,{page},{unchecked})"
    said = button
    if now.next_open:
        found = now.states[now.next_open - 1]
        said = f"{found.word}: {found.page.sheet}"
    look = start.styles.custom({**LINK, "bold": True, "font_size": 11, "align": "left"})
    start.writer.row_formula(row, MIDDLE, formula, [look], [said])
    start.name("what_next", row, MIDDLE)
    return row + 1


_VALIDATE: Mapping[Flavour, str] = {
    "udf": "Every page is done: press Validate.",
    "native": "Every page is done: save, and run focusxl validate with this file.",
}
_EXPORT: Mapping[Flavour, str] = {
    "udf": "Ready to file: press Validate and export.",
    "native": "Ready to file: save, and run focusxl export with this file.",
}
_NO_RESULT = "Some checks have no result: see “Checks without a result” in step 3."


def _count(word: str) -> str:
    return f'COUNTIF({_STATES},"{word}")'


def write_pages(start: Start, row: int, now: Progress) -> int:
    """Write a row for each page of the workbook, below the headings."""
    sheet = start.writer.worksheet
    sheet.set_row(row, 17)
    for column, heading in enumerate(_HEADINGS, start=FIRST):
        middle = "left" if column in (FIRST, LAST) else "center"
        look: Properties = {"bold": True, "bg_color": "#E8EDF5", "bottom": 1, "align": middle}
        sheet.write_string(row, column, heading, start.styles.custom(look))
    first = row + 1
    rows = {state.page.id: first + place for place, state in enumerate(now.states)}
    for state in now.states:
        _write_page(start, rows, state)
    last = first + len(now.states) - 1
    for name, column in ((_NAMES, FIRST), (_STATES, STATE)):
        start.workbook.define_name(name, absolute_area(SHEET, first, column, last, column))
    _colour(start, first, last)
    return last + 2


def _colour(start: Start, first: int, last: int) -> None:
    start.colours((first, STATE, last, STATE), f"${cell_address(first, STATE)}", _LOOKS)
    for column, look in ((TO_FIX, RED), (TO_EXPLAIN_COLUMN, YELLOW)):
        rule = {
            "type": "formula",
            "criteria": f"=N({cell_address(first, column)})>0",
            "format": start.styles.conditional({**look, "bold": True}),
        }
        start.writer.worksheet.conditional_format(first, column, last, column, rule)


def _write_page(start: Start, rows: Mapping[str, int], state: PageState) -> None:
    sheet, page, row = start.writer.worksheet, state.page, rows[state.page.id]
    rule: Properties = {"bottom": 4, "bottom_color": "#BFBFBF"}
    target = f"internal:{quoted(page.sheet)}!A1"
    link = start.styles.custom({**LINK, **rule})
    sheet.write_url(row, FIRST, target, link, string=page.sheet)
    number = start.edition.pages.index(page) + 1
    title = f"Page {number}: {page.title}"
    small: Properties = {**rule, "font_size": _POINTS_OF_TITLE, "font_color": GREY, "indent": 1}
    start.text(row, LAST, title, small)
    lines = len(wrapped(title, _WIDTH_OF_TITLE, _POINTS_OF_TITLE))
    sheet.set_row(row, 16.0 if lines == 1 else 12.5 * lines)
    _write_answer(start, row, page, rule)
    middle: Properties = {**rule, "align": "center"}
    filled = start.styles.custom({**middle, "num_format": f'0 "of {state.inputs}"'})
    name, holds = (f"${cell_address(row, column)}" for column in (FIRST, REMARK))
    formula = f'=COUNTIFS({INPUT_PAGES},{name},{INPUT_NUMBERS},"<>0")'
    start.writer.formula(row, REMARK, formula, filled, float(state.filled))
    look = start.styles.custom(middle)
    blank = "+".join(f'IFERROR(({box_name(number)}="")*1,0)' for number in page.required)
    required = f"+IF({holds}>0,{blank},0)" if blank else ""
    counted = {
        TO_FIX: (f'"{STATE_WORDS["must-fix"]}"){required}', state.must_fix),
        TO_EXPLAIN_COLUMN: (
            f'"{STATE_WORDS["explain"]}",{CHECK_OPEN},"{OPEN}")',
            state.explain,
        ),
    }
    for column, (criteria, value) in counted.items():
        count = f"COUNTIFS(check_page_list,{name},check_state_list,{criteria}"
        formula = f'=IF({WITHOUT_RESULT}>0,"{_NOT_COUNTED}",{count})'
        start.writer.row_formula(row, column, formula, [look], [float(value)])
    shown = start.styles.custom({**middle, **PALE})
    formula = _state_formula(start, rows, page)
    start.writer.row_formula(row, STATE, formula, [shown], [state.word])


def _state_formula(start: Start, rows: Mapping[str, int], page: Page) -> str:
    row = rows[page.id]
    answer, holds, fix, explain = (
        f"${cell_address(row, column)}" for column in (MIDDLE, REMARK, TO_FIX, TO_EXPLAIN_COLUMN)
    )
    nothing = f'TRIM({answer})="{NOTHING_TO_REPORT}"'
    blank = f'IF({nothing},IF(N({fix})>0,"{MUST_FIX}","{NOTHING_TO_REPORT}"),"{NOT_STARTED}")'
    for_others = _for_others(start, rows, page)
    if for_others:
        blank = f'IF({for_others},"{NOT_FOR_THIS_FIRM}",{blank})'
    begun = (
        f'IF({nothing},"{MUST_FIX}",IF(ISTEXT({fix}),"{NOT_CHECKED}",IF({fix}>0,"{MUST_FIX}",'
        f'IF({explain}>0,"{TO_EXPLAIN}","{FILLED_IN}"))))'
    )
    return f"=IF({holds}=0,{blank},{begun})"


def _for_others(start: Start, rows: Mapping[str, int], page: Page) -> str:
    """Write the condition on which the firm does not report a page that is blank, if there is."""
    conditions = []
    of_page = Kinds(start.edition).conditions(page)
    if of_page:
        theirs = ",".join(_holds(start, one, "TRUE") for one in of_page)
        conditions.append(f'IF({KIND}="{KNOWN}",NOT(OR({theirs})),FALSE)')
    if page.instead_of is not None and page.instead_of in rows:
        conditions.append(f"${cell_address(rows[page.instead_of], REMARK)}>0")
    return f"OR({','.join(conditions)})" if len(conditions) > 1 else "".join(conditions)


def _holds(start: Start, condition: Formula, otherwise: str) -> str:
    """Write a condition of a filer type, with what counts where it is not known."""
    return f"IFERROR({translator(start.edition).condition(condition.tree)},{otherwise})"


def _write_answer(start: Start, row: int, page: Page, rule: Properties) -> None:
    sheet = start.writer.worksheet
    if page.always_reported:
        look: Properties = {**rule, "align": "center", "font_color": "#7F7F7F", "font_size": 9}
        start.text(row, MIDDLE, "always reported", look)
        return
    answer = start.styles.styled("Input", {"locked": False, "align": "center", "num_format": "@"})
    sheet.write_blank(row, MIDDLE, None, answer)
    start.name(nothing_name(page.id), row, MIDDLE)
    sheet.data_validation(
        row,
        MIDDLE,
        row,
        MIDDLE,
        {
            "validate": "list",
            "source": [NOTHING_TO_REPORT],
            "input_title": "Nothing to report?",
            "input_message": "Choose it where this page stays blank because the firm has nothing"
            " to report on it. Otherwise leave the cell empty.",
            "error_title": "Not an answer",
            "error_message": f"Choose “{NOTHING_TO_REPORT}”, or clear the cell.",
        },
    )
