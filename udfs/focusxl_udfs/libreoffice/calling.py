"""Lend xlwings our engine and our workbook for as long as a button's code runs."""

from types import TracebackType

import xlwings as xw

MOCK_CALLER = "_mock_caller"
"""Where `Book.set_mock_caller` keeps its book; xlwings has no call to take it back."""


class Calling:
    """While it lasts, our engine is xlwings' active one and our book what Book.caller returns.

    A class, not a generator: contextlib writes to a passing exception, which those of UNO refuse.
    """

    def __init__(self, engine: "xw.main.Engine", book: xw.Book | None = None) -> None:
        """Lend an engine and, for a button, the book it is in."""
        self._engine = engine
        self._book = book

    def __enter__(self) -> None:
        self._former_engine = xw.engines.active
        self._former_caller = vars(xw.Book).get(MOCK_CALLER)
        self._engine.activate()
        if self._book is not None:
            self._book.set_mock_caller()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        xw.engines.active = self._former_engine
        if self._former_caller is not None:
            self._former_caller.set_mock_caller()
        elif self._book is not None:
            delattr(xw.Book, MOCK_CALLER)
