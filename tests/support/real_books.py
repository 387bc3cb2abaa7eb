"""Changes to the real template workbook, made in its XML as an accident or a person would."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from focusxl.forms.loader import load_edition
from tests.support.parts import parts_of, with_part

EDITION = load_edition("2014")
_SHEETS = ("Start", *(page.sheet for page in EDITION.pages), "Checks")


def sheet_part(sheet: str) -> str:
    return f"xl/worksheets/sheet{_SHEETS.index(sheet) + 1}.xml"


def place(content: bytes, name: str) -> tuple[str, str]:
    """Give sheet and cell that a defined name points to."""
    book = parts_of(content)["xl/workbook.xml"].decode()
    found = re.search(rf'<definedName name="{name}">([^<]+)</definedName>', book)
    assert found is not None, name
    sheet, _, cell = unescape(found[1]).rpartition("!")
    return sheet.strip("'"), cell.replace("$", "")


def cell_of(content: bytes, box: str) -> str:
    return place(content, f"box_{box}")[1]


def with_cell(content: bytes, box: str, kind: str, inside: str) -> bytes:
    """Store something else in the cell of a box; its look stays."""

    def change(old: re.Match[str]) -> str:
        return f"<c {old['look']}{kind}>{inside}</c>"

    return with_sheet(content, box, lambda text: _cell(content, box).sub(change, text, count=1))


def with_input(content: bytes, box: str, amount: int) -> bytes:
    return with_cell(content, box, "", f"<v>{amount}</v>")


def with_stored_value(content: bytes, box: str, kind: str, value: str) -> bytes:
    """Give a formula another stored value."""

    def change(old: re.Match[str]) -> str:
        formula = re.search(r"<f[ >].*?</f>", old[0])
        assert formula is not None, f"box {box} has no formula"
        return f"<c {old['look']}{kind}>{formula[0]}{value}</c>"

    return with_sheet(content, box, lambda text: _cell(content, box).sub(change, text, count=1))


def with_format(content: bytes, box: str, code: str) -> bytes:
    """Give the cell of a box another number format; the rest of its look goes."""

    def add(styles: str) -> str:
        styles, count = re.subn(
            r"<numFmts count=.*?>",
            rf'\g<0><numFmt numFmtId="999" formatCode="{escape(code)}"/>',
            styles,
        )
        assert count == 1
        return styles.replace("</cellXfs>", '<xf numFmtId="999" applyNumberFormat="1"/></cellXfs>')

    content = with_part(content, "xl/styles.xml", add)
    formats = re.search(r"<cellXfs.*?</cellXfs>", parts_of(content)["xl/styles.xml"].decode(), re.S)
    assert formats is not None
    position = len(re.findall(r"<xf ", formats[0])) - 1
    cell = cell_of(content, box)
    return with_sheet(
        content, box, lambda text: re.sub(rf'(<c r="{cell}" s=)"\d+"', rf'\g<1>"{position}"', text)
    )


def with_sheet(content: bytes, box: str, change: Callable[[str], str]) -> bytes:
    """Change the sheet that a box stands on."""
    return with_part(content, sheet_part(place(content, f"box_{box}")[0]), change)


def _cell(content: bytes, box: str) -> re.Pattern[str]:
    cell = cell_of(content, box)
    return re.compile(rf'<c (?P<look>r="{cell}" s="\d+")[^>]*?(?:/>|>.*?</c>)')


def row_of(content: bytes, box: str) -> int:
    return int(re.sub(r"[A-Z]+", "", cell_of(content, box)))


def with_names(content: bytes, changes: Mapping[str, str | None]) -> bytes:
    """Let defined names refer to something else; None deletes one."""

    def change(book: str) -> str:
        for name, target in changes.items():
            new = "" if target is None else f'<definedName name="{name}">{target}</definedName>'
            book, count = re.subn(rf'<definedName name="{name}">[^<]+</definedName>', new, book)
            assert count == 1, name
        return book

    return with_part(content, "xl/workbook.xml", change)


def with_row_inserted(content: bytes, sheet: str, at: int) -> bytes:
    """Insert a row as a spreadsheet does: cells, merged cells and names below it move."""

    def moved(cell: re.Match[str]) -> str:
        row = int(cell[2])
        return f"{cell[1]}{row + 1 if row >= at else row}"

    def move_cells(text: str) -> str:
        def move(attribute: re.Match[str]) -> str:
            return re.sub(r"([A-Z]{0,3}\b|[A-Z]{1,3})(\d+)", moved, attribute[0])

        return re.sub(r'(?<=[ <])(?:r|ref|sqref)="[A-Z0-9: ]+"', move, text)

    def move_names(book: str) -> str:
        quoted = re.escape(f"'{sheet}'!") + "|" + re.escape(f"{sheet}!")

        def move(reference: re.Match[str]) -> str:
            return re.sub(r"(\$[A-Z]{1,3}\$)(\d+)", moved, reference[0])

        return re.sub(rf"(?:{quoted})[$A-Z0-9:]+", move, book)

    content = with_part(content, sheet_part(sheet), move_cells)
    return with_part(content, "xl/workbook.xml", move_names)
