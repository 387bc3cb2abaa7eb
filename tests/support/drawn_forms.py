"""Forms drawn for the tests: framed box numbers with blanks, squares and cells before them."""

import contextlib
import io
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pypdf import PdfReader
from pypdf.generic import ContentStream
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from focusxl.forms.edition import Edition
from focusxl.forms.model import Box

SIZE = 8
TOP, PITCH = 750, 17
BLANK_LEFT, BLANK_RIGHT, NUMBER_LEFT = 300, 0, 420
RULE = "_" * 24
"""A blank of 24 × 8 × 0.556 = 106.8 points."""

Looks = Literal["rule", "parentheses", "square", "cell", "words"]


@dataclass(frozen=True)
class DrawnBox:
    """A line of a drawn form: its text, and a box that looks so."""

    number: str
    looks: Looks = "rule"
    label: str = "1. Line of the form"
    rule: str = RULE


@dataclass(frozen=True)
class Written:
    """A text that the form was filled in with, as its own drawing instructions place it."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def drawn_form(
    pages: Sequence[Iterable[DrawnBox]],
    *,
    foot: bool = True,
    origin: tuple[float, float] = (0, 0),
) -> bytes:
    """Draw a form; its pages can begin elsewhere than at the origin."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=True)
    for boxes in pages:
        canvas.translate(*origin)
        canvas.setFont("Helvetica", SIZE)
        for row, box in enumerate(boxes):
            _draw(canvas, box, TOP - row * PITCH)
        if foot:
            canvas.drawString(40, 40, "Name of Firm:  " + "_" * 40)
            canvas.drawString(40, 25, "As of:  " + "_" * 40)
        canvas.setPageSize((612, 792))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, box: DrawnBox, y: float) -> None:
    number, _, described = box.number.partition("_")
    if described:
        canvas.drawString(40, y, f"{box.label} (describe: {'_' * 30})")
        return
    canvas.drawString(40, y, box.label)
    match box.looks:
        case "rule":
            canvas.drawString(BLANK_LEFT - 8, y, f"${box.rule}")
        case "parentheses":
            canvas.drawString(BLANK_LEFT - 8, y, f"$({box.rule})")
        case "square":
            canvas.rect(NUMBER_LEFT - 26, y - 2, 18, 10)
        case "cell":
            canvas.rect(BLANK_LEFT, y - 4, NUMBER_LEFT + 30 - BLANK_LEFT, PITCH)
        case "words":
            canvas.drawString(BLANK_LEFT, y, box.rule)
    width = stringWidth(number, "Helvetica", SIZE)
    canvas.drawString(NUMBER_LEFT, y, number)
    canvas.rect(NUMBER_LEFT - 0.7, y - 2, width + 1.4, 10)


def drawn_edition(edition: Edition) -> list[list[DrawnBox]]:
    """Give an edition's pages, to be drawn with every box on its page."""
    return [
        [DrawnBox(box.number, _looks(box)) for box in _described_first(form_page.boxes)]
        for form_page in edition.pages
    ]


def _looks(box: Box) -> Looks:
    if box.kind == "check":
        return "square"
    if box.is_amount:
        return "parentheses" if box.parentheses else "rule"
    return "words"


def _described_first(boxes: Iterable[Box]) -> list[Box]:
    """Leave out the blanks without a number: what is drawn here has no line for them."""
    return [box for box in boxes if box.numbered]


def written_on(pdf: bytes, page: int) -> list[Written]:
    """Read what was added to a page, counted from 0, by following its drawing instructions."""
    reader = PdfReader(io.BytesIO(pdf))
    added = reader.pages[page]["/Contents"][-1].get_object()
    written = []
    size = stretch = left = baseline = 0.0
    for operands, operator in ContentStream(added, reader).operations:
        match operator:
            case b"Tf":
                size = float(operands[1])
            case b"Tz":
                stretch = float(operands[0]) / 100
            case b"Tm":
                left, baseline = float(operands[4]), float(operands[5])
            case b"Tj":
                raw = operands[0].original_bytes
                text = raw.decode("cp1252")
                width = stringWidth(text, "Helvetica", size) * stretch
                written.append(Written(text, left, left + width, baseline, size))
    return written


def row_of(box: int) -> float:
    """Give the baseline of a drawn box by its place on the page, from 0."""
    return TOP - box * PITCH


BESIDE_PRINT = (
    *(b"JavaScript JS OpenAction AA Action Launch GoToR GoToE URI SubmitForm ImportData".split()),
    *(b"ResetForm Hide Named Rendition Movie Sound Thread Trans GoTo3DView SetOCGState".split()),
    *(b"EmbeddedFile EmbeddedFiles Filespec EF AF RichMedia RichMediaContent Screen 3D".split()),
    *(b"XFA AcroForm Names Annots Annot Widget Link FileAttachment OCProperties OC".split()),
    *(b"Metadata Outlines PieceInfo StructTreeRoot Perms Sig DSS Collection Requirements".split()),
)
"""Names for what a PDF can do, and carry, beyond being printed."""


def found_beside_print(pdf: bytes) -> set[bytes]:
    """Search a PDF for what it should not carry: its raw bytes, and all that is packed in it."""
    searched = [pdf]
    for start in re.finditer(rb"stream\r?\n", pdf):
        with contextlib.suppress(zlib.error):
            searched.append(zlib.decompressobj().decompress(pdf[start.end() :]))
    return {
        name
        for name in BESIDE_PRINT
        for part in searched
        if re.search(rb"/" + name + rb"(?![A-Za-z0-9])", part)
    }
