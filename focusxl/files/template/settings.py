"""The sheet of settings in our workbook: every key that xlwings looks up, and what stands there.

What xlwings does not find on the sheet it looks up in files of the same name beside the workbook
and in the user's folder, and puts some of it into the command line that starts Python. So every
key stands on the sheet, the unused ones with nothing beside them. Our own VBA reads the
interpreter alone, and no file.
"""

from __future__ import annotations

from collections.abc import Mapping

SETTINGS_SHEET = "xlwings.conf"
INTERPRETER = "Interpreter_Win"
"""The one setting that differs from computer to computer: the Python that Excel is to start."""

SETTINGS: Mapping[str, str | bool] = {
    INTERPRETER: "",
    "PYTHONPATH": "",
    "ADD_WORKBOOK_TO_PYTHONPATH": False,
    "UDF Modules": "focusxl_udfs.functions",
    "Use UDF Server": True,
    "Show Console": False,
    "Debug UDFs": False,
    "Interpreter": "",
    "Interpreter_Mac": "",
    "Conda Path": "",
    "Conda Env": "",
    "License_Key": "",
    "OneDrive_Consumer_Win": "",
    "OneDrive_Consumer_Mac": "",
    "OneDrive_Commercial_Win": "",
    "OneDrive_Commercial_Mac": "",
    "SharePoint_Win": "",
    "SharePoint_Mac": "",
    "Show_Error_Popups": "",
    "Temp Dir": "",
}
"""Each key with what the template writes beside it; capitals do not matter to xlwings."""
