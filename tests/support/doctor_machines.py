"""Windows computers that the doctor can examine on any system: a registry and a tree of files."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from focusxl_udfs.doctor.machine import Machine, Python
from focusxl_udfs.doctor.registry import RegistryRefused, Root, Value, View

Key = tuple[str, str] | tuple[str, str, int]


@dataclass
class WrittenRegistry:
    """A registry with the keys that a test writes, and keys that Windows does not show."""

    keys: dict[Key, dict[str, Value]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    def values(self, root: Root, key: str, view: View = 64) -> Mapping[str, Value]:
        self._open(key)
        wanted = (root, key.lower(), view)
        for (of_root, of_key, *of_view), values in self.keys.items():
            if (of_root, of_key.lower(), *(of_view or [64])) == wanted:
                return {name.lower(): value for name, value in values.items()}
        return {}

    def remember(self, key: str, values: Mapping[str, str]) -> None:
        self._open(key)
        self.keys["HKCU", key] = dict(values)

    def forget(self, key: str) -> None:
        self._open(key)
        self.keys.pop(("HKCU", key), None)

    def subkeys(self, root: Root, key: str) -> tuple[str, ...]:
        self._open(key)
        below = f"{key.lower()}\\"
        names = {
            one[1][len(below) :].partition("\\")[0]
            for one in self.keys
            if one[0] == root and one[1].lower().startswith(below)
        }
        return tuple(sorted(names))

    def _open(self, key: str) -> None:
        if any(one.lower() in key.lower() for one in self.refused):
            raise RegistryRefused(key)


def windows_machine(folder: Path, registry: WrittenRegistry | None = None) -> Machine:
    """A Windows computer below a folder: a virtual environment, and no Excel yet."""
    environment = folder / "venv"
    scripts = environment / "Scripts"
    scripts.mkdir(parents=True)
    for name in ("python.exe", "pythonw.exe"):
        (scripts / name).touch()
    home = folder / "home"
    home.mkdir()
    return Machine(
        system="Windows",
        python=Python(
            version=(3, 12, 1),
            bits=64,
            executable=scripts / "python.exe",
            prefix=environment,
            base_prefix=folder / "Python312",
        ),
        environment={},
        home=home,
        folder=home,
        registry=registry or WrittenRegistry(),
    )


def other_machine(folder: Path, system: str) -> Machine:
    """This Python on a Linux computer or a Mac."""
    machine = windows_machine(folder)
    running = replace(machine.python, executable=Path(sys.executable))
    return replace(machine, system=system, python=running, registry=None)  # type: ignore[arg-type]
