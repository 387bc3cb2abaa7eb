"""What a compiler would say of our VBA: it runs in Excel only, which no test machine has."""

import re
from pathlib import Path

import pytest
from pyopenvba.interpreter import parse_module

from focusxl_udfs.vba.functions import descriptions_module, functions_module
from focusxl_udfs.vba.ribbon import ribbon_module
from tests.support.vba_samples import FUNCTIONS

FOLDER = Path(__file__).parents[3] / "udfs" / "focusxl_udfs" / "vba"
SOURCES = {
    path.name: path.read_bytes().decode()
    for path in sorted(FOLDER.iterdir())
    if path.suffix in {".bas", ".cls"}
} | {
    "FocusXLFunctions": functions_module(FUNCTIONS),
    "FocusXLDescriptions": descriptions_module(FUNCTIONS),
    "FocusXLRibbon": ribbon_module(),
}
EXPECTED_FILES = {"FocusXLBridge.bas", "FocusXLButtons.bas", "ThisWorkbook.cls", "xlwings.bas"}

# Every word of VBA, Excel, xlwings and our other modules that our modules use.
WORDS = """
And As Array ByRef ByVal Case Const Dim Do Each Else ElseIf End Error Exit Explicit For Function
False GoTo If In Is Loop Mac Module Next Not Nothing On Option Optional ParamArray Private Public
ReDim Resume Select Set Sub Then To True TypeOf
Alias Declare Lib Like PtrSafe
Boolean Date Long LongPtr Object String Variant
CVErr CurDir DateAdd Err GetSetting InputBox InStr InStrRev IsArray IsObject LBound LCase Left Len
Mid MsgBox Now Or Replace Space Trim UBound UCase VarType
vbExclamation vbInformation vbLf vbNullString vbString
ActiveWorkbook Application IRibbonControl Range ThisWorkbook Win64 Workbooks
XLPyDLLActivateAuto ActivateByCopy LoadLibrary DriveKind SearchPath
xlErrDiv0 xlErrNA xlErrName xlErrNull xlErrNum xlErrRef xlErrValue
XLPy RunPython CallFunction PlainValue DescribeFunctions
AskForBox LoadBalancesInto RunCommand ShowHelp ShowStart TypeOntoOfficialForm
"""
KNOWN = set(WORDS.split())
WITHOUT_TEXTS = re.compile(r'"(?:[^"]|"")*"')
DECLARED = re.compile(
    r"(?:\b(?:Dim|Const|Private|Public|ByVal|ByRef|ParamArray)\s+)(\w+)(?:\(\))?\s+As\b"
)
PROCEDURE = re.compile(r"(?m)^(?:Public|Private) (Sub|Function) (\w+)\((.*)\)(.*)$")
LABEL = re.compile(r"(?m)^(\w+):$")


def code(source: str) -> str:
    """Return the statements alone, each on one line."""
    lines = [WITHOUT_TEXTS.sub('""', line) for line in source.split("\n")]
    lines = [line for line in lines if not line.startswith("Attribute ")]
    return re.sub(r" _\n\s*", " ", "\n".join(line.partition("'")[0].rstrip() for line in lines))


def parts(source: str) -> list[str]:
    """Return the module's head, then each procedure."""
    return re.split(r"(?m)^(?=(?:Public|Private) (?:Sub|Function) )", code(source))


@pytest.fixture(params=sorted(SOURCES))
def source(request: pytest.FixtureRequest) -> str:
    return SOURCES[request.param]


def test_no_file_is_left_out() -> None:
    assert {name for name in SOURCES if "." in name} == EXPECTED_FILES


def test_the_lines_are_such_as_vba_reads(source: str) -> None:
    assert source.isascii()
    assert "\t" not in source
    assert max(len(line) for line in source.splitlines()) <= 1023
    runs = re.findall(r"(?:[^\n]* _\n)+", source)
    assert max((run.count("\n") for run in runs), default=0) <= 24


def test_option_explicit_comes_first(source: str) -> None:
    lines = [line for line in source.splitlines() if not line.startswith("Attribute VB_")]
    assert lines[0] == "Option Explicit"


def test_every_name_is_declared(source: str) -> None:
    head, *procedures = parts(source)
    shared = (
        KNOWN
        | set(DECLARED.findall(head))
        | {name for _, name, _, _ in PROCEDURE.findall(code(source))}
    )
    for procedure in procedures:
        names = shared | set(DECLARED.findall(procedure)) | set(LABEL.findall(procedure))
        # What follows a dot belongs to an object, what precedes := to the procedure called.
        used = set(re.findall(r"(?<![.\w#])([A-Za-z]\w*)(?!\w|:=)", procedure))
        assert used <= names


def test_nothing_is_a_variant_unless_it_says_so(source: str) -> None:
    for kind, name, parameters, result in PROCEDURE.findall(code(source)):
        assert kind == "Sub" or re.fullmatch(r" As \w+", result), name
        for parameter in filter(None, parameters.split(", ")):
            assert re.fullmatch(
                r"(Optional )?(ByVal|ByRef|ParamArray) \w+(\(\))? As \w+", parameter
            )
    for declaration in re.findall(r"(?m)^\s*(?:Dim|Const|Private Const) .*$", code(source)):
        assert re.match(r"\s*(Dim|Const|Private Const) \w+(\(\))? As \w+( =.*)?$", declaration)


def test_every_module_parses(source: str) -> None:
    parsed = parse_module(source, name="Parsed")
    assert {procedure.name for procedure in parsed.procedures} == {
        name for _, name, _, _ in PROCEDURE.findall(code(source))
    }
