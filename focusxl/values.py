"""Small immutable values, equal where their class and their parts are equal.

They take the place of frozen dataclasses: to define one of those takes a millisecond, which every
run of the command would pay. Where thousands are made, they are written out with slots; the others
only name their parts.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar, Self, dataclass_transform


def _nothing(_: object) -> object:
    return ()


class Value:
    """An immutable value, compared, hashed and printed by its parts."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    """Names of the parts, in the order of the constructor's arguments."""
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
