"""Late-bound calls as VBA makes them: VARIANTs laid out by hand, so that an error stays an error.

Runs under Windows Python. pywin32's own client turns every VT_ERROR it sends into "argument
missing", so it cannot play Excel; these few structures can.
"""

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_double, c_int, c_long, c_short, c_uint, c_ushort, c_void_p
from typing import Any, Final

from wire import CellError, Missing, Nothing

VT_EMPTY: Final = 0
VT_I2: Final = 2
VT_I4: Final = 3
VT_R8: Final = 5
VT_BSTR: Final = 8
VT_DISPATCH: Final = 9
VT_ERROR: Final = 10
VT_BOOL: Final = 11
VT_VARIANT: Final = 12
VT_I8: Final = 20
VT_ARRAY: Final = 0x2000

NUMBERS: Final = {VT_I2: "short", VT_I4: "long", VT_R8: "double", VT_I8: "hyper"}
"""The kinds of number, each with where its VARIANT holds it."""

ARGUMENT_MISSING: Final = -2147352572
DISPATCH_METHOD: Final = 1
EXCEPTION_OCCURRED: Final = -2147352567
IN_ANOTHER_PROCESS: Final = 4

ole32: Any = ctypes.windll.ole32  # type: ignore[attr-defined, unused-ignore]
oleaut32: Any = ctypes.windll.oleaut32  # type: ignore[attr-defined, unused-ignore]


class Guid(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_ubyte * 16)]

    @classmethod
    def parse(cls, text: str) -> "Guid":
        guid = cls()
        checked(ole32.CLSIDFromString(ctypes.c_wchar_p(text), byref(guid)), f"the GUID {text}")
        return guid


class _Payload(ctypes.Union):
    _fields_ = [
        ("double", c_double),
        ("short", c_short),
        ("long", c_long),
        ("hyper", ctypes.c_longlong),
        ("pointer", c_void_p),
        ("pair", c_void_p * 2),
    ]


class Variant(ctypes.Structure):
    _fields_ = [("kind", c_ushort), ("reserved", c_ushort * 3), ("payload", _Payload)]


class _Bound(ctypes.Structure):
    _fields_ = [("count", ctypes.c_ulong), ("lowest", c_long)]


class _Parameters(ctypes.Structure):
    _fields_ = [
        ("arguments", POINTER(Variant)),
        ("named", c_void_p),
        ("count", c_uint),
        ("named_count", c_uint),
    ]


class _Exception(ctypes.Structure):
    _fields_ = [
        ("code", c_ushort),
        ("reserved", c_ushort),
        ("source", c_void_p),
        ("description", c_void_p),
        ("help_file", c_void_p),
        ("help_context", ctypes.c_ulong),
        ("reserved_pointer", c_void_p),
        ("fill_in", c_void_p),
        ("scode", c_long),
    ]


IDISPATCH: Final = "{00020400-0000-0000-C000-000000000046}"

oleaut32.SysAllocStringLen.restype = c_void_p
oleaut32.SysAllocStringLen.argtypes = [ctypes.c_wchar_p, c_uint]
oleaut32.SysStringLen.argtypes = [c_void_p]
oleaut32.SysFreeString.argtypes = [c_void_p]
oleaut32.SafeArrayCreate.restype = c_void_p
oleaut32.SafeArrayCreate.argtypes = [c_ushort, c_uint, POINTER(_Bound)]
oleaut32.SafeArrayPutElement.argtypes = [c_void_p, POINTER(c_long), c_void_p]
oleaut32.SafeArrayGetElement.argtypes = [c_void_p, POINTER(c_long), c_void_p]
oleaut32.SafeArrayGetDim.argtypes = [c_void_p]
oleaut32.SafeArrayGetLBound.argtypes = [c_void_p, c_uint, POINTER(c_long)]
oleaut32.SafeArrayGetUBound.argtypes = [c_void_p, c_uint, POINTER(c_long)]
oleaut32.VariantClear.argtypes = [POINTER(Variant)]


