"""Run by Windows Python: copies as Excel does, and says what FocusXL reads of it."""

import json
from types import SimpleNamespace

import win32clipboard

from focusxl.errors import FocusXLError
from focusxl_udfs.open_workbook.clipboard import copied_rows

BOOK = SimpleNamespace(app=SimpleNamespace(impl=None))
XML = b"""<?xml version="1.0"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>
<Row><Cell><Data ss:Type="Number">7010</Data></Cell>
<Cell><Data ss:Type="Number">1234.56</Data></Cell></Row>
</Table></Worksheet></Workbook>\0"""


def copy(text: str | None, xml: bytes | None) -> object:
    win32clipboard.OpenClipboard()
    win32clipboard.EmptyClipboard()
    if text is not None:
        win32clipboard.SetClipboardData(win32clipboard.CF_UNICODETEXT, text)
    if xml is not None:
        kind = win32clipboard.RegisterClipboardFormat("XML Spreadsheet")
        win32clipboard.SetClipboardData(kind, xml)
    win32clipboard.CloseClipboard()
    try:
        return copied_rows(BOOK)  # type: ignore[arg-type]
    except FocusXLError as refusal:
        return str(refusal)


print(
    json.dumps(
        [
            copy("7010\t1,235\r\n", XML),
            copy("7010\t1,235\r\n7020\t(5)\r\n", None),
            copy("7010\t1,235\r\n", b"<Workbook"),
            copy(None, None),
        ]
    )
)
