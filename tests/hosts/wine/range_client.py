"""Runs under Windows Python: the wrappers that xlwings generates, which hand over Range objects.

Each line read is a request ``{"calls": [{"module", "function", "arguments", "constants"}],
"rounds": n}``, where all arguments after the constants are cells. The line written holds for each
call the ``seconds`` of every round with plain values (``plain``) and with objects (``objects``),
and ``reads_back``: how often the server called into this process for one call with objects.

Excel's part is played by COM objects of this process that answer what xlwings asks of a Range.
Their type says Range, as Excel's does, so the server runs unchanged.
"""

import json
import sys
import time
from typing import Any, Final

import pythoncom
import pywintypes
import win32com.client
from win32com.server import util
from win32com.server.policy import DesignatedWrapPolicy

RANGE_TYPE: Final = "{00020846-0000-0000-C000-000000000046}"
SYS_WIN64: Final = 3
TKIND_DISPATCH: Final = 4


class ReadCounter:
    """How often an object of this process was called from the server."""

    def __init__(self) -> None:
        self.reads = 0


def range_type() -> Any:
    """Make a type description with the name and the id of Excel's Range."""
    # The name is that of a file which is only written when asked for.
    library = pythoncom.CreateTypeLib2(SYS_WIN64, "range.tlb")
    described = library.CreateTypeInfo("Range", TKIND_DISPATCH)
    described.SetGuid(pywintypes.IID(RANGE_TYPE))
    described.LayOut()
    return described.QueryInterface(pythoncom.IID_ITypeInfo)


class Counted(DesignatedWrapPolicy):
    """Serves an object's public attributes and counts what is asked of it."""

    def _wrap_(self, instance: "ExcelObject") -> None:
        super()._wrap_(instance)
        self._typeinfos_ = [instance.described]

    def _GetTypeInfoCount_(self) -> int:  # noqa: N802 - pywin32's name
        return len(self._typeinfos_)

    def _GetTypeInfo_(self, index: int, _locale: int) -> tuple[int, Any]:  # noqa: N802
        return 0, self._typeinfos_[index]

    def _invokeex_(self, *arguments: Any) -> Any:
        self._obj_.counter.reads += 1
        return super()._invokeex_(*arguments)


class ExcelObject:
    """An object of Excel's as far as the server looks at it."""

    _public_methods_: Final[list[str]] = []

    def __init__(self, counter: ReadCounter, described: Any, **attributes: Any) -> None:
        self._public_attrs_ = list(attributes)
        self.counter = counter
        self.described = described
        self.__dict__.update(attributes)

    def served(self) -> Any:
        """Give the object out as COM sees it."""
        return util.wrap(self, usePolicy=Counted)


class Sheet:
    """A worksheet whose cells can be handed over."""

    def __init__(self) -> None:
        self.counter = ReadCounter()
        self._described = range_type()
        self._application = self._object(Hwnd=1, Version="16.0")
        self.workbook = self._object(Application=self._application, Name="FOCUS Report.xlsm")
        self._worksheet = self._object(Parent=self.workbook, Name="Segregation")

    def cell(self, value: Any) -> Any:
        """Give the Range of one cell."""
        one = self._object(Count=1)
        return self._object(
            Value=value,
            Count=1,
            Row=3,
            Column=2,
            Worksheet=self._worksheet,
            Application=self._application,
            Rows=one,
            Columns=one,
            Areas=one,
        )

    def _object(self, **attributes: Any) -> Any:
        return ExcelObject(self.counter, self._described, **attributes).served()


def measure(server: Any, sheet: Sheet, call: dict[str, Any]) -> dict[str, Any]:
    """Make one call both ways."""
    values = tuple(call["arguments"])
    constants = values[: call["constants"]]
    started = time.perf_counter()
    plain = server.CallUDF(call["module"], call["function"], values, None, None)
    between = time.perf_counter()
    cells = (*constants, *(sheet.cell(value) for value in values[call["constants"] :]))
    caller = sheet.cell(None)
    before = sheet.counter.reads
    ready = time.perf_counter()
    objects = server.CallUDF(call["module"], call["function"], cells, sheet.workbook, caller)
    ended = time.perf_counter()
    if plain != objects:
        raise ValueError(f"{call}: {plain!r} with values, {objects!r} with Range objects")
    return {
        "plain": between - started,
        "objects": ended - ready,
        "reads_back": sheet.counter.reads - before,
    }


def main() -> None:
    """Answer requests until there are no more."""
    server = win32com.client.Dispatch(
        pythoncom.CoCreateInstance(
            pywintypes.IID(sys.argv[1]),
            None,
            pythoncom.CLSCTX_LOCAL_SERVER,
            pythoncom.IID_IDispatch,
        )
    )
    sheet = Sheet()
    for line in sys.stdin:
        request = json.loads(line)
        rounds = [
            [measure(server, sheet, call) for call in request["calls"]]
            for _ in range(request["rounds"])
        ]
        answer = [
            {
                "plain": [done[place]["plain"] for done in rounds],
                "objects": [done[place]["objects"] for done in rounds],
                "reads_back": result["reads_back"],
            }
            for place, result in enumerate(rounds[-1])
        ]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
