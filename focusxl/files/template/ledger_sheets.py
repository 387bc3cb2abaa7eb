"""The formulas of mapped boxes over the sheets Mapping and Balances.

The formula of a mapped box names its accounts one by one, those that stand together as a range, so
that Excel's own arrows lead from the box to them. It rounds as the box is filed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from focusxl.files.openxml.addresses import cell_name, cell_position
from focusxl.files.template.ledger_names import (
    ADJUSTED_BY,
    BALANCE,
    BALANCES_SHEET,
    FIRST_ADJUSTMENT_ROW,
    FIRST_BALANCE_ROW,
    FIRST_RULE_ROW,
    LAST_BALANCE_ROW,
    MAPPING_SHEET,
)
from focusxl.filings.filing import Place
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Adjustment, Ledger, Part, dollars_of
from focusxl.filings.ledger.mapping import MappingRule, When
from focusxl.forms.model import Box

_BALANCE_LETTER, _GOES_LETTER = "C", "E"
_LONGEST_TERMS = 2_500
"""A third of the characters that Excel takes in a formula, which may hold its terms twice."""
_SIDES: dict[When, str] = {"any": "", "debit": " if debit", "credit": " if credit"}


def total_of_balances() -> str:
    """Give the formula that adds up all balances on the sheet Balances."""
    column = f"${_BALANCE_LETTER}"
    return f"=SUM({column}${FIRST_BALANCE_ROW}:{column}${LAST_BALANCE_ROW})"


def placed(ledger: Ledger) -> Ledger:
    """Give a ledger whose accounts and adjustments stand where they are written."""
    if ledger.accounts and not ledger.adjustments:
        last = Place(
            BALANCES_SHEET, cell_name(FIRST_BALANCE_ROW + len(ledger.accounts) - 1, BALANCE)
        )
        first = Place(BALANCES_SHEET, cell_name(FIRST_BALANCE_ROW, BALANCE))
        if (ledger.accounts[0].place, ledger.accounts[-1].place) == (first, last):
            return ledger  # As it was read, or placed before.
    accounts = tuple(
        Account(
            one.number,
            one.description,
            one.balance,
            one.before,
            Place(BALANCES_SHEET, f"{_BALANCE_LETTER}{row}"),
        )
        for row, one in enumerate(ledger.accounts, start=FIRST_BALANCE_ROW)
    )
    adjustments = tuple(
        one.replaced(place=Place(MAPPING_SHEET, cell_name(row, ADJUSTED_BY)))
        for row, one in enumerate(ledger.adjustments, start=FIRST_ADJUSTMENT_ROW)
    )
    return ledger.replaced(accounts=accounts, adjustments=adjustments)


def rows_of_rules(
    rules: Sequence[MappingRule], sheet: str = MAPPING_SHEET, top: int = FIRST_RULE_ROW
) -> Iterator[tuple[int, MappingRule]]:
    """Give each row of the mapping its row in the table: its own, or the next below all others.

    Args:
        rules: the rows of the mapping.
        sheet: the name of their sheet.
        top: the first row of the table on it.

    Returns:
        The rows counted from 1.
    """
    own = [_own_row(rule.place, sheet, top) for rule in rules]
    following = max((row + 1 for row in own if row is not None), default=1)
    for row, rule in zip(own, rules, strict=True):
        if row is not None:
            yield row, rule
        else:
            yield following, rule
            following += 1


def rows_of_adjustments(adjustments: Sequence[Adjustment]) -> Iterator[tuple[int, Adjustment]]:
    """Give each adjustment its row in the table, counted from 1."""
    for place, one in enumerate(adjustments, start=1):
        yield _own_row(one.place, MAPPING_SHEET, FIRST_ADJUSTMENT_ROW) or place, one


def _own_row(place: Place, sheet: str, top: int) -> int | None:
    if place.sheet != sheet or place.cell is None:
        return None
    return cell_position(place.cell)[0] - top + 1


def goes_to(rule: MappingRule) -> str:
    """Write where a row of the mapping leads an account, as the sheet Balances says it."""
    sign = "+" if rule.sign > 0 else "-"
    return f"[{rule.box}] {sign}{_SIDES[rule.when]}"


def mapped_formula(ledger: Ledger, box: Box) -> str:
    """Give the formula of a mapped box over the sheets Balances and Mapping.

    Args:
        ledger: the ledger, with the places of its accounts and adjustments.
        box: an input of money.
    """
    parts = ledger.parts.get(box.number, ())
    terms = "".join(_terms(parts)).removeprefix("+")
    if len(terms) > _LONGEST_TERMS:
        terms = "".join(_summed_up(parts, ledger)).removeprefix("+")
    dollars = dollars_of(box)
    if terms and dollars != 1:
        terms = f"({terms})/{dollars}"
    for one in ledger.adjusted.get(box.number, ()):
        terms += f"+{_absolute(one.place)}"
    # Cents, or those of thousands; what doubles add behind them is cut off.
    digits = 2 if dollars == 1 else 5
    cents = f"ROUND({terms.removeprefix('+')},{digits})"
    if box.rounding == "up":
        # Away from zero, by more than any cents are and less than a dollar.
        return f"=TRUNC({cents}+SIGN({cents})*0.{'9' * digits}5)"
    return f"=TRUNC({cents})"


def _absolute(place: Place) -> str:
    row, column = cell_position(place.cell or "A1")
    return f"{place.sheet}!${cell_name(1, column)[:-1]}${row}"


def _terms(parts: Sequence[Part]) -> Iterator[str]:
    """Write the accounts of a box with their signs, those that stand together as one range."""
    for first, last, rule in _runs(parts):
        sign = "+" if rule.sign > 0 else "-"
        cell = f"{BALANCES_SHEET}!${_BALANCE_LETTER}${first}"
        area = f"{cell}:${_BALANCE_LETTER}${last}"
        match rule.when, first == last:
            case "any", True:
                term = cell
            case "any", False:
                term = f"SUM({area})"
            case "debit", True:
                term = f"MAX({cell},0)"
            case "debit", False:
                term = f'SUMIF({area},">0")'
            case _, True:
                term = f"MIN({cell},0)"
            case _:
                term = f'SUMIF({area},"<0")'
        yield f"{sign}{term}"


def _runs(parts: Iterable[Part]) -> Iterator[tuple[int, int, MappingRule]]:
    """Give the first and last row of accounts that stand together and count alike."""
    first = last = 0
    of: MappingRule | None = None
    for account, rule in sorted(parts, key=_row_of_part):
        row = _row_of(account)
        if of is not None and row == last + 1 and (of.sign, of.when) == (rule.sign, rule.when):
            last = row
            continue
        if of is not None:
            yield first, last, of
        first = last = row
        of = rule
    if of is not None:
        yield first, last, of


def _row_of_part(part: Part) -> tuple[int, str, int]:
    return -part.rule.sign, part.rule.when, _row_of(part.account)


def _row_of(account: Account) -> int:
    return cell_position(account.place.cell or "A1")[0]


def _summed_up(parts: Sequence[Part], ledger: Ledger) -> Iterator[str]:
    """Write the sum of accounts that are too many to name, by what the sheet says of them."""
    rows = [_row_of(account) for account in ledger.accounts]
    first, last = min(rows), max(rows)

    def area(letter: str) -> str:
        return f"{BALANCES_SHEET}!${letter}${first}:${letter}${last}"

    kinds = dict.fromkeys((goes_to(part.rule), part.rule.sign, part.rule.when) for part in parts)
    for said, sign, when in kinds:
        side = {"any": "", "debit": ',">0"', "credit": ',"<0"'}[when]
        alike = f'{area(_GOES_LETTER)},"*{said};*"'
        also = f",{area(_BALANCE_LETTER)}{side}" if side else ""
        yield f"{'+' if sign > 0 else '-'}SUMIFS({area(_BALANCE_LETTER)},{alike}{also})"
