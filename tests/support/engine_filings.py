"""Small filings for worked examples, written as boxes and what stands in them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from focusxl.amounts import Nothing, Number, cell_state
from focusxl.checks import check
from focusxl.checks.finding import Finding
from focusxl.checks.state import has_needed_pages, state_of_edit
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, FilerExplanation, Filing, Place
from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition

FORM = load_edition("2014")

# A blank that is there: a total whose cell is empty, an input that was deleted.
BLANK = Entry(Nothing())


def filing(
    boxes: Mapping[str, object],
    *,
    explanations: Mapping[str, FilerExplanation] | None = None,
    nothing_on: Iterable[str] = (),
    whole: bool = False,
    **facts: bool,
) -> Filing:
    """Make a filing of boxes and what their cells hold; further words are facts."""
    entries = {
        number: given if isinstance(given, Entry) else Entry(cell_state(given))
        for number, given in boxes.items()
    }
    return Filing(
        FORM,
        entries,
        facts=facts,
        explanations=explanations or {},
        nothing_to_report=frozenset(nothing_on),
        whole=whole,
    )


def in_cell(raw: object, *, by_formula: bool = False) -> Entry:
    """Put a value into a cell of a workbook."""
    return Entry(cell_state(raw), Place("Segregation", "H12"), by_formula=by_formula)


def as_filed() -> dict[str, object]:
    """Give the sample's boxes, totals as filed included."""
    return dict(sample_data()["boxes"])


def inputs_of_sample() -> dict[str, object]:
    """Give the sample's boxes without its totals."""
    return {
        number: value for number, value in as_filed().items() if FORM.box(number).formula is None
    }


def total(number: str, boxes: Mapping[str, object], **facts: bool) -> Decimal | None:
    """Compute one total from boxes; totals among them count as reported."""
    return compute(filing(boxes, **facts)).totals[number].expected


def findings(given: Filing) -> tuple[Finding, ...]:
    """Give everything that is found in a filing."""
    return check(compute(given)).findings


def found_in(boxes: Mapping[str, object], **facts: bool) -> tuple[Finding, ...]:
    """Give everything that is found in a filing of these boxes."""
    return findings(filing(boxes, **facts))


def only(found: Iterable[Finding], check_id: str) -> Finding:
    """Give the one finding of a check."""
    (finding,) = [finding for finding in found if finding.id == check_id]
    return finding


def holds(check_id: str, boxes: Mapping[str, object], *, whole: bool = False) -> bool | None:
    """Tell how one edit check comes out; None where it is not made."""
    computation, check = compute(filing(boxes, whole=whole)), FORM.checks[check_id]
    return state_of_edit(computation, check).holds if has_needed_pages(computation, check) else None


def amount_of(entry_value: object) -> Decimal:
    """Give the number that a value of the sample stands for."""
    state = cell_state(entry_value)
    assert isinstance(state, Number)
    return state.value
