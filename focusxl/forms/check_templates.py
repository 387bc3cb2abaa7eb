"""Check templates: checks that the form data states once for many lines of a page.

A check with ``each: code`` is repeated for every line that has a box in the column ``code``; in its
test, condition and message ``[amount]`` is the box of that line in the column ``amount``. Where the
lines are in an order, ``[above.amount]`` is the box of the line before, and ``[all_above.amount]``
are those of all lines before, so that the first line has no check. ``each: {column: code, section:
…}`` means only the lines under one heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_COLUMN = re.compile(r"\[(?:(?P<above>above|all_above)\.)?(?P<column>[a-z][a-z_]*)\]")
_WITH_COLUMNS = ("when", "test", "message")

_Line = Mapping[str, str]
"""The boxes of a line by column."""


def for_each_line(check: Any, lines: Sequence[Any]) -> Iterator[Any]:
    """Give the checks of a template, one for each line; any other check is given as it is."""
    if not isinstance(check, dict) or "each" not in check:
        yield check
        return
    each = check["each"]
    place = each if isinstance(each, dict) else {"column": each}
    column, section = str(place.get("column")), place.get("section")
    template = {key: value for key, value in check.items() if key != "each"}
    asks_above = any(
        found["above"]
        for key in _WITH_COLUMNS
        for found in _COLUMN.finditer(str(template.get(key, "")))
    )
    for heading, table in _tables(lines):
        rows = [line for line in table if column in line]
        if section is not None and heading != section:
            continue
        for place_in_table, row in enumerate(rows):
            if place_in_table or not asks_above:
                yield _written_out(template, row, row[column], rows[:place_in_table])


def _tables(lines: Sequence[Any]) -> Iterator[tuple[str | None, list[_Line]]]:
    """Give the lines under each heading, each line as its boxes by column."""
    heading: str | None = None
    table: list[_Line] = []
    for line in lines:
        if not isinstance(line, dict):
            continue
        if line.get("section") is not None:
            yield heading, table
            heading, table = line["section"], []
        cells = line.get("cells") or {}
        table.append({name: str(box.get("box")) for name, box in cells.items()})
    yield heading, table


def _written_out(
    template: Mapping[str, Any], row: _Line, number: str, above: Sequence[_Line]
) -> dict[str, Any]:
    def boxes(found: re.Match[str]) -> str:
        lines = {"above": above[-1:], "all_above": above}.get(found["above"], [row])
        numbers = [line.get(found["column"]) for line in lines]
        return found[0] if None in numbers else ", ".join(f"[{box}]" for box in numbers)

    written = {
        key: _COLUMN.sub(boxes, value) if key in _WITH_COLUMNS else value
        for key, value in template.items()
    }
    box = str(template.get("box"))
    return {**written, "id": f"{template.get('id')}_{number}", "box": row.get(box, box)}
