"""A workbook with everything that can stand in one: ledger, prior period, months, signatures."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

from focusxl.filings.filing import FilerExplanation, Filing
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Adjustment, Ledger, Loaded
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.filings.samples import load_sample
from focusxl.forms.loader import load_edition
from focusxl_workbook.fill import filled
from focusxl_workbook.templates import template
from tests.support.agreement import inputs_of
from tests.support.command_line import run

FORM = load_edition("2014")
MAY, APRIL = datetime.date(2014, 5, 31), datetime.date(2014, 4, 30)
# Cash of 342,539,729 (box 7010) by two accounts and an adjustment; a box typed before the ledger.
LEDGER = Ledger(
    (
        Account("1000", "Cash at bank", Decimal("342539000.50"), Decimal("340000000.25")),
        Account("1010", "Petty cash", Decimal("628.50"), None),
        Account("2000", "Payable, of several sections", Decimal("-342539629.00"), Decimal("-1.05")),
    ),
    (
        MappingRule("10*", "7010", description="Cash"),
        MappingRule("2000", description="Stays out"),
        MappingRule("3000", proposal="box 7080 (Payables)"),
    ),
    (
        Adjustment("7010", Decimal("100.29"), "Wire in transit"),
        Adjustment("7010", Decimal("-0.29"), "Rounding"),
    ),
    Loaded("june.csv", "0" * 64, "07/15/2014 09:00", datetime.date(2014, 6, 30)),
    (Account("1999", "Closed in June", Decimal(0), Decimal("17.10")),),
)


def whole_book(folder: Path) -> Path:
    """Make the native workbook of June 2014 in a folder."""
    sample = inputs_of(load_sample())
    given = sample.replaced(
        facts={**sample.facts, "review_required": True},
        explanations={**sample.explanations, "VAR-7315": FilerExplanation("A position was sold.")},
        prior={"7010": Decimal(340_000_000), "7315": Decimal(5_000_000_000)},
        prior_end=MAY,
        history={
            APRIL: {"7190": Decimal(90_000_000)},
            MAY: {"7190": Decimal(91_000_000), "7380": Decimal(-5)},
        },
        limits={"amount": Decimal(2_000_000), "percent": Decimal(30)},
        ledger=LEDGER,
    )
    made = folder / "made.xlsx"
    nothing = Filing(FORM, {}, whole=True)
    made.write_bytes(filled(template(FORM, "native"), nothing, given, "native"))
    one, two = folder / "one.xlsx", folder / "two.xlsx"
    for before, role, name, after in (
        (made, "preparer", "Jane Doe", one),
        (one, "reviewer", "Bob Roe", two),
    ):
        assert run("sign", before, "--as", role, "--name", name, "-o", after).status == 0
    return two
