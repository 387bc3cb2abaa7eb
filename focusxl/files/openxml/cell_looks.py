"""How cells look, as far as a reader may fail to see what they hold: type size and colours."""

from __future__ import annotations

import math
from collections.abc import Sized
from functools import lru_cache, partial

from focusxl.files.openxml.format_codes import GENERAL, number_format
from focusxl.files.openxml.number_formats import MOST_STYLES
from focusxl.files.openxml.outline import element_names
from focusxl.files.openxml.stored_numbers import read_double, read_position, read_size
from focusxl.files.openxml.xml_reader import (
    Attributes,
    NotPlainXml,
    Readable,
    StartHandler,
    XmlReader,
)
from focusxl.values import Record

Colour = tuple[int, int, int]

_BLACK: Colour = (0, 0, 0)
_WHITE: Colour = (255, 255, 255)
_INDEXED: tuple[Colour, ...] = (
    _BLACK,
    _WHITE,
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (255, 255, 0),
    (255, 0, 255),
    (0, 255, 255),
)
"""The first colours of the old palette, which holds them twice; then come 64 and 65."""
_SYSTEM_TEXT, _SYSTEM_WINDOW = 64, 65
_THEME: tuple[Colour, ...] = (_WHITE, _BLACK)
"""Window and text of every theme of a spreadsheet program."""
_YES = ("1", "true")
_USUAL_SIZE = 11.0
_SECTIONS = ("fonts", "fills", "cellXfs", "dxfs")


class Look(Record):
    """How a cell shows what it holds; a colour that is not known is None."""

    size: float = _USUAL_SIZE
    """Of the type, in points."""
    text: Colour | None = _BLACK
    ground: Colour | None = _WHITE
    shrinks: bool = False
    """The text is made smaller until it fits the cell."""
    may_hide: bool = False
    """A conditional format shows nothing of the text, or another number, where it applies."""

    @property
    def is_blank(self) -> bool:
        """Whether the text can hardly be told from the ground behind it."""
        return hardly_differ(self.text, self.ground)


class Laid(Record):
    """What a conditional format lays over the look of a cell; None where it leaves it alone."""

    text: Colour | None = None
    ground: Colour | None = None
    number_format: str | None = None

    def hides(self, look: Look) -> bool:
        """Tell whether a cell of this look shows nothing any more, or another number."""
        if self.number_format is not None and not _shows_amounts(self.number_format):
            return True
        if self.text is None and self.ground is None:
            return False
        return hardly_differ(self.text or look.text, self.ground or look.ground)


class Looks:
    """The looks of a workbook: those of cells, and those that conditions lay over them."""

    def __init__(self) -> None:
        self.of_cells: list[Look] = []
        self.laid: list[Laid] = []

    def of(self, style: int) -> Look:
        """Give the look of a cell format, by its position."""
        return self.of_cells[style] if 0 <= style < len(self.of_cells) else Look()


_HARDLY = 1.25
"""The contrast (W3C) below which text is not seen; light grey on white has 1.5."""


@lru_cache(maxsize=1_024)
def hardly_differ(one: Colour | None, other: Colour | None) -> bool:
    """Tell whether text of one colour cannot be seen on the other.

    >>> hardly_differ((255, 255, 255), (255, 248, 225)), hardly_differ((192, 192, 192), _WHITE)
    (True, False)
    """
    if one is None or other is None:
        return False
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < _HARDLY


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=1_024)
def _shows_amounts(code: str) -> bool:
    """Tell whether a number format shows every amount, and shows it as it is.

    >>> _shows_amounts("#,##0;[Red](#,##0)"), _shows_amounts("#,##0,"), _shows_amounts(";;;")
    (True, False, False)
    """
    return all(
        section.shows_number
        and section.scale == 1
        and not section.is_date
        and not section.has("exponent")
        and section.colour != "white"
        and not any(letter.isalnum() for letter in section.literal)
        for section in number_format(code or GENERAL).numbers
    )


def read_looks(stream: Readable) -> Looks:
    """Read the looks of a workbook's styles.

    Raises:
        NotPlainXml: the part is damaged.
    """
    return _StylesReader().read(stream)


