"""The workbook of edition 2026: whole, of one firm's pages, filled in, and come to harm."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from openpyxl.worksheet.formula import ArrayFormula
from openxml_audit import OpenXmlValidator

from focusxl.checks import Result, check
from focusxl.files import Reading, read
from focusxl.files.reading.template import ABSENT_NAME
from focusxl.files.template.names import (
    Flavour,
    again_formula,
    again_name,
    box_name,
    fact_name,
    total_formula,
)
from focusxl.filings.computation import compute
from focusxl.filings.filer import reported_pages
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl.forms.model import Page
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template, template_of_firm
from tests.support.edited_workbook import (
    places,
    with_amount,
    with_cell,
    with_names_swapped,
    with_stored_value,
    with_text,
    without_sheet,
)

# The template of 2014, built by the same code, answers within the fast run.
pytestmark = pytest.mark.slow

FORM = load_edition("2026")
SAMPLE = load_sample("2026")
FLAVOURS: tuple[Flavour, ...] = ("udf", "native")
ENDINGS: dict[Flavour, str] = {"udf": ".xlsm", "native": ".xlsx"}
FIRM_PAGES = reported_pages(SAMPLE)
"""The pages that the firm of the sample reports."""

MOST_CHARACTERS, MOST_ARGUMENTS, DEEPEST, LONGEST_TEXT = 8_000, 255, 64, 255
"""What Excel allows of a formula, its characters with some to spare: it allows 8,192."""


@cache
def empty(flavour: Flavour) -> bytes:
    """The template of the whole form."""
    return template(FORM, flavour)


@cache
def whole(flavour: Flavour) -> bytes:
    """The whole form, filled with the sample."""
    return filled(empty(flavour), Filing(FORM, {}, whole=True), SAMPLE, flavour)


@cache
def of_firm(flavour: Flavour) -> bytes:
    """The pages of the sample's firm, filled with the sample."""
    content, count = template_of_firm(SAMPLE, flavour)
    assert count == len(FIRM_PAGES) < len(FORM.pages)
    return content


@cache
def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(params=FLAVOURS)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    return cast(Flavour, request.param)


# --- Built ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "flavour"),
    [(whole, "udf"), (of_firm, "native")],
    ids=["filled", "firm"],
)
def test_excel_is_expected_to_open_it(
    tmp_path: Path, content: Callable[[Flavour], bytes], flavour: Flavour
) -> None:
    path = tmp_path / f"book{ENDINGS[flavour]}"
    path.write_bytes(content(flavour))
    assert OpenXmlValidator().validate(path).errors == []


def test_one_sheet_a_page_in_the_order_of_the_form(flavour: Flavour) -> None:
    findings, settings = (["Findings"], ["xlwings.conf"]) if flavour == "udf" else ([], [])
    others = [*findings, "Prior period", "History", "Mapping", "Balances", "Fingerprint", *settings]
    for content, form_pages in ((empty, FORM.pages), (of_firm, FIRM_PAGES)):
        book = opened(content(flavour))
        pages = [form_page.sheet for form_page in form_pages]
        assert book.sheetnames == ["Start", *pages, "Checks", *others]
        hidden = [sheet.title for sheet in book if sheet.sheet_state != "visible"]
        assert hidden == (["xlwings.conf"] if flavour == "udf" else [])
    assert len(FORM.pages) == 36


def test_every_sheet_has_its_module() -> None:
    for content in (empty("udf"), of_firm("udf")):
        parser = VBA_Parser("template.xlsm", data=content)
        modules = {stream.rpartition("/")[2] for _, stream, _, _ in parser.extract_macros()}
        sheets = {f"Sheet{number + 1}" for number in range(len(opened(content).sheetnames))}
        assert {name for name in modules if name.startswith("Sheet")} == sheets


@pytest.mark.parametrize(
    ("content", "form_pages"),
    [(empty, FORM.pages), (of_firm, FIRM_PAGES)],
    ids=["whole", "firm"],
)
def test_every_box_has_its_cell_or_the_one_of_absent_pages(
    flavour: Flavour, content: Callable[[Flavour], bytes], form_pages: tuple[Page, ...]
) -> None:
    book = content(flavour)
    named = places(book)
    assert {name for name in named if name.startswith("box_")} == set(map(box_name, FORM.boxes))
    present = {box.number for form_page in form_pages for box in form_page.boxes}
    assert (ABSENT_NAME in named) == (present < FORM.boxes.keys())
    taken = Counter(named[box_name(number)] for number in present)
    assert set(taken.values()) == {1}
    for number, placed in FORM.boxes.items():
        sheet, address = named[box_name(number)]
        if number not in present:
            assert (sheet, address) == named[ABSENT_NAME]
            continue
        homes = [page for page in placed.pages if FORM.pages[page - 1] in form_pages]
        assert sheet == FORM.pages[homes[0] - 1].sheet
    if ABSENT_NAME in named:
        sheet, address = named[ABSENT_NAME]
        assert sheet == "Start"
        assert opened(book)[sheet][address].value is None


