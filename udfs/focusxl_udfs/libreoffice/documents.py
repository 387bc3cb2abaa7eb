"""The documents of one office: opened with their modules connected, and saved safely."""

import os
import tempfile
from pathlib import Path
from typing import Any

from focusxl.failure_log import log_failure
from focusxl.files.writing.atomic_writes import writing_into
from focusxl.files.writing.journal import BEGINNING, ENDING, name_staged_file
from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.bridge import UNO_ERROR, load_bridge, properties, uno_class
from focusxl_udfs.libreoffice.carried import CarriedParts, carry_over, read_carried
from focusxl_udfs.libreoffice.examined import ExaminedWorkbook, examined
from focusxl_udfs.libreoffice.modules import (
    Bulk,
    connect_modules,
    holds_focusxl,
    module_names,
    our_sources,
)
from focusxl_udfs.libreoffice.office import Office
from focusxl_udfs.libreoffice.parts import require_reasonable

FILTERS = {
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xlsx": "Calc MS Excel 2007 XML",
    ".pdf": "calc_pdf_Export",
}
RUN_MACROS = 4
"""com::sun::star::document::MacroExecMode.ALWAYS_EXECUTE_NO_WARN"""
NO_UPDATE = 0
"""com::sun::star::document::UpdateDocMode.NO_UPDATE: no link is followed."""
CALC = "com.sun.star.sheet.SpreadsheetDocument"
SAVED = ("OnSaveDone", "OnSaveAsDone")


