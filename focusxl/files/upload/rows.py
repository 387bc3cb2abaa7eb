"""The rows of an upload, written as text, CSV and XML, with the edition and facts stated.

A row is the line-item id and the value of a box that is filled in. Plain rows have no place for
facts and for pages with nothing to report: XML has elements for them, and the sheet Upload of the
filing-ready workbook a table of its own, which explains each line in words.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from focusxl.amounts import cell_state
from focusxl.files.openxml.xml_text import as_attribute, with_entities
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing, read_answer
from focusxl.forms.edition import Edition
from focusxl.text import in_one_line, on_one_line, with_guard

UploadValue = Decimal | datetime.date | str

MARK = "X"
FACT, NOTHING = "Fact", "Nothing to report"
_HEADER = ("Line item", "Value")

Rows = Iterable[tuple[str, UploadValue]]


def upload_rows(computation: Computation) -> Iterator[tuple[str, UploadValue]]:
    """Give the rows in the form's order: amounts, totals as they count, dates and text.

    A mark is an X, and text is on one line. Pages that the firm does not report are left out.
    """
    filing = computation.filing
    for number, placed in filing.edition.boxes.items():
        if number in computation.scope.excluded_boxes:
            continue
        if placed.box.is_amount:
            amount = computation.amounts.get(number)
            if amount is not None:
                yield number, placed.box.as_filed(amount)
            continue
        value = filing.values.get(number)
        if value is True:
            yield number, MARK
        elif isinstance(value, datetime.date):
            yield number, value
        elif isinstance(value, str) and on_one_line(value):
            yield number, on_one_line(value)


def written(value: UploadValue) -> str:
    """Write the value of a row: plain digits with a leading minus, a date as MM/DD/YYYY.

    >>> written(Decimal("-8479537")), written(datetime.date(2014, 6, 30))
    ('-8479537', '06/30/2014')
    """
    match value:
        case Decimal():
            return f"{value:f}"
        case datetime.date():
            return f"{value.month:02}/{value.day:02}/{value.year:04}"
    return value


@dataclass(frozen=True, slots=True)
class Stated:
    """Answers by the names of facts, and ids of pages with nothing to report, as written."""

    answers: tuple[tuple[str, str], ...] = ()
    pages: tuple[str, ...] = ()


class NotOfTheForm(Exception):
    """A stated fact or page that the edition does not have; the message completes “it …”."""


def stated_rows(filing: Filing) -> Iterator[tuple[str, str, str]]:
    """Give the facts and pages that a filing states: kind, value, and description."""
    for name, answer in filing.facts.items():
        yield f"{FACT} {name}", answered(answer), filing.edition.facts[name].question
    for page, form_page in filing.edition.pages_by_id.items():
        if page in filing.nothing_to_report:
            yield NOTHING, page, form_page.title


def read_stated_rows(rows: Iterable[tuple[str, str]]) -> Stated:
    """Read the facts and pages in rows; other rows are ignored."""
    answers: list[tuple[str, str]] = []
    pages: list[str] = []
    for what, value in rows:
        kind, _, name = what.partition(" ")
        if what == NOTHING:
            pages.append(value)
        elif kind == FACT and name:
            answers.append((name, value))
    return Stated(tuple(answers), tuple(pages))


def answered(answer: bool) -> str:
    """Write the answer to a fact, Yes or No."""
    return "Yes" if answer else "No"


def facts_of(stated: Stated, edition: Edition) -> dict[str, bool]:
    """Give the facts that are stated.

    Raises:
        NotOfTheForm: the edition does not have a fact, or an answer is neither Yes nor No.
    """
    facts: dict[str, bool] = {}
    for name, written in stated.answers:
        answer = read_answer(cell_state(written))
        if name not in edition.facts:
            raise NotOfTheForm(
                f"states a fact “{in_one_line(name, 40)}” that edition {edition.name} does not "
                "ask for"
            )
        if answer is None:
            raise NotOfTheForm(
                f"answers the fact “{name}” with “{in_one_line(written, 40)}”, not with Yes or No"
            )
        if facts.setdefault(name, answer) is not answer:
            raise NotOfTheForm(f"answers the fact “{name}” with both Yes and No")
    return facts


def pages_of(stated: Stated, edition: Edition) -> frozenset[str]:
    """Give the pages that are stated to have nothing to report.

    Raises:
        NotOfTheForm: the edition has no such page.
    """
    for page in stated.pages:
        if page not in edition.pages_by_id:
            raise NotOfTheForm(
                f"says “{NOTHING}” for a page “{in_one_line(page, 40)}” that edition "
                f"{edition.name} does not have"
            )
    return frozenset(stated.pages)


def upload_txt(rows: Rows) -> bytes:
    """Write the rows as text, with a tab between id and value."""
    return _delimited(rows, "\t", header=False)


def upload_csv(rows: Rows) -> bytes:
    """Write the rows as comma-separated values under a header."""
    return _delimited(rows, ",", header=True)


def upload_xml(rows: Rows, filing: Filing) -> bytes:
    """Write the rows as XML items in a report that states its edition.

    Facts and pages with nothing to report are written above the items, so that the report is
    complete.
    """
    # Imported here, since it loads the web client of the standard library, which takes long.

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<focus-report edition={as_attribute(filing.edition.name)}>",
    ]
    lines += [
        f"  <fact name={as_attribute(name)}>{answered(answer)}</fact>"
        for name, answer in filing.facts.items()
    ]
    lines += [
        f"  <nothing-to-report page={as_attribute(page)}/>"
        for page in filing.edition.pages_by_id
        if page in filing.nothing_to_report
    ]
    lines += [
        f"  <item id={as_attribute(box)}>{with_entities(written(value))}</item>"
        for box, value in rows
    ]
    return "\n".join((*lines, "</focus-report>", "")).encode()


def _delimited(rows: Rows, delimiter: str, *, header: bool) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    if header:
        writer.writerow(_HEADER)
    for box, value in rows:
        text = with_guard(value) if isinstance(value, str) else written(value)
        writer.writerow((box, text))
    return stream.getvalue().encode()
