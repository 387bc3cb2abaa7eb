"""The verdict on Start over a ledger, calculated by LibreOffice: no change of it goes unseen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from focusxl.filings.filing import Filing
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Adjustment, Ledger, Loaded
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl.library import read
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost
from focusxl_udfs.libreoffice.office import Office
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template
from tests.support.agreement import inputs_of

FORM = load_edition("2014")
ACCOUNTS = (
    Account("1000", "Cash at bank", Decimal("342539000.50"), Decimal("340000000.25")),
    Account("1010", "Petty cash", Decimal("628.50"), None),
    Account("2000", "Payable, of several sections", Decimal("-342539629.00"), Decimal("-1.05")),
)
LEDGER = Ledger(
    ACCOUNTS,
    (
        MappingRule("10*", "7010", description="Cash"),
        MappingRule("2000", "", 1, "any", "Equity stays out"),
        MappingRule("3000-3999", "7080", -1, "credit"),
        MappingRule("4000", proposal="box 7020 (Securities)"),
    ),
    (
        Adjustment("7010", Decimal("100.29"), "Wire in transit – “booked” on July 1"),
        Adjustment("7010", Decimal("-0.29"), "Rounding"),
    ),
    Loaded("june.csv", "0" * 64, "07/15/2014 09:00", datetime.date(2014, 6, 30)),
    (Account("1999", "Closed in June", Decimal(0), Decimal("17.10")),),
)
VALIDATED = "READY TO FILE"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The native workbook of the sample with a ledger."""
    made: Path = tmp_path_factory.mktemp("ledger") / "june.xlsx"
    sample = inputs_of(load_sample()).replaced(ledger=LEDGER)
    made.write_bytes(
        filled(template(FORM, "native"), Filing(FORM, {}, whole=True), sample, "native")
    )
    return made


@pytest.fixture(scope="module")
def book(path: Path, office: Office) -> Iterator[HostedWorkbook]:
    with LibreOfficeHost(office=office) as host, host.open(path) as hosted:
        for sheet in hosted.book.sheets:
            sheet.api.unprotect("")
        yield hosted


def named(book: HostedWorkbook, name: str) -> Any:
    return book.book.names[name].refers_to_range


def test_libreoffice_counts_the_tables_as_they_were_stored(
    book: HostedWorkbook, path: Path
) -> None:
    before = named(book, "fingerprint_now").value
    book.document.calculateAll()
    stored = openpyxl.load_workbook(path, data_only=True)["Fingerprint"]
    shown = book.book.sheets["Fingerprint"]
    rows = {str(row[0].value): row[0].row for row in stored.iter_rows(min_row=6) if row[0].value}
    captions = ("Mapping", "Adjustments", "Accounts", "Balances")
    counts = ("Rows of the mapping", "Rows of adjustments", "Rows of balances")
    for caption in (*counts, *captions, "ledger_file", "ledger_digest"):
        held = stored.cell(rows[caption], 2).value
        assert shown.range(f"B{rows[caption]}").value == held, caption
        assert held
    assert [stored.cell(rows[caption], 2).value for caption in counts] == [4, 2, 4]
    assert named(book, "fingerprint_now").value == before == read(path).reading.fingerprint


CHANGES = [
    ("Mapping", "A8", "10?0"),
    ("Mapping", "C8", "7020"),
    ("Mapping", "C9", "7010"),
    ("Mapping", "D8", -1),
    ("Mapping", "E10", "debit"),
    ("Mapping", "C11", "7020"),
    ("Mapping", "F11", ""),
    ("Mapping", "A12", "5000"),
    ("Mapping", "I9", "7020"),
    ("Mapping", "J8", 100.3),
    ("Mapping", "K8", "Wire in transit – “booked” on July 2"),
    ("Mapping", "I10", "7080"),
    ("Balances", "A13", "1011"),
    ("Balances", "C12", 342_539_000.51),
    ("Balances", "C14", -342_539_630),
    ("Balances", "D14", -1.06),
    ("Balances", "A16", "5000"),
]


@pytest.mark.parametrize(("sheet", "cell", "value"), CHANGES)
def test_a_change_of_the_ledger_changes_the_word_and_back(
    book: HostedWorkbook, sheet: str, cell: str, value: object
) -> None:
    line = f"{VALIDATED} | 07/15/2014 09:30 | {named(book, 'fingerprint_now').value}"
    named(book, "last_validation").value = line
    assert named(book, "verdict").value == VALIDATED
    changed = book.book.sheets[sheet].range(cell)
    before = changed.api.getCellByPosition(0, 0).getFormula()
    changed.value = value
    shown = named(book, "verdict").value
    changed.api.getCellByPosition(0, 0).setFormula(before)
    assert shown == "CHANGED SINCE 07/15/2014 09:30"
    assert named(book, "verdict").value == VALIDATED


def test_two_boxes_swapped_between_accounts_change_the_word(book: HostedWorkbook) -> None:
    line = f"{VALIDATED} | 07/15/2014 09:30 | {named(book, 'fingerprint_now').value}"
    named(book, "last_validation").value = line
    mapping = book.book.sheets["Mapping"]
    cells = [mapping.range(cell).api.getCellByPosition(0, 0) for cell in ("C8", "C10")]
    held = [cell.getString() for cell in cells]
    assert held == ["7010", "7080"]
    for cell, text in zip(cells, reversed(held), strict=True):
        cell.setString(text)
    shown = named(book, "verdict").value
    for cell, text in zip(cells, held, strict=True):
        cell.setString(text)
    assert shown == "CHANGED SINCE 07/15/2014 09:30"
    assert named(book, "verdict").value == VALIDATED
