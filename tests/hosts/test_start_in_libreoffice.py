"""The sheet Start at work in LibreOffice: a verdict never outlives a change, nor a count a host."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from focusxl.filings.filing import Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl.forms.rule_table import rules
from focusxl_udfs.libreoffice.bridge import properties
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from focusxl_workbook.fill import filled
from focusxl_workbook.sheets.fingerprint import fingerprint, parts
from focusxl_workbook.templates import template
from tests.support.agreement import inputs_of
from tests.support.shipped_workbook import OpenForm, shipped

FORM = load_edition("2014")
NO_MACROS = 0
"""com::sun::star::document::MacroExecMode.NEVER_EXECUTE"""
LINE = "READY TO FILE | 07/15/2014 09:30 | {}"


class NamedForm(OpenForm):
    """An open workbook whose cells are found by its own names."""

    def range(self, name: str) -> xw.Range:
        return self.hosted.book.names[name].refers_to_range

    def place(self, name: str) -> tuple[str, str]:
        cell = self.range(name)
        return cell.sheet.name, cell.get_address(False, False)


@pytest.fixture(scope="module")
def host(office: Office) -> Iterator[LibreOfficeHost]:
    with LibreOfficeHost(office=office) as started:
        yield started


@pytest.fixture(scope="module")
def native(host: LibreOfficeHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NamedForm]:
    path: Path = tmp_path_factory.mktemp("native") / "native.xlsx"
    nothing = Filing(FORM, {}, whole=True)
    path.write_bytes(filled(template(FORM, "native"), nothing, inputs_of(load_sample()), "native"))
    with host.open(path) as hosted:
        for sheet in hosted.book.sheets:
            sheet.api.unprotect("")
        yield NamedForm(hosted)


@pytest.fixture
def validated(native: NamedForm) -> Iterator[NamedForm]:
    """The native workbook with the line of a validation pasted, put back afterwards."""
    assert native.verdict == "NOT VALIDATED YET"
    native.type("last_validation", LINE.format(native.range("fingerprint_now").value))
    yield native
    native.put_back()
    assert native.verdict == "NOT VALIDATED YET"


# --- The native workbook: no macro, no Python ----------------------------------------------


def test_the_line_that_validate_prints_gives_the_verdict(validated: NamedForm) -> None:
    assert validated.verdict == "READY TO FILE"
    assert validated.range("verdict_time").value == "07/15/2014 09:30"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("box_7010", 342_539_730),  # by one dollar
        ("box_7010", 342_539_729.01),
        ("box_7010", None),
        ("box_7010", "342,539,729"),
        ("box_7010", "=1/0"),
        ("box_7080", 0),
        ("box_13", "HSBC SECURITIES (USA) INC"),
        ("box_13", "HSBC SECURITIES (USA) ING."),
        ("box_25", 41_821),
        ("box_17", "X"),
        ("box_7180", 1_191_119_744.5),  # a total typed over
        ("fact_retail_forex", "Yes"),
        ("nothing_cleared_swaps", "Nothing to report"),
        ("nothing_cleared_swaps", "n"),
    ],
)
def test_any_edit_changes_the_word_by_itself(
    validated: NamedForm, name: str, value: object
) -> None:
    validated.type(name, value)
    assert validated.verdict == "CHANGED SINCE 07/15/2014 09:30"


def test_an_edit_taken_back_gives_the_verdict_back(validated: NamedForm) -> None:
    validated.type("box_7010", 342_539_730)
    assert validated.verdict.startswith("CHANGED SINCE")
    validated.type("box_7010", 342_539_729)
    assert validated.verdict == "READY TO FILE"


def test_two_values_swapped_change_the_word(validated: NamedForm) -> None:
    one, other = validated.boxes("7315", "7335")
    assert one != other
    validated.type("box_7315", other)
    validated.type("box_7335", one)
    assert validated.verdict.startswith("CHANGED SINCE")


@pytest.mark.parametrize(
    ("check", "column"), [("SEG-03", "K"), ("SEG-05", "K")], ids=["first", "another"]
)
def test_an_explanation_changes_the_word(validated: NamedForm, check: str, column: str) -> None:
    cell = validated.check_range(check, column)
    cell.value = "Carried elsewhere."
    before = validated.verdict
    validated.check_range(check, "L").value = "5 against 6 [00000000]"
    stamped = str(validated.range("fingerprint_now").value)
    cell.value = None
    bare = str(validated.range("fingerprint_now").value)
    validated.check_range(check, "L").value = None
    assert before.startswith("CHANGED SINCE")
    assert stamped != bare
    assert validated.verdict == "READY TO FILE"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("", "NOT VALIDATED YET"),
        ("READY TO FILE", "CHANGED SINCE THE LAST VALIDATION"),
        ("READY TO FILE | 07/15/2014 09:30 | 1-2", "CHANGED SINCE 07/15/2014 09:30"),
        ("PARTIAL | 07/15/2014 09:30 | {}", "PARTIAL"),
        ("BLOCKED | 07/15/2014 09:30 | {}", "BLOCKED"),
        ("  blocked|07/15/2014 09:30|{}  ", "blocked"),
        ("NOT VALIDATED | 07/15/2014 09:30 | {}", "NOT VALIDATED"),
        ("FINE | 07/15/2014 09:30 | {}", "NOT VALIDATED YET"),
        ("it is ready", "NOT VALIDATED YET"),
    ],
)
def test_what_a_line_gives(native: NamedForm, line: str, word: str) -> None:
    native.type("last_validation", line.format(native.range("fingerprint_now").value))
    shown = native.verdict
    native.put_back()
    assert shown == word


def test_the_formulas_give_what_python_gives(native: NamedForm) -> None:
    """Row by row, on values of every kind."""
    source = random.Random(20140630)
    values: list[object] = [
        *(0, 1, -1, 0.01, 3.125, 13.19, 99_999.9999, 100_000, -342_539_729.13),
        *(100_000_000_000, 100_000_000_001, 123_456_789_012_345, 987_654_321.99),
        *("X", "a", "naïve “quotes” — and a dash", "漢字", "x" * 3_000, "1,000", "8-12345"),
        *(source.randrange(10**12) / source.choice([1, 100]) for _ in range(20)),
        *("".join(source.choices("abc XYZ 0123,.-é", k=source.randint(1, 90))) for _ in range(20)),
    ]
    sheet = native.hosted.book.sheets["Fingerprint"]
    row = sheet.range("A1:A400").value.index("box_13") + 1
    for value in values:
        native.type("box_13", f"'{value}" if isinstance(value, str) else value)
        first, second = sheet.range(f"C{row}:D{row}").value
        expected = value if isinstance(value, str) else float(str(value))
        assert (first, second) == parts(expected), value
    area = sheet.api.getCellRangeByName("A6:B400").getDataArray()
    assert native.range("fingerprint_now").value == fingerprint([now for name, now in area if name])
    native.put_back()


def test_an_input_that_keeps_checks_from_being_made_leaves_no_count(native: NamedForm) -> None:
    assert native.count("Must be fixed") == 0
    native.type("box_7010", "12O0")
    counts = [native.count(caption) for caption in COUNTS]
    without, reason = native.count("Checks without a result"), remark(native)
    native.put_back()
    assert counts == ["Not computed"] * 4
    assert isinstance(without, float)
    assert without > 3
    assert "text where an amount belongs" in reason
    assert native.count("Must be fixed") == 0


COUNTS = (
    "Must be fixed",
    "To be explained, no explanation yet",
    "Checks made",
    "Checks that could not be made",
)


def remark(form: OpenForm) -> str:
    """What stands beside the count of checks without a result."""
    rows = form.hosted.book.sheets["Start"].range("B1:D60").value
    return next(str(row[2] or "") for row in rows if row[0] == "Checks without a result")


# --- The workbook with macros --------------------------------------------------------------


@pytest.fixture
def form(host: LibreOfficeHost, tmp_path: Path) -> Iterator[NamedForm]:
    path = tmp_path / "book.xlsm"
    path.write_bytes(shipped())
    with host.open(path) as hosted:
        yield NamedForm(hosted)


def test_validate_then_edit(form: NamedForm) -> None:
    form.hosted.press("Validate")
    assert form.verdict == "READY TO FILE"
    form.type("box_7010", 342_539_730)
    assert form.verdict.startswith("CHANGED SINCE ")
    assert form.verdict.removeprefix("CHANGED SINCE ") == form.range("verdict_time").value
    form.hosted.press("Validate")
    assert form.verdict == "READY TO FILE"
    form.check_range("SEG-03", "K").value = "Carried elsewhere."
    assert form.verdict.startswith("CHANGED SINCE ")


def test_an_answer_beside_a_page_that_is_none_blocks(form: NamedForm) -> None:
    form.type("nothing_dealer_options", "none")
    form.hosted.press("Validate")
    assert form.verdict == "BLOCKED"
    found = next(row for row in form.findings() if row[3] == "PAGE-05")
    assert found[2] == f"Start {form.place('nothing_dealer_options')[1]}"


def test_an_explained_finding_is_still_current_after_its_stamp(form: NamedForm) -> None:
    form.type("box_7032", 98_590_000)
    form.check_range("SEG-03", "K").value = "266 of options are carried at another FCM."
    form.hosted.press("Validate")
    assert form.check_range("SEG-03", "L").value.startswith("98590000 against 98590266")
    assert form.verdict == "READY TO FILE"
    form.hosted.recalculate()
    assert form.verdict == "READY TO FILE"
    form.check_range("SEG-03", "L").value = None
    assert form.verdict.startswith("CHANGED SINCE ")


@pytest.fixture
def without_macros(office: Office, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Open a workbook with macros off and compute it; give what the cell of a name shows."""
    path = tmp_path / "book.xlsm"
    path.write_bytes(shipped())
    arguments = properties(Hidden=True, MacroExecutionMode=NO_MACROS, Silent=True)
    document = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, arguments)
    document.calculateAll()
    start = document.Sheets.getByName("Start")

    def shown(text: str) -> list[str]:
        """The cells beside a caption, or the cell of a name."""
        if document.NamedRanges.hasByName(text):
            cells = document.NamedRanges.getByName(text).getReferredCells()
            return [str(cells.getCellByPosition(0, 0).getString())]
        for row in range(60):
            if start.getCellByPosition(1, row).getString() == text:
                return [start.getCellByPosition(column, row).getString() for column in (2, 3)]
        raise KeyError(text)

    try:
        yield shown
    finally:
        document.close(True)