@pytest.mark.parametrize(
    ("content", "form_pages"),
    [(empty, FORM.pages), (of_firm, FIRM_PAGES)],
    ids=["whole", "firm"],
)
def test_a_box_on_several_pages_is_entered_on_one_and_shown_on_the_others(
    flavour: Flavour, content: Callable[[Flavour], bytes], form_pages: tuple[Page, ...]
) -> None:
    book = content(flavour)
    named = places(book)
    expected = set()
    for number, placed in FORM.boxes.items():
        homes = [page for page in placed.pages if FORM.pages[page - 1] in form_pages]
        for page in homes[1:]:
            name = again_name(page, number)
            expected.add(name)
            sheet, address = named[name]
            assert sheet == FORM.pages[page - 1].sheet
            cell = opened(book)[sheet][address]
            assert cell.value == again_formula(number)
            assert cell.protection.locked
    assert {name for name in named if name.startswith("again_")} == expected != set()


def test_inputs_are_open_and_totals_are_computed(flavour: Flavour) -> None:
    book, named = opened(empty(flavour)), places(empty(flavour))
    for number, placed in FORM.boxes.items():
        sheet, address = named[box_name(number)]
        cell = book[sheet][address]
        if placed.box.kind == "total":
            assert cell.value == total_formula(FORM, placed.box, flavour)
            assert (cell.style, cell.protection.locked) == ("Calculation", True), number
        else:
            assert cell.value is None
            official = placed.box.kind == "official"
            look = ("Normal", True) if official else ("Input", False)
            assert (cell.style, cell.protection.locked) == look, number


