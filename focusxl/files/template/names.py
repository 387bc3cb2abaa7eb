"""The defined names of a workbook, and the formulas of its totals and checks.

The builder writes these texts, and the reader compares a workbook with them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from focusxl.amounts import EXCEL_EPOCH
from focusxl.checks.state import HOLDS, NOT_MADE, NOTHING_ENTERED, STATE_WORDS
from focusxl.files.template.native_formulas import Translator
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box
from focusxl.forms.rule_table import Rule
from focusxl.formulas.tree import BoxReference, Comparison, comparisons

Flavour = Literal["udf", "native"]
"""udf: totals are worksheet functions in Python; native: Excel's own formulas."""

LAST_VALIDATION = "last_validation"
"""Name of the cell with the last validation line; see `validation_line`."""
NEXT_STEP = "next_step"
"""Name of the cell in which the button writes its findings and the next step."""
FINGERPRINT_NOW = "fingerprint_now"
"""Name of the cell that shows the fingerprint of the present inputs."""
CHECK_OPEN = "check_open_list"
"""Name of the cells that say of each check whether it is open, by which its sheet is filtered."""
FINDING_LISTS = ("finding_checks", "finding_answers")
"""Names of the cells of the sheet Findings with the key of each finding, and the answer to it."""
FINGERPRINT_SHEET = "Fingerprint"
"""The sheet that lists every input: its name, and a formula that shows its value."""

EXPLANATION_SHEET = "Explanation"
"""The sheet that the command Explain this cell adds to a workbook, and writes anew each time."""
UNDO_SHEET = "Undo paste"
"""The sheet that the command Paste into inputs adds: what stood in the cells before."""
EXPLANATION_TITLE, UNDO_TITLE = (
    "Why box ",
    "What stood in the cells before the last Paste into inputs",
)
"""How the first cells of these sheets begin; a sheet of the user's own may have the same name."""
ADDED_SHEETS = {EXPLANATION_SHEET: EXPLANATION_TITLE, UNDO_SHEET: UNDO_TITLE}
"""The sheets that an open workbook may have and its file not yet."""


def box_name(number: str) -> str:
    """Give the defined name of a box's cell (``BOX7010`` would itself be a cell address)."""
    return f"box_{number}"


def again_name(page: int, number: str) -> str:
    """Give the defined name of the cell that repeats a box on a page that is not its home."""
    return f"again_{page}_{number}"


def again_formula(number: str) -> str:
    """Give the formula of a cell that repeats a box; blank where the box is."""
    return f'=IF({box_name(number)}="","",{box_name(number)})'


def fact_name(fact: str) -> str:
    """Give the defined name of the cell with the answer to a fact, Yes or No."""
    return f"fact_{fact}"


def nothing_name(page: str) -> str:
    """Give the defined name of the cell that answers “Nothing to report” for a page."""
    return f"nothing_{page}"


def signature_name(role: str, part: str) -> str:
    """Give the defined name of a cell of a signature: its name, at or seal."""
    return f"sign_{role}_{part}"


def watched_formula(name: str) -> str:
    """Give the formula that shows the value of a defined name, empty text for an empty cell."""
    return f'=IF(ISBLANK({name}),"",{name})'


def input_name(edition: Edition, name: str) -> str:
    """Give the defined name of an input of a formula: a box or a fact."""
    return fact_name(name) if name in edition.facts else box_name(name)


def translator(edition: Edition) -> Translator:
    """Give the translator of an edition's formulas into native ones."""
    return Translator(edition, box_name, fact_name)


def total_formula(edition: Edition, box: Box, flavour: Flavour) -> str:
    """Give the formula in the cell of a total.

    >>> from focusxl.forms.loader import load_edition
    >>> form = load_edition("2014")
    >>> total_formula(form, form.box("7060"), "udf")
    '=IF(box_7040&box_7050="","",FOCUS_LINE("2014",7060,box_7040,box_7050))'

    Excel itself leaves the cell empty while its operands are, even without Python.
    """
    translate = translator(edition)
    if flavour == "native":
        return translate.total(box)
    inputs = [input_name(edition, name) for name in edition.total_inputs[box.number]]
    call = f'FOCUS_LINE("{edition.name}",{",".join((box.number, *inputs))})'
    return translate.unless_empty(box, call)


def udf_check_formula(edition: Edition, rule: Rule) -> str:
    """Give the array formula of a check's row: state, both sides, difference."""
    names = [input_name(edition, name) for name in rule.inputs]
    return f'=FOCUS_CHECK("{edition.name}","{rule.id}",{",".join(names)})'


def compares_dates(edition: Edition, rule: Rule) -> bool:
    """Tell whether the two sides of a check are dates."""
    return rule.box is not None and edition.box(rule.box).kind == "date"


