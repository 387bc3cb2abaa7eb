"""The ledger of a filing as the changes that put it into a workbook.

The accounts take the place of those that were loaded before. The mapping keeps its rows, so that
what a user wrote beside them stays there; a mapping without rows of its own begins at the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from focusxl.amounts import EXCEL_EPOCH, NOTHING, CellState, Number, Text
from focusxl.errors import NotFilled
from focusxl.files.openxml.addresses import cell_name
from focusxl.files.openxml.sheet_rows import Cells as RowCells
from focusxl.files.reading.template import ABSENT_NAME
from focusxl.files.stored.cells import Cells, Target
from focusxl.files.template.ledger_names import (
    ADJUSTED_BOX,
    ADJUSTED_BY,
    ADJUSTED_WHY,
    ADJUSTMENTS_NAME,
    BALANCES_NAME,
    DIGEST_NAME,
    FILE_NAME,
    LOADED_NAME,
    MAPPING_COLUMNS,
    MAPPING_NAME,
    PERIOD_NAME,
    SHA256_NAME,
    MappingColumn,
    is_of_ledger,
)
from focusxl.files.template.ledger_sheets import goes_to, mapped_formula, placed, rows_of_rules
from focusxl.files.template.names import Flavour, box_name, total_formula
from focusxl.filings.filing import Filing, Place
from focusxl.filings.ledger.account import Account
from focusxl.filings.ledger.ledger import Ledger, mapped_boxes
from focusxl.filings.ledger.mapping import MappingRule
from focusxl.text import in_one_line
from focusxl.values import Record

_NOTHING: Mapping[Place, CellState] = MappingProxyType({})
_NO_FORMULAS: Mapping[Place, str] = MappingProxyType({})


class LedgerChanges(Record):
    """What is written into a workbook for a ledger."""

    inputs: Mapping[Place, CellState] = _NOTHING
    """Cells of the mapping, of where the balances come from, and of the mapped boxes."""
    formulas: Mapping[Place, str] = _NO_FORMULAS
    """The formulas of mapped boxes."""
    freed: frozenset[Place] = frozenset()
    """Boxes that are mapped no longer, whose formulas are taken away."""
    sheet: str = ""
    """The sheet of the balances."""
    first_row: int = 0
    rows: tuple[RowCells, ...] = ()


def ledger_changes(filing: Filing, targets: Mapping[str, Target], cells: Cells) -> LedgerChanges:
    """Give the changes that put the ledger of a filing into a workbook.

    Raises:
        NotFilled: the workbook has no sheets for it, has a formula of the user's own in a mapped
            box, or has not enough rows.
    """
    assert filing.ledger is not None
    ledger = placed(filing.ledger)
    filing = filing.replaced(ledger=ledger)
    if MAPPING_NAME not in targets or BALANCES_NAME not in targets:
        raise NotFilled(
            "The workbook has no sheets Mapping and Balances; carry it over into one of this "
            "version first (focusxl upgrade BOOK -o OUT)."
        )
    inputs: dict[Place, CellState] = dict(_mapping(ledger, targets, cells))
    inputs |= _source(ledger, targets)
    formulas: dict[Place, str] = {}
    for number, target in _mapped_cells(filing, targets):
        box = filing.edition.box(number)
        held = cells.cell(target.place).formula
        formula = mapped_formula(ledger, box)
        if held is not None and box.kind != "total" and not is_of_ledger(held):
            raise NotFilled(
                f"Accounts are mapped to box {number}, and its cell {target.place} holds a formula "
                f"of your own (={in_one_line(held, 80)}), which would be lost. Clear the cell, or "
                "take the box out of the mapping."
            )
        formulas[target.place] = formula
        inputs[target.place] = Number(ledger.amount(box))
    freed = set()
    for number, place in _mapped_no_longer(filing, targets, cells, formulas):
        box = filing.edition.box(number)
        if box.kind == "total":
            formulas[place] = total_formula(filing.edition, box, _flavour(targets, cells))
        else:
            freed.add(place)
            inputs.setdefault(place, NOTHING)
    balances = targets[BALANCES_NAME]
    rows = tuple(_balances(ledger))
    if len(rows) > balances.area.bottom - balances.area.top + 1:
        raise NotFilled(f"A workbook takes no more than {balances.area.bottom:,} accounts.")
    return LedgerChanges(
        inputs, formulas, frozenset(freed), balances.sheet.name, balances.area.top, rows
    )


def _mapped_cells(filing: Filing, targets: Mapping[str, Target]) -> Iterator[tuple[str, Target]]:
    absent = targets.get(ABSENT_NAME)
    for box in mapped_boxes(filing):
        target = targets.get(box_name(box.number))
        if target is not None and (absent is None or target.place != absent.place):
            yield box.number, target


def _mapped_no_longer(
    filing: Filing,
    targets: Mapping[str, Target],
    cells: Cells,
    formulas: Mapping[Place, str],
) -> Iterator[tuple[str, Place]]:
    """Give the boxes that hold a formula over the ledger and are not among those with a new one."""
    named = ((number, targets.get(box_name(number))) for number in filing.edition.boxes)
    found = [
        (number, target.place)
        for number, target in named
        if target is not None
        and target.place not in formulas
        and is_of_ledger(cells.cell(target.place).formula or "")
    ]
    yield from found


def _flavour(targets: Mapping[str, Target], cells: Cells) -> Flavour:
    """Tell which formulas the totals of a workbook have."""
    calls_python = any(
        "FOCUS_LINE(" in (cells.cell(target.place).formula or "").upper()
        for name, target in targets.items()
        if name.startswith("box_")
    )
    return "udf" if calls_python else "native"


def _source(ledger: Ledger, targets: Mapping[str, Target]) -> dict[Place, CellState]:
    loaded = ledger.loaded
    if loaded is None:
        return {}
    day = loaded.period_end
    said: dict[str, CellState] = {
        FILE_NAME: Text(loaded.file),
        SHA256_NAME: Text(loaded.sha256),
        DIGEST_NAME: Text(ledger.digest),
        LOADED_NAME: Text(loaded.at),
        PERIOD_NAME: NOTHING if day is None else Number(Decimal((day - EXCEL_EPOCH).days)),
    }
    return {targets[name].place: state for name, state in said.items() if name in targets}


def _mapping(
    ledger: Ledger, targets: Mapping[str, Target], cells: Cells
) -> Iterator[tuple[Place, CellState]]:
    """Give every cell of the mapping and the adjustments, cleared where nothing is left in it."""
    written: dict[Place, CellState] = {}
    mapping, adjusted = targets[MAPPING_NAME], targets.get(ADJUSTMENTS_NAME)
    for row, rule in _rows_of_rules(ledger, mapping):
        for column, state in _cells_of(rule).items():
            written[_at(mapping, row, MAPPING_COLUMNS[column])] = state
    areas = [(mapping, mapping.area)]
    if adjusted is not None:
        areas.append((adjusted, adjusted.area))
        for row, one in enumerate(ledger.adjustments, start=adjusted.area.top):
            if row > adjusted.area.bottom:
                raise NotFilled("The sheet Mapping has not enough rows for the adjustments.")
            written[_at(adjusted, row, ADJUSTED_BOX)] = Text(one.box)
            written[_at(adjusted, row, ADJUSTED_BY)] = Number(one.amount)
            written[_at(adjusted, row, ADJUSTED_WHY)] = Text(one.reason)
    for target, area in areas:
        for row, held in cells.rows(target.sheet.name).items():
            for at in held:
                place = _at(target, row, at)
                if (row, at) in area and place not in written:
                    yield place, NOTHING
    yield from written.items()


def _rows_of_rules(ledger: Ledger, mapping: Target) -> Iterator[tuple[int, MappingRule]]:
    area = mapping.area
    for row, rule in rows_of_rules(ledger.rules, mapping.sheet.name, area.top):
        at = area.top + row - 1
        if at > area.bottom:
            raise NotFilled(
                f"The mapping has more rows than the sheet Mapping takes ({area.bottom:,}). Use "
                "ranges and patterns in place of single accounts."
            )
        yield at, rule


def _cells_of(rule: MappingRule) -> dict[MappingColumn, CellState]:
    return {
        "account": Text(rule.account),
        "description": _text(rule.description),
        "box": _text(rule.box),
        "sign": Number(Decimal(rule.sign)),
        "when": Text(rule.when),
        "proposal": _text(rule.proposal),
    }


def _text(text: str) -> CellState:
    return Text(text) if text else NOTHING


def _at(target: Target, row: int, column: int) -> Place:
    return Place(target.sheet.name, cell_name(row, column))


def _balances(ledger: Ledger) -> Iterator[RowCells]:
    led: dict[str, list[MappingRule]] = {}
    for parts in ledger.parts.values():
        for account, rule in parts:
            led.setdefault(account.key, []).append(rule)
    left_out = {account.key for account in ledger.left_out}
    unmapped = {account.key for account in ledger.unmapped}
    for account in ledger.accounts:
        goes = _where(led.get(account.key, ()), account, left_out, unmapped)
        yield account.number, account.description, account.balance, account.before, goes
    said = "gone since then" if ledger.accounts else "not loaded yet"
    for account in ledger.gone:
        yield account.number, account.description, None, account.before, said


def _where(
    rules: list[MappingRule] | tuple[MappingRule, ...],
    account: Account,
    left_out: set[str],
    unmapped: set[str],
) -> str:
    if account.key in left_out:
        return "left out on purpose"
    if not rules:
        return "NOT MAPPED" if account.key in unmapped else ""
    said = " ".join(f"{goes_to(rule)};" for rule in rules)
    return f"NOT MAPPED now; {said}" if account.key in unmapped else said
