"""The settings sheet, which xlwings' VBA reads."""

from xlsxwriter.worksheet import Worksheet

from focusxl.files.pages.styles import Styles
from focusxl.files.template.settings import INTERPRETER, SETTINGS


def write_settings_sheet(sheet: Worksheet, styles: Styles, interpreter: str) -> None:
    """Write the settings from A1 down without gaps, as xlwings reads them.

    The workbook's own folder is kept off the module path: a file beside the workbook must not be
    imported as a part of Python.
    """
    # A user has nothing to do here, and can show it again with Excel's own Unhide.
    sheet.hide()
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 80)
    look = styles.custom({})
    for row, (key, value) in enumerate({**SETTINGS, INTERPRETER: interpreter}.items()):
        sheet.write_string(row, 0, key, look)
        if isinstance(value, bool):
            sheet.write_boolean(row, 1, value, look)
        else:
            sheet.write_string(row, 1, value, look)