class _StylesReader:
    """Reads fonts, fills and the formats that use them, from first to last."""

    def __init__(self) -> None:
        self._looks = Looks()
        self._fonts: list[Look] = []
        self._grounds: list[Colour | None] = []
        self._section = ""
        self._solid = False
        self._in_border = False
        sections = {name: partial(self._enter, name) for name in _SECTIONS}
        starts: dict[str, StartHandler] = {
            **sections,
            "font": self._font,
            "sz": self._size,
            "color": self._text_colour,
            "fill": self._fill,
            "patternFill": self._pattern,
            "fgColor": self._pattern_colour,
            "bgColor": self._ground_colour,
            "xf": self._format,
            "alignment": self._alignment,
            "dxf": self._laid,
            "numFmt": self._number_format,
            "border": self._begin_border,
        }
        ends = {**dict.fromkeys(_SECTIONS, self._leave), "border": self._end_border}
        self._reader = XmlReader(
            {key: handler for local, handler in starts.items() for key in element_names(local)},
            {key: handler for local, handler in ends.items() for key in element_names(local)},
        )

    def read(self, stream: Readable) -> Looks:
        self._reader.read(stream)
        return self._looks

    def _enter(self, section: str, _: Attributes) -> None:
        self._section = section

    def _leave(self) -> None:
        self._section = ""

    def _begin_border(self, _: Attributes) -> None:
        self._in_border = True

    def _end_border(self) -> None:
        self._in_border = False

    def _font(self, _: Attributes) -> None:
        if self._section == "fonts":
            self._fonts.append(Look())
            _check_number_of(self._fonts)

    def _size(self, attributes: Attributes) -> None:
        if self._section == "fonts" and self._fonts:
            size = attributes.get("val")
            size_in_points = _USUAL_SIZE if size is None else _measure(size)
            self._fonts[-1] = self._fonts[-1].replaced(size=size_in_points)

    def _text_colour(self, attributes: Attributes) -> None:
        if self._section == "fonts" and self._fonts:
            text = _colour(attributes, automatic=_BLACK)
            self._fonts[-1] = self._fonts[-1].replaced(text=text)
        elif self._section == "dxfs" and self._looks.laid and not self._in_border:
            self._lay(text=_colour(attributes, automatic=_BLACK))

    def _fill(self, _: Attributes) -> None:
        if self._section == "fills":
            self._grounds.append(None)
            _check_number_of(self._grounds)

    def _pattern(self, attributes: Attributes) -> None:
        none = attributes.get("patternType", "none") == "none"
        if self._section == "fills" and self._grounds and none:
            self._grounds[-1] = _WHITE
        self._solid = attributes.get("patternType") == "solid"

    def _pattern_colour(self, attributes: Attributes) -> None:
        if self._section == "fills" and self._grounds and self._solid:
            self._grounds[-1] = _colour(attributes, automatic=_WHITE)

    def _ground_colour(self, attributes: Attributes) -> None:
        if self._section == "dxfs" and self._looks.laid:
            self._lay(ground=_colour(attributes, automatic=_WHITE))

    def _format(self, attributes: Attributes) -> None:
        if self._section != "cellXfs":
            return
        font = _position(attributes.get("fontId", "0"))
        fill = _position(attributes.get("fillId", "0"))
        look = self._fonts[font] if 0 <= font < len(self._fonts) else Look()
        ground = self._grounds[fill] if 0 <= fill < len(self._grounds) else _WHITE
        self._looks.of_cells.append(Look(look.size, look.text, ground))
        _check_number_of(self._looks.of_cells)

    def _alignment(self, attributes: Attributes) -> None:
        if self._section == "cellXfs" and self._looks.of_cells:
            shrinks = attributes.get("shrinkToFit") in _YES
            self._looks.of_cells[-1] = self._looks.of_cells[-1].replaced(shrinks=shrinks)

    def _laid(self, _: Attributes) -> None:
        if self._section == "dxfs":
            self._looks.laid.append(Laid())
            _check_number_of(self._looks.laid)

    def _number_format(self, attributes: Attributes) -> None:
        if self._section == "dxfs" and self._looks.laid:
            self._lay(number_format=attributes.get("formatCode", ""))

    def _lay(self, **parts: Colour | str | None) -> None:
        """Add to what the conditional format that is being read lays over cells."""
        self._looks.laid[-1] = self._looks.laid[-1].replaced(**parts)


def _check_number_of(styles: Sized) -> None:
    if len(styles) > MOST_STYLES:
        raise NotPlainXml("has more formats of cells than a spreadsheet takes")


def _position(text: str) -> int:
    position = read_position(text)
    if position is None:
        raise NotPlainXml("holds an invalid number")
    return position


def _measure(text: str) -> float:
    size = read_size(text)
    if size is None:
        raise NotPlainXml("holds an invalid number")
    return size


def _colour(attributes: Attributes, automatic: Colour) -> Colour | None:
    """Read a colour; None where it depends on more than is read here."""
    if attributes.get("auto") in _YES:
        return automatic
    colour: Colour | None = None
    rgb = attributes.get("rgb", "")
    if len(rgb) in (6, 8):
        red, green, blue = bytes.fromhex(rgb[-6:])
        colour = red, green, blue
    elif "indexed" in attributes:
        colour = _of_palette(_position(attributes["indexed"]))
    elif "theme" in attributes:
        number = _position(attributes["theme"])
        colour = _THEME[number] if 0 <= number < len(_THEME) else None
    tint = read_double(attributes.get("tint", "0"))
    if tint is None or math.isnan(tint):
        raise NotPlainXml("holds an invalid number")
    return colour and _tinted(colour, max(-1.0, min(tint, 1.0)))


def _of_palette(number: int) -> Colour | None:
    if number == _SYSTEM_TEXT:
        return _BLACK
    if number == _SYSTEM_WINDOW:
        return _WHITE
    return _INDEXED[number % len(_INDEXED)] if 0 <= number < 2 * len(_INDEXED) else None


def _tinted(colour: Colour, tint: float) -> Colour:
    """Make a colour lighter, or darker where the tint is negative."""

    def part(value: int) -> int:
        return round(value * (1 + tint) if tint < 0 else value + (255 - value) * tint)

    red, green, blue = map(part, colour)
    return red, green, blue
