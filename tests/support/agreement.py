"""Where the cells of a native workbook, as LibreOffice computes them, and the engine part ways."""

import math
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from focusxl.filings.computation import Computation, compute
from focusxl.filings.filer import whole_form
from focusxl.filings.filing import Filing
from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition
from focusxl.forms.rule_table import Rule, rules
from focusxl_workbook.sheets.check_rows import check_row
from tests.support.native_workbook import Shown

MOST_DOLLARS = 2**53
"""Above this amount, as products of two boxes can be, doubles skip whole dollars."""

AS_DOUBLES = 2**-50
"""By which share of each other two such amounts may differ."""

LESS_THAN_A_CENT = 0.005
"""Doubles hold no exact cents, so the difference of two sides in cents has some noise."""

EXACT_PRODUCTS = 2**53 // 150
"""Above this amount, a product with 150 is no exact double any more; the form lets a percentage
line differ by one dollar."""


@lru_cache
def cell_rules(edition: str) -> Mapping[str, Rule]:
    """The checks that a cell makes, by id."""
    return {rule.id: rule for rule in rules(load_edition(edition)) if rule.inputs}


def in_cells(filing: Filing) -> Computation:
    """What the engine gives where every page counts, as the cells of the whole form compute."""
    return compute(filing, whole_form(filing.edition))


def inputs_of(filing: Filing, **facts: bool) -> Filing:
    """The same filing without its totals: every total is computed, but those that are entered."""
    entries = {n: entry for n, entry in filing.entries.items() if filing.is_entered(n)}
    return Filing(filing.edition, entries, {**filing.facts, **facts}, whole=True)


def totals_of(computation: Computation) -> dict[str, Shown]:
    """What the cells of totals should show; None for an error."""
    shown: dict[str, Shown] = {}
    for number, total in computation.totals.items():
        if total.missing_fact is not None or total.follows_from is not None:
            shown[number] = None
        else:
            shown[number] = "" if total.counts_as is None else float(total.counts_as)
    return shown


def alike(shown: Shown, expected: Shown, tolerance: Decimal) -> bool:
    if isinstance(shown, float) and isinstance(expected, float):
        if abs(expected) > MOST_DOLLARS:
            return math.isclose(shown, expected, rel_tol=AS_DOUBLES)
        if abs(expected) > EXACT_PRODUCTS and math.isclose(shown, expected, rel_tol=AS_DOUBLES):
            return True  # A share of an amount whose cents, or dollars, doubles skip.
        if not expected.is_integer():
            # Above a thousandth of that amount, they skip cents of percentages.
            allowed = max(LESS_THAN_A_CENT, abs(expected) * AS_DOUBLES)
            return abs(shown - expected) < allowed
        return abs(shown - expected) <= (tolerance if abs(expected) > EXACT_PRODUCTS else 0)
    return shown == expected


def disagreements(
    computation: Computation, shown: dict[str, Shown], rows: dict[str, tuple[Shown, ...]]
) -> list[str]:
    """Where LibreOffice and the engine give different totals, states, sides or differences."""
    edition: Edition = computation.filing.edition
    found = [
        f"[{number}] is {shown[number]} in LibreOffice and {expected} in the engine"
        for number, expected in totals_of(computation).items()
        if not alike(shown[number], expected, edition.box(number).tolerance)
    ]
    for key, rule in cell_rules(edition.name).items():
        expected_row = check_row(computation, rule)
        if not all(
            alike(one, other, rule.tolerance)
            for one, other in zip(rows[key], expected_row, strict=True)
        ):
            found.append(f"{key} is {rows[key]} in LibreOffice and {expected_row} in the engine")
    return found
