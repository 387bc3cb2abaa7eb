"""Reads upload files: rows of line-item id and value, as text, as CSV or as XML."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from focusxl.amount import cell_state
from focusxl.files.entries import Given
from focusxl.files.reading import Reading, Unreadable, in_one_line
from focusxl.files.source import LARGEST_TEXT, Source, read_source
from focusxl.files.upload_filing import ID_HEADINGS, upload_reading
from focusxl.files.upload_stated import Stated
from focusxl.files.upload_text import without_guard
from focusxl.files.xml_reader import NotPlainXml, XmlReader


def read_upload(path: Path) -> Reading:
    """Read an upload file.

    Raises:
        Unreadable: it does not consist of rows of line-item id and value.
    """
    source = read_source(path, LARGEST_TEXT)
    if path.suffix.lower() == ".xml":
        return _xml(source)
    given = [
        Given(box, cell_state(without_guard(value)))
        for box, value in _rows(source, "\t" if path.suffix.lower() == ".txt" else ",")
    ]
    return upload_reading(given, None, source)


def _rows(source: Source, delimiter: str) -> list[tuple[str, str]]:
    reader = csv.reader(io.StringIO(source.text(), newline=""), delimiter=delimiter, strict=True)
    between = "a tab" if delimiter == "\t" else "a comma"
    rows: list[tuple[str, str]] = []
    try:
        for fields in reader:
            if not any(field.strip() for field in fields):
                continue
            if len(fields) != 2:
                raise Unreadable(
                    f"{source.name}, line {reader.line_num}: expected a line-item id and a value "
                    f"with {between} between, found {len(fields)} field"
                    f"{'' if len(fields) == 1 else 's'}; correct the line."
                )
            rows.append((fields[0].strip(), fields[1]))
    except csv.Error as error:
        raise Unreadable(
            f"{source.name}, line {reader.line_num}: {in_one_line(str(error), 80)}; correct it."
        ) from None
    if rows and rows[0][0].casefold() in ID_HEADINGS:
        del rows[0]
    return rows


def _xml(source: Source) -> Reading:
    reader = _UploadXml()
    try:
        reader.xml.read(io.BytesIO(source.content))
    except NotPlainXml as refusal:
        raise Unreadable(f"{source.name} cannot be read: it {refusal}.") from None
    stated = Stated(tuple(reader.answers), tuple(reader.pages))
    return upload_reading(reader.given, reader.edition, source, stated)


class _UploadXml:
    """What an upload in XML holds: edition, facts, pages without anything, an item for each box."""

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
