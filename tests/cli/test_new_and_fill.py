"""`focusxl new` and `focusxl fill`."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from focusxl.files import read
from focusxl.files.template.names import Flavour, box_name
from focusxl.filings.computation import compute
from focusxl.filings.filing import FilerExplanation
from focusxl.filings.samples import load_sample, sample_data
from tests.support.command_line import run, run_process, validated
from tests.support.edited_workbook import OWN_SHEET, with_own_sheet
from tests.support.parts import packed, parts_of
from tests.support.real_books import (
    EDITION,
    place,
    with_cell,
    with_format,
    with_input,
    with_names,
    with_row_inserted,
    with_stored_value,
)

pytestmark = pytest.mark.slow

Books = dict[Flavour, Path]
FLAVOURS: tuple[Flavour, ...] = ("udf", "native")


@pytest.mark.parametrize(("name", "options"), [("a.xlsm", []), ("a.xlsx", ["--native"])])
def test_new_makes_an_empty_template(tmp_path: Path, name: str, options: list[str]) -> None:
    made = run_process("new", name, "--edition", "2014", *options, cwd=tmp_path)
    assert (made.status, made.err) == (0, "")
    assert made.out.splitlines()[0] == f"Made {name}: edition 2014, 7 pages."
    assert [file.name for file in tmp_path.iterdir()] == [name]
    reading = read(tmp_path / name)
    assert (reading.kind, reading.filing.edition.name) == ("workbook", "2014")
    assert reading.findings == ()
    assert reading.filing.values == {}


def test_new_takes_the_last_edition_where_none_is_given(tmp_path: Path) -> None:
    from focusxl.forms.loader import editions

    assert run("new", tmp_path / "a.xlsm").status == 0
    assert read(tmp_path / "a.xlsm").filing.edition.name == editions()[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.txt"], "a.txt must end in .xlsm"),
        (["a.xlsx"], "a.xlsx must end in .xlsm: it is to be a workbook with macros"),
        (["a.xlsm", "--native"], "a.xlsm must end in .xlsx: it is to be a native workbook"),
        (
            ["a.xlsm", "--edition", "1999"],
            "There is no edition “1999” of the form here; the editions are 2014",
        ),
        (["a.xlsm", "--edition", "../2014"], "There is no edition “../2014”"),
        (["none/a.xlsm"], "There is no folder none. Make it first"),
    ],
)
def test_new_says_what_is_wrong_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run("new", *arguments)
    assert (refused.status, refused.out) == (2, "")
    assert words in refused.err
    assert refused.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_new_never_writes_over_a_file(tmp_path: Path) -> None:
    book = tmp_path / "mine.xlsm"
    book.write_bytes(b"mine")
    refused = run("new", book)
    assert refused.status == 2
    assert "exists already and is not written over" in refused.err
    assert book.read_bytes() == b"mine"


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_fill_takes_the_inputs_over_and_computes_the_totals(
    filled: Books, flavour: Flavour
) -> None:
    reading = read(filled[flavour])
    sample = load_sample()
    computation = compute(sample)
    assert reading.findings == ()
    for number, placed in EDITION.boxes.items():
        if placed.box.kind == "total":
            assert reading.filing.values.get(number) == computation.amounts.get(number), number
            assert reading.filing.entries[number].by_formula
        else:
            assert reading.filing.values.get(number) == sample.values.get(number), number
    outcome = validated(filled[flavour])
    assert (outcome.status, outcome.records[0]["verdict"]) == (0, "ready")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_readers_that_do_not_calculate_show_the_totals(filled: Books, flavour: Flavour) -> None:
    content = filled[flavour].read_bytes()
    amounts = compute(load_sample()).amounts
    rows = {
        sheet: CalamineWorkbook.from_path(filled[flavour]).get_sheet_by_name(sheet).to_python()
        for sheet in {page.sheet for page in EDITION.pages}
    }
    book = openpyxl.load_workbook(filled[flavour], data_only=True)
    seen = 0
    for total in EDITION.totals:
        sheet, cell = place(content, box_name(total.number))
        at = book[sheet][cell]
        expected = amounts.get(total.number)
        assert (at.value or None) == (expected or None), total.number
        assert (rows[sheet][at.row - 1][at.column - 1] or None) == (expected or None)
        seen += expected is not None
    assert seen >= 25


def test_as_filed_totals_are_not_taken_over(tmp_path: Path, templates: Books) -> None:
    data = sample_data()
    data["boxes"]["7190"] = 1
    (tmp_path / "d.json").write_text(json.dumps(data))
    out = tmp_path / "out.xlsx"
    assert run("fill", templates["native"], tmp_path / "d.json", "-o", out).status == 0
    assert read(out).filing.values["7190"] == Decimal(95956489)
    assert validated(out).status == 0


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_facts_and_explanations_are_carried(
    tmp_path: Path, templates: Books, flavour: Flavour
) -> None:
    data = sample_data()
    data["boxes"] |= {"7132": 98590265, "7465": 20000000}
    data["facts"] = {"retail_forex": True}
    data["explanations"] = {"SEG-03": "Options carried at another FCM."}
    (tmp_path / "d.json").write_text(json.dumps(data))
    out = tmp_path / f"out{templates[flavour].suffix}"
    assert run("fill", templates[flavour], tmp_path / "d.json", "-o", out).status == 0
    filing = read(out).filing
    assert filing.facts == {"retail_forex": True}
    # It answers the numbers it came with, 7032 against 7132, and is asked for again with others.
    assert filing.explanations["SEG-03"] == FilerExplanation(
        "Options carried at another FCM.", "98590266 against 98590265"
    )
    (answered,) = [f for f in validated(out).findings if f["id"] == "SEG-03"]
    assert answered["message"].endswith("Explained: Options carried at another FCM.")
    # Filled once more with other data, what the workbook holds already stays.
    (tmp_path / "more.json").write_text(
        json.dumps({"edition": "2014", "boxes": {"30": "A. Smith"}})
    )
    again = tmp_path / f"again{templates[flavour].suffix}"
    assert run("fill", out, tmp_path / "more.json", "-o", again).status == 0
    assert read(again).filing.values == {**filing.values, "30": "A. Smith"}
    assert read(again).filing.explanations == filing.explanations
    (tmp_path / "other.json").write_text(json.dumps({"edition": "2014", "boxes": {"7132": 5}}))
    other = tmp_path / f"other{templates[flavour].suffix}"
    assert run("fill", out, tmp_path / "other.json", "-o", other).status == 0
    (asked,) = [f for f in validated(other).findings if f["id"] == "SEG-03"]
    assert asked["message"].endswith("The explanation on record was for other numbers: renew it.")


def test_an_upload_file_fills_a_template(
    tmp_path: Path, templates: Books, sample_file: Path
) -> None:
    assert run("export", sample_file, "--to", tmp_path).status == 0
    out = tmp_path / "out.xlsx"
    upload = tmp_path / "19585-2014-06-30-1-upload.xml"
    assert run("fill", templates["native"], upload, "-o", out).status == 0
    assert validated(out).status == 0


def changed_parts(before: Path, after: Path) -> set[str]:
    old, new = parts_of(before.read_bytes()), parts_of(after.read_bytes())
    assert list(old) == list(new)
    return {name for name in old if old[name] != new[name]}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_fill_changes_the_sheets_it_fills_and_no_other_part(
    templates: Books, filled: Books, flavour: Flavour
) -> None:
    changed = changed_parts(templates[flavour], filled[flavour])
    assert changed
    assert all(name.startswith("xl/worksheets/sheet") for name in changed)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_what_the_user_added_is_kept_byte_for_byte(
    tmp_path: Path, templates: Books, sample_file: Path, flavour: Flavour
) -> None:
    parts = parts_of(with_own_sheet(templates[flavour].read_bytes()))
    own_sheet = parts[OWN_SHEET]
    parts["customXml/item1.xml"] = b"<mine>kept</mine>"
    mine = tmp_path / f"mine{templates[flavour].suffix}"
    mine.write_bytes(packed(parts))
    out = tmp_path / f"out{templates[flavour].suffix}"
    assert run("fill", mine, sample_file, "-o", out).status == 0
    assert parts_of(out.read_bytes())[OWN_SHEET] == own_sheet
    assert not changed_parts(mine, out) & {OWN_SHEET, "customXml/item1.xml"}
    assert all(name.startswith("xl/worksheets/sheet") for name in changed_parts(mine, out))
    assert openpyxl.load_workbook(out)["Mine"]["B1"].value == "=SUM(1,2)"
    assert validated(out).status == 0


def refused_fill(*arguments: object) -> str:
    folder = Path(str(arguments[-1])).parent
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    refused = run("fill", *arguments)
    assert (refused.status, refused.out) == (2, "")
    assert refused.err.count("\n") == 1
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    return refused.err


def test_fill_never_writes_over_a_file(tmp_path: Path, templates: Books, sample_file: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"mine")
    assert "exists already" in refused_fill(templates["native"], sample_file, "-o", out)


def test_fill_wants_the_same_kind_of_workbook(
    tmp_path: Path, templates: Books, sample_file: Path
) -> None:
    out = tmp_path / "out.xlsx"
    assert "must end in .xlsm" in refused_fill(templates["udf"], sample_file, "-o", out)


def test_fill_wants_a_template(tmp_path: Path, templates: Books, sample_file: Path) -> None:
    run("export", sample_file, "--to", tmp_path)
    filing = tmp_path / "19585-2014-06-30-1-filing.xlsx"
    said = refused_fill(filing, sample_file, "-o", tmp_path / "out.xlsx")
    assert "19585-2014-06-30-1-filing.xlsx is not a template workbook" in said
    said = refused_fill(sample_file, sample_file, "-o", tmp_path / "out.json")
    assert "sample.json is not a template workbook" in said


def test_fill_wants_a_known_edition(tmp_path: Path, templates: Books) -> None:
    data = tmp_path / "d.json"
    data.write_text(json.dumps({"edition": "1999", "boxes": {}}))
    said = refused_fill(templates["native"], data, "-o", tmp_path / "out.xlsx")
    assert "There is no edition “1999”" in said or "there is no edition “1999”" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: with_cell(c, "7190", "", "<v>5</v>"), "K38 has lost its formula"),
        (lambda c: with_cell(c, "7010", "", "<f>1+1</f><v>2</v>"), "K9 holds a formula"),
        (lambda c: with_row_inserted(c, "Segregation", 10), "has lost its formula"),
    ],
)
def test_fill_loses_no_formula(
    tmp_path: Path, templates: Books, sample_file: Path, change: Any, words: str
) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(change(templates["native"].read_bytes()))
    assert words in refused_fill(book, sample_file, "-o", tmp_path / "out.xlsx")


def test_fill_says_what_it_has_no_place_for(tmp_path: Path, templates: Books) -> None:
    data = tmp_path / "d.json"
    data.write_text(
        '{"edition": "2014", "boxes": {"9999": 1, "7010": 5}, "facts": {"swap_dealer": true}}'
    )
    out = tmp_path / "out.xlsx"
    done = run("fill", templates["native"], data, "-o", out)
    assert done.status == 0
    assert "no box 9999" in done.err
    assert "It was not filled in." in done.err
    assert "Edition 2014 does not ask for the fact “swap_dealer”, so it was ignored" in done.err
    assert read(out).filing.values["7010"] == 5


def test_text_that_starts_like_a_formula_stays_text(tmp_path: Path, templates: Books) -> None:
    data = tmp_path / "d.json"
    data.write_text(json.dumps({"edition": "2014", "boxes": {"13": "=1+1", "20": "@A1"}}))
    out = tmp_path / "out.xlsx"
    assert run("fill", templates["native"], data, "-o", out).status == 0
    values = read(out).filing.values
    assert (values["13"], values["20"]) == ("=1+1", "@A1")
    sheet, cell = place(out.read_bytes(), "box_13")
    assert openpyxl.load_workbook(out)[sheet][cell].data_type in ("s", "inlineStr")


def test_fill_twice_over_makes_the_same_file(
    tmp_path: Path, templates: Books, filled: Books, sample_file: Path
) -> None:
    again = tmp_path / "again.xlsm"
    assert run_process("fill", templates["udf"], sample_file, "-o", again).status == 0
    assert again.read_bytes() == filled["udf"].read_bytes()
    with zipfile.ZipFile(again) as archive:
        assert archive.testzip() is None


def test_an_emptied_input_is_emptied(tmp_path: Path, filled: Books) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(with_input(filled["native"].read_bytes(), "7475", 7))
    data = tmp_path / "d.json"
    data.write_text(json.dumps({"edition": "2014", "boxes": {"7475": None}}))
    out = tmp_path / "out.xlsx"
    assert run("fill", book, data, "-o", out).status == 0
    assert "7475" not in read(out).filing.values


# --- Nothing is dropped without a word -----------------------------------------------------


def not_filled(template: Path, data: Path, tmp_path: Path) -> list[str]:
    """Give why nothing was filled in, a sentence a cause."""
    out = tmp_path / f"never{template.suffix}"
    refused = run("fill", template, data, "-o", out)
    assert (refused.status, refused.out, out.exists()) == (2, "", False)
    *causes, last = refused.err.splitlines()
    assert last == "focusxl: Nothing was written."
    assert causes
    return [cause.removeprefix("focusxl: ") for cause in causes]


def of_boxes(tmp_path: Path, text: str) -> Path:
    data = tmp_path / "d.json"
    data.write_text(f'{{"edition": "2014", "boxes": {{{text}}}}}')
    return data


@pytest.mark.parametrize(
    ("boxes", "cause"),
    [
        (
            '"7010": "34 25"',
            "d.json: Box 7010: “34 25” has a space that does not separate thousands: "
            "write one amount, such as 1,234.",
        ),
        ('"7010": "5 CR"', "d.json: Box 7010: “5 CR” is marked CR for a credit"),
        ('"7010": "see note"', "d.json: Box 7010: “see note” is text, not an amount."),
        ('"7010": "#REF!"', "d.json: Box 7010: The cell shows the error #REF!."),
        (
            '"7010": 12345678901234567',
            "d.json: Box 7010: 12345678901234567 has more than 15 ",
        ),
        ('"25": "2014-06-30 or 2014-09-30"', "d.json: Box 25: “2014-06-30 or 2014-09-30” is not a"),
        (
            '"14": "1962-08-01"',
            "d.json: Box 14: “1962-08-01” is a date, not an SEC file number",
        ),
        (
            '"23": 2109',
            "d.json: Box 23: “2109” is a number, not a ZIP code with all its digits",
        ),
        ('"16": "maybe"', "d.json: Box 16: “maybe” is not a mark"),
        ('"7010": 5, "7010": 6', "d.json: Box 7010: The box is given twice, as 5 and as 6."),
    ],
)
def test_fill_takes_no_input_that_cannot_be_read(
    tmp_path: Path, templates: Books, boxes: str, cause: str
) -> None:
    (said,) = not_filled(templates["native"], of_boxes(tmp_path, boxes), tmp_path)
    assert said.startswith(cause)


def test_each_cause_is_told_once_with_all_its_boxes(tmp_path: Path, templates: Books) -> None:
    data = of_boxes(tmp_path, '"7010": "x", "7020": "y", "7030": "1 5", "7032": "z"')
    assert not_filled(templates["native"], data, tmp_path) == [
        "d.json: Box 7010: “x” is text, not an amount. The same goes for boxes 7020 (y), 7032 (z).",
        "d.json: Box 7030: “1 5” has a space that does not separate thousands: "
        "write one amount, such as 1,234.",
    ]


SOURCES: dict[str, tuple[Any, list[str]]] = {
    "an input without a stored value": (
        lambda c: with_cell(c, "7010", "", "<f>1+1</f>"),
        ["Box 7010 at Segregation!K9: The formula has not been calculated"],
    ),
    "a lost name": (
        lambda c: with_names(c, {"box_7070": None}),
        ["Box 7070: The workbook has lost the cell of this box: its name box_7070 is missing"],
    ),
    "names swapped": (
        lambda c: with_names(c, {"box_7070": "Segregation!$K$25", "box_7100": "Segregation!$K$21"}),
        ["Box 7070 at Segregation!K25: The name box_7070 points to cell K25"],
    ),
    "two names for one cell": (
        lambda c: with_names(c, {"box_7100": "Segregation!$K$21"}),
        ["Box 7100 at Segregation!K21: The workbook has lost the cell of this box"],
    ),
    "the name of a total on an input": (
        lambda c: with_names(c, {"box_7060": "Segregation!$K$9"}),
        ["Box 7060 at Segregation!K9: The workbook has lost the cell of this box"],
    ),
    "an amount that is none": (
        lambda c: with_cell(c, "7010", ' t="inlineStr"', "<is><t>34 25</t></is>"),
        ["Box 7010 at Segregation!K9: “34 25” has a space that does not separate thousands"],
    ),
    "an amount that is shown as another": (
        lambda c: with_format(c, "7010", "#,##0,"),
        ["Box 7010 at Segregation!K9: The cell shows “342,540”, but it holds 342,539,729"],
    ),
    "explanations lost": (
        lambda c: with_names(c, {"check_id_list": "#REF!"}),
        ["The list of explanations on the Checks sheet is missing or not equally long"],
    ),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_fill_passes_on_what_was_noticed_in_a_workbook(
    tmp_path: Path, templates: Books, filled: Books, kind: str
) -> None:
    change, causes = SOURCES[kind]
    source = tmp_path / "mine.xlsx"
    source.write_bytes(change(filled["native"].read_bytes()))
    said = not_filled(templates["native"], source, tmp_path)
    for cause in causes:
        assert any(one.startswith(f"mine.xlsx: {cause}") for one in said), said


@pytest.mark.parametrize(
    "kind", ["a lost name", "names swapped", "two names for one cell", "explanations lost"]
)
def test_the_template_is_judged_as_well(
    tmp_path: Path, templates: Books, sample_file: Path, kind: str
) -> None:
    change, causes = SOURCES[kind]
    template = tmp_path / "template.xlsx"
    template.write_bytes(change(templates["native"].read_bytes()))
    said = not_filled(template, sample_file, tmp_path)
    for cause in causes:
        assert any(one.startswith(f"template.xlsx: {cause}") for one in said), said


def test_what_stays_in_the_template_is_judged_and_what_is_replaced_is_not(
    tmp_path: Path, templates: Books
) -> None:
    template = tmp_path / "template.xlsx"
    bad = with_cell(templates["native"].read_bytes(), "7475", ' t="inlineStr"', "<is><t>x</t></is>")
    template.write_bytes(bad)
    (said,) = not_filled(template, of_boxes(tmp_path, '"7010": 5'), tmp_path)
    assert said.startswith("template.xlsx: Box 7475 at ")
    out = tmp_path / "out.xlsx"
    assert run("fill", template, of_boxes(tmp_path, '"7475": 5'), "-o", out).status == 0
    assert read(out).filing.values["7475"] == 5


@pytest.mark.parametrize(
    "change",
    [
        lambda c: with_stored_value(c, "7060", "", ""),
        lambda c: with_cell(c, "7190", "", "<v>5</v>"),
        lambda c: with_names(c, {"box_7060": None}),
        lambda c: with_format(c, "7060", "#,##0,"),
    ],
)
def test_what_is_wrong_with_a_total_of_the_source_is_no_loss(
    tmp_path: Path, templates: Books, filled: Books, change: Any
) -> None:
    source, out = tmp_path / "mine.xlsx", tmp_path / "out.xlsx"
    source.write_bytes(change(filled["native"].read_bytes()))
    assert run("fill", templates["native"], source, "-o", out).status == 0
    assert read(out).filing.values["7190"] == 95956489


def test_fill_says_how_many_boxes_it_filled_and_which_it_left(
    tmp_path: Path, templates: Books
) -> None:
    data = of_boxes(
        tmp_path, '"7010": 5, "7020": 6, "7040": 12, "7180": 7, "7060": null, "7030": null'
    )
    out = tmp_path / "out.xlsx"
    done = run("fill", templates["native"], data, "-o", out)
    assert done.out.splitlines()[1:] == [
        "Filled in 2 boxes.",
        "Left out 2 totals: the workbook computes them.",
        "The inputs give other totals: box 7040, given 12, computed 11.",
        "Totals without their inputs: box 7180, given 7, computed blank.",
        f"Next: focusxl validate {out}",
    ]
    again = tmp_path / "again.xlsx"
    more = of_boxes(tmp_path, '"7010": null, "7032": 1')
    done = run("fill", out, more, "-o", again)
    assert done.out.splitlines()[1:] == [
        "Filled in 1 box. Emptied 1 box: 7010. 1 box of the workbook kept what was there.",
        f"Next: focusxl validate {again}",
    ]


def test_a_percentage_is_filled_in_as_its_cell_shows_it(tmp_path: Path) -> None:
    template, out = tmp_path / "t.xlsx", tmp_path / "out.xlsx"
    assert run("new", template, "--edition", "2026", "--native").status == 0
    sheet, cell = place(template.read_bytes(), "box_3860")
    book = openpyxl.load_workbook(template)
    book[sheet][cell].number_format = "0.00%"
    book.save(template)
    data = tmp_path / "d.json"
    data.write_text('{"edition": "2026", "boxes": {"3860": 13.19}}')
    assert run("fill", template, data, "-o", out).status == 0
    assert read(out).filing.values["3860"] == Decimal("13.19")
    assert openpyxl.load_workbook(out)[sheet][cell].value == 0.1319


def test_making_and_filling_a_workbook_end_with_the_next_step(tmp_path: Path) -> None:
    book, data, filled = tmp_path / "a.xlsx", tmp_path / "a.json", tmp_path / "b.xlsx"
    data.write_text('{"edition": "2014", "boxes": {"7010": 5}}')
    made = run("new", str(book), "--edition", "2014", "--native")
    assert made.out.splitlines()[-1] == (
        "Next: open it in a spreadsheet, fill in the yellow cells, save, type focusxl validate "
        f"{book}"
    )
    done = run("fill", str(book), str(data), "-o", str(filled))
    assert done.out.splitlines()[-1] == f"Next: focusxl validate {filled}"
    with_macros = tmp_path / "c.xlsm"
    made = run("new", str(with_macros), "--edition", "2014")
    assert made.out.splitlines()[-1] == (
        f"Next: open it in Excel (or type focusxl open {with_macros}), fill in the yellow cells, "
        "press Validate"
    )


def test_a_total_that_was_entered_stays_when_something_else_is_filled_in(tmp_path: Path) -> None:
    """Box 1460 adds up two columns, or is entered alone."""
    book, one, two = (tmp_path / f"{name}.xlsx" for name in ("book", "1", "2"))
    assert run("new", book, "--edition", "2026", "--native").status == 0
    steps = (book, {"1460": 51_000_000}, one), (one, {"1470": 35_000_000}, two)
    for before, boxes, after in steps:
        data = tmp_path / "data.json"
        data.write_text(json.dumps({"edition": "2026", "boxes": boxes}))
        assert run("fill", before, data, "-o", after).status == 0
        assert read(after).filing.values["1460"] == 51_000_000
