"""The templates for this computer, kept or built, and the check of a free file name."""

from __future__ import annotations

import calendar
import datetime
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from focusxl.amounts import cell_state
from focusxl.cli.failure import CommandError
from focusxl.files.template.names import Flavour
from focusxl.files.writing.atomic_writes import settle
from focusxl.filings.filer import reported_pages
from focusxl.filings.filing import Entry, Filing
from focusxl.forms.edition import Edition
from focusxl.forms.model import Page
from focusxl_workbook.kept_templates import USUAL_INTERPRETER, kept_template

if TYPE_CHECKING:
    from focusxl_workbook.build import Template

SUFFIX: dict[Flavour, str] = {"udf": ".xlsm", "native": ".xlsx"}


def template(edition: Edition, flavour: Flavour, pages: Sequence[Page] | None = None) -> bytes:
    """Make an empty template for this computer, of the given pages or of all.

    A kept template is used if it is the same as a built one.
    """
    kept = kept_template_of(edition, flavour, pages)
    return built_template(edition, flavour, pages).content if kept is None else kept


def kept_template_of(
    edition: Edition, flavour: Flavour, pages: Sequence[Page] | None = None
) -> bytes | None:
    """Give the kept template for this computer, if there is one of these pages."""
    if pages is not None and set(map(id, pages)) != set(map(id, edition.pages)):
        return None
    return kept_template(edition, flavour, interpreter())


def built_template(
    edition: Edition,
    flavour: Flavour,
    pages: Sequence[Page] | None = None,
    filing: Filing | None = None,
) -> Template:
    """Build a template for this computer, with the values that its formulas show for a filing."""
    from focusxl_udfs.worksheet.functions import catalogue
    from focusxl_workbook.build import build_template

    functions = catalogue() if flavour == "udf" else ()
    return build_template(edition, flavour, functions, interpreter(), filing, pages)


def template_of_firm(firm: Filing, flavour: Flavour) -> tuple[bytes, int]:
    """Build the template of the pages that a firm reports, with its filer type filled in.

    Args:
        firm: the marks and facts of the firm; any other inputs are filled in, too.
        flavour: whether the formulas are worksheet functions or Excel's own.

    Returns:
        The workbook, and the number of its pages.
    """
    from focusxl_workbook.fill import filled, filled_anew

    edition, shown = firm.edition, reported_pages(firm)
    on_pages = {box.number for page in shown for box in page.boxes}
    absent = frozenset(edition.boxes.keys() - on_pages)
    kept = kept_template_of(edition, flavour, shown)
    if kept is None:
        return filled_anew(firm.replaced(absent=absent), flavour), len(shown)
    nothing = Filing(edition, {}, absent=absent, whole=True)
    return filled(kept, nothing, firm, flavour), len(shown)


def template_of_period(edition: Edition, flavour: Flavour, dates: Mapping[str, Entry]) -> bytes:
    """Make the whole template, with the dates of a period filled in where there are any."""
    workbook = template(edition, flavour)
    if not dates:
        return workbook
    from focusxl_workbook.fill import filled

    nothing = Filing(edition, {}, whole=True)
    return filled(workbook, nothing, Filing(edition, dates, whole=True), flavour)


def dates_of_period(edition: Edition, period_end: datetime.date) -> dict[str, Entry]:
    """Give the dates of a period that are known from its end.

    A period that ends with a quarter may begin with the month or with the quarter, which is the
    filer's to say; one that ends with another month began with it.
    """
    dates = dict.fromkeys(edition.dates_of_period("ends"), period_end)
    days = calendar.monthrange(period_end.year, period_end.month)[1]
    if period_end.day == days and period_end.month % 3:
        dates |= dict.fromkeys(edition.dates_of_period("begins"), period_end.replace(day=1))
    return {number: Entry(cell_state(day.isoformat())) for number, day in dates.items()}


def interpreter() -> str:
    """Give the Python that Excel is to call: this one on Windows, elsewhere one on the path."""
    if sys.platform != "win32":
        return USUAL_INTERPRETER
    windowless = Path(sys.executable).with_name("pythonw.exe")
    return str(windowless if windowless.exists() else sys.executable)


def require_new(path: Path) -> None:
    """Refuse a file that would be overwritten, or that has no folder."""
    settle(path.parent)
    if path.exists() or path.is_symlink():
        raise CommandError(f"{path} exists already and is not written over. Give another name.")
    if not path.parent.is_dir():
        raise CommandError(f"There is no folder {path.parent}. Make it first, or give another one.")