def test_every_entry_says_what_belongs_there_in_no_more_than_excel_shows(flavour: Flavour) -> None:
    book, named = opened(empty(flavour)), places(empty(flavour))
    rules = {
        (sheet.title, f"{area}"): rule
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    entries = [name for name in named if name.startswith(("box_", "again_"))]
    for name in entries:
        rule = rules[named[name]]
        assert rule.showInputMessage
        assert 15 < len(rule.prompt) <= 255, name
        assert len(rule.promptTitle) <= 32, name
        assert len(rule.error or "") <= 225, name
        assert len(rule.errorTitle or "") <= 32, name
        assert "…" not in rule.prompt, name


def test_start_lists_the_pages_that_are_there_and_asks_for_the_facts(flavour: Flavour) -> None:
    for content, form_pages in ((empty, FORM.pages), (of_firm, FIRM_PAGES)):
        sheet, named = opened(content(flavour))["Start"], places(content(flavour))
        links = [cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink]
        lists = ["Checks", "Findings"] if flavour == "udf" else ["Checks"]
        assert [link.split("!")[0].strip("'") for link in links] == [
            "Cover",  # where the kind of firm is marked
            *(form_page.sheet for form_page in form_pages),
            *lists,
        ]
        shown = {cell.value for row in sheet for cell in row}
        numbers = {form_page.title: FORM.pages.index(form_page) + 1 for form_page in form_pages}
        assert {f"Page {n}: {title}" for title, n in numbers.items()} <= shown
        for fact in FORM.facts.values():
            assert fact.question in shown
        for fact, answer in SAMPLE.facts.items():
            place, address = named[fact_name(fact)]
            assert place == "Start"
            said = sheet[address].value
            assert said == (None if content is empty else "Yes" if answer else "No")
        assert sheet[named["focusxl_edition"][1]].value == "2026"


def formulas(book: openpyxl.Workbook) -> Iterator[tuple[str, str]]:
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
            if cell.data_type == "f":
                yield f"{sheet.title}!{cell.coordinate}", str(value)


def most_arguments_and_depth(formula: str) -> tuple[int, int]:
    """How many arguments any call of a formula has, and how deep its parentheses go."""
    counts, most, deepest = [1], 1, 0
    for sign in re.sub(r'"[^"]*"', "", formula):
        match sign:
            case "(":
                counts.append(1)
                deepest = max(deepest, len(counts) - 1)
            case ",":
                counts[-1] += 1
                most = max(most, counts[-1])
            case ")":
                counts.pop()
    assert counts == [1], formula
    return most, deepest


def test_every_formula_is_within_what_excel_allows(flavour: Flavour) -> None:
    assert most_arguments_and_depth('=A(1,B("(,",2,3),(4))') == (3, 2)
    longest = 0
    for place, formula in formulas(opened(empty(flavour))):
        longest = max(longest, len(formula))
        assert len(formula) < MOST_CHARACTERS, place
        arguments, depth = most_arguments_and_depth(formula)
        assert arguments < MOST_ARGUMENTS, place
        assert depth < DEEPEST, place
        assert all(len(text) <= LONGEST_TEXT for text in re.findall(r'"([^"]*)"', formula)), place
    assert longest > 500


# --- Filled in -----------------------------------------------------------------------------


def verdict_on(tmp_path: Path, content: bytes, flavour: Flavour) -> tuple[Reading, Result]:
    path = tmp_path / f"book{ENDINGS[flavour]}"
    path.write_bytes(content)
    reading = read(path)
    return reading, check(compute(reading.filing), reading.findings)


@pytest.mark.parametrize("content", [whole, of_firm], ids=["whole", "firm"])
def test_the_sample_reads_back_and_is_ready(
    tmp_path: Path, flavour: Flavour, content: Callable[[Flavour], bytes]
) -> None:
    reading, result = verdict_on(tmp_path, content(flavour), flavour)
    assert reading.findings == ()
    values = reading.filing.values
    assert {number: values.get(number) for number in SAMPLE.values} == SAMPLE.values
    assert reading.filing.facts == SAMPLE.facts
    # On pages that the firm does not report, nothing but formulas that call for no inputs there.
    more = values.keys() - SAMPLE.values.keys()
    pages = {FORM.boxes[number].home.title for number in more}
    assert pages.isdisjoint(form_page.title for form_page in FIRM_PAGES)
    assert {FORM.box(number).kind for number in more} <= {"total"}
    assert result.is_ready
    of_data = check(compute(SAMPLE.replaced(whole=True)))
    assert [one.id for one in result.findings] == [one.id for one in of_data.findings]
    assert result.findings == ()


def test_the_empty_template_reads_as_nothing_and_says_what_it_needs(
    tmp_path: Path, flavour: Flavour
) -> None:
    reading, result = verdict_on(tmp_path, empty(flavour), flavour)
    assert reading.findings == ()
    assert dict(reading.filing.values) == {}
    assert {"COV-01", "COV-05", "COV-10", "FACT-04"} <= {one.id for one in result.findings}
    assert not result.is_ready


# --- Come to harm --------------------------------------------------------------------------


def found(tmp_path: Path, content: bytes) -> dict[str, list[str | None]]:
    """What blocks, the causes only: the boxes by the id of the check."""
    _, result = verdict_on(tmp_path, content, "udf")
    blocking: dict[str, list[str | None]] = {}
    for one in result.findings:
        if one.blocks and one.consequence_of is None:
            blocking.setdefault(one.id, []).append(one.box)
    return blocking


def test_a_cell_that_shows_a_box_again_is_typed_over(tmp_path: Path) -> None:
    amount = int(str(SAMPLE.values["1800"]))
    for typed in (amount, amount + 1):
        book = with_amount(whole("udf"), again_name(11, "1800"), typed)
        assert found(tmp_path, book) == {"WB-13": ["1800"]}


def test_a_cell_that_shows_a_box_again_shows_an_old_value(tmp_path: Path) -> None:
    book = with_stored_value(whole("udf"), again_name(11, "1800"), 1)
    assert found(tmp_path, book) == {"WB-04": ["1800"]}


def test_a_total_shows_an_old_value(tmp_path: Path) -> None:
    book = with_stored_value(whole("udf"), "box_3910", 1)
    # On page 9, and on page 10, which shows it a second time.
    assert found(tmp_path, book)["WB-04"] == ["3910", "3910"]


def test_the_cell_of_absent_pages_is_filled_in(tmp_path: Path) -> None:
    book = with_amount(of_firm("udf"), ABSENT_NAME, 5)
    assert found(tmp_path, book) == {"WB-12": [None]}


def test_a_total_typed_where_its_inputs_are_blank_is_the_filers(tmp_path: Path) -> None:
    amount = SAMPLE.values["1640"]
    assert "1170" not in SAMPLE.values
    assert found(tmp_path, with_amount(whole("udf"), "box_1640", int(str(amount)))) == {}


def test_a_total_filled_in_shows_the_number_of_its_formula(tmp_path: Path) -> None:
    shown = found(tmp_path, with_stored_value(whole("udf"), "box_1640", 1))
    assert shown["WB-04"] == ["1640", "1760"]  # and the total that is formed from it


def test_a_total_typed_beside_its_inputs_is_a_formula_gone(tmp_path: Path) -> None:
    amount = int(str(SAMPLE.values["1640"]))
    beside = with_amount(whole("udf"), "box_1170", amount)
    assert found(tmp_path, beside)["WB-02"] == ["1640"]  # filled in, as a formula of one number
    assert found(tmp_path, with_amount(beside, "box_1640", amount))["WB-01"] == ["1640"]


def test_an_amount_on_a_page_that_the_firm_does_not_report(tmp_path: Path) -> None:
    outside = next(
        placed
        for form_page in FORM.pages
        if form_page not in FIRM_PAGES
        for placed in FORM.defined_on(form_page)
        if placed.box.kind == "input"
    )
    number = outside.box.number
    assert found(tmp_path, with_amount(whole("udf"), box_name(number), 12)) == {"PAGE-01": [number]}
    assert found(tmp_path, with_amount(whole("udf"), box_name(number), 0)) == {}


def test_a_firm_that_reports_pages_that_its_workbook_was_made_without(tmp_path: Path) -> None:
    book = with_text(of_firm("udf"), "box_12001", "X")
    book = with_cell(book, "box_12000", "")
    reading, result = verdict_on(tmp_path, book, "udf")
    missing = {one.reported for one in result.findings if one.id == "PAGE-02"}
    now = reported_pages(reading.filing)
    assert missing == {one.sheet for one in now if one not in FIRM_PAGES} != set()


def test_a_fact_that_nobody_answered(tmp_path: Path) -> None:
    book = with_cell(whole("udf"), fact_name("futures_commission_merchant"), "")
    assert found(tmp_path, book) == {"FACT-04": [None]}


def test_a_sheet_that_was_deleted(tmp_path: Path) -> None:
    form_page = FORM.pages[8]
    book = without_sheet(whole("udf"), form_page.sheet)
    lost = [placed.box.number for placed in FORM.defined_on(form_page)]
    again = [box.number for box in form_page.boxes if box.number not in lost]
    found_boxes = found(tmp_path, book)["WB-08"]
    assert sorted(found_boxes) == sorted([*lost, *again])


def test_names_that_were_swapped(tmp_path: Path) -> None:
    book = with_names_swapped(whole("udf"), "box_200", "box_210")
    assert found(tmp_path, book)["WB-11"] == ["200", "210"]


def test_a_period_of_another_edition(tmp_path: Path) -> None:
    book = with_amount(whole("udf"), "box_25", 45_930)  # 30 September 2025
    assert found(tmp_path, book)["EDN-01"] == ["25"]


def test_a_total_may_be_typed_where_its_columns_hold_zeros(tmp_path: Path) -> None:
    amount = int(str(SAMPLE.values["1460"]))
    zeros = with_amount(with_amount(whole("udf"), "box_1030", 0), "box_1240", 0)
    assert found(tmp_path, with_amount(zeros, "box_1460", amount)) == {}


def test_a_total_whose_formula_no_print_states_may_be_typed_and_is_explained(
    tmp_path: Path,
) -> None:
    right = int(str(SAMPLE.values["4525"]))
    assert found(tmp_path, with_amount(whole("udf"), "box_4525", right)) == {}
    typed = with_amount(whole("udf"), "box_4525", right - 1)
    assert found(tmp_path, typed) == {"SUM-4525": ["4525"]}
    computation = compute(verdict_on(tmp_path, typed, "udf")[0].filing)
    # What is filed is what the filer says.
    assert computation.amounts["4525"] == right - 1


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_line_that_does_not_apply_is_stored_as_an_empty_text(flavour: Flavour) -> None:
    book = openpyxl.load_workbook(io.BytesIO(whole(flavour)), data_only=True)
    for number in ("3850", "3853", "12056", "12057", "12849", "4500", "7447"):
        sheet, cell = places(whole(flavour))[box_name(number)]
        assert book[sheet][cell].value in (None, ""), number
