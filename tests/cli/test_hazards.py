"""What goes wrong in real spreadsheets, done to the real template: each is found and told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from focusxl.files import read
from focusxl.files.template.names import Flavour
from tests.support.command_line import Outcome, run, validated
from tests.support.parts import packed, parts_of, with_part
from tests.support.real_books import (
    EDITION,
    cell_of,
    row_of,
    with_cell,
    with_format,
    with_input,
    with_names,
    with_row_inserted,
    with_sheet,
    with_stored_value,
)

pytestmark = pytest.mark.slow

Books = dict[Flavour, Path]
FLAVOURS: tuple[Flavour, ...] = ("udf", "native")
INLINE = ' t="inlineStr"'


def text(words: str) -> str:
    return f"<is><t>{words}</t></is>"


def hide_row(content: bytes, box: str) -> bytes:
    row = f'<row r="{row_of(content, box)}" '
    return with_sheet(content, box, lambda t: t.replace(row, f'{row}hidden="1" '))


def hide_column(content: bytes, box: str) -> bytes:
    column = "K"
    assert cell_of(content, box).startswith(column)
    number = ord(column) - ord("A") + 1
    old = f'<col min="{number}" max="{number}" '
    return with_sheet(content, box, lambda t: t.replace(old, f'{old}hidden="1" '))


def hide_sheet(content: bytes) -> bytes:
    sheet = '<sheet name="Dealer options"'
    return with_part(
        content, "xl/workbook.xml", lambda t: t.replace(sheet, f'{sheet} state="veryHidden"')
    )


def merge(content: bytes, box: str) -> bytes:
    row = row_of(content, box)
    cells = f'<mergeCell ref="J{row}:K{row}"/>'
    return with_sheet(content, box, lambda t: t.replace("</mergeCells>", f"{cells}</mergeCells>"))


def link(content: bytes, box: str) -> bytes:
    """Take an input from another workbook, as Excel stores that."""
    content = with_cell(content, box, "", "<f>'[1]Trial balance'!$B$7</f><v>12442623</v>")
    reference = '<externalReferences><externalReference r:id="rId77"/></externalReferences>'
    content = with_part(
        content,
        "xl/workbook.xml",
        lambda t: t.replace("<definedNames>", f"{reference}<definedNames>"),
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    content = with_part(
        content,
        "xl/_rels/workbook.xml.rels",
        lambda t: t.replace(
            "</Relationships>",
            f'<Relationship Id="rId77" Type="{kind}externalLink" '
            'Target="externalLinks/externalLink1.xml"/></Relationships>',
        ),
    )
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = parts_of(content)
    parts["xl/externalLinks/externalLink1.xml"] = f'<externalLink xmlns="{main}"/>'.encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships xmlns="{rels}"><Relationship Id="rId1" Type="{kind}externalLinkPath" '
        'Target="file:///C:/Close/June.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    return packed(parts)


@dataclass(frozen=True)
class Hazard:
    """What is done to the filled template, and what must be told about it first."""

    do: Callable[[bytes], bytes]
    check: str
    box: str
    words: tuple[str, ...]
    also: frozenset[str] = frozenset()
    """Ids of further findings that block, consequences for the most part."""
    cell: str | None = "K38"
    blocks: bool = True


def hazard(
    do: Callable[[bytes], bytes],
    check: str,
    box: str,
    *words: str,
    also: tuple[str, ...] = (),
    cell: str | None = "K38",
    blocks: bool = True,
) -> Hazard:
    return Hazard(do, check, box, words, frozenset(also), cell, blocks)


def in_page(content: bytes, box: str, cell: str, inside: str, kind: str = "") -> bytes:
    """Store something in another cell of the page of a box."""

    def change(text: str) -> str:
        stored = re.compile(rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)')
        found = stored.search(text)
        if found is not None:
            new = f'<c r="{cell}"{found[1] or ""}{kind}>{inside}</c>'
            return text[: found.start()] + new + text[found.end() :]
        row = re.sub(r"[A-Z]+", "", cell)
        new = f'<c r="{cell}"{kind}>{inside}</c></row>'
        return re.sub(rf'(<row r="{row}" .*?)</row>', rf"\1{new}", text, count=1)

    return with_sheet(content, box, change)


def with_style(content: bytes, box: str, font: str = "", fill: str = "") -> bytes:
    """Give the cell of a box a look of its own: another font, and another fill behind it."""
    styles = parts_of(content)["xl/styles.xml"].decode()
    formats = re.search(r'<cellXfs count="(\d+)">', styles)
    fonts = re.search(r'<fonts count="(\d+)">', styles)
    fills = re.search(r'<fills count="(\d+)">', styles)
    assert formats
    assert fonts
    assert fills
    look = f'<xf numFmtId="3" fontId="{fonts[1]}" fillId="{fills[1]}" borderId="0" xfId="0"/>'
    ground = fill or '<patternFill patternType="none"/>'
    type_face = font or '<sz val="10"/>'

    def change(text: str) -> str:
        text = text.replace("</cellXfs>", f"{look}</cellXfs>")
        text = text.replace("</fonts>", f"<font>{type_face}</font></fonts>", 1)
        return text.replace("</fills>", f"<fill>{ground}</fill></fills>", 1)

    content = with_part(content, "xl/styles.xml", change)
    cell = cell_of(content, box)
    return with_sheet(
        content, box, lambda t: re.sub(rf'(<c r="{cell}" s=")\d+"', rf'\g<1>{formats[1]}"', t)
    )


def low_row(content: bytes, box: str, height: str) -> bytes:
    row = row_of(content, box)
    return with_sheet(
        content, box, lambda t: re.sub(rf'(<row r="{row}" [^>]*?ht=")[^"]*"', rf'\g<1>{height}"', t)
    )


def narrow_column(content: bytes, box: str, width: str) -> bytes:
    """Make column K narrow, where the amounts of the segregation statement stand."""
    assert cell_of(content, box).startswith("K")
    return with_sheet(
        content,
        box,
        lambda t: re.sub(r'(<col min="11" max="11" width=")[^"]*"', rf'\g<1>{width}"', t),
    )


def without_shrinking(content: bytes) -> bytes:
    return with_part(content, "xl/styles.xml", lambda t: t.replace(' shrinkToFit="1"', ""))


def hidden_by_condition(content: bytes, box: str) -> bytes:
    """Lay a format over a box that shows nothing, as a rule that may hold or not."""
    laid = '<dxf><numFmt numFmtId="200" formatCode=";;;"/></dxf>'
    styles = parts_of(content)["xl/styles.xml"].decode()
    count = styles.count("<dxf>")

    def add(text: str) -> str:
        if "</dxfs>" in text:
            return text.replace("</dxfs>", f"{laid}</dxfs>")
        return re.sub(r'<dxfs count="0"/>', f'<dxfs count="1">{laid}</dxfs>', text)

    content = with_part(content, "xl/styles.xml", add)
    rule = f'<cfRule type="expression" dxfId="{count}" priority="99"><formula>1</formula></cfRule>'
    covered = f'<conditionalFormatting sqref="A1:B2 {cell_of(content, box)}">{rule}'
    return with_sheet(
        content,
        box,
        lambda t: t.replace("</sheetData>", f"</sheetData>{covered}</conditionalFormatting>", 1),
    )


def with_calculation(content: bytes, setting: str) -> bytes:
    return with_part(
        content, "xl/workbook.xml", lambda t: t.replace("<calcPr ", f"<calcPr {setting} ")
    )


def counting_from_1904(content: bytes) -> bytes:
    return with_part(
        content, "xl/workbook.xml", lambda t: t.replace("<workbookPr ", '<workbookPr date1904="1" ')
    )


def without_printed_numbers(content: bytes, box: str) -> bytes:
    """Clear column M, where the segregation statement prints the numbers of its boxes."""
    return with_sheet(
        content,
        box,
        lambda t: re.sub(r'<c r="M(\d+)"( s="\d+")><v>\d+</v></c>', r'<c r="M\1"\2/>', t),
    )


HAZARDS: dict[str, Hazard] = {
    "total typed over with its own value": hazard(
        lambda c: with_cell(c, "7190", "", "<v>95956489</v>"),
        "WB-01",
        "7190",
        "The formula of this total is gone; the cell holds 95,956,489. Restore the formula =",
        "copy the cell from a new template",
    ),
    "total typed over with another value": hazard(
        lambda c: with_cell(c, "7190", "", "<v>95956490</v>"),
        "WB-01",
        "7190",
        "the cell holds 95,956,490",
        also=("SUM-7190",),
    ),
    "total typed over with text": hazard(
        lambda c: with_cell(c, "7190", INLINE, text("see note 3")),
        "WB-01",
        "7190",
        "the cell holds see note 3",
        also=("AMT-01",),
    ),
    "total cleared": hazard(
        lambda c: with_cell(c, "7190", "", ""),
        "WB-01",
        "7190",
        "the cell holds nothing",
        also=("SUM-7190",),
    ),
    "formula edited": hazard(
        lambda c: with_cell(c, "7190", "", "<f>box_7180-box_7060+1</f><v>95956490</v>"),
        "WB-02",
        "7190",
        "The formula of this total was changed to =box_7180-box_7060+1; restore =",
        "copy the cell from a new template",
        also=("SUM-7190",),
    ),
    "formula edited, with the same result": hazard(
        lambda c: with_cell(c, "7190", "", "<f>box_7180-box_7040</f><v>95956489</v>"),
        "WB-02",
        "7190",
        "was changed to =box_7180-box_7040",
    ),
    "formula without a stored value": hazard(
        lambda c: with_stored_value(c, "7190", "", ""),
        "WB-03",
        "7190",
        "The formula has not been calculated",
        "recalculate it (Ctrl+Alt+F9) and save it",
    ),
    "shown a thousand times as small": hazard(
        lambda c: with_format(c, "7010", "#,##0,"),
        "WB-14",
        "7010",
        "The cell shows “342,540”, but it holds 342,539,729, and that is what would be filed",
        "its number format is #,##0,.",
        cell="K9",
    ),
    "shown as a percentage": hazard(
        lambda c: with_format(c, "7010", "0.00%"),
        "WB-14",
        "7010",
        "The cell shows “34253972900.00%”, but it holds 342,539,729",
        cell="K9",
    ),
    "not shown at all": hazard(
        lambda c: with_format(c, "7010", ";;;"),
        "WB-14",
        "7010",
        "The cell shows nothing, but it holds 342,539,729",
        cell="K9",
    ),
    "a name that is not shown": hazard(
        lambda c: with_format(c, "13", ";;;"),
        "WB-14",
        "13",
        "The cell shows nothing, but it holds HSBC SECURITIES (USA) INC.",
        cell="B15",
    ),
    "old stored value": hazard(
        lambda c: with_stored_value(c, "7198", "", "<v>1</v>"),
        "WB-04",
        "7198",
        "The cell shows an outdated value, 1; the inputs now give 45,956,489.",
        cell="K40",
    ),
    "input changed without recalculating": hazard(
        lambda c: with_input(c, "7010", 342539730),
        "WB-04",
        "7040",
        "an outdated value, 1,095,163,255; the inputs now give 1,095,163,256",
        cell="K15",
        also=("SUM-7060", "SUM-7190", "SUM-7198"),
    ),
    "#REF! in an input": hazard(
        lambda c: with_cell(c, "7010", ' t="e"', "<f>#REF!*2</f><v>#REF!</v>"),
        "AMT-02",
        "7010",
        "The cell shows the error #REF!. Repair the formula or the link behind it.",
        cell="K9",
        also=("SUM-7040",),
    ),
    "#REF! in a total": hazard(
        lambda c: with_cell(c, "7190", ' t="e"', "<f>box_7180-#REF!</f><v>#REF!</v>"),
        "WB-02",
        "7190",
        "was changed to =box_7180-#REF!",
        also=("AMT-02",),
    ),
    "#NAME? in a total, as without macros": hazard(
        lambda c: with_stored_value(c, "7190", ' t="e"', "<v>#NAME?</v>"),
        "AMT-02",
        "7190",
        "The cell shows the error #NAME?",
    ),
    "text in an amount": hazard(
        lambda c: with_cell(c, "7070", INLINE, text("see note")),
        "AMT-01",
        "7070",
        "“see note” is text, not an amount.",
        cell="K21",
        also=("SUM-7180",),
    ),
    "letter O for a nought": hazard(
        lambda c: with_cell(c, "7070", INLINE, text("12442O23")),
        "AMT-01",
        "7070",
        "has the letter O where the digit 0 belongs",
        cell="K21",
        also=("SUM-7180",),
    ),
    "number stored as text": hazard(
        lambda c: with_cell(c, "7070", INLINE, text(" 12,442,623 ")),
        "WB-09",
        "7070",
        "The amount is stored as text",
        "Type it again as a number.",
        cell="K21",
        blocks=False,
    ),
    "cents": hazard(
        lambda c: with_cell(c, "7070", "", "<v>12442623.55</v>"),
        "AMT-05",
        "7070",
        "12,442,623.55 has cents; it is filed as 12,442,623 (cents are cut off).",
        cell="K21",
        blocks=False,
    ),
    "hidden row": hazard(
        lambda c: hide_row(c, "7070"),
        "WB-05",
        "7070",
        "The box is in a hidden row (21). Unhide it",
        cell="K21",
    ),
    "hidden column": hazard(
        lambda c: hide_column(c, "7070"),
        "WB-05",
        "7070",
        "The box is in a hidden column (K). Unhide it",
        cell="K21",
    ),
    "hidden sheet": hazard(
        hide_sheet,
        "WB-05",
        "7240",
        "The box is in a hidden sheet (Dealer options). Unhide it",
        cell="I12",
    ),
    "merged input": hazard(
        lambda c: merge(c, "7070"),
        "WB-06",
        "7070",
        "The box is one of the merged cells J21:K21",
        "Unmerge them.",
        cell="K21",
    ),
    "input from another workbook": hazard(
        lambda c: link(c, "7070"),
        "WB-07",
        "7070",
        "The box takes its value from outside this workbook (June.xlsx): it is calculated by the "
        "formula ='[1]Trial balance'!$B$7. Paste the value",
        cell="K21",
    ),
    "name deleted": hazard(
        lambda c: with_names(c, {"box_7070": None}),
        "WB-08",
        "7070",
        "The workbook has lost the cell of this box: its name box_7070",
        cell=None,
        also=("SUM-7180",),
    ),
    "name of a deleted row": hazard(
        lambda c: with_names(c, {"box_7070": "Segregation!#REF!"}),
        "WB-08",
        "7070",
        "Start again from a new template and copy the inputs over.",
        cell=None,
        also=("SUM-7180",),
    ),
    "names swapped": hazard(
        lambda c: with_names(c, {"box_7070": "Segregation!$K$25", "box_7100": "Segregation!$K$21"}),
        "WB-11",
        "7070",
        "The name box_7070 points to cell K25, which has the number 7100 beside it, not 7070",
        "its amount would be filed under a number other than the one a reader sees",
        "Point the name to the cell before M21, where 7070 is printed (Name Manager)",
        cell="K25",
    ),
    "two names for one cell": hazard(
        lambda c: with_names(c, {"box_7100": "Segregation!$K$21"}),
        "WB-08",
        "7100",
        "box_7100",
        cell="K21",
        also=("SUM-7180",),
    ),
    "name on the printed number": hazard(
        lambda c: with_names(c, {"box_7070": "Segregation!$M$21"}),
        "WB-11",
        "7070",
        "The name box_7070 points to cell M21, which holds the printed number 7070 itself",
        cell="M21",
        also=("WB-04",),
    ),
    "name on the number of the line before": hazard(
        lambda c: with_names(c, {"box_7047": "Segregation!$I$17"}),
        "WB-11",
        "7047",
        cell="I17",
    ),
    "name on the symbol before the entry of another line": hazard(
        lambda c: with_names(c, {"box_7070": "Segregation!$J$22"}),
        "WB-11",
        "7070",
        cell="J22",
        also=("SUM-7180",),
    ),
    "amount between its box and the printed number": hazard(
        lambda c: in_page(c, "7070", "L21", "<v>5</v>"),
        "WB-11",
        "7070",
        "The name box_7070 points to cell K21, which has “5” beside it, not the number 7070",
        cell="K21",
    ),
    "page without printed numbers": hazard(
        lambda c: without_printed_numbers(c, "7070"),
        "WB-25",
        "",
        "The page Segregation no longer prints the numbers of its boxes",
        "7010, 7020, 7030",
        cell=None,
    ),
    "name of a fact on another cell": hazard(
        lambda c: with_names(c, {"fact_retail_forex": "Start!$C$3"}),
        "WB-11",
        "",
        "The name fact_retail_forex points to cell C3, which has “Period” beside it",
        "beside it, not “",
        cell=None,
    ),
    "amount beside its box": hazard(
        lambda c: in_page(c, "7070", "O21", "<v>12442623</v>"),
        "WB-22",
        "",
        "The page Segregation has O21 (12,442,623) outside the boxes of the form, where nothing is "
        "filed.",
        cell=None,
    ),
    "amounts as text and by a formula in no box": hazard(
        lambda c: in_page(
            in_page(c, "7070", "D22", text("$ 5,000"), INLINE),
            "7070",
            "W23",
            "<f>K21*2</f><v>24885246</v>",
        ),
        "WB-22",
        "",
        "D22 ($ 5,000), W23 (24,885,246)",
        cell=None,
    ),
    "white on white": hazard(
        lambda c: with_style(c, "7070", '<sz val="10"/><color rgb="FFFFFFFF"/>'),
        "WB-23",
        "7070",
        "The box holds 12,442,623, but a reader may not see it: its text has the color of its "
        "background.",
        cell="K21",
    ),
    "the colour of the fill": hazard(
        lambda c: with_style(
            c,
            "7070",
            '<color theme="1"/>',
            '<patternFill patternType="solid"><fgColor rgb="FF0A0A0A"/></patternFill>',
        ),
        "WB-23",
        "7070",
        "its text has the color of its background",
        cell="K21",
    ),
    "tiny type": hazard(
        lambda c: with_style(c, "7070", '<sz val="1"/>'),
        "WB-23",
        "7070",
        "its type is 1 points high",
        cell="K21",
    ),
    "a row 0.05 high": hazard(
        lambda c: low_row(c, "7070", "0.05"),
        "WB-05",
        "7070",
        "The box is in a hidden row (21, 0.05 points high).",
        cell="K21",
    ),
    "a column 0.3 wide": hazard(
        lambda c: narrow_column(c, "7070", "0.3"),
        "WB-05",
        "7070",
        "The box is in a hidden column (K, 0.3 characters wide).",
        cell="K21",
    ),
    "a column that shows ####": hazard(
        lambda c: without_shrinking(narrow_column(c, "7070", "3")),
        "WB-23",
        "7070",
        "its column is too narrow for it, so that it shows ####",
        cell="K21",
    ),
    "a column in which nobody can read": hazard(
        lambda c: narrow_column(c, "7070", "1.2"),
        "WB-23",
        "7070",
        "so narrow that the text is shrunk until nobody can read it",
        cell="K21",
    ),
    "hidden by a condition": hazard(
        lambda c: hidden_by_condition(c, "7070"),
        "WB-23",
        "7070",
        "a conditional format can hide it or show a different number",
        cell="K21",
    ),
    "formula in an input": hazard(
        lambda c: with_cell(c, "7070", "", "<f>12000000+SUM(K13,442623)-K13</f><v>12442623</v>"),
        "WB-15",
        "7070",
        "The box holds 12,442,623, which is calculated by the formula "
        "=12000000+SUM(K13,442623)-K13;",
        cell="K21",
        blocks=False,
    ),
    "formula in an input, with another value": hazard(
        lambda c: with_cell(c, "7070", "", "<f>1+1</f><v>12442623</v>"),
        "WB-16",
        "7070",
        "The box shows 12,442,623, but it is calculated by the formula =1+1, which gives 2.",
        cell="K21",
    ),
    "formula in an input that a file does not tell": hazard(
        lambda c: with_cell(c, "7070", "", "<f>ROUND(12442622.7,0)</f><v>12442623</v>"),
        "WB-17",
        "7070",
        "it cannot be recomputed here, because it uses ROUND.",
        cell="K21",
    ),
    "formula in an input that depends on itself": hazard(
        lambda c: with_cell(c, "7070", "", "<f>box_7180*1</f><v>12442623</v>"),
        "WB-18",
        "7070",
        "=box_7180*1, which depends on itself",
        cell="K21",
    ),
    "formula in an input that changes": hazard(
        lambda c: with_cell(c, "7070", "", "<f>INT(12442623+RAND()/2)</f><v>12442623</v>"),
        "WB-19",
        "7070",
        "and RAND gives a different value each time the workbook is calculated",
        cell="K21",
    ),
    "manual calculation": hazard(
        lambda c: with_calculation(c, 'calcMode="manual"'),
        "WB-20",
        "",
        "The workbook is set to calculate only when asked to (manual calculation), so that",
        cell=None,
    ),
    "precision as displayed": hazard(
        lambda c: with_calculation(c, 'fullPrecision="0"'),
        "WB-20",
        "",
        "round what is typed to what is shown (precision as displayed)",
        cell=None,
    ),
    "iterative calculation": hazard(
        lambda c: with_calculation(c, 'iterate="1"'),
        "WB-20",
        "",
        "accept formulas that depend on themselves (iterative calculation)",
        cell=None,
    ),
    "the calendar of 1904": hazard(
        counting_from_1904,
        "WB-21",
        "",
        "dates that were entered before it was switched on now show four years and a day later",
        cell=None,
    ),
    "list of explanations damaged": hazard(
        lambda c: with_names(c, {"check_id_list": "#REF!"}),
        "WB-10",
        "",
        "The list of explanations on the Checks sheet",
        cell=None,
    ),
}


def outcome_of(tmp_path: Path, content: bytes, flavour: Flavour) -> Outcome:
    book = tmp_path / ("book.xlsm" if flavour == "udf" else "book.xlsx")
    book.write_bytes(content)
    outcome = validated(book)
    assert outcome.err == ""
    return outcome


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("kind", HAZARDS)
def test_a_hazard_is_found_with_its_check_and_cell(
    tmp_path: Path, filled: Books, kind: str, flavour: Flavour
) -> None:
    hazard = HAZARDS[kind]
    content = hazard.do(filled[flavour].read_bytes())
    outcome = outcome_of(tmp_path, content, flavour)
    assert outcome.status == int(hazard.blocks)
    (found,) = [
        finding
        for finding in outcome.findings
        if finding["id"] == hazard.check and finding["box"] == (hazard.box or None)
    ]
    if hazard.box:
        assert found["cell"] == hazard.cell
    if hazard.cell is not None:
        assert found["sheet"] == EDITION.boxes[hazard.box].home.sheet
    for words in hazard.words:
        assert words in found["message"]
    assert found["message"].endswith((".", ")"))
    blocking = {f["id"] for f in outcome.findings if f["class"] != "note"}
    assert hazard.also <= blocking
    if flavour == "udf":
        return
    table = run("validate", tmp_path / "book.xlsx").out
    if hazard.cell is not None:
        sheet = found["sheet"] if " " not in found["sheet"] else f"'{found['sheet']}'"
        # What is said of many boxes is said once, and the other cells are named below it.
        assert f"[{hazard.check}" in table
        assert f" at {sheet}!{hazard.cell}" in " ".join(table.split())
    assert max(map(len, table.splitlines())) <= 80


@pytest.mark.parametrize("kind", HAZARDS)
def test_no_amount_of_a_finding_has_commas(tmp_path: Path, filled: Books, kind: str) -> None:
    content = HAZARDS[kind].do(filled["native"].read_bytes())
    for finding in outcome_of(tmp_path, content, "native").findings:
        for side in ("reported", "expected", "difference", "tolerance"):
            assert not re.fullmatch(r"[-(]?[0-9]{1,3}(,[0-9]{3})+.*", finding[side] or ""), finding


@pytest.mark.parametrize("kind", [kind for kind, hazard in HAZARDS.items() if hazard.blocks])
def test_nothing_is_exported_with_a_hazard(tmp_path: Path, filled: Books, kind: str) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(HAZARDS[kind].do(filled["native"].read_bytes()))
    assert run("export", book, "--to", tmp_path / "out").status == 1
    assert list(tmp_path.iterdir()) == [book]


def test_a_hazard_that_may_be_explained_passes_with_an_explanation(
    tmp_path: Path, filled: Books
) -> None:
    """The filer writes the id of the finding and the reason into the free rows of Checks."""
    book = openpyxl.load_workbook(filled["native"])
    checks = book["Checks"]
    free = next(
        row
        for row in range(6, checks.max_row + 1)
        if checks.cell(row, 1).value is None and checks.cell(row, 1).style == "Input"
    )
    content = hide_row(filled["native"].read_bytes(), "7070")
    part = f"xl/worksheets/sheet{book.sheetnames.index('Checks') + 1}.xml"

    def explain(sheet: str) -> str:
        for column, words in (("A", "WB-05-7070"), ("K", "Kept out of the way on purpose.")):
            sheet, count = re.subn(
                rf'<c (r="{column}{free}" s="\d+")\s*/>',
                rf'<c \1 t="inlineStr"><is><t>{words}</t></is></c>',
                sheet,
            )
            assert count == 1
        return sheet

    outcome = outcome_of(tmp_path, with_part(content, part, explain), "native")
    assert outcome.status == 0
    (found,) = [finding for finding in outcome.findings if finding["id"] == "WB-05"]
    assert found["message"].endswith(
        "Explained: Kept out of the way on purpose. (written since the last validation; taken to "
        "answer row (21) against in sight, holding 12442623)"
    )


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_re_save_that_drops_every_stored_value_is_told_once_with_every_total(
    tmp_path: Path, filled: Books, flavour: Flavour
) -> None:
    book = openpyxl.load_workbook(filled[flavour], keep_vba=flavour == "udf")
    stream = io.BytesIO()
    book.save(stream)
    outcome = outcome_of(tmp_path, stream.getvalue(), flavour)
    assert outcome.status == 1
    (lost,) = [finding for finding in outcome.findings if finding["id"] == "WB-03"]
    before = read(filled[flavour]).filing.values
    calculated = [n for n in EDITION.boxes if EDITION.box(n).kind == "total" and n in before]
    assert lost["message"].startswith(
        f"The formulas of {len(calculated)} boxes have not been calculated: the file holds no "
        f"value for boxes {', '.join(calculated)}. Open the workbook"
    )


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_names_move_with_an_inserted_row_and_the_report_stays_ready(
    tmp_path: Path, filled: Books, flavour: Flavour
) -> None:
    before = filled[flavour].read_bytes()
    moved = with_row_inserted(before, "Dealer options", 6)
    assert cell_of(before, "7240") == "I12"
    assert cell_of(moved, "7240") == "I13"
    outcome = outcome_of(tmp_path, moved, flavour)
    assert outcome.status == 0
    assert (
        read(tmp_path / ("book.xlsm" if flavour == "udf" else "book.xlsx"))
        .filing.place_of("7240")
        .cell
        == "I13"
    )
    openpyxl.load_workbook(io.BytesIO(moved))


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_sheet_without_protection_is_no_hazard_by_itself(
    tmp_path: Path, filled: Books, flavour: Flavour
) -> None:
    content = with_sheet(
        filled[flavour].read_bytes(),
        "7070",
        lambda t: re.sub(r"<sheetProtection [^>]*/>", "", t),
    )
    assert outcome_of(tmp_path, content, flavour).status == 0
