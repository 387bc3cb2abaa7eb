"""Filings made up at random from a seed: hard for arithmetic, not likely as business."""

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal

from focusxl.amounts import cell_state
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, Filing
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, Page

LARGEST = 300_000_000_000_000
"""Fifteen digits, and no sum on any page beyond 2 ** 53, where doubles skip whole dollars."""

PERIOD_ENDS = (
    datetime.date(2009, 12, 31),
    datetime.date(2010, 3, 30),
    datetime.date(2010, 3, 31),
    datetime.date(2014, 6, 30),
    datetime.date(2021, 9, 30),
)
"""The last day of the old rates and the first of the new ones among them."""

DATES = (*PERIOD_ENDS, datetime.date(2010, 1, 1), datetime.date(2014, 6, 1))
"""Dates that boxes hold: ends of periods, and days on which one can begin."""

TEXTS = ("None", "n/a", "HARRIS TRUST", "Harris  trust ", "10018", "=1+1", "<&>", "2", "in", "No")

_SIDES = (
    ("7032", "7132"),
    ("7033", "7133"),
    ("8530", "8670"),
    ("8540", "8680"),
    ("7020", "7090", "7120", "7170"),
    ("8510", "8620", "8650", "8710"),
    ("7325", "7600", "7660", "7720"),
)
"""Boxes that some check compares: the first with the sum of the others."""

Values = dict[str, object]


def random_filings(edition: Edition, count: int, seed: int) -> Iterator[Filing]:
    """Make filings, the same for the same seed; every fact is answered."""
    rng = random.Random(seed)
    for _ in range(count):
        values: Values = {}
        digits = rng.choice((3, 6, 9, 12, 15))
        for page in edition.pages:
            if rng.random() > 0.1:
                values |= values_of(rng, page, digits)
        facts = {fact: rng.random() < 0.5 for fact in edition.facts if fact != "review_required"}
        _agree(rng, values)
        yield filing_of(edition, _with_ties(rng, edition, values, facts), facts)


def filing_of(edition: Edition, values: Values, facts: dict[str, bool]) -> Filing:
    """Make a filing of what its cells hold."""
    entries = {number: Entry(cell_state(value)) for number, value in values.items()}
    return Filing(edition, entries, facts, whole=True)


def values_of(rng: random.Random, page: Page, digits: int, filled: float = 0.8) -> Values:
    """Draw what the cells of a page hold: the share filled in, and at most so many digits."""
    values: Values = {}
    for box in page.boxes:
        match box.kind:
            case "input" if rng.random() < filled:
                values[box.number] = _amount(rng, box, digits)
            case "text" if rng.random() < 0.5:
                values[box.number] = rng.choice(TEXTS)
            case "official" if rng.random() < 0.1:
                values[box.number] = "A"
            case "check" if rng.random() < 0.5:
                values[box.number] = "X"
            case "date" if rng.random() < 0.9:
                values[box.number] = rng.choice(DATES)
    return values


def _amount(rng: random.Random, box: Box, most_digits: int) -> Decimal:
    if rng.random() < 0.15:
        return Decimal(0)
    digits = rng.randint(1, most_digits)
    amount = Decimal(rng.randint(10 ** (digits - 1), min(10**digits - 1, LARGEST)))
    if digits <= 13 and rng.random() < 0.3:
        amount += Decimal(rng.choice((1, 49, 50, 51, 85, 99))) / 100
    likely = {"any": 1.0, "positive": 0.8 if box.negative == "explain" else 0.05, "deduct": 0.05}
    may_be_negative = rng.random() < likely[box.sign]
    return -amount if may_be_negative and rng.random() < 0.5 else amount


def _agree(rng: random.Random, values: Values) -> None:
    """Let both sides of some checks agree, as they would hardly do by chance."""
    for left, right, *others in _SIDES:
        if left in values and rng.random() < 0.5:
            values[right] = values[left]
            for other in others:
                values.pop(other, None)


def _with_ties(
    rng: random.Random, edition: Edition, values: Values, facts: dict[str, bool]
) -> Values:
    """Let lines of the minimum capital tie, or straddle the retail forex minimum."""
    risk_based = compute(filing_of(edition, values, facts)).totals["7455"].expected
    tied = {
        "as drawn": {},
        "A = B": {"7465": risk_based},
        "A = C": {"7475": risk_based},
        "B = C": {"7465": Decimal(20_000_000), "7475": Decimal(20_000_000)},
        "A = B = C": {"7465": risk_based, "7475": risk_based},
        "just below": {"7415": None, "7435": None, "7465": Decimal(19_999_999), "7475": None},
        "just enough": {"7415": None, "7435": None, "7465": None, "7475": Decimal(20_000_000)},
    }
    return values | tied[rng.choice(list(tied))]
