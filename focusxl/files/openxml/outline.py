"""The outline of a workbook: its sheets, its defined names, its calendar and its links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from focusxl.files.openxml.package import MOST_PARTS, Package, Relation
from focusxl.files.openxml.plain_runs import PlainRuns, Shape, read_plainly
from focusxl.files.openxml.stored_numbers import read_position
from focusxl.files.openxml.xml_reader import Attributes, NotPlainXml, Readable, XmlReader
from focusxl.files.openxml.xml_text import without_entities
from focusxl.values import Record

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The namespaces of a workbook's parts, transitional and strict."""
_RELATION_ID = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
_LONGEST_NAMED_TEXT = 8_192
"""The longest formula of a spreadsheet."""
_SHARED = ("sharedStrings", "styles")
MANUAL_CALCULATION = "calculate only when asked to (manual calculation)"
_YES, _NO = ("1", "true", "on"), ("0", "false", "off")
PLAIN_NAMES = Shape(
    re.compile(rb"<definedNames>"),
    b"</definedNames>",
    re.compile(r'<definedName name="([A-Za-z0-9_.]{1,255})">([^<]*)</definedName>'),
)
"""Names of the whole workbook without other attributes, such as those of all boxes."""
DEPTH_OF_NAMES = 2


class SheetPart(NamedTuple):
    """A sheet of the workbook and the part that holds its cells."""

    name: str
    part: str
    hidden: bool


class Outline(Record):
    """The contents of the workbook part."""

    sheets: tuple[SheetPart, ...]
    names: dict[str, str]
    """The definition of each name of the whole workbook, by name in lower case."""
    from_1904: bool
    """Whether days are counted from 1904, as in old workbooks from the Mac."""
    links: tuple[str, ...]
    """The other workbooks that formulas refer to, ``[1]`` being the first."""
    strings: str | None
    styles: str | None
    names_of_sheets: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """The definitions of names of single sheets, by sheet and name; on it they go first."""
    settings: tuple[str, ...] = ()
    """Unusual settings of calculation, each in a few words."""

    def sheet(self, name: str) -> SheetPart | None:
        """Find a sheet by name; case does not matter."""
        return self._by_name.get(name.casefold())

    @cached_property
    def _by_name(self) -> Mapping[str, SheetPart]:
        """Sheets by name; the first of several with the same name."""
        return {sheet.name.casefold(): sheet for sheet in reversed(self.sheets)}


def element_names(local: str) -> tuple[str, ...]:
    """Give the names under which expat reports an element of a workbook."""
    return tuple(f"{namespace} {local}" for namespace in SPREADSHEET)


def read_outline(package: Package) -> Outline:
    """Read the outline of a workbook.

    Raises:
        Unreadable: the package is not a workbook, or is damaged.
    """
    main = next(
        (r.target for r in package.relations("").values() if r.kind == "officeDocument"), None
    )
    if main is None:
        if "mimetype" in package.parts:
            package.refuse("is an OpenDocument file; save it as .xlsx")
        package.refuse("is not a workbook; save it from Excel as .xlsx or .xlsm")
    if main.lower().endswith(".bin"):
        package.refuse("is a binary workbook; save it as .xlsx or .xlsm")
    relations = package.relations(main)
    with package.open(main) as stream:
        said = read_plainly(stream, PLAIN_NAMES, _read_main)
    targets = {r.kind: _there(package, r) for r in relations.values() if r.kind in _SHARED}
    return Outline(
        sheets=_sheets(package, relations, said.sheets),
        names=said.names,
        from_1904=any(said.dates),
        links=tuple(
            _linked_file(package, relations[link_id].target if link_id in relations else "")
            for link_id in said.links
        ),
        strings=targets.get("sharedStrings"),
        styles=targets.get("styles"),
        names_of_sheets={
            said.sheets[number][0]: local
            for number, local in said.names_of_sheets.items()
            if number < len(said.sheets)
        },
        settings=tuple(said.settings),
    )


