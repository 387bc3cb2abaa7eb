"""What of the form a filing is about: the pages its firm reports, and those that are in it.

Who reports a page is printed at its head. The firm's kind is marked on the cover and stated as
facts; where neither says it, as in a part of a report, a page is taken as it comes.
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
    """Which pages are in a report, which its firm does not report, and what is not stated."""

    edition: Edition
    present: tuple[Page, ...]
    """The pages that the report has anything of; all that apply where it is a whole report."""
    missing: tuple[Page, ...]
    """Pages that apply to the firm and that the report has nothing of."""
    undecided: tuple[Page, ...]
    """Pages that the report has nothing of, and of which it is not stated whether they apply."""
    totals_only: tuple[Page, ...]
    """Pages of which a part of a report gives totals and none of the inputs they rest on."""
    excluded: tuple[Page, ...]
    """Pages that the firm does not report."""
    left_out: tuple[Page, ...]
    """Pages that apply to the firm and that its workbook was made without."""
    excluded_boxes: frozenset[str]
    """Boxes that stand on no page but excluded ones: they count as nothing."""
    missing_facts: tuple[str, ...]
    """Facts that nobody has stated and that decide whether pages apply."""
    of_no_kind: tuple[Page, ...] = ()
    """Pages that are filled in, of kinds of firm that the cover names, while it marks none."""

    @cached_property
    def lacking(self) -> frozenset[str]:
        """Boxes none of whose pages is in the report with what is entered on it.

        Of a page that gives its totals alone, no blank input says that there is nothing.
        """
        present = {form_page.sheet for form_page in self.present}
        with_inputs = present - {form_page.sheet for form_page in self.totals_only}
        lacking: list[frozenset[str]] = []
        for group in self.edition.boxes_of_pages:
            if group.sheets.isdisjoint(present):
                lacking.append(group.boxes)
            elif group.sheets.isdisjoint(with_inputs):
                lacking.append(group.inputs)
        return frozenset().union(*lacking)

    @cached_property
    def outside(self) -> frozenset[str]:
        """Boxes of which the report says nothing: excluded ones, and those it lacks."""
        return self.lacking | self.excluded_boxes

    def has_page_of(self, box: str) -> bool:
        """Tell whether a page of a box is in the report, with what is entered on it."""
        return box not in self.lacking

    def gives_totals_only(self, box: str) -> bool:
        """Tell whether a box is an input of a page that gives its totals alone."""
        placed = self.edition.boxes[box]
        return placed.box.formula is None and _is_among(placed.home, self.totals_only)

    def has_not(self, form_page: Page) -> bool:
        """Tell whether a page applies to the firm, or may, and the report has nothing of it."""
        return _is_among(form_page, self.missing) or _is_among(form_page, self.undecided)


def _is_among(form_page: Page, pages: Iterable[Page]) -> bool:
    return any(one is form_page for one in pages)


def scope_of(filing: Filing) -> Scope:
    """Find out which pages a filing is about."""
    edition = filing.edition
    filled = filing.filled
    firm = _Firm(filing, filled)
    applies = [firm.reports(form_page) for form_page in edition.pages]
    has_values = {form_page.sheet for form_page in filled}
    made_without = {form_page.sheet for form_page in pages_without(edition, filing.absent)}
    present, missing, undecided, excluded, left_out = [], [], [], [], []
    for form_page, reported in zip(edition.pages, applies, strict=True):
        if reported is False:
            excluded.append(form_page)
        elif form_page.sheet in made_without:
            if reported:
                left_out.append(form_page)
        elif (
            form_page.sheet in has_values
            or form_page.id in filing.nothing_to_report
            or (filing.whole and reported)
        ):
            present.append(form_page)
        elif reported is None:
            undecided.append(form_page)
        elif not is_replaced(form_page, filled):
            missing.append(form_page)
    outside = [
        group.boxes
        for group in edition.boxes_of_pages
        if all(applies[page - 1] is False for page in group.pages)
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
    """Give the scope of someone who asks for nothing but numbers: all pages, as cells compute."""
    return Scope(edition, edition.pages, (), (), (), (), (), frozenset(), ())


def _gives_totals_only(filing: Filing, form_page: Page) -> bool:
    if filing.whole or form_page.id in filing.nothing_to_report:
        return False
    return not any(
        filing.is_entered(box.number) for box in form_page.boxes if box.number in filing.values
    )


def is_replaced(form_page: Page, filled: Iterable[Page]) -> bool:
    """Tell whether the page that a firm fills in instead of this one is filled in.

    A firm that computes a customers' reserve claims no exemption from the rule that asks for it.
    """
    return form_page.instead_of is not None and any(
        other.id == form_page.instead_of for other in filled
    )


def pages_without(edition: Edition, absent: frozenset[str]) -> tuple[Page, ...]:
    """Give the pages whose own boxes are absent: those that a workbook was made without."""
    return tuple(
        form_page
        for number, form_page in enumerate(edition.pages, start=1)
        if absent
        and all(
            box.number in absent
            for box in form_page.boxes
            if edition.boxes[box.number].pages == (number,)
        )
    )


def marks_known(filing: Filing, filled: Iterable[Page], form_page: Page) -> bool:
    """Tell whether an empty check box of a page is an answer: the page, or one mark, is there."""
    return (
        _is_among(form_page, filled)
        or any(box.kind == "check" and box.number in filing.values for box in form_page.boxes)
        or claims_nothing(filing.edition, filled, form_page)
    )


def claims_nothing(edition: Edition, filled: Iterable[Page], form_page: Page) -> bool:
    """Tell whether a page is a claim that a report with its cover page does not make.

    Such a page is left out where nothing is claimed, so its boxes are known to be blank.
    """
    cover = edition.boxes[edition.firm_name].home
    return form_page.is_a_claim and _is_among(cover, filled) and not _is_among(form_page, filled)


class _Firm:
    """What the firm is, as far as the filing says it; conditions find their answers here."""

    def __init__(self, filing: Filing, filled: tuple[Page, ...]) -> None:
        self._filing = filing
        self._filled = filled
        self._unknown: dict[str, None] = {}
        conditions = filing.edition.filers
        self._environment = self._answers(conditions.values())
        self._is = {phrase: self._holds(formula) for phrase, formula in conditions.items()}
        marked = [phrase for phrase, formula in conditions.items() if formula.boxes]
        self.filled_of_no_kind: tuple[Page, ...] = ()
        """Pages that are filled in, and that a firm of no marked kind does not report."""
        if any(self._is[phrase] for phrase in marked):
            return
        # A futures commission merchant need not be any of the kinds that the cover names.
        is_none = all(self._is[phrase] is False for phrase in marked) and any(self._is.values())
        if is_none:
            self.filled_of_no_kind = tuple(
                page
                for page in filled
                if self.reports(page) is False and any(_entered_on(filing, page))
            )
        if not is_none or self.filled_of_no_kind:
            # No kind of firm is marked on the cover: that cannot be held against the pages.
            self._is |= dict.fromkeys(marked, None)

    def reports(self, form_page: Page) -> bool | None:
        """Tell whether the firm reports a page; None where that is not stated."""
        if not form_page.reported_by:
            return True
        answers = [self._is[phrase] for phrase in form_page.reported_by]
        if any(answers):
            return True
        return None if None in answers else False

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """Facts that decide over pages and are not stated."""
        return tuple(fact for fact in self._unknown if fact in self._filing.edition.facts)

    def _answers(self, conditions: Iterable[Formula]) -> Environment:
        """Give where the conditions find their answers: marks whose pages are there, and facts."""
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


def reported_pages(filing: Filing) -> tuple[Page, ...]:
    """Give the pages that a firm reports, in the form's order; those not excluded."""
    excluded = scope_of(filing).excluded
    return tuple(one for one in filing.edition.pages if one not in excluded)


def on_excluded_pages(filing: Filing, scope: Scope) -> Iterator[str]:
    """Give the boxes that hold something although the firm does not report their pages.

    A total that only its formula fills in says nothing of its own, and neither does a zero.
    """
    held = filing.values.keys() & scope.excluded_boxes
    for number in sorted(held, key=filing.edition.order.__getitem__):
        if _says_something(filing, number):
            yield number


def _entered_on(filing: Filing, form_page: Page) -> Iterator[str]:
    """Give the boxes of a page that hold something; the page is their home."""
    for placed in filing.edition.defined_on(form_page):
        if _says_something(filing, placed.box.number):
            yield placed.box.number


def _says_something(filing: Filing, number: str) -> bool:
    value = filing.values.get(number)
    return value is not None and value != 0 and not filing.entries[number].by_formula
