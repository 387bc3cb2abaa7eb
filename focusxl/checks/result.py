"""The result of all checks on one filing, its findings in the order of importance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from focusxl.amounts import exactly
from focusxl.checks.boxes import check_boxes
from focusxl.checks.completeness import Coverage, check_completeness, coverage_of
from focusxl.checks.edits import check_edits
from focusxl.checks.facts import check_facts
from focusxl.checks.filer_explanations import with_explanation
from focusxl.checks.finding import CLASS_ORDER, Finding
from focusxl.checks.history import check_history
from focusxl.checks.pages import check_pages
from focusxl.checks.totals import check_totals
from focusxl.filings.computation import Computation
from focusxl.filings.filing import BoxValue, Refused
from focusxl.forms.edition import PlacedBox
from focusxl.values import Record

Verdict = Literal["ready", "partial", "blocked"]


class CheckedBox(Record):
    """One box of a checked filing: as filed, as expected, and the findings on it.

    Amounts are Decimal in the unit of the box, whole dollars for nearly all.
    """

    placed: PlacedBox
    reported: BoxValue | None
    """The value as filed; None where the box is blank or cannot be read."""
    expected: Decimal | None
    """Amount of a total from its inputs, rounded as filed; None for an input, and where a total
    cannot be computed."""
    findings: tuple[Finding, ...]

    @property
    def number(self) -> str:
        """Number of the box."""
        return self.placed.box.number

    @property
    def label(self) -> str:
        """Full label, as printed."""
        return self.placed.label

    @property
    def formula(self) -> str | None:
        """Formula of a total in the form's notation; None for an input."""
        return self.placed.formula

    @property
    def cite(self) -> tuple[str, ...]:
        """Citations of the box: the rules, the form or its instructions."""
        return self.placed.cite

    @property
    def difference(self) -> Decimal | None:
        """Total as filed less the expected total, in the box's unit; None where one is missing."""
        if self.expected is None or not isinstance(self.reported, Decimal):
            return None
        return self.reported - self.expected


class Result(Record):
    """A checked filing: its verdict, its findings, and each box as filed and as expected.

    ``result["7190"]`` gives one box.

    Raises:
        KeyError: the edition has no box of that number.
    """

    computation: Computation
    findings: tuple[Finding, ...]
    """The findings, must-fix first, and causes before their consequences."""
    coverage: Coverage
    """The part of the report that is filled in, in pages."""

    @property
    def verdict(self) -> Verdict:
        """The verdict in one word.

        Blocked while a finding must be fixed or explained; partial where nothing is wrong but the
        report is not whole; ready for a whole report only.
        """
        if any(finding.blocks for finding in self.findings):
            return "blocked"
        return "ready" if self.coverage.is_whole else "partial"

    @property
    def is_ready(self) -> bool:
        """Whether the report is whole, with nothing to fix and nothing to explain."""
        return self.verdict == "ready"

    def __getitem__(self, box: str) -> CheckedBox:
        """Give one box of the form as filed and as expected.

        Raises:
            KeyError: the edition has no box of that number.
        """
        filing = self.computation.filing
        placed = filing.edition[box]
        value = filing.values.get(box)
        total = self.computation.totals.get(box)
        return CheckedBox(
            placed=placed,
            reported=None if isinstance(value, Refused) else value,
            expected=None if total is None else total.expected,
            findings=tuple(one for one in self.findings if one.box == box),
        )

    def to_records(self) -> list[dict[str, str | None]]:
        """Give the findings as records, one a row, for ``pandas.DataFrame``.

        The columns are those of ``focusxl validate --output json``: id, class, box, sheet, cell,
        message, reported, expected, difference, tolerance, cite; amounts in plain digits.
        """
        return [finding.as_record() for finding in self.findings]


@exactly
def check(computation: Computation, from_reading: Iterable[Finding] = ()) -> Result:
    """Make every check on a computed filing.

    Args:
        computation: the filing with its totals.
        from_reading: the findings of reading the file, such as overwritten formulas.
    """
    found = (
        *from_reading,
        *check_boxes(computation),
        *check_totals(computation),
        *check_edits(computation),
        *check_facts(computation),
        *check_pages(computation),
        *_of_ledger(computation),
        *check_completeness(computation),
        *_signed(computation),
        *_against_the_period_before(computation),
        *check_history(computation),
    )
    order = computation.filing.edition.order

    def position(finding: Finding) -> tuple[int, bool, int]:
        return (
            CLASS_ORDER.index(finding.check_class),
            finding.consequence_of is not None,
            order.get(finding.box or "", -1),
        )

    answered = [
        with_explanation(computation.filing, finding) for finding in _without_repeats(found)
    ]
    return Result(computation, tuple(sorted(answered, key=position)), coverage_of(computation))


def _signed(computation: Computation) -> Iterable[Finding]:
    """Check who signed; what that takes is loaded where there is something to check."""
    filing = computation.filing
    if not filing.signatures and not filing.asks_for_review:
        return ()
    from focusxl.checks.signatures import check_signatures

    return check_signatures(filing)


def _against_the_period_before(computation: Computation) -> Iterator[Finding]:
    if computation.filing.prior:
        # Where it is needed, since most reports that are validated come without.
        from focusxl.checks.comparison import check_comparison

        yield from check_comparison(computation)


def _of_ledger(computation: Computation) -> Iterable[Finding]:
    """Check the trial balance behind a report, which few reports are read with."""
    if computation.filing.ledger is None:
        return ()
    from focusxl.checks.ledger import check_ledger

    return check_ledger(computation)


def _without_repeats(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Drop the second of two equal findings: reading and computing may both see a fault."""
    seen: set[tuple[object, ...]] = set()
    for finding in findings:
        key = (finding.id, finding.box, finding.place, finding.reported)
        if key not in seen:
            seen.add(key)
            yield finding
