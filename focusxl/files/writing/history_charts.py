"""Excel's own charts of key amounts, month by month."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.files.openxml.addresses import absolute_area
from focusxl.forms.key_amounts import KeptAmount

CHART_COLOURS = ("#2F75B5", "#C65911", "#548235", "#7030A0", "#BF8F00", "#008080")


def insert_charts(
    book: Workbook,
    sheet: Worksheet,
    name: str,
    listed: Sequence[KeptAmount],
    rows: tuple[int, int],
    below: int,
    columns: tuple[int, ...] = (0, 6),
    width: int = 620,
) -> None:
    """Draw what is charted together, side by side.

    Args:
        book: the workbook.
        sheet: the sheet that the charts stand on.
        name: the name of the sheet with the table, its days in the first column.
        listed: the amounts of its columns, from the second on.
        rows: the first and the last row of the table.
        below: the row from which on the charts stand.
        columns: the columns in which they begin.
        width: how wide each is, in pixels.
    """
    first, last = rows
    charts: dict[str, list[tuple[int, KeptAmount]]] = {}
    for column, one in enumerate(listed, start=1):
        if one.chart:
            charts.setdefault(one.chart, []).append((column, one))
    font = {"name": "Arial", "size": 9}
    for at, (title, series) in zip(columns, charts.items(), strict=False):
        chart = book.add_chart({"type": "column"})
        for colour, (column, one) in zip(CHART_COLOURS, series, strict=False):
            chart.add_series(
                {
                    "name": one.label,
                    "categories": absolute_area(name, first, 0, last, 0),
                    "values": absolute_area(name, first, column, last, column),
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        chart.set_title({"name": title, "name_font": {"name": "Arial", "size": 11}})
        chart.set_x_axis(
            {
                "num_format": "mmm yy",
                "num_font": {**font, "rotation": -45},
                "text_axis": True,
                "label_position": "low",
            }
        )
        chart.set_y_axis(
            {
                "num_format": "#,##0,,",
                "name": "$ millions",
                "name_font": font,
                "num_font": font,
                "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
            }
        )
        chart.set_legend({"position": "bottom", "font": font})
        chart.set_size({"width": width, "height": 300})
        sheet.insert_chart(below, at, chart, {"object_position": 2})
