"""The command on edition 2026: new, fill, demo, validate, export, explain and rules."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from focusxl.files import read
from focusxl.files.template.names import again_name
from focusxl.filings.computation import compute
from focusxl.filings.convert import moved
from focusxl.filings.samples import load_sample, sample_data
from focusxl.forms.loader import load_edition
from focusxl.formulas.parser import parse
from tests.support.command_line import Outcome, run, run_process, validated
from tests.support.drawn_forms import drawn_edition, drawn_form
from tests.support.parts import parts_of, with_part
from tests.support.reference_material import OFFICIAL_FORM, require_reference

pytestmark = pytest.mark.slow

FORM = load_edition("2026")
SAMPLE = sample_data("2026")

STEM = "00000-2026-03-31-1"
ENDINGS = [
    *("-audit.json", "-filing.xlsx", "-findings.txt"),
    *("-upload.csv", "-upload.txt", "-upload.xml"),
]


def written(path: Path, **parts: Any) -> Path:
    path.write_text(json.dumps({**SAMPLE, **parts}))
    return path


def without_totals(boxes: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the boxes give; what is typed where a formula has nothing to add stays."""
    filing = load_sample("2026")
    return {number: value for number, value in boxes.items() if filing.is_entered(number)}


@pytest.fixture(scope="module")
def sample_2026(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("sample") / "sample.json")


@pytest.fixture(scope="module")
def template_of_the_firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("templates") / "firm.xlsm"
    made = run("new", book, "--firm", "Broker-Dealer, FCM,alternative-method")
    assert (made.status, made.err) == (0, "")
    assert made.out == (
        f"Made {book}: edition 2026, 28 pages.\n"
        f"Next: open it in Excel (or type focusxl open {book}), fill in the yellow cells, press"
        " Validate\n"
    )
    return book


@pytest.fixture(scope="module")
def whole_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("templates") / "whole.xlsx"
    made = run("new", book, "--edition", "2026", "--native")
    assert made.out == (
        f"Made {book}: edition 2026, 36 pages.\n"
        f"Next: open it in a spreadsheet, fill in the yellow cells, save, type focusxl validate"
        f" {book}\n"
    )
    return book


@pytest.fixture(scope="module")
def filled_2026(template_of_the_firm: Path, sample_2026: Path) -> Path:
    out = template_of_the_firm.with_name("filled.xlsm")
    done = run("fill", template_of_the_firm, sample_2026, "-o", out)
    assert (done.status, done.err) == (0, "")
    return out


def blocking(outcome: Outcome) -> list[tuple[str, str | None, str]]:
    return [(f["id"], f["box"], f["message"]) for f in outcome.findings if f["class"] != "note"]


# --- The edition follows the period ----------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "edition"),
    [
        *(("06/30/2014", "2014"), ("2021-09-30", "2014"), ("9/30/21", "2014")),
        *(("03/31/2026", "2026"), ("2026-12-31", "2026")),
    ],
)
def test_the_end_of_the_period_picks_the_edition(tmp_path: Path, as_of: str, edition: str) -> None:
    made = run("new", tmp_path / "a.xlsx", "--native", "--as-of", as_of)
    assert (made.status, made.err) == (0, "")
    assert f"edition {edition}, " in made.out
    assert read(tmp_path / "a.xlsx").filing.edition.name == edition


@pytest.mark.parametrize("options", [[], ["--firm", "broker-dealer,fcm"]], ids=["all", "firm"])
@pytest.mark.parametrize(
    ("as_of", "filled", "says"),
    [
        ("04/30/2026", {"24": "04/01", "25": "04/30", "3932": "04/01", "3933": "04/30"}, ""),
        ("06/30/2026", {"25": "06/30", "3933": "06/30"}, "beginning in boxes 24 and 3932: the"),
        ("06/15/2026", {"25": "06/15", "3933": "06/15"}, "beginning in boxes 24 and 3932: the"),
    ],
)
def test_the_dates_that_were_given_are_filled_in(
    tmp_path: Path, options: list[str], as_of: str, filled: dict[str, str], says: str
) -> None:
    """A period that ends with a quarter may be a month or a quarter: its beginning is asked for."""
    made = run("new", tmp_path / "a.xlsx", "--native", "--as-of", as_of, *options)
    assert (made.status, made.err) == (0, "")
    assert says in " ".join(made.out.split())
    assert ("beginning" in made.out) is bool(says)
    values = read(tmp_path / "a.xlsx").filing.values
    dates = {number: values.get(number) for number in ("24", "25", "3932", "3933")}
    shown = {number: f"{day:%m/%d}" for number, day in dates.items() if day is not None}
    assert shown == filled


