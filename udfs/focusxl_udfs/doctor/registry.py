"""The registry of a Windows computer, as far as it is asked here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

Root = Literal["HKLM", "HKCU"]
View = Literal[64, 32]
Value = str | int


class RegistryRefused(Exception):
    """Windows does not let this user read a key; the message is the key."""


class Registry(Protocol):
    """Reads the registry; a key that does not exist reads as an empty one."""

    def values(self, root: Root, key: str, view: View = 64) -> Mapping[str, Value]:
        """Give the texts and numbers of a key, by name in lower case.

        Raises:
            RegistryRefused: this user may not read the key.
        """

    def subkeys(self, root: Root, key: str) -> tuple[str, ...]:
        """Give the names of the keys below a key.

        Raises:
            RegistryRefused: this user may not read the key.
        """
