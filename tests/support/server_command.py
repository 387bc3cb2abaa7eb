"""The command line with which the workbook's VBA starts the server, as that VBA composes it."""

import re

from pyopenvba.apps.excel import ExcelApplication

from focusxl_udfs.vba.project import standard_modules

WINDOWS = r"""
Private command As String

Public Function LoadLibrary(ByVal path As String) As Long
    LoadLibrary = 1
End Function

Public Function DriveKind(ByVal root As String) As Long
    DriveKind = 3
End Function

Public Function SearchPath(ByVal folders As String, ByVal program As String, _
        ByVal ending As String, ByVal room As Long, ByRef found As String, _
        ByVal nowhere As Long) As Long
    If folders <> "" Then
        found = folders & "\" & program
        SearchPath = Len(found)
    End If
End Function

Public Function GetSetting(ByVal program As String, ByVal section As String, _
        ByVal key As String, ByVal otherwise As String) As String
    GetSetting = otherwise
End Function

Public Function CurDir() As String
End Function

Public Function ActivateByCopy(ByRef answer As Variant, ByVal config As String, _
        ByVal mode As Long) As Long
End Function

Public Function XLPyDLLActivateAuto(ByRef answer As Variant, ByVal config As String, _
        ByVal mode As Long) As Long
    command = config
    Set answer = Nothing
End Function

Public Function Composed() As String
    Composed = command
End Function
"""
DECLARED = re.compile(r"^Private Declare .*$", re.MULTILINE)


def server_command(interpreter: str) -> str:
    """Run the shipped module for a workbook whose settings name this Python."""
    excel = ExcelApplication()
    excel.add_workbook()
    sheet = excel.sheet(1)
    sheet.sheet.vba_set("Name", "xlwings.conf")
    sheet.set_value("A1", "Interpreter_Win")
    sheet.set_value("B1", interpreter)
    excel.add_module(DECLARED.sub("", standard_modules(())["xlwings"]), name="xlwings")
    excel.add_module(WINDOWS, name="Windows")
    excel.interpreter.run("XLPy", [])
    return str(excel.interpreter.run("Composed", []))
