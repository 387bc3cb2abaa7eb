"""Which cell formats show a number as a date."""

from __future__ import annotations

import re
from typing import IO

from focusxl.files.outline import element_names
from focusxl.files.xml_reader import Attributes, XmlReader

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_A_PLACEHOLDER = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_PLACEHOLDER = re.compile(r"[dmyhs]", re.IGNORECASE)


def shows_date(code: str) -> bool:
    """Tell whether a number format shows a date or a time.

    >>> shows_date("mm/dd/yyyy"), shows_date('[Red]#,##0_);"d"(#,##0)')
    (True, False)
    """
    return _DATE_PLACEHOLDER.search(_NOT_A_PLACEHOLDER.sub("", code)) is not None


def read_date_formats(stream: IO[bytes]) -> frozenset[int]:
    """Read which cell formats, by their positions, show dates.

    Raises:
        NotPlainXml: the part is damaged.
    """
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside = False

    def number_format(attributes: Attributes) -> None:
        codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))

    def begin_cell_formats(_: Attributes) -> None:
        nonlocal inside
        inside = True

    def end_cell_formats() -> None:
        nonlocal inside
        inside = False

    def cell_format(attributes: Attributes) -> None:
        if inside:
            formats.append(attributes.get("numFmtId", "0"))

    starts = {"numFmt": number_format, "cellXfs": begin_cell_formats, "xf": cell_format}
    XmlReader(
        {key: handler for local, handler in starts.items() for key in element_names(local)},
        dict.fromkeys(element_names("cellXfs"), end_cell_formats),
    ).read(stream)
    dates = {format_id for format_id, code in codes.items() if shows_date(code)}
    dates |= {str(format_id) for format_id in _BUILT_IN_DATES} - codes.keys()
    return frozenset(position for position, format_id in enumerate(formats) if format_id in dates)
