import pytest

from focusxl.forms.edition import Edition
from focusxl.forms.loader import load_edition


@pytest.fixture(scope="session")
def form() -> Edition:
    return load_edition("2014")
