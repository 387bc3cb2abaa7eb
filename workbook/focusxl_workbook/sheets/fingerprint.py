"""The fingerprint of all inputs, computed by plain formulas that are the same in every spreadsheet.

Every input gives two whole numbers, and each is added with the weight of its row. A number is
split into its hundred thousands with its sign and the rest in ten-thousandths, so that none of
the 15 digits is lost; text gives two sums of its letters, weighted by position. All values stay
below 2^53, where doubles are exact, and the sums are taken modulo a prime number, so that a
change of one input always changes the fingerprint, and so does a swap of two.

No formula here is newer than Excel 2013 (LibreOffice has them all), and none is volatile.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from focusxl.amounts import is_error_name
from focusxl_workbook.sheets.sheet_writer import StoredValue

_HUNDRED_THOUSAND, _TEN_THOUSAND = 100_000, 10_000
_WHOLE = 999_999_937
"""The largest prime number below a billion, the modulus of the fingerprint's numbers."""
_ROWS = 4_999
"""A prime number: weights of rows are different up to this row."""
_STEP = 1_597
_LETTERS = (
    (999_983, (6_971, 9_973), (3_389, 9_967)),
    (999_979, (4_241, 9_941), (7_103, 9_949)),
)
"""For each of the two numbers: the modulus of the sum of letters, and the weight of positions."""
_NUMBER, _NEGATIVE, _OTHER, _KINDS = 1, 2, 3, 4
_ERROR_TYPES = {
    "#NULL!": 1,
    "#DIV/0!": 2,
    "#VALUE!": 3,
    "#REF!": 4,
    "#NAME?": 5,
    "#NUM!": 6,
    "#N/A": 7,
}
MOST_ROWS = _ROWS - 1


def weight(row: int) -> int:
    """Give the weight of a row, counted from 1."""
    if not 0 < row <= MOST_ROWS:
        raise ValueError(f"there is no weight for row {row} of a fingerprint")
    return row * _STEP % _ROWS


def fingerprint(values: Sequence[StoredValue]) -> str:
    """Compute the fingerprint as the workbook's formulas do; empty text is an empty cell."""
    sums = [0, 0]
    for row, value in enumerate(values, start=1):
        for place, part in enumerate(parts(value)):
            sums[place] += part * weight(row)
    return "-".join(str(total % _WHOLE) for total in sums)


def parts(value: StoredValue) -> tuple[int, int]:
    """Give the two numbers of one input."""
    if isinstance(value, str):
        if is_error_name(value):
            return _ERROR_TYPES.get(value, 0) * _KINDS + _OTHER, 0
        if not value:
            return 0, 0
        first, second = (_of_letters(value, place) for place in (0, 1))
        return first * _KINDS + _OTHER, second
    # In doubles and not in Decimal, as cells compute.
    amount = abs(value)
    high = math.floor(amount / _HUNDRED_THOUSAND)
    low = math.floor((amount - high * _HUNDRED_THOUSAND) * _TEN_THOUSAND + 0.5)
    return high * _KINDS + (_NEGATIVE if value < 0 else _NUMBER), low


def _of_letters(text: str, place: int) -> int:
    by, (one, one_by), (other, other_by) = _LETTERS[place]
    return (
        sum(
            ord(letter) * (number * one % one_by) * (number * other % other_by)
            for number, letter in enumerate(text, start=1)
        )
        % by
    )


def first_formula(cell: str) -> str:
    """Give the formula of the first number of an input in a cell."""
    error = f"ERROR.TYPE({cell})*{_KINDS}+{_OTHER}"
    number = f"{_high(cell)}*{_KINDS}+IF({cell}<0,{_NEGATIVE},{_NUMBER})"
    return _by_kind(cell, error, number, f"{_letters(cell, 0)}*{_KINDS}+{_OTHER}")


def second_formula(cell: str) -> str:
    """Give the formula of the second number of an input in a cell."""
    rest = f"(ABS({cell})-{_high(cell)}*{_HUNDRED_THOUSAND})*{_TEN_THOUSAND}"
    return _by_kind(cell, "0", f"ROUND({rest},0)", _letters(cell, 1))


def whole_formula(first: str, second: str, weights: str) -> str:
    """Give the formula of the fingerprint, from the ranges of both numbers and the weights."""
    sums = (f"MOD(SUMPRODUCT({part}*{weights}),{_WHOLE})" for part in (first, second))
    return "=" + '&"-"&'.join(sums)


def _by_kind(cell: str, error: str, number: str, text: str) -> str:
    inner = f"IF(ISNUMBER({cell}),{number},IF(LEN({cell})=0,0,{text}))"
    return f"=IF(ISERROR({cell}),{error},{inner})"


def _high(cell: str) -> str:
    return f"INT(ABS({cell})/{_HUNDRED_THOUSAND})"


def _letters(cell: str, place: int) -> str:
    """Add the letters of a text; half of an emoji, which has no code, counts as a question mark."""
    by, (one, one_by), (other, other_by) = _LETTERS[place]
    places = f"ROW($A$1:INDEX($A:$A,LEN({cell})))"
    weights = f"MOD({places}*{one},{one_by})*MOD({places}*{other},{other_by})"

    def added(code: str) -> str:
        return f"MOD(SUMPRODUCT({code}(MID({cell},{places},1))*{weights}),{by})"

    return f"IFERROR({added('_xlfn.UNICODE')},{added('CODE')})"
