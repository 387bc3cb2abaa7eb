"""Runs under Windows Python: what the workbook's VBA does, from a cold start to a lost server.

Reads one line, ``{"interpreter", "command", "module", "function", "arguments", "ending"}``: the
Python and the command line that the VBA composed for it, a call to make, and how the server ends
("quit" or "kill"). Writes one line: what each step gave. The steps are those of the VBA modules
xlwings (XLPy) and FocusXLBridge (a kept object, let go of after a failure that Python did not
raise).
"""

import ctypes
import json
import sys
from ctypes import byref, c_char_p, c_int, c_long
from pathlib import Path
from typing import Any, Final

from automation import (
    VT_BSTR,
    VT_DISPATCH,
    CallFailedError,
    LateBound,
    Variant,
    from_variant,
    start_com,
)
from wire import NOTHING, decode, encode

START: Final = 1
RAISED_IN_PYTHON: Final = "Python COM Server Internal Error"
"""What FocusXLBridge looks for in Err.Source."""
PROCESS_TERMINATE: Final = 1
SYNCHRONIZE: Final = 0x100000
MILLISECONDS_TO_END: Final = 20_000

kernel32: Any = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]


class Starter:
    """The function XLPy() of the VBA module xlwings."""

    def __init__(self, interpreter: str, command: str) -> None:
        [library] = Path(interpreter).parent.glob("xlwings64-*.dll")
        self._activate = ctypes.WinDLL(str(library)).XLPyDLLActivateAuto  # type: ignore[attr-defined, unused-ignore]
        self._activate.argtypes = [ctypes.POINTER(Variant), c_char_p, c_int]
        self._activate.restype = c_long
        self.command = command

    def server(self) -> LateBound:
        """Start the server, or find the one that runs."""
        result = Variant()
        # VBA hands a String to a DLL in the code page of the machine.
        status = self._activate(byref(result), self.command.encode("mbcs"), START)
        if status != 0:
            said = from_variant(result) if result.kind == VT_BSTR else "no reason given"
            raise CallFailedError(status, str(said))
        if result.kind != VT_DISPATCH:
            raise CallFailedError(status, f"a VARIANT of kind {result.kind} in place of an object")
        return LateBound(result.payload.pointer)


class Workbook:
    """The part of FocusXLBridge that keeps the server."""

    def __init__(self, starter: Starter) -> None:
        self._starter = starter
        self._server: LateBound | None = None
        self.steps: list[dict[str, Any]] = []

    def call(self, module: str, function: str, *arguments: Any) -> Any:
        """Call a function; when a kept server does not answer, start a new one and call again."""
        was_kept = self._server is not None
        answered, answer = self._try(module, function, arguments)
        if not answered and was_kept:
            answered, answer = self._try(module, function, arguments)
        return answer

    def _try(self, module: str, function: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
        step: dict[str, Any] = {"function": function, "started": self._server is None}
        self.steps.append(step)
        try:
            if self._server is None:
                self._server = self._starter.server()
            answer = self._server.call("CallUDF", module, function, arguments, NOTHING, NOTHING)
        except CallFailedError as error:
            step |= {"failure": error.description, "code": error.code, "source": error.source}
            if error.source == RAISED_IN_PYTHON:
                return True, None
            self._server = None
            return False, None
        step["value"] = encode(answer)
        return True, answer


def kill(process_id: int) -> None:
    """End the server as a crash or an administrator would."""
    process = kernel32.OpenProcess(PROCESS_TERMINATE, False, process_id)
    if not kernel32.TerminateProcess(process, 1):
        raise OSError(f"Process {process_id} could not be ended.")
    kernel32.CloseHandle(process)


def lose_server(workbook: Workbook, starter: Starter, ending: str) -> None:
    """End the server behind the workbook's back."""
    process_id = int(workbook.call("probe", "process_id"))
    if ending == "quit":
        process = kernel32.OpenProcess(SYNCHRONIZE, False, process_id)
        workbook.call("probe", "end_server")
        # The answer comes before the end.
        kernel32.WaitForSingleObject(process, MILLISECONDS_TO_END)
        kernel32.CloseHandle(process)
    else:
        kill(process_id)
        # Windows forgets the class of a process that died; Wine 8 does not. Another command line
        # makes the DLL take another class.
        starter.command += " "


def main() -> None:
    """Call, lose the server, and call again."""
    task = json.loads(sys.stdin.readline())
    start_com()
    starter = Starter(task["interpreter"], task["command"])
    workbook = Workbook(starter)
    call = (task["module"], task["function"], *(decode(one) for one in task["arguments"]))
    workbook.call(*call)
    workbook.call(*call)
    workbook.call("probe", "broken")
    lose_server(workbook, starter, task["ending"])
    workbook.call(*call)
    workbook.call("probe", "process_id")
    workbook.call("probe", "import_path")
    print(json.dumps({"steps": workbook.steps}), flush=True)


if __name__ == "__main__":
    main()
