"""The explanations of the filer: each answers one finding, for the amounts it was written for.

A check that holds for every box is answered box by box, since the reason for one hidden row is
not the reason for the next.
"""

from __future__ import annotations

import datetime
import re
import zlib
from decimal import Decimal

from focusxl.checks.finding import Finding
from focusxl.filings.filing import BoxValue, Filing, Refused
from focusxl.forms.general_checks import explanation_rule
from focusxl.text import in_one_line

_STAMP = re.compile(r"(?P<sides>.*) \[(?P<mark>[0-9a-f]{8})\]", re.DOTALL)
_LONGEST_SHOWN = 60


def with_explanation(filing: Filing, finding: Finding) -> Finding:
    """Give a finding with the explanation that answers it, if there is one."""
    if finding.check_class != "explain":
        return finding
    if finding.of_every_box and finding.box is not None:
        finding = finding.replaced(holding=_written(filing.values.get(finding.box)))
    given = filing.explanations.get(finding.key)
    if given is None or not given.text.strip():
        if finding.key != finding.id and finding.id in filing.explanations:
            message = (
                f"{finding.message} Explain each one separately: this one under {finding.key}."
            )
            return finding.replaced(message=message)
        return finding
    if given.answered not in (None, finding.sides):
        message = f"{finding.message} The explanation on record was for other numbers: renew it."
        return finding.replaced(message=message)
    text, rule = given.text.strip(), explanation_rule()
    if not rule.is_met_by(text):
        said = rule.too_short.format(
            text=in_one_line(text, _LONGEST_SHOWN), words=rule.words, characters=rule.characters
        )
        return finding.replaced(message=f"{finding.message} {said}")
    message = f"{finding.message} Explained: {text}"
    if filing.whole and given.answered is None:
        message += f" (written since the last validation; taken to answer {finding.sides})"
    return finding.replaced(message=message, explanation=text)


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


def stamp(explanation: str, sides: str) -> str:
    """Give the text stored beside an explanation: the sides it answers, and its checksum."""
    return f"{sides} [{_mark(explanation)}]"


def answered_sides(kept: str, explanation: str) -> str | None:
    """Read the sides that an explanation answered; None where it answers the present ones.

    >>> answered_sides(stamp("Carried elsewhere.", "5 against 6"), "Carried elsewhere.")
    '5 against 6'
    >>> answered_sides(stamp("Carried elsewhere.", "5 against 6"), "Another reason.") is None
    True
    """
    found = _STAMP.fullmatch(kept.strip())
    if found is None or found["mark"] != _mark(explanation):
        return None
    return found["sides"]


def _mark(explanation: str) -> str:
    return f"{zlib.crc32(explanation.strip().encode()):08x}"
