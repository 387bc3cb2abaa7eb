"""The LibreOffice installation: the office program and its Python bridge (UNO)."""

import importlib.util
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from focusxl_udfs.libreoffice import LibreOfficeError

OFFICE_PROGRAMS = ("soffice", "libreoffice")
OFFICE_FOLDERS = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
    r"C:\Program Files\LibreOffice\program",
)
BRIDGE_FOLDERS = ("/usr/lib/python3/dist-packages", "/usr/lib/libreoffice/program")
NO_OFFICE = (
    "LibreOffice Calc was not found: install the Debian or Ubuntu package libreoffice-calc, "
    "or on another system LibreOffice itself, with its program folder on the PATH."
)
NO_BRIDGE = (
    "LibreOffice's Python bridge (the module uno) was not found: install the Debian or Ubuntu "
    "package python3-uno; on Windows and macOS run FocusXL with the Python that LibreOffice "
    "brings, or use Excel."
)


@dataclass(frozen=True, slots=True)
class Bridge:
    """The Python bridge: its folder, and the Python version it was built for, if known."""

    folder: Path | None
    """None when this Python imports `uno` by itself."""
    python: tuple[int, int] | None

    @property
    def fits(self) -> bool:
        """Whether this Python can load the bridge."""
        return self.python is None or self.python == sys.version_info[:2]


@dataclass(frozen=True, slots=True)
class Installation:
    """The installation found on this computer, without starting anything."""

    program: Path | None
    bridge: Bridge | None

    @property
    def problem(self) -> str | None:
        """The reason why the host cannot run here, as one sentence; None when it can."""
        if self.program is None:
            return NO_OFFICE
        if self.bridge is None:
            return NO_BRIDGE
        if not self.bridge.fits and self.bridge.python is not None:
            needed = ".".join(map(str, self.bridge.python))
            running = ".".join(map(str, sys.version_info[:2]))
            return (
                f"LibreOffice's Python bridge (package python3-uno) works with Python {needed} "
                f"only, and this is Python {running}: install FocusXL into a virtual environment "
                f"made by the system's python{needed}."
            )
        return None

    def require(self) -> tuple[Path, Bridge]:
        """Give the program and the bridge, or raise the reason why not."""
        if self.problem or self.program is None or self.bridge is None:
            raise LibreOfficeError(self.problem or NO_OFFICE)
        return self.program, self.bridge


def probe() -> Installation:
    """Find the installation; start no program and load no library."""
    return Installation(program=_find_program(), bridge=_find_bridge())


def _find_program() -> Path | None:
    for name in OFFICE_PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    for folder in OFFICE_FOLDERS:
        if found := shutil.which(OFFICE_PROGRAMS[0], path=folder):
            return Path(found)
    return None


def _find_bridge() -> Bridge | None:
    # find_spec raises for a module put into sys.modules without a spec.
    if "uno" in sys.modules or importlib.util.find_spec("uno") is not None:
        return Bridge(folder=None, python=None)
    for folder in map(Path, BRIDGE_FOLDERS):
        if (folder / "uno.py").is_file():
            return Bridge(folder=folder, python=_python_of(folder))
    return None


def _python_of(folder: Path) -> tuple[int, int] | None:
    """Read from the bridge's library which libpython it is linked with."""
    for place in (folder, *map(Path, OFFICE_FOLDERS)):
        for name in ("libpyuno.so", "pyuno.so"):
            library = place / name
            if not os.access(library, os.R_OK):
                continue
            if linked := re.search(rb"libpython(\d+)\.(\d+)", library.read_bytes()):
                return int(linked[1]), int(linked[2])
    return None
