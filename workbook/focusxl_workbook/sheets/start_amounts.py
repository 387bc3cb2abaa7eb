"""Where the firm stands, at the foot of Start: its key amounts in a table, and two charts.

Which amounts they are is form data; see `focusxl.forms.key_amounts`. A blank stays blank, and a
chart shows nothing for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from focusxl.files.openxml.addresses import absolute_area
from focusxl.files.pages.styles import Properties
from focusxl.files.template.names import box_name
from focusxl.forms.key_amounts import KeyAmount, Kind, key_amounts
from focusxl_workbook.sheets.sheet_writer import StoredValue
from focusxl_workbook.sheets.start_parts import (
    FIRST,
    MIDDLE,
    REMARK,
    SHEET,
    TO_FIX,
    Start,
)

_MILLIONS = "#,##0.0,,_);(#,##0.0,,)"
_SERIES: Mapping[Kind, tuple[str, int, str]] = {
    "excess": ("Excess", MIDDLE, "#2F75B5"),
    "target": ("Target", REMARK, "#BF8F00"),
    "over_target": ("Over target", TO_FIX, "#548235"),
}
"""The series of customers' funds: heading, column and colour."""
_OF_CAPITAL: Mapping[Kind, str] = {
    "capital": "#2F75B5",
    "requirement": "#C65911",
    "early_warning": "#BF8F00",
}
_ROWS_OF_CHARTS, _HEIGHT_OF_ROW = 13, 17
_PIXELS_OF_ROW = 17 * 4 / 3
_SMALL = {"name": "Arial", "size": 9}


@dataclass(frozen=True, slots=True)
class Amounts:
    """The key amounts of a workbook, each with the value stored for it."""

    values: Mapping[str, StoredValue]

    def of(self, one: KeyAmount) -> StoredValue:
        """Give the stored value of an amount; empty text where it is blank."""
        return self.values.get(box_name(one.box), "")


def write_amounts(start: Start, row: int, amounts: Amounts) -> int:
    """Write the table and the charts; give the row below them."""
    row = start.section(
        row, "Where the firm stands", "In millions of dollars, as the pages say now."
    )
    listed = key_amounts(start.edition)
    funds = [one for one in listed if one.kind in _SERIES]
    capital = [one for one in listed if one.kind in _OF_CAPITAL]
    first = row + 1
    row = _write_funds(start, row, funds, amounts)
    last = row - 1
    _write_capital(start, row + 1, capital, amounts)
    below = row + 2 + len(capital)
    for offset in range(_ROWS_OF_CHARTS):
        start.writer.worksheet.set_row(below + offset, _HEIGHT_OF_ROW)
    _chart_of_funds(start, below, first, last)
    _chart_of_capital(start, below, row + 2, capital)
    return below + _ROWS_OF_CHARTS + 1


def _write_funds(start: Start, row: int, funds: Sequence[KeyAmount], amounts: Amounts) -> int:
    _head(start, row, "Customers' funds", {column: name for name, column, _ in _SERIES.values()})
    rows = {of: row + 1 + place for place, of in enumerate(dict.fromkeys(one.of for one in funds))}
    for of, place in rows.items():
        start.text(place, FIRST, of)
    for one in funds:
        _write_amount(start, rows[one.of], _SERIES[one.kind][1], one, amounts)
    return row + 1 + len(rows)


def _write_capital(start: Start, row: int, capital: Sequence[KeyAmount], amounts: Amounts) -> None:
    _head(start, row, "Net capital and what it must cover", {MIDDLE: "Amount"})
    for place, one in enumerate(capital, start=row + 1):
        start.text(place, FIRST, one.label)
        _write_amount(start, place, MIDDLE, one, amounts)


def _head(start: Start, row: int, text: str, headings: Mapping[int, str]) -> None:
    look: Properties = {"bold": True, "bg_color": "#E8EDF5", "bottom": 1}
    sheet = start.writer.worksheet
    sheet.write_string(row, FIRST, text, start.styles.custom(look))
    right = start.styles.custom({**look, "align": "right"})
    for column in range(MIDDLE, TO_FIX + 1):
        sheet.write_string(row, column, headings.get(column, ""), right)


def _write_amount(start: Start, row: int, column: int, one: KeyAmount, amounts: Amounts) -> None:
    name = box_name(one.box)
    look = start.styles.custom({"num_format": _MILLIONS, "align": "right"})
    formula = f'=IFERROR(IF({name}="","",{name}),"")'
    start.writer.formula(row, column, formula, look, amounts.of(one))


def _chart_of_funds(start: Start, row: int, first: int, last: int) -> None:
    chart = start.workbook.add_chart({"type": "column"})
    for kind in ("excess", "target"):
        heading, column, colour = _SERIES[kind]
        chart.add_series(
            {
                "name": heading,
                "categories": absolute_area(SHEET, first, FIRST, last, FIRST),
                "values": absolute_area(SHEET, first, column, last, column),
                "fill": {"color": colour},
                "gap": 80,
            }
        )
    chart.set_title(_title("Customers' funds: excess and target"))
    chart.set_legend({"position": "bottom", "font": _SMALL})
    chart.set_x_axis({"num_font": _SMALL, "label_position": "low"})
    chart.set_y_axis(_of_amounts())
    _place(start, chart, row, FIRST, 425, "Customers' funds: excess and target")


def _chart_of_capital(start: Start, row: int, first: int, capital: Sequence[KeyAmount]) -> None:
    last = first + len(capital) - 1
    chart = start.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Net capital",
            "categories": absolute_area(SHEET, first, FIRST, last, FIRST),
            "values": absolute_area(SHEET, first, MIDDLE, last, MIDDLE),
            "points": [{"fill": {"color": _OF_CAPITAL[one.kind]}} for one in capital],
            "gap": 60,
        }
    )
    chart.set_title(_title("Net capital, its requirement and early warning"))
    chart.set_legend({"none": True})
    # The first amount at the top, and the axis of the amounts below all the same.
    chart.set_y_axis({"num_font": _SMALL, "reverse": True, "label_position": "low"})
    axis: Properties = {**_of_amounts(), "label_position": "high", "line": {"none": True}}
    if not any(one.kind == "capital" for one in capital):
        # Net capital may be negative; requirements are not.
        axis["min"] = 0
    chart.set_x_axis(axis)
    _place(start, chart, row, REMARK, 560, "Net capital, its requirement and early warning")


def _title(text: str) -> Properties:
    return {"name": text, "name_font": {"name": "Arial", "size": 11, "bold": True}}


def _of_amounts() -> Properties:
    return {
        "num_format": "#,##0,,",
        "num_font": _SMALL,
        "name": "Millions of dollars",
        "name_font": {**_SMALL, "bold": False},
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
    }


def _place(start: Start, chart: Any, row: int, column: int, width: int, text: str) -> None:
    height = _ROWS_OF_CHARTS * _PIXELS_OF_ROW - 8
    chart.set_size({"width": width, "height": height})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})
    place = {"x_offset": 2, "y_offset": 6, "object_position": 1, "description": text}
    start.writer.worksheet.insert_chart(row, column, chart, place)
