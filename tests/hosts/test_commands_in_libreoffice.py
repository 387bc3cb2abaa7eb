"""The commands of the ribbon in LibreOffice, by their macros as they stand in the workbook."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from focusxl.files.openxml.package import Package
from focusxl.library import read
from focusxl_udfs.balances_file import balances_file
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost
from focusxl_udfs.libreoffice.modules import script_address
from focusxl_udfs.libreoffice.office import Office
from focusxl_udfs.vba.ribbon import ribbon_xml
from tests.support.command_line import run as command
from tests.support.shipped_workbook import shipped


@pytest.fixture(scope="module")
def host(office: Office) -> Iterator[LibreOfficeHost]:
    with LibreOfficeHost(office=office) as started:
        yield started


@pytest.fixture
def workbook(host: LibreOfficeHost, tmp_path: Path) -> Iterator[HostedWorkbook]:
    path = tmp_path / "book.xlsm"
    path.write_bytes(shipped())
    with host.open(path) as opened:
        yield opened


def run(workbook: HostedWorkbook, macro: str, *arguments: Any) -> None:
    address = script_address("FocusXLButtons", macro)
    workbook.document.getScriptProvider().getScript(address).invoke(arguments, (), ())


def test_a_total_is_explained_on_a_sheet(
    host: LibreOfficeHost, workbook: HostedWorkbook, tmp_path: Path
) -> None:
    cell = workbook.book.names["box_7060"].refers_to_range
    with host.active():
        cell.sheet.activate()
        cell.select()
    run(workbook, "ExplainThisCell")
    sheet = workbook.book.sheets["Explanation"]
    assert sheet["A1"].value == "Why box 7060 is what it is"
    assert sheet["B5"].value == 1_095_163_255
    assert sheet["C7"].formula.startswith('=HYPERLINK("#Segregation!')
    out = tmp_path / "saved.xlsm"
    before = read(tmp_path / "book.xlsm").check()
    workbook.save(out)
    after = read(out).check()
    assert after.verdict == before.verdict == "ready"
    assert [one.id for one in after.findings] == [one.id for one in before.findings]


def test_the_next_finding_is_selected(workbook: HostedWorkbook) -> None:
    workbook.book.names["box_7033"].refers_to_range.value = -5
    run(workbook, "ValidateOnly")
    run(workbook, "NextFinding")
    selected = workbook.book.app.selection
    table = workbook.book.names["finding_table"].refers_to_range
    assert table[0, 0].value == "MUST FIX"
    assert table[0, 2].value == f"{selected.sheet.name} {selected.get_address(False, False)}"


def test_a_saved_copy_still_has_the_ribbon(workbook: HostedWorkbook, tmp_path: Path) -> None:
    out = tmp_path / "saved.xlsm"
    workbook.save(out)
    package = Package(out.read_bytes(), out.name)
    links = [link for link in package.relations("").values() if link.kind == "extensibility"]
    assert [link.target for link in links] == ["customUI/customUI14.xml"]
    assert package.read(links[0].target) == ribbon_xml()
    assert OpenXmlValidator().validate(out).errors == []


def test_copied_cells_are_pasted_into_inputs_and_the_paste_is_undone(
    host: LibreOfficeHost, workbook: HostedWorkbook
) -> None:
    findings = workbook.book.sheets["Findings"]
    with host.active():
        findings["A6"].value = [["7010", 1234.5], ["7060", 7]]
        findings.activate()
        findings["A6:B7"].select()
    frame = workbook.document.getCurrentController().getFrame()
    helper = host.office.create("com.sun.star.frame.DispatchHelper")
    helper.executeDispatch(frame, ".uno:Copy", "", 0, ())
    box, total = (workbook.book.names[name].refers_to_range for name in ("box_7010", "box_7060"))
    before = total.formula
    run(workbook, "PasteIntoInputs")
    assert box.value == 1234.5
    assert total.formula == before
    run(workbook, "UndoPaste")
    assert box.value == 342_539_729


ASKED = """Option VBASupport 1
Public Sub GoTo7190()
    GoToNumber ThisWorkbook, "7190"
