"""The template workbook as it is built: the same each time, and laid out like the printed form."""

from __future__ import annotations

import datetime
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

import openpyxl
import pytest
import xlsxwriter.worksheet
from oletools.olevba import VBA_Parser
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from focusxl.files import read
from focusxl.files.template.names import Flavour, box_name, total_formula
from focusxl.files.template.settings import SETTINGS
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl.forms.model import Box, Page
from focusxl.forms.rule_table import rules
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template
from focusxl_workbook.fill import filled
from tests.support.parts import parts_of

FORM = load_edition("2014")
FLAVOURS: tuple[Flavour, ...] = ("udf", "native")
KEPT: dict[Flavour, str] = {"udf": "FocusXL-2014.xlsm", "native": "FocusXL-2014-native.xlsx"}
WORKBOOKS = Path(__file__).parents[2] / "workbook"
AMOUNT_PAGES = [form_page for form_page in FORM.pages if form_page.columns]
NUMBERED = [number for number, placed in FORM.boxes.items() if placed.box.numbered]
NOTHING = Filing(FORM, {}, whole=True)


@cache
def built(flavour: Flavour) -> bytes:
    if flavour == "native":
        return build_template(FORM, flavour).content
    return build_template(FORM, flavour, catalogue()).content


@cache
def sample(flavour: Flavour) -> bytes:
    """The template with the filing of 2014."""
    return filled(built(flavour), NOTHING, load_sample(), flavour)


@cache
def opened(flavour: Flavour) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(built(flavour)), keep_vba=flavour == "udf")


@pytest.fixture(params=FLAVOURS)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    return cast(Flavour, request.param)


@cache
def shown(flavour: Flavour) -> openpyxl.Workbook:
    """The template with the filing of 2014 as a reader sees it that does not calculate."""
    return openpyxl.load_workbook(io.BytesIO(sample(flavour)), data_only=True)


def place_of(flavour: Flavour, name: str) -> tuple[str, str]:
    target = opened(flavour).defined_names[name].attr_text
    sheet, _, cell = target.rpartition("!")
    return sheet.strip("'"), cell.replace("$", "")


def cell_of(flavour: Flavour, number: str) -> Cell:
    sheet, address = place_of(flavour, box_name(number))
    return cast(Cell, opened(flavour)[sheet][address])


def number_cell(flavour: Flavour, number: str) -> Cell:
    """The nearest cell at the right of a box's entry that shows a box number."""
    entry = cell_of(flavour, number)
    row = entry.parent[entry.row]
    return next(
        cell
        for cell in row[entry.column :]
        if isinstance(cell.value, int) and cell.border.left.style
    )


def boxes(*kinds: str) -> Iterator[Box]:
    for placed in FORM.boxes.values():
        if placed.box.kind in kinds:
            yield placed.box


# --- Built the same ------------------------------------------------------------------------


def test_two_builds_are_the_same_byte_for_byte(flavour: Flavour) -> None:
    again = build_template(FORM, flavour, catalogue() if flavour == "udf" else ())
    assert again.content == built(flavour)


@pytest.mark.slow
def test_another_process_on_another_day_builds_the_same(tmp_path: Path, flavour: Flavour) -> None:
    code = (
        "import sys; from pathlib import Path; from unittest import mock\n"
        "with mock.patch('time.time', return_value=2_000_000_000.0):\n"
        "    from focusxl.forms.loader import load_edition\n"
        "    from focusxl_udfs.functions import catalogue\n"
        "    from focusxl_workbook.build import build_template\n"
        "    functions = catalogue() if sys.argv[2] == 'udf' else ()\n"
        "    built = build_template(load_edition('2014'), sys.argv[2], functions)\n"
        "Path(sys.argv[1]).write_bytes(built.content)"
    )
    path = tmp_path / "again"
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-c", code, str(path), flavour], check=True, env=environment, cwd=tmp_path
    )
    assert path.read_bytes() == built(flavour)


