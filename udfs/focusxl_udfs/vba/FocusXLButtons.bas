Attribute VB_Name = "FocusXLButtons"
Option Explicit
' The commands: behind the buttons, by name under Alt+F8, and, with the workbook in front, behind the
' ribbon. They run in LibreOffice as well, which knows fewer of Excel's words; so numbers stand for
' two of its constants.

Private Const TITLE As String = "FocusXL"
Private Const AT_WORK As String = "FocusXL is at work. Please wait."
Private Const WAITING As Long = 2
Private Const AS_USUAL As Long = -4143
Private Const OUR_SENTENCES As String = "FocusXL:"

Public Sub ValidateAndExport()
    RunCommand "validate_and_export", OwnBook()
End Sub

Public Sub ValidateOnly()
    RunCommand "validate_only", OwnBook()
End Sub

Public Sub OfficialPdf()
    TypeOntoOfficialForm OwnBook()
End Sub

Public Sub NextFinding()
    RunCommand "next_finding", OwnBook()
End Sub

Public Sub ExplainThisCell()
    RunCommand "explain_this_cell", OwnBook()
End Sub

Public Sub PasteIntoInputs()
    RunCommand "paste_into_inputs", OwnBook()
End Sub

Public Sub UndoPaste()
    RunCommand "undo_paste", OwnBook()
End Sub

Public Sub SignAsPreparer()
    RunCommand "sign_as_preparer", OwnBook()
End Sub

Public Sub SignAsReviewer()
    RunCommand "sign_as_reviewer", OwnBook()
End Sub

Public Sub RollForward()
    RunCommand "roll_forward", OwnBook()
End Sub

Public Sub LoadBalances()
    LoadBalancesInto OwnBook()
End Sub

Public Sub GoToBox()
    AskForBox OwnBook()
End Sub

Public Sub GoToStart()
    ShowStart OwnBook()
End Sub

' What Python does, on one workbook. The sign of being busy goes away whatever happens.
Public Sub RunCommand(ByVal pythonFunction As String, ByVal book As Object)
    If book Is Nothing Then
        MsgBox "No workbook is open. Open a workbook of FocusXL first.", vbExclamation, TITLE
        Exit Sub
    End If
    On Error GoTo Failed
    ShowBusy
    RunPython "import focusxl_udfs.button; focusxl_udfs.button." & pythonFunction & "()", book
    ShowReady
    Exit Sub
Failed:
    ShowReady
    MsgBox "FocusXL could not reach Python, so nothing was validated or exported. Run focusxl doctor to see why.", vbExclamation, TITLE
End Sub

' Asks for the user's copy of the SEC's form once; afterwards Python remembers where it is.
Public Sub TypeOntoOfficialForm(ByVal book As Object)
    Dim place As String
    Dim chosen As String
    place = RememberedForm("")
    If place = "" Then
        chosen = ChosenForm()
        If chosen = "" Then Exit Sub
        place = RememberedForm(chosen)
    End If
    If Left(place, Len(OUR_SENTENCES)) = OUR_SENTENCES Then
        MsgBox place, vbExclamation, TITLE
    Else
        RunCommand "official_pdf", book
    End If
End Sub

' Asks for the trial balance; Python shows what would be loaded before it writes anything.
Public Sub LoadBalancesInto(ByVal book As Object)
    Dim chosen As String
    chosen = ChosenBalances()
    If chosen = "" Then Exit Sub
    ShowBusy
    chosen = CallFunction("balances_file", Array(chosen))
    ShowReady
    If Left(chosen, Len(OUR_SENTENCES)) = OUR_SENTENCES Then
        MsgBox chosen, vbExclamation, TITLE
    Else
        RunCommand "load_balances", book
    End If
End Sub

Public Sub AskForBox(ByVal book As Object)
    Dim number As String
    number = Trim(InputBox("Number of the box, for example 7190:", TITLE))
    If number <> "" Then GoToNumber book, number
End Sub