class Documents:
    """The documents of one office."""

    def __init__(self, office: Office, *, trusting: bool = False) -> None:
        """Listen to the document events of the office.

        `trusting` opens every file as it is: for the caller's own workbooks.
        """
        self.office = office
        self._trusting = trusting
        self._opening: Path | None = None
        """The file that is being opened, if it becomes a new, unnamed document."""
        self.left_out: dict[str, tuple[str, ...]] = {}
        """The parts left out of a document, by its identifier."""
        self.bulk = Bulk(office)
        self._carried: dict[str, CarriedParts] = {}
        self._listener = _listener(self)
        self._events = office.context.getValueByName(
            "/singletons/com.sun.star.frame.theGlobalEventBroadcaster"
        )
        self._events.addDocumentEventListener(self._listener)

    def open(self, path: Path) -> Any:
        """Open a file and connect its modules."""
        path = path.resolve()
        if not path.is_file():
            raise LibreOfficeError(f"There is no file {path}: check the name and the folder.")
        if not path.stat().st_size:
            # LibreOffice would treat it as a new workbook.
            raise LibreOfficeError(f"{path.name} is empty: get the workbook again.")
        require_reasonable(path)
        if self._trusting:
            return self._load(ExaminedWorkbook(path))
        with examined(path) as workbook:
            document = self._load(workbook)
            self.left_out[document.RuntimeUID] = workbook.left_out
            return document

    def _load(self, workbook: ExaminedWorkbook) -> Any:
        path = workbook.path
        # A copy becomes a new document, so that the user chooses a name when saving.
        arguments = properties(
            Hidden=not self.office.visible,
            MacroExecutionMode=RUN_MACROS,
            UpdateDocMode=NO_UPDATE,
            AsTemplate=workbook.is_copy,
            Silent=True,
        )
        self._opening = path if workbook.is_copy else None
        try:
            document = self.office.desktop.loadComponentFromURL(
                path.as_uri(), "_blank", 0, arguments
            )
        except uno_class(UNO_ERROR) as error:
            raise LibreOfficeError(f"LibreOffice cannot open {path.name}: {error}.") from error
        finally:
            self._opening = None
        if document is None:
            raise LibreOfficeError(
                f"LibreOffice cannot open {path.name}: close it where it is open, "
                "or check that it is a workbook."
            )
        if not document.supportsService(CALC):
            document.close(True)
            raise LibreOfficeError(f"{path.name} is not a workbook.")
        return document

    def new(self) -> Any:
        """Make a new, empty workbook."""
        return self.office.desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, properties(Hidden=not self.office.visible)
        )

    def save(self, document: Any, path: Path | None, *, new: bool = False) -> None:
        """Save a copy in one step; the opened file is never overwritten.

        With `new`, no other file is overwritten either.
        """
        if path is None:
            raise LibreOfficeError("Say under which other name the workbook shall be saved.")
        path = path.resolve()
        suffix = path.suffix.lower()
        if suffix not in FILTERS:
            raise LibreOfficeError(f"{path.name} cannot be written: choose {', '.join(FILTERS)}.")
        if url := document.getURL():
            opened = Path(load_bridge().fileUrlToSystemPath(url))
            if path.exists() and opened.exists() and path.samefile(opened):
                raise LibreOfficeError(
                    f"{path.name} is the workbook that is open: save it under another name."
                )
        if not path.parent.is_dir():
            raise LibreOfficeError(f"There is no folder {path.parent}: make it first.")
        with (
            writing_into(path.parent),
            tempfile.TemporaryDirectory(dir=path.parent, prefix=BEGINNING, suffix=ENDING) as folder,
        ):
            beside = Path(folder) / path.name
            try:
                document.storeToURL(beside.as_uri(), properties(FilterName=FILTERS[suffix]))
            except uno_class(UNO_ERROR) as error:
                raise LibreOfficeError(f"LibreOffice cannot write {path.name}: {error}.") from error
            self.mend(document, beside)
            with beside.open("rb") as written:
                os.fsync(written.fileno())
            _name(beside, path, new)

    def close(self, document: Any) -> None:
        """Close the document without saving it."""
        document.close(True)

    def connect(self, document: Any) -> None:
        """Connect a document's modules to this process, as soon as it is loaded."""
        if not holds_focusxl(document):
            return
        url = document.getURL()
        source = Path(load_bridge().fileUrlToSystemPath(url)) if url else self._opening
        if source is None:
            return
        self._carried[document.RuntimeUID] = read_carried(source, module_names(document))
        connect_modules(document, None if self._trusting else our_sources())

    def mend(self, document: Any, saved: Path) -> None:
        """Copy the original's parts into a file that the office has just written."""
        carried = self._carried.get(document.RuntimeUID)
        if carried is None or saved.suffix.lower() not in (".xlsm", ".xlsx"):
            return
        sheets = document.getSheets()
        names = {name: sheets.getByName(name).CodeName for name in sheets.getElementNames()}
        carry_over(saved, carried, names | {"": document.CodeName})

    def handle(self, event: str, document: Any) -> None:
        """Handle a document event of the office."""
        if event == "OnLoadFinished":
            self.connect(document)
        elif event in SAVED:
            self.mend(document, Path(load_bridge().fileUrlToSystemPath(document.getURL())))
        elif event == "OnUnload":
            self._carried.pop(document.RuntimeUID, None)
            self.left_out.pop(document.RuntimeUID, None)

    def stop(self) -> None:
        """Stop listening."""
        self._events.removeDocumentEventListener(self._listener)


def _name(beside: Path, path: Path, new: bool) -> None:
    """Give a saved file its name, with the permissions of the file that it replaces."""
    try:
        name_staged_file(path, beside)
        return
    except FileExistsError:
        if new:
            raise LibreOfficeError(
                f"{path.name} exists already and is not written over: give another name."
            ) from None
    beside.chmod(path.stat().st_mode)
    beside.replace(path)


def _listener(documents: Documents) -> Any:
    load_bridge()
    import unohelper

    interface = uno_class("com.sun.star.document.XDocumentEventListener")

    class Listener(unohelper.Base, interface):  # type: ignore[misc, valid-type]
        def documentEventOccured(self, event: Any) -> None:  # noqa: N802
            source = event.Source
            if not hasattr(source, "supportsService") or not source.supportsService(CALC):
                return
            try:
                documents.handle(event.EventName, source)
            except Exception as failure:
                # The office would swallow the exception.
                log_failure(f"{event.EventName} of a workbook in LibreOffice", failure)

        def disposing(self, event: Any) -> None:
            """Do nothing: no object of the office is held."""

    return Listener()
