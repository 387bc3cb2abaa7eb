"""The running office as an xlwings app, and the engine that converts values."""

import math
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from xlwings import base_classes

from focusxl_udfs.libreoffice.bridge import load_bridge
from focusxl_udfs.libreoffice.cell_errors import COM_NUMBERS
from focusxl_udfs.libreoffice.engine.books import Books
from focusxl_udfs.libreoffice.engine.ranges import Range
from focusxl_udfs.libreoffice.modules import Bulk

NAMES = {number: name for name, number in COM_NUMBERS.items()}
BUTTONS = {None: 1, "ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
"""com::sun::star::awt::MessageBoxButtons"""
ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class Library(Protocol):
    """The opener, saver and closer of documents for the engine."""

    office: Any
    bulk: Bulk

    def new(self) -> Any:
        """Make a new, empty document."""

    def open(self, path: Path) -> Any:
        """Open a file as a document."""

    def save(self, document: Any, path: Path | None) -> None:
        """Save a copy of the document."""

    def close(self, document: Any) -> None:
        """Close the document without saving."""


class Engine:
    """The xlwings engine: access to the office, and conversion of values."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self, library: Library) -> None:
        """Use the office of this library of documents."""
        self.apps = Apps(App(self, library))

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Any:
        """Convert a value for the cells."""
        if isinstance(value, float) and math.isnan(value):
            return None
        if value is None or isinstance(value, str | bool | int | float | date):
            return value
        return float(value) if hasattr(value, "__float__") else str(value)

    @staticmethod
    def clean_value_data(
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Convert values as the caller's options state."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, datetime):
                return _built(value, datetime_builder)
            if type(value) is int:
                return NAMES[value] if err_to_str else None
            if type(value) is float and number_builder is not None:
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


def _built(moment: datetime, builder: Callable[..., Any]) -> Any:
    return builder(
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=moment.hour,
        minute=moment.minute,
        second=moment.second,
        microsecond=moment.microsecond,
        tzinfo=None,
    )


class App(base_classes.App):
    """The office as an app; of Excel's settings it has those that a button uses."""

    display_alerts = True
    enable_events = True
    interactive = True

    def __init__(self, engine: Engine, library: Library) -> None:
        self.engine = engine
        self.library = library
        self._quiet = False

    @property
    def api(self) -> Any:
        """The UNO object (the desktop)."""
        return self.library.office.desktop

    @property
    def books(self) -> Books:
        """The open workbooks."""
        return Books(self)

    @property
    def pid(self) -> int:
        """Process id of the office."""
        return int(self.library.office.process.pid)

    @property
    def version(self) -> str:
        """Version of the office."""
        return str(self.library.office.version)

    @property
    def visible(self) -> bool:
        """Whether the office has windows, which is set when it is started."""
        return bool(self.library.office.visible)

    @visible.setter
    def visible(self, visible: bool) -> None:
        if visible != self.visible:
            raise NotImplementedError("Whether LibreOffice shows is decided when it is started.")

    @property
    def selection(self) -> Range | None:
        """Cells selected in the window in front."""
        if not len(self.books):
            return None
        book = self.books.active
        selected = book.document.getCurrentSelection()
        if selected is None or not selected.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None
        return book.sheets.of(selected.getSpreadsheet()).of(selected)

    @property
    def calculation(self) -> str:
        """The calculation mode, automatic or manual."""
        document = self.books.active.document
        return "automatic" if document.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.document.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        """Calculate changed cells in every open workbook."""
        for book in self.books:
            book.document.calculate()

    @property
    def screen_updating(self) -> bool:
        """Whether the windows show changes at once."""
        return not self._quiet

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value is self._quiet:
            for book in self.books:
                (book.document.unlockControllers if value else book.document.lockControllers)()
        self._quiet = not value

    @property
    def status_bar(self) -> None:
        """The text of the status bar, which cannot be read."""
        return None

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        frame = self.api.getCurrentFrame()
        if frame is None:
            return
        progress = frame.createStatusIndicator()
        if value:
            progress.start(str(value), 0)
        else:
            progress.end()

    def activate(self, steal_focus: bool = False) -> None:
        """Do nothing: a private office has no other instance to come in front of."""

    def alert(
        self, prompt: str, title: str, buttons: str | None, mode: str | None, callback: Any
    ) -> str:
        """Show a message and give the button pressed; without a window, the first one."""
        frame = self.api.getCurrentFrame()
        if not self.visible or frame is None:
            return "yes" if buttons in ("yes_no", "yes_no_cancel") else "ok"
        kind = load_bridge().Enum(
            "com.sun.star.awt.MessageBoxType", "WARNINGBOX" if mode == "critical" else "INFOBOX"
        )
        window = frame.getContainerWindow()
        box = window.getToolkit().createMessageBox(
            window,
            kind,
            BUTTONS[buttons],
            title or "",
            prompt or "",
        )
        return ANSWERS[box.execute()]

    def quit(self) -> None:
        """Close the office."""
        self.library.office.close()

    def kill(self) -> None:
        """End the process of the office."""
        self.library.office.kill()


class Apps(base_classes.Apps):
    """The one app of this engine."""

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        """Give the process id of the office."""
        return [self._app.pid]

    def add(self, *_: Any, **__: Any) -> App:
        """Give the office: there is one, started by the host."""
        return self._app

    def cleanup(self) -> None:  # type: ignore[override]
        """Do nothing: the host ends its own office."""

    def __iter__(self) -> Iterator[App]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self._app.pid:
            raise KeyError(pid)
        return self._app
