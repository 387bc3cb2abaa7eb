"""Columns carried from one workbook into another by their names, cell by cell."""

from __future__ import annotations

from focusxl.amounts import CellState, Nothing
from focusxl.errors import NotFilled
from focusxl.files.openxml.addresses import Area, cell_name, parse_reference
from focusxl.files.openxml.outline import Outline, read_outline
from focusxl.files.openxml.package import Package
from focusxl.files.openxml.parts import packed_again
from focusxl.files.openxml.sheet_patch import CellKept, patch_sheet
from focusxl.files.stored.cells import read_cells
from focusxl.filings.filing import Place

_MOST_ROWS = 100_000


def with_carried_columns(source: bytes, workbook: bytes, prefixes: tuple[str, ...]) -> bytes:
    """Copy what stands in named columns of one workbook into those of another.

    Only names that both have are copied, from the first cell of each on; the rest of the workbook
    stays as it is, byte for byte.

    Args:
        source: the workbook to copy from.
        workbook: the workbook to copy into.
        prefixes: what the names begin with.

    Raises:
        NotFilled: a column holds more than the other workbook has room for.
    """
    old, new = Package(source, "The workbook"), Package(workbook, "The new workbook")
    from_outline, to_outline = read_outline(old), read_outline(new)
    from_areas = _areas(from_outline, prefixes)
    to_areas = {name: at for name, at in _areas(to_outline, prefixes).items() if name in from_areas}
    if not to_areas:
        return workbook
    places = {name: _cells(*from_areas[name]) for name in to_areas}
    cells = read_cells(old, from_outline, [one for several in places.values() for one in several])
    inputs: dict[str, dict[str, CellState]] = {}
    for name, (sheet, area) in to_areas.items():
        room = _cells(sheet, area)
        states = [cells.cell(place).state for place in places[name]]
        while states and isinstance(states[-1], Nothing):
            states.pop()
        if len(states) > len(room):
            raise NotFilled(
                f"The new workbook has {len(room)} rows for {name}; {len(states)} are used."
            )
        for place, state in zip(room, states, strict=False):
            inputs.setdefault(sheet, {})[place.cell or ""] = state
    changed: dict[str, bytes] = {}
    for sheet, filled in inputs.items():
        part = to_outline.sheet(sheet)
        assert part is not None
        try:
            with new.open(part.part) as stream:
                changed[part.part] = patch_sheet(stream.read(), filled, {}, set())
        except CellKept as refusal:
            raise NotFilled(f"The sheet {sheet} cannot be filled in: {refusal}.") from None
    return packed_again(new, changed)


def _areas(outline: Outline, prefixes: tuple[str, ...]) -> dict[str, tuple[str, Area]]:
    found: dict[str, tuple[str, Area]] = {}
    for name, text in outline.names.items():
        reference = parse_reference(text) if name.startswith(prefixes) else None
        if reference is None or outline.sheet(reference[0]) is None:
            continue
        area = reference[1]
        if area.left == area.right and area.bottom - area.top < _MOST_ROWS:
            found[name] = reference
    return found


def _cells(sheet: str, area: Area) -> list[Place]:
    return [Place(sheet, cell_name(row, area.left)) for row in range(area.top, area.bottom + 1)]