def test_the_dates_of_2014_stand_on_the_cover(tmp_path: Path) -> None:
    made = run("new", tmp_path / "a.xlsx", "--native", "--as-of", "07/31/2014")
    assert "The period's dates stand in boxes 25 and 24." in made.out
    values = read(tmp_path / "a.xlsx").filing.values
    assert (f"{values['24']:%m/%d/%Y}", f"{values['25']:%m/%d/%Y}") == ("07/01/2014", "07/31/2014")


WHEN = "(2014: filings for periods before October 2021; 2026: filings for periods that end in March"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ["--as-of", "10/31/2021"],
            f"is for a period that ends on 10/31/2021 {WHEN} 2026 or later",
        ),
        (["--as-of", "2025-12-31"], "No edition of the form here is for a period that ends on"),
        (["--as-of", "02/28/2026"], "is for a period that ends on 02/28/2026"),
        (["--as-of", "02/30/2026"], "“02/30/2026” is not a date; write it as MM/DD/YYYY"),
        (["--as-of", "March"], "“March” is not a date"),
        (["--as-of", ""], "“” is not a date"),
        (
            ["--as-of", "06/30/2014", "--edition", "2026"],
            "Edition 2026 of the form is not for a period that ends on 06/30/2014",
        ),
        (
            ["--as-of", "03/31/2026", "--edition", "2014"],
            f"focusxl: Edition 2014 of the form is not for a period that ends on 03/31/2026 {WHEN} "
            "2026 or later).",
        ),
        (["--as-of", "03/31/2026", "--edition", "1999"], "There is no edition “1999”"),
        (
            ["--firm", "broker-dealer,bank"],
            "does not know the kind of firm “bank”; use broker-dealer,",
        ),
        (
            ["--firm", "models,sbsd,msbps"],
            "“msbps”; use broker-dealer, broker-dealer-sbsd,",
        ),
        (["--firm", " , "], "The kind of firm is missing; use broker-dealer,"),
        (
            ["--firm", "fcm", "--edition", "2014"],
            "Edition 2014 does not know the kind of firm “fcm”",
        ),
    ],
)
def test_new_says_why_not_and_makes_nothing(tmp_path: Path, options: list[str], words: str) -> None:
    refused = run("new", tmp_path / "a.xlsm", *options)
    assert (refused.status, refused.out) == (2, "")
    assert words in refused.err
    assert refused.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


# --- A template of the firm's pages ----------------------------------------------------------

# Questions that a firm's template leaves open unless its words answer them.
LEFT_OPEN = {"first_year", "acts_as_dealer", "receives_securities", "review_required"}

FIRMS = {
    "broker-dealer,fcm,alternative-method": [*range(1, 6), 8, 9, *range(12, 26), *range(27, 34)],
    "broker-dealer,models": [*range(1, 8), 9, *range(12, 26), 33, 34, 35, 36],
    "sbsd": [*range(1, 6), 8, 10, *range(12, 19), 24, 25, 26, 33, 34, 35, 36],
    "msbsp": [*range(1, 6), 11, 12, 13, 33, 34, 35, 36],
    "broker-dealer,dealer,first-year": [*range(1, 6), 8, 9, *range(12, 26), 33],
}


@pytest.mark.parametrize(("words", "pages"), FIRMS.items())
def test_a_template_of_a_firm_has_its_pages_marks_and_facts(
    tmp_path: Path, words: str, pages: list[int]
) -> None:
    book = tmp_path / "a.xlsx"
    made = run("new", book, "--native", "--firm", words)
    assert made.out == (
        f"Made {book}: edition 2026, {len(pages)} pages.\n"
        f"Next: open it in a spreadsheet, fill in the yellow cells, save, type focusxl validate"
        f" {book}\n"
    )
    sheets = openpyxl.load_workbook(book, read_only=True).sheetnames
    of_form = [form_page.sheet for form_page in FORM.pages]
    assert [sheet for sheet in sheets if sheet in of_form] == [of_form[n - 1] for n in pages]
    reading = read(book)
    assert reading.findings == ()
    given = {FORM.firm_words[word] for word in words.split(",")}
    assert dict(reading.filing.values) == {name: True for name in given if name in FORM.boxes}
    answered = FORM.facts.keys() - (LEFT_OPEN - given)
    assert reading.filing.facts == {name: name in given for name in answered}
    there = {box for box, placed in FORM.boxes.items() if set(placed.pages) & set(pages)}
    assert reading.filing.absent == FORM.boxes.keys() - there


# --- Filling, and moving from one edition to the other -----------------------------------------


