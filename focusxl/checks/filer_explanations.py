"""What the filer wrote in answer to findings: one explanation answers one finding, and its numbers.

A check that holds for every box is answered box by box, since what explains one hidden row does
not explain the next.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from focusxl.checks.finding import Finding
from focusxl.filings.filing import BoxValue, Filing, Refused


def explained(filing: Filing, finding: Finding) -> Finding:
    """Give a finding together with the explanation that answers it, where there is one."""
    if finding.check_class != "explain":
        return finding
    if finding.of_every_box and finding.box is not None:
        finding = replace(finding, holding=_written(filing.values.get(finding.box)))
    given = filing.explanations.get(finding.key)
    if given is None or not given.text.strip():
        if finding.key != finding.id and finding.id in filing.explanations:
            message = f"{finding.message} Explain each on its own: this one under {finding.key}."
            return replace(finding, message=message)
        return finding
    if given.answered not in (None, finding.sides):
        message = f"{finding.message} The explanation on record answered other numbers: renew it."
        return replace(finding, message=message)
    text = given.text.strip()
    message = f"{finding.message} Explained: {text}"
    if filing.whole and given.answered is None:
        message += f" (written since the last validation; taken to answer {finding.sides})"
    return replace(finding, message=message, explanation=text)


def _written(value: BoxValue | Refused | None) -> str:
    match value:
        case None:
            return "nothing"
        case Refused():
            return value.reported
        case bool():
            return "X"
        case Decimal():
            return f"{value:f}"
        case datetime.date():
            return value.isoformat()
    return value
