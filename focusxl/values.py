"""Small values by the thousand: equal where they are of one kind and their parts are equal.

They are what frozen dataclasses would be, written out: to define one of those takes half a
millisecond, which every call of the command would pay again.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import ClassVar


def _nothing(_: object) -> object:
    return ()


class Value:
    """A value that is what its parts say; nothing changes it."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    """Its parts, in the order in which it is made of them."""
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
