"""The columns beside a page: each amount's prior, its change, and its change in per cent.

They stand to the right of the print. Where a line has several amounts, each column of amounts gets
columns of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.workbook import Workbook

from focusxl.files.openxml.addresses import absolute_area, cell_address
from focusxl.files.pages.page import HEADING_ROW, LaidOutPage, PageCell
from focusxl.files.pages.styles import AMOUNT_FORMAT, HUNDREDTHS_FORMAT, Styles
from focusxl.files.template.comparison_names import compared_name, limit_name
from focusxl.filings.computation import Computation
from focusxl.forms.comparison import comparison_data, is_money
from focusxl.forms.model import Box
from focusxl_workbook.sheets.sheet_writer import SheetWriter, StoredValue, stored

_GAP_WIDTH, _AMOUNT_WIDTH, _PERCENT_WIDTH = 2.0, 16.0, 9.0
_PRIOR, _CHANGE, _PERCENT = 1, 2, 3
_COLUMNS = 4
_PERCENT_FORMAT = "#,##0%_);(#,##0%)"
_POINTS = 9
_GONE = "gone"
_LONGEST_HEADING = 24


def write_comparison_columns(
    workbook: Workbook,
    writer: SheetWriter,
    page: LaidOutPage,
    styles: Styles,
    computation: Computation,
    prior_cells: Mapping[str, str],
) -> None:
    """Write the columns beside a page, and name them: what they show is no entry.

    Args:
        workbook: the workbook, for the name.
        writer: the sheet of the page.
        page: the page as laid out.
        styles: the formats of the workbook.
        computation: the report of the values stored beside formulas.
        prior_cells: the cell with the amount before, by box number.
    """
    compared = [cell for cell in page.cells if _is_compared(cell, prior_cells)]
    if not compared:
        return
    first = page.last_printed_column + 1
    places = _places(compared)
    order = {column: place for place, column in enumerate(_in_order(page, compared, places))}
    for column, place in order.items():
        heading = _heading(page, column, max(order)) if len(order) > 1 else ""
        _write_headings(writer, styles, first + place * _COLUMNS, heading)
    columns = _Columns(writer, styles, computation, prior_cells)
    for cell in compared:
        columns.write(cell, first + order[places[cell.column]] * _COLUMNS)
    last = first + len(order) * _COLUMNS - 1
    area = absolute_area(page.page.sheet, HEADING_ROW, first, page.last_row, last)
    workbook.define_name(compared_name(page.page.id), area)
    for place in range(len(order)):
        _mark_large_changes(writer, styles, page, first + place * _COLUMNS)


def _is_compared(cell: PageCell, prior_cells: Mapping[str, str]) -> bool:
    box = cell.box
    return cell.role in ("entry", "again") and box is not None and box.number in prior_cells


def _places(cells: Sequence[PageCell]) -> Mapping[int, int]:
    """Give for each column of amounts the one beside whose columns it is compared.

    It is the same for all while no line has two amounts.
    """
    columns = sorted({cell.column for cell in cells})
    rows = [cell.row for cell in cells]
    if len(rows) == len(set(rows)):
        return dict.fromkeys(columns, columns[-1])
    return {column: column for column in columns}


def _in_order(page: LaidOutPage, cells: Sequence[PageCell], places: Mapping[int, int]) -> list[int]:
    """Give the columns of amounts in the order in which they are compared.

    That of most amounts stands next to the form; those of a table stand as in the table.
    """
    columns = list(dict.fromkeys(places.values()))
    if page.is_landscape:
        return columns
    count = Counter(places[cell.column] for cell in cells)
    return sorted(columns, key=lambda column: -count[column])


def _heading(page: LaidOutPage, column: int, last: int) -> str:
    """Give the heading of a column of amounts; without one, the outer column has none."""
    for cell in page.cells:
        if cell.role == "screen_heading" and cell.column <= column <= (cell.until or cell.column):
            text = " ".join(cell.text.split())
            short = text[: _LONGEST_HEADING - 1].rstrip()
            return text if len(text) <= _LONGEST_HEADING else f"{short}…"
    return "" if column == last else "Inner column"


def _write_headings(writer: SheetWriter, styles: Styles, first: int, heading: str) -> None:
    sheet = writer.worksheet
    widths = (_GAP_WIDTH, _AMOUNT_WIDTH, _AMOUNT_WIDTH, _PERCENT_WIDTH)
    for column, width in enumerate(widths, start=first):
        sheet.set_column(column, column, width)
    look = styles.role("screen_heading")
    before = f"{heading}: prior" if heading else "Prior period"
    for column, text in ((_PRIOR, before), (_CHANGE, "Change"), (_PERCENT, "Change %")):
        sheet.write_string(HEADING_ROW, first + column, text, look)


class _Columns:
    """The writing of the cells beside the amounts of one page."""

    def __init__(
        self,
        writer: SheetWriter,
        styles: Styles,
        computation: Computation,
        prior_cells: Mapping[str, str],
    ) -> None:
        self.writer = writer
        self.computation = computation
        self.prior_cells = prior_cells
        look = {"font_size": _POINTS, "align": "right", "font_color": "#404040", "shrink": True}
        self.whole = styles.custom({**look, "num_format": AMOUNT_FORMAT})
        self.hundredths = styles.custom({**look, "num_format": HUNDREDTHS_FORMAT})
        self.percent = styles.custom({**look, "num_format": _PERCENT_FORMAT})

    def write(self, cell: PageCell, first: int) -> None:
        """Write the cells beside one amount."""
        assert cell.box is not None
        number, row = cell.box.number, cell.row
        look = self.whole if is_money(cell.box) or cell.box.unit == "count" else self.hundredths
        source = self.prior_cells[number]
        now, before = cell.address, cell_address(row, first + _PRIOR)
        both = f"COUNT({now},{before})=2"
        amounts = self._amounts(cell.box)
        shown = f'=IF({source}="","",{source})'
        self.writer.formula(row, first + _PRIOR, shown, look, stored(amounts[0]))
        gone = f'IF(COUNT({before})=0,"",IF({now}="","{_GONE}",""))'
        change = f"=IF({both},{now}-{before},{gone})"
        self.writer.formula(row, first + _CHANGE, change, look, _change(*amounts))
        share = f'=IF({both},IF({before}=0,"",({now}-{before})/ABS({before})),"")'
        self.writer.formula(row, first + _PERCENT, share, self.percent, _share(*amounts))

    def _amounts(self, box: Box) -> tuple[Decimal | None, Decimal | None]:
        now = self.computation.amounts.get(box.number)
        return self.computation.filing.prior.get(box.number), now


def _change(prior: Decimal | None, now: Decimal | None) -> StoredValue:
    if prior is None:
        return ""
    return _GONE if now is None else float(now - prior)


def _share(prior: Decimal | None, now: Decimal | None) -> StoredValue:
    return "" if not prior or now is None else float((now - prior) / abs(prior))


def _mark_large_changes(writer: SheetWriter, styles: Styles, page: LaidOutPage, first: int) -> None:
    """Let a change stand out that is beyond the percentage and the amount for notes on Start."""
    usual = comparison_data().limits
    amount, percent = limit_name("note_amount"), limit_name("percent")
    fallback = f'IF({limit_name("amount")}="",{usual.note_amount},{limit_name("amount")})'
    change = f"${cell_address(HEADING_ROW + 1, first + _CHANGE)}"
    share = f"${cell_address(HEADING_ROW + 1, first + _PERCENT)}"
    criteria = (
        f"=IF(COUNT({change},{share})=2,"
        f'AND(ABS({change})>IF({amount}="",{fallback},{amount}),'
        f'ABS({share})*100>IF({percent}="",{usual.percent},{percent})),FALSE)'
    )
    look = styles.conditional({"bg_color": "#FFF2CC", "bold": True})
    writer.worksheet.conditional_format(
        HEADING_ROW + 1,
        first + _CHANGE,
        page.last_row,
        first + _PERCENT,
        {"type": "formula", "criteria": criteria, "format": look},
    )
