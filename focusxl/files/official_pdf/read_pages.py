"""The reading of PDF pages: letters and upright rules, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, TextStringObject
from pypdf.generic._font import Font

from focusxl.errors import NotPlaced
from focusxl.files.official_pdf.form_file import damaged
from focusxl.files.official_pdf.printed_page import Glyph, PrintedPage, Wall

_UNKNOWN = "\ufffd"
_SPACE = 32
_READ = frozenset({"/Type1", "/MMType1", "/TrueType", "/Type0"})
_THIN = 1.6
"""The greatest width of a rule that is a side of a frame, in points."""
_UPRIGHT = 4.0
"""The smallest height of a rule that is a side of a frame, in points."""
_UPRIGHT_LETTER = 0.01
"""The largest slant of an upright letter, as a share of its size."""
_MOST_SAVED = 100
"""The most nested graphics states; the official form has two."""

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_AS_IT_IS: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a text."""

    text: str
    width: float
    """Width as a multiple of the type size."""
    is_space: bool
    """Whether it is the code to which the word spacing is added."""


class Letters:
    """The letters of a font, as far as reading needs them."""

    def __init__(self, font: DictionaryObject) -> None:
        """Read a font.

        Raises:
            NotPlaced: its letters are drawings, so that their text is not known.
        """
        if font.get("/Subtype") not in _READ:
            raise damaged()
        self._font = Font.from_font_resource(font)
        self._found: dict[str, Letter] = {}

    def read(self, raw: bytes) -> Iterator[Letter]:
        """Give the letters of a text."""
        encoding = self._font.encoding
        if isinstance(encoding, str):
            codes = raw.decode(encoding, "surrogatepass")
        else:
            codes = raw.decode("latin-1")
        for code in codes:
            if code not in self._found:
                self._found[code] = self._letter(code)
            yield self._found[code]

    def _letter(self, code: str) -> Letter:
        font = self._font
        widths = font.character_widths
        if isinstance(font.encoding, str):
            text = font.character_map.get(code, _UNKNOWN)
            is_space = False
        else:
            named = font.encoding.get(ord(code), _UNKNOWN)
            text = font.character_map.get(named, named)
            is_space = ord(code) == _SPACE
        if len(text) > 1 and text.startswith("/"):
            text = _UNKNOWN
        return Letter(text, float(widths.get(code, widths["default"])) / 1000, is_space)


def read_pages(reader: PdfReader) -> tuple[PrintedPage, ...]:
    """Read all pages of a PDF whose size has been checked.

    Raises:
        NotPlaced: a page contains something that cannot be read.
    """
    letters: dict[int, Letters] = {}
    return tuple(_Pen(reader, page, letters).page() for page in reader.pages)


@dataclass(frozen=True, slots=True)
class _Look:
    """The graphics state, which content streams save and restore."""

    onto_page: Matrix
    letters: Letters | None = None
    size: float = 0.0
    after_letter: float = 0.0
    after_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


