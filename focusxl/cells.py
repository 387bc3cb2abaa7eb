"""What stands in the cells of a workbook: names of boxes, formulas of totals and checks.

The builder writes these texts and the reader holds a workbook against them, so they stand once.
"""

from __future__ import annotations

from typing import Literal

from focusxl.checks.totals import total_check_id
from focusxl.form import Box, Check, Edition
from focusxl.formula.excel import Translator
from focusxl.formula.tree import Comparison, Node

Flavour = Literal["udf", "native"]
"""udf: totals are worksheet functions in Python; native: Excel's own formulas."""

STATE_WORDS = {"must-fix": "MUST FIX", "explain": "EXPLAIN", "note": "NOTE"}
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
    assert box.formula is not None
    if flavour == "native":
        return translator(edition).total(box)
    inputs = [input_name(edition, name) for name in edition.inputs_of(box.formula)]
    return f'=FOCUS_LINE("{edition.name}",{",".join((box.number, *inputs))})'


def total_check_inputs(edition: Edition, box: Box) -> tuple[str, ...]:
    """Give what the check of a total needs: the total itself, then its inputs."""
    assert box.formula is not None
    return (box.number, *edition.inputs_of(box.formula))


def check_inputs(edition: Edition, check: Check) -> tuple[str, ...]:
    """Give what an edit check needs, boxes in the form's order, then facts and period end."""
    inputs = list(edition.inputs_of(check.test))
    if check.when is not None:
        inputs += [name for name in edition.inputs_of(check.when) if name not in inputs]
    return tuple(inputs)


def udf_check_formula(edition: Edition, check_id: str, inputs: tuple[str, ...]) -> str:
    """Give the array formula of a check's row: state, both sides, difference."""
    names = [input_name(edition, name) for name in inputs]
    return f'=FOCUS_CHECK("{edition.name}","{check_id}",{",".join(names)})'


def native_total_check(edition: Edition, box: Box) -> tuple[str, str, str, str]:
    """Give the native formulas of a total's check: state, shown, recomputed, difference."""
    shown = box_name(box.number)
    recomputed = translator(edition).total(box)
    inner = recomputed.removeprefix("=")
    state = f'=IF({shown}={inner},"{HOLDS}","{STATE_WORDS["must-fix"]}")'
    if box.tolerance:
        state = (
            f'=IF({shown}&{inner}="","{HOLDS}",'
            f'IF(ABS({shown}-{inner})<={box.tolerance},"{HOLDS}","{STATE_WORDS["must-fix"]}"))'
        )
    difference = f'=IF({shown}&{inner}="","",{shown}-{inner})'
    return state, f'=IF({shown}="","",{shown})', recomputed, difference


def native_check(edition: Edition, check: Check) -> tuple[str, str, str, str]:
    """Give the native formulas of an edit check: state, both sides, difference."""
    translate = translator(edition)
    condition = translate.condition(check.test.tree)
    if check.when is not None:
        condition = f"IF({translate.condition(check.when.tree)},{condition},TRUE)"
    state = f'=IF({condition},"{HOLDS}","{STATE_WORDS[check.check_class]}")'
    match check.test.tree:
        case Comparison(_, left, right):
            sides = _side(edition, left), _side(edition, right)
            return (state, *sides, f"{sides[0]}-({sides[1].removeprefix('=')})")
    return state, "", "", ""


def _side(edition: Edition, node: Node) -> str:
    return f"={translator(edition).expression(node)}"


def all_checks(edition: Edition) -> tuple[tuple[str, Box | Check], ...]:
    """Give every check that has a row of its own: recomputed totals and edit checks, page by page.

    Within a page the totals come first, in the form's order.
    """
    rows: list[tuple[str, Box | Check]] = []
    for statement in edition.statements:
        rows += [(total_check_id(box), box) for box in statement.boxes if box.formula is not None]
        rows += [(check.id, check) for check in statement.checks]
    return tuple(rows)
