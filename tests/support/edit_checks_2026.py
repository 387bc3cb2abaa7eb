"""What a case of an edit check of edition 2026 shows: that it fires as stated, or is silent."""

from collections.abc import Mapping
from typing import Any

from focusxl.checks import check
from focusxl.checks.state import has_needed_pages, state_of_edit
from focusxl.filings.computation import compute
from tests.support.engine_filings import only
from tests.support.filings_2026 import FORM, findings, given_by


def assert_it_fires(check_id: str, case: Mapping[str, Any]) -> None:
    rule = FORM.checks[check_id]
    finding = only(findings(given_by(case)), check_id)
    assert (finding.check_class, finding.box, finding.cite) == (
        rule.check_class,
        rule.box,
        rule.cite,
    )
    assert "[" not in finding.message


def assert_it_is_silent(check_id: str, case: Mapping[str, Any]) -> None:
    """A check that is not made would be silent, too, so that it is seen to hold."""
    computation = compute(given_by(case))
    rule = FORM.checks[check_id]
    assert has_needed_pages(computation, rule)
    assert state_of_edit(computation, rule).holds is True
    assert check_id not in {finding.id for finding in check(computation).findings}
