Option VBASupport 1
Option Explicit
' Stands in memory for the module FocusXLBridge: what Excel's objects can do that LibreOffice's
' cannot is done here through UNO. An error left to Basic would blank the cell without a word, so
' every public function catches its own.

Private Const UDF_MODULE As String = "focusxl_udfs.functions"
Private Const NOT_REACHED As String = "FocusXL: Python does not answer; close the workbook and open it again with focusxl open."
' A cell error travels as text behind this character, which no keyboard types.
Private Const ERROR_MARK As Long = 57344
Private Const WRONG_VALUE As Long = 519
Private Const LOGICAL As Long = 1024
Private Const EMPTY_CELL As Long = 0

Private server As Object
' The format of the last truth value looked at: most cells of a form share a few formats.
Private knownFormat As Long
Private knownIsLogical As Boolean

Public Function CallFunction(ByVal functionName As String, ByVal values As Variant) As Variant
    On Error GoTo Unreachable
    If server Is Nothing Then Set server = CreateUnoService("org.focusxl.XLPy")
    CallFunction = server.CallUDF(UDF_MODULE, functionName, values)
    Exit Function
Unreachable:
    Set server = Nothing
    CallFunction = NOT_REACHED
End Function

Public Function PlainValue(Optional ByVal argument As Variant) As Variant
    On Error GoTo Unreadable
    If IsMissing(argument) Then
        PlainValue = Empty
    ElseIf IsObject(argument) Then
        PlainValue = RangeValue(argument)
    Else
        PlainValue = argument
    End If
    Exit Function
Unreadable:
    PlainValue = MarkedError(WRONG_VALUE)
End Function

' Asked by the host after it has connected the modules: no answer means one does not compile.
Public Function ReportReady()
    XLPy().Ready()
End Function

' Basic reaches an object a thousand times slower than a variable: one bulk read serves most
' cells, and only a value that may mean two things is looked at again.
Private Function RangeValue(ByVal rng As Object) As Variant
    Dim cells As Object
    Dim rows As Variant
    Set cells = rng.getCellRange()
    rows = cells.getDataArray()
    If UBound(rows) = 0 Then
        If UBound(rows(0)) = 0 Then
            RangeValue = CellValue(rows(0)(0), cells, 0, 0)
            Exit Function
        End If
    End If
    RangeValue = TableValue(rows, cells)
End Function

Private Function TableValue(ByVal rows As Variant, ByVal cells As Object) As Variant
    Dim row As Long
    Dim column As Long
    Dim values() As Variant
    ReDim values(0 To UBound(rows), 0 To UBound(rows(0)))
    For row = 0 To UBound(rows)
        For column = 0 To UBound(rows(row))
            values(row, column) = CellValue(rows(row)(column), cells, column, row)
        Next column
    Next row
    TableValue = values
End Function

' The bulk read gives nothing for an error, "" for a blank as for an empty text, and 0 or 1 for a
' truth value.
Private Function CellValue(ByVal value As Variant, ByVal cells As Object, ByVal column As Long, ByVal row As Long) As Variant
    CellValue = value
    If IsEmpty(value) Or IsNull(value) Then
        CellValue = MarkedError(cells.getCellByPosition(column, row).getError())
    ElseIf VarType(value) = vbString Then
        If value = "" Then
            If cells.getCellByPosition(column, row).getType() = EMPTY_CELL Then CellValue = Empty
        End If
    ElseIf value = 0 Or value = 1 Then
        If IsLogical(cells.getCellByPosition(column, row).NumberFormat) Then CellValue = (value = 1)
    End If
End Function

Private Function IsLogical(ByVal numberFormat As Long) As Boolean
    ' Format 0 is the general one, and what an unset variable holds.
    If numberFormat <> knownFormat Then
        knownIsLogical = (ThisComponent.getNumberFormats().getByKey(numberFormat).Type And LOGICAL) <> 0
        knownFormat = numberFormat
    End If
    IsLogical = knownIsLogical
End Function

Private Function MarkedError(ByVal number As Long) As String
    MarkedError = ChrW(ERROR_MARK) & number
End Function
