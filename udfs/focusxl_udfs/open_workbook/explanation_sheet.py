"""Explain this cell: the tree of lines below a box, on a sheet of the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import xlwings as xw

from focusxl.files.template.names import EXPLANATION_SHEET, EXPLANATION_TITLE
from focusxl.filings.explanation import Explanation
from focusxl.filings.filing import Place
from focusxl.library import Filing
from focusxl_udfs.open_workbook.added_sheets import write_added_sheet, write_links
from focusxl_udfs.open_workbook.write_back import link_to, plain_text

HEADINGS = ("Line", "Amount", "Cell", "Formed from", "Remark", "Source")
_AMOUNTS = "#,##0_);(#,##0)"
_WIDTHS = (80, 18, 22, 44, 24, 30)
_STEP = "    "
_ROW_OF_WAY_BACK = 2
_CELL = HEADINGS.index("Cell")
_AMOUNT = HEADINGS.index("Amount")


class _Row(NamedTuple):
    depth: int
    line: Explanation
    is_repeated: bool = False


def write_explanation(book: xw.Book, filing: Filing, box: str, asked_at: Place) -> None:
    """Write the explanation of a box on the sheet Explanation, and show it."""
    head, lines = _head(filing, box), list(_lines(filing.explain(box)))
    rows = [*head, *(_cells(row) for row in lines)]
    links = [[link_to(row.line.place)] for row in lines]
    sheet = write_added_sheet(
        book, EXPLANATION_SHEET, EXPLANATION_TITLE, rows, links, _CELL, _WIDTHS, first_row=len(head)
    )
    write_links(sheet.range((_ROW_OF_WAY_BACK, _CELL + 1)), [[link_to(asked_at)]])
    amounts = sheet.range((len(head) + 1, _AMOUNT + 1), (len(rows), _AMOUNT + 1))
    amounts.number_format = _AMOUNTS
    sheet.activate()
    sheet.range("A1").select()


def _head(filing: Filing, box: str) -> list[tuple[str, ...]]:
    belongs = filing.edition[box].help
    rows = [
        (f"{EXPLANATION_TITLE}{box} is what it is",),
        ("Written from the workbook as it was; later changes are not in it.", "Back to"),
        (f"What belongs here: {belongs}",) if belongs else ("",),
        HEADINGS,
    ]
    return [tuple(plain_text(text) for text in row) + ("",) * (6 - len(row)) for row in rows]


def _lines(explanation: Explanation) -> Iterator[_Row]:
    """Give the lines of the tree from the top, each with its depth.

    What several lines rest on is written out where it comes first, as the command does it.
    """
    yield _Row(0, explanation)
    yield from _below(explanation, 1, {explanation.title})


def _below(explanation: Explanation, depth: int, shown: set[str]) -> Iterator[_Row]:
    for line in explanation.rests_on:
        is_repeated = bool(line.rests_on) and line.title in shown
        yield _Row(depth, line, is_repeated)
        if not is_repeated and not line.is_blank:
            shown.add(line.title)
            yield from _below(line, depth + 1, shown)


def _cells(row: _Row) -> tuple[str | float, ...]:
    line = row.line
    remark = f"but {line.remark}" if line.remark else ""
    return (
        f"{_STEP * row.depth}{line.title}",
        _amount(line),
        "",
        "" if line.formula is None else plain_text(line.formula),
        plain_text("explained above" if row.is_repeated else remark),
        plain_text("; ".join(line.cite)),
    )


def _amount(line: Explanation) -> str | float:
    """Give a whole amount as a number, and everything else as it is shown."""
    value = line.value
    is_whole = isinstance(value, Decimal) and value == value.to_integral_value()
    if is_whole and not line.is_ratio:
        return float(str(value))
    return plain_text(line.shown_value)
