"""The validation line: the record of its last validation that a workbook keeps.

``READY TO FILE | 06/30/2026 14:30 | 482913771-93847261``: the verdict, the time, and the
fingerprint of the inputs. The button writes it, or the filer pastes what `focusxl validate`
prints; the sheet Start compares its fingerprint with that of the present inputs.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

VERDICT_WORDS: Mapping[str, str] = {
    "ready": "READY TO FILE",
    "partial": "PARTIAL",
    "blocked": "BLOCKED",
}
"""The words for each verdict on Start."""
NOT_VALIDATED = "NOT VALIDATED"
"""The words on Start for a validation that was not completed."""
SEPARATOR = "|"


def validation_line(word: str, at: datetime.datetime, fingerprint: str) -> str:
    """Write the validation line.

    >>> validation_line("BLOCKED", datetime.datetime(2026, 6, 30, 14, 30), "12-34")
    'BLOCKED | 06/30/2026 14:30 | 12-34'
    """
    return f" {SEPARATOR} ".join((word, f"{at:%m/%d/%Y %H:%M}", fingerprint))
