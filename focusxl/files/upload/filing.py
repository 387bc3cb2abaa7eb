"""From the rows of an upload to a filing: which edition they are of, and what they give."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from focusxl.amounts import Number, Text
from focusxl.errors import UnknownEdition, Unreadable
from focusxl.files.openxml.shared_texts import LONGEST_TEXT
from focusxl.files.openxml.source import Source
from focusxl.files.stored.entries import MOST_ROWS, Given, gather
from focusxl.files.stored.reading import Reading
from focusxl.files.upload.stated import NotOfTheForm, Stated, facts_of, pages_of
from focusxl.filings.filing import Filing, read_date
from focusxl.forms.edition import Edition
from focusxl.forms.loader import editions, load_edition
from focusxl.text import in_one_line

ID_HEADINGS = frozenset({"line item id", "line-item id", "line item", "lineitemid", "box", "id"})
VALUE_HEADINGS = frozenset({"value", "amount"})
NOTHING_STATED = Stated()


def upload_reading(
    given: Sequence[Given], edition: str | None, source: Source, stated: Stated = NOTHING_STATED
) -> Reading:
    """Make the filing that the rows of an upload are, with what is stated beside them.

    Raises:
        Unreadable: there are no rows or far too many, or the edition is unknown, or has not what
            is stated.
    """
    if not given:
        raise Unreadable(f"{source.name} holds no line items; export it again.")
    if len(given) > MOST_ROWS:
        raise Unreadable(
            f"{source.name} has more than {MOST_ROWS:,} rows; the form has far fewer boxes."
        )
    for item in given:
        if isinstance(item.state, Text) and len(item.state.value) > LONGEST_TEXT:
            raise Unreadable(
                f"{source.name} holds a text of more than {LONGEST_TEXT:,} letters in box "
                f"{in_one_line(item.box, 40)}; shorten it."
            )
    try:
        form = _edition_of(given) if edition is None else load_edition(edition)
    except UnknownEdition as refusal:
        raise Unreadable(
            f"{source.name} is of an edition that this version does not know: "
            f"{in_one_line(str(refusal), 200)}"
        ) from None
    entries, findings = gather(form, given)
    try:
        facts, nothing = facts_of(stated, form), pages_of(stated, form)
    except NotOfTheForm as refusal:
        raise Unreadable(
            f"{source.name} cannot be read: it {refusal}; export the report again."
        ) from None
    filing = Filing(form, entries, facts, nothing_to_report=nothing)
    return Reading(filing, findings, "upload", source.sha256)


def _edition_of(given: Sequence[Given]) -> Edition:
    """Find the edition of rows that do not state it.

    By the end of the period: the edition that covers it, or the last. Rows without a period are of
    the first edition that has all their boxes, or of the last.
    """
    boxes = {item.box for item in given}
    for form in map(load_edition, editions()):
        period_end = _date(given, form.period_end)
        if form.covers(period_end) if period_end else boxes <= form.boxes.keys():
            return form
    return load_edition(editions()[-1])


def _date(given: Sequence[Given], box: str) -> datetime.date | None:
    for item in given:
        if item.box == box and isinstance(item.state, Number | Text):
            return read_date(item.state)
    return None
