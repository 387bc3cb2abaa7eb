"""The head of Start, its rows of pages and its charts, as the file holds them."""

from __future__ import annotations

import datetime
import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from focusxl.amounts import cell_state
from focusxl.files import read
from focusxl.files.template.names import Flavour
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template
from focusxl_workbook.fill import filled
from tests.support.edited_workbook import places
from tests.support.parts import parts_of

FLAVOURS: tuple[Flavour, ...] = ("udf", "native")
EDITIONS = ("2014", "2026")
NAME, ANSWER, FILLED, TO_FIX, TO_EXPLAIN, STATE, TITLE = range(1, 8)


@cache
def built(edition: str, flavour: Flavour) -> bytes:
    functions = catalogue() if flavour == "udf" else ()
    return build_template(load_edition(edition), flavour, functions).content


@cache
def of_sample(edition: str, flavour: Flavour) -> bytes:
    return filled_with(load_sample(edition), flavour)


def filled_with(filing: Filing, flavour: Flavour) -> bytes:
    nothing = Filing(filing.edition, {}, whole=True)
    return filled(built(filing.edition.name, flavour), nothing, filing, flavour)


def changed(edition: str, **boxes: float | str | None) -> Filing:
    """The sample with other values in some boxes, written box_7010."""
    sample = load_sample(edition)
    entries = {name.removeprefix("box_"): Entry(cell_state(one)) for name, one in boxes.items()}
    return sample.replaced(entries={**sample.entries, **entries})


class Start:
    """What a reader that does not calculate sees on Start."""

    def __init__(self, content: bytes) -> None:
        self.sheet: Worksheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Start"]
        self.named = places(content)

    def __getitem__(self, name: str) -> object:
        sheet, address = self.named[name]
        assert sheet == "Start"
        return self.sheet[address.partition(":")[0]].value

    def page(self, name: str) -> tuple[object, ...]:
        """How many cells of a page are filled in, what is open, and its state."""
        row = next(
            row
            for row in self.sheet.iter_rows(values_only=True)
            if row[NAME] == name and str(row[TITLE]).startswith("Page ")
        )
        return row[FILLED : STATE + 1]


# --- The head ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "firm", "due"),
    [
        ("2014", "HSBC SECURITIES (USA) INC.", datetime.datetime(2014, 7, 24)),
        ("2026", "SYNTHETIC SECURITIES INC. (NOT A REAL FIRM)", datetime.datetime(2026, 4, 23)),
    ],
)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_whose_report_which_period_and_when_it_is_due(
    edition: str, firm: str, due: datetime.datetime, flavour: Flavour
) -> None:
    start = Start(of_sample(edition, flavour))
    assert start.sheet["B1"].value == firm
    assert start["due_date"] == due
    assert start["focusxl_edition"] == edition
    period = [cell.value for cell in start.sheet[3]]
    sample = load_sample(edition).values
    begin, end = (
        datetime.datetime.combine(day, datetime.time())
        for day in (sample["24"], sample["25"])
        if isinstance(day, datetime.date)
    )
    assert period[1:5] == ["Period", begin, "to", end]


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_an_empty_workbook_names_no_firm_and_no_day(flavour: Flavour) -> None:
    start = Start(built("2014", flavour))
    assert start.sheet["B1"].value == "Name of the firm: not filled in yet"
    assert start["due_date"] in (None, "")
    assert start["progress"] == 0
    assert start["what_next"] == "Not started: Cover"


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_due_date_is_computed_in_the_workbook(flavour: Flavour) -> None:
    book = openpyxl.load_workbook(io.BytesIO(built("2026", flavour)))
    named = places(built("2026", flavour))
    formula = str(book["Start"][named["due_date"][1]].value)
    assert "WORKDAY(box_25,17,federal_holidays)" in formula
    sheet, area = named["federal_holidays"]
    days = [row[0].value for row in book[sheet][area]]
    assert len(days) == 290
    assert datetime.datetime(2014, 7, 4) in days


# --- The pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_filled_workbook_shows_how_far_each_page_is(flavour: Flavour) -> None:
    start = Start(of_sample("2014", flavour))
    assert start.page("Segregation") == (18, 0, 0, "Filled in")
    assert start.page("Dealer options") == (3, 0, 0, "Filled in")
    assert start["progress"] == 1
    formats = [cell.number_format for row in start.sheet for cell in row if cell.value == 18]
    assert formats == ['0 "of 22"']


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_pages_of_other_firms_do_not_count(flavour: Flavour) -> None:
    start = Start(of_sample("2026", flavour))
    assert start["kind_of_firm"] == "Known"
    assert start.page("Net capital - models")[-1] == "Not for this firm"
    assert start.page("Schedule 4")[-1] == "Not for this firm"
    assert start.page("Exemption from 15c3-3")[-1] == "Not for this firm"
    assert start["progress"] == 1
    assert str(start["what_next"]).startswith("Every page is done: ")


def test_of_a_firm_of_no_known_kind_every_page_counts() -> None:
    start = Start(filled_with(changed("2026", box_12000=None), "native"))
    assert start["kind_of_firm"] == "Not known yet"
    assert start.page("Net capital - models")[-1] == "Not started"


