"""The marks of the last validation on a page: words beside a line, a frame around a box."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from focusxl.checks.state import STATE_WORDS
from focusxl.files.openxml.addresses import cell_address
from focusxl.files.pages.page import LaidOutPage, PageCell
from focusxl.files.pages.styles import Styles
from focusxl_workbook.sheets import findings as findings_sheet

_NONE = findings_sheet.ROW_COUNT + 1
"""Greater than the place of any finding."""


def mark_formula(cell: PageCell) -> str:
    """Say beside the line what the last validation found on it, and lead to where it says so.

    Of several findings it is the first: what must be fixed stands before the rest.
    """
    places = ",".join(
        f"IFERROR(MATCH({box if box.isdigit() else _text(box)},finding_boxes,0),{_NONE})"
        for box in cell.marks
    )
    place = f"MIN({places})"
    box = f'&" "&INDEX(finding_boxes,{place})' if len(cell.marks) > 1 else ""
    target = f'"#{findings_sheet.SHEET}!A"&({findings_sheet.FIRST_ROW}+{place})'
    words = f'INDEX(finding_classes,{place})&" ►"{box}'
    return f'=IF({place}={_NONE},"",HYPERLINK({target},{words}))'


def _text(box: str) -> str:
    return f'"{box}"'


def mark_blocked_boxes(worksheet: Worksheet, page: LaidOutPage, styles: Styles) -> None:
    """Mark every box with a finding that blocks the report.

    One rule serves a column of entries: it looks up the box number beside the entry.
    """
    numbers = {
        cell.box.number: cell for cell in page.cells if cell.role == "box_number" and cell.box
    }
    rows: dict[tuple[int, int], list[int]] = {}
    for cell in page.cells:
        number = numbers.get(cell.box.number) if cell.role == "entry" and cell.box else None
        if number is not None and number.row == cell.row:
            rows.setdefault((cell.column, number.column), []).append(cell.row)
    look = styles.conditional({"bg_color": "#F8CBAD", "border": 2})
    for (column, number_column), entries in rows.items():
        first, last = min(entries), max(entries)
        worksheet.conditional_format(
            first,
            column,
            last,
            column,
            {
                "type": "formula",
                "criteria": _is_blocked(f"${cell_address(first, number_column)}"),
                "format": look,
            },
        )


def _is_blocked(number: str) -> str:
    counts = (
        f'COUNTIFS(finding_boxes,{number},finding_classes,"{word}")'
        for check_class, word in STATE_WORDS.items()
        if check_class != "note"
    )
    return f'=AND({number}<>"",{"+".join(counts)}>0)'
