"""The sheet Start: the verdict, the live checks, and “Nothing to report” beside each page."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from focusxl.files import Reading, read
from focusxl.files.template.names import Flavour, nothing_name
from focusxl.filings.convert import moved
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.functions import catalogue
from focusxl_workbook.build import build_template
from focusxl_workbook.fill import filled
from focusxl_workbook.sheets.start_counts import NOT_COMPUTED
from tests.support.edited_workbook import places, with_text
from tests.support.parts import parts_of

FORM = load_edition("2014")
NOTHING = Filing(FORM, {}, whole=True)
FLAVOURS: tuple[Flavour, ...] = ("udf", "native")
ENDINGS: dict[Flavour, str] = {"udf": ".xlsm", "native": ".xlsx"}
PAGES = ["segregation", "dealer_options", "secured_requirement", "secured_funds", "cleared_swaps"]


@cache
def built(flavour: Flavour) -> bytes:
    functions = catalogue() if flavour == "udf" else ()
    return build_template(FORM, flavour, functions).content


@cache
def opened(flavour: Flavour) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(built(flavour)))


def start(flavour: Flavour) -> Worksheet:
    sheet: Worksheet = opened(flavour)["Start"]
    return sheet


def address(flavour: Flavour, name: str) -> str:
    sheet, cell = places(built(flavour))[name]
    assert sheet == "Start"
    return cell


def reread(tmp_path: Path, content: bytes, flavour: Flavour) -> Reading:
    path = tmp_path / f"book{ENDINGS[flavour]}"
    path.write_bytes(content)
    return read(path)


# --- The verdict ---------------------------------------------------------------------------


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_big_word_is_a_formula_and_locked(flavour: Flavour) -> None:
    word = start(flavour)[address(flavour, "verdict")]
    assert str(word.value).startswith("=")
    assert word.protection.locked
    assert word.font.size >= 18
    stored = openpyxl.load_workbook(io.BytesIO(built(flavour)), data_only=True)["Start"]
    assert stored[word.coordinate].value == "NOT VALIDATED YET"
    line = start(flavour)[address(flavour, "last_validation")]
    assert line.value is None
    assert not line.protection.locked


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_each_verdict_has_a_colour_of_its_own_beside_its_word(flavour: Flavour) -> None:
    word = address(flavour, "verdict")
    colours = {}
    for area in start(flavour).conditional_formatting:
        if word in str(area.sqref).split(":"):
            for rule in area.rules:
                text = re.search(r'="([A-Z ]+)"', rule.formula[0])
                assert text is not None
                colours[text[1]] = rule.dxf.fill.bgColor.rgb
    colours["NOT VALIDATED YET"] = start(flavour)[word].fill.fgColor.rgb
    assert set(colours) == {
        *("READY TO FILE", "PARTIAL", "BLOCKED", "CHANGED SINCE", "NOT VALIDATED YET")
    }
    assert len(set(colours.values())) == 5


def test_filling_in_takes_an_old_verdict_back(tmp_path: Path) -> None:
    used = with_text(built("udf"), "last_validation", "READY TO FILE | 06/30/2014 09:00 | 0-0")
    used = with_text(used, "next_step", "0 to fix, 0 to explain, 0 notes.")
    assert places(used) == places(built("udf"))
    again = filled(used, reread(tmp_path, used, "udf").filing, load_sample(), "udf")
    sheet = openpyxl.load_workbook(io.BytesIO(again), data_only=True)["Start"]
    for name in ("last_validation", "next_step"):
        assert sheet[address("udf", name)].value is None
    assert sheet[address("udf", "verdict")].value == "NOT VALIDATED YET"


# --- The live checks -----------------------------------------------------------------------


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_no_count_is_told_while_a_check_has_no_result(flavour: Flavour) -> None:
    sheet = start(flavour)
    rows = {
        row[1].value: getattr(row[2].value, "text", row[2].value)
        for row in sheet.iter_rows()
        if row[1].value
    }
    for caption in (
        "Must be fixed",
        "To be explained, no explanation yet",
        "Checks made",
        "Checks that could not be made",
    ):
        assert rows[caption].startswith(f'=IF(checks_without_result>0,"{NOT_COMPUTED}",'), caption
    checks = sum(
        1 for row in opened(flavour)["Checks"].iter_rows(min_row=6) if row[5].value is not None
    )
    assert rows["Checks without a result"].startswith(f"={checks}-")


def test_the_live_checks_and_the_last_validation_are_named_apart() -> None:
    headings = [row[1].value for row in start("udf").iter_rows() if row[1].value]
    assert "Live checks on this workbook now" in headings
    assert "Last validation" in headings
    assert "What it found, and what to do next" in headings


def test_a_new_workbook_does_not_say_that_python_answers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(built("udf")), data_only=True)["Start"]
    assert sheet[address("udf", "python_status")].value.startswith("Not computed yet:")
    assert "python_status" not in places(built("native"))


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_an_empty_workbook_has_compared_nothing(flavour: Flavour) -> None:
    book = openpyxl.load_workbook(io.BytesIO(built(flavour)), data_only=True)
    states = [row[5].value for row in book["Checks"].iter_rows(min_row=6) if row[5].value]
    assert set(states) == {"Nothing entered", "MUST FIX"}
    # The thirteen checks that ask for boxes of the cover are made, and find them blank.
    assert states.count("MUST FIX") == 13
    shown = {row[1].value: row[2].value for row in book["Start"].iter_rows() if row[1].value}
    assert shown["Checks made"] == shown["Must be fixed"] == 13
    comparison = next(row for row in book["Checks"].iter_rows() if row[0].value == "SEG-03")
    assert [cell.value or None for cell in comparison[5:9]] == ["Nothing entered", None, None, None]


# --- Nothing to report ---------------------------------------------------------------------


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_cell_beside_each_page_takes_the_one_answer(flavour: Flavour) -> None:
    sheet, named = start(flavour), places(built(flavour))
    found = {name.removeprefix("nothing_") for name in named if name.startswith("nothing_")}
    assert set(PAGES) <= found
    assert "cover" not in found
    rules = {
        str(area): rule
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    for page in found:
        cell = sheet[address(flavour, nothing_name(page))]
        assert sheet.cell(cell.row, cell.column - 1).value == FORM.pages_by_id[page].sheet
        assert FORM.pages_by_id[page].title in sheet.cell(cell.row, 8).value
        assert (cell.style, cell.protection.locked, cell.value) == ("Input", False, None)
        assert rules[cell.coordinate].formula1 == '"Nothing to report"'
        assert rules[cell.coordinate].showErrorMessage


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_what_is_filled_in_is_read_back(flavour: Flavour, tmp_path: Path) -> None:
    given = load_sample().replaced(nothing_to_report=frozenset({"dealer_options"}))
    once = filled(built(flavour), NOTHING, given, flavour)
    reading = reread(tmp_path, once, flavour)
    assert reading.filing.nothing_to_report == {"dealer_options"}
    assert reading.findings == ()
    more = Filing(FORM, {}, nothing_to_report=frozenset({"cleared_swaps"}))
    twice = filled(once, reading.filing, more, flavour)
    assert reread(tmp_path, twice, flavour).filing.nothing_to_report == {
        *("dealer_options", "cleared_swaps")
    }


@pytest.mark.parametrize("answer", ["Nothing to report", "nothing to report ", "NOTHING TO REPORT"])
def test_the_answer_is_read_however_it_is_written(answer: str, tmp_path: Path) -> None:
    content = with_text(built("native"), "nothing_segregation", answer)
    reading = reread(tmp_path, content, "native")
    assert reading.filing.nothing_to_report == {"segregation"}
    assert reading.findings == ()


@pytest.mark.parametrize("answer", ["None", "N/A", "Nothing", "Nothing to report?", "0"])
def test_any_other_text_is_a_finding(answer: str, tmp_path: Path) -> None:
    content = with_text(built("udf"), "nothing_segregation", answer)
    reading = reread(tmp_path, content, "udf")
    assert reading.filing.nothing_to_report == frozenset()
    (found,) = reading.findings
    assert (found.id, found.check_class, found.reported) == ("PAGE-05", "must-fix", answer)
    assert str(found.place) == f"Start!{address('udf', 'nothing_segregation')}"
    assert f"“{answer}”" in found.message
    assert FORM.pages_by_id["segregation"].title in found.message


def test_spaces_are_no_answer(tmp_path: Path) -> None:
    reading = reread(tmp_path, with_text(built("udf"), "nothing_segregation", "   "), "udf")
    assert (reading.filing.nothing_to_report, reading.findings) == (frozenset(), ())


def test_an_answer_that_has_no_place_in_the_workbook_is_left_behind_and_said() -> None:
    later = load_edition("2026")
    pages = ("cover", "segregation", "net_capital", "dealer_options")
    filing = Filing(later, {}, nothing_to_report=frozenset(pages))
    absent = frozenset(box.number for box in FORM.pages_by_id["dealer_options"].boxes)
    move = moved(filing, FORM, absent)
    assert move.filing.nothing_to_report == {"segregation"}
    said = [str(left) for left in move.left_behind]
    assert [sentence.rpartition(": ")[2] for sentence in said] == [
        "the page is always reported.",
        "the workbook was made without the page.",
        "edition 2014 of the form has no such page.",
    ]
    assert all(sentence.startswith("“Nothing to report” for the page “") for sentence in said)


def test_the_fingerprint_names_every_cell_that_a_filer_fills_in() -> None:
    sheet = opened("native")["Fingerprint"]
    listed = {row[0].value for row in sheet.iter_rows(min_row=6) if row[0].value}
    named = places(built("native"))
    inputs = {n for n in named if n.startswith(("box_", "fact_", "nothing_"))}
    assert len(inputs) > 150
    assert inputs <= listed
    compared = {"limit_amount", "limit_percent", "limit_note_amount", "Prior period", "History"}
    assert compared <= listed
    ledger = {"Mapping", "Adjustments", "Accounts", "Balances", "ledger_file", "ledger_sha256"}
    ledger |= {"ledger_digest", "ledger_period"}
    ledger |= {f"Rows of {table}" for table in ("the mapping", "adjustments", "balances")}
    assert ledger <= listed
    explained = {int(text.rpartition(" ")[2]) for text in listed - inputs - compared - ledger}
    open_cells = {
        row[10].row
        for row in opened("native")["Checks"].iter_rows(min_row=6)
        if not row[10].protection.locked
    }
    assert explained == open_cells


def test_what_stands_beside_a_formula_is_stored_once(tmp_path: Path) -> None:
    """An attribute given twice would make a sheet that no spreadsheet opens."""
    for flavour in FLAVOURS:
        for name, part in parts_of(built(flavour)).items():
            if name.startswith("xl/worksheets/sheet"):
                assert not re.search(rb'<c [^>]* t="[^>]* t="', part), name
