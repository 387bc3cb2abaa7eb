"""What was exported reads back as the same filing, in every kind of file."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from focusxl.amounts import cell_state
from focusxl.files import read
from focusxl.files.upload.rows import Rows, upload_csv, upload_rows, upload_txt, upload_xml
from focusxl.files.writing.filing_ready import filing_ready_workbook
from focusxl.filings.canonical_inputs import canonical_inputs
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Ledger
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.forms.model import Box
from focusxl.text import on_one_line, with_guard, without_guard
from tests.support.sample_books import EDITION, INPUTS, sample_filing

pytestmark = pytest.mark.slow

WRITERS: dict[str, Callable[[Rows, Filing], bytes]] = {
    "txt": lambda rows, _: upload_txt(rows),
    "csv": lambda rows, _: upload_csv(rows),
    "xml": upload_xml,
}

AMOUNTS = st.decimals(-(10**12), 10**12, places=2) | st.integers(-(10**12), 10**12).map(Decimal)
TRICKY = st.sampled_from(
    ["=1+1", "+1 (212) 525", "-", "@x", "'=1", "''", '"', 'a "b" c', "a,b", "a\tb", "a\nb", "<&>"]
)
TEXTS = (TRICKY | st.text(max_size=30)).filter(lambda text: on_one_line(text) != "")
DATES = st.dates(datetime.date(1970, 1, 2), datetime.date(2021, 9, 30))


def values_of(box: Box) -> st.SearchStrategy[Any]:
    if box.is_amount:
        return AMOUNTS
    return {"check": st.just(True), "date": DATES}.get(box.kind, TEXTS)


@st.composite
def filings(draw: st.DrawFn) -> Filing:
    numbers = draw(st.lists(st.sampled_from(sorted(EDITION.boxes)), unique=True, min_size=1))
    entries = {n: Entry(cell_state(draw(values_of(EDITION.box(n))))) for n in numbers}
    facts: dict[str, bool] = draw(st.just({}) | st.booleans().map(lambda x: {"retail_forex": x}))
    nothing = draw(st.frozensets(st.sampled_from(sorted(EDITION.pages_by_id)), max_size=3))
    return Filing(EDITION, entries, facts, nothing_to_report=nothing)


SLOW = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("ending", WRITERS)
@SLOW
@given(filing=filings())
@example(filing=sample_filing())
@example(filing=sample_filing({"13": "=cmd|' /C calc'!A0", "20": "'@x", "21": "a\tb\r\nc"}))
@example(filing=sample_filing({"7010": Decimal("-0.4"), "7033": Decimal("0.01")}))
def test_an_upload_reads_back_as_it_was(tmp_path: Path, ending: str, filing: Filing) -> None:
    rows = tuple(upload_rows(compute(filing)))
    if not rows:
        return
    path = tmp_path / f"upload.{ending}"
    path.write_bytes(WRITERS[ending](rows, filing))
    reading = read(path)
    assert reading.findings == ()
    assert tuple(upload_rows(compute(reading.filing))) == rows
    assert reading.filing.values.keys() == {number for number, _ in rows}


@SLOW
@given(filing=filings())
@example(filing=sample_filing())
def test_canonical_inputs_are_a_data_file_of_the_same_inputs(
    tmp_path: Path, filing: Filing
) -> None:
    path = tmp_path / "inputs.json"
    path.write_text(canonical_inputs(filing), encoding="ascii")
    reading = read(path)
    assert reading.findings == ()
    inputs = {n: v for n, v in filing.values.items() if EDITION.box(n).kind != "total"}
    assert reading.filing.values == inputs
    assert reading.filing.facts == filing.facts
    assert canonical_inputs(reading.filing) == canonical_inputs(filing)


def test_canonical_inputs_do_not_depend_on_how_a_value_is_written() -> None:
    one = sample_filing({"7010": "1,234.50", "25": "06/30/14", "16": "x"})
    other = sample_filing({"25": datetime.date(2014, 6, 30), "16": True, "7010": Decimal("1234.5")})
    assert canonical_inputs(one) == canonical_inputs(other)
    assert '"7010":1234.5,' in canonical_inputs(one)
    assert '"25":"2014-06-30"' in canonical_inputs(one)
    assert canonical_inputs(one) != canonical_inputs(sample_filing({"7010": Decimal("1234.51")}))


def test_pages_with_nothing_to_report_are_inputs_in_alphabetical_order() -> None:
    declared = frozenset({"segregation", "dealer_options"})
    written = canonical_inputs(Filing(EDITION, {}, nothing_to_report=declared))
    assert written == (
        '{"boxes":{},"edition":"2014","facts":{},'
        '"nothing_to_report":["dealer_options","segregation"]}'
    )
    assert canonical_inputs(Filing(EDITION, {})) == '{"boxes":{},"edition":"2014","facts":{}}'


def test_a_ledger_is_an_input_by_its_digests_and_the_text_stays_a_data_file(tmp_path: Path) -> None:
    ledger = Ledger((Account("1000", "Cash", Decimal("5.50")),), (MappingRule("1000", "7010"),))
    written = canonical_inputs(Filing(EDITION, {}, ledger=ledger))
    digests = {
        # SHA-256 of an empty line, then of account, balance and the balance before; of nothing; and
        # of account, box, sign, side and whether it is open: each with tabs between them.
        "accounts": hashlib.sha256(b"\n1000\t5.5\t").hexdigest(),
        "adjustments": hashlib.sha256(b"").hexdigest(),
        "mapping": hashlib.sha256(b"1000\t7010\t1\tany\tFalse").hexdigest(),
    }
    assert json.loads(written) == {
        "boxes": {},
        "edition": "2014",
        "facts": {},
        "ledger": digests,
    }
    path = tmp_path / "inputs.json"
    path.write_text(written)
    reading = read(path)
    assert (reading.findings, reading.filing.ledger) == ((), None)


def stated(filing: Filing) -> tuple[object, ...]:
    return dict(filing.facts), filing.nothing_to_report


@settings(SLOW, max_examples=40)
@given(filing=filings())
def test_xml_and_the_filing_ready_workbook_say_the_rest_as_well(
    tmp_path: Path, filing: Filing
) -> None:
    """What the firm is, and the pages that have nothing to report; plain rows say neither."""
    computation = compute(filing)
    rows = tuple(upload_rows(computation))
    if not rows:
        return
    workbook, xml, plain = (tmp_path / f"upload.{ending}" for ending in ("xlsx", "xml", "csv"))
    workbook.write_bytes(filing_ready_workbook(computation))
    xml.write_bytes(upload_xml(rows, filing))
    plain.write_bytes(upload_csv(rows))
    for path in (workbook, xml):
        reading = read(path)
        assert reading.findings == ()
        assert stated(reading.filing) == stated(filing)
        assert tuple(upload_rows(compute(reading.filing))) == rows
    assert stated(read(plain).filing) == ({}, frozenset())


def test_totals_are_no_inputs() -> None:
    assert canonical_inputs(sample_filing({"7040": 5})) == canonical_inputs(sample_filing())


def test_the_rows_of_the_sample() -> None:
    rows = dict(upload_rows(compute(sample_filing())))
    assert rows["7010"] == INPUTS["7010"]
    assert rows["7190"] == 95_956_489
    assert rows["7130"] == -8_479_537
    assert rows["16"] == "X"
    assert rows["25"] == datetime.date(2014, 6, 30)
    assert "7020" in rows
    assert "7160" not in rows
    assert list(rows) == [number for number in EDITION.boxes if number in rows]


def test_the_files_of_two_rows_to_the_byte() -> None:
    rows = [("13", "=Firm, Inc."), ("25", datetime.date(2014, 6, 3)), ("7130", Decimal(-8479537))]
    assert upload_txt(rows) == b"13\t'=Firm, Inc.\r\n25\t06/03/2014\r\n7130\t-8479537\r\n"
    assert upload_csv(rows) == (
        b'Line item,Value\r\n13,"\'=Firm, Inc."\r\n25,06/03/2014\r\n7130,-8479537\r\n'
    )
    declared = frozenset({"secured_funds", "dealer_options"})
    filing = Filing(EDITION, {}, {"retail_forex": False}, nothing_to_report=declared)
    assert upload_xml(rows, filing) == (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<focus-report edition="2014">\n'
        b'  <fact name="retail_forex">No</fact>\n'
        b'  <nothing-to-report page="dealer_options"/>\n'
        b'  <nothing-to-report page="secured_funds"/>\n'
        b'  <item id="13">=Firm, Inc.</item>\n  <item id="25">06/03/2014</item>\n'
        b'  <item id="7130">-8479537</item>\n</focus-report>\n'
    )


def test_a_total_left_out_is_exported_as_computed_and_a_wrong_one_too() -> None:
    rows = dict(upload_rows(compute(sample_filing({"7040": 1}))))
    assert rows["7040"] == 1_095_163_255
    assert rows["7050"] == 0


@given(text=st.text(alphabet="'=+-@ax＝", max_size=6))
def test_the_guard_of_a_text_comes_off_again(text: str) -> None:
    guarded = with_guard(text)
    assert without_guard(guarded) == text
    assert not guarded.startswith(("=", "+", "-", "@", "＝"))
