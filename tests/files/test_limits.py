"""What reading a file costs is bounded, whatever is in it: limits, looked up and not searched.

No clock is read here. Where something would be searched for again and again, the steps are
counted; where memory would be taken, it is measured.
"""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from focusxl.errors import Unreadable
from focusxl.files import Reading
from focusxl.files.openxml import worksheet
from focusxl.files.openxml.cell_looks import read_looks
from focusxl.files.openxml.number_formats import read_number_formats
from focusxl.files.openxml.shared_texts import read_shared_texts
from focusxl.files.openxml.sheet_text import SheetText
from focusxl.files.openxml.xml_reader import Allowance, MeasuredStream, NotPlainXml, XmlReader
from focusxl.files.workbook_checks import recalculation
from tests.support.parts import packed, parts_of
from tests.support.sample_books import Book
from tests.support.taking import Take

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024
SHEET = "xl/worksheets/sheet3.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def parts() -> Parts:
    return parts_of(Book().content())


def refusal(take: Take, content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        take("book.xlsx", content)
    message = str(refused.value)
    assert message.startswith("“book.xlsx” ")
    assert message.endswith(".")
    assert message.isprintable()
    return message


def sheet(text: str, before: str = "", behind: str = "") -> bytes:
    return (
        f'<worksheet xmlns="{MAIN}">{before}<sheetData>{text}</sheetData>{behind}</worksheet>'
    ).encode()


def read(content: bytes, wanted: Any = worksheet.EVERY_CELL) -> worksheet.StoredSheet:
    return worksheet.read_sheet(io.BytesIO(content), wanted)


# Packing


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_packed_in_another_way_are_refused(take: Take, parts: Parts, method: int) -> None:
    assert "is packed in a way that no" in refusal(take, packed(parts, method))


@pytest.mark.parametrize(
    "method", [6, 9, 10, 12, 14, 18, 93, 95, 98, 65_535], ids="method {}".format
)
def test_parts_that_say_they_are_packed_in_another_way(
    take: Take, parts: Parts, method: int
) -> None:
    """Deflate64 is 9, bzip2 12, LZMA 14, zstd 93, XZ 95, PPMd 98."""
    content = bytearray(packed(parts))
    for found in re.finditer(b"PK\x01\x02", bytes(content)):
        content[found.start() + 10 : found.start() + 12] = struct.pack("<H", method)
    for found in re.finditer(b"PK\x03\x04", bytes(content)):
        content[found.start() + 8 : found.start() + 10] = struct.pack("<H", method)
    assert "is packed in a way that no" in refusal(take, bytes(content))


def test_a_list_of_parts_without_end_is_not_read(take: Take) -> None:
    entry = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
    )
    many = 60_000
    head = b"PK\x03\x04" + bytes(26)
    list_of_parts = (entry + b"a") * many
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, many, many, len(list_of_parts), len(head), 0)
    tracemalloc.start()
    message = refusal(take, head + list_of_parts + end)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "more than 4,000 parts" in message
    assert most < 4 * len(list_of_parts)


# Attributes that are no numbers

NO_NUMBERS = ["9" * 5_000, "-1", "1_0", "\u0661\u0662", " 7", "0x10", "1e5", "", "nan"]


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize(
    "text",
    [
        '<row r="1"><c r="A1" s="{}"/></row>',
        '<row r="1"><c r="A1" t="s"><v>{}</v></c></row>',
        '<row r="{}"><c r="A1"/></row>',
        '</sheetData><cols><col min="{}" max="3"/></cols><sheetData>',
        '</sheetData><cols><col min="1" max="{}"/></cols><sheetData>',
        "</sheetData><conditionalFormatting sqref='A1'><cfRule dxfId='{}'/>"
        "</conditionalFormatting><sheetData>",
    ],
)
def test_a_position_in_a_sheet_is_made_of_a_few_plain_digits(text: str, number: str) -> None:
    content = sheet(text.format(number))
    if 'row r="' in text and number == "" and "s=" not in text and "<v>" not in text:
        assert set(read(content).cells) == {"A1"}
        return
    with pytest.raises(NotPlainXml, match="invalid number"):
        read(content)


