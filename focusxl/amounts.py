"""The four states of a cell, amounts as accountants write them, and whole dollars.

A cell is blank or holds a number, text or an error, and these four states are kept apart from
reading to writing. Missing is not zero, and neither is an error.

Sums and products of amounts are exact. Python cuts its decimals to 28 digits without notice; an
amount has at most 15, and a factor may have many decimals, so that a product can be longer. The
context `EXACT` is wider than any report needs; only a quotient is ever rounded in it, far beyond
the digits that are filed.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from fractions import Fraction
from functools import wraps
from typing import Final, Literal, ParamSpec, TypeVar

from focusxl.errors import NotAnAmount
from focusxl.values import Value

_Arguments = ParamSpec("_Arguments")
_Given = TypeVar("_Given")

EXACT = Context(prec=2_000, traps=[DivisionByZero, InvalidOperation, Overflow])
"""A double has at most 324 decimals and at most 309 digits before the point, so the product of two
doubles and the sum of any number of them keep every digit."""

Rounding = Literal["down", "up"]
Unit = Literal["dollars", "thousands", "count", "percent", "factor"]
"""The unit of an amount: “percent” is the number before the sign, “factor” a multiplier."""

MOST_SIGNIFICANT_DIGITS = 15
"""The number of significant digits that a spreadsheet keeps."""

EXCEL_EPOCH = datetime.date(1899, 12, 30)
"""The day that Excel's serial dates count from, for dates after February 1900."""

_SPREADSHEET_DIGITS = Context(prec=MOST_SIGNIFICANT_DIGITS)
_DOLLAR = Decimal(1)
_HUNDREDTH = Decimal("0.01")
_ERROR_NAME = r"#[A-Z][A-Z0-9_/]*[!?]?|Err:[0-9]{3}"
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
_MINUS_SIGNS = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2013"), "-")
_AROUND_A_SIGN = r"[ \t]*([-+$()%])[ \t]*"
_GROUPED = (
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?"
    r"|[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
)
_LONGEST = 100
"""The longest text that is read as an amount, in characters."""
_ZEROS = ("-", "$-")
"""Zero as Excel's accounting formats show it, and as it is pasted as text."""
_DIGITS_AND_SIGNS = r"[-+$() \t]*[0-9][-+$() \t0-9.,]*"
_PERCENTAGE = rf"{_DIGITS_AND_SIGNS}%[-)]*"
_MARKED = rf"(?i:(?P<before>CR|DR)\.?{_DIGITS_AND_SIGNS}|{_DIGITS_AND_SIGNS}(?P<after>CR|DR)\.?)"
_PERCENT_SIGN = r"(?<=[0-9.])%(?=[-)]*$)"
_MEANINGS = {"CR": "credit", "DR": "debit"}
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}){1,2}"
_PLAIN = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_WORDS_OF_UNITS: dict[Unit, str] = {
    "dollars": "dollars",
    "thousands": "thousands of dollars",
    "count": "a number of items",
    "percent": "a percentage",
    "factor": "a factor",
}
_DECIMAL_COMMA = r"[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3}){2,}"
_LETTERS_LIKE_DIGITS = {"O": "0", "o": "0", "l": "1", "I": "1"}


class Nothing(Value):
    """An empty cell."""

    __slots__ = ()


class Number(Value):
    """A cell that holds a number."""

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: Decimal) -> None:
        self.value: Final = value


class Text(Value):
    """A cell that holds text."""

    __slots__ = ("value",)
    __match_args__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value: Final = value


class CellError(Value):
    """A cell that shows an error such as ``#REF!``."""

    __slots__ = ("name",)
    __match_args__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name


CellState = Nothing | Number | Text | CellError

NOTHING = Nothing()


def is_error_name(text: str) -> bool:
    """Tell whether a text is the name of a spreadsheet error, such as ``#REF!``."""
    return re.fullmatch(_ERROR_NAME, text) is not None


def cell_state(raw: object) -> CellState:
    """Give the state of a cell from a value of a spreadsheet or a data file.

    >>> cell_state("#REF!"), cell_state("  "), cell_state(12.5)
    (CellError(name='#REF!'), Nothing(), Number(value=Decimal('12.5')))
    """
    match raw:
        case None:
            return NOTHING
        case bool():
            return Text("TRUE" if raw else "FALSE")
        case float():
            return _from_double(raw)
        case int() | Decimal():
            return Number(Decimal(raw))
        case datetime.datetime():
            return Text(raw.date().isoformat())
        case datetime.date():
            return Text(raw.isoformat())
    text = str(raw).replace("\u00a0", " ").strip()
    if not text:
        return NOTHING
    return CellError(text) if is_error_name(text) else Text(text)


