"""LibreOffice as a host: a FocusXL workbook opened, recalculated, its buttons run, and saved."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlwings as xw

from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.bridge import UNO_ERROR, uno_class
from focusxl_udfs.libreoffice.documents import Documents
from focusxl_udfs.libreoffice.engine.application import App, Engine
from focusxl_udfs.libreoffice.engine.books import Book
from focusxl_udfs.libreoffice.modules import holds_focusxl, script_address, uncompiled
from focusxl_udfs.libreoffice.office import Office
from focusxl_udfs.libreoffice.service import OUR_MODULES, PythonService, register, revoke

MOCK_CALLER = "_mock_caller"
"""The attribute in which `Book.set_mock_caller` keeps its book; xlwings has no call to clear it."""
SECONDS_BETWEEN_LOOKS = 0.5


class Calling:
    """A context in which our engine is xlwings' active one and our book is Book.caller.

    A class, not a generator: contextlib sets attributes of a passing exception, and UNO's refuse.
    """

    def __init__(self, engine: xw.main.Engine, book: xw.Book | None = None) -> None:
        """Use an engine and, for a button, its book."""
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


@dataclass(frozen=True, slots=True)
class Button:
    """A button of the workbook."""

    sheet: str
    caption: str
    script: str
    """The address of its macro."""


class LibreOfficeHost:
    """One private LibreOffice whose workbooks call this process."""

    def __init__(
        self,
        *,
        visible: bool = False,
        modules: Mapping[str, str] = OUR_MODULES,
        office: Office | None = None,
        trusting: bool = False,
    ) -> None:
        """Start an office, or use one that keeps running.

        `modules` gives the Python module for each name. `trusting` runs the macros of a workbook as
        they are in its file: for the caller's own workbooks.
        """
        self._owns_office = office is None
        self.office = office or Office(visible=visible)
        try:
            self.documents = Documents(self.office, trusting=trusting)
            self.engine = xw.main.Engine(impl=Engine(self.documents))
            self.service = PythonService(self._calling, self._report, modules)
            self._factory = register(self.office.services, self.service)
        except BaseException:
            self._leave_office()
            raise

    def open(self, path: Path | str) -> HostedWorkbook:
        """Open a workbook, connect its functions and calculate it."""
        document = self.documents.open(Path(path))
        workbook = HostedWorkbook(self, document)
        try:
            workbook.connect()
        except BaseException:
            workbook.close()
            raise
        return workbook

    def active(self) -> Calling:
        """Make `xw.Book(path)`, `xw.books` and `xw.apps` mean this office, in a `with` block."""
        return Calling(self.engine)

    @property
    def app(self) -> App:
        """The office as an xlwings app (the engine's own object)."""
        app: App = self.engine.impl.apps[self.office.process.pid]
        return app

    def _calling(self, document: str) -> Calling:
        for book in self.app.books:
            if book.document.RuntimeUID == document:
                return Calling(self.engine, xw.Book(impl=book))
        raise LibreOfficeError("The workbook whose button was pressed is no longer open.")

    def _report(self, failure: Exception) -> None:
        self.app.alert(f"FocusXL: {failure}", "FocusXL", "ok", "critical", None)

    def close(self) -> None:
        """Close all workbooks without saving, and the office if it was started here."""
        # The user may have ended the office, in which case there is nothing to revoke.
        with suppress(uno_class(UNO_ERROR)):
            self.office.close_documents()
            revoke(self.office.services, self._factory)
            self.documents.stop()
        self._leave_office()

    def _leave_office(self) -> None:
        if self._owns_office:
            self.office.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class HostedWorkbook:
    """One workbook open in LibreOffice."""

    def __init__(self, host: LibreOfficeHost, document: Any) -> None:
        self._host = host
        self.document = document
        """The UNO object."""
        self.book = xw.Book(impl=Book(host.app, document))
        """The workbook as an xlwings object."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """Foreign parts of the file, which the open copy lacks; empty if the file is open."""
        return self._host.documents.left_out.get(self.document.RuntimeUID, ())

    def connect(self) -> None:
        """Check that the workbook's functions reach this process, and calculate them."""
        if holds_focusxl(self.document):
            self._host.service.ready = False
            self._run(script_address("FocusXLBridge", "ReportReady"))
            if not self._host.service.ready:
                # With a window, LibreOffice has just shown the faulty line itself.
                visible = self._host.office.visible
                module = "one of its VBA modules" if visible else uncompiled(self.document)
                raise LibreOfficeError(
                    "The functions of this workbook stay blank in LibreOffice, because it cannot "
                    f"compile {module}: build the workbook again with focusxl new."
                )
        self.recalculate()
        self.document.setModified(False)

    def recalculate(self) -> None:
        """Calculate every cell."""
        self.document.calculateAll()

    @property
    def buttons(self) -> list[Button]:
        """The buttons with a macro, in the order of the sheets."""
        found = []
        for sheet in self.book.sheets:
            forms = sheet.api.getDrawPage().getForms()
            for form in (forms.getByIndex(index) for index in range(forms.getCount())):
                for index in range(form.getCount()):
                    for event in form.getScriptEvents(index):
                        caption = getattr(form.getByIndex(index), "Label", "")
                        found.append(Button(sheet.name, caption, event.ScriptCode))
        return found

    def press(self, caption: str) -> None:
        """Run the macro of the button with this caption, as a click does."""
        buttons = [button for button in self.buttons if button.caption == caption]
        if not buttons:
            raise LibreOfficeError(f"The workbook has no button {caption!r}.")
        service = self._host.service
        service.failure = None
        service.executed = False
        self._run(buttons[0].script)
        if service.failure is not None:
            raise LibreOfficeError(
                f"The button {caption!r} failed: {service.failure}"
            ) from service.failure
        if not service.executed:
            raise LibreOfficeError(f"The button {caption!r} did not reach Python.")

    def _run(self, script: str) -> None:
        self.document.getScriptProvider().getScript(script).invoke((), (), ())

    def save(self, path: Path | str) -> None:
        """Save a copy as a new .xlsm, .xlsx or .pdf file; the VBA project is copied unchanged."""
        self._host.documents.save(self.document, Path(path), new=True)

    def close(self) -> None:
        """Close the workbook without saving it."""
        self._host.documents.close(self.document)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def recalculate(path: Path | str, out: Path | str) -> tuple[str, ...]:
    """Recalculate a workbook without a window and save a copy; give the parts left out."""
    with LibreOfficeHost() as host, host.open(path) as workbook:
        workbook.save(out)
        return workbook.left_out


def open_interactively(path: Path | str, tell: Callable[[str], None]) -> None:
    """Show a workbook until the user has closed it and all others opened beside it.

    `tell` is called at once for each part that was left out of it.
    """
    with LibreOfficeHost(visible=True) as host:
        for left_out in host.open(path).left_out:
            tell(left_out)
        wait_until_closed(host)


def wait_until_closed(host: LibreOfficeHost) -> None:
    """Wait until the user has closed all workbooks, or the office.

    An interrupt from the terminal asks the office to close, which offers to save changes; a second
    one ends it at once.
    """
    interrupted = False
    while host.office.running and host.office.has_documents():
        try:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        except KeyboardInterrupt:
            if interrupted:
                raise
            interrupted = True
            # The office answers only when the user has, which must not delay a second interrupt.
            threading.Thread(target=host.office.desktop.terminate, daemon=True).start()