@pytest.mark.parametrize("size", ["nan", "INF", "-INF", "1e999", "-3", "1_0", "\u0663", "x", ""])
@pytest.mark.parametrize(
    "text",
    [
        '<row r="1" ht="{}"/>',
        '</sheetData><cols><col min="1" max="3" width="{}"/></cols><sheetData>',
        '</sheetData><sheetFormatPr defaultColWidth="{}"/><sheetData>',
    ],
)
def test_a_height_and_a_width_are_finite(text: str, size: str) -> None:
    with pytest.raises(NotPlainXml, match="invalid number"):
        read(sheet(text.format(size)))


@pytest.mark.parametrize(
    "styles",
    [
        '<fonts><font><sz val="1e999"/></font></fonts>',
        '<fonts><font><sz val="nan"/></font></fonts>',
        '<fonts><font><color theme="\u0661"/></font></fonts>',
        '<fonts><font><color indexed="-1"/></font></fonts>',
        '<fonts><font><color rgb="FF00"/><color rgb="zzzzzz"/></font></fonts>',
        '<fonts><font><color rgb="FF000000" tint="nan"/></font></fonts>',
        '<cellXfs><xf fontId="99999999999999999999"/></cellXfs>',
        '<cellXfs><xf fillId="-1"/></cellXfs>',
    ],
)
def test_styles_with_numbers_that_are_none(styles: str) -> None:
    with pytest.raises(NotPlainXml, match="invalid number"):
        read_looks(io.BytesIO(f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode()))


@pytest.mark.parametrize(
    "styles",
    [
        '<fonts><font><color rgb="FF102030" tint="1e300"/></font></fonts><cellXfs><xf/></cellXfs>',
        '<fonts><font><color rgb="FF102030" tint="-1e300"/></font></fonts><cellXfs><xf/></cellXfs>',
        '<fills><patternFill patternType="none"/></fills><cellXfs><xf fillId="5"/></cellXfs>',
        '<fills><fgColor rgb="FF000000"/></fills><cellXfs><xf fontId="7"/></cellXfs>',
        "<cellXfs><alignment shrinkToFit='1'/><xf/></cellXfs>",
        "<dxfs><numFmt formatCode=';'/></dxfs><cellXfs><xf/></cellXfs>",
    ],
)
def test_styles_out_of_place_are_passed_over(styles: str) -> None:
    looks = read_looks(io.BytesIO(f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode()))
    assert looks.of(0).is_blank in (True, False)


@pytest.mark.parametrize("number", ["-1", "9" * 5_000, "\u0661", "x"])
def test_a_name_of_a_sheet_that_there_is_not(take: Take, parts: Parts, number: str) -> None:
    name = f'<definedName name="x" localSheetId="{number}">A1</definedName></definedNames>'
    workbook = parts["xl/workbook.xml"].replace(b"</definedNames>", name.encode())
    message = refusal(take, packed({**parts, "xl/workbook.xml": workbook}))
    assert "a name for a sheet that does not exist" in message


# Texts that are not where texts are


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1" t="inlineStr"><is><is><t>5</t></is></is></c>', ""),
        ('<c r="A1" t="inlineStr"><is/></c>', ""),
        ('<c r="A1" t="inlineStr"><t>5</t></c>', None),
        ('<c r="A1" t="inlineStr"><is><v>5</v></is></c>', ""),
        ('<c r="A1" t="inlineStr"><v>5</v></c>', None),
        ('<c r="A1" t="s"><is><t>5</t></is></c>', None),
        ('<c r="A1"><is><t>5</t></is></c>', None),
        ('<c r="A1"><t>5</t></c>', None),
        ('<c r="A1" t="inlineStr"><is><t>a</t><rPh><t>b</t></rPh><r><t>c</t></r></is></c>', "ac"),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', ""),
        ('<c r="A1" t="inlineStr"><is><t><t>a</t></t></is></c>', "a"),
        ('<c r="A1"/><is><t>5</t></is><t>6</t><v>7</v><f>8</f>', None),
    ],
)
def test_a_text_out_of_place_is_no_value(cell: str, value: str | None) -> None:
    assert read(sheet(f'<row r="1">{cell}</row>')).cells["A1"].value == value


