"""The ledger under the fingerprint: the mapping, the adjustments and the balances, as sums.

They are tables of any length, so each is covered as a whole: by a number that changes with any of
its letters or amounts. Every summand is a whole number, and all sums stay where doubles are exact.
What is behind a box that is mapped is covered by its amount as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from focusxl.amounts import EXCEL_EPOCH
from focusxl.files.openxml.addresses import column_letters
from focusxl.files.template.ledger_names import (
    ADJUSTED_BOX,
    ADJUSTED_BY,
    ADJUSTED_WHY,
    ADJUSTMENTS_NAME,
    BALANCE,
    BALANCES_NAME,
    BEFORE,
    DIGEST_NAME,
    FILE_NAME,
    MAPPING_COLUMNS,
    MAPPING_NAME,
    NUMBER,
    PERIOD_NAME,
    SHA256_NAME,
)
from focusxl.files.template.ledger_sheets import rows_of_adjustments, rows_of_rules
from focusxl.filings.filing import Filing
from focusxl.filings.ledger.ledger import Adjustment, Ledger
from focusxl.filings.ledger.mapping import MappingRule
from focusxl_workbook.sheets.fingerprint_sheet import Watched, named, value_cell

_BY = 999_983
"""What remains of each summand, by this prime number."""
_ROWS, _ROW_STEP = 20_011, 7_919
_AMOUNT_ROWS, _BALANCE_STEP, _BEFORE_STEP = 99_991, 7_919, 104_729
_PLACES, _PLACE_STEP = 9_973, 6_971
"""The weights of rows and of places in a text: prime numbers again."""
_LETTERS_OF_RULE, _LETTERS_OF_ADJUSTMENT, _LETTERS_OF_ACCOUNT = 64, 160, 20
_ACCOUNTS_BY_NAME = 5_000
"""Accounts whose numbers are covered letter by letter; of others, the balances are."""
_BASIC = 0xFFFF
"""The last letter that every spreadsheet counts as one."""


def watched_ledger(filing: Filing, first: int) -> Iterator[Watched]:
    """Give the rows of the fingerprint that cover the ledger.

    Args:
        filing: the filing whose ledger stands in the workbook.
        first: the number of rows before these.
    """
    ledger = filing.ledger or Ledger(())
    rules = list(rows_of_rules(ledger.rules))
    adjusted = list(rows_of_adjustments(ledger.adjustments))
    accounts = [*ledger.accounts, *ledger.gone]
    yield _length("Rows of the mapping", MAPPING_NAME, rules)
    yield _length("Rows of adjustments", ADJUSTMENTS_NAME, adjusted)
    count = f"=MAX(1,COUNTA(INDEX({BALANCES_NAME},0,{NUMBER})))"
    yield Watched("Rows of balances", count, float(max(1, len(accounts))))
    of_mapping, of_adjustments, of_balances = (value_cell(first + place) for place in range(3))
    yield Watched(
        "Mapping",
        _letters_formula(MAPPING_NAME, of_mapping, _joined_rule, _LETTERS_OF_RULE),
        _letters({row: _rule(rule) for row, rule in rules}, "||||0", _LETTERS_OF_RULE),
    )
    yield Watched(
        "Adjustments",
        _letters_formula(
            ADJUSTMENTS_NAME, of_adjustments, _joined_adjustment, _LETTERS_OF_ADJUSTMENT
        ),
        _letters({row: _adjustment(one) for row, one in adjusted}, "|0|0|", _LETTERS_OF_ADJUSTMENT),
    )
    yield Watched(
        "Accounts",
        _letters_formula(
            BALANCES_NAME,
            f"MIN({of_balances},{_ACCOUNTS_BY_NAME})",
            lambda column: column(NUMBER),
            _LETTERS_OF_ACCOUNT,
        ),
        _letters(
            {row: one.number for row, one in enumerate(accounts[:_ACCOUNTS_BY_NAME], start=1)},
            "",
            _LETTERS_OF_ACCOUNT,
        ),
    )
    yield Watched("Balances", _balances_formula(of_balances), _balances(ledger))
    loaded = ledger.loaded
    yield named(FILE_NAME, loaded.file if loaded else "")
    yield named(SHA256_NAME, loaded.sha256 if loaded else "")
    yield named(DIGEST_NAME, ledger.digest if loaded else "")
    ended = loaded.period_end if loaded else None
    yield named(PERIOD_NAME, float((ended - EXCEL_EPOCH).days) if ended else "")


_Column = Callable[[int], str]
"""Gives the cells of a column of a table, by the number of the column."""


def _length(caption: str, area: str, rows: Iterable[tuple[int, object]]) -> Watched:
    """Count the rows of a table down to the last that is filled in."""
    last = f'SUMPRODUCT(MAX(({area}<>"")*(ROW({area})-ROW(INDEX({area},1,1))+1)))'
    return Watched(caption, f"=MAX(1,{last})", float(max((row for row, _ in rows), default=1)))


def _column_of(area: str, last: str) -> _Column:
    return lambda column: f"INDEX({area},1,{column}):INDEX({area},{last},{column})"


def _row_weights(area: str, last: str, by: int, step: int) -> str:
    rows = _column_of(area, last)(1)
    return f"MOD((ROW({rows})-ROW(INDEX({area},1,1))+1)*{step},{by})"


def _joined_rule(column: _Column) -> str:
    account, box, sign, when, proposal = (
        column(MAPPING_COLUMNS[name]) for name in ("account", "box", "sign", "when", "proposal")
    )
    return f'{account}&"|"&{box}&"|"&{sign}&"|"&{when}&"|"&SIGN(LEN({proposal}))'


def _rule(rule: MappingRule) -> str:
    return f"{rule.account}|{rule.box}|{rule.sign}|{rule.when}|{int(bool(rule.proposal))}"


def _joined_adjustment(column: _Column) -> str:
    box, amount, why = (
        column(at - ADJUSTED_BOX + 1) for at in (ADJUSTED_BOX, ADJUSTED_BY, ADJUSTED_WHY)
    )
    return f'{box}&"|"&TEXT(ROUND({amount}*100,0),"0")&"|"&LEN({why})&"|"&{why}'


def _adjustment(one: Adjustment) -> str:
    return f"{one.box}|{_cents(one.amount)}|{len(one.reason)}|{one.reason}"


def _cents(amount: Decimal | None) -> int:
    return 0 if amount is None else round(amount * 100)


def _letters_formula(area: str, last: str, joined: Callable[[_Column], str], most: int) -> str:
    """Write the sum of all letters of the texts of a table, each by its row and place."""
    places = f"COLUMN($A$1:${column_letters(most)}$1)"
    letters = f'_xlfn.UNICODE(MID({joined(_column_of(area, last))},{places},1)&" ")'
    rows = _row_weights(area, last, _ROWS, _ROW_STEP)
    weighed = f"{letters}*{rows}*MOD({places}*{_PLACE_STEP},{_PLACES})"
    return f"=IFERROR(SUMPRODUCT(MOD({weighed},{_BY})),0)"


def _letters(texts: Mapping[int, str], empty: str, most: int) -> float:
    """Compute the sum as the formula does, with the text of an empty row where there is none."""
    if any(ord(letter) > _BASIC for text in texts.values() for letter in text):
        return 0.0
    weights = [place * _PLACE_STEP % _PLACES for place in range(1, most + 1)]
    total = 0
    for row in range(1, max(texts, default=1) + 1):
        by_row = row * _ROW_STEP % _ROWS
        letters = texts.get(row, empty)[:most].ljust(most)
        total += sum(
            ord(letter) * by_row * weight % _BY
            for letter, weight in zip(letters, weights, strict=True)
        )
    return float(total)


def _balances_formula(last: str) -> str:
    """Write the sum of all balances in cents, and of those of the period before, by their rows."""
    column = _column_of(BALANCES_NAME, last)
    sums = (
        f"SUMPRODUCT(MOD(ROUND({column(at)}*100,0),{_BY})"
        f"*{_row_weights(BALANCES_NAME, last, _AMOUNT_ROWS, step)})"
        for at, step in ((BALANCE, _BALANCE_STEP), (BEFORE, _BEFORE_STEP))
    )
    return f"={'+'.join(sums)}"


def _balances(ledger: Ledger) -> float:
    gone = ((None, one.before) for one in ledger.gone)
    both = [*((one.balance, one.before) for one in ledger.accounts), *gone]
    return float(
        sum(
            _cents(amount) % _BY * (row * step % _AMOUNT_ROWS)
            for row, amounts in enumerate(both, start=1)
            for amount, step in zip(amounts, (_BALANCE_STEP, _BEFORE_STEP), strict=True)
            if amount
        )
    )
