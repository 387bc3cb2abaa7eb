"""The findings of general checks, which hold for every box of every edition."""

from __future__ import annotations

from decimal import Decimal

from focusxl.amounts import show
from focusxl.checks.finding import Finding
from focusxl.filings.filing import NOWHERE, Place
from focusxl.forms.general_checks import general_checks


def general_finding(
    check: str,
    *,
    box: str | None = None,
    place: Place = NOWHERE,
    reported: str | Decimal | None = None,
    expected: str | Decimal | None = None,
    difference: Decimal | None = None,
    consequence_of: str | None = None,
    **words: str,
) -> Finding:
    """Make the finding of a general check; `words` fill the blanks of its message.

    A side that is an amount is kept in plain digits, and written in the message as the form prints
    it.
    """
    rule = general_checks()[check]
    message = rule.message.format(
        reported=_in_message(reported), expected=_in_message(expected), **words
    )
    return Finding(
        id=check,
        check_class=rule.check_class,
        message=message,
        cite=rule.cite,
        box=box,
        place=place,
        reported=_plain(reported),
        expected=_plain(expected),
        difference=difference,
        of_every_box=True,
        consequence_of=consequence_of,
    )


def _in_message(side: str | Decimal | None) -> str | None:
    return show(side) if isinstance(side, Decimal) else side


def _plain(side: str | Decimal | None) -> str | None:
    return f"{side:f}" if isinstance(side, Decimal) else side
