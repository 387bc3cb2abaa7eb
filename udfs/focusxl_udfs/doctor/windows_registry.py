"""The registry of the Windows computer of this process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from focusxl_udfs.doctor.registry import RegistryRefused, Root, Value, View

assert sys.platform == "win32"  # Type checkers on other systems skip what follows.

import winreg  # noqa: E402

_ROOTS = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}
_VIEWS = {64: winreg.KEY_WOW64_64KEY, 32: winreg.KEY_WOW64_32KEY}


class WindowsRegistry:
    """Reads the registry, and writes what `focusxl setup` remembers, nothing else."""

    def values(self, root: Root, key: str, view: View = 64) -> dict[str, Value]:
        """Give the texts and numbers of a key, by name in lower case."""
        found: dict[str, Value] = {}
        with _opened(root, key, view) as opened:
            if opened is not None:
                for index in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _ = winreg.EnumValue(opened, index)
                    if isinstance(value, str | int):
                        found[name.lower()] = value
        return found

    def remember(self, key: str, values: Mapping[str, str]) -> None:
        """Write texts into a key of this user's own."""
        try:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                for name, text in values.items():
                    winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)
        except OSError:
            raise RegistryRefused(rf"HKCU\{key}") from None

    def forget(self, key: str) -> None:
        """Delete a key of this user's own; one that is not there is gone."""
        try:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
        except FileNotFoundError:
            return
        except OSError:
            raise RegistryRefused(rf"HKCU\{key}") from None

    def subkeys(self, root: Root, key: str) -> tuple[str, ...]:
        """Give the names of the keys below a key."""
        with _opened(root, key, 64) as opened:
            if opened is None:
                return ()
            count = winreg.QueryInfoKey(opened)[0]
            return tuple(winreg.EnumKey(opened, index) for index in range(count))


@contextmanager
def _opened(root: Root, key: str, view: View) -> Iterator[winreg.HKEYType | None]:
    try:
        opened = winreg.OpenKey(_ROOTS[root], key, 0, winreg.KEY_READ | _VIEWS[view])
    except FileNotFoundError:
        yield None
        return
    except OSError:
        raise RegistryRefused(f"{root}\\{key}") from None
    with opened:
        yield opened
