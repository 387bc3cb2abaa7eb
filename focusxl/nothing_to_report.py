"""The filer's answer that a page has nothing to report: which pages may be answered so."""

from __future__ import annotations

from focusxl.edition import Edition
from focusxl.form import Statement

NOTHING_TO_REPORT = "Nothing to report"
"""The answer, as a cell on Start holds it."""


def may_be_nothing(edition: Edition, statement: Statement) -> bool:
    """Tell whether a filer may say of a page that there is nothing to report on it.

    The one place to change where further pages are always reported. A report always says for
    which firm and period it is, so the cover is one of them.
    """
    return edition.boxes[edition.period_end].statement is not statement
