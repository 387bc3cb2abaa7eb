"""What a file shows, read without a line of ours: by openpyxl, json, csv and an XML parser.

A workbook is read by the numbers that are printed on its pages, not by its names, so that a name
that was moved elsewhere is seen. What cannot be told is left open, never guessed.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import coordinate_to_tuple

from focusxl.forms.loader import load_edition
from focusxl.forms.model import Box
from tests.fuzz.fuzz_bases import Base

Shown = Decimal | datetime.date | str | bool | None


class Unclear(Exception):
    """What a file shows cannot be told from outside."""


def wrong(base: Base, content: bytes, filed: dict[str, str]) -> list[str]:
    """Tell where a file that was taken for ready shows something else than what is filed of it.

    Raises:
        Unclear: nothing can be said of the file.
    """
    shown = _of_workbook(base, content) if base.is_workbook else _of_text(base, content)
    boxes = load_edition(_edition(base, content)).boxes
    found = []
    for number, value in shown.items():
        if number in boxes and number not in _not_reported(base):
            box = boxes[number].box
            said = _differs(box, value, filed.get(number))
            if said:
                found.append(f"box {number}: {said}")
    if base.is_workbook:
        found += [f"box {each} is filed and not shown" for each in filed.keys() - shown.keys()]
    else:
        inputs = {n for n in filed if n in boxes and not boxes[n].box.formula}
        found += [f"box {each} is filed and not in the file" for each in inputs - shown.keys()]
    return found


@cache
def _not_reported(base: Base) -> frozenset[str]:
    """Give the totals on pages that the firm does not report: they are shown, and not filed."""
    if not base.is_workbook:
        return frozenset()
    boxes = load_edition(base.edition).boxes
    shown = _of_workbook(base, base.content)
    return frozenset(
        number
        for number, value in shown.items()
        if number not in base.filed and isinstance(value, Decimal) and boxes[number].box.formula
    )


def _edition(base: Base, content: bytes) -> str:
    if base.ending != ".json":
        return base.edition
    edition = json.loads(content).get("edition")
    return edition if edition in ("2014", "2026") else base.edition


def _differs(box: Box, shown: Shown, filed: str | None) -> str | None:
    """Say how what is shown of a box differs from what is filed; None where it does not."""
    if box.is_amount:
        amount = _amount(shown)
        if amount is None:
            empty = (
                shown is None or shown is False or (isinstance(shown, str) and not shown.strip())
            )
            fits = empty and (filed is None or Decimal(filed) == 0)
        else:
            fits = abs(amount - Decimal(filed or 0)) < 1
    elif box.kind == "check":
        marked = shown is True or (
            isinstance(shown, str) and shown.strip().upper() in ("X", "TRUE")
        )
        fits = marked == (filed == "X")
    elif box.kind == "date":
        fits = _date(shown) == (filed or None)
    else:
        fits = _one_line(shown) == _one_line(filed)
    return None if fits else f"shows {shown!r}, filed is {filed!r}"


def _amount(shown: Shown) -> Decimal | None:
    """Read an amount as an accountant does; None where there is none to be read."""
    if isinstance(shown, bool) or not isinstance(shown, Decimal | str):
        return None
    if isinstance(shown, Decimal):
        return shown
    text = shown.strip()
    sign = 1
    if re.fullmatch(r"\(.*\)", text):
        text, sign = text[1:-1], -1
    text = text.strip().removeprefix("$").strip()
    if not re.fullmatch(r"-?\$?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?", text, re.ASCII):
        return None
    try:
        return sign * Decimal(text.replace(",", "").replace("$", ""))
    except InvalidOperation:
        return None


def _date(shown: Shown) -> str | None:
    if isinstance(shown, datetime.datetime):
        shown = shown.date()
    if isinstance(shown, datetime.date):
        return f"{shown:%m/%d/%Y}"
    if isinstance(shown, Decimal):
        return f"{datetime.date(1899, 12, 30) + datetime.timedelta(int(shown)):%m/%d/%Y}"
    text = str(shown or "").strip()
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d"):
        try:
            return f"{datetime.datetime.strptime(text, form):%m/%d/%Y}"
        except ValueError:
            continue
    return text or None


def _one_line(shown: Shown) -> str:
    if shown is None or isinstance(shown, bool):
        return ""
    text = f"{shown:f}" if isinstance(shown, Decimal) else str(shown)
    text = re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)
    return " ".join("".join(x if x.isprintable() else " " for x in text).split())


def _of_workbook(base: Base, content: bytes) -> dict[str, Shown]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:
        raise Unclear(repr(error)) from error
    shown: dict[str, Shown] = {}
    for number, spot in base.spots.items():
        if spot.sheet not in book.sheetnames:
            raise Unclear(f"no sheet {spot.sheet}")
        sheet = book[spot.sheet]
        row, column = coordinate_to_tuple(spot.cell)
        if spot.number_cell is not None:
            printed_row, printed_column = coordinate_to_tuple(spot.number_cell)
            rows = [
                each.row
                for (each,) in sheet.iter_rows(min_col=printed_column, max_col=printed_column)
                if str(each.value) == number
            ]
            if len(rows) != 1:
                raise Unclear(f"the number {number} is printed {len(rows)} times")
            row += rows[0] - printed_row
        cell = sheet.cell(row, column)
        shown[number] = None if _is_out_of_sight(sheet, cell) else _plain(cell)
    return shown


def _is_out_of_sight(sheet: Any, cell: Any) -> bool:
    row = sheet.row_dimensions.get(cell.row)
    hidden = sheet.sheet_state != "visible" or isinstance(cell, MergedCell)
    if row is not None:
        hidden = hidden or row.hidden or (row.height is not None and row.height < 3)
    for column in sheet.column_dimensions.values():
        if column.min and column.min <= cell.column <= (column.max or column.min):
            hidden = hidden or column.hidden or (column.customWidth and column.width < 1)
    return bool(hidden)


def _plain(cell: Any) -> Shown:
    value = cell.value
    if isinstance(value, bool | str | datetime.date) or value is None:
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    return str(value)


def _of_text(base: Base, content: bytes) -> dict[str, Shown]:
    try:
        pairs = list(_pairs(base.ending, content))
    except Exception as error:
        raise Unclear(repr(error)) from error
    shown: dict[str, Shown] = {}
    for number, value in pairs:
        if number in shown and shown[number] != value:
            raise AssertionError(f"box {number} stands twice, with different values")
        shown[number] = value
    return shown


def _pairs(ending: str, content: bytes) -> Iterator[tuple[str, Shown]]:
    text = content.decode("utf-8-sig")
    if ending == ".json":
        yield from _boxes_of_json(text)
    elif ending == ".xml":
        for item in ET.fromstring(text).iter("item"):
            yield item.attrib["id"].strip(), (item.text or "").strip()
    else:
        between = "\t" if ending == ".txt" else ","
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=between):
            if len(row) >= 2:
                yield row[0].strip(), row[1].strip().removeprefix("'")


def _boxes_of_json(text: str) -> Iterator[tuple[str, Shown]]:
    def pairs(given: list[tuple[str, Any]]) -> Any:
        keys = [key for key, _ in given]
        return given if len(keys) != len(set(keys)) else dict(given)

    data = json.loads(text, object_pairs_hook=pairs, parse_float=Decimal, parse_int=Decimal)
    boxes = data["boxes"]
    for number, value in boxes.items() if isinstance(boxes, dict) else boxes:
        yield number, value if isinstance(value, Decimal | str | bool) else None


def foreign_content(content: bytes) -> list[str]:
    """Find what an exported workbook must not have: formulas, macros, links, what is hidden."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            part = package.read(name)
            if re.search(r"vba|externalLink|activeX|embedding|customXml|connections", name, re.I):
                found.append(name)
            if name.startswith("xl/worksheets/") and re.search(
                rb"<f[ >/]|<hyperlink|<dataValid", part
            ):
                found.append(f"{name}: a formula or a link")
            if name.endswith(".rels") and b'TargetMode="External"' in part:
                found.append(f"{name}: leads out of the file")
            if name == "xl/workbook.xml" and re.search(rb' state="|hidden="', part):
                found.append(f"{name}: something is hidden")
    return found


__all__ = ["Unclear", "foreign_content", "wrong"]