def _from_double(value: float) -> CellState:
    """Read a double as the spreadsheet shows it: fifteen significant digits."""
    if not math.isfinite(value):
        return CellError("#NUM!")
    return Number(Decimal(f"{value:.{MOST_SIGNIFICANT_DIGITS}g}"))


def parse_amount(written: str, unit: Unit = "dollars") -> Decimal:
    """Read an amount as accountants write it.

    The amount is not rounded: cents stay, and a percentage is the number before the sign.

    Parentheses or a minus on either side mean a negative amount; a dollar sign is ignored.
    Thousands may be separated by commas or by spaces, and no other space may stand between
    digits. A dash alone is Excel's accounting zero. A percentage may have its percent sign.
    belongs.

    >>> parse_amount("$ (1,234)"), parse_amount("1,234-"), parse_amount("$ - ")
    (Decimal('-1234'), Decimal('-1234'), Decimal('0'))

    Args:
        written: the text.
        unit: the unit of the box that holds the amount.

    Raises:
        NotAnAmount: the text is not an amount, or can be read in two ways.
    """
    text = written.translate(_BLANKS).translate(_MINUS_SIGNS).strip()
    if len(text) > _LONGEST:
        raise NotAnAmount("is text, not an amount")
    text = re.sub(_AROUND_A_SIGN, r"\1", text)
    if text in _ZEROS:
        return Decimal(0)
    if text in ("", "--"):
        raise NotAnAmount("is not an amount: enter 0, or leave the cell empty")
    if unit == "percent":
        text = re.sub(_PERCENT_SIGN, "", text)
    _refuse_what_has_a_name(text, unit)
    bare, negative = _without_sign(text)
    if not re.fullmatch(_GROUPED, bare):
        raise NotAnAmount(_why_not(bare))
    digits = bare.replace(",", "").replace(" ", "")
    if len(digits.partition(".")[2]) > 2 and unit != "factor":
        raise NotAnAmount("has more than two digits after the decimal point")
    amount = Decimal(digits)
    check_digits(amount)
    return amount.copy_negate() if negative else amount


def plain_amount(text: str) -> Decimal | None:
    """Read a number in plain digits, as findings write amounts; None for any other text.

    Python reads more as a number than an accountant does: ``1_000``, ``nan``, ``1e5``.

    >>> plain_amount("-8479537"), plain_amount("1_000"), plain_amount("02109")
    (Decimal('-8479537'), None, None)
    """
    return Decimal(text) if re.fullmatch(_PLAIN, text) else None


def check_digits(amount: Decimal) -> None:
    """Refuse an amount with more digits than a spreadsheet keeps.

    Raises:
        NotAnAmount: the amount has more than fifteen significant digits.
    """
    if not amount.is_finite():
        raise NotAnAmount("is not a number")
    if amount.adjusted() >= MOST_SIGNIFICANT_DIGITS or _SPREADSHEET_DIGITS.plus(amount) != amount:
        raise NotAnAmount("has more than 15 digits, more than a spreadsheet can keep")


def _without_sign(text: str) -> tuple[str, bool]:
    """Split an amount into its digits and whether it is negative."""
    in_parentheses = "(" in text or ")" in text
    if in_parentheses and not re.fullmatch(r"[-+$]*\([^()]*\)[-+]*", text):
        raise NotAnAmount("has parentheses that do not enclose one amount")
    if in_parentheses + sum(map(text.count, "+-")) > 1:
        raise NotAnAmount("has two signs")
    if text.count("$") > 1:
        raise NotAnAmount("has two dollar signs")
    negative = in_parentheses or "-" in text
    bare = text.removesuffix("-").replace("(", "").replace(")", "")
    for lead in ("+", "-", "$", "+", "-"):
        bare = bare.removeprefix(lead)
    return bare, negative


