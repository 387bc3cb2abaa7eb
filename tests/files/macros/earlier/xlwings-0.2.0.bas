Attribute VB_Name = "xlwings"
Option Explicit
Option Private Module
' The part of xlwings' module of this name that FocusXL uses: it starts the Python server through the
' DLL of xlwings, and hands it the workbook. FocusXL has left out all else (other programs, scripts,
' files of settings, Excel for Mac) and changed the rest: the server is started directly, from the
' Python that the sheet xlwings.conf names, which must lie on a fixed disk of this computer.
'
' Version: 0.37.8
'
' xlwings is distributed under a BSD 3-clause license.
'
' Copyright (C) 2014-present, Zoomer Analytics LLC.
' All rights reserved.
'
' Redistribution and use in source and binary forms, with or without modification,
' are permitted provided that the following conditions are met:
'
' * Redistributions of source code must retain the above copyright notice, this
'   list of conditions and the following disclaimer.
'
' * Redistributions in binary form must reproduce the above copyright notice, this
'   list of conditions and the following disclaimer in the documentation and/or
'   other materials provided with the distribution.
'
' * Neither the name of the copyright holder nor the names of its
'   contributors may be used to endorse or promote products derived from
'   this software without specific prior written permission.
'
' THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
' ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
' WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
' DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
' ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
' (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
' LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
' ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
' (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
' SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

Public Const XLWINGS_VERSION As String = "0.37.8"
Private Const SETTINGS_SHEET As String = "xlwings.conf"
Private Const MOST_SETTINGS As Long = 50
Private Const REFUSED As Long = 1000
Private Const FIXED_DISK As Long = 3
Private Const START_SERVER As Long = 1

#If Win64 Then
Private Const LIBRARY As String = "xlwings64-0.37.8.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
#Else
Private Const LIBRARY As String = "xlwings32-0.37.8.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
#End If
Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As LongPtr
Private Declare PtrSafe Function DriveKind Lib "kernel32" Alias "GetDriveTypeA" (ByVal root As String) As Long

' What a button does: the statement comes from FocusXLButtons and never from a cell.
Public Sub RunPython(ByVal pythonStatement As String)
    Dim server As Object
    Set server = XLPy()
    server.SetAttr server.Module("xlwings._xlwindows"), "BOOK_CALLER", ThisWorkbook
    server.Exec pythonStatement
End Sub

' The server: started by whoever comes first, found again by the others.
Public Function XLPy() As Object
#If Mac Then
    Err.Raise REFUSED, "FocusXL", "Excel for Mac cannot reach Python: use the native workbook."
#Else
    Dim python As String
    Dim answer As Variant
    python = Interpreter()
    LoadTheLibrary python
    If XLPyDLLActivateAuto(answer, ServerCommand(python), START_SERVER) <> 0 Then
        Err.Raise REFUSED, "FocusXL", answer
    End If
    Set XLPy = answer
#End If
End Function

' Python looks for its modules in its own folders only (-P: not in the current one, -E: not where a
' variable points to), and leaves Excel's current folder before anything else is loaded.
Private Function ServerCommand(ByVal python As String) As String
    ServerCommand = """" & python & """ -B -E -P -c ""import os, sys; os.chdir(sys.prefix); import xlwings; xlwings.serve('$(CLSID)')"""
End Function

' By its full path, so that it is looked for nowhere else: beside Python, or one folder up, where the
' venv of a Python has it.
Private Sub LoadTheLibrary(ByVal python As String)
    Dim folder As String
    folder = ParentFolder(python)
    If LoadLibrary(folder & "\" & LIBRARY) <> 0 Then Exit Sub
    If LoadLibrary(ParentFolder(folder) & "\" & LIBRARY) <> 0 Then Exit Sub
    Err.Raise REFUSED, "FocusXL", LIBRARY & " is neither beside the Python of the settings nor one folder up."
End Sub

' A cell of a workbook that came by mail must not choose what runs: no other computer's program, none
' of a stick, a disc or an image, and nothing that is not called Python.
Private Function Interpreter() As String
    Dim python As String
    python = Setting("INTERPRETER_WIN")
    If InStr(python, """") > 0 Then Refuse
    If Not LCase$(python) Like "[a-z]:\*\python.exe" Then
        If Not LCase$(python) Like "[a-z]:\*\pythonw.exe" Then Refuse
    End If
    If DriveKind(Left$(python, 3)) <> FIXED_DISK Then Refuse
    Interpreter = python
End Function

Private Sub Refuse()
    Err.Raise REFUSED, "FocusXL", "Interpreter_Win on the sheet xlwings.conf is not the path of a Python on a disk of this computer."
End Sub

Private Function Setting(ByVal key As String) As String
    Dim row As Long
    Dim sheet As Object
    Set sheet = ThisWorkbook.Worksheets(SETTINGS_SHEET)
    For row = 1 To MOST_SETTINGS
        If UCase$(sheet.Range("A" & row).Value2) = key Then
            Setting = sheet.Range("B" & row).Value2
            Exit Function
        End If
    Next row
End Function

Private Function ParentFolder(ByVal path As String) As String
    Dim position As Long
    position = InStrRev(path, "\")
    If position > 1 Then ParentFolder = Left$(path, position - 1)
End Function
