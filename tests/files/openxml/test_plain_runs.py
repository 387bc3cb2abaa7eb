"""What is read at once is what is read element by element, of every part of every workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from focusxl.files.macros import names
from focusxl.files.openxml import outline, plain_runs, shared_texts, worksheet
from focusxl.files.openxml.outline import _Said
from focusxl.files.openxml.worksheet import (
    ConditionalFormat,
    ConditionalRule,
    StoredCell,
    StoredSheet,
)
from focusxl.files.openxml.xml_reader import Allowance, MeasuredStream, NotPlainXml
from tests.support.parts import parts_of
from tests.support.sample_books import Book

pytestmark = pytest.mark.slow

WORKBOOKS = Path(__file__).parents[3] / "workbook"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SOME_CELLS = {"A1", "B2", "C3", "J8", "H10", "C4"}
MUCH = Allowance()
LITTLE = Allowance(elements=12, cells=4, letters=12, names=2)


class EveryText:
    def __contains__(self, position: object) -> bool:
        return True


def read(
    content: bytes,
    shape: plain_runs.Shape,
    reader: Callable[..., Any],
    quickly: bool,
    much: Allowance,
) -> tuple[object, Allowance | None]:
    """Read a part one way or the other: what it gives and what is left, or why it is refused."""
    left = much.copy()
    stream = MeasuredStream(io.BytesIO(content), left)
    try:
        found = plain_runs.read_plainly(stream, shape, reader) if quickly else reader(stream, None)
    except NotPlainXml as refusal:
        return str(refusal), None
    return found, left


def every_cell(stream: Any, runs: Any) -> object:
    return worksheet._read(worksheet.EVERY_CELL, stream, runs)


def some_cells(stream: Any, runs: Any) -> object:
    return worksheet._read(SOME_CELLS, stream, runs)


def every_text(stream: Any, runs: Any) -> object:
    return shared_texts._read(EveryText(), stream, runs)


def some_texts(stream: Any, runs: Any) -> object:
    return shared_texts._read({0, 2, 3}, stream, runs)


CELLS = (worksheet._PLAIN_CELLS, [every_cell, some_cells])
TEXTS = (shared_texts._PLAIN_TEXTS, [every_text, some_texts])
NAMES = (outline.PLAIN_NAMES, [outline._read_main, names._read_names])
Kind = tuple[plain_runs.Shape, list[Callable[..., Any]]]


def as_told(found: Any) -> Any:
    """All that was found, however deep, to be compared part by part."""
    if isinstance(found, dict):
        return {key: as_told(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [as_told(value) for value in found]
    if isinstance(found, StoredCell):
        return {name: getattr(found, name) for name in StoredCell.__slots__}
    if isinstance(found, Allowance | StoredSheet | ConditionalFormat | ConditionalRule | _Said):
        return as_told(vars(found))
    return found


def assert_same(content: bytes, kind: Kind) -> None:
    shape, readers = kind
    for reader in readers:
        for much in (MUCH, LITTLE):
            one_by_one = read(content, shape, reader, False, much)
            assert as_told(read(content, shape, reader, True, much)) == as_told(one_by_one)


def kind_of(part: str) -> Kind | None:
    if part.startswith("xl/worksheets/sheet"):
        return CELLS
    return {"xl/sharedStrings.xml": TEXTS, "xl/workbook.xml": NAMES}.get(part)


@pytest.mark.parametrize(
    "name",
    ["FocusXL-2014.xlsm", "FocusXL-2014-native.xlsx", "FocusXL-2026.xlsm", "a book of the tests"],
)
def test_the_parts_of_workbooks_are_read_alike(name: str) -> None:
    content = Book().content() if " " in name else (WORKBOOKS / name).read_bytes()
    quickly = []
    for part, text in parts_of(content).items():
        kind = kind_of(part)
        if kind is not None:
            assert_same(text, kind)
            quickly.append(plain_runs._taken_apart(text, kind[0]) is not None)
    assert len(quickly) > 5
    assert all(quickly)


PIECES_OF_A_SHEET = [
    '<row r="1">',
    '<row r="2" ht="12" hidden="1">',
    '<row r="3"/>',
    "<row>",
    "</row>",
    '<row r="1" x="&lt;" y="2">',
    '<y:row xmlns:y="urn:else" r="1">',
    f'<z:row xmlns:z="{MAIN}" r="1">',
    '<row xmlns="urn:else" r="1">',
    '<c r="A1"/>',
    '<c r="A1" s="3"/>',
    '<c r="A01"/>',
    '<c r="a1"/>',
    '<c r="B2" s="2" t="s"><v>12</v></c>',
    '<c r="C3" t="str"><f>IF(A1&lt;2,"&amp;lt;","")</f><v>a &amp; b</v></c>',
    '<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a\n</t></is></c>',
    '<c r="A1" t="inlineStr"><v>1</v></c>',
    '<c r="A1"><is><t>1</t></is></c>',
    '<c r="A2"><f aca="false">1+1</f><v>2</v></c>',
    '<c r="A2"><v>-1.5E3</v></c>',
    '<c r="A2"><v>1_0</v></c>',
    '<c r="A2" t="s"><v>x</v></c>',
    '<c r="A2" t="b"><v></v></c>',
    '<c r="B1"><v/></c>',
    "<c><v>7</v></c>",
    '<c r="B1" cm="1"><f t="array" ref="B1:C3">A1</f><v>2</v></c>',
    '<c r="B1"><f t="shared" ref="B1:B2" si="0">A1+1</f><v>2</v></c>',
    '<c r="C3"><f t="shared" si="0"/><v>2</v></c>',
    '<c r="A1">',
    "</c>",
    "<v>",
    "</v>",
    "<rPh>",
    "</rPh>",
    "<t>a</t>",
    "<!-- ",
    " -->",
    "<![CDATA[",
    "]]>",
    "<?run?>",
    "&#65;",
    "&no;",
    "\r\n",
    "\x01",
    "\ufffe",
    "é ◄",
    "</sheetData>",
    "<sheetData>",
    '<mergeCell ref="A1:B2"/>',
]
HEADS = [
    f'<worksheet xmlns="{MAIN}"><sheetData>',
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
    '<sheetViews><sheetView showZeros="0"/></sheetViews><sheetData>',
    '<worksheet xmlns="urn:else"><sheetData>',
    f'<?xml version="1.0" encoding="latin-1"?><worksheet xmlns="{MAIN}"><sheetData>',
    f'<!--<sheetData>--><worksheet xmlns="{MAIN}"><sheetData>',
    f'<z:worksheet xmlns:z="{MAIN}"><sheetData>',
    f'<a xmlns="{MAIN}"><worksheet><sheetData>',
    f'<!DOCTYPE a><worksheet xmlns="{MAIN}"><sheetData>',
]
TAILS = [
    "</sheetData></worksheet>",
    '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>',
    '</sheetData><row r="9"><c r="A9"/><?run?></row><?run?></worksheet>',
    "</worksheet>",
    "",
]


@given(
    st.sampled_from(HEADS[:2]) | st.sampled_from(HEADS),
    st.lists(st.sampled_from(PIECES_OF_A_SHEET[:24]) | st.sampled_from(PIECES_OF_A_SHEET)),
    st.sampled_from(TAILS),
    st.booleans(),
)
@example(HEADS[0], ['<c r="A1"/>'], TAILS[0], False)
@example(HEADS[0], ['<row r="1">', '<c r="A1"/>', '<c r="A1"/>', "</row>"], TAILS[0], False)
@example(HEADS[0], [f'<z:row xmlns:z="{MAIN}" r="1">', '<c r="A1"/>', "</z:row>"], TAILS[0], False)
@example(HEADS[2], [f'<row xmlns="{MAIN}" r="1">', '<c r="A1"/>', "</row>"], TAILS[0], False)
@example(
    HEADS[0], ["<row>", '<c r="B7"/>', "<c/>", "</row>", "<row>", "<c/>", "</row>"], TAILS[0], False
)
@settings(max_examples=400, deadline=None)
def test_sheets_of_any_pieces_are_read_alike(
    head: str, pieces: list[str], tail: str, in_rows: bool
) -> None:
    inside = "".join(pieces)
    if in_rows:
        inside = f'<row r="1">{inside}</row><row r="2"><c r="A2"><v>5</v></c></row>'
    assert_same(f"{head}{inside}{tail}".encode("utf-8", "surrogatepass"), CELLS)


TEXT = ["<si><t>a &gt; b</t></si>", '<si><t xml:space="preserve"> x </t></si>', "<si><t></t></si>"]
OTHER_TEXT = [
    "<si/>",
    "<si><r><t>a</t></r><r><t>b</t></r></si>",
    "<si><t>a</t><rPh><t>b</t></rPh></si>",
    "<x>",
    "</x>",
    "<t>loose</t>",
    "<si>",
    "</si>",
    "<!-- ",
    " -->",
    "&#10;",
    "<?run?>",
    "</sst>",
]


@given(
    st.sampled_from([f'<sst xmlns="{MAIN}">', "<sst>", f'<z:sst xmlns:z="{MAIN}"><sst>']),
    st.lists(st.sampled_from(TEXT) | st.sampled_from(OTHER_TEXT)),
)
@settings(max_examples=200, deadline=None)
def test_tables_of_texts_of_any_pieces_are_read_alike(head: str, pieces: list[str]) -> None:
    assert_same(f"{head}{''.join(pieces)}</sst>".encode(), TEXTS)


A_NAME = [
    '<definedName name="box_13">A!$B$2</definedName>',
    '<definedName name="Q">1&lt;2</definedName>',
]
OTHER_NAME = [
    '<definedName name="box_13" localSheetId="0">A!$B$3</definedName>',
    '<definedName name="é">1</definedName>',
    '<definedName name="x" function="1">RUN("x")</definedName>',
    '<definedName name="n"/>',
    "<x>",
    "</x>",
    "<?run?>",
    "<!-- ",
    " -->",
    "</definedNames>",
    "<definedNames>",
]


@given(
    st.sampled_from(
        [
            f'<workbook xmlns="{MAIN}"><sheets><sheet name="A"/></sheets><definedNames>',
            "<workbook><definedNames>",
            f'<workbook xmlns="{MAIN}"><x><definedNames>',
            f'<z:workbook xmlns:z="{MAIN}"><z:definedNames><definedNames>',
        ]
    ),
    st.lists(st.sampled_from(A_NAME) | st.sampled_from(OTHER_NAME)),
)
@settings(max_examples=200, deadline=None)
def test_names_of_any_pieces_are_read_alike(head: str, pieces: list[str]) -> None:
    content = f"{head}{''.join(pieces)}</definedNames><calcPr calcMode='manual'/></workbook>"
    assert_same(content.encode(), NAMES)


def test_a_part_too_large_to_be_read_at_once_is_read_as_it_streams_by() -> None:
    """A quarter of a million cells are the most that are kept; blanks between rows are not."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>{" " * 5_000}'
        for row in range(1, 1_001)
    )
    content = f"{HEADS[0]}{rows}{TAILS[0]}".encode()
    assert len(content) > plain_runs._LARGEST
    found = worksheet.read_sheet(io.BytesIO(content), worksheet.EVERY_CELL)
    assert (len(found.cells), found.cells["A1000"].value) == (1_000, "1000")
