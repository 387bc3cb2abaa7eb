"""Every formula in a box that the filer fills in is told, recomputed, and held to its value."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from focusxl.checks.finding import Finding
from focusxl.files import read
from tests.support.parts import with_parts
from tests.support.sample_books import INPUTS, Book

pytestmark = pytest.mark.slow

STORED = 342_539_729


def trial_balance(workbook: Any, sheets: dict[str, Any]) -> None:
    """A sheet of the filer's own, with amounts, texts, formulas and names."""
    sheet = workbook.add_worksheet("Trial balance")
    sheet.write_column("A1", ["Account", "1010", "1020", "1030"])
    sheet.write_column("B1", ["Balance", 300_000_000, 42_539_729, -5])
    sheet.write_formula("B5", "=SUM(B2:B4)+5", None, STORED)
    sheet.write_formula("B6", "=VLOOKUP(1010,A1:B4,2)", None, 300_000_000)
    sheet.write_formula("B7", "=[1]Sheet1!A1*2", None, STORED)
    sheet.write_formula("B8", "=B9", None, 0)
    sheet.write_formula("B9", "=B8", None, 0)
    sheet.write_formula("B10", "=NOW()-NOW()+342539729", None, STORED)
    sheet.write_formula("B11", "=B2+B3", None, 7)
    sheet.write_formula("B12", "=1/0", None, "#DIV/0!")
    sheet.write_string("C1", "June 30, 2014")
    sheet.write_number("C2", 0.1)
    sheet.write_number("C3", 0.2)
    workbook.define_name("balance", "='Trial balance'!$B$5")
    workbook.define_name("all_balances", "='Trial balance'!$B$2:$B$4")
    workbook.define_name("of_the_bank", "='C:\\Close\\[June.xlsx]Bank'!$B$7")
    workbook.define_name("as_it_was", "=of_the_bank*1")
    workbook.define_name("'Segregation'!balance_here", "='[May.xlsx]Bank'!$B$7")
    workbook.define_name("moving", "=OFFSET('Trial balance'!$B$2,0,0)+NOW()*0")


def found(tmp_path: Path, formula: str, stored: Any = STORED, box: str = "7010") -> Finding:
    """Give the only finding on a formula in a box."""
    book = Book(values={**INPUTS, box: stored}, formulas={box: formula}, totals={})
    book.also = trial_balance
    findings = read(book.save(tmp_path / "book.xlsx")).findings
    (finding,) = [one for one in findings if one.box == box]
    assert formula[:12] in finding.message
    return finding


@pytest.mark.parametrize(
    "formula",
    [
        "=342539729",
        "=342539728+1",
        "=342539728+1\t*1",
        "=-(-342539729)",
        "=+342539729",
        "=3425397.29*100",
        "=34253972900%",
        "=(300000000+42539729)*2/2",
        "=2*171269864.5",
        "=1027619187/3",
        "=SUM(300000000,42539729)",
        "=SUM('Trial balance'!B2:B4)+5",
        "='Trial balance'!B2+'Trial balance'!$B$3",
        "='trial balance'!B5",
        "=SUM('Trial balance'!B1:B3)",
        "=SUM('Trial balance'!B2:B3,'Trial balance'!D2:D9)",
        "=balance",
        "=Balance+0",
        "=SUM(all_balances)+5",
        "=[0]!balance",
        "='Trial balance'!B2+'Trial balance'!B3+'Trial balance'!D40",
        "=M9*0+342539729",
        "=SUM(SUM('Trial balance'!B2),SUM('Trial balance'!B3))",
    ],
)
def test_a_formula_that_gives_what_is_stored_is_a_note(tmp_path: Path, formula: str) -> None:
    finding = found(tmp_path, formula)
    assert (finding.id, finding.check_class) == ("WB-15", "note")
    assert "The box holds 342,539,729, which is calculated by the formula =" in finding.message


