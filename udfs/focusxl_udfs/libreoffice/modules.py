"""Replace, in memory, the VBA modules LibreOffice cannot run; the file on disk is not touched."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

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
    # The builder of workbooks stands above us, and has what is asked of it here.
    from focusxl_udfs.worksheet_functions import catalogue
    from focusxl_workbook.vba_project import standard_modules

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
