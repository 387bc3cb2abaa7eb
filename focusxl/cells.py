"""What stands in the cells of a workbook: names of boxes, formulas of totals and checks.

The builder writes these texts and the reader holds a workbook against them, so they stand once.
"""

from __future__ import annotations

from typing import Literal

from focusxl.form import Box, CheckClass, Edition
from focusxl.formula.excel import Translator
from focusxl.formula.tree import Comparison, Node
from focusxl.rules import Rule

Flavour = Literal["udf", "native"]
"""udf: totals are worksheet functions in Python; native: Excel's own formulas."""

STATE_WORDS: dict[CheckClass, str] = {
    "must-fix": "MUST FIX",
    "explain": "EXPLAIN",
    "note": "NOTE",
}
HOLDS = "Holds"


def box_name(number: str) -> str:
    """Give the defined name of a box's cell (``BOX7010`` would itself be a cell address)."""
    return f"box_{number}"


def fact_name(fact: str) -> str:
    """Give the defined name of the cell that answers a fact about the firm, Yes or No."""
    return f"fact_{fact}"


def input_name(edition: Edition, name: str) -> str:
    """Give the defined name of an input of a formula: a box or a fact."""
    return fact_name(name) if name in edition.facts else box_name(name)


def translator(edition: Edition) -> Translator:
    """Give the translator of an edition's formulas into native ones."""
    return Translator(edition, box_name, fact_name)


def total_formula(edition: Edition, box: Box, flavour: Flavour) -> str:
    """Give the formula in the cell of a total.

    >>> from focusxl.loader import load_edition
    >>> form = load_edition("2014")
    >>> total_formula(form, form.box("7060"), "udf")
    '=FOCUS_LINE("2014",7060,box_7040,box_7050)'
    """
    if flavour == "native":
        return translator(edition).total(box)
    inputs = [input_name(edition, name) for name in edition.total_inputs[box.number]]
    return f'=FOCUS_LINE("{edition.name}",{",".join((box.number, *inputs))})'


def udf_check_formula(edition: Edition, rule: Rule) -> str:
    """Give the array formula of a check's row: state, both sides, difference."""
    names = [input_name(edition, name) for name in rule.inputs]
    return f'=FOCUS_CHECK("{edition.name}","{rule.id}",{",".join(names)})'


def native_check_formulas(edition: Edition, rule: Rule) -> tuple[str, str, str, str]:
    """Give the native formulas of a check's row: state, both sides, difference.

    A formula is empty where the check has no two sides to show.
    """
    if rule.subject == "total":
        return _native_total_check(edition, rule)
    name = box_name(rule.box or "")
    word = STATE_WORDS[rule.check_class]
    if rule.subject == "sign":
        return f'=IF(N({name})<0,"{word}","{HOLDS}")', f"={name}", "=0", ""
    check = edition.checks[rule.id]
    translate = translator(edition)
    condition = translate.condition(check.test.tree)
    if check.when is not None:
        condition = f"IF({translate.condition(check.when.tree)},{condition},TRUE)"
    state = f'=IF({condition},"{HOLDS}","{word}")'
    match check.test.tree:
        case Comparison(_, left, right):
            sides = _side(edition, left), _side(edition, right)
            return (state, *sides, f"{sides[0]}-({sides[1].removeprefix('=')})")
    return state, "", "", ""


def _native_total_check(edition: Edition, rule: Rule) -> tuple[str, str, str, str]:
    box = edition.box(rule.box or "")
    shown = box_name(box.number)
    recomputed = translator(edition).total(box)
    inner = recomputed.removeprefix("=")
    word = STATE_WORDS[rule.check_class]
    within = f"ABS({shown}-{inner})<={box.tolerance}"
    state = f'=IF({shown}&{inner}="","{HOLDS}",IF({within},"{HOLDS}","{word}"))'
    difference = f'=IF({shown}&{inner}="","",{shown}-{inner})'
    return state, f'=IF({shown}="","",{shown})', recomputed, difference


def _side(edition: Edition, node: Node) -> str:
    return f"={translator(edition).expression(node)}"
