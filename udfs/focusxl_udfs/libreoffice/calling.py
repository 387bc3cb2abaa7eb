"""Lend xlwings our engine and our workbook for as long as a button's code runs."""

from collections.abc import Iterator
from contextlib import contextmanager

import xlwings as xw

MOCK_CALLER = "_mock_caller"
"""Where `Book.set_mock_caller` keeps its book; xlwings has no call to take it back."""


@contextmanager
def active_engine(engine: "xw.main.Engine") -> Iterator[None]:
    """Make an engine xlwings' active one, and the former one afterwards."""
    former = xw.engines.active
    engine.activate()
    try:
        yield
    finally:
        xw.engines.active = former


@contextmanager
def caller(book: xw.Book) -> Iterator[None]:
    """Make a book what `xw.Book.caller()` returns, and the former one afterwards."""
    former = vars(xw.Book).get(MOCK_CALLER)
    book.set_mock_caller()
    try:
        yield
    finally:
        if former is None:
            delattr(xw.Book, MOCK_CALLER)
        else:
            former.set_mock_caller()
