"""What finds no place in its blank: a pointer there, and the whole text on a page at the end.

Letters that a PDF reader need not have are typed in their plain form where they have one, and the
continuation page says by number and name which letters they are. Nothing is left out unsaid.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from focusxl.files.official_pdf.shown import Shown
from focusxl.files.official_pdf.typed import Typed, is_printable, text_width

WIDTH, HEIGHT = 612, 792
"""A page of letter paper, in points."""
_MARGIN = 54.0
_SIZE, _TITLE_SIZE = 9.0, 12.0
_LINE = 1.35
"""The height of a line, as a multiple of the size of its letters."""
_INDENT = 14.0
_NAMED_LETTER = re.compile(r"LATIN (CAPITAL|SMALL) LETTER ([A-Z])(?: WITH .*)?")


@dataclass(frozen=True, slots=True)
class Continuation:
    """A text that stands on a continuation page."""

    number: int
    where: str
    text: str


@dataclass
class Continuations:
    """The texts that stand on continuation pages, in the order in which they were met."""

    found: dict[str, Continuation] = field(default_factory=dict)

    def pointers(self, key: str, where: str, shown: Shown) -> Iterator[Shown]:
        """Take up a text, and give what can stand in its blank instead, the plainest first.

        Args:
            key: by which the same text is known again on another page.
            where: what the text is, and where it stands.
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
    """Write letters that cannot be printed as the plain Latin letters that they are forms of.

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
    """Set the continuation pages: what each text is, and the text itself."""
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
    """Break a text between words, and a word that is too long for a line wherever it must be."""
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
            length = next(n for n in range(len(line), 0, -1) if text_width(line[:n]) <= room)
            yield _Line(line[:length], indent=indent)
            line = line[length:]
    yield _Line(line, indent=indent)


def _spelled(text: str) -> str:
    """Write letters that cannot be printed as their numbers."""
    return "".join(letter if is_printable(letter) else _code(letter) for letter in text)


def _code(letter: str) -> str:
    return f"<U+{ord(letter):04X}>"