def test_texts_outside_of_every_cell_and_row() -> None:
    assert read(sheet("<t>1</t><is><t>2</t></is><v>3</v><f>4</f>")).cells == {}
    with pytest.raises(NotPlainXml, match="names a cell 'A0'"):
        read(sheet("<c/>"))


@pytest.mark.parametrize(
    "table",
    [
        "<t>x</t>",
        "<si/>",
        "<si><si><t>x</t></si></si>",
        "<si><t><t>x</t></t></si>",
        "<rPh><si><t>x</t></si></rPh>",
        "<si><rPh><t>x</t></rPh></si>",
        "<si><r><rPr/></r></si>",
        "<si><t/><t/></si>",
    ],
)
def test_a_table_of_texts_out_of_order_is_read_to_its_end(table: str) -> None:
    found = read_shared_texts(
        io.BytesIO(f'<sst xmlns="{MAIN}">{table}</sst>'.encode()), frozenset(range(9))
    )
    assert all(isinstance(text, str) for text in found.values())


@pytest.mark.parametrize("place", ["M\u0661", "m7", "M0", "MMMM1", "7", "M7 ", "M12345678"])
def test_a_cell_with_a_name_that_is_none(place: str) -> None:
    with pytest.raises(NotPlainXml, match="names a cell"):
        read(sheet(f'<row r="7"><c r="{place}"/></row>'))


def test_a_cell_in_another_row_than_it_says() -> None:
    with pytest.raises(NotPlainXml, match="has cell M7 in row 8"):
        read(sheet('<row r="8"><c r="M7"/></row>'))


# Limits: each refuses beyond it, and takes what is within


def times(count: int, text: str) -> str:
    return "".join(text.replace("{n}", str(n)) for n in range(1, count + 1))


