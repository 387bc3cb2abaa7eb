"""The commands of the workbook, written once against xlwings' object model for every host.

`validate_only` reads the open workbook, makes every check and writes the verdict back.
`validate_and_export` then reads the workbook's file as well, since the audit record vouches for a
file, and since a file shows what an open workbook does not: hidden rows, merged cells, links. It
writes the filing-ready files beside it when nothing blocks. It never saves the workbook itself.
`official_pdf` does the same, and types the filing onto the user's copy of the SEC's form.
`sign_as_preparer` and `sign_as_reviewer` write who signed for the inputs, and validate.
"""

import datetime
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import xlwings as xw

from focusxl.checks import Result
from focusxl.checks.validation_line import NOT_VALIDATED, VERDICT_WORDS
from focusxl.errors import FocusXLError, NotExported, NotFilled, NotPlaced, Unreadable
from focusxl.failure_log import log_failure
from focusxl.files import Reading
from focusxl.files.reading.template import EDITION_NAME
from focusxl.filings.canonical_inputs import canonical_inputs
from focusxl.filings.signature import Role
from focusxl.library import Filing, read
from focusxl_udfs.balances_file import chosen_balances
from focusxl_udfs.official_form import forget_form, remembered_form
from focusxl_udfs.open_workbook import loading, pasting
from focusxl_udfs.open_workbook.explanation_sheet import write_explanation
from focusxl_udfs.open_workbook.hosted_workbook import read_hosted_workbook
from focusxl_udfs.open_workbook.kept_answers import keep_answers
from focusxl_udfs.open_workbook.open_checks import list_open_checks
from focusxl_udfs.open_workbook.open_findings import go_to_next_finding
from focusxl_udfs.open_workbook.selected_box import place_of, selected_box, selected_cell
from focusxl_udfs.open_workbook.sign_off import sign
from focusxl_udfs.open_workbook.write_back import (
    summary,
    write_findings,
    write_stamps,
    write_verdict,
)

_TITLE = "FocusXL"
_ROLL = "focusxl_workbook.roll"


def validate_only() -> None:
    """Validate the workbook whose button was pressed."""
    _press(exporting=False)


def validate_and_export() -> None:
    """Validate the workbook whose button was pressed, and export it when nothing blocks."""
    _press(exporting=True)


def official_pdf() -> None:
    """Validate and export, and type the filing onto the copy of the form that is remembered."""
    _press(exporting=True, typing=True)


def next_finding() -> None:
    """Select the next cell on which something must be fixed or explained."""
    _do(go_to_next_finding)


def explain_this_cell() -> None:
    """Show what the box in the selected cell is made of."""
    _do(_explain)


def paste_into_inputs() -> None:
    """Put copied figures into the unlocked cells, once the user has seen what goes where."""
    _do(lambda book: pasting.paste_into_inputs(book, read_hosted_workbook(book).filing))


def undo_paste() -> None:
    """Bring back what stood in the cells before the last paste."""
    _do(pasting.undo_paste)


def sign_as_preparer() -> None:
    """Sign for the present inputs, as the preparer named on Start, and validate."""
    _do(lambda book: _sign(book, "preparer"))


def sign_as_reviewer() -> None:
    """Sign for the present inputs, as the reviewer named on Start, and validate."""
    _do(lambda book: _sign(book, "reviewer"))


def _sign(book: xw.Book, role: Role) -> str | None:
    at = datetime.datetime.now(datetime.UTC)
    refusal = sign(book, role, read_hosted_workbook(book).filing, at)
    if refusal is None:
        result = Filing(read_hosted_workbook(book), Path(book.name)).check()
        _write(book, result, f"Signed as {role}. Save the workbook. {summary(result)}")
    return refusal


def roll_forward() -> None:
    """Begin the workbook of the next period beside this one."""
    _do(_roll_forward)


def _roll_forward(book: xw.Book) -> str:
    path = _place_of(book)
    if _says(read(path).reading) != _says(read_hosted_workbook(book)):
        raise NotFilled(
            "Nothing was rolled: the open workbook and its file differ. Save it, and choose Roll "
            "forward again."
        )
    # The workbooks are made in a room above this one, which the command calls by name as well.
    said: str = import_module(_ROLL).roll_beside(path)
    return said