' Boxes of pages that the workbook does not have share one empty cell. Where a name points to is read
' as text, which LibreOffice gives as well.
Public Sub GoToNumber(ByVal book As Object, ByVal number As String)
    Dim place As String
    Dim sheetName As String
    Dim mark As Long
    place = PlaceOfName(book, "box_" & number)
    mark = InStrRev(place, "!")
    If mark < 3 Then
        MsgBox "This workbook has no box " & number & ".", vbExclamation, TITLE
    ElseIf place = PlaceOfName(book, "focusxl_absent") Then
        MsgBox "Box " & number & " is on a page that this workbook does not have.", vbExclamation, TITLE
    Else
        sheetName = Replace(Mid(place, 2, mark - 2), "''", "'")
        If Left(sheetName, 1) = "'" Then sheetName = Mid(sheetName, 2, Len(sheetName) - 2)
        book.Activate
        book.Worksheets(sheetName).Activate
        book.Worksheets(sheetName).Range(Mid(place, mark + 1)).Select
    End If
End Sub

Private Function PlaceOfName(ByVal book As Object, ByVal cellName As String) As String
    On Error Resume Next
    PlaceOfName = book.Names(cellName).RefersTo
End Function

Public Sub ShowStart(ByVal book As Object)
    On Error GoTo NoStart
    book.Activate
    book.Worksheets("Start").Activate
    Exit Sub
NoStart:
    MsgBox "The workbook in front has no sheet Start: it is not a workbook of FocusXL.", vbExclamation, TITLE
End Sub

Public Sub ShowHelp()
    Dim text As String
    text = "The tab FOCUS, and Alt+F8, have these commands:"
    text = text & vbLf & vbLf & "Validate: check everything, and list what was found on the sheet Findings."
    text = text & vbLf & "Export: validate, and save the filing-ready files beside the workbook."
    text = text & vbLf & "Official PDF: the same, and type the filing onto your copy of the SEC's form."
    text = text & vbLf & "Next finding: jump to the next line that must be fixed or explained."
    text = text & vbLf & "Explain this cell: show what the selected total is made of."
    text = text & vbLf & "Load balances: load a trial balance; mapped boxes become formulas over it."
    text = text & vbLf & "Paste into inputs: copied figures go into the yellow cells only."
    text = text & vbLf & "Undo paste: bring back what stood there before."
    text = text & vbLf & "Sign as preparer: record that the preparer named on Start signs for the inputs."
    text = text & vbLf & "Sign as reviewer: the same for the reviewer."
    text = text & vbLf & "Roll forward: begin the next period's workbook."
    text = text & vbLf & "Go to box: jump to a box by its number."
    text = text & vbLf & "Start: show the first sheet, which says what to do next."
    text = text & vbLf & vbLf & "If nothing answers, type focusxl doctor and the name of the workbook in a terminal."
    MsgBox text, vbInformation, TITLE
End Sub

' The add-in's macros have no report of their own: theirs is the workbook in front.
Private Function OwnBook() As Object
    Dim ofAddIn As Boolean
    On Error Resume Next
    ofAddIn = ThisWorkbook.IsAddin
    On Error GoTo 0
    If ofAddIn Then
        Set OwnBook = ActiveWorkbook
    Else
        Set OwnBook = ThisWorkbook
    End If
End Function

Private Function RememberedForm(ByVal chosen As String) As String
    ShowBusy
    RememberedForm = CallFunction("official_form", Array(chosen))
    ShowReady
End Function

Private Function ChosenForm() As String
    Dim answer As Variant
    On Error Resume Next
    answer = Application.GetOpenFilename("PDF files (*.pdf), *.pdf", 1, "Your copy of the SEC's form (FOCUS Report, Part II)")
    If VarType(answer) = vbString Then ChosenForm = answer
End Function

Private Function ChosenBalances() As String
    Dim answer As Variant
    On Error Resume Next
    answer = Application.GetOpenFilename("Trial balances (*.xlsx; *.xls; *.csv), *.xlsx; *.xls; *.csv", 1, "The trial balance to load")
    If VarType(answer) = vbString Then ChosenBalances = answer
End Function

Private Sub ShowBusy()
    On Error Resume Next
    Application.StatusBar = AT_WORK
    Application.Cursor = WAITING
End Sub

Private Sub ShowReady()
    On Error Resume Next
    Application.Cursor = AS_USUAL
    Application.StatusBar = False
End Sub
