"""The places of an edition's boxes, with their full item numbers and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from focusxl.forms.edition import PlacedBox
from focusxl.forms.model import Box, Line, Page
from focusxl.forms.yaml_source import ErrorAt


def place(
    form_pages: Sequence[Page],
    shown_again: Sequence[Set[str]],
    page_errors: Sequence[ErrorAt],
    help_texts: Mapping[str, str],
) -> Mapping[str, PlacedBox]:
    """Find the place of each box of an edition, with its full item number and label.

    Args:
        form_pages: the pages, in the form's order.
        shown_again: for each page, the boxes that it repeats and another page defines.
        page_errors: for each page, the function that gives an error its place.
        help_texts: the help text of each box that has one.

    Raises:
        FormDataError: two pages, or two lines of one, define the same box.
    """
    boxes: dict[str, PlacedBox] = {}
    again: dict[str, list[int]] = {}
    sections: dict[str, str | None] = {}
    pages = zip(form_pages, shown_again, page_errors, strict=True)
    for number, (page, elsewhere, error_at) in enumerate(pages, start=1):
        labels = _Labels(page)
        for index, line in enumerate(page.lines):
            labels.enter(line)
            for column, box in _with_columns(line):
                if box.number in elsewhere:
                    again.setdefault(box.number, []).append(number)
                elif box.number in boxes:
                    raise error_at(("lines", index), f"box {box.number} stands twice")
                else:
                    sections[box.number] = labels.section
                    label = box.label or labels.label(column)
                    sentence = help_texts.get(box.number)
                    boxes[box.number] = PlacedBox(
                        box=box,
                        home=page,
                        line=line,
                        pages=(number,),
                        item=labels.item,
                        label=label,
                        help=sentence,
                    )
    for box_number, further in again.items():
        placed = boxes[box_number]
        boxes[box_number] = placed.replaced(pages=(*placed.pages, *further))
    return _told_apart(boxes, sections)


def _told_apart(
    boxes: Mapping[str, PlacedBox], sections: Mapping[str, str | None]
) -> Mapping[str, PlacedBox]:
    """Add to repeated labels of a page the heading above them, or else their row."""
    alike: dict[tuple[int, str, str], list[PlacedBox]] = {}
    for placed in boxes.values():
        alike.setdefault((placed.page, placed.item, placed.label), []).append(placed)
    labels: dict[str, str] = {}
    for same in alike.values():
        if len(same) == 1:
            continue
        headings = [sections[placed.box.number] for placed in same]
        by_heading = None not in headings and len(set(headings)) == len(same)
        for row, (placed, heading) in enumerate(zip(same, headings, strict=True), start=1):
            where = heading if by_heading else f"row {row}"
            labels[placed.box.number] = f"{placed.label} ({where})"
    return {
        number: placed.replaced(label=labels[number]) if number in labels else placed
        for number, placed in boxes.items()
    }


def _with_columns(line: Line) -> Iterator[tuple[str | None, Box]]:
    for box in line.fields:
        yield None, box
    yield from line.cells.items()
    for box in line.checks:
        yield None, box


class _Labels:
    """Full item numbers and labels, built from the lines above."""

    def __init__(self, page: Page) -> None:
        self._headings = {column.name: column.heading for column in page.columns if column.heading}
        self._continues = page.continues
        self._above: list[Line] = []
        self._lead: str | None = None
        self.section: str | None = None
        """The printed heading above."""

    def enter(self, line: Line) -> None:
        """Go on to the next line."""
        self._lead = line.lead
        self._headings |= line.headings
        self.section = line.section or self.section
        if line.section is not None or line.text is not None or line.fields:
            self._above = []
        elif line.label or line.item:
            self._above = [above for above in self._above if _depth(above) < _depth(line)]
            self._above.append(line)

    @property
    def item(self) -> str:
        """Full item number, ``1.A``."""
        items = [above.item for above in self._above if above.item]
        if self._continues and self._above and _depth(self._above[0]) > 0:
            items.insert(0, self._continues)
        return ".".join(item.rstrip(".)") for item in items)

    def label(self, column: str | None) -> str:
        """Give the full label of a box in a column."""
        parts = [above.label.rstrip(" :") for above in self._above if above.label]
        heading = self._headings.get(column) if column is not None else None
        whole = ", ".join((*parts, heading) if heading else parts)
        return f"{whole} ({self._lead})" if self._lead else whole


def _depth(line: Line) -> int:
    return line.indent or 0
