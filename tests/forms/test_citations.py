"""Every check says what stands behind it: a rule, or the program where it is about a workbook."""

import copy
import pickle
import re

import pytest

from focusxl.forms.citation import Citation, RegisterPage, Regulation, in_order
from focusxl.forms.general_checks import general_checks
from focusxl.forms.loader import editions, load_edition
from focusxl.forms.rule_table import Rule, rules

RULES = {
    (edition, rule.id): rule for edition in editions() for rule in rules(load_edition(edition))
}


@pytest.mark.parametrize("rule", RULES.values(), ids=[f"{e} {i}" for e, i in RULES])
def test_no_check_cites_the_form_alone(rule: Rule) -> None:
    assert any("CFR" in cited or cited.startswith("FocusXL") for cited in rule.cite)


@pytest.mark.parametrize("check_id", general_checks())
def test_what_is_about_a_workbook_cites_the_program(check_id: str) -> None:
    cited = general_checks()[check_id].cite
    if check_id.startswith(("WB-", "FILE-")):
        assert all(each.startswith("FocusXL") for each in cited)


@pytest.mark.parametrize(
    ("edition", "check_id", "cited"),
    [
        ("2026", "CAP-01", ("17 CFR 1.17(a)(1)(i)(A)",)),
        ("2026", "CAP-02", ("17 CFR 1.17(a)(1)(i)(A)",)),
        ("2014", "SEG-08", ("17 CFR 1.12(j)", "17 CFR 1.23(e)")),
        ("2014", "CSW-08", ("17 CFR 1.12(j)", "17 CFR 22.17(d)")),
        ("2014", "SEC-13", ("17 CFR 1.12(j)", "17 CFR 30.7(g)(6)")),
        ("2026", "SUM-12060", ("17 CFR 240.15c3-1(a)", "17 CFR 240.15c3-1(a)(9)")),
    ],
)
def test_what_some_checks_rest_on(edition: str, check_id: str, cited: tuple[str, ...]) -> None:
    assert RULES[edition, check_id].cite == cited


def cited_anywhere() -> set[Citation]:
    """Give every citation of every edition, of its boxes, checks, parameters and facts."""
    found = {cited for check in general_checks().values() for cited in check.cite}
    for form in map(load_edition, editions()):
        found |= {cited for placed in form.boxes.values() for cited in placed.cite}
        found |= {cited for page in form.pages for cited in page.cite}
        found |= {cited for check in form.checks.values() for cited in check.cite}
        found |= {cited for one in form.parameters.values() for cited in one.cite}
        found |= {cited for fact in form.facts.values() for cited in fact.cite}
    return found


PARTS = {
    "1": "CFTC, general regulations",
    "5": "CFTC, retail forex",
    "22": "CFTC, cleared swaps",
    "30": "CFTC, foreign futures",
    "32": "CFTC, options",
    "210": "SEC, Regulation S-X",
    "240": "SEC, Securities Exchange Act rules",
    "249": "SEC, forms",
}


def test_every_regulation_is_of_a_part_that_the_form_is_about() -> None:
    sources = [cited.source for cited in cited_anywhere()]
    regulations = [source for source in sources if isinstance(source, Regulation)]
    assert {source.title for source in regulations} == {"17"}
    assert {source.part for source in regulations} == PARTS.keys()


def test_what_no_law_says_is_said_by_the_form_or_by_the_program() -> None:
    elsewhere = {cited for cited in cited_anywhere() if cited.source is None}
    assert {cited.split(",")[0] for cited in elsewhere} == {
        *("Form X-17A-5 Part II", "Form X-17A-5 Part II instructions", "Form X-17A-5 cover page"),
        "FocusXL",
    }


