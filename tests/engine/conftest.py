from pathlib import Path

import pytest

from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition

# The filings and the official form are not part of the project; where they are there, they
# lie beside the checkout, and the project is compared with them.
REFERENCE = Path(__file__).parents[3] / "shared" / "reference"

collect_ignore = [] if REFERENCE.is_dir() else ["test_reference.py", "test_audited_filings.py"]


def pytest_report_header() -> str:
    compared = "is compared with" if REFERENCE.is_dir() else "is not compared with (not there)"
    return f"the form data and the sample: {compared} the reference material"


@pytest.fixture(scope="session")
def form() -> Edition:
    return load_edition("2014")