LIMITS: dict[str, tuple[Callable[[int], bytes], int, str]] = {
    "conditional rules": (
        lambda n: sheet(
            "",
            behind="<conditionalFormatting sqref='A1'>"
            + times(n, "<cfRule dxfId='1'/>")
            + "</conditionalFormatting>",
        ),
        500,
        "more conditional formats",
    ),
    "conditional areas": (
        lambda n: sheet("", behind=f"<conditionalFormatting sqref='{'A1 ' * n}'/>"),
        5_000,
        "more conditional formats",
    ),
    "merged areas": (
        lambda n: sheet("", behind=times(n, "<mergeCell ref='A{n}:B{n}'/>")),
        5_000,
        "merges more cells",
    ),
    "columns described": (
        lambda n: sheet("", before=times(n, "<col min='1' max='16384' width='9'/>")),
        20,
        "describes its columns too often",
    ),
    "formulas over many cells": (
        lambda n: sheet(
            "<row r='1'><c r='A1'/></row>"
            + times(n, "<row r='{n}'><f t='array' ref='A1:XFD1048576'>1</f></row>")
        ),
        5_000,
        "more formulas over many cells",
    ),
    "cells": (
        lambda n: sheet(
            "".join(
                f"<row r='{row}'>{'<c/>' * min(10_000, n - 10_000 * (row - 1))}</row>"
                for row in range(1, -(-n // 10_000) + 1)
            )
        ),
        250_000,
        "more cells than a report can need",
    ),
    "letters of a text": (
        lambda n: sheet(f"<row r='1'><c t='inlineStr'><is><t>{'x' * n}</t></is></c></row>"),
        229_369,
        "a text of more than 32,767 letters",
    ),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_a_sheet_within_and_beyond_a_limit(kind: str) -> None:
    make, most, words = LIMITS[kind]
    read(make(most))
    with pytest.raises(NotPlainXml, match=words):
        read(make(most + 1))


def styles(inside: str) -> io.BytesIO:
    return io.BytesIO(f'<styleSheet xmlns="{MAIN}">{inside}</styleSheet>'.encode())


def test_formats_within_and_beyond_their_limits() -> None:
    def codes(count: int, length: int) -> io.BytesIO:
        return styles(times(count, f"<numFmt numFmtId='{{n}}' formatCode='{'0' * length}'/>"))

    read_number_formats(codes(1_000, 255))
    for beyond in (codes(1_001, 255), codes(1, 256)):
        with pytest.raises(NotPlainXml, match="number formats that no spreadsheet program"):
            read_number_formats(beyond)
    for section, element in [("cellXfs", "xf"), ("fonts", "font"), ("fills", "fill")]:
        inside = f"<{section}>{f'<{element}/>' * 65_490}</{section}>"
        read_looks(styles(inside))
        with pytest.raises(NotPlainXml, match="more formats of cells"):
            read_looks(styles(inside.replace(f"</{section}>", f"<{element}/></{section}>")))


def test_names_sheets_and_links_within_and_beyond_their_limits(take: Take, parts: Parts) -> None:
    workbook = parts["xl/workbook.xml"]

    def with_in(element: bytes, more: str) -> bytes:
        return packed(
            {**parts, "xl/workbook.xml": workbook.replace(element, more.encode() + element)}
        )

    names = times(100_001, "<definedName name='n{n}'>A1</definedName>")
    assert "more names than" in refusal(take, with_in(b"</definedNames>", names))
    boxes = times(10_001, "<definedName name='box_9{n}'>Start!$B$2</definedName>")
    assert "10,000 names of boxes" in refusal(take, with_in(b"</definedNames>", boxes))
    more = times(4_001, "<sheet name='x{n}' sheetId='9{n}'/>")
    assert "more sheets than" in refusal(take, with_in(b"</sheets>", more))
    links = "<externalReferences>" + "<externalReference/>" * 4_001 + "</externalReferences>"
    assert "more links than" in refusal(take, with_in(b"<definedNames>", links))


def test_two_sheets_that_share_a_part_are_damage(take: Take, parts: Parts) -> None:
    workbook = parts["xl/workbook.xml"]
    again = re.search(rb'<sheet name="[^"]*" sheetId="3" r:id="[^"]*"/>', workbook)
    assert again is not None
    twice = again[0].replace(b'sheetId="3"', b'sheetId="99"').replace(b'name="', b'name="x')
    changed = workbook.replace(b"</sheets>", twice + b"</sheets>")
    assert "damaged in 'xl/work" in refusal(take, packed({**parts, "xl/workbook.xml": changed}))


def test_an_allowance_is_for_all_parts_together() -> None:
    allowance = Allowance(elements=10, cells=3, letters=9)

    def read_once(text: str) -> None:
        worksheet.read_sheet(
            MeasuredStream(io.BytesIO(sheet(text)), allowance), worksheet.EVERY_CELL
        )

    read_once("<row r='1'><c/><c/></row>")
    assert (allowance.elements, allowance.cells) == (5, 1)
    with pytest.raises(NotPlainXml, match="more cells"):
        read_once("<row r='1'><c/><c/></row>")
    with pytest.raises(NotPlainXml, match="more content"):
        read_once("")
    with pytest.raises(NotPlainXml, match="more text"):
        Allowance(letters=9).keep_text("0123456789")


def test_an_element_is_counted_whatever_becomes_of_the_part() -> None:
    allowance = Allowance(elements=100)
    with pytest.raises(NotPlainXml):
        XmlReader({}).read(MeasuredStream(io.BytesIO(b"<a><b/><b/>"), allowance))
    assert allowance.elements == 97


# Steps, counted


def test_a_formula_that_many_cells_share_is_written_out_so_often_only() -> None:
    formula = "+".join(f"A{row}" for row in range(1, 2_000))

    def shared(cells: int) -> bytes:
        return sheet(
            f'<row r="1"><c r="A1"><f t="shared" si="0">{formula}</f></c></row>'
            + "".join(
                f'<row r="{row}"><c r="A{row}"><f t="shared" si="0"/></c></row>'
                for row in range(2, cells + 2)
            )
        )

    assert read(shared(20)).cells["A3"].formula == formula_moved_two_down(formula)
    with pytest.raises(NotPlainXml, match="more formulas than"):
        read(shared(1_000))


def formula_moved_two_down(formula: str) -> str:
    return re.sub("A([0-9]+)", lambda found: f"A{int(found[1]) + 2}", formula)


def test_formulas_over_the_whole_sheet_are_filled_in_once() -> None:
    cells = "".join(f'<row r="{row}"><c r="B{row}"/></row>' for row in range(1, 2_001))
    over_all = times(300, "<row r='{n}'><f t='array' ref='A1:XFD1048576'>1</f></row>")
    with pytest.raises(NotPlainXml, match="more formulas over many cells"):
        read(sheet(cells + over_all))
    one = "<row r='5000'><f t='array' ref='B3:C4'>7</f></row>"
    filled = {name: cell.formula for name, cell in read(sheet(cells + one)).cells.items()}
    assert {name for name, formula in filled.items() if formula} == {"B3", "B4"}


def test_columns_are_looked_up() -> None:
    described = read(
        sheet(
            "",
            before="<col min='2' max='3' width='4' hidden='1'/><col min='3' max='5' width='9'/>"
            "<col min='16384' max='999999999' width='2'/>",
        )
    )
    assert described.hidden_columns == {2, 3}
    assert [described.width(column) for column in (1, 2, 3, 5, 6, 16_384)] == [
        None,
        4,
        4,
        9,
        None,
        2,
    ]


class _CountedRows(dict[int, dict[int, Any]]):
    """Rows that count how often all of them are gone through."""

    def __init__(self, rows: Any) -> None:
        super().__init__(rows)
        self.gone_through = 0

    def items(self) -> Any:
        self.gone_through += 1
        return super().items()

    def __iter__(self) -> Any:
        self.gone_through += 1
        return super().__iter__()


def counted(monkeypatch: pytest.MonkeyPatch, take: Take, book: Book) -> tuple[Reading, int]:
    """Read a workbook; tell how often the rows of its sheets were gone through at most."""
    from focusxl.files.stored.cells import StoredCells

    seen: list[_CountedRows] = []
    rows_of = StoredCells._rows_of

    def counting(self: StoredCells, sheet: worksheet.StoredSheet) -> Any:
        seen.append(_CountedRows(rows_of(self, sheet)))
        return seen[-1]

    monkeypatch.setattr(StoredCells, "_rows_of", counting)
    reading = take("book.xlsx", book.content())
    return reading, max(rows.gone_through for rows in seen)


def test_boxes_whose_numbers_stand_elsewhere_are_found_without_a_search_each(
    monkeypatch: pytest.MonkeyPatch, take: Take
) -> None:
    """Every name of a page points one cell too low; the rows are still gone through a few times."""
    book = Book()
    shifted = {}
    for number in book.values:
        sheet_name, row = book.place(number)
        shifted[f"box_{number}"] = f"'{sheet_name}'!$M${row + 1}"
    book.names = dict(shifted)
    reading, times_gone_through = counted(monkeypatch, take, book)
    assert sum(finding.id == "WB-11" for finding in reading.findings) > 20
    assert times_gone_through <= 6


def test_formulas_that_name_whole_columns_do_not_go_through_the_sheet_each(
    monkeypatch: pytest.MonkeyPatch, take: Take
) -> None:
    book = Book(formulas={"7010": "=" + "+".join(["SUM(Other!A:A)"] * 300)})
    book.also = lambda made, _: made.add_worksheet("Other").write_column(0, 0, range(50))
    _, times_gone_through = counted(monkeypatch, take, book)
    assert times_gone_through <= 6


def test_a_chain_of_formulas_that_all_lead_back_is_circular_once_each(
    monkeypatch: pytest.MonkeyPatch, take: Take
) -> None:
    length = 300
    steps: list[int] = []
    note_cycle = recalculation._Formula.note_cycle

    def counting(self: recalculation._Formula, position: int) -> None:
        steps.append(position)
        note_cycle(self, position)

    monkeypatch.setattr(recalculation._Formula, "note_cycle", counting)
    book = Book(formulas={"7010": "=Other!A1"})

    def also(made: Any, _: Any) -> None:
        other = made.add_worksheet("Other")
        for row in range(length):
            other.write_formula(row, 0, f"=A{row + 2}+A1", None, 1)

    book.also = also
    findings = take("book.xlsx", book.content()).findings
    assert [one.id for one in findings if one.box == "7010"] == ["WB-18"]
    assert len(steps) <= 2 * length


def test_only_what_leads_to_itself_is_circular(take: Take) -> None:
    """A2 and A3 lead to each other, A1 leads to them, and A4 stands by itself."""
    book = Book(formulas={"7010": "=Other!A1", "7020": "=Other!A4"})

    def also(made: Any, _: Any) -> None:
        other = made.add_worksheet("Other")
        for cell, formula in [("A1", "=A2"), ("A2", "=A3"), ("A3", "=A2+A4"), ("A4", "=B4")]:
            other.write_formula(cell, formula, None, 5)
        other.write_number("B4", 583_631_906)

    book.also = also
    book.values["7020"] = 583_631_906
    findings = take("book.xlsx", book.content()).findings
    found = {one.box: one.id for one in findings if one.box in ("7010", "7020")}
    assert found == {"7010": "WB-18", "7020": "WB-15"}


def test_an_obstacle_at_the_end_of_a_long_chain_is_told_in_few_words(take: Take) -> None:
    book = Book(formulas={"7010": "=Other!A1"})

    def also(made: Any, _: Any) -> None:
        other = made.add_worksheet("Other")
        for row in range(500):
            other.write_formula(row, 0, f"=A{row + 2}", None, 1)
        other.write_formula(500, 0, "=IF(1,2,3)", None, 1)

    book.also = also
    (found,) = [one for one in take("book.xlsx", book.content()).findings if one.box == "7010"]
    assert found.id == "WB-17"
    assert "leads to Other!A501, which uses IF" in found.message
    assert len(found.message) < 400


def test_formulas_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch, take: Take) -> None:
    monkeypatch.setattr(recalculation, "_MOST_CHARACTERS", 5_000)
    book = Book(formulas={"7010": "=SUM(Other!A1:A100)"})

    def also(made: Any, _: Any) -> None:
        other = made.add_worksheet("Other")
        for row in range(100):
            other.write_formula(row, 0, f"={'1+' * 100}{row}", None, 1)

    book.also = also
    (found,) = [one for one in take("book.xlsx", book.content()).findings if one.box == "7010"]
    assert found.id == "WB-17"
    assert "more formulas than FocusXL recalculates" in found.message


def test_the_parts_that_all_sheets_share_are_read_twice_at_most(
    monkeypatch: pytest.MonkeyPatch, take: Take
) -> None:
    from focusxl.files.stored import values as cell_values

    read_so_often: list[int] = []
    original = cell_values.read_shared_texts

    def counting(stream: Any, wanted: Any) -> dict[int, str]:
        read_so_often.append(1)
        return original(stream, wanted)

    monkeypatch.setattr(cell_values, "read_shared_texts", counting)
    others = range(40)
    book = Book(formulas={"7010": "=" + "+".join(f"Other{n}!A1" for n in others)})

    def also(made: Any, _: Any) -> None:
        for number in others:
            other = made.add_worksheet(f"Other{number}")
            other.write_number("A1", 1)
            other.write_string("B1", f"text {number}")

    book.also = also
    take("book.xlsx", book.content())
    assert len(read_so_often) == 2


# Memory, measured


def most_memory(
    take: Take, parts: Parts, changed: Parts, method: int = zipfile.ZIP_STORED
) -> float:
    """Give how many megabytes reading takes at most; the form itself is read before."""
    take("book.xlsx", packed(parts))
    content = packed({**parts, **changed}, method)
    tracemalloc.start()
    try:
        take("book.xlsx", content)
    except Unreadable:
        pass
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most / MEGABYTE


def test_a_million_rows_with_heights_are_not_kept(take: Take, parts: Parts) -> None:
    rows = "".join(f'<row r="{row}" ht="9" hidden="1"/>' for row in range(200, 1_000_200))
    content = parts[SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    # Of each row its number, its height and that it is hidden: 16 bytes, and room to grow.
    assert most_memory(take, parts, {SHEET: content}, zipfile.ZIP_DEFLATED) < 40


def test_a_long_text_that_all_cells_share_is_kept_once(take: Take, parts: Parts) -> None:
    table = parts["xl/sharedStrings.xml"]
    long = b"<si><t xml:space='preserve'> " + b"1 " * 16_000 + b"</t></si></sst>"
    number = table.count(b"<si>")
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{number}</v></c></row>' for row in range(200, 5_200)
    )
    changed = {
        "xl/sharedStrings.xml": table.replace(b"</sst>", long),
        SHEET: parts[SHEET].replace(b"</sheetData>", cells.encode() + b"</sheetData>"),
    }
    # 5,000 copies would take 160 MB.
    assert most_memory(take, parts, changed) < 30


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", SHEET])
def test_a_text_of_a_million_runs_is_refused(take: Take, parts: Parts, part: str) -> None:
    runs = b"<t>x</t>" * 400_000
    old = parts[part]
    changed = (
        old.replace(b"<si>", b"<si>" + runs, 1)
        if part != SHEET
        else old.replace(
            b"</sheetData>",
            b'<row r="200"><c r="A200" t="inlineStr"><is>' + runs + b"</is></c></row></sheetData>",
        )
    )
    assert "more than 32,767 letters" in refusal(
        take, packed({**parts, part: changed}, zipfile.ZIP_STORED)
    )


# A template that is filled in


def test_a_sheet_to_fill_in_has_its_rows_in_order() -> None:
    SheetText(sheet('<row r="1"/><row r="2"/>'))
    for text in ('<row r="2"/><row r="1"/>', '<row r="2"/><row r="2"/>'):
        with pytest.raises(NotPlainXml, match="rows in order"):
            SheetText(sheet(text))


@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "\u0661", "1_0"])
def test_a_row_to_fill_in_has_a_number(number: str) -> None:
    with pytest.raises(NotPlainXml, match="invalid number"):
        SheetText(sheet(f'<row r="{number}"/>'))


