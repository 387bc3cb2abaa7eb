"""A template workbook is read cell by cell, and what was done to it is found."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from focusxl.amounts import CellError, Nothing, Number, Text
from focusxl.checks import check
from focusxl.checks.filer_explanations import stamp
from focusxl.checks.finding import Finding
from focusxl.errors import Unreadable
from focusxl.files import Reading, read
from focusxl.filings.computation import compute
from focusxl.filings.filing import FilerExplanation, Place
from tests.support.parts import parts_of, with_parts
from tests.support.sample_books import EDITION, INPUTS, Book, sample_totals


def reading_of(book: Book, tmp_path: Path) -> Reading:
    return read(book.save(tmp_path / "book.xlsx"))


def findings_of(reading: Reading, check_id: str) -> list[Finding]:
    return [finding for finding in reading.findings if finding.id == check_id]


def sheet_part(number: str) -> str:
    """Name the part of the page on which a box stands; Start is the first sheet."""
    page = EDITION.boxes[number].page
    return f"xl/worksheets/sheet{page + 1}.xml"


def with_sheet(book: Book, number: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change the stored page of a box; the change must change something."""

    def part(name: str, content: bytes) -> bytes:
        if name != sheet_part(number):
            return content
        changed = change(content)
        assert changed != content
        return changed

    return with_parts(book.content(), part)


@pytest.mark.parametrize("flavour", ["udf", "native"])
def test_an_untouched_workbook_gives_its_inputs_and_totals_and_no_finding(
    tmp_path: Path, flavour: Any
) -> None:
    reading = reading_of(Book(flavour=flavour), tmp_path)

    assert reading.kind == "workbook"
    assert reading.findings == ()
    assert reading.filing.whole
    assert reading.filing.edition is EDITION
    assert reading.filing.facts == {"retail_forex": False}
    expected = {**INPUTS, **sample_totals()}
    assert reading.filing.values == expected
    assert reading.filing.entries.keys() == EDITION.boxes.keys()
    assert reading.filing.entries["7180"].by_formula
    assert not reading.filing.entries["7010"].by_formula


def test_every_entry_says_where_it_stands(tmp_path: Path) -> None:
    book = Book()
    entries = reading_of(book, tmp_path).filing.entries
    for number in EDITION.boxes:
        sheet, row = book.place(number)
        assert entries[number].place == Place(sheet, f"M{row}")


def test_the_four_states_of_a_cell_stay_apart(tmp_path: Path) -> None:
    book = Book(
        values={"7010": 12.5, "7020": "n/a", "7030": None},
        formulas={"7032": "=Start!$A$1/0", "7045": '=""', "7047": "=1=1"},
        totals={"7032": "#DIV/0!", "7045": "", "7047": True},
    )
    book.totals["7045"] = "(empty text)"
    entries = reading_of(book, tmp_path).filing.entries
    assert entries["7010"].state == Number(Decimal("12.5"))
    assert entries["7020"].state == Text("n/a")
    assert entries["7030"].state == Nothing()
    assert entries["7032"].state == CellError("#DIV/0!")
    assert entries["7045"].state == Nothing()
    assert entries["7047"].state == Text("TRUE")


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}], ids=["shared", "inline"])
def test_text_is_read_however_it_is_stored(tmp_path: Path, options: dict[str, Any]) -> None:
    book = Book(values={"13": "Müller & Söhne <Futures> 日本", "7010": 5}, options=options)
    assert reading_of(book, tmp_path).filing.firm_name == "Müller & Söhne <Futures> 日本"


def test_rich_text_is_read_without_its_reading_aid(tmp_path: Path) -> None:
    book = Book(values={"13": "HSBC"})

    def enrich(name: str, part: bytes) -> bytes:
        rich = b"<si><r><t>HS</t></r><r><rPr><b/></rPr><t>BC</t></r><rPh><t>no</t></rPh></si>"
        return part.replace(b"<si><t>HSBC</t></si>", rich)

    path = tmp_path / "rich.xlsx"
    content = with_parts(book.content(), enrich)
    assert b"rPh" in parts_of(content)["xl/sharedStrings.xml"]
    path.write_bytes(content)
    assert read(path).filing.firm_name == "HSBC"


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_are_read_by_their_format_and_calendar(tmp_path: Path, from_1904: bool) -> None:
    book = Book(options={"date_1904": from_1904})
    values = reading_of(book, tmp_path).filing.values
    assert values["24"] == datetime.date(2014, 4, 1)
    assert values["25"] == datetime.date(2014, 6, 30)


