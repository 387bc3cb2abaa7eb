"""The checks of single boxes: readable values, signs, whole dollars, shapes of text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from focusxl.amounts import Number, Text, show
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing, Refused, as_text, read_date
from focusxl.filings.unstated import rests_on_missing_pages
from focusxl.forms.model import Box
from focusxl.forms.rule_table import negative_check_id
from focusxl.forms.shapes import country, shapes

_WORDS_OF_ROUNDING = {"down": "cents are cut off", "up": "a short valuation is rounded up"}
_EXPECTED = {
    "AMT-01": "an amount",
    "AMT-02": "an amount or text, not an error",
    "AMT-03": "at most 15 digits",
    "BOX-01": "X or nothing",
    "BOX-02": "a date",
}


def check_boxes(computation: Computation) -> Iterator[Finding]:
    """Check the value of every box that is filled in, in the form's order."""
    filing, amounts = computation.filing, computation.amounts
    excluded = computation.scope.excluded_boxes
    for number, placed in filing.edition.boxes.items():
        value = filing.values.get(number)
        if value is None:
            amount = amounts.get(number)
            if amount is not None and amount < 0 and placed.box.formula is not None:
                yield from _check_sign_of_blank_total(computation, placed.box, amount)
            continue
        if number in excluded:
            continue
        box = placed.box
        if isinstance(value, Decimal):
            if value < 0:
                yield from _check_sign(filing, box, value)
            if amounts.get(number) != value or isinstance(filing.entries[number].state, Text):
                yield from _check_amount(computation, box, value)
        elif isinstance(value, Refused):
            yield _refused(computation, number, value)
        elif (misshapen := check_shape(filing, number)) is not None:
            yield misshapen


def refused_finding(
    filing: Filing, number: str, refused: Refused, consequence_of: str | None = None
) -> Finding:
    """Make the finding on a value that is not of the kind that belongs in its box."""
    return general_finding(
        refused.check,
        box=number,
        place=filing.place_of(number),
        reported=refused.reported,
        expected=_EXPECTED[refused.check],
        reason=refused.reason,
        consequence_of=consequence_of,
    )


def _refused(computation: Computation, number: str, refused: Refused) -> Finding:
    unreadable = computation.unusable.get(number)
    cause = number if unreadable is None else unreadable.of
    below = cause if cause != number else _cause_below(computation, number)
    finding = refused_finding(computation.filing, number, refused, below)
    if below is None or number not in computation.totals:
        return finding
    message = f"The total cannot be formed while box {below} cannot be read."
    return finding.replaced(message=message)


def _cause_below(computation: Computation, number: str) -> str | None:
    """Find the input whose text or error made this total unreadable."""
    total = computation.totals.get(number)
    return total.follows_from if total is not None else None


def _check_amount(computation: Computation, box: Box, value: Decimal) -> Iterator[Finding]:
    filing = computation.filing
    entry = filing.entries[box.number]
    whole = computation.amounts.get(box.number, value)
    total = computation.totals.get(box.number)
    if whole != value and (total is None or total.agrees):
        yield general_finding(
            "AMT-05",
            box=box.number,
            place=entry.place,
            reported=f"{value:f}",
            expected=f"{whole:f}",
            difference=value - whole,
            shown=show(value),
            filed=show(whole),
            rounding=_WORDS_OF_ROUNDING[box.rounding],
        )
    if isinstance(entry.state, Text) and entry.place.sheet is not None:
        yield general_finding(
            "WB-09",
            box=box.number,
            place=entry.place,
            reported=f"{value:f}",
            expected="a number",
            text=entry.state.value,
            amount=show(value),
        )


def _check_sign_of_blank_total(
    computation: Computation, box: Box, amount: Decimal
) -> Iterator[Finding]:
    """Check the sign of a blank total, unless it is computed from boxes on missing pages."""
    if not rests_on_missing_pages(computation.filing, computation.scope, box.number):
        yield from _check_sign(computation.filing, box, amount)


def _check_sign(filing: Filing, box: Box, value: Decimal) -> Iterator[Finding]:
    if box.sign == "any":
        return
    if box.as_filed(value) == 0:
        return  # Less than a dollar below zero is filed as nothing.
    hint = " The form itself subtracts it: enter it as a positive number."
    finding = general_finding(
        "AMT-04",
        box=box.number,
        place=filing.place_of(box.number),
        reported=f"{value:f}",
        expected="0 or more",
        shown=show(value),
        deduct=hint if box.sign == "deduct" else "",
    )
    if box.negative == "explain":
        message = f"The value is negative, {show(value)}. Correct it, or explain why it is right."
        finding = finding.replaced(
            id=negative_check_id(box),
            check_class="explain",
            message=message,
            of_every_box=False,
        )
    yield finding


def check_shape(filing: Filing, number: str) -> Finding | None:
    """Check the text in a box against its shape, where the form data states one."""
    box, entry = filing.edition.box(number), filing.entries.get(number)
    if box.shape is None or entry is None or not isinstance(entry.state, Number | Text):
        return None
    shape, text = shapes()[box.shape], as_text(entry.state)
    is_number = isinstance(entry.state, Number)
    if not is_number and read_date(entry.state) is not None:
        check, what = "TXT-01", "a date"
    elif shape.american and not _is_american(filing):
        return None
    elif not shape.fits(text):
        check, what = ("TXT-01", "a number") if is_number else ("TXT-02", "text")
    elif is_number and not shape.number:
        check, what = "TXT-03", "a number"
    else:
        return None
    return general_finding(
        check,
        box=number,
        place=entry.place,
        reported=text,
        expected=shape.words,
        what=what,
    )


def _is_american(filing: Filing) -> bool:
    """Tell whether the firm's country is the United States or is not stated."""
    where = country()
    named = filing.values.get(where.box)
    return not isinstance(named, str) or where.is_american(named)
