"""What reports are compared with, and what is carried from one to the next: ``comparison.yaml``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from focusxl.forms.edition import Edition
from focusxl.forms.key_amounts import KeptAmount, kept_amounts
from focusxl.forms.model import Box, FormData
from focusxl.forms.store import compiled


class Limits(FormData):
    """From where on a move is told: dollars, a factor, and hundredths of the amount before."""

    factor: Decimal
    amount: Decimal
    """A larger amount that moves by the factor, or changes its sign, must be explained."""
    percent: Decimal
    note_amount: Decimal
    """A move of more than this, and of more than the percentage, is a note."""


class Slip(FormData):
    """A slip by some digits: about how many times an amount is what it was."""

    factor: Decimal
    within: Decimal


class YearToDate(FormData):
    """The lines that run from the beginning of the statement of income to its end."""

    begins: str
    """The box with the day on which it begins."""
    months: str
    """The box with the number of its months."""
    pages: tuple[str, ...]
    boxes: tuple[str, ...]
    excepted: tuple[str, ...]

    def lines_of(self, edition: Edition) -> Iterator[str]:
        """Give the boxes of an edition that run to the date, in the form's order."""
        for number, placed in edition.boxes.items():
            listed = placed.home.id in self.pages or number in self.boxes
            if listed and number not in self.excepted and is_money(placed.box):
                yield number


class DailyReserve(FormData):
    """The mean of credits over months from which on the customer reserve is computed daily."""

    boxes: tuple[str, ...]
    months: int
    amount: Decimal
    computed_daily: str
    """The mark that the reserve is computed daily."""
    in_force: datetime.date


class NetCapitalReduction(FormData):
    """The share by which net capital falls since the last report, from which on notice is due."""

    box: str
    by: Decimal
    firm: str
    """The fact that makes a firm one of those that give notice."""


class ComparisonData(FormData):
    """The file as a whole."""

    limits: Limits
    slip: Slip
    same_amounts_on_page: int
    carried: tuple[str, ...]
    """Boxes with amounts that a report rolled forward keeps."""
    asked_again: tuple[str, ...]
    """Boxes of other kinds that it does not keep."""
    year_to_date: YearToDate
    months_kept: int
    key_amounts: tuple[KeptAmount, ...]
    """What is kept of each month; see ``key_amounts.yaml``."""
    daily_reserve: DailyReserve
    net_capital_reduction: NetCapitalReduction

    def key_amounts_of(self, edition: Edition) -> tuple[KeptAmount, ...]:
        """Give the key amounts that an edition has."""
        return tuple(one for one in self.key_amounts if one.box in edition.boxes)


def is_money(box: Box) -> bool:
    """Tell whether a box holds dollars or thousands of dollars."""
    return box.is_amount and box.unit in ("dollars", "thousands")


@lru_cache(maxsize=1)
def comparison_data() -> ComparisonData:
    """Load what the form data says of comparisons."""
    said = compiled("comparison")
    limits = {name: Decimal(value) for name, value in said["limits"].items()}
    to_date, rules = said["year_to_date"], said["rules"]
    reduction = rules["net_capital_reduction"]
    return ComparisonData(
        limits=Limits(**limits),
        slip=Slip(factor=Decimal(said["slip"]["factor"]), within=Decimal(said["slip"]["within"])),
        same_amounts_on_page=said["same_amounts_on_page"],
        carried=tuple(said["carried"]),
        asked_again=tuple(said["asked_again"]),
        year_to_date=YearToDate(
            **{name: _parts(value) for name, value in to_date.items() if name != "excepted"},
            excepted=tuple(to_date["excepted"]),
        ),
        months_kept=said["history"]["months"],
        key_amounts=kept_amounts(),
        daily_reserve=_daily_reserve(rules["daily_reserve"]),
        net_capital_reduction=NetCapitalReduction(
            **{**reduction, "by": Decimal(reduction["by"])},
        ),
    )


def _parts(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _daily_reserve(said: dict[str, Any]) -> DailyReserve:
    return DailyReserve(
        boxes=tuple(said["boxes"]),
        months=said["months"],
        amount=Decimal(said["amount"]),
        computed_daily=said["computed_daily"],
        in_force=datetime.date.fromisoformat(said["in_force"]),
    )