@pytest.mark.parametrize(("from_1904", "serial"), [(False, 41820), (True, 41820 - 1462)])
def test_a_date_without_its_format_is_read_by_the_calendar(
    tmp_path: Path, from_1904: bool, serial: int
) -> None:
    book = Book(values={**INPUTS, "25": None}, options={"date_1904": from_1904})
    book.typed_over["25"] = serial
    values = reading_of(book, tmp_path).filing.values
    assert values["25"] == datetime.date(2014, 6, 30)


def test_a_date_in_an_amount_is_not_taken_for_a_number(tmp_path: Path) -> None:
    book = Book(values={**INPUTS, "7010": datetime.date(2014, 1, 2)})
    reading = reading_of(book, tmp_path)
    found = check(compute(reading.filing), reading.findings).findings
    assert [f.box for f in found if f.id == "AMT-01"] == ["7010"]


def test_a_double_is_read_as_the_spreadsheet_shows_it(tmp_path: Path) -> None:
    reading = reading_of(Book(values={"7010": 0.1 + 0.2}), tmp_path)
    assert reading.filing.values["7010"] == Decimal("0.3")


def test_a_total_typed_over_is_found(tmp_path: Path) -> None:
    book = Book(typed_over={"7180": 1_191_119_744})
    reading = reading_of(book, tmp_path)
    (found,) = reading.findings
    assert (found.id, found.box, found.place) == (
        "WB-01",
        "7180",
        Place("Segregation", book.cell("7180")),
    )
    assert found.reported == "1191119744"
    assert not reading.filing.entries["7180"].by_formula


def test_a_total_deleted_is_found(tmp_path: Path) -> None:
    book = Book()
    cell = book.cell("7180").encode()

    def delete(sheet: bytes) -> bytes:
        start = sheet.index(b'<c r="%b"' % cell)
        return sheet[:start] + sheet[sheet.index(b"</c>", start) + 4 :]

    path = tmp_path / "deleted.xlsx"
    path.write_bytes(with_sheet(book, "7180", delete))
    reading = read(path)
    assert [(f.id, f.box, f.reported) for f in reading.findings] == [("WB-01", "7180", "nothing")]
    assert reading.filing.entries["7180"].state == Nothing()


def test_an_edited_formula_is_found(tmp_path: Path) -> None:
    book = Book(formulas={"7060": "=box_7040+box_7050+1"})
    (found,) = reading_of(book, tmp_path).findings
    assert (found.id, found.box, found.reported) == ("WB-02", "7060", "=box_7040+box_7050+1")
    assert found.expected is not None
    assert "box_7040" in found.expected


@pytest.mark.parametrize(
    "formula",
    [
        '=IF(box_7040&box_7050="","",FOCUS_LINE("2014",7060,box_7050,box_7040))',
        '=IF(box_7040&box_7050="","",FOCUS_LINE("2014",7050,box_7040,box_7050))',
        '=IF(box_7040&box_7050="","",FOCUS_LINE("2026",7060,box_7040,box_7050))',
        '=IF(box_7040&box_7050="","",[1]!FOCUS_LINE("2014",7060,box_7040,box_7050))',
        '=IF(box_7040&box_7050="","",FOCUS_LINE("2014",7060,box_7040,box_7050))+0',
        '=IF(box_7040&box_7050="","",FOCUS_LINE("2014",7060,box_7040,box_7050)+0)',
        '=FOCUS_LINE("2014",7060,box_7040,box_7050)',
    ],
)
def test_a_formula_that_only_resembles_the_templates_is_found(tmp_path: Path, formula: str) -> None:
    reading = reading_of(Book(formulas={"7060": formula}), tmp_path)
    assert [f.id for f in reading.findings] == ["WB-02"]
    assert not reading.filing.entries["7060"].by_formula


@pytest.mark.parametrize(
    "formula",
    [
        '=if( box_7040 & box_7050="","",focus_line( "2014", 7060, BOX_7040, box_7050 ))',
        '=IF(box_7040&box_7050="","",[0]!FOCUS_LINE("2014",7060,box_7040,box_7050))',
        '=IF(box_7040&box_7050="","",_xludf.FOCUS_LINE("2014",7060,$box_7040,box_7050))',
    ],
)
def test_how_a_spreadsheet_spells_the_templates_formula_does_not_matter(
    tmp_path: Path, formula: str
) -> None:
    reading = reading_of(Book(formulas={"7060": formula}), tmp_path)
    assert reading.findings == ()
    assert reading.filing.entries["7060"].by_formula


