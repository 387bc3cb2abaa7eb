"""The settings sheet of the workbook: every key that xlwings looks up, with its value.

A key that is not on the sheet is looked up by xlwings in files of the same name beside the workbook
and in the user's folder, and some values go into the command line that starts Python. Every key
therefore is on the sheet, the unused ones without a value. The workbook's own VBA reads the
interpreter alone, and no file.
"""

from __future__ import annotations

from collections.abc import Mapping

SETTINGS_SHEET = "xlwings.conf"
INTERPRETER = "Interpreter_Win"
"""The one setting that differs between computers: the Python that Excel starts."""

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
"""The value that the template writes for each key; xlwings ignores case."""
