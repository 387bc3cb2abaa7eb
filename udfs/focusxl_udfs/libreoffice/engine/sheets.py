"""The sheets of a workbook as xlwings objects."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from focusxl.files.openxml.addresses import LAST_COLUMN, LAST_ROW
from focusxl_udfs.libreoffice.engine import addresses
from focusxl_udfs.libreoffice.engine.addresses import Block
from focusxl_udfs.libreoffice.engine.cells import CONTENTS, FORMATS
from focusxl_udfs.libreoffice.engine.names import Names
from focusxl_udfs.libreoffice.engine.ranges import Range

if TYPE_CHECKING:
    from focusxl_udfs.libreoffice.engine.books import Book


class Sheet(base_classes.Sheet):
    """One sheet of a workbook."""

    def __init__(self, book: "Book", api: Any) -> None:
        self._book = book
        self._api = api

    @property
    def api(self) -> Any:
        """The UNO object."""
        return self._api

    @property
    def document(self) -> Any:
        """UNO object of the workbook."""
        return self._book.document

    @property
    def book(self) -> "Book":
        """Workbook of the sheet."""
        return self._book

    @property
    def name(self) -> str:
        """Name on the tab."""
        return str(self._api.getName())

    @name.setter
    def name(self, value: str) -> None:
        self._api.setName(value)

    @property
    def index(self) -> int:
        """Position among the sheets, from 1."""
        return int(self._api.getRangeAddress().Sheet) + 1

    @property
    def names(self) -> Names:
        """Names of this sheet alone."""
        return Names(self._book, self)

    @property
    def visible(self) -> bool:
        """Whether the sheet is shown."""
        return bool(self._api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._api.IsVisible = bool(value)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """Give cells by address, name, row and column, or two corners."""
        if isinstance(arg1, int) and isinstance(arg2, int):
            return self.cell(arg1, arg2)
        first = self._corner(arg1)
        if arg2 is None:
            return first
        second = self._corner(arg2)
        top, left = min(first.row, second.row), min(first.column, second.column)
        bottom = max(part.row + part.shape[0] for part in (first, second))
        right = max(part.column + part.shape[1] for part in (first, second))
        return Range(self, Block(top, left, bottom - top, right - left))

    def _corner(self, where: Any) -> Range:
        if isinstance(where, Range):
            return where
        if isinstance(where, tuple):
            # Four numbers are row, column, rows and columns; two are a single cell.
            return Range(self, Block(*where)) if len(where) == 4 else self.cell(*where)
        return self._by_text(str(where))

    def _by_text(self, text: str) -> Range:
        sheet, rest = addresses.split(text)
        block = addresses.parse(rest)
        if block is not None:
            return Range(self if sheet is None else self._book.sheets(sheet), block)
        name = self.names.find(text) or self._book.names.find(text)
        if name is None:
            raise ValueError(f"{text!r} is neither an address nor a name in {self._book.name}.")
        return name.refers_to_range

    def cell(self, row: int, column: int) -> Range:
        """Give one cell; rows and columns count from 1."""
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise IndexError(f"There is no row {row}, column {column}: both count from 1.")
        return Range(self, Block(row, column, 1, 1))

    def of(self, api: Any) -> Range:
        """Give the cells of a UNO object on this sheet."""
        place = api.getRangeAddress()
        return Range(
            self,
            Block(
                place.StartRow + 1,
                place.StartColumn + 1,
                place.EndRow - place.StartRow + 1,
                place.EndColumn - place.StartColumn + 1,
            ),
        )

    @property
    def cells(self) -> Range:
        """All cells of the sheet."""
        return Range(self, Block(1, 1, LAST_ROW, LAST_COLUMN))

    @property
    def used_range(self) -> Range:
        """Smallest rectangle around everything on the sheet."""
        cursor = self._api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self.of(cursor)

    def filled(self, block: Block) -> list[bool]:
        """Tell for each cell of a row or column whether it is filled."""
        area = Range(self, block)
        blank = [False] * len(area)
        for place in area.api.queryEmptyCells().getRangeAddresses():
            if block.columns == 1:
                start, end = place.StartRow - block.row + 1, place.EndRow - block.row + 1
            else:
                start, end = (
                    place.StartColumn - block.column + 1,
                    place.EndColumn - block.column + 1,
                )
            blank[start : end + 1] = [True] * (end - start + 1)
        return [not is_blank for is_blank in blank]

    def clear_contents(self) -> None:
        """Clear the contents of all cells, and keep their formats."""
        self._api.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        """Clear the formats of all cells."""
        self._api.clearContents(FORMATS)

    def clear(self) -> None:
        """Clear the contents and the formats of all cells."""
        self._api.clearContents(CONTENTS | FORMATS)

    def autofit(self, axis: str | None = None) -> None:
        """Fit the used row heights and column widths to the cells."""
        self.used_range.autofit(axis)

    def activate(self) -> None:
        """Show this sheet in the window, if there is one."""
        if controller := self.document.getCurrentController():
            controller.setActiveSheet(self._api)

    def select(self) -> None:
        """Do the same as `activate`."""
        self.activate()

    def delete(self) -> None:
        """Remove the sheet."""
        self.document.getSheets().removeByName(self.name)


class Sheets(base_classes.Sheets):
    """The sheets in the order of their tabs."""

    def __init__(self, book: "Book") -> None:
        self._book = book

    @property
    def api(self) -> Any:
        """The UNO object."""
        return self._book.document.getSheets()

    @property
    def active(self) -> Sheet:
        """The sheet in front; the first one without a window."""
        controller = self._book.document.getCurrentController()
        return Sheet(self._book, controller.getActiveSheet()) if controller else self(1)

    def of(self, api: Any) -> Sheet:
        """Give the sheet of a UNO object."""
        return Sheet(self._book, api)

    def __call__(self, name_or_index: int | str) -> Sheet:
        """Give a sheet by name, in any case, or by position from 1."""
        if isinstance(name_or_index, int):
            return Sheet(self._book, self.api.getByIndex(name_or_index - 1))
        for name in self.api.getElementNames():
            if name.casefold() == name_or_index.casefold():
                return Sheet(self._book, self.api.getByName(name))
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in (known.casefold() for known in self.api.getElementNames())

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        for index in range(len(self)):
            yield Sheet(self._book, self.api.getByIndex(index))

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """Add a sheet before or after another, or else in front, and show it."""
        place = after.index if after else before.index - 1 if before else 0
        wanted = name or self._free_name()
        self.api.insertNewByName(wanted, place)
        sheet = self(wanted)
        sheet.activate()
        return sheet

    def _free_name(self) -> str:
        number = len(self) + 1
        while f"Sheet{number}" in self:
            number += 1
        return f"Sheet{number}"
