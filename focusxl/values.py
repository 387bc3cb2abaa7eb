"""Small values by the thousand: equal where they are of one kind and their parts are equal.

They are what frozen dataclasses would be, written out: to define one of those takes a millisecond,
which every call of the command would pay again.
"""

from __future__ import annotations

from typing import ClassVar


class Value:
    """A value that is what its parts say; nothing changes it."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    """Its parts, in the order in which it is made of them."""

    def _parts(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value):
            return NotImplemented
        return type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self), self._parts()))

    def __repr__(self) -> str:
        named = zip(self.__match_args__, self._parts(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={part!r}' for name, part in named)})"
