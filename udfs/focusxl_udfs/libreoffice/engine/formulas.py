"""The conversion of formulas between LibreOffice's notation and Excel's."""

import re
from typing import Any

EXCEL_NOTATION = 3
"""com::sun::star::sheet::AddressConvention.XL_OOX"""
TEXT = re.compile(r'("(?:[^"]|"")*")')
DIFFERS = re.compile(r"\.\s*[$#'A-Za-z]|['{}~!#]")
"""Text that the two notations write differently besides the separator: references to other sheets,
lists, unions and intersections, errors. A point with a letter after it is no decimal point."""
TRUTH = {"=TRUE()": "TRUE", "=FALSE()": "FALSE"}
"""Truth values, which LibreOffice keeps as formulas."""


def simple_to_excel(formula: str) -> str | None:
    """Convert a formula to Excel's notation; None if that needs LibreOffice's parser."""
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
        """Write a parsed formula in Excel's notation."""
        return "=" + str(self._parser.printFormula(tokens, position))

    def parse(self, formula: str, position: Any) -> Any:
        """Parse a formula in Excel's notation, for a cell or name."""
        return self._parser.parseFormula(formula.removeprefix("="), position)

    def formula_of(self, cell: Any) -> str:
        """Give a cell's formula in Excel's notation."""
        return self.write(cell.getTokens(), cell.getCellAddress())

    def set_formula(self, cell: Any, formula: str) -> None:
        """Set a cell's formula from Excel's notation."""
        if any("#" in part for part in TEXT.split(formula)[::2]):
            # The parser loses an error value in a formula; the input line does not.
            cell.FormulaLocal = formula
        else:
            cell.setTokens(self.parse(formula, cell.getCellAddress()))
