"""The next month's workbook, begun from this one's: what is carried, advanced, asked again."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from focusxl.amounts import Text, cell_state
from focusxl.files import read
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, Filing, read_date
from focusxl.filings.roll import rolled
from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition
from tests.support.command_line import Outcome, run, validated
from tests.support.edited_workbook import with_cell

Boxes = dict[str, Any]
MARCH, APRIL = datetime.date(2026, 3, 31), datetime.date(2026, 4, 30)


def data_file(path: Path, edition: str, boxes: Mapping[str, object], **also: object) -> Path:
    facts = sample_data(edition).get("facts", {})
    path.write_text(json.dumps({"edition": edition, "boxes": dict(boxes), "facts": facts, **also}))
    return path


def inputs(edition: str, **changed: object) -> Boxes:
    """Give the sample's boxes without its totals, but those that are typed over blanks."""
    form = load_edition(edition)
    given = sample_data(edition)["boxes"]
    kept = {
        box: value
        for box, value in given.items()
        if form.box(box).formula is None
        or (
            form.box(box).direct_entry
            and not any(given.get(one) for one in form.box(box).formula.operands)
        )
    }
    return {**kept, **changed}


def book(folder: Path, edition: str, name: str, boxes: Boxes | None = None, **also: object) -> Path:
    """Make a native workbook of an edition, filled with the sample or with other boxes."""
    empty = folder / f"empty-{name}"
    assert run("new", empty, "--edition", edition, "--native").status == 0
    data = data_file(folder / f"{name}.json", edition, boxes or inputs(edition), **also)
    assert run("fill", empty, data, "-o", folder / name).status == 0
    return folder / name


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the synthetic firm for March 2026; no test may change it."""
    folder = tmp_path_factory.mktemp("march")
    return book(folder, "2026", "march.xlsx", comparison={"amount": 2_000_000})


@pytest.fixture(scope="module")
def april(march: Path) -> tuple[Path, Outcome]:
    """Its workbook for April, just begun, and what the command said."""
    out = march.with_name("april.xlsx")
    outcome = run("roll", march, "--to", "04/30/2026", "-o", out)
    assert outcome.status == 0, outcome.err
    return out, outcome


def test_cover_names_targets_and_facts_are_carried(april: tuple[Path, Outcome]) -> None:
    filing, sample = read(april[0]).filing, sample_data("2026")
    values = filing.values
    # Name, SEC file number, kind of firm; a depository's name; the three targets.
    for box in ("13", "14", "15", "7750", "7194", "7780", "8760"):
        assert values.get(box) == sample["boxes"].get(box), box
    assert values["12000"] is True
    assert dict(filing.facts) == sample["facts"]
    assert filing.limits == {"amount": 2_000_000}


@pytest.mark.parametrize(
    ("box", "day"),
    [
        ("24", datetime.date(2026, 4, 1)),
        ("25", APRIL),
        ("3932", datetime.date(2026, 4, 1)),
        ("3933", APRIL),
    ],
)
def test_dates_are_advanced(april: tuple[Path, Outcome], box: str, day: datetime.date) -> None:
    assert read(april[0]).filing.values[box] == day


def test_amounts_become_the_prior_period_and_are_blank(
    march: Path, april: tuple[Path, Outcome]
) -> None:
    filing = read(april[0]).filing
    form = filing.edition
    entered = {box for box in filing.values if form.box(box).kind == "input"}
    # The months of the statement of income, and the targets.
    assert entered == {"3931", "7194", "7780", "8760"}
    assert filing.prior_end == MARCH
    # As printed in the sample: ledger cash, the excess in segregation, net capital.
    assert filing.prior["7010"] == 412_338_905
    assert filing.prior["7190"] == 54_371_236
    assert filing.prior["3750"] == 292_952_151
    assert filing.history[MARCH]["3750"] == 292_952_151


def test_what_is_blank_blocks_page_by_page(april: tuple[Path, Outcome]) -> None:
    outcome = validated(april[0])
    assert outcome.record["verdict"] == "blocked"
    blank = {one["sheet"] for one in outcome.findings if one["id"] in ("PAGE-03", "VAR-BLANK")}
    filled = {
        load_edition("2026").boxes[box].home.sheet
        for box, value in sample_data("2026")["boxes"].items()
        if isinstance(value, int) and load_edition("2026").box(box).kind == "input"
    }
    assert filled <= blank


def test_last_months_amounts_typed_again_are_told(april: tuple[Path, Outcome]) -> None:
    boxes = inputs("2026", **{"24": "2026-04-01", "25": "2026-04-30"})
    boxes |= {"3932": "2026-04-01", "3933": "2026-04-30"}
    data = data_file(april[0].with_name("same.json"), "2026", boxes)
    out = april[0].with_name("same.xlsx")
    assert run("fill", april[0], data, "-o", out).status == 0
    outcome = validated(out)
    assert outcome.status == 1
    same = [one for one in outcome.findings if one["id"] == "VAR-SAME"]
    assert [one["class"] for one in same] == ["must-fix"]


def test_a_month_that_moved_a_little_has_no_finding_and_a_slip_has_one(tmp_path: Path) -> None:
    june = book(tmp_path, "2014", "june.xlsx")
    july = tmp_path / "june-2014-07-31.xlsx"
    assert run("roll", june, "--to", "07/31/2014").status == 0
    assert july.exists()
    form = load_edition("2014")
    boxes = {
        box: value + value // 100 if form.box(box).kind in ("input", "total") else value
        for box, value in inputs("2014").items()
    }
    boxes |= {"24": "2014-07-01", "25": "2014-07-31"}
    for name, slip, wanted in (("small", 1, set()), ("slip", 1000, {"VAR-7110"})):
        given = {**boxes, "7110": boxes["7110"] * slip}
        data = data_file(tmp_path / f"{name}.json", "2014", given)
        out = tmp_path / f"{name}.xlsx"
        assert run("fill", july, data, "-o", out).status == 0
        found = {
            one["id"]
            for one in validated(out).findings
            if one["id"].startswith("VAR-") and one["class"] != "note"
        }
        assert found == wanted


def test_explanations_are_carried_and_asked_for_again(tmp_path: Path) -> None:
    # Long options required are not those held, in both months: SEG-03.
    boxes = inputs("2014")
    boxes["7132"] += 5
    text = "Options carried at another FCM."
    june = book(tmp_path, "2014", "june.xlsx", boxes, explanations={"SEG-03": text})
    assert not [one for one in validated(june).findings if "SEG-03: renew" in one["message"]]
    out = tmp_path / "july.xlsx"
    assert run("roll", june, "--to", "07/31/2014", "-o", out).status == 0
    given = read(out).filing.explanations["SEG-03"]
    assert (given.text, given.answered) == (text, "the period to 06/30/2014")
    boxes |= {"24": "2014-07-01", "25": "2014-07-31"}
    filled = tmp_path / "filled.xlsx"
    data = data_file(tmp_path / "july.json", "2014", boxes)
    assert run("fill", out, data, "-o", filled).status == 0
    (finding,) = [one for one in validated(filled).findings if one["id"] == "SEG-03"]
    assert "renew it" in finding["message"]


def test_nothing_to_report_is_asked_again(tmp_path: Path) -> None:
    boxes = {box: value for box, value in inputs("2014").items() if box not in OPTIONS}
    june = book(tmp_path, "2014", "june.xlsx", boxes, nothing_to_report=["dealer_options"])
    outcome = run("roll", june, "--to", "07/31/2014", "-o", tmp_path / "july.xlsx")
    assert "Asked again whether there is nothing to report on" in outcome.out
    assert read(tmp_path / "july.xlsx").filing.nothing_to_report == frozenset()


OPTIONS = {"7200", "7210", "7220", "7230", "7240"}


def test_a_workbook_of_edition_2014_goes_on_in_edition_2026(tmp_path: Path) -> None:
    june = book(tmp_path, "2014", "june.xlsx")
    out = tmp_path / "march.xlsx"
    outcome = run("roll", june, "--to", "03/31/2026", "-o", out)
    assert outcome.status == 0, outcome.err
    filing = read(out).filing
    assert filing.edition.name == "2026"
    assert filing.prior["7010"] == 342_539_729
    assert filing.values["25"] == MARCH
    assert "138 months between the two periods" in outcome.err


# Old 3932 to 3933, old cover period, the next period's end: where the statement begins then, its
# months, and whether that is a new year.
STATEMENTS = [
    ("2026-03-01", "2026-03-01", "2026-03-31", "04/30/2026", "2026-04-01", 1, False),
    ("2026-01-01", "2026-03-01", "2026-03-31", "04/30/2026", "2026-01-01", 4, False),
    ("2026-01-01", "2026-11-01", "2026-11-30", "12/31/2026", "2026-01-01", 12, False),
    ("2026-01-01", "2026-12-01", "2026-12-31", "01/31/2027", "2027-01-01", 1, True),
    ("2025-07-01", "2026-06-01", "2026-06-30", "07/31/2026", "2026-07-01", 1, True),
    ("2026-01-01", "2026-01-01", "2026-03-31", "06/30/2026", "2026-04-01", 3, False),
]


@pytest.mark.parametrize(
    ("statement", "begins", "ends", "to", "then", "months", "new_year"), STATEMENTS
)
def test_the_statement_of_income_runs_on_for_a_year(
    statement: str,
    begins: str,
    ends: str,
    to: str,
    then: str,
    months: int,
    new_year: bool,
    tmp_path: Path,
) -> None:
    form = load_edition("2026")
    days = {"24": begins, "25": ends, "3932": statement, "3933": ends}
    filing = Filing(form, {box: Entry(cell_state(day)) for box, day in days.items()}, whole=True)
    end = read_date(Text(to))
    assert end is not None
    begun = rolled(compute(filing), end, form)
    values = begun.filing.values
    assert values["3932"] == datetime.date.fromisoformat(then)
    assert (values["3931"], begun.new_year) == (months, new_year)
    assert "3935" in begun.to_date
    assert "4211" not in begun.to_date


# --- Refusals ----------------------------------------------------------------------------------


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


REFUSALS = [
    (("--to", "03/31/2026"), "--to must be a later day, such as 04/30/2026"),
    (("--to", "02/28/2026"), "--to must be a later day, such as 04/30/2026"),
    (("--to", "April"), "“April” is not a date; write it as MM/DD/YYYY."),
    (("--to", "04/30/2026", "-o", "april.xlsm"), "april.xlsm must end in .xlsx, like march.xlsx."),
    (("--to", "04/30/2026", "--edition", "2014"), "Edition 2014 of the form is not for a period"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSALS)
def test_what_is_refused(
    arguments: tuple[str, ...], said: str, march: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "march.xlsx"
    copy.write_bytes(march.read_bytes())
    before = digest(copy)
    outcome = run("roll", copy, *arguments)
    assert outcome.status == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["march.xlsx"]
    assert digest(copy) == before


def test_an_existing_file_is_not_written_over(march: Path, tmp_path: Path) -> None:
    out = tmp_path / "april.xlsx"
    out.write_text("mine")
    outcome = run("roll", march, "--to", "04/30/2026", "-o", out)
    assert (outcome.status, out.read_text()) == (2, "mine")
    assert "is not written over" in outcome.err


@pytest.mark.parametrize("lock", ["~$march.xlsx", ".~lock.march.xlsx#"])
def test_an_open_workbook_is_not_rolled(lock: str, march: Path, tmp_path: Path) -> None:
    copy = tmp_path / "march.xlsx"
    copy.write_bytes(march.read_bytes())
    (tmp_path / lock).write_text("")
    outcome = run("roll", copy, "--to", "04/30/2026")
    assert outcome.status == 2
    assert "“march.xlsx” is open in another program; save and close it there first." in outcome.err


def test_what_is_not_a_workbook_of_ours(tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    assert run("roll", other, "--to", "04/30/2026").status == 2
    data = data_file(tmp_path / "data.json", "2026", inputs("2026"))
    outcome = run("roll", data, "--to", "04/30/2026")
    assert "is not a workbook with pages to fill in" in outcome.err


def test_a_workbook_without_a_period_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.xlsx"
    assert run("new", empty, "--edition", "2026", "--native").status == 0
    outcome = run("roll", empty, "--to", "04/30/2026")
    assert outcome.status == 2
    assert "does not say when its period ends (box 25)" in outcome.err


def test_a_workbook_that_is_not_ready_is_rolled_with_a_word(tmp_path: Path) -> None:
    boxes = inputs("2014")
    boxes["7132"] += 5
    june = book(tmp_path, "2014", "june.xlsx", boxes)
    outcome = run("roll", june, "--to", "07/31/2014")
    assert outcome.status == 0
    assert "june.xlsx is not ready to file (blocked)" in outcome.err


def test_the_old_workbook_stays_as_it_was(march: Path, tmp_path: Path) -> None:
    before = digest(march)
    outcome = run("roll", march, "--to", "04/30/2026", "-o", tmp_path / "april.xlsx")
    assert (outcome.status, outcome.err) == (0, "")
    assert digest(march) == before


# --- What the workbook reads back --------------------------------------------------------------


# What is done to a cell of April's workbook, and what is said of it.
CELLS = [
    ("prior_period_end", "<v>46142</v>", "VAR-DATE"),  # 04/30/2026
    ("limit_amount", "<is><t>a million</t></is>", "VAR-DATA"),
    ("limit_percent", "<v>-5</v>", "VAR-DATA"),
]


@pytest.mark.parametrize(("name", "inside", "said"), CELLS)
def test_what_cannot_be_compared_with_is_told(
    name: str, inside: str, said: str, april: tuple[Path, Outcome], tmp_path: Path
) -> None:
    kind = ' t="inlineStr"' if "<is>" in inside else ""
    path = tmp_path / "changed.xlsx"
    path.write_bytes(with_cell(april[0].read_bytes(), name, inside, kind))
    assert said in {one["id"] for one in validated(path).findings}
    assert said not in {one["id"] for one in validated(april[0]).findings}


def test_an_amount_typed_beside_the_comparison_is_still_told(
    april: tuple[Path, Outcome], tmp_path: Path
) -> None:
    workbook = openpyxl.load_workbook(april[0])
    workbook["Segregation"]["S10"] = 5
    path = tmp_path / "typed.xlsx"
    workbook.save(path)
    stray = [one for one in validated(path).findings if one["id"] == "WB-22"]
    assert [one["cell"] for one in stray] == ["S10"]


def test_the_report_says_what_to_do_next(april: tuple[Path, Outcome]) -> None:
    path, outcome = april
    lines = outcome.out.splitlines()
    assert lines[0] == f"Made {path} from march.xlsx, which stays as it was."
    assert lines[1] == "The period is 04/01/2026 to 04/30/2026, edition 2026."
    assert "3 targets, 4 answers about the firm, 1 month of history" in lines[2]
    assert "amounts of the period to 03/31/2026 are now the prior period" in lines[3]
    alone = "The lines of Income, Net income, Capital recap are of this period alone, as they were."
    assert alone in lines
    assert lines[-1].startswith("Next: enter the amounts of this period, and type focusxl validate")


def test_lines_to_date_are_named_where_they_run_on(tmp_path: Path) -> None:
    empty, march = tmp_path / "empty.xlsx", tmp_path / "march.xlsx"
    firm = "broker-dealer,fcm,alternative-method"
    assert run("new", empty, "--native", "--as-of", "03/31/2026", "--firm", firm).status == 0
    days = {"24": "2026-03-01", "3932": "2026-01-01", "3933": "2026-03-31"}
    data = data_file(tmp_path / "dates.json", "2026", days)
    assert run("fill", empty, data, "-o", march).status == 0
    outcome = run("roll", march, "--to", "04/30/2026")
    (said,) = [line for line in outcome.out.splitlines() if line.startswith("Lines to date")]
    assert said.startswith("Lines to date (Income: 3935,")
    assert said.endswith("). They go on from 01/01/2026 (box 3932).")


def test_an_upgrade_carries_what_is_compared_with(
    april: tuple[Path, Outcome], tmp_path: Path
) -> None:
    out = tmp_path / "upgraded.xlsx"
    assert run("upgrade", april[0], "-o", out).status == 0
    before, after = read(april[0]).filing, read(out).filing
    assert after.prior == before.prior
    assert after.prior["7010"] == 412_338_905
    assert (after.prior_end, after.history, after.limits) == (
        before.prior_end,
        before.history,
        before.limits,
    )