def test_a_shared_formula_is_read_as_it_stands_in_each_cell(tmp_path: Path) -> None:
    book = Book(formulas={"7010": "=Start!A2*2", "7020": "=Start!A3*2", "7180": "=Start!A20"})
    first, second, total = (book.cell(box).encode() for box in ("7010", "7020", "7180"))

    def share(sheet: bytes) -> bytes:
        sheet = sheet.replace(
            b"<f>Start!A2*2</f>", b'<f t="shared" ref="M1:M99" si="0">[1]Start!A2*$A$2</f>'
        )
        sheet = sheet.replace(b"<f>Start!A3*2</f>", b'<f t="shared" si="0"/>')
        return sheet.replace(b"<f>Start!A20</f>", b'<f t="shared" si="0"/>')

    path = tmp_path / "shared.xlsx"
    path.write_bytes(with_sheet(book, "7010", share))
    reading = read(path)
    down = int(total[1:]) - int(first[1:])
    (changed,) = findings_of(reading, "WB-02")
    assert changed.reported == f"=[1]Start!A{2 + down}*$A$2"
    assert [f.box for f in reading.findings if f.id.startswith("WB-07")] == ["7010", "7020"]
    assert second != first


def test_a_formula_without_a_stored_value_counts_as_left_out(tmp_path: Path) -> None:
    reading = reading_of(Book(not_calculated={"7190"}), tmp_path)
    assert [(f.id, f.box) for f in reading.findings] == [("WB-03", "7190")]
    assert "7190" not in reading.filing.entries


def test_an_old_stored_value_is_found_by_the_check_of_totals(tmp_path: Path) -> None:
    book = Book()
    book.totals["7198"] = 1
    reading = reading_of(book, tmp_path)
    found = check(compute(reading.filing), reading.findings).findings
    assert [(f.id, f.box) for f in found if f.blocks] == [("WB-04", "7198")]


@pytest.mark.parametrize("way", ["row", "no height", "column", "no width", "sheet", "very hidden"])
def test_a_box_out_of_sight_is_found_where_it_holds_something(tmp_path: Path, way: str) -> None:
    book = Book(values={"7200": 5, "24": datetime.date(2014, 4, 1)}, totals={})
    row = book.place("7200")[1] - 1

    def hide(_: Any, sheets: dict[str, Any]) -> None:
        sheet = sheets["Dealer options"]
        match way:
            case "row":
                sheet.set_row(row, None, None, {"hidden": True})
            case "no height":
                sheet.set_row(row, 0)
            case "column":
                sheet.set_column("L:N", None, None, {"hidden": True})
            case "no width":
                sheet.set_column("M:M", 0)
            case "sheet":
                sheet.hide()
            case "very hidden":
                sheet.very_hidden()

    book.also = hide
    reading = reading_of(book, tmp_path)
    found = [f for f in reading.findings if f.id.startswith("WB-05")]
    assert [(f.id, f.box) for f in found] == [("WB-05", "7200")]
    assert found[0].reported is not None
    assert any(word in found[0].reported for word in ("row", "column", "sheet"))


def test_a_box_in_merged_cells_is_found(tmp_path: Path) -> None:
    book = Book()
    row = book.place("7010")[1]
    book.also = lambda _, sheets: sheets["Segregation"].merge_range(f"N{row}:O{row + 1}", "")
    assert reading_of(book, tmp_path).findings == ()
    book.also = lambda _, sheets: sheets["Segregation"].merge_range(f"L{row}:M{row + 1}", "")
    found = reading_of(book, tmp_path).findings
    assert [(f.id, f.reported) for f in found if f.box == "7010"] == [
        ("WB-06", f"L{row}:M{row + 1}")
    ]


def test_cells_that_the_template_itself_merges_are_one_cell(tmp_path: Path) -> None:
    book = Book(values={"20": "452 FIFTH AVENUE"})
    row = book.place("20")[1]
    book.also = lambda _, sheets: sheets["Cover"].merge_range(f"M{row}:P{row}", "452 FIFTH AVENUE")
    book.names["box_20"] = f"Cover!$M${row}:$P${row}"
    book.typed_over["20"] = "452 FIFTH AVENUE"
    reading = reading_of(book, tmp_path)
    assert reading.findings == ()
    assert reading.filing.values["20"] == "452 FIFTH AVENUE"