@pytest.mark.parametrize(
    ("written", "source", "url"),
    [
        (
            "17 CFR 1.32",
            Regulation("17", "1", "32", ()),
            "https://www.ecfr.gov/current/title-17/section-1.32",
        ),
        (
            "17 CFR 1.20(a)",
            Regulation("17", "1", "20", ("a",)),
            "https://www.ecfr.gov/current/title-17/section-1.20#p-1.20(a)",
        ),
        (
            "17 CFR 240.15c3-1(a)(1)(ii)",
            Regulation("17", "240", "15c3-1", ("a", "1", "ii")),
            "https://www.ecfr.gov/current/title-17/section-240.15c3-1#p-240.15c3-1(a)(1)(ii)",
        ),
        (
            "17 CFR 240.15c3-1(a)(10)(i)",
            Regulation("17", "240", "15c3-1", ("a", "10", "i")),
            "https://www.ecfr.gov/current/title-17/section-240.15c3-1#p-240.15c3-1(a)(10)(i)",
        ),
        (
            "17 CFR 1.17(a)(1)(i)(B)",
            Regulation("17", "1", "17", ("a", "1", "i", "B")),
            "https://www.ecfr.gov/current/title-17/section-1.17#p-1.17(a)(1)(i)(B)",
        ),
        (
            "17 CFR 240.18a-1d",
            Regulation("17", "240", "18a-1d", ()),
            "https://www.ecfr.gov/current/title-17/section-240.18a-1d",
        ),
        (
            "17 CFR 210.1-02",
            Regulation("17", "210", "1-02", ()),
            "https://www.ecfr.gov/current/title-17/section-210.1-02",
        ),
        (
            "74 FR 69279",
            RegisterPage("74", "69279"),
            "https://www.federalregister.gov/citation/74-FR-69279",
        ),
        ("Form X-17A-5 Part II instructions, Line Item 3870", None, None),
        ("Form X-17A-5 cover page", None, None),
        ("FocusXL, docs/security.md", None, None),
    ],
)
def test_a_citation_says_what_it_cites_and_where_that_is(
    written: str, source: Regulation | RegisterPage | None, url: str | None
) -> None:
    cited = Citation(written)
    assert (cited, cited.source, cited.url) == (written, source, url)


@pytest.mark.parametrize(
    "written",
    [
        "17 CFR",
        "17 CFR 1",
        "CFR 1.32",
        "17 C.F.R. 1.32",
        "17 CFR § 1.32",
        "17 CFR 1.32 (b)",
        "17 CFR 1.32(b",
        "17 CFR 1.32()",
        "17 CFR 1.32(1)",
        "17 CFR 1.32(b)(i)",
        "17 CFR 1.32(b)(0)",
        "17 CFR 1.17(a)(1)(B)",
        "17 CFR 240.15c3-1(a)(6), (c)(2)(x)",
        "17 CFR 1.20; 17 CFR 1.32",
        "17 CFR 240.15C3-1",
        "17 CFR 1.32 ",
        "74 Fed. Reg. 69279",
        "74 FR 69,279",
        "Line Item 3852",
        "Form X-17A-5, Part II",
        "Form X-17A-5 Part II, instructions, Line Item 970",
        "Form X-17A-5 Part II Computation of Net Capital",
        "FocusXL",
        "",
    ],
)
def test_what_is_written_otherwise_is_no_citation(written: str) -> None:
    with pytest.raises(ValueError, match=f"^“{re.escape(written)}” is no citation, such as "):
        Citation.read(written)


def test_a_citation_survives_being_copied_and_stored() -> None:
    cited = Citation("17 CFR 1.20(a)")
    for again in (copy.deepcopy(cited), pickle.loads(pickle.dumps(cited))):
        assert (again, again.url) == (cited, cited.url)


def test_citations_stand_in_the_order_of_the_rules() -> None:
    written = ["17 CFR 22.2", "17 CFR 1.100", "17 CFR 1.20(b)", "17 CFR 1.20", "17 CFR 1.20(b)"]
    assert in_order(map(Citation, written)) == [
        *("17 CFR 1.20", "17 CFR 1.20(b)", "17 CFR 1.100", "17 CFR 22.2")
    ]
