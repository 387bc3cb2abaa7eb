"""The shipped workbook, filled with the sample, at work in LibreOffice: cells, checks, buttons.

The figures are worked by hand from those the sample files.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files as resources
from pathlib import Path

import openpyxl
import pytest
from oletools.olevba import VBA_Parser

from focusxl import library
from focusxl.checks.filer_explanations import stamp
from focusxl.files import read
from focusxl.files.template.names import total_formula
from focusxl.filings.samples import load_sample
from focusxl.forms.rule_table import rules
from focusxl_udfs import functions
from focusxl_udfs.libreoffice.host import LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from tests.support.shipped_workbook import (
    FORM,
    OpenForm,
    computed_cells,
    files_beside,
    function_cells,
    sample_inputs,
    shipped,
    with_stale_values,
)

EXPORTED = {
    f"19585-2014-06-30-1-{ending}"
    for ending in (
        "filing.xlsx",
        "upload.txt",
        "upload.csv",
        "upload.xml",
        "findings.txt",
        "audit.json",
    )
}
READABLE = (
    "19585-2014-06-30-1-filing.xlsx",
    "19585-2014-06-30-1-upload.txt",
    "19585-2014-06-30-1-upload.csv",
    "19585-2014-06-30-1-upload.xml",
)


@pytest.fixture(scope="module")
def host(office: Office) -> Iterator[LibreOfficeHost]:
    with LibreOfficeHost(office=office) as started:
        yield started


@pytest.fixture(scope="module")
def shared(host: LibreOfficeHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenForm]:
    """One workbook for all tests that press no button."""
    path: Path = tmp_path_factory.mktemp("shared") / "book.xlsm"
    path.write_bytes(shipped())
    with host.open(path) as hosted:
        yield OpenForm(hosted)


@pytest.fixture
def live(shared: OpenForm) -> Iterator[OpenForm]:
    """The shared workbook, put back as it was afterwards."""
    before = shared.everything()
    yield shared
    shared.put_back()
    assert shared.everything() == before


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook of its own."""
    path = tmp_path / "book.xlsm"
    path.write_bytes(shipped())
    return path


@pytest.fixture
def form(host: LibreOfficeHost, path: Path) -> Iterator[OpenForm]:
    """The workbook of its own, open."""
    with host.open(path) as hosted:
        yield OpenForm(hosted)


def test_every_cell_shows_what_the_engine_computes(host: LibreOfficeHost, path: Path) -> None:
    expected = computed_cells()
    functions = function_cells(shipped())
    assert len(functions) > 300
    assert functions <= expected.keys()
    # Nothing that is shown afterwards can have been stored in the file.
    path.write_bytes(with_stale_values(shipped(), expected))
    stored = openpyxl.load_workbook(path, data_only=True)
    assert stored["Segregation"]["K15"].value == 54_321
    with host.open(path) as hosted:
        form = OpenForm(hosted)
        shown = form.everything()
        status = form.place("python_status")
    assert re.fullmatch(
        r"Python 3\.[0-9.]+ answers, with FocusXL [0-9.]+ and edition 2014 of the form\.",
        str(shown[status]),
    )
    assert {place: shown[place] for place in expected} == expected