def test_the_sample_fills_the_template_of_its_firm_and_is_ready(filled_2026: Path) -> None:
    sample, filing = load_sample("2026"), read(filled_2026).filing
    amounts = compute(sample).amounts
    assert read(filled_2026).findings == ()
    for number, placed in FORM.boxes.items():
        if number in filing.absent:
            assert number not in sample.values
        elif placed.box.kind == "total":
            assert (filing.values.get(number) or 0) == (amounts.get(number) or 0), number
        else:
            assert filing.values.get(number) == sample.values.get(number), number
    assert filing.facts == SAMPLE["facts"]
    outcome = validated(filled_2026)
    assert (outcome.status, blocking(outcome)) == (0, [])
    assert outcome.findings == []


def test_the_sample_fills_the_whole_native_template(
    tmp_path: Path, whole_template: Path, sample_2026: Path
) -> None:
    out = tmp_path / "out.xlsx"
    done = run("fill", whole_template, sample_2026, "-o", out)
    assert (done.status, done.err) == (0, "")
    assert blocking(validated(out)) == []


def test_a_2014_filing_is_moved_and_what_has_no_place_is_said(
    tmp_path: Path, template_of_the_firm: Path
) -> None:
    data = sample_data("2014")
    data["boxes"] |= {"18": True, "11": "x", "7190": 1}
    data["facts"] = {"retail_forex": False}
    data["explanations"] = {"SEG-03": "Carried elsewhere.", "OLD-99": "Of a check that is gone."}
    source, out = tmp_path / "old.json", tmp_path / "out.xlsm"
    source.write_text(json.dumps(data))
    done = run("fill", template_of_the_firm, source, "-o", out)
    assert done.status == 0
    assert done.out.splitlines() == [
        f"Made {out} from firm.xlsm and old.json.",
        "Filled in 85 boxes. 1 box of the workbook kept what was there.",
        "Left out 30 totals: the workbook computes them.",
        "The inputs give other totals: box 7190, given 1, computed 95,956,489.",
        f"Next: focusxl validate {out}",
    ]
    assert done.err.splitlines() == [
        f"focusxl: old.json: not moved: {what}: {why}."
        for what, why in [
            ("Box 18 (Rule 17a-11)", "FocusXL's edition 2026 of the form has no such box"),
            ("Box 11 (Part II)", "FocusXL's edition 2026 of the form has no such box"),
            ("The explanation of OLD-99", "edition 2026 has no such check"),
        ]
    ]
    old, new = read(source).filing, read(out).filing
    kept = {n for n in old.values if n in FORM.boxes and FORM.box(n).kind != "total"}
    assert len(kept) >= 60
    assert {n: new.values[n] for n in kept} == {n: old.values[n] for n in kept}
    assert new.values["12000"] is True
    assert new.explanations.keys() == {"SEG-03"}
    assert new.facts["futures_commission_merchant"] is True
    # The period is still of 2014, which the new edition is not for.
    assert ("EDN-01", "25") in {(check_id, box) for check_id, box, _ in blocking(validated(out))}


@pytest.mark.parametrize("source", ["workbook", "upload"])
def test_a_2014_workbook_and_upload_file_are_moved_too(
    tmp_path: Path, template_of_the_firm: Path, filled: Any, sample_file: Path, source: str
) -> None:
    given = filled["udf"]
    if source == "upload":
        assert run("export", sample_file, "--to", tmp_path).status == 0
        given = tmp_path / "19585-2014-06-30-1-upload.xml"
    done = run("fill", template_of_the_firm, given, "-o", tmp_path / "out.xlsm")
    assert (done.status, done.err) == (0, "")
    values = read(tmp_path / "out.xlsm").filing.values
    for number, value in load_sample().values.items():
        assert values.get(number, 0) == value or FORM.box(number).kind == "total", number


def test_what_a_template_has_no_page_for_is_said(tmp_path: Path, sample_2026: Path) -> None:
    book, out = tmp_path / "a.xlsx", tmp_path / "out.xlsx"
    assert run("new", book, "--native", "--firm", "broker-dealer,alternative-method").status == 0
    done = run("fill", book, sample_2026, "-o", out)
    assert done.status == 0
    lost = re.findall(
        r"not moved: Box (\d+\w*) \(.*\): the workbook was made without the page", done.err
    )
    expected = {
        number
        for number in without_totals(SAMPLE["boxes"])
        if min(FORM.boxes[number].pages) in range(27, 33) and len(FORM.boxes[number].pages) == 1
    }
    assert set(lost) == expected
    assert len(expected) > 50


def test_moving_back_says_what_the_old_edition_has_not() -> None:
    move = moved(load_sample("2026"), load_edition("2014"))
    assert "7010" in move.filing.entries
    whats = {str(left).split(" (")[0] for left in move.left_behind}
    assert {"Box 12000", "Box 200", "Box 8200"} <= whats
    assert any("futures commission merchant" in str(left) for left in move.left_behind)


# --- The demo ----------------------------------------------------------------------------------


