"""What an upload states beside its rows: what the firm is, and pages with nothing to report.

Plain rows of line-item id and value have no place for it. XML has elements for it, and the sheet
Upload of the filing-ready workbook a table of its own, which says in words what each line means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from focusxl.amounts import cell_state
from focusxl.filings.filing import Filing, read_answer
from focusxl.forms.edition import Edition
from focusxl.text import in_one_line

FACT, NOTHING = "Fact", "Nothing to report"


@dataclass(frozen=True, slots=True)
class Stated:
    """Answers about the firm by the names of facts, and ids of pages, both as they are written."""

    answers: tuple[tuple[str, str], ...] = ()
    pages: tuple[str, ...] = ()


class NotOfTheForm(Exception):
    """Something is stated that the edition does not know; the message completes “it …”."""


def stated_rows(filing: Filing) -> Iterator[tuple[str, str, str]]:
    """Give what a filing states, row by row: what it is, what is stated, and that in words."""
    for name, answer in filing.facts.items():
        yield f"{FACT} {name}", answered(answer), filing.edition.facts[name].question
    for page, statement in filing.edition.pages.items():
        if page in filing.nothing_to_report:
            yield NOTHING, page, statement.title


def read_stated_rows(rows: Iterable[tuple[str, str]]) -> Stated:
    """Gather what rows state; rows that say something else are passed over."""
    answers: list[tuple[str, str]] = []
    pages: list[str] = []
    for what, value in rows:
        kind, _, name = what.partition(" ")
        if what == NOTHING:
            pages.append(value)
        elif kind == FACT and name:
            answers.append((name, value))
    return Stated(tuple(answers), tuple(pages))


def answered(answer: bool) -> str:
    """Write the answer to a question about the firm."""
    return "Yes" if answer else "No"


def facts_of(stated: Stated, edition: Edition) -> dict[str, bool]:
    """Give the facts that are stated.

    Raises:
        NotOfTheForm: the edition does not ask for one, or an answer is neither Yes nor No.
    """
    facts: dict[str, bool] = {}
    for name, written in stated.answers:
        answer = read_answer(cell_state(written))
        if name not in edition.facts:
            raise NotOfTheForm(
                f"states a fact “{in_one_line(name, 40)}” that edition {edition.name} does not "
                "ask for"
            )
        if answer is None:
            raise NotOfTheForm(
                f"answers the fact “{name}” with “{in_one_line(written, 40)}”, not with Yes or No"
            )
        if facts.setdefault(name, answer) is not answer:
            raise NotOfTheForm(f"answers the fact “{name}” with both Yes and No")
    return facts


def pages_of(stated: Stated, edition: Edition) -> frozenset[str]:
    """Give the pages that are stated to have nothing to report.

    Raises:
        NotOfTheForm: the edition has no such page.
    """
    for page in stated.pages:
        if page not in edition.pages:
            raise NotOfTheForm(
                f"says “{NOTHING}” for a page “{in_one_line(page, 40)}” that edition "
                f"{edition.name} does not have"
            )
    return frozenset(stated.pages)
