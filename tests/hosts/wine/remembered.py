"""Runs under Windows Python: what the workbook's VBA finds of focusxl setup, and of the path.

Reads one line, ``{"folders": [...], "program", "copy"}``, and writes one: where the system's
SearchPath, called as the VBA calls it, finds the program (in each of the folders, and with none
named), and whether the copy of xlwings' library can be loaded and has its entry point.
"""

import ctypes
import json
import sys
from typing import Any

LONGEST_PATH = 260
kernel32: Any = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]


def found(folder: str | None, program: str) -> str:
    """Where the system finds a program; the order of arguments is the declaration's."""
    answer = ctypes.create_string_buffer(LONGEST_PATH)
    looked_in = None if folder is None else folder.encode("mbcs")
    length = kernel32.SearchPathA(
        looked_in, program.encode("mbcs"), None, LONGEST_PATH, answer, None
    )
    return answer.raw[:length].decode("mbcs")


def main() -> None:
    """Look, and tell."""
    task = json.loads(sys.stdin.readline())
    library = ctypes.WinDLL(task["copy"])  # type: ignore[attr-defined, unused-ignore]
    told = {
        "in": [found(folder, task["program"]) for folder in task["folders"]],
        "anywhere": found(None, task["program"]),
        "entry": bool(library.XLPyDLLActivateAuto),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
