"""The display of a cell compared with its value: what is seen is what is filed."""

from __future__ import annotations

import re
from decimal import Decimal

from focusxl.amounts import CellState, Number, Text, Unit, parse_amount, show
from focusxl.checks.finding import Finding
from focusxl.checks.general import general_finding
from focusxl.errors import NotAnAmount
from focusxl.files.openxml.format_codes import GENERAL, NumberFormat, Section, number_format
from focusxl.filings.filing import Place
from focusxl.forms.model import Box
from focusxl.text import in_one_line

_HUNDRED = Decimal(100)
_SHOWN_ZERO = re.compile(r"[$()\-\u2013\u2014]*")
"""Zero as formats show it: as a dash, as a dollar sign, or not at all."""
_HARMLESS = re.compile(r"(?:[-+$()\u2212\u2013]|US\$|USD)*")
_UNIT_SIGNS: dict[Unit, str] = {"percent": "%", "factor": "x\u00d7"}
_MINUS = ("-", "(", "\u2212", "\u2013")
_NO_DATE = "a date that does not exist"


def as_displayed(
    box: Box, state: CellState, code: str, place: Place, *, computed: bool = False
) -> tuple[CellState, Finding | None]:
    """Read the value of a cell as the cell shows it, with a finding where the two differ.

    A percentage box that holds 0.1319 and shows 13.19% has the value 13.19. A number in a box for
    text is the text that is shown, with leading zeros.

    Args:
        box: the box whose cell it is.
        state: what the cell holds.
        code: the number format of the cell.
        place: where the cell is.
        computed: whether the cell is a total that computes the number as filed.
    """
    if code == GENERAL or not isinstance(state, Number | Text):
        return state, None
    shown_by = number_format(code)
    if isinstance(state, Text):
        if shown_by.text is None or _shows_text(shown_by.text):
            return state, None
        seen = _seen_text(shown_by.text, state.value)
        stored = _plain(state.value) if box.is_amount else state.value
        return state, _finding(box, place, code, stored, seen, state.value)
    if not box.is_amount:
        return _outside_amounts(box, state, shown_by, code, place)
    value = state.value
    scale = shown_by.section(value).scale
    if box.unit == "percent" and scale == _HUNDRED and not computed:
        state = Number(value * scale)
    if state.value == value * scale and _shows_amount(box, value, shown_by):
        return state, None
    return state, _finding(
        box, place, code, f"{state.value:f}", _seen_number(shown_by, value), show(state.value)
    )


def is_percentage(code: str, value: Decimal) -> bool:
    """Tell whether a format shows a number as a percentage, 0.13 as 13%."""
    return number_format(code).section(value).scale == _HUNDRED


def _shows_amount(box: Box, value: Decimal, shown_by: NumberFormat) -> bool:
    """Tell whether the cell shows the amount, give or take its decimals."""
    section = shown_by.section(value)
    if section.is_date or section.color == "white":
        return False
    if not section.shows_number:
        return value == 0 and _SHOWN_ZERO.fullmatch(section.literal) is not None
    literal = section.literal
    for sign in _UNIT_SIGNS.get(box.unit, ""):
        literal = literal.replace(sign, "")
    if _HARMLESS.fullmatch(literal) is None:
        return False
    if section.has("exponent") and int(section.kept_in_powers(value)) != int(value):
        return False
    marked = any(sign in literal for sign in _MINUS)
    if value < 0:
        return marked or shown_by.shows_minus(value) or section.color == "red"
    return value == 0 or not marked or box.parentheses or box.sign == "deduct"


def _outside_amounts(
    box: Box, state: Number, shown_by: NumberFormat, code: str, place: Place
) -> tuple[CellState, Finding | None]:
    section = shown_by.section(state.value)
    if section.is_date:
        return state, None
    seen = _seen_number(shown_by, state.value)
    if not section.shows_number or not seen:
        return state, _finding(box, place, code, f"{state.value:f}", seen)
    if box.kind == "text" and seen.replace(",", "") != f"{state.value:f}":
        return Text(seen), None
    return state, None


def _shows_text(section: Section) -> bool:
    return (
        section.color != "white"
        and not section.literal
        and sum(kind == "text_here" for kind, _ in section.tokens) == 1
    )


def _seen_text(section: Section, text: str) -> str:
    if section.color == "white":
        return ""
    return "".join(
        text if kind == "text_here" else literal for kind, literal in section.tokens
    ).strip()


def _seen_number(shown_by: NumberFormat, value: Decimal) -> str:
    """Write what the cell shows, empty text where it shows nothing."""
    section = shown_by.section(value)
    if section.color == "white":
        return ""
    if section.is_date:
        return _NO_DATE
    return ("-" if shown_by.shows_minus(value) else "") + section.written(abs(value))


def _finding(
    box: Box, place: Place, code: str, stored: str, seen: str, held: str | None = None
) -> Finding:
    return general_finding(
        "WB-14",
        box=box.number,
        place=place,
        reported=stored,
        expected=_plain(seen),
        seen=f"“{in_one_line(seen, 80)}”" if seen else "nothing",
        held=in_one_line(held or stored, 80),
        code=in_one_line(code, 80),
    )


def _plain(seen: str) -> str:
    """Write a shown amount in plain digits, as findings hold amounts."""
    if not seen:
        return "nothing"
    try:
        return f"{parse_amount(seen):f}"
    except NotAnAmount:
        return seen
