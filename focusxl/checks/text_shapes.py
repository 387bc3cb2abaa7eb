"""Text whose shape is known: a file number that a spreadsheet made a date, a ZIP code cut short."""

from __future__ import annotations

from focusxl.amounts import Number, Text
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.filings.filing import Filing, as_text, read_date
from focusxl.forms.shapes import shapes


def check_shape(filing: Filing, number: str) -> Finding | None:
    """Check how the text in a box is written, where the form data says how that is."""
    box, entry = filing.edition.box(number), filing.entries.get(number)
    if box.shape is None or entry is None or not isinstance(entry.state, Number | Text):
        return None
    shape, text = shapes()[box.shape], as_text(entry.state)
    is_number = isinstance(entry.state, Number)
    if not is_number and read_date(entry.state) is not None:
        check, what = "TXT-01", "a date"
    elif not shape.applies(filing):
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
