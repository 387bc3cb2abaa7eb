"""Small values by the thousand: equal where they are of one kind and their parts are equal.

They are what frozen dataclasses would be: to define one of those takes a millisecond, which every
call of the command would pay again, and the first one as long as a page takes to be read. Where
thousands are made, they are written out with slots; the others name their parts alone.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar, Self, dataclass_transform


def _nothing(_: object) -> object:
    return ()


class Value:
    """A value that is what its parts say; nothing changes it."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    """Its parts, in the order in which it is made of them."""
    _parts: ClassVar[Callable[[object], object]] = staticmethod(_nothing)

    def __init_subclass__(cls) -> None:
        cls.__match_args__ = (*cls.__match_args__, *cls.__annotations__)  # type: ignore[misc]
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

    def replaced(self, **named: Any) -> Self:
        """Give the same with other values of some parts."""
        kept = {name: getattr(self, name) for name in self.__match_args__}
        return type(self)(**{**kept, **named})


@dataclass_transform(frozen_default=True)
class Record(Value):
    """A value made of named parts, with what its class says for those that are left out.

    It is written like a frozen dataclass. A default is shared by all that leave the part out, so
    only what nothing can change may be one.
    """

    def __init__(self, *parts: Any, **named: Any) -> None:
        self.__dict__.update(zip(self.__match_args__, parts, strict=False), **named)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed; see `replaced`")
