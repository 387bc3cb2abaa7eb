"""LibreOffice's Python bridge, loaded without the other Python packages of the system."""

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

from focusxl_udfs.libreoffice import LibreOfficeError
from focusxl_udfs.libreoffice.installation import Bridge, probe

UNO_ERROR = "com.sun.star.uno.Exception"
"""The class of every UNO error. Which one is raised after the office has ended is undefined."""


def load_bridge() -> Any:
    """Give the module `uno`; `import unohelper` and `com.sun.star` work afterwards."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    _, bridge = probe().require()
    try:
        if bridge.folder is None:
            return importlib.import_module("uno")
        return _load_from(bridge, bridge.folder)
    except ImportError as error:
        raise LibreOfficeError(
            f"LibreOffice's Python bridge could not be loaded ({error}): "
            "reinstall the package python3-uno."
        ) from error


def uno_class(name: str) -> Any:
    """Give a UNO interface, exception or struct class by its full name."""
    return load_bridge().getClass(name)


def properties(**values: object) -> tuple[Any, ...]:
    """Give named values as UNO takes them."""
    make = uno_class("com.sun.star.beans.PropertyValue")
    return tuple(make(Name=name, Value=value) for name, value in values.items())


def _load_from(bridge: Bridge, folder: Path) -> Any:
    # Loaded by file, not through sys.path: the folder holds all of the system's Python packages.
    for name in ("uno", "unohelper"):
        spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
        if spec is None or spec.loader is None:
            raise ImportError(f"{name}.py cannot be read in {bridge.folder}")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
    return sys.modules["uno"]