def test_an_input_from_another_workbook_is_found_with_its_name(tmp_path: Path) -> None:
    book = Book(formulas={"7010": "='[1]Trial balance'!B7", "7020": "=Start!B7", "7030": "=[0]!x"})

    def link(name: str, part: bytes) -> bytes:
        if name == "xl/workbook.xml":
            return part.replace(
                b"<definedNames>",
                b'<externalReferences><externalReference r:id="rIdLink"/></externalReferences>'
                b"<definedNames>",
            )
        if name == "xl/_rels/workbook.xml.rels":
            return part.replace(
                b"</Relationships>",
                b'<Relationship Id="rIdLink" Type="http://schemas.openxmlformats.org/officeDocument'
                b'/2006/relationships/externalLink" Target="externalLinks/externalLink1.xml"/>'
                b"</Relationships>",
            )
        return part

    content = with_parts(book.content(), link)
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(
            "xl/externalLinks/externalLink1.xml",
            '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        )
        archive.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://x/externalLinkPath" TargetMode="External" '
            'Target="file:///C:\\Close\\June.xlsx"/></Relationships>',
        )
    path = tmp_path / "linked.xlsx"
    path.write_bytes(stream.getvalue())
    found = findings_of(read(path), "WB-07")
    assert [(f.box, f.reported) for f in found] == [("7010", "June.xlsx")]


@pytest.mark.parametrize("formula", ['=_xlfn.WEBSERVICE("http://x/y")', '=RTD("a",,"b")'])
def test_an_input_from_the_network_is_found(tmp_path: Path, formula: str) -> None:
    found = reading_of(Book(formulas={"7010": formula}), tmp_path).findings
    assert [f.id for f in found] == ["WB-07"]


@pytest.mark.parametrize(
    "target",
    [
        None,
        "#REF!",
        "Segregation!#REF!",
        "Gone!$M$3",
        "Segregation!$M$3:$M$4",
        "Segregation!$XFE$3",
        "Segregation!$M$1048577",
        "[1]Segregation!$M$3",
        "12345",
        "Segregation:Cover!$M$3",
    ],
)
def test_a_lost_cell_is_found(tmp_path: Path, target: str | None) -> None:
    reading = reading_of(Book(names={"box_7010": target}), tmp_path)
    assert [(f.id, f.box, f.expected) for f in reading.findings] == [("WB-08", "7010", "box_7010")]
    assert "7010" not in reading.filing.entries


def test_two_boxes_cannot_share_a_cell(tmp_path: Path) -> None:
    book = Book()
    book.names["box_7020"] = f"Segregation!${book.cell('7010')[0]}${book.cell('7010')[1:]}"
    reading = reading_of(book, tmp_path)
    assert [(f.id, f.box, f.reported) for f in reading.findings] == [
        ("WB-08", "7020", "the cell of box 7010")
    ]


def test_a_sheet_with_a_quote_in_its_name_is_found(tmp_path: Path) -> None:
    book = Book()
    book.also = lambda workbook, sheets: workbook.add_worksheet("Firm's own").write("B2", 77)
    book.names["box_7010"] = "'Firm''s own'!$B$2"
    reading = reading_of(book, tmp_path)
    assert reading.filing.values["7010"] == 77
    assert reading.filing.entries["7010"].place == Place("Firm's own", "B2")


def test_names_of_a_copied_sheet_do_not_count(tmp_path: Path) -> None:
    book = Book()

    def copy(workbook: Any, sheets: dict[str, Any]) -> None:
        workbook.add_worksheet("Copy").write("M3", 99)
        workbook.define_name("Copy!box_7010", "=Copy!$M$3")

    book.also = copy
    assert reading_of(book, tmp_path).filing.values["7010"] == INPUTS["7010"]


def test_a_box_of_another_edition_is_found_where_it_holds_something(tmp_path: Path) -> None:
    book = Book(names={})

    def add(workbook: Any, sheets: dict[str, Any]) -> None:
        sheet = workbook.add_worksheet("More")
        sheet.write("A1", 5)
        workbook.define_name("box_7446", "=More!$A$1")
        workbook.define_name("box_7447", "=More!$A$2")

    book.also = add
    found = reading_of(book, tmp_path).findings
    assert [(f.id, f.reported) for f in found] == [("BOX-03", "7446")]


@pytest.mark.parametrize(
    ("answer", "fact"), [("Yes", True), ("no", False), ("", None), ("perhaps", None)]
)
def test_facts_are_yes_or_no_or_not_stated(tmp_path: Path, answer: str, fact: bool | None) -> None:
    facts = reading_of(Book(retail_forex=answer), tmp_path).filing.facts
    assert facts.get("retail_forex") is fact


def test_explanations_come_with_what_they_answered(tmp_path: Path) -> None:

    book = Book(
        explanations={
            "SEG-03": FilerExplanation(
                "Carried elsewhere.", stamp("Carried elsewhere.", "1 against 2")
            ),
            "SEG-04": FilerExplanation("Same."),
        }
    )
    assert reading_of(book, tmp_path).filing.explanations == {
        "SEG-03": FilerExplanation("Carried elsewhere.", "1 against 2"),
        "SEG-04": FilerExplanation("Same."),
    }


