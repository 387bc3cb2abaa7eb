"""Our Basic in LibreOffice: in place of VBA that it cannot run, and for many objects in one call.

The modules of a workbook are replaced in memory; the file on disk is not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from focusxl_udfs.libreoffice.office import Office

PROJECT = "VBAProject"
OURS = ("FocusXLFunctions", "FocusXLButtons")
"""Modules that run unchanged in both hosts."""
SHIMS = ("xlwings", "FocusXLBridge")
"""Modules with a stand-in of the same name beside this file."""
DOCUMENT_MODULE = 4
"""com::sun::star::script::ModuleType.DOCUMENT: the code of a sheet or of the workbook itself."""
EMPTY = "Option VBASupport 1\n"
TRIAL = "FocusXLTrial"
"""A library of its own for one module at a time: one that fails takes its neighbours along."""
COMPILED = 7
TRIAL_FUNCTION = (
    f"\nPublic Function FocusXLCompiles()\nFocusXLCompiles = {COMPILED}\nEnd Function\n"
)
LIBRARY = "FocusXL"
MODULE = "FocusXLBulk"


def holds_focusxl(document: Any) -> bool:
    """Whether the document carries the VBA modules of a FocusXL workbook."""
    libraries = document.BasicLibraries
    if not libraries.hasByName(PROJECT):
        return False
    return all(libraries.getByName(PROJECT).hasByName(name) for name in SHIMS)


def module_names(document: Any) -> frozenset[str]:
    """Return the names of the document's VBA modules."""
    return frozenset(document.BasicLibraries.getByName(PROJECT).getElementNames())


def our_sources() -> Mapping[str, str]:
    """Return the text of the modules that run unchanged, as the installed FocusXL has them."""
    # Only a workbook with macros asks for the writer of VBA.
    from focusxl_udfs.vba.project import standard_modules
    from focusxl_udfs.worksheet.functions import catalogue

    sources = standard_modules(catalogue())
    return {name: f"{EMPTY}{without_attributes(sources[name])}" for name in OURS}


def without_attributes(source: str) -> str:
    """Return a source as Basic reads it, without the lines that only a file of VBA has."""
    lines = source.splitlines()
    return "\n".join(line for line in lines if not line.startswith("Attribute ")) + "\n"


def connect_modules(document: Any, ours: Mapping[str, str] | None = None) -> None:
    """Put the stand-ins into the document and silence every module that is not ours.

    One module that does not compile blanks every function of the workbook, and LibreOffice
    compiles only a part of what Excel does; so no module but our own is left to run.

    `ours` is put in the place of the modules that run unchanged; without it they stay.
    """
    project = document.BasicLibraries.getByName(PROJECT)
    for name in project.ElementNames:
        if name in SHIMS:
            project.replaceByName(name, shim(name))
        elif name in OURS:
            if ours is not None:
                project.replaceByName(name, ours[name])
        elif _belongs_to_a_sheet(project, name):
            project.replaceByName(name, EMPTY)
        else:
            project.removeByName(name)


def _belongs_to_a_sheet(project: Any, name: str) -> bool:
    if not project.hasModuleInfo(name):
        return False
    return bool(project.getModuleInfo(name).ModuleType == DOCUMENT_MODULE)


def shim(name: str) -> str:
    """Return the Basic text of a stand-in."""
    return (files("focusxl_udfs.libreoffice") / "shims" / f"{name}.bas").read_text(encoding="utf-8")


def uncompiled(document: Any) -> str:
    """Name the first module that LibreOffice cannot compile, each tried by itself."""
    libraries = document.BasicLibraries
    project = libraries.getByName(PROJECT)
    for name in (*SHIMS, *OURS):
        if not project.hasByName(name):
            continue
        trial = libraries.createLibrary(TRIAL)
        try:
            trial.insertByName(name, project.getByName(name) + TRIAL_FUNCTION)
            address = script_address(name, "FocusXLCompiles", library=TRIAL)
            script = document.getScriptProvider().getScript(address)
            if script.invoke((), (), ())[0] != COMPILED:
                return name
        finally:
            libraries.removeLibrary(TRIAL)
    return "one of its VBA modules"


def script_address(module: str, procedure: str, library: str = PROJECT) -> str:
    """Return where the office finds a procedure in the document's Basic code."""
    return f"vnd.sun.star.script:{library}.{module}.{procedure}?language=Basic&location=document"


class Bulk:
    """Our Basic library in the private office."""

    def __init__(self, office: Office) -> None:
        """Put the library into the office, unless it is there from an earlier host."""
        libraries = office.create("com.sun.star.script.ApplicationScriptLibraryContainer")
        if not libraries.hasByName(LIBRARY):
            libraries.createLibrary(LIBRARY).insertByName(MODULE, shim(MODULE))
        factory = office.create("com.sun.star.script.provider.MasterScriptProviderFactory")
        self._provider = factory.createScriptProvider("")

    def _call(self, function: str, *arguments: Any) -> Any:
        address = f"{LIBRARY}.{MODULE}.{function}?language=Basic&location=application"
        script = self._provider.getScript(f"vnd.sun.star.script:{address}")
        return script.invoke(arguments, (), ())[0]

    def format_kinds(self, document: Any, area: Any) -> tuple[tuple[int, int, int, int, int], ...]:
        """Return kind, top, left, bottom and right of each block of cells with one format."""
        kinds: tuple[tuple[int, int, int, int, int], ...]
        kinds = self._call("FormatKinds", document, area)
        return kinds

    def name_contents(self, names: Any) -> tuple[tuple[str, str], ...]:
        """Return each defined name with what it means, in LibreOffice's notation."""
        contents: tuple[tuple[str, str], ...] = self._call("NameContents", names)
        return contents
