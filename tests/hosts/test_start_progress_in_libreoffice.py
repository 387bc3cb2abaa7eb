"""The head of Start and its rows of pages as LibreOffice computes them, with no Python in it."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import coordinate_to_tuple

from focusxl.amounts import cell_state
from focusxl.files.template.names import box_name
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from focusxl_workbook.build import build_template
from focusxl_workbook.fill import filled
from tests.support.agreement import inputs_of
from tests.support.edited_workbook import places
from tests.support.shipped_workbook import Cells, OpenForm, as_filled, with_stale_values

DAY_0 = 41_820  # 30 June 2014 as a serial number


@pytest.fixture(scope="module")
def host(office: Office) -> Iterator[LibreOfficeHost]:
    with LibreOfficeHost(office=office) as started:
        yield started


class OpenStart:
    """The sheet Start of an open native workbook."""

    def __init__(self, hosted: HostedWorkbook, content: bytes) -> None:
        self.document = hosted.document
        self.places = places(content)
        file = openpyxl.load_workbook(io.BytesIO(content))["Start"]
        self.rows = {
            str(row[1].value): row[1].row - 1
            for row in file.iter_rows()
            if str(row[7].value).startswith("Page ")
        }
        for sheet in self.document.Sheets:
            sheet.unprotect("")

    def cell(self, name: str) -> object:
        sheet, address = self.places[name]
        row, column = coordinate_to_tuple(address.partition(":")[0])
        return self.document.Sheets.getByName(sheet).getCellByPosition(column - 1, row - 1)

    def text(self, name: str) -> str:
        return str(self.cell(name).getString())  # type: ignore[attr-defined]

    def type(self, name: str, value: float | str) -> None:
        cell = self.cell(name)
        if isinstance(value, str):
            cell.setString(value)  # type: ignore[attr-defined]
        else:
            cell.setValue(value)  # type: ignore[attr-defined]

    def page(self, name: str) -> list[str]:
        """What is filled in, must be fixed and explained, and the state, as they are shown."""
        start, row = self.document.Sheets.getByName("Start"), self.rows[name]
        return [str(start.getCellByPosition(column, row).getString()) for column in (3, 4, 5, 6)]


def native(filing: Filing) -> bytes:
    form = filing.edition
    nothing = Filing(form, {}, whole=True)
    return filled(build_template(form, "native").content, nothing, filing, "native")


@pytest.fixture(scope="module")
def start(host: LibreOfficeHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStart]:
    content = native(inputs_of(load_sample("2014")))
    path: Path = tmp_path_factory.mktemp("start") / "book.xlsx"
    path.write_bytes(content)
    with host.open(path) as hosted:
        yield OpenStart(hosted, content)


# --- A day at work on one workbook, in this order ------------------------------------------


@pytest.mark.parametrize(
    ("period_end", "due"),
    [
        # 3 business days to July 3, then from July 7, as the 4th is a holiday.
        (DAY_0, "07/24/2014"),
        (DAY_0 + 31, "08/25/2014"),  # 31 July: 21 days of August less 4 weekend days
        (45_961, "11/26/2025"),  # 31 October 2025, with Veterans Day; Thanksgiving is after it
        (30_000, ""),  # before the list of holidays
        ("June 2014", ""),
        ("", ""),
    ],
)
def test_the_due_date(start: OpenStart, period_end: float | str, due: str) -> None:
    start.type("box_25", period_end)
    shown = start.text("due_date")
    start.type("box_25", DAY_0)
    assert shown == due


def test_a_filled_workbook_is_done(start: OpenStart) -> None:
    assert start.page("Segregation") == ["18 of 22", "0", "0", "Filled in"]
    assert start.text("progress") == "100%"
    assert start.text("what_next").startswith("Every page is done: ")


def test_what_is_open_is_counted_and_comes_next(start: OpenStart) -> None:
    start.type("box_7132", 1)
    count, to_fix, to_explain, state = start.page("Segregation")
    assert (count, to_fix, state) == ("18 of 22", "0", "To explain")
    assert int(to_explain) >= 1
    assert start.text("progress") == "86%"
    assert start.text("what_next") == "To explain: Segregation"
    start.type("nothing_cleared_swaps", "nothing to report ")
    assert start.page("Cleared swaps")[-1] == "Must fix"
    assert start.text("what_next") == "Must fix: Cleared swaps"
    start.type("nothing_cleared_swaps", "")
    start.type("box_7132", 98_590_266)
    assert start.text("progress") == "100%"


def test_a_blank_page_waits_until_it_has_nothing_to_report(start: OpenStart) -> None:
    form = load_edition("2014")
    inputs = [
        placed.box.number
        for placed in form.defined_on(form.pages_by_id["dealer_options"])
        if placed.box.kind == "input"
    ]
    values = {number: load_sample("2014").values[number] for number in inputs}
    for number in inputs:
        start.type(box_name(number), "")
    assert start.page("Dealer options") == ["0 of 3", "0", "0", "Not started"]
    assert start.text("what_next") == "Not started: Dealer options"
    start.type("nothing_dealer_options", "Nothing to report")
    assert start.page("Dealer options")[-1] == "Nothing to report"
    assert start.text("progress") == "100%"
    start.type("nothing_dealer_options", "")
    for number, value in values.items():
        start.type(box_name(number), float(str(value)))


def test_what_checks_cannot_tell_is_not_told(start: OpenStart) -> None:
    start.type("box_7010", "12O0")
    shown = start.page("Segregation")
    said = start.text("what_next")
    start.type("box_7010", 342_539_729)
    assert shown == ["18 of 22", "?", "?", "Not checked"]
    assert said.startswith("Some checks have no result")


# --- What is stored beside the formulas ----------------------------------------------------


def _of_an_fcm_alone() -> Filing:
    """A futures commission merchant that is nothing else: the pages of the CFTC and the cover."""
    sample = load_sample("2026")
    kept = {
        number: one
        for number, one in inputs_of(sample).entries.items()
        if sample.edition.boxes[number].home.group in (None, "CFTC") and number != "12000"
    }
    return sample.replaced(entries=kept)


def _with(filing: Filing, box: str, value: str | None) -> Filing:
    return filing.replaced(entries={**filing.entries, box: Entry(cell_state(value))})


FILINGS = {
    "2014, empty": Filing(load_edition("2014"), {}, whole=True),
    "2014": inputs_of(load_sample("2014")),
    "2014, to explain": _with(inputs_of(load_sample("2014")), "7132", "1"),
    "2026, empty": Filing(load_edition("2026"), {}, whole=True),
    "2026": inputs_of(load_sample("2026")),
    "2026, no kind": _with(inputs_of(load_sample("2026")), "12000", None),
    "2026, FCM alone": _of_an_fcm_alone(),
}


@pytest.mark.parametrize("name", FILINGS)
def test_start_stores_what_libreoffice_computes(
    name: str, host: LibreOfficeHost, tmp_path: Path
) -> None:
    filing = FILINGS[name]
    edition = filing.edition.name
    stored = build_template(filing.edition, "native", filing=as_filled(filing)).stored_values
    expected: Cells = {place: value for place, value in stored.items() if place[0] == "Start"}
    assert len(expected) > 50
    path = tmp_path / "book.xlsx"
    # Nothing that is shown afterwards can have been stored in the file.
    path.write_bytes(with_stale_values(native(filing), expected, edition))
    with host.open(path) as hosted:
        hosted.recalculate()
        shown = OpenForm(hosted, edition).everything()
    assert {place: shown[place] for place in expected} == expected


def test_the_next_open_page_is_a_link(host: LibreOfficeHost, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    content = native(FILINGS["2014, empty"])
    path.write_bytes(content)
    with host.open(path) as hosted:
        said = OpenStart(hosted, content)
        assert said.text("what_next") == "Not started: Cover"
        assert OpenForm(hosted).jump("'Cover'!A1") == "$Cover.$A$1"
