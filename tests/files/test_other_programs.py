"""Workbooks as other programs save them, which Excel opens: each is read, and reads the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from focusxl.checks import check
from focusxl.errors import Unreadable
from focusxl.files import Reading, read
from focusxl.files.openxml.formula_text import same_formula
from focusxl.filings.computation import compute
from tests.support.parts import parts_of, with_parts
from tests.support.sample_books import EDITION, INPUTS, Book, sample_totals
from tests.support.taking import Take

pytestmark = pytest.mark.slow

WHOLE = {**INPUTS, **sample_totals()}


def renamed(content: bytes, new_name: Callable[[str], str]) -> bytes:
    """Give the parts of a workbook other names; what points to them stays as it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts_of(content).items():
            entry = zipfile.ZipInfo("x")
            entry.filename = new_name(name)  # As it is: ZipInfo would mend a backslash.
            archive.writestr(entry, part)
    return packed.getvalue()


def retargeted(content: bytes, change: Callable[[str], str]) -> bytes:
    """Change the targets that relations point to; the parts keep their names."""

    def part(name: str, old: bytes) -> bytes:
        if not name.endswith(".rels"):
            return old
        return re.sub(
            r'Target="([^"]*)"', lambda found: f'Target="{change(found[1])}"', old.decode()
        ).encode()

    return with_parts(content, part)


def taken(content: bytes, tmp_path: Path) -> Reading:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    return read(path)


CAPITALS = {"xl/sharedStrings.xml": "xl/SharedStrings.xml", "xl/styles.xml": "xl/Styles.xml"}


@pytest.mark.parametrize(
    "new_name",
    [
        pytest.param(lambda name: CAPITALS.get(name, name), id="SharedStrings.xml"),
        pytest.param(str.upper, id="capitals everywhere"),
        pytest.param(str.lower, id="small letters everywhere"),
        pytest.param(lambda name: name.replace("/", "\\"), id="backslashes"),
        pytest.param(lambda name: f"/{name}", id="a slash in front"),
        pytest.param(lambda name: f"\\{name}".replace("/", "\\"), id="a backslash in front"),
    ],
)
def test_however_the_parts_are_named_the_workbook_reads_the_same(
    tmp_path: Path, new_name: Callable[[str], str]
) -> None:
    reading = taken(renamed(Book().content(), new_name), tmp_path)
    assert reading.filing.values == WHOLE
    assert reading.findings == ()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(str.upper, id="capitals"),
        pytest.param(lambda target: target.replace("/", "\\"), id="backslashes"),
        pytest.param(lambda target: target.replace("s", "%73"), id="escapes"),
        pytest.param(lambda target: f"./{target}", id="from here"),
        pytest.param(
            lambda target: f"/{target}" if target.startswith("xl/") else f"/xl/{target}",
            id="from the root",
        ),
    ],
)
def test_however_relations_are_written_the_workbook_reads_the_same(
    tmp_path: Path, change: Callable[[str], str]
) -> None:
    content = Book().content()
    only_book = re.sub(
        rb"<Relationship [^>]*docProps[^>]*/>", b"", parts_of(content)["_rels/.rels"]
    )
    content = with_parts(content, lambda name, part: only_book if name == "_rels/.rels" else part)
    reading = taken(retargeted(content, change), tmp_path)
    assert reading.filing.values == WHOLE
    assert reading.findings == ()


@pytest.mark.parametrize("blank", ["%20", " "])
def test_a_part_with_a_blank_in_its_name_is_found(tmp_path: Path, blank: str) -> None:
    content = renamed(
        Book().content(), lambda name: name.replace("sheet3.xml", f"sheet{blank}3.xml")
    )
    content = retargeted(content, lambda target: target.replace("sheet3.xml", "sheet%203.xml"))
    assert taken(content, tmp_path).filing.values == WHOLE


def test_two_parts_that_excel_takes_for_one_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO(Book().content())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("XL/Styles.xml", "<styleSheet/>")
    with pytest.raises(Unreadable, match="is damaged"):
        taken(stream.getvalue(), tmp_path)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_workbook_that_has_lost_texts_or_formats_is_refused(tmp_path: Path, part: str) -> None:
    content = with_parts(Book().content(), lambda name, old: None if name == part else old)
    with pytest.raises(Unreadable, match="is damaged in"):
        taken(content, tmp_path)


