"""Reads what is printed on the pages of a PDF: letters and upright rules with their places."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import LIT, literal_name
from pdfminer.utils import Matrix, PathSegment, apply_matrix_pt

from focusxl.official_form.printed_page import Glyph, PrintedPage, Wall
from focusxl.official_form.refusal import NotPlaced

_THIN = 1.6
"""The widest rule that is a side of a frame, in points."""
_UPRIGHT = 4.0
"""The shortest rule that is a side of a frame, in points."""
_UPRIGHT_LETTER = 0.01
"""The most that an upright letter may lean, as a share of its size."""
_UNKNOWN_LETTER = "\ufffd"


def read_pages(pdf: bytes) -> tuple[PrintedPage, ...]:
    """Read all pages of a PDF whose size has been checked.

    Raises:
        NotPlaced: something that cannot be read is placed onto a page.
    """
    manager = PDFResourceManager()
    recorder = _Recorder(manager)
    interpreter = _PageAlone(manager, recorder)
    pages = []
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        interpreter.process_page(page)
        pages.append(recorder.page())
    return tuple(pages)


class _PageAlone(PDFPageInterpreter):
    """Reads what a page prints itself.

    The official form embeds nothing. Programs that write onto a PDF do, and what is embedded can
    call itself without end, so it is not read but refused; pictures say nothing and may stand.
    """

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802 - the name of the PDF operator
        """Refuse an embedded form, and pass over a picture."""
        embedded = self.xobjmap.get(literal_name(xobjid_arg))
        if embedded is not None and stream_value(embedded).get("Subtype") is LIT("Form"):
            raise NotPlaced(
                "A page of the official form given has something placed onto it; "
                "take an unfilled copy."
            )


class _Recorder(PDFTextDevice):
    """Keeps the place of every letter and upright rule of one page."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self._glyphs: list[Glyph] = []
        self._walls: list[Wall] = []

    def page(self) -> PrintedPage:
        """Give the page that was read, and be ready for the next."""
        page = PrintedPage(tuple(self._glyphs), tuple(self._walls))
        self._glyphs, self._walls = [], []
        return page

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Keep a letter, and give how far it moves the pen."""
        advance = font.char_width(cid) * fontsize * scaling
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = _UNKNOWN_LETTER
        across, slant, lean, up, left, bottom = matrix
        if not text.isspace() and abs(slant) + abs(lean) < _UPRIGHT_LETTER:
            self._glyphs.append(
                Glyph(text, left, left + advance * across, bottom + rise * up, fontsize * up)
            )
        return advance

    def paint_path(
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,
        fill: bool,
        evenodd: bool,
        path: Sequence[PathSegment],
    ) -> None:
        """Keep the upright rules of a path: thin filled bars, and the sides of outlines."""
        assert self.ctm is not None
        for points in _outlines(path):
            moved = [apply_matrix_pt(self.ctm, point) for point in points]
            left, right = min(x for x, _ in moved), max(x for x, _ in moved)
            bottom, top = min(y for _, y in moved), max(y for _, y in moved)
            if top - bottom < _UPRIGHT:
                continue
            if right - left <= _THIN:
                self._walls.append(Wall(left, right, bottom, top))
            elif stroke:
                self._walls += (Wall(left, left, bottom, top), Wall(right, right, bottom, top))


def _outlines(path: Sequence[PathSegment]) -> Iterator[list[tuple[float, float]]]:
    """Split a path into its outlines, each the points it goes through."""
    points: list[tuple[float, float]] = []
    for segment in path:
        if segment[0] == "m" and points:
            yield points
            points = []
        if len(segment) > 1:
            points.append((float(segment[-2]), float(segment[-1])))
    if points:
        yield points
