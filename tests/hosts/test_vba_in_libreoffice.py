"""The generated VBA, compiled and run by LibreOffice Basic as it stands in the workbook.

What talks to Python is replaced by Basic, so that nothing but the generated code is on trial.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from focusxl_udfs.libreoffice.office import Office
from focusxl_udfs.vba.package import keep_stored_values
from focusxl_udfs.vba.project import macro_enabled
from focusxl_udfs.worksheet.catalogue import Argument, WorksheetFunction

FUNCTIONS = (
    WorksheetFunction(
        "FOCUS_LINE",
        'A total such as "Net equity".',
        (
            Argument("edition", "Edition of the form"),
            Argument("box", "Number of the box"),
            Argument("inputs", "Inputs in the order of the form", repeats=True),
        ),
    ),
    WorksheetFunction(
        "FOCUS_SEGREGATION_EXCESS",
        "Funds above the requirement.",
        (
            Argument("total", "Total amount in segregation"),
            Argument("required", "Amount required to be segregated"),
            Argument("target", "Management target amount", optional=True),
        ),
    ),
)

# Says what each argument is (a block column by column), or adds them up when the first is "sum".
BRIDGE = """Option VBASupport 1
Option Explicit

Public Function PlainValue(Optional ByVal argument As Variant) As Variant
    If IsMissing(argument) Then
        PlainValue = "(left out)"
    ElseIf IsObject(argument) Then
        PlainValue = CellValues(argument)
    Else
        PlainValue = argument
    End If
End Function

Private Function CellValues(ByVal cells As Object) As Variant
    Dim found As Object
    Set found = cells.CellRange
    If found.getCellByPosition(0, 0).getError() <> 0 Then
        CellValues = cells.Text
    Else
        CellValues = cells.Value
    End If
End Function

Public Function CallFunction(ByVal functionName As String, ByVal values As Variant) As Variant
    Dim position As Long
    Dim said As String
    For position = LBound(values) To UBound(values)
        said = said & " " & Described(values(position))
    Next position
    CallFunction = functionName & said
    If Described(values(0)) = "'sum'" Then CallFunction = SumOf(values)
End Function

Private Function Described(ByVal argument As Variant) As String
    Dim cell As Variant
    If IsArray(argument) Then
        For Each cell In argument
            Described = Described & "," & Described(cell)
        Next cell
        Described = "[" & Mid(Described, 2) & "]"
    ElseIf IsEmpty(argument) Then
        Described = "blank"
    ElseIf VarType(argument) = 8 Then
        Described = "'" & argument & "'"
    Else
        Described = CStr(argument)
    End If
End Function

Private Function SumOf(ByVal values As Variant) As Double
    Dim cell As Variant
    Dim argument As Variant
    For Each argument In values
        If IsArray(argument) Then
            For Each cell In argument
                SumOf = SumOf + Val(CStr(cell))
            Next cell
        Else
            SumOf = SumOf + Val(CStr(argument))
        End If
    Next argument
End Function
"""
XLWINGS = """Option VBASupport 1
Option Explicit

Public Function RunPython(PythonCommand As String, Optional book As Variant) As Variant
    ThisWorkbook.Sheets("Form").Range("Z1").Value = PythonCommand