def _refuse_what_has_a_name(text: str, unit: Unit) -> None:
    """Refuse text that is recognizably a date, a percentage or a debit or credit, by name."""
    if re.fullmatch(_DATE, text):
        raise NotAnAmount(
            "is a date, not an amount: give the cell a number format, and type the amount"
        )
    if re.fullmatch(_PERCENTAGE, text):
        raise NotAnAmount(
            f"is a percentage, and this box takes {_WORDS_OF_UNITS[unit]}: write the amount itself"
        )
    marked = re.fullmatch(_MARKED, text)
    if marked is not None:
        mark = (marked["before"] or marked["after"]).upper()
        raise NotAnAmount(
            f"is marked {mark} for a {_MEANINGS[mark]}: remove {mark}, and write a minus "
            "sign or parentheses where the amount is below zero"
        )


def _why_not(bare: str) -> str:
    if re.fullmatch(_DECIMAL_COMMA, bare):
        return "uses a decimal comma: write 1,234.56"
    for letter, digit in _LETTERS_LIKE_DIGITS.items():
        if letter in bare and re.fullmatch(_GROUPED, bare.replace(letter, digit)):
            return f"has the letter {letter} where the digit {digit} belongs"
    if re.fullmatch(r"[0-9,]+(\.[0-9]*)?", bare):
        return "has commas that do not separate thousands"
    if re.fullmatch(r"[0-9,.\s]+", bare) and any(map(str.isspace, bare)):
        return "has a space that does not separate thousands: write one amount, such as 1,234"
    return "is text, not an amount"


def whole_dollars(amount: Decimal, rounding: Rounding = "down") -> Decimal:
    """Round an amount to whole dollars. No other function does this.

    No valuation may be higher than the actual one, so cents are cut off; a short valuation is
    rounded up, away from zero (Form X-17A-5 Part II, general instructions, “Rounding”).

    >>> whole_dollars(Decimal("170000.85")), whole_dollars(Decimal("180000.17"), "up")
    (Decimal('170000'), Decimal('180001'))
    """
    mode = ROUND_UP if rounding == "up" else ROUND_DOWN
    return amount.quantize(_DOLLAR, rounding=mode, context=EXACT)


def as_filed(amount: Decimal, rounding: Rounding = "down", unit: Unit = "dollars") -> Decimal:
    """Round an amount as it is filed: whole dollars, thousands or items; percent to two places.

    A factor is not rounded: 3.125 times an amount is not 3.13 times it.

    >>> as_filed(Decimal("170000.85")), as_filed(Decimal("154.328"), unit="percent")
    (Decimal('170000'), Decimal('154.33'))
    """
    match unit:
        case "percent":
            return amount.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP, context=EXACT)
        case "factor":
            return amount
    return whole_dollars(amount, rounding)


def decimals_of(amount: Decimal) -> int:
    """Give the number of decimals an amount was written with.

    >>> decimals_of(Decimal("4.90")), decimals_of(Decimal(5))
    (2, 0)
    """
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def show(amount: Decimal) -> str:
    """Write an amount as the form prints it: commas, negatives in parentheses.

    >>> show(Decimal("-8479537"))
    '(8,479,537)'
    """
    text = f"{amount.copy_abs():,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"({text})" if amount < 0 else text


def exactly(work: Callable[_Arguments, _Given]) -> Callable[_Arguments, _Given]:
    """Decorate a function so that it, and all functions it calls, calculate in `EXACT`.

    The result must be complete: a generator would go on in the context of its reader.
    """

    @wraps(work)
    def worked(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Given:
        with localcontext(EXACT):
            return work(*arguments, **named)

    return worked


def share_of(amount: Decimal, share: Fraction) -> Decimal:
    """Give a share of an amount, multiplied first and divided last: a fifteenth of 30 is 2.

    A fifteenth has no finite decimal. Cut off after any digit it would give 1.99… of 30, a dollar
    less than the rule says.
    """
    return EXACT.divide(EXACT.multiply(amount, share.numerator), share.denominator)


def show_ratio(ratio: Decimal | Fraction) -> str:
    """Write a ratio as a percentage, as the form does.

    >>> show_ratio(Decimal("1.1")), show_ratio(Fraction(1, 15))
    ('110%', '6 2/3%')
    """
    if isinstance(ratio, Decimal):
        return f"{show(ratio * 100)}%"
    whole, rest = divmod(ratio * 100, 1)
    return f"{whole} {rest}%" if rest else f"{whole}%"
