"""The filter of the sheet Checks: words of the column by which it lists what is open."""

from __future__ import annotations

OPEN = "Open"
"""Something is still to be done: to fix, to explain, or to answer so that it can be made."""
ANSWERED = "Answered"
FREE_ROW = "Free row"
"""For the explanation of a finding that has no row of its own."""
SHOWN = (OPEN, FREE_ROW)
"""What the filter lists."""
