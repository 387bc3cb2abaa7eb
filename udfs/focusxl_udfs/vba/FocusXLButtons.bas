Attribute VB_Name = "FocusXLButtons"
Option Explicit

Public Sub ValidateAndExport()
    RunButton "validate_and_export"
End Sub

Public Sub ValidateOnly()
    RunButton "validate_only"
End Sub

Private Sub RunButton(ByVal pythonFunction As String)
    On Error GoTo Failed
    RunPython "import focusxl_udfs.button; focusxl_udfs.button." & pythonFunction & "()"
    Exit Sub
Failed:
    MsgBox "FocusXL could not reach Python, so nothing was validated or exported. Run focusxl doctor to see why.", vbExclamation, "FocusXL"
End Sub
