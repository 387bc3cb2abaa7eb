"""A page of the form laid out on a grid, before anyone draws it: what stands in which cell.

The template and the filing-ready workbook draw the same pages; only what they put into the
entries differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from focusxl.files.openxml.addresses import cell_address
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, Statement

Role = Literal[
    "block",
    "form_block",
    "heading",
    "title",
    "reported_by",
    "filers_caption",
    "filers",
    "firm",
    "as_of_caption",
    "as_of",
    "section",
    "section_wrapped",
    "column_heading",
    "item",
    "label",
    "label_above",
    "label_right",
    "paragraph",
    "caption",
    "caption_right",
    "symbol",
    "box_number",
    "entry",
    "again",
    "ruled",
    "note",
    "declared",
    "mark",
]
"""What part a cell plays; “again” is the entry of a box whose home is another page, “declared”
says that there is nothing to report."""

LINE_HEIGHT = 21.0
WRAPPED_LINE_HEIGHT = 13.5


@dataclass(frozen=True, slots=True)
class PageCell:
    """One cell of a page: its place, what part it plays, and what it shows."""

    row: int
    column: int
    role: Role
    text: str = ""
    until: int | None = None
    """Last column, where the text is printed across several."""
    indent: int = 0
    box: Box | None = None
    """The box whose value or number stands here."""
    marks: tuple[str, ...] = ()
    """The boxes whose findings are announced here."""
    last_row: int | None = None
    """Last row, where the text is printed down several."""

    @property
    def address(self) -> str:
        """The cell in Excel letters."""
        return cell_address(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its cells, the widths of its columns, the heights of its rows."""

    edition: Edition
    statement: Statement
    widths: tuple[float, ...]
    cells: tuple[PageCell, ...]
    heights: dict[int, float]
    last_row: int
    last_printed_column: int

    @property
    def number(self) -> int:
        """The form's number of the page."""
        # By identity: two pages are compared deeply, which takes long.
        return next(
            number
            for number, statement in enumerate(self.edition.statements, start=1)
            if statement is self.statement
        )