def test_a_sheet_to_fill_in_has_no_more_rows_and_cells_than_are_kept() -> None:
    def rows(count: int) -> bytes:
        return sheet("".join(f'<row r="{row}"/>' for row in range(1, count + 1)))

    SheetText(rows(250_000))
    with pytest.raises(NotPlainXml, match="more cells than a report can need"):
        SheetText(rows(250_001))


def test_a_tag_without_end_is_refused_and_a_long_one_is_read() -> None:
    read(sheet("", before=f"<a b='{'x' * 1_000_000}'/>"))
    with pytest.raises(NotPlainXml, match="a tag that does not end"):
        read(sheet("", before=f"<a b='{'x' * 4_000_000}'/>"))


# Numbers in data files


@pytest.mark.parametrize(
    "number",
    [
        "1e9999999999999999999",
        "-1e9999999999999999999",
        "1e-9999999999999999999",
        "0e9999999999999999999",
        "1e400",
        "1e-400",
        "9" * 5_000,
        "0." + "0" * 5_000 + "1",
    ],
)
@pytest.mark.parametrize("where", ["boxes", "facts", "edition"])
def test_a_number_out_of_all_proportion(take: Take, number: str, where: str) -> None:
    members = {"edition": '"2014"', "boxes": "{}", where: f'{{"7010": {number}}}'}
    text = "{" + ", ".join(f'"{key}": {value}' for key, value in members.items()) + "}"
    with pytest.raises(Unreadable, match="holds a number that is not an amount"):
        take("data.json", text)


def test_a_small_factor_is_still_a_number(take: Take) -> None:
    reading = take("data.json", '{"edition": "2026", "boxes": {"3645": 1.0000000000000e-20}}')
    assert reading.filing.values["3645"] == Decimal("1e-20")


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (MemoryError, "needs more memory than this computer has free"),
        (ArithmeticError, "far too large"),
        (OverflowError, "far too large"),
        (RecursionError, "far too large"),
    ],
)
def test_whatever_a_reader_runs_into_at_the_door_it_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, take: Take, failure: type[Exception], words: str
) -> None:
    def fails(_: object) -> Reading:
        raise failure

    monkeypatch.setattr("focusxl.files.reading.data_file.read_data", fails)
    with pytest.raises(Unreadable, match=words) as refused:
        take("data.json", "{}")
    assert str(refused.value).startswith("“data.json” ")


def test_rows_of_an_upload_beyond_the_form_are_not_kept(take: Take) -> None:
    tracemalloc.start()
    with pytest.raises(Unreadable, match="more than 20,000 rows"):
        take("upload.csv", "7\n" * 1_000_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30 * MEGABYTE
