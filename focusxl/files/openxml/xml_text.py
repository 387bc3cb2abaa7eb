"""Text in XML, escaped and unescaped as in the standard library, without its web client."""

from __future__ import annotations

_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
"""The ampersand comes last, since its replacement is no entity."""


def with_entities(text: str) -> str:
    """Write a text as the content of an element.

    >>> with_entities("R&D <2")
    'R&amp;D &lt;2'
    """
    return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")


def as_attribute(text: str) -> str:
    r"""Write a text as the value of an attribute, in quotes.

    >>> as_attribute('5" > 4"\n'), as_attribute("a")
    ('\'5" &gt; 4"&#10;\'', '"a"')
    """
    written = with_entities(text)
    for letter in "\n\r\t":
        written = written.replace(letter, f"&#{ord(letter)};")
    if '"' not in written:
        return f'"{written}"'
    if "'" not in written:
        return f"'{written}'"
    return '"{}"'.format(written.replace('"', "&quot;"))


def without_entities(text: str) -> str:
    """Read a text without entities other than the five of XML.

    >>> without_entities("a &lt; b &amp;lt; c")
    'a < b &lt; c'
    """
    if "&" in text:
        for entity, letter in _ENTITIES.items():
            text = text.replace(entity, letter)
    return text
