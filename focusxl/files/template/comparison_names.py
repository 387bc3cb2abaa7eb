"""The names and sheets of what a workbook's report is compared with."""

from __future__ import annotations

PRIOR_SHEET = "Prior period"
"""The sheet with the amounts of the period before, box by box."""
HISTORY_SHEET = "History"
"""The sheet with the key amounts of earlier periods, and their charts."""
PRIOR_BOXES = "prior_box_list"
PRIOR_AMOUNTS = "prior_amount_list"
PRIOR_END = "prior_period_end"
HISTORY_ENDS = "history_end_list"
_HISTORY, _LIMIT, _COMPARED = "history_", "limit_", "compared_"
PREFIXES = ("prior_", _HISTORY, _LIMIT, _COMPARED)
"""What the names begin with."""
LIMITS = ("amount", "percent", "note_amount")
"""The limits that a filer may set, in the order of the sheet Start."""


def history_name(box: str) -> str:
    """Give the name of the column with a key amount of earlier periods."""
    return f"{_HISTORY}{box}"


def limit_name(limit: str) -> str:
    """Give the name of the cell with the filer's own limit."""
    return f"{_LIMIT}{limit}"


def compared_name(page: str) -> str:
    """Give the name of the columns beside a page that compare its amounts."""
    return f"{_COMPARED}{page}"


def is_list(name: str) -> bool:
    """Tell whether a name is that of a column and not of one cell."""
    return name in (PRIOR_BOXES, PRIOR_AMOUNTS) or name.startswith(_HISTORY)


def is_compared(name: str) -> bool:
    """Tell whether a name is that of the columns beside a page."""
    return name.startswith(_COMPARED)