# --- Sound ---------------------------------------------------------------------------------


def test_excel_is_expected_to_open_it(tmp_path: Path, flavour: Flavour) -> None:
    """Filled, it has whatever the empty one has."""
    path = tmp_path / KEPT[flavour]
    path.write_bytes(sample(flavour))
    assert OpenXmlValidator().validate(path).errors == []


def test_it_holds_our_modules_and_no_others() -> None:
    parser = VBA_Parser("template.xlsm", data=built("udf"))
    modules = [stream.rpartition("/")[2] for _, stream, _, _ in parser.extract_macros()]
    sheets = len(opened("udf").sheetnames)
    assert sorted(modules) == sorted(
        [
            *("ThisWorkbook", *(f"Sheet{number + 1}" for number in range(sheets))),
            *("xlwings", "FocusXLBridge", "FocusXLFunctions"),
            *("FocusXLDescriptions", "FocusXLButtons", "FocusXLRibbon"),
        ]
    )
    assert not VBA_Parser("native.xlsx", data=built("native")).detect_vba_macros()


def test_nothing_points_outside_of_the_workbook_but_to_the_rules(flavour: Flavour) -> None:
    rules_on_the_web = re.compile(
        rb'<Relationship Id="rId\d+" Type="[^"]*/hyperlink" '
        rb'Target="https://www\.ecfr\.gov/current/title-17/section-[0-9a-z.-]+" '
        rb'TargetMode="External"/>'
    )
    for name, part in parts_of(built(flavour)).items():
        assert "externalLink" not in name
        assert b'TargetMode="External"' not in rules_on_the_web.sub(b"", part), name
        if name.startswith("xl/worksheets/sheet"):
            assert not re.search(rb"<f[^>]*>[^<]*(?:\[\d+\]|WEBSERVICE|RTD\()", part), name


def test_nothing_is_asked_to_calculate_on_opening(flavour: Flavour) -> None:
    book = parts_of(built(flavour))["xl/workbook.xml"].decode()
    (properties,) = re.findall(r"<calcPr[^>]*>", book)
    assert "fullCalcOnLoad" not in properties
    assert int(re.findall(r'calcId="(\d+)"', properties)[0]) >= 191029


def test_the_settings_of_xlwings_stand_where_it_looks() -> None:
    sheet = opened("udf")["xlwings.conf"]
    settings = {key.value: value.value for key, value in sheet.iter_rows(max_col=2)}
    assert list(settings) == list(SETTINGS)
    assert settings["Interpreter_Win"] == "pythonw"
    written = {key: value for key, value in settings.items() if value not in (None, "")}
    del written["Interpreter_Win"]
    assert written == {key: value for key, value in SETTINGS.items() if value != ""}


# --- Laid out like the form ----------------------------------------------------------------


def test_one_sheet_a_page_in_the_order_of_the_filing(flavour: Flavour) -> None:
    pages = [form_page.sheet for form_page in FORM.pages]
    assert pages == [
        *("Cover", "Segregation", "Dealer options", "30.7 requirement"),
        *("30.7 funds", "Cleared swaps", "Minimum capital"),
    ]
    others = ["Prior period", "History", "Mapping", "Balances", "Fingerprint"]
    others = ["Findings", *others, "xlwings.conf"] if flavour == "udf" else others
    assert opened(flavour).sheetnames == ["Start", *pages, "Checks", *others]
    hidden = [sheet.title for sheet in opened(flavour) if sheet.sheet_state != "visible"]
    assert hidden == (["xlwings.conf"] if flavour == "udf" else [])


