"""The buttons of the workbook, on xlwings' object model, the same for every host.

`validate_only` reads the open workbook, makes every check and writes the verdict back.
`validate_and_export` then reads the workbook's file as well, since the audit record vouches for a
file, and since only a file shows hidden rows, merged cells and links. It writes the filing-ready
files beside it when nothing blocks. It does not save the workbook itself.
"""

import datetime
from pathlib import Path

import xlwings as xw

from focusxl.checks import Result
from focusxl.checks.validation_line import NOT_VALIDATED, VERDICT_WORDS
from focusxl.errors import NotExported, Unreadable
from focusxl.failure_log import log_failure
from focusxl.files import Reading
from focusxl.files.writing.canonical_inputs import canonical_inputs
from focusxl.library import Filing, read
from focusxl_udfs.open_workbook.hosted_workbook import read_hosted_workbook
from focusxl_udfs.open_workbook.write_back import (
    summary,
    write_findings,
    write_stamps,
    write_verdict,
)


def validate_only() -> None:
    """Validate the workbook whose button was pressed."""
    _press(exporting=False)


def validate_and_export() -> None:
    """Validate the workbook whose button was pressed, and export it when nothing blocks."""
    _press(exporting=True)


def _press(exporting: bool) -> None:
    book = xw.Book.caller()
    try:
        filing = Filing(read_hosted_workbook(book), Path(book.name))
        result = filing.check()
        _write(book, result, summary(result))
        if exporting and result.is_ready:
            _export(book, filing.reading)
    except (Unreadable, NotExported) as refusal:
        write_verdict(book, NOT_VALIDATED, str(refusal), _now())
    except Exception as failure:
        # A traceback helps no accountant; the message says what is known and what to do.
        log = log_failure("a button of the workbook", failure)
        details = f" The details are in {log}." if log else ""
        sentence = (
            f"FocusXL stopped before it was done ({type(failure).__name__}). Look into the "
            "workbook's folder for what was exported, and run focusxl doctor with this workbook in "
            f"a terminal.{details}"
        )
        write_verdict(book, NOT_VALIDATED, sentence, _now())


def _write(book: xw.Book, result: Result, next_step: str) -> None:
    write_findings(book, result)
    write_stamps(book, result)
    # Last, since the fingerprint includes the stamps.
    write_verdict(book, VERDICT_WORDS[result.verdict], next_step, _now())


def _export(book: xw.Book, open_workbook: Reading) -> None:
    path = _place_of(book)
    filing = read(path)
    if _says(filing.reading) != _says(open_workbook):
        raise NotExported(
            "Nothing was exported: the open workbook and its file differ (changes that are not "
            "saved yet, or a file that was changed elsewhere). Save it, or open it again, and "
            "press the button again."
        )
    result = filing.check()
    if not result.is_ready:
        _write(book, result, summary(result))
        return
    written = filing.export(path.parent)
    names = ", ".join(file.name for file in written)
    _write(book, result, f"Exported to {path.parent}: {names}")


def _says(reading: Reading) -> tuple[str, frozenset[str], dict[str, str]]:
    """Give what the filer entered: inputs, facts, pages with nothing to report, explanations."""
    explanations = reading.filing.explanations
    return (
        canonical_inputs(reading.filing),
        reading.filing.nothing_to_report,
        {check_id: given.text for check_id, given in explanations.items()},
    )


def _place_of(book: xw.Book) -> Path:
    """Give the path of the workbook.

    Raises:
        NotExported: it has no file on this computer yet.
    """
    path = Path(book.fullname)
    if not path.is_file():
        raise NotExported(
            f"“{book.name}” has no file on this computer (it is new, kept online, or was "
            "moved since it was opened). Save it in a "
            "folder of this computer, and press the button again."
        )
    return path


def _now() -> datetime.datetime:
    return datetime.datetime.now()
