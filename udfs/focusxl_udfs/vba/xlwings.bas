Attribute VB_Name = "xlwings"
Option Explicit
Option Private Module
' The part of xlwings' module of this name that FocusXL uses: it starts the Python server through the
' DLL of xlwings, and hands it the workbook. FocusXL has left out all else (other programs, scripts,
' files of settings, Excel for Mac) and changed the rest: the server is started directly, from the
' Python that the sheet xlwings.conf names, that focusxl setup has remembered for this user, or that is
' on the path; it must lie on a fixed disk of this computer, and never in the workbook's own folder.
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
Private Const LONGEST_PATH As Long = 260

' The library of the xlwings for which this workbook was made and, for any other xlwings, the copy of
' its library that focusxl setup has made under a name that never changes.
#If Win64 Then
Private Const LIBRARY As String = "xlwings64-0.37.8.dll"
Private Const LIBRARY_COPY As String = "focusxl64.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
Private Declare PtrSafe Function ActivateByCopy Lib "focusxl64.dll" Alias "XLPyDLLActivateAuto" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
#Else
Private Const LIBRARY As String = "xlwings32-0.37.8.dll"
Private Const LIBRARY_COPY As String = "focusxl32.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
Private Declare PtrSafe Function ActivateByCopy Lib "focusxl32.dll" Alias "XLPyDLLActivateAuto" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
#End If
Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As LongPtr
Private Declare PtrSafe Function DriveKind Lib "kernel32" Alias "GetDriveTypeA" (ByVal root As String) As Long
Private Declare PtrSafe Function SearchPath Lib "kernel32" Alias "SearchPathA" (ByVal folders As String, ByVal program As String, ByVal ending As String, ByVal room As Long, ByVal found As String, ByVal nowhere As LongPtr) As Long

' What a button does to a workbook: the statement comes from FocusXLButtons and never from a cell.
Public Sub RunPython(ByVal pythonStatement As String, ByVal book As Object)
    Dim server As Object
    Set server = XLPy()
    server.SetAttr server.Module("xlwings._xlwindows"), "BOOK_CALLER", book
    server.Exec pythonStatement
End Sub

' The server: started by whoever comes first, found again by the others.
Public Function XLPy() As Object
#If Mac Then
    Err.Raise REFUSED, "FocusXL", "Excel for Mac cannot reach Python: use the native workbook."
#Else
    Dim python As Variant
    Dim answer As Variant
    For Each python In Array(Named(Setting("INTERPRETER_WIN")), Named(Remembered("Python")), _
            OnThePath("pyw.exe"), OnThePath("pythonw.exe"))
        If Activated(python, answer) Then
            Set XLPy = answer
            Exit Function
        End If
    Next python
    Err.Raise REFUSED, "FocusXL", "No Python with FocusXL was found on a disk of this computer. Type: focusxl setup"
#End If
End Function

' False where there is no such Python, or no library through which to start it.
Private Function Activated(ByVal python As String, ByRef answer As Variant) As Boolean
    Dim failed As Long
    If Len(python) = 0 Then Exit Function
    If IsBeside(python) Then
        failed = XLPyDLLActivateAuto(answer, ServerCommand(python), START_SERVER)
    ElseIf IsCopied() Then
        failed = ActivateByCopy(answer, ServerCommand(python), START_SERVER)
    Else
        Exit Function
    End If
    If failed <> 0 Then Err.Raise REFUSED, "FocusXL", answer
    Activated = True
End Function

' Python looks for its modules in its own folders only (-P: not in the current one, -E: not where a
' variable points to), and leaves Excel's current folder before anything else is loaded.
Private Function ServerCommand(ByVal python As String) As String
    ServerCommand = """" & python & """ -B -E -P -c ""import os, sys; os.chdir(sys.prefix); import xlwings; xlwings.serve('$(CLSID)')"""
End Function

' By its full path, so that it is looked for nowhere else: beside Python, or one folder up, where the
' venv of a Python has it.
Private Function IsBeside(ByVal python As String) As Boolean
    Dim folder As String
    folder = ParentFolder(python)
    If LoadLibrary(folder & "\" & LIBRARY) <> 0 Then
        IsBeside = True
    ElseIf LoadLibrary(ParentFolder(folder) & "\" & LIBRARY) <> 0 Then
        IsBeside = True
    End If
End Function

Private Function IsCopied() As Boolean
    Dim folder As String
    folder = Remembered("Folder")
    If Not LCase$(folder) Like "[a-z]:\*" Then Exit Function
    If DriveKind(Left$(folder, 3)) <> FIXED_DISK Then Exit Function
    IsCopied = LoadLibrary(folder & "\" & LIBRARY_COPY) <> 0
End Function

' What focusxl setup has noted for this user; nothing where it never ran. No cell changes it.
Private Function Remembered(ByVal what As String) As String
    Remembered = GetSetting("FocusXL", "Setup", what, "")
End Function

' A cell of a workbook that came by mail must not choose what runs: no other computer's program, none
' of a stick, a disc or an image, none that came with it, and nothing that is not called Python. What
' is one of these, or is not there, is passed over.
Private Function Named(ByVal python As String) As String
    If InStr(python, """") > 0 Then Exit Function
    If Not LCase$(python) Like "[a-z]:\*\python.exe" Then
        If Not LCase$(python) Like "[a-z]:\*\pythonw.exe" Then Exit Function
    End If
    If DriveKind(Left$(python, 3)) <> FIXED_DISK Then Exit Function
    If LCase$(ParentFolder(python)) = LCase$(ThisWorkbook.path) Then Exit Function
    If Len(Found(ParentFolder(python), Mid$(python, InStrRev(python, "\") + 1))) > 0 Then Named = python
End Function

' On the path of this computer, but neither where Excel or the workbook is at work, which is looked
' through before the path, nor the Store's stand-in for a Python.
Private Function OnThePath(ByVal program As String) As String
    Dim python As String
    Dim folder As String
    python = Found(vbNullString, program)
    folder = LCase$(ParentFolder(python))
    If InStr(python, """") > 0 Then Exit Function
    If Not folder Like "[a-z]:\*" Then Exit Function
    If folder = LCase$(CurDir$) Or folder = LCase$(ThisWorkbook.path) Then Exit Function
    If InStr(folder, "\windowsapps") > 0 Then Exit Function
    If DriveKind(Left$(python, 3)) <> FIXED_DISK Then Exit Function
    OnThePath = python
End Function

Private Function Found(ByVal folders As String, ByVal program As String) As String
    Dim answer As String
    Dim length As Long
    answer = Space$(LONGEST_PATH)
    length = SearchPath(folders, program, vbNullString, LONGEST_PATH, answer, 0)
    If length > 0 And length < LONGEST_PATH Then Found = Left$(answer, length)
End Function

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
