"""The registry of a Windows computer, as far as it is asked here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

Root = Literal["HKLM", "HKCU"]
View = Literal[64, 32]
Value = str | int


class RegistryRefused(Exception):
    """Windows does not let this user read or write a key; the message is the key."""


class Registry(Protocol):
    """The registry; a key that does not exist reads as an empty one."""

    def values(self, root: Root, key: str, view: View = 64) -> Mapping[str, Value]:
        """Give the texts and numbers of a key, by name in lower case.

        Raises:
            RegistryRefused: this user may not read the key.
        """

    def remember(self, key: str, values: Mapping[str, str]) -> None:
        """Write texts into a key of this user's own.

        Raises:
            RegistryRefused: this user may not write it.
        """

    def forget(self, key: str) -> None:
        """Delete a key of this user's own, which has none below; one that is not there is gone."""

    def subkeys(self, root: Root, key: str) -> tuple[str, ...]:
        """Give the names of the keys below a key.

        Raises:
            RegistryRefused: this user may not read the key.
        """