End Sub
"""
"""In the place of the question for a number, which nobody answers here."""


def test_a_box_is_found_by_its_number(workbook: HostedWorkbook) -> None:
    run(workbook, "GoToStart")
    assert workbook.book.sheets.active.name == "Start"
    workbook.document.BasicLibraries.getByName("VBAProject").insertByName("Asked", ASKED)
    address = script_address("Asked", "GoTo7190")
    workbook.document.getScriptProvider().getScript(address).invoke((), (), ())
    box = workbook.book.names["box_7190"].refers_to_range
    assert workbook.book.sheets.active.name == box.sheet.name
    assert workbook.book.app.selection.address == box.address


def test_two_persons_sign_and_a_change_shows_that_they_signed_for_something_else(
    workbook: HostedWorkbook, tmp_path: Path
) -> None:
    def cell(name: str) -> Any:
        return workbook.book.names[name].refers_to_range

    cell("fact_review_required").value = "Yes"
    run(workbook, "ValidateOnly")
    assert str(cell("verdict").value) == "BLOCKED"
    for macro, role, name in (
        ("SignAsPreparer", "preparer", "Jane Doe"),
        ("SignAsReviewer", "reviewer", "Bob Roe"),
    ):
        cell(f"sign_{role}_name").value = name
        assert str(cell(f"sign_{role}_state").value).startswith("Not signed yet")
        run(workbook, macro)
        assert cell(f"sign_{role}_state").value == "Signed for what is here now"
    assert str(cell("verdict").value) == "READY TO FILE"
    cell("box_31").value = "(212) 525-3401"
    assert str(cell("verdict").value).startswith("CHANGED SINCE")
    state = str(cell("sign_preparer_state").value)
    assert state.startswith("Signed by Jane Doe on ")
    assert ". Something was changed since" in state
    run(workbook, "ValidateOnly")
    assert str(cell("verdict").value) == "BLOCKED"
    out = tmp_path / "saved.xlsm"
    workbook.save(out)
    found = read(out).check().findings
    assert {"SIGN-01", "SIGN-02"} <= {one.id for one in found}
    assert [one.name for one in read(out).report.signatures] == ["Jane Doe", "Bob Roe"]


def test_the_next_period_begins_without_what_was_found_shown_and_answered(
    host: LibreOfficeHost, workbook: HostedWorkbook, tmp_path: Path
) -> None:
    names = workbook.book.names
    names["box_7032"].refers_to_range.value = 5
    run(workbook, "ValidateOnly")
    table = names["finding_table"].refers_to_range
    keys = [row[0] for row in names["finding_checks"].refers_to_range.options(ndim=2).value]
    answers = names["finding_answers"].refers_to_range
    answers[keys.index("SEG-03"), 0].value = "Carried at another broker."
    run(workbook, "ValidateOnly")
    cell = names["box_7060"].refers_to_range
    with host.active():
        cell.sheet.activate()
        cell.select()
    run(workbook, "ExplainThisCell")
    june, july = tmp_path / "june.xlsm", tmp_path / "july.xlsm"
    workbook.save(june)
    assert table[0, 0].value is not None
    outcome = command("roll", june, "--to", "07/31/2014", "-o", july)
    assert outcome.status == 0, outcome.err
    assert "Sheets, notes and looks of your own stay in it." in outcome.out
    rolled = openpyxl.load_workbook(july)
    assert [cell.value for row in rolled["Explanation"].iter_rows() for cell in row] == []
    findings = rolled["Findings"]
    assert {cell.value for row in findings.iter_rows(min_row=5) for cell in row} <= {None}
    filing = read(july).report
    assert filing.prior["7032"] == 5
    assert filing.values["25"] == datetime.date(2014, 7, 31)
    # Asked for again: it answered for the numbers of June.
    assert filing.explanations["SEG-03"].text == "Carried at another broker."
    assert filing.explanations["SEG-03"].answered is not None
    assert [one.id for one in read(july).reading.findings if one.id.startswith("WB")] == []
    assert OpenXmlValidator().validate(july).errors == []


LOADS = """Option VBASupport 1
Public Sub LoadIt()
    RunCommand "load_balances", ThisWorkbook
End Sub
"""
"""In the place of the question for a file, which nobody answers here."""


def test_balances_are_loaded_and_the_boxes_follow_them(
    workbook: HostedWorkbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    balances = tmp_path / "tb.csv"
    balances.write_text(
        "As of 06/30/2014\nAccount,Description,Balance\n"
        '1000,Cash,"342,539,000"\n1010,Segregated cash,729\n3000,Equity,"(342,539,729)"\n'
    )
    mapping = workbook.book.sheets["Mapping"]
    mapping["A8"].value = [["10*", "Cash", "7010", 1, "any"], ["3000", "", "", 1, "any"]]
    assert balances_file(str(balances)) == str(balances)
    modules = workbook.document.BasicLibraries.getByName("VBAProject")
    modules.insertByName("Loads", LOADS)
    address = script_address("Loads", "LoadIt")
    workbook.document.getScriptProvider().getScript(address).invoke((), (), ())
    box = workbook.book.names["box_7010"].refers_to_range
    assert box.formula == "=TRUNC(ROUND(SUM(Balances!$C$12:$C$13),2))"
    assert box.value == 342_539_729
    assert workbook.book.sheets["Balances"].api.isProtected()
    modules.removeByName("Loads")
    run(workbook, "ValidateOnly")
    out = tmp_path / "saved.xlsm"
    workbook.save(out)
    result = read(out).check()
    assert result.verdict == "ready"
    assert "TB-13" in [one.id for one in result.findings]