def side_in_cell(edition: Edition, rule: Rule, side: Decimal | None) -> float | str:
    """Give one side of a check as its cell holds it; a date as its serial number."""
    if side is None:
        return ""
    return float(side - EXCEL_EPOCH.toordinal() if compares_dates(edition, rule) else side)


def native_check_formulas(edition: Edition, rule: Rule) -> tuple[str, str, str, str]:
    """Give the native formulas of a check's row: state, both sides, difference.

    A formula is empty where the check does not compare two sides.
    """
    state, left, right, difference = _native_row(edition, rule)
    return (
        f'=_xlfn.IFNA({state},"{NOT_MADE}")',
        _if_available(left),
        _if_available(right),
        _if_available(difference),
    )


def _if_available(side: str) -> str:
    return f'=_xlfn.IFNA({side},"")' if side else ""


def _native_row(edition: Edition, rule: Rule) -> tuple[str, str, str, str]:
    """Give the formulas of a row; where an answer that it needs is not given, they give #N/A."""
    if rule.subject == "total":
        return _native_total_check(edition, rule)
    if rule.subject == "sign":
        return _native_sign_check(edition, rule)
    check = edition.checks[rule.id]
    translate = translator(edition)
    condition = translate.condition(check.test.tree)
    applies = None if check.when is None else translate.condition(check.when.tree)
    if applies is not None:
        condition = f"IF({applies},{condition},TRUE)"
    state = f'IF({condition},{_holds(rule)},"{STATE_WORDS[rule.check_class]}")'
    parts = comparisons(check.test.tree)
    if not parts:
        return state, "", "", ""
    # The sides of the first comparison that fails, or of the first where all hold.
    shown = _native_sides(translate, parts[0])
    for part in reversed(parts if len(parts) > 1 else ()):
        fails = f"NOT({translate.condition(part)})"
        of_part = _native_sides(translate, part)
        shown = [f"IF({fails},{side},{kept})" for side, kept in zip(of_part, shown, strict=True)]
    if applies is not None:
        shown = [f'IF({applies},{side},"")' for side in shown]
    return state, shown[0], shown[1], shown[2]


def _native_sides(translate: Translator, comparison: Comparison) -> list[str]:
    left, right = translate.expression(comparison.left), translate.expression(comparison.right)
    return [left, right, f"{left}-({right})"]


def _holds(rule: Rule) -> str:
    """Write the words for a check that holds, “Nothing entered” while all its boxes are blank.

    A box with an error is not blank: the check holds without it.
    """
    if not rule.compared:
        return f'"{HOLDS}"'
    together = "&".join(map(box_name, rule.compared))
    return f'IF(IFERROR({together}="",FALSE),"{NOTHING_ENTERED}","{HOLDS}")'


def _native_sign_check(edition: Edition, rule: Rule) -> tuple[str, str, str, str]:
    number = rule.box or ""
    amount = translator(edition).expression(BoxReference(number))
    state = f'IF({amount}<0,"{STATE_WORDS[rule.check_class]}",{_holds(rule)})'
    shown = f'IF({box_name(number)}="","",{amount})'
    return state, shown, "0", shown


def _native_total_check(edition: Edition, rule: Rule) -> tuple[str, str, str, str]:
    box = edition.box(rule.box or "")
    shown = box_name(box.number)
    inner = translator(edition).total(box).removeprefix("=")
    # Joined as text, an error on either side is passed on and is not taken for a blank.
    nothing = f'{shown}&{inner}={shown}&""'
    word = STATE_WORDS[rule.check_class]
    # Where a blank is expected, a zero agrees.
    none_or_zero = f'IF(IF({shown}="",0,{shown})=0,{_holds(rule)},"{word}")'
    within = f'IF({_near(box, shown, inner)},"{HOLDS}","{word}")'
    state = f'IF({nothing},{none_or_zero},IF({shown}="","{word}",{within}))'
    difference = f'IF({nothing},"",IF({shown}="","",{shown}-{inner}))'
    expected = inner
    if box.direct_entry:
        # Typed, since the columns that it adds up are blank.
        assert box.formula is not None
        columns = ",".join(f"{box_name(number)}=0" for number in box.formula.operands)
        typed = f'AND(ABS(IF({shown}="",0,{shown}))>0,{columns})'
        state = f'IF({typed},"{HOLDS}",{state})'
        difference, expected = (f'IF({typed},"",{part})' for part in (difference, expected))
    return state, f'IF({shown}="","",{shown})', expected, difference


def _near(box: Box, shown: str, expected: str) -> str:
    """Write the test that a total agrees with the expected amount; see `Box.within`."""
    if box.unit != "percent":
        return f"ABS({shown}-{expected})<={box.tolerance}"
    # A number in a cell was written with the decimals that it has; doubles add noise.
    tenth = f"IF({shown}=ROUND({shown},1),0.1,{box.tolerance})"
    written = f"IF({shown}=ROUND({shown},0),1,{tenth})"
    return f"ROUND(ABS({shown}-{expected}),9)<={written}"
