Option Explicit
' Runs inside the office for Python: every object Python touches costs it a millisecond, and what
' is asked here would touch hundreds.

' The cells of an area by the kind of their number format: rows of kind, top, left, bottom, right.
Public Function FormatKinds(ByVal document As Object, ByVal area As Object) As Variant
    Dim formats As Object
    Dim alike As Object
    Dim places As Variant
    Dim index As Long
    Dim place As Long
    Dim found As Long
    Dim kind As Long
    Dim rows() As Variant
    formats = document.getNumberFormats()
    alike = area.getUniqueCellFormatRanges()
    For index = 0 To alike.getCount() - 1
        kind = formats.getByKey(alike.getByIndex(index).NumberFormat).Type
        places = alike.getByIndex(index).getRangeAddresses()
        ReDim Preserve rows(0 To found + UBound(places))
        For place = 0 To UBound(places)
            rows(found) = Array(kind, places(place).StartRow, places(place).StartColumn, places(place).EndRow, places(place).EndColumn)
            found = found + 1
        Next place
    Next index
    FormatKinds = rows
End Function

' The defined names of a workbook or sheet: rows of name and content.
Public Function NameContents(ByVal names As Object) As Variant
    Dim texts As Variant
    Dim index As Long
    Dim rows() As Variant
    texts = names.getElementNames()
    If UBound(texts) < 0 Then
        NameContents = Array()
        Exit Function
    End If
    ReDim rows(0 To UBound(texts))
    For index = 0 To UBound(texts)
        rows(index) = Array(texts(index), names.getByName(texts(index)).getContent())
    Next index
    NameContents = rows
End Function
