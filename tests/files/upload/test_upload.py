"""Upload files are rows of line-item id and value, in four kinds of file."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from focusxl.amounts import Nothing, Text
from focusxl.errors import Unreadable
from focusxl.files import read
from focusxl.files.openxml.source import Source
from focusxl.files.stored.entries import Given
from focusxl.files.upload.reader import upload_reading
from focusxl.filings.filing import Place
from focusxl.text import guarded, with_guard, without_guard
from tests.support.taking import Take

TXT = "13\tHSBC SECURITIES\n16\tX\n25\t06/30/2014\n7010\t342539729\n7130\t-8479537\n7020\t\n"
CSV = TXT.replace("\t", ",")
XML = (
    '<focus-report edition="2014"><item id="13">HSBC SECURITIES</item><item id="16">X</item>'
    '<item id="25">06/30/2014</item><item id="7010">342539729</item>'
    '<item id="7130">-8479537</item><item id="7020"/></focus-report>'
)
VALUES = {
    "13": "HSBC SECURITIES",
    "16": True,
    "25": datetime.date(2014, 6, 30),
    "7010": Decimal(342539729),
    "7130": Decimal(-8479537),
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("up.txt", TXT),
        ("up.csv", CSV),
        ("UP.CSV", "Line item,Value\n" + CSV),
        ("up.csv", "\ufeffLine item id,Value\r\n\r\n" + CSV.replace("\n", "\r\n")),
        ("up.xml", XML),
        ("up.xml", '<?xml version="1.0"?>\n' + XML.replace("><", ">\n  <")),
    ],
)
def test_the_rows_of_an_upload_are_read(take: Take, name: str, content: str) -> None:
    reading = take(name, content)
    assert reading.kind == "upload"
    assert reading.findings == ()
    assert reading.filing.values == VALUES
    assert reading.filing.entries["7020"].state == Nothing()
    assert not reading.filing.whole


def upload_book(rows: list[tuple[object, object]], *, edition: str | None = "2014") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Segregation").write("A1", "pages come first")
        sheet = book.add_worksheet("Upload")
        sheet.write_row("A1", ["Line item", "Value"])
        for row, (box, value) in enumerate(rows, start=1):
            sheet.write(row, 0, box)
            if isinstance(value, datetime.date):
                date = book.add_format({"num_format": "mm/dd/yyyy"})
                sheet.write_datetime(row, 1, value, date)
            else:
                sheet.write(row, 1, value)
        if edition is not None:
            sheet.write("E1", edition)
            book.define_name("focusxl_edition", "=Upload!$E$1")
    return stream.getvalue()


@pytest.mark.parametrize("edition", ["2014", None])
def test_the_upload_sheet_of_a_workbook_is_read(take: Take, edition: str | None) -> None:
    rows: list[tuple[object, object]] = [
        (13, "HSBC SECURITIES"),
        ("16", "X"),
        (25, datetime.date(2014, 6, 30)),
        (7010, 342539729),
        (7130, -8479537),
    ]
    reading = take("filing.xlsx", upload_book(rows, edition=edition))
    assert reading.kind == "upload"
    assert reading.filing.values == VALUES
    assert reading.filing.entries["7010"].place == Place("Upload", "B5")


def test_hazards_of_an_upload_sheet_are_found(take: Take) -> None:
    rows: list[tuple[object, object]] = [(7010, "=1/0"), (9999, 5), (7020, 1), (7020, 2)]
    reading = take("filing.xlsx", upload_book(rows))
    # The library stores 0 for a formula; nothing is calculated here.
    assert [(f.id, f.reported, str(f.place)) for f in reading.findings] == [
        ("BOX-03", "9999", "Upload!B3"),
        ("BOX-04", "2", "Upload!B5"),
    ]


def test_unknown_boxes_and_contradictions_are_found(take: Take) -> None:
    reading = take("up.txt", "25\t06/30/14\n9999\t1\n7010\t1,000\n7010\t1000\n7010\t(1000)\n")
    assert [(f.id, f.reported) for f in reading.findings] == [
        ("BOX-03", "9999"),
        ("BOX-04", "-1000"),
    ]
    assert reading.filing.values["7010"] == 1000


def test_a_guarded_text_loses_its_apostrophe(take: Take) -> None:
    values = take("up.csv", "13,'=HYPERLINK(1)\n20,''+1\n21,'tis\n22,@\n").filing.values
    assert values == {"13": "=HYPERLINK(1)", "20": "'+1", "21": "'tis", "22": "@"}


def test_values_may_hold_the_delimiter_in_quotes(take: Take) -> None:
    assert take("up.csv", '7010,"1,234"\n').filing.values == {"7010": 1234}
    assert take("up.txt", '13\t"Smith, ""J."""\n').filing.values == {"13": 'Smith, "J."'}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("up.txt", "7010 5\n", "line 1: expected .* a tab .* found 1 field"),
        ("up.txt", "7010\t5\n7020\t5\t6\n", "line 2: .* found 3 fields"),
        ("up.csv", "7010;5\n", "a comma"),
        ("up.csv", '7010,"5\n', "line 1"),
        ("up.csv", "Line item,Value\n", "no line items"),
        ("up.txt", "\n \n", "no line items"),
        ("up.txt", b"7010\t\xe9\n", "UTF-8"),
        ("up.txt", "7010\t" + "9" * 40_000, "shorten"),
        ("up.txt", "7010\t5\n" * 30_000, "more than 20,000 rows"),
        ("up.xml", "<focus-report>", "damaged"),
        ("up.xml", "7010", "damaged"),
        ("up.xml", "<report/>", "“report”"),
        ("up.xml", "<focus-report/>", "no line items"),
        ("up.xml", "<focus-report><box/></focus-report>", "“box”"),
        ("up.xml", "<focus-report><item>5</item></focus-report>", "without an id"),
        ("up.xml", '<focus-report><item id="1"><b/></item></focus-report>', "“b”"),
        ("up.xml", XML.replace("2014", "1999", 1), "edition"),
        ("up.xml", "<!DOCTYPE focus-report>" + XML, "document type"),
        ("up.xml", ('<!DOCTYPE a [<!ENTITY b "c">]>' + XML).encode("utf-16"), "document type"),
        ("up.xml", "<focus-report>" + '<item id="1">' * 100_000, "“item”"),
        ("up.xml", '<?xml version="1.0" encoding="x-unknown"?>' + XML, "damaged"),
    ],
)
def test_what_is_no_upload_is_refused_in_one_sentence(
    take: Take, name: str, content: str | bytes, words: str
) -> None:
    with pytest.raises(Unreadable, match=words) as refusal:
        take(name, content)
    message = str(refusal.value)
    assert f"“{name}”" in message
    assert message.endswith(".")
    assert "\n" not in message