def test_without_macros_no_count_is_told_and_the_reason_is(
    without_macros: Callable[[str], list[str]],
) -> None:
    for caption in COUNTS:
        assert without_macros(caption)[0] == "Not computed", caption
    without, reason = without_macros("Checks without a result")
    assert int(without) == sum(bool(rule.inputs) for rule in rules(FORM))
    assert reason.startswith("Macros are off, or this workbook's functions were lost")
    (status,) = without_macros("python_status")
    assert status.startswith("Python does not answer: macros are off")
    assert without_macros("verdict") == ["NOT VALIDATED YET"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            "FocusXL: Python did not start. Run focusxl setup, then focus"
            "xl doctor, or use the native workbook.",
            "Python did not start. Type focusxl setup",
        ),
        (
            "FocusXL: Python failed inside this function. Run focusxl doctor and report what it"
            " says.",
            "Python failed inside the checks. Type focusxl doctor",
        ),
        (
            "FocusXL: Excel for Mac cannot call Python from a cell. Use the native workbook.",
            "Excel for Mac cannot call Python from a cell. Use the native workbook (focusxl new",
        ),
        ("", "The cells show an error such as #VALUE!, or nothing."),
    ],
    ids=["not started", "failed", "Mac", "blank"],
)
def test_one_check_cell_that_holds_a_sentence_of_the_bridge(
    form: NamedForm, answer: str, reason: str
) -> None:
    assert form.count("Must be fixed") == 0
    state = form.check_range("SEG-03", "F")
    state.sheet.api.unprotect("")
    row = state.get_address(False, False)[1:]
    state.sheet.range(f"F{row}:I{row}").clear_contents()
    state.value = answer or None
    assert [form.count(caption) for caption in COUNTS] == ["Not computed"] * 4
    assert form.count("Checks without a result") == 1
    assert remark(form).startswith(reason)
