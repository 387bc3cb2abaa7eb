"""The font of a range."""

from typing import Any

from xlwings import base_classes

from focusxl_udfs.libreoffice.bridge import load_bridge

BOLD = 150.0
"""com::sun::star::awt::FontWeight.BOLD"""
NORMAL = 100.0
NO_COLOR = -1


class Font(base_classes.Font):
    """The font of a range: bold, italic, size, name and color."""

    def __init__(self, api: Any) -> None:
        self._api = api

    @property
    def api(self) -> Any:
        """The UNO object."""
        return self._api

    @property
    def bold(self) -> bool:
        """Whether the text is bold."""
        return float(self._api.CharWeight) >= BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._api.CharWeight = BOLD if value else NORMAL

    @property
    def italic(self) -> bool:
        """Whether the text is italic."""
        return str(self._api.CharPosture.value) == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        slant = "ITALIC" if value else "NONE"
        self._api.CharPosture = load_bridge().Enum("com.sun.star.awt.FontSlant", slant)

    @property
    def size(self) -> float:
        """Size in points."""
        return float(self._api.CharHeight)

    @size.setter
    def size(self, value: float) -> None:
        self._api.CharHeight = float(value)

    @property
    def name(self) -> str:
        """The typeface."""
        return str(self._api.CharFontName)

    @name.setter
    def name(self, value: str) -> None:
        self._api.CharFontName = value

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Color of the text as red, green and blue; None for automatic."""
        return rgb(self._api.CharColor)

    @color.setter
    def color(self, value: Any) -> None:
        self._api.CharColor = color_number(value)


def rgb(number: int) -> tuple[int, int, int] | None:
    """Convert UNO's color number to red, green and blue; None for no color."""
    if number == NO_COLOR:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255


def color_number(color: Any) -> int:
    """Convert an xlwings color to UNO's number."""
    if color is None:
        return NO_COLOR
    if isinstance(color, str):
        color = bytes.fromhex(color.removeprefix("#"))
    elif isinstance(color, int):
        # Excel keeps blue in the high byte.
        color = (color & 255, color >> 8 & 255, color >> 16 & 255)
    red, green, blue = color
    return int(red) << 16 | int(green) << 8 | int(blue)
