"""Defined names that run by themselves or are macros."""

from __future__ import annotations

import re
from collections.abc import Iterator

from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.files.macros.parts import main_part
from focusxl.files.openxml.outline import DEPTH_OF_NAMES, PLAIN_NAMES, element_names
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.plain_runs import PlainRuns, read_plainly
from focusxl.files.openxml.xml_reader import Attributes, NotPlainXml, Readable, XmlReader
from focusxl.files.openxml.xml_text import without_entities
from focusxl.text import in_one_line

_BY_ITSELF = re.compile(r"(?:_xlnm\.)?auto_?(?:open|close|activate|deactivate)", re.IGNORECASE)
_FUNCTION = re.compile(
    r"\b(?:CALL|EXEC|EXECUTE|REGISTER(?:\.ID)?|RUN|INITIATE|POKE|FOPEN|FWRITE(?:LN)?|SEND\.KEYS|"
    r"RTD|DDE|WEBSERVICE)\s*\(",
    re.IGNORECASE,
)
"""Functions that run a program, write a file or fetch data, even without a macro sheet."""
_OF_A_MACRO = ("xlm", "function", "vbProcedure")
_LONGEST = 120


def examine_names(package: Package) -> Iterator[Finding]:
    """Find names of the workbook and its sheets that are not plain data."""
    for attributes, text in _names(package):
        if is_foreign_name(attributes, text):
            yield general_finding(
                "MAC-06",
                reported=in_one_line(attributes.get("name", ""), _LONGEST),
                expected="no such name",
                refers_to=in_one_line(text, _LONGEST),
            )


def is_foreign_name(attributes: Attributes, text: str) -> bool:
    """Tell whether a name is a macro, runs by itself, or runs or fetches something."""
    of_macro = any(attributes.get(key, "0") in ("1", "true") for key in _OF_A_MACRO)
    by_itself = _BY_ITSELF.match(attributes.get("name", ""))
    return of_macro or by_itself is not None or _FUNCTION.search(text) is not None


def _names(package: Package) -> list[tuple[Attributes, str]]:
    with package.open(main_part(package)) as stream:
        return read_plainly(stream, PLAIN_NAMES, _read_names)


def _read_names(stream: Readable, runs: PlainRuns | None) -> list[tuple[Attributes, str]]:
    found: list[tuple[Attributes, str]] = []
    open_names: list[Attributes] = []
    names_are_open = False

    def begin_list(_: Attributes) -> None:
        nonlocal names_are_open
        names_are_open = reader.depth == DEPTH_OF_NAMES

    def end_list() -> None:
        nonlocal names_are_open
        names_are_open = False

    def run() -> None:
        if not names_are_open or reader.depth != DEPTH_OF_NAMES or runs is None:
            raise NotPlainXml("has names outside of their list")
        found.extend(({"name": name}, without_entities(text)) for name, text in runs.next_run())

    def begin(attributes: Attributes) -> None:
        open_names.append(attributes)
        reader.collect()

    def end() -> None:
        found.append((open_names.pop(), reader.collected()))

    starts = {"definedNames": begin_list, "definedName": begin}
    ends = {"definedNames": end_list, "definedName": end}
    reader = XmlReader(
        {key: handler for local, handler in starts.items() for key in element_names(local)},
        {key: handler for local, handler in ends.items() for key in element_names(local)},
    )
    if runs is not None:
        runs.attend(reader, run)
    reader.read(stream)
    return found
