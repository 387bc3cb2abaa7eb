"""The number formats of a workbook's cells."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from focusxl.files.openxml.format_codes import GENERAL, number_format
from focusxl.files.openxml.outline import element_names
from focusxl.files.openxml.xml_reader import Attributes, NotPlainXml, Readable, XmlReader

_BUILT_IN: Mapping[int, str] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "$#,##0_);($#,##0)",
    6: "$#,##0_);[Red]($#,##0)",
    7: "$#,##0.00_);($#,##0.00)",
    8: "$#,##0.00_);[Red]($#,##0.00)",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    **dict.fromkeys((*range(14, 18), *range(27, 37), *range(50, 59)), "mm/dd/yyyy"),
    **dict.fromkeys((*range(18, 22), *range(45, 48)), "h:mm:ss"),
    22: "m/d/yyyy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    42: '_($* #,##0_);_($* (#,##0);_($* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)',
    48: "##0.0E+0",
    49: "@",
    59: "0",
    60: "0.00",
    61: "#,##0",
    62: "#,##0.00",
    67: "0%",
    68: "0.00%",
    69: "# ?/?",
    70: "# ??/??",
    **dict.fromkeys(range(71, 82), "mm/dd/yyyy"),
}
"""The formats that files name by number alone; one date format stands for all dates."""

_LONGEST_CODE = 255
_MOST_CODES = 1_000
"""Excel takes about 250 besides its own."""
MOST_STYLES = 65_490
"""The most cell formats that Excel takes."""


def shows_date(code: str, value: float = 1) -> bool:
    """Tell whether a number format shows a number as a date or a time.

    >>> shows_date("mm/dd/yyyy"), shows_date('[Red]#,##0_);"d"(#,##0)')
    (True, False)
    """
    shown_by = number_format(code)
    return shown_by.has_dates and shown_by.section(Decimal(value)).is_date


def may_show_date(code: str) -> bool:
    """Tell whether a format shows any number as a date or a time.

    >>> may_show_date("[<10]0;mm/dd/yyyy"), may_show_date("#,##0")
    (True, False)
    """
    return number_format(code).has_dates


def read_number_formats(stream: Readable) -> tuple[str, ...]:
    """Read the number format of each cell format, by position.

    Raises:
        NotPlainXml: the part is damaged.
    """
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside = False

    def number_format(attributes: Attributes) -> None:
        code = attributes.get("formatCode", "") or GENERAL
        codes.setdefault(attributes.get("numFmtId", ""), code)
        if len(code) > _LONGEST_CODE or len(codes) > _MOST_CODES:
            raise NotPlainXml("has number formats that no spreadsheet program takes")

    def begin_cell_formats(_: Attributes) -> None:
        nonlocal inside
        inside = True

    def end_cell_formats() -> None:
        nonlocal inside
        inside = False

    def cell_format(attributes: Attributes) -> None:
        if inside:
            formats.append(attributes.get("numFmtId", "0"))
            if len(formats) > MOST_STYLES:
                raise NotPlainXml("has more formats of cells than a spreadsheet takes")

    starts = {"numFmt": number_format, "cellXfs": begin_cell_formats, "xf": cell_format}
    XmlReader(
        {key: handler for local, handler in starts.items() for key in element_names(local)},
        dict.fromkeys(element_names("cellXfs"), end_cell_formats),
    ).read(stream)
    built_in = {str(number): code for number, code in _BUILT_IN.items()}
    known = {**built_in, **codes}
    return tuple(known.get(format_id, GENERAL) for format_id in formats)