End Function
"""


def written() -> bytes:
    workbook_file = io.BytesIO()
    with xlsxwriter.Workbook(workbook_file, {"in_memory": True}) as workbook:
        workbook.set_vba_name("ThisWorkbook")
        form = workbook.add_worksheet("Form")
        form.set_vba_name("Sheet1")
        form.write_column("A1", [10, 20, 30])
        form.write_column("B1", ["text", True, None])
        form.write_formula("C1", "=1/0", None, "#DIV/0!")
        workbook.define_name("box_7010", "=Form!$A$1")
        workbook.define_name("liabilities", "=Form!$A$1:$A$3")
        form.insert_button("D1", {"macro": "ValidateAndExport", "caption": "Validate and export"})
        form.insert_button("D4", {"macro": "ValidateOnly", "caption": "Validate only"})
    return macro_enabled(keep_stored_values(workbook_file.getvalue()), FUNCTIONS)


@pytest.fixture(scope="module")
def document(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from com.sun.star.beans import PropertyValue
    from com.sun.star.document.MacroExecMode import ALWAYS_EXECUTE_NO_WARN

    path: Path = tmp_path_factory.mktemp("workbook") / "small.xlsm"
    path.write_bytes(written())
    how = (
        PropertyValue(Name="Hidden", Value=True),
        PropertyValue(Name="MacroExecutionMode", Value=ALWAYS_EXECUTE_NO_WARN),
    )
    opened = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, how)
    modules = opened.BasicLibraries.getByName("VBAProject")
    modules.replaceByName("FocusXLBridge", BRIDGE)
    modules.replaceByName("xlwings", XLWINGS)
    yield opened
    opened.close(True)


def shown(document: Any, formula: str) -> str | float:
    cell = document.Sheets.getByName("Form").getCellRangeByName("H1")
    cell.setFormula(formula)
    document.calculateAll()
    assert cell.getError() == 0
    text: str = cell.getString()
    number: float = cell.getValue()
    return text if cell.FormulaResultType2 == 2 else number


def macro(document: Any, name: str) -> Any:
    address = f"vnd.sun.star.script:VBAProject.{name}?language=Basic&location=document"
    return document.getScriptProvider().getScript(address)


@pytest.mark.parametrize(
    ("formula", "arguments"),
    [
        ('FOCUS_LINE("2014";7040)', "'2014' 7040"),
        ('FOCUS_LINE("2014";7040;A1)', "'2014' 7040 10"),
        ('FOCUS_LINE("2014";7040;A1:A3)', "'2014' 7040 [10,20,30]"),
        ('FOCUS_LINE("2014";7040;A1:B2;A3)', "'2014' 7040 [10,20,'text',True] 30"),
        ('FOCUS_LINE("2014";7040;box_7010;liabilities)', "'2014' 7040 10 [10,20,30]"),
        ('FOCUS_LINE("2014";7040;B3;"";B1)', "'2014' 7040 blank '' 'text'"),
        ('FOCUS_LINE("2014";7040;C1;1.5)', "'2014' 7040 '#DIV/0!' 1.5"),
        ("FOCUS_SEGREGATION_EXCESS(2;1)", "2 1 '(left out)'"),
        ("FOCUS_SEGREGATION_EXCESS(2;1;3)", "2 1 3"),
        ("FOCUS_SEGREGATION_EXCESS(A2;box_7010;B3)", "20 10 blank"),
        ("FOCUS_SEGREGATION_EXCESS(A1:A3;C1;B1)", "[10,20,30] '#DIV/0!' 'text'"),
    ],
)
def test_arguments_arrive_as_they_were_given(document: Any, formula: str, arguments: str) -> None:
    name = formula.partition("(")[0]
    assert shown(document, f"={formula}") == f"{name} {arguments}"


def test_a_number_comes_back_as_a_number(document: Any) -> None:
    assert shown(document, '=FOCUS_LINE("sum";0;A1;liabilities;2.5)') == 72.5


def test_a_changed_input_changes_the_total(document: Any) -> None:
    cell = document.Sheets.getByName("Form").getCellRangeByName("A2")
    assert shown(document, '=FOCUS_LINE("sum";0;liabilities)') == 60
    cell.setValue(25)
    total = document.Sheets.getByName("Form").getCellRangeByName("H1")
    assert total.getValue() == 65
    cell.setValue(20)


@pytest.mark.parametrize(("button", "function"), [(0, "validate_and_export"), (1, "validate_only")])
def test_a_button_reaches_its_python_function(document: Any, button: int, function: str) -> None:
    sheet = document.Sheets.getByName("Form")
    events = sheet.DrawPage.Forms.getByIndex(0).getScriptEvents(button)
    document.getScriptProvider().getScript(events[0].ScriptCode).invoke((), (), ())
    assert sheet.getCellRangeByName("Z1").getString() == (
        f"import focusxl_udfs.button; focusxl_udfs.button.{function}()"
    )


@pytest.mark.parametrize(
    "name", ["FocusXLDescriptions.DescribeFunctions", "ThisWorkbook.Workbook_Open"]
)
def test_opening_is_harmless_where_there_is_no_function_wizard(document: Any, name: str) -> None:
    macro(document, name).invoke((), (), ())
