"""The ranges of cells as xlwings objects."""

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from focusxl.files.openxml.addresses import LAST_COLUMN, LAST_ROW
from focusxl.text import quoted
from focusxl_udfs.libreoffice.bridge import uno_class
from focusxl_udfs.libreoffice.engine import addresses, cells
from focusxl_udfs.libreoffice.engine.addresses import Block
from focusxl_udfs.libreoffice.engine.fonts import Font, color_number, rgb
from focusxl_udfs.libreoffice.engine.formulas import Notation

if TYPE_CHECKING:
    from focusxl_udfs.libreoffice.engine.names import Name
    from focusxl_udfs.libreoffice.engine.sheets import Sheet


_OF_A_CHARACTER = 185
"""The width of a digit on the screen, 7 pixels, in hundredths of a millimeter."""


class Range(base_classes.Range):
    """A rectangle of cells on one sheet, with rows and columns from 1 as in Excel."""

    def __init__(self, sheet: "Sheet", block: Block) -> None:
        self._sheet = sheet
        self.block = block
        self.options: dict[str, Any] = {}
        self._api: Any = None

    @property
    def api(self) -> Any:
        """The UNO object."""
        if self._api is None:
            self._api = self._sheet.api.getCellRangeByPosition(
                self.column - 1,
                self.row - 1,
                self.column + self.block.columns - 2,
                self.row + self.block.rows - 2,
            )
        return self._api

    @property
    def sheet(self) -> "Sheet":
        """Sheet of the cells."""
        return self._sheet

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, first row, first column, number of rows, number of columns."""
        return (self._sheet.api, *self.block)

    @property
    def row(self) -> int:
        """First row."""
        return self.block.row

    @property
    def column(self) -> int:
        """First column."""
        return self.block.column

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return self.block.rows, self.block.columns

    def __len__(self) -> int:
        return self.block.rows * self.block.columns

    def __call__(self, arg1: int, arg2: int | None = None) -> "Range":
        """Give the cell at this row and column of the range, or the cell with this position."""
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.block.columns)
        else:
            row, column = arg1 - 1, arg2 - 1
        return Range(self._sheet, Block(self.row + row, self.column + column, 1, 1))

    @property
    def raw_value(self) -> list[list[cells.Cell]]:
        """Values, a list for each row."""
        return cells.read_values(self._sheet.book.bulk, self._sheet.document, self.api)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        cells.write_values(self._sheet.document, self.api, self._rows(value))

    @property
    def formula(self) -> str | tuple[tuple[str, ...], ...]:
        """Formulas in Excel's notation: one text, or a tuple of row tuples."""
        rows = cells.read_formulas(self._sheet.document, self.api)
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    @property
    def formula2(self) -> str | tuple[tuple[str, ...], ...]:
        """The same as `formula`: LibreOffice has one kind."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        self.raw_value = value

    @property
    def formula_array(self) -> str | None:
        """Array formula that fills the range, if there is one."""
        if not self.has_array:
            return None
        return Notation(self._sheet.document).formula_of(self.api.getCellByPosition(0, 0))

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        position = self(1).api.getCellByPosition(0, 0).getCellAddress()
        self.api.setArrayTokens(Notation(self._sheet.document).parse(value, position))

    @property
    def has_array(self) -> bool:
        """Whether an array formula fills the range."""
        return bool(self.api.getArrayFormula())

    def _rows(self, value: Any) -> list[list[Any]]:
        height, width = self.shape
        if not isinstance(value, list | tuple):
            return [[value] * width for _ in range(height)]
        rows = [list(row) if isinstance(row, list | tuple) else [row] for row in value]
        if len(rows) != height or any(len(row) != width for row in rows):
            raise ValueError(f"{self.address} takes {height} rows of {width} values.")
        return rows

    def clear_contents(self) -> None:
        """Clear the contents of the cells, and keep their formats."""
        self.api.clearContents(cells.CONTENTS)

    def clear_formats(self) -> None:
        """Clear the formats of the cells, and keep their contents."""
        self.api.clearContents(cells.FORMATS)

    def clear(self) -> None:
        """Clear the contents and the formats of the cells."""
        self.api.clearContents(cells.CONTENTS | cells.FORMATS)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        """Write the address in Excel's notation; `external` adds the workbook and the sheet."""
        address = addresses.write(
            self.block, row_absolute=row_absolute, column_absolute=col_absolute
        )
        if not external:
            return address
        return f"{quoted(f'[{self._sheet.book.name}]{self._sheet.name}')}!{address}"

    @property
    def address(self) -> str:
        """Absolute address, without the sheet."""
        return addresses.write(self.block)

    @property
    def name(self) -> "Name | None":
        """Defined name that refers to exactly these cells, if there is one."""
        return self._sheet.book.names.of(self)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={self.reference}")

    @property
    def reference(self) -> str:
        """Address with the sheet, as in a formula."""
        return f"{quoted(self._sheet.name)}!{self.address}"

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Background color as red, green and blue; None without one."""
        return rgb(self.api.CellBackColor)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self.api.CellBackColor = color_number(color_or_rgb)

    @property
    def number_format(self) -> str:
        """Code of the number format; in a mixed range, that of the first cell."""
        formats = self._sheet.document.getNumberFormats()
        return str(formats.getByKey(self(1).api.NumberFormat).FormatString)

    @number_format.setter
    def number_format(self, value: str) -> None:
        formats = self._sheet.document.getNumberFormats()
        locale = uno_class("com.sun.star.lang.Locale")("en", "US", "")
        key = formats.queryKey(value, locale, False)
        self.api.NumberFormat = formats.addNew(value, locale) if key == -1 else key

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self.api)

    @property
    def wrap_text(self) -> bool:
        """Whether long text is wrapped."""
        return bool(self.api.IsTextWrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.api.IsTextWrapped = value

    @property
    def column_width(self) -> float:
        """The width of the first column, in characters as Excel counts them."""
        return float(self.api.getColumns().getByIndex(0).Width / _OF_A_CHARACTER)

    @column_width.setter
    def column_width(self, characters: float) -> None:
        self.api.getColumns().Width = round(characters * _OF_A_CHARACTER)

    def autofit(self, axis: str | None = None) -> None:
        """Fit the row heights and column widths to the cells."""
        if axis in (None, "r", "rows"):
            self.api.getRows().OptimalHeight = True
        if axis in (None, "c", "columns"):
            self.api.getColumns().OptimalWidth = True

    def end(self, direction: str) -> "Range":
        """Give the cell that Ctrl and an arrow key reach from here."""
        used = self._sheet.used_range.block
        row, column = self.row, self.column
        if direction in ("down", "up"):
            last = max(used.row + used.rows - 1, row)
            line = Block(1, column, last, 1)
            return self._sheet.cell(
                _edge(self._sheet.filled(line), row, LAST_ROW, down_or_right=direction == "down"),
                column,
            )
        last = max(used.column + used.columns - 1, column)
        line = Block(row, 1, 1, last)
        return self._sheet.cell(
            row,
            _edge(
                self._sheet.filled(line), column, LAST_COLUMN, down_or_right=direction == "right"
            ),
        )

    @property
    def current_region(self) -> "Range":
        """Cells around this one, up to the next blank row and column."""
        cursor = self._sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return self._sheet.of(cursor)

    @property
    def merge_area(self) -> "Range":
        """Merged cells that the first cell belongs to."""
        cursor = self._sheet.api.createCursorByRange(self(1).api)
        cursor.collapseToMergedArea()
        return self._sheet.of(cursor)

    @property
    def merge_cells(self) -> bool:
        """Whether the first cell is merged with others."""
        return len(self.merge_area) > 1

    def select(self) -> None:
        """Select the cells in the window, if there is one."""
        if controller := self._sheet.document.getCurrentController():
            controller.select(self.api)


def _edge(filled: list[bool], start: int, end_of_sheet: int, *, down_or_right: bool) -> int:
    """Give the end of a jump: the end of a run, the next filled cell, or the end of the sheet.

    `filled` starts at row or column 1; everything after it is blank.
    """
    step = 1 if down_or_right else -1
    outside = end_of_sheet if down_or_right else 1

    def holds(place: int) -> bool:
        return 1 <= place <= len(filled) and filled[place - 1]

    place = start
    if holds(start) and holds(start + step):
        while holds(place + step):
            place += step
        return place
    while 1 <= place + step <= len(filled):
        place += step
        if holds(place):
            return place
    return outside
