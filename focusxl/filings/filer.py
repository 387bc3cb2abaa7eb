"""The scope of a filing: the pages its firm reports, and the pages that are in it.

The head of a page prints who reports it. The filer type is marked on the cover and stated as
facts; where neither says it, as in a partial filing, every page that is filled in counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from focusxl.amounts import Text
from focusxl.errors import UnknownFirm
from focusxl.filings.filing import Entry, Filing
from focusxl.forms.edition import Edition
from focusxl.forms.model import Page
from focusxl.formulas import Environment, Formula, Missing
from focusxl.values import Record


class Scope(Record):
    """The pages that are in a report, those its firm does not report, and the unstated facts."""

    edition: Edition
    present: tuple[Page, ...]
    """Pages in the report: filled in, or in a whole report all that apply."""
    missing: tuple[Page, ...]
    """Pages that apply to the firm and are not in the report."""
    undecided: tuple[Page, ...]
    """Pages that are not in the report, where unstated facts decide whether they apply."""
    totals_only: tuple[Page, ...]
    """Pages of a partial filing that give totals and none of their inputs."""
    excluded: tuple[Page, ...]
    """Pages that the firm does not report."""
    left_out: tuple[Page, ...]
    """Pages that apply to the firm and that its workbook was made without."""
    excluded_boxes: frozenset[str]
    """Boxes that stand on excluded pages only; they count as zero."""
    missing_facts: tuple[str, ...]
    """Unstated facts that decide whether pages apply."""
    of_no_kind: tuple[Page, ...] = ()
    """Filled-in pages of filer types that the cover lists, where the cover marks none of them."""

    @cached_property
    def lacking(self) -> frozenset[str]:
        """Boxes on no page that is in the report with its inputs.

        On a page that gives its totals alone, a blank input is not known to be zero.
        """
        present = {page.sheet for page in self.present}
        with_inputs = present - {page.sheet for page in self.totals_only}
        lacking: list[frozenset[str]] = []
        for group in self.edition.boxes_of_pages:
            if group.sheets.isdisjoint(present):
                lacking.append(group.boxes)
            elif group.sheets.isdisjoint(with_inputs):
                lacking.append(group.inputs)
        return frozenset().union(*lacking)

    @cached_property
    def outside(self) -> frozenset[str]:
        """Boxes that the report does not cover: excluded and missing ones."""
        return self.lacking | self.excluded_boxes

    def has_page_of(self, box: str) -> bool:
        """Tell whether a page of a box is in the report with its inputs."""
        return box not in self.lacking

    def gives_totals_only(self, box: str) -> bool:
        """Tell whether a box is an input on a page that gives its totals alone."""
        placed = self.edition.boxes[box]
        return placed.box.formula is None and _is_among(placed.home, self.totals_only)

    def lacks_page(self, page: Page) -> bool:
        """Tell whether a page that applies to the firm, or may apply, is not in the report."""
        return _is_among(page, self.missing) or _is_among(page, self.undecided)


def _is_among(page: Page, pages: Iterable[Page]) -> bool:
    return any(one is page for one in pages)


def scope_of(filing: Filing) -> Scope:
    """Find the pages of a filing: present, missing, undecided, excluded."""
    edition = filing.edition
    filled = filing.filled
    firm = _Firm(filing, filled)
    applies = [firm.reports(page) for page in edition.pages]
    has_values = {page.sheet for page in filled}
    made_without = {page.sheet for page in pages_without(edition, filing.absent)}
    present, missing, undecided, excluded, left_out = [], [], [], [], []
    for page, reported in zip(edition.pages, applies, strict=True):
        if reported is False:
            excluded.append(page)
        elif page.sheet in made_without:
            if reported:
                left_out.append(page)
        elif (
            page.sheet in has_values
            or page.id in filing.nothing_to_report
            or (filing.whole and reported)
        ):
            present.append(page)
        elif reported is None:
            undecided.append(page)
        elif not is_replaced(page, filled):
            missing.append(page)
    outside = [
        group.boxes
        for group in edition.boxes_of_pages
        if all(applies[number - 1] is False for number in group.pages)
    ]
    return Scope(
        edition,
        tuple(present),
        tuple(missing),
        tuple(undecided),
        tuple(one for one in present if _gives_totals_only(filing, one)),
        tuple(excluded),
        tuple(left_out),
        frozenset().union(*outside),
        firm.missing_facts,
        firm.filled_of_no_kind,
    )


def whole_form(edition: Edition) -> Scope:
    """Give the scope that has every page, as worksheet functions compute."""
    return Scope(edition, edition.pages, (), (), (), (), (), frozenset(), ())


def _gives_totals_only(filing: Filing, page: Page) -> bool:
    if filing.whole or page.id in filing.nothing_to_report:
        return False
    return not any(
        filing.is_entered(box.number) for box in page.boxes if box.number in filing.values
    )


def is_replaced(page: Page, filled: Iterable[Page]) -> bool:
    """Tell whether the page that a firm fills in instead of this one is filled in.

    A firm that computes a customer reserve does not claim an exemption from Rule 15c3-3.
    """
    return page.instead_of is not None and any(other.id == page.instead_of for other in filled)


def pages_without(edition: Edition, absent: frozenset[str]) -> tuple[Page, ...]:
    """Give the pages whose own boxes are all absent: the workbook was made without them."""
    return tuple(
        page
        for number, page in enumerate(edition.pages, start=1)
        if absent
        and all(
            box.number in absent
            for box in page.boxes
            if edition.boxes[box.number].pages == (number,)
        )
    )


def marks_known(filing: Filing, filled: Iterable[Page], page: Page) -> bool:
    """Tell whether an empty mark on a page means No: the page or another of its marks is there."""
    return (
        _is_among(page, filled)
        or any(box.kind == "check" and box.number in filing.values for box in page.boxes)
        or makes_no_claim(filing.edition, filled, page)
    )


def makes_no_claim(edition: Edition, filled: Iterable[Page], page: Page) -> bool:
    """Tell whether a page claims an exemption that this report, with its cover, does not claim.

    Such a page is left out where nothing is claimed, so its boxes are known to be blank.
    """
    cover = edition.boxes[edition.firm_name].home
    return page.is_a_claim and _is_among(cover, filled) and not _is_among(page, filled)


class _Firm:
    """The filer type and the facts of a firm, as far as the filing states them."""

    def __init__(self, filing: Filing, filled: tuple[Page, ...]) -> None:
        self._filing = filing
        self._filled = filled
        self._unknown: dict[str, None] = {}
        conditions = filing.edition.filers
        self._environment = self._answers(conditions.values())
        self._is = {phrase: self._holds(formula) for phrase, formula in conditions.items()}
        marked = [phrase for phrase, formula in conditions.items() if formula.boxes]
        self.filled_of_no_kind: tuple[Page, ...] = ()
        """Filled-in pages that a firm without a marked filer type does not report."""
        if any(self._is[phrase] for phrase in marked):
            return
        # A futures commission merchant need not be any of the filer types that the cover lists.
        is_none = all(self._is[phrase] is False for phrase in marked) and any(self._is.values())
        if is_none:
            self.filled_of_no_kind = tuple(
                page
                for page in filled
                if self.reports(page) is False and any(_entered_on(filing, page))
            )
        if not is_none or self.filled_of_no_kind:
            # No filer type is marked on the cover: the pages are not excluded for that alone.
            self._is |= dict.fromkeys(marked, None)

    def reports(self, page: Page) -> bool | None:
        """Tell whether the firm reports a page; None where that is not stated."""
        if not page.reported_by:
            return True
        answers = [self._is[phrase] for phrase in page.reported_by]
        if any(answers):
            return True
        return None if None in answers else False

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """Unstated facts that decide whether pages apply."""
        return tuple(fact for fact in self._unknown if fact in self._filing.edition.facts)

    def _answers(self, conditions: Iterable[Formula]) -> Environment:
        """Give the environment of the conditions: the known marks, and the facts."""
        filing, edition = self._filing, self._filing.edition
        marks: dict[str, bool | Missing] = {}
        for box in dict.fromkeys(box for condition in conditions for box in condition.boxes):
            known = filing.whole or marks_known(filing, self._filled, edition.boxes[box].home)
            marks[box] = (
                filing.values.get(box) is True if known else Missing("page not submitted", box)
            )
        return Environment(marks=marks, named=filing.facts)

    def _holds(self, condition: Formula) -> bool | None:
        found = condition.holds(self._environment)
        if isinstance(found, Missing):
            self._unknown[found.of] = None
            return None
        return found


def firm_filing(edition: Edition, words: Iterable[str]) -> Filing:
    """Make a filing that states the filer type and the facts of a firm, and nothing else.

    Args:
        edition: the edition of the form.
        words: words of `Edition.firm_words`; a fact that is not named is answered No, unless it
            is one of those that are left open.

    Raises:
        UnknownFirm: the edition does not know a word, or no word is given.
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


def reported_pages(filing: Filing) -> tuple[Page, ...]:
    """Give the pages that a firm reports, in the form's order: all that are not excluded."""
    excluded = scope_of(filing).excluded
    return tuple(one for one in filing.edition.pages if one not in excluded)


def boxes_on_excluded_pages(filing: Filing, scope: Scope) -> Iterator[str]:
    """Give the boxes that are filled in on pages that the firm does not report.

    A total filled in by its own formula does not count, and neither does a zero.
    """
    held = filing.values.keys() & scope.excluded_boxes
    for number in sorted(held, key=filing.edition.order.__getitem__):
        if _is_filled_in(filing, number):
            yield number


def _entered_on(filing: Filing, page: Page) -> Iterator[str]:
    """Give the boxes at home on a page that are filled in."""
    for placed in filing.edition.defined_on(page):
        if _is_filled_in(filing, placed.box.number):
            yield placed.box.number


def _is_filled_in(filing: Filing, number: str) -> bool:
    value = filing.values.get(number)
    return value is not None and value != 0 and not filing.entries[number].by_formula