def test_a_sheet_named_upload_without_columns_is_refused(take: Take) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Upload").write("A1", "Hello")
    with pytest.raises(Unreadable, match="“line item id” and “value”"):
        take("other.xlsx", stream.getvalue())


def test_an_upload_sheet_as_deep_as_a_sheet_can_be_is_refused(take: Take) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Upload")
        sheet.write_row("A1", ["Line item", "Value"])
        sheet.write("A1048576", 7010)
    with pytest.raises(Unreadable, match="more rows"):
        take("deep.xlsx", stream.getvalue())


def given(**boxes: str) -> list[Given]:
    return [Given(name.removeprefix("b"), Text(value)) for name, value in boxes.items()]


def edition_of(rows: list[Given]) -> str:
    return upload_reading(rows, None, Source(Path("up.txt"), b"x")).filing.edition.name


def test_the_edition_follows_from_the_period_or_from_the_boxes() -> None:
    from focusxl.forms.loader import editions, load_edition

    forms = [load_edition(name) for name in editions()]
    for form in forms:
        date = form.assumed_period
        assert edition_of(given(b25=f"{date:%m/%d/%Y}")) == form.name
    assert edition_of(given(b25="01/31/2999")) == forms[-1].name
    assert edition_of(given(b7010="5")) == forms[0].name
    assert edition_of(given(b9999="5")) == forms[-1].name
    # A period that is no date says nothing.
    assert edition_of(given(b25="soon", b7010="5")) == forms[0].name


def test_the_kind_of_a_file_is_told_by_its_name(tmp_path: Path) -> None:
    for name, words in {
        "old.xls": "save it as .xlsx",
        "calc.ods": "save it as .xlsx",
        "notes.docx": "not a kind of file that FocusXL reads",
        "noending": "not a kind of file that FocusXL reads",
    }.items():
        path = tmp_path / name
        path.write_bytes(b"x")
        with pytest.raises(Unreadable, match=words):
            read(path)


@pytest.mark.parametrize(
    ("text", "guarded_text"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("\t@SUM(1)", "'\t@SUM(1)"),
        ("'=1+1", "''=1+1"),
        ("' =1+1", "'' =1+1"),
        ("Fortune & Co", "Fortune & Co"),
        ("'tis", "'tis"),
    ],
)
def test_text_is_guarded_and_read_back(text: str, guarded_text: str) -> None:
    assert with_guard(text) == guarded_text
    assert without_guard(guarded_text) == text


def test_amounts_in_a_row_are_not_guarded() -> None:
    assert guarded(["-5", "-5.25", "-1_000", "-[7010]"]) == ["-5", "-5.25", "'-1_000", "'-[7010]"]
