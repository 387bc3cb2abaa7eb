"""Draws the pictures of the documents from workbooks that it builds, as they are today.

Run it by hand as `python docs/pictures.py` after a change of what a person sees. It needs
LibreOffice, pdftoppm (poppler-utils) and Pillow, which the tests' packages bring. The page on the
SEC's own form is drawn where a copy of it is given, `--official-form part-ii.pdf`; otherwise the
kept picture stays.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from PIL import Image, ImageChops

from focusxl.amounts import Number
from focusxl.cli.workpapers import write_workpapers
from focusxl.filings.computation import compute
from focusxl.filings.filing import Entry, Filing
from focusxl.filings.roll import key_amounts, month_end
from focusxl.filings.samples import LedgerFiles, ledger_files, load_sample
from focusxl.library import read
from focusxl_udfs.libreoffice.bridge import load_bridge, properties
from focusxl_udfs.libreoffice.host import HostedWorkbook, LibreOfficeHost
from focusxl_udfs.libreoffice.modules import script_address
from focusxl_workbook.importing import import_balances
from focusxl_workbook.roll import roll
from focusxl_workbook.templates import template_of_firm

EDITION = "2026"
PICTURES = Path(__file__).parent / "pictures"
DAMAGE = {"7047": 2_326_450, "7132": 60_000_000}
"""An offset that is larger than its deficits, and options held that are not those required."""
MOVED = {
    "928010": 431_906_220,
    "928020": 159_480_115,
    "928080": 92_016_540,
    "928110": 211_408_030,
    "928130": 98_205,
}
"""Accounts that are of other amounts in the next month; the last is short of three digits."""
CONTRA = "992810"
"""The account against which those stand."""
MONTHS = {8: 81, 7: 84, 6: 90, 5: 88, 4: 93, 3: 97, 2: 95, 1: 99}
"""The key amounts of the months before the sample's, counted back, in per cent of its own."""
EXPLAINED = "7060"
TYPED_PAGE = "SEGREGATION REQUIREMENTS"
"""What only the page of the SEC's form that is shown says."""

_DOTS_PER_INCH = 80
_COLORS = 32
_MOST_BYTES = 120_000
_MARGIN, _HEADINGS = 1000, 3000
"""Hundredths of a millimeter around the cells, and for the headings of columns and rows."""
_WHITE_LEFT = 6
"""So many dots of white stay around a picture."""


class Picture(NamedTuple):
    """A part of a sheet."""

    name: str
    sheet: str
    millimeters: int
    """The most that is shown of its height."""
    has_headings: bool = True
    """Whether it has the letters of columns and the numbers of rows, as on a screen."""
    is_beside: bool = False
    """Whether the columns beside the print are shown as well."""
    rows_below: int = 0
    """How many rows below the last cell are shown, over which charts stand."""


OF_THE_BLOCKED = (
    Picture("start", "Start", 300),
    Picture("segregation", "Segregation", 165),
    Picture("findings", "Findings", 120),
    Picture("checks", "Checks", 120),
    Picture("explanation", "Explanation", 100),
)
OF_THE_NEXT_MONTH = (
    Picture("mapping", "Mapping", 105),
    Picture("balances", "Balances", 105),
    Picture("compared", "Segregation", 190, is_beside=True),
    Picture("history", "History", 210, rows_below=19),
)
OF_THE_PAPERS = Picture("workpaper", "Segregation", 150, has_headings=False)
OF_THE_FILED = Picture("filing-ready", "Segregation", 165, has_headings=False)