def test_the_demo_of_2026_is_ready_and_leaves_every_file(tmp_path: Path) -> None:
    shown = run_process("demo", "--edition", "2026", "--to", "d", cwd=tmp_path)
    assert (shown.status, shown.err) == (0, "")
    assert "READY TO FILE: synthetic-2026-03-31.xlsm - 0 to fix, 0 to explain" in shown.out
    assert "28 pages" in shown.out
    assert "formulas over 435 accounts" in shown.out
    sources = ("synthetic-2026-03-31-balances.csv", "synthetic-2026-03-31-mapping.csv")
    files = ["synthetic-2026-03-31.xlsm", *sources, *(f"{STEM}{ending}" for ending in ENDINGS)]
    assert sorted(path.name for path in (tmp_path / "d").iterdir()) == sorted(files)
    lines = [line for line in shown.out.splitlines() if str(tmp_path) not in line]
    assert max(map(len, lines)) <= 80
    table = [line for line in shown.out.splitlines() if line.strip().startswith(tuple(files))]
    assert len(table) == len(files)
    descriptions = {line.rindex(line.split(maxsplit=1)[1]) for line in table}
    assert len(descriptions) == 1, "the descriptions do not stand below each other"


def test_the_demo_of_no_edition_is_refused(tmp_path: Path) -> None:
    refused = run("demo", "--edition", "2022", "--to", tmp_path / "d")
    assert (refused.status, refused.out) == (2, "")
    assert "there is 2014, 2026" in refused.err
    assert list(tmp_path.iterdir()) == []


# --- Validating data ---------------------------------------------------------------------------


def test_the_sample_as_filed_is_ready(sample_2026: Path) -> None:
    outcome = validated(sample_2026)
    assert (outcome.status, outcome.record["verdict"]) == (0, "ready")
    assert outcome.record["edition"] == "2026"
    assert blocking(outcome) == []


def test_the_sample_is_ready_with_its_totals_left_out(tmp_path: Path) -> None:
    boxes = without_totals(SAMPLE["boxes"])
    assert len(boxes) < len(SAMPLE["boxes"]) - 100
    outcome = validated(written(tmp_path / "d.json", boxes=boxes))
    assert (outcome.status, blocking(outcome)) == (0, [])


ERRORS: dict[str, tuple[dict[str, Any], set[tuple[str, str | None]]]] = {
    "text in an amount": ({"7010": "12k"}, {("AMT-01", "7010")}),
    "an error in an amount": ({"200": "#REF!"}, {("AMT-02", "200")}),
    "too many digits": ({"7475": 1234567890123456}, {("AMT-03", "7475")}),
    "below zero": ({"230": -5}, {("AMT-04", "230"), ("SUM-770", "770")}),
    "deducted by the form itself": ({"7033": -31774902}, {("AMT-04", "7033")}),
    "no mark": ({"42": "maybe"}, {("BOX-01", "42")}),
    "no date": ({"24": "March"}, {("BOX-02", "24")}),
    "no such box": ({"99999": 1}, {("BOX-03", None)}),
    "no box of this edition": ({"18": True}, {("BOX-03", None)}),
    "a wrong total": ({"3750": 292952152}, {("SUM-3750", "3750")}),
    "a wrong total of a grid": ({"12778": 5}, {("SUM-12778", "12778")}),
    "an amount on another firm's page": ({"3652": 5}, {("PAGE-01", "3652")}),
    "a mark on another firm's page": ({"12104": True}, {("PAGE-01", "12104")}),
    "of another edition": ({"25": "2014-06-30"}, {("EDN-01", "25")}),
    "between the editions": ({"25": "2025-12-31"}, {("EDN-01", "25")}),
}


@pytest.mark.parametrize("kind", ERRORS)
def test_each_kind_of_error_is_found(tmp_path: Path, kind: str) -> None:
    changes, expected = ERRORS[kind]
    outcome = validated(written(tmp_path / "d.json", boxes=SAMPLE["boxes"] | changes))
    assert (outcome.status, outcome.record["verdict"]) == (1, "blocked")
    must_fix = {(f["id"], f["box"]) for f in outcome.findings if f["class"] == "must-fix"}
    assert expected <= must_fix
    for finding in outcome.findings:
        assert finding["message"].endswith((".", ")", "”"))
        assert "None" not in finding["message"]


def test_balance_sheets_that_do_not_balance_are_found(tmp_path: Path) -> None:
    boxes = without_totals(SAMPLE["boxes"])
    boxes["1794"] += 1
    outcome = validated(written(tmp_path / "d.json", boxes=boxes))
    (found,) = [f for f in outcome.findings if f["id"] == "FIN-03"]
    assert (found["class"], found["difference"]) == ("must-fix", "1")


