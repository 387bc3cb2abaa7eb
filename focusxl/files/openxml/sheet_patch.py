"""The patching of a sheet: cells changed in its XML, and every other byte kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from types import MappingProxyType

from focusxl.amounts import CellError, CellState, Nothing, Number, Text
from focusxl.files.openxml.addresses import cell_name, parse_area
from focusxl.files.openxml.shared_texts import escaped
from focusxl.files.openxml.sheet_text import CellText, SheetText
from focusxl.files.openxml.xml_text import with_entities

_TYPE = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")

_NO_FORMULAS: Mapping[str, str] = MappingProxyType({})

Piece = tuple[int, int, bytes]
"""A replacement: start, end and new bytes."""


class CellKept(Exception):
    """A cell that cannot be changed without a loss; the message says which, and why."""


def patch_sheet(
    sheet: bytes,
    inputs: Mapping[str, CellState],
    stored: Mapping[str, CellState],
    typed: Set[str] = frozenset(),
    formulas: Mapping[str, str] = _NO_FORMULAS,
    freed: Set[str] = frozenset(),
) -> bytes:
    """Put values into cells of a sheet.

    Args:
        sheet: the part that holds the sheet.
        inputs: the values of cells that are not calculated.
        stored: the values of calculated cells until they are recalculated.
        typed: cells among the inputs whose formula, if any, is replaced by the number.
        formulas: formulas that are put into cells in place of what is there.
        freed: cells among the inputs whose formula is taken away.

    Raises:
        NotPlainXml: the sheet is damaged.
        CellKept: an input has a formula, or a stored value has none.
    """
    text = SheetText(sheet)
    pieces: list[Piece] = []
    created: dict[int, dict[int, CellState]] = {}
    shown = {
        name: state for name, state in stored.items() if name not in typed and name not in inputs
    }
    for name, state in (*inputs.items(), *shown.items()):
        area = parse_area(name)
        if area is None:
            raise CellKept(f"there is no cell {name}")
        calculated = text.is_calculated(area.top, area.left)
        may_lose_formula = name in typed or name in formulas or name in freed
        if calculated and name in inputs and not may_lose_formula:
            raise CellKept(f"cell {name} holds a formula, which would be lost")
        if not calculated and name in shown:
            raise CellKept(f"cell {name} has lost its formula")
        cell = text.cells.get((area.top, area.left))
        if cell is not None and (name in formulas or name in freed):
            pieces.append(_with_formula(text, cell, state, formulas.get(name)))
        elif cell is not None:
            pieces.append(_changed(text, cell, state, calculated, name in typed))
        elif name in formulas:
            raise CellKept(f"cell {name} has lost its format")
        elif not isinstance(state, Nothing):
            created.setdefault(area.top, {})[area.left] = state
    for number in sorted(created):
        pieces += _inserted(text, number, created[number])
    return _spliced(text.text, pieces)


def _spliced(text: bytes, pieces: list[Piece]) -> bytes:
    parts: list[bytes] = []
    done = 0
    for start, end, piece in sorted(pieces, key=lambda piece: piece[:2]):
        parts += (text[done:start], piece)
        done = end
    return b"".join((*parts, text[done:]))


def _changed(
    text: SheetText, cell: CellText, state: CellState, calculated: bool, typed: bool
) -> Piece:
    """Give a cell another value, and keep its format, its formula and everything else.

    The formula of a typed cell becomes the number. It stays a formula, since Excel's calculation
    chain may name the cell.
    """
    element = cell.element
    prefix = text.prefix(element)
    kind, value = _written(state, prefix, calculated)
    before = element.tag_end
    at = cell.formula.end - before if cell.formula is not None else 0
    without_values = [(old.start - before, old.end - before, b"") for old in cell.values]
    if typed and cell.formula is not None and isinstance(state, Number):
        formula = b"<%bf>%b</%bf>" % (prefix, f"{state.value:f}".encode(), prefix)
        where = cell.formula.start - before, cell.formula.end - before
        without_values.append((*where, formula))
    content = _spliced(text.text[before : element.content_end], [(at, at, value), *without_values])
    tag = _TYPE.sub(b"", text.open_tag(element), count=1)
    return element.start, element.end, _wrapped(tag + kind, content, prefix + b"c")


def _with_formula(text: SheetText, cell: CellText, state: CellState, formula: str | None) -> Piece:
    """Give a cell a formula and what it gives, or a value in place of its formula."""
    element = cell.element
    prefix = text.prefix(element)
    kind, value = _written(state, prefix, calculated=formula is not None)
    before = element.tag_end
    taken = [*cell.values, *([cell.formula] if cell.formula is not None else [])]
    rest = _spliced(
        text.text[before : element.content_end],
        [(old.start - before, old.end - before, b"") for old in taken],
    )
    if formula is not None:
        written = with_entities(formula.removeprefix("=")).encode()
        value = b"<%bf>%b</%bf>" % (prefix, written, prefix) + value
    tag = _TYPE.sub(b"", text.open_tag(element), count=1)
    return element.start, element.end, _wrapped(tag + kind, value + rest, prefix + b"c")


def _inserted(text: SheetText, number: int, cells: Mapping[int, CellState]) -> list[Piece]:
    """Add cells that the sheet does not store, in a row that it may not store either."""
    row = text.row_from(number)
    if row is None or row.number != number:
        return [_new_row(text, number, cells)]
    prefix = text.prefix(row.element)
    if row.element.is_one_tag:
        inside = _new_cells(text, prefix, number, cells)
        whole = _wrapped(text.open_tag(row.element), inside, prefix + b"row")
        return [(row.element.start, row.element.end, whole)]
    pieces: list[Piece] = []
    for column in sorted(cells):
        later = (cell.element.start for cell in row.cells if cell.column > column)
        at = next(later, row.element.content_end)
        pieces.append((at, at, _new_cells(text, prefix, number, {column: cells[column]})))
    return pieces


def _new_row(text: SheetText, number: int, cells: Mapping[int, CellState]) -> Piece:
    data = text.data
    prefix = text.prefix(data)
    tag = b'<%brow r="%d"' % (prefix, number)
    row = _wrapped(tag, _new_cells(text, prefix, number, cells), prefix + b"row")
    if data.is_one_tag:
        whole = _wrapped(text.open_tag(data), row, prefix + b"sheetData")
        return data.start, data.end, whole
    later = text.row_from(number)
    at = data.content_end if later is None else later.element.start
    return at, at, row


def _new_cells(text: SheetText, prefix: bytes, row: int, cells: Mapping[int, CellState]) -> bytes:
    """Write cells that were not stored, which have the looks of their columns."""
    written = []
    for column, state in sorted(cells.items()):
        kind, value = _written(state, prefix, calculated=False)
        style = text.column_styles.get(column)
        look = b"" if style is None else b' s="%d"' % style
        tag = b'<%bc r="%b"%b%b' % (prefix, cell_name(row, column).encode(), look, kind)
        written.append(_wrapped(tag, value, prefix + b"c"))
    return b"".join(written)


def _wrapped(tag: bytes, content: bytes, name: bytes) -> bytes:
    return b"%b>%b</%b>" % (tag, content, name) if content else tag + b"/>"


def _written(state: CellState, prefix: bytes, calculated: bool) -> tuple[bytes, bytes]:
    """Write a value: the type attribute of the cell, and the elements that hold the value."""
    match state:
        case Number(amount):
            return b"", _value(prefix, f"{amount:f}")
        case CellError(name):
            return b' t="e"', _value(prefix, with_entities(name))
        case Text(text) if calculated:
            return b' t="str"', _value(prefix, with_entities(escaped(text)))
        case Text(text):
            inline = b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>'
            content = with_entities(escaped(text)).encode()
            return b' t="inlineStr"', inline % (prefix, prefix, content, prefix, prefix)
    return (b' t="str"', _value(prefix, "")) if calculated else (b"", b"")


def _value(prefix: bytes, text: str) -> bytes:
    return b"<%bv>%b</%bv>" % (prefix, text.encode(), prefix)
