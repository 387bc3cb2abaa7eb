"""A built workbook made so that Excel shows the values stored in it until something changes."""

import re

from focusxl.files.openxml.parts import WORKBOOK, read_parts, write_parts

_CALCULATION_ENGINE_OF_EXCEL_2019 = "191029"
_SHEETS = "xl/worksheets/sheet"
_EMPTY_RESULT = re.compile(rb"<c ((?:(?! t=)[^>])*)>(<f[^>]*>[^<]*</f>)<v></v></c>")
_CALCULATION_PROPERTIES = re.compile(r"<calcPr\b[^>]*/>")
_RECALCULATION_ATTRIBUTES = re.compile(r'\s(?:calcId|fullCalcOnLoad)="[^"]*"')


def keep_stored_values(workbook: bytes) -> bytes:
    """Return the workbook so that Excel shows the stored values until something changes.

    XlsxWriter asks Excel to calculate everything on opening, by a flag and by naming an old
    calculation engine. With macros off that turns each of our functions into an error. And it
    stores no kind for an empty result, which is then taken for a number; an empty total is no zero.
    """
    parts = {
        name: _EMPTY_RESULT.sub(rb'<c \1 t="str">\2<v></v></c>', content)
        if name.startswith(_SHEETS)
        else content
        for name, content in read_parts(workbook).items()
    }
    properties = parts[WORKBOOK].decode()
    rewritten, found = _CALCULATION_PROPERTIES.subn(_without_recalculation, properties)
    if found != 1:
        raise ValueError(f"The workbook holds {found} calcPr elements, expected exactly one.")
    return write_parts(parts | {WORKBOOK: rewritten.encode()})


def _without_recalculation(properties: re.Match[str]) -> str:
    kept = _RECALCULATION_ATTRIBUTES.sub("", properties.group())
    engine = f'<calcPr calcId="{_CALCULATION_ENGINE_OF_EXCEL_2019}"'
    return kept.replace("<calcPr", engine, 1)
