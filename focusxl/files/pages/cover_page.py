"""The layout of the cover page: captions over entries side by side, and check boxes."""

from __future__ import annotations

from itertools import takewhile

from focusxl.files.pages.page import (
    LINE_HEIGHT,
    MARK_COLUMN,
    TYPE_POINTS,
    WRAPPED_LINE_HEIGHT,
    LaidOutPage,
    PageCell,
    fitted,
    lowest,
    paper,
    with_screen,
)
from focusxl.files.pages.text_width import broken, column_pixels, text_pixels
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, Line, Page

_WIDTHS = (38.0, 5.2, 16.0, 5.2, 12.5, 5.2, 20.0, 8.0, 5.2)
_LAST = 8
_ENTRY_COLUMN = {0: 0, 4: 2, 6: 4, 8: 6}
"""First column of a field, by the number of twelfths of the width before it."""
_NUMBER_COLUMN = {4: 1, 6: 3, 8: 5, 12: 8}
"""Column of a field's number, by the number of twelfths of the width at its end."""
_SIDE_BY_SIDE = _FIRST_CHECK, _SECOND_CHECK = 4, 7
_GAP = 5.0
_LABEL_UNTIL = 2
_NAME_COLUMN = 2
_SIGNATURE_UNTIL = 3
_SIGNER_COLUMN = 6
_ABOVE_CAPTION = 0.75
_CAPTION_HEIGHT = WRAPPED_LINE_HEIGHT + _ABOVE_CAPTION


def cover_page(edition: Edition, page: Page) -> LaidOutPage:
    """Lay out the cover page."""
    layout = _Cover(edition, page)
    layout.lay_out()
    sheet = paper(is_landscape=False)
    scale = sheet.scale({0: lowest(layout.heights)}, _WIDTHS)
    heights = fitted(layout.heights, sheet.height / scale)
    cells = tuple(layout.cells)
    printed = LaidOutPage(edition, page, _WIDTHS, cells, heights, layout.row - 1, _LAST)
    return with_screen(printed, {}, _LABEL_UNTIL)


