"""Every check says what stands behind it: a rule, or the program where it is about a workbook."""

import pytest

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