@pytest.mark.parametrize("target", [None, "Checks!$G$5:$G$6", "Checks!$G$5:$H$99", "#REF!"])
def test_a_damaged_list_of_explanations_is_found(tmp_path: Path, target: str | None) -> None:
    book = Book(names={"check_explanation_list": target})
    found = reading_of(book, tmp_path).findings
    assert [f.id for f in found] == ["WB-10"]


def test_a_workbook_without_lists_has_no_explanations(tmp_path: Path) -> None:
    lists = ("check_id_list", "check_explanation_list", "check_answered_list")
    reading = reading_of(Book(names=dict.fromkeys(lists)), tmp_path)
    assert reading.findings == ()
    assert reading.filing.explanations == {}


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (Book(edition="1999"), "edition"),
        (Book(edition=None), "no longer says its edition"),
        (Book(names={"focusxl_edition": "#REF!"}), "no longer says its edition"),
    ],
)
def test_a_workbook_of_no_known_edition_is_refused(tmp_path: Path, book: Book, words: str) -> None:
    with pytest.raises(Unreadable, match=f"book.xlsx.*{words}"):
        reading_of(book, tmp_path)


def test_a_workbook_saved_by_another_library_reads_the_same(tmp_path: Path) -> None:
    path = Book(flavour="native").save(tmp_path / "book.xlsx")
    first = read(path)
    again = tmp_path / "again.xlsx"
    # Loaded without formulas every total is a constant: the inputs are the same, and each total
    # is found to be typed over.
    workbook = openpyxl.load_workbook(path, data_only=True)
    workbook.save(again)
    second = read(again)
    inputs = {n for n, placed in EDITION.boxes.items() if placed.box.kind != "total"}
    assert {n: second.filing.values.get(n) for n in inputs} == {
        n: first.filing.values.get(n) for n in inputs
    }
    assert {f.box for f in findings_of(second, "WB-01")} == EDITION.boxes.keys() - inputs
    with_formulas = openpyxl.load_workbook(path)
    with_formulas.save(again)
    third = read(again)
    # That no formula has a value has one cause, so it is said once, of every total by name that
    # has anything to show.
    (uncalculated,) = third.findings
    with_amount = [n for n in EDITION.boxes if n not in inputs and n in first.filing.values]
    assert uncalculated.id == "WB-03"
    assert uncalculated.reported == f"no value for {len(with_amount)} formulas"
    assert f"for boxes {', '.join(with_amount)}." in uncalculated.message


def test_cells_that_leave_out_their_names_are_counted(tmp_path: Path) -> None:
    book = Book()
    row = book.place("7010")[1]

    def unname(sheet: bytes) -> bytes:
        old = b'<row r="%d"' % row
        start = sheet.index(old)
        end = sheet.index(b"</row>", start)
        cells = b"".join(b'<c r="%c%d"/>' % (65 + i, row) for i in range(11))
        return sheet[:start] + b'<row r="%d">%b<c/><c><v>7</v></c>' % (row, cells) + sheet[end:]

    path = tmp_path / "unnamed.xlsx"
    path.write_bytes(with_sheet(book, "7010", unname))
    assert read(path).filing.values["7010"] == 7


def test_prefixed_and_strict_workbooks_are_read(tmp_path: Path) -> None:
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"

    def strict(name: str, part: bytes) -> bytes:
        return part.replace(namespace, b"http://purl.oclc.org/ooxml/spreadsheetml/main")

    path = tmp_path / "strict.xlsx"
    path.write_bytes(with_parts(Book().content(), strict))
    assert read(path).filing.values["7010"] == INPUTS["7010"]


@pytest.mark.parametrize("answer", ["maybe", "1", "Yes and no"])
def test_an_answer_that_is_none_is_found(tmp_path: Path, answer: str) -> None:
    reading = reading_of(Book(retail_forex=answer), tmp_path)
    (found,) = reading.findings
    assert (found.id, found.check_class, str(found.place)) == ("FACT-07", "must-fix", "Start!B3")
    assert found.message.startswith(f"“{answer}” does not answer the question: ")
    assert reading.filing.facts == {}


@pytest.mark.parametrize(("answer", "fact"), [("Yes", True), (" no ", False), ("TRUE", True)])
def test_an_answer_is_read(tmp_path: Path, answer: str, fact: bool) -> None:
    reading = reading_of(Book(retail_forex=answer), tmp_path)
    assert (reading.findings, reading.filing.facts) == ((), {"retail_forex": fact})
