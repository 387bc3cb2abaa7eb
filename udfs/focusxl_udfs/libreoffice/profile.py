"""The profile of the private office: the user's own LibreOffice is neither read nor changed."""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

OFFICE = "/org.openoffice.Office"
ALWAYS: tuple[tuple[str, str, str], ...] = (
    (f"{OFFICE}.Common/Misc", "FirstRun", "false"),
    (f"{OFFICE}.Common/Misc", "ShowTipOfTheDay", "false"),
    (f"{OFFICE}.Java/VirtualMachine", "Enable", "false"),
    # Macros run in the workbooks that we open and have examined, and in no other of this office.
    (f"{OFFICE}.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    # Nothing that a workbook refers to is fetched: no picture, no other workbook.
    (f"{OFFICE}.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{OFFICE}.Calc/Content/Update", "Link", "1"),
    # An Excel file is saved as an Excel file without a question.
    (f"{OFFICE}.Common/Save/Document", "WarnAlienFormat", "false"),
    # Loading must not calculate: the workbook's functions are connected after it is loaded.
    (f"{OFFICE}.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    # Formulas are shown, typed and read in Excel's notation, whatever the user's language.
    (f"{OFFICE}.Calc/Formula/Syntax", "Grammar", "1"),
    (f"{OFFICE}.Calc/Formula/Syntax", "EnglishFunctionName", "true"),
    (f"{OFFICE}.Calc/Formula/Syntax", "SeparatorArg", ","),
    (f"{OFFICE}.Calc/Formula/Syntax", "SeparatorArrayCol", ","),
    (f"{OFFICE}.Calc/Formula/Syntax", "SeparatorArrayRow", ";"),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "en-US"),
)
# Without a window no opened file is overwritten, and a lock file of an interrupted run would
# make it unreadable.
WITHOUT_WINDOW: tuple[tuple[str, str, str], ...] = (
    (f"{OFFICE}.Common/Misc", "UseLocking", "false"),
    (f"{OFFICE}.Common/Misc", "UseDocumentOOoLockFile", "false"),
    (f"{OFFICE}.Common/Misc", "UseDocumentSystemFileLocking", "false"),
    (f"{OFFICE}.Recovery/RecoveryInfo", "Enabled", "false"),
)


def write_profile(folder: Path, *, visible: bool) -> None:
    """Write the settings into a new, empty profile folder."""
    settings = ALWAYS if visible else ALWAYS + WITHOUT_WINDOW
    items = "".join(_item(*setting) for setting in settings)
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )


def _item(path: str, name: str, value: str) -> str:
    return (
        f"<item oor:path={quoteattr(path)}><prop oor:name={quoteattr(name)} "
        f'oor:op="fuse"><value>{escape(value)}</value></prop></item>\n'
    )
