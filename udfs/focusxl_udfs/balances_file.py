"""The trial balance that the user has just chosen, handed from the macro to the command."""

from __future__ import annotations

from pathlib import Path

import xlwings as xw

from focusxl_udfs.official_form import settings_folder

_FILE = "balances-to-load.txt"
_ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv")


def chosen_balances() -> Path | None:
    """Give the file that was chosen, once; None where there is none."""
    place = _memory()
    if place is None or not place.is_file():
        return None
    chosen = place.read_text("utf-8").strip()
    place.unlink(missing_ok=True)
    return Path(chosen) if chosen else None


def _memory() -> Path | None:
    folder = settings_folder()
    return None if folder is None else folder / _FILE


@xw.func
def balances_file(chosen):  # type: ignore[no-untyped-def]  # xlwings takes annotations for converters
    """Take the file that was chosen; what cannot be used comes back after “FocusXL:”."""
    try:
        file = Path(str(chosen))
        if file.suffix.lower() not in _ENDINGS or not file.is_file():
            return f"FocusXL: “{file.name}” is not a trial balance (.xlsx, .xls or .csv) here."
        place = _memory()
        if place is None:
            return "FocusXL: your settings folder cannot be found."
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{file}\n", "utf-8")
    except Exception as failure:
        from focusxl.failure_log import log_failure

        log_failure("taking the trial balance that was chosen", failure)
        return "FocusXL: the choice could not be kept in your settings folder."
    return str(file)
