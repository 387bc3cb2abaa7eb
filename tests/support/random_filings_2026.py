"""Filings of edition 2026 made up at random from a seed, of every kind of firm."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from focusxl.filings.computation import compute
from focusxl.filings.filer import whole_form
from focusxl.filings.filing import Filing
from focusxl.forms.edition import Edition
from focusxl.formulas import Known, evaluate
from focusxl.formulas.tree import BoxReference, Comparison
from tests.support.random_filings import Values, filing_of, values_of


@dataclass(frozen=True)
class Kind:
    """What a firm is: its marks on the cover and what it answers."""

    marks: frozenset[str]
    facts: dict[str, bool]


FIRM_MARKS = ("12000", "12001", "12002", "12003", "12004")
"""Stand-alone broker-dealer, broker-dealer SBSD or MSBSP, stand-alone SBSD or MSBSP."""
MODELS, DERIVATIVES_DEALER = "12006", "12005"
ALLOWABLE_CREDITS = "3525"
LEVELS = (("3750", "3760"), ("3750", "7490"), ("3640", "12055"), ("3640", "12062"))
"""Net capital, or tentative net capital, and the minimum it is held against."""
NONE, MOST = Decimal(0), Decimal(10**14)
DIGITS = (2, 4, 6, 9, 12, 13)
"""At most thirteen: no sum of the whole form goes beyond 2 ** 53 then."""


def random_filings_2026(edition: Edition, count: int, seed: int) -> Iterator[Filing]:
    """Make filings, the same for the same seed; every fact is answered."""
    rng = random.Random(seed)
    for number in range(count):
        kind = _kind(rng, edition, FIRM_MARKS[number % len(FIRM_MARKS)])
        values: Values = {}
        digits, share = rng.choice(DIGITS), rng.choice((0.15, 0.6, 0.95, 0.95))
        filled = rng.choice((0.4, 0.8, 1))
        for page in edition.pages:
            if rng.random() < share:
                values |= values_of(rng, page, digits, filled)
        for mark in (*FIRM_MARKS, MODELS, DERIVATIVES_DEALER):
            values.pop(mark, None)
        values |= dict.fromkeys(kind.marks, "X")
        _agree(rng, edition, values, kind.facts)
        _come_near(rng, edition, values, kind.facts)
        yield filing_of(edition, values, kind.facts)


def _kind(rng: random.Random, edition: Edition, mark: str) -> Kind:
    more = {also for also in (MODELS, DERIVATIVES_DEALER) if rng.random() < 0.5}
    if rng.random() < 0.1:
        more.add(rng.choice(FIRM_MARKS))
    return Kind(
        frozenset({mark, *more}),
        {fact: rng.random() < 0.5 for fact in edition.facts if fact != "review_required"},
    )


def _agree(rng: random.Random, edition: Edition, values: Values, facts: dict[str, bool]) -> None:
    """Let both sides of some checks agree, or miss by little, as they would hardly do by chance."""
    computation = compute(filing_of(edition, values, facts), whole_form(edition))
    for check in edition.checks.values():
        match check.test.tree:
            case Comparison(_, BoxReference(left), right) if rng.random() < 0.3:
                box = edition.box(left)
                if box.kind != "input" or left not in values:
                    continue
                held_against = evaluate(right, computation.environment)
                assert isinstance(held_against, Known)
                tied = box.as_filed(held_against.amount) + rng.choice((-1, 0, 0, 0, 1))
                values[left] = tied


def _come_near(
    rng: random.Random, edition: Edition, values: Values, facts: dict[str, bool]
) -> None:
    """Let net capital come close to a level that the rules set, a little above it or below."""
    computed = compute(filing_of(edition, values, facts), whole_form(edition)).amounts
    capital, level = rng.choice(LEVELS)
    wanted = computed.get(level, NONE) * Decimal(rng.choice(("0.9", "1", "1.1", "1.3")))
    credit = Decimal(str(values.get(ALLOWABLE_CREDITS, 0)))
    credits = int(credit + wanted - computed.get(capital, NONE))
    if 0 < wanted < MOST and abs(credits) < MOST:
        values[ALLOWABLE_CREDITS] = credits
