"""The building of the template workbook of an edition."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.amounts import EXCEL_EPOCH, Number
from focusxl.checks.state import Standing, state_of
from focusxl.files.openxml.addresses import absolute
from focusxl.files.pages.drawing import draw_page, pages, set_up_print
from focusxl.files.pages.page import LaidOutPage, PageCell
from focusxl.files.pages.styles import Styles, book_options
from focusxl.files.reading.template import ABSENT_NAME
from focusxl.files.template.ledger_names import BALANCES_SHEET, MAPPING_SHEET
from focusxl.files.template.names import (
    Flavour,
    again_formula,
    again_name,
    box_name,
    total_formula,
)
from focusxl.files.template.settings import SETTINGS_SHEET
from focusxl.filings.computation import Computation, compute
from focusxl.filings.filer import whole_form
from focusxl.filings.filing import Filing
from focusxl.forms.edition import Edition
from focusxl.forms.model import Box, Page
from focusxl.forms.rule_table import Rule
from focusxl_udfs.vba.package import keep_stored_values
from focusxl_udfs.worksheet.catalogue import WorksheetFunction
from focusxl_workbook.sheets import checks as checks_sheet
from focusxl_workbook.sheets import findings as findings_sheet
from focusxl_workbook.sheets import fingerprint_sheet, history_sheet, prior_sheet
from focusxl_workbook.sheets import ledger as ledger_sheets
from focusxl_workbook.sheets import start as start_sheet
from focusxl_workbook.sheets.cell_styles import with_cell_styles
from focusxl_workbook.sheets.check_rows import is_answered, sheet_rules
from focusxl_workbook.sheets.compared_with import ComparedWith
from focusxl_workbook.sheets.finding_marks import mark_blocked_boxes, mark_formula
from focusxl_workbook.sheets.fingerprint import fingerprint
from focusxl_workbook.sheets.fingerprint_sheet import Watched
from focusxl_workbook.sheets.formula_sheet import FormulaSheet
from focusxl_workbook.sheets.hints import shown_again, validation
from focusxl_workbook.sheets.live_marks import live_mark, live_mark_formula, marked_rules
from focusxl_workbook.sheets.navigation import write_navigation
from focusxl_workbook.sheets.page_states import progress
from focusxl_workbook.sheets.settings import write_settings_sheet
from focusxl_workbook.sheets.sheet_writer import (
    SheetWriter,
    StoredValue,
    StoredValues,
    stored,
)
from focusxl_workbook.sheets.start_amounts import Amounts
from focusxl_workbook.sheets.start_counts import LiveCounts
from focusxl_workbook.sheets.start_parts import Start
from focusxl_workbook.sheets.text_entries import widen_text_entries
from focusxl_workbook.sheets.watched_cells import typed_answers, watched_cells
from focusxl_workbook.sheets.watched_ledger import watched_ledger
from focusxl_workbook.unwritten import UnwrittenBook

_CREATED = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
"""A fixed date, since two builds of the same template must give the same file."""

_TABLE_PROTECTION = {"insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True}
_PROTECTION = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


@dataclass(frozen=True, slots=True)
class Template:
    """A built template, with the value stored beside each of its formulas."""

    content: bytes
    stored_values: StoredValues


def build_template(
    edition: Edition,
    flavour: Flavour,
    functions: Sequence[WorksheetFunction] = (),
    interpreter: str = "pythonw",
    filing: Filing | None = None,
    form_pages: Sequence[Page] | None = None,
) -> Template:
    """Build the template of an edition.

    Args:
        edition: the edition of the form.
        flavour: udf for an .xlsm whose totals Python computes; native for an .xlsx with Excel's
            own formulas and no macros.
        functions: the worksheet functions of the .xlsm.
        interpreter: the Windows path of the Python that the .xlsm calls.
        filing: the filing of the stored values; an empty filing if left out. Its inputs are not
            written into the template.
        form_pages: the pages of the workbook; all pages of the edition if left out.

    Returns:
        The workbook, the same bytes for the same arguments and the same installed xlwings.
    """
    buffer = io.BytesIO()
    book = Workbook(buffer, book_options())
    book.worksheet_class = FormulaSheet
    book.set_properties({"title": edition.title, "author": "FocusXL", "created": _CREATED})
    book.set_calc_mode("auto")
    builder = _built(book, edition, flavour, interpreter, filing, form_pages)
    book.close()
    content = with_cell_styles(buffer.getvalue(), builder.styles.cell_styles())
    content = keep_stored_values(content)
    if flavour == "udf":
        from focusxl_udfs.vba.project import macro_enabled

        content = macro_enabled(content, functions)
    return Template(content, builder.stored_values)


def values_shown(filing: Filing, flavour: Flavour, form_pages: Sequence[Page]) -> StoredValues:
    """Give the value beside each formula of a template of these pages, for a filing."""
    book = cast(Workbook, UnwrittenBook())
    return _built(book, filing.edition, flavour, "", filing, form_pages).stored_values


def _built(
    book: Workbook,
    edition: Edition,
    flavour: Flavour,
    interpreter: str,
    filing: Filing | None,
    form_pages: Sequence[Page] | None,
) -> _Builder:
    computation = compute(filing or Filing(edition, {}, whole=True), whole_form(edition))
    shown = pages(edition, form_pages or edition.pages)
    builder = _Builder(book, Styles(book), computation, flavour, interpreter, shown)
    builder.write()
    return builder


class _Builder:
    """A template under construction."""

    def __init__(
        self,
        book: Workbook,
        styles: Styles,
        computation: Computation,
        flavour: Flavour,
        interpreter: str,
        shown: tuple[LaidOutPage, ...],
    ) -> None:
        self.book = book
        self.styles = styles
        self.computation = computation
        self.edition = computation.filing.edition
        self.flavour = flavour
        self.interpreter = interpreter
        self.stored_values: StoredValues = {}
        self.pages = shown
        self.places = {
            cell.box.number: (page.page.sheet, cell.address)
            for page in self.pages
            for cell in page.cells
            if cell.role == "entry" and cell.box is not None
        }
        self.rules = sheet_rules(self.edition, self.pages, self.places)

    def write(self) -> None:
        if self.flavour == "udf":
            self.book.set_vba_name("ThisWorkbook")
        start = self._sheet(start_sheet.SHEET)
        drawn = [(page, self._sheet(page.page.sheet)) for page in self.pages]
        checks = self._sheet(checks_sheet.SHEET)
        findings = self._sheet(findings_sheet.SHEET) if self.flavour == "udf" else None
        compared = ComparedWith(self.book, self.styles, self.computation, self.pages)
        prior, history = self._sheet(prior_sheet.SHEET), self._sheet(history_sheet.SHEET)
        mapping, balances = self._sheet(MAPPING_SHEET), self._sheet(BALANCES_SHEET)
        fingerprints = self._sheet(fingerprint_sheet.SHEET)
        watched = watched_cells(self.computation, self.pages, self.rules)
        behind = self._writer(fingerprints)
        if findings is not None:
            watched.append(typed_answers())
        watched += compared.watched()
        watched += watched_ledger(self.computation.filing, len(watched))
        start_sheet.write_start_sheet(
            Start(self.book, self._writer(start), self.styles, self.edition, self.flavour, behind),
            self._live_state(watched),
        )
        fingerprint_sheet.write_fingerprint_sheet(self.book, behind, self.styles, watched)
        for page, sheet in drawn:
            writer = self._writer(sheet)
            draw_page(sheet, page, self.styles, self._drawer(page, writer))
            widen_text_entries(sheet, page, self.styles)
            compared.write_beside(writer, page)
            if self.flavour == "udf":
                mark_blocked_boxes(sheet, page, self.styles)
            write_navigation(sheet, page, self.pages, self.styles)
            set_up_print(sheet, page, page.number, len(self.edition.pages))
            sheet.protect("", _PROTECTION)
        checks_sheet.write_checks_sheet(
            self.book,
            self._writer(checks),
            self.styles,
            self.computation,
            self.flavour,
            self.rules,
            self.places,
        )
        compared.write_sheets(self._writer(prior), self._writer(history))
        for sheet in (prior, history):
            sheet.protect("", {**_PROTECTION, "autofilter": True})
        ledger_sheets.write_mapping_sheet(self.book, mapping, self.styles)
        ledger_sheets.write_balances_sheet(
            self.book, self._writer(balances), self.styles, self.computation.filing.ledger
        )
        mapping.protect("", {**_PROTECTION, **_TABLE_PROTECTION})
        balances.protect("", {**_PROTECTION, "autofilter": True})
        self._name_absent_boxes()
        checks.protect("", {**_PROTECTION, "autofilter": True})
        start.protect("", _PROTECTION)
        fingerprints.protect("", _PROTECTION)
        if findings is not None:
            findings_sheet.write_findings_sheet(self.book, findings, self.styles)
            write_settings_sheet(self._sheet(SETTINGS_SHEET), self.styles, self.interpreter)
        start.activate()

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        if self.flavour == "udf":
            sheet.set_vba_name(f"Sheet{len(self.book.worksheets())}")
        return sheet

    def _writer(self, sheet: Worksheet) -> SheetWriter:
        return SheetWriter(sheet, self.stored_values)

    def _name_absent_boxes(self) -> None:
        """Point the names of absent pages' boxes to an empty cell, so that formulas see a blank."""
        absent = [number for number in self.edition.boxes if number not in self.places]
        if absent:
            row, column = start_sheet.ABSENT_CELL
            for name in (ABSENT_NAME, *map(box_name, absent)):
                self.book.define_name(name, absolute(start_sheet.SHEET, row, column))

    def _live_state(self, watched: list[Watched]) -> start_sheet.LiveState:
        states = [(*one, state_of(self.computation, one[1]).standing) for one in self.rules]
        failing = [(sheet, rule) for sheet, rule, found in states if found == "does not hold"]
        shown = [page.page for page in self.pages]
        return start_sheet.LiveState(
            self.computation.filing,
            progress(self.computation, shown, watched, failing),
            Amounts({one.caption: one.value for one in watched}),
            self._live_counts([standing for *_, standing in states], failing),
            len(self.rules),
            fingerprint_sheet.fingerprint_formula(len(watched)),
            fingerprint([one.value for one in watched]),
            fingerprint_sheet.changes_with(len(self.places)),
        )

    def _live_counts(
        self, standings: list[Standing], failing: list[tuple[str, Rule]]
    ) -> LiveCounts:
        filing = self.computation.filing
        not_known = standings.count("not known")
        return LiveCounts(
            must_fix=sum(rule.check_class == "must-fix" for _, rule in failing),
            explain=sum(
                rule.check_class == "explain" and not is_answered(filing, rule)
                for _, rule in failing
            ),
            made=len(standings) - not_known - standings.count("nothing entered"),
            not_made=not_known,
        )

    def _drawer(self, page: LaidOutPage, writer: SheetWriter) -> Any:
        def draw(cell: PageCell) -> None:
            match cell.role:
                case "entry" if cell.box is not None:
                    self._draw_entry(page, writer, cell, cell.box)
                case "again" if cell.box is not None:
                    self._draw_again(page, writer, cell, cell.box)
                case "firm":
                    self._draw_firm(writer, cell)
                case "as_of":
                    self._draw_as_of(writer, cell)
                case "mark" if self.flavour == "udf":
                    writer.formula(
                        cell.row, cell.column, mark_formula(cell), self.styles.role("mark")
                    )
                case "mark":
                    self._draw_live_mark(writer, cell)

        return draw

    def _draw_live_mark(self, writer: SheetWriter, cell: PageCell) -> None:
        rules = marked_rules(self.rules, cell)
        if rules:
            formula = live_mark_formula(cell, rules)
            said = live_mark(cell, rules, self.computation)
            writer.formula(cell.row, cell.column, formula, self.styles.role("mark"), said)

    def _draw_entry(self, page: LaidOutPage, writer: SheetWriter, cell: PageCell, box: Box) -> None:
        sheet = writer.worksheet
        if box.kind == "total":
            amount = stored(self.computation.amounts.get(box.number))
            formula = total_formula(self.edition, box, self.flavour)
            writer.formula(cell.row, cell.column, formula, self.styles.total(box), amount)
        else:
            official = box.kind == "official"
            look = self.styles.printed_entry(box) if official else self.styles.input(box)
            sheet.write_blank(cell.row, cell.column, None, look)
        rule = validation(self.edition, self.edition.boxes[box.number])
        sheet.data_validation(cell.row, cell.column, cell.row, cell.column, rule)
        self.book.define_name(
            box_name(box.number), absolute(page.page.sheet, cell.row, cell.column)
        )

    def _draw_again(self, page: LaidOutPage, writer: SheetWriter, cell: PageCell, box: Box) -> None:
        """Draw a box that is entered on another page."""
        writer.formula(
            cell.row,
            cell.column,
            again_formula(box.number),
            self.styles.total(box),
            self._value_in_cell(box),
        )
        home, address = self.places[box.number]
        writer.worksheet.data_validation(
            cell.row, cell.column, cell.row, cell.column, shown_again(box, f"{home}, {address}")
        )
        self.book.define_name(
            again_name(page.number, box.number),
            absolute(page.page.sheet, cell.row, cell.column),
        )

    def _value_in_cell(self, box: Box) -> StoredValue:
        amount = self.computation.amounts.get(box.number)
        entry = self.computation.filing.entries.get(box.number)
        if box.kind != "total" and entry is not None and isinstance(entry.state, Number):
            return float(entry.state.value)
        return stored(amount)

    def _draw_firm(self, writer: SheetWriter, cell: PageCell) -> None:
        name = box_name(self.edition.firm_name)
        value = f"{cell.text}  {self.computation.filing.firm_name}".rstrip()
        formula = f'=IF({name}="","{cell.text}","{cell.text}  "&{name})'
        writer.formula(cell.row, cell.column, formula, self.styles.role("firm"), value)

    def _draw_as_of(self, writer: SheetWriter, cell: PageCell) -> None:
        name = box_name(self.edition.period_end)
        date = self.computation.filing.values.get(self.edition.period_end)
        value = float((date - EXCEL_EPOCH).days) if isinstance(date, datetime.date) else ""
        formula = f'=IF({name}="","",{name})'
        writer.formula(cell.row, cell.column, formula, self.styles.role("as_of"), value)
