"""How far each page of a workbook is, for the values stored beside the formulas of Start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from focusxl.files.template.names import box_name
from focusxl.filings.computation import Computation
from focusxl.filings.filing import NOTHING_TO_REPORT
from focusxl.forms.edition import Edition
from focusxl.forms.model import Page
from focusxl.forms.rule_table import Rule
from focusxl.formulas import Environment, Formula
from focusxl_workbook.sheets.check_rows import is_answered
from focusxl_workbook.sheets.fingerprint import parts
from focusxl_workbook.sheets.fingerprint_sheet import Watched
from focusxl_workbook.sheets.sheet_writer import StoredValue

NOT_FOR_THIS_FIRM = "Not for this firm"
NOT_STARTED = "Not started"
MUST_FIX = "Must fix"
TO_EXPLAIN = "To explain"
NOT_CHECKED = "Not checked"
FILLED_IN = "Filled in"
DONE = (FILLED_IN, NOTHING_TO_REPORT)
OPEN_FIRST = (MUST_FIX, NOT_STARTED, TO_EXPLAIN)
"""The states of pages with something to do, what comes first at the front."""


@dataclass(frozen=True, slots=True)
class PageState:
    """A page of the workbook as it is now; what the firm does not report is not for it."""

    page: Page
    inputs: int
    filled: int
    must_fix: int
    explain: int
    nothing: bool
    """Whether “Nothing to report” is said of it."""
    is_for_the_firm: bool

    @property
    def word(self) -> str:
        """The state in words, as the formula on Start gives it."""
        if not self.is_for_the_firm:
            return NOT_FOR_THIS_FIRM
        if not self.filled:
            if not self.nothing:
                return NOT_STARTED
            return MUST_FIX if self.must_fix else NOTHING_TO_REPORT
        if self.nothing or self.must_fix:
            return MUST_FIX
        return TO_EXPLAIN if self.explain else FILLED_IN


@dataclass(frozen=True)
class Progress:
    """The pages of a workbook as they are now, and whether the filer type is known."""

    states: tuple[PageState, ...]
    is_kind_known: bool

    @cached_property
    def counts(self) -> Counter[str]:
        """The number of pages in each state."""
        return Counter(state.word for state in self.states)

    @property
    def asked(self) -> int:
        """The number of pages that the firm reports."""
        return len(self.states) - self.counts[NOT_FOR_THIS_FIRM]

    @property
    def done(self) -> int:
        """The number of pages with nothing left to do."""
        return sum(self.counts[word] for word in DONE)

    @property
    def next_open(self) -> int:
        """The place of the next page with something to do, from 1; nought if there is none."""
        words = [state.word for state in self.states]
        return next((words.index(word) + 1 for word in OPEN_FIRST if word in words), 0)


@dataclass(frozen=True)
class Kinds:
    """The filer types of an edition: those that the cover marks, and those that an answer tells."""

    edition: Edition

    @cached_property
    def marked(self) -> Mapping[str, Formula]:
        """The filer types that are marked on the cover, with their conditions."""
        return {name: one for name, one in self.edition.filers.items() if one.boxes}

    @cached_property
    def answered(self) -> Mapping[str, Formula]:
        """The filer types that an answer about the firm tells, with their conditions."""
        return {name: one for name, one in self.edition.filers.items() if not one.boxes}

    def conditions(self, page: Page) -> tuple[Formula, ...]:
        """Give the different conditions of which one makes a firm report a page."""
        of_page = (self.edition.filers[name] for name in page.reported_by)
        return tuple({formula.text: formula for formula in of_page}.values())

    def is_of_marked_only(self, page: Page) -> bool:
        """Tell whether only filer types that the cover marks report a page."""
        return bool(page.reported_by) and not any(
            name in self.answered for name in page.reported_by
        )


def progress(
    computation: Computation,
    pages: Sequence[Page],
    watched: Iterable[Watched],
    failing: Sequence[tuple[str, Rule]],
) -> Progress:
    """Find the state of each page; `failing` are the checks that do not hold, by sheet."""
    filing, edition = computation.filing, computation.filing.edition
    watched = list(watched)
    # A box without a value has nought for its first number; see `fingerprint`.
    inputs = Counter(one.page for one in watched)
    filled = Counter(one.page for one in watched if parts(one.value)[0])
    values = {one.caption: one.value for one in watched}
    must_fix = Counter(sheet for sheet, rule in failing if rule.check_class == "must-fix")
    explain = Counter(
        sheet
        for sheet, rule in failing
        if rule.check_class == "explain" and not is_answered(filing, rule)
    )
    environment = _environment(edition, values, filing.facts)
    kinds = Kinds(edition)
    known = _is_kind_known(kinds, environment, pages, filled)
    applies = _applies(kinds, environment, pages, filled, known=known)
    found = []
    for page in pages:
        blank = sum(values.get(box_name(number)) == "" for number in page.required)
        found.append(
            PageState(
                page,
                inputs[page.sheet],
                filled[page.sheet],
                must_fix[page.sheet] + (blank if filled[page.sheet] else 0),
                explain[page.sheet],
                page.id in filing.nothing_to_report,
                applies(page),
            )
        )
    return Progress(tuple(found), known)


def _environment(
    edition: Edition, values: Mapping[str, StoredValue], facts: Mapping[str, bool]
) -> Environment:
    marks = {
        box: values.get(box_name(box), "") != ""
        for formula in edition.filers.values()
        for box in formula.boxes
    }
    return Environment(marks=marks, named=facts)


def _is_kind_known(
    kinds: Kinds, environment: Environment, pages: Iterable[Page], filled: Counter[str]
) -> bool:
    """Tell whether the filer type is known.

    A futures commission merchant need not be any of those that the cover marks, unless it fills in
    their pages.
    """
    if any(one.holds(environment) is True for one in kinds.marked.values()):
        return True
    return any(one.holds(environment) is True for one in kinds.answered.values()) and not any(
        filled[page.sheet] for page in pages if kinds.is_of_marked_only(page)
    )


def _applies(
    kinds: Kinds,
    environment: Environment,
    pages: Sequence[Page],
    filled: Counter[str],
    *,
    known: bool,
) -> Callable[[Page], bool]:
    """Give the test whether a page is for the firm: in doubt, it is."""
    sheets = {page.id: page.sheet for page in pages}

    def applies(page: Page) -> bool:
        if filled[page.sheet]:
            return True
        if page.instead_of is not None and filled[sheets.get(page.instead_of, "")]:
            return False
        conditions = kinds.conditions(page)
        return (
            not known
            or not conditions
            or any(one.holds(environment) is not False for one in conditions)
        )

    return applies
