"""What a firm is, said in the words of the edition: marks for the cover, and facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from focusxl.amounts import Text
from focusxl.errors import UnknownFirm
from focusxl.filings.computation import Computation
from focusxl.filings.filer import scope_of
from focusxl.filings.filing import Entry, Filing
from focusxl.forms.edition import Edition
from focusxl.forms.model import Statement
from focusxl.formulas.tree import NameReference


def firm_filing(edition: Edition, words: Iterable[str]) -> Filing:
    """Give the filing that says of a firm what it is, and nothing else.

    Args:
        edition: the edition of the form.
        words: of `Edition.firm_words`; a fact whose word is not among them is answered No, but for
            those that are left open.

    Raises:
        UnknownFirm: a word is not of the edition, or there is none.
    """
    given = {word.strip().lower() for word in words} - {""}
    unknown = sorted(given - edition.firm_words.keys())
    if unknown or not given:
        wrong = (
            f"Edition {edition.name} does not know the kind of firm “{unknown[0]}”"
            if unknown
            else "The kind of firm is missing"
        )
        known = ", ".join(edition.firm_words) or "no word at all"
        raise UnknownFirm(f"{wrong}; use {known}.")
    said = {edition.firm_words[word] for word in given}
    entries = {name: Entry(Text("X")) for name in edition.boxes if name in said}
    facts = {
        name: name in said
        for name, fact in edition.facts.items()
        if name in said or not fact.left_open
    }
    return Filing(edition, entries, facts, whole=True)


def reported_statements(filing: Filing) -> tuple[Statement, ...]:
    """Give the pages that a firm reports, in the form's order; those not excluded."""
    excluded = scope_of(filing).excluded
    return tuple(one for one in filing.edition.statements if one not in excluded)


def answers_shown(computation: Computation) -> Mapping[str, bool]:
    """Give the facts that a report does not state and its amounts show, all of them alike.

    A condition of the form data shows an answer, and so does a total that is right under that
    answer only; a page that is filled in, and that only firms of one kind report, shows that the
    firm is one.
    """
    filing = computation.filing
    seen = {name: {answer} for name, answer in computation.shown_facts.items()}
    for total in computation.totals.values():
        for name, answer in (total.supposed or {}).items():
            seen.setdefault(name, set()).add(answer)
    for statement in computation.scope.present:
        kinds = [filing.edition.filers[phrase].tree for phrase in statement.reported_by]
        match kinds:
            case [NameReference(name)]:
                seen.setdefault(name, set()).add(True)
    return {
        name: answers.pop()
        for name, answers in seen.items()
        if name in filing.edition.facts and name not in filing.facts and len(answers) == 1
    }
