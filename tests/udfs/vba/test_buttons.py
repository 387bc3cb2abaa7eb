"""The macros behind the buttons and behind opening the workbook, run by a VBA interpreter."""

from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import VBAArray, VBAObject, VBARuntimeError, method

from focusxl_udfs.vba.functions import CATEGORY, descriptions_module
from focusxl_udfs.vba.ribbon import ribbon_module
from tests.support.vba_samples import FUNCTIONS

FOLDER = Path(__file__).parents[3] / "udfs" / "focusxl_udfs" / "vba"
OF_EXCEL_ALONE = {
    "ThisWorkbook.IsAddin": "Is_AddIn()",
    "Application.Cursor = ": "Show_Cursor ",
    "Application.GetOpenFilename(": "Pick_File(",
}
"""What the interpreter does not know of Excel, and what stands for it here."""
EXCEL = """
Public addIn As Boolean
Public cursors As String
Public picked As Variant
Public remembered As String
Public asked As String

Public Function Is_AddIn() As Boolean
    Is_AddIn = addIn
End Function

Public Sub Make_AddIn()
    addIn = True
End Sub

Public Sub Show_Cursor(ByVal kind As Long)
    cursors = cursors & " " & kind
End Sub

Public Function Cursors_Shown() As String
    Cursors_Shown = cursors
End Function

Public Sub Pick(ByVal path As Variant)
    picked = path
End Sub

Public Function Pick_File(ByVal kinds As String, ByVal first As Long, _
        ByVal heading As String) As Variant
    Pick_File = picked
End Function

Public Function CallFunction(ByVal functionName As String, ByVal values As Variant) As Variant
    asked = asked & functionName & "(" & values(0) & ") "
    If values(0) = "C:\\letter.doc" Then
        CallFunction = "FocusXL: this is no PDF."
    Else
        If values(0) <> "" Then remembered = values(0)
        CallFunction = remembered
    End If
End Function

Public Function Was_Asked() As String
    Was_Asked = asked
End Function
"""
LABELS = (
    "Validate",
    "Export",
    "Official PDF",
    "Next finding",
    "Explain this cell",
    "Load balances",
    "Paste into inputs",
    "Undo paste",
    "Sign as preparer",
    "Sign as reviewer",
    "Go to box",
    "Start",
    "Help",
)
RUN_PYTHON = """
Private commands As String
Private bookName As String
Private shownMeanwhile As Variant
Public failing As Boolean

Public Function RunPython(PythonCommand As String, book As Object) As Variant
    If failing Then Err.Raise 1000, , "Could not activate Python COM server, hr = -2147221164"
    commands = commands & PythonCommand
    bookName = book.Name
    shownMeanwhile = Application.StatusBar
End Function

Public Function Commands_Run() As String
    Commands_Run = commands
End Function

Public Function Book_Given() As String
    Book_Given = bookName
End Function

Public Function Shown_Meanwhile() As Variant
    Shown_Meanwhile = shownMeanwhile
End Function

Public Sub Fail()
    failing = True
End Sub
"""

WIZARD = """
Private wizard As Object

Public Sub Offer(ByVal given As Object)
    Set wizard = given
End Sub

Public Function Offered() As Object
    Set Offered = wizard
End Function
"""


@pytest.fixture
def excel() -> ExcelApplication:
    application = ExcelApplication()
    application.add_workbook()
    application.add_module(RUN_PYTHON, name="xlwings")
    application.add_module(EXCEL, name="Excel_Stand_In")
    buttons = (FOLDER / "FocusXLButtons.bas").read_text()
    for words, stand_in in OF_EXCEL_ALONE.items():
        assert words in buttons
        buttons = buttons.replace(words, stand_in)
    application.add_module(buttons, name="FocusXLButtons")
    application.add_module(ribbon_module(), name="FocusXLRibbon")
    return application


@pytest.mark.parametrize(
    ("macro", "function"),
    [
        ("ValidateAndExport", "validate_and_export"),
        ("ValidateOnly", "validate_only"),
        ("NextFinding", "next_finding"),
        ("ExplainThisCell", "explain_this_cell"),
        ("PasteIntoInputs", "paste_into_inputs"),
        ("UndoPaste", "undo_paste"),
        ("SignAsPreparer", "sign_as_preparer"),
        ("SignAsReviewer", "sign_as_reviewer"),
        ("RollForward", "roll_forward"),
    ],
)
def test_a_button_runs_its_python_function(
    excel: ExcelApplication, macro: str, function: str
) -> None:
    excel.run(macro)
    assert excel.run("Commands_Run") == (
        f"import focusxl_udfs.button; focusxl_udfs.button.{function}()"
    )
    assert excel.dialogs == []