def test_every_box_has_its_name_on_its_page_in_the_order_of_the_form(flavour: Flavour) -> None:
    names = [name for name in opened(flavour).defined_names if name.startswith("box_")]
    assert sorted(names) == sorted(map(box_name, FORM.boxes))
    taken = set()
    for form_page in FORM.pages:
        positions = []
        for box in form_page.boxes:
            sheet, address = place_of(flavour, box_name(box.number))
            assert sheet == form_page.sheet
            assert (sheet, address) not in taken
            taken.add((sheet, address))
            cell = opened(flavour)[sheet][address]
            positions.append((cell.row, cell.column))
        assert positions == sorted(positions)


@pytest.mark.parametrize("number", NUMBERED)
def test_a_box_number_stands_in_its_own_bordered_cell_right_of_the_entry(number: str) -> None:
    for flavour in FLAVOURS:
        cell = number_cell(flavour, number)
        assert cell.value == int(number)
        border = cell.border
        assert {side.style for side in (border.left, border.right, border.top, border.bottom)} == {
            "thin"
        }
        assert cell.protection.locked


def test_a_box_number_stands_once(flavour: Flavour) -> None:
    shown = [
        cell.value
        for form_page in FORM.pages
        for row in opened(flavour)[form_page.sheet].iter_rows()
        for cell in row
        if isinstance(cell.value, int)
    ]
    assert sorted(shown) == sorted(map(int, NUMBERED))


def test_parentheses_are_printed_exactly_where_the_form_has_them(flavour: Flavour) -> None:
    printed = set()
    for form_page in AMOUNT_PAGES:
        sheet = opened(flavour)[form_page.sheet]
        for box in form_page.boxes:
            if not box.is_amount:
                continue
            entry = cell_of(flavour, box.number)
            before = sheet.cell(entry.row, entry.column - 1).value
            after = sheet.cell(entry.row, entry.column + 1).value
            assert (before, after) in (("$", None), ("$ (", ")"))
            if before == "$ (":
                printed.add(box.number)
    assert printed == {
        *("7033", "7047", "7133", "7615", "7675", "7735"),
        *("8540", "8570", "8680"),
    }
    assert printed == {number for number, placed in FORM.boxes.items() if placed.box.parentheses}


def labels(sheet: Worksheet) -> list[str]:
    return [
        cell.value
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and not cell.value.startswith("=")
    ]


@pytest.mark.parametrize("form_page", FORM.pages, ids=lambda form_page: form_page.sheet)
def test_every_line_of_the_form_is_printed(form_page: Page) -> None:
    printed = labels(opened("native")[form_page.sheet])
    text = " ".join(" ".join(printed).split())
    for line in form_page.lines:
        for part in (line.section, line.text, line.label):
            assert part is None or part in text
        if line.item and not line.checks:
            assert any(shown == line.item or shown.startswith(f"{line.item} ") for shown in printed)
    title = form_page.title if form_page.columns else form_page.header
    assert title is not None
    assert title.upper() in text


@pytest.mark.parametrize("form_page", AMOUNT_PAGES, ids=lambda form_page: form_page.sheet)
def test_the_firm_and_the_date_stand_on_every_statement(form_page: Page) -> None:
    for flavour in FLAVOURS:
        book = shown(flavour)
        head = [cell.value for row in book[form_page.sheet].iter_rows(max_row=6) for cell in row]
        assert "Name of firm:  HSBC SECURITIES (USA) INC." in head
        after = head[head.index("As of:") + 1]
        assert after == datetime.datetime(2014, 6, 30)
        assert any("FOCUS" in str(value) for value in head)
        empty = [
            cell.value
            for row in opened(flavour)[form_page.sheet].iter_rows(max_row=6)
            for cell in row
        ]
        assert any("box_13" in str(value) for value in empty)
        assert '=IF(box_25="","",box_25)' in empty


