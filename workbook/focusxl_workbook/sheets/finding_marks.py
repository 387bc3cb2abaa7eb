"""The marks of the last validation on a page: words beside a line, a frame around a box."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from focusxl.checks.state import STATE_WORDS
from focusxl.files.openxml.addresses import cell_address
from focusxl.files.pages.page import LaidOutPage, PageCell
from focusxl.files.pages.styles import Styles


def mark_formula(cell: PageCell) -> str:
    """Write the formula that names, beside a line, its boxes with findings."""
    parts = []
    for box in cell.marks:
        key = box if box.isdigit() else f'"{box}"'
        found = f"INDEX(finding_classes,MATCH({key},finding_boxes,0))"
        label = f" ({box})" if len(cell.marks) > 1 else ""
        parts.append(f'IFERROR("◄ "&{found}&"{label} ","")')
    return "=" + "&".join(parts)


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
