"""Small immutable values, equal where their class and their parts are equal.

They take the place of frozen dataclasses: defining a dataclass costs half a millisecond, which
every run of the command would pay.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import ClassVar


def _nothing(_: object) -> object:
    return ()


class Value:
    """An immutable value, compared, hashed and printed by its parts."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    """Names of the parts, in the order of the constructor's arguments."""
    _parts: ClassVar[Callable[[object], object]] = staticmethod(_nothing)

    def __init_subclass__(cls) -> None:
        if cls.__match_args__:
            cls._parts = attrgetter(*cls.__match_args__)

    def __eq__(self, other: object) -> bool:
        mine = type(self)
        return mine is type(other) and mine._parts(self) == mine._parts(other)

    def __hash__(self) -> int:
        return hash((type(self), type(self)._parts(self)))

    def __repr__(self) -> str:
        named = (f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({', '.join(named)})"
