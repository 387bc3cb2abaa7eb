"""The outline of a workbook: its sheets, its defined names, its calendar and its links."""

from __future__ import annotations

from dataclasses import dataclass

from focusxl.files.package import Package
from focusxl.files.xml_reader import Attributes, XmlReader

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The namespace of a workbook's parts, and that of the strict variant."""
_RELATION_ID = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)
_LONGEST_NAMED_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the workbook and the part that holds its cells."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What the workbook part says."""

    sheets: tuple[SheetPart, ...]
    names: dict[str, str]
    """What each defined name of the whole workbook refers to, by name in small letters."""
    from_1904: bool
    """Days are counted from 1904, as old workbooks from the Mac do."""
    links: tuple[str, ...]
    """The other workbooks that formulas point to, ``[1]`` being the first."""
    strings: str | None
    styles: str | None

    def sheet(self, name: str) -> SheetPart | None:
        """Find a sheet by name; capitals do not matter."""
        wanted = name.casefold()
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == wanted), None)


def element_names(local: str) -> tuple[str, ...]:
    """Give the names under which expat reports an element of a workbook."""
    return tuple(f"{namespace} {local}" for namespace in SPREADSHEET)


def read_outline(package: Package) -> Outline:
    """Read the outline of a workbook.

    Raises:
        Unreadable: the package is no workbook, or is damaged.
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
    sheets: list[tuple[str, str, bool]] = []
    names: dict[str, str] = {}
    link_ids: list[str] = []
    dates: list[bool] = []
    open_name: list[str] = []

    def sheet(attributes: Attributes) -> None:
        state = attributes.get("state", "visible")
        sheets.append((attributes.get("name", ""), _relation_id(attributes), state != "visible"))

    def begin_name(attributes: Attributes) -> None:
        if "localSheetId" not in attributes:
            open_name.append(attributes.get("name", "").lower())
            reader.collect()

    def end_name() -> None:
        if open_name:
            names.setdefault(open_name.pop(), reader.collected()[:_LONGEST_NAMED_TEXT])

    def properties(attributes: Attributes) -> None:
        dates.append(attributes.get("date1904", "0") in ("1", "true"))

    def link(attributes: Attributes) -> None:
        link_ids.append(_relation_id(attributes))

    starts = {
        "sheet": sheet,
        "definedName": begin_name,
        "workbookPr": properties,
        "externalReference": link,
    }
    reader = XmlReader(
        {key: handler for local, handler in starts.items() for key in element_names(local)},
        dict.fromkeys(element_names("definedName"), end_name),
    )
    with package.open(main) as stream:
        reader.read(stream)
    targets = {r.kind: r.target for r in relations.values() if r.target in package.parts}
    return Outline(
        sheets=tuple(
            SheetPart(name, relations[relation].target, hidden)
            for name, relation, hidden in sheets
            if relation in relations and relations[relation].kind == "worksheet"
        ),
        names=names,
        from_1904=any(dates),
        links=tuple(
            _linked_file(package, relations[link_id].target if link_id in relations else "")
            for link_id in link_ids
        ),
        strings=targets.get("sharedStrings"),
        styles=targets.get("styles"),
    )


def _relation_id(attributes: Attributes) -> str:
    return next((attributes[key] for key in _RELATION_ID if key in attributes), "")


def _linked_file(package: Package, part: str) -> str:
    """Give the name of the workbook behind a link, without its folder."""
    for relation in package.relations(part).values() if part else ():
        if relation.external:
            return relation.target.replace("\\", "/").rpartition("/")[2]
    return ""
