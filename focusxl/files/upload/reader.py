"""The reading of upload files: rows of line-item id and value, as text, CSV or XML."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from focusxl.amounts import Number, Text, cell_state
from focusxl.errors import UnknownEdition, Unreadable
from focusxl.files.openxml.shared_texts import LONGEST_TEXT
from focusxl.files.openxml.source import LARGEST_TEXT, Source, read_source
from focusxl.files.openxml.xml_reader import NotPlainXml, XmlReader
from focusxl.files.stored.entries import MOST_ROWS, Given, gather_entries
from focusxl.files.stored.reading import Reading
from focusxl.files.upload.rows import NotOfTheForm, Stated, facts_of, pages_of
from focusxl.filings.filing import Filing, read_date
from focusxl.forms.edition import Edition
from focusxl.forms.loader import editions, load_edition
from focusxl.text import in_one_line, without_guard

_LAST_HEADER_ROW = 20
_BOX = re.compile(r"[0-9]+(?:_[a-z]+)?")
_SEPARATOR_LINE = re.compile(r"\"?sep=(.)\"?\r?\n?", re.IGNORECASE)
_EDITION_HEADING = "edition"
ID_HEADINGS = frozenset({"line item id", "line-item id", "line item", "lineitemid", "box", "id"})
VALUE_HEADINGS = frozenset({"value", "amount"})
NOTHING_STATED = Stated()


def read_upload(path: Path) -> Reading:
    """Read an upload file.

    Raises:
        Unreadable: it is not made of rows of line-item id and value.
    """
    source = read_source(path, LARGEST_TEXT)
    if path.suffix.lower() == ".xml":
        return _xml(source)
    rows = _rows(source, "\t" if path.suffix.lower() == ".txt" else ",")
    edition = _take_header(source, rows)
    return upload_reading([_given(source, row) for row in rows], edition, source)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with any contents, without the empty fields at its end."""

    line: int
    fields: list[str]
    count: int
    """Number of its fields, with empty ones."""
    between: str
    """Description of its delimiter."""

    @property
    def value(self) -> str:
        return self.fields[1] if len(self.fields) > 1 else ""


def _rows(source: Source, delimiter: str) -> list[_Row]:
    """Split a file into rows; a first line ``sep=;`` states the delimiter, as in Excel."""
    text = source.text()
    separator = _SEPARATOR_LINE.match(text)
    if separator is not None:
        delimiter = separator[1]
        # The line stays, empty, so that the others keep their numbers.
        text = "\n" + text[separator.end() :]
    between = {"\t": "a tab", ",": "a comma", ";": "a semicolon"}.get(delimiter, f"“{delimiter}”")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[_Row] = []
    try:
        for fields in reader:
            count = len(fields)
            while fields and not fields[-1].strip():
                del fields[-1]
            if fields:
                rows.append(_Row(reader.line_num, fields, count, between))
            if len(rows) > MOST_ROWS + _LAST_HEADER_ROW:
                raise Unreadable(
                    f"{source.name} has more than {MOST_ROWS:,} rows; the form has far fewer boxes."
                )
    except csv.Error as error:
        raise Unreadable(
            f"{source.name}, line {reader.line_num}: {in_one_line(str(error), 80)}; correct it."
        ) from None
    return rows


def _take_header(source: Source, rows: list[_Row]) -> str | None:
    """Remove the headings and everything above them; give the edition that is stated there."""
    for position, row in enumerate(rows[:_LAST_HEADER_ROW]):
        if row.fields[0].strip().casefold() not in ID_HEADINGS:
            continue
        for above in rows[:position]:
            if _BOX.fullmatch(above.fields[0].strip()) and above.value.strip():
                raise Unreadable(
                    f"{source.name}, line {above.line}: box {above.fields[0].strip()} stands above "
                    "the headings of the columns; move it below them."
                )
        del rows[: position + 1]
        headings = [field.strip() for field in row.fields]
        for heading, edition in pairwise(headings[2:]):
            if heading.casefold() == _EDITION_HEADING:
                return edition or None
        return None
    return None


def _given(source: Source, row: _Row) -> Given:
    """Give the box and value of a row.

    Raises:
        Unreadable: it has no field for a value, or more fields.
    """
    found = max(len(row.fields), min(row.count, 2))
    if found != 2:
        raise Unreadable(
            f"{source.name}, line {row.line}: expected a line-item id and a value "
            f"with {row.between} between, found {found} field"
            f"{'' if found == 1 else 's'}; correct the line."
        )
    return Given(row.fields[0].strip(), cell_state(without_guard(row.value)))


def _xml(source: Source) -> Reading:
    reader = _UploadXml()
    try:
        reader.xml.read(io.BytesIO(source.content))
    except NotPlainXml as refusal:
        raise Unreadable(f"{source.name} cannot be read: it {refusal}.") from None
    stated = Stated(tuple(reader.answers), tuple(reader.pages))
    return upload_reading(reader.given, reader.edition, source, stated)


class _UploadXml:
    """An upload in XML: edition, facts, pages with nothing to report, an item for each box."""

    def __init__(self) -> None:
        self.edition: str | None = None
        self.given: list[Given] = []
        self.answers: list[tuple[str, str]] = []
        self.pages: list[str] = []
        self._path: list[str] = []
        self._name = ""
        self.xml = XmlReader({}, {})
        self.xml.parser.StartElementHandler = self._start
        self.xml.parser.EndElementHandler = self._end

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        self._path.append(element)
        match self._path:
            case ["focus-report"]:
                self.edition = attributes.get("edition")
            case ["focus-report", "item"]:
                self._begin("an item", "an id", attributes.get("id", ""))
            case ["focus-report", "fact"]:
                self._begin("a fact", "a name", attributes.get("name", ""))
            case ["focus-report", "nothing-to-report"]:
                self.pages.append(attributes.get("page", "").strip())
            case _:
                name = in_one_line(element, 40)
                raise NotPlainXml(
                    f"has an element “{name}” where a focus-report of items is expected"
                )

    def _begin(self, what: str, its_name: str, name: str) -> None:
        self._name = name.strip()
        if not self._name:
            raise NotPlainXml(f"has {what} without {its_name}")
        self.xml.collect()

    def _end(self, _: str) -> None:
        match self._path:
            case [_, "item"]:
                self.given.append(Given(self._name, cell_state(self.xml.collected())))
            case [_, "fact"]:
                self.answers.append((self._name, self.xml.collected()))
        self._path.pop()


def upload_reading(
    given: Sequence[Given], edition: str | None, source: Source, stated: Stated = NOTHING_STATED
) -> Reading:
    """Make the filing of the rows of an upload, with the edition and facts stated.

    Raises:
        Unreadable: there are no rows or far too many, the edition is unknown, or it does not know
            a fact or page that is stated.
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
    entries, findings = gather_entries(form, given)
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

    It is the edition that covers the end of the period, or the last. Rows without a period are of
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