def load_balances() -> None:
    """Load the trial balance that was chosen, once the user has seen what goes where."""
    _do(_load)


def _load(book: xw.Book) -> str | None:
    path = chosen_balances()
    if path is None:
        return "Choose the trial balance first: Load balances asks for it."
    return loading.load_balances(book, read_hosted_workbook(book).filing, path)


def _explain(book: xw.Book) -> None:
    cell = selected_cell(book)
    filing = Filing(read_hosted_workbook(book), Path(book.name))
    box = selected_box(filing.report, cell)
    write_explanation(book, filing, box, place_of(cell))


def _do(work: Callable[[xw.Book], str | None]) -> None:
    """Do a command's work, and show what it says, or why it was not done."""
    book = xw.Book.caller()
    try:
        said = work(book) if _is_of_focusxl(book) else _foreign(book)
    except FocusXLError as refusal:
        said = str(refusal)
    except Exception as failure:
        said = _stopped(failure)
    if said:
        book.app.alert(said, _TITLE)


def _press(exporting: bool, typing: bool = False) -> None:
    book = xw.Book.caller()
    if not _is_of_focusxl(book):
        book.app.alert(_foreign(book), _TITLE)
        return
    try:
        filing = Filing(read_hosted_workbook(book), Path(book.name))
        result = filing.check()
        _write(book, result, summary(result))
        if exporting and result.is_ready:
            _export(book, filing.reading, _official_form() if typing else None)
    except (Unreadable, NotExported, NotFilled, NotPlaced) as refusal:
        if isinstance(refusal, NotPlaced):
            # It may be the wrong PDF: the next time the user is asked again.
            forget_form()
        write_verdict(book, NOT_VALIDATED, str(refusal), _now())
    except Exception as failure:
        write_verdict(book, NOT_VALIDATED, _stopped(failure), _now())


def _is_of_focusxl(book: xw.Book) -> bool:
    """Tell whether a workbook is a template of ours; with the add-in any may be in front."""
    try:
        return book.names[EDITION_NAME].refers_to_range is not None
    except Exception:
        # Each host has an error of its own for a name that is not there.
        return False


def _foreign(book: xw.Book) -> str:
    return (
        f"“{book.name}” is not a workbook of FocusXL. Open one, or make one with focusxl new in a "
        "terminal. The FOCUS functions work in every workbook."
    )


def _stopped(failure: Exception) -> str:
    """Say that a command failed: a traceback helps no accountant."""
    log = log_failure("a button of the workbook", failure)
    details = f" The details are in {log}." if log else ""
    return (
        f"FocusXL stopped before it was done ({type(failure).__name__}). Look into the "
        "workbook's folder for what was exported, and run focusxl doctor with this workbook in "
        f"a terminal.{details}"
    )


def _official_form() -> Path:
    """Give the remembered copy of the form.

    Raises:
        NotExported: none is remembered, or it is gone.
    """
    form = remembered_form()
    if form is None:
        raise NotExported(
            "Nothing was exported: your copy of the SEC's form is not where it was. Choose "
            "Official PDF again, which asks for it."
        )
    return form


def _write(book: xw.Book, result: Result, next_step: str) -> None:
    # First, since the list of findings is cleared.
    keep_answers(book)
    write_findings(book, result)
    write_stamps(book, result)
    list_open_checks(book)
    # Last, since the fingerprint includes the stamps.
    write_verdict(book, VERDICT_WORDS[result.verdict], next_step, _now())


def _export(book: xw.Book, open_workbook: Reading, official_form: Path | None) -> None:
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
    written = filing.export(path.parent, official_form)
    names = ", ".join(file.name for file in written)
    _write(book, result, f"Exported to {path.parent}: {names}")


def _says(reading: Reading) -> tuple[object, ...]:
    """Give what the filer entered: inputs, facts, empty pages, explanations, signatures."""
    explanations = reading.filing.explanations
    return (
        canonical_inputs(reading.filing),
        reading.filing.nothing_to_report,
        {check_id: given.text for check_id, given in explanations.items()},
        reading.filing.signatures,
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
