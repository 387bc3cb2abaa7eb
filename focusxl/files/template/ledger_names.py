"""The sheets Mapping and Balances: their names, and where what stands on them."""

from __future__ import annotations

from typing import Literal

MAPPING_SHEET, BALANCES_SHEET = "Mapping", "Balances"
MAPPING_NAME, ADJUSTMENTS_NAME = "ledger_mapping", "ledger_adjustments"
"""Names of the areas on Mapping that the filer fills in."""
BALANCES_NAME = "ledger_balances"
FILE_NAME, SHA256_NAME = "ledger_file", "ledger_sha256"
LOADED_NAME, PERIOD_NAME = "ledger_loaded", "ledger_period"
DIGEST_NAME = "ledger_digest"
"""Name of the cell with the digest of the accounts as they were loaded."""
LEDGER_PREFIX = "ledger_"

FIRST_RULE_ROW, LAST_RULE_ROW = 8, 20_007
"""Rows of the mapping, counted from 1; adjustments stand beside the first of them."""
FIRST_ADJUSTMENT_ROW, LAST_ADJUSTMENT_ROW = 8, 507
FIRST_BALANCE_ROW = 12
LAST_BALANCE_ROW = 200_011

MappingColumn = Literal["account", "description", "box", "sign", "when", "proposal"]
MAPPING_COLUMNS: dict[MappingColumn, int] = {
    "account": 1,
    "description": 2,
    "box": 3,
    "sign": 4,
    "when": 5,
    "proposal": 6,
}
"""Counted from 1, as are the columns below."""
ADJUSTED_BOX, ADJUSTED_BY, ADJUSTED_WHY = 9, 10, 11
NUMBER, DESCRIPTION, BALANCE, BEFORE, GOES_TO = 1, 2, 3, 4, 5


def is_of_ledger(formula: str) -> bool:
    """Tell whether a formula takes anything from the sheets Balances and Mapping."""
    written = formula.upper().replace("'", "")
    return any(f"{sheet.upper()}!" in written for sheet in (BALANCES_SHEET, MAPPING_SHEET))
