"""Citations: the places in the rules, the form or FocusXL that support the form data.

Each citation has one spelling. A regulation is cited as in the CFR: title, part and section, and
paragraph, subparagraph and so on, (a)(1)(ii)(A).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_PARAGRAPH = (
    r"\([a-z]{1,2}\)(?:\([1-9][0-9]?\)(?:\([ivxlc]+\)(?:\([A-Z]\)(?:\([1-9][0-9]?\))?)?)?)?"
)
"""A paragraph of the CFR; each level has its own kind of number."""
_SECTION = r"[0-9]+(?:[a-z][0-9]*(?:-[0-9]+[a-z]?)?|-[0-9]+)?"
_REGULATION = rf"([1-9][0-9]?) CFR ([1-9][0-9]*)\.({_SECTION})((?:{_PARAGRAPH})?)"
_REGISTER = r"([1-9][0-9]*) FR ([1-9][0-9]*)"
_FORM = r"Form X-17A-5(?: cover page| Part II(?: instructions)?)(?:, (?!instructions\b)\S.*)?"
_PROGRAM = r"FocusXL, \S.*"


class Regulation(NamedTuple):
    """A place in the Code of Federal Regulations."""

    title: str
    part: str
    section: str
    """Section number after the part, 15c3-1 in 240.15c3-1."""
    paragraph: tuple[str, ...]
    """Paragraph by levels, a, 1, ii; empty for the whole section."""

    @property
    def url(self) -> str:
        """Address of the paragraph in the eCFR."""
        section = f"{self.part}.{self.section}"
        page = f"https://www.ecfr.gov/current/title-{self.title}/section-{section}"
        if not self.paragraph:
            return page
        return f"{page}#p-{section}{''.join(f'({level})' for level in self.paragraph)}"


class RegisterPage(NamedTuple):
    """A page of the Federal Register, on which a rule was published."""

    volume: str
    page: str

    @property
    def url(self) -> str:
        """Address of the page in the Federal Register."""
        return f"https://www.federalregister.gov/citation/{self.volume}-FR-{self.page}"


class Citation(str):
    """A citation: its text as written, its source and its address on the web.

    >>> cited = Citation("17 CFR 240.15c3-1(a)(1)(ii)")
    >>> cited.source
    Regulation(title='17', part='240', section='15c3-1', paragraph=('a', '1', 'ii'))
    >>> cited.url
    'https://www.ecfr.gov/current/title-17/section-240.15c3-1#p-240.15c3-1(a)(1)(ii)'
    """

    __slots__ = ()

    @classmethod
    def read(cls, text: str) -> Citation:
        """Read a citation as the form data writes it.

        Raises:
            ValueError: the text is not in the spelling of citations.
        """
        _source(text)
        return cls(text)

    @property
    def source(self) -> Regulation | RegisterPage | None:
        """The place in the law; None for the form, and for FocusXL's own checks."""
        return _source(self)

    @property
    def url(self) -> str | None:
        """Address on the web; None where there is none."""
        return None if self.source is None else self.source.url


@lru_cache(maxsize=1_000)
def _source(text: str) -> Regulation | RegisterPage | None:
    if found := re.fullmatch(_REGULATION, text):
        title, part, section, paragraph = found.groups()
        return Regulation(title, part, section, tuple(re.findall(r"\(([^)]+)\)", paragraph)))
    if found := re.fullmatch(_REGISTER, text):
        return RegisterPage(*found.groups())
    if re.fullmatch(_FORM, text) or re.fullmatch(_PROGRAM, text):
        return None
    raise ValueError(
        f"“{text}” is no citation, such as 17 CFR 1.17(a)(1), 74 FR 69279, "
        "Form X-17A-5 Part II instructions, Line Item 3870, or FocusXL, docs/security.md"
    )


def pages_of(citations: Iterable[Citation]) -> list[str]:
    """Give the addresses of citations on the web, one for each section."""
    urls = [citation.url for citation in citations if citation.url is not None]
    return list(dict.fromkeys(url.partition("#")[0] for url in urls))


def in_order(citations: Iterable[Citation]) -> list[Citation]:
    """Sort citations by what they cite, 1.20 before 1.100, without repeats."""
    return sorted(
        set(citations),
        key=lambda citation: [
            (int(number or 0), word) for number, word in re.findall(r"([0-9]+)|([^0-9]+)", citation)
        ],
    )
