Attribute VB_Name = "FocusXLBridge"
Option Explicit
' Private to the project, so that Excel's function wizard does not offer what only our modules use.
Option Private Module

Private Const UDF_MODULE As String = "focusxl_udfs.functions"
Private Const NOT_STARTED As String = "FocusXL: Python did not start. Run focusxl setup, then focusxl doctor, or use the native workbook."
Private Const NOT_COMPUTED As String = "FocusXL: Python failed inside this function. Run focusxl doctor and report what it says."
Private Const NOT_ON_MAC As String = "FocusXL: Excel for Mac cannot reach Python from a cell. Use the native workbook."

' What pywin32 names as the source of every exception raised in Python.
Private Const RAISED_IN_PYTHON As String = "Python COM Server Internal Error"
Private Const SECONDS_BETWEEN_STARTS As Long = 600

Private server As Object
Private startAgainAfter As Date

Public Function CallFunction(ByVal functionName As String, ByVal values As Variant) As Variant
#If Mac Then
    CallFunction = NOT_ON_MAC
#Else
    Dim attempt As Long
    Dim answer As Variant
    ' The second attempt is for a server that died since the last time.
    For attempt = 1 To 2
        If Not Started() Then Exit For
        If Answered(functionName, values, answer) Then
            CallFunction = WithExcelErrors(answer)
            Exit Function
        End If
    Next attempt
    If Now >= startAgainAfter Then startAgainAfter = DateAdd("s", SECONDS_BETWEEN_STARTS, Now)
    CallFunction = NOT_STARTED
#End If
End Function

' Optional, because a function hands on an optional argument of its own that was left out.
Public Function PlainValue(Optional ByVal argument As Variant) As Variant
    If Not IsObject(argument) Then
        PlainValue = argument
    ElseIf Not TypeOf argument Is Range Then
        PlainValue = CVErr(xlErrValue)
    ElseIf argument.Areas.Count > 1 Then
        ' Value2 of several areas is the first area's alone: a total would be wrong and look right.
        PlainValue = CVErr(xlErrValue)
    Else
        PlainValue = argument.Value2
    End If
End Function

Private Function Started() As Boolean
    On Error GoTo Failed
    If server Is Nothing Then
        ' A start can take two minutes to fail, and hundreds of cells would each wait for it.
        If Now < startAgainAfter Then Exit Function
        Set server = XLPy()
    End If
    Started = True
Failed:
End Function

' False when the server did not answer; an exception in Python is an answer.
Private Function Answered(ByVal functionName As String, ByVal values As Variant, _
        ByRef answer As Variant) As Boolean
    On Error GoTo Failed
    ' In parentheses, to pass values: pywin32 may hand parts of a result back in variables.
    answer = server.CallUDF(UDF_MODULE, (functionName), (values), Nothing, Nothing)
    Answered = True
    Exit Function
Failed:
    If Err.Source = RAISED_IN_PYTHON Then
        answer = NOT_COMPUTED
        Answered = True
    Else
        Set server = Nothing
    End If
End Function

Private Function WithExcelErrors(ByVal answer As Variant) As Variant
    Dim row As Long
    Dim column As Long
    Select Case Dimensions(answer)
        Case 0
            answer = WithExcelError(answer)
        Case 1
            For column = LBound(answer) To UBound(answer)
                answer(column) = WithExcelError(answer(column))
            Next column
        Case Else
            For row = LBound(answer, 1) To UBound(answer, 1)
                For column = LBound(answer, 2) To UBound(answer, 2)
                    answer(row, column) = WithExcelError(answer(row, column))
                Next column
            Next row
    End Select
    WithExcelErrors = answer
End Function

Private Function Dimensions(ByVal answer As Variant) As Long
    Dim found As Long
    Dim bound As Long
    If Not IsArray(answer) Then Exit Function
    ' VBA has no other way to ask: one dimension too many raises an error, which ends the counting.
    On Error GoTo Counted
    Do
        bound = UBound(answer, found + 1)
        found = found + 1
    Loop
Counted:
    Dimensions = found
End Function

Private Function WithExcelError(ByVal cell As Variant) As Variant
    WithExcelError = cell
    If VarType(cell) <> vbString Then Exit Function
    Select Case cell
        Case "#REF!": WithExcelError = CVErr(xlErrRef)
        Case "#VALUE!": WithExcelError = CVErr(xlErrValue)
        Case "#N/A": WithExcelError = CVErr(xlErrNA)
        Case "#NAME?": WithExcelError = CVErr(xlErrName)
        Case "#NUM!": WithExcelError = CVErr(xlErrNum)
        Case "#DIV/0!": WithExcelError = CVErr(xlErrDiv0)
        Case "#NULL!": WithExcelError = CVErr(xlErrNull)
    End Select
End Function