def test_a_filing_of_2026_on_the_old_form_is_refused(tmp_path: Path) -> None:
    data = sample_data("2014")
    data["boxes"] |= {"24": "2026-03-01", "25": "2026-03-31"}
    path = tmp_path / "d.json"
    path.write_text(json.dumps(data))
    ((check_id, box, message),) = blocking(validated(path))
    assert (check_id, box) == ("EDN-01", "25")
    assert "03/31/2026" in message
    assert "focusxl new --as-of" in message


def test_without_facts_the_amounts_show_the_answers(tmp_path: Path) -> None:
    path = tmp_path / "d.json"
    path.write_text(json.dumps({"edition": "2026", "boxes": SAMPLE["boxes"]}))
    outcome = validated(path)
    assert (outcome.status, blocking(outcome)) == (0, [])
    shown = {f["box"]: f["message"] for f in outcome.findings if f["id"] == "FACT-03"}
    assert shown.keys() == {"3870", "7447"}
    assert "alternative method (2% of aggregate debit items)? Yes." in shown["3870"]
    assert "registered with the CFTC as a swap dealer? No." in shown["7447"]


# --- A part of a report ------------------------------------------------------------------------

PAGES = sorted(
    {page for n in SAMPLE["boxes"] for page in FORM.boxes[n].pages if page not in (6, 7, 10, 11)}
)


def on_pages(*pages: int) -> dict[str, Any]:
    return {n: v for n, v in SAMPLE["boxes"].items() if set(FORM.boxes[n].pages) & set(pages)}


def test_the_sample_fills_28_pages_but_one() -> None:
    pages = FIRMS["broker-dealer,fcm,alternative-method"]
    assert [page for page in pages if page != 23] == PAGES


@pytest.mark.parametrize("with_facts", [True, False], ids=["facts", "no facts"])
@pytest.mark.parametrize("page", PAGES)
def test_one_page_alone_is_not_held_against_what_stands_on_others(
    tmp_path: Path, page: int, with_facts: bool
) -> None:
    data: dict[str, Any] = {"edition": "2026", "boxes": on_pages(page)}
    if with_facts:
        data["facts"] = SAMPLE["facts"]
    path = tmp_path / "d.json"
    path.write_text(json.dumps(data))
    outcome = validated(path)
    assert (outcome.status, outcome.record["verdict"], blocking(outcome)) == (1, "partial", [])
    with_cover = {**data, "boxes": on_pages(1, page)}
    path.write_text(json.dumps(with_cover))
    assert blocking(validated(path)) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page != 1])
def test_the_report_without_one_page_is_noted_and_not_held_against_the_rest(
    tmp_path: Path, page: int
) -> None:
    kept = set(PAGES) - {page}
    boxes = {n: v for n, v in SAMPLE["boxes"].items() if set(FORM.boxes[n].pages) & kept}
    outcome = validated(written(tmp_path / "d.json", boxes=boxes))
    assert [f for f in outcome.findings if f["class"] == "must-fix"] == []
    assert FORM.pages[page - 1].sheet in {f["reported"] for f in outcome.findings}


@pytest.mark.parametrize(
    ("page", "number", "check_id"),
    [
        *((2, "220", "SUM-770"), (5, "1791", "SUM-1795"), (8, "3660", "SUM-3740")),
        *((9, "3880", ""), (19, "4340", "SUM-4430"), (28, "7010", "SUM-7040")),
        *((32, "7500", "SUM-7530"), (33, "8200", "SUM-12778")),
    ],
)
def test_what_a_page_has_is_checked(tmp_path: Path, page: int, number: str, check_id: str) -> None:
    boxes = on_pages(page)
    boxes[number] += 1
    found = {f[0] for f in blocking(validated(written(tmp_path / "d.json", boxes=boxes)))}
    assert check_id in found if check_id else not found


def test_a_total_that_rests_on_a_page_that_is_lacking_is_noted(tmp_path: Path) -> None:
    outcome = validated(written(tmp_path / "d.json", boxes=on_pages(32)))
    (found,) = [f for f in outcome.findings if f["box"] == "7380"]
    assert (found["id"], found["class"]) == ("FACT-02", "note")
    assert "depends on box 7360" in found["message"]
    assert "on the page 30.7 requirement, which is not in the report" in found["message"]


def test_many_missing_pages_are_named_in_one_note(tmp_path: Path) -> None:
    path = written(tmp_path / "d.json", boxes=on_pages(1))
    notes = [f for f in validated(path).findings if f["id"] == "PART-01"]
    assert len(notes) == 1
    assert notes[0]["message"].startswith("Nothing is reported on 27 pages of the form;")
    assert all(FORM.pages[n - 1].sheet in notes[0]["message"] for n in PAGES if n != 1)
    table = run("validate", path).out
    assert max(map(len, table.splitlines())) <= 80
    assert len(table.splitlines()) < 30