def test_a_check_to_explain_opens_its_page() -> None:
    start = Start(filled_with(changed("2014", box_7132=1), "native"))
    count, to_fix, to_explain, state = start.page("Segregation")
    assert (count, to_fix, state) == (18, 0, "To explain")
    assert isinstance(to_explain, int)
    assert to_explain >= 1
    assert start["progress"] == pytest.approx(6 / 7)
    assert start["what_next"] == "To explain: Segregation"


def test_a_page_that_is_filled_in_has_something_to_report() -> None:
    sample = load_sample("2014").replaced(nothing_to_report=frozenset({"cleared_swaps"}))
    start = Start(filled_with(sample, "native"))
    assert start.page("Cleared swaps") == (21, 0, 0, "Must fix")
    assert start["what_next"] == "Must fix: Cleared swaps"


def test_a_required_box_that_is_blank_must_be_fixed() -> None:
    """Funds in segregation, box 7180, are never blank on a page that is filled in."""
    funds = ("7070", "7090", "7100", "7110", "7120", "7130", "7132", "7133", "7140", "7150")
    content = filled_with(changed("2014", **{f"box_{box}": None for box in funds}), "native")
    checks = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Checks"]
    in_the_list = [
        row
        for row in checks.iter_rows(min_row=6, values_only=True)
        if (row[2], row[5]) == ("Segregation", "MUST FIX")
    ]
    start = Start(content)
    assert start.page("Segregation")[1] == len(in_the_list) + 1
    assert start.page("Segregation")[-1] == "Must fix"
    assert start["what_next"] == "Must fix: Segregation"


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_links_and_lists_of_pages_lead_to_sheets_that_are_there(
    edition: str, flavour: Flavour
) -> None:
    content = built(edition, flavour)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, named = book["Start"], places(content)
    pages = [page.sheet for page in load_edition(edition).pages]
    _, area = named["page_name_list"]
    assert [row[0].value for row in sheet[area]] == pages
    assert set(pages) <= set(book.sheetnames)
    _, area = named["page_state_list"]
    assert all(isinstance(row[0].value, ArrayFormula) for row in sheet[area])
    listed = [book["Fingerprint"][f"F{row}"].value for row in range(6, 3000)]
    assert {one for one in listed if one} == set(pages)
    following = sheet[named["what_next"][1]].value
    assert "HYPERLINK(" in following.text
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert {link.split("!")[0].strip("'") for link in links} <= set(book.sheetnames)


# --- The charts ----------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_charts_stand_below_and_survive_the_filling(edition: str, flavour: Flavour) -> None:
    for content in (built(edition, flavour), of_sample(edition, flavour)):
        parts = parts_of(content)
        charts = sorted(name for name in parts if name.startswith("xl/charts/chart"))
        # Two of this period and two of the months, which the sheet History has as well.
        assert len(charts) == 2 + 2 + 2
        columns, bars = (parts[name].decode() for name in charts[:2])
        assert '<c:barDir val="col"/>' in columns
        assert '<c:barDir val="bar"/>' in bars
        assert re.findall(r"<c:f>(Start![^<]*)</c:f>", columns)
        assert len(openpyxl.load_workbook(io.BytesIO(content))["Start"]._charts) == 4


@pytest.mark.parametrize(
    ("edition", "shown"),
    [
        (
            "2014",
            {
                "Segregated funds": [95_956_489, 50_000_000, 45_956_489],
                "CFTC minimum requirement": [175_197_274, None, None],
            },
        ),
        (
            "2026",
            {
                "Net capital": [292_952_151, None, None],
            },
        ),
    ],
)
def test_the_charts_show_the_key_amounts(
    edition: str, shown: dict[str, list[float | None]]
) -> None:
    rows = {
        row[NAME]: [value or None for value in row[ANSWER : TO_FIX + 1]]
        for row in Start(of_sample(edition, "native")).sheet.iter_rows(values_only=True)
    }
    assert {name: rows[name] for name in shown} == shown
    empty = {
        row[NAME]: [value or None for value in row[ANSWER : TO_FIX + 1]]
        for row in Start(built(edition, "native")).sheet.iter_rows(values_only=True)
    }
    assert {tuple(empty[name]) for name in shown} == {(None, None, None)}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_start_is_no_finding(edition: str, flavour: Flavour, tmp_path: Path) -> None:
    path = tmp_path / ("book.xlsm" if flavour == "udf" else "book.xlsx")
    path.write_bytes(of_sample(edition, flavour))
    assert read(path).findings == ()


# --- The lamp ------------------------------------------------------------------------------


def test_one_lamp_tells_whether_python_answers_in_words_and_in_colour() -> None:
    content = built("2026", "udf")
    start = Start(content)
    _, status = places(content)["python_status"]
    row = start.sheet[status.partition(":")[0]].row
    lamp = start.sheet.cell(row, 4)
    assert lamp.value == "● Python: not asked"
    words = {
        re.findall(r'="([^"]*)"', rule.formula[0])[0]: rule.dxf.fill.bgColor.rgb
        for area in start.sheet.conditional_formatting
        if lamp.coordinate in str(area.sqref).split(":")
        for rule in area.rules
    }
    assert words.keys() == {"● Python: on", "● Python: off"}
    assert len(set(words.values()) | {lamp.fill.fgColor.rgb}) == 3
    native = Start(built("2026", "native"))
    assert "●" not in "".join(str(cell.value) for line in native.sheet for cell in line)
