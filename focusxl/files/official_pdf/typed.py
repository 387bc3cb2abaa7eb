"""The typing of a text into its blank: as large as the print, and smaller if it is long.

A text that does not fit is replaced by a pointer, and printed in full on a page at the end. Letters
that a PDF reader may lack are typed without their accents where that is possible, and the
continuation page lists them by number and name. No text is cut without a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from focusxl.files.letter_widths import WIDTHS
from focusxl.files.official_pdf.blank import Blank, Unplaced
from focusxl.files.official_pdf.contents import Shown

_SMALLEST = 6.0
"""The smallest type size, in points."""
_AT_FULL_WIDTH = 2
"""The number of sizes that are tried before letters are condensed."""
_STEP = 0.5
_CONDENSED = 0.82
"""The width of condensed letters, as a share of their own; the print of the form is as narrow."""
_FIRST_LINE, _SECOND_LINE = 0.17, -0.83
"""The baselines of two lines from the middle of a cell, as shares of the type size."""
_TWO_LINES = range(11, 31)
"""The heights of cells, in points, that two lines fit into."""
ENCODING = "cp1252"
"""The letters that every PDF reader can print without an embedded font."""
WIDTH, HEIGHT = 612, 792
"""Letter paper, in points."""
_MARGIN = 54.0
_SIZE, _TITLE_SIZE = 9.0, 12.0
_LINE = 1.35
"""The height of a line, as a multiple of the type size."""
_INDENT = 14.0
_NAMED_LETTER = re.compile(r"LATIN (CAPITAL|SMALL) LETTER ([A-Z])(?: WITH .*)?")


@dataclass(frozen=True, slots=True)
class Typed:
    """A text in its place, in Helvetica."""

    text: str
    left: float
    baseline: float
    size: float
    stretch: float


@dataclass(frozen=True, slots=True)
class NotTyped:
    """A text that is too long for its blank, or has letters that cannot be printed."""


def typed_into(shown: Shown, blank: Blank) -> tuple[Typed, ...] | Unplaced | NotTyped:
    """Fit a text into a blank, or into the free room around it if the blank is too short.

    A long text in a table's cell is typed on two lines.
    """
    if shown.in_parentheses != blank.in_parentheses:
        printed = "with" if blank.in_parentheses else "without"
        return Unplaced(f"is printed {printed} parentheses, so that its sign would be misread")
    if not all(map(is_printable, shown.text)):
        return NotTyped()
    one_line = _on_one_line(shown, blank)
    if one_line is not None:
        return (one_line,)
    two_lines = _on_two_lines(shown, blank)
    return NotTyped() if two_lines is None else two_lines


def _on_one_line(shown: Shown, blank: Blank) -> Typed | None:
    width = text_width(shown.text)
    for left, right in (
        (blank.left, blank.right),
        (blank.farthest_left, blank.farthest_right),
    ):
        for size, stretch in _sizes(blank.size):
            spare = right - left - width * size * stretch
            if spare >= 0:
                start = {"left": 0.0, "middle": spare / 2, "right": spare}[shown.side]
                return Typed(shown.text, left + start, blank.baseline, size, stretch)
    return None


def _on_two_lines(shown: Shown, blank: Blank) -> tuple[Typed, ...] | None:
    cell = blank.cell
    if cell is None or int(cell.top - cell.bottom) not in _TWO_LINES or shown.side != "left":
        return None
    lines = min(_splits(shown.text), key=lambda lines: max(map(text_width, lines)))
    if max(map(text_width, lines)) * _SMALLEST * _CONDENSED > blank.right - blank.left:
        return None
    middle = (cell.top + cell.bottom) / 2
    return tuple(
        Typed(line, blank.left, middle + shift * _SMALLEST, _SMALLEST, _CONDENSED)
        for line, shift in zip(lines, (_FIRST_LINE, _SECOND_LINE), strict=True)
    )


def _splits(text: str) -> list[tuple[str, str]]:
    """Give the ways to break a text in two: between words, or in the middle of a single one."""
    words = text.split(" ")
    if len(words) == 1:
        middle = (len(text) + 1) // 2
        return [(text[:middle], text[middle:])]
    return [(" ".join(words[:count]), " ".join(words[count:])) for count in range(1, len(words))]


def text_width(text: str) -> float:
    """Give the width of a text, as a multiple of the type size."""
    return sum(WIDTHS[letter] for letter in text) / 1000


def _sizes(printed: float) -> Iterator[tuple[float, float]]:
    """Give the sizes to try, widest first, each with the condensing of its letters."""
    for step in range(_AT_FULL_WIDTH):
        yield printed - step * _STEP, 1.0
    size = printed
    while size >= _SMALLEST:
        yield size, _CONDENSED
        size -= _STEP


def is_printable(letter: str) -> bool:
    """Tell whether every PDF reader can print a letter."""
    return letter in WIDTHS


@dataclass(frozen=True, slots=True)
class Continuation:
    """A text on a continuation page."""

    number: int
    where: str
    text: str


@dataclass
class Continuations:
    """The texts on continuation pages, in the order of the form."""

    found: dict[str, Continuation] = field(default_factory=dict)

    def pointers(self, key: str, where: str, shown: Shown) -> Iterator[Shown]:
        """Add a text, and give the pointers that can replace it in its blank, plainest first.

        Args:
            key: the key of the same text on several pages.
            where: a description of the text and its place.
            shown: the text.
        """
        if key not in self.found:
            self.found[key] = Continuation(len(self.found) + 1, where, shown.text)
        number = self.found[key].number
        plain = in_plain_letters(shown.text)
        texts = [f"See continuation page, no. {number}", f"See continuation {number}"]
        texts += [f"Cont. {number}", f"*{number}"]
        if plain is not None and plain != shown.text:
            texts = [f"{plain} (see continuation page, no. {number})", f"{plain} *{number}", *texts]
        for text in texts:
            yield replace(shown, text=text)


def in_plain_letters(text: str) -> str | None:
    """Write letters that cannot be printed as the plain Latin letters they derive from.

    >>> in_plain_letters("Łódź Bank"), in_plain_letters("日本")
    ('Lódz Bank', None)
    """
    plain = [letter if is_printable(letter) else _plain(letter) for letter in text]
    return None if None in plain else "".join(map(str, plain))


def _plain(letter: str) -> str | None:
    named = _NAMED_LETTER.fullmatch(unicodedata.name(letter, ""))
    if named is None:
        return None
    return named[2] if named[1] == "CAPITAL" else named[2].lower()


def continuation_pages(
    form: str, firm: str, as_of: str, continuations: Sequence[Continuation]
) -> list[list[Typed]]:
    """Lay out the continuation pages: the description of each text, and the text."""
    lines = [_Line(f"Continuation of {form}", _TITLE_SIZE)]
    lines += _broken(f"Name of firm: {in_plain_letters(firm) or _spelled(firm)}", 0)
    lines += [_Line(f"As of: {as_of}")] if as_of else []
    for each in continuations:
        lines.append(_Line(""))
        lines += _broken(_spelled(f"No. {each.number}: {each.where}"), 0)
        lines += _broken(_spelled(each.text), _INDENT)
        for letter in dict.fromkeys(x for x in each.text if not is_printable(x)):
            name = unicodedata.name(letter, "a character that has no name")
            lines += _broken(f"{_code(letter)} stands for: {name.lower()}", _INDENT)
    pages: list[list[Typed]] = []
    height = 0.0
    for line in lines:
        height -= line.size * _LINE
        if not pages or height < _MARGIN:
            pages.append([])
            height = HEIGHT - _MARGIN
        if line.text:
            pages[-1].append(Typed(line.text, _MARGIN + line.indent, height, line.size, 1.0))
    for number, page in enumerate(pages, start=1):
        foot = f"Continuation page {number} of {len(pages)}"
        page.append(Typed(foot, _MARGIN, _MARGIN / 2, _SIZE, 1.0))
    return pages


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float = _SIZE
    indent: float = 0.0


def _broken(text: str, indent: float) -> Iterator[_Line]:
    """Break a text between words, and a word that is too long for a line anywhere."""
    room = (WIDTH - 2 * _MARGIN - indent) / _SIZE
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer) <= room:
            line = longer
            continue
        if line:
            yield _Line(line, indent=indent)
        line = word
        while text_width(line) > room:
            length = next(n for n in range(1, len(line)) if text_width(line[: n + 1]) > room)
            yield _Line(line[:length], indent=indent)
            line = line[length:]
    yield _Line(line, indent=indent)


def _spelled(text: str) -> str:
    """Write letters that cannot be printed as their Unicode numbers."""
    return "".join(letter if is_printable(letter) else _code(letter) for letter in text)


def _code(letter: str) -> str:
    return f"<U+{ord(letter):04X}>"