def test_what_is_said_of_many_boxes_is_said_once(tmp_path: Path) -> None:
    """One wrong mark on the cover, and dozens of boxes stand on pages of other firms."""
    boxes = SAMPLE["boxes"] | {"12000": None, "12003": True, "99998": 1, "99999": 1, "18": 1}
    path = written(tmp_path / "d.json", boxes=boxes)
    on_other_pages = [f["box"] for f in validated(path).findings if f["id"] == "PAGE-01"]
    assert len(on_other_pages) > 60
    table = run("validate", path).out
    assert table.splitlines()[0].startswith("BLOCKED: d.json - ")
    assert max(map(len, table.splitlines())) <= 80
    assert table.count("[PAGE-01]") <= 8
    assert set(on_other_pages) <= set(re.findall(r"[0-9]+(?:_[a-z]+)?", table))
    assert "    The same goes for boxes 12059, 12060, 12061, " in table
    for number in ("99998", "99999", "18"):
        assert f"has no box {number}." in table
    assert "None" not in table


def test_messages_show_the_branch_that_holds(tmp_path: Path) -> None:
    boxes = SAMPLE["boxes"] | {"3750": 292952152}
    (found,) = [
        f
        for f in validated(written(tmp_path / "d.json", boxes=boxes)).findings
        if f["id"] == "SUM-3750"
    ]
    assert found["message"] == (
        "The total shows 292,952,152, but its inputs give 292,952,151: "
        "3640 (327,803,250) - 3740 (34,851,099)."
    )


# --- Workbooks of several pages ------------------------------------------------------------------


def test_a_box_shown_on_two_pages_is_entered_on_one(tmp_path: Path, filled_2026: Path) -> None:
    """The second place of box 3640 is on page 9; a number is typed over its formula."""
    content = filled_2026.read_bytes()
    book = parts_of(content)["xl/workbook.xml"].decode()
    name = again_name(9, "3640")
    found = re.search(rf'<definedName name="{name}">(.+?)!\$([A-Z]+)\$(\d+)</definedName>', book)
    assert found is not None
    cell = f"{found[2]}{found[3]}"
    sheet = openpyxl.load_workbook(filled_2026).sheetnames.index("Minimum capital - BD") + 1
    typed = with_part(
        content,
        f"xl/worksheets/sheet{sheet}.xml",
        lambda text: re.sub(
            rf'<c (r="{cell}" s="\d+")[^>]*>.*?</c>', r"<c \1><v>327803251</v></c>", text
        ),
    )
    path = tmp_path / "book.xlsm"
    path.write_bytes(typed)
    ((check_id, box, message),) = blocking(validated(path))
    assert (check_id, box) == ("WB-13", "3640")
    assert "327803251" in message.replace(",", "")


def test_the_cell_of_absent_pages_stays_empty(tmp_path: Path, filled_2026: Path) -> None:
    content = filled_2026.read_bytes()
    book = parts_of(content)["xl/workbook.xml"].decode()
    found = re.search(r'<definedName name="box_12104">(.+?)!\$([A-Z]+)\$(\d+)</definedName>', book)
    assert found is not None
    cell = f"{found[2]}{found[3]}"
    sheet = openpyxl.load_workbook(filled_2026).sheetnames.index(found[1].strip("'")) + 1

    def typed(text: str) -> str:
        new, count = re.subn(rf'<c (r="{cell}"[^/>]*)/>', r"<c \1><v>5</v></c>", text)
        if count:
            return new
        row = rf'(<row r="{found[3]}"[^>]*?)(?:/>|>)'
        assert re.search(row, text)
        return re.sub(row, rf'\1><c r="{cell}"><v>5</v></c>', text, count=1)

    path = tmp_path / "book.xlsm"
    path.write_bytes(with_part(content, f"xl/worksheets/sheet{sheet}.xml", typed))
    assert "WB-12" in {check_id for check_id, _, _ in blocking(validated(path))}


# --- What is exported ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, filled_2026: Path) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    done = run("export", filled_2026, "--to", folder)
    assert (done.status, done.err) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == [f"{STEM}{end}" for end in ENDINGS]
    return folder


@pytest.mark.parametrize("ending", ["upload.txt", "upload.csv", "upload.xml", "filing.xlsx"])
def test_what_is_exported_reads_back_the_same_and_is_ready(exported: Path, ending: str) -> None:
    path = exported / f"{STEM}-{ending}"
    sample, filing = load_sample("2026"), read(path).filing
    assert filing.edition.name == "2026"
    for number, value in sample.values.items():
        if FORM.box(number).numbered:
            assert (filing.values.get(number) or 0) == (value or 0), number
    # An upload file has no place for blanks without a number, nor for what no box says.
    outcome = validated(path)
    assert [f for f in outcome.findings if f["class"] == "must-fix"] == []