@pytest.mark.parametrize("form_page", FORM.pages, ids=lambda form_page: form_page.sheet)
def test_a_page_prints_on_one_sheet_of_letter_paper(form_page: Page) -> None:
    for flavour in FLAVOURS:
        sheet = opened(flavour)[form_page.sheet]
        setup = sheet.page_setup
        assert (int(setup.paperSize), setup.orientation) == (1, "portrait")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (setup.fitToWidth or 1, setup.fitToHeight or 1) == (1, 1)
        number = FORM.pages.index(form_page) + 1
        assert f"Page {number} of {len(FORM.pages)}" in sheet.oddFooter.center.text
        area = sheet.print_area.rpartition("!")[2].replace("$", "")
        last = openpyxl.utils.range_boundaries(area)
        for box in form_page.boxes:
            cells = [cell_of(flavour, box.number)]
            if box.numbered:
                cells.append(number_cell(flavour, box.number))
            assert all(cell.column <= last[2] and cell.row <= last[3] for cell in cells)


# --- What may be entered -------------------------------------------------------------------


def test_inputs_and_totals_are_told_apart_by_style_and_lock(flavour: Flavour) -> None:
    for number, placed in FORM.boxes.items():
        cell = cell_of(flavour, number)
        if placed.box.kind == "total":
            assert (cell.style, cell.protection.locked) == ("Calculation", True), number
            assert cell.data_type == "f"
        elif placed.box.kind == "official":
            assert (cell.style, cell.protection.locked) == ("Normal", True), number
            assert cell.value is None
        else:
            assert (cell.style, cell.protection.locked) == ("Input", False), number
            assert cell.value is None
    assert opened(flavour)["Checks"]["F6"].style == "Check Cell"


def test_every_page_is_protected_without_a_password(flavour: Flavour) -> None:
    for sheet in opened(flavour):
        if sheet.title in ("Findings", "xlwings.conf"):
            continue
        assert sheet.protection.sheet, sheet.title
        assert not sheet.protection.password


def test_negative_amounts_stand_in_parentheses(flavour: Flavour) -> None:
    for box in boxes("input", "total"):
        positive, _, negative = cell_of(flavour, box.number).number_format.partition(";")
        assert positive.startswith("#,##0")
        assert re.fullmatch(r"\(#,##0\)", negative)


