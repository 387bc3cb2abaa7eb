"""The writer of a template's sheet, which records every formula with its stored value."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from focusxl.amounts import CellState, cell_state
from focusxl.files.openxml.addresses import cell_address

StoredValue = str | float
StoredValues = dict[tuple[str, str], StoredValue]


def stored(amount: Decimal | None) -> StoredValue:
    """Give an amount as a formula's stored value; empty text for a blank."""
    return "" if amount is None else float(amount)


def states_in_file(values: StoredValues) -> dict[tuple[str, str], CellState]:
    """Give the stored values of formulas as states of cells."""
    return {place: cell_state(value) for place, value in values.items()}


@dataclass(frozen=True, slots=True)
class SheetWriter:
    """A sheet that is being written.

    A formula is written with its value, which is shown by a reader that does not calculate and by a
    host that may not run macros.
    """

    worksheet: Worksheet
    stored_values: StoredValues = field(default_factory=dict)

    def formula(
        self, row: int, column: int, formula: str, look: Format, value: StoredValue = ""
    ) -> None:
        """Write one formula."""
        self.worksheet.write_formula(row, column, formula, look, value)
        self._remember(row, column, value)

    def row_formula(
        self, row: int, column: int, formula: str, looks: list[Format], values: list[StoredValue]
    ) -> None:
        """Write one formula that fills several cells of a row."""
        self.worksheet.write_array_formula(
            row, column, row, column + len(values) - 1, "{" + formula + "}", looks[0], values[0]
        )
        self._remember(row, column, values[0])
        for offset, (look, value) in enumerate(zip(looks[1:], values[1:], strict=True), start=1):
            write = self.worksheet.write_string if value == "" else self.worksheet.write
            write(row, column + offset, value, look)
            self._remember(row, column + offset, value)

    def _remember(self, row: int, column: int, value: StoredValue) -> None:
        self.stored_values[self.worksheet.get_name(), cell_address(row, column)] = value