# --- Onto the official form ----------------------------------------------------------------------


def _drawn_form() -> bytes:
    """Draw a stand-in with every box on its page, as the tests of the official form do."""
    return drawn_form(drawn_edition(FORM))


@pytest.fixture(scope="module", params=["drawn", "official"])
def official_form(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A copy of the form as PDF: one drawn for the tests, and the SEC's own where it is there."""
    if request.param == "official":
        require_reference()
    path = tmp_path_factory.mktemp("form") / f"{request.param}.pdf"
    content = OFFICIAL_FORM.read_bytes() if request.param == "official" else _drawn_form()
    path.write_bytes(content)
    yield path
    assert path.read_bytes() == content, "the user's own copy of the form was written over"


def for_the_form(path: Path, form: Path) -> Path:
    """Give the sample; on a drawn form, blanks without a number have no place: explain them."""
    if form.stem == "official":
        return written(path)
    boxes = {n: v for n, v in SAMPLE["boxes"].items() if FORM.box(n).numbered}
    asked = blocking(validated(written(path, boxes=boxes)))
    reasons = {check_id: "The form has no blank for it." for check_id, _, _ in asked}
    assert reasons
    return written(path, boxes=boxes, explanations=reasons)


def test_the_filing_is_typed_onto_the_official_form(tmp_path: Path, official_form: Path) -> None:
    from pypdf import PdfReader

    (tmp_path / "data").mkdir()
    source = for_the_form(tmp_path / "data" / "sample.json", official_form)
    tmp_path /= "out"
    done = run("export", source, "--to", tmp_path, "--official-form", official_form)
    assert (done.status, done.err) == (0, "")
    typed = tmp_path / f"{STEM}-official-form.pdf"
    expected = sorted([f"{STEM}{ending}" for ending in ENDINGS] + [typed.name])
    assert sorted(path.name for path in tmp_path.iterdir()) == expected
    assert str(typed) in done.out
    record = json.loads((tmp_path / f"{STEM}-audit.json").read_text())
    listed = {file["name"]: file["sha256"] for file in record["exported"]}
    assert listed[typed.name] == hashlib.sha256(typed.read_bytes()).hexdigest()
    reader = PdfReader(typed)
    assert len(reader.pages) == 36
    assert "292,952,151" in reader.pages[7].extract_text()
    assert "673,655,683" in reader.pages[27].extract_text()
    assert "31,774,902" in reader.pages[27].extract_text()


def test_what_is_not_ready_is_not_typed(tmp_path: Path, official_form: Path) -> None:
    source = written(tmp_path / "d.json", boxes=SAMPLE["boxes"] | {"3750": 1})
    out = tmp_path / "out"
    refused = run("export", source, "--to", out, "--official-form", official_form)
    assert refused.status == 1
    assert "nothing was exported" in refused.out
    assert not out.exists()


def _one_page_of_words() -> bytes:
    import io

    from pypdf import PdfWriter

    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(612, 792)
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "“form.pdf” is empty"),
        (b"{}", "is not a PDF"),
        (b"%PDF-1.7\nbroken", "PDF"),
        (_one_page_of_words(), "not Form X-17A-5 Part II"),
        (None, "The official form “form.pdf” is not there"),
    ],
    ids=["empty", "data", "broken", "another document", "none"],
)
def test_a_wrong_form_is_refused_and_nothing_is_written(
    tmp_path: Path, sample_2026: Path, content: bytes | None, words: str
) -> None:
    form = tmp_path / "form.pdf"
    if content is not None:
        form.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    refused = run("export", sample_2026, "--to", tmp_path / "out", "--official-form", form)
    assert (refused.status, refused.out) == (2, "")
    assert words in refused.err
    assert refused.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_the_form_that_was_given_is_never_written_over(tmp_path: Path, official_form: Path) -> None:
    """It has the very name of the export, in the very folder."""
    form = tmp_path / f"{STEM}-official-form.pdf"
    form.write_bytes(official_form.read_bytes())
    source = for_the_form(tmp_path / "sample.json", official_form)
    done = run("export", source, "--to", tmp_path, "--official-form", form)
    assert (done.status, done.err) == (0, "")
    assert form.read_bytes() == official_form.read_bytes()
    assert (tmp_path / "00000-2026-03-31-2-official-form.pdf").read_bytes() != form.read_bytes()


# --- Why is this number, and the rules -----------------------------------------------------------


def explained(box: str, path: Path) -> str:
    shown = run_process("explain", box, path, COLUMNS="80")
    assert (shown.status, shown.err) == (0, "")
    assert max(map(len, shown.out.splitlines())) <= 80
    return " ".join(re.sub("[│├└─]", " ", shown.out).split())


