Option VBASupport 1
Option Explicit
' Stands in memory for the module xlwings, whose code needs Windows: the same entry points, over UNO.

Public Function XLPy() As Object
    Set XLPy = CreateUnoService("org.focusxl.XLPy")
End Function

' Of several open workbooks the command is for the one whose macro runs, so `book` need not be asked.
Public Function RunPython(ByVal pythonCommand As String, Optional ByVal book As Variant)
    ' An error left to Basic would open its editor in front of the user.
    On Error GoTo Unreachable
    XLPy().Exec(pythonCommand, ThisComponent.RuntimeUID)
    Exit Function
Unreachable:
    RunPython = Err.Description
End Function