class _Pen:
    """An interpreter of the content streams of one page.

    The official form embeds no form XObjects. Programs that write onto a PDF do, and these can call
    themselves without end, so they are refused; pictures hold no text and are allowed.
    """

    def __init__(self, reader: PdfReader, page: PageObject, known: dict[int, Letters]) -> None:
        left, bottom = float(page.mediabox.left), float(page.mediabox.bottom)
        self._reader = reader
        self._page = page
        self._known = known
        self._look = _Look((1, 0, 0, 1, -left, -bottom))
        self._saved: list[_Look] = []
        self._line = self._text = _AS_IT_IS
        """The start of the line of text, and the position of its next letter."""
        self._path: list[list[Point]] = []
        self._glyphs: list[Glyph] = []
        self._walls: list[Wall] = []

    def page(self) -> PrintedPage:
        """Read the page."""
        if "/Contents" in self._page:
            contents = ContentStream(self._page["/Contents"], self._reader)
            for operands, operator in contents.operations:
                self._follow(operator, operands)
        return PrintedPage(tuple(self._glyphs), tuple(self._walls))

    def _follow(self, operator: bytes, given: Any) -> None:  # noqa: PLR0915 - the PDF operators
        match operator:
            case b"q":
                self._saved.append(self._look)
                if len(self._saved) > _MOST_SAVED:
                    raise damaged()
            case b"Q":
                self._look = self._saved.pop() if self._saved else self._look
            case b"cm":
                self._change(onto_page=_put(_matrix(given), self._look.onto_page))
            case b"Do":
                self._refuse_embedded(given[0])
            case b"BT":
                self._line = self._text = _AS_IT_IS
            case b"Tf":
                self._change(letters=self._letters(given[0]), size=float(given[1]))
            case b"Tc":
                self._change(after_letter=float(given[0]))
            case b"Tw":
                self._change(after_space=float(given[0]))
            case b"Tz":
                self._change(stretch=float(given[0]) / 100)
            case b"TL":
                self._change(leading=float(given[0]))
            case b"Ts":
                self._change(rise=float(given[0]))
            case b"Tm":
                self._line = self._text = _matrix(given)
            case b"Td":
                self._next_line(float(given[0]), float(given[1]))
            case b"TD":
                self._change(leading=-float(given[1]))
                self._next_line(float(given[0]), float(given[1]))
            case b"T*":
                self._next_line(0, -self._look.leading)
            case b"Tj":
                self._print(given[0])
            case b"'":
                self._next_line(0, -self._look.leading)
                self._print(given[0])
            case b'"':
                self._change(after_space=float(given[0]), after_letter=float(given[1]))
                self._next_line(0, -self._look.leading)
                self._print(given[2])
            case b"TJ":
                for each in given[0]:
                    if isinstance(each, int | float):
                        self._move(-float(each) / 1000 * self._look.size * self._look.stretch)
                    else:
                        self._print(each)
            case b"m":
                self._path.append([_point(given)])
            case b"l" | b"c" | b"v" | b"y":
                self._outline().append(_point(given[-2:]))
            case b"re":
                left, bottom, width, height = map(float, given)
                right, top = left + width, bottom + height
                self._path.append([(left, bottom), (right, bottom), (right, top), (left, top)])
            case b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*":
                self._paint(outlined=True)
            case b"f" | b"F" | b"f*":
                self._paint(outlined=False)
            case b"n":
                self._path = []

    def _change(self, **changes: Any) -> None:
        self._look = replace(self._look, **changes)

    def _refuse_embedded(self, name: str) -> None:
        embedded = self._resources("/XObject").get(name)
        if embedded is not None and embedded.get_object().get("/Subtype") != "/Image":
            raise NotPlaced(
                "A page of the official form given has something placed onto it; "
                "take an unfilled copy."
            )

    def _letters(self, name: str) -> Letters:
        fonts = self._resources("/Font")
        if name not in fonts:
            raise damaged()
        font = fonts[name]
        if not isinstance(font, DictionaryObject):
            raise damaged()
        # The reader caches its objects, so that identity means the same font.
        if id(font) not in self._known:
            self._known[id(font)] = Letters(font)
        return self._known[id(font)]

    def _resources(self, kind: str) -> DictionaryObject:
        resources = self._page.get("/Resources", DictionaryObject()).get_object()
        found = resources.get(kind, DictionaryObject()).get_object()
        return found if isinstance(found, DictionaryObject) else DictionaryObject()

    def _next_line(self, across: float, up: float) -> None:
        self._line = self._text = _put((1, 0, 0, 1, across, up), self._line)

    def _move(self, across: float) -> None:
        self._text = _put((1, 0, 0, 1, across, 0), self._text)

    def _print(self, given: Any) -> None:
        look = self._look
        if look.letters is None:
            raise damaged()
        raw = given.original_bytes if isinstance(given, TextStringObject) else bytes(given)
        for letter in look.letters.read(raw):
            advance = letter.width * look.size * look.stretch
            across, slant, lean, up, left, bottom = _put(self._text, look.onto_page)
            if not letter.text.isspace() and abs(slant) + abs(lean) < _UPRIGHT_LETTER:
                self._glyphs.append(
                    Glyph(
                        letter.text,
                        left,
                        left + advance * across,
                        bottom + look.rise * up,
                        look.size * up,
                    )
                )
            after = look.after_letter + (look.after_space if letter.is_space else 0)
            self._move(advance + after * look.stretch)

    def _outline(self) -> list[Point]:
        if not self._path:
            raise damaged()
        return self._path[-1]

    def _paint(self, *, outlined: bool) -> None:
        """Keep the upright rules of a path: thin filled bars, and the sides of outlines."""
        for points in self._path:
            moved = [_moved(point, self._look.onto_page) for point in points]
            left, right = min(x for x, _ in moved), max(x for x, _ in moved)
            bottom, top = min(y for _, y in moved), max(y for _, y in moved)
            if top - bottom < _UPRIGHT:
                continue
            if right - left <= _THIN:
                self._walls.append(Wall(left, right, bottom, top))
            elif outlined:
                self._walls += (Wall(left, left, bottom, top), Wall(right, right, bottom, top))
        self._path = []


def _matrix(given: Any) -> Matrix:
    a, b, c, d, e, f = map(float, given)
    return a, b, c, d, e, f


def _point(given: Any) -> Point:
    x, y = map(float, given)
    return x, y


def _put(inner: Matrix, outer: Matrix) -> Matrix:
    """Multiply two matrices: the inner one is applied first."""
    a, b, c, d, e, f = inner
    across, slant, lean, up, left, bottom = outer
    return (
        a * across + b * lean,
        a * slant + b * up,
        c * across + d * lean,
        c * slant + d * up,
        e * across + f * lean + left,
        e * slant + f * up + bottom,
    )


def _moved(point: Point, matrix: Matrix) -> Point:
    x, y = point
    across, slant, lean, up, left, bottom = matrix
    return x * across + y * lean + left, x * slant + y * up + bottom
