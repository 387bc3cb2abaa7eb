"""The examination of the spreadsheet program: desktop Excel, the Store's Excel, or LibreOffice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from focusxl_udfs.doctor.examination import Examination, good, not_needed, problem, unseen
from focusxl_udfs.doctor.machine import Machine
from focusxl_udfs.doctor.registry import Registry, RegistryRefused, View
from focusxl_udfs.libreoffice.installation import Installation

_EXCEL = "Excel"

Kind = Literal["Click-to-Run", "MSI", "Store", "none", "unseen"]

_CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_INSTALLED = r"SOFTWARE\Microsoft\Office\{}\Excel\InstallRoot"
_MSI_VERSIONS = ("16.0", "15.0", "14.0")
_PACKAGES = (
    r"Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel"
    r"\Repository\Packages"
)
_STORE_PACKAGE = "microsoft.office.desktop"
_CURRENT = "16.0"
_PROGRAM = "EXCEL.EXE"
_LIBREOFFICE = "LibreOffice"


@dataclass(frozen=True, slots=True)
class Excel:
    """An installed Excel, as the registry shows it."""

    kind: Kind
    version: str = ""
    bits: View | None = None

    @property
    def settings_version(self) -> str:
        """Version in the registry keys of its settings and policies."""
        return self.version if self.version in _MSI_VERSIONS else _CURRENT

    def __str__(self) -> str:
        version = f", version {self.version}" if self.version else ""
        bits = f", {self.bits}-bit" if self.bits else ""
        edition = "Microsoft Store" if self.kind == "Store" else f"desktop ({self.kind})"
        return f"{edition} edition{version}{bits}"


def look_for_excel(registry: Registry | None) -> Excel:
    """Find the Excel that opens workbooks; a desktop edition goes before the Store's."""
    if registry is None:
        return Excel("none")
    try:
        return _click_to_run(registry) or _msi(registry) or _from_store(registry) or Excel("none")
    except RegistryRefused:
        return Excel("unseen")


def examine_excel(machine: Machine, excel: Excel, libreoffice_runs: bool) -> Examination:
    """Examine whether there is an Excel that can call Python."""
    match excel.kind:
        case "unseen":
            return unseen(
                _EXCEL,
                "Windows does not let this user read where Office is installed",
                "Look in Excel under File, Account, that it is not a Microsoft Store version.",
            )
        case "Store":
            return problem(
                _EXCEL,
                f"{excel}, which cannot start a Python that stands outside the Store",
                "Uninstall Office from the Microsoft Store and install the desktop edition from "
                "your Microsoft account or your IT department.",
            )
        case "none":
            return _without_excel(machine, libreoffice_runs)
    return good(_EXCEL, str(excel))


def _without_excel(machine: Machine, libreoffice_runs: bool) -> Examination:
    if libreoffice_runs:
        return not_needed(_EXCEL, "LibreOffice can open the workbook here")
    match machine.system:
        case "Linux":
            return not_needed(
                _EXCEL, "there is no Excel for Linux; the workbook needs LibreOffice here"
            )
        case "macOS":
            return problem(
                _EXCEL,
                "Excel for Mac cannot call Python from a cell",
                "Use the workbook that Excel computes by itself: focusxl new BOOK.xlsx --native.",
            )
    return problem(
        _EXCEL,
        "not installed",
        "Install the desktop edition of Excel (not the Microsoft Store's), or LibreOffice.",
    )


def _click_to_run(registry: Registry) -> Excel | None:
    values = registry.values("HKLM", _CLICK_TO_RUN)
    folder = values.get("installationpath")
    if not folder or not Path(str(folder), "root", "Office16", _PROGRAM).is_file():
        return None  # Click-to-Run may have installed other Office programs only.
    bits: View = 32 if values.get("platform") == "x86" else 64
    return Excel("Click-to-Run", str(values.get("versiontoreport", "")), bits)


def _msi(registry: Registry) -> Excel | None:
    views: tuple[View, View] = (64, 32)
    for version in _MSI_VERSIONS:
        for view in views:
            folder = registry.values("HKLM", _INSTALLED.format(version), view).get("path")
            if folder and Path(str(folder), _PROGRAM).is_file():
                return Excel("MSI", version, view)
    return None


def _from_store(registry: Registry) -> Excel | None:
    for package in registry.subkeys("HKCU", _PACKAGES):
        # The name of a package is name_version_processor_resource_publisher.
        name, version, processor = (*package.lower().split("_"), "", "")[:3]
        if name in (_STORE_PACKAGE, f"{_STORE_PACKAGE}.excel"):
            return Excel("Store", version, 32 if processor == "x86" else 64)
    return None


def examine_libreoffice(machine: Machine, installation: Installation) -> Examination:
    """Examine whether LibreOffice can open the workbook and call this Python."""
    if installation.problem is None:
        return good(_LIBREOFFICE, f"{installation.program}, with a bridge that fits this Python")
    if machine.system != "Linux":
        return not_needed(_LIBREOFFICE, f"on {machine.system}, Excel is to open the workbook")
    found, _, remedy = installation.problem.partition(": ")
    return problem(_LIBREOFFICE, found, remedy[:1].upper() + remedy[1:])
