"""The letters of a font: what the bytes of a text say, and how far each moves the pen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

from focusxl.files.official_pdf.form_file import damaged

_UNKNOWN = "\ufffd"
_SPACE = 32
_READ = frozenset({"/Type1", "/MMType1", "/TrueType", "/Type0"})


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a text."""

    text: str
    width: float
    """As a multiple of the size of the letters."""
    is_space: bool
    """Whether it is the code that the space between words is added to."""


class Letters:
    """A font, as far as reading goes."""

    def __init__(self, font: DictionaryObject) -> None:
        """Read a font.

        Raises:
            NotPlaced: its letters are drawings of their own, so that what they say is not known.
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