class CallFailedError(Exception):
    """The call itself failed, as VBA's Err would show it."""

    def __init__(self, code: int, description: str, source: str = "") -> None:
        super().__init__(f"{description} ({code & 0xFFFFFFFF:#010x})")
        self.code = code
        self.description = description
        self.source = source


def checked(status: int, what: str) -> None:
    """Raise when a COM function says it failed."""
    if c_int(status).value < 0:
        raise CallFailedError(c_int(status).value, what)


def to_variant(value: Any) -> Variant:
    """Lay out a value as Excel's Range.Value2 and VBA's Array() do."""
    variant = Variant()
    match value:
        case None:
            variant.kind = VT_EMPTY
        case bool():
            variant.kind, variant.payload.short = VT_BOOL, -1 if value else 0
        case int() | float():
            variant.kind, variant.payload.double = VT_R8, float(value)
        case str():
            variant.kind = VT_BSTR
            units = len(value.encode("utf-16-le", "surrogatepass")) // 2
            variant.payload.pointer = oleaut32.SysAllocStringLen(value, units)
        case CellError():
            variant.kind, variant.payload.long = VT_ERROR, value.code
        case Missing():
            variant.kind, variant.payload.long = VT_ERROR, ARGUMENT_MISSING
        case Nothing():
            variant.kind, variant.payload.pointer = VT_DISPATCH, None
        case list():
            variant.kind, variant.payload.pointer = VT_ARRAY | VT_VARIANT, _rows(value)
        case tuple():
            variant.kind, variant.payload.pointer = VT_ARRAY | VT_VARIANT, _row(value)
        case _:
            raise TypeError(f"A {type(value).__name__} cannot be sent.")
    return variant


def _row(values: tuple[Any, ...]) -> int:
    """Lay out VBA's Array(…): one dimension, counted from 0."""
    array: int = oleaut32.SafeArrayCreate(VT_VARIANT, 1, byref(_Bound(len(values), 0)))
    for place, value in enumerate(values):
        _put(array, (c_long * 1)(place), value)
    return array


def _rows(rows: list[list[Any]]) -> int:
    """Lay out the Value2 of a range of several cells: two dimensions, counted from 1."""
    bounds = (_Bound * 2)(_Bound(len(rows), 1), _Bound(len(rows[0]), 1))
    array: int = oleaut32.SafeArrayCreate(VT_VARIANT, 2, bounds)
    for row_place, row in enumerate(rows, 1):
        for column_place, value in enumerate(row, 1):
            _put(array, (c_long * 2)(row_place, column_place), value)
    return array


def _put(array: int, place: Any, value: Any) -> None:
    with _owned(to_variant(value)) as variant:
        checked(
            oleaut32.SafeArrayPutElement(array, place, byref(variant)), "SafeArrayPutElement failed"
        )


@contextmanager
def _owned(variant: Variant) -> Iterator[Variant]:
    try:
        yield variant
    finally:
        oleaut32.VariantClear(byref(variant))


def from_variant(variant: Variant) -> Any:
    """Read back what a call returned."""
    payload = variant.payload
    if variant.kind == VT_EMPTY:
        return None
    if variant.kind == VT_BOOL:
        return payload.short != 0
    if variant.kind == VT_BSTR:
        return _text(payload.pointer)
    if variant.kind == VT_ERROR:
        return CellError(payload.long)
    if variant.kind == VT_ARRAY | VT_VARIANT:
        return _read_array(payload.pointer)
    if variant.kind in NUMBERS:
        return getattr(payload, NUMBERS[variant.kind])
    raise TypeError(f"A VARIANT of kind {variant.kind} was returned; no cell can hold that.")


def _text(pointer: int | None) -> str:
    if not pointer:
        return ""
    return ctypes.wstring_at(pointer, oleaut32.SysStringLen(pointer))