class _Cover:
    """The layout of the cover page, built from top to bottom."""

    def __init__(self, edition: Edition, page: Page) -> None:
        self.lines = page.lines
        printed = edition.printed
        block = "\n".join((edition.form, printed.report, edition.part, printed.cover))
        self.cells = [
            PageCell(0, 0, "block", block),
            PageCell(
                0,
                1,
                "title",
                f"{printed.agency}\n{page.header}",
                _LAST,
            ),
            PageCell(1, 1, "reported_by", printed.instructions, _LAST),
        ]
        self.heights = {0: 56.0, 1: 15.0, 2: 5.0}
        self.row = 3
        self._check_column = _single_check_column(self.lines)

    def lay_out(self) -> None:
        """Lay out all lines."""
        place = 0
        while place < len(self.lines):
            line = self.lines[place]
            if place and bool(self.lines[place - 1].fields) != bool(line.fields):
                self._next_row(_GAP)
            signers = _signers(self.lines[place:])
            if signers:
                self._add_signers(signers)
                place += 2 * len(signers)
                continue
            self._add_line(line)
            place += 1

    def _add_line(self, line: Line) -> None:
        if line.fields:
            self._add_fields(line)
        elif line.text is not None and line.signature:
            self._add_rule_to_sign_on()
            self._next_row(22.0)
            self._add(PageCell(self.row, 0, "caption", line.text, _LAST))
            self._next_row(_CAPTION_HEIGHT)
        elif line.text is not None:
            lines = len(broken(line.text, column_pixels(_WIDTHS) - 6, TYPE_POINTS))
            self._add(PageCell(self.row, 0, "paragraph", line.text, _LAST))
            self._next_row(lines * WRAPPED_LINE_HEIGHT + 6)
        elif len(line.checks) > len(_SIDE_BY_SIDE):
            self._add_checks_below(line)
        else:
            self._add_checks(line)

    def _next_row(self, height: float) -> None:
        self.heights[self.row] = height
        self.row += 1

    def _add(self, *cells: PageCell) -> None:
        self.cells += cells

    def _add_rule_to_sign_on(self) -> None:
        self._add(*(PageCell(self.row, column, "ruled") for column in range(_SIGNATURE_UNTIL + 1)))

    def _add_fields(self, line: Line) -> None:
        before, lines = 0, 1
        for box in line.fields:
            start = _ENTRY_COLUMN[before]
            before += box.width or 12
            end = _NUMBER_COLUMN[before]
            caption = _caption(box)
            room = column_pixels(_WIDTHS[start : end + 1]) - 6
            lines = max(lines, len(broken(caption, room, TYPE_POINTS)))
            self._add(PageCell(self.row, start, "caption", caption, end))
            self._add_blank(self.row + 1, start, end, box)
        marks = tuple(box.number for box in line.fields)
        self._add(PageCell(self.row + 1, MARK_COLUMN, "mark", marks=marks))
        self._next_row(lines * WRAPPED_LINE_HEIGHT + _ABOVE_CAPTION)
        self._next_row(LINE_HEIGHT)

    def _add_blank(self, row: int, start: int, end: int, box: Box) -> None:
        """Put an entry, with its rule up to the box number."""
        self._add(PageCell(row, start, "entry", box=box))
        self._add(*(PageCell(row, column, "ruled") for column in range(start + 1, end)))
        self._add(PageCell(row, end, "box_number", box.number, box=box))

    def _add_signers(self, signers: list[tuple[Line, Line]]) -> None:
        """Put lines to sign on at the left, and the names of the signers at the right."""
        for signature, name in signers:
            if signature.text is not None and not signature.signature:
                self._add(
                    PageCell(self.row, 0, "paragraph", signature.text, _LABEL_UNTIL),
                    PageCell(self.row, _SIGNER_COLUMN, "paragraph", name.text or "", _LAST),
                )
                self._next_row(LINE_HEIGHT)
                continue
            box = name.fields[0]
            caption = box.label or ""
            room = column_pixels(_WIDTHS[_SIGNER_COLUMN:]) - 6
            lines = len(broken(caption, room, TYPE_POINTS))
            self._add_rule_to_sign_on()
            self._add_blank(self.row, _SIGNER_COLUMN, _LAST, box)
            self._add(PageCell(self.row, MARK_COLUMN, "mark", marks=(box.number,)))
            self._next_row(20.0)
            self._add(
                PageCell(self.row, 0, "caption", signature.text or "", _SIGNATURE_UNTIL),
                PageCell(self.row, _SIGNER_COLUMN, "caption", caption, _LAST),
            )
            self._next_row(lines * WRAPPED_LINE_HEIGHT + _ABOVE_CAPTION)

    def _add_checks(self, line: Line) -> None:
        name = line.cells.get("name")
        single = len(line.checks) == 1
        columns = (self._check_column,) if single else _SIDE_BY_SIDE
        indent = line.indent or 0
        label_until = _LABEL_UNTIL
        if not single and not _fits(line.checks[0].label or "", _WIDTHS[_FIRST_CHECK - 1]):
            label_until -= 1
        if name is not None:
            self._add(PageCell(self.row, 0, "paragraph", line.title, _NAME_COLUMN - 1, indent))
            self._add(PageCell(self.row, _NAME_COLUMN, "entry", box=name))
            self._add(
                *(
                    PageCell(self.row, column, "ruled")
                    for column in range(_NAME_COLUMN + 1, columns[0])
                )
            )
        elif single and self._check_column != _FIRST_CHECK:
            self._add(PageCell(self.row, 0, "label", line.title, self._check_column - 1, indent))
        else:
            self._add(PageCell(self.row, 0, "paragraph", line.title, label_until, indent))
        for box, column in zip(line.checks, columns, strict=True):
            if not single:
                self._add_caption_of_check(box, column, label_until)
            self._add_check(box, column)
        marks = tuple(box.number for box in line.boxes)
        self._add(PageCell(self.row, MARK_COLUMN, "mark", marks=marks))
        room = column_pixels(_WIDTHS[: label_until + 1]) - 6
        lines = 1 if single else len(broken(line.title, room, TYPE_POINTS))
        self._next_row(LINE_HEIGHT if lines == 1 else lines * WRAPPED_LINE_HEIGHT + 2)

    def _add_caption_of_check(self, box: Box, column: int, label_until: int) -> None:
        """Print the caption of a check box before it, across the columns after the label."""
        first = label_until + 1 if column == _FIRST_CHECK else column - 1
        until = column - 1 if first < column - 1 else None
        self._add(PageCell(self.row, first, "caption_right", box.label or "", until))

    def _add_checks_below(self, line: Line) -> None:
        """Put the check boxes of a line one below the other."""
        self._add(PageCell(self.row, 0, "paragraph", line.title, _LAST, line.indent or 0))
        self._next_row(LINE_HEIGHT)
        for box in line.checks:
            label = PageCell(self.row, 0, "label", box.label or "", self._check_column - 1, 1)
            self._add(label)
            self._add_check(box, self._check_column)
            self._add(PageCell(self.row, MARK_COLUMN, "mark", marks=(box.number,)))
            self._next_row(LINE_HEIGHT)

    def _add_check(self, box: Box, column: int) -> None:
        self._add(
            PageCell(self.row, column, "entry", box=box),
            PageCell(self.row, column + 1, "box_number", box.number, box=box),
        )


def _fits(text: str, width: float) -> bool:
    return text_pixels(text, TYPE_POINTS) <= column_pixels((width,)) - 6


def _single_check_column(lines: tuple[Line, ...]) -> int:
    """Give the column of single check boxes, which is further right where labels are long."""
    room = column_pixels(_WIDTHS[: _LABEL_UNTIL + 1])
    labels = (line.title for line in lines if len(line.checks) == 1)
    fits = all(text_pixels(label, TYPE_POINTS) <= room for label in labels)
    return _FIRST_CHECK if fits else _SECOND_CHECK


def _signers(lines: tuple[Line, ...]) -> list[tuple[Line, Line]]:
    """Pair the lines to sign on with those of the signers' names, where both begin.

    The pair of their headings, a line of text above each of the two, comes first.
    """
    signatures = list(takewhile(lambda line: line.signature, lines[1:]))
    after = lines[1 + len(signatures) :]
    names = after[: len(signatures) + 1]
    if not signatures or len(names) <= len(signatures):
        return []
    if names[0].text is None or any(len(name.fields) != 1 for name in names[1:]):
        return []
    return list(zip((lines[0], *signatures), names, strict=True))


def _caption(box: Box) -> str:
    """Give the caption of a box; repeated lines of fields have one for findings only."""
    label = box.label or ""
    return "" if label.endswith(("(second)", "(third)", "(fourth)")) else label
