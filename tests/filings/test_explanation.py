"""Why is this number: every box of every edition is explained, whatever the filing holds."""

import random
from collections.abc import Iterator

import pytest

from focusxl.amounts import cell_state
from focusxl.filings.computation import compute
from focusxl.filings.explanation import Explanation, explain
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.samples import sample_data
from focusxl.forms.loader import editions, load_edition

ODD: tuple[object, ...] = (
    *(None, "see note", "#REF!", "2014-06-30", -5, 0, 5, 10**15, "34 25", "-", "soon"),
    *(True, False, 0.1319, 41820, "1_000", "13.19%"),
)


def odd_filings(name: str) -> Iterator[Filing]:
    """Give filings in which anything may stand anywhere, or nothing."""
    edition, chance = load_edition(name), random.Random(f"odd {name}")
    sample = sample_data(name)["boxes"]
    for period in ("2014-06-30", "soon", "#REF!", None):
        for share in (0.0, 0.1, 0.4, 1.0):
            values = {
                number: chance.choice(ODD) if chance.random() < share else sample.get(number)
                for number in edition.boxes
            }
            lost = frozenset(chance.sample(sorted(edition.boxes), 20)) if share == 0.4 else ()
            entries = {
                number: Entry(cell_state(period if number == edition.period_end else value))
                for number, value in values.items()
                if number not in lost
            }
            facts = {fact: True for fact in edition.facts if chance.random() < 0.5}
            yield Filing(edition, entries, facts, lost=frozenset(lost), whole=share < 0.5)


@pytest.mark.parametrize("name", editions())
def test_every_box_of_an_odd_filing_is_explained(name: str) -> None:
    for filing in odd_filings(name):
        computation = compute(filing)
        for number in filing.edition.boxes:
            assert explain(computation, number).box == number


def explained(box: str, **values: object) -> Explanation:
    form = load_edition("2014")
    entries = {name.removeprefix("b"): Entry(cell_state(value)) for name, value in values.items()}
    return explain(compute(Filing(form, entries)), box)


def rates(explanation: Explanation) -> dict[str, tuple[object, str]]:
    return {
        below.title.partition(" ")[0]: (below.value, below.remark)
        for below in explanation.rests_on
        if not below.box
    }


def test_a_rate_of_an_unreadable_period_is_not_known() -> None:
    told = explained("7445", b7435=1000, b25="soon")
    assert told.value is None
    assert told.remark == "it cannot be formed while box 25 cannot be read"
    assert set(rates(told).values()) == {(None, "it is not known while box 25 cannot be read")}


def test_an_answer_that_nobody_stated_is_said() -> None:
    told = explained("7495", b7465=20_000_000, b7490=20_000_000)
    assert told.remark == "it depends on an answer that has not been stated"
    assert (None, "it has not been stated") in rates(told).values()


def test_a_total_over_what_cannot_be_read_says_so() -> None:
    told = explained("7040", b7010="see note", b7020=5)
    assert (told.value, told.remark) == (
        None,
        "it cannot be formed while box 7010 cannot be read",
    )
    assert told.rests_on[0].value == "see note"
