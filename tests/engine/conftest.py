import pytest

from focusxl.edition import Edition
from focusxl.loader import load_edition


@pytest.fixture(scope="session")
def form() -> Edition:
    return load_edition("2014")
