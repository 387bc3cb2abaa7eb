"""The command `focusxl rules`, which prints every formula and check of an edition."""

from __future__ import annotations

import csv
import json
import sys
import textwrap
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from focusxl.cli.failure import EXIT_READY
from focusxl.cli.terminal import say
from focusxl.forms.citation import Citation, in_order, pages_of
from focusxl.forms.edition import Edition, PlacedBox
from focusxl.forms.loader import editions, load_edition
from focusxl.forms.model import Box, Page
from focusxl.forms.rule_table import rules
from focusxl.text import guarded

Output = Literal["table", "json", "csv"]

_WIDTH = 80
_WORDS_OF_BASIS = {
    "instructions": "formula from the instructions",
    "inferred": "formula inferred from its place on the form",
}


def print_rules(edition: str | None, output: Output) -> int:
    """Print every box with its formula, and every check."""
    form = load_edition(edition or editions()[-1])
    boxes = [_box_record(placed) for placed in form.boxes.values() if placed.box.numbered]
    checks = list(_check_records(form))
    if output == "json":
        pages = [_page_record(number, page) for number, page in enumerate(form.pages, 1)]
        record = {"edition": form.name, "pages": pages, "boxes": boxes, "checks": checks}
        print(json.dumps(record, indent=1))
    elif output == "csv":
        _print_csv(boxes, checks)
    else:
        for line in _table(form, boxes, checks):
            say(line)
    return EXIT_READY


def _page_record(number: int, page: Page) -> dict[str, Any]:
    return {
        "id": page.id,
        "title": page.title,
        "pages": [number],
        "reported_by": list(page.reported_by),
    }


def _box_record(placed: PlacedBox) -> dict[str, Any]:
    formula = placed.box.formula
    return {
        "box": placed.box.number,
        "pages": sorted(placed.pages),
        "statement": placed.home.title,
        "item": placed.item,
        "label": placed.label,
        "kind": placed.box.kind,
        "sign": placed.box.sign if placed.box.is_amount else None,
        "formula": " ".join(formula.text.split()) if formula else None,
        "cite": "; ".join((*placed.cite, *_basis(placed.box))),
    }


def _basis(box: Box) -> Iterator[str]:
    if box.formula is not None and box.basis != "form":
        yield _WORDS_OF_BASIS[box.basis]


def _check_records(form: Edition) -> Iterator[dict[str, Any]]:
    for rule in rules(form):
        yield {
            "id": rule.id,
            "class": rule.check_class,
            "test": rule.test,
            "tolerance": _number(rule.tolerance),
            "message": rule.message,
            "cite": "; ".join(rule.cite),
        }


def _number(tolerance: Decimal) -> int | float:
    return int(tolerance) if tolerance == int(tolerance) else float(tolerance)


def _print_csv(boxes: list[dict[str, Any]], checks: list[dict[str, Any]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["kind of row", "id", "page or class", "label or message", "rule", "cite"])
    for box in boxes:
        pages = " ".join(map(str, box["pages"]))
        row = ["box", box["box"], pages, box["label"], box["formula"] or "", box["cite"]]
        writer.writerow(guarded(row))
    for check in checks:
        row = ["check", check["id"], check["class"], check["message"], check["test"], check["cite"]]
        writer.writerow(guarded(row))


def _table(
    form: Edition, boxes: list[dict[str, Any]], checks: list[dict[str, Any]]
) -> Iterator[str]:
    yield from textwrap.wrap(f"{form.title}, edition {form.name}", _WIDTH)
    form_page = ""
    for box in boxes:
        if box["statement"] != form_page:
            form_page = box["statement"]
            yield ""
            yield from textwrap.wrap(f"Page {form.boxes[box['box']].page}: {form_page}", _WIDTH)
        item = f"{box['item']} " if box["item"] else ""
        yield from _entry(box["box"], f"{item}{box['label']}")
        if box["formula"]:
            yield from _entry("", f"= {box['formula']}")
    yield ""
    yield f"Checks ({len(checks)})"
    for check in checks:
        within = f", within {check['tolerance']}" if check["tolerance"] else ""
        yield from _entry(check["id"], f"{check['class']}: {check['test']}{within}")
        yield from _entry("", f"Source: {check['cite']}")
    yield ""
    yield "Where the sources can be read"
    for page in pages_of(in_order(_cited(form))):
        yield from _entry("", page)


def _cited(form: Edition) -> Iterator[Citation]:
    for placed in form.boxes.values():
        yield from placed.cite
    for rule in rules(form):
        yield from rule.cite


def _entry(key: str, text: str) -> Iterator[str]:
    indent = " " * 12
    lines = textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
    yield f"  {key:<10}{lines[0][12:]}"
    yield from lines[1:]
