"""What a firm is, said in the words of the edition: marks for the cover, and facts."""

from __future__ import annotations

from collections.abc import Iterable

from focusxl.amount import Text
from focusxl.filing import Entry, Filing
from focusxl.form import Edition, Statement
from focusxl.scope import scope_of


class UnknownFirm(Exception):  # noqa: N818 - named for what it says
    """A word that says nothing about a firm; the message gives those that do."""


def firm_filing(edition: Edition, words: Iterable[str]) -> Filing:
    """Give the filing that says of a firm what it is, and nothing else.

    Args:
        edition: the edition of the form.
        words: of `Edition.firm_words`; a fact whose word is not among them is answered No.

    Raises:
        UnknownFirm: a word is not of the edition.
    """
    given = {word.strip().lower() for word in words} - {""}
    unknown = given - edition.firm_words.keys()
    if unknown:
        raise UnknownFirm(
            f"Edition {edition.name} knows no firm that is “{sorted(unknown)[0]}”; "
            f"say it with {', '.join(edition.firm_words) or 'no word at all'}."
        )
    said = {edition.firm_words[word] for word in given}
    entries = {name: Entry(Text("X")) for name in edition.boxes if name in said}
    facts = {name: name in said for name in edition.facts}
    return Filing(edition, entries, facts, whole=True)


def reported_statements(filing: Filing) -> tuple[Statement, ...]:
    """Give the pages that a firm reports, in the form's order; those not excluded."""
    excluded = scope_of(filing).excluded
    return tuple(one for one in filing.edition.statements if one not in excluded)
