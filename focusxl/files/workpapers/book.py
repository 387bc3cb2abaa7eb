"""The workbook of supporting schedules: values only, on letter paper, a sheet for each page."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from focusxl.checks import Result
from focusxl.checks.signatures import valid_signatures
from focusxl.checks.text_report import standing
from focusxl.checks.validation_line import VERDICT_WORDS
from focusxl.files.pages.drawing import set_up_paper
from focusxl.files.pages.styles import (
    AMOUNT_FORMAT,
    FACTOR_FORMAT,
    HUNDREDTHS_FORMAT,
    Properties,
    Styles,
    book_options,
)
from focusxl.files.pages.text_width import column_pixels, wrapped
from focusxl.files.workpapers.schedule import Kind, Row, rows_of
from focusxl.files.workpapers.ticks import LEGEND, Tick, ticks_of
from focusxl.filings.computation import Computation
from focusxl.filings.filing import Filing
from focusxl.filings.signature import ROLES
from focusxl.forms.model import Page
from focusxl.text import in_one_line

_HEADINGS = ("Line", "Description, and what it is made of", "Box", "Amount", "Ticks", "Remark")
_WIDTHS = (8.0, 66.0, 9.0, 20.0, 9.0, 26.0)
_LINE, _LABEL, _BOX, _AMOUNT, _TICKS, _REMARK = range(len(_HEADINGS))
_FIRST_ROW = 6
"""The first row below the head, which is repeated on every printed page."""
_LINE_HEIGHT = 13.0
_HIGHEST = 409.0
_FOOTER_MARGIN = 0.3
_REMARK_POINTS = 8
_CENTS_FORMAT = "#,##0.00_);(#,##0.00)"
_INDENTS: Mapping[Kind, int] = {"formula": 2, "part": 2, "account": 3, "of which": 4}
_FINDINGS = ("Check", "Class", "Box", "What was found", "The filer's explanation")
_FINDING_WIDTHS = (12.0, 11.0, 9.0, 66.0, 40.0)


def workpapers(computation: Computation, result: Result, source: str, sha256: str) -> bytes:
    """Write the supporting schedules of a report.

    Args:
        computation: the report with its totals.
        result: the checked report; it may be blocked, and the summary then says so.
        source: the name of the file that was read.
        sha256: the SHA-256 of that file.
    """
    filing = computation.filing
    buffer = io.BytesIO()
    with Workbook(buffer, {**book_options(), "strings_to_formulas": False}) as book:
        created = datetime.datetime.combine(filing.period_end, datetime.time(), datetime.UTC)
        title = f"Supporting schedules, {filing.firm_name}"
        book.set_properties({"title": title, "created": created})
        styles = Styles(book)
        ticks = ticks_of(computation, result)
        pages = _pages(computation, ticks)
        _write_summary(book, styles, computation, result, pages, source, sha256)
        for page, rows in pages:
            if rows:
                _write_page(book, styles, filing, page, rows)
        if result.findings:
            _write_findings(book, styles, filing, result)
    return buffer.getvalue()


def _pages(
    computation: Computation, ticks: Mapping[str, Sequence[Tick]]
) -> list[tuple[Page, list[Row]]]:
    """Give the pages that the firm reports, with their rows."""
    excluded = {id(page) for page in computation.scope.excluded}
    return [
        (page, list(rows_of(computation, page, ticks)))
        for page in computation.filing.edition.pages
        if id(page) not in excluded
    ]


def _write_summary(
    book: Workbook,
    styles: Styles,
    computation: Computation,
    result: Result,
    pages: Sequence[tuple[Page, Sequence[Row]]],
    source: str,
    sha256: str,
) -> None:
    filing = computation.filing
    sheet = book.add_worksheet("Summary")
    row = _write_head(sheet, styles, filing, "Supporting schedules", "")
    wrap = styles.custom({"text_wrap": True, "valign": "top"})
    bold = styles.custom({"bold": True})
    head = styles.custom({"bold": True, "bottom": 2, "bg_color": "#E8EDF5"})
    facts = (
        ("Read from", in_one_line(source, 200)),
        ("SHA-256 of that file", sha256),
        ("Verdict", f"{VERDICT_WORDS[result.verdict]} ({standing(result)})"),
    )
    for caption, text in facts:
        sheet.merge_range(row, _LINE, row, _LABEL, "", bold)
        sheet.write_string(row, _LINE, caption, bold)
        sheet.merge_range(row, _BOX, row, _REMARK, "", wrap)
        sheet.write_string(row, _BOX, text, wrap)
        sheet.set_row(row, _height(text, sum(_WIDTHS[_BOX:])))
        row += 1
    row += 1
    for column, heading in ((_LINE, "Mark"), (_LABEL, "What it means")):
        sheet.write_string(row, column, heading, head)
    row += 1
    centered = styles.custom({"align": "center", "valign": "top"})
    for mark, meaning in LEGEND.items():
        sheet.write_string(row, _LINE, mark, centered)
        sheet.write_string(row, _LABEL, meaning, wrap)
        sheet.set_row(row, _height(meaning, _WIDTHS[_LABEL]))
        row += 1
    sheet.write_string(row, _LABEL, "Lines that are blank are left out.", wrap)
    row += 2
    for column, heading in (
        (_LINE, "Page"),
        (_LABEL, "Title"),
        (_BOX, "Boxes"),
        (_AMOUNT, "Sheet"),
    ):
        sheet.write_string(row, column, heading, head)
    row += 1
    left = styles.custom({"align": "left", "valign": "top"})
    for page, rows in pages:
        number = filing.edition.pages.index(page) + 1
        boxes = sum(one.kind in ("box", "total") for one in rows)
        sheet.write_number(row, _LINE, number, left)
        sheet.write_string(row, _LABEL, page.title, wrap)
        sheet.write_number(row, _BOX, boxes, left)
        state = "nothing to report" if page.id in filing.nothing_to_report else "blank"
        sheet.write_string(row, _AMOUNT, page.sheet if rows else state, wrap)
        sheet.set_row(row, _height(page.title, _WIDTHS[_LABEL]))
        row += 1
    _set_up(sheet, filing, "Summary", _FIRST_ROW - 2)


def _write_page(
    book: Workbook, styles: Styles, filing: Filing, page: Page, rows: Sequence[Row]
) -> None:
    sheet = book.add_worksheet(page.sheet)
    number = filing.edition.pages.index(page) + 1
    row = _write_head(sheet, styles, filing, page.title, f"Page {number}")
    look = {"bold": True, "bottom": 2, "bg_color": "#E8EDF5"}
    for column, heading in enumerate(_HEADINGS):
        align = {_AMOUNT: "right", _TICKS: "center"}.get(column, "left")
        sheet.write_string(row - 1, column, heading, styles.custom({**look, "align": align}))
    for one in rows:
        _write_row(sheet, styles, row, one)
        row += 1
    sheet.freeze_panes(_FIRST_ROW, 0)
    _set_up(sheet, filing, page.sheet, _FIRST_ROW - 1)


def _write_row(sheet: Worksheet, styles: Styles, row: int, one: Row) -> None:
    base: Properties = {"valign": "top", **_looks(one.kind)}
    indent = _INDENTS.get(one.kind, 0)
    label = styles.custom({**base, "text_wrap": True, "align": "left", "indent": indent})
    points, bold = base.get("font_size", 10), base.get("bold", False)
    height = max(
        _height(one.label, _WIDTHS[_LABEL] - 1.5 * indent, points, bold=bold),
        _height(one.remark, _WIDTHS[_REMARK] - 1.5, _REMARK_POINTS),
    )
    if isinstance(one.value, str):
        height = max(height, _height(one.value, _WIDTHS[_AMOUNT]))
    sheet.set_row(row, height + (4 if one.kind == "section" else 0))
    sheet.write_string(row, _LINE, one.item, styles.custom({**base, "align": "left"}))
    sheet.write_string(row, _LABEL, one.label, label)
    if one.kind == "section":
        for column in range(_BOX, _REMARK + 1):
            sheet.write_blank(row, column, None, styles.custom(base))
    if one.box.isdigit():
        sheet.write_number(row, _BOX, int(one.box), styles.custom({**base, "align": "left"}))
    elif one.box:
        sheet.write_string(row, _BOX, one.box, styles.custom({**base, "align": "left"}))
    _write_value(sheet, styles, row, one, base)
    if one.marks:
        marks = styles.custom({**base, "align": "center", "bold": True, "font_color": "#9C0006"})
        sheet.write_string(row, _TICKS, one.marks, marks)
    if one.remark:
        small = styles.custom(
            {"valign": "top", "align": "left", "font_size": _REMARK_POINTS, "text_wrap": True}
        )
        sheet.write_string(row, _REMARK, one.remark, small)


def _write_value(sheet: Worksheet, styles: Styles, row: int, one: Row, base: Properties) -> None:
    match one.value:
        case Decimal():
            look = {**base, "align": "right", "num_format": _format(one.value, one)}
            sheet.write_number(row, _AMOUNT, float(one.value), styles.custom(look))
        case str():
            look = {**base, "align": "right", "text_wrap": True, "num_format": "@"}
            sheet.write_string(row, _AMOUNT, one.value, styles.custom(look))


def _format(value: Decimal, one: Row) -> str:
    match one.unit:
        case "percent":
            return HUNDREDTHS_FORMAT
        case "factor":
            return FACTOR_FORMAT
    return AMOUNT_FORMAT if value == value.to_integral_value() else _CENTS_FORMAT


def _looks(kind: Kind) -> Properties:
    match kind:
        case "section":
            return {"bold": True, "bottom": 1, "bottom_color": "#7F7F7F"}
        case "total":
            return {"bold": True}
        case "box":
            return {}
        case "account":
            return {"font_size": 9, "font_color": "#1F3864"}
        case "formula":
            return {"font_size": 9, "italic": True}
    return {"font_size": 9}


def _write_findings(book: Workbook, styles: Styles, filing: Filing, result: Result) -> None:
    sheet = book.add_worksheet("Findings")
    row = _write_head(sheet, styles, filing, "Findings", "", _FINDING_WIDTHS)
    look = styles.custom({"bold": True, "bottom": 2, "bg_color": "#E8EDF5"})
    for column, heading in enumerate(_FINDINGS):
        sheet.write_string(row - 1, column, heading, look)
    wrap = styles.custom({"text_wrap": True, "valign": "top", "font_size": 9})
    for finding in result.findings:
        texts = (
            finding.key,
            finding.check_class,
            finding.box or "",
            finding.message,
            finding.explanation or "",
        )
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, wrap)
        sized = zip(texts, _FINDING_WIDTHS, strict=True)
        sheet.set_row(row, max(_height(text, width, 9) for text, width in sized))
        row += 1
    sheet.freeze_panes(_FIRST_ROW, 0)
    _set_up(sheet, filing, "Findings", _FIRST_ROW - 1)


def _write_head(
    sheet: Worksheet,
    styles: Styles,
    filing: Filing,
    title: str,
    reference: str,
    widths: Sequence[float] = _WIDTHS,
) -> int:
    """Write firm, period, title, and who prepared and reviewed; give the first row below."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    last = len(widths) - 1
    end = f"{filing.period_end:%m/%d/%Y}"
    firm = filing.firm_name or "Firm not named"
    bold = styles.custom({"bold": True, "font_size": 11})
    plain = styles.custom({})
    right = styles.custom({"align": "right", "bold": True})
    sheet.write_string(0, 0, firm, bold)
    sheet.write_string(0, last, reference, right)
    sheet.write_string(1, 0, f"{filing.edition.form_and_part}, period ending {end}", plain)
    sheet.write_string(2, 0, title, styles.custom({"bold": True, "font_size": 12}))
    sheet.set_row(2, 18)
    sheet.write_string(3, 0, "    ".join(_signers(filing)), plain)
    return _FIRST_ROW


def _signers(filing: Filing) -> list[str]:
    """Give who signed for these inputs; where nobody did, there is room to sign on paper."""
    signed = {one.role: one.shown for one in valid_signatures(filing)}
    words = {"preparer": "Prepared by", "reviewer": "Reviewed by"}
    return [
        f"{words[role]}: {signed.get(role, '______________________  Date: __________')}"
        for role in ROLES
    ]


def _set_up(sheet: Worksheet, filing: Filing, name: str, last_of_head: int) -> None:
    set_up_paper(sheet, is_landscape=True)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, last_of_head)
    look = '&"Arial,Regular"&9'
    printed = name.replace("&", "&&")
    footer = f"&L{look}Supporting schedules, {filing.period_end:%m/%d/%Y}&C{look}{printed}"
    sheet.set_footer(f"{footer}&R{look}Page &P of &N", {"margin": _FOOTER_MARGIN})


def _height(text: str, width: float, points: float = 10, *, bold: bool = False) -> float:
    """Give the height of a row in which a text wraps."""
    lines = len(wrapped(text, column_pixels((width,)) - 10, points, bold=bold)) if text else 1
    return min(_HIGHEST, max(lines, 1) * _LINE_HEIGHT * points / 10 + 2)
