"""The source format of ``comparison.yaml``; see `focusxl.forms.comparison` for its meaning."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from focusxl.forms.source import AsText, BoxNumber, Source, read_ratio

_Ratio = Annotated[Decimal, BeforeValidator(read_ratio)]
_Dollars = Annotated[int, Field(ge=0)]


class Limits(Source):
    """From where on a move is told."""

    factor: Annotated[int, Field(ge=2)]
    amount: _Dollars
    percent: Annotated[int, Field(ge=1)]
    note_amount: _Dollars


class Slip(Source):
    """A slip by some digits."""

    factor: int
    within: _Ratio


class YearToDate(Source):
    """The lines that run to the date."""

    begins: BoxNumber
    months: BoxNumber
    pages: tuple[str, ...]
    boxes: tuple[BoxNumber, ...]
    excepted: tuple[BoxNumber, ...] = Field(alias="except")


class History(Source):
    """How many months are kept."""

    months: Annotated[int, Field(ge=1, le=60)]


class DailyReserve(Source):
    """The mean of credits from which on the reserve is computed daily."""

    boxes: tuple[BoxNumber, ...]
    months: Annotated[int, Field(ge=1)]
    amount: _Dollars
    computed_daily: BoxNumber
    in_force: datetime.date


class NetCapitalReduction(Source):
    """The fall of net capital from which on notice is due."""

    box: BoxNumber
    by: _Ratio
    firm: AsText


class Rules(Source):
    """The rules that one report alone cannot show."""

    daily_reserve: DailyReserve
    net_capital_reduction: NetCapitalReduction


class Comparison(Source):
    """The file as a whole."""

    limits: Limits
    slip: Slip
    same_amounts_on_page: Annotated[int, Field(ge=1)]
    carried: tuple[BoxNumber, ...]
    asked_again: tuple[BoxNumber, ...]
    year_to_date: YearToDate
    history: History
    rules: Rules
