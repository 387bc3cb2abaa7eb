"""The official form, its instructions and filings, which are no part of the project.

Where they are there, they lie beside the checkout, and the project is compared with them. Where
they are not, the tests that need them are passed over and counted; where skipping is forbidden
(``FOCUSXL_FORBID_SKIP=1``), they fail, unless the run says that it goes without
(``FOCUSXL_WITHOUT_REFERENCE=1``), as a checkout of the project alone has to.
"""

import os
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
OFFICIAL_FORM = REFERENCE / "part-ii-2026.pdf"
BOX_TABLE = REFERENCE / "part-ii-2026-boxes.csv"
NOT_THERE = "the reference material (../shared/reference) is not there"


def skipping_is_forbidden() -> bool:
    """Tell whether every test has to be made."""
    return os.environ.get("FOCUSXL_FORBID_SKIP") == "1"


def goes_without_reference() -> bool:
    """Tell whether the run says itself that the reference material is not there."""
    return os.environ.get("FOCUSXL_WITHOUT_REFERENCE") == "1"


def require_reference() -> None:
    """Pass over what is being collected or run where the reference material is not there."""
    if BOX_TABLE.is_file():
        return
    if skipping_is_forbidden() and not goes_without_reference():
        pytest.fail(NOT_THERE, pytrace=False)
    pytest.skip(NOT_THERE, allow_module_level=True)
