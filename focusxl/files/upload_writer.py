"""Writes upload files: the same rows as text, as CSV and as XML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from focusxl.files.upload_rows import UploadValue, written
from focusxl.files.upload_stated import answered
from focusxl.files.upload_text import with_guard
from focusxl.files.xml_text import as_attribute, with_entities
from focusxl.filing import Filing

_HEADER = ("Line item", "Value")

Rows = Iterable[tuple[str, UploadValue]]


def upload_txt(rows: Rows) -> bytes:
    """Write a row a line, a tab between id and value."""
    return _delimited(rows, "\t", header=False)


def upload_csv(rows: Rows) -> bytes:
    """Write comma-separated values under a header."""
    return _delimited(rows, ",", header=True)


def upload_xml(rows: Rows, filing: Filing) -> bytes:
    """Write an item a row in a report that states its edition.

    What the firm is, where no box says it, and the pages that have nothing to report stand above
    the items, so that the report is whole.
    """
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
        for page in filing.edition.pages
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