def _read_array(array: int) -> Any:
    bounds = []
    for dimension in range(1, oleaut32.SafeArrayGetDim(array) + 1):
        lowest, highest = c_long(), c_long()
        oleaut32.SafeArrayGetLBound(array, dimension, byref(lowest))
        oleaut32.SafeArrayGetUBound(array, dimension, byref(highest))
        bounds.append(range(lowest.value, highest.value + 1))
    if len(bounds) == 1:
        return tuple(_element(array, place) for place in bounds[0])
    rows, columns = bounds
    return [[_element(array, row, column) for column in columns] for row in rows]


def _element(array: int, *places: int) -> Any:
    variant = Variant()
    position = (c_long * len(places))(*places)
    checked(oleaut32.SafeArrayGetElement(array, position, byref(variant)), "SafeArrayGetElement")
    with _owned(variant):
        return from_variant(variant)


class LateBound:
    """An object variable of VBA: every call by name, every call counted."""

    def __init__(self, pointer: int) -> None:
        self._pointer = c_void_p(pointer)
        self._invoke = self._slot(
            6,
            c_long,
            POINTER(Guid),
            c_uint,
            c_ushort,
            POINTER(_Parameters),
            POINTER(Variant),
            POINTER(_Exception),
            POINTER(c_uint),
        )
        self._names: dict[str, int] = {}
        self.calls = 0
        self.seconds = 0.0
        """Spent in calls, without laying out values: Excel does that in machine code."""

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a method, passing values."""
        number = self._number_of(method)
        # COM takes arguments from the last to the first.
        values = (Variant * len(arguments))(*map(to_variant, reversed(arguments)))
        result, exception = Variant(), _Exception()
        try:
            self.calls += 1
            started = time.perf_counter()
            status = self._invoke(
                self._pointer,
                number,
                byref(Guid()),
                0,
                DISPATCH_METHOD,
                byref(_Parameters(values, None, len(arguments), 0)),
                byref(result),
                byref(exception),
                byref(c_uint()),
            )
            self.seconds += time.perf_counter() - started
            if c_int(status).value == EXCEPTION_OCCURRED:
                raise _failure(exception)
            checked(status, f"{method} could not be called")
            return from_variant(result)
        finally:
            oleaut32.VariantClear(byref(result))
            for value in values:
                oleaut32.VariantClear(byref(value))

    def release(self) -> None:
        """Let go of the object: Set … = Nothing."""
        self._slot(2)(self._pointer)

    def _number_of(self, method: str) -> int:
        if method not in self._names:
            number = c_long()
            status = self._slot(
                5, POINTER(Guid), POINTER(ctypes.c_wchar_p), c_uint, c_uint, POINTER(c_long)
            )(
                self._pointer,
                byref(Guid()),
                byref(ctypes.c_wchar_p(method)),
                1,
                0,
                byref(number),
            )
            checked(status, f"{method} is not known to the object")
            self._names[method] = number.value
        return self._names[method]

    def _slot(self, place: int, *argument_types: Any) -> Any:
        table = ctypes.cast(self._pointer, POINTER(POINTER(c_void_p))).contents
        prototype = ctypes.WINFUNCTYPE(c_long, c_void_p, *argument_types)  # type: ignore[attr-defined, unused-ignore]
        return prototype(table[place])


def _failure(exception: _Exception) -> CallFailedError:
    description, source = _text(exception.description), _text(exception.source)
    for text in (exception.source, exception.description, exception.help_file):
        oleaut32.SysFreeString(text)
    return CallFailedError(exception.scode, description, source)


def start_com() -> None:
    """Join COM on this thread, as Excel's main thread does."""
    checked(ole32.CoInitialize(None), "CoInitialize failed")


def connect(class_id: str) -> LateBound:
    """Connect to a server that runs in another process."""
    pointer = c_void_p()
    checked(
        ole32.CoCreateInstance(
            byref(Guid.parse(class_id)),
            None,
            IN_ANOTHER_PROCESS,
            byref(Guid.parse(IDISPATCH)),
            byref(pointer),
        ),
        "no server answers",
    )
    return LateBound(pointer.value or 0)
