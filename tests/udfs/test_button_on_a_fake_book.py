"""The buttons, what they read of an open workbook and what they write back, without a host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from focusxl import library
from focusxl.checks import check
from focusxl.checks.general import general_finding
from focusxl.filings.computation import compute
from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs import button
from focusxl_udfs.open_workbook import hosted_workbook
from focusxl_udfs.open_workbook.hosted_workbook import read_hosted_workbook
from focusxl_udfs.open_workbook.write_back import write_findings
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template
from tests.support.fake_book import Cell, FakeBook, open_book
from tests.support.parts import parts_of, with_part

EXPORTED = [
    f"19585-2014-06-30-1-{ending}"
    for ending in (
        "audit.json",
        "filing.xlsx",
        "findings.txt",
        "upload.csv",
        "upload.txt",
        "upload.xml",
    )
]
DIFFER = (
    "Nothing was exported: the open workbook and its file differ (changes that are not saved yet, "
    "or a file that was changed elsewhere). Save it, or open it again, and press the button again."
)
READY = "Press Validate and export to write the filing-ready files."
STATE, BOX, LINK, CHECK, MESSAGE, ANSWER, REPORTED = range(7)
"""The first columns of the sheet Findings."""


def sample_book(edition: str) -> bytes:
    form = load_edition(edition)
    empty = template(form, "udf")
    return filled(empty, Filing(form, {}, whole=True), load_sample(edition), "udf")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> FakeBook:
    """The template of 2014 with its sample, which is ready to file, as it was saved."""
    path = tmp_path_factory.mktemp("saved") / "book.xlsm"
    path.write_bytes(sample_book("2014"))
    return open_book(path)


@pytest.fixture
def fake(saved: FakeBook, tmp_path: Path) -> FakeBook:
    """The same, open from a folder of its own."""
    opened = saved.copy()
    opened.path = tmp_path / "folder" / "book.xlsm"
    opened.path.parent.mkdir()
    opened.path.write_bytes(saved.path.read_bytes())
    return opened


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The log of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "focusxl" / "failures.log"


@pytest.fixture(autouse=True)
def no_caller_is_left() -> Iterator[None]:
    yield
    vars(xw.Book).get("_mock_caller") and delattr(xw.Book, "_mock_caller")


def validate(fake: FakeBook) -> None:
    fake.book.set_mock_caller()
    button.validate_only()


def validate_and_export(fake: FakeBook) -> None:
    fake.book.set_mock_caller()
    button.validate_and_export()


def result(fake: FakeBook) -> str:
    """The first part of the line of the last validation."""
    return str(fake.at("last_validation").value).split(" | ")[0]


def next_step(fake: FakeBook) -> str:
    return str(fake.at("next_step").value)


def checks_found(fake: FakeBook, *states: str) -> list[object]:
    """The checks on the sheet Findings, those of some states or all."""
    rows = fake.rows("finding_table")
    return [row[CHECK].value for row in rows if not states or row[STATE].value in states]


def files(fake: FakeBook) -> list[str]:
    return sorted(path.name for path in fake.path.parent.iterdir())


def row_of(fake: FakeBook, check: str) -> int:
    """The row of a check in the lists of the sheet Checks."""
    return fake.column("check_id_list").index(check)


def rewrite(path: Path, part: str, old: str, new: str) -> None:
    """Change one thing in the file, of which the open workbook knows nothing."""
    assert parts_of(path.read_bytes())[part].decode().count(old) == 1
    path.write_bytes(with_part(path.read_bytes(), part, lambda text: text.replace(old, new)))


def sheet_part(fake: FakeBook, sheet: str) -> str:
    return f"xl/worksheets/sheet{list(fake.sheets).index(sheet) + 1}.xml"


def asks_for_explanation(fake: FakeBook) -> None:
    """Make the options at other places (line 3.A and B of the form) differ: SEG-02 asks why."""
    fake.type("box_7032", 1000.0)


# What is read


@pytest.mark.slow
def test_a_validation_of_the_whole_form_of_2026_asks_at_most_100_questions(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsm"
    path.write_bytes(sample_book("2026"))
    fake = open_book(path)
    assert len(fake.names) > 1_700
    reading = read_hosted_workbook(fake.book)
    asked = fake.questions.asked
    assert asked.total() <= 100, asked
    assert (asked["place of a name"], asked["name of a name"]) == (0, 0)
    # One sheet of the 45, xlwings.conf, is not read; only values are read of Fingerprint.
    assert (asked["values"], asked["formulas"]) == (44, 43)
    # A page, the cells in use on it and all of them from the first on; and six percentages.
    assert fake.questions.taken == {"sheet": 44 + 6, "range": 2 * 44 + 6}
    assert reading.findings == ()
    assert len(reading.filing.values) > 800


def asked_for_names(fake: FakeBook) -> bool:
    return fake.questions.asked["place of a name"] > 0


def test_a_workbook_as_it_was_saved_is_read_by_the_names_of_its_file(fake: FakeBook) -> None:
    reading = read_hosted_workbook(fake.book)
    assert not asked_for_names(fake)
    assert reading.findings == ()
    assert str(reading.filing.entries["7010"].place) == "Segregation!K9"
    assert reading.filing.values["7010"] == 342_539_729


def test_what_was_typed_since_is_read_with_it(fake: FakeBook) -> None:
    fake.type("box_7010", 342_539_730.0)
    reading = read_hosted_workbook(fake.book)
    assert not asked_for_names(fake)
    assert reading.filing.values["7010"] == 342_539_730


def insert_a_row(fake: FakeBook) -> None:
    fake.insert_row("Segregation", 6)


def cut_a_box_out(fake: FakeBook) -> None:
    sheet, row, column = fake.place("box_7010")
    fake.cut_and_paste("box_7010", row, column - 1)
    assert fake.place("box_7010") == (sheet, row, column - 1)


def move_a_name(fake: FakeBook) -> None:
    fake.names["box_7010"] = "Segregation", (9, 17, 9, 17)


def lose_a_name(fake: FakeBook) -> None:
    del fake.names["box_7010"]


def rename_a_page(fake: FakeBook) -> None:
    fake.rename("Segregation", "Seg")


def add_a_sheet(fake: FakeBook) -> None:
    fake.sheets["Notes"] = {}


def clear_some_print(fake: FakeBook) -> None:
    sheet, row, column = fake.place("box_7010")
    printed = fake.sheets[sheet].pop((row, column + 2))
    assert printed.value == 7010.0


def clear_a_label(fake: FakeBook) -> None:
    sheet, row, _ = fake.place("box_7010")
    assert fake.sheets[sheet].pop((row, 3)).value == "A. Cash"


def type_over_a_printed_formula(fake: FakeBook) -> None:
    named = {fake.place(name) for name in fake.names}
    place = next(
        place
        for place, cell in fake.sheets["Segregation"].items()
        if cell.formula is not None and ("Segregation", *place) not in named
    )
    fake.sheets["Segregation"][place] = Cell("June 2014")


def insert_a_row_into_an_empty_page(fake: FakeBook) -> None:
    for name in [name for name, (sheet, _) in fake.names.items() if sheet == "Cover"]:
        fake.type(name, None)
    fake.insert_row("Cover", 2)


def insert_a_row_above_the_checks(fake: FakeBook) -> None:
    fake.insert_row("Checks", 2)


def take_a_name_off_the_sheet_fingerprint(fake: FakeBook) -> None:
    cells = fake.sheets["Fingerprint"]
    cells.pop(next(place for place, cell in cells.items() if cell.value == "box_7010"))


def count_days_from_1904(fake: FakeBook) -> None:
    fake.from_1904 = True


def calculate_by_hand(fake: FakeBook) -> None:
    fake.calculation = "manual"


def move_it(fake: FakeBook) -> None:
    fake.path = fake.path.with_name("moved.xlsm")


def damage_its_file(fake: FakeBook) -> None:
    fake.path.write_bytes(b"PK, and no more")


CHANGES = (
    insert_a_row,
    cut_a_box_out,
    move_a_name,
    lose_a_name,
    rename_a_page,
    add_a_sheet,
    clear_some_print,
    clear_a_label,
    type_over_a_printed_formula,
    insert_a_row_into_an_empty_page,
    insert_a_row_above_the_checks,
    take_a_name_off_the_sheet_fingerprint,
    calculate_by_hand,
    count_days_from_1904,
    move_it,
    damage_its_file,
)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_where_a_name_may_point_elsewhere_by_now_all_names_are_asked_for(
    fake: FakeBook, log: Path, change: object
) -> None:
    assert callable(change)
    change(fake)
    read_hosted_workbook(fake.book)
    assert asked_for_names(fake)
    assert not log.exists() or change is rename_a_page


def test_below_an_inserted_row_boxes_are_found_where_they_are_now(fake: FakeBook) -> None:
    insert_a_row(fake)
    fake.type("box_7010", "much")
    assert str(read_hosted_workbook(fake.book).filing.entries["7010"].place) == "Segregation!K10"
    validate(fake)
    [row] = [row for row in fake.rows("finding_table") if row[CHECK].value == "AMT-01"]
    assert row[LINK].formula == '=HYPERLINK("#Segregation!K10","Segregation K10")'


def test_findings_name_a_renamed_page_as_it_is_called_now(fake: FakeBook) -> None:
    rename_a_page(fake)
    assert str(read_hosted_workbook(fake.book).filing.entries["7010"].place) == "Seg!K9"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (move_a_name, "WB-11"),
        (lose_a_name, "WB-08"),
        (calculate_by_hand, "WB-20"),
        (count_days_from_1904, "WB-21"),
    ],
)
def test_what_is_wrong_with_the_names_as_they_are_now_is_found(
    fake: FakeBook, change: object, check: str
) -> None:
    assert callable(change)
    change(fake)
    assert check in {finding.id for finding in read_hosted_workbook(fake.book).findings}


def test_a_page_hidden_since_is_seen_where_anything_was_changed(fake: FakeBook) -> None:
    fake.hidden.add("Segregation")
    fake.type("box_7010", 342_539_730.0)
    findings = read_hosted_workbook(fake.book).findings
    assert not asked_for_names(fake)
    assert {one.place.sheet for one in findings if one.id == "WB-05"} == {"Segregation"}


def test_a_page_shown_again_since_is_in_sight(fake: FakeBook) -> None:
    sheet = '<sheet name="Segregation"'
    rewrite(fake.path, "xl/workbook.xml", sheet, f'{sheet} state="hidden"')
    assert read_hosted_workbook(fake.book).findings == ()
    assert not asked_for_names(fake)


def test_a_name_that_only_the_file_has_lost_is_not_missed(fake: FakeBook) -> None:
    rewrite(fake.path, "xl/workbook.xml", 'name="box_7010"', 'name="old_7010"')
    reading = read_hosted_workbook(fake.book)
    assert reading.findings == ()
    assert reading.filing.values["7010"] == 342_539_729


def test_a_failure_of_the_quick_way_is_logged_and_the_other_way_taken(
    fake: FakeBook, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(hosted_workbook, "read_saved", fail)
    assert read_hosted_workbook(fake.book).findings == ()
    assert asked_for_names(fake)
    assert "nobody thought of this" in log.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("change", [None, *CHANGES[:-2]])
def test_both_ways_of_reading_read_the_same(fake: FakeBook, change: object) -> None:
    if callable(change):
        change(fake)
    assert read_hosted_workbook(fake.book) == hosted_workbook._read_by_own_names(fake.book)


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        (-2146826281, "CellError(name='#DIV/0!')"),
        (None, "Nothing()"),
        ("n/a", "Text(value='n/a')"),
        (True, "Text(value='TRUE')"),
        (0.1, "Number(value=Decimal('0.1'))"),
    ],
)
def test_what_a_cell_holds_is_sorted_as_ever(fake: FakeBook, shown: float, state: str) -> None:
    fake.type("box_7020", shown)
    reading = read_hosted_workbook(fake.book)
    assert repr(reading.filing.entries["7020"].state) == state
    assert not asked_for_names(fake)


# What is written back


def test_a_ready_workbook_says_so_and_when(fake: FakeBook) -> None:
    inputs = str(fake.at("fingerprint_now").value)
    validate(fake)
    line = str(fake.at("last_validation").value)
    assert re.fullmatch(
        rf"READY TO FILE \| \d\d/\d\d/\d{{4}} \d\d:\d\d \| {re.escape(inputs)}", line
    )
    assert next_step(fake).endswith(READY)
    assert files(fake) == ["book.xlsm"]


def test_what_must_be_fixed_blocks_and_says_where_to_look(fake: FakeBook) -> None:
    fake.type("box_7010", "much")
    validate(fake)
    assert result(fake) == "BLOCKED"
    assert next_step(fake).endswith("See the sheet Findings; repair what must be fixed first.")
    first = fake.rows("finding_table")[0]
    assert (first[STATE].value, first[BOX].value, first[CHECK].value) == (
        "MUST FIX",
        7010.0,
        "AMT-01",
    )


def test_findings_that_are_gone_are_cleared_away(fake: FakeBook) -> None:
    was = fake.at("box_7010").value
    fake.type("box_7010", "much")
    fake.type("box_7020", "more")
    validate(fake)
    before = fake.rows("finding_table")
    fake.type("box_7010", was)
    validate(fake)
    after = fake.rows("finding_table")
    assert 0 < len(after) < len(before)
    assert 7010.0 not in [row[BOX].value for row in after]
    assert len({row[LINK].formula for row in after}) == len(after)


@pytest.mark.parametrize("text", ["=HYPERLINK(0)", "+1+1", "-x", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_is_written_back_as_text(fake: FakeBook, text: str) -> None:
    # As a cell holds it behind an apostrophe; the formula bar of a fake shows it, too.
    sheet, row, column = fake.place("box_7020")
    fake.type("box_7020", text)
    validate(fake)
    rows = fake.rows("finding_table")
    assert (sheet, row, column) == fake.place("box_7020")
    assert any(text in str(cell.value) for line in rows for cell in line)
    for line in rows:
        formulas = {index for index, cell in enumerate(line) if cell.formula is not None}
        assert formulas <= {LINK, ANSWER}


def test_a_message_that_looks_like_a_formula_is_written_back_as_text(fake: FakeBook) -> None:
    found = general_finding("BOX-03", reported="9999")
    result = check(compute(load_sample("2014")), [found.replaced(message="=1+1")])
    write_findings(fake.book, result)
    [row] = [row for row in fake.rows("finding_table") if row[CHECK].value == "BOX-03"]
    assert row[MESSAGE] == Cell("“=1+1”")


def test_a_changed_total_is_reported_with_its_formula_as_text(fake: FakeBook) -> None:
    sheet, row, column = fake.place("box_7040")
    fake.sheets[sheet][row, column] = Cell(fake.at("box_7040").value, "=1+1")
    validate(fake)
    [found] = [line for line in fake.rows("finding_table") if line[CHECK].value == "WB-02"]
    assert (found[REPORTED].value, found[REPORTED].formula) == ("“=1+1”", None)


def test_an_explanation_not_saved_yet_is_accepted_and_stamped_but_not_exported(
    fake: FakeBook,
) -> None:
    asks_for_explanation(fake)
    validate(fake)
    asked = [
        row[CHECK].value for row in fake.rows("finding_table") if row[STATE].value == "EXPLAIN"
    ]
    assert asked
    row = row_of(fake, str(asked[0]))
    fake.type("check_explanation_list", "Options carried at another FCM.", row)
    validate(fake)
    assert fake.at("check_answered_list", row).value is not None
    explained = [
        line[CHECK].value for line in fake.rows("finding_table") if line[STATE].value == "Explained"
    ]
    assert explained == asked[:1]
    validate_and_export(fake)
    assert files(fake) == ["book.xlsm"]


def test_an_explanation_alone_is_a_change_that_is_not_saved(fake: FakeBook) -> None:
    fake.type("check_explanation_list", "Options carried at another FCM.", 2)
    validate_and_export(fake)
    assert files(fake) == ["book.xlsm"]
    assert (result(fake), next_step(fake)) == ("NOT VALIDATED", DIFFER)


def test_stamps_of_others_are_kept(fake: FakeBook) -> None:
    fake.type("check_answered_list", "of another edition", 3)
    validate(fake)
    stamps = fake.column("check_answered_list")
    assert stamps[3] == "of another edition"
    assert [stamp for stamp in stamps if stamp is not None] == ["of another edition"]


# What is exported


def test_a_ready_workbook_is_exported_beside_itself(fake: FakeBook) -> None:
    before = fake.path.read_bytes()
    validate_and_export(fake)
    assert files(fake) == [*EXPORTED, "book.xlsm"]
    assert result(fake) == "READY TO FILE"
    assert next_step(fake).startswith(f"Exported to {fake.path.parent}: 19585-2014-06-30-1-")
    assert fake.path.read_bytes() == before


def test_a_change_that_is_not_saved_is_not_exported(fake: FakeBook) -> None:
    fake.type("box_13", "HSBC SECURITIES (USA) INC")
    validate_and_export(fake)
    assert files(fake) == ["book.xlsm"]
    assert (result(fake), next_step(fake)) == ("NOT VALIDATED", DIFFER)


def test_what_blocks_is_not_exported(fake: FakeBook) -> None:
    fake.type("box_7010", "much")
    validate_and_export(fake)
    assert files(fake) == ["book.xlsm"]
    assert result(fake) == "BLOCKED"


def test_a_hazard_that_only_the_file_shows_is_not_exported(fake: FakeBook) -> None:
    sheet, row, _ = fake.place("box_7010")
    rewrite(fake.path, sheet_part(fake, sheet), f'<row r="{row}"', f'<row r="{row}" hidden="1"')
    validate(fake)
    assert result(fake) == "READY TO FILE"
    validate_and_export(fake)
    assert files(fake) == ["book.xlsm"]
    assert result(fake) == "BLOCKED"
    assert "WB-05-7010" in checks_found(fake, "EXPLAIN")


def test_a_workbook_without_a_file_is_validated_but_not_exported(fake: FakeBook) -> None:
    fake.path.unlink()
    validate(fake)
    assert result(fake) == "READY TO FILE"
    validate_and_export(fake)
    assert files(fake) == []
    assert (result(fake), next_step(fake)) == (
        "NOT VALIDATED",
        "“book.xlsm” has no file on this computer (it is new, kept online, or was moved since it "
        "was opened). Save it in a folder of this computer, and press the button again.",
    )


def test_a_workbook_that_is_none_of_ours_is_told_so(fake: FakeBook) -> None:
    fake.type("focusxl_edition", "1999")
    validate(fake)
    assert result(fake) == "NOT VALIDATED"
    assert "of an edition that this version does not know" in next_step(fake)


def test_a_crash_loses_nothing_and_is_logged(
    fake: FakeBook, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.type("check_explanation_list", "Options carried at another FCM.", 2)
    validate(fake)
    before = {sheet: dict(cells) for sheet, cells in fake.sheets.items()}

    def fail(*_: object) -> None:
        raise RuntimeError("a defect of ours")

    monkeypatch.setattr(library, "check", fail)
    validate_and_export(fake)
    assert (result(fake), next_step(fake)) == (
        "NOT VALIDATED",
        "FocusXL stopped before it was done (RuntimeError). Look into the workbook's folder for "
        "what was exported, and run focusxl doctor with this workbook in a terminal. The details "
        f"are in {log}.",
    )
    assert "a defect of ours" in log.read_text()
    assert files(fake) == ["book.xlsm"]
    changed = {
        (sheet, place)
        for sheet, cells in fake.sheets.items()
        for place, cell in cells.items()
        if before[sheet].get(place) != cell
    }
    written = {fake.place(name) for name in ("last_validation", "next_step")}
    assert changed == {(sheet, (row, column)) for sheet, row, column in written}
    assert [len(cells) for cells in fake.sheets.values()] == [len(x) for x in before.values()]


def test_a_host_that_fails_while_it_is_written_to_is_told_of(fake: FakeBook, log: Path) -> None:
    fake.questions.fails["clear"] = OSError("the workbook is protected")
    validate(fake)
    assert result(fake) == "NOT VALIDATED"
    assert "(OSError)" in next_step(fake)
    assert "the workbook is protected" in log.read_text()