def test_a_recalculation_calls_each_function_cell_once(
    shared: OpenForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: Counter[str] = Counter()

    def counted(function: Callable[..., object]) -> Callable[..., object]:
        def call(*values: object) -> object:
            called[str(values[1])] += 1
            return function(*values)

        return call

    for name in ("FOCUS_LINE", "FOCUS_CHECK"):
        monkeypatch.setattr(functions, name, counted(getattr(functions, name)))
    shared.hosted.recalculate()
    # Line 4 of the 30.7 funds is empty in the sample: Calc itself shows it as empty.
    totals = [f"{float(box.number)}" for box in FORM.totals if box.number != "7680"]
    checks = [rule.id for rule in rules(FORM) if rule.inputs]
    assert called == Counter(totals + checks)


def test_the_totals_are_those_that_were_filed(shared: OpenForm) -> None:
    filed = load_sample().values
    totals = [box.number for box in FORM.totals if box.number in filed]
    assert shared.boxes(*totals) == [filed[number] for number in totals]


def test_an_edited_input_changes_its_totals_and_checks(live: OpenForm) -> None:
    live.type("box_7010", 343_539_729)  # a million more than filed
    assert live.boxes("7040", "7060", "7180", "7190", "7198") == [
        1_096_163_255,
        1_096_163_255,
        1_191_119_744,
        94_956_489,
        44_956_489,
    ]
    assert live.check("SUM-7040") == ["Holds", 1_096_163_255, 1_096_163_255, 0]
    assert live.check("SEG-08") == ["Holds", 44_956_489, 0, 44_956_489]
    live.type("box_7194", 200_000_000)
    assert live.box("7198") == -105_043_511
    assert live.check("SEG-08") == ["NOTE", -105_043_511, 0, -105_043_511]


def test_an_edited_input_makes_a_check_ask_for_an_explanation(live: OpenForm) -> None:
    assert live.check("SEG-03") == ["Holds", 98_590_266, 98_590_266, 0]
    assert live.count("To be explained, no explanation yet") == 0
    live.type("box_7032", 98_590_000)
    assert live.check("SEG-03") == ["EXPLAIN", 98_590_000, 98_590_266, -266]
    assert live.box("7040") == 1_095_162_989
    assert live.count("To be explained, no explanation yet") == 1


def test_a_blanked_input_counts_as_nothing_and_a_page_of_blanks_shows_no_total(
    live: OpenForm,
) -> None:
    live.type("box_7351", None)
    assert live.box("7354") == -181_146
    live.type("box_7352", None)
    assert live.box("7354") is None
    assert live.box("7355") == 116_492_813


def test_text_in_an_input_shows_as_such_in_its_totals(live: OpenForm) -> None:
    live.type("box_7010", "12O0")
    sentence = "Box 7010: “12O0” has the letter O where the digit 0 belongs."
    assert live.boxes("7040", "7060", "7190", "7198") == [sentence] * 4
    assert live.box("7180") == 1_191_119_744
    assert live.check("SUM-7040")[0] == "Not made"


def test_an_error_in_an_input_shows_as_such_in_its_totals(live: OpenForm) -> None:
    live.type("box_7010", "=#REF!")
    assert live.boxes("7010", "7040", "7060", "7190", "7198") == ["#REF!"] * 5
    assert live.box("7180") == 1_191_119_744
    assert live.check("SUM-7190")[0] == "Not made"


def test_an_amount_written_as_accountants_write_is_read(live: OpenForm) -> None:
    live.type("box_7010", "'(1,000)")
    assert live.box("7040") == 1_095_163_255 - 342_539_729 - 1_000


def test_a_fact_answered_on_start_changes_the_early_warning_level(live: OpenForm) -> None:
    live.type("box_7465", 200_000_000)
    assert live.box("7490") == 200_000_000
    assert str(live.box("7495")).startswith("Not stated: Does the firm offer")
    live.type("fact_retail_forex", "Yes")
    assert live.box("7495") == 220_000_000  # 110%
    live.type("fact_retail_forex", "No")
    assert live.box("7495") == 300_000_000  # 150%


def test_the_period_decides_which_rates_are_used(live: OpenForm) -> None:
    assert live.box("7445") == 74_666_281  # 8% of 933,328,513
    live.type("box_25", 40_267)  # 30 March 2010
    assert live.box("7445") == 37_333_140  # 4%


def test_a_ready_workbook_is_validated_and_exported(form: OpenForm, path: Path) -> None:
    before = path.read_bytes()
    assert form.verdict == "NOT VALIDATED YET"
    form.hosted.press("Validate")
    assert form.verdict == "READY TO FILE"
    assert form.next_step.startswith("0 to fix, 0 to explain, 1 note.")
    assert [row[:4] for row in form.findings()] == [
        ["NOTE", 7690, "30.7 funds D30", "SEC-08"],
    ]
    assert form.mark("7690") == "NOTE ►"
    assert files_beside(path) == set()

    form.hosted.press("Validate and export")
    assert form.verdict == "READY TO FILE"
    assert form.next_step.startswith(f"Exported to {path.parent}")
    assert files_beside(path) == EXPORTED
    filed = load_sample().values
    for name in READABLE:
        assert read(path.with_name(name)).filing.values == filed, name
    audit = json.loads(path.with_name("19585-2014-06-30-1-audit.json").read_text())
    assert hashlib.sha256(before).hexdigest() in json.dumps(audit)
    assert path.read_bytes() == before


def test_text_and_an_error_block_with_the_root_causes_first(form: OpenForm, path: Path) -> None:
    form.type("box_7010", "12O0")
    form.type("box_8500", "=#REF!")
    form.hosted.press("Validate and export")
    assert form.verdict == "BLOCKED"
    rows = form.findings()
    assert [row[:4] for row in rows[:2]] == [
        ["MUST FIX", 7010, "Segregation K9", "AMT-01"],
        ["MUST FIX", 8500, "Cleared swaps K9", "AMT-02"],
    ]
    assert rows[0][6] == "12O0"
    assert rows[1][6] == "#REF!"
    blocking = [row[1] for row in rows if row[0] == "MUST FIX"]
    assert set(blocking[2:]) == {7040, 7060, 7190, 7198, 8550, 8590, 8730, 8770}
    assert form.mark("7010") == "MUST FIX ►"
    assert form.mark("8500") == "MUST FIX ►"
    assert form.mark("7020") == ""
    link = form.hosted.book.sheets["Findings"].range("C5").formula
    assert link == '=HYPERLINK("#Segregation!K9","Segregation K9")'
    assert form.jump("Segregation!K9") == "$Segregation.$K$9"
    assert files_beside(path) == set()


def test_a_total_typed_over_is_found(form: OpenForm, path: Path) -> None:
    sheet = form.range("box_7180").sheet
    sheet.api.unprotect("")  # as the user must, to type over a total
    form.type("box_7180", 1_191_119_745)
    assert form.check("SUM-7180") == ["MUST FIX", 1_191_119_745, 1_191_119_744, 1]
    assert form.box("7190") == 95_956_490
    form.hosted.press("Validate and export")
    assert form.verdict == "BLOCKED"
    first, *others = form.findings()
    assert first[:4] == ["MUST FIX", 7180, "Segregation K37", "WB-01"]
    assert [(row[1], row[3]) for row in others if row[0] == "MUST FIX"] == [
        (7180, "SUM-7180"),
        (7190, "SUM-7190"),
        (7198, "SUM-7198"),
    ]
    assert form.mark("7180") == "MUST FIX ►"
    assert files_beside(path) == set()


def test_an_explanation_is_accepted_and_asked_for_again(form: OpenForm) -> None:
    form.type("box_7032", 98_590_000)
    form.hosted.press("Validate")
    assert form.verdict == "BLOCKED"
    assert form.next_step.startswith("0 to fix, 1 to explain, 1 note.")
    assert form.findings()[0][:4] == ["EXPLAIN", 7032, "Segregation K13", "SEG-03"]

    reason = "266 of options are carried at another FCM."
    form.check_range("SEG-03", "K").value = reason
    assert form.count("To be explained, no explanation yet") == 0
    form.hosted.press("Validate")
    assert form.verdict == "READY TO FILE"
    answered = stamp(reason, "98590000 against 98590266")
    assert form.check_range("SEG-03", "L").value == answered
    assert form.findings()[0][0] == "Explained"

    form.type("box_7032", 98_590_001)
    form.hosted.press("Validate")
    assert form.verdict == "BLOCKED"
    assert form.findings()[0][3] == "SEG-03"
    assert "was for other numbers: renew it" in form.findings()[0][4]


def test_a_finding_is_answered_beside_it(form: OpenForm, path: Path) -> None:
    form.type("box_7032", 98_590_000)
    assert form.hosted.book.sheets["Checks"]["A4"].value.startswith("1 open, but hidden.")
    form.hosted.press("Validate")
    assert form.findings()[0][3:6:2] == ["SEG-03", None]
    # The filter is applied again.
    assert form.hosted.book.sheets["Checks"]["A4"].value in (None, "")
    assert form.check_range("SEG-03", "A").api.getRows().getByIndex(0).IsVisible
    assert not form.check_range("SEG-02", "A").api.getRows().getByIndex(0).IsVisible

    reason = "266 of options are carried at another FCM."
    form.hosted.book.sheets["Findings"]["F5"].value = reason
    assert form.verdict.startswith("CHANGED SINCE")
    form.hosted.document.store()
    assert library.read(path).check().verdict == "ready"

    form.hosted.press("Validate")
    assert form.verdict == "READY TO FILE"
    assert form.check_range("SEG-03", "K").value == reason
    assert form.findings()[0][0:6:5] == ["Explained", reason]
    assert form.hosted.book.sheets["Findings"]["F5"].formula.startswith("=IFERROR(INDEX(")
    assert not form.check_range("SEG-03", "A").api.getRows().getByIndex(0).IsVisible

    form.hosted.book.sheets["Findings"]["F5"].value = reason
    assert form.verdict.startswith("CHANGED SINCE")


def test_a_mark_leads_to_its_finding_and_the_finding_back(form: OpenForm) -> None:
    form.type("box_7033", -5)
    form.hosted.press("Validate")
    sheet, cell = form.place("box_7033")
    row = [finding[1] for finding in form.findings()].index(7033) + 5
    assert form.mark("7033") == "MUST FIX ►"
    mark = form.hosted.book.sheets[sheet][f"A{cell.lstrip('ABCDEFGHIJKLMNOP')}"]
    # What the link of the mark says, computed in a cell that shows it.
    target = re.search(r'HYPERLINK\(("#Findings!A"&\(4\+.*?\)\)),INDEX', mark.formula)
    assert target is not None
    spare = form.hosted.book.sheets["Findings"]["M1"]
    spare.formula = f"={target[1]}"
    assert spare.value == f"#Findings!A{row}"
    link = form.hosted.book.sheets["Findings"][f"C{row}"].formula
    assert link == f'=HYPERLINK("#{sheet}!{cell}","{sheet} {cell}")'


def test_unsaved_changes_are_not_exported_but_saved_ones_are(form: OpenForm, path: Path) -> None:
    form.type("box_7010", 343_539_729)
    form.hosted.press("Validate and export")
    assert "the open workbook and its file differ (changes that are not saved yet" in form.next_step
    assert files_beside(path) == set()

    form.hosted.document.store()
    form.hosted.press("Validate and export")
    assert form.next_step.startswith(f"Exported to {path.parent}")
    assert files_beside(path) == EXPORTED
    for name in READABLE:
        values = read(path.with_name(name)).filing.values
        assert values["7010"] == 343_539_729
        assert values["7190"] == 94_956_489


def code_of(module: str) -> list[str]:
    """The words of a VBA module, its attributes left out."""
    return [
        word
        for line in module.splitlines()
        if not line.startswith("Attribute ")
        for word in line.split()
    ]


def test_all_is_still_there_after_saving_and_opening_again(
    host: LibreOfficeHost, form: OpenForm, path: Path
) -> None:
    form.type("box_7032", 98_590_000)
    reason = "266 of options are carried at another FCM."
    form.check_range("SEG-03", "K").value = reason
    form.hosted.press("Validate")
    findings = form.findings()
    saved = path.with_name("saved.xlsm")
    form.hosted.save(saved)

    reading = read(saved)
    assert reading.findings == ()
    expected = {**sample_inputs().values, "7032": 98_590_000}
    inputs = {n: v for n, v in reading.filing.values.items() if FORM.box(n).formula is None}
    assert inputs == expected
    file = openpyxl.load_workbook(saved, keep_vba=True)
    for box in FORM.totals:
        [(sheet, address)] = file.defined_names[f"box_{box.number}"].destinations
        assert file[sheet][address.replace("$", "")].value == total_formula(FORM, box, "udf")
    modules = {name: code for _, _, name, code in VBA_Parser(str(saved)).extract_macros()}
    assert modules == {name: code for _, _, name, code in VBA_Parser(str(path)).extract_macros()}
    own = (resources("focusxl_udfs") / "vba" / "xlwings.bas").read_text(encoding="utf-8")
    assert len(code_of(own)) > 300
    assert code_of(modules["xlwings.bas"]) == code_of(own)

    with host.open(saved) as hosted:
        again = OpenForm(hosted)
        assert again.verdict == "READY TO FILE"
        assert again.findings() == findings
        assert again.check_range("SEG-03", "K").value == reason
        assert again.box("7040") == 1_095_162_989
        again.type("box_7032", 98_590_266)
        assert again.box("7040") == 1_095_163_255
        again.hosted.press("Validate")
        assert again.next_step.startswith("0 to fix, 0 to explain, 1 note.")
