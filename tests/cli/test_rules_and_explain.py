"""`focusxl rules` and `focusxl explain`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from focusxl.files.template.names import Flavour
from focusxl.forms.general_checks import general_checks
from focusxl.forms.loader import editions
from focusxl.formulas.parser import parse
from tests.support.command_line import run, run_process
from tests.support.real_books import EDITION
from tests.support.sample_books import Book

Books = dict[Flavour, Path]

BOX_KEYS = ["box", "pages", "statement", "item", "label", "kind", "sign", "formula", "cite"]
BASIS = {
    **{(basis, False): [] for basis in ("form", "instructions", "inferred")},
    ("form", True): [],
    ("instructions", True): ["formula from the instructions"],
    ("inferred", True): ["formula inferred from its place on the form"],
}
CHECK_KEYS = ["id", "class", "test", "tolerance", "message", "cite"]


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    printed = run_process("rules", "--edition", "2014", "--output", "json")
    assert (printed.status, printed.err) == (0, "")
    record: dict[str, Any] = json.loads(printed.out)
    return record


def test_the_json_has_the_keys_of_the_contract(published: dict[str, Any]) -> None:
    assert list(published) == ["edition", "pages", "boxes", "checks"]
    assert published["pages"][4] == {
        "id": "secured_funds",
        "title": EDITION.pages[4].title,
        "pages": [5],
        "reported_by": [],
    }
    assert published["edition"] == "2014"
    assert all(list(box) == BOX_KEYS for box in published["boxes"])
    assert all(list(check) == CHECK_KEYS for check in published["checks"])


def test_every_box_of_the_form_is_published_and_no_other(published: dict[str, Any]) -> None:
    boxes = {box["box"]: box for box in published["boxes"]}
    assert len(boxes) == len(published["boxes"])
    numbered = [number for number, placed in EDITION.boxes.items() if placed.box.numbered]
    assert list(boxes) == numbered
    for number in numbered:
        placed, box = EDITION.boxes[number], boxes[number]
        assert box["pages"] == [EDITION.pages.index(placed.home) + 1]
        assert box["statement"] == placed.home.title
        assert (box["item"], box["label"]) == (placed.item, placed.label)
        assert box["kind"] == placed.box.kind
        assert box["kind"] in ("input", "total", "text", "date", "check", "official")
        amount = box["kind"] in ("input", "total")
        assert box["sign"] == (placed.box.sign if amount else None)
        assert box["cite"] == "; ".join(
            (*placed.cite, *BASIS[placed.box.basis, bool(box["formula"])])
        )
        if placed.box.formula is None:
            assert box["formula"] is None
        else:
            assert parse(box["formula"]).tree == placed.box.formula.tree


def test_every_check_of_the_form_is_published_and_no_other(published: dict[str, Any]) -> None:
    checks = {check["id"]: check for check in published["checks"]}
    assert len(checks) == len(published["checks"])
    totals = {f"SUM-{total.number}" for total in EDITION.totals}
    signs = {
        f"NEG-{number}"
        for number, placed in EDITION.boxes.items()
        if placed.box.negative == "explain"
    }
    notes = {f"NOTE-{number}" for number, placed in EDITION.boxes.items() if placed.box.note}
    notes |= {f"PRINT-{total.number}" for total in EDITION.totals if total.also_accepted}
    assert checks.keys() == notes | totals | signs | EDITION.checks.keys() | general_checks().keys()
    for check in EDITION.checks.values():
        record = checks[check.id]
        assert (record["class"], record["tolerance"]) == (check.check_class, check.tolerance)
        assert record["message"] == check.message
        assert record["cite"] == "; ".join(check.cite)
        assert " ".join(check.test.text.split()) in record["test"]
    for total in EDITION.totals:
        record = checks[f"SUM-{total.number}"]
        assert (record["class"], record["tolerance"]) == ("must-fix", total.tolerance)
        assert record["test"].startswith(f"[{total.number}] = ")
    assert all(record["cite"] and record["message"] for record in checks.values())


def test_the_formulas_of_well_known_boxes_are_published(published: dict[str, Any]) -> None:
    boxes = {box["box"]: box for box in published["boxes"]}
    assert boxes["7190"]["formula"] == "[7180] - [7060]"
    assert boxes["7425"]["formula"] == "[7415] * customer_risk_rate"
    assert (boxes["7033"]["sign"], boxes["7010"]["sign"]) == ("deduct", "any")


def test_csv_has_a_row_a_box_and_a_check(published: dict[str, Any]) -> None:
    rows = list(csv.reader(io.StringIO(run("rules", "--edition", "2014", "--output", "csv").out)))
    assert rows[0] == [*("kind of row", "id", "page or class", "label or message", "rule", "cite")]
    ids = [(row[0], row[1]) for row in rows[1:]]
    assert ids == [("box", box["box"]) for box in published["boxes"]] + [
        ("check", check["id"]) for check in published["checks"]
    ]
    assert {len(row) for row in rows} == {6}


def test_no_rule_is_taken_for_a_formula_by_a_spreadsheet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    label = SimpleNamespace(label="=1+1", page=1, box=EDITION.box("7010"), cite=("@SUM(1)",))
    label.pages, label.home, label.item = (1,), EDITION.pages[1], ""
    form = SimpleNamespace(boxes={"7010": label}, name="2014", title="")
    monkeypatch.setattr("focusxl.cli.rules.load_edition", lambda _: form)
    monkeypatch.setattr("focusxl.cli.rules.rules", lambda _: ())
    rows = list(csv.reader(io.StringIO(run("rules", "--output", "csv").out)))
    assert rows[1] == ["box", "7010", "1", "'=1+1", "", "'@SUM(1)"]


def test_the_table_shows_every_box_and_check_within_80_columns(published: dict[str, Any]) -> None:
    lines = run("rules", "--edition", "2014").out.splitlines()
    assert max(map(len, lines)) <= 80
    keys = {line[2:12].strip() for line in lines if line.startswith("  ") and line[2] != " "}
    assert keys == {box["box"] for box in published["boxes"]} | {
        check["id"] for check in published["checks"]
    }
    assert "            = [7180] - [7060]" in lines


@pytest.mark.parametrize("edition", ["2014", "2026"])
def test_the_table_says_once_where_each_section_of_the_rules_can_be_read(edition: str) -> None:
    lines = run("rules", "--edition", edition).out.splitlines()
    pages = lines[lines.index("Where the sources can be read") + 1 :]
    of_edition = {
        "2014": [f"1.{section}" for section in (10, 11, 12, 17, 20, 23, 32)]
        + ["22.2", "22.17", "30.7", "32.6", "240.15c3-1", "240.15c3-3", "240.17a-5", "240.18a-7"]
        + ["249.617"],
        "2026": [f"1.{section}" for section in (10, 11, 12, 17, 20, 23, 32)]
        + ["5.7", "22.2", "22.17", "30.7", "32.6", "210.1-02", "240.3b-12"]
        + [f"240.15c3-{section}" for section in ("1", "1c", "1d", "1e", "3", "3a", "3b")]
        + [f"240.17a-{section}" for section in ("5", "11", "13")]
        + [f"240.18a-{section}" for section in ("1", "1c", "1d", "2", "4", "4a", "7", "8", "9")]
        + ["249.617"],
    }
    assert [page.strip() for page in pages] == [
        f"https://www.ecfr.gov/current/title-17/section-{section}"
        for section in of_edition[edition]
    ]


def test_rules_are_of_the_last_edition_where_none_is_named() -> None:
    assert json.loads(run("rules", "--output", "json").out)["edition"] == editions()[-1]


def test_rules_of_an_unknown_edition_are_refused() -> None:
    refused = run("rules", "--edition", "1999")
    assert (refused.status, refused.out) == (2, "")
    assert (
        refused.err
        == "focusxl: There is no edition “1999” of the form here; the editions are 2014, 2026.\n"
    )


# --- Why is this number --------------------------------------------------------------------


def test_a_total_is_explained_down_to_its_inputs(filled: Books) -> None:
    shown = run_process("explain", "7190", filled["udf"], COLUMNS="80")
    assert (shown.status, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert lines[0].startswith("95,956,489  Box 7190: line 14, Excess (deficiency) funds")
    assert max(map(len, lines)) <= 80
    text = " ".join(shown.out.split())
    for box in ("7180", "7060", "7040", "7050", "7010", "7020", "7030", "7033", "7130"):
        assert f"Box {box}: line" in text
    assert "= [7180] - [7060]" in text
    assert "342,539,729 Box 7010: line 1.A, Net ledger balance, Cash" in text
    assert "(8,479,537) Box 7130" in text
    assert "(Segregation!K9, 17 CFR 1.20; 17 CFR 1.32)" in text


def test_a_total_of_a_data_file_is_explained_without_cells(sample_file: Path) -> None:
    shown = run("explain", "[7425]", sample_file).out
    assert shown.startswith("100,530,993  Box 7425: line A.ii")
    assert "8%  Share of the customer risk maintenance margin" in shown
    assert "!" not in shown


@pytest.mark.parametrize(
    ("box", "pages"),
    [
        (
            "7190",
            [
                "ecfr.gov/current/title-17/section-1.20",
                "ecfr.gov/current/title-17/section-1.32",
            ],
        ),
        # Two paragraphs of one section, and the page on which the rate was published.
        (
            "7445",
            [
                "ecfr.gov/current/title-17/section-1.17",
                "federalregister.gov/citation/74-FR-69279",
            ],
        ),
        (
            "16",
            [
                "ecfr.gov/current/title-17/section-240.17a-5",
                "ecfr.gov/current/title-17/section-1.10",
            ],
        ),
    ],
)
def test_the_end_says_where_each_source_can_be_read(
    sample_file: Path, box: str, pages: list[str]
) -> None:
    lines = run("explain", box, sample_file).out.splitlines()
    end = lines[lines.index("Where the sources can be read:") + 1 :]
    assert end == [f"https://www.{page}" for page in pages]


@pytest.mark.parametrize(
    ("box", "first"),
    [
        ("7010", "342,539,729  Box 7010: line 1.A, Net ledger balance, Cash"),
        ("13", "HSBC SECURITIES (USA) INC.  Box 13: NAME OF BROKER-DEALER"),
        ("16", "yes  Box 16: "),
        ("7475", "blank  Box 7475: line C, Other NFA requirement"),
    ],
)
def test_an_input_is_explained_by_its_place(filled: Books, box: str, first: str) -> None:
    shown = run("explain", box, filled["native"])
    assert shown.status == 0
    assert shown.out.startswith(first)
    lines = shown.out.splitlines()
    assert lines.index("Where the sources can be read:") <= 5
    assert any(line.startswith("What belongs here: ") for line in lines) == box.startswith("7")


def test_a_wrong_total_is_explained_with_what_it_should_be(tmp_path: Path) -> None:
    data = {"edition": "2014", "boxes": {"7045": 10, "7047": 4, "7050": 7}}
    (tmp_path / "d.json").write_text(json.dumps(data))
    lines = run("explain", "7050", tmp_path / "d.json").out.splitlines()
    assert lines[0].startswith("6  Box 7050")
    assert lines[1].startswith("but ")
    assert "7" in lines[1]


@pytest.mark.parametrize("box", ["99999", "", "abc", "7190x", "=1+1"])
def test_an_unknown_box_is_refused(sample_file: Path, box: str) -> None:
    refused = run("explain", box, sample_file)
    assert (refused.status, refused.out) == (2, "")
    assert f"has no box “{box}”" in refused.err
    assert refused.err.count("\n") == 1


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    refused = run("explain", "7190", tmp_path / "none.xlsx")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == ("focusxl: There is no file “none.xlsx”; check its name and folder.\n")


@pytest.mark.parametrize("box", ["7445", "7455", "7490", "7495"])
@pytest.mark.parametrize("period", ["soon", "#REF!", "2014-06-30 or 2014-09-30"])
def test_an_unreadable_period_is_explained_and_no_traceback(
    tmp_path: Path, box: str, period: str
) -> None:
    data = {"edition": "2014", "boxes": {"25": period, "7435": 5, "7415": 7, "7465": 1000000}}
    (tmp_path / "d.json").write_text(json.dumps(data))
    shown = run("explain", box, tmp_path / "d.json")
    assert (shown.status, shown.err) == (0, "")
    assert "it is not known while box 25 cannot be read" in " ".join(shown.out.split())


def test_what_a_file_holds_moves_no_cursor(tmp_path: Path) -> None:
    data = {"edition": "2014", "boxes": {"13": "\x1b[31mred\x07", "7010": "\x1b]0;title\x07"}}
    (tmp_path / "d.json").write_text(json.dumps(data))
    for box in ("13", "7010", "7040"):
        out = run("explain", box, tmp_path / "d.json").out
        assert not [letter for letter in out if not letter.isprintable() and letter != "\n"]


@pytest.mark.parametrize(
    ("box", "boxes", "entered"),
    [
        ("7010", {"7010": 5}, True),
        ("7010", {"7020": 5}, False),
        ("7040", {"7010": 5, "7040": 5}, False),
        ("13", {"13": "A firm"}, True),
    ],
)
def test_an_amount_that_was_entered_directly_says_so(
    box: str, boxes: dict[str, object], entered: bool, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"edition": "2014", "boxes": boxes}))
    outcome = run("explain", box, str(tmp_path / "a.json"))
    assert outcome.status == 0
    assert ("entered directly" in outcome.out.splitlines()) == entered


@pytest.mark.parametrize(("formula", "entered"), [(None, True), ("=2+3", False)])
def test_an_amount_that_the_filers_own_formula_gives_was_not_entered(
    formula: str | None, entered: bool, tmp_path: Path
) -> None:
    formulas = {} if formula is None else {"7010": formula}
    path = Book(values={"7010": 5}, formulas=formulas).save(tmp_path / "book.xlsx")
    assert ("entered directly" in run("explain", "7010", str(path)).out.splitlines()) == entered
