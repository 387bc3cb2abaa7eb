"""Keeps the formulas of earlier versions that this version writes in another way.

Run this file as a module with templates that the version before made, after any change of a
formula in the form data or of how formulas are written: workbooks of that version are then judged
by what it wrote.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from focusxl.files.openxml.formula_text import same_formula
from focusxl.files.template.made_by import TABLE, UNSTATED
from focusxl.files.template.names import total_formula
from focusxl_workbook.upgrade_report import Contents, contents


def with_formulas(table: Mapping[str, Any], book: Contents) -> dict[str, Any]:
    """Add the formulas of a template to the table, those that this version writes otherwise."""
    edition, form = book.edition, book.made_by.form or UNSTATED
    kept = {**table}
    for number, formula in book.formulas.items():
        box = edition.boxes.get(number)
        if box is None or box.box.formula is None:
            continue
        if same_formula(formula, total_formula(edition, box.box, book.flavour)):
            continue
        of_form = kept[form] = {**kept.get(form, {})}
        of_edition = of_form[edition.name] = {**of_form.get(edition.name, {})}
        of_edition[number] = {**of_edition.get(number, {}), book.flavour: f"={formula}"}
    return kept


def main(books: list[str]) -> None:
    """Bring the kept table up to date."""
    table = json.loads(TABLE.read_text("utf-8"))
    for book in map(Path, books):
        table = with_formulas(table, contents(book.read_bytes(), book.name))
    TABLE.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
