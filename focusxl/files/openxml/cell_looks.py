"""The looks of cells, as far as they can hide a value: type size and colors."""

from __future__ import annotations

import math
from collections.abc import Sized
from functools import lru_cache, partial

from focusxl.files.openxml.format_codes import GENERAL, number_format
from focusxl.files.openxml.number_formats import MOST_STYLES
from focusxl.files.openxml.outline import element_names
from focusxl.files.openxml.stored_numbers import (
    read_double,
    required_position,
    required_size,
)
from focusxl.files.openxml.xml_reader import (
    Attributes,
    NotPlainXml,
    Readable,
    StartHandler,
    XmlReader,
)
from focusxl.values import Record

Color = tuple[int, int, int]

_BLACK: Color = (0, 0, 0)
_WHITE: Color = (255, 255, 255)
_INDEXED: tuple[Color, ...] = (
    _BLACK,
    _WHITE,
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (255, 255, 0),
    (255, 0, 255),
    (0, 255, 255),
)
"""The first colors of the old palette, which holds them twice; 64 and 65 follow."""
_SYSTEM_TEXT, _SYSTEM_WINDOW = 64, 65
_THEME: tuple[Color, ...] = (_WHITE, _BLACK)
"""Window and text color of every theme of a spreadsheet program."""
_YES = ("1", "true")
_USUAL_SIZE = 11.0
_SECTIONS = ("fonts", "fills", "cellXfs", "dxfs")


class Look(Record):
    """The look of a cell; a color that is not known is None."""

    size: float = _USUAL_SIZE
    """Type size in points."""
    text: Color | None = _BLACK
    ground: Color | None = _WHITE
    shrinks: bool = False
    """Whether the text is shrunk to fit the cell."""
    may_hide: bool = False
    """Whether a conditional format may show no text, or another number."""

    @property
    def is_blank(self) -> bool:
        """Whether the text can hardly be told from its background."""
        return hardly_differ(self.text, self.ground)


class Laid(Record):
    """The look that a conditional format adds to that of a cell; None where it changes nothing."""

    text: Color | None = None
    ground: Color | None = None
    number_format: str | None = None

    def hides(self, look: Look) -> bool:
        """Tell whether a cell of this look becomes blank, or shows another number."""
        if self.number_format is not None and not _shows_amounts(self.number_format):
            return True
        if self.text is None and self.ground is None:
            return False
        return hardly_differ(self.text or look.text, self.ground or look.ground)


class Looks:
    """The looks of a workbook's cell formats and conditional formats."""

    def __init__(self) -> None:
        self.of_cells: list[Look] = []
        self.laid: list[Laid] = []

    def of(self, style: int) -> Look:
        """Give the look of a cell format, by its position."""
        return self.of_cells[style] if 0 <= style < len(self.of_cells) else Look()


_HARDLY = 1.25
"""Contrast (W3C) below which text is not seen; light gray on white has 1.5."""


@lru_cache(maxsize=1_024)
def hardly_differ(one: Color | None, other: Color | None) -> bool:
    """Tell whether text in one color cannot be seen on the other.

    >>> hardly_differ((255, 255, 255), (255, 248, 225)), hardly_differ((192, 192, 192), _WHITE)
    (True, False)
    """
    if one is None or other is None:
        return False
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) < _HARDLY


def _luminance(color: Color) -> float:
    parts = [part / 255 for part in color]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=1_024)
def _shows_amounts(code: str) -> bool:
    """Tell whether a number format shows every amount, unscaled.

    >>> _shows_amounts("#,##0;[Red](#,##0)"), _shows_amounts("#,##0,"), _shows_amounts(";;;")
    (True, False, False)
    """
    return all(
        section.shows_number
        and section.scale == 1
        and not section.is_date
        and not section.has("exponent")
        and section.color != "white"
        and not any(letter.isalnum() for letter in section.literal)
        for section in number_format(code or GENERAL).numbers
    )


def read_looks(stream: Readable) -> Looks:
    """Read the looks in a workbook's styles.

    Raises:
        NotPlainXml: the part is damaged.
    """
    return _StylesReader().read(stream)


