"""FocusXL's Basic modules in LibreOffice, in place of VBA that it cannot run.

The modules of a workbook are replaced in memory; the file on disk is not changed.
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
"""com::sun::star::script::ModuleType.DOCUMENT: the code of a sheet or of the workbook."""
EMPTY = "Option VBASupport 1\n"
TRIAL = "FocusXLTrial"
"""A separate library to compile single modules in, since one that fails makes the others fail."""
COMPILED = 7
TRIAL_FUNCTION = (
    f"\nPublic Function FocusXLCompiles()\nFocusXLCompiles = {COMPILED}\nEnd Function\n"
)
LIBRARY = "FocusXL"
MODULE = "FocusXLBulk"


def holds_focusxl(document: Any) -> bool:
    """Tell whether the document has the VBA modules of a FocusXL workbook."""
    libraries = document.BasicLibraries
    if not libraries.hasByName(PROJECT):
        return False
    return all(libraries.getByName(PROJECT).hasByName(name) for name in SHIMS)


def module_names(document: Any) -> frozenset[str]:
    """Give the names of the document's VBA modules."""
    return frozenset(document.BasicLibraries.getByName(PROJECT).getElementNames())


def our_sources() -> Mapping[str, str]:
    """Give the sources of the modules that run unchanged, from the installed FocusXL."""
    # Imported here, since only a workbook with macros needs the VBA writer.
    from focusxl_udfs.vba.project import standard_modules
    from focusxl_udfs.worksheet.functions import catalogue

    sources = standard_modules(catalogue())
    return {name: f"{EMPTY}{without_attributes(sources[name])}" for name in OURS}


def without_attributes(source: str) -> str:
    """Remove the lines of a source that only a VBA file has."""
    lines = source.splitlines()
    return "\n".join(line for line in lines if not line.startswith("Attribute ")) + "\n"


def connect_modules(document: Any, ours: Mapping[str, str] | None = None) -> None:
    """Put the stand-ins into the document and empty every module that is not FocusXL's.

    One module that does not compile breaks every function of the workbook, and LibreOffice
    compiles only a part of Excel's VBA; so only FocusXL's own modules are kept.

    `ours` replaces the modules that run unchanged; without it they stay.
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
    """Give the Basic source of a stand-in."""
    return (files("focusxl_udfs.libreoffice") / "shims" / f"{name}.bas").read_text(encoding="utf-8")


def uncompiled(document: Any) -> str:
    """Give the first module that LibreOffice cannot compile, each tried by itself."""
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
    """Give the address of a procedure in the document's Basic code."""
    return f"vnd.sun.star.script:{library}.{module}.{procedure}?language=Basic&location=document"


class Bulk:
    """FocusXL's Basic library in the private office, which reads many objects in one call."""

    def __init__(self, office: Office) -> None:
        """Put the library into the office, unless an earlier host has."""
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
        """Give kind, top, left, bottom and right of each block of cells with one format."""
        kinds: tuple[tuple[int, int, int, int, int], ...]
        kinds = self._call("FormatKinds", document, area)
        return kinds

    def name_contents(self, names: Any) -> tuple[tuple[str, str], ...]:
        """Give each defined name with its definition, in LibreOffice's notation."""
        contents: tuple[tuple[str, str], ...] = self._call("NameContents", names)
        return contents
