"""The tab FOCUS, held against the published schema of 2009/07 and Microsoft's list of controls.

The schema is the one that openxml-audit carries, made from Microsoft's own Open XML SDK.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest
from oletools.olevba import VBA_Parser
from openxml_audit import OpenXmlValidator

from focusxl.files.openxml.package import Package
from focusxl.files.openxml.parts import read_parts, write_parts
from focusxl_udfs.libreoffice.cleaning import without_foreign_code
from focusxl_udfs.vba.package import keep_stored_values
from focusxl_udfs.vba.project import macro_enabled
from focusxl_udfs.vba.ribbon import ribbon_xml
from tests.support.vba_samples import FUNCTIONS, small_workbook

SCHEMA = "schemas_microsoft_com_office_2009_07_customui.json"
NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
TYPES = {
    "customUI": "CT_CustomUI",
    "ribbon": "CT_Ribbon",
    "tabs": "CT_Tabs",
    "tab": "CT_Tab",
    "group": "CT_Group",
    "button": "CT_Button",
}
"""Which type of the schema an element of ours is, by its place."""
EXCELS_OWN = frozenset(
    {
        *("CalculateNow", "CalculateSheet", "DataValidation", "ErrorChecking"),
        *("FileOpen", "FileSaveAs", "FileSaveAsExcelXlsx", "FileSaveAsPdfOrXps"),
        *("FormulaEvaluate", "GoTo", "Help", "NameManager"),
        *("PasteSpecialDialog", "PasteValues", "ReviewNextComment", "Spelling"),
        *("TraceDependents", "TracePrecedents", "Undo", "ViewPageLayoutView"),
    }
)
"""Controls that Excel 2013, 2016, 2019 and 365 all have, from excelcontrols.xlsx in Microsoft's
repository OfficeDev/office-fluent-ui-command-identifiers (commit b230a0d)."""
COMMANDS = [
    ("Validate", "V"),
    ("Next finding", "N"),
    ("Explain this cell", "E"),
    ("Export", "X"),
    ("Official PDF", "P"),
    ("Roll forward", "R"),
    ("Load balances", "B"),
    ("Paste into inputs", "I"),
    ("Undo paste", "U"),
    ("Sign as preparer", "A"),
    ("Sign as reviewer", "W"),
    ("Go to box", "G"),
    ("Start", "S"),
    ("Help", "H"),
]


@cache
def schema() -> dict[str, dict[str, Any]]:
    folder = files("openxml_audit") / "data" / "openxml" / "schemas"
    types = json.loads((folder / SCHEMA).read_text("utf-8"))["Types"]
    return {each["Name"].removeprefix("mso14:"): each for each in types}


@cache
def built() -> bytes:
    return macro_enabled(keep_stored_values(small_workbook()), FUNCTIONS)


@pytest.fixture(params=[False, True], ids=["workbook", "add-in"])
def root(request: pytest.FixtureRequest) -> ElementTree.Element:
    return ElementTree.fromstring(ribbon_xml(of_addin=request.param))


def name(element: ElementTree.Element) -> str:
    assert element.tag.startswith(NAMESPACE)
    return element.tag.removeprefix(NAMESPACE)


def buttons(root: ElementTree.Element) -> list[ElementTree.Element]:
    return list(root.iter(f"{NAMESPACE}button"))


def test_each_element_stands_where_the_schema_has_it(root: ElementTree.Element) -> None:
    for element in root.iter():
        allowed = schema()[f"{TYPES[name(element)]}/mso14:{name(element)}"].get("Children", [])
        for child in element:
            assert f"mso14:{TYPES[name(child)]}/mso14:{name(child)}" in {
                each["Name"] for each in allowed
            }
    assert [name(element) for element in root.iter()][:4] == ["customUI", "ribbon", "tabs", "tab"]
    assert len(root) == len(root[0]) == len(root[0][0]) == 1


def test_each_attribute_is_one_of_the_schema_and_as_long_as_it_may_be(
    root: ElementTree.Element,
) -> None:
    for element in root.iter():
        of_type = schema()[f"{TYPES[name(element)]}/mso14:{name(element)}"]
        known = {each["QName"].lstrip(":"): each for each in of_type.get("Attributes", [])}
        for attribute, value in element.attrib.items():
            assert attribute in known, (name(element), attribute)
            limits = {
                argument["Name"]: argument["Value"]
                for validator in known[attribute].get("Validators", [])
                for argument in validator.get("Arguments", [])
            }
            assert len(value) >= int(limits.get("MinLength", 0))
            assert len(value) <= int(limits.get("MaxLength", 1024))
            if limits.get("IsNcName") == "True":
                assert re.fullmatch(r"[A-Za-z_][\w.-]*", value)


def test_an_attribute_and_the_callback_in_its_place_are_not_both_there(
    root: ElementTree.Element,
) -> None:
    for element in root.iter():
        for attribute in element.attrib:
            assert f"get{attribute[0].upper()}{attribute[1:]}" not in element.attrib
        assert len({"id", "idQ", "idMso"} & element.attrib.keys()) == (
            1 if name(element) in ("tab", "group", "button") else 0
        )


def test_no_two_elements_share_an_id_or_a_key_tip(root: ElementTree.Element) -> None:
    ids = [each.get("id") for each in root.iter() if "id" in each.attrib]
    assert len(set(ids)) == len(ids) == 1 + 5 + len(COMMANDS)
    tips = [str(each.get("keytip")) for each in buttons(root)]
    assert len(set(tips)) == len(tips)
    # Of two tips one must not be the beginning of the other: it could not be typed.
    assert not [(a, b) for a in tips for b in tips if a != b and b.startswith(a)]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]{0,2}", tip) for tip in tips)


def test_the_tab_has_every_command(root: ElementTree.Element) -> None:
    assert [(each.get("label"), each.get("keytip")) for each in buttons(root)] == COMMANDS
    [tab] = root.iter(f"{NAMESPACE}tab")
    assert tab.get("label") == "FOCUS"


def test_every_image_is_one_of_excels_own(root: ElementTree.Element) -> None:
    assert {str(each.get("imageMso")) for each in buttons(root)} <= EXCELS_OWN
    assert all("image" not in each.attrib for each in root.iter())
    sizes = {str(each.get("size")) for each in buttons(root)}
    assert sizes == {"large", "normal"}


def test_the_tab_of_a_workbook_asks_whether_it_is_seen_and_that_of_the_add_in_does_not() -> None:
    asks = b'<tab id="FocusXLTab" label="FOCUS" keytip="U" getVisible="RibbonTabVisible">'
    assert asks in ribbon_xml()
    assert b"getVisible" not in ribbon_xml(of_addin=True)


@pytest.mark.parametrize("of_addin", [False, True])
def test_every_callback_is_in_the_vba_with_its_signature(of_addin: bool) -> None:
    parser = VBA_Parser("small.xlsm", data=built())
    code = "\n".join(source for _, _, _, source in parser.extract_macros())
    root = ElementTree.fromstring(ribbon_xml(of_addin=of_addin))
    called = [each.attrib["onAction"] for each in buttons(root)]
    assert len(set(called)) == len(called) == len(COMMANDS)
    for callback in called:
        found = re.findall(rf"(?m)^Public Sub {callback}\((.*)\)\r?$", code)
        assert found == ["ByVal control As IRibbonControl"], callback
    asked = [each.attrib["getVisible"] for each in root.iter() if "getVisible" in each.attrib]
    for callback in asked:
        [signature] = re.findall(rf"(?m)^Public Sub {callback}\((.*)\)\r?$", code)
        assert signature == "ByVal control As IRibbonControl, ByRef isVisible As Variant"


def test_the_project_refers_to_the_library_that_knows_the_controls_type() -> None:
    """IRibbonControl is a type of the Office library; without it no module would compile."""
    from focusxl.files.macros.vba_project import read_vba_project

    references = read_vba_project(read_parts(built())["xl/vbaProject.bin"]).references
    assert any("{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}" in one for one in references)


RELATIONS = "_rels/.rels"


@pytest.mark.parametrize(
    ("ribbon", "is_ours"),
    [(b"", True), (b'<customUI onLoad="Foreign"/>', False)],
    ids=["our own ribbon", "a foreign ribbon"],
)
def test_a_copy_without_foreign_code_has_our_ribbon_once(ribbon: bytes, is_ours: bool) -> None:
    """What LibreOffice opens in the place of a workbook with foreign macros."""
    changed = {**read_parts(built()), **({} if is_ours else {"customUI/customUI14.xml": ribbon})}
    package = Package(write_parts(changed), "book.xlsm")
    cleaned = read_parts(without_foreign_code(package))
    assert cleaned["customUI/customUI14.xml"] == ribbon_xml()
    assert cleaned[RELATIONS].count(b"ui/extensibility") == 1


def test_the_package_leads_to_the_part_as_excel_expects(tmp_path: Any) -> None:
    parts = read_parts(built())
    assert parts["customUI/customUI14.xml"] == ribbon_xml()
    relations = ElementTree.fromstring(parts["_rels/.rels"])
    of_ribbon = [each for each in relations if each.attrib["Target"] == "customUI/customUI14.xml"]
    assert [each.attrib["Type"] for each in of_ribbon] == [
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    ]
    ids = [each.attrib["Id"] for each in relations]
    assert len(set(ids)) == len(ids)
    types = parts["[Content_Types].xml"].decode()
    assert '<Default Extension="xml" ContentType="application/xml"/>' in types
    path = tmp_path / "small.xlsm"
    path.write_bytes(built())
    assert OpenXmlValidator().validate(path).errors == []