class _StylesReader:
    """A reader of fonts, fills and the formats that use them, in the order of the file."""

    def __init__(self) -> None:
        self._looks = Looks()
        self._fonts: list[Look] = []
        self._grounds: list[Color | None] = []
        self._section = ""
        self._solid = False
        self._in_border = False
        sections = {name: partial(self._enter, name) for name in _SECTIONS}
        starts: dict[str, StartHandler] = {
            **sections,
            "font": self._font,
            "sz": self._size,
            "color": self._text_color,
            "fill": self._fill,
            "patternFill": self._pattern,
            "fgColor": self._pattern_color,
            "bgColor": self._ground_color,
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
            size_in_points = _USUAL_SIZE if size is None else required_size(size)
            self._fonts[-1] = self._fonts[-1].replaced(size=size_in_points)

    def _text_color(self, attributes: Attributes) -> None:
        if self._section == "fonts" and self._fonts:
            text = _color(attributes, automatic=_BLACK)
            self._fonts[-1] = self._fonts[-1].replaced(text=text)
        elif self._section == "dxfs" and self._looks.laid and not self._in_border:
            self._lay(text=_color(attributes, automatic=_BLACK))

    def _fill(self, _: Attributes) -> None:
        if self._section == "fills":
            self._grounds.append(None)
            _check_number_of(self._grounds)

    def _pattern(self, attributes: Attributes) -> None:
        none = attributes.get("patternType", "none") == "none"
        if self._section == "fills" and self._grounds and none:
            self._grounds[-1] = _WHITE
        self._solid = attributes.get("patternType") == "solid"

    def _pattern_color(self, attributes: Attributes) -> None:
        if self._section == "fills" and self._grounds and self._solid:
            self._grounds[-1] = _color(attributes, automatic=_WHITE)

    def _ground_color(self, attributes: Attributes) -> None:
        if self._section == "dxfs" and self._looks.laid:
            self._lay(ground=_color(attributes, automatic=_WHITE))

    def _format(self, attributes: Attributes) -> None:
        if self._section != "cellXfs":
            return
        font = required_position(attributes.get("fontId", "0"))
        fill = required_position(attributes.get("fillId", "0"))
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

    def _lay(self, **parts: Color | str | None) -> None:
        """Add to what the conditional format that is being read lays over cells."""
        self._looks.laid[-1] = self._looks.laid[-1].replaced(**parts)


def _check_number_of(styles: Sized) -> None:
    if len(styles) > MOST_STYLES:
        raise NotPlainXml("has more formats of cells than a spreadsheet takes")


def _color(attributes: Attributes, automatic: Color) -> Color | None:
    """Read a color; None where it depends on parts that are not read here."""
    if attributes.get("auto") in _YES:
        return automatic
    color: Color | None = None
    rgb = attributes.get("rgb", "")
    if len(rgb) in (6, 8):
        red, green, blue = bytes.fromhex(rgb[-6:])
        color = red, green, blue
    elif "indexed" in attributes:
        color = _of_palette(required_position(attributes["indexed"]))
    elif "theme" in attributes:
        number = required_position(attributes["theme"])
        color = _THEME[number] if 0 <= number < len(_THEME) else None
    tint = read_double(attributes.get("tint", "0"))
    if tint is None or math.isnan(tint):
        raise NotPlainXml("holds an invalid number")
    return color and _tinted(color, max(-1.0, min(tint, 1.0)))


def _of_palette(number: int) -> Color | None:
    if number == _SYSTEM_TEXT:
        return _BLACK
    if number == _SYSTEM_WINDOW:
        return _WHITE
    return _INDEXED[number % len(_INDEXED)] if 0 <= number < 2 * len(_INDEXED) else None


def _tinted(color: Color, tint: float) -> Color:
    """Make a color lighter, or darker for a negative tint."""

    def part(value: int) -> int:
        return round(value * (1 + tint) if tint < 0 else value + (255 - value) * tint)

    red, green, blue = map(part, color)
    return red, green, blue