class _Said:
    """The contents of the workbook part, with relation ids in place of part names."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.names: dict[str, str] = {}
        self.names_of_sheets: dict[int, dict[str, str]] = {}
        self.dates: list[bool] = []
        self.links: list[str] = []
        self.settings: list[str] = []


def _read_main(stream: Readable, runs: PlainRuns | None) -> _Said:
    said = _Said()
    open_name: list[str] = []
    holders: list[dict[str, str]] = []
    names_are_open = False

    def sheet(attributes: Attributes) -> None:
        if len(said.sheets) >= MOST_PARTS:
            raise NotPlainXml("has more sheets than a report can need")
        state = attributes.get("state", "visible")
        name = attributes.get("name", "")
        said.sheets.append((name, _relation_id(attributes), state != "visible"))

    def begin_names(_: Attributes) -> None:
        nonlocal names_are_open
        names_are_open = reader.depth == DEPTH_OF_NAMES

    def end_names() -> None:
        nonlocal names_are_open
        names_are_open = False

    def run() -> None:
        if not names_are_open or reader.depth != DEPTH_OF_NAMES or runs is None:
            raise NotPlainXml("has names outside of their list")
        for name, text in runs.next_run():
            kept = without_entities(text)[:_LONGEST_NAMED_TEXT]
            reader.allowance.keep_name()
            reader.allowance.keep_text(kept)
            said.names.setdefault(name.lower(), kept)

    def begin_name(attributes: Attributes) -> None:
        number = attributes.get("localSheetId")
        holders.append(said.names if number is None else _names_of(said.names_of_sheets, number))
        open_name.append(attributes.get("name", "").lower())
        reader.collect()

    def end_name() -> None:
        text = reader.collected()[:_LONGEST_NAMED_TEXT]
        reader.allowance.keep_name()
        reader.allowance.keep_text(text)
        holders.pop().setdefault(open_name.pop(), text)

    def properties(attributes: Attributes) -> None:
        said.dates.append(attributes.get("date1904") in _YES)

    def calculation(attributes: Attributes) -> None:
        said.settings.extend(_unusual(attributes))

    def link(attributes: Attributes) -> None:
        if len(said.links) >= MOST_PARTS:
            raise NotPlainXml("has more links than a report can need")
        said.links.append(_relation_id(attributes))

    starts = {
        "sheet": sheet,
        "definedNames": begin_names,
        "definedName": begin_name,
        "workbookPr": properties,
        "externalReference": link,
        "calcPr": calculation,
    }
    ends = {"definedName": end_name, "definedNames": end_names}
    reader = XmlReader(
        {key: handler for local, handler in starts.items() for key in element_names(local)},
        {key: handler for local, handler in ends.items() for key in element_names(local)},
    )
    if runs is not None:
        runs.attend(reader, run)
    reader.read(stream)
    return said


def _sheets(
    package: Package, relations: Mapping[str, Relation], named: list[tuple[str, str, bool]]
) -> tuple[SheetPart, ...]:
    """Give the sheets with their parts; no two may share a part."""
    sheets = tuple(
        SheetPart(name, relations[relation].target, hidden)
        for name, relation, hidden in named
        if relation in relations and relations[relation].kind == "worksheet"
    )
    taken: set[str] = set()
    for sheet in sheets:
        if sheet.part in taken:
            package.refuse_damaged(sheet.part[:80])
        taken.add(sheet.part)
    return sheets


def _names_of(sheet_names: dict[int, dict[str, str]], sheet_number: str) -> dict[str, str]:
    number = read_position(sheet_number)
    if number is None:
        raise NotPlainXml("has a name for a sheet that does not exist")
    return sheet_names.setdefault(number, {})


def _there(package: Package, relation: Relation) -> str:
    """Give a part that cells depend on, and refuse the workbook if it is missing."""
    if relation.target not in package.parts:
        package.refuse_damaged(relation.target[:80])
    return relation.target


def _unusual(calculation: Attributes) -> list[str]:
    """Describe the unusual settings of calculation."""
    found = []
    if calculation.get("calcMode") == "manual":
        found.append(MANUAL_CALCULATION)
    if calculation.get("fullPrecision") in _NO:
        found.append("round what is typed to what is shown (precision as displayed)")
    if calculation.get("iterate") in _YES:
        found.append("accept formulas that depend on themselves (iterative calculation)")
    return found


def _relation_id(attributes: Attributes) -> str:
    return next((attributes[key] for key in _RELATION_ID if key in attributes), "")


def _linked_file(package: Package, part: str) -> str:
    """Give the name of the workbook behind a link, without its folder."""
    for relation in package.relations(part).values() if part else ():
        if relation.external:
            return relation.target.replace("\\", "/").rpartition("/")[2]
    return ""
