"""The sign-off on Start: the preparer and the reviewer, each with name, time and what was signed.

It is a record and not a lock, and says so. A name alone is no signature: the command Sign writes
time and seal beside it. What stands beside a name is a formula, so that a later change shows; what
the signature is worth is said by the checks.
"""

from __future__ import annotations

from focusxl.files.pages.styles import Properties
from focusxl.files.template.names import FINGERPRINT_NOW, Flavour, signature_name
from focusxl.filings.signature import LONGEST_NAME, ROLES, Role
from focusxl_workbook.sheets.start_parts import FIRST, MIDDLE, REMARK, Start

NOT_SIGNED = "Not signed"
_RECORD: dict[Flavour, str] = {
    "udf": "Type your name, and press Sign as preparer or Sign as reviewer in the tab FOCUS (or"
    " under Alt+F8).",
    "native": "To sign, save and close the workbook, and type in a terminal: focusxl sign, with"
    " this file.",
}
_NO_LOCK = (
    "It says who signed for which inputs. Anyone can still change the report, and the signature"
    " then no longer counts."
)
_ROOM = 27.0
"""Points: two lines, for what the formula beside a name says of a signature for other inputs."""
_SMALL: Properties = {"font_color": "#7F7F7F", "font_size": 7, "locked": False, "num_format": "@"}


def write_sign_off(start: Start, row: int) -> int:
    """Write the part with both signatures; give the row below it."""
    row = start.section(row, "Step 5: sign off", _RECORD[start.flavour])
    start.text(row, FIRST, "A record, not a lock", {"bold": True})
    start.remark(row, _NO_LOCK)
    row += 1
    for role in ROLES:
        row = _write_role(start, row, role)
    return row + 1


def _write_role(start: Start, row: int, role: Role) -> int:
    sheet, styles = start.writer.worksheet, start.styles
    name = styles.styled("Input", {"locked": False, "num_format": "@", "text_wrap": True})
    sheet.set_row(row, _ROOM)
    start.text(row, FIRST, role.capitalize(), {"bold": True})
    sheet.write_blank(row, MIDDLE, None, name)
    start.name(signature_name(role, "name"), row, MIDDLE)
    start.wide_formula(row, REMARK, _state(role), {"indent": 1}, NOT_SIGNED)
    start.name(signature_name(role, "state"), row, REMARK)
    sheet.data_validation(
        row,
        MIDDLE,
        row,
        MIDDLE,
        {
            "validate": "length",
            "criteria": "<=",
            "value": LONGEST_NAME,
            "input_title": f"Name of the {role}",
            "input_message": "First and last name. A name alone is no signature: sign after it.",
            "error_title": "Too long",
            "error_message": f"A name has at most {LONGEST_NAME} letters.",
        },
    )
    row += 1
    start.text(row, FIRST, "signed at", {"align": "right", "font_color": "#7F7F7F"})
    at = styles.custom({"locked": False, "num_format": "@", "align": "left"})
    sheet.write_blank(row, MIDDLE, None, at)
    start.name(signature_name(role, "at"), row, MIDDLE)
    start.remark(row, "", _SMALL)
    start.name(signature_name(role, "seal"), row, REMARK)
    return row + 1


def _state(role: Role) -> str:
    """Write the formula of what a signature is, as far as the sheet itself can tell."""
    name, at, seal = (signature_name(role, part) for part in ("name", "at", "seal"))
    same = f'IFERROR(EXACT(RIGHT({seal},LEN({FINGERPRINT_NOW})+1)," "&{FINGERPRINT_NOW}),FALSE)'
    return (
        f'=IF(OR({at}="",{seal}=""),IF({name}="","{NOT_SIGNED}","Not signed yet: the name alone is'
        f' no signature"),IF({name}="","The name of the signature was cleared: sign again",'
        f'IF({same},"Signed for what is here now","Signed by "&{name}&" on "&{at}&". Something was'
        " changed since, or another program signed: the next validation says whether it still"
        ' counts")))'
    )
