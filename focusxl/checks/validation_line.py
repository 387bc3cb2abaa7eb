"""The line by which a workbook remembers its last validation.

``READY TO FILE | 06/30/2026 14:30 | 482913771-93847261``: the verdict, when it was given, and the
fingerprint of the inputs it was given for. The button writes it, or the filer pastes what
`focusxl validate` prints; the sheet Start holds the inputs of the moment against it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

VERDICT_WORDS: Mapping[str, str] = {
    "ready": "READY TO FILE",
    "partial": "PARTIAL",
    "blocked": "BLOCKED",
}
"""What a verdict is called on Start, by its word."""
NOT_VALIDATED = "NOT VALIDATED"
"""What Start says where a validation did not come to its end."""
SEPARATOR = "|"


def validation_line(word: str, at: datetime.datetime, fingerprint: str) -> str:
    """Write the line.

    >>> validation_line("BLOCKED", datetime.datetime(2026, 6, 30, 14, 30), "12-34")
    'BLOCKED | 06/30/2026 14:30 | 12-34'
    """
    return f" {SEPARATOR} ".join((word, f"{at:%m/%d/%Y %H:%M}", fingerprint))
