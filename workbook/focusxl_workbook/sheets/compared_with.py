"""What a workbook is compared with: the sheets, the columns beside the pages, and their cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.workbook import Workbook

from focusxl.files.pages.page import LaidOutPage
from focusxl.files.pages.styles import Styles
from focusxl.files.template.comparison_names import LIMITS, limit_name
from focusxl.filings.computation import Computation
from focusxl_workbook.sheets.comparison_columns import write_comparison_columns
from focusxl_workbook.sheets.fingerprint_sheet import Watched, named
from focusxl_workbook.sheets.history_sheet import watched_history, write_history_sheet
from focusxl_workbook.sheets.prior_sheet import (
    compared_boxes,
    prior_cells,
    watched_prior,
    write_prior_sheet,
)
from focusxl_workbook.sheets.sheet_writer import SheetWriter, stored


class ComparedWith:
    """The comparison of one workbook under construction."""

    def __init__(
        self,
        workbook: Workbook,
        styles: Styles,
        computation: Computation,
        pages: Sequence[LaidOutPage],
    ) -> None:
        self._workbook = workbook
        self._styles = styles
        self._computation = computation
        self._boxes = compared_boxes(pages)
        self._cells = prior_cells(self._boxes)

    def watched(self) -> Iterator[Watched]:
        """Give the rows of the fingerprint that cover what the report is compared with."""
        filing = self._computation.filing
        for limit in LIMITS:
            yield named(limit_name(limit), stored(filing.limits.get(limit)))
        yield from watched_prior(filing, self._boxes)
        yield from watched_history(filing)

    def write_beside(self, writer: SheetWriter, page: LaidOutPage) -> None:
        """Write the columns beside a page."""
        write_comparison_columns(
            self._workbook, writer, page, self._styles, self._computation, self._cells
        )

    def write_sheets(self, prior: SheetWriter, history: SheetWriter) -> None:
        """Write the sheets Prior period and History."""
        filing = self._computation.filing
        write_prior_sheet(self._workbook, prior, self._styles, filing, self._boxes)
        write_history_sheet(self._workbook, history, self._styles, self._computation)
