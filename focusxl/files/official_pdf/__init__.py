"""The official form: a filing typed onto the user's copy of the SEC's PDF.

The PDF is not part of FocusXL. The place of each value is found from what the PDF prints.
"""

from __future__ import annotations

from focusxl.errors import NotPlaced
from focusxl.files.official_pdf.contents import contents_of
from focusxl.files.official_pdf.fill import filled_in
from focusxl.files.official_pdf.form_file import MOST_BYTES
from focusxl.filings.computation import Computation

__all__ = ["MOST_BYTES", "NotPlaced", "fill_official_form"]


def fill_official_form(pdf: bytes, computation: Computation) -> bytes:
    """Type a filing onto a copy of the official form.

    Raises:
        NotPlaced: nothing was written; one sentence says which box has no place or which value
            does not fit, or why the PDF cannot be used.
    """
    return filled_in(pdf, contents_of(computation))
