"""What a filing says of itself: values, places, dates and marks."""

import datetime
from decimal import Decimal

import pytest

from focusxl.amounts import Number, Text, cell_state
from focusxl.filings.filing import Place, Refused, interpret, read_date
from tests.support.engine_filings import BLANK, FORM, filing, in_cell


@pytest.mark.parametrize(
    ("place", "written"),
    [
        (Place("Segregation", "H12"), "Segregation!H12"),
        (Place("30.7 funds", "H12"), "'30.7 funds'!H12"),
        (Place("Net capital", "H12"), "'Net capital'!H12"),
        (Place("Net-capital", "H12"), "'Net-capital'!H12"),
        (Place("2014", "H12"), "'2014'!H12"),
        (Place("Year's end", "H12"), "'Year''s end'!H12"),
        (Place("A1", "H12"), "'A1'!H12"),
        (Place("RC", "H12"), "'RC'!H12"),
        (Place("r1c1", "H12"), "'r1c1'!H12"),
        (Place("true", "H12"), "'true'!H12"),
        (Place("(old)", "H12"), "'(old)'!H12"),
        (Place("Part.II_b", "H12"), "Part.II_b!H12"),
        (Place("Übersicht", "H12"), "Übersicht!H12"),
        (Place("Segregation"), ""),
        (Place(cell="H12"), ""),
        (Place(), ""),
    ],
)
def test_a_place_as_a_spreadsheet_writes_it(place: Place, written: str) -> None:
    assert str(place) == written


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("06/30/14", "2014-06-30"),
        ("6/30/2014", "2014-06-30"),
        ("06-30-2014", "2014-06-30"),
        ("2014-06-30", "2014-06-30"),
        ("2014-06-30T00:00:00", "2014-06-30"),
        ("2014-06-30 00:00:00", "2014-06-30"),
        ("2014-06-30T00:00:00.000Z", "2014-06-30"),
        ("20140630", "2014-06-30"),
        ("2014-06-30T22:00:00Z", None),
        ("2014-06-30 or 2014-09-30", None),
        ("2014-06-30.", None),
        ("06/30/2014 or later", None),
        ("2014-W27-1", None),
        ("２０１４-06-30", None),
        ("06/30/49", "2049-06-30"),
        ("06/30/50", "1950-06-30"),
        ("06/30/99", "1999-06-30"),
        ("02/29/2016", "2016-02-29"),
        (41820, "2014-06-30"),
        (25569, "1970-01-01"),
        (73050, "2099-12-31"),
        ("02/29/2014", None),
        ("30/06/2014", None),
        ("06/30/214", None),
        ("June 30, 2014", None),
        ("2014-06", None),
        (25568, None),
        (73051, None),
        (41820.5, None),
    ],
)
def test_dates(raw: object, date: str | None) -> None:
    state = cell_state(raw)
    assert isinstance(state, Number | Text)
    read = read_date(state)
    assert (read.isoformat() if read else None) == date


@pytest.mark.parametrize(
    ("box", "raw", "value"),
    [
        ("7010", "(1,234)", Decimal(-1234)),
        ("7010", 12.5, Decimal("12.5")),
        ("7010", None, None),
        ("7010", "#REF!", Refused("AMT-02", "#REF!")),
        ("7010", "x", Refused("AMT-01", "x", "is text, not an amount")),
        ("7010", " - ", Decimal(0)),
        ("7010", "1_000", Refused("AMT-01", "1_000", "is text, not an amount")),
        ("40", "X", True),
        ("40", " x ", True),
        ("40", True, True),
        ("40", False, None),
        ("40", 1, Refused("BOX-01", "1")),
        ("25", "06/30/14", datetime.date(2014, 6, 30)),
        ("25", "soon", Refused("BOX-02", "soon")),
        ("13", "HSBC", "HSBC"),
        ("13", "#N/A", Refused("AMT-02", "#N/A")),
        ("15", 19585, "19585"),
        ("15", 1e6, "1000000"),
        ("11", "1", "1"),
    ],
)
def test_what_a_box_holds(box: str, raw: object, value: object) -> None:
    assert interpret(FORM.box(box), cell_state(raw)) == value


def test_values_are_what_is_reported() -> None:
    assert filing({"7010": 0, "7020": BLANK, "40": False}).values == {"7010": Decimal(0)}


def test_a_filing_without_a_period_takes_the_last_of_its_edition() -> None:
    assert filing({}).period_end == datetime.date(2021, 9, 30)
    assert filing({"25": "soon"}).period_end == datetime.date(2021, 9, 30)
    assert filing({"25": "06/30/14"}).period_end == datetime.date(2014, 6, 30)


def test_a_filing_without_a_name_has_none() -> None:
    assert filing({}).firm_name == ""
    assert filing({"13": "#N/A"}).firm_name == ""
    assert filing({"13": "HSBC"}).firm_name == "HSBC"


def test_places() -> None:
    given = filing({"7010": in_cell(1), "7020": 2})
    assert [str(given.place_of(number)) for number in ("7010", "7020", "7030")] == [
        "Segregation!H12",
        "",
        "",
    ]
