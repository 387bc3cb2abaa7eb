"""The workbooks of the office as xlwings objects."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from focusxl_udfs.libreoffice.bridge import load_bridge
from focusxl_udfs.libreoffice.engine.names import Names
from focusxl_udfs.libreoffice.engine.sheets import Sheets
from focusxl_udfs.libreoffice.modules import Bulk

if TYPE_CHECKING:
    from focusxl_udfs.libreoffice.engine.application import App

CALC = "com.sun.star.sheet.SpreadsheetDocument"


class Book(base_classes.Book):
    """One open workbook."""

    def __init__(self, app: "App", document: Any) -> None:
        self._app = app
        self.document = document

    @property
    def api(self) -> Any:
        """The UNO object."""
        return self.document

    @property
    def bulk(self) -> Bulk:
        """The Basic library that reads many objects in one call."""
        return self._app.library.bulk

    @property
    def app(self) -> "App":
        """The office in which the workbook is open."""
        return self._app

    @property
    def fullname(self) -> str:
        """Path of the file; the title of a workbook that was never saved."""
        url = str(self.document.getURL())
        return str(load_bridge().fileUrlToSystemPath(url)) if url else self.name

    @property
    def name(self) -> str:
        """Name of the file."""
        url = str(self.document.getURL())
        if not url:
            return str(self.document.getTitle())
        return Path(load_bridge().fileUrlToSystemPath(url)).name

    @property
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """Defined names, with those of single sheets."""
        return Names(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save a copy under another name; the opened file is never overwritten."""
        if password is not None:
            raise ValueError("FocusXL does not save LibreOffice workbooks under a password.")
        self._app.library.save(self.document, Path(path) if path else None)

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        """Print the visible sheets into a PDF file."""
        self._app.library.save(self.document, Path(path).with_suffix(".pdf"))

    def activate(self) -> None:
        """Bring the workbook's window to the front, if there is one."""
        if controller := self.document.getCurrentController():
            controller.getFrame().activate()

    def close(self) -> None:
        """Close the workbook without saving it."""
        self._app.library.close(self.document)


class Books(base_classes.Books):
    """The open workbooks."""

    def __init__(self, app: "App") -> None:
        self.app = app

    @property
    def api(self) -> Any:
        """The UNO object."""
        return self.app.api

    def _documents(self) -> list[Any]:
        return [
            document
            for document in self.app.library.office.documents()
            if document.supportsService(CALC)
        ]

    @property
    def active(self) -> Book:
        """The workbook in front; without a window, the one opened last."""
        current = self.app.api.getCurrentComponent()
        if current is not None and current.supportsService(CALC):
            return Book(self.app, current)
        return next(iter(self))

    def __call__(self, name_or_index: int | str) -> Book:
        """Give a workbook by name, or by position from 1."""
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        for book in books:
            if book.name.casefold() == name_or_index.casefold():
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(self._documents())

    def __iter__(self) -> Iterator[Book]:
        for document in self._documents():
            yield Book(self.app, document)

    def __contains__(self, name: str) -> bool:
        return any(book.name.casefold() == name.casefold() for book in self)

    def add(self) -> Book:
        """Open a new, empty workbook."""
        return Book(self.app, self.app.library.new())

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        """Open a workbook file; Excel's other options do not apply here."""
        return Book(self.app, self.app.library.open(Path(fullname)))
