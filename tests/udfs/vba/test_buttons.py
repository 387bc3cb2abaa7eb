"""The macros behind the buttons and behind opening the workbook, run by a VBA interpreter."""

from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import VBAArray, VBAObject, VBARuntimeError, method

from focusxl_udfs.vba.functions import CATEGORY, descriptions_module
from tests.support.vba_samples import FUNCTIONS

FOLDER = Path(__file__).parents[3] / "udfs" / "focusxl_udfs" / "vba"
RUN_PYTHON = """
Private commands As String
Public failing As Boolean

Public Function RunPython(PythonCommand As String) As Variant
    If failing Then Err.Raise 1000, , "Could not activate Python COM server, hr = -2147221164"
    commands = commands & PythonCommand
End Function

Public Function Commands_Run() As String
    Commands_Run = commands
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
    buttons = (FOLDER / "FocusXLButtons.bas").read_text()
    application.add_module(buttons, name="FocusXLButtons")
    return application


@pytest.mark.parametrize(
    ("macro", "function"),
    [("ValidateAndExport", "validate_and_export"), ("ValidateOnly", "validate_only")],
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