@pytest.mark.parametrize(
    ("formula", "gives"),
    [
        ("=1+1", "2"),
        ("=0.1+0.2", "0.3"),
        ("=-2*-3", "6"),
        ("=2-3-4", "(5)"),
        ("=8/4/2", "1"),
        ("=2+3*4", "14"),
        ("=(2+3)*4", "20"),
        ("=50%", "0.5"),
        ("=1/0", "#DIV/0!"),
        ("='Trial balance'!B2", "300,000,000"),
        ("='Trial balance'!B11", "342,539,729"),
        ("=SUM('Trial balance'!B:B)", None),
        ("='Trial balance'!D1", "0"),
        ("='Trial balance'!C1", "June 30, 2014"),
        ("='Trial balance'!B12+1", "#DIV/0!"),
        ("=SUM(Start!B2:B3)", "0"),
        ('="342539729 or so"', "342539729 or so"),
        ("=#REF!+1", "#REF!"),
    ],
)
def test_a_formula_that_gives_something_else_must_be_mended(
    tmp_path: Path, formula: str, gives: str | None
) -> None:
    finding = found(tmp_path, formula, stored=5)
    if gives is None:  # Among the cells is one that cannot be recomputed.
        assert finding.id in ("WB-07", "WB-18")
        return
    assert (finding.id, finding.check_class) == ("WB-16", "must-fix")
    plain = {"(5)": "-5", "300,000,000": "300000000", "342,539,729": "342539729"}
    assert (finding.reported, finding.expected) == ("5", plain.get(gives, gives))
    assert f"which gives {gives}." in finding.message


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("=ROUND(342539729.4,0)", "it uses ROUND"),
        ("=_xlfn.XLOOKUP(1,A1:A2,B1:B2)", "it uses XLOOKUP"),
        ("=IF(1=1,342539729,0)", "it uses IF"),
        ("=2^3", "it uses “^”"),
        ('="3"&"4"', "it uses “&”"),
        ("=1=1", "it uses “=”"),
        ("='Trial balance'!B6", "it leads to 'Trial balance'!B6, which uses VLOOKUP"),
        (
            "='Trial balance'!B6+'Trial balance'!B2",
            "it leads to 'Trial balance'!B6, which uses VLOOKUP",
        ),
        ("='Trial balance'!C1+1", "it calculates with a text"),
        ("='Trial balance'!B2:B3", "it uses several cells as one value"),
        ("='Gone'!B2", "it refers to a sheet “Gone” that does not exist"),
        ("=nobody_knows", "it uses the name “nobody_knows”"),
        ("=SUM(Start:Cover!B2)", "it uses"),
        ('=INDIRECT("Start!B2")', "it uses INDIRECT"),
        ("=OFFSET(A1,1,1)", "it uses OFFSET"),
        ("=SUM(24:25)+SUM(1,2", "it ends too early"),
        ("=", "it ends too early"),
        ("=" + "(" * 60 + "1" + ")" * 60, "it is nested too deeply"),
        ("=1 2", "it uses “2”"),
        ("=SUM({1,2})", "it uses “{”"),
        ("=1<>2", "it uses “<>”"),
        ("=#SPILL!+1", "it uses “#SPILL!+1”"),
        ("=A1:SUM(A2)", "it uses “A1:”"),
        ("=" + "[a]+" * 101 + "1", "it uses “[a]+[a]+"),
    ],
)
def test_a_formula_that_a_file_does_not_tell_is_to_be_explained(
    tmp_path: Path, formula: str, words: str
) -> None:
    finding = found(tmp_path, formula)
    assert (finding.id, finding.check_class) == ("WB-17", "explain")
    assert f"it cannot be recomputed here, because {words}" in finding.message


@pytest.mark.parametrize(
    ("formula", "from_where"),
    [
        ("='C:\\Close\\[June.xlsx]TB'!B7", "[June.xlsx]"),
        ("=[3]TB!B7", "[3]"),
        ("=[1]!balance", "[1]"),
        ("=SUM([Book.xlsx]Sheet1:Sheet3!A1)", "[Book.xlsx]"),
        ("=of_the_bank", "[June.xlsx]"),
        ("=as_it_was+1", "[June.xlsx]"),
        ("=balance_here", "[May.xlsx]"),
        ("=Segregation!balance_here", "[May.xlsx]"),
        ("='Trial balance'!B7", "[1] (by way of 'Trial balance'!B7)"),
        ("=SUM('Trial balance'!B2:B7)", "[1] (by way of 'Trial balance'!B7)"),
        ("=cmd|'/c calc'!A0", "cmd, another program"),
        ("=Excel|Book1!R1C1", "Excel, another program"),
        ('=DDE("soffice","C:/x.ods","Sheet1.A1")', "DDE"),
        ("='file:///C:/x.ods'#$Sheet1.A1", "another file"),
        ('=_xlfn.WEBSERVICE("http://x")', "WEBSERVICE"),
        ('=RTD("server",,"topic")', "RTD"),
        ('=CUBEVALUE("conn","[Measures].[x]")', "CUBEVALUE"),
        ('=CUBEMEMBER("conn","x")', "CUBEMEMBER"),
        ('=CALL("kernel32","x")', "CALL"),
        ('=REGISTER.ID("kernel32","x")', "REGISTER.ID"),
        ('=_xll.BDP("IBM","PX_LAST")', "BDP"),
        ("=_xlfn.STOCKHISTORY(1,2)", "STOCKHISTORY"),
        ('=INDIRECT("[June.xlsx]TB!B7")', "another workbook, by INDIRECT"),
        ('=INDIRECT("["&"June.xlsx]TB!B7")', "another workbook, by INDIRECT"),
        ("=IF(TRUE,1,[June.xlsx]TB!B7)", "[June.xlsx]"),
    ],
)
def test_a_formula_that_reaches_outside_must_be_mended(
    tmp_path: Path, formula: str, from_where: str
) -> None:
    finding = found(tmp_path, formula)
    assert (finding.id, finding.check_class) == ("WB-07", "must-fix")
    assert finding.reported == from_where
    assert f"({from_where})" in finding.message


