"""A workbook file as the parts it is made of, taken apart and put together again."""

import io
import re
import zipfile
from collections.abc import Mapping

_WORKBOOK_PART = "xl/workbook.xml"
_OLDEST_TIME_IN_A_ZIP = (1980, 1, 1, 0, 0, 0)
_CALCULATION_ENGINE_OF_EXCEL_2019 = "191029"
_SHEETS = "xl/worksheets/sheet"
_EMPTY_RESULT = re.compile(rb"<c ((?:(?! t=)[^>])*)>(<f[^>]*>[^<]*</f>)<v></v></c>")
_CALCULATION_PROPERTIES = re.compile(r"<calcPr\b[^>]*/>")
_RECALCULATION_ATTRIBUTES = re.compile(r'\s(?:calcId|fullCalcOnLoad)="[^"]*"')


def read_parts(workbook: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook file by name, in the order they are stored."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(parts: Mapping[str, bytes]) -> bytes:
    """Put parts together to a workbook file, byte for byte the same for the same parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _OLDEST_TIME_IN_A_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Python names the system it runs on here; the same workbook is built on each of them.
            entry.create_system = 0
            archive.writestr(entry, content)
    return packed.getvalue()


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
    properties = parts[_WORKBOOK_PART].decode()
    rewritten, found = _CALCULATION_PROPERTIES.subn(_without_recalculation, properties)
    if found != 1:
        raise ValueError(f"The workbook holds {found} calcPr elements, expected exactly one.")
    return write_parts(parts | {_WORKBOOK_PART: rewritten.encode()})


def _without_recalculation(properties: re.Match[str]) -> str:
    kept = _RECALCULATION_ATTRIBUTES.sub("", properties.group())
    engine = f'<calcPr calcId="{_CALCULATION_ENGINE_OF_EXCEL_2019}"'
    return kept.replace("<calcPr", engine, 1)