def main() -> None:
    """Draw every picture anew."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the documents.")
    parser.add_argument("--official-form", type=Path, metavar="PDF", help="The SEC's form.")
    parser.add_argument("--to", type=Path, metavar="DIR", default=PICTURES)
    given = parser.parse_args()
    given.to.mkdir(exist_ok=True)
    sample = load_sample(EDITION)
    with TemporaryDirectory() as name, LibreOfficeHost(trusting=True) as host:
        folder = Path(name)
        with _opened(host, folder / "report.xlsm", damaged(sample)) as book:
            book.press("Validate")
            _explain(host, book)
            for picture in OF_THE_BLOCKED:
                draw(book, picture, folder, given.to)
        ready = folder / "ready.xlsm"
        ready.write_bytes(template_of_firm(sample, "udf")[0])
        written = read(ready).export(folder / "out", given.official_form)
        filed = next(path for path in written if path.name.endswith("-filing.xlsx"))
        with host.open(filed) as book:
            draw(book, OF_THE_FILED, folder, given.to)
        next_month = month_after(sample, folder)
        with host.open(next_month) as book:
            book.press("Validate")
            for picture in OF_THE_NEXT_MONTH:
                draw(book, picture, folder, given.to)
        write_workpapers(next_month, folder / "papers")
        (papers,) = (folder / "papers").iterdir()
        with host.open(papers) as book:
            draw(book, OF_THE_PAPERS, folder, given.to)
        if given.official_form is not None:
            typed = next(path for path in written if path.name.endswith("-official-form.pdf"))
            keep(paper(typed, _page_of(typed)), given.to / "official-form.png")


def damaged(sample: Filing) -> Filing:
    """Give a copy of the sample in which some inputs are off."""
    entries: Mapping[str, Entry] = {
        **sample.entries,
        **{
            number: sample.entries[number].replaced(state=Number(Decimal(amount)))
            for number, amount in DAMAGE.items()
        },
    }
    return sample.replaced(entries=entries)


def month_after(sample: Filing, folder: Path) -> Path:
    """Make the workbook of the month after the sample's, from ledger to ledger."""
    ledger = ledger_files(EDITION)
    assert ledger is not None
    template, loaded = folder / "template.xlsm", folder / "march.xlsm"
    template.write_bytes(template_of_firm(with_history(sample), "udf")[0])
    import_balances(template, ledger.balances, loaded, ledger.mapping, "table")
    begun, filled = folder / "april-empty.xlsm", folder / "april.xlsm"
    ends = month_end(sample.period_end + datetime.timedelta(days=1))
    roll(loaded, f"{ends:%m/%d/%Y}", begun, None)
    import_balances(
        begun, next_balances(sample, ledger, ends, folder), filled, ledger.mapping, "table"
    )
    return filled


