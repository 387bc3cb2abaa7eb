"""xlwings' objects on a workbook open in LibreOffice."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from focusxl.files.openxml.addresses import column_letters, column_number
from focusxl_udfs.libreoffice.engine.addresses import parse
from focusxl_udfs.libreoffice.engine.formulas import simple_to_excel
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost

Open = Callable[..., HostedWorkbook]


@pytest.fixture
def book(open_echoing: Open) -> xw.Book:
    return open_echoing().book


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets["Form page"]


def test_a_book_knows_its_file_and_sheets(book: xw.Book, tmp_path: Path) -> None:
    assert book.name == "small.xlsm"
    assert Path(book.fullname) == tmp_path / "small.xlsm"
    assert book.sheet_names == ["Form page", "Second", "xlwings.conf"][: len(book.sheets)]
    assert [sheet.index for sheet in book.sheets] == list(range(1, len(book.sheets) + 1))
    assert "second" in book.sheets
    assert book.sheets["SECOND"].name == "Second"
    with pytest.raises(KeyError):
        book.sheets["Third"]


def test_a_book_is_found_by_its_path_while_the_engine_is_lent(
    echoing: LibreOfficeHost, book: xw.Book
) -> None:
    with echoing.active():
        assert xw.Book(book.fullname) == book
        assert [found.name for found in xw.books] == ["small.xlsm"]
        assert xw.books.active.name == "small.xlsm"
    assert xw.engines.active is None


def test_values_keep_their_kinds(sheet: xw.Sheet) -> None:
    sheet["C1"].value = [
        [1, 2.5, "text", None],
        [True, False, datetime.date(2014, 6, 30), datetime.datetime(2014, 6, 30, 12, 15)],
    ]
    assert sheet["C1:F2"].value == [
        [1.0, 2.5, "text", None],
        [
            True,
            False,
            datetime.datetime(2014, 6, 30),
            datetime.datetime(2014, 6, 30, 12, 15),
        ],
    ]
    assert sheet["E2"].options(dates=datetime.date).value == datetime.date(2014, 6, 30)
    assert sheet["C1:D1"].options(numbers=int).value == [1, 2]
    assert sheet["F1"].options(empty="-").value == "-"
    assert sheet["C1"].options(ndim=2).value == [[1.0]]


def test_text_is_not_taken_for_a_number_or_formula(sheet: xw.Sheet) -> None:
    sheet["C1"].value = ["'=1+1", "0012", "'text", "=1+1"]
    assert sheet["C1:F1"].value == ["=1+1", "0012", "text", 2.0]
    assert sheet["C1:F1"].formula == (("=1+1", "0012", "text", "=1+1"),)


def test_errors_are_none_unless_their_names_are_wanted(sheet: xw.Sheet) -> None:
    sheet["C1"].formula = ["=1/0", "=NA()", "=NO_SUCH_NAME", "=A1"]
    assert sheet["C1:F1"].value == [None, None, None, 10.0]
    names = sheet["C1:F1"].options(err_to_str=True).value
    assert names == ["#DIV/0!", "#N/A", "#NAME?", 10.0]
    assert sheet["C1"].options(ndim=2, err_to_str=True).value == [["#DIV/0!"]]


def test_one_value_fills_a_range(sheet: xw.Sheet) -> None:
    sheet["C1:D2"].value = 3
    assert sheet["C1:D2"].value == [[3.0, 3.0], [3.0, 3.0]]


@pytest.mark.parametrize(
    "formula",
    [
        "=A1",
        "=$A$1+A$2-$A3",
        "=SUM(A1:A3,5)",
        "=IF(A1>2,SUM(A1:A2),Second!A1)",
        "=SUM(Second!$A$1:$B$2)",
        "='Form page'!A1+0.5",
        '=ECHO_TEXT("2014",7040,box_7010,box_7020)',
        '=ECHO_TEXT("a;b ""quoted"" Second.A1",A1)',
        "=ROUND(A1*rate,2)",
        "=MAX(0,A1,-A2)",
        "=SUM({1,2;3,4})",
        '=IFERROR(1/0,"none")',
        "=Second!local",
    ],
)
def test_a_formula_reads_as_excel_writes_it(sheet: xw.Sheet, formula: str) -> None:
    sheet["C1"].formula = formula
    assert sheet["C1"].formula == formula
    assert sheet["C1"].value is not None


def test_formulas_from_the_file_read_as_excel_writes_them(open_echoing: Open) -> None:
    formula = "=ECHO_TEXT(\"2014\",7040,box_7010,Second!$A$1,'Form page'!A2)"
    workbook = open_echoing({"C1": formula, "C2": "=1+1", "C3": "text", "D1": 7, "D2": True})
    sheet = workbook.book.sheets[0]
    assert sheet["C1:D3"].formula == ((formula, "7"), ("=1+1", "TRUE"), ("text", ""))


def test_an_error_may_stand_in_a_formula(sheet: xw.Sheet) -> None:
    sheet["C1"].formula = "=ISERROR(#REF!)"
    assert sheet["C1"].value is True


def test_simple_formulas_need_no_parser() -> None:
    assert simple_to_excel('=F("a;b";1.5;box_1)') == '=F("a;b",1.5,box_1)'
    assert simple_to_excel("=$Second.A1") is None
    assert simple_to_excel("={1;2}") is None


def test_addresses_and_shapes(sheet: xw.Sheet) -> None:
    area = sheet["B2:D4"]
    assert (area.row, area.column, area.shape, area.count) == (2, 2, (3, 3), 9)
    assert area.address == "$B$2:$D$4"
    assert area.get_address(False, False) == "B2:D4"
    assert area.get_address(include_sheetname=True) == "'Form page'!$B$2:$D$4"
    assert sheet[0, 2].address == "$C$1"
    assert sheet[0:2, 0:2].address == "$A$1:$B$2"
    assert sheet.range((1, 1), (2, 3)).address == "$A$1:$C$2"
    assert area(2, 1).address == "$B$3"
    assert area(4).address == "$B$3"
    assert area.offset(1, 1).address == "$C$3:$E$5"
    assert area.resize(1, 1).address == "$B$2"
    assert area.last_cell.address == "$D$4"
    assert [row.address for row in area.rows] == ["$B$2:$D$2", "$B$3:$D$3", "$B$4:$D$4"]


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("A1", (1, 1, 1, 1)),
        ("$C$3:B2", (2, 2, 2, 2)),
        ("B:C", (1, 2, 1048576, 2)),
        ("2:3", (2, 1, 2, 16384)),
        ("XFD1048576", (1048576, 16384, 1, 1)),
        ("XFE1", None),
        ("A0", None),
        ("box_7010", None),
    ],
)
def test_an_address_is_read(address: str, block: tuple[int, ...] | None) -> None:
    assert parse(address) == block


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_columns_have_letters(letters: str, number: int) -> None:
    assert column_number(letters) == number
    assert column_letters(number) == letters


def test_names_of_the_book_and_of_a_sheet(book: xw.Book) -> None:
    texts = {name.name: name.refers_to for name in book.names}
    assert texts == {
        "box_7010": "='Form page'!$A$1",
        "box_7020": "='Form page'!$A$2",
        "amounts": "='Form page'!$A$1:$A$3",
        "rate": "=0.04",
        "Second!local": "=Second!$A$1",
    }
    assert "box_7010" in book.names
    assert "BOX_7010" in book.names
    assert "box_1" not in book.names
    assert book.names["amounts"].refers_to_range.value == [10.0, 20.5, 30.0]
    assert [name.name for name in book.sheets["Second"].names] == ["Second!local"]
    with pytest.raises(ValueError, match="does not mean cells"):
        book.names["rate"].refers_to_range  # noqa: B018
    with pytest.raises(KeyError):
        book.names["box_1"]


def test_a_name_finds_its_cells_from_any_sheet(book: xw.Book) -> None:
    assert book.sheets["Second"].range("box_7020").value == 20.5
    assert book.sheets["Form page"].range("Second!A1").value == 5
    with pytest.raises(ValueError, match="neither an address nor a name"):
        book.sheets["Second"].range("no such name")


def test_a_name_is_added_and_removed(book: xw.Book) -> None:
    book.names.add("box_7030", "='Form page'!$A$3")
    assert book.names["box_7030"].refers_to_range.value == 30
    book.sheets[0]["A1:A2"].name = "two"
    assert book.sheets[0]["A1:A2"].name.name == "two"
    book.names["two"].delete()
    assert "two" not in book.names


def test_the_used_range_and_its_edges(sheet: xw.Sheet) -> None:
    sheet["C5"].value = 1
    assert sheet.used_range.address == "$A$1:$C$5"
    assert sheet["A1"].end("down").address == "$A$3"
    assert sheet["A3"].end("up").address == "$A$1"
    assert sheet["A5"].end("right").address == "$C$5"
    assert sheet["C5"].end("up").address == "$C$1"
    assert sheet["C1"].end("down").address == "$C$5"
    assert sheet["A4"].end("down").address == "$A$1048576"
    assert sheet["A1"].expand("down").address == "$A$1:$A$3"
    assert sheet["A1"].current_region.address == "$A$1:$A$3"


def test_contents_and_looks_are_cleared(sheet: xw.Sheet) -> None:
    sheet["A1"].color = (255, 0, 0)
    sheet["A1"].clear_contents()
    assert sheet["A1"].value is None
    assert sheet["A1"].color == (255, 0, 0)
    sheet["A1"].clear_formats()
    assert sheet["A1"].color is None
    sheet.clear_contents()
    assert sheet["A1:A3"].value == [None, None, None]


def test_looks_are_set_and_read(sheet: xw.Sheet) -> None:
    cell = sheet["A2"]
    cell.color = "#00ff7f"
    assert cell.color == (0, 255, 127)
    cell.color = None
    assert cell.color is None
    assert cell.number_format == "General"
    cell.number_format = "#,##0.00"
    assert cell.number_format == "#,##0.00"
    cell.font.bold = True
    cell.font.italic = True
    cell.font.size = 14
    cell.font.color = (0, 0, 128)
    font = cell.font
    assert (font.bold, font.italic, font.size, font.color) == (True, True, 14, (0, 0, 128))
    cell.wrap_text = True
    assert cell.wrap_text is True
    sheet.autofit()


def test_sheets_are_added_renamed_hidden_and_deleted(book: xw.Book) -> None:
    before = book.sheet_names
    added = book.sheets.add("Findings", after="Second")
    place = before.index("Second") + 1
    assert book.sheet_names == [*before[:place], "Findings", *before[place:]]
    added.name = "Results"
    added.visible = False
    assert book.sheets["Results"].visible is False
    book.sheets["Results"].delete()
    assert book.sheet_names == before


def test_settings_of_the_app(book: xw.Book) -> None:
    app = book.app
    assert app.version.major >= 7
    with app.properties(screen_updating=False, display_alerts=False, calculation="manual"):
        book.sheets[0]["A1"].value = 1
        assert app.calculation == "manual"
    assert app.screen_updating is True
    assert app.calculation == "automatic"
    app.calculate()
    assert app.alert("Nobody sees this.", buttons="yes_no") == "yes"


def test_many_cells_are_read_and_written_quickly(sheet: xw.Sheet) -> None:
    rows = [[float(row * column) for column in range(20)] for row in range(500)]
    sheet["C1"].value = rows
    assert sheet["C1:V500"].value == rows
