"""The VBA between a cell and Python: one VBA function for each worksheet function."""

from collections.abc import Iterable, Sequence

from focusxl_udfs.vba import text as vba_text
from focusxl_udfs.worksheet.catalogue import Argument, WorksheetFunction

FUNCTIONS_MODULE = "FocusXLFunctions"
DESCRIPTIONS_MODULE = "FocusXLDescriptions"
CATEGORY = "FOCUS Report"
"""The category of the functions in the function wizard."""

_LONGEST_DESCRIPTION = 255
_USER_DEFINED_CATEGORY = 14
_NAMES_IN_A_WRAPPER = ("packed", "position", "PlainValue", "CallFunction")


def functions_module(functions: Sequence[WorksheetFunction]) -> str:
    """Write the module with a VBA function for each worksheet function, which calls Python.

    It uses nothing that only Excel has, so that LibreOffice runs it unchanged.
    """
    _require_distinct("The worksheet functions", (function.name for function in functions))
    head = f'Attribute VB_Name = "{FUNCTIONS_MODULE}"\nOption Explicit\n'
    return head + "".join("\n" + _wrapper(function) for function in functions)


def descriptions_module(functions: Sequence[WorksheetFunction]) -> str:
    """Write the module that gives the function wizard its descriptions of functions and arguments.

    A module can carry the description of a function, but not those of its arguments: Excel takes
    them from running code only. In a host without MacroOptions, nothing is done.
    """
    calls = "".join(_description(function) for function in functions)
    return f"""\
Attribute VB_Name = "{DESCRIPTIONS_MODULE}"
Option Explicit
Option Private Module

Public Sub DescribeFunctions()
    Dim wasSaved As Boolean
    On Error Resume Next
    wasSaved = ThisWorkbook.Saved
{calls}    ' Nothing the user did has changed: closing must not ask whether to save.
    ThisWorkbook.Saved = wasSaved
End Sub

Private Sub Describe(ByVal functionName As String, ByVal meaning As String, _
        ByVal meanings As Variant)
    Dim host As Object
    On Error Resume Next
    Set host = Application
    host.MacroOptions Macro:=functionName, Description:=meaning, _
        Category:="{CATEGORY}", ArgumentDescriptions:=meanings
End Sub
"""


def _wrapper(function: WorksheetFunction) -> str:
    _require_valid(function)
    declaration = vba_text.statement(
        f"Public Function {function.name}(",
        [_parameter(argument) for argument in function.arguments],
        ") As Variant",
    )
    attributes = (
        f"Attribute {function.name}.VB_Description = {vba_text.literal(function.description)}\n"
        f"Attribute {function.name}.VB_ProcData.VB_Invoke_Func = "
        f'" \\n{_USER_DEFINED_CATEGORY}"'
    )
    return f"{declaration}{attributes}\n{_body(function)}End Function\n"


def _parameter(argument: Argument) -> str:
    if argument.repeats:
        return f"ParamArray {argument.name}() As Variant"
    optional = "Optional " if argument.optional else ""
    return f"{optional}ByVal {argument.name} As Variant"


def _body(function: WorksheetFunction) -> str:
    single = [argument.name for argument in function.arguments if not argument.repeats]
    repeated = [argument.name for argument in function.arguments if argument.repeats]
    if not repeated:
        plain = [f"PlainValue({argument})" for argument in single]
        return vba_text.statement(
            f'    {function.name} = CallFunction("{function.name}", Array(', plain, "))"
        )
    packed = "".join(
        f"    packed({position}) = PlainValue({argument})\n"
        for position, argument in enumerate(single)
    )
    return f"""\
    Dim packed() As Variant
    Dim position As Long
    ReDim packed(0 To UBound({repeated[0]}) + {len(single)})
{packed}    For position = 0 To UBound({repeated[0]})
        packed(position + {len(single)}) = PlainValue({repeated[0]}(position))
    Next position
    {function.name} = CallFunction("{function.name}", packed)
"""


def _description(function: WorksheetFunction) -> str:
    meaning = vba_text.literal(function.description)
    meanings = [vba_text.literal(argument.description) for argument in function.arguments]
    start = f'    Describe "{function.name}", {meaning}, Array('
    return vba_text.statement(start, meanings, ")")


def _require_valid(function: WorksheetFunction) -> None:
    vba_text.worksheet_function_name(function.name)
    names = [vba_text.name(argument.name) for argument in function.arguments]
    _require_distinct(
        f"{function.name} and its arguments", [function.name, *names, *_NAMES_IN_A_WRAPPER]
    )
    for description in (function.description, *(each.description for each in function.arguments)):
        if not 0 < len(description) <= _LONGEST_DESCRIPTION:
            raise ValueError(
                f"{function.name}: the function wizard shows a description of 1 to "
                f"{_LONGEST_DESCRIPTION} characters, not of {len(description)}: {description!r}."
            )
    _require_possible_order(function)


def _require_possible_order(function: WorksheetFunction) -> None:
    arguments = function.arguments
    optional = [argument.optional for argument in arguments if not argument.repeats]
    repeats = [argument.repeats for argument in arguments]
    if optional != sorted(optional):
        raise ValueError(f"{function.name}: in VBA a required argument cannot follow an optional.")
    if any(repeats[:-1]):
        raise ValueError(f"{function.name}: in VBA only the last argument can repeat.")
    if any(repeats) and (any(optional) or not optional):
        raise ValueError(
            f"{function.name}: VBA takes a repeating argument only after required ones, "
            "and after one at least."
        )


def _require_distinct(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ValueError(f"{what} share the name {name!r}, which VBA cannot tell apart.")
        seen.add(name.casefold())
