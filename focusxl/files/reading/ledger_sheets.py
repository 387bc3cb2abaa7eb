"""Reading of the sheets Mapping and Balances: the ledger behind a workbook's boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from focusxl.amounts import NOTHING, CellError, CellState, Nothing, Number, Text, decimals_of
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.errors import NotAnAmount
from focusxl.files.openxml.addresses import cell_name
from focusxl.files.reading.balances.amounts import read_balance
from focusxl.files.reading.balances.mapping_file import WrongRow, mapping_rule
from focusxl.files.stored.cells import Cells, SeenCell, Target
from focusxl.files.stored.entries import shown_state
from focusxl.files.template.ledger_names import (
    ADJUSTED_BOX,
    ADJUSTED_BY,
    ADJUSTED_WHY,
    ADJUSTMENTS_NAME,
    BALANCE,
    BALANCES_NAME,
    BEFORE,
    DESCRIPTION,
    DIGEST_NAME,
    FILE_NAME,
    LOADED_NAME,
    MAPPING_COLUMNS,
    MAPPING_NAME,
    NUMBER,
    PERIOD_NAME,
    SHA256_NAME,
)
from focusxl.filings.filing import NOWHERE, Place, as_text, read_date
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Adjustment, Ledger, Loaded
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.text import in_one_line

_Row = Mapping[int, SeenCell]
_ENTER_ANEW = "Load the balances again."
_CORRECT = "Correct the row, and load the balances again."
_EMPTY_CELL = SeenCell()
_CENTS = 2
"""The most decimals of an adjustment."""


def read_ledger(
    targets: Mapping[str, Target], cells: Cells
) -> tuple[Ledger | None, tuple[Finding, ...]]:
    """Read the ledger of a workbook, and what is wrong on its two sheets.

    Returns:
        None in place of the ledger where nothing stands on either sheet.
    """
    if MAPPING_NAME not in targets or BALANCES_NAME not in targets:
        return None, ()
    reader = _LedgerReader(targets, cells)
    ledger = reader.read()
    return ledger, tuple(reader.findings)


class _LedgerReader:
    """A reader of both sheets that collects findings."""

    def __init__(self, targets: Mapping[str, Target], cells: Cells) -> None:
        self.targets, self.cells = targets, cells
        self.findings: list[Finding] = []

    def read(self) -> Ledger | None:
        rules = tuple(self._rules())
        adjustments = tuple(self._adjustments())
        loaded = self._loaded()
        accounts, gone = self._accounts()
        if loaded is None:
            accounts = ()  # What was rolled forward has accounts of the period before alone.
        if not (rules or adjustments or accounts or gone):
            return None
        ledger = Ledger(accounts, rules, adjustments, loaded, gone)
        if loaded is not None and loaded.digest != ledger.digest:
            place = self.targets[DIGEST_NAME].place if DIGEST_NAME in self.targets else NOWHERE
            self.findings.append(
                general_finding(
                    "TB-14", place=place, reported=ledger.digest[:12], expected=loaded.digest[:12]
                )
            )
        return ledger

    def _loaded(self) -> Loaded | None:
        file = self._text(FILE_NAME)
        if not file:
            return None
        period = self._named(PERIOD_NAME)
        day = read_date(period) if isinstance(period, Number | Text) else None
        sha256, at = self._text(SHA256_NAME), self._text(LOADED_NAME)
        return Loaded(file, sha256, at, day, self._text(DIGEST_NAME))

    def _named(self, name: str) -> CellState:
        target = self.targets.get(name)
        return NOTHING if target is None else self.cells.cell(target.place).state

    def _text(self, name: str) -> str:
        state = self._named(name)
        return as_text(state).strip() if isinstance(state, Number | Text) else ""

    def _rows(self, name: str) -> Iterator[tuple[int, _Row]]:
        target = self.targets.get(name)
        if target is None:
            return
        area = target.area
        for number, row in self.cells.rows(target.sheet.name).items():
            if area.top <= number <= area.bottom:
                yield number, row

    def _place(self, name: str, row: int, column: int) -> Place:
        return Place(self.targets[name].sheet.name, cell_name(row, column))

    def _cannot(self, place: Place, reported: str, remedy: str) -> None:
        self.findings.append(
            general_finding("TB-08", place=place, reported=reported, remedy=remedy)
        )

    def _rules(self) -> Iterator[MappingRule]:
        for number, row in self._rows(MAPPING_NAME):
            place = self._place(MAPPING_NAME, number, MAPPING_COLUMNS["account"])
            written = {
                column: _cell(row, at)
                for column, at in MAPPING_COLUMNS.items()
                if column != "proposal"
            }
            proposal = str(_cell(row, MAPPING_COLUMNS["proposal"]))
            try:
                rule = mapping_rule(written, proposal)
            except WrongRow as refusal:
                self._cannot(place, f"Row {number} of the sheet Mapping {refusal}", _CORRECT)
                continue
            if rule is not None:
                yield rule.replaced(place=place)

    def _adjustments(self) -> Iterator[Adjustment]:
        for number, row in self._rows(ADJUSTMENTS_NAME):
            box, why = str(_cell(row, ADJUSTED_BOX)), str(_cell(row, ADJUSTED_WHY))
            state = row.get(ADJUSTED_BY, _EMPTY_CELL).state
            if not box and isinstance(state, Nothing):
                continue
            place = self._place(ADJUSTMENTS_NAME, number, ADJUSTED_BY)
            if not isinstance(state, Number) or decimals_of(state.value) > _CENTS:
                self._cannot(
                    place,
                    f"The adjustment of box {in_one_line(box, 20)} holds {shown_state(state)}, not "
                    "a number of dollars and cents",
                    "Enter the amount as a number, or clear the row.",
                )
                continue
            yield Adjustment(box.strip("[] "), state.value, why.strip(), place)

    def _accounts(self) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
        accounts: list[Account] = []
        gone: list[Account] = []
        seen: set[str] = set()
        for number, row in self._rows(BALANCES_NAME):
            name = str(_cell(row, NUMBER))
            if not name:
                continue
            place = self._place(BALANCES_NAME, number, BALANCE)
            balance = self._amount(row, BALANCE, place, name)
            before = self._amount(row, BEFORE, place, name)
            description = str(_cell(row, DESCRIPTION))
            if balance is None:
                gone.append(Account(name, description, Decimal(0), before, place))
                continue
            account = Account(name, description, balance, before, place)
            if account.key in seen:
                self.findings.append(general_finding("TB-07", place=place, reported=name))
            seen.add(account.key)
            accounts.append(account)
        return tuple(accounts), tuple(gone)

    def _amount(self, row: _Row, column: int, place: Place, account: str) -> Decimal | None:
        cell = row.get(column)
        if cell is None:
            return None
        match cell.state:
            case Nothing():
                return None
            case Number(value) if cell.formula is None:
                return value
        if isinstance(cell.state, Text) and cell.formula is None:
            try:
                return read_balance(cell.state.value)
            except NotAnAmount:
                pass
        found = "a formula" if cell.formula is not None else shown_state(cell.state)
        self._cannot(
            place,
            f"The balance of account {account} on the sheet Balances holds {found}, not a number",
            _ENTER_ANEW,
        )
        return Decimal(0)


def _cell(row: _Row, column: int) -> str:
    """Give what stands in a cell as text; an error by its name."""
    match row.get(column, _EMPTY_CELL).state:
        case Nothing():
            return ""
        case CellError(name):
            return name
        case Number() | Text() as state:
            return as_text(state).strip()
    return ""