def test_net_capital_is_explained(sample_2026: Path) -> None:
    text = explained("3750", sample_2026)
    assert text.startswith("292,952,151 Box 3750: line 13, Net capital")
    for box, amount in {"3640": "327,803,250", "3740": "34,851,099", "1800": "306,022,425"}.items():
        assert f"{amount} Box {box}: line" in text
    assert "blank Boxes " in text


def test_the_minimum_requirement_is_explained_by_the_greater_one(sample_2026: Path) -> None:
    text = explained("3760", sample_2026)
    assert text.startswith("52,902,770 Box 3760: line 7, Minimum net capital requirement")
    assert "= max([12060], [12065], [3880], [7490])" in text
    assert "52,297,999 Box 7490" in text
    assert "yes Does the firm compute its minimum net capital under the alternative method" in text


def test_total_debits_are_explained_with_their_reduction(
    sample_2026: Path, filled_2026: Path
) -> None:
    text = explained("4472", sample_2026)
    assert text.startswith("794,528,415 Box 4472: line 21")
    assert "24,573,043 Box 4471: line 20.A" in text
    assert "3% Reduction of aggregate debit items under the alternative method" in text
    assert "('Customer reserve'!" in explained("4472", filled_2026)


def test_a_factor_and_a_percentage_are_shown_as_they_are_filed(tmp_path: Path) -> None:
    boxes = {"12000": True, "12006": True, "3636": 1000, "3645": 3.25, "3655": 3250}
    text = explained("3655", written(tmp_path / "d.json", boxes=boxes))
    assert text.startswith("3,250 Box 3655: line 9.E")
    assert "3.25 Box 3645" in text
    boxes = {"3840": 5, "3750": 1000, "3850": 0.5}
    text = explained("3850", written(tmp_path / "e.json", boxes=boxes))
    assert text.startswith("0.5 Box 3850")


def test_a_question_that_nobody_answered_is_shown_with_what_depends_on_it(tmp_path: Path) -> None:
    path = written(tmp_path / "d.json", boxes={"4440": 1000, "4470": 1000}, facts={})
    text = explained("4471", path)
    assert text.startswith("blank Box 4471")
    assert "1,000 Box 4470" in text
    assert "blank Does the firm compute its minimum net capital under the alternative" in text


def test_the_rules_of_2026_are_published_whole() -> None:
    printed = run_process("rules", "--edition", "2026", "--output", "json")
    assert (printed.status, printed.err) == (0, "")
    record = json.loads(printed.out)
    assert list(record) == ["edition", "pages", "boxes", "checks"]
    assert record["edition"] == "2026"
    boxes = record["boxes"]
    assert len(boxes) == len({box["box"] for box in boxes}) == 1626
    keys = ["box", "pages", "statement", "item", "label", "kind", "sign", "formula", "cite"]
    assert all(list(box) == keys for box in boxes)
    kinds = {"input", "total", "text", "date", "check", "official"}
    assert {box["kind"] for box in boxes} <= kinds
    numbers = {box["box"] for box in boxes}
    names = FORM.parameters.keys() | FORM.facts.keys()
    for box in boxes:
        assert box["pages"]
        assert set(box["pages"]) <= set(range(1, 37))
        assert box["cite"]
        assert (box["sign"] is None) == (box["kind"] not in ("input", "total"))
        if box["formula"] is not None:
            formula = parse(box["formula"])
            assert set(formula.boxes) <= numbers
            assert set(formula.names) <= names
    pages = {box["box"]: box["pages"] for box in boxes}
    assert sorted(pages["3750"]) == [7, 8]
    assert sorted(pages["1800"]) == [5, 11]
    assert sorted(pages["3640"]) == [6, 8, 9, 10]
    assert pages["7010"] == [28]
    check_keys = ["id", "class", "test", "tolerance", "message", "cite"]
    assert all(list(check) == check_keys for check in record["checks"])
    assert len({check["id"] for check in record["checks"]}) == len(record["checks"])
    table = run("rules", "--edition", "2026").out
    assert max(map(len, table.splitlines())) <= 80


def test_fill_takes_facts_from_the_amounts(tmp_path: Path) -> None:
    data = sample_data("2026")
    facts = data.pop("facts")
    given, book, out = tmp_path / "given.json", tmp_path / "new.xlsx", tmp_path / "out.xlsx"
    given.write_text(json.dumps(data), encoding="utf-8")
    assert run("new", book, "--edition", "2026", "--native").status == 0
    filled = run("fill", book, given, "-o", out)
    assert filled.status == 0
    assert filled.out.count("Taken from the amounts:") == 3
    taken = read(out).filing.facts
    assert taken == {name: facts[name] for name in taken}
    assert facts.keys() - taken.keys() == {"retail_forex"}
    assert run("validate", out).status == 0