def with_history(sample: Filing) -> Filing:
    """Give the sample with key amounts of months before it."""
    amounts, ends = key_amounts(compute(sample)), sample.period_end
    history = {}
    for back, percent in MONTHS.items():
        months = ends.year * 12 + ends.month - 1 - back
        day = month_end(datetime.date(months // 12, months % 12 + 1, 1))
        history[day] = {
            box: Decimal(int(amount * percent / 100)) for box, amount in amounts.items()
        }
    return sample.replaced(history=history)


def next_balances(sample: Filing, ledger: LedgerFiles, ends: datetime.date, folder: Path) -> Path:
    """Write the trial balance of the next month: that of the sample, with accounts that moved."""
    with ledger.balances.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    said, says = (f"{day:%B} {day.day}, {day.year}" for day in (sample.period_end, ends))
    more = 0
    for row in rows:
        if row and row[0] in MOVED:
            now = MOVED[row[0]]
            more += now - int(row[2].replace(",", ""))
            row[2] = f"{now:,}"
    for row in rows:
        if row and row[0] == CONTRA:
            row[3] = f"{int(row[3].replace(',', '')) + more:,}"
        row[:] = [cell.replace(said, says) for cell in row]
    # The totals of the month before are none of these accounts'.
    path = folder / "april-balances.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(row for row in rows if not row or row[:2] != ["", "Total"])
    return path


@contextmanager
def _opened(host: LibreOfficeHost, path: Path, filing: Filing) -> Iterator[HostedWorkbook]:
    path.write_bytes(template_of_firm(filing, "udf")[0])
    with host.open(path) as book:
        yield book


def _explain(host: LibreOfficeHost, book: HostedWorkbook) -> None:
    """Choose Explain this cell on a total."""
    cell = book.book.names[f"box_{EXPLAINED}"].refers_to_range
    with host.active():
        cell.sheet.activate()
        cell.select()
    script = script_address("FocusXLButtons", "ExplainThisCell")
    book.document.getScriptProvider().getScript(script).invoke((), (), ())


def draw(book: HostedWorkbook, picture: Picture, folder: Path, to: Path) -> None:
    """Draw a part of a sheet on a paper of its size."""
    document = book.document
    sheet = document.Sheets.getByName(picture.sheet)
    area = _area(sheet, picture)
    style = document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    for setting, value in {
        "HeaderIsOn": False,
        "FooterIsOn": False,
        "PrintHeaders": picture.has_headings,
        "ScaleToPages": 0,
        "ScaleToPagesX": 0,
        "ScaleToPagesY": 0,
        "PageScale": 100,
        "IsLandscape": False,
        **dict.fromkeys(("LeftMargin", "RightMargin", "TopMargin", "BottomMargin"), _MARGIN),
        "Width": area.Size.Width + 2 * _MARGIN + _HEADINGS,
        "Height": area.Size.Height + 2 * _MARGIN + _HEADINGS,
    }.items():
        style.setPropertyValue(setting, value)
    sheet.setPrintTitleRows(False)
    _print_buttons(sheet)
    pdf = folder / f"{picture.name}.pdf"
    any_of = load_bridge().Any
    chosen = any_of("[]com.sun.star.beans.PropertyValue", properties(Selection=area))
    document.storeToURL(pdf.as_uri(), properties(FilterName="calc_pdf_Export", FilterData=chosen))
    keep(paper(pdf, 1), to / f"{picture.name}.png")


def _print_buttons(sheet: Any) -> None:
    """Have the buttons of a sheet drawn, which a printer leaves out."""
    forms = sheet.getDrawPage().getForms()
    for form in map(forms.getByIndex, range(forms.getCount())):
        for control in map(form.getByIndex, range(form.getCount())):
            control.setPropertyValue("Printable", True)


def _area(sheet: Any, picture: Picture) -> Any:
    """Give the cells of the printed columns, or of those beside them, up to a height."""
    printed = sheet.getPrintAreas()
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    used = cursor.RangeAddress
    last_column = printed[0].EndColumn if printed and not picture.is_beside else used.EndColumn
    last_row = picture.rows_below + (printed[0].EndRow if printed else used.EndRow)
    for row in range(last_row + 1):
        area = sheet.getCellRangeByPosition(0, 0, last_column, row)
        if area.Size.Height > picture.millimeters * 100:
            return sheet.getCellRangeByPosition(0, 0, last_column, row - 1)
    return area


def paper(pdf: Path, page: int) -> Image.Image:
    """Draw one page of a PDF."""
    only = ["-f", str(page), "-l", str(page), "-singlefile"]
    drawn = pdf.with_suffix("")
    command = ["pdftoppm", "-r", str(_DOTS_PER_INCH), "-png", *only, str(pdf), str(drawn)]
    subprocess.run(command, check=True)
    with Image.open(drawn.with_suffix(".png")) as image:
        return image.convert("RGB")


def _page_of(typed: Path) -> int:
    from pypdf import PdfReader

    texts = (page.extract_text() for page in PdfReader(typed).pages)
    return next(number for number, text in enumerate(texts, 1) if TYPED_PAGE in text.upper())


def keep(image: Image.Image, path: Path) -> None:
    """Keep a picture without its white margins, in few colors."""
    white = Image.new("RGB", image.size, "white")
    box = ImageChops.difference(image, white).getbbox()
    if box is None:
        sys.exit(f"{path.name} would be empty.")
    left, top, right, bottom = box
    around = (
        max(left - _WHITE_LEFT, 0),
        max(top - _WHITE_LEFT, 0),
        min(right + _WHITE_LEFT, image.width),
        min(bottom + _WHITE_LEFT, image.height),
    )
    few = image.crop(around).quantize(_COLORS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    if path.stat().st_size > _MOST_BYTES:
        sys.exit(f"{path} has {path.stat().st_size} bytes, more than {_MOST_BYTES}.")
    print(f"{path.name}: {few.width} x {few.height}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