def test_a_python_that_does_not_start_is_told_in_a_sentence(excel: ExcelApplication) -> None:
    excel.run("Fail")
    excel.run("ValidateAndExport")
    [(_, shown, title, _)] = excel.dialogs
    assert title == "FocusXL"
    assert "nothing was validated or exported" in shown
    assert "focusxl doctor" in shown
    assert "COM" not in shown


def test_excel_says_that_it_waits_while_python_works(excel: ExcelApplication) -> None:
    excel.run("ValidateOnly")
    assert excel.run("Shown_Meanwhile") == "FocusXL is at work. Please wait."
    assert excel.run("Cursors_Shown") == " 2 -4143"  # xlWait, xlDefault
    assert excel.application.status_bar is False


def test_the_sign_of_waiting_goes_away_when_python_does_not_start(excel: ExcelApplication) -> None:
    excel.run("Fail")
    excel.run("ValidateOnly")
    assert excel.run("Cursors_Shown") == " 2 -4143"
    assert excel.application.status_bar is False


def test_the_macros_of_the_add_in_act_on_the_workbook_in_front(excel: ExcelApplication) -> None:
    own, front = excel.workbook.name, excel.add_workbook().name
    assert own != front
    excel.run("Make_AddIn")
    excel.run("ValidateOnly")
    assert excel.run("Book_Given") == front


# Official PDF


def test_the_copy_of_the_form_is_asked_for_once(excel: ExcelApplication) -> None:
    excel.interpreter.run("Pick", ["C:\\forms\\part-ii.pdf"])
    excel.run("OfficialPdf")
    excel.interpreter.run("Pick", [False])
    excel.run("OfficialPdf")
    assert excel.run("Was_Asked") == (
        "official_form() official_form(C:\\forms\\part-ii.pdf) official_form() "
    )
    assert str(excel.run("Commands_Run")).count("focusxl_udfs.button.official_pdf()") == 2


def test_nothing_is_done_where_no_form_is_chosen(excel: ExcelApplication) -> None:
    excel.interpreter.run("Pick", [False])
    excel.run("OfficialPdf")
    assert excel.run("Commands_Run") == ""
    assert excel.dialogs == []


def test_what_cannot_be_remembered_is_told_and_nothing_is_done(excel: ExcelApplication) -> None:
    excel.interpreter.run("Pick", ["C:\\letter.doc"])
    excel.run("OfficialPdf")
    assert excel.run("Commands_Run") == ""
    assert [shown for _, shown, _, _ in excel.dialogs] == ["FocusXL: this is no PDF."]


# Load balances


def test_the_trial_balance_is_asked_for_and_handed_over(excel: ExcelApplication) -> None:
    excel.interpreter.run("Pick", ["C:\\tb\\march.xlsx"])
    excel.run("LoadBalances")
    assert excel.run("Was_Asked") == "balances_file(C:\\tb\\march.xlsx) "
    assert str(excel.run("Commands_Run")).count("focusxl_udfs.button.load_balances()") == 1


def test_nothing_is_loaded_where_no_file_is_chosen(excel: ExcelApplication) -> None:
    excel.interpreter.run("Pick", [False])
    excel.run("LoadBalances")
    assert excel.run("Was_Asked") == ""
    assert excel.run("Commands_Run") == ""


# Go to box, Start, Help


@pytest.fixture
def form(excel: ExcelApplication) -> ExcelApplication:
    """A workbook with a sheet Start, a page with box 7010, and no page with box 4430."""
    book = excel.workbook
    book.vba_get("Worksheets", [1]).vba_set("Name", "Start")
    page = book.vba_get("Worksheets").vba_get("Add")
    page.vba_set("Name", "Segregation")
    book.vba_get("Worksheets").vba_get("Add").vba_set("Name", "30.7 's funds")
    names = book.vba_get("Names")
    for name, cell in {
        "box_7010": "=Segregation!$J$9",
        "box_7510": "='30.7 ''s funds'!$C$4",
        "box_4430": "=Start!$E$1",
        "focusxl_absent": "=Start!$E$1",
    }.items():
        names.vba_get("Add", [name, cell])
    return excel


def shown(excel: ExcelApplication) -> tuple[str, str]:
    sheet = excel.workbook.active_sheet
    return str(sheet.vba_get("Name")), str(sheet.active_cell.vba_get("Address"))


def test_a_box_is_found_by_its_number(form: ExcelApplication) -> None:
    form.run("GoToStart")
    form.answer_dialogs(" 7010 ")
    form.run("GoToBox")
    assert shown(form) == ("Segregation", "$J$9")
    form.answer_dialogs("7510")
    form.run("GoToBox")
    assert shown(form) == ("30.7 's funds", "$C$4")


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("9999", "This workbook has no box 9999."),
        ("4430", "Box 4430 is on a page that this workbook does not have."),
        ("7010 x", "This workbook has no box 7010 x."),
    ],
)
def test_a_box_that_is_not_there_is_told(
    form: ExcelApplication, number: str, sentence: str
) -> None:
    form.answer_dialogs(number)
    form.run("GoToBox")
    assert form.dialogs[-1][1] == sentence


