"""The tab FOCUS of Excel's ribbon: its XML in the workbook, and the VBA that its buttons call.

The part follows the schema of 2009/07, which Excel reads since 2010. Every image is one of Excel's
own. A button acts on the workbook in front; Alt and the key tips reach each of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

RIBBON_PART = "customUI/customUI14.xml"
RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
RIBBON_MODULE = "FocusXLRibbon"
ADDIN_FILE = "FocusXL.xlam"
"""The add-in, whose tab stands for those of all workbooks where it is loaded."""
_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_RELATIONS_PART = "_rels/.rels"
_RELATION_ID = "rIdFocusXLRibbon"
_VISIBLE = "RibbonTabVisible"
_END_OF_RELATIONS = b"</Relationships>"


@dataclass(frozen=True, slots=True)
class Command:
    """A button of the tab."""

    name: str
    label: str
    keytip: str
    image: str
    """One of Excel's own, by the name of the control that has it."""
    statement: str
    """What it does, in VBA."""
    tip: str
    is_large: bool = False

    @property
    def callback(self) -> str:
        """The procedure that the ribbon calls."""
        return f"Ribbon{self.name}"


def _python(function: str) -> str:
    return f'RunCommand "{function}", ActiveWorkbook'


GROUPS: Mapping[str, tuple[Command, ...]] = {
    "Check": (
        Command(
            "Validate",
            "Validate",
            "V",
            "ErrorChecking",
            _python("validate_only"),
            "Check every total, line and page, and list what was found on the sheet Findings.",
            is_large=True,
        ),
        Command(
            "NextFinding",
            "Next finding",
            "N",
            "ReviewNextComment",
            _python("next_finding"),
            "Jump to the next line that must be fixed or explained.",
        ),
        Command(
            "ExplainThisCell",
            "Explain this cell",
            "E",
            "FormulaEvaluate",
            _python("explain_this_cell"),
            "Show what the selected total is made of, with amounts, cells and sources.",
        ),
    ),
    "File": (
        Command(
            "Export",
            "Export",
            "X",
            "FileSaveAsExcelXlsx",
            _python("validate_and_export"),
            "Validate, and write the filing-ready files beside the workbook if nothing is open.",
            is_large=True,
        ),
        Command(
            "OfficialPdf",
            "Official PDF",
            "P",
            "FileSaveAsPdfOrXps",
            "TypeOntoOfficialForm ActiveWorkbook",
            "Export, and type the filing onto your copy of the SEC's form; it is asked for once.",
            is_large=True,
        ),
        Command(
            "RollForward",
            "Roll forward",
            "R",
            "FileSaveAs",
            _python("roll_forward"),
            "Begin the next period's workbook beside this one: cover, names and answers are "
            "carried, and this period's amounts stand beside the new ones.",
        ),
    ),
    "Fill in": (
        Command(
            "LoadBalances",
            "Load balances",
            "B",
            "FileOpen",
            "LoadBalancesInto ActiveWorkbook",
            "Load a trial balance: each box of the sheet Mapping becomes a formula over its "
            "accounts. What goes where is shown first.",
        ),
        Command(
            "PasteIntoInputs",
            "Paste into inputs",
            "I",
            "PasteValues",
            _python("paste_into_inputs"),
            "Put a copied column, or two columns of box and amount, into the yellow cells only. "
            "What goes where is shown first.",
        ),
        Command(
            "UndoPaste",
            "Undo paste",
            "U",
            "Undo",
            _python("undo_paste"),
            "Put back what stood in the cells before the last Paste into inputs.",
        ),
    ),
    "Sign": (
        Command(
            "SignAsPreparer",
            "Sign as preparer",
            "A",
            "DataValidation",
            _python("sign_as_preparer"),
            "Record that the preparer named on Start signs for the inputs as they are now.",
        ),
        Command(
            "SignAsReviewer",
            "Sign as reviewer",
            "W",
            "Spelling",
            _python("sign_as_reviewer"),
            "Record that the reviewer named on Start signs for the inputs as they are now.",
        ),
    ),
    "Find": (
        Command(
            "GoToBox",
            "Go to box",
            "G",
            "GoTo",
            "AskForBox ActiveWorkbook",
            "Jump to a box by its number.",
        ),
        Command(
            "Start",
            "Start",
            "S",
            "ViewPageLayoutView",
            "ShowStart ActiveWorkbook",
            "Show the first sheet, which says what to do next.",
        ),
        Command(
            "Help",
            "Help",
            "H",
            "Help",
            "ShowHelp",
            "Say what each of these commands does, and what to do if nothing answers.",
        ),
    ),
}


def ribbon_xml(*, of_addin: bool = False) -> bytes:
    """Write the part; a workbook's tab steps back where the add-in is loaded."""
    steps_back = "" if of_addin else f' getVisible="{_VISIBLE}"'
    groups = "".join(_group(name, commands) for name, commands in GROUPS.items())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{_NAMESPACE}"><ribbon><tabs>'
        f'<tab id="FocusXLTab" label="FOCUS" keytip="U"{steps_back}>{groups}</tab>'
        "</tabs></ribbon></customUI>\n"
    ).encode()


def _group(name: str, commands: tuple[Command, ...]) -> str:
    own = re.sub(r"\W", "", name)
    buttons = "".join(map(_button, commands))
    return f'<group id="FocusXLGroup{own}" label={quoteattr(name)}>{buttons}</group>'


def _button(command: Command) -> str:
    attributes = {
        "id": f"FocusXL{command.name}",
        "label": command.label,
        "imageMso": command.image,
        "size": "large" if command.is_large else "normal",
        "keytip": command.keytip,
        "screentip": command.label,
        "supertip": command.tip,
        "onAction": command.callback,
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<button {written}/>"


def ribbon_module() -> str:
    """Write the module with what the ribbon calls; LibreOffice, which has no ribbon, leaves it out.

    The workbook in front is the one whose tab was seen: two open workbooks have procedures of the
    same names, and whichever Excel calls, it does the same.
    """
    callbacks = "".join(
        f"\nPublic Sub {command.callback}(ByVal control As IRibbonControl)\n"
        f"    {command.statement}\nEnd Sub\n"
        for commands in GROUPS.values()
        for command in commands
    )
    return f"""\
Attribute VB_Name = "{RIBBON_MODULE}"
Option Explicit

Public Sub {_VISIBLE}(ByVal control As IRibbonControl, ByRef isVisible As Variant)
    Dim addIn As Object
    On Error Resume Next
    Set addIn = Workbooks("{ADDIN_FILE}")
    isVisible = addIn Is Nothing
End Sub
{callbacks}"""


def with_ribbon(parts: Mapping[str, bytes], *, of_addin: bool = False) -> dict[str, bytes]:
    """Give the parts of a workbook with the tab among them; one that is there already stays."""
    relations = parts[_RELATIONS_PART]
    if RIBBON_RELATION.encode() in relations:
        return dict(parts)
    if relations.count(_END_OF_RELATIONS) != 1:
        raise ValueError("The workbook's list of relations is not as XlsxWriter writes it.")
    relation = (
        f'<Relationship Id="{_RELATION_ID}" Type="{RIBBON_RELATION}" Target="{RIBBON_PART}"/>'
    ).encode()
    return {
        **parts,
        _RELATIONS_PART: relations.replace(_END_OF_RELATIONS, relation + _END_OF_RELATIONS),
        RIBBON_PART: ribbon_xml(of_addin=of_addin),
    }
