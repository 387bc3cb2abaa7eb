"""The defined names of a workbook and of single sheets."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from focusxl.text import quoted
from focusxl_udfs.libreoffice.bridge import uno_class
from focusxl_udfs.libreoffice.engine import addresses
from focusxl_udfs.libreoffice.engine.formulas import Notation
from focusxl_udfs.libreoffice.engine.ranges import Range

if TYPE_CHECKING:
    from focusxl_udfs.libreoffice.engine.books import Book
    from focusxl_udfs.libreoffice.engine.sheets import Sheet

APOSTROPHE, DOUBLED = "'", "''"
CELLS = re.compile(
    r"\$(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>\w+))\."
    r"(?P<cells>\$[A-Z]{1,3}\$[0-9]+(?::\$[A-Z]{1,3}\$[0-9]+)?)"
)
"""The definition of most names, in LibreOffice's notation: cells of one sheet, all absolute."""


class Name(base_classes.Name):
    """One defined name."""

    def __init__(
        self, book: "Book", owner: "Sheet | None", names: Any, text: str, content: str | None = None
    ) -> None:
        """Take the collection of the name; `content` is its definition, where that is known."""
        self._book = book
        self._owner = owner
        self._names = names
        self._text = text
        self._content = content

    @property
    def api(self) -> Any:
        """The UNO object."""
        return self._names.getByName(self._text)

    @property
    def name(self) -> str:
        """The name; for a name of a sheet, after the sheet's name."""
        return self._text if self._owner is None else _behind(self._owner) + self._text

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._text = value

    @property
    def refers_to(self) -> str:
        """Definition of the name, as a formula in Excel's notation."""
        if self._content is None:
            self._content = str(self.api.getContent())
        plain = CELLS.fullmatch(self._content)
        if plain is not None:
            sheet = plain["quoted"] or plain["plain"]
            return f"={quoted(sheet.replace(DOUBLED, APOSTROPHE))}!{plain['cells']}"
        name = self.api
        return Notation(self._book.document).write(name.getTokens(), name.ReferencePosition)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        name = self.api
        name.setTokens(Notation(self._book.document).parse(value, name.ReferencePosition))
        self._content = None

    @property
    def refers_to_range(self) -> Range:
        """Cells that the name refers to."""
        area = self._area()
        if area is None:
            raise ValueError(f"The name {self.name} does not mean cells but {self.refers_to}.")
        return area

    def _area(self) -> Range | None:
        cells = self.api.getReferredCells()
        if cells is None:
            return None
        return self._book.sheets.of(cells.getSpreadsheet()).of(cells)

    def delete(self) -> None:
        """Remove the name; the cells stay."""
        self._names.removeByName(self._text)


class Names(base_classes.Names):
    """The names of a workbook with those of its sheets, or the names of one sheet."""

    in_one_call = True
    """Whether all names and definitions are read in one call; in Excel each takes several calls."""

    def __init__(self, book: "Book", sheet: "Sheet | None" = None) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """The UNO object."""
        return next(self._scopes())[1]

    def _scopes(self) -> Iterator[tuple["Sheet | None", Any]]:
        if self._sheet is not None:
            yield self._sheet, self._sheet.api.NamedRanges
            return
        yield None, self._book.document.NamedRanges
        for sheet in self._book.sheets:
            yield sheet, sheet.api.NamedRanges

    def _entries(self) -> Iterator[tuple[str, Name]]:
        for owner, names in self._scopes():
            prefix = "" if owner is None else _behind(owner)
            for text, content in self._book.bulk.name_contents(names):
                yield prefix + text, Name(self._book, owner, names, text, content)

    def snapshot(self) -> list[tuple[str, Name]]:
        """Give the text of each name with its object."""
        return list(self._entries())

    def find(self, name: str) -> Name | None:
        """Find a name, in any case; None if there is none."""
        sheet, plain = addresses.split(name)
        for owner, names in self._scopes():
            if sheet is not None and (owner is None or owner.name.casefold() != sheet.casefold()):
                continue
            if names.hasByName(plain):
                return Name(self._book, owner, names, plain)
            for known in names.getElementNames():
                if known.casefold() == plain.casefold():
                    return Name(self._book, owner, names, known)
        return None

    def of(self, area: Range) -> Name | None:
        """Give the first name that refers to exactly these cells."""
        wanted = f"={area.reference}"
        return next((name for _, name in self._entries() if name.refers_to == wanted), None)

    def __call__(self, name_or_index: int | str) -> Name:
        """Give a name by its text, or by position from 1."""
        if isinstance(name_or_index, str):
            found = self.find(name_or_index)
            if found is None:
                raise KeyError(name_or_index)
            return found
        return self.snapshot()[name_or_index - 1][1]

    def contains(self, name_or_index: int | str) -> bool:
        """Tell whether there is such a name."""
        if isinstance(name_or_index, str):
            return self.find(name_or_index) is not None
        return 1 <= name_or_index <= len(self)

    def __len__(self) -> int:
        return sum(names.getCount() for _, names in self._scopes())

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name, or redefine an existing one."""
        owner, names = next(self._scopes())
        origin = uno_class("com.sun.star.table.CellAddress")()
        if names.hasByName(name):
            names.removeByName(name)
        names.addNewByName(name, "0", origin, 0)
        added = Name(self._book, owner, names, name)
        added.refers_to = refers_to
        return added


def _behind(sheet: "Sheet") -> str:
    return f"{quoted(sheet.name)}!"