@pytest.mark.parametrize(
    "formula",
    ["=M3", "=SUM(M1:M9)", "=box_7010", "='Trial balance'!B8", "=box_7040", "=IF(1,M3,2)"],
)
def test_a_circle_must_be_broken(tmp_path: Path, formula: str) -> None:
    finding = found(tmp_path, formula)
    assert (finding.id, finding.check_class) == ("WB-18", "must-fix")
    assert "which depends on itself" in finding.message


@pytest.mark.parametrize(
    ("formula", "function"),
    [
        ("=RAND()", "RAND"),
        ("=RANDBETWEEN(1,9)", "RANDBETWEEN"),
        ("=TODAY()-1", "TODAY"),
        ("=IF(1,2,now())", "NOW"),
        ("='Trial balance'!B10", "NOW (by way of 'Trial balance'!B10)"),
        ("=moving", "NOW"),
    ],
)
def test_what_changes_by_itself_must_be_mended(tmp_path: Path, formula: str, function: str) -> None:
    finding = found(tmp_path, formula)
    assert (finding.id, finding.reported) == ("WB-19", function)
    assert finding.check_class == "must-fix"


def test_what_is_wrong_with_another_box_is_told_there(tmp_path: Path) -> None:
    book = Book(formulas={"7010": "=ROUND(1,0)", "7020": "=box_7010"}, totals={})
    book.values |= {"7010": 1, "7020": 1}
    findings = read(book.save(tmp_path / "book.xlsx")).findings
    assert [(f.id, f.box) for f in findings if f.box in book.formulas] == [
        ("WB-17", "7010"),
        ("WB-15", "7020"),
    ]


@pytest.mark.parametrize(
    ("box", "formula", "stored", "check"),
    [
        ("13", "='Trial balance'!C1", "June 30, 2014", "WB-15"),
        ("13", "='Trial balance'!C1", "HSBC", "WB-16"),
        ("13", '="HSBC"', "HSBC", "WB-15"),
        ("25", "=41820+0", 41820, "WB-15"),
        ("25", "=41820+1", 41820, "WB-16"),
        ("25", "=TODAY()", 41820, "WB-19"),
        ("25", "=DATE(2014,6,30)", 41820, "WB-17"),
        ("16", '="X"', "X", "WB-15"),
    ],
)
def test_boxes_of_text_dates_and_marks_are_no_exception(
    tmp_path: Path, box: str, formula: str, stored: Any, check: str
) -> None:
    assert found(tmp_path, formula, stored, box).id == check


def arrayed(formula: str, kind: str) -> Callable[[str, bytes], bytes]:
    """Let a formula in M3 fill M3:M4, boxes 7010 and 7020."""

    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet3.xml":
            return part
        changed = re.sub(
            rb'(<c r="M3" s="\d+">)<v>',
            rb'\1<f t="%b" ref="M3:M4">%b</f><v>' % (kind.encode(), formula.encode()),
            part,
        )
        assert changed != part
        return changed

    return change


@pytest.mark.parametrize("kind", ["array", "dataTable"])
def test_a_cell_that_a_formula_elsewhere_fills_is_calculated_too(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(with_parts(Book().content(), arrayed("Start!A1:A2", kind)))
    findings = read(path).findings
    assert [(f.id, f.box) for f in findings] == [("WB-17", "7010"), ("WB-17", "7020")]
    assert "it fills several cells" in findings[0].message


def test_a_chain_of_a_thousand_formulas_is_followed_to_its_end(tmp_path: Path) -> None:
    book = Book(values={**INPUTS, "7010": 1000}, formulas={"7010": "=Chain!A1000"}, totals={})

    def chain(workbook: Any, _: dict[str, Any]) -> None:
        sheet = workbook.add_worksheet("Chain")
        sheet.write_number("A1", 1)
        for row in range(2, 1001):
            sheet.write_formula(f"A{row}", f"=A{row - 1}+1", None, row)

    book.also = chain
    findings = read(book.save(tmp_path / "book.xlsx")).findings
    assert [(f.id, f.box) for f in findings if f.box == "7010"] == [("WB-15", "7010")]


def test_sums_of_large_numbers_are_held_to_the_dollar(tmp_path: Path) -> None:
    formula = "=99999999999999+0.5-99999999999998"
    assert found(tmp_path, formula, stored=1.5).id == "WB-15"
    assert found(tmp_path, "=99999999999999-1", stored=99999999999999).id == "WB-16"
