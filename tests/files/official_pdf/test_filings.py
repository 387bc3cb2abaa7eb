"""Whole filings on forms that are drawn from the editions' own data."""

import datetime
import io

import pytest
from pypdf import PdfReader

from focusxl.amounts import cell_state
from focusxl.files.official_pdf import fill_official_form
from focusxl.filings.computation import Computation, compute
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.samples import sample_data
from focusxl.forms.loader import load_edition
from tests.support.drawn_forms import drawn_edition, drawn_form, written_on

pytestmark = pytest.mark.slow


def computation(edition: str, boxes: dict[str, object], **facts: bool) -> Computation:
    entries = {number: Entry(cell_state(value)) for number, value in boxes.items()}
    return compute(Filing(load_edition(edition), entries, facts=facts, whole=True))


def texts(pdf: bytes) -> list[list[str]]:
    """Give what was written on each page."""
    pages = range(len(PdfReader(io.BytesIO(pdf)).pages))
    return [[each.text for each in written_on(pdf, page)] for page in pages]


@pytest.fixture(scope="module")
def sample() -> Computation:
    """The sample filing of edition 2014."""
    data = sample_data()
    return computation("2014", dict(data["boxes"]), **data.get("facts", {}))


def test_the_sample(sample: Computation) -> None:
    edition = sample.filing.edition
    drawn = drawn_form(list(reversed(drawn_edition(edition))))
    written = list(reversed(texts(fill_official_form(drawn, sample))))
    segregation = next(
        page
        for page, form_page in enumerate(edition.pages)
        if "7010" in {box.number for box in form_page.boxes}
    )
    assert "342,539,729" in written[segregation]
    assert "(8,479,537)" in written[segregation]
    assert "HSBC SECURITIES (USA) INC." in written[0]
    assert {"04/01/14", "06/30/14"} <= set(written[0])
    assert all(page[-2:] == ["HSBC SECURITIES (USA) INC.", "06/30/14"] for page in written)
    amounts = sum(edition.box(number).is_amount for number in sample.amounts)
    assert sum(map(len, written)) >= amounts + 2 * len(written)


@pytest.fixture(scope="module")
def drawn_2026() -> bytes:
    return drawn_form(drawn_edition(load_edition("2026")))


def written_2026(drawn: bytes, **marks: object) -> list[list[str]]:
    """Fill in edition 2026 for a firm with an equity of 500, and give what stands on its pages."""
    boxes = {"13": "Fortune", "25": datetime.date(2026, 6, 30), "1770": 500, "3520": 77, **marks}
    given = computation("2026", boxes, futures_commission_merchant=False)
    return texts(fill_official_form(drawn, given))


FOOT = ["Fortune", "06/30/26"]
LIABILITIES, MODELS, NO_MODELS, MINIMUM, MINIMUM_OF_DEALERS = 4, 5, 7, 8, 9
SEGREGATION, SECURED = 27, 31


def test_a_box_of_several_pages_stands_on_those_that_the_firm_reports(drawn_2026: bytes) -> None:
    written = written_2026(drawn_2026, **{"12000": True})
    assert "500" in written[LIABILITIES]
    assert {"500", "77", "577"} <= set(written[NO_MODELS])
    assert "577" in written[MINIMUM]
    assert written[MODELS] == written[MINIMUM_OF_DEALERS] == FOOT


def test_with_models_the_other_page(drawn_2026: bytes) -> None:
    written = written_2026(drawn_2026, **{"12000": True, "12006": True})
    assert {"500", "77", "577"} <= set(written[MODELS])
    assert written[NO_MODELS] == FOOT


def test_pages_that_the_firm_does_not_report_stay_empty(drawn_2026: bytes) -> None:
    written = written_2026(drawn_2026, **{"12000": True, "7010": 344776202, "7510": "Bank"})
    assert written[SEGREGATION] == written[SECURED] == FOOT
    assert all(page[-2:] == FOOT for page in written)
