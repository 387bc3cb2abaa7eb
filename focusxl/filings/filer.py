"""What of the form a filing is about: the pages its firm reports, and those that are in it.

Who reports a page is printed at its head. The firm's kind is marked on the cover and stated as
facts; where neither says it, as in a part of a report, a page is taken as it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from focusxl.filings.filing import Filing
from focusxl.forms.edition import Edition
from focusxl.forms.model import Statement
from focusxl.formulas import FactUnknown, Formula, holds


@dataclass(frozen=True)
class Scope:
    """Which pages are in a report, which its firm does not report, and what is not stated."""

    present: tuple[Statement, ...]
    """The pages that the report has anything of; all that apply where it is a whole report."""
    missing: tuple[Statement, ...]
    """Pages that apply to the firm and that the report has nothing of."""
    undecided: tuple[Statement, ...]
    """Pages that the report has nothing of, and of which it is not stated whether they apply."""
    totals_only: tuple[Statement, ...]
    """Pages of which a part of a report gives totals and none of the inputs they rest on."""
    excluded: tuple[Statement, ...]
    """Pages that the firm does not report."""
    left_out: tuple[Statement, ...]
    """Pages that apply to the firm and that its workbook was made without."""
    excluded_boxes: frozenset[str]
    """Boxes that stand on no page but excluded ones: they count as nothing."""
    missing_facts: tuple[str, ...]
    """Facts that nobody has stated and that decide whether pages apply."""
    of_no_kind: tuple[Statement, ...] = ()
    """Pages that are filled in, of kinds of firm that the cover names, while it marks none."""

    @cached_property
    def _present(self) -> frozenset[str]:
        return frozenset(statement.sheet for statement in self.present)

    @cached_property
    def _with_inputs(self) -> frozenset[str]:
        return self._present - {statement.sheet for statement in self.totals_only}

    def has_page_of(self, edition: Edition, box: str) -> bool:
        """Tell whether a page on which a box stands is in the report, with what is entered on it.

        Of a page that gives its totals alone, no blank input says that there is nothing.
        """
        placed = edition.boxes[box]
        there = self._with_inputs if placed.box.formula is None else self._present
        return any(edition.statements[page - 1].sheet in there for page in placed.pages)

    def gives_totals_only(self, edition: Edition, box: str) -> bool:
        """Tell whether a box is an input of a page that gives its totals alone."""
        placed = edition.boxes[box]
        return placed.box.formula is None and placed.statement in self.totals_only


def scope_of(filing: Filing) -> Scope:
    """Find out which pages a filing is about."""
    edition = filing.edition
    filled = filled_statements(filing)
    firm = _Firm(filing, filled)
    applies = [firm.reports(statement) for statement in edition.statements]
    has_values = {statement.sheet for statement in filled}
    made_without = {statement.sheet for statement in statements_without(edition, filing.absent)}
    present, missing, undecided, excluded, left_out = [], [], [], [], []
    for statement, reported in zip(edition.statements, applies, strict=True):
        if reported is False:
            excluded.append(statement)
        elif statement.sheet in made_without:
            if reported:
                left_out.append(statement)
        elif (
            statement.sheet in has_values
            or statement.id in filing.nothing_to_report
            or (filing.whole and reported)
        ):
            present.append(statement)
        elif reported is None:
            undecided.append(statement)
        elif not is_replaced(statement, filled):
            missing.append(statement)
    outside = {
        number
        for number, placed in edition.boxes.items()
        if all(applies[page - 1] is False for page in placed.pages)
    }
    return Scope(
        tuple(present),
        tuple(missing),
        tuple(undecided),
        tuple(one for one in present if _gives_totals_only(filing, one)),
        tuple(excluded),
        tuple(left_out),
        frozenset(outside),
        firm.missing_facts,
        firm.filled_of_no_kind,
    )


def whole_form(edition: Edition) -> Scope:
    """Give the scope of someone who asks for nothing but numbers: all pages, as cells compute."""
    return Scope(edition.statements, (), (), (), (), (), frozenset(), ())


def _gives_totals_only(filing: Filing, statement: Statement) -> bool:
    if filing.whole or statement.id in filing.nothing_to_report:
        return False
    return not any(
        filing.is_entered(box.number) for box in statement.boxes if box.number in filing.values
    )


def is_replaced(statement: Statement, filled: Iterable[Statement]) -> bool:
    """Tell whether the page that a firm fills in instead of this one is filled in.

    A firm that computes a customers' reserve claims no exemption from the rule that asks for it.
    """
    return statement.instead_of is not None and any(
        other.id == statement.instead_of for other in filled
    )


def statements_without(edition: Edition, absent: frozenset[str]) -> tuple[Statement, ...]:
    """Give the pages whose own boxes are absent: those that a workbook was made without."""
    return tuple(
        statement
        for number, statement in enumerate(edition.statements, start=1)
        if absent
        and all(
            box.number in absent
            for box in statement.boxes
            if edition.boxes[box.number].pages == (number,)
        )
    )


def filled_statements(filing: Filing) -> tuple[Statement, ...]:
    """Give the pages that a filing has anything of.

    A box that stands on several pages tells of the one whose other boxes are filled in, too.
    """
    edition = filing.edition
    filled = {
        placed.page
        for number in filing.values
        if len((placed := edition.boxes[number]).pages) == 1
        and number not in placed.statement.present_without
    }
    for number in filing.values:
        placed = edition.boxes[number]
        if number not in placed.statement.present_without and filled.isdisjoint(placed.pages):
            filled.add(placed.page)
    return tuple(edition.statements[page - 1] for page in sorted(filled))


def marks_known(filing: Filing, filled: tuple[Statement, ...], box: str) -> bool:
    """Tell whether an empty check box is an answer: its page is in the report, or one beside it."""
    statement = filing.edition.boxes[box].statement
    return (
        any(one is statement for one in filled)
        or any(
            beside.kind == "check" and beside.number in filing.values for beside in statement.boxes
        )
        or claims_nothing(filing.edition, filled, box)
    )


def claims_nothing(edition: Edition, filled: tuple[Statement, ...], box: str) -> bool:
    """Tell whether a box stands on a claim that a report with its cover page does not make.

    Such a page is left out where nothing is claimed, so its boxes are known to be blank.
    """
    statement, cover = edition.boxes[box].statement, edition.boxes[edition.firm_name].statement
    return (
        statement.is_a_claim
        and any(one is cover for one in filled)
        and not any(one is statement for one in filled)
    )


class _Firm:
    """What the firm is, as far as the filing says it; conditions find their answers here."""

    def __init__(self, filing: Filing, filled: tuple[Statement, ...]) -> None:
        self._filing = filing
        self._filled = filled
        self._unknown: dict[str, None] = {}
        conditions = filing.edition.filers
        self._is = {phrase: self._holds(formula) for phrase, formula in conditions.items()}
        marked = [phrase for phrase, formula in conditions.items() if formula.boxes]
        self.filled_of_no_kind: tuple[Statement, ...] = ()
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

    def reports(self, statement: Statement) -> bool | None:
        """Tell whether the firm reports a page; None where that is not stated."""
        if not statement.reported_by:
            return True
        answers = [self._is[phrase] for phrase in statement.reported_by]
        if any(answers):
            return True
        return None if None in answers else False

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """Facts that decide over pages and are not stated."""
        return tuple(fact for fact in self._unknown if fact in self._filing.edition.facts)

    def _holds(self, condition: Formula) -> bool | None:
        try:
            return holds(condition.tree, self)
        except FactUnknown as unknown:
            self._unknown[unknown.fact] = None
            return None

    def amount(self, box: str) -> Decimal | None:
        """Give nothing: no condition asks for an amount."""
        return None

    def reported(self, box: str) -> bool:
        """Tell whether a mark is set, where the page it stands on is in the report."""
        if not self._filing.whole and not marks_known(self._filing, self._filled, box):
            raise FactUnknown(box)
        return self._filing.values.get(box) is True

    def text(self, box: str) -> str | None:
        """Give nothing: no condition asks for a text."""
        return None

    def named(self, name: str) -> Decimal | bool:
        """Give a fact about the firm."""
        if name not in self._filing.facts:
            raise FactUnknown(name)
        return self._filing.facts[name]


def on_excluded_pages(filing: Filing, scope: Scope) -> Iterator[str]:
    """Give the boxes that hold something although the firm does not report their pages.

    A total that only its formula fills in says nothing of its own, and neither does a zero.
    """
    for number in filing.edition.boxes:
        if number in scope.excluded_boxes and _says_something(filing, number):
            yield number


def _entered_on(filing: Filing, statement: Statement) -> Iterator[str]:
    """Give the boxes of a page that hold something; the page is their home."""
    for placed in filing.edition.defined_on(statement):
        if _says_something(filing, placed.box.number):
            yield placed.box.number


def _says_something(filing: Filing, number: str) -> bool:
    value = filing.values.get(number)
    return value is not None and value != 0 and not filing.entries[number].by_formula