def without_empty_results(content: bytes, kind: str) -> bytes:
    """Store formulas that give an empty text as exceljs does: with no value beside them."""

    def part(name: str, old: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return old
        return re.sub(rb' t="str">(<f>[^<]*</f>)<v></v>', kind.encode() + rb">\1", old)

    changed = with_parts(content, part)
    assert changed != content
    return changed


@pytest.mark.parametrize("kind", ["", ' t="str"'])
@pytest.mark.parametrize("values", [{}, INPUTS], ids=["an empty template", "the sample"])
def test_a_total_of_blanks_may_be_stored_without_a_value(
    tmp_path: Path, kind: str, values: dict[str, object]
) -> None:
    book = Book(values=values, totals=sample_totals() if values else {})
    reading = taken(without_empty_results(book.content(), kind), tmp_path)
    assert reading.findings == ()
    assert reading.filing.values == (WHOLE if values else {})
    assert reading.filing.entries.keys() == EDITION.boxes.keys()


@pytest.mark.parametrize("flavour", ["udf", "native"])
def test_a_total_of_amounts_may_not(tmp_path: Path, flavour: str) -> None:
    book = Book(flavour=flavour, not_calculated={"7190", "7198"})  # type: ignore[arg-type]
    reading = taken(book.content(), tmp_path)
    assert [(f.id, f.box) for f in reading.findings] == [("WB-03", "7190"), ("WB-03", "7198")]
    assert "7190" not in reading.filing.values


def test_many_formulas_without_a_value_have_one_cause_that_is_told_once(tmp_path: Path) -> None:
    totals = {"7040", "7050", "7060", "7180"}
    reading = taken(Book(not_calculated=totals).content(), tmp_path)
    (found,) = reading.findings
    assert (found.id, found.box) == ("WB-03", None)
    assert found.message == (
        "The formulas of 4 boxes have not been calculated: the file holds no value for boxes 7040, "
        "7050, 7060, 7180. Open the workbook in the spreadsheet program, recalculate it "
        "(Ctrl+Alt+F9) and save it."
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("=A1*6.66666666666666999979", "=A1*6.66666666666667", True),
        ("=A1*0.080", "=A1*.08", True),
        ("=A1/1.0E+2", "=A1/100", True),
        ("=A1*6.6666666666667", "=A1*6.66666666666667", False),
        ("=box_7010", "=box_7010.0", False),
        ("=A10", "=A1", False),
        ('=IF(A1="1.0",1,2)', '=IF(A1="1",1,2)', False),
        ('=F("2014",7060)', '=F("2014",7060.0)', True),
    ],
)
def test_a_constant_is_told_by_its_double_and_not_by_its_digits(
    one: str, other: str, same: bool
) -> None:
    assert same_formula(one, other) is same


@pytest.mark.parametrize(
    "stored",
    [
        b"<is><t>7</t></is>",
        b"<v></v><is><t>7</t></is>",
    ],
)
def test_a_text_in_a_cell_of_another_type_is_shown_by_no_spreadsheet(
    tmp_path: Path, stored: bytes
) -> None:
    book = Book()
    cell = book.cell("7010").encode()

    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet3.xml":
            return part
        changed = re.sub(
            rb'(<c r="%b" s="\d+")><v>\d+</v></c>' % cell, rb"\1>%b</c>" % stored, part
        )
        assert changed != part
        return changed

    assert "7010" not in taken(with_parts(book.content(), change), tmp_path).filing.values


SHEET_AS_CSV = (
    "Line item,Value,,Edition,2014\r\n13,HSBC SECURITIES,,,\r\n25,06/30/2014,,,\r\n"
    "7010,342539729,,,\r\n7130,-8479537,,,\r\n7020,,,,\r\n"
)
AS_READ = {"13": "HSBC SECURITIES", "7010": 342539729, "7130": -8479537}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("up.csv", SHEET_AS_CSV, id="the sheet Upload"),
        pytest.param(
            "up.csv",
            f"FOCUS upload,,,,\r\nHSBC,June 2014,,,\r\n,,,,\r\n{SHEET_AS_CSV}",
            id="titles",
        ),
        pytest.param("up.csv", f"sep=,\r\n{SHEET_AS_CSV}", id="sep=,"),
        pytest.param("up.csv", "sep=;\r\n" + SHEET_AS_CSV.replace(",", ";"), id="sep=;"),
        pytest.param("up.csv", "\ufeffSEP=\t\n" + SHEET_AS_CSV.replace(",", "\t"), id="sep=tab"),
        pytest.param("up.txt", SHEET_AS_CSV.replace(",", "\t"), id="text, tabs between"),
        pytest.param(
            "up.csv",
            "7010,342539729,,\n7130,-8479537,\n13,HSBC SECURITIES\n25,06/30/2014,,,,\n",
            id="empty fields",
        ),
    ],
)
def test_an_upload_that_a_spreadsheet_saved_is_read(take: Take, name: str, content: str) -> None:
    reading = take(name, content)
    assert reading.findings == ()
    assert {n: reading.filing.values[n] for n in AS_READ} == AS_READ
    assert reading.filing.edition.name == "2014"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("7010,342,539,729\n", "line 1: .* found 4 fields"),
        ("sep=;\n7010;5\n7020;5;6\n", "line 3: .* a semicolon between, found 3 fields"),
        ("7010,5,,6\n", "found 4 fields"),
        ("7010,5\nLine item,Value\n7020,6\n", "line 1: box 7010 stands above the headings"),
        ("FOCUS upload\n7010,5\n", "line 1: .* found 1 field"),
        ("Line item,Value,,Edition,1999\n7010,5\n", "edition"),
    ],
)
def test_what_a_row_holds_more_than_a_value_is_never_dropped(
    take: Take, content: str, words: str
) -> None:
    with pytest.raises(Unreadable, match=words):
        take("up.csv", content)


def test_our_own_sheet_upload_comes_back_from_csv(take: Take) -> None:
    """The rows as a spreadsheet writes them, with the edition beside the headings."""
    rows = "".join(
        f"{number},{value:%m/%d/%Y},,,\n"
        if hasattr(value, "strftime")
        else f"{number},{'X' if value is True else value},,,\n".replace("INC.", "INC")
        for number, value in WHOLE.items()
        if "," not in str(value)
    )
    reading = take("filing.csv", f"Line item,Value,,Edition,2014\n{rows}")
    assert reading.findings == ()
    computation = compute(reading.filing)
    assert not [f for f in check(computation).findings if f.id.startswith("SUM-")]
