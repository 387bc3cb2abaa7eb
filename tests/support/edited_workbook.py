"""Changes to a built workbook, made in its XML as an accident or a person would make them."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import unescape

from tests.support.parts import packed, parts_of, with_part

_Part = Callable[[str], str]


@lru_cache(maxsize=4)
def places(content: bytes) -> dict[str, tuple[str, str]]:
    """Sheet and cell that each defined name points to."""
    book = parts_of(content)["xl/workbook.xml"].decode()
    found = {}
    for name, target in re.findall(r'<definedName name="([^"]+)"[^>]*>([^<]+)<', book):
        sheet, _, cell = unescape(target).rpartition("!")
        found[name] = sheet.strip("'"), cell.replace("$", "")
    return found


def sheet_part(content: bytes, sheet: str) -> str:
    book = parts_of(content)["xl/workbook.xml"].decode()
    sheets = [unescape(name) for name in re.findall(r'<sheet name="([^"]+)"', book)]
    return f"xl/worksheets/sheet{sheets.index(sheet) + 1}.xml"


def with_cell(content: bytes, name: str, inside: str, kind: str = "") -> bytes:
    """Store something else in the cell of a name; its look stays.

    A cell that the sheet does not store yet comes to stand at the end of its row.
    """
    sheet, address = places(content)[name]
    cell = re.compile(rf'<c r="{address}"(?P<look>(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)')
    row = re.compile(rf'<row r="{re.sub("[A-Z]", "", address)}"[^>]*>.*?(?=</row>)')

    def change(text: str) -> str:
        if cell.search(text):
            return cell.sub(rf'<c r="{address}"\g<look>{kind}>{inside}</c>', text, count=1)
        return row.sub(rf'\g<0><c r="{address}"{kind}>{inside}</c>', text, count=1)

    return with_part(content, sheet_part(content, sheet), change)


def with_amount(content: bytes, name: str, amount: int) -> bytes:
    return with_cell(content, name, f"<v>{amount}</v>")


def with_text(content: bytes, name: str, text: str) -> bytes:
    return with_cell(content, name, f"<is><t>{text}</t></is>", ' t="inlineStr"')


def with_stored_value(content: bytes, name: str, amount: int) -> bytes:
    """Let a formula show an old value."""
    sheet, address = places(content)[name]
    part = sheet_part(content, sheet)
    cell = re.search(rf'<c r="{address}"[^>]*>(<f.*?</f>)', parts_of(content)[part].decode())
    assert cell is not None, f"{name} holds no formula"
    return with_cell(content, name, f"{cell[1]}<v>{amount}</v>")


def with_names_swapped(content: bytes, one: str, other: str) -> bytes:
    """Let two names point to each other's cell."""
    target = r'(<definedName name="{}"[^>]*>)([^<]+)'

    def change(book: str) -> str:
        cells = {
            name: re.search(target.format(name), book)[2]  # type: ignore[index]
            for name in (one, other)
        }
        for name, cell in ((one, cells[other]), (other, cells[one])):
            book = re.sub(target.format(name), rf"\g<1>{cell}", book, count=1)
        return book

    return with_part(content, "xl/workbook.xml", change)


def without_sheet(content: bytes, sheet: str) -> bytes:
    """Delete a sheet: what pointed to it points nowhere."""

    def change(book: str) -> str:
        book = re.sub(rf'<sheet name="{re.escape(sheet)}"[^>]*/>', "", book, count=1)
        pointing = rf"(?<=>)(?:'{re.escape(sheet)}'|{re.escape(sheet)})!\$"
        return re.sub(rf"{pointing}[^<]*", "#REF!", book)

    return with_part(content, "xl/workbook.xml", change)


OWN_SHEET = "xl/worksheets/sheet99.xml"
_OWN_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>My own trial balance</t></is></c>'
    '<c r="B1"><f>SUM(1,2)</f><v>3</v></c></row></sheetData></worksheet>'
)


def with_own_sheet(content: bytes) -> bytes:
    """Add a sheet of the user's own, Mine, with a text and a formula that gives 3."""
    added = {
        "xl/workbook.xml": (
            "</sheets>",
            '<sheet name="Mine" sheetId="99" r:id="rId99"/>',
        ),
        "xl/_rels/workbook.xml.rels": (
            "</Relationships>",
            '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/worksheet" Target="worksheets/sheet99.xml"/>',
        ),
        "[Content_Types].xml": (
            "</Types>",
            '<Override PartName="/xl/worksheets/sheet99.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>',
        ),
    }
    parts = parts_of(content)
    for part, (end, entry) in added.items():
        parts[part] = parts[part].replace(end.encode(), f"{entry}{end}".encode())
    return packed({**parts, OWN_SHEET: _OWN_SHEET})