def validations(sheet: Worksheet) -> dict[str, DataValidation]:
    return {
        f"{get_column_letter(column)}{row}": rule
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


@pytest.mark.parametrize("form_page", FORM.pages, ids=lambda form_page: form_page.sheet)
def test_every_input_says_what_belongs_there_and_refuses_the_rest(form_page: Page) -> None:
    for flavour in FLAVOURS:
        of_cells = validations(opened(flavour)[form_page.sheet])
        for box in form_page.boxes:
            rule = of_cells[cell_of(flavour, box.number).coordinate]
            assert rule.showInputMessage
            assert len(rule.prompt) > 15
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
            if box.numbered:
                assert rule.promptTitle == f"Box {box.number}"
            if box.kind == "total":
                assert rule.prompt.startswith("Computed")
                continue
            if box.kind in ("input", "date", "check"):
                assert rule.showErrorMessage
                assert rule.error
                assert rule.errorTitle
            match box.kind:
                case "input":
                    negative = box.sign == "any" or box.negative == "explain"
                    assert rule.type == "decimal"
                    assert (float(rule.formula1) < 0) is negative
                    assert float(rule.formula2) == 999_999_999_999_999
                case "check":
                    assert (rule.type, rule.formula1) == ("list", '"X"')


# --- Formulas and what they show -----------------------------------------------------------


def test_every_total_is_computed(flavour: Flavour) -> None:
    for box in boxes("total"):
        assert cell_of(flavour, box.number).value == total_formula(FORM, box, flavour)


def test_the_native_workbook_needs_no_function_of_ours() -> None:
    for name, part in parts_of(built("native")).items():
        assert b"FOCUS_" not in part, name
        assert "vba" not in name.lower()


def test_what_the_filled_template_stores_is_what_the_engine_computes(flavour: Flavour) -> None:
    amounts = compute(load_sample()).amounts
    content = sample(flavour)
    stored = shown(flavour)
    pages = {
        sheet: CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_name(sheet)
        .to_python()
        for sheet in {form_page.sheet for form_page in FORM.pages}
    }
    seen = 0
    for box in boxes("total"):
        sheet, address = place_of(flavour, box_name(box.number))
        cell = stored[sheet][address]
        expected = amounts.get(box.number)
        if expected is None:
            assert cell.value in (None, "")
            continue
        assert cell.value == expected, box.number
        assert pages[sheet][cell.row - 1][cell.column - 1] == float(expected)
        seen += 1
    assert seen >= 25


def test_an_empty_template_shows_no_total(flavour: Flavour) -> None:
    stored = openpyxl.load_workbook(io.BytesIO(built(flavour)), data_only=True)
    for box in boxes("total"):
        sheet, address = place_of(flavour, box_name(box.number))
        assert stored[sheet][address].value in (None, ""), box.number


# --- Checks and Start ----------------------------------------------------------------------


def check_rows(book: openpyxl.Workbook) -> dict[str, tuple[Cell, ...]]:
    return {
        row[0].value: row for row in book["Checks"].iter_rows(min_row=6) if row[0].value is not None
    }


def test_the_checks_sheet_lists_every_check_a_cell_can_make(flavour: Flavour) -> None:
    rows = check_rows(opened(flavour))
    listed = {rule.id: rule for rule in rules(FORM) if rule.inputs}
    assert list(rows) == [rule.id for rule in rules(FORM) if rule.inputs]
    for check_id, rule in listed.items():
        row = rows[check_id]
        assert rule.box is not None
        sheet, address = place_of(flavour, box_name(rule.box))
        assert str(row[3].value) == rule.box
        assert row[3].hyperlink.location.replace("'", "") == f"{sheet}!{address}"
        assert row[3].hyperlink.target is None
        assert row[4].value
        assert not set("[]_") & set(row[4].value)
        assert row[5].style == "Check Cell"
        explainable = rule.check_class == "explain"
        assert (row[10].style == "Input") is explainable
        assert row[10].protection.locked is not explainable
        assert row[12].value == "; ".join(rule.cite)
        assert row[12].hyperlink.target.startswith("https://www.ecfr.gov/current/title-17/section-")


@pytest.mark.parametrize(
    ("check", "source", "page", "paragraph"),
    [
        ("SEG-03", "17 CFR 1.32", "section-1.32", None),
        ("SEG-08", "17 CFR 1.12(j); 17 CFR 1.23(e)", "section-1.12", "p-1.12(j)"),
        ("SEG-06", "17 CFR 1.11(e)(3)(i)(D)", "section-1.11", "p-1.11(e)(3)(i)(D)"),
    ],
)
def test_the_source_of_a_check_leads_to_the_rule(
    flavour: Flavour, check: str, source: str, page: str, paragraph: str | None
) -> None:
    cell = check_rows(opened(flavour))[check][12]
    assert cell.value == source
    assert cell.hyperlink.target == f"https://www.ecfr.gov/current/title-17/{page}"
    assert cell.hyperlink.location == paragraph


def test_the_links_of_the_template_are_no_danger(flavour: Flavour, tmp_path: Path) -> None:
    path = tmp_path / KEPT[flavour]
    path.write_bytes(built(flavour))
    assert not [one for one in read(path).findings if one.id.startswith(("MAC-", "WB-"))]


def test_states_of_checks_are_words_and_both_sides_are_shown(flavour: Flavour) -> None:
    book = shown(flavour)
    rows = check_rows(book)
    states = {row[5].value for row in rows.values()}
    assert states == {"Holds", "NOTE", "Nothing entered"}
    long_options = rows["SEG-03"]
    assert [cell.value for cell in long_options[6:9]] == [98590266, 98590266, 0]
    period = rows["COV-06"]
    assert [cell.value for cell in period[6:9]] == [
        *(datetime.datetime(2014, 6, 30), datetime.datetime(2014, 4, 1), 90)
    ]


def test_a_check_that_fails_says_so(flavour: Flavour) -> None:
    from focusxl.amounts import cell_state
    from focusxl.filings.filing import Entry

    given = load_sample()
    entries = {**given.entries, "7132": Entry(cell_state(1)), "7194": Entry(cell_state(None))}
    content = filled(built(flavour), NOTHING, Filing(FORM, entries), flavour)
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    rows = check_rows(book)
    assert [cell.value for cell in rows["SEG-03"][5:9]] == ["EXPLAIN", 98590266, 1, 98590265]
    assert rows["SEG-06"][5].value == "EXPLAIN"
    start = {row[1].value: row[2].value for row in book["Start"].iter_rows()}
    assert start["Must be fixed"] == 0
    assert start["To be explained, no explanation yet"] >= 2


def test_start_says_what_to_do_and_asks_for_the_facts(flavour: Flavour) -> None:
    sheet = opened(flavour)["Start"]
    text = "\n".join(labels(sheet))
    assert "Fill in the yellow cells" in text
    assert FORM.facts["retail_forex"].question in text
    name, address = place_of(flavour, "fact_retail_forex")
    assert (name, sheet[address].style) == ("Start", "Input")
    assert validations(sheet)[address].formula1 == '"Yes,No"'
    name, address = place_of(flavour, "focusxl_edition")
    assert sheet[address].value == "2014"
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    lists = ["Checks", "Findings"] if flavour == "udf" else ["Checks"]
    assert [link.split("!")[0].strip("'") for link in links] == [
        *(page.sheet for page in FORM.pages),
        *lists,
    ]
    assert opened(flavour).active.title == "Start"
    if flavour == "udf":
        drawing = parts_of(built(flavour))["xl/drawings/vmlDrawing1.vml"].decode()
        assert "ValidateOnly" in drawing
        assert "ValidateAndExport" in drawing
    else:
        assert "focusxl validate" in text


# --- The filing-ready workbook -------------------------------------------------------------


def test_the_filing_ready_pages_are_the_templates_pages() -> None:
    from focusxl.files.writing.filing_ready import filing_ready_workbook

    computation = compute(load_sample())
    book = openpyxl.load_workbook(io.BytesIO(filing_ready_workbook(computation)))
    assert book.sheetnames == [*(form_page.sheet for form_page in FORM.pages), "Upload"]
    for form_page in AMOUNT_PAGES:
        page = book[form_page.sheet]
        for box in form_page.boxes:
            entry = cell_of("native", box.number)
            printed = page[entry.coordinate]
            expected = computation.amounts.get(box.number)
            if box.is_amount:
                assert printed.value == expected, box.number
                assert printed.number_format == entry.number_format
        # What FocusXL itself notes beside a line is no part of the form, nor are the headings of
        # the columns that compare its amounts.
        ours = {box.note for box in form_page.boxes} | {"Prior period", "Change", "Change %"}
        ours |= {"Inner column: prior"}
        static = {
            cell.coordinate: cell.value
            for row in opened("native")[form_page.sheet].iter_rows(min_row=2)
            for cell in row
            if cell.value is not None and cell.data_type != "f" and cell.value not in ours
        }
        assert {at: page[at].value for at in static} == static
        assert page.print_area == opened("native")[form_page.sheet].print_area
        assert (
            page.column_dimensions["B"].width
            == opened("native")[form_page.sheet].column_dimensions["B"].width
        )


def test_formulas_are_written_as_the_library_itself_writes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = build_template(load_edition("2014"), "native").content
    monkeypatch.setattr("focusxl_workbook.build.FormulaSheet", xlsxwriter.worksheet.Worksheet)
    assert build_template(load_edition("2014"), "native").content == made
