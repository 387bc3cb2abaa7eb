"""The styles of cells, by their role on a page and by what may be entered.

Entries of the template have Excel's own cell styles Input, Calculation and Check Cell, so that a
reader can tell them apart by name and not by color alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from focusxl.files.pages.page import TYPE_POINTS, Role
from focusxl.forms.model import Box

CellStyle = Literal["Input", "Calculation", "Check Cell"]
Properties = dict[str, Any]

AMOUNT_FORMAT = "#,##0_);(#,##0)"
"""Negative amounts in parentheses, as the form prints them."""
HUNDREDTHS_FORMAT = "0.00_);(0.00)"
"""Percentages; the sign is printed beside the entry."""
FACTOR_FORMAT = "0.00####_);(0.00####)"
"""Factors, with as many decimals as are used in multiplication."""
DATE_FORMAT = "mm/dd/yyyy"
_DOT_LEADERS = "@*."
_CLEAR_OF_ENTRY = "@_)"
"""As much room after a text as a parenthesis takes."""

_FONT = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_RULE = {"bottom": 1, "bottom_color": "#7F7F7F"}

CELL_STYLE_LOOKS: dict[CellStyle, Properties] = {
    "Input": {
        "bg_color": "#FFF8E1",
        "font_color": "#1F3864",
        "border": 1,
        "border_color": "#BF9000",
    },
    "Calculation": {
        "bg_color": "#F2F2F2",
        "font_color": "#1A1A1A",
        "bold": True,
        "border": 1,
        "border_color": "#A6A6A6",
    },
    "Check Cell": {
        "bg_color": "#E8EDF5",
        "font_color": "#1A1A1A",
        "bold": True,
        "border": 1,
        "border_color": "#44546A",
    },
}

_ROLES: dict[Role, Properties] = {
    "block": {"bold": True, "text_wrap": True, "align": "center"},
    "form_block": {
        "text_wrap": True,
        "align": "center",
        "right": 2,
        "bottom": 2,
    },
    "heading": {"bold": True, "font_size": 14},
    "title": {"bold": True, "text_wrap": True, "align": "center", "font_size": 10.5, "bottom": 2},
    "reported_by": {"align": "center"},
    "filers_caption": {"valign": "top", "align": "left", "indent": 1, "bottom": 2},
    "filers": {"text_wrap": True, "valign": "top", "bottom": 2},
    "firm": {"bold": True},
    "as_of_caption": {"bold": True, "align": "right"},
    "as_of": {"bold": True, "num_format": DATE_FORMAT, "align": "left"},
    "section": {"bold": True},
    "section_wrapped": {"bold": True, "text_wrap": True, "align": "center"},
    "column_heading": {"bold": True, "text_wrap": True, "align": "center", "valign": "bottom"},
    "item": {"align": "right"},
    "label": {"num_format": _DOT_LEADERS},
    "label_above": {"align": "left"},
    "label_right": {"align": "right"},
    "paragraph": {"text_wrap": True},
    "caption": {"text_wrap": True, "valign": "bottom"},
    "caption_right": {"align": "right", "indent": 1},
    "symbol": {"align": "right", "num_format": _CLEAR_OF_ENTRY},
    "closing": {"align": "left"},
    "box_number": {"align": "center", "border": 1},
    "ruled": _RULE,
    "note": {"italic": True, "text_wrap": True},
    "declared": {"bold": True, "align": "center", "border": 1},
    "mark": {"bold": True, "font_color": "#9C0006", "font_size": 8, "underline": 1},
    "screen_title": {"bold": True, "font_size": 8, "bg_color": "#E8EDF5", "shrink": True},
    "screen_heading": {
        "bold": True,
        "font_size": 8,
        "bg_color": "#E8EDF5",
        "align": "center",
        "text_wrap": True,
    },
}


def book_options() -> Properties:
    """Give what a workbook of pages is made with.

    Columns are measured in digits of its usual font; those of this one are as wide wherever the
    workbook is opened.
    """
    usual = {"font_name": _FONT["font_name"], "font_size": 9.5}
    return {"in_memory": True, "default_format_properties": usual, "default_row_height": 17}


@dataclass
class Styles:
    """The formats of one workbook, each made once."""

    workbook: Workbook
    _made: dict[str, Format] = field(default_factory=dict)
    _cell_styles: dict[str, CellStyle] = field(default_factory=dict)

    def role(self, role: Role, indent: int = 0, look: Properties | None = None) -> Format:
        """Give the format of a part of a page."""
        properties = {"font_size": TYPE_POINTS, **_ROLES[role], **(look or {})}
        if indent:
            properties["indent"] = indent
        return self.custom(properties)

    def printed_entry(self, box: Box) -> Format:
        """Give the format of an entry on the filing-ready page: a value over a rule."""
        return self.custom({**_RULE, **_alignment(box)})

    def printed_text(self, box: Box, look: Properties) -> Format:
        """Give the format of a text on the filing-ready page, aligned as its entry."""
        align = _alignment(box)["align"]
        indent = {"indent": 1} if align == "left" else {}
        usual = {"font_size": TYPE_POINTS, "num_format": "@", "align": align}
        return self.custom({**_RULE, **usual, **indent, **look})

    def input(self, box: Box, open_sides: Sequence[str] = ()) -> Format:
        """Give the format of an input, without a border at the sides where its room goes on."""
        border = dict.fromkeys(open_sides, 0)
        return self.styled("Input", {**_alignment(box), "locked": False, **border})

    def room(self, open_sides: Sequence[str]) -> Format:
        """Give the format of the room beside an input, which its text runs over."""
        return self.custom({**CELL_STYLE_LOOKS["Input"], **dict.fromkeys(open_sides, 0)})

    def total(self, box: Box) -> Format:
        """Give the format of a total."""
        return self.styled("Calculation", _alignment(box))

    def styled(self, style: CellStyle, properties: Properties | None = None) -> Format:
        """Give a format with one of Excel's own cell styles."""
        looks = {**CELL_STYLE_LOOKS[style], **(properties or {})}
        return self._make(looks, style)

    def custom(self, properties: Properties) -> Format:
        """Give a format in the page's font with further properties."""
        return self._make(properties, None)

    def conditional(self, properties: Properties) -> Format:
        """Give a conditional format, which is added to that of the cell."""
        key = f"conditional{sorted(properties.items())}"
        if key not in self._made:
            self._made[key] = self.workbook.add_format(properties)
        return self._made[key]

    def cell_styles(self) -> dict[int, CellStyle]:
        """Cell style of each format that has one, by the format's index in the file.

        The indexes are known only after the workbook is closed.
        """
        made = ((self._made[key].xf_index, style) for key, style in self._cell_styles.items())
        # A format that no cell has in the end, has no index.
        return {index: style for index, style in made if index is not None}

    def _make(self, properties: Properties, style: CellStyle | None) -> Format:
        key = f"{style}{sorted(properties.items())}"
        if key not in self._made:
            self._made[key] = self.workbook.add_format({**_FONT, **properties})
            if style is not None:
                self._cell_styles[key] = style
        return self._made[key]


def _alignment(box: Box) -> Properties:
    return {"font_size": TYPE_POINTS, **_side(box)}


def _side(box: Box) -> Properties:
    match box.kind:
        case "input" | "total":
            return {"num_format": _number_format(box), "align": "right", "shrink": True}
        case "date":
            return {"num_format": DATE_FORMAT, "align": "left", "indent": 1}
        case "check":
            return {"align": "center", "bold": True, "num_format": "@"}
    return {"num_format": "@", "align": "left", "indent": 1}


def _number_format(box: Box) -> str:
    match box.unit:
        case "percent":
            return HUNDREDTHS_FORMAT
        case "factor":
            return FACTOR_FORMAT
    return AMOUNT_FORMAT
