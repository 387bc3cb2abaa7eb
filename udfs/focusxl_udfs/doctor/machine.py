"""The computer and the Python that are examined, and the computer's registry."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from focusxl_udfs.doctor.registry import Registry

System = Literal["Windows", "macOS", "Linux"]

_FIXED_DISK = 3
"""Windows' drive type of a built-in disk."""
STORE_FOLDER = "windowsapps"
"""The folder, in lower case, of programs and aliases from the Microsoft Store."""


@dataclass(frozen=True, slots=True)
class Python:
    """A running Python."""

    version: tuple[int, int, int]
    bits: int
    executable: Path
    prefix: Path
    base_prefix: Path

    @property
    def windowless(self) -> Path:
        """The program beside it that runs Python without a window on Windows."""
        return self.executable.with_name("pythonw.exe")


@dataclass(frozen=True, slots=True)
class Machine:
    """A computer, as far as it is examined."""

    system: System
    python: Python
    environment: Mapping[str, str]
    home: Path
    folder: Path
    """The current folder."""
    registry: Registry | None
    """None on systems without a registry."""

    def pip(self, arguments: str) -> str:
        """Write the command line that runs pip for this Python."""
        program = str(self.python.executable)
        return (
            f'"{program}" -m pip {arguments}' if " " in program else f"{program} -m pip {arguments}"
        )


def this_machine() -> Machine:
    """Describe the computer and the Python of this process."""
    return Machine(
        system=_system(),
        python=Python(
            version=sys.version_info[:3],
            bits=struct.calcsize("P") * 8,
            executable=Path(sys.executable),
            prefix=Path(sys.prefix),
            base_prefix=Path(sys.base_prefix),
        ),
        environment=dict(os.environ),
        home=Path.home(),
        folder=Path.cwd(),
        registry=_this_registry(),
    )


def is_from_store(path: Path) -> bool:
    """Tell whether a program comes from the Microsoft Store."""
    return STORE_FOLDER in (part.lower() for part in path.parts)


def is_on_network(path: Path) -> bool:
    """Tell whether a path is on another computer."""
    return str(path).startswith(("\\\\", "//"))


def is_on_fixed_disk(path: Path) -> bool:
    """Tell whether a path is on a built-in disk; known on Windows only."""
    if sys.platform != "win32":
        return True
    import ctypes

    kind: int = ctypes.windll.kernel32.GetDriveTypeW(path.anchor)
    return kind == _FIXED_DISK


def _system() -> System:
    match sys.platform:
        case "win32":
            return "Windows"
        case "darwin":
            return "macOS"
    return "Linux"


def _this_registry() -> Registry | None:
    """Give this computer's registry; None if there is none."""
    if sys.platform == "win32":
        from focusxl_udfs.doctor.windows_registry import WindowsRegistry

        return WindowsRegistry()
    return None
