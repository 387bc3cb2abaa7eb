"""What goes wrong in real spreadsheets, done to the real template: each is found and told."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from command_line import Outcome, run, validated
from real_books import (
    EDITION,
    cell_of,
    packed,
    parts_of,
    row_of,
    with_cell,
    with_format,
    with_input,
    with_names,
    with_part,
    with_row_inserted,
    with_sheet,
    with_stored_value,
)

from focusxl.cells import Flavour

Books = dict[Flavour, Path]
FLAVOURS: tuple[Flavour, ...] = ("udf", "native")
INLINE = ' t="inlineStr"'


def text(words: str) -> str:
    return f"<is><t>{words}</t></is>"


def hide_row(content: bytes, box: str) -> bytes:
    row = f'<row r="{row_of(content, box)}" '
    return with_sheet(content, box, lambda t: t.replace(row, f'{row}hidden="1" '))


def hide_column(content: bytes, box: str) -> bytes:
    column = "J"
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
    cells = f'<mergeCell ref="I{row}:J{row}"/>'
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
    cell: str | None = "J36"
    blocks: bool = True


def hazard(
    do: Callable[[bytes], bytes],
    check: str,
    box: str,
    *words: str,
    also: tuple[str, ...] = (),
    cell: str | None = "J36",
    blocks: bool = True,
) -> Hazard:
    return Hazard(do, check, box, words, frozenset(also), cell, blocks)


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
        cell="J7",
    ),
    "shown as a percentage": hazard(
        lambda c: with_format(c, "7010", "0.00%"),
        "WB-14",
        "7010",
        "The cell shows “34253972900.00%”, but it holds 342,539,729",
        cell="J7",
    ),
    "not shown at all": hazard(
        lambda c: with_format(c, "7010", ";;;"),
        "WB-14",
        "7010",
        "The cell shows nothing, but it holds 342,539,729",
        cell="J7",
    ),
    "a name that is not shown": hazard(
        lambda c: with_format(c, "13", ";;;"),
        "WB-14",
        "13",
        "The cell shows nothing, but it holds HSBC SECURITIES (USA) INC.",
        cell="A13",
    ),
    "old stored value": hazard(
        lambda c: with_stored_value(c, "7198", "", "<v>1</v>"),
        "WB-04",
        "7198",
        "The cell shows an old value, 1; the inputs now give 45,956,489.",
        cell="J38",
    ),
    "input changed without recalculating": hazard(
        lambda c: with_input(c, "7010", 342539730),
        "WB-04",
        "7040",
        "an old value, 1,095,163,255; the inputs now give 1,095,163,256",
        cell="J13",
        also=("SUM-7060", "SUM-7190", "SUM-7198"),
    ),
    "#REF! in an input": hazard(
        lambda c: with_cell(c, "7010", ' t="e"', "<f>#REF!*2</f><v>#REF!</v>"),
        "AMT-02",
        "7010",
        "The cell shows the error #REF!. Repair the formula or the link behind it.",
        cell="J7",
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
        cell="J19",
        also=("SUM-7180",),
    ),
    "letter O for a nought": hazard(
        lambda c: with_cell(c, "7070", INLINE, text("12442O23")),
        "AMT-01",
        "7070",
        "has the letter O where the digit 0 belongs",
        cell="J19",
        also=("SUM-7180",),
    ),
    "number stored as text": hazard(
        lambda c: with_cell(c, "7070", INLINE, text(" 12,442,623 ")),
        "WB-09",
        "7070",
        "The amount is stored as text",
        "Type it again as a number.",
        cell="J19",
        blocks=False,
    ),
    "cents": hazard(
        lambda c: with_cell(c, "7070", "", "<v>12442623.55</v>"),
        "AMT-05",
        "7070",
        "12,442,623.55 has cents; it is filed as 12,442,623 (cents are cut off).",
        cell="J19",
        blocks=False,
    ),
    "hidden row": hazard(
        lambda c: hide_row(c, "7070"),
        "WB-05",
        "7070",
        "The box is in a hidden row (19). Unhide it",
        cell="J19",
    ),
    "hidden column": hazard(
        lambda c: hide_column(c, "7070"),
        "WB-05",
        "7070",
        "The box is in a hidden column (J). Unhide it",
        cell="J19",
    ),
    "hidden sheet": hazard(
        hide_sheet,
        "WB-05",
        "7240",
        "The box is in a hidden sheet (Dealer options). Unhide it",
        cell="H10",
    ),
    "merged input": hazard(
        lambda c: merge(c, "7070"),
        "WB-06",
        "7070",
        "The box is one of the merged cells I19:J19",
        "Unmerge them.",
        cell="J19",
    ),
    "input from another workbook": hazard(
        lambda c: link(c, "7070"),
        "WB-07",
        "7070",
        "The box takes its value from outside this workbook (June.xlsx). Paste the value",
        cell="J19",
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
        lambda c: with_names(c, {"box_7070": "Segregation!$J$23", "box_7100": "Segregation!$J$19"}),
        "WB-11",
        "7070",
        "The name box_7070 points to cell J23, but in the order of the form the box stands in J19",
        "its amount would be filed under another number",
        cell="J23",
    ),
    "two names for one cell": hazard(
        lambda c: with_names(c, {"box_7100": "Segregation!$J$19"}),
        "WB-08",
        "7100",
        "box_7100",
        cell="J19",
        also=("SUM-7180",),
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
    assert found["cell"] == hazard.cell
    if hazard.cell is not None:
        assert found["sheet"] == EDITION.boxes[hazard.box].statement.sheet
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
    assert found["message"].endswith("Explained: Kept out of the way on purpose.")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_re_save_that_drops_every_stored_value_is_found_at_every_total(
    tmp_path: Path, filled: Books, flavour: Flavour
) -> None:
    book = openpyxl.load_workbook(filled[flavour], keep_vba=flavour == "udf")
    stream = io.BytesIO()
    book.save(stream)
    outcome = outcome_of(tmp_path, stream.getvalue(), flavour)
    assert outcome.status == 1
    lost = {finding["box"] for finding in outcome.findings if finding["id"] == "WB-03"}
    assert lost == {total.number for total in EDITION.totals}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_names_move_with_an_inserted_row_and_the_report_stays_ready(
    tmp_path: Path, filled: Books, flavour: Flavour
) -> None:
    before = filled[flavour].read_bytes()
    moved = with_row_inserted(before, "Dealer options", 6)
    assert cell_of(before, "7240") == "H10"
    assert cell_of(moved, "7240") == "H11"
    outcome = outcome_of(tmp_path, moved, flavour)
    assert outcome.status == 0
    assert [f["cell"] for f in outcome.findings if f["id"] == "NOTE-7240"] == ["H11"]
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


OF_SEVERAL_PAGES = {"WB-12", "WB-13"}
"""Of boxes on several pages and of absent pages, which edition 2014 has not: see 2026."""


def test_every_check_of_workbooks_is_seen_to_fire_here() -> None:
    from focusxl.checks.general import general_checks

    fired = {hazard.check for hazard in HAZARDS.values()} | OF_SEVERAL_PAGES
    assert {check for check in general_checks() if check.startswith("WB-")} <= fired
