"""The signing of the open workbook: time and seal beside the name that was typed on Start."""

import datetime

import xlwings as xw

from focusxl.files.template.names import FINGERPRINT_NOW, signature_name
from focusxl.filings.canonical_inputs import inputs_sha256
from focusxl.filings.filing import Filing
from focusxl.filings.signature import LONGEST_NAME, Role, Signature, SignedCells, in_cells


def sign(book: xw.Book, role: Role, filing: Filing, at: datetime.datetime) -> str | None:
    """Sign for the inputs of the open workbook; give the reason where that was not done.

    Args:
        book: the open workbook.
        role: who signs; the name stands beside it on Start.
        filing: the report as the open workbook holds it.
        at: the time, in UTC.
    """
    cells = {
        part: cell
        for part in SignedCells._fields
        if (cell := _cell(book, signature_name(role, part))) is not None
    }
    if len(cells) < len(SignedCells._fields):
        return (
            "This workbook has no place for signatures: an earlier version made it. Carry it over "
            "first: focusxl upgrade BOOK -o OUT."
        )
    written = cells["name"].value
    name = " ".join(str(written or "").split())
    if not name or len(name) > LONGEST_NAME:
        cells["name"].select()
        return (
            f"Type the name of the {role} on the sheet Start, in at most {LONGEST_NAME} letters, "
            "and sign again."
        )
    fingerprint = str(book.names[FINGERPRINT_NOW].refers_to_range.value)
    signature = Signature(role, name, at, inputs_sha256(filing))
    for part, text in in_cells(signature, fingerprint)._asdict().items():
        cells[part].value = text
    return None


def _cell(book: xw.Book, name: str) -> xw.Range | None:
    try:
        return book.names[name].refers_to_range
    except Exception:
        # Each host has an error of its own for a name that is not there.
        return None
