"""Formulas between LibreOffice's own notation and Excel's."""

import re
from typing import Any

EXCEL_NOTATION = 3
"""com::sun::star::sheet::AddressConvention.XL_OOX"""
TEXT = re.compile(r'("(?:[^"]|"")*")')
DIFFERS = re.compile(r"\.\s*[$#'A-Za-z]|['{}~!#]")
"""What the two notations write differently besides the separator: references to other sheets,
lists, unions and intersections, errors. (A point with a letter behind it: a digit is a decimal.)"""
TRUTH = {"=TRUE()": "TRUE", "=FALSE()": "FALSE"}
"""LibreOffice keeps a typed truth value as a formula."""


def simple_to_excel(formula: str) -> str | None:
    """Return a formula in Excel's notation; None when it needs LibreOffice's parser."""
    if formula in TRUTH:
        return TRUTH[formula]
    if formula.startswith("{=") and formula.endswith("}"):
        formula = formula[1:-1]
    parts = TEXT.split(formula)
    if any(DIFFERS.search(part) for part in parts[::2]):
        return None
    parts[::2] = [part.replace(";", ",") for part in parts[::2]]
    return "".join(parts)


class Notation:
    """LibreOffice's own parser, set to Excel's notation."""

    def __init__(self, document: Any) -> None:
        """Use the parser of this document, which knows its sheets and names."""
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = EXCEL_NOTATION

    def write(self, tokens: Any, position: Any) -> str:
        """Return a parsed formula as Excel writes it."""
        return "=" + str(self._parser.printFormula(tokens, position))

    def parse(self, formula: str, position: Any) -> Any:
        """Return Excel's formula parsed, to be set as the tokens of a cell or name."""
        return self._parser.parseFormula(formula.removeprefix("="), position)

    def formula_of(self, cell: Any) -> str:
        """Return a cell's formula as Excel writes it."""
        return self.write(cell.getTokens(), cell.getCellAddress())

    def set_formula(self, cell: Any, formula: str) -> None:
        """Give a cell a formula written as Excel writes it."""
        if any("#" in part for part in TEXT.split(formula)[::2]):
            # The parser loses an error that stands in a formula; the input line does not.
            cell.FormulaLocal = formula
        else:
            cell.setTokens(self.parse(formula, cell.getCellAddress()))
