"""Worked examples for accountants: what stands in the boxes, and what is found.

Each file of ``cases/`` is of one edition and holds examples. ``boxes`` is what is entered
(``blank`` is a cell that is there and empty), ``facts`` what is said of the firm. ``found`` has the
checks that must fire, each with words of what they say, and ``follows`` the box that is to blame
for some of them, ``none`` for one that is wrong of itself. ``not found`` has those that must stay
silent; ``amounts`` what boxes count as, ``none`` for a box without an amount.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from focusxl.amounts import Nothing, cell_state
from focusxl.checks import check
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, Filing
from focusxl.forms.loader import load_edition
from focusxl.forms.rule_table import rules

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))
KEYS = {"name", "boxes", "facts", "whole", "found", "not found", "follows", "amounts"}


def cases() -> list[Any]:
    given = []
    for file in FILES:
        data = yaml.safe_load(file.read_text("utf-8"))
        given += [
            pytest.param(data["edition"], case, id=f"{file.stem}: {case['name']}")
            for case in data["cases"]
        ]
    return given


def entry(value: object) -> Entry:
    return Entry(Nothing() if value == "blank" else cell_state(value))


@pytest.mark.parametrize(("edition", "case"), cases())
def test_case(edition: str, case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS
    assert case.keys() & {"found", "not found", "amounts"}
    entries = {str(number): entry(value) for number, value in case["boxes"].items()}
    filing = Filing(
        load_edition(edition), entries, facts=case.get("facts", {}), whole=case.get("whole", False)
    )
    computation = compute(filing)
    found = check(computation).findings
    said = {finding.id: finding.message for finding in found}
    for check_id, words in case.get("found", {}).items():
        assert check_id in said, f"{check_id} is silent; found: {sorted(said)}"
        assert words in said[check_id]
    causes = {finding.id: finding.consequence_of for finding in found}
    for check_id, cause in case.get("follows", {}).items():
        assert causes[check_id] == (None if cause == "none" else str(cause))
    silent = case.get("not found", ())
    assert said.keys().isdisjoint(silent)
    assert {rule.id for rule in rules(load_edition(edition))} >= set(silent)
    for number, amount in case.get("amounts", {}).items():
        expected = None if amount == "none" else Decimal(amount)
        assert computation.amounts.get(str(number)) == expected
