"""Small workbooks to read: every box of an edition by name, laid out a page a sheet."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from focusxl import __version__
from focusxl.amounts import cell_state
from focusxl.files.template.made_by import form_digest
from focusxl.files.template.names import Flavour, box_name, total_formula
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, FilerExplanation, Filing
from focusxl.forms.loader import load_edition
from focusxl.forms.rule_table import rules
from tests.support.parts import with_parts

EDITION = load_edition("2014")
VALUE_COLUMN = 12
"""Column M, counted from nought."""
NUMBER_COLUMN = 25
"""Column Z, where the page prints the number of the box: other columns seem to be inserted."""

INPUTS: dict[str, Any] = {
    "13": "HSBC SECURITIES (USA) INC.",
    "14": "8-41562",
    "15": "19585",
    "16": True,
    "20": "452 FIFTH AVENUE",
    "21": "NEW YORK",
    "22": "NY",
    "23": "10018",
    "24": datetime.date(2014, 4, 1),
    "25": datetime.date(2014, 6, 30),
    "30": "Tiberio Massaro",
    "31": "(212) 525-3400",
    "40": True,
    "7010": 342539729,
    "7020": 583631906,
    "7030": 81645443,
    "7032": 98590266,
    "7033": 11244089,
    "7045": 232295,
    "7047": 232295,
    "7070": 12442623,
    "7090": 115434416,
    "7100": 236739598,
    "7110": 241066437,
    "7120": 468197490,
    "7130": -8479537,
    "7132": 98590266,
    "7133": 11244089,
    "7140": 38372540,
    "7194": 50000000,
    "7415": 1047264663,
    "7435": 0,
    "7465": 1000000,
    **{"7200": 0, "7210": 0, "7220": 0},
    **{"7305": 0, "7315": 0, "7500": 0, "7780": 0},
    **{"8500": 0, "8600": 0, "8760": 0},
}
"""Inputs of the 2014 filing, enough of them for totals on two pages; the others have none."""


def sample_filing(changes: Mapping[str, Any] | None = None, *, whole: bool = True) -> Filing:
    """Give the sample as a filing, changed where a test needs it."""
    values = INPUTS | dict(changes or {})
    entries = {number: Entry(cell_state(value)) for number, value in values.items()}
    return Filing(EDITION, entries, {"retail_forex": False}, whole=whole)


def sample_totals() -> dict[str, Decimal]:
    """Give the totals that the inputs of the sample make."""
    totals = compute(sample_filing()).totals
    return {n: t.counts_as for n, t in totals.items() if t.counts_as is not None}


EMPTY_TEXT = "(empty text)"
"""XlsxWriter cannot store an empty text as the value of a formula."""


@dataclass
class Book:
    """A workbook in the making; what a test changes is said in words of the form."""

    flavour: Flavour = "udf"
    values: dict[str, Any] = field(default_factory=lambda: dict(INPUTS))
    totals: dict[str, Any] = field(default_factory=sample_totals)
    formulas: dict[str, str] = field(default_factory=dict)
    """Formulas in place of the template's, or of an input."""
    typed_over: dict[str, Any] = field(default_factory=dict)
    not_calculated: set[str] = field(default_factory=set)
    names: dict[str, str | None] = field(default_factory=dict)
    """What names refer to instead; None leaves one out."""
    edition: str | None = "2014"
    retail_forex: str = "No"
    made_by: tuple[str, str] = (__version__, form_digest(EDITION))
    """The version of FocusXL, and the digest of its form data."""
    explanations: dict[str, FilerExplanation] = field(default_factory=dict)
    also: Callable[[xlsxwriter.Workbook, Any], None] | None = None
    """Anything else: called with the workbook and its sheets by name."""
    options: dict[str, Any] = field(default_factory=dict)

    def place(self, number: str) -> tuple[str, int]:
        """Give sheet and row, from 1, of a box."""
        placed = EDITION.boxes[number]
        return placed.home.sheet, [b.number for b in placed.home.boxes].index(number) + 3

    def cell(self, number: str) -> str:
        return f"M{self.place(number)[1]}"

    def save(self, path: Path) -> Path:
        path.write_bytes(self.content())
        return path

    def content(self) -> bytes:
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, {"in_memory": True, **self.options})
        sheets: dict[str, Any] = {}
        date = book.add_format({"num_format": "mm/dd/yyyy"})
        amount = book.add_format({"num_format": '#,##0_);"$"(#,##0)'})
        start = sheets["Start"] = book.add_worksheet("Start")
        self._define(book, "focusxl_edition", "Start!$B$2")
        self._define(book, "fact_retail_forex", "Start!$B$3")
        self._define(book, "focusxl_version", "Start!$E$2")
        self._define(book, "focusxl_form", "Start!$E$3")
        for cell, text in zip(("E2", "E3"), self.made_by, strict=True):
            start.write_string(cell, text)
        if self.edition is not None:
            start.write_string("B2", self.edition)
        start.write_string("A3", EDITION.facts["retail_forex"].question)
        start.write_string("B3", self.retail_forex)
        for page in EDITION.pages:
            sheet = sheets[page.sheet] = book.add_worksheet(page.sheet)
            for box in page.boxes:
                _, row = self.place(box.number)
                self._define(book, box_name(box.number), f"'{page.sheet}'!$M${row}")
                at = (row - 1, VALUE_COLUMN)
                if box.numbered:
                    sheet.write_number(row - 1, NUMBER_COLUMN, int(box.number))
                number = box.number
                value = self.values.get(number)
                if number in self.typed_over:
                    sheet.write(*at, self.typed_over[number], amount)
                elif box.formula is not None or number in self.formulas:
                    formula = self.formulas.get(number)
                    if formula is None:
                        formula = total_formula(EDITION, box, self.flavour)
                    stored = self.totals.get(number, value)
                    if number in self.not_calculated:
                        stored = ""
                    elif stored is None:
                        stored = EMPTY_TEXT
                    elif isinstance(stored, Decimal):
                        stored = int(stored)
                    sheet.write_formula(*at, formula, amount, stored)
                elif value is None:
                    sheet.write_blank(*at, None, date if box.kind == "date" else amount)
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(*at, value, date)
                elif value is True and box.kind == "check":
                    sheet.write_string(*at, "X")
                else:
                    sheet.write(*at, value, amount)
        self._checks(book, sheets)
        if self.also is not None:
            self.also(book, sheets)
        book.close()
        return with_parts(
            stream.getvalue(),
            lambda name, part: (
                part.replace(EMPTY_TEXT.encode(), b"")
                if name.startswith("xl/worksheets/")
                else part
            ),
        )

    def _define(self, book: xlsxwriter.Workbook, name: str, target: str) -> None:
        changed = self.names.get(name, target)
        if changed is not None:
            book.define_name(name, f"={changed}")

    def _checks(self, book: xlsxwriter.Workbook, sheets: dict[str, Any]) -> None:
        sheet = sheets["Checks"] = book.add_worksheet("Checks")
        ids = [rule.id for rule in rules(EDITION) if rule.subject != "general"]
        ids += [key for key in self.explanations if key not in ids]
        for row, check_id in enumerate(ids, start=4):
            sheet.write_string(row, 0, check_id)
            answer = self.explanations.get(check_id)
            if answer is not None:
                sheet.write_string(row, 6, answer.text)
                if answer.answered is not None:
                    sheet.write_string(row, 7, answer.answered)
        for name, column in zip(
            ("check_id_list", "check_explanation_list", "check_answered_list"), "AGH", strict=True
        ):
            self._define(book, name, f"Checks!${column}$5:${column}${len(ids) + 4}")
