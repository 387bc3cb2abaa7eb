"""The table of letter widths against the metrics that another library has of the font."""

from __future__ import annotations

from reportlab.pdfbase.pdfmetrics import stringWidth

from focusxl.files.letter_widths import WIDEST, WIDTHS


def test_every_letter_is_as_wide_as_in_helvetica() -> None:
    measured = {letter: round(stringWidth(letter, "Helvetica", 1000)) for letter in WIDTHS}
    assert measured == WIDTHS


def test_all_that_windows_1252_prints_is_in_the_table() -> None:
    printed = {
        letter
        for code in range(0x20, 0x100)
        for letter in bytes([code]).decode("cp1252", "ignore")
        if letter not in "\x7f\xa0\xad"
    }
    assert WIDTHS.keys() == printed
    assert WIDEST == 1015
