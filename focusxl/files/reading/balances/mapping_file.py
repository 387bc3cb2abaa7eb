"""Mapping files: the rows of the sheet Mapping as a table, .csv or .xlsx."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from focusxl.errors import Unreadable
from focusxl.files.reading.balances.table import Row, read_tables
from focusxl.filings.filing import Place
from focusxl.filings.ledger.mapping import WHENS, MappingRule, When
from focusxl.text import in_one_line

Column = Literal["account", "description", "box", "sign", "when"]

COLUMNS: tuple[Column, ...] = ("account", "description", "box", "sign", "when")
_NEEDED: tuple[Column, ...] = ("account", "box")
_ROWS_LOOKED_AT = 20
_SIGNS = {"": 1, "1": 1, "+1": 1, "+": 1, "1.0": 1, "-1": -1, "-": -1, "-1.0": -1, "\u22121": -1}
_BOX = re.compile(r"(?i)\[?(?:box\s*)?([0-9a-z_]*)\]?")


class WrongRow(Exception):
    """A row of a mapping that cannot be read; the message completes “row 5 …”."""


def read_mapping(path: Path) -> tuple[MappingRule, ...]:
    """Read a mapping file.

    Raises:
        Unreadable: the file or a row of it cannot be read.
    """
    file = read_tables(path)
    for table in file.tables:
        head, columns = _headings(table.rows)
        if head is None:
            continue
        rules = []
        for position, row in enumerate(table.rows[head + 1 :], start=head + 2):
            cells = {one: row[at] if at < len(row) else "" for one, at in columns.items()}
            try:
                rule = mapping_rule(cells)
            except WrongRow as refusal:
                raise Unreadable(f"{file.source.name}, row {position} {refusal}.") from None
            if rule is not None:
                rules.append(rule.replaced(place=Place(None, f"A{position}")))
        if not rules:
            raise Unreadable(
                f"{file.source.name} has the headings of a mapping, and no row below them."
            )
        return tuple(rules)
    raise Unreadable(
        f"{file.source.name} is not a mapping: it needs a row with the headings "
        f"{', '.join(COLUMNS)}, of which account and box are needed."
    )


def _headings(rows: Sequence[Row]) -> tuple[int | None, dict[Column, int]]:
    for position, row in enumerate(rows[:_ROWS_LOOKED_AT]):
        words = [str(cell).strip().casefold() for cell in row]
        columns = {one: words.index(one) for one in COLUMNS if one in words}
        if all(one in columns for one in _NEEDED):
            return position, columns
    return None, {}


def mapping_rule(cells: Mapping[Column, object], proposal: str = "") -> MappingRule | None:
    """Read one row of a mapping; None for a blank one.

    Raises:
        WrongRow: a cell cannot be read.
    """
    account, box = _written(cells.get("account")), _written(cells.get("box"))
    sign, when = _written(cells.get("sign")), _written(cells.get("when")).casefold()
    description = _written(cells.get("description"))
    if not account:
        if box or sign or when:
            raise WrongRow("names no account: enter one, a range 1000-1019 or a pattern 10*")
        return None
    if sign not in _SIGNS:
        raise WrongRow(f"has the sign “{in_one_line(sign, 20)}”: enter 1 or -1")
    if when not in ("", *WHENS):
        raise WrongRow(f"says “{in_one_line(when, 20)}” under when: enter any, debit or credit")
    number = _BOX.fullmatch(box)
    if number is None:
        raise WrongRow(
            f"has the box “{in_one_line(box, 20)}”: enter the number of a box, or nothing to leave "
            "the account out"
        )
    side: When = next(one for one in WHENS if one == (when or "any"))
    return MappingRule(
        account=account,
        box=number[1],
        sign=_SIGNS[sign],
        when=side,
        description=description,
        proposal=proposal,
    )


def _written(cell: object) -> str:
    """Give what stands in a cell as text.

    Raises:
        WrongRow: it is a date, which a spreadsheet makes of 10-19.
    """
    match cell:
        case None:
            return ""
        case str():
            return cell.strip()
        case bool():
            return str(cell)
        case int():
            return str(cell)
        case float() if cell.is_integer():
            return str(int(cell))
        case float():
            return f"{cell:.15g}"
    raise WrongRow(
        f"holds {in_one_line(str(cell), 20)}, a date: spreadsheets turn 10-19 into one; format the "
        "column as Text, and type it again"
    )
