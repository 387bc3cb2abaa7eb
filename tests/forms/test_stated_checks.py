"""Every check's class, box, citation and the boxes that its message names, as the rules have it."""

import re
from collections.abc import Mapping

import pytest

from focusxl.forms.general_checks import general_checks
from focusxl.forms.loader import load_edition
from focusxl.forms.rule_table import Rule, rules
from tests.support.stated_tables import Row, boxes_by_group, citations_of_boxes, cited, table

EDITIONS = ("2014", "2026")
RULES: Mapping[tuple[str, str], Rule] = {
    (edition, rule.id): rule for edition in EDITIONS for rule in rules(load_edition(edition))
}
EDIT_CHECKS: Mapping[tuple[str, str], Row] = {
    (edition, row["check"]): row for edition in EDITIONS for row in table(f"checks_{edition}")
}
GENERAL = {row["check"]: row for row in table("checks_general")}
CITATIONS = {edition: citations_of_boxes(edition) for edition in EDITIONS}

# No print of the form forms these totals: what else is shown is to be explained.
TOTALS_TO_BE_EXPLAINED = {"4525", "2295"}
STANDING_NOTES = {"2014": {"7240"}, "2026": {"7240", "12769", "5720", "6310"}}
AS_PRINTED = {
    "2014": {"7240"},
    "2026": {
        *("750", "3870", "12060", "3920", "3840", "3850", "3853"),
        *("5730", "6330", "2270", "7240"),
    },
}

_BOX = re.compile(r"\[([^\]]*)\]")
_RULE = re.compile(r"17 CFR [\w.()-]+")
_FIGURE = re.compile(r"\$?\d[\d,.]*\d%?|\d%?")
_TELLING = re.compile(
    r"\b(above|below|more than|less than|at most|at least|over|under|differs?|greater|larger"
    r"|smaller|before|after|negative|blank|missing|both|neither|none|no|not|without|only|never|must)\b"
)
_BLANK = re.compile(r"\{([a-z_]+)\}")


def normal(cites: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(cite.split()) for cite in cites)


def boxes(edition: str, **wanted: str) -> set[str]:
    """Give the boxes of which the table says all this."""
    return {
        number
        for row, numbers in boxes_by_group(edition)
        for number in numbers
        if all(row[head.replace("_", " ")] == value for head, value in wanted.items())
    }


def pages(edition: str) -> dict[str, str]:
    """Give the id of the page of each box: the pages of the table of citations in their order."""
    ids = [
        row["page"] for row in table("citations") if row["edition"] == edition and not row["box"]
    ]
    return {
        number: ids[int(row["page"]) - 1]
        for row, numbers in boxes_by_group(edition)
        for number in numbers
    }


PAGES = {edition: pages(edition) for edition in EDITIONS}


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_table_has_every_check_and_no_other(edition: str) -> None:
    listed = {
        *(check for of, check in EDIT_CHECKS if of == edition),
        *(f"SUM-{number}" for number in boxes(edition, kind="total")),
        *(f"NEG-{number}" for number in boxes(edition, below_zero="explain")),
        *(f"NOTE-{number}" for number in STANDING_NOTES[edition]),
        *(f"PRINT-{number}" for number in AS_PRINTED[edition]),
        *GENERAL,
    }
    assert listed == {check for of, check in RULES if of == edition}
    assert len(table(f"checks_{edition}")) == len([1 for of, _ in EDIT_CHECKS if of == edition])


@pytest.mark.parametrize(("edition", "check_id"), EDIT_CHECKS)
def test_class_box_and_citation_of_an_edit_check(edition: str, check_id: str) -> None:
    stated, check = EDIT_CHECKS[edition, check_id], load_edition(edition).checks[check_id]
    assert (check.check_class, check.box) == (stated["class"], stated["box"])
    assert normal(check.cite) == cited(stated["cite"])


@pytest.mark.parametrize(("edition", "check_id"), EDIT_CHECKS)
def test_what_the_message_of_an_edit_check_names(edition: str, check_id: str) -> None:
    stated, check = EDIT_CHECKS[edition, check_id], load_edition(edition).checks[check_id]
    named = list(dict.fromkeys(_BOX.findall(check.message)))
    assert named == stated["boxes named"].split()
    figures = _FIGURE.findall(_BOX.sub("", _RULE.sub("", check.message)))
    assert figures == stated["figures named"].split()
    assert ", ".join(_TELLING.findall(check.message)) == stated["telling words"]


@pytest.mark.parametrize("check_id", GENERAL)
def test_a_general_check(check_id: str) -> None:
    stated, check = GENERAL[check_id], general_checks()[check_id]
    assert check.check_class == stated["class"]
    assert normal(check.cite) == cited(stated["cite"])
    blanks = stated["blanks of the message"].split()
    assert sorted(set(_BLANK.findall(check.message))) == blanks


@pytest.mark.parametrize(
    ("edition", "check_id"),
    [key for key, rule in RULES.items() if rule.subject not in ("edit", "general")],
)
def test_class_box_and_citation_of_a_check_of_one_box(edition: str, check_id: str) -> None:
    kind, _, number = check_id.partition("-")
    rule, of_rules = RULES[edition, check_id], CITATIONS[edition]
    to_explain = kind == "NEG" or number in TOTALS_TO_BE_EXPLAINED
    judged = {"SUM": "must-fix", "NEG": "explain", "NOTE": "note", "PRINT": "note"}[kind]
    assert rule.check_class == ("explain" if to_explain else judged)
    assert rule.box == number
    assert normal(rule.cite) == of_rules.get(number, of_rules[PAGES[edition][number]])


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_citation_of_every_box(edition: str) -> None:
    of_rules = CITATIONS[edition]
    cites = {n: normal(placed.cite) for n, placed in load_edition(edition).boxes.items()}
    assert cites == {n: of_rules.get(n, of_rules[page]) for n, page in PAGES[edition].items()}