def test_an_empty_answer_does_nothing(form: ExcelApplication) -> None:
    form.answer_dialogs("")
    form.run("GoToBox")
    assert len(form.dialogs) == 1


def test_start_is_shown(form: ExcelApplication) -> None:
    form.run("GoToStart")
    assert shown(form)[0] == "Start"


def test_a_workbook_without_start_is_told(excel: ExcelApplication) -> None:
    excel.run("GoToStart")
    assert "not a workbook of FocusXL" in excel.dialogs[0][1]


def test_help_names_every_button_of_the_ribbon(excel: ExcelApplication) -> None:
    excel.run("ShowHelp")
    text = excel.dialogs[0][1]
    assert len(text) < 1024  # MsgBox shows no more
    for label in LABELS[:-1]:
        assert f"\n{label}: " in text


# The ribbon


@pytest.mark.parametrize(
    ("callback", "function"),
    [
        ("RibbonValidate", "validate_only"),
        ("RibbonExport", "validate_and_export"),
        ("RibbonNextFinding", "next_finding"),
        ("RibbonExplainThisCell", "explain_this_cell"),
        ("RibbonPasteIntoInputs", "paste_into_inputs"),
        ("RibbonUndoPaste", "undo_paste"),
        ("RibbonSignAsPreparer", "sign_as_preparer"),
        ("RibbonSignAsReviewer", "sign_as_reviewer"),
        ("RibbonRollForward", "roll_forward"),
    ],
)
def test_a_button_of_the_ribbon_acts_on_the_workbook_in_front(
    excel: ExcelApplication, callback: str, function: str
) -> None:
    front = excel.add_workbook().name
    excel.interpreter.run(callback, [VBAObject()])
    assert excel.run("Commands_Run") == (
        f"import focusxl_udfs.button; focusxl_udfs.button.{function}()"
    )
    assert excel.run("Book_Given") == front


def test_a_tab_of_a_workbook_steps_back_for_that_of_the_add_in(excel: ExcelApplication) -> None:
    ask = """
Public Function Tab_Is_Visible(ByVal control As Object) As Variant
    RibbonTabVisible control, Tab_Is_Visible
End Function
"""
    excel.add_module(ask, name="Ask")
    assert excel.interpreter.run("Tab_Is_Visible", [VBAObject()]) is True
    excel.add_workbook().name = "FocusXL.xlam"
    assert excel.interpreter.run("Tab_Is_Visible", [VBAObject()]) is False


class Wizard(VBAObject):
    """In the place of Excel, as far as it takes descriptions for its function wizard."""

    def __init__(self, excel: ExcelApplication, failure: Exception | None = None) -> None:
        self.excel = excel
        self.failure = failure
        self.told: list[tuple[object, object, object, list[object]]] = []

    @method
    def MacroOptions(  # noqa: N802 - as Excel names it
        self, macro: object, description: object, category: object, argumentdescriptions: VBAArray
    ) -> None:
        if self.failure:
            raise self.failure
        self.excel.workbook.saved = False
        self.told.append((macro, description, category, list(argumentdescriptions.items)))


def opened(excel: ExcelApplication, wizard: Wizard) -> None:
    source = descriptions_module(FUNCTIONS)
    assert "Set host = Application" in source
    excel.add_module(WIZARD, name="Wizard")
    excel.add_module(
        source.replace("Set host = Application", "Set host = Offered()"), name="FocusXLDescriptions"
    )
    excel.interpreter.run("Offer", [wizard])
    workbook = (FOLDER / "ThisWorkbook.cls").read_text()
    excel.add_module(workbook, name="ThisWorkbook", kind="document")
    excel.workbook.saved = True
    excel.interpreter.run("ThisWorkbook.Workbook_Open")


def test_opening_the_workbook_describes_every_function(excel: ExcelApplication) -> None:
    wizard = Wizard(excel)
    opened(excel, wizard)
    assert wizard.told == [
        (
            function.name,
            function.description,
            CATEGORY,
            [argument.description for argument in function.arguments],
        )
        for function in FUNCTIONS
    ]


def test_describing_functions_does_not_make_excel_ask_whether_to_save(
    excel: ExcelApplication,
) -> None:
    wizard = Wizard(excel)
    opened(excel, wizard)
    assert wizard.told
    assert excel.workbook.saved


def test_a_host_without_a_function_wizard_opens_the_workbook_all_the_same(
    excel: ExcelApplication,
) -> None:
    opened(excel, Wizard(excel, VBARuntimeError(438, "Object doesn't support this property")))
    assert excel.dialogs == []
