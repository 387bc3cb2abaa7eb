"""What each rate, each dollar amount and each question about the firm rests on, by the rules."""

import pytest

from focusxl.forms.loader import load_edition
from tests.support.stated_tables import cited, table

EDITIONS = ("2014", "2026")
STATED = {(row["what"], row["name"]): cited(row["cite"]) for row in table("parameters_and_facts")}


def normal(cites: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(cite.split()) for cite in cites)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_citation_of_every_rate_and_dollar_amount(edition: str) -> None:
    parameters = load_edition(edition).parameters
    found = {name: normal(parameter.cite) for name, parameter in parameters.items()}
    assert found == {name: cite for (what, name), cite in STATED.items() if what == "parameter"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_citation_of_every_question(edition: str) -> None:
    found = {name: normal(fact.cite) for name, fact in load_edition(edition).facts.items()}
    of_edition = f"fact of {edition}"
    assert found == {name: cite for (what, name), cite in STATED.items() if what == of_edition}
